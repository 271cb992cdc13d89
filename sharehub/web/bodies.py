"""What every body that comes in has in common: nothing that is not named, and nothing of it repeated."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict, StringConstraints

LONGEST_TEXT = 600
"""Characters of a sentence or two, such as a reason."""


STORABLE = r"^[^\x00]*$"
"""What a text is made of: PostgreSQL keeps no NUL; SQLite would, and other programs stop there."""


class Body(BaseModel):
    """A body: what it does not name is refused, and no error repeats what it held."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


def example(**values: Any) -> ConfigDict:  # noqa: ANN401 - any JSON at all
    """Return the settings of a body with one example of it."""
    return ConfigDict(extra="forbid", hide_input_in_errors=True, json_schema_extra={"example": values})


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _written(value: object) -> object:
    # Left to itself the reader takes seconds since 1970, as a number or as text, for a day.
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a day is written as YYYY-MM-DD")
    return value


def _once(value: object) -> object:
    if isinstance(value, list) and len({_plain(one) for one in value}) != len(value):
        raise ValueError("something stands twice")
    return value


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float) else repr(value)


def _whole(value: object) -> object:
    if isinstance(value, str | bool):
        raise ValueError("a number is written as one")  # noqa: TRY004 - the error that pydantic takes
    return value


T = TypeVar("T")
ONCE = BeforeValidator(_once)
"""For a set with bounds, after these, so that the description has them."""
Once = Annotated[frozenset[T], ONCE]
"""Things in no order, each of them once."""
WHOLE = BeforeValidator(_whole)
"""For a whole number, after its bounds: no text or truth value is one."""
Day = Annotated[date, BeforeValidator(_written)]
"""A civil day, as 2026-03-02 and in no other form."""
Flag = Annotated[bool, Strict()]
"""True or false, and no text or number that could be meant for one."""
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,63}$")]
"""A closed word: a role, a gate, a purpose."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=STORABLE)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT, pattern=STORABLE)]

CaseId = Annotated[UUID, Path(description="The case's id.")]


@cache
def field_names() -> frozenset[str]:
    """Return what the fields of all bodies are called: these may be repeated to whoever sent something."""
    found: set[str] = set()
    waiting: list[type[Body]] = [Body]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found |= kind.model_fields.keys()
    return frozenset(found)


class Identified(Body):
    """The id of what was made."""

    id: UUID

    model_config = example(id="5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10")
