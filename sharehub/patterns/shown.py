"""Showing her what is written of what she does, and asking whether it may be shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consent.people import Part
from policies.vocabulary import RelationshipContext
from sharehub.audit.entry import Action
from sharehub.cases import queries as cases
from sharehub.cases.admission import admit
from sharehub.disclosure.known import known_in_full
from sharehub.errors import Forbidden, Invalid
from sharehub.patterns import queries
from sharehub.patterns.validation import SURVIVORS
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

MOST_FACTS = 200
"""At once: the log's entry names each of them, and has to fit."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which facts were shown to whom and when; whether she was asked, and which consent event answers."""

    facts: frozenset[UUID]
    person: UUID
    on: date
    asked_to_share: bool
    consent: UUID | None = None


def show(work: Work, actor: Actor, case: UUID, what: Shown) -> None:
    """Write down that facts were shown to her: her protective efforts, or what a summary holds.

    Raises:
        Forbidden: the rulebook gives this to other roles, or the actor loads history.
        Invalid: a fact is not there, not the actor's to know of, or from an earlier relationship; it is no
            survivor's to see; the day has not come; or what is said to be her answer is none.
    """
    permit(work, actor, "record_consent_survivor")
    if actor.importing:
        raise Forbidden("in history nothing is written down of what was shown to her")
    admitted = admit(work, actor, case)
    _check(work, actor, case, what)
    queries.add_shown(
        work.tx,
        [
            {
                "id": work.new_id(),
                "fact_id": fact,
                "case_id": case,
                "unit_id": actor.unit,
                "person_id": what.person,
                "shown_on": what.on,
                "asked_to_share": what.asked_to_share,
                "consent_id": what.consent,
                "recorded_by": actor.user,
                "recorded_at": work.tx.now,
            }
            for fact in sorted(what.facts)
        ],
    )
    admitted.record(
        Action.SHOWN_TO_HER,
        person=str(what.person),
        facts=[*map(str, sorted(what.facts))],
        asked_to_share=what.asked_to_share,
    )


def survivors(work: Work, case: UUID) -> frozenset[UUID]:
    """Return those of a case who are treated as survivors."""
    return frozenset(person for person, part in cases.parts(work.tx, case).items() if Part(part) in SURVIVORS)


def _check(work: Work, actor: Actor, case: UUID, what: Shown) -> None:
    if what.person not in survivors(work, case):
        raise Invalid("survivor", "a survivor of this case")
    if what.on > work.tx.today:
        raise Invalid("shown_on", "has not come yet")
    contexts = queries.contexts(work.tx, case, what.facts)
    known = known_in_full(work, actor, case, what.facts)
    if not 0 < len(what.facts) <= MOST_FACTS or contexts.keys() & known != what.facts:
        raise Invalid("shown", "name facts of this case that you have in full")
    if RelationshipContext.PREVIOUS_RELATIONSHIP in contexts.values():
        raise Invalid(
            "facts", "what is from an earlier relationship reaches her by the disclosure scheme alone"
        )
    if what.consent is not None and not _is_her_answer(work, actor, case, what):
        raise Invalid("consent", "no answer of hers to being asked, that your unit recorded")


def _is_her_answer(work: Work, actor: Actor, case: UUID, what: Shown) -> bool:
    said = queries.said(work.tx, case, actor.unit, {what.person})
    return what.asked_to_share and any(event["id"] == what.consent for event in said)
