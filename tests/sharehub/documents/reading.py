"""What others make of a rendering: an HTML parser's elements, a browser's text of a PDF, and a PDF's tags."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pypdf
import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Iterator

VOID = {"meta", "link", "img", "br", "hr", "input"}
NO_TEXT = {"style", "script", "title"}


@dataclass
class Element:
    """One element of a page, with its attributes, what is in it, and its text."""

    name: str
    attributes: dict[str, str | None]
    within: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def all(self, *names: str) -> list[Element]:
        """Return the elements of these names below this one, in the page's order; all, if none is named."""
        return [each for each in self._below() if not names or each.name in names]

    def _below(self) -> Iterator[Element]:
        for each in self.within:
            yield each
            yield from each._below()

    @property
    def text(self) -> str:
        """All text in it, as one line."""
        return " ".join("".join(self.texts).split())


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("page", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].within.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed.name == tag, f"</{tag}> closes <{closed.name}>"

    def handle_data(self, data: str) -> None:
        name = self.open[-1].name
        for element in self.open:
            if name not in NO_TEXT or element.name == name:
                element.texts.append(data)


def page(html: str) -> Element:
    """Return a page's elements; one that is closed out of order fails."""
    parser = _Page()
    parser.feed(html)
    parser.close()
    assert parser.open == [parser.root], "an element is left open"
    return parser.root


def text_of(pdf: bytes) -> str:
    """Return a PDF's text as a browser shows it, without what breaks lines: spaces of any width."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(each.get_textpage().get_text_range() for each in document)
    return without_spaces(text)


def without_spaces(text: str) -> str:
    """Return a text with nothing between its letters."""
    return "".join(text.replace("\u200b", "").split())


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    return [without_spaces(each.get_textpage().get_text_range()) for each in pypdfium2.PdfDocument(pdf)]


def catalogue(pdf: bytes) -> Any:
    """Return a PDF's root: what it says of itself as a whole."""
    return pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def title_of(pdf: bytes) -> str | None:
    """Return what a PDF says that it is called."""
    metadata = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    return metadata.title if metadata else None


def tags(pdf: bytes) -> list[Any]:
    """Return the tagged elements of a PDF, in the order in which they are read out."""
    return list(_tags(catalogue(pdf)["/StructTreeRoot"]))


def _tags(element: Any) -> Iterator[Any]:
    below: Any = element.get("/K", [])
    if isinstance(below, pypdf.generic.IndirectObject):
        below = below.get_object()
    for each in below if isinstance(below, list) else [below]:
        found: Any = each.get_object()
        if isinstance(found, dict) and "/S" in found:
            yield found
            yield from _tags(found)
