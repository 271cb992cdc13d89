"""What a hub's database holds, and changing it as somebody would who has the database and not the keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import select, update

from sharehub.database.schema import AuditEntry, DecisionRecord, Fact, FactVersion

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Executable

    from tests.sharehub.world import World


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry of the log, with its decision record where it has one."""

    action: str
    outcome: str
    body: dict[str, Any]
    record: dict[str, Any] | None

    def answer(self, fact: UUID) -> tuple[str, str]:
        """Return the outcome and reason that the record gives for a fact."""
        assert self.record is not None
        said = self.record["answers"][str(fact)]
        return said["outcome"], said["reason"]


def log_of(world: World) -> list[Logged]:
    """Return the whole log in the order in which it was written."""
    with world.hub.engine.connect() as connection:
        rows = connection.execute(
            select(
                AuditEntry.action, AuditEntry.outcome, AuditEntry.body, DecisionRecord.body.label("record")
            )
            .outerjoin(DecisionRecord, DecisionRecord.entry_id == AuditEntry.id)
            .order_by(AuditEntry.at)
        ).all()
    return [
        Logged(row.action, row.outcome, orjson.loads(row.body), row.record and orjson.loads(row.record))
        for row in rows
    ]


def last_of(world: World, action: str) -> Logged:
    """Return the latest entry of an action."""
    return next(entry for entry in reversed(log_of(world)) if entry.action == action)


def count_of(world: World, action: str) -> int:
    """Return how many entries there are of an action."""
    return sum(entry.action == action for entry in log_of(world))


def change(world: World, *statements: Executable) -> None:
    """Change the database behind the hub's back."""
    with world.hub.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


def change_fact(world: World, fact: UUID, **values: Any) -> None:
    """Change a fact's standing."""
    change(world, update(Fact).where(Fact.id == fact).values(**values))


def change_version(world: World, fact: UUID, version: int = 1, **values: Any) -> None:
    """Change a version of a fact."""
    change(
        world,
        update(FactVersion)
        .where(FactVersion.fact_id == fact, FactVersion.version == version)
        .values(**values),
    )


def version_of(world: World, fact: UUID, version: int = 1) -> dict[str, Any]:
    """Return a version of a fact as it is stored."""
    with world.hub.engine.connect() as connection:
        row = connection.execute(
            select(FactVersion.__table__).where(FactVersion.fact_id == fact, FactVersion.version == version)
        ).one()
    return row._asdict()


def standing_of(world: World, fact: UUID) -> dict[str, Any]:
    """Return a fact's standing as it is stored."""
    with world.hub.engine.connect() as connection:
        row = connection.execute(select(Fact.__table__).where(Fact.id == fact)).one()
    return row._asdict()
