"""Names reach those who work with the family, and are recorded before they are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import update

from sharehub.audit.entry import Action
from sharehub.database.schema import Person
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.identify import Identified, identify
from sharehub.disclosure.told import Refusal
from sharehub.errors import Forbidden
from tests.sharehub.disclosure.stored import change, last_of

if TYPE_CHECKING:
    from tests.sharehub.world import World


def _names(world: World, who: str) -> list[str]:
    outcome = identify(world.hub, world.actor(who), world.case)
    assert isinstance(outcome, Identified)
    return sorted(person.name for person in outcome.people)


def test_the_family_is_named_to_whoever_works_with_it_and_a_neighbour_to_the_unit_that_wrote_it_down(
    world: World,
) -> None:
    family = ["Agnes Example", "Konrad Example", "Ludmila Example"]

    assert _names(world, "mens_worker") == family
    assert _names(world, "social_worker") == [*family, "Morag Sample"]


@pytest.mark.parametrize("who", ["officer"])
def test_whoever_does_not_work_with_the_family_is_refused_as_if_there_were_no_case(
    sqlite_world: World, who: str
) -> None:
    world = sqlite_world
    theirs = identify(world.hub, world.actor(who), world.case)
    nowhere = identify(world.hub, world.actor("police"), uuid4())

    assert isinstance(theirs, Refused)
    assert isinstance(nowhere, Refused)
    assert theirs.refusal is nowhere.refusal is Refusal.NOT_YOURS


def test_an_importer_never_reads_names(sqlite_world: World) -> None:
    with pytest.raises(Forbidden):
        identify(sqlite_world.hub, sqlite_world.importer("POL-DA"), sqlite_world.case)


def test_a_name_that_is_not_what_was_sealed_is_left_out_on_record_and_alarmed(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("ERROR", "sharehub.alarm")
    change(world, update(Person).where(Person.id == world.people["her"]).values(name=b"Ludmila Example"))

    assert _names(world, "mens_worker") == ["Agnes Example", "Konrad Example"]

    faulted = last_of(world, Action.RELEASE_FAULTED)
    assert faulted.record == {"v": 1, "broken": [str(world.people["her"])]}
    assert faulted.body["refs"]["decision"] == last_of(world, Action.NAMES_ASKED).body["id"]
    assert [record.name for record in caplog.records] == ["sharehub.alarm"]


def test_somebody_whose_part_cannot_be_read_is_named_to_nobody(sqlite_world: World) -> None:
    """The unit that wrote them down would be told; of what part they are, nobody can say."""
    world = sqlite_world
    change(world, update(Person).where(Person.id == world.people["neighbour"]).values(part="neighbor"))

    assert _names(world, "social_worker") == ["Agnes Example", "Konrad Example", "Ludmila Example"]
    assert last_of(world, Action.RELEASE_FAULTED).outcome == "fault"


def test_names_of_a_shredded_case_are_gone(sqlite_world: World) -> None:
    world = sqlite_world
    world.hub.keys.destroy_case(str(world.case), world.hub.clock.now())

    outcome = identify(world.hub, world.actor("police"), world.case)

    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.GONE
