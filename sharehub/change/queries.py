"""The rows of goals, commitments and assessments: ids and closed words, and no text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from sharehub.database.schema import (
    Attendance,
    ChangeAnswer,
    ChangeAssessment,
    Commitment,
    CommitmentFollowUp,
    Fact,
    Goal,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.database.schema import Base
    from sharehub.database.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything of a case's change that hangs on facts; who gets the fact in full gets the words."""

    goals: Sequence[RowMapping]
    commitments: Sequence[RowMapping]
    follow_ups: Sequence[RowMapping]
    assessments: Sequence[RowMapping]
    answers: Sequence[RowMapping]
    attendances: Sequence[RowMapping]


def rows(tx: Transaction, case: UUID) -> Rows:
    """Return a case's rows."""
    return Rows(
        _of_case(tx, Goal, case),
        _of_case(tx, Commitment, case),
        _of_case(tx, CommitmentFollowUp, case),
        _of_case(tx, ChangeAssessment, case),
        _of_case(tx, ChangeAnswer, case),
        _of_case(tx, Attendance, case),
    )


def _of_case(tx: Transaction, table: type[Base], case: UUID) -> Sequence[RowMapping]:
    columns = table.__table__.columns
    found = select(*columns).where(columns["case_id"] == case)
    return tx.session.execute(found).mappings().all()


def goals(tx: Transaction, case: UUID, after: UUID) -> Sequence[RowMapping]:
    """Return a case's goals after an id and in the order of ids, but those that were taken back."""
    found = (
        select(*Goal.__table__.columns)
        .join(Fact, Fact.id == Goal.fact_id)
        .where(Goal.case_id == case, Goal.fact_id > after, Fact.retracted.is_(None))
        .order_by(Goal.fact_id)
    )
    return tx.session.execute(found).mappings().all()


def goal(tx: Transaction, case: UUID, fact: UUID) -> RowMapping | None:
    """Return a goal of this case; None where there is none such, or it was taken back."""
    found = (
        select(*Goal.__table__.columns)
        .join(Fact, Fact.id == Goal.fact_id)
        .where(Goal.case_id == case, Goal.fact_id == fact, Fact.retracted.is_(None))
    )
    return tx.session.execute(found).mappings().one_or_none()


def move_goal(tx: Transaction, fact: UUID, status: str, revision: int) -> None:
    """Write where a goal stands."""
    tx.session.execute(update(Goal).where(Goal.fact_id == fact).values(status=status, revision=revision))


def commitment(tx: Transaction, case: UUID, fact: UUID) -> RowMapping | None:
    """Return a commitment of this case; None where there is none such, or it was taken back."""
    found = (
        select(*Commitment.__table__.columns)
        .join(Fact, Fact.id == Commitment.fact_id)
        .where(Commitment.case_id == case, Commitment.fact_id == fact, Fact.retracted.is_(None))
    )
    return tx.session.execute(found).mappings().one_or_none()


def commitments(tx: Transaction, case: UUID, after: UUID) -> Sequence[RowMapping]:
    """Return a case's commitments after an id and in the order of ids, but those that were taken back."""
    found = (
        select(*Commitment.__table__.columns)
        .join(Fact, Fact.id == Commitment.fact_id)
        .where(Commitment.case_id == case, Commitment.fact_id > after, Fact.retracted.is_(None))
        .order_by(Commitment.fact_id)
    )
    return tx.session.execute(found).mappings().all()


def add_goal(tx: Transaction, **values: object) -> None:
    """Insert a goal."""
    tx.session.execute(insert(Goal), values)


def add_commitment(tx: Transaction, **values: object) -> None:
    """Insert a commitment."""
    tx.session.execute(insert(Commitment), values)


def add_follow_up(tx: Transaction, **values: object) -> None:
    """Insert what became of a commitment."""
    tx.session.execute(insert(CommitmentFollowUp), values)


def add_assessment(tx: Transaction, answers: Sequence[Mapping[str, object]], **values: object) -> None:
    """Insert an assessment and its answers."""
    tx.session.execute(insert(ChangeAssessment), values)
    tx.session.execute(insert(ChangeAnswer), [dict(answer) for answer in answers])


def add_attendance(tx: Transaction, **values: object) -> None:
    """Insert how often he came; the database refuses it without an answer to each question."""
    tx.session.execute(insert(Attendance), values)
