"""A file of sentences to check, one JSON object to a line, and what is printed about them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Never

from sharehub.language.cast import Cast, Voice
from sharehub.language.check import Check, rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.check import Finding

LONGEST = 100_000
"""Characters in a text, at most."""
IN_HER_TREATMENT = "her_treatment"
"""The kind of a record inside the survivor's own treatment service."""
_PARTS = ("perpetrator", "survivor", "children", "adult_a", "adult_b")


class LineFlawError(ValueError):
    """A line that cannot be used; says which and why, and repeats nothing of it."""

    def __init__(self, number: int, problem: str) -> None:
        """Name the line, counted from 1, and what is wrong."""
        super().__init__(f"line {number}: {problem}")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence to check."""

    id: str
    text: str = field(repr=False)
    voice: Voice
    cast: Cast = field(repr=False)
    her_treatment: bool = False


def read(content: bytes) -> list[Line]:
    """Return the sentences of a file in order; empty lines are passed over, further fields ignored.

    Raises:
        LineFlawError: a line is no JSON object, or a field is missing or not as it must be.
    """
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [_line(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def checked(lines: list[Line]) -> Iterator[tuple[Line, tuple[Finding, ...]]]:
    """Yield each sentence with what was found in it, in order."""
    known: dict[Cast, Check] = {}
    for line in lines:
        check = known.get(line.cast) or known.setdefault(line.cast, Check(line.cast))
        yield line, check.findings(line.text, line.voice, her_treatment=line.her_treatment)


def as_json(lines: list[Line]) -> Iterator[str]:
    """Yield a line of JSON for each sentence: its id, whether anything was found, and by which rules."""
    for line, findings in checked(lines):
        rules = rules_of(findings)
        yield json.dumps({"id": line.id, "flag": bool(rules), "rules": rules}, ensure_ascii=False)


def _line(number: int, content: bytes) -> Line:
    given = _object(number, content)
    text = _text(number, given, "text")
    if len(text) > LONGEST:
        raise LineFlawError(number, f"text: longer than {LONGEST} characters")
    voice = _text(number, given, "voice")
    if voice not in set(Voice):
        raise LineFlawError(number, f"voice: must be one of {', '.join(Voice)}")
    return Line(
        _text(number, given, "id"),
        text,
        Voice(voice),
        _cast(number, given),
        given.get("kind") == IN_HER_TREATMENT,
    )


def _object(number: int, content: bytes) -> dict[str, object]:
    try:
        value: object = json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise LineFlawError(number, "not UTF-8") from None
    except (ValueError, RecursionError):
        raise LineFlawError(number, "not JSON") from None
    if not isinstance(value, dict):
        raise LineFlawError(number, "must be a JSON object")
    return value


def _no_constant(_name: str) -> Never:
    raise ValueError


def _text(number: int, given: dict[str, object], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise LineFlawError(number, f"{name}: must be a text")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise LineFlawError(number, f"{name}: not valid Unicode")
    return value


def _cast(number: int, given: dict[str, object]) -> Cast:
    cast = given.get("cast")
    if not isinstance(cast, dict):
        raise LineFlawError(number, "cast: must be an object")
    return Cast(**{part: _names(number, part, cast.get(part, [])) for part in _PARTS})


def _names(number: int, part: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise LineFlawError(number, f"cast.{part}: must be a list of texts")
    return tuple(value)
