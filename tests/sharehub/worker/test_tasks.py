"""The product's own tasks: each does what it is for, however often it is begun, and leaves its entries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import pytest
from sqlalchemy import event, text

from policies.routes import IG_OFFICER
from sharehub.acting import queries as acting
from sharehub.acting.queries import KEPT
from sharehub.audit.entry import Action
from sharehub.audit.exempt import TASKS as EXEMPT
from sharehub.crypto.classes import KeyClass
from sharehub.custody import queries as custody
from sharehub.custody import rotate, shred
from sharehub.custody.rewrap import UNTIL_FORGOTTEN, leave_to_workers
from sharehub.database.schema import (
    IdempotencyKey,
    KeyRotation,
    OutboxTask,
    Overdue,
    SeenToken,
    UsedProof,
)
from sharehub.deliveries import lanes
from sharehub.deliveries.endpoints import register
from sharehub.deliveries.ends import EndpointKind
from sharehub.errors import KeyDestroyed
from sharehub.identity.actor import Actor
from sharehub.language.vocabulary import Tactic
from sharehub.notices.queries import add_notice
from sharehub.notices.tell import Occasion, tell
from sharehub.outbox import queries, schedules
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.patterns.publish import retract
from sharehub.protocols import partnership
from sharehub.requests.ask import ask
from sharehub.requests.words import About
from sharehub.worker.endurance import USUAL
from sharehub.worker.runner import Came, Runner
from sharehub.worker.tasks import TASKS
from tests.architecture.documents import DOCS, documented, section, text_of
from tests.sharehub.custody.keeping import fill, later, opened, wrapped
from tests.sharehub.database.logins import logins_on
from tests.sharehub.recalls.recalling import a_recalled_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sharehub.clock import SteppedClock
    from tests.sharehub.world import World

POLICE = "POL-DA"


def work_off(world: World, most: int = 1000, kinds: Collection[str] = TASKS.tasks) -> list[Came]:
    """Do what is due, one after the other, as dispatchers and workers would."""
    came: list[Came] = []
    while len(came) < most:
        with world.hub.begin() as work:
            terms = queries.Terms([*kinds], work.tx.now + USUAL.furthest)
            leased = queries.lease(work.tx, uuid4(), work.tx.now + USUAL.lease, terms, 1)
        if not leased:
            break
        came.append(Runner(world.hub).run(leased[0][0]))
    return came


def rotated(world: World, key_class: KeyClass = KeyClass.GENERAL, unit: str = POLICE) -> None:
    with world.hub.begin(world.units[unit]) as work:
        leave_to_workers(work, None, world.units[unit], key_class)


def a_shredded_case(world: World) -> None:
    """Let two officers end the case; whoever approved does not live to destroy its key."""
    officer = world.actor("officer")
    with world.hub.begin() as work:
        second = partnership.register_user(work, officer.unit, "second officer", [IG_OFFICER])
        shred.ask_to_shred(work, officer, world.case)
    with world.hub.begin() as work:
        shred.close(work, Actor(second, officer.unit, IG_OFFICER), world.case)


def progress(world: World) -> custody.Progress:
    with world.hub.glance() as tx:
        (found,) = custody.rotations(tx, 10)
    return found


@pytest.mark.postgres
def test_a_rotation_left_to_workers_moves_every_record_in_two_walks_and_retires_the_old_key(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotate, "BATCH", 2)
    fill(world)
    texts = opened(world)
    old = {key.id for key in world.hub.keys.generations(str(world.units[POLICE]), KeyClass.GENERAL)}
    named = sum(one.sealed.wrapping_key in old for one in wrapped(world))
    rotated(world)
    first = work_off(world)
    walked = progress(world)
    later(world, 17)
    second = work_off(world)

    assert {*first, *second} == {Came.DONE}
    assert len(first) > len(custody.KINDS)
    assert (walked.moved, walked.of, walked.ended_at) == (named, named, None)
    assert progress(world).ended_at
    assert old.isdisjoint(one.sealed.wrapping_key for one in wrapped(world))
    assert opened(world) == texts
    keys = world.hub.keys.generations(str(world.units[POLICE]), KeyClass.GENERAL)
    assert [key.state.value for key in keys] == ["retired", "current"]
    assert [entry["refs"]["retired"] for entry in world.logged(Action.KEYS_ROTATED)] == [False, True]


def test_a_rotation_killed_at_any_commit_goes_on_where_it_was(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = sqlite_world
    monkeypatch.setattr(rotate, "BATCH", 2)
    fill(world)
    texts = opened(world)
    rotated(world)
    kills = 0

    def kill(_connection: object) -> None:
        raise SystemExit

    for _ in range(4):
        work_off(world, 2)
        with world.hub.begin() as work:
            terms = queries.Terms([*TASKS.tasks], work.tx.now + USUAL.furthest)
            leased = queries.lease(work.tx, uuid4(), work.tx.now + USUAL.lease, terms, 1)
        for task, _ in leased:
            before = progress(world).moved
            event.listen(world.hub.engine, "commit", kill)
            with pytest.raises(SystemExit):
                Runner(world.hub).run(task)
            event.remove(world.hub.engine, "commit", kill)
            assert progress(world).moved == before
            kills += 1
        later(world, 2)
    work_off(world)
    later(world, 17)
    work_off(world)

    assert kills == 4
    assert progress(world).ended_at
    assert progress(world).moved == progress(world).of
    assert opened(world) == texts


def test_a_rotation_that_was_retired_meanwhile_ends_and_begins_no_other(sqlite_world: World) -> None:
    world = sqlite_world
    fill(world)
    rotated(world)
    work_off(world)
    later(world, 17)
    assert rotate.rotate(world.hub, world.units[POLICE], KeyClass.GENERAL).retired
    work_off(world)

    assert progress(world).ended_at
    assert len(world.hub.keys.generations(str(world.units[POLICE]), KeyClass.GENERAL)) == 2


def test_a_rotation_under_way_is_not_begun_twice(sqlite_world: World) -> None:
    for _ in range(2):
        rotated(sqlite_world)

    assert len(sqlite_world.rows(KeyRotation)) == len(sqlite_world.rows(OutboxTask)) == 1
    assert len(sqlite_world.logged(Action.KEY_ROTATION_BEGUN)) == 1
    assert timedelta(minutes=15) < UNTIL_FORGOTTEN


@pytest.mark.postgres
def test_the_key_of_a_shredded_case_goes_though_whoever_approved_did_not_live_to_see_it(
    world: World,
) -> None:
    world.publish(world.behaviour())
    a_shredded_case(world)
    assert world.hub.keys.known_alias(str(world.case))

    assert set(work_off(world)) == {Came.DONE}
    with pytest.raises(KeyDestroyed):
        world.hub.keys.alias(str(world.case))


def test_the_key_of_a_case_that_nobody_shredded_stays_whoever_asks(sqlite_world: World) -> None:
    with sqlite_world.hub.begin() as work:
        put(work, Kind.DESTROY_CASE_KEY, [sqlite_world.case])

    assert work_off(sqlite_world) == [Came.DONE]
    assert sqlite_world.hub.keys.alias(str(sqlite_world.case))


@pytest.mark.postgres
def test_what_is_too_old_to_be_of_use_is_forgotten_and_nothing_else(world: World) -> None:
    user = world.actor("police").user
    with world.hub.begin() as work:
        now = work.tx.now
        for number, age in enumerate((timedelta(hours=-1), timedelta(hours=3))):
            acting.use_proof(work.tx, f"proof {number}", now + age)
            acting.see_token(work.tx, f"token {number}", now + age)
        acting.claim(work.tx, user, "old", "request")
        put(work, Kind.DESTROY_CASE_KEY, [uuid4()])
    work_off(world)
    later(world, 60)
    with world.hub.begin() as work:
        put(work, Kind.FORGET_EXPIRED, [])
    work_off(world)
    kept = [[row["digest"] for row in world.rows(table)] for table in (UsedProof, SeenToken, IdempotencyKey)]
    clock = cast("SteppedClock", world.hub.clock)
    clock.put(clock.now() + KEPT)
    with world.hub.begin() as work:
        acting.claim(work.tx, user, "new", "request")
        put(work, Kind.FORGET_EXPIRED, [])
    work_off(world)

    assert kept == [["proof 1"], ["token 1"], ["old"]]
    assert [row["digest"] for row in world.rows(IdempotencyKey)] == ["new"]
    assert world.rows(UsedProof) == world.rows(SeenToken) == []
    assert [row["kind"] for row in world.rows(OutboxTask)] == [Kind.FORGET_EXPIRED]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a kind of work comes about, and the actions that doing it leaves."""

    asked: Callable[[World], object]
    left: tuple[Action, ...] = ()


def expired(world: World) -> None:
    with world.hub.begin() as work:
        put(work, Kind.FORGET_EXPIRED, [])


def at_the_end_of_its_years(world: World) -> None:
    world.go_to(date(2024 + 7, 9, 1))
    with world.hub.begin() as work:
        put(work, Kind.PROPOSE_RETENTION, [])


def asked(world: World) -> None:
    due = world.today() + timedelta(days=10)
    request = world.act(ask, "social_worker", About.INTERVENTION_GOALS, world.units["SCHOOL"], due)
    with world.hub.begin() as work:
        put(work, Kind.REMIND_OF_REQUEST, [request, 1])


def filled(world: World) -> None:
    with world.hub.begin() as work:
        put(work, Kind.REFRESH_STATISTICS, [])


def uncounted(world: World) -> None:
    with world.hub.begin() as work:
        put(work, Kind.COUNT_OVERDUE, [])


def a_breach(world: World) -> None:
    world.publish(world.behaviour(tactics=frozenset({Tactic.BREACH})))


def let_out(world: World) -> None:
    with world.hub.begin() as work:
        put(work, Kind.LET_HEAR, [uuid4()])


def told(world: World) -> None:
    with world.hub.begin() as work:
        tell(work, Occasion.REQUEST_MADE, uuid4(), world.case, [world.units[POLICE]])


def a_notice_that_may_not_leave(world: World) -> None:
    """Let something wait for the mailbox of a unit of which nobody hears."""
    with world.hub.begin() as work:
        unit = partnership.register_unit(work, "DEAF", "Unit DEAF", discreet=False)
        user = partnership.register_user(work, unit, "nobody's officer", ["court"])
        register(work, Actor(user, unit, IG_OFFICER), EndpointKind.MAILBOX, "duty@agency.example")
        row = {"id": uuid4(), "unit_id": unit, "case_id": world.case, "about_id": uuid4()}
        add_notice(work.tx, **row, kind=Occasion.BREACH.value, at=work.tx.now)
        lanes.lay_out(work, unit, world.case)


def recalled(world: World) -> None:
    world.open("cp_concern", "HV")
    fact = world.publish(world.behaviour())
    world.read("health_visitor", "child_protection")
    world.act(retract, "police", fact)


def not_acknowledged(world: World) -> None:
    copy = a_recalled_copy(world, "teacher")
    with world.hub.begin() as work:
        put(work, Kind.RECALL_OVERDUE, [copy])


def consents_expired(world: World) -> None:
    with world.hub.begin() as work:
        put(work, Kind.CONSENTS_EXPIRED, [])


RECIPES = {
    Kind.PROPOSE_RETENTION: Recipe(at_the_end_of_its_years, (Action.RETENTION_PROPOSED,)),
    Kind.REWRAP: Recipe(rotated, (Action.KEYS_ROTATED,)),
    Kind.DESTROY_CASE_KEY: Recipe(a_shredded_case),
    Kind.FORGET_EXPIRED: Recipe(expired),
    Kind.REFRESH_STATISTICS: Recipe(filled),
    Kind.REMIND_OF_REQUEST: Recipe(asked, (Action.REQUEST_REMINDED,)),
    Kind.COUNT_OVERDUE: Recipe(uncounted),
    Kind.TELL_OF_FACT: Recipe(a_breach, (Action.NOTICE_TOLD,)),
    Kind.LET_HEAR: Recipe(let_out),
    Kind.LAY_OUT: Recipe(told),
    Kind.DELIVER: Recipe(a_notice_that_may_not_leave, (Action.NOTICE_DROPPED,)),
    Kind.RECALL: Recipe(recalled, (Action.COPIES_RECALLED,)),
    Kind.RECALL_OVERDUE: Recipe(not_acknowledged, (Action.RECALL_ESCALATED,)),
    Kind.CONSENTS_EXPIRED: Recipe(consents_expired),
}


@pytest.mark.postgres
def test_the_workers_login_may_do_every_kind_of_work(
    postgres_world: World, postgres_migrated: tuple[str, str]
) -> None:
    fill(postgres_world)
    for kind in RECIPES.keys() - {Kind.DESTROY_CASE_KEY, Kind.PROPOSE_RETENTION}:
        RECIPES[kind].asked(postgres_world)
    with logins_on(postgres_migrated[0]) as logins:
        bound = replace(postgres_world, hub=replace(postgres_world.hub, engine=logins.engine("worker")))
        schedules.agree(bound.hub, TASKS.schedules())
        assert schedules.put_what_is_due(bound.hub, TASKS.schedules()) == [*TASKS.schedules()]
        came = work_off(bound)
        later(bound, 17)
        came += work_off(bound)
        rotation = progress(bound)
        RECIPES[Kind.PROPOSE_RETENTION].asked(postgres_world)
        # Before anything else happens, which would say that the case is still in use.
        came += work_off(bound, kinds=[Kind.PROPOSE_RETENTION])
        proposed = postgres_world.logged(Action.RETENTION_PROPOSED)
        RECIPES[Kind.DESTROY_CASE_KEY].asked(postgres_world)
        came += work_off(bound)

    assert len(proposed) == 1
    assert set(came) == {Came.DONE}
    assert (rotation.moved, bool(rotation.ended_at)) == (rotation.of, True)
    assert len(postgres_world.logged(Action.REQUEST_REMINDED)) == 1
    assert {row["number"] for row in postgres_world.rows(Overdue) if row["kind"] != "copy_to_destroy"} == {0}


def test_every_kind_of_work_has_a_recipe_and_whatever_leaves_nothing_says_why() -> None:
    listed = documented(section(text_of(DOCS / "audit-log.md"), "What leaves no entry"))

    assert RECIPES.keys() == set(Kind)
    assert {kind for kind, recipe in RECIPES.items() if not recipe.left} == EXEMPT.keys()
    assert EXEMPT.keys() <= set(listed)
    assert all(EXEMPT.values())


@pytest.mark.parametrize("kind", RECIPES)
def test_work_that_is_done_leaves_exactly_its_entries(sqlite_world: World, kind: Kind) -> None:
    RECIPES[kind].asked(sqlite_world)
    before = len(sqlite_world.logged())

    assert set(work_off(sqlite_world)) == {Came.DONE}
    assert [entry["action"] for entry in sqlite_world.logged()[before:]] == [*RECIPES[kind].left]


@pytest.mark.parametrize("kind", RECIPES)
def test_work_that_is_begun_again_before_it_is_done_has_its_effect_once(
    sqlite_world: World, kind: Kind
) -> None:
    """The first try of each ends at its commit; the second finds all as it was before."""
    world = sqlite_world
    RECIPES[kind].asked(world)
    with world.hub.begin() as work:
        terms = queries.Terms([*TASKS.tasks], work.tx.now + USUAL.furthest)
        ((task, _),) = queries.lease(work.tx, uuid4(), work.tx.now + USUAL.lease, terms, 1)
        work.tx.session.execute(text("update outbox_tasks set handed_out = 1"))

    def kill(_connection: object) -> None:
        raise SystemExit

    before = len(world.logged())
    event.listen(world.hub.engine, "commit", kill)
    with pytest.raises(SystemExit):
        Runner(world.hub).run(task)
    event.remove(world.hub.engine, "commit", kill)
    later(world, 2)

    assert set(work_off(world)) == {Came.DONE}
    assert [entry["action"] for entry in world.logged()[before:]] == [*RECIPES[kind].left]
