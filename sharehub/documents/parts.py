"""A document taken apart into plain text and lists: the one thing that both renderings are made from."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, TypeAlias, assert_never

from sharehub.documents.blocks import Band, Fixed, Grid, Items, Paragraph, Small, Terms
from sharehub.documents.lines import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sharehub.documents.blocks import Block
    from sharehub.documents.document import Document, Section
    from sharehub.documents.lines import Item

Part: TypeAlias = "str | bool | list[Part] | dict[str, Part] | None"

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_NO_CHARACTERS = {"Cc", "Cs"}
_TURNS_WRITING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def as_parts(document: Document) -> dict[str, Part]:
    """Return all that is printed of a document, in the words it is printed in."""
    stamp = document.stamp
    return {
        "label": plain(document.label),
        "kind": document.kind.words,
        "title": plain(document.title),
        "stamp": [
            _term("Case", stamp.case_reference),
            _term("For", stamp.reader),
            _term("Purpose", stamp.purpose),
            _term("Date", f"{stamp.day.day} {_MONTHS[stamp.day.month - 1]} {stamp.day.year}"),
            *([_term("Under", ", ".join(stamp.protocols))] if stamp.protocols else []),
        ],
        "caveats": _texts(stamp.caveats),
        "standing": _texts(stamp.standing),
        "legend": [_mark(mark, mark.legend) for mark in _marks_of(document)],
        "opening": [_block(block) for block in document.opening],
        "sections": [_section(section) for section in document.sections],
    }


def plain(text: str) -> str:
    """Return a text as one line.

    What is no character, and what would turn the direction of the words after it, is shown as U+FFFD, so that
    neither breaks a page nor makes it read otherwise than it was written.
    """
    return " ".join("".join(map(_shown, text)).split())


def _shown(letter: str) -> str:
    hidden = unicodedata.category(letter) in _NO_CHARACTERS and not letter.isspace()
    return REPLACEMENT if hidden or unicodedata.bidirectional(letter) in _TURNS_WRITING else letter


def _texts(texts: Iterable[str]) -> list[Part]:
    return [plain(text) for text in texts]


def _term(label: str, value: str) -> dict[str, Part]:
    return {"label": plain(label), "value": plain(value)}


def _section(section: Section) -> dict[str, Part]:
    return {
        "heading": plain(section.heading),
        "blocks": [_block(block) for block in section.blocks],
        "sections": [_section(inner) for inner in section.sections],
        "empty": plain(section.empty) if section.is_empty and section.empty else None,
        "abreast": section.abreast,
    }


def _block(block: Block) -> dict[str, Part]:
    match block:
        case Paragraph() | Fixed():
            return {"is": type(block).__name__.lower(), "text": plain(block.text)}
        case Items():
            return {"is": "items", "numbered": block.numbered, "items": [_item(item) for item in block.items]}
        case Terms():
            return {"is": "terms", "terms": [_term(term.label, term.value) for term in block.terms]}
        case Grid():
            return _grid(block)
        case Band():
            return {"is": "band", "caption": plain(block.caption), "states": _gathered(block)}
        case Small():
            return {"is": "small", "blocks": [_block(inner) for inner in block.blocks]}
        case _:
            assert_never(block)


def _grid(grid: Grid) -> dict[str, Part]:
    return {
        "is": "grid",
        "caption": plain(grid.caption),
        "columns": _texts(grid.columns),
        "rows": [_texts(row) for row in grid.rows],
    }


def _item(item: Item) -> dict[str, Part]:
    return {
        "text": plain(item.text),
        "details": ", ".join(plain(detail) for detail in item.details),
        "attribution": "" if item.attribution is None else plain(item.attribution),
        "marks": [_mark(mark, mark.words) for mark in item.marks],
    }


def _mark(mark: Mark, words: str) -> dict[str, Part]:
    return {"symbol": mark.symbol, "words": words, "short": mark.words}


def _gathered(band: Band) -> list[Part]:
    """Put the labels of one state together: a reader scans two or three lines and not twenty."""
    found: dict[str, list[Part]] = {}
    for each in band.states:
        found.setdefault(plain(each.state), []).append(plain(each.label))
    return [{"state": state, "labels": labels} for state, labels in found.items()]


def _marks_of(document: Document) -> list[Mark]:
    """Return the marks that lines of this document bear; a legend of others would only be read in vain."""
    sections = [*document.sections, *(inner for section in document.sections for inner in section.sections)]
    blocks = [*document.opening, *(block for section in sections for block in section.blocks)]
    borne = set(_marks_within(blocks))
    return [mark for mark in Mark if mark in borne]


def _marks_within(blocks: Sequence[Block]) -> Iterator[Mark]:
    for block in blocks:
        if isinstance(block, Items):
            yield from (mark for item in block.items for mark in item.marks)
        elif isinstance(block, Small):
            yield from _marks_within(block.blocks)
