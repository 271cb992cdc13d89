"""What each kind of sealed record but the fact is bound to, for those who seal and those who re-wrap.

Facts are in `sharehub.facts`: they have versions and categories of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.crypto.sealing import Binding

if TYPE_CHECKING:
    from uuid import UUID

CATEGORIES = {
    "person": ("identity",),
    "exclusion": ("identity",),
    "conflict_check": ("identity",),
    "consent_event": ("survivor_account",),
    "approval": ("survivor_account",),
    "serious_risk_decision": ("survivor_account",),
    "break_glass": ("survivor_account",),
    "review": ("survivor_account",),
}
"""By the kind of record: the categories that say under which class of key it is sealed. What somebody said
when asked, and the notes around it, are sealed as an account, whoever's it is."""


def binding(kind: str, owner: UUID, case: UUID, record: UUID) -> Binding:
    """Return what a record's envelopes are bound to.

    Args:
        kind: one of CATEGORIES.
        owner: the unit that recorded it.
        case: the case it belongs to.
        record: its own id.
    """
    return Binding(kind, str(owner), str(case), str(record), 1, CATEGORIES[kind])
