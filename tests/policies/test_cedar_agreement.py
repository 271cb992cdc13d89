"""The compiled table and Cedar, written apart from one rulebook, give the same answer at every point."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from policies import cedar
from policies.compile import compile_table
from policies.rulebook import Role
from policies.vocabulary import Category, Code, Outcome, WorksWith
from tests.policies.cedar_domain import UNKNOWN_ROLE, cells_alone, points_of, unpruned
from tests.policies.cedar_point import decided
from tests.policies.cedar_question import cedar_answers
from tests.policies.drafts import SHIPPED as RULEBOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from policies.rulebook import Rulebook
    from policies.table import Table
    from tests.policies.cedar_point import Point

Answered = tuple[tuple["Point", Outcome], ...]

TABLE = compile_table(RULEBOOK)


@cache
def answered(role: str) -> Answered:
    """Every point of a role of the shipped rulebook, with Cedar's answer: asked once for all tests."""
    return ask_cedar(cedar.policies_for(RULEBOOK, role), points_of(RULEBOOK, role))


def ask_cedar(policies: str, points: Iterable[Point]) -> Answered:
    asked = list(points)
    return tuple(zip(asked, cedar_answers(policies, asked), strict=True))


def differences(answers: Answered, table: Table) -> Iterator[tuple[Point, Outcome]]:
    """Where the product decides otherwise than Cedar: the point, and what Cedar says."""
    return ((point, outcome) for point, outcome in answers if decided(point, table) is not outcome)


def agree(answers: Answered, table: Table) -> bool:
    """Say whether the product decides as Cedar does at every point; there must be some."""
    assert answers
    return list(differences(answers, table)) == []


@pytest.mark.parametrize("role", RULEBOOK.roles)
def test_every_cell_of_a_role_comes_out_as_cedar_says(role: str) -> None:
    assert agree(answered(role), TABLE)


def test_a_role_that_the_rulebook_does_not_know_gets_nothing() -> None:
    answers = ask_cedar(cedar.policies(RULEBOOK), points_of(RULEBOOK, UNKNOWN_ROLE))
    assert {outcome for _, outcome in answers} == {Outcome.WITHHELD}
    assert agree(answers, TABLE)


def test_one_cell_of_each_code_comes_out_as_cedar_says_under_every_condition() -> None:
    points = list(unpruned(RULEBOOK))
    for role in {point.role for point in points}:
        mine = [point for point in points if point.role == role]
        assert agree(ask_cedar(cedar.policies_for(RULEBOOK, role), mine), TABLE)


def a_rulebook_with_every_code_in_every_category() -> Rulebook:
    """A role for each code that behaviour can carry; the codes move one category on from role to role.

    Each role asks for an ordinary purpose and for one that he reads.
    """
    codes, purposes = list(Code), ("survivor_support", "court_report")
    rows = [
        [codes[(first + place) % len(codes)] for place in range(len(Category))] for first in range(len(codes))
    ]
    roles = {
        f"role_{number}": Role(
            works_with=WorksWith.SURVIVOR,
            perp_facing=False,
            purposes=purposes,
            default=dict(zip(Category, row, strict=True)),
            by_purpose={},
        )
        for number, row in enumerate(rows)
    }
    return replace(
        RULEBOOK,
        roles=roles,
        purposes={purpose: RULEBOOK.purposes[purpose] for purpose in purposes},
        gist_about_her=replace(RULEBOOK.gist_about_her, roles=frozenset(list(roles)[::2])),
        break_glass=replace(RULEBOOK.break_glass, roles=frozenset(list(roles)[::4])),
    )


def test_a_rulebook_with_every_code_in_every_category_comes_out_as_cedar_says() -> None:
    rulebook = a_rulebook_with_every_code_in_every_category()
    table = compile_table(rulebook)
    for role in rulebook.roles:
        answers = ask_cedar(cedar.policies_for(rulebook, role), cells_alone(rulebook, role))
        assert agree(answers, table)


def with_row(role: str, purpose: str, **changes: Any) -> Table:
    """The compiled table with one row changed."""
    row = replace(TABLE.rows[role, purpose], **changes)
    return replace(TABLE, rows={**TABLE.rows, (role, purpose): row})


def with_cell(role: str, purpose: str, category: Category, code: Code) -> Table:
    """The compiled table with one cell changed."""
    return with_row(role, purpose, codes={**TABLE.rows[role, purpose].codes, category: code})


def with_codes_of(role: str, purpose: str, other: str) -> Table:
    """The compiled table with one purpose answered from another's row."""
    return with_row(role, purpose, codes=TABLE.rows[role, other].codes)


def with_defaults_only(role: str, purpose: str) -> Table:
    """The compiled table with a purpose's own row forgotten."""
    return with_row(role, purpose, codes=RULEBOOK.roles[role].default)


def without_row(role: str, purpose: str) -> Table:
    """The compiled table with a purpose that a role may ask for left out."""
    return replace(TABLE, rows={key: row for key, row in TABLE.rows.items() if key != (role, purpose)})


def with_row_too_many(role: str, purpose: str) -> Table:
    """The compiled table with a purpose that a role may not ask for."""
    row = replace(TABLE.rows[role, RULEBOOK.roles[role].purposes[0]], gate=RULEBOOK.purposes[purpose])
    return replace(TABLE, rows={**TABLE.rows, (role, purpose): row})


HEALTH = Category.SURVIVOR_HEALTH
WITHOUT_HEALTH = frozenset(RULEBOOK.gist_about_her.categories - {HEALTH})
GLASS = RULEBOOK.break_glass.categories

MISTAKES: dict[str, Callable[[], Table]] = {
    "a cell opened": lambda: with_cell("school", "wellbeing_support", Category.SAFETY, Code.FULL),
    "never turned into not needed": lambda: with_cell(
        "caledonian_men", "case_mapping", Category.SAFETY, Code.NOT_NEEDED
    ),
    "another person's consent": lambda: with_cell(
        "idaa", "survivor_support", Category.SURVIVOR_ACCOUNT, Code.CONSENT_PERPETRATOR
    ),
    "another person's gist": lambda: with_cell(
        "police", "case_mapping", Category.CHILD_ACCOUNT, Code.GIST_CONSENT_SURVIVOR
    ),
    "the gist without consent lost": lambda: with_cell(
        "police", "child_protection", HEALTH, Code.CONSENT_SURVIVOR
    ),
    "full whether or not he knows": lambda: with_cell(
        "mental_health_perpetrator", "case_mapping", Category.BEHAVIOUR, Code.FULL
    ),
    "approval enough, and his knowing not": lambda: with_cell(
        "court", "court_report", Category.BEHAVIOUR, Code.APPROVAL
    ),
    "any consent enough for a report": lambda: with_cell(
        "court", "court_report", Category.SURVIVOR_ACCOUNT, Code.CONSENT_SURVIVOR
    ),
    "efforts others saw closed with her own": lambda: with_cell(
        "school", "case_mapping", Category.PROTECTIVE_EFFORT, Code.CONSENT_SURVIVOR
    ),
    "approval without effect": lambda: with_cell(
        "children_families_sw", "child_protection", Category.SAFETY, Code.NOT_NEEDED
    ),
    "the default in place of the purpose's row": lambda: with_defaults_only("school", "child_protection"),
    "another purpose's row": lambda: with_codes_of("school", "wellbeing_support", "case_mapping"),
    "a gate dropped": lambda: with_row("police", "child_protection", gate=None),
    "another purpose's gate": lambda: with_row("police", "child_protection", gate="marac_referral"),
    "a gate too many": lambda: with_row("idaa", "survivor_support", gate="mapping_meeting"),
    "required by law forgotten": lambda: with_row("police", "child_protection", statutory=False),
    "required by law, by mistake": lambda: with_row("police", "case_mapping", statutory=True),
    "that he reads it forgotten": lambda: with_row("reporter", "hearing_report", he_reads=False),
    "that he reads it, by mistake": lambda: with_row("idaa", "survivor_support", he_reads=True),
    "a role missing from the gist list": lambda: with_row(
        "police", "case_mapping", lists_gist_about_her=False, gist_about_her=frozenset()
    ),
    "a role too many on the gist list": lambda: with_row(
        "school",
        "case_mapping",
        lists_gist_about_her=True,
        gist_about_her=RULEBOOK.gist_about_her.categories,
    ),
    "a category missing from a row's gist list": lambda: with_row(
        "police", "case_mapping", gist_about_her=WITHOUT_HEALTH
    ),
    "a category missing from what is about her": lambda: replace(TABLE, about_her=WITHOUT_HEALTH),
    "a purpose missing": lambda: without_row("police", "marac_safety"),
    "a purpose too many": lambda: with_row_too_many("school", "marac_safety"),
    "break-glass forgotten": lambda: with_row("police", "case_mapping", break_glass=frozenset()),
    "break-glass for a category too many": lambda: with_row(
        "police", "case_mapping", break_glass=GLASS | {Category.SAFETY}
    ),
    "break-glass for a role too many": lambda: with_row("school", "case_mapping", break_glass=GLASS),
    "a role unknown": lambda: replace(TABLE, roles=TABLE.roles - {"school"}),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_compiled_table_shows(mistake: str) -> None:
    mistaken = MISTAKES[mistake]()
    assert any(True for role in touched(mistaken) for _ in differences(answered(role), mistaken))


OUTSIDE_CELLS: dict[str, Callable[[], Table]] = {
    "perp_facing: whether a source would be exposed, which no point asks": lambda: with_row(
        "caledonian_men", "case_mapping", perp_facing=False
    ),
    "works_with: caveats, and adults whose part is undetermined": lambda: with_row(
        "idaa", "case_mapping", works_with=WorksWith.CASE
    ),
    "lists_gist_about_her alone: withheld all the same, for another reason": lambda: with_row(
        "idaa", "survivor_support", lists_gist_about_her=False
    ),
}


@pytest.mark.parametrize("mistake", OUTSIDE_CELLS)
def test_a_mistake_whose_effect_lies_outside_cells_is_not_for_this_test(mistake: str) -> None:
    mistaken = OUTSIDE_CELLS[mistake]()
    assert mistaken != TABLE
    assert all(agree(answered(role), mistaken) for role in touched(mistaken))


def touched(mistaken: Table) -> list[str]:
    """The roles whose answers a mistake can reach: only their points need deciding again."""
    if mistaken.about_her != TABLE.about_her:
        return ["school", "police"]
    rows = {key for key in {*mistaken.rows, *TABLE.rows} if mistaken.rows.get(key) != TABLE.rows.get(key)}
    return sorted({role for role, _ in rows} | (TABLE.roles - mistaken.roles))
