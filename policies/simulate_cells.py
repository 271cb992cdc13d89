"""The cells of two tables, side by side: which of them let out more now, and which less."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from policies.difference import Difference, Turn
from policies.openness import Cell, turn
from policies.plain_words import CODES, listed
from policies.routes import IG_OFFICER
from policies.vocabulary import Category, WorksWith

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from policies.table import Table
    from policies.vocabulary import Code

    Seen = Mapping[Category, tuple[Code, Cell | None]]

_BY_OTHER_CHANGES = {
    Turn.OPENS: "let more out",
    Turn.SHIFTS: "let more out here and less there",
    Turn.CLOSES: "let less out",
}


def seen(table: Table, role: str, purpose: str) -> Seen:
    """Give for each category the code, and the cell as far as anything of it can leave.

    A role that works with nobody, or audits, reads nothing whatever its cells say: it has no cells.
    """
    row = table.rows[role, purpose]
    reads = role != IG_OFFICER and row.works_with is not WorksWith.NONE
    return {
        category: (
            row.codes[category],
            Cell(
                category=category,
                code=row.codes[category],
                towards_him=row.perp_facing,
                he_reads=row.he_reads,
                statutory=row.statutory,
                about_her=category in table.about_her,
                listed=row.lists_gist_about_her,
                may_have_gist=category in row.gist_about_her,
            )
            if reads
            else None,
        )
        for category in Category
    }


def lets_out(row: Seen) -> bool:
    """Say whether anything can leave by this row in any situation."""
    return any(turn(None, cell) is Turn.OPENS for _, cell in row.values() if cell is not None)


def cells(role: str, before: Table, after: Table) -> Iterator[Difference]:
    """Tell every cell of a role that lets out more or less, for the purposes that it had and has."""
    rewritten: dict[tuple[Category, Code, Code, Turn], list[str]] = defaultdict(list)
    as_written: dict[tuple[str, Turn], list[Category]] = defaultdict(list)
    for name, purpose in sorted(before.rows.keys() & after.rows.keys()):
        if name != role:
            continue
        was, now = seen(before, role, purpose), seen(after, role, purpose)
        for category in Category:
            (old, cell_was), (new, cell_now) = was[category], now[category]
            turns = turn(cell_was, cell_now)
            if old is not new:
                rewritten[category, old, new, turns].append(purpose)
            elif turns is not Turn.NEITHER:
                as_written[purpose, turns].append(category)
    for (category, old, new, turns), purposes in rewritten.items():
        told = f"{category} goes {CODES[new]} ({new}); until now {CODES[old]} ({old})"
        where = f"roles.{role}.{'+'.join(purposes)}.{category}"
        yield Difference(turns, where, f"{role}, for {listed(purposes)}: {told}")
    for (purpose, turns), categories in as_written.items():
        told = (
            f"the same codes {_BY_OTHER_CHANGES[turns]}, by other changes told here, of {listed(categories)}"
        )
        yield Difference(turns, f"roles.{role}.{purpose}", f"{role}, for {purpose}: {told}")
