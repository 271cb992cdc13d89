"""The rows of facts, their versions, summaries, what closes gaps and what was shown to her."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Uuid, bindparam, func, insert, or_, select, update

from policies.vocabulary import PerpAware, SourceType
from sharehub.database.schema import (
    ChangeAnswer,
    Commitment,
    CommitmentFollowUp,
    ConsentEvent,
    Fact,
    FactVersion,
    GapClosing,
    Goal,
    ShownToHer,
    Summary,
    SummaryFact,
)
from sharehub.language.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import RowMapping
    from sqlalchemy.orm import InstrumentedAttribute

    from sharehub.database.transaction import Transaction


_FACT, _VERSION = insert(Fact), insert(FactVersion)
_STANDING = update(Fact).where(Fact.id == bindparam("which"))
_RESTATED = update(FactVersion).where(
    FactVersion.fact_id == bindparam("which"), FactVersion.version == bindparam("numbered")
)
"""Built once and executed on the connection itself; an update sets the columns that it is given values for.
Through the session these four took two fifths of the time that recording and publishing do."""


def add_fact(tx: Transaction, **values: object) -> None:
    """Insert a fact's identity."""
    tx.session.connection().execute(_FACT, values)


def add_version(tx: Transaction, values: Mapping[str, object]) -> None:
    """Insert one version of a fact."""
    tx.session.connection().execute(_VERSION, dict(values))


_CURRENT = (
    select(
        *(column for column in FactVersion.__table__.columns if column.name != "recorded_at"),
        Fact.case_id,
        Fact.owner_unit_id,
        Fact.revision,
        Fact.published,
        Fact.retracted,
    )
    .join(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
    .where(
        Fact.id == bindparam("fact", type_=Uuid()),
        Fact.case_id == bindparam("case", type_=Uuid()),
        Fact.owner_unit_id == bindparam("owner", type_=Uuid()),
    )
)
"""Built once: building it again takes longer than executing it."""


def current(tx: Transaction, case: UUID, fact: UUID, owner: UUID) -> RowMapping | None:
    """Return a fact of this case and owner with its current version, or None when there is none such."""
    given = {"case": case, "fact": fact, "owner": owner}
    row = tx.session.connection().execute(_CURRENT, given).one_or_none()
    return None if row is None else row._mapping  # noqa: SLF001 - SQLAlchemy's documented name


def kinds(tx: Transaction, case: UUID, facts: Iterable[UUID]) -> dict[UUID, str]:
    """Return the kinds of those of the facts that are in the case."""
    wanted = sorted(facts)
    if not wanted:
        return {}
    rows = tx.session.execute(
        select(Fact.id, FactVersion.kind)
        .join(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
        .where(Fact.case_id == case, Fact.id.in_(wanted))
    )
    return {row.id: row.kind for row in rows}


def stand(tx: Transaction, fact: UUID, values: Mapping[str, Any]) -> None:
    """Write a fact's new standing."""
    tx.session.connection().execute(_STANDING, {"which": fact, **values})


def restate(tx: Transaction, fact: UUID, version: int, values: Mapping[str, Any]) -> None:
    """Write what changes in a version when its standing does: its manifest, and what he is known to know."""
    tx.session.connection().execute(_RESTATED, {"which": fact, "numbered": version, **values})


def next_summary(tx: Transaction, case: UUID) -> int:
    """Return the number of the case's next summary."""
    return (tx.session.scalar(select(func.max(Summary.number)).where(Summary.case_id == case)) or 0) + 1


def supersede_summaries(tx: Transaction, case: UUID, unit: UUID) -> None:
    """Mark a unit's earlier summaries as superseded."""
    tx.session.execute(
        update(Summary)
        .where(Summary.case_id == case, Summary.unit_id == unit, Summary.status == "published")
        .values(status="superseded")
    )


def add_summary(tx: Transaction, places: Sequence[Mapping[str, object]], **values: object) -> None:
    """Insert a summary and the places of its facts."""
    tx.session.execute(insert(Summary), values)
    tx.session.execute(insert(SummaryFact), [dict(place) for place in places])


def owned(tx: Transaction, case: UUID, owner: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return how a unit's facts of a case stand, after an id and in the order of ids; no words."""
    waits = FactVersion.aware_claimed_by.is_not(None) & (FactVersion.perp_aware != PerpAware.YES)
    found = (
        select(
            *(Fact.id, Fact.revision, Fact.published, Fact.retracted, Fact.recorded_at),
            *(FactVersion.kind, FactVersion.section, FactVersion.tactics),
            *(FactVersion.first_known, FactVersion.last_known, waits.label("to_confirm")),
        )
        .join(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
        .where(Fact.case_id == case, Fact.owner_unit_id == owner, Fact.id > after)
        .order_by(Fact.id)
        .limit(most)
    )
    return tx.session.execute(found).mappings().all()


_LINES = {
    "behaviour": Goal.fact_id,
    "outcome": Goal.outcome_fact_id,
    "witness": Goal.witness_fact_id,
    "commitment": Commitment.fact_id,
    "follow_up": CommitmentFollowUp.fact_id,
    "answer": ChangeAnswer.fact_id,
}


def line_of(tx: Transaction, fact: UUID) -> str | None:
    """Return as which line of a goal, commitment or answer a fact stands; None for one that does not."""
    return next((line for line, held in _LINES.items() if _stands(tx, held, fact)), None)


def _stands(tx: Transaction, held: InstrumentedAttribute[Any], fact: UUID) -> bool:
    return tx.session.scalar(select(held).where(held == fact).limit(1)) is not None


def standing_kind(tx: Transaction, case: UUID, fact: UUID) -> str | None:
    """Return the kind of a fact that was not taken back; None when the case has none such."""
    return tx.session.scalar(
        select(FactVersion.kind)
        .join(Fact, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
        .where(Fact.id == fact, Fact.case_id == case, Fact.retracted.is_(None))
    )


class Gap(NamedTuple):
    """A gap: whose record it is, which unit is to close it, and by when."""

    id: UUID
    owner: UUID
    action_unit: UUID | None
    due: date | None


class Closing(NamedTuple):
    """That a fact closes a gap."""

    gap: UUID
    by: UUID


_GAPS = (
    select(Fact.id, Fact.owner_unit_id, FactVersion.action_unit_id, FactVersion.due)
    .join(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
    .where(
        Fact.case_id == bindparam("case", type_=Uuid()),
        FactVersion.kind == Kind.GAP,
        Fact.retracted.is_(None),
        or_(
            Fact.owner_unit_id == bindparam("unit", type_=Uuid()),
            FactVersion.action_unit_id == bindparam("unit", type_=Uuid()),
        ),
    )
    .order_by(Fact.id)
)


def gaps(tx: Transaction, case: UUID, unit: UUID) -> list[Gap]:
    """Return the gaps that a unit recorded or is to close, and that were not taken back."""
    return [Gap(*row) for row in tx.connection.execute(_GAPS, {"case": case, "unit": unit})]


_CLOSINGS = (
    select(GapClosing.gap_fact_id, GapClosing.closed_by_fact_id)
    .join(Fact, Fact.id == GapClosing.closed_by_fact_id)
    .where(GapClosing.case_id == bindparam("case", type_=Uuid()), Fact.retracted.is_(None))
)


def closings(tx: Transaction, case: UUID) -> list[Closing]:
    """Return what closes the gaps of a case; not what was taken back."""
    return [Closing(*row) for row in tx.connection.execute(_CLOSINGS, {"case": case})]


def add_closing(tx: Transaction, **values: object) -> None:
    """Insert that a fact closes a gap."""
    tx.session.execute(insert(GapClosing), values)


def hers(tx: Transaction, case: UUID, survivors: Collection[UUID]) -> frozenset[UUID]:
    """Return the facts of a case that she told, or that are about what she does to protect."""
    found = (
        select(Fact.id)
        .join(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
        .where(
            Fact.case_id == case,
            or_(
                FactVersion.kind == Kind.PROTECTIVE_EFFORT,
                FactVersion.source_type == SourceType.SURVIVOR,
                FactVersion.source_person_id.in_(sorted(survivors)),
            ),
        )
    )
    return frozenset(tx.session.scalars(found))


def contexts(tx: Transaction, case: UUID, facts: Collection[UUID]) -> dict[UUID, str]:
    """Return of which relationship each of those of the facts is that are in the case, and not taken back."""
    found = (
        select(Fact.id, FactVersion.relationship_context)
        .join(FactVersion, (FactVersion.fact_id == Fact.id) & (FactVersion.version == Fact.version))
        .where(Fact.case_id == case, Fact.id.in_(sorted(facts)), Fact.retracted.is_(None))
    )
    return {row.id: row.relationship_context for row in tx.session.execute(found)}


def add_shown(tx: Transaction, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert that facts were shown to her."""
    tx.session.execute(insert(ShownToHer), [dict(row) for row in rows])


def shown(tx: Transaction, case: UUID, unit: UUID) -> list[RowMapping]:
    """Return what a unit wrote down of facts that were shown to her, the earliest first."""
    found = (
        select(ShownToHer.fact_id, ShownToHer.shown_on, ShownToHer.asked_to_share, ShownToHer.consent_id)
        .where(ShownToHer.case_id == case, ShownToHer.unit_id == unit)
        .order_by(ShownToHer.shown_on, ShownToHer.id)
    )
    return list(tx.session.execute(found).mappings())


def said(tx: Transaction, case: UUID, unit: UUID, people: Collection[UUID]) -> list[RowMapping]:
    """Return what a unit wrote down of what these people said about sharing, in order and without words."""
    event = ConsentEvent
    found = (
        select(
            *(event.id, event.reference, event.day, event.subject_id.label("subject"), event.kind),
            *(event.status, event.recipients, event.except_units, event.purposes, event.categories),
            *(event.expires, event.asked_alone),
        )
        .where(event.case_id == case, event.owner_unit_id == unit, event.subject_id.in_(sorted(people)))
        .order_by(event.day, event.reference)
    )
    return list(tx.session.execute(found).mappings())
