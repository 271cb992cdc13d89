"""What is noted about one request on its way, and what of it may be told: never what was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Scope

NOTES = "sharehub.notes"
NO_ROUTE = "-"
"""Where a path leads nowhere: it is the sender's own text, and is not repeated."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "OTHER"


@dataclass(slots=True)
class Notes:
    """One request: its id, headers for its answer, and what became of it.

    `status` is 0 until there is an answer. `turned`: why nobody was let in. `code`: the public code that the
    request was refused with. `failure`: the kind of an exception that nobody foresaw. `on_record`: whether an
    entry of the request's own is durable. `of_answers`: it is a page of nothing but fixed words and what
    other requests to this hub answered, each of them accounted for.
    """

    request: str
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 0
    turned: str | None = None
    code: str | None = None
    failure: str | None = None
    on_record: bool = False
    of_answers: bool = False

    def put_on_record(self) -> None:
        """Note that an entry of this request is durable."""
        self.on_record = True


def notes_of(scope: Scope) -> Notes:
    """Return the notes on a request; outside a guard there are none yet."""
    notes: Notes = scope.setdefault(NOTES, Notes(""))
    return notes


def method_of(scope: Scope) -> str:
    """Return a request's method, if it is one that HTTP has."""
    method: str = scope["method"]
    return method if method in METHODS else OTHER


def template_of(scope: Scope) -> str:
    """Return the template of a request's route, without ids."""
    template: str = getattr(scope.get("route"), "path", NO_ROUTE)
    return template
