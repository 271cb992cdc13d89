"""A published fact is told to the units that get it, by the decision that a reading makes; to no other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from consent.record import Status
from policies.vocabulary import Category, SourceType
from sharehub.audit.entry import Action
from sharehub.database.order import FIRST
from sharehub.database.schema import Notice, OutboxTask
from sharehub.errors import NotFound
from sharehub.language.vocabulary import Tactic
from sharehub.notices.hear import heard, see
from sharehub.notices.news import HELD_BACK
from sharehub.outbox.kinds import Kind
from sharehub.patterns.publish import publish, retract
from sharehub.patterns.record import correct, record
from tests.sharehub.worker.test_tasks import work_off

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.clock import SteppedClock
    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

BREACH = frozenset({Tactic.BREACH})


def hears(world: World, by: str, **more: Any) -> list[tuple[str, UUID]]:
    with world.hub.begin() as work:
        rows = heard(work, world.actor(by), FIRST, 100, **more)
        return [(row["kind"], row["about"]) for row in rows]


def told(world: World) -> set[tuple[str, str]]:
    """Return which units were told of what kind of thing, heard by now or not."""
    codes = {unit: code for code, unit in world.units.items()}
    return {(row["kind"], codes[row["unit_id"]]) for row in world.rows(Notice)}


def published(world: World, new: NewFact, by: str = "police") -> UUID:
    fact = world.publish(new, by=by)
    work_off(world)
    return fact


def later(world: World, by: timedelta) -> None:
    clock = cast("SteppedClock", world.hub.clock)
    clock.put(clock.now() + by)


def opened(world: World) -> World:
    """Let those who are to protect have what is for child protection."""
    world.open("cp_concern", "HV", "CF-SW", "POL-DA", "SCHOOL")
    return world


def shared(world: World) -> World:
    """Let her agree to the men's programme, her own worker and the social worker having what she told."""
    opened(world)
    world.open("programme_referral", "RESP-M", "CAL-W")
    recipients = frozenset(str(world.units[unit]) for unit in ("RESP-M", "CAL-W", "CF-SW"))
    world.consents(recipients=recipients, purposes=frozenset({"*"}))
    return world


def guarded(world: World, **changes: Any) -> NewFact:
    """Return what goes to no other unit without an approval."""
    source = SourceType.POLICE_INTELLIGENCE
    categories = frozenset({Category.BEHAVIOUR, Category.INTELLIGENCE})
    return world.behaviour(source_type=source, categories=categories, **changes)


@pytest.mark.postgres
def test_a_breach_is_told_to_the_units_that_get_it_in_full_and_never_to_those_who_work_with_him(
    world: World,
) -> None:
    opened(world)
    fact = published(world, world.behaviour(tactics=BREACH))

    assert hears(world, "social_worker") == [("breach", fact)]
    statement = world.behaviour().statement
    getting = {
        name
        for name in ("social_worker", "health_visitor", "teacher")
        if world.texts(name, "child_protection") == [statement]
    }
    assert "social_worker" in getting
    for name in ("social_worker", "health_visitor", "teacher"):
        assert hears(world, name) == ([("breach", fact)] if name in getting else [])
    for name in ("mens_worker", "his_substance_worker", "police", "court"):
        assert hears(world, name) == []
    (entry,) = world.logged(Action.NOTICE_TOLD)
    assert entry["refs"]["about"] == str(fact)
    assert str(world.units["CF-SW"]) in entry["refs"]["breach"]
    assert {"actor", "unit", "role"}.isdisjoint(entry)


def test_what_is_no_news_leaves_nothing_to_be_done(sqlite_world: World) -> None:
    sqlite_world.publish(sqlite_world.behaviour())
    with sqlite_world.hub.begin() as work:
        importer = sqlite_world.importer("POL-DA")
        fact = record(work, importer, sqlite_world.case, sqlite_world.behaviour(tactics=BREACH))
        publish(work, importer, sqlite_world.case, fact)

    assert sqlite_world.rows(OutboxTask) == []


def test_a_new_top_concern_is_what_ranks_first_of_what_its_unit_ranked(sqlite_world: World) -> None:
    world = opened(sqlite_world)
    second = published(world, world.behaviour(concern_rank=2))
    published(world, world.behaviour(concern_rank=3))
    first = published(world, world.behaviour(concern_rank=1))
    of_another_unit = published(world, world.behaviour(concern_rank=9), by="health_visitor")

    assert hears(world, "social_worker") == [
        ("new_top_concern", of_another_unit),
        ("new_top_concern", first),
        ("new_top_concern", second),
    ]


def test_a_concern_that_a_reader_does_not_get_does_not_outrank_what_they_get(sqlite_world: World) -> None:
    """Else the silence about the second would tell a reader that there is a first."""
    world = opened(sqlite_world)
    published(world, guarded(world, concern_rank=1))
    assert told(world) == set()
    shown = published(world, world.behaviour(concern_rank=2))

    assert hears(world, "social_worker") == [("new_top_concern", shown)]


def test_whoever_would_be_withheld_a_fact_hears_the_same_as_if_it_had_never_been_recorded(
    sqlite_world: World,
) -> None:
    world = opened(sqlite_world)
    published(world, world.behaviour(concern_rank=2))
    everybody = [name for name in world.staff if name != "officer"]
    before = {name: hears(world, name) for name in everybody}
    published(world, guarded(world, tactics=BREACH, concern_rank=1))

    assert {name: hears(world, name) for name in everybody} == before
    assert any(before.values())


def test_a_notice_is_gone_when_its_fact_is_taken_back_or_a_reader_gets_it_no_longer(
    sqlite_world: World,
) -> None:
    world = opened(sqlite_world)
    fact = published(world, world.behaviour(tactics=BREACH))
    assert hears(world, "social_worker") == [("breach", fact)]
    with world.hub.begin() as work:
        (notice,) = [row["id"] for row in heard(work, world.actor("social_worker"), FIRST, 9)]
    world.act(retract, "police", fact)

    assert hears(world, "social_worker") == []
    with pytest.raises(NotFound), world.hub.begin() as work:
        see(work, world.actor("social_worker"), notice)


def test_a_page_is_full_though_some_of_what_was_told_is_heard_no_longer(sqlite_world: World) -> None:
    world = opened(sqlite_world)
    facts = [published(world, world.behaviour(tactics=BREACH)) for _ in range(5)]
    for fact in facts[2:4]:
        world.act(retract, "police", fact)
    with world.hub.begin() as work:
        actor = world.actor("social_worker")
        page = heard(work, actor, FIRST, 2)
        rest = heard(work, actor, page[-1]["id"], 2)

    assert [row["about"] for row in (*page, *rest)] == [facts[4], facts[1], facts[0]]


def test_what_was_put_right_is_told_when_it_becomes_news_and_once(sqlite_world: World) -> None:
    world = opened(sqlite_world)
    fact = published(world, world.behaviour())
    assert told(world) == set()
    for _ in range(2):
        world.act(correct, "police", fact, world.behaviour(tactics=BREACH))
        work_off(world)

    assert hears(world, "social_worker") == [("breach", fact)]


def test_what_was_taken_back_before_it_was_told_is_told_to_nobody(sqlite_world: World) -> None:
    world = opened(sqlite_world)
    fact = world.publish(world.behaviour(tactics=BREACH))
    world.act(retract, "police", fact)
    work_off(world)

    assert told(world) == set()
    assert [entry["refs"] for entry in world.logged(Action.NOTICE_TOLD)] == [{"about": str(fact)}]


def test_a_yes_that_is_taken_back_before_it_is_told_lets_nobody_be_told(sqlite_world: World) -> None:
    """Work that waits stops: the social worker has her account by her agreement alone."""
    world = sqlite_world
    agreed: dict[str, Any] = {
        "recipients": frozenset({str(world.units["CF-SW"])}),
        "purposes": frozenset({"wellbeing_support"}),
    }
    world.consents(**agreed)
    account = frozenset({Category.BEHAVIOUR, Category.SURVIVOR_ACCOUNT})
    hers = world.told_by_her(categories=account, tactics=BREACH)
    first = published(world, hers, by="womens_worker")
    assert hears(world, "social_worker") == [("breach", first)]

    world.publish(hers, by="womens_worker")
    world.consents(status=Status.RESCINDED, **agreed)
    work_off(world)

    assert hears(world, "social_worker") == []
    assert {row["about_id"] for row in world.rows(Notice) if row["kind"] == "breach"} == {first}


class TestHerWorkerFirst:
    @staticmethod
    def told_by_her(world: World) -> UUID:
        """Let the police publish what she told, which she lets the men's programme have."""
        shared(world)
        return published(world, world.told_by_her(concern_rank=1))

    @pytest.mark.postgres
    def test_hears_at_once_and_others_of_the_concern_when_somebody_of_hers_has_seen_it(
        self, world: World
    ) -> None:
        fact = self.told_by_her(world)
        assert ("his_side_may_have", fact) in hears(world, "womens_worker")
        assert ("new_top_concern", "CF-SW") in told(world)
        assert hears(world, "social_worker") == []
        with world.hub.begin() as work:
            rows = heard(work, world.actor("womens_worker"), FIRST, 9)
            (notice,) = [row["id"] for row in rows if row["kind"] == "his_side_may_have"]
        world.act(lambda work, actor, _case: see(work, actor, notice), "womens_worker")
        work_off(world)

        assert hears(world, "social_worker") == [("new_top_concern", fact)]
        assert hears(world, "mens_worker") == []

    def test_and_others_hear_when_it_has_waited_long_enough(self, sqlite_world: World) -> None:
        world = sqlite_world
        fact = self.told_by_her(world)
        waiting = [row for row in world.rows(OutboxTask) if row["kind"] == Kind.LAY_OUT]
        later(world, HELD_BACK - timedelta(seconds=1))
        assert hears(world, "social_worker") == []
        later(world, timedelta(seconds=1))

        assert hears(world, "social_worker") == [("new_top_concern", fact)]
        assert {row["due_at"] - row["created_at"] for row in waiting} >= {HELD_BACK}

    @pytest.mark.postgres
    def test_hears_as_well_when_what_she_told_goes_further_by_a_yes_that_comes_later(
        self, world: World
    ) -> None:
        opened(world)
        world.open("programme_referral", "RESP-M", "CAL-W")
        fact = published(world, world.told_by_her())
        assert ("his_side_may_have", fact) not in hears(world, "womens_worker")
        for _ in range(2):
            shared(world)
            work_off(world)

        assert ("his_side_may_have", fact) in hears(world, "womens_worker")
        assert len(hears(world, "womens_worker")) == 1
        assert hears(world, "mens_worker") == []

    def test_but_a_breach_waits_for_nobody(self, sqlite_world: World) -> None:
        world = shared(sqlite_world)
        fact = published(world, world.told_by_her(tactics=BREACH))

        assert hears(world, "social_worker") == [("breach", fact)]


def test_the_unseen_alone_are_listed_where_they_are_asked_for(sqlite_world: World) -> None:
    world = opened(sqlite_world)
    first, second = (published(world, world.behaviour(tactics=BREACH)) for _ in range(2))
    with world.hub.begin() as work:
        actor = world.actor("social_worker")
        (notice,) = [row["id"] for row in heard(work, actor, FIRST, 9) if row["about"] == first]
        see(work, actor, notice)

    assert hears(world, "social_worker", unseen=True) == [("breach", second)]
    assert len(hears(world, "social_worker")) == 2
