"""Recording a fact and correcting it: checked, sealed, kept and logged in one act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.vocabulary import PerpAware
from sharehub.audit.entry import Action
from sharehub.cases.admission import Admitted, admit
from sharehub.errors import ChangedSince, Conflict, Invalid, NotFound
from sharehub.facts import bound, fact_binding
from sharehub.hub import columns
from sharehub.notices.news import put_if_news
from sharehub.patterns import queries
from sharehub.patterns.check import checked_categories
from sharehub.patterns.guard import guard
from sharehub.protocols.permits import permit
from sharehub.recalls.begin import begin
from sharehub.recalls.causes import Cause

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.patterns.new_fact import NewFact


def record(work: Work, actor: Actor, case: UUID, new: NewFact, identity: UUID | None = None) -> UUID:
    """Record a fact of the actor's own unit; nobody else sees it until it is published.

    Args:
        work: the unit of work.
        actor: who records.
        case: of which case.
        new: what is recorded.
        identity: for imported history, whose facts point at one another before they are all here.

    Raises:
        Invalid: it names what is not of this case, or its form is not sound, or its id is not for the actor
            to choose.
        Forbidden, NotFound: as every act upon a case.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    if identity is not None and not actor.importing:
        raise Invalid("identity", "only imported history brings ids of its own")
    guard(admitted, new)
    fact = identity or work.new_id()
    standing = {"version": 1, "revision": 1, "published": None, "retracted": None}
    row = _row(admitted, new, fact, standing)
    queries.add_fact(
        work.tx,
        id=fact,
        case_id=case,
        owner_unit_id=actor.unit,
        recorded_by=actor.user,
        recorded_at=work.tx.now,
        **standing,
    )
    _keep(admitted, Action.FACT_RECORDED, new, row)
    return fact


def correct(
    work: Work, actor: Actor, case: UUID, fact: UUID, new: NewFact, expected: int | None = None
) -> None:
    """Put another version in a fact's place; the one before is kept, and readers get the new one alone.

    Raises:
        NotFound: the actor's unit has no such fact in this case.
        ChangedSince: it has another revision than the one expected.
        Conflict: it was taken back.
        Invalid: it names what is not of this case, or its form is not sound.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    held = owned(admitted, fact, expected)
    if held["retracted"] is not None:
        raise Conflict("a fact that was taken back is not corrected; record another")
    guard(admitted, new, held)
    standing = {
        "version": held["version"] + 1,
        "revision": held["revision"] + 1,
        "published": held["published"],
        "retracted": None,
    }
    row = _row(admitted, new, fact, standing)
    queries.stand(work.tx, fact, {"version": standing["version"], "revision": standing["revision"]})
    _keep(admitted, Action.FACT_CORRECTED, new, row)
    if held["published"] is not None:
        begin(work, Cause.CORRECTION, case, fact=fact, version=held["version"])
        if not actor.importing:
            put_if_news(work, fact, row)


def owned(admitted: Admitted, fact: UUID, expected: int | None = None) -> dict[str, Any]:
    """Return a fact of the actor's own unit, as a row; `expected` is the revision that the actor last saw.

    Raises:
        NotFound: there is none such; another unit's fact is as if it were not there.
        ChangedSince: it has another revision than the one expected.
    """
    held = queries.current(admitted.work.tx, admitted.case, fact, admitted.actor.unit)
    if held is None:
        raise NotFound("no such fact of this unit")
    if expected is not None and held["revision"] != expected:
        raise ChangedSince("the fact has changed since you last saw it: look again, then decide anew")
    return dict(held)


def _row(admitted: Admitted, new: NewFact, fact: UUID, standing: dict[str, Any]) -> dict[str, Any]:
    """Lay out the columns of a version. That he knows needs a second person: until then it is a claim."""
    actor, work = admitted.actor, admitted.work
    claimed = new.perp_aware is PerpAware.YES and not actor.importing
    return {
        **new.plain(),
        **standing,
        "fact_id": fact,
        "case_id": admitted.case,
        "owner_unit_id": actor.unit,
        "categories": sorted(checked_categories(admitted, fact, new)),
        "perp_aware": (PerpAware.UNKNOWN if claimed else new.perp_aware).value,
        "aware_claimed_by": actor.user if claimed else None,
        "imported": actor.importing,
        "recorded_by": actor.user,
        "recorded_at": work.tx.now,
    }


_STANDING = ("case_id", "owner_unit_id", "revision", "published", "retracted")
"""Columns of the fact, not of its version."""


def _keep(admitted: Admitted, action: Action, new: NewFact, row: dict[str, Any]) -> None:
    work = admitted.work
    sealed = work.seal(fact_binding(row), new.sealed(), bound(row))
    version = {name: value for name, value in row.items() if name not in _STANDING}
    queries.add_version(work.tx, version | columns(sealed))
    log_standing(admitted, action, row, sealed.manifest_digest())


def log_standing(admitted: Admitted, action: Action, row: dict[str, Any], digest: str) -> None:
    """Log an act upon a fact, with the digest that every later reading is compared to."""
    act = admitted.act(action, version=row["version"])
    admitted.work.record(act.about_fact(row["fact_id"], revision=row["revision"], manifest_digest=digest))
