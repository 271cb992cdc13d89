"""Recording what somebody said about sharing what is theirs; a change of mind is another event."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from consent.people import UNDETERMINED, Part
from consent.record import EVERYTHING, YES, Capacity, Kind, Status
from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.bindings import binding
from sharehub.cases import queries as cases
from sharehub.cases.admission import Admitted, admit
from sharehub.consents import queries
from sharehub.disclosure.known import known_facts
from sharehub.errors import Conflict, Forbidden, Invalid
from sharehub.hub import columns
from sharehub.notices.news import put_of_case
from sharehub.protocols import queries as partnership
from sharehub.protocols import rulebooks
from sharehub.protocols.permits import permit, permit_one_of
from sharehub.protocols.sides import side_of
from sharehub.recalls.begin import begin
from sharehub.recalls.causes import Cause
from sharehub.recalls.past.queries import said_yes

if TYPE_CHECKING:
    from datetime import date

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

LONGEST_REFERENCE = 80
"""Characters; room is left for the number that a later event of the same day may add."""

RECORDED = {
    Part.SURVIVOR: "record_consent_survivor",
    Part.ADULT_A: "record_consent_survivor",
    Part.ADULT_B: "record_consent_survivor",
    Part.CHILD: "record_consent_child",
    Part.PERPETRATOR: "record_consent_perpetrator",
    Part.THIRD_PARTY: "record_consent_third_party",
}
"""The act of the rulebook that recording is, by whose consent; an undetermined adult counts as a survivor."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing one person said, as it comes in. Units and facts are ids; `*` stands for all.

    `reference` orders events of one day: history brings its own; None lets the hub number it, after all that
    was recorded before. `asked_alone` False makes a yes grant nothing.
    """

    day: date
    subject: UUID
    given_by: UUID
    status: Status
    recipients: frozenset[str]
    purposes: frozenset[str]
    categories: frozenset[str]
    kind: Kind = Kind.CONSENT
    capacity: Capacity | None = None
    except_units: frozenset[str] = field(default_factory=frozenset)
    exclude_facts: frozenset[str] = field(default_factory=frozenset)
    expires: date | None = None
    may_be_put_to_perpetrator: bool = False
    may_appear_in_report: bool = False
    asked_alone: bool | None = None
    interpreter_independent: bool | None = None
    own_words: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)
    reference: str | None = None


def record_consent(work: Work, actor: Actor, case: UUID, said: Said) -> UUID:
    """Record a consent event.

    A perpetrator's word for a child is refused, whoever enters it: what he says about it can be recorded as
    an objection, which has no effect. While it is open whose pattern of control it is, one mapped adult
    speaks neither for the other nor says yes for a child.

    Raises:
        Invalid: an unknown person, unit, fact, purpose or category, a day that has not come, an expiry before
            it, or a reference that is not for the actor to choose.
        Forbidden: the rulebook gives this to other roles, or the giver may not speak for the subject.
        Conflict: the case has an event of this reference already.
    """
    permit_one_of(work, actor, *RECORDED.values())
    admitted = admit(work, actor, case)
    parts = cases.parts(work.tx, case)
    subject, giver = _part(parts, said.subject, "subject"), _part(parts, said.given_by, "given_by")
    permit(work, actor, RECORDED[subject])
    _check_words(work, actor, said)
    _check_giver(actor, said, subject, giver)
    _check_facts(work, actor, case, said)
    # Asked before: a first yes takes nothing from anybody. A later one may leave out or end what went before.
    may_end = said.kind is Kind.CONSENT and said_yes(work.tx, case, said.subject)
    identity = _insert(admitted, said, (subject, giver), _reference(admitted, said))
    admitted.record(
        Action.CONSENT_RECORDED,
        consent=str(identity),
        subject=str(said.subject),
        given_by=str(said.given_by),
        status=said.status.value,
        kind=said.kind.value,
    )
    if may_end:
        begin(work, Cause.WITHDRAWAL, case, consent=identity)
    if said.kind is Kind.CONSENT and said.status in YES and not actor.importing:
        put_of_case(work, case)
    return identity


def told_of(work: Work, actor: Actor) -> frozenset[Part]:
    """Return of whose consent an actor may know what their own unit wrote down: by the part of whose it is.

    Whoever works with him knows of those alone whose consent their role records: not of her, and no child.
    """
    if not side_of(work.tx, actor).his:
        return frozenset(Part)
    acts = rulebooks.base(work.tx).rulebook.may_record.acts
    return frozenset(part for part, act in RECORDED.items() if actor.role in acts.get(act, frozenset()))


def _reference(admitted: Admitted, said: Said) -> str:
    """Return what an event is ordered by within its day; live ones always follow what is there already.

    A withdrawal must never be read before the yes it takes back: the case's row is held, so that the number
    tells the order of recording, whatever the clocks say, and it is made to sort after imported references.
    """
    held = queries.references(admitted.work.tx, admitted.case)
    if said.reference is None:
        number = f"~{len(held) + 1:06}"
        last = max((reference for reference, day in held.items() if day == said.day), default="")
        return number if number > last else last + number
    if not admitted.actor.importing:
        raise Invalid("reference", "only imported history brings references of its own")
    if not 0 < len(said.reference) <= LONGEST_REFERENCE:
        raise Invalid("reference", f"1 to {LONGEST_REFERENCE} characters")
    if said.reference in held:
        raise Conflict("the case has a consent event of this reference already")
    return said.reference


def _part(parts: dict[UUID, str], person: UUID, where: str) -> Part:
    if person not in parts:
        raise Invalid(where, "nobody of this case")
    return Part(parts[person])


def _check_words(work: Work, actor: Actor, said: Said) -> None:
    known = rulebooks.base(work.tx).rulebook.purposes.keys()
    if not said.purposes <= known | {EVERYTHING}:
        raise Invalid("purposes", "a purpose that the rulebook does not know")
    if not said.categories <= frozenset(Category) | {EVERYTHING}:
        raise Invalid("categories", "no such category")
    if said.day > work.tx.today and not actor.importing:
        raise Invalid("day", "has not come yet")
    if said.expires is not None and said.expires < said.day and not actor.importing:
        raise Invalid("expires", "before the day it was given")
    check_units(work, (said.recipients | said.except_units) - {EVERYTHING}, "recipients")


def check_units(work: Work, units: frozenset[str], where: str) -> None:
    """Refuse ids that are not units of the hub.

    Raises:
        Invalid: one of them is not.
    """
    try:
        ids = frozenset(UUID(unit) for unit in units)
    except ValueError:
        raise Invalid(where, "a unit is named by its id") from None
    if partnership.known_units(work.tx, ids) != ids:
        raise Invalid(where, "no such unit")


def _check_giver(actor: Actor, said: Said, subject: Part, giver: Part) -> None:
    if said.kind is Kind.OBJECTION:
        return
    if giver is Part.PERPETRATOR and said.subject != said.given_by:
        raise Forbidden("the perpetrator speaks for nobody but himself; record it as an objection")
    for_other = giver in UNDETERMINED and said.subject != said.given_by and not actor.importing
    if for_other and (subject is not Part.CHILD or said.status in (Status.ACTIVE, Status.LIMITED)):
        raise Forbidden("until the mapping decision, a mapped adult's yes counts for themselves alone")


def _check_facts(work: Work, actor: Actor, case: UUID, said: Said) -> None:
    try:
        facts = {UUID(fact) for fact in said.exclude_facts}
    except ValueError:
        raise Invalid("exclude_facts", "a fact is named by its id") from None
    if known_facts(work, actor, case, facts) != facts:
        raise Invalid("exclude_facts", "no such fact in this case")


def _insert(admitted: Admitted, said: Said, parts: tuple[Part, Part], reference: str) -> UUID:
    work, actor, case = admitted.work, admitted.actor, admitted.case
    identity = work.new_id()
    bound_to = binding("consent_event", actor.unit, case, identity)
    queries.add_consent_event(
        work.tx,
        id=identity,
        case_id=case,
        owner_unit_id=actor.unit,
        reference=reference,
        day=said.day,
        subject_id=said.subject,
        subject_part=parts[0].value,
        given_by_id=said.given_by,
        given_by_part=parts[1].value,
        status=said.status.value,
        kind=said.kind.value,
        capacity=said.capacity.value if said.capacity else None,
        recipients=sorted(said.recipients),
        except_units=sorted(said.except_units),
        purposes=sorted(said.purposes),
        categories=sorted(said.categories),
        exclude_facts=sorted(said.exclude_facts),
        expires=said.expires,
        may_be_put_to_perpetrator=said.may_be_put_to_perpetrator,
        may_appear_in_report=said.may_appear_in_report,
        asked_alone=said.asked_alone,
        interpreter_independent=said.interpreter_independent,
        recorded_by=actor.user,
        recorded_at=work.tx.now,
        **columns(work.seal(bound_to, {"own_words": said.own_words, "note": said.note})),
    )
    return identity
