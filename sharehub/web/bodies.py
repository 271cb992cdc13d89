"""What every body that comes in has in common: nothing that is not named, and nothing of it repeated."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

LONGEST_TEXT = 600
"""Characters of a sentence or two, such as a reason."""


def storable(text: str) -> str:
    """Return a text that every database keeps as it is.

    Raises:
        ValueError: it holds a NUL.
    """
    # PostgreSQL keeps no NUL; SQLite would keep it and other programs stop there.
    if "\x00" in text:
        raise ValueError("a text holds a character of no meaning")
    return text


class Body(BaseModel):
    """A body: what it does not name is refused, and no error repeats what it held."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


def example(**values: Any) -> ConfigDict:  # noqa: ANN401 - any JSON at all
    """Return the settings of a body with one example of it."""
    return ConfigDict(extra="forbid", hide_input_in_errors=True, json_schema_extra={"example": values})


Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,63}$")]
"""A closed word: a role, a gate, a purpose."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(storable)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT), AfterValidator(storable)]

CaseId = Annotated[UUID, Path(description="The case's id.")]


class Identified(Body):
    """The id of what was made."""

    id: UUID

    model_config = example(id="5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10")
