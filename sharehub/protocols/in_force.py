"""The protocols in force for some units, as decisions take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.question import ProtocolInForce, Span
from sharehub.protocols import queries, rulebooks

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.database.transaction import Transaction


def for_units(tx: Transaction, units: frozenset[UUID]) -> list[ProtocolInForce]:
    """Return every protocol in force that has one of these units as a party; the decision asks the rest."""
    return [
        ProtocolInForce(
            id=f"{row.name}/{row.version}",
            parties=row.parties,
            purposes=frozenset(row.purposes),
            span=Span(row.effective, row.expires),
            table=rulebooks.held(tx, row.rulebook_digest).table,
        )
        for row in queries.in_force(tx, units)
    ]
