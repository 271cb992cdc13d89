"""Reading a referral that was sent: never more than what was frozen, nor more than what holds now."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.disclosure.compose import opened, prepare
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.identify import identify
from sharehub.disclosure.recording import asking
from sharehub.disclosure.wording import role_in_words
from sharehub.errors import NotFound
from sharehub.protocols.permits import permit
from sharehub.recalls.sentence import out_of_date
from sharehub.referrals import manifest, queries
from sharehub.referrals.held import NO_SUCH, Held, received
from sharehub.referrals.preview import wanted
from sharehub.referrals.sections import Sections, arrange
from sharehub.referrals.top import Top, name_of, top_of
from sharehub.referrals.words import Status

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.audit.log import Entered
    from sharehub.disclosure.compose import Prepared
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

READ_WHILE = frozenset({Status.SENT, Status.ACCEPTED, Status.IN_PROGRESS, Status.COMPLETED})


@dataclass(frozen=True, slots=True)
class Reading:
    """A referral as its recipient reads it; `reader` says in words who does."""

    reader: str = field(repr=False)
    top: Top
    sections: Sections
    day: date
    protocols: tuple[str, ...]
    told: tuple[str, ...]
    release: UUID
    entered: Entered


@dataclass(frozen=True, slots=True)
class OutOfDate:
    """That a referral no longer holds as it was sent, and nothing else of it."""

    reader: str = field(repr=False)
    day: date
    sentence: str
    release: UUID
    entered: Entered


@dataclass(frozen=True, slots=True)
class _Known:
    held: Held
    prepared: Prepared
    whole: bool
    reader: str
    top: Top
    hangs: queries.Hangs


def read(hub: Hub, actor: Actor, case: UUID, referral: UUID) -> Reading | OutOfDate | Refused:
    """Read a referral that was sent to the actor's unit, in the role that it was sent to.

    It is decided for whoever reads, and held to what was frozen: a colleague of the recipient reads it where
    their own decision gives every line in the very same form. One line that does not hold, and nothing goes.

    Raises:
        Forbidden: the rulebook gives this to other roles.
        NotFound: no such referral was sent to the actor's unit and role.
        KeysUnavailable, KeyDestroyed, Tampered: as `sharehub.disclosure.disclose.disclose`.
    """
    with asking(hub, actor, Action.REFERRAL_READ, case) as work:
        known = _decided(work, actor, case, referral)
        today = work.tx.today
    if isinstance(known, Refused):
        return known
    entered = work.entries[-1]
    if not known.whole:
        sentence = out_of_date(known.held.row["sent_at"])
        return OutOfDate(known.reader, today, sentence, known.prepared.decided.release, entered)
    composed = opened(hub, known.prepared, entered)
    names = identify(hub, actor, case)
    if isinstance(names, Refused):
        return names
    return Reading(
        reader=known.reader,
        top=name_of(known.top, names, known.held.row["person_id"]),
        sections=arrange(composed, known.hangs),
        day=today,
        protocols=composed.protocols,
        told=composed.told,
        release=composed.release,
        entered=entered,
    )


def _decided(work: Work, actor: Actor, case: UUID, referral: UUID) -> _Known | Refused:
    permit(work, actor, "answer_referral")
    held = received(admit(work, actor, case), referral)
    if held.row["recipient_role"] != actor.role:
        # What was decided for one role is not for another to compare with.
        raise NotFound(NO_SUCH)
    frozen = manifest.read(held.row["manifest"])
    # What is over is out of date as a whole: then it is held to nothing.
    forms = frozen.forms if held.status in READ_WHILE else {}
    asked = replace(wanted(Action.REFERRAL_READ, held, manifest=frozen.digest), held_to=forms, whole=True)
    prepared = prepare(work, actor, case, asked)
    if isinstance(prepared, Refused):
        return prepared
    whole = held.status in READ_WHILE and prepared.forms == forms
    unit = queries.unit_name(work.tx, actor.unit)
    reader = ", ".join(word for word in (role_in_words(actor.role), unit) if word)
    return _Known(held, prepared, whole, reader, top_of(work.tx, held), queries.hangs(work.tx, case))
