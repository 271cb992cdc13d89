"""What the rulebook that a protocol cites gives to each role, in plain words, where it is one that ships."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from policies.compile import compile_table
from policies.parse import parse_rulebook
from policies.plain_words import CODES
from policies.shipped import rulebook_text
from policies.vocabulary import Category
from sharehub.pages.words_rules import category

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from policies.table import Row, Table

Ways = tuple[tuple[str, str], ...]
"""How something goes, and what goes that way."""


def carried(digest: str, purposes: Iterable[str]) -> Mapping[str, Sequence[tuple[str, Ways]]]:
    """Return for each purpose what each role gets; empty where the rulebook is none that ships."""
    table = shipped()
    if table.digest != digest:
        return {}
    return {
        purpose: [(role, _ways(row)) for (role, asked), row in sorted(table.rows.items()) if asked == purpose]
        for purpose in sorted(purposes)
    }


@cache
def shipped() -> Table:
    """Return the shipped rulebook, laid out."""
    return compile_table(parse_rulebook(rulebook_text()))


def _ways(row: Row) -> Ways:
    ways = ((CODES[code], [each for each in Category if row.codes[each] is code]) for code in CODES)
    return tuple((words, ", ".join(map(category, kinds))) for words, kinds in ways if kinds)
