"""The closed words of change by three questions: named, claimed, changed, and what others report."""

from __future__ import annotations

from enum import StrEnum


class Question(StrEnum):
    """The three questions, and what others report beside them."""

    NAMED = "named"
    CLAIMED = "claimed"
    CHANGED = "changed"
    OTHERS = "others"


class Share(StrEnum):
    """How much of the pattern on file he names."""

    NONE = "none"
    LITTLE = "little"
    MEANINGFUL = "meaningful"
    MOST = "most"
    UNKNOWN = "unknown"


class Claim(StrEnum):
    """How far he says what it did to somebody."""

    NONE = "none"
    PARTIAL = "partial"
    CLEAR = "clear"
    UNKNOWN = "unknown"


class Difference(StrEnum):
    """What has become of one tactic; that another has taken its place is no less."""

    NONE = "none"
    REDUCED = "reduced"
    STOPPED = "stopped"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


class Report(StrEnum):
    """Whether somebody else sees it as he tells it; nobody has to be asked, and anybody may decline."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    NOT_ASKED = "not_asked"
    DECLINED = "declined"
