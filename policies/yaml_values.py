"""Reading single values out of a policy document: closed words, lists of them, days, numbers and prose.

What cannot be used is noted at its place and a stand-in is returned, which never leaves: the document is
refused as a whole.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from enum import StrEnum

    from policies.yaml_nodes import Place

    Rule = Callable[[str], str | None]
    """Says what is wrong with a known word in this place, or None when nothing is."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""What roles, purposes and gates are called."""

REFERENCE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
"""What documents and units are called."""

HASH = re.compile(r"[0-9a-f]{64}")
LONGEST_PROSE = 400
NONE = "none"

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}

Word = TypeVar("Word", bound="StrEnum")


def anything(_word: str) -> None:
    """Have nothing against a known word."""


def named(place: Place, pattern: re.Pattern[str], what: str) -> str:
    """Read a word of a given shape."""
    return _named(place, place.text(), pattern, what)


def named_or_none(place: Place, pattern: re.Pattern[str], what: str) -> str | None:
    """Read a word of a given shape, or `none` said outright."""
    text = place.text()
    return None if text == NONE else _named(place, text, pattern, what)


def word(place: Place, known: Collection[str], kind: str, rule: Rule = anything) -> str:
    """Read one word out of a closed list, and ask the rule whether it may stand here."""
    text = place.text()
    if text is None:
        return ""
    if text not in known:
        place.wrong(f"is not a known {kind}")
    elif problem := rule(text):
        place.wrong(problem)
    return text


def words(place: Place, known: Collection[str], kind: str, rule: Rule = anything) -> frozenset[str]:
    """Read a list of words out of a closed list, none of them twice."""
    return _once_each((item, word(item, known, kind, rule)) for item in place.items())


def some_words(place: Place, known: Collection[str], kind: str, rule: Rule = anything) -> frozenset[str]:
    """Read a list of words in which at least one must stand."""
    if place.holds_nothing():
        place.wrong("must list at least one")
    return words(place, known, kind, rule)


def list_named(
    place: Place, pattern: re.Pattern[str], what: str, *, may_be_empty: bool = False
) -> frozenset[str]:
    """Read a list of words of a given shape, none of them twice."""
    if place.holds_nothing() and not may_be_empty:
        place.wrong("must list at least one")
    return _once_each((item, named(item, pattern, what)) for item in place.items())


def member(place: Place, choices: type[Word], kind: str) -> Word:
    """Read one word of an enumeration; the stand-in is its last, which for codes is never."""
    text = word(place, frozenset(choices), kind)
    return choices(text) if text in frozenset(choices) else list(choices)[-1]


def members(place: Place, choices: type[Word], kind: str) -> frozenset[Word]:
    """Read a list of words of an enumeration, none of them twice."""
    found = words(place, frozenset(choices), kind)
    return frozenset(choice for choice in choices if choice in found)


def flag(place: Place) -> bool:
    """Read yes or no."""
    return _FLAGS.get(word(place, _FLAGS, "answer: write yes or no"), False)


def number(place: Place, most: int) -> int:
    """Read a whole number from one to the most that is sensible here."""
    text = place.text()
    if text is None:
        return 0
    if not _NUMBER.fullmatch(text) or int(text) > most:
        place.wrong(f"must be a whole number from 1 to {most}")
        return 0
    return int(text)


def day(place: Place) -> date:
    """Read a civil day written as 2024-05-20."""
    return _day(place, place.text())


def day_or_none(place: Place) -> date | None:
    """Read a civil day, or `none` said outright."""
    text = place.text()
    return None if text == NONE else _day(place, text)


def prose(place: Place) -> str:
    """Read a sentence or two; how it is broken into lines means nothing."""
    text = place.text()
    if text is None:
        return ""
    text = " ".join(text.split())
    if not text:
        place.wrong("is empty")
    elif len(text) > LONGEST_PROSE or not text.isprintable():
        place.wrong(f"must be printable text of at most {LONGEST_PROSE} characters")
    return text


def some_prose(place: Place) -> tuple[str, ...]:
    """Read a list of sentences, at least one, in an order that means nothing."""
    if place.holds_nothing():
        place.wrong("must list at least one")
    return any_prose(place)


def any_prose(place: Place) -> tuple[str, ...]:
    """Read a list of sentences, perhaps none, in an order that means nothing."""
    return tuple(sorted(prose(item) for item in place.items()))


def _once_each(read: Iterable[tuple[Place, str]]) -> frozenset[str]:
    found: set[str] = set()
    for item, text in read:
        if text and text in found:
            item.wrong("is listed twice")
        found.add(text)
    return frozenset(found)


def _named(place: Place, text: str | None, pattern: re.Pattern[str], what: str) -> str:
    if text is None:
        return ""
    if not pattern.fullmatch(text):
        place.wrong(f"must be {what}")
        return ""
    return text


def _day(place: Place, text: str | None) -> date:
    if text is None:
        return date.min
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # a 30 February is noted below like any other text that is no day
    place.wrong("must be a day of the calendar, written as 2024-05-20")
    return date.min
