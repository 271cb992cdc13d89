"""Who came to hold what by a look: everybody to whom its lines went, and what they can do with them.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from sharehub.audit.entry import Action

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_FACT, _OUTCOME, _VERSION = 0, 1, 4
"""Places in a portion's line."""


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """Somebody in the unit and role in which they had it; `by_glass`: by a broken glass alone, so theirs."""

    unit: UUID
    user: UUID
    role: str
    by_glass: bool = False


@dataclass(frozen=True, slots=True)
class Went:
    """One fact as it went: in which form and version. None: in which is not known."""

    fact: UUID
    outcome: str
    version: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """What of one unit's facts went by a look: to whom, when, by which act, and in which way (`medium`)."""

    entry: UUID
    at: datetime
    action: str
    owner: UUID
    medium: str
    holders: tuple[Holder, ...]
    went: tuple[Went, ...]


MEDIA: Mapping[str, str] = {
    Action.PATTERN_ASKED: "screen",
    Action.WALL_ASKED: "wall",
    Action.WALL_COST_ASKED: "screen",
    Action.DOCUMENT_ASKED: "screen",
    Action.REFERRAL_PREVIEWED: "screen",
    Action.REFERRAL_READ: "referral",
}
DOCUMENT = "document"
BEYOND_RECALL = frozenset({DOCUMENT, "referral"})
"""What can be printed, filed or sent on: of these it can be asked that they be destroyed, and no more."""


def look_of(row: Mapping[str, Any]) -> Look:
    """Read a look out of an owner's portion of it and its entry."""
    said = orjson.loads(row["body"])
    references = said.get("refs", {})
    released = row["released"] if row["instead"] is None else row["instead"]
    return Look(
        entry=row["entry_id"],
        at=row["at"],
        action=row["action"],
        owner=row["owner"],
        # A document has a form, as a page or to be printed; what is only shown has none.
        medium=DOCUMENT if "form" in references else MEDIA[row["action"]],
        holders=_holders(row, said),
        went=tuple(Went(UUID(line[_FACT]), line[_OUTCOME], line[_VERSION]) for line in released),
    )


def _holders(row: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[Holder, ...]:
    """Return everybody in the room; where the portion names nobody, that is whoever asked."""
    glass = "glass" in said.get("refs", {})
    asker = Holder(row["asker_unit"], row["actor"], said.get("role", ""), glass)
    others = (
        Holder(UUID(one["unit"]), UUID(one["user"]), one["role"])
        for one in row["readers"] or ()
        if UUID(one["user"]) != asker.user
    )
    return tuple(sorted({asker, *others}))
