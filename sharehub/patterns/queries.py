"""The rows of facts, their versions, and summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Uuid, bindparam, func, insert, select, update

from sharehub.database.schema import (
    ChangeAnswer,
    Commitment,
    CommitmentFollowUp,
    Fact,
    FactVersion,
    Goal,
    Summary,
    SummaryFact,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
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
    found = (
        select(Fact.id, Fact.revision, FactVersion.kind, Fact.published, Fact.retracted)
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
