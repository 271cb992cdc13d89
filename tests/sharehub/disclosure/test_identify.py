"""Names reach those who work with the family, and are recorded before they are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.identify import Identified, identify
from sharehub.disclosure.told import Refusal
from sharehub.errors import Forbidden

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
