"""What the check of a valid rulebook has to say: a code, how grave it is, where it stands, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a remark is: an error puts somebody at risk, a warning is probably a slip, a note tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class RemarkCode(StrEnum):
    """Everything that a check can remark on."""

    SAFETY_TOWARDS_HIM = "safety-towards-him"
    OPEN_TO_HIM = "open-to-him"
    REQUIRED_AND_READ = "required-and-read"
    HIS_SIDE_DECIDES = "his-side-decides"
    GLASS_OPENS_SAFETY = "glass-opens-safety"
    CITES_ANOTHER_RULEBOOK = "cites-another-rulebook"
    PURPOSE_UNKNOWN = "purpose-unknown"
    ROLE_GETS_NOTHING = "role-gets-nothing"
    PURPOSE_GETS_NOTHING = "purpose-gets-nothing"
    NEVER_READ = "never-read"
    REPORT_CODE_ELSEWHERE = "report-code-elsewhere"
    REPORT_OF_NOBODYS = "report-of-nobodys"
    CATEGORY_NEVER_FULL = "category-never-full"
    PURPOSE_UNASKED = "purpose-unasked"
    WITHOUT_GATE = "without-gate"
    GATE_OF_NOBODY = "gate-of-nobody"
    ACT_OF_NOBODY = "act-of-nobody"
    ACT_OF_AN_OUTSIDER = "act-of-an-outsider"
    GIST_ROLE_IDLE = "gist-role-idle"
    GIST_CATEGORY_IDLE = "gist-category-idle"
    GIST_PURPOSE_IDLE = "gist-purpose-idle"
    GIST_ROLE_NOT_REQUIRED = "gist-role-not-required"
    GIST_PURPOSE_NOT_REQUIRED = "gist-purpose-not-required"
    GLASS_OF_NOBODY = "glass-of-nobody"
    NOT_SILENT = "not-silent"
    OBLIGES_TO_NOTHING = "obliges-to-nothing"
    INTO_HIS_FILE = "into-his-file"
    LOG_OUTLIVED = "log-outlived"
    CONSENT_AS_BASIS = "consent-as-basis"
    EXPIRED = "expired"
    EXPIRES_SOON = "expires-soon"
    REVIEW_OVERDUE = "review-overdue"
    REVIEW_SOON = "review-soon"
    REPEATS_DEFAULT = "repeats-default"
    DEFAULT_UNUSED = "default-unused"
    REQUIRED_IDLE = "required-idle"
    RECORDS_NOTHING = "records-nothing"
    PURPOSE_WITHOUT_PROTOCOL = "purpose-without-protocol"
    NOT_YET_EFFECTIVE = "not-yet-effective"


_ERRORS = frozenset(
    {
        RemarkCode.SAFETY_TOWARDS_HIM,
        RemarkCode.OPEN_TO_HIM,
        RemarkCode.REQUIRED_AND_READ,
        RemarkCode.HIS_SIDE_DECIDES,
        RemarkCode.GLASS_OPENS_SAFETY,
        RemarkCode.CITES_ANOTHER_RULEBOOK,
        RemarkCode.PURPOSE_UNKNOWN,
    }
)
_NOTES = frozenset(
    {
        RemarkCode.REPEATS_DEFAULT,
        RemarkCode.DEFAULT_UNUSED,
        RemarkCode.REQUIRED_IDLE,
        RemarkCode.RECORDS_NOTHING,
        RemarkCode.PURPOSE_WITHOUT_PROTOCOL,
        RemarkCode.NOT_YET_EFFECTIVE,
    }
)

RULEBOOK = "rulebook"
"""The document that a remark is about, unless it is a protocol."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. `document` is the rulebook, or a protocol as `id/version`; `path` is a place in it.

    `line` counts from 1, and is None where there is no text to point into.
    """

    code: RemarkCode
    path: str
    sentence: str
    document: str = RULEBOOK
    line: int | None = None

    @property
    def severity(self) -> Severity:
        """How grave it is, which its code alone decides."""
        if self.code in _ERRORS:
            return Severity.ERROR
        return Severity.NOTE if self.code in _NOTES else Severity.WARNING
