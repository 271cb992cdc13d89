"""By which ways a fact is asked for: a rulebook's terms, and the protocol that puts them in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.vocabulary import Reason, WorksWith

if TYPE_CHECKING:
    from policies.table import Row, Table
    from policies.vocabulary import Category

IG_OFFICER = "ig_officer"
"""The role that audits access and reads no content; decisions.md, step 3."""
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
    """One way to the facts of one owner: a rulebook's terms, and the protocol that puts them in force.

    `own`: they are the reader's own unit's. `protocols` holds the protocol's id; it is empty for one's own
    records, and where no protocol is shared; then `missing` says that one would be needed. `refusal` is why
    nothing may be asked for this way, whatever the fact.
    """

    terms: Terms
    own: bool
    protocols: tuple[str, ...]
    missing: bool
    refusal: Reason | None


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


def may_not_ask(role: str, terms: Terms, *, listed: bool) -> Reason | None:
    """Why a role may not ask under a rulebook's terms; one that nobody lists is a fault before that.

    `listed`: the case or a protocol knows both units.
    Source: decisions.md, steps 3 and 4.
    """
    if role == IG_OFFICER:
        return Reason.METADATA_ONLY
    if not terms.role_known or not listed:
        return Reason.FAULT
    return Reason.PURPOSE_NOT_FOR_ROLE if terms.row is None else None
