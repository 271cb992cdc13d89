"""Which protocols join two units for a purpose today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.protocols.in_force import for_units

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work


def joining(work: Work, one: UUID, other: UUID, purpose: str) -> tuple[str, ...]:
    """Return the protocols in force that join two units for a purpose, in the order of their names."""
    return tuple(
        sorted(
            protocol.id
            for protocol in for_units(work.tx, frozenset({one}))
            if purpose in protocol.purposes
            and str(other) in protocol.parties
            and protocol.span.covers(work.tx.today)
        )
    )
