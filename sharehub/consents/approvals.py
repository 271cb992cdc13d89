"""The owner unit's approval of one release of its own facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.bindings import binding
from sharehub.cases.admission import admit
from sharehub.cases.members import in_order, span_references
from sharehub.consents import queries
from sharehub.disclosure.known import known_facts
from sharehub.errors import Invalid
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


NO_SUCH_FACTS = "name facts of this case"
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
        Invalid: something in the scope is unknown, or a fact another unit's, or it names nothing.
        Forbidden: the rulebook gives this to other roles.
    """
    permit(work, actor, "approve_release")
    admitted = admit(work, actor, case)
    check_scope(work, actor, case, scope)
    owners = queries.fact_owners(work.tx, case, scope.facts)
    if not actor.importing and any(owner != actor.unit for owner in owners.values()):
        # As if it were not there: a unit approves the release of its own facts alone.
        raise Invalid("facts", NO_SUCH_FACTS)
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


def check_scope(work: Work, actor: Actor, case: UUID, scope: Scope) -> None:
    """Refuse a scope that names what the actor cannot know, or what there is not.

    Raises:
        Invalid: a fact is not of this case, or not for the actor to know of; a unit or purpose is unknown, a
            list is empty or too long, or the days are out of order.
    """
    in_order(scope.start, scope.end)
    if len(scope.facts) > MOST_FACTS:
        raise Invalid("facts", f"at most {MOST_FACTS}")
    if not scope.facts or known_facts(work, actor, case, scope.facts) != scope.facts:
        raise Invalid("facts", NO_SUCH_FACTS)
    if not scope.units or partnership.known_units(work.tx, scope.units) != scope.units:
        raise Invalid("units", "name units of this hub")
    if not scope.purposes or not scope.purposes <= rulebooks.base(work.tx).rulebook.purposes.keys():
        raise Invalid("purposes", "name purposes of the rulebook")


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
