"""Conflicts of interest: who is kept out, by whom, and that nobody decides in their own cause."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from sharehub.audit.entry import Action
from sharehub.cases import queries
from sharehub.cases.admission import kept_to
from sharehub.cases.conflicts import Result, Trigger, decide_check, exclude, raise_check
from sharehub.database.schema import ConflictCheck
from sharehub.errors import Forbidden, Invalid, NotFound
from sharehub.patterns.record import record
from sharehub.protocols import partnership
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.audit.deeds import a_check

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.identity.actor import Actor
    from tests.sharehub.world import World

MONDAY = date(2024, 6, 3)
TUESDAY, WEDNESDAY = MONDAY + timedelta(1), MONDAY + timedelta(2)


def may_act(world: World, name: str = "teacher") -> bool:
    try:
        world.act(record, name, world.behaviour())
    except NotFound:
        return False
    return True


def second_officer(world: World, code: str = "IG") -> Actor:
    unit = world.units[code]
    with world.hub.begin() as work:
        user = partnership.register_user(work, unit, "second officer", ["ig_officer"])
    return type(world.actor("officer"))(user, unit, "ig_officer")


def raised_on(world: World, user: UUID, day: date) -> UUID:
    """Let history have raised a check on any day."""
    identity: UUID = world.act(raise_check, world.importer("POL-DA"), user, Trigger.DECLARED, "a cousin", day)
    return identity


def test_an_exclusion_covers_its_first_and_last_day(world: World) -> None:
    teacher = world.actor("teacher").user
    world.act(exclude, "womens_worker", teacher, "his cousin", TUESDAY, TUESDAY)

    acted = []
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        world.go_to(day)
        acted.append(may_act(world))
    assert acted == [True, False, True]


def test_an_exclusion_without_an_end_lasts(sqlite_world: World) -> None:
    sqlite_world.act(exclude, "officer", sqlite_world.actor("teacher").user, "his cousin", MONDAY)
    sqlite_world.go_to(date(2034, 6, 3))

    assert not may_act(sqlite_world)


def test_an_exclusion_names_a_user_and_days_in_order(sqlite_world: World) -> None:
    with pytest.raises(Invalid, match="user: "):
        sqlite_world.act(exclude, "officer", NOBODY, "his cousin", MONDAY)
    with pytest.raises(Invalid, match="end: "):
        sqlite_world.act(
            exclude, "officer", sqlite_world.actor("teacher").user, "his cousin", TUESDAY, MONDAY
        )


def test_those_who_work_with_him_exclude_nobody(sqlite_world: World) -> None:
    with pytest.raises(Forbidden):
        sqlite_world.act(exclude, "mens_worker", sqlite_world.actor("womens_worker").user, "x", MONDAY)


def test_an_undecided_check_blocks_until_it_is_cleared(world: World) -> None:
    check = a_check(world)
    assert not may_act(world)
    assert may_act(world, "health_visitor")

    world.act(decide_check, "officer", check, Result.CLEARED, MONDAY)
    assert may_act(world)


def test_a_check_that_ends_in_exclusion_keeps_out_for_good(world: World) -> None:
    world.act(decide_check, "officer", a_check(world), Result.EXCLUDED, MONDAY)

    world.go_to(date(2034, 6, 3))
    assert not may_act(world)


def test_a_decision_counts_from_its_own_day(sqlite_world: World) -> None:
    check = raised_on(sqlite_world, sqlite_world.actor("teacher").user, MONDAY)
    sqlite_world.act(decide_check, sqlite_world.importer("CF-SW"), check, Result.CLEARED, WEDNESDAY)

    acted = []
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        sqlite_world.go_to(day)
        acted.append(may_act(sqlite_world))
    assert acted == [False, False, True]


def test_an_exclusion_decided_before_the_day_it_was_raised_on_counts_all_the_same(
    sqlite_world: World,
) -> None:
    check = raised_on(sqlite_world, sqlite_world.actor("teacher").user, WEDNESDAY)
    sqlite_world.act(decide_check, sqlite_world.importer("CF-SW"), check, Result.EXCLUDED, MONDAY)

    assert not may_act(sqlite_world)


def test_anybody_on_the_case_may_raise_a_check_against_themselves(sqlite_world: World) -> None:
    teacher = sqlite_world.actor("teacher")
    sqlite_world.act(raise_check, teacher, teacher.user, Trigger.DECLARED, "we went to school", MONDAY)

    assert not may_act(sqlite_world)


def test_a_check_is_raised_about_somebody_and_blocks_at_once(sqlite_world: World) -> None:
    with pytest.raises(Invalid, match="user: "):
        sqlite_world.act(raise_check, "police", NOBODY, Trigger.DECLARED, None, MONDAY)
    with pytest.raises(Invalid, match="on: has not come yet"):
        sqlite_world.act(
            raise_check, "police", sqlite_world.actor("teacher").user, Trigger.DECLARED, None, TUESDAY
        )


def test_a_decision_is_of_today_or_of_a_day_since_the_check_was_raised(sqlite_world: World) -> None:
    check = a_check(sqlite_world)

    for day in (TUESDAY, MONDAY - timedelta(1)):
        with pytest.raises(Invalid, match="on: "):
            sqlite_world.act(decide_check, "officer", check, Result.CLEARED, day)


def test_officers_decide_though_they_do_not_work_with_the_family(sqlite_world: World) -> None:
    check = a_check(sqlite_world)

    with pytest.raises(Forbidden):
        sqlite_world.act(decide_check, "police", check, Result.CLEARED, MONDAY)
    sqlite_world.act(decide_check, "officer", check, Result.CLEARED, MONDAY)


def test_an_officer_who_may_have_a_conflict_decides_nothing_in_this_case(sqlite_world: World) -> None:
    check = a_check(sqlite_world)
    own = a_check(sqlite_world, about="officer")

    for undecided in (check, own):
        with pytest.raises(NotFound):
            sqlite_world.act(decide_check, "officer", undecided, Result.CLEARED, MONDAY)
    sqlite_world.act(decide_check, second_officer(sqlite_world), own, Result.CLEARED, MONDAY)
    sqlite_world.act(decide_check, "officer", check, Result.CLEARED, MONDAY)


def test_an_officer_of_a_unit_learns_of_no_conflict_that_others_raised(world: World) -> None:
    about = world.actor("mens_worker")
    hers = world.act(
        raise_check, "womens_worker", about.user, Trigger.NAMED_BY_SURVIVOR, "She said so.", MONDAY
    )
    of_his, of_hers = second_officer(world, "RESP-M"), second_officer(world, "CAL-W")

    def listed(officer: Actor) -> list[UUID]:
        with world.hub.acting(officer, Action.LIST_ASKED) as work:
            rows = queries.open_checks(work.tx, world.case, kept_to(work, officer), NOBODY, 9)
            return [row["id"] for row in rows]

    assert (listed(of_his), listed(of_hers), listed(world.actor("officer"))) == ([], [hers], [hers])
    with pytest.raises(NotFound):
        world.act(decide_check, of_his, hers, Result.CLEARED, MONDAY)
    world.act(decide_check, of_hers, hers, Result.CLEARED, MONDAY)


def test_nobody_decides_in_their_own_cause(sqlite_world: World) -> None:
    officer = sqlite_world.actor("officer")
    # It blocks from Tuesday on, so that nothing else keeps the officer from deciding on Monday.
    check = raised_on(sqlite_world, officer.user, TUESDAY)

    with pytest.raises(Forbidden, match="own cause"):
        sqlite_world.act(decide_check, officer, check, Result.CLEARED, MONDAY)


def test_the_database_itself_lets_nobody_decide_in_their_own_cause(world: World) -> None:
    teacher = world.actor("teacher").user
    check = a_check(world)
    decide = update(ConflictCheck).where(ConflictCheck.id == check)

    with pytest.raises(IntegrityError, match="not_in_own_cause"), world.hub.begin() as work:
        work.tx.session.execute(decide.values(decided=MONDAY, decided_by=teacher, result="cleared"))
    with pytest.raises(IntegrityError, match="decided_with_result"), world.hub.begin() as work:
        work.tx.session.execute(decide.values(decided=MONDAY, decided_by=world.actor("officer").user))


def test_a_check_is_decided_once(sqlite_world: World) -> None:
    check = a_check(sqlite_world)
    sqlite_world.act(decide_check, "officer", check, Result.EXCLUDED, MONDAY)

    with pytest.raises(NotFound):
        sqlite_world.act(decide_check, "officer", check, Result.CLEARED, MONDAY)


def test_a_check_of_another_case_is_not_there(sqlite_world: World) -> None:
    check = a_check(sqlite_world)

    with pytest.raises(NotFound):
        sqlite_world.another_case({}).act(decide_check, "officer", check, Result.CLEARED, MONDAY)
    with pytest.raises(NotFound):
        sqlite_world.act(decide_check, "officer", uuid4(), Result.CLEARED, MONDAY)
