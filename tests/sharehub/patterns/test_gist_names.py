"""A short form that names somebody of the case is refused, and no name is opened to find out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from consent.people import Part
from sharehub.cases.people import add_person
from sharehub.database.schema import FactVersion, Person
from sharehub.errors import Invalid
from tests.sharehub.audit.deeds import recorded

if TYPE_CHECKING:
    from tests.sharehub.world import World


@pytest.fixture
def peopled(sqlite_world: World) -> World:
    for name in ("Zdisl\u00e1va O\u2019Neil", "jan berg", "Mark van Dijk"):
        sqlite_world.act(add_person, "police", Part.THIRD_PARTY, name, None)
    return sqlite_world


@pytest.mark.parametrize(
    "gist",
    [
        "Ludmila cannot go out.",
        "He frightens LUDMILA.",
        "It was Ludmila's door.",
        "He frightens Zdislava.",
        "He follows O'Neil.",
        "He waits at the O\u2019Neils, says Neil.",
        "He follows jan.",
        "He follows Mark.",
        "He frightens Agnes-Marie.",
    ],
)
def test_a_gist_that_names_somebody_is_refused_however_it_is_spelt(peopled: World, gist: str) -> None:
    with pytest.raises(Invalid, match="gist: it names somebody of this case"):
        recorded(peopled, gist=gist, statement="He did it again.")


@pytest.mark.parametrize(
    "gist",
    [
        "He frightens the family.",
        "He left a mark on the door.",
        "He took the van.",
        "Neither can sleep.",
    ],
)
def test_a_gist_that_names_nobody_is_kept(peopled: World, gist: str) -> None:
    fact = recorded(peopled, gist=gist, statement="He did it again.")

    assert [row["fact_id"] for row in peopled.rows(FactVersion)] == [fact]


def test_a_name_in_another_case_is_no_name_here(peopled: World) -> None:
    there = peopled.another_case({"him": Part.PERPETRATOR, "her": Part.SURVIVOR}, ["police"])

    fact = recorded(there, gist="He frightens Ludmila.", statement="He did it again.")

    assert [row["fact_id"] for row in there.rows(FactVersion)] == [fact]


def test_a_gist_may_stand_with_a_reason(peopled: World) -> None:
    gist = "He follows Jan."

    recorded(peopled, gist=gist, statement="He did it again.", gist_reason="Jan is a public figure.")
    with pytest.raises(Invalid, match="gist: "):
        recorded(peopled, gist=gist, statement="He did it again.", gist_reason=" ")


def test_no_reason_makes_a_gist_longer(peopled: World) -> None:
    with pytest.raises(Invalid, match="gist: at most 160 characters"):
        recorded(peopled, gist="x" * 161, gist_reason="There is so much to say.")


def test_no_name_is_opened_to_check_a_gist(sqlite_world: World) -> None:
    with sqlite_world.hub.begin() as work:
        work.tx.session.execute(update(Person).values(name=b"cannot be opened", manifest=b"nor verified"))

    with pytest.raises(Invalid, match="gist: it names somebody of this case"):
        recorded(sqlite_world, gist="He frightens Ludmila.")
