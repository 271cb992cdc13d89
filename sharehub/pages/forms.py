"""What a form of ours brings back, and what to say at its fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from starlette.requests import Request

    from sharehub.pages.asking import Finding, Refused

URLENCODED = "application/x-www-form-urlencoded"
MOST_FIELDS = 1000
DATE_PARTS = ("day", "month", "year")
"""A day is asked in three fields, each with one of these at the end of its name."""
TOKEN, KEY, REVISION = "form_token", "form_key", "form_revision"
"""Hidden fields: that a form is this session's, that it is done once, and what it was made from."""

WORDS = {
    "missing": "Fill this in.",
    "string_too_short": "Fill this in.",
    "string_too_long": "This is too long.",
    "too_short": "Choose at least one.",
    "too_long": "Choose fewer.",
    "enum": "Choose one of the list.",
    "literal_error": "Choose one of the list.",
    "uuid_parsing": "Choose one of the list.",
    "date_from_datetime_parsing": "Write a day, such as 3 7 2026.",
    "date_parsing": "Write a day, such as 3 7 2026.",
    "date_type": "Write a day, such as 3 7 2026.",
    "int_parsing": "Write a whole number.",
    "int_type": "Write a whole number.",
    "greater_than_equal": "This number is too small.",
    "less_than_equal": "This number is too large.",
}
"""What each rule of the API's forms means to whoever fills in a field."""
ANYTHING = "Look at this again."
INVALID = "invalid"
_DAY = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that is wrong: at which field of the form (empty: at none), and what to do about it."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form as they came, each with all its values, white space at their ends taken off."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """Return a field's value, empty where there is none."""
        found = self.values.get(name, ())
        return found[0] if found else ""

    def all(self, name: str) -> list[str]:
        """Return every value of a field, without empty ones."""
        return [value for value in self.values.get(name, ()) if value]

    def day(self, name: str) -> str:
        """Return a day from its three fields as ISO 8601 writes it; empty where all three are.

        What is no day comes back as it stands, for the API to refuse.
        """
        day, month, year = (self.one(f"{name}-{part}") for part in DATE_PARTS)
        if not (day or month or year):
            return ""
        if all(_DAY.fullmatch(part) for part in (day, month, year)):
            return f"{int(year):04}-{int(month):02}-{int(day):02}"
        return f"{year}-{month}-{day}"

    def given(self, *names: str) -> dict[str, str]:
        """Return those of some fields that were filled in."""
        return {name: self.one(name) for name in names if self.one(name)}


async def read_form(request: Request) -> Form:
    """Read a form.

    Raises:
        HTTPException: it is none, or has too many fields.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != URLENCODED:
        raise HTTPException(415)
    try:
        text = (await request.body()).decode("utf-8")
        # Browsers write line ends as two characters; a text is the same text in either case.
        found = parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    return Form({name: [_tidy(value) for value in values] for name, values in found.items()})


def _tidy(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


def errors_of(refused: Refused, fields: Mapping[str, str] | None = None) -> list[Error]:
    """Return what to say about a form that the API refused.

    Args:
        refused: with what the API found.
        fields: the names of fields by the last step of the API's place, where they differ.
    """
    known = fields or {}
    found = [_error(finding, known, refused) for finding in refused.findings]
    return list(dict.fromkeys(found)) or [Error("", sentence(refused.detail))]


def at(errors: Iterable[Error], name: str) -> str | None:
    """Return what is wrong at a field, or None."""
    return next((error.text for error in errors if error.field == name), None)


def sentence(text: str) -> str:
    """Return the API's words as a sentence."""
    text = text.strip() or "It could not be done"
    return f"{text[0].upper()}{text[1:]}{'' if text.endswith(('.', '?')) else '.'}"


def _error(finding: Finding, known: Mapping[str, str], refused: Refused) -> Error:
    steps = [step for step in finding.where.split(".") if step not in {"body", "?"} and not step.isdecimal()]
    name = steps[0] if steps else ""
    text = WORDS.get(finding.code)
    if text is None and finding.code == INVALID:
        # The API's own sentence, which begins with the place.
        text = sentence(refused.detail.removeprefix(f"{finding.where}: "))
    return Error(known.get(name, name), text or ANYTHING)
