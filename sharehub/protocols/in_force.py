"""The protocols in force for some units, as decisions take them: what every party signed, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.question import ProtocolInForce
from sharehub.database.locks import Lock, hold_together
from sharehub.errors import Tampered
from sharehub.protocols import documents, queries, rulebooks

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.database.transaction import Transaction


def for_units(tx: Transaction, units: frozenset[UUID]) -> list[ProtocolInForce]:
    """Return every protocol in force that has one of these units as a party; the decision asks the rest.

    Until the transaction ends nobody suspends one or puts another in force: what is decided by these was
    decided wholly before that, or it is not decided by them at all.

    Raises:
        Tampered: one that is said to be in force is not what all its parties signed. It is not left out:
            where several apply the strictest answer wins, and without one there might be a laxer answer.
    """
    hold_together(tx, Lock.PROTOCOLS_IN_FORCE)
    return [_as_signed(tx, stored) for stored in queries.in_force(tx, units)]


def _as_signed(tx: Transaction, stored: queries.InForce) -> ProtocolInForce:
    """Take what the document says, once every party it names is seen to have signed just that."""
    protocol = documents.verified(stored.digest, stored.text)
    if stored.signed != dict.fromkeys(protocol.units, (protocol.digest, protocol.rulebook)):
        raise Tampered("a protocol is said to be in force that its parties have not signed as it is")
    return ProtocolInForce(
        id=f"{protocol.id}/{protocol.version}",
        parties=frozenset(map(str, stored.parties.values())),
        purposes=protocol.purposes,
        span=protocol.span,
        table=rulebooks.held(tx, protocol.rulebook).table,
    )
