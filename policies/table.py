"""The compiled rulebook: every (role, purpose) row laid out, so that a decision is dictionary look-ups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies.vocabulary import Category, Code, WorksWith


@dataclass(frozen=True, slots=True)
class Row:
    """Everything a decision needs to know about one role asking for one purpose.

    `gate` is None when the purpose is open at all times. `gist_about_her` holds the categories of which this
    role may, for this purpose, have a gist about her without her consent; `lists_gist_about_her` says whether
    the role is on that list at all, whatever the purpose.
    """

    works_with: WorksWith
    perp_facing: bool
    he_reads: bool
    statutory: bool
    gate: str | None
    lists_gist_about_her: bool
    gist_about_her: frozenset[Category]
    break_glass: frozenset[Category]
    codes: Mapping[Category, Code]


@dataclass(frozen=True, slots=True)
class Table:
    """A rulebook compiled once. A (role, purpose) pair that is not in `rows` may not be asked for.

    `digest` is the rulebook's. `about_her` are the categories that make a gist one about her.
    """

    digest: str
    roles: frozenset[str]
    about_her: frozenset[Category]
    rows: Mapping[tuple[str, str], Row]
