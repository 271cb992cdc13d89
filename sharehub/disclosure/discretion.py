"""Which units are never named in a case, since that they are there says something of health or safety."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sharehub.disclosure import queries
from sharehub.protocols import rulebooks
from sharehub.protocols.in_play import InPlay

if TYPE_CHECKING:
    from sharehub.database.transaction import Transaction
    from sharehub.hub import Work


def discreet_units(work: Work, case: UUID, unit: UUID) -> frozenset[UUID]:
    """Return the units that are not to be named in a case, under any rulebook in play for a unit.

    Source: decisions.md, "What goes with a release".
    """
    return discreet_in(work.tx, case, InPlay.of(work.tx, unit))


def discreet_in(tx: Transaction, case: UUID, in_play: InPlay) -> frozenset[UUID]:
    """Return the same, by what was read already."""
    digests = {protocol.table.digest for protocol in in_play.protocols}
    said = [in_play.base, *(rulebooks.held(tx, digest) for digest in sorted(digests))]
    roles = frozenset[str]().union(*(one.rulebook.attribution.discreet_roles for one in said))
    return frozenset(UUID(unit) for unit, (_, discreet) in queries.units(tx, case, roles).items() if discreet)
