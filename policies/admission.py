"""Whether a reader may ask about a case at all: no conflict of interest, and working with the family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.vocabulary import Reason

if TYPE_CHECKING:
    from datetime import date

    from policies.question import ConflictCheck, Reader, Span

# Lists, not generators, all through: a malformed span is a fault wherever it stands, never skipped because
# another span had already answered.


def barred(reader: Reader, day: date) -> Reason | None:
    """The conflict that keeps the reader from everything on the day, their own unit's records included.

    Raises:
        TypeError: an exclusion or a conflict check has no start.
    Source: decisions.md, step 1.
    """
    excluded = [span.covers(day) for span in reader.exclusions]
    checks = [_standing_of(check, day) for check in reader.conflict_checks]
    if True in excluded or Reason.CONFLICT_OF_INTEREST in checks:
        return Reason.CONFLICT_OF_INTEREST
    if Reason.CONFLICT_CHECK_PENDING in checks:
        return Reason.CONFLICT_CHECK_PENDING
    return None


def _standing_of(check: ConflictCheck, day: date) -> Reason | None:
    raised = check.raised <= day
    if check.decided is not None and check.decided <= day:
        return Reason.CONFLICT_OF_INTEREST if check.excluded else None
    return Reason.CONFLICT_CHECK_PENDING if raised else None


def allocated(memberships: tuple[Span, ...], day: date) -> bool:
    """Say whether the reader is a member of the case on the day.

    Raises:
        TypeError: a membership has no start.
    Source: decisions.md, step 2.
    """
    return True in [span.covers(day) for span in memberships]
