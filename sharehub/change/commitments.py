"""What he said he will do for his children, in his words; and what became of it, as others saw it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from consent.people import Part
from policies.vocabulary import SourceType
from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.change import queries
from sharehub.change.lines import Line, check_harmed, keep, whose, written
from sharehub.change.reach import within_reach
from sharehub.errors import Invalid, NotFound
from sharehub.language.vocabulary import Basis, Kind
from sharehub.patterns import held_against
from sharehub.patterns.naming import refuse_outsiders
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


class Kept(StrEnum):
    """What became of a commitment, as a unit saw it."""

    KEPT = "kept"
    PARTLY = "partly"
    NOT_KEPT = "not_kept"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NewCommitment:
    """What he said. `person`: which of the adults, where that has to be said; `for_children` may be none."""

    words: Line
    said_on: date
    for_children: frozenset[UUID] = frozenset()
    follow_up_due: date | None = None
    person: UUID | None = None

    def texts(self) -> dict[str, str | None]:
        """Return everything written, by its field."""
        return written({"words": self.words})


@dataclass(frozen=True, slots=True)
class NewFollowUp:
    """What became of a commitment, and what was seen that says so."""

    kept: Kept
    seen: Line
    seen_on: date

    def texts(self) -> dict[str, str | None]:
        """Return everything written, by its field."""
        return written({"seen": self.seen})


def record_commitment(
    work: Work, actor: Actor, case: UUID, new: NewCommitment, shared: Collection[str] = ()
) -> UUID:
    """Record what he said he will do, and publish it. Its id is its fact's.

    That he said it himself exposes nobody; that agencies hold it, a second person confirms.

    Raises:
        Invalid: it speaks of somebody outside the family, is for nobody's children, or its days do not fit.
        Forbidden, NotFound: as every act upon a case.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    him = whose(admitted, new.person)
    check_harmed(admitted, "for_children", new.for_children, frozenset({Part.CHILD}))
    if new.said_on > work.tx.today:
        raise Invalid("said_on", "a day that has come")
    if new.follow_up_due is not None and new.follow_up_due < new.said_on:
        raise Invalid("follow_up_due", "not before he said it")
    refuse_outsiders(admitted, new.texts())
    held_against.refuse(shared)
    fact = keep(
        admitted,
        new.words.fact(
            Kind.COMMITMENT,
            source_type=SourceType.PERPETRATOR,
            source_person=him,
            subject_person=him,
            about=new.words.about | new.for_children,
            basis=Basis.REPORTED_FIRST_HAND,
        ),
    )
    queries.add_commitment(
        work.tx,
        fact_id=fact,
        case_id=case,
        unit_id=actor.unit,
        said_on=new.said_on,
        for_children=sorted(map(str, new.for_children)),
        follow_up_due=new.follow_up_due,
        recorded_by=actor.user,
        recorded_at=work.tx.now,
    )
    admitted.record(Action.COMMITMENT_RECORDED, commitment=str(fact))
    return fact


def follow_up(
    work: Work, actor: Actor, case: UUID, commitment: UUID, new: NewFollowUp, shared: Collection[str] = ()
) -> UUID:
    """Record what became of a commitment: by the unit that recorded it, or by one that reads it in full.

    Raises:
        NotFound: there is none such within the actor's reach.
        Invalid: what was seen speaks of somebody outside the family, or on a day that does not fit.
        Forbidden: as every act upon a case.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    held = queries.commitment(work.tx, case, commitment)
    if held is None or not within_reach(work, actor, case, [held]):
        raise NotFound("no such commitment")
    if not held["said_on"] <= new.seen_on <= work.tx.today:
        raise Invalid("seen_on", "a day since he said it, that has come")
    refuse_outsiders(admitted, new.texts())
    held_against.refuse(shared)
    fact = keep(admitted, new.seen.fact(Kind.CHANGE_EVIDENCE, travels_with=frozenset({commitment})))
    identity = work.new_id()
    queries.add_follow_up(
        work.tx,
        id=identity,
        commitment_id=commitment,
        case_id=case,
        unit_id=actor.unit,
        fact_id=fact,
        kept=new.kept.value,
        seen_on=new.seen_on,
        recorded_by=actor.user,
        recorded_at=work.tx.now,
    )
    admitted.record(Action.COMMITMENT_FOLLOWED_UP, commitment=str(commitment), kept=new.kept.value)
    return identity


def commitments(work: Work, actor: Actor, case: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the commitments within the actor's reach, after an id; nothing tells of others."""
    admit(work, actor, case)
    return within_reach(work, actor, case, queries.commitments(work.tx, case, after))[:most]
