"""Publishing a fact, taking it back, confirming that he knows: its standing changes, not its words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policies.vocabulary import PerpAware
from sharehub.audit.entry import Action
from sharehub.cases.admission import Admitted, admit
from sharehub.crypto.sealing import restate
from sharehub.errors import Conflict, Forbidden
from sharehub.facts import bound, fact_binding, sealed_in
from sharehub.notices.news import put_if_news
from sharehub.patterns import coming_in, queries
from sharehub.patterns.record import log_standing, owned
from sharehub.protocols.permits import permit
from sharehub.recalls.begin import begin
from sharehub.recalls.causes import Cause

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def publish(
    work: Work, actor: Actor, case: UUID, fact: UUID, on: date | None = None, expected: int | None = None
) -> None:
    """Release a fact of the actor's unit into the case's channels, as of today.

    Args:
        work: the unit of work.
        actor: who publishes.
        case: of which case.
        fact: which fact.
        on: for imported history, the day on which it was shared.
        expected: the revision that the actor last saw.

    Raises:
        NotFound: the actor's unit has no such fact in this case.
        ChangedSince: it has another revision than the one expected.
        Conflict: it is published already, or was taken back.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    held = owned(admitted, fact, expected)
    # In history a fact may have been taken back before it was shared: then nobody ever gets it.
    taken_back = held["retracted"] is not None and not actor.importing
    if held["published"] is not None or taken_back:
        raise Conflict("published already, or taken back")
    day = on if on is not None and actor.importing else work.tx.today
    _change(admitted, Action.FACT_PUBLISHED, held, {"published": day})
    # History that is loaded is no news.
    if not actor.importing:
        coming_in.tell_of(work, case, fact, actor.unit)
        put_if_news(work, fact, held)


def retract(
    work: Work, actor: Actor, case: UUID, fact: UUID, on: date | None = None, expected: int | None = None
) -> None:
    """Take back a fact of the actor's unit: from today nobody gets it, its own unit included.

    Raises:
        NotFound: the actor's unit has no such fact in this case.
        ChangedSince: it has another revision than the one expected.
        Conflict: it was taken back already.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    held = owned(admitted, fact, expected)
    if held["retracted"] is not None:
        raise Conflict("taken back already")
    day = on if on is not None and actor.importing else work.tx.today
    _change(admitted, Action.FACT_RETRACTED, held, {"retracted": day})
    if held["published"] is not None:
        begin(work, Cause.RETRACTION, case, fact=fact)


def confirm_awareness(work: Work, actor: Actor, case: UUID, fact: UUID, expected: int | None = None) -> None:
    """Confirm, as a second person of the owner unit, that he knows that agencies hold this.

    Raises:
        NotFound: the actor's unit has no such fact in this case.
        ChangedSince: it has another revision than the one expected.
        Conflict: nobody has said that he knows, or the fact was taken back.
        Forbidden: the actor is the one who said so.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    held = owned(admitted, fact, expected)
    if held["retracted"] is not None:
        raise Conflict("a fact that was taken back stays as it is")
    if held["aware_claimed_by"] is None or held["perp_aware"] == PerpAware.YES:
        raise Conflict("there is no claim that he knows to confirm")
    if held["aware_claimed_by"] == actor.user:
        raise Forbidden("that he knows is confirmed by a second person")
    _change(admitted, Action.FACT_AWARENESS_CONFIRMED, held, {"perp_aware": PerpAware.YES.value})


def _change(admitted: Admitted, action: Action, held: dict[str, Any], change: dict[str, Any]) -> None:
    """Change a fact's standing under a new manifest; the old one is checked first, no field is opened."""
    work = admitted.work
    after = held | change | {"revision": held["revision"] + 1}
    sealed = sealed_in(held)
    manifest = restate(work.keys, fact_binding(held), sealed, bound(held), bound(after))
    standing = {name: after[name] for name in ("revision", "published", "retracted")}
    queries.stand(work.tx, held["fact_id"], standing)
    queries.restate(
        work.tx,
        held["fact_id"],
        held["version"],
        {"manifest": manifest, "perp_aware": after["perp_aware"]},
    )
    log_standing(admitted, action, after, replace(sealed, manifest=manifest).manifest_digest())
