"""What each invitee would cost a wall, told in lines that the asker may read anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from policies.vocabulary import Category, Outcome
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import exclude
from sharehub.database.schema import Membership
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.told import Refusal
from sharehub.disclosure.wall_costs import Costed, wall_costs
from sharehub.errors import Forbidden
from tests.sharehub.disclosure.stored import change, change_version, count_of, last_of
from tests.sharehub.disclosure.test_show_wall import seat

if TYPE_CHECKING:
    from tests.sharehub.world import World


def costs(world: World, by: str, *invited: str) -> list[dict[str, Outcome]]:
    """Return what each invitee would cost: what becomes of which text."""
    outcome = wall_costs(world.hub, world.actor(by), world.case, [seat(world, name) for name in invited])
    assert isinstance(outcome, Costed), outcome
    assert [cost.invitee for cost in outcome.costs] == [world.actor(name).user for name in invited]
    return [{line["text"]: after for line, after in cost.falls} for cost in outcome.costs]


@pytest.fixture
def meeting(world: World) -> World:
    """Return a world in which the facilitator's own unit may already see the wall."""
    world.open("mapping_meeting", "CAL-C", "RESP-M")
    return world


def test_each_invitee_is_costed_by_what_falls_for_them_alone(meeting: World) -> None:
    told, seen = meeting.told_by_her(), meeting.behaviour()
    meeting.publish(told)
    meeting.publish(seen)

    assert costs(meeting, "facilitator", "health_visitor", "mens_worker", "his_substance_worker") == [
        {},
        {},
        {seen.statement: Outcome.GIST},
    ]
    assert costs(meeting, "facilitator", "health_visitor", "mens_worker") == [
        {},
        {told.statement: Outcome.WITHHELD},
    ]


def test_an_invitee_needs_no_allocation_and_no_open_gate_to_be_costed(meeting: World) -> None:
    new = meeting.behaviour()
    meeting.publish(new)
    membership = next(
        row["id"] for row in meeting.rows(Membership) if row["user_id"] == meeting.actor("teacher").user
    )
    change(meeting, delete(Membership).where(Membership.id == membership))

    assert costs(meeting, "facilitator", "teacher") == [{}]


def test_a_conflict_of_interest_costs_everything(meeting: World) -> None:
    new = meeting.behaviour()
    meeting.publish(new)
    meeting.act(exclude, "social_worker", meeting.actor("police").user, "synthetic", meeting.today())

    assert costs(meeting, "facilitator", "police") == [{new.statement: Outcome.WITHHELD}]


def test_what_the_asker_may_not_read_is_in_nobodys_cost(meeting: World) -> None:
    meeting.open("mapping_meeting", "POL-DA")
    hidden = meeting.behaviour(statement="Where she hides.", categories=frozenset({Category.SAFETY}))
    meeting.publish(hidden)

    assert costs(meeting, "facilitator", "police", "health_visitor") == [{}, {}]
    assert costs(meeting, "police", "health_visitor") == [{hidden.statement: Outcome.WITHHELD}]


def test_whoever_works_with_him_is_told_no_cost_at_all(meeting: World) -> None:
    meeting.publish(meeting.behaviour())

    assert costs(meeting, "mens_worker", "his_substance_worker", "police") == [{}, {}]


def test_an_asker_whose_meeting_is_not_open_yet_reads_no_line(sqlite_world: World) -> None:
    sqlite_world.publish(sqlite_world.told_by_her())

    assert costs(sqlite_world, "facilitator", "mens_worker") == [{}]


def test_a_line_that_falls_is_checked_with_what_it_travels_with(sqlite_world: World) -> None:
    world = sqlite_world
    world.open("mapping_meeting", "CAL-C")
    context = world.publish(world.behaviour(statement="The context."))
    bound = world.told_by_her(travels_with=frozenset({context}))
    world.publish(bound)

    assert costs(world, "facilitator", "mens_worker") == [{bound.statement: Outcome.WITHHELD}]
    change_version(world, context, gist=b"altered")
    assert costs(world, "facilitator", "mens_worker") == [{}]
    assert count_of(world, Action.RELEASE_FAULTED) == 1


def test_the_entry_records_what_the_asker_read_and_nothing_of_the_rest(meeting: World) -> None:
    falls = meeting.publish(meeting.told_by_her())
    stays = meeting.publish(meeting.behaviour())
    costs(meeting, "facilitator", "mens_worker")

    entry = last_of(meeting, Action.WALL_COST_ASKED)

    assert entry.answer(falls) == ("full", "ROLE_AND_PURPOSE")
    assert entry.record is not None
    assert str(stays) not in entry.record["answers"]


@pytest.mark.parametrize(
    ("name", "refusal"), [("officer", Refusal.NOT_FOR_ROLE), ("police", Refusal.NOT_YOURS)]
)
def test_costs_are_refused_as_a_reading_is(sqlite_world: World, name: str, refusal: Refusal) -> None:
    other = sqlite_world.another_case({})

    outcome = wall_costs(sqlite_world.hub, sqlite_world.actor(name), other.case, [])

    assert isinstance(outcome, Refused)
    assert outcome.refusal is refusal


def test_an_importer_asks_for_no_costs(sqlite_world: World) -> None:
    with pytest.raises(Forbidden):
        wall_costs(sqlite_world.hub, sqlite_world.importer("CAL-C"), sqlite_world.case, [])
