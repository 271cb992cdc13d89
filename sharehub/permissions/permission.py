"""Permission to communicate: a treatment service asks its client, each way by itself, and they answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from consent.people import Part
from consent.record import Status
from sharehub.audit.entry import Action
from sharehub.cases import queries as cases
from sharehub.cases.admission import Admitted, admit
from sharehub.consents.record import RECORDED, Said, check_units, record_consent
from sharehub.disclosure.known import Known
from sharehub.errors import ChangedSince, Conflict, Forbidden, Invalid, NotFound
from sharehub.notices.tell import Occasion, tell
from sharehub.permissions import queries
from sharehub.permissions.standing import Direction, Outlook, Way, serves
from sharehub.protocols import rulebooks
from sharehub.protocols.in_play import InPlay
from sharehub.protocols.permits import permit, permit_one_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from consent.record import Capacity
    from policies.vocabulary import Category
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.permissions.queries import Wish


class Reply(StrEnum):
    """What somebody says of one direction."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


SAYS = {
    Reply.GIVEN: Status.ACTIVE,
    Reply.REFUSED: Status.REFUSED,
    Reply.WITHDRAWN: Status.RESCINDED,
}
AFTER = {
    Reply.GIVEN: frozenset({Way.ASKED}),
    Reply.REFUSED: frozenset({Way.ASKED}),
    Reply.WITHDRAWN: frozenset({Way.GIVEN, Way.ENDED}),
}
"""Where a direction must stand for each answer; a change of mind after a no is a new permission."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose permission is asked for, to speak with which unit, which way, about what and until which day."""

    person: UUID
    with_unit: UUID
    directions: frozenset[Direction]
    purposes: frozenset[str]
    categories: frozenset[Category]
    ends: date


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said of one direction, and by whom: by themselves, unless `given_by` names somebody else."""

    direction: Direction
    answer: Reply
    given_by: UUID | None = None
    capacity: Capacity | None = None
    asked_alone: bool | None = None
    interpreter_independent: bool | None = None
    own_words: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)


def ask(work: Work, actor: Actor, case: UUID, asked: Asked) -> UUID:
    """Write down that a treatment service asks its client to be allowed to speak with another unit.

    Nobody else hears of it: not that they were asked, nor that there is such a service.

    Raises:
        Forbidden: the rulebook gives this to other roles, or the actor loads history, where a permission is a
            consent.
        Invalid: it is no client of such a service, or something in it is unknown, empty or over.
    """
    permit(work, actor, "ask_permission")
    if actor.importing:
        raise Forbidden("in history a permission to communicate is recorded as a consent")
    admitted = admit(work, actor, case)
    parts = cases.parts(work.tx, case)
    in_play = InPlay.of(work.tx, actor.unit)
    if asked.person not in parts or not serves(in_play, actor.role, Part(parts[asked.person])):
        raise Invalid("person", "nobody of this case with whom your service works")
    _check(work, actor, asked)
    identity = work.new_id()
    queries.add_permission(
        work.tx,
        id=identity,
        case_id=case,
        unit_id=actor.unit,
        with_unit_id=asked.with_unit,
        person_id=asked.person,
        directions=sorted(asked.directions),
        purposes=sorted(asked.purposes),
        categories=sorted(asked.categories),
        ends=asked.ends,
        status=Way.ASKED.value,
        revision=1,
        asked_by=actor.user,
        asked_at=work.tx.now,
    )
    admitted.record(
        Action.PERMISSION_ASKED,
        permission=str(identity),
        person=str(asked.person),
        towards=str(asked.with_unit),
        directions=[*sorted(asked.directions)],
    )
    return identity


def _check(work: Work, actor: Actor, asked: Asked) -> None:
    check_units(work, frozenset({str(asked.with_unit)}), "with_unit")
    if asked.with_unit == actor.unit:
        raise Invalid("with_unit", "another unit than your own")
    for where in ("directions", "purposes", "categories"):
        if not getattr(asked, where):
            raise Invalid(where, "name at least one")
    if not asked.purposes <= rulebooks.base(work.tx).rulebook.purposes.keys():
        raise Invalid("purposes", "a purpose that the rulebook does not know")
    if asked.ends < work.tx.today:
        raise Invalid("ends", "a day that is not over")


def answer(
    work: Work, actor: Actor, case: UUID, permission: UUID, said: Answered, expected: int | None = None
) -> None:
    """Record what they said of one direction, as a consent event that reaches one unit and no other.

    The unit that may speak with the service from now on hears of a yes; of a no, nobody does.

    Raises:
        NotFound: the actor's unit asked for no such permission, or it is not the actor's to know of.
        ChangedSince: it has another revision than the one expected.
        Conflict: this direction was not asked for, or does not stand where this answer could follow.
        Invalid: what is said would have no effect, since it is not theirs to say, or they were not alone.
        Forbidden: the rulebook gives it to other roles to record this person's word.
    """
    permit_one_of(work, actor, *RECORDED.values())
    admitted = admit(work, actor, case)
    wish = _held(work, actor, case, permission, expected)
    if Outlook(Known(work, actor, case)).ways(wish).get(said.direction) not in AFTER[said.answer]:
        raise Conflict("this direction was not asked for, or was answered already")
    event = record_consent(work, actor, case, _as_consent(work, wish, said))
    heard = said.answer is Reply.GIVEN
    wish = _write(admitted, wish, said, event)
    if Outlook(Known(work, actor, case)).stands(wish, said.direction) is not heard:
        raise Invalid(
            "given_by",
            "this would have no effect: it takes their own word, or that of who may speak for them",
        )
    admitted.record(
        Action.PERMISSION_ANSWERED,
        permission=str(permission),
        direction=said.direction.value,
        answer=said.answer.value,
        consent=str(event),
    )
    if heard and queries.works_on(work.tx, case, wish.with_unit, work.tx.today):
        tell(work, Occasion.PERMISSION_GRANTED, permission, case, [wish.with_unit])


def _held(work: Work, actor: Actor, case: UUID, permission: UUID, expected: int | None) -> Wish:
    outlook = Outlook(Known(work, actor, case))
    wish = next((one for one in outlook.wishes if one.id == permission and outlook.own(one)), None)
    if wish is None:
        raise NotFound("no such permission that your unit asked for")
    if expected is not None and wish.revision != expected:
        raise ChangedSince("the permission has changed since you last saw it: look again, then decide anew")
    return wish


def _as_consent(work: Work, wish: Wish, said: Answered) -> Said:
    yes = said.answer is Reply.GIVEN
    if yes and said.asked_alone is False:
        raise Invalid("asked_alone", "a yes of somebody who was not asked alone opens nothing: ask again")
    return Said(
        day=work.tx.today,
        subject=wish.person,
        given_by=said.given_by or wish.person,
        status=SAYS[said.answer],
        recipients=frozenset({str(said.direction.recipient(wish))}),
        purposes=wish.purposes,
        categories=wish.categories,
        capacity=said.capacity,
        expires=wish.ends if yes else None,
        asked_alone=said.asked_alone,
        interpreter_independent=said.interpreter_independent,
        own_words=said.own_words,
        note=said.note,
    )


def _write(admitted: Admitted, wish: Wish, said: Answered, event: UUID) -> Wish:
    """Write which event said last where the direction stands, and what both come to together."""
    changed = said.direction.said(wish, event)._replace(revision=wish.revision + 1)
    tx = admitted.work.tx
    events = {held for held in (changed.to_them, changed.from_them) if held}
    found = set(queries.said(tx, events).values())
    answered = sum(1 for direction in Direction if direction.event(changed)) == len(changed.directions)
    order = [
        (Status.ACTIVE in found, Reply.GIVEN.value),
        (not answered, Way.ASKED.value),
        (Status.RESCINDED in found, Reply.WITHDRAWN.value),
    ]
    status = next((word for holds, word in order if holds), Reply.REFUSED.value)
    values = {"to_them": changed.to_them, "from_them": changed.from_them}
    queries.change_permission(tx, wish.id, {**values, "status": status, "revision": changed.revision})
    return changed
