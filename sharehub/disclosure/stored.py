"""A fact as it is stored: what is in the clear, what is sealed, and what the log last said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class StoredFact(NamedTuple):
    """One fact's row, in the parts that are used together.

    `clear` holds the columns that the manifest binds, those alone and in that order, so that it is what
    `facts.canonical` takes; `seal` is what `facts.sealed_from` takes. `logged_manifest` and `logged_body` are
    of the entry that the log has of this revision, `superseded` says that it has one of a later. `placed` are
    section and position in a summary, for a fact that comes by one.
    """

    clear: Mapping[str, Any]
    seal: tuple[Any, ...]
    logged_manifest: str | None
    logged_body: bytes | None
    superseded: bool
    placed: tuple[int, int] | None = None
