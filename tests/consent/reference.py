"""A second reading of the rules, slow and differently built, to hold the first against.

Where `consent.standing` walks the events and keeps a state, this one asks, of the whole list at once, which
yes has nothing after it that undoes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from consent.people import Person
    from consent.record import ConsentEvent
    from consent.standing import ConsentAsk

ANSWERS = {"active": "yes", "limited": "yes", "refused": "no", "rescinded": "no"}


def expected(history: list[ConsentEvent], ask: ConsentAsk) -> str:
    """Give the id of the grant, or the name of the reason there is none."""
    relevant = [event for event in sorted(history, key=lambda event: event.id) if bears_on(event, ask)]
    relevant.sort(key=lambda event: event.day)
    noes = [place for place, event in enumerate(relevant) if ANSWERS[event.status] == "no"]
    since = max(noes, default=-1) + 1
    grants = [
        relevant[place]
        for place in range(since, len(relevant))
        if ask.unit in relevant[place].recipients or not blocked(relevant[:place], ask.unit)
    ]
    if grants:
        return as_far_as_it_goes(grants[-1], ask)
    if noes:
        return {"refused": "CONSENT_REFUSED", "rescinded": "CONSENT_WITHDRAWN"}[relevant[noes[-1]].status]
    return "CONSENT_ABSENT"


def as_far_as_it_goes(grant: ConsentEvent, ask: ConsentAsk) -> str:
    if ask.fact in grant.exclude_facts:
        return "CONSENT_EXCLUDES_FACT"
    if grant.expires is not None and not ask.day <= grant.expires:
        return "CONSENT_EXPIRED"
    return grant.id


def blocked(earlier: list[ConsentEvent], unit: str) -> bool:
    """Say whether the last thing said that names the unit was a no."""
    naming = [ANSWERS[event.status] for event in earlier if unit in event.recipients]
    return naming[-1:] == ["no"]


def bears_on(event: ConsentEvent, ask: ConsentAsk) -> bool:
    if event.subject != ask.subject or event.day > ask.day or event.kind != "consent":
        return False
    said = ANSWERS.get(event.status, "nothing")
    if said not in allowed(event, ask.people[event.given_by], ask.people[event.subject], ask.day):
        return False
    if said == "yes" and event.asked_alone is False:
        return False
    reached = ask.unit in event.recipients or ("*" in event.recipients and ask.unit not in event.except_units)
    purpose = bool(event.purposes & {"*", ask.purpose})
    category = bool(event.categories & {"*", ask.category})
    return reached and purpose and category


def allowed(event: ConsentEvent, giver: Person, subject: Person, today: date) -> set[str]:
    """Give the answers from this giver that count for this subject: yes, no, both or neither."""
    themselves = giver.id == subject.id
    in_their_place = event.capacity in ("guardian", "welfare_attorney")
    if giver.part == "perpetrator" and not themselves:
        return set()
    if subject.part != "child":
        return {"yes", "no"} if themselves or in_their_place else set()
    birthday = subject.twelfth_birthday
    if birthday is None or birthday <= event.day:
        return {"yes", "no"} if themselves else set()
    answers: set[str] = set()
    if giver.part == "survivor" or in_their_place:
        answers = {"yes", "no"}
    if themselves and event.capacity == "child_understands":
        answers = {"yes", "no"}
    if giver.part in ("adult_a", "adult_b"):
        answers = {"no"}
    if not themselves and birthday <= today:
        answers = answers - {"yes"}
    return answers
