"""The actor: who does an act, in which role, from which unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sharehub.identity.sign_in import SignIn

if TYPE_CHECKING:
    from uuid import UUID

ADMINISTRATOR = "administrator"
"""The role of those who run the hub: they set it up and never read. No rulebook knows it."""

SIGNATORY = "signatory"
"""The role of those who sign protocols in their unit's name; it reads nothing either."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One person, or one agency's system, in one role and one unit.

    `importing` marks the loading of history by an administrator: it may record acts of any day and in any
    unit's name, is marked in the log, and can never ask for a pattern. `system`: no person, so that it
    records and asks in its unit's name, and decides nothing. `sign_in` says how recently they proved who they
    are, and is no part of who that is.
    """

    user: UUID
    unit: UUID
    role: str
    importing: bool = False
    system: bool = False
    sign_in: SignIn = field(default=SignIn(), compare=False)
