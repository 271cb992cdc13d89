"""One value of the file with the path that leads to it, and the ways to read it as what it should be.

Reading never raises: what is wrong is noted, a placeholder stands in for it, and reading goes on, so that an
author hears of everything at once. `case_file.parse` raises if anything was noted: no placeholder leaves it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from consent.record import EVERYTHING
from policies.question import Span
from sharehub.rehearsal.flaws import Flaws, join, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

T = TypeVar("T")
D = TypeVar("D")
E = TypeVar("E", bound="StrEnum")

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Known:
    """The ids or words that may stand somewhere; `problem` is said of any other."""

    problem: str
    words: frozenset[str]

    def plus(self, word: str) -> Known:
        """Return the same with one word more."""
        return Known(self.problem, self.words | {word})


@dataclass(frozen=True, slots=True)
class Node:
    """A value, the path to it, and where to note what is wrong with it."""

    value: object
    path: str
    flaws: Flaws

    def refuse(self, problem: str, placeholder: T) -> T:
        """Note a problem here, unless there is nothing here: then that was noted."""
        if self.value is not MISSING:
            self.flaws.add(self.path, problem)
        return placeholder

    def has(self, key: str) -> bool:
        """Say whether the key is there and not null."""
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def at(self, key: str) -> Node:
        """Return what stands under a key, which may be nothing at all."""
        value = self.value.get(key, MISSING) if isinstance(self.value, dict) else MISSING
        return Node(value, join(self.path, key, 0), self.flaws)

    def needed(self, key: str, read: Callable[[Node], T]) -> T:
        """Read what stands under a key, which must be there and not null."""
        if not self.has(key):
            self.flaws.add(join(self.path, key, 0), "missing")
            return read(Node(MISSING, self.path, self.flaws))
        return read(self.at(key))

    def given(self, key: str, read: Callable[[Node], T], default: D) -> T | D:
        """Read what stands under a key; absent or null, the default."""
        return read(self.at(key)) if self.has(key) else default

    def elements(self) -> list[Node]:
        """Return the elements of a list."""
        if not isinstance(self.value, list):
            return self.refuse("must be a list", [])
        return [Node(value, f"{self.path}[{index}]", self.flaws) for index, value in enumerate(self.value)]

    def entries(self) -> list[tuple[str, Node]]:
        """Return the entries of an object, by key."""
        if not isinstance(self.value, dict):
            return self.refuse("must be an object", [])
        return [
            (key, Node(value, join(self.path, key, index), self.flaws))
            for index, (key, value) in enumerate(self.value.items())
        ]

    def objects(self) -> list[Node]:
        """Return those elements of a list that are objects, and note the others."""
        return [element for element in self.elements() if element.is_object()]

    def is_object(self) -> bool:
        """Say whether this is an object; note it if not."""
        return isinstance(self.value, dict) or self.refuse("must be an object", placeholder=False)


def words(node: Node) -> str:
    """Read any text, the empty one too."""
    return node.value if isinstance(node.value, str) else node.refuse("must be text", "")


def text(node: Node) -> str:
    """Read a text that says something."""
    read = words(node)
    return read if read.strip() else node.refuse("must not be empty", "")


def identifier(node: Node) -> str:
    """Read an id of the file's own; `*` is none, since it stands for all in a consent."""
    read = text(node)
    return node.refuse("must not be *", read) if read == EVERYTHING else read


def flag(node: Node) -> bool:
    """Read true or false."""
    return (
        node.value
        if isinstance(node.value, bool)
        else node.refuse("must be true or false", placeholder=False)
    )


def whole(least: int, most: int) -> Callable[[Node], int]:
    """Read a whole number between two others, both included."""

    def read(node: Node) -> int:
        number = node.value
        # true is an integer to Python, and to nobody else
        if isinstance(number, int) and not isinstance(number, bool) and least <= number <= most:
            return number
        return node.refuse(f"must be a whole number from {least} to {most}", least)

    return read


def day(node: Node) -> date:
    """Read a civil day; a real one, written YYYY-MM-DD."""
    if isinstance(node.value, str) and DAY.fullmatch(node.value):
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            pass
    return node.refuse("must be a day of the calendar, YYYY-MM-DD", date.min)


def word(kind: type[E]) -> Callable[[Node], E]:
    """Read a word of a closed list."""

    def read(node: Node) -> E:
        said = words(node)
        try:
            return kind(said)
        except ValueError:
            return node.refuse(f"unknown value{shown(said)}", next(iter(kind)))

    return read


def one_of(known: Known) -> Callable[[Node], str]:
    """Read an id or word out of those that are known."""

    def read(node: Node) -> str:
        said = words(node)
        return said if said in known.words else node.refuse(f"{known.problem}{shown(said)}", said)

    return read


def many(read: Callable[[Node], T]) -> Callable[[Node], frozenset[T]]:
    """Read a list in which order and repetition mean nothing."""
    return lambda node: frozenset(read(element) for element in node.elements())


def each(read: Callable[[Node], T]) -> Callable[[Node], tuple[T, ...]]:
    """Read a list of objects in its order."""
    return lambda node: tuple(read(element) for element in node.objects())


def each_once(read: Callable[[Node], T]) -> Callable[[Node], tuple[T, ...]]:
    """Read a list of objects whose ids, where they have one, must differ."""

    def read_all(node: Node) -> tuple[T, ...]:
        elements = node.objects()
        seen: set[str] = set()
        for own_id in (element.at("id") for element in elements):
            if isinstance(own_id.value, str):
                if own_id.value in seen:
                    own_id.refuse(f"given twice{shown(own_id.value)}", None)
                seen.add(own_id.value)
        return tuple(map(read, elements))

    return read_all


def span(node: Node, start: str = "from", end: str = "to") -> Span:
    """Read an interval of civil days, both included; the start must be given, the end may be open."""
    first, last = node.needed(start, day), node.given(end, day, None)
    if last is not None and last < first:
        node.at(end).refuse("before its start", None)
    return Span(first, last)
