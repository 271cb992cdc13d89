"""A referral as one side holds it, and the one way in which it is taken a step further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.errors import ChangedSince, Conflict, NotFound
from sharehub.referrals import queries
from sharehub.referrals.eligibility import Strip
from sharehub.referrals.words import Known, Mandate, Parenting, Relationship, Status

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.cases.admission import Admitted

CHANGES = (Status.DRAFT, Status.APPROVED)
"""How a referral stands while its sender may still change it, or approve it anew."""
NO_SUCH = "no such referral of your unit"
SEEN = "the referral has changed since you last saw it: look again, then decide anew"


@dataclass(frozen=True, slots=True)
class Held:
    """One referral's row."""

    row: RowMapping

    @property
    def id(self) -> UUID:
        """The referral's id."""
        found: UUID = self.row["id"]
        return found

    @property
    def status(self) -> Status:
        """How it stands."""
        return Status(self.row["status"])

    @property
    def strip(self) -> Strip:
        """What stands at its top."""
        row = self.row
        return Strip(
            mandate=Mandate(row["mandate"]),
            man=Known(row["man"]),
            relationship=Relationship(row["relationship"]),
            languages=frozenset(row["languages"]),
            interpreter=row["interpreter"],
            area=row["area"],
            parenting=frozenset(map(Parenting, row["parenting"])),
        )

    def require(self, *statuses: Status) -> None:
        """Refuse what does not fit how it stands.

        Raises:
            Conflict: it stands otherwise; the message says how.
        """
        if self.status not in statuses:
            raise Conflict(f"the referral is {self.status.value.replace('_', ' ')}: this is not for now")


def taken(admitted: Admitted, referral: UUID, expected: int | None = None) -> Held:
    """Return a referral that the actor's own unit makes.

    Raises:
        NotFound: the unit makes no such referral in this case.
        ChangedSince: it has another revision than the one expected.
    """
    return _found(admitted, referral, "from_unit_id", expected)


def received(admitted: Admitted, referral: UUID, expected: int | None = None) -> Held:
    """Return a referral that was sent to the actor's own unit.

    Raises:
        NotFound: the unit was sent no such referral; one that is being made is as if it were not there.
        ChangedSince: it has another revision than the one expected.
    """
    held = _found(admitted, referral, "to_unit_id", None)
    if held.status.value in queries.MINE_BEFORE:
        raise NotFound(NO_SUCH)
    return _expected(held, expected)


def either(admitted: Admitted, referral: UUID) -> Held:
    """Return a referral that the actor's own unit makes, or was sent.

    Raises:
        NotFound: it neither makes nor was sent such a referral.
    """
    try:
        return taken(admitted, referral)
    except NotFound:
        return received(admitted, referral)


def take(
    admitted: Admitted,
    referral: UUID,
    status: Status,
    *,
    revision: int = 0,
    reason: str | None = None,
    note: UUID | None = None,
    **values: object,
) -> int:
    """Let a referral stand otherwise, and write the step down; a crash leaves both or neither.

    `revision` is the one that it had; 0 for one that has just been made.

    Returns:
        Its revision from now on.
    """
    work = admitted.work
    if revision:
        queries.change_referral(work.tx, referral, status=status.value, revision=revision + 1, **values)
    queries.add_step(
        work.tx,
        referral,
        status=status.value,
        reason=reason,
        note_fact_id=note,
        by_user=admitted.actor.user,
        by_unit=admitted.actor.unit,
        at=work.tx.now,
    )
    return revision + 1


def _found(admitted: Admitted, referral: UUID, side: str, expected: int | None) -> Held:
    row = queries.referral(admitted.work.tx, admitted.case, referral)
    if row is None or row[side] != admitted.actor.unit:
        raise NotFound(NO_SUCH)
    return _expected(Held(row), expected)


def _expected(held: Held, expected: int | None) -> Held:
    if expected is not None and held.row["revision"] != expected:
        raise ChangedSince(SEEN)
    return held
