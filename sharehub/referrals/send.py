"""Sending a referral: everything is looked at again, and only what was approved goes, or nothing does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.cases import queries as cases
from sharehub.cases.admission import admit
from sharehub.disclosure.compose import prepare_for
from sharehub.disclosure.disclose import Refused
from sharehub.errors import Conflict
from sharehub.notices.tell import Occasion, tell
from sharehub.protocols import queries as partnership
from sharehub.protocols import rulebooks
from sharehub.protocols.permits import permit
from sharehub.referrals import manifest, queries
from sharehub.referrals.approve import no_importer
from sharehub.referrals.directory import takes
from sharehub.referrals.draft import is_recipient
from sharehub.referrals.eligibility import eligibility
from sharehub.referrals.held import take, taken
from sharehub.referrals.preview import recipient, wanted
from sharehub.referrals.words import Status

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.referrals.held import Held

CHANGED = "changed since approval, review again"
"""The same whatever it was: a consent, a correction, an allocation, a protocol, the programme."""


def send(work: Work, actor: Actor, case: UUID, referral: UUID, expected: int) -> int:
    """Send an approved referral, if it would go today exactly as it was approved.

    That is decided again for the one who approved and for the recipient, in this unit of work, and on record
    with it: a crash leaves it approved, or sent and on record.

    Returns:
        Its revision from now on.

    Raises:
        Forbidden, NotFound, ChangedSince: as `sharehub.referrals.draft.change`.
        Conflict: it is not approved; or something changed since it was, and then it stays approved.
        Tampered: its manifest is not what was stored.
    """
    no_importer(actor)
    permit(work, actor, "refer")
    admitted = admit(work, actor, case)
    held = taken(admitted, referral, expected)
    held.require(Status.APPROVED)
    frozen = manifest.read(held.row["manifest"])
    if not (_still_approved(work, case, held) and _still_taken(work, case, held)):
        raise Conflict(CHANGED)
    row = held.row
    approver = replace(actor, user=row["approved_by"], role=row["approved_role"])
    asked = wanted(Action.REFERRAL_SENT, held, manifest=frozen.digest, approved_by=str(approver.user))
    prepared = prepare_for(work, actor, case, recipient(held), asked, row["sender_purpose"])
    if isinstance(prepared, Refused):
        raise Conflict(CHANGED)
    # The manifest is written anew, to the letter: nothing that it holds may be another than it was.
    if manifest.freeze(held, prepared.forms, approver, row["approved_at"]) != frozen.text:
        raise Conflict(CHANGED)
    revision = take(admitted, referral, Status.SENT, revision=expected, sent_at=work.tx.now)
    tell(work, Occasion.REFERRAL_SENT, referral, case, [row["to_unit_id"]])
    return revision


def _still_approved(work: Work, case: UUID, held: Held) -> bool:
    """Say whether who approved it is still of its unit, in a role that refers, and works on the case."""
    user, role = held.row["approved_by"], held.row["approved_role"]
    refers = rulebooks.base(work.tx).rulebook.may_record.acts.get("refer", frozenset())
    known = partnership.user_roles(work.tx, user)
    of_unit = known is not None and known[0] == held.row["from_unit_id"] and role in known[1]
    return of_unit and role in refers and cases.works_on(work.tx, case, user, role, work.tx.today)


def _still_taken(work: Work, case: UUID, held: Held) -> bool:
    """Say whether the programme takes him today, and the recipient may still receive it."""
    row = held.row
    programme = queries.programme(work.tx, row["programme_id"])
    eligible = programme is not None and not eligibility(takes(programme), held.strip)
    return eligible and is_recipient(
        work, case, row["to_unit_id"], row["recipient_user_id"], row["recipient_role"]
    )
