"""What is in play for a unit: the hub's own rulebook and the protocols in force, read once for many cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sharehub.protocols import rulebooks
from sharehub.protocols.in_force import for_units

if TYPE_CHECKING:
    from uuid import UUID

    from policies.question import ProtocolInForce
    from policies.table import Row, Table
    from policies.vocabulary import WorksWith
    from sharehub.database.transaction import Transaction
    from sharehub.protocols.rulebooks import Compiled


@dataclass(frozen=True, slots=True)
class InPlay:
    """The hub's own rulebook and the protocols in force for a unit, until the transaction ends."""

    base: Compiled
    protocols: tuple[ProtocolInForce, ...]

    @classmethod
    def of(cls, tx: Transaction, unit: UUID) -> Self:
        """Read them.

        Raises:
            Tampered: as `sharehub.protocols.in_force.for_units`.
            Conflict: the hub has no rulebook yet.
        """
        return cls(rulebooks.base(tx), tuple(for_units(tx, frozenset({unit}))))

    def tables(self) -> tuple[Table, ...]:
        """Return the tables that a decision may go by."""
        return (self.base.table, *(protocol.table for protocol in self.protocols))

    def rows(self, role: str) -> list[Row]:
        """Return all that any of them says of a role; nothing, of one that none of them knows."""
        return [row for table in self.tables() for (one, _), row in table.rows.items() if one == role]

    def works_with(self, role: str) -> frozenset[WorksWith]:
        """Return whom a role works with by all of them; empty: none of them knows it."""
        return frozenset(row.works_with for row in self.rows(role))

    def purposes(self, role: str) -> list[str]:
        """Return what a role may ask for by any of them."""
        return sorted({purpose for table in self.tables() for one, purpose in table.rows if one == role})
