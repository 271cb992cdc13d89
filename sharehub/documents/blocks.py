"""What a section of a document is made of: lists of lines, terms, tables, fixed sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sharehub.documents.lines import require

if TYPE_CHECKING:
    from sharehub.documents.lines import Item


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two that stand alone."""

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a paragraph that says nothing."""
        require("a paragraph", self.text)


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered where people will speak of "the third goal"."""

    items: tuple[Item, ...]
    numbered: bool = False

    def __post_init__(self) -> None:
        """Refuse a list of nothing: the section says in words that it is empty."""
        if not self.items:
            raise ValueError("a list has no line")


@dataclass(frozen=True, slots=True)
class Term:
    """A label and what there is to say under it."""

    label: str = field(repr=False)
    value: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse half a pair."""
        require("a term", self.label, self.value)


@dataclass(frozen=True, slots=True)
class Terms:
    """Labels with their values: who he is, the mandate, the languages."""

    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        """Refuse a list of nothing."""
        if not self.terms:
            raise ValueError("a list of terms has no term")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a header for every column, and the first cell of each row as that row's header.

    A cell may be empty, where a form leaves room for what is not known yet; a header may not.
    """

    caption: str = field(repr=False)
    columns: tuple[str, ...] = field(repr=False)
    rows: tuple[tuple[str, ...], ...] = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a table that nobody could read out: a header missing, or a row of another length."""
        require(
            "a table's caption or header", self.caption, *self.columns, *(row[0] for row in self.rows if row)
        )
        if not self.rows or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a table has no row, or a row that does not fit its columns")


@dataclass(frozen=True, slots=True)
class State:
    """One of a closed list, and in words how it stands."""

    label: str = field(repr=False)
    state: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a state without words."""
        require("a state", self.label, self.state)


@dataclass(frozen=True, slots=True)
class Band:
    """How each of a closed list stands, such as the families of tactics; it is printed by state."""

    caption: str = field(repr=False)
    states: tuple[State, ...]

    def __post_init__(self) -> None:
        """Refuse a band of nothing."""
        require("a band's caption", self.caption)
        if not self.states:
            raise ValueError("a band has no state")


@dataclass(frozen=True, slots=True)
class Fixed:
    """A sentence that is the same in every such document, set apart so that nobody reads it as a finding."""

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a box with nothing in it."""
        require("a fixed sentence", self.text)


@dataclass(frozen=True, slots=True)
class Small:
    """Small print: what belongs here and must not weigh like the rest, such as attendance."""

    blocks: tuple[Paragraph | Items | Terms | Grid | Band | Fixed, ...]

    def __post_init__(self) -> None:
        """Refuse small print of nothing."""
        if not self.blocks:
            raise ValueError("small print has no block")


Block: TypeAlias = Paragraph | Items | Terms | Grid | Band | Fixed | Small
