"""Approving a referral: a named person says that what they saw may go, and exactly that is frozen."""

from __future__ import annotations

from dataclasses import replace
from hmac import compare_digest
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.disclosure.compose import prepare_for
from sharehub.disclosure.disclose import Refused
from sharehub.errors import Conflict, Forbidden
from sharehub.protocols.permits import permit
from sharehub.referrals import queries
from sharehub.referrals.directory import takes
from sharehub.referrals.draft import NOT_THERE, is_recipient
from sharehub.referrals.eligibility import eligibility
from sharehub.referrals.held import CHANGES, take, taken
from sharehub.referrals.manifest import digest_of, freeze, signed
from sharehub.referrals.preview import recipient, wanted
from sharehub.referrals.words import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.audit.note import Signer
    from sharehub.disclosure.compose import Form
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.referrals.held import Held

CHANGED = "changed since you looked, look again"
NOTHING = "nothing may go for this purpose as things stand: look again"


def approve(
    work: Work,
    actor: Actor,
    case: UUID,
    referral: UUID,
    seen: str,
    expected: int,
    signer: Signer | None = None,
) -> int:
    """Approve a referral as the actor saw it in a preview; one that was approved is so anew.

    What would go is decided again, in this unit of work, and on record with it.

    Args:
        work: the unit of work.
        actor: who approves; their name is in the manifest.
        case: of which case.
        referral: which.
        seen: the digest of the preview.
        expected: the revision that the actor last saw.
        signer: the key of the hub's promises; None leaves the manifest unsigned.

    Returns:
        Its revision from now on.

    Raises:
        Forbidden, NotFound, ChangedSince: as `sharehub.referrals.draft.change`.
        Conflict: something changed since the preview; the programme does not take him; the recipient no
            longer works on the case; or it has been sent, or revoked.
    """
    no_importer(actor)
    permit(work, actor, "refer")
    admitted = admit(work, actor, case)
    held = taken(admitted, referral, expected)
    held.require(*CHANGES)
    _refuse_ineligible(work, held)
    row, at = held.row, work.tx.now
    if not is_recipient(work, case, row["to_unit_id"], row["recipient_user_id"], row["recipient_role"]):
        raise Conflict(NOT_THERE)

    def bound(forms: Mapping[str, Form]) -> Mapping[str, Value]:
        frozen = signed(freeze(held, forms, actor, at), referral, signer)
        return {"manifest": frozen.digest, "signed": frozen.signed}

    asked = replace(wanted(Action.REFERRAL_APPROVED, held), bound=bound)
    prepared = prepare_for(work, actor, case, recipient(held), asked, row["sender_purpose"])
    if isinstance(prepared, Refused):
        raise Conflict(NOTHING)
    if not compare_digest(digest_of(prepared.forms), seen):
        raise Conflict(CHANGED)
    frozen = signed(freeze(held, prepared.forms, actor, at), referral, signer)
    return take(
        admitted,
        referral,
        Status.APPROVED,
        revision=expected,
        approved_by=actor.user,
        approved_role=actor.role,
        approved_at=at,
        manifest=frozen.stored(),
    )


def no_importer(actor: Actor) -> None:
    """Refuse whoever loads history: what goes is decided for people who are there.

    Raises:
        Forbidden: the actor is an importer.
    """
    if actor.importing:
        raise Forbidden("an importer never approves or sends a referral")


def _refuse_ineligible(work: Work, held: Held) -> None:
    programme = queries.programme(work.tx, held.row["programme_id"])
    why_not = () if programme is None else eligibility(takes(programme), held.strip)
    if why_not:
        raise Conflict(f"this programme does not take him: {', '.join(why_not)}; choose another")
