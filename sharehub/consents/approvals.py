"""The owner unit's approval of one release of its own facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.bindings import binding
from sharehub.cases.admission import admit
from sharehub.cases.members import in_order, span_references
from sharehub.consents import queries
from sharehub.errors import Forbidden, Invalid
from sharehub.hub import columns
from sharehub.protocols import queries as partnership
from sharehub.protocols import rulebooks
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


MOST_FACTS = 1000
"""In one scope: the log's entry names each of them, and has to fit."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which facts, to which units, for which purposes, from a day to a day (both included)."""

    facts: frozenset[UUID]
    units: frozenset[UUID]
    purposes: frozenset[str]
    start: date
    end: date | None = None


def approve_release(work: Work, actor: Actor, case: UUID, scope: Scope, note: str | None) -> UUID:
    """Approve a release of facts of the actor's own unit.

    Imported history may name facts of other units: such an approval is kept, and has no effect on them.

    Raises:
        Invalid: something in the scope is unknown, or it names nothing.
        Forbidden: a fact is another unit's, or the rulebook gives this to other roles.
    """
    permit(work, actor, "approve_release")
    admitted = admit(work, actor, case)
    owners = check_scope(work, case, scope)
    if not actor.importing and any(owner != actor.unit for owner in owners.values()):
        raise Forbidden("a unit approves the release of its own facts alone")
    identity = work.new_id()
    bound_to = binding("approval", actor.unit, case, identity)
    queries.add_approval(
        work.tx,
        id=identity,
        case_id=case,
        owner_unit_id=actor.unit,
        approved_by=actor.user,
        approved_at=work.tx.now,
        **scope_columns(scope),
        **columns(work.seal(bound_to, {"note": note})),
    )
    admitted.record(Action.APPROVAL_GIVEN, approval=str(identity), **scope_references(scope))
    return identity


def check_scope(work: Work, case: UUID, scope: Scope) -> dict[UUID, UUID]:
    """Return the owners of the facts in a scope.

    Raises:
        Invalid: a fact is not of this case, a unit or purpose is unknown, a list is empty or too long, or the
            days are out of order.
    """
    in_order(scope.start, scope.end)
    if len(scope.facts) > MOST_FACTS:
        raise Invalid("facts", f"at most {MOST_FACTS}")
    owners = queries.fact_owners(work.tx, case, scope.facts)
    if not scope.facts or owners.keys() != scope.facts:
        raise Invalid("facts", "name facts of this case")
    if not scope.units or partnership.known_units(work.tx, scope.units) != scope.units:
        raise Invalid("units", "name units of this hub")
    if not scope.purposes or not scope.purposes <= rulebooks.base(work.tx).rulebook.purposes.keys():
        raise Invalid("purposes", "name purposes of the rulebook")
    return owners


def scope_columns(scope: Scope) -> dict[str, object]:
    """Return a scope as columns."""
    return {
        "facts": _texts(scope.facts),
        "units": _texts(scope.units),
        "purposes": sorted(scope.purposes),
        "start": scope.start,
        "end": scope.end,
    }


def scope_references(scope: Scope) -> dict[str, Value]:
    """Return a scope as the log's entry names it."""
    return {
        "facts": [*_texts(scope.facts)],
        "units": [*_texts(scope.units)],
        "purposes": [*sorted(scope.purposes)],
        **span_references(scope.start, scope.end),
    }


def _texts(ids: frozenset[UUID]) -> list[str]:
    return sorted(str(identity) for identity in ids)
