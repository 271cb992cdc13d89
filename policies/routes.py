"""Which rulebooks a fact is asked through: those of the protocols its owner and the reader share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.vocabulary import WorksWith

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policies.inquiry import Inquiry
    from policies.question import ProtocolInForce
    from policies.table import Row, Table
    from policies.vocabulary import Category

MAY_TURN_OUT_HIS = frozenset({WorksWith.SURVIVOR, WorksWith.PERPETRATOR, WorksWith.FAMILY})
"""Whom a role works with, where it may be him while it is open whose pattern of control it is."""
_UNBROKEN: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Terms:
    """How one rulebook treats the reader's role and purpose.

    `row` is None when the role may not ask for the purpose. `glass` holds the categories that a running
    break-glass decision lifts: empty without one, for whoever works with him, and for a purpose he reads.
    """

    role_known: bool
    row: Row | None
    about_her: frozenset[Category]
    works_with_him: bool
    glass: frozenset[Category]


@dataclass(frozen=True, slots=True)
class Route:
    """One way to a fact: a rulebook's terms, and the protocol that puts them in force between the units.

    `protocol` is None for the reader's own unit's records, and where no protocol is shared; then `missing`
    says that one would be needed.
    """

    terms: Terms
    protocol: str | None = None
    missing: bool = False


def terms_of(
    table: Table, role: str, purpose: str, *, undetermined: bool, glass: frozenset[str] = _UNBROKEN
) -> Terms:
    """Look up what a rulebook says of a role and purpose.

    `undetermined`: it is open whose pattern of control the case is about; `glass` are the break-glass
    decisions that run for the reader.
    """
    row = table.rows.get((role, purpose))
    works_with_him = row is not None and (
        row.perp_facing or (undetermined and row.works_with in MAY_TURN_OUT_HIS)
    )
    breakable = row is not None and glass and not works_with_him and not row.he_reads
    return Terms(
        role_known=role in table.roles,
        row=row,
        about_her=table.about_her,
        works_with_him=works_with_him,
        glass=row.break_glass if row is not None and breakable else frozenset(),
    )


def routes_to(
    owner: str,
    inquiry: Inquiry,
    protocols: Sequence[ProtocolInForce],
    base: Table,
    terms_under: Callable[[Table], Terms],
) -> tuple[Route, ...]:
    """Every rulebook the reader must pass to have a fact of that owner; never none.

    Raises:
        TypeError: a protocol between the units for this purpose has no start.
    Source: decisions.md, steps 7 and 8.
    """
    units = {owner, inquiry.reader.unit}
    shared = [
        protocol
        for protocol in protocols
        if inquiry.ask.purpose in protocol.purposes
        and units <= protocol.parties
        and protocol.span.covers(inquiry.ask.day)
    ]
    own = owner == inquiry.reader.unit
    if not shared:
        return (Route(terms_under(base), missing=not own),)
    return tuple(
        Route(terms_under(protocol.table), protocol=None if own else protocol.id) for protocol in shared
    )
