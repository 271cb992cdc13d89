"""Drafting a referral: who is referred, to which programme and to whom there, in ids and closed words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from consent.people import UNDETERMINED, Part
from sharehub.audit.entry import Action
from sharehub.cases import queries as cases
from sharehub.cases.admission import admit
from sharehub.errors import Conflict, Invalid
from sharehub.protocols import queries as partnership
from sharehub.protocols import rulebooks
from sharehub.protocols.in_play import InPlay
from sharehub.protocols.permits import permit
from sharehub.referrals import queries
from sharehub.referrals.directory import check_area, check_languages
from sharehub.referrals.held import CHANGES, take, taken
from sharehub.referrals.words import Status

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.cases.admission import Admitted
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.language.vocabulary import Tactic
    from sharehub.referrals.eligibility import Strip

FIRST = 1
NOT_THERE = (
    "name somebody of the programme's unit, in a role that answers referrals, who works on the case:"
    " allocate the programme's worker first"
)
"""The same whether somebody is not of the unit, not in the role, not allocated, or in a conflict."""


@dataclass(frozen=True, slots=True)
class NewReferral:
    """A referral as it is drafted or changed.

    `recipient` and `recipient_role`: for whom it is decided what it holds. `purpose`: for which purpose of
    the sender's own role the case is read. `asked_tactics`: which families the sender asked about.
    """

    programme: UUID
    person: UUID
    recipient: UUID
    recipient_role: str
    purpose: str
    strip: Strip
    asked_tactics: frozenset[Tactic] = frozenset()
    earlier_asked: bool = False


def draft(work: Work, actor: Actor, case: UUID, new: NewReferral) -> UUID:
    """Begin a referral of him to a programme.

    Raises:
        Forbidden, NotFound: as every act upon a case.
        Invalid: it names what there is not, or what is not for the actor to name.
    """
    permit(work, actor, "refer")
    admitted = admit(work, actor, case)
    programme = _checked(admitted, new)
    identity = work.new_id()
    queries.add_referral(
        work.tx,
        id=identity,
        case_id=case,
        from_unit_id=actor.unit,
        status=Status.DRAFT.value,
        revision=FIRST,
        made_by=actor.user,
        made_at=work.tx.now,
        **_columns(new, programme),
    )
    take(admitted, identity, Status.DRAFT)
    admitted.record(
        Action.REFERRAL_DRAFTED,
        referral=str(identity),
        programme=str(new.programme),
        person=str(new.person),
        recipient=str(new.recipient),
    )
    return identity


def change(work: Work, actor: Actor, case: UUID, referral: UUID, new: NewReferral, expected: int) -> int:
    """Change a referral that has not been sent; an approval that it had is undone by that.

    Returns:
        Its revision from now on.

    Raises:
        NotFound: the actor's unit has no such referral.
        ChangedSince: it has another revision than the one expected.
        Conflict: it has been sent, or revoked; or it would be another programme's or about somebody else.
        Invalid, Forbidden: as `draft`.
    """
    permit(work, actor, "refer")
    admitted = admit(work, actor, case)
    held = taken(admitted, referral, expected)
    held.require(*CHANGES)
    if (held.row["programme_id"], held.row["person_id"]) != (new.programme, new.person):
        raise Conflict("a referral stays with its programme and with whom it is about: draft another")
    programme = _checked(admitted, new)
    undone = {"approved_by": None, "approved_role": None, "approved_at": None, "manifest": None}
    revision = take(admitted, referral, Status.DRAFT, revision=expected, **undone, **_columns(new, programme))
    admitted.record(Action.REFERRAL_CHANGED, referral=str(referral), revision=revision)
    return revision


def is_recipient(work: Work, case: UUID, unit: UUID, user: UUID, role: str) -> bool:
    """Say whether somebody may receive a referral to a unit: of it, in a role that answers, on the case."""
    answers = rulebooks.base(work.tx).rulebook.may_record.acts.get("answer_referral", frozenset())
    held = partnership.user_roles(work.tx, user)
    return (
        role in answers
        and held is not None
        and held[0] == unit
        and role in held[1]
        and cases.works_on(work.tx, case, user, role, work.tx.today)
    )


def _checked(admitted: Admitted, new: NewReferral) -> RowMapping:
    """Refuse what names what there is not; return the programme."""
    work, case = admitted.work, admitted.case
    programme = queries.programme(work.tx, new.programme)
    if programme is None:
        raise Invalid("programme", "name a programme of the directory")
    if cases.parts(work.tx, case).get(new.person) not in {Part.PERPETRATOR, *UNDETERMINED}:
        raise Invalid(
            "person", "name the perpetrator; while it is open whose pattern it is, one of the adults"
        )
    check_languages("languages", new.strip.languages)
    if new.strip.area is not None:
        check_area("area", new.strip.area)
    in_play = InPlay.of(admitted.work.tx, admitted.actor.unit)
    if new.purpose not in in_play.purposes(admitted.actor.role):
        raise Invalid("purpose", "name a purpose of your own role")
    if not is_recipient(work, case, programme["unit_id"], new.recipient, new.recipient_role):
        raise Invalid("recipient", NOT_THERE)
    return programme


def _columns(new: NewReferral, programme: RowMapping) -> dict[str, Any]:
    strip = new.strip
    return {
        "programme_id": new.programme,
        "to_unit_id": programme["unit_id"],
        "recipient_user_id": new.recipient,
        "recipient_role": new.recipient_role,
        "sender_purpose": new.purpose,
        "person_id": new.person,
        "mandate": strip.mandate.value,
        "man": strip.man.value,
        "relationship": strip.relationship.value,
        "languages": sorted(strip.languages),
        "interpreter": strip.interpreter,
        "area": strip.area,
        "parenting": sorted(strip.parenting),
        "asked_tactics": sorted(new.asked_tactics),
        "earlier_asked": new.earlier_asked,
    }
