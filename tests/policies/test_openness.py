"""Which of two cells lets more out is what decisions say, in every situation that a cell can depend on."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from policies.difference import Turn
from policies.openness import Cell, turn
from policies.precedence import OUTCOME_RANK
from policies.vocabulary import Category, Code, PerpAware
from tests.policies.builders import a_row, a_table, cells
from tests.policies.cedar_domain import AGREED
from tests.policies.cedar_point import Naming, Point, Said, State, Told, decided

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT = Category.SURVIVOR_ACCOUNT


def a_cell(code: Code, category: Category = ACCOUNT, **changes: Any) -> Cell:
    """A cell of a protective role, for a purpose that is neither required nor read by him."""
    plain = {"towards_him": False, "he_reads": False, "statutory": False}
    gist = {"about_her": False, "listed": False, "may_have_gist": False}
    return replace(Cell(category, code, **plain, **gist), **changes)


def turned(before: Code, after: Code, category: Category = ACCOUNT, **same: Any) -> Turn:
    return turn(a_cell(before, category, **same), a_cell(after, category, **same))


BARE, REFUSED = Said(State.STANDING), Said(State.REFUSED)
TELLERS = (Told.BY_AN_AGENCY, Told.BY_HER, Told.BY_A_CHILD, Told.BY_HIM)
ALIKE = {Code.CONSENT_PERPETRATOR, Code.CONSENT_THIRD_PARTY, Code.GIST_CONSENT_THIRD_PARTY}
"""Codes that differ from others only in whose consent they ask for."""


def points(category: Category) -> Iterator[Point]:
    """Every combination of what codes ask about, made by other hands than the product's."""
    people = product((AGREED, BARE, REFUSED, Said()), (AGREED, REFUSED), (AGREED, BARE, REFUSED))
    lifts = product(TELLERS, (PerpAware.YES, PerpAware.NO), (Naming(), None), (Naming(), None))
    for (her, him, child), (told, aware, approval, risk) in product(people, lifts):
        yield Point(
            "idaa",
            "survivor_support",
            frozenset({category}),
            told=told,
            survivor=her,
            perpetrator=him,
            child=child,
            aware=aware,
            approval=approval,
            serious_risk=risk,
        )


@cache
def outcomes(code: Code, category: Category) -> tuple[int, ...]:
    row = a_row(codes=cells(Code.NEVER) | {category: code})
    table = a_table(rows={("idaa", "survivor_support"): row}, about_her=frozenset())
    return tuple(OUTCOME_RANK[decided(point, table)] for point in points(category))


def by_points(before: Code, after: Code, category: Category) -> Turn:
    pairs = list(zip(outcomes(before, category), outcomes(after, category), strict=True))
    opens, closes = any(was < now for was, now in pairs), any(was > now for was, now in pairs)
    if opens and closes:
        return Turn.SHIFTS
    return Turn.OPENS if opens else Turn.CLOSES if closes else Turn.NEITHER


@pytest.mark.parametrize(
    ("category", "codes"),
    [
        (Category.SURVIVOR_ACCOUNT, [code for code in Code if code not in ALIKE]),
        (Category.CHILD_ACCOUNT, [Code.FULL, Code.CONSENT_CHILD, Code.CONSENT_SURVIVOR, Code.REPORT_CONSENT]),
    ],
)
def test_any_code_in_anothers_place_turns_as_other_situations_say(
    category: Category, codes: list[Code]
) -> None:
    wrong = [
        (before, after)
        for before, after in product(codes, codes)
        if turned(before, after, category) is not by_points(before, after, category)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("before", "after", "same", "way"),
    [
        (Code.NEVER, Code.NOT_NEEDED, {}, Turn.OPENS),
        (Code.NEVER, Code.NOT_NEEDED, {"he_reads": True}, Turn.NEITHER),
        (Code.NOT_NEEDED, Code.GIST, {}, Turn.OPENS),
        (Code.GIST, Code.FULL, {}, Turn.OPENS),
        (Code.FULL, Code.CONSENT_SURVIVOR, {}, Turn.CLOSES),
        # Towards him what would show who spoke goes only with the agreement of whoever it came from.
        (Code.FULL, Code.CONSENT_SURVIVOR, {"towards_him": True}, Turn.SHIFTS),
        (Code.FULL, Code.CONSENT_SURVIVOR, {"he_reads": True}, Turn.SHIFTS),
        (Code.GIST, Code.GIST_CONSENT_SURVIVOR, {}, Turn.SHIFTS),
        (Code.GIST, Code.GIST_CONSENT_SURVIVOR, {"statutory": True}, Turn.OPENS),
        (Code.CONSENT_SURVIVOR, Code.REPORT_CONSENT, {"he_reads": True}, Turn.CLOSES),
        (Code.APPROVAL, Code.REPORT_IF_AWARE, {}, Turn.OPENS),
        # Whoever is asked by either of the two is heard.
        (Code.NOT_NEEDED, Code.CONSENT_PERPETRATOR, {}, Turn.OPENS),
        (Code.NOT_NEEDED, Code.CONSENT_CHILD, {}, Turn.OPENS),
        (Code.NOT_NEEDED, Code.CONSENT_THIRD_PARTY, {}, Turn.OPENS),
        (Code.CONSENT_PERPETRATOR, Code.CONSENT_THIRD_PARTY, {}, Turn.SHIFTS),
        (Code.GIST, Code.GIST_CONSENT_PERPETRATOR, {}, Turn.SHIFTS),
        (Code.FULL, Code.FULL, {}, Turn.NEITHER),
    ],
)
def test_what_one_code_in_anothers_place_does(
    before: Code, after: Code, same: dict[str, Any], way: Turn
) -> None:
    assert turned(before, after, **same) is way
    back = {Turn.OPENS: Turn.CLOSES, Turn.CLOSES: Turn.OPENS}
    assert turned(after, before, **same) is back.get(way, way)


@pytest.mark.parametrize(
    ("change", "way"),
    [
        ({"towards_him": True}, Turn.CLOSES),
        ({"he_reads": True}, Turn.CLOSES),
        ({"statutory": True}, Turn.OPENS),
        ({"about_her": True}, Turn.CLOSES),
        ({"about_her": True, "listed": True}, Turn.CLOSES),
        ({"about_her": True, "listed": True, "may_have_gist": True}, Turn.NEITHER),
        ({"listed": True, "may_have_gist": True}, Turn.NEITHER),
    ],
)
def test_what_a_setting_does_to_a_cell_that_is_written_as_before(change: dict[str, Any], way: Turn) -> None:
    before = a_cell(Code.GIST_CONSENT_SURVIVOR, Category.SEXUAL)

    assert turn(before, replace(before, **change)) is way


@pytest.mark.parametrize("code", Code)
def test_where_there_was_nothing_anything_but_never_opens(code: Code) -> None:
    way = Turn.NEITHER if code is Code.NEVER else Turn.OPENS

    assert turn(None, a_cell(code)) is way
    assert turn(a_cell(code), None) is (Turn.CLOSES if way is Turn.OPENS else way)
    assert turn(None, None) is Turn.NEITHER
