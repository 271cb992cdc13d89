"""Remarks on the cells of a rulebook: what nobody can ever have, what he could, what is written twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.compile import compile_table
from policies.plain_words import listed
from policies.remark import Remark, RemarkCode
from policies.routes import IG_OFFICER
from policies.vocabulary import Category, Code, WorksWith

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.rulebook import Role, Rulebook
    from policies.table import Row, Table

SHUT = frozenset({Code.NOT_NEEDED, Code.NEVER})
"""The codes by which nothing goes out in the ordinary way."""

_NEVER_FULL = SHUT | {Code.GIST}
_FOR_REPORTS = frozenset({Code.REPORT_IF_AWARE, Code.REPORT_CONSENT})
_SOMEBODYS = frozenset(
    {Category.SURVIVOR_ACCOUNT, Category.CHILD_ACCOUNT, Category.PROTECTIVE_EFFORT, Category.SEXUAL}
)
"""The categories that are somebody's account, so that somebody can agree to its being in a report."""
_HERS_AND_THE_CHILDRENS = frozenset(
    {Category.SURVIVOR_ACCOUNT, Category.CHILD_ACCOUNT, Category.SEXUAL, Category.IMMIGRATION}
)


@dataclass(frozen=True, slots=True)
class Written:
    """One cell as it is written: where, for which purposes it speaks, and what it says."""

    path: str
    role: str
    purposes: tuple[str, ...]
    category: Category
    code: Code


def reads(name: str, role: Role) -> bool:
    """Say whether a role is ever shown content: not one that audits, nor one that works with nobody."""
    return name != IG_OFFICER and role.works_with is not WorksWith.NONE


def written(name: str, role: Role) -> Iterator[Written]:
    """Give every cell that a role's rows write; the default speaks where no purpose has a word of its own."""
    for category, code in role.default.items():
        spoken_for = tuple(
            purpose for purpose in role.purposes if category not in role.by_purpose.get(purpose, {})
        )
        yield Written(f"roles.{name}.default.{category}", name, spoken_for, category, code)
    for purpose, row in role.by_purpose.items():
        for category, code in row.items():
            path = f"roles.{name}.by_purpose.{purpose}.{category}"
            yield Written(path, name, (purpose,), category, code)


def on_cells(rulebook: Rulebook) -> Iterator[Remark]:
    """Remark on the cells, role by role, and on what no role has."""
    table = compile_table(rulebook)
    for name, role in rulebook.roles.items():
        yield from _on_rows(name, role, table)
        for cell in written(name, role):
            yield from _on_place(cell, role)
            yield from _on_code(cell, role, rulebook)
    yield from _on_what_nobody_has(rulebook, table)


def _on_rows(name: str, role: Role, table: Table) -> Iterator[Remark]:
    shut = [purpose for purpose in role.purposes if _is_shut(table.rows[name, purpose])]
    if not reads(name, role):
        if len(shut) < len(role.purposes):
            told = f"{name} reads no content, so that none of its cells can mean anything but X"
            yield Remark(RemarkCode.NEVER_READ, f"roles.{name}", told)
    elif len(shut) == len(role.purposes):
        told = f"every cell of {name} is X or N: it may ask, and nothing will ever come"
        yield Remark(RemarkCode.ROLE_GETS_NOTHING, f"roles.{name}", told)
    else:
        for purpose in shut:
            told = f"every cell of {name} for {purpose} is X or N: it may ask, and nothing will ever come"
            yield Remark(RemarkCode.PURPOSE_GETS_NOTHING, f"roles.{name}.purposes", told)


def _is_shut(row: Row) -> bool:
    return SHUT.issuperset(row.codes.values())


def _on_place(cell: Written, role: Role) -> Iterator[Remark]:
    if not cell.purposes:
        told = f"every purpose of {cell.role} has a word of its own on {cell.category}: the default is unused"
        yield Remark(RemarkCode.DEFAULT_UNUSED, cell.path, told)
    elif ".by_purpose." in cell.path and role.default[cell.category] is cell.code:
        told = f"{cell.code} is what the default says of {cell.category} anyway"
        yield Remark(RemarkCode.REPEATS_DEFAULT, cell.path, told)


def _on_code(cell: Written, role: Role, rulebook: Rulebook) -> Iterator[Remark]:
    if not reads(cell.role, role):
        return
    he_reads = [purpose for purpose in cell.purposes if purpose in rulebook.perpetrator_reads]
    his = [*cell.purposes] if role.perp_facing else he_reads
    if his and cell.category is Category.SAFETY and cell.code is not Code.NEVER:
        told = f"{cell.role} is his side for {listed(his)}: no code but X keeps from him where she is"
        yield Remark(RemarkCode.SAFETY_TOWARDS_HIM, cell.path, told)
    if his and cell.category in _HERS_AND_THE_CHILDRENS and cell.code is Code.FULL:
        told = f"{cell.role} is his side for {listed(his)}: {cell.category} goes to it with nobody's leave"
        yield Remark(RemarkCode.OPEN_TO_HIM, cell.path, told)
    if cell.code in _FOR_REPORTS:
        yield from _on_report(cell, he_reads)


def _on_report(cell: Written, he_reads: list[str]) -> Iterator[Remark]:
    others = [purpose for purpose in cell.purposes if purpose not in he_reads]
    if others:
        told = f"{cell.code} is for papers that he reads, and nothing for {listed(others)} is one"
        yield Remark(RemarkCode.REPORT_CODE_ELSEWHERE, cell.path, told)
    elif cell.code is Code.REPORT_CONSENT and cell.category not in _SOMEBODYS:
        told = f"{cell.category} is nobody's account, so that nobody can agree to its being in a report"
        yield Remark(RemarkCode.REPORT_OF_NOBODYS, cell.path, told)


def _on_what_nobody_has(rulebook: Rulebook, table: Table) -> Iterator[Remark]:
    asked = {purpose for _, purpose in table.rows}
    for purpose in rulebook.purposes:
        if purpose not in asked:
            told = f"no role may ask for {purpose}"
            yield Remark(RemarkCode.PURPOSE_UNASKED, f"purposes.{purpose}", told)
    rows = [row for (name, _), row in table.rows.items() if reads(name, rulebook.roles[name])]
    for category in Category:
        if _NEVER_FULL.issuperset(row.codes[category] for row in rows):
            told = f"no role can ever have {category} in full, whatever it asks for"
            yield Remark(RemarkCode.CATEGORY_NEVER_FULL, "roles", told)
