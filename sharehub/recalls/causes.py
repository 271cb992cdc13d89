"""Why a copy can be out of date; whoever is told so never learns which it was."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """What makes copies out of date."""

    CORRECTION = "correction"
    RETRACTION = "retraction"
    WITHDRAWAL = "withdrawal"
    """Somebody changed what they said about sharing: for those alone who relied on what they had said."""
    EXPIRY = "expiry"
    """What somebody had said has ended by itself: by its day, or on a child's twelfth birthday."""
    MISIDENTIFIED = "misidentified"
    """Whose pattern of control it is was decided wrongly, and now otherwise."""


OF_CONSENT = frozenset({Cause.WITHDRAWAL, Cause.EXPIRY})
"""For these it is asked who relied on somebody's word."""
