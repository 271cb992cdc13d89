"""What verifying found: every kind of failure with its places, what held, and what could not be looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from sharehub.verify.failures import Failure

FORMAT = "sharehub-log-verification/1"
MOST_PLACES = 20
"""Places that are named of one kind of failure; beyond these they are only counted."""
MOST_LETTERS = 160
"""Letters of a place: what an export names may be of any length."""


def shown(text: str) -> str:
    """Return what may be printed of a text out of an export: it may be made to command a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:MOST_LETTERS])


@dataclass(slots=True)
class Found:
    """How often a failure was found, and the first places."""

    count: int = 0
    places: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """The outcome; nothing in it is content: places are leaf numbers, ids and names of files."""

    origin: str = ""
    size: int = 0
    root: str = ""
    found: dict[Failure, Found] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)

    def add(self, failure: Failure, place: str, count: int = 1) -> None:
        """Note a failure at a place."""
        found = self.found.setdefault(failure, Found())
        found.count += count
        if len(found.places) < MOST_PLACES:
            found.places.append(shown(place))

    def holds(self, said: str, *failures: Failure) -> None:
        """Note that something held, unless one of these failures was found."""
        if not self.found.keys() & set(failures):
            self.held.append(said)

    @property
    def exit_code(self) -> int:
        """0 where all held, else the lowest code of what did not."""
        return min((failure.code for failure in self.found), default=0)

    @property
    def failures(self) -> list[tuple[Failure, Found]]:
        """What did not hold, the lowest code first."""
        return sorted(self.found.items(), key=lambda one: one[0].code)

    def as_json(self) -> str:
        """Return all of it as one JSON object."""
        said: dict[str, Any] = {
            "format": FORMAT,
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            "exit": self.exit_code,
            "failures": [
                {
                    "failure": failure.name.lower(),
                    "code": failure.code,
                    "sentence": failure.sentence,
                    "count": found.count,
                    "where": found.places,
                }
                for failure, found in self.failures
            ],
            "held": self.held,
            "not_checked": self.unchecked,
        }
        return orjson.dumps(said, option=orjson.OPT_INDENT_2).decode()

    def as_text(self) -> str:
        """Return all of it in sentences."""
        lines = [f"{self.origin or 'no log'}: {self.size:,} entries, root {self.root or 'unknown'}"]
        for failure, found in self.failures:
            more = f", and {found.count - len(found.places):,} more" * (found.count > len(found.places))
            lines.append(f"FAILED ({failure.code}): {failure.sentence} {'; '.join(found.places)}{more}")
        lines += [f"held: {one}" for one in self.held]
        lines += [f"NOT CHECKED: {one}" for one in self.unchecked]
        lines.append("Something does not hold." if self.found else "All that was checked holds.")
        return "\n".join(lines)
