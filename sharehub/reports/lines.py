"""From a line of a release to a line of a document: the same words, and what came with them in few more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policies.vocabulary import Caveat, SourceType
from sharehub.disclosure.wording import BASES, CORROBORATIONS, SOURCES, when
from sharehub.documents.blocks import Items
from sharehub.documents.lines import Item, Mark
from sharehub.reports.families import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sharehub.disclosure.compose import Composed
    from sharehub.disclosure.rendering import Line

_MARKED = {
    Caveat.NOT_TO_PERPETRATOR: Mark.NOT_TO_HIM,
    Caveat.CHECK_WITH_SURVIVOR_FIRST: Mark.CHECK_WITH_HER_WORKER,
}


def held_by(composed: Composed) -> Composed:
    """Return what of a release a document may hold.

    Not what is for neither parent, in papers that go to him and perhaps to both; and no line that is blank.
    """
    lines = {
        fact: line
        for fact, line in composed.lines.items()
        if line["text"].strip() and not (composed.he_reads and Caveat.NOT_TO_PARENTS in line["caveats"])
    }
    places = {fact: place for fact, place in composed.places.items() if fact in lines}
    return replace(composed, lines=lines, places=places)


def item(line: Line, *, he_reads: bool, under: str | None = None) -> Item:
    """Return a line as a document shows it.

    Args:
        line: a line of a release, in full or in short form, as its reader has it.
        he_reads: it stands in papers that he reads: no mark is on it, since a mark says what others fear.
        under: the family of tactics that it stands under; others that it belongs to are named on it.
    """
    return Item(
        line["text"],
        details=(*when(line), *_also(line, under)),
        attribution=None if he_reads else _attribution(line.get("how_we_know") or {}),
        marks=() if he_reads else _marks(line),
    )


def items(lines: Iterable[Line], *, he_reads: bool) -> tuple[Items, ...]:
    """Return lines as one list; no list, where there is none."""
    found = tuple(item(line, he_reads=he_reads) for line in lines)
    return (Items(found),) if found else ()


def _also(line: Line, under: str | None) -> tuple[str, ...]:
    """Name the other families of a line that stands under one of them."""
    if under is None:
        return ()
    others = set(line["tactics"]) - {under}
    return (f"also: {listed(others)}",) if others else ()


def _attribution(how: Mapping[str, Any]) -> str | None:
    """Say how a fact is known, as far as the release does: to those who protect, and to nobody else."""
    words = (
        SOURCES.get(how.get("source_type", "")),
        BASES.get(how.get("basis", "")),
        CORROBORATIONS.get(how.get("corroboration", "")),
        how.get("unit"),
    )
    said = list(dict.fromkeys(word for word in words if word))
    return "; ".join(said) or None


def _marks(line: Line) -> tuple[Mark, ...]:
    found = [mark for caveat, mark in _MARKED.items() if caveat in line["caveats"]]
    his = (line.get("how_we_know") or {}).get("source_type") == SourceType.PERPETRATOR
    return (*found, *((Mark.HIS_WORDS,) if his else ()))
