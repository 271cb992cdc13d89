"""The cells of the release matrix as Cedar permits: one rule for each cell that a rulebook writes.

Source: domain/decisions.md, "Resolving a cell" and "Gist without consent". A cell with code N has no policy:
nothing but a serious-risk decision or a broken glass releases it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.cedar_conditions import (
    answered_no,
    approved,
    came_from,
    carries,
    consented,
    for_purposes,
    he_knows,
    may_appear_in_report,
    of_category,
    own_record,
    she_told,
)
from policies.cedar_text import AS_GIST, EITHER, IN_FULL, Policy, all_of, any_of
from policies.vocabulary import Category, Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.rulebook import Role, Rulebook

WHOSE = {
    Code.CONSENT_SURVIVOR: "survivor",
    Code.CONSENT_PERPETRATOR: "perpetrator",
    Code.CONSENT_CHILD: "child",
    Code.CONSENT_THIRD_PARTY: "third_party",
    Code.GIST_CONSENT_SURVIVOR: "survivor",
    Code.GIST_CONSENT_PERPETRATOR: "perpetrator",
    Code.GIST_CONSENT_CHILD: "child",
    Code.GIST_CONSENT_THIRD_PARTY: "third_party",
}
"""Whose consent a code waits for."""

GIST_WITHOUT_CONSENT = frozenset(code for code in Code if code.startswith("GC"))

WHOSE_ACCOUNT = {
    Category.CHILD_ACCOUNT: "child",
    Category.SURVIVOR_ACCOUNT: "survivor",
    Category.PROTECTIVE_EFFORT: "survivor",
    Category.SEXUAL: "survivor",
}
"""Whose agreement a report needs; for any other category nobody can give it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the rulebook writes it: its place, the role and purposes it speaks for, and its code."""

    place: str
    role: str
    purposes: tuple[str, ...]
    category: Category
    code: Code


@dataclass(frozen=True, slots=True)
class Opening:
    """What a code lets out, and on which conditions; the suffix tells two openings of a cell apart."""

    actions: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    suffix: str = ""


WITHOUT_CONSENT = {
    Code.FULL: (Opening(EITHER),),
    Code.GIST: (Opening(AS_GIST),),
    Code.FULL_IF_AWARE: (Opening(IN_FULL, (he_knows(),)), Opening(AS_GIST, suffix=".gist")),
    Code.REPORT_IF_AWARE: (Opening(EITHER, (he_knows(),)), Opening(EITHER, (approved(),), ".approved")),
    Code.APPROVAL: (Opening(EITHER, (approved(),)),),
}
"""The codes that ask nobody whose information it is."""


def cell_policies(rulebook: Rulebook, role: str) -> Iterator[Policy]:
    """One role's cells, in the rulebook's order of categories."""
    for cell in _cells(role, rulebook.roles[role]):
        if cell.code is Code.NEVER:
            yield _never(rulebook, cell)
        else:
            yield from (_permit(cell, opening) for opening in _openings(rulebook, cell))


def _cells(name: str, role: Role) -> Iterator[Cell]:
    """The default row speaks for every purpose that has no word of its own on the category."""
    for category, code in role.default.items():
        own_word = {purpose for purpose, row in role.by_purpose.items() if category in row}
        purposes = tuple(purpose for purpose in role.purposes if purpose not in own_word)
        yield Cell(f"roles.{name}.default.{category}", name, purposes, category, code)
    for purpose, row in role.by_purpose.items():
        for category, code in row.items():
            yield Cell(f"roles.{name}.by_purpose.{purpose}.{category}", name, (purpose,), category, code)


def _permit(cell: Cell, opening: Opening) -> Policy:
    return Policy(
        id=cell.place + opening.suffix,
        actions=opening.actions,
        role=cell.role,
        when=(for_purposes(cell.purposes), of_category(cell.category), *opening.conditions),
        code=cell.code,
    )


def _never(rulebook: Rulebook, cell: Cell) -> Policy:
    """A forbid, so that no other rule lifts it; it bites whichever category is being asked about."""
    return Policy(
        id=cell.place,
        role=cell.role,
        when=(for_purposes(cell.purposes), carries(cell.category)),
        unless=(own_record(rulebook),),
        code=cell.code,
    )


def _openings(rulebook: Rulebook, cell: Cell) -> Iterator[Opening]:
    """What the code opens: the table of "Resolving a cell". A code not named here opens nothing."""
    yield from WITHOUT_CONSENT.get(cell.code, ())
    if cell.code is Code.OWN_EFFORTS:
        yield Opening(EITHER, (any_of(f"!{she_told()}", consented("survivor")),))
    if cell.code is Code.REPORT_CONSENT and cell.category in WHOSE_ACCOUNT:
        yield Opening(EITHER, (may_appear_in_report(WHOSE_ACCOUNT[cell.category]),))
    if cell.code in WHOSE:
        yield Opening(EITHER, (consented(WHOSE[cell.code]),))
    if cell.code in GIST_WITHOUT_CONSENT:
        conditions = (_not_laundered(rulebook, cell), *_about_her(rulebook, cell))
        yield Opening(AS_GIST, conditions, ".gist")


def _not_laundered(rulebook: Rulebook, cell: Cell) -> str:
    """A no is not laundered through a gist, unless the law requires sharing anyway."""
    whose = WHOSE[cell.code]
    said_no = all_of(answered_no(whose), came_from(whose))
    return any_of(f"!({said_no})", for_purposes(rulebook.statutory_purposes))


def _about_her(rulebook: Rulebook, cell: Cell) -> tuple[str, ...]:
    """A gist with no behaviour in it is about her: only for the roles and purposes that are listed."""
    terms = rulebook.gist_about_her
    if cell.category not in terms.categories:
        return ()
    with_behaviour = carries(Category.BEHAVIOUR)
    if cell.role not in terms.roles:
        return (with_behaviour,)
    return (any_of(with_behaviour, for_purposes(terms.purposes)),)
