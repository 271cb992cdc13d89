"""Who looks at the log: an officer of a unit, and what that unit is to the hub and to him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.oversight.scope import Scope
from sharehub.oversight.standing import queries
from sharehub.protocols import rulebooks
from sharehub.protocols.in_force import for_units

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.crypto.store import KeyStore
    from sharehub.database.transaction import Transaction
    from sharehub.identity.actor import Actor


def scope_of(tx: Transaction, keys: KeyStore, actor: Actor) -> tuple[Scope, frozenset[UUID]]:
    """Return for whom the log is looked at, and the cases from which a conflict keeps them.

    Who reads those is not for a friend to see.

    Raises:
        Conflict: the hub has no rulebook, which says who works with him, and a unit's officer asks.
        Tampered: a rulebook is not the one that was registered.
        KeysUnavailable: the key store cannot be reached.
    """
    apart, all_of_it = queries.stands(tx, actor.user, actor.unit)
    scope = Scope(
        unit=actor.unit,
        oversees=all_of_it,
        # Who oversees the hub sees what was withheld anyhow.
        faces_him=not all_of_it and not _facing_him(tx, actor.unit).isdisjoint(queries.roles(tx, actor.unit)),
        apart=frozenset(keys.aliases(map(str, apart)).values()),
    )
    return scope, apart


def _facing_him(tx: Transaction, unit: UUID) -> frozenset[str]:
    """Return the roles that work with him, under any rulebook by which the unit gets anything."""
    digests = {protocol.table.digest for protocol in for_units(tx, frozenset({unit}))}
    held = [rulebooks.base(tx), *(rulebooks.held(tx, digest) for digest in sorted(digests))]
    return frozenset(name for one in held for name, role in one.rulebook.roles.items() if role.perp_facing)
