"""Whose a gap is to close, and by when: by role, and to those who work with him their own unit's alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.disclosure.compose import Composed, Wanted, compose
from sharehub.disclosure.to_close import ToClose
from sharehub.documents.html import as_html
from sharehub.language.vocabulary import Kind
from sharehub.patterns.record import correct
from sharehub.referrals.document import Stamped, as_document
from sharehub.referrals.read import OutOfDate, Reading
from tests.sharehub.referrals.referring import Referring, said

if TYPE_CHECKING:
    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

THEIRS, OTHERS = date(2024, 7, 9), date(2024, 8, 14)
"""Days on which nothing else is due."""


def a_gap(world: World, unit: str, due: date, **changes: Any) -> NewFact:
    given: dict[str, Any] = {
        "kind": Kind.GAP,
        "statement": f"Nobody knows what he did before June; asked for by gap {due.month}.",
        "gist": "There are gaps in what is known.",
        "section": 1,
        "tactics": frozenset(),
        "pathways": frozenset(),
        "action_unit": world.units[unit],
        "due": due,
    }
    return world.behaviour(**given | changes)


def page_of(reading: object) -> str:
    assert isinstance(reading, Reading)
    return as_html(as_document(reading, Stamped("REFERENCE", "men's worker", date(2024, 6, 3))))


def seen_by(world: World, name: str, purpose: str) -> dict[str, ToClose]:
    found = compose(world.hub, world.actor(name), world.case, Wanted(Action.DOCUMENT_ASKED, purpose))
    assert isinstance(found, Composed), found
    return dict(found.to_close)


def test_who_works_with_him_is_told_of_their_own_units_gaps_alone(world: World) -> None:
    world.publish(a_gap(world, "RESP-M", THEIRS))
    world.publish(a_gap(world, "POL-DA", OTHERS), by="teacher")

    referring = Referring.of(world)
    seen = referring.previewed()
    read = referring.approved().sent().read()

    assert isinstance(read, Reading)
    for sections in (seen.sections, read.sections):
        owed = [entry.to_close for entry in sections.gaps]
        assert sorted(owed, key=bool) == [None, ToClose(None, yours=True, due=THEIRS)]
    page = page_of(read)
    assert "for your unit, by 9 July 2024" in page
    for canary in ("14 August", "Unit POL-DA"):
        assert canary not in page
    for canary in (str(OTHERS), "POL-DA", str(world.units["POL-DA"])):
        assert canary not in said(read.sections)


def test_a_gap_in_short_form_says_neither_whose_nor_when(sqlite_world: World) -> None:
    account = frozenset({Category.CHILD_WELLBEING})
    sqlite_world.publish(a_gap(sqlite_world, "RESP-M", THEIRS, categories=account), by="teacher")

    read = Referring.of(sqlite_world).approved().sent().read()

    assert isinstance(read, Reading)
    assert read.sections.gaps == ()
    assert [entry.to_close for entry in read.sections.pattern_in_short] == [None]
    assert "9 July" not in page_of(read)


def test_what_was_approved_goes_out_of_date_when_it_is_for_another_to_close(sqlite_world: World) -> None:
    new = a_gap(sqlite_world, "RESP-M", THEIRS)
    gap = sqlite_world.publish(new)
    referring = Referring.of(sqlite_world).approved().sent()
    assert isinstance(referring.read(), Reading)

    sqlite_world.act(correct, "police", gap, replace(new, action_unit=sqlite_world.units["CF-SW"]))

    assert isinstance(referring.read(), OutOfDate)


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (
            "social_worker",
            [ToClose("Unit POL-DA", yours=False, due=OTHERS), ToClose(None, yours=False, due=THEIRS)],
        ),
        ("police", [ToClose(None, yours=True, due=OTHERS), ToClose(None, yours=False, due=THEIRS)]),
    ],
)
def test_protective_readers_are_told_the_unit_unless_it_is_discreet(
    sqlite_world: World, reader: str, expected: list[ToClose]
) -> None:
    sqlite_world.open("cp_concern", "CF-SW", "POL-DA", "SCHOOL")
    named = sqlite_world.publish(a_gap(sqlite_world, "POL-DA", OTHERS), by="teacher")
    kept = sqlite_world.publish(a_gap(sqlite_world, "ALC-S", THEIRS), by="teacher")

    found = seen_by(sqlite_world, reader, "child_protection")

    assert [found[str(fact)] for fact in (named, kept)] == expected
