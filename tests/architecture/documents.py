"""The documents as text: headings, tables, links and the tests they name."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from tests.architecture.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"

_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+?)\s*$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_CODE = re.compile(r"`([^`]+)`")
_LEAD = re.compile(r"\| *[^|]+\||- (?:\*\*[^*]+\*\*|`[^`]+`)|.{20,45}")
"""A row's first cell, what a point is about, or as much of a sentence as no two have by chance."""


def documents() -> list[Path]:
    """Return every document of the repository, in order of path."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def text_of(document: Path) -> str:
    """Return a document without what stands between fences."""
    return _FENCED.sub("", document.read_text(encoding="utf-8"))


def links(document: Path) -> list[str]:
    """Return where a document's links lead."""
    return _LINK.findall(text_of(document))


def anchors(document: Path) -> set[str]:
    """Return the names under which a document's headings can be linked to."""
    return {_anchor(title) for _, title in _HEADING.findall(text_of(document))}


def section(text: str, title: str) -> str:
    """Return what stands under a heading, up to the next one of its level or above.

    Raises:
        LookupError: there is no such heading.
    """
    found = [match for match in _HEADING.finditer(text) if match[2] == title]
    if not found:
        raise LookupError(title)
    begins = found[0]
    ends = (
        match.start() for match in _HEADING.finditer(text, begins.end()) if len(match[1]) <= len(begins[1])
    )
    return text[begins.end() : next(ends, len(text))]


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of every row of every table, without heads and rules."""
    lines = [line.strip() for line in text.splitlines()]
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        is_rule = set(line) <= set("|-: ")
        is_head = after.startswith("|-") or set(after) <= set("|-: ") != set()
        if line.startswith("|") and not is_rule and not (is_head and not before.startswith("|")):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]


def strays(text: str) -> list[str]:
    """Return rows that stand in no table, since there is no head above them and no rule."""
    blocks = (found[0].splitlines() for found in re.finditer(r"(?:^ *\|.*\n?)+", text, re.MULTILINE))
    return [first for first, *rest in blocks if not rest or set(rest[0].strip()) - set("|-: ")]


def said_twice(text: str) -> set[str]:
    """Return how lines begin of which one table or section has two: rows, points or sentences."""
    parts = re.split(r"^#+ .*$|^\|[-|: ]+\|$", text, flags=re.MULTILINE)
    return {lead for part in parts for lead, count in Counter(_leads(part)).items() if count > 1}


def _leads(part: str) -> Iterator[str]:
    for line in map(str.strip, part.splitlines()):
        lead = _LEAD.match(line)
        if lead is not None:
            yield lead[0]


def documented(text: str) -> list[str]:
    """Return what the first column of the tables names in code, in order."""
    return [name for row in rows(text) for name in _CODE.findall(row[0])]


def named_tests(text: str) -> list[tuple[str, str]]:
    """Return the tests that a text names: path and function."""
    return _TEST.findall(text)


def _anchor(title: str) -> str:
    plain = re.sub(r"[^\w\- ]", "", title.replace("`", "").lower())
    return plain.strip().replace(" ", "-")
