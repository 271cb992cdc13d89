"""A wall shows what everybody in the room may see, and belongs to nobody in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from consent.record import Status
from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import exclude
from sharehub.disclosure.disclose import Disclosed, Refused
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.show_wall import show_wall
from sharehub.disclosure.told import ALWAYS, Refusal
from sharehub.errors import Forbidden
from tests.sharehub.disclosure.stored import last_of
from tests.sharehub.disclosure.test_rendering import FULL, HIS_SIDE, PROTECTIVE

if TYPE_CHECKING:
    from sharehub.disclosure.rendering import Line
    from tests.sharehub.world import World

PLACED = {"place"}
"""What a line in full has on a wall beside what it has anywhere."""
MEETING = ("POL-DA", "CF-SW", "HV", "CAL-C", "RESP-M", "SUB-P")


def seat(world: World, name: str) -> Seat:
    """Return where a member of staff sits."""
    actor = world.actor(name)
    return Seat(actor.user, actor.unit, actor.role)


def hang(world: World, by: str, *room: str) -> Disclosed:
    """Show a wall, which must be given."""
    outcome = show_wall(world.hub, world.actor(by), world.case, [seat(world, name) for name in room])
    assert isinstance(outcome, Disclosed), outcome
    return outcome


def lines_of(world: World, by: str, *room: str) -> dict[str, Line]:
    """Return the lines of a wall by their texts."""
    return {line["text"]: line for line in hang(world, by, *room).lines}


@pytest.fixture
def meeting(world: World) -> World:
    """Return a world in which the mapping meeting is open."""
    world.open("mapping_meeting", *MEETING)
    return world


def test_the_wall_is_the_strictest_of_everybodys_answers(meeting: World) -> None:
    told, seen = meeting.told_by_her(), meeting.behaviour()
    meeting.publish(told)
    meeting.publish(seen)

    assert lines_of(meeting, "facilitator", "social_worker").keys() == {told.statement, seen.statement}
    assert lines_of(meeting, "facilitator", "social_worker", "mens_worker").keys() == {seen.statement}


def test_whoever_shows_the_wall_is_in_the_room(meeting: World) -> None:
    meeting.publish(meeting.told_by_her())

    assert lines_of(meeting, "mens_worker", "social_worker") == {}


def test_no_line_of_a_wall_is_anybodys_own(meeting: World) -> None:
    new = meeting.behaviour()
    meeting.publish(new)

    line = lines_of(meeting, "police", "police_two")[new.statement]

    assert line.keys() == PROTECTIVE | PLACED
    assert line["channels"] == []


def test_a_walls_channels_name_the_units_in_the_room_and_no_discreet_one(meeting: World) -> None:
    new = meeting.behaviour()
    meeting.publish(new)
    meeting.open("mapping_meeting", "CAL-W")

    line = lines_of(meeting, "facilitator", "police", "health_visitor", "womens_worker")[new.statement]

    assert line["channels"] == [
        {
            "protocol": "ISP-EDIN-DA/1",
            "purpose": "case_mapping",
            "to": ["Unit CAL-C", "Unit HV"],
            "from": "Unit POL-DA",
        }
    ]


def test_one_reader_on_his_side_silences_the_whole_wall(meeting: World) -> None:
    new = meeting.behaviour()
    fact = meeting.publish(new)

    outcome = hang(meeting, "facilitator", "police", "mens_worker")

    assert outcome.told == (ALWAYS,)
    (line,) = outcome.lines
    assert line.keys() == HIS_SIDE | PLACED
    assert {"first_known", "last_known"} == HIS_SIDE - FULL
    assert str(fact) not in str(outcome)


def test_a_wall_among_protective_readers_tells_them_what_would_open_more(sqlite_world: World) -> None:
    sqlite_world.open("mapping_meeting", "CAL-C", "CF-SW")

    assert len(hang(sqlite_world, "facilitator", "social_worker").told) > 1


def test_on_a_wall_not_even_ones_own_record_stands_without_its_context(meeting: World) -> None:
    context = meeting.publish(meeting.behaviour(categories=frozenset({Category.SAFETY})), by="police")
    bound = meeting.behaviour(statement="She hid the keys.", travels_with=frozenset({context}))
    meeting.publish(bound, by="police")

    assert lines_of(meeting, "police").keys() == {bound.statement, meeting.behaviour().statement}
    assert lines_of(meeting, "police", "social_worker") == {}


def test_with_somebody_who_does_not_work_on_the_case_nothing_hangs(meeting: World) -> None:
    meeting.publish(meeting.behaviour())
    stranger = seat(meeting, "officer")

    outcome = show_wall(meeting.hub, meeting.actor("facilitator"), meeting.case, [stranger])

    assert isinstance(outcome, Disclosed)
    assert outcome.lines == ()


def test_somebody_seated_in_another_unit_or_role_than_their_own_is_a_stranger(meeting: World) -> None:
    """Else a men's worker put down as of the women's service would keep her account on the wall."""
    meeting.publish(meeting.told_by_her())
    his = seat(meeting, "mens_worker")
    facilitator = meeting.actor("facilitator")

    for posing in (
        replace(his, unit=meeting.units["CF-SW"], role="children_families_sw"),
        replace(his, unit=meeting.units["CF-SW"]),
    ):
        outcome = show_wall(meeting.hub, facilitator, meeting.case, [posing])
        assert isinstance(outcome, Disclosed)
        assert outcome.lines == ()


def test_somebody_with_a_conflict_empties_the_wall_and_is_not_named_by_it(sqlite_world: World) -> None:
    world = sqlite_world
    world.open("mapping_meeting", *MEETING)
    world.publish(world.behaviour())
    world.act(exclude, "social_worker", world.actor("police").user, "synthetic", world.today())

    assert lines_of(world, "facilitator", "police") == {}


def test_a_wall_is_refused_by_who_shows_it(meeting: World) -> None:
    for name, refusal in (("officer", Refusal.NOT_FOR_ROLE), ("court", Refusal.NOT_FOR_ROLE)):
        outcome = show_wall(meeting.hub, meeting.actor(name), meeting.case, [])
        assert isinstance(outcome, Refused)
        assert outcome.refusal is refusal
    other = meeting.another_case({})
    outcome = show_wall(meeting.hub, meeting.actor("police"), other.case, [])
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_YOURS


def test_an_importer_shows_no_wall(sqlite_world: World) -> None:
    with pytest.raises(Forbidden):
        show_wall(sqlite_world.hub, sqlite_world.importer("CAL-C"), sqlite_world.case, [])


def test_a_no_of_hers_takes_the_line_off_without_a_word(meeting: World) -> None:
    seen = meeting.behaviour()
    meeting.publish(seen)
    meeting.publish(meeting.told_by_her())
    before = hang(meeting, "facilitator", "mens_worker")
    meeting.consents(status=Status.REFUSED, purposes=frozenset({"case_mapping"}))

    after = hang(meeting, "facilitator", "mens_worker")

    assert [line["text"] for line in before.lines] == [line["text"] for line in after.lines]
    assert before.told == after.told


def test_the_entry_names_everybody_in_the_room_and_the_channels_to_their_units(meeting: World) -> None:
    fact = meeting.publish(meeting.behaviour())
    hang(meeting, "facilitator", "health_visitor")

    entry = last_of(meeting, Action.WALL_ASKED)

    assert entry.answer(fact) == ("full", "ROLE_AND_PURPOSE")
    assert entry.record is not None
    assert {reader["id"] for reader in entry.record["readers"]} == {
        str(meeting.actor(name).user) for name in ("facilitator", "health_visitor")
    }
    assert entry.body["refs"]["channels"] == [
        {
            "protocol": "ISP-EDIN-DA/1",
            "purpose": "case_mapping",
            "from": [str(meeting.units["POL-DA"])],
            "to": sorted([str(meeting.units["CAL-C"]), str(meeting.units["HV"])]),
        }
    ]
