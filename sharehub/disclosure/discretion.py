"""Which units are never named in a case, since that they are there says something of health or safety."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sharehub.disclosure import queries
from sharehub.protocols import rulebooks
from sharehub.protocols.in_force import for_units

if TYPE_CHECKING:
    from sharehub.hub import Work


def discreet_units(work: Work, case: UUID, unit: UUID) -> frozenset[UUID]:
    """Return the units that are not to be named in a case, under any rulebook in play for a unit.

    Source: decisions.md, "What goes with a release".
    """
    digests = {protocol.table.digest for protocol in for_units(work.tx, frozenset({unit}))}
    said = [rulebooks.base(work.tx), *(rulebooks.held(work.tx, digest) for digest in sorted(digests))]
    roles = frozenset[str]().union(*(one.rulebook.attribution.discreet_roles for one in said))
    return frozenset(
        UUID(unit) for unit, (_, discreet) in queries.units(work.tx, case, roles).items() if discreet
    )
