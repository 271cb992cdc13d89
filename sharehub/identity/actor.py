"""The actor: who does an act, in which role, from which unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """One person in one role and one unit.

    `importing` marks the loading of history by an administrator: it may record acts of any day and in any
    unit's name, is marked in the log, and can never ask for a pattern.
    """

    user: UUID
    unit: UUID
    role: str
    importing: bool = False
