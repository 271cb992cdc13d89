"""What must hold for every history, over small worlds in which everything that matters can happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from consent.people import Part, Person
from consent.record import Capacity, ConsentEvent, Kind, Status
from consent.standing import ConsentAsk, in_order, stands
from tests.consent.build import SILENT, a_case, an_event, told
from tests.consent.reference import expected

if TYPE_CHECKING:
    from random import Random

    from hypothesis.strategies import SearchStrategy

START = date(2025, 1, 1)
BIRTHDAY = START + timedelta(days=4)
CHILDREN = (Person("girl", Part.CHILD, BIRTHDAY), Person("child", Part.CHILD))
NEIGHBOUR = Person("neighbour", Part.THIRD_PARTY)
WORLDS = (
    a_case(Person("one", Part.PERPETRATOR), Person("two", Part.SURVIVOR), NEIGHBOUR, *CHILDREN),
    a_case(Person("one", Part.ADULT_A), Person("two", Part.ADULT_B), NEIGHBOUR, *CHILDREN),
)
IDS = ["one", "two", "neighbour", "girl", "child"]
ONE_SUBJECT = st.sampled_from(IDS)
DAYS = st.integers(0, 8).map(lambda days: START + timedelta(days=days))
BOTH_YES = [Status.ACTIVE, Status.LIMITED]
OVERHEARD_YES: dict[str, Any] = {"status": Status.ACTIVE, "asked_alone": False}
SPEAKING_FOR_A_CHILD = (Capacity.GUARDIAN, Capacity.CHILD_UNDERSTANDS)

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine must not turn a true property into a failure."""

Conversation: TypeAlias = tuple[list[ConsentEvent], ConsentAsk]


def mostly(usual: Any, *others: Any) -> SearchStrategy[Any]:
    return st.sampled_from([usual, usual, usual, *others])


def some(*values: str) -> frozenset[str]:
    return frozenset(values)


def events(subject: SearchStrategy[str] = ONE_SUBJECT) -> SearchStrategy[ConsentEvent]:
    """Draw events that mostly bear on what is asked, so that few histories come to nothing."""
    return st.builds(
        ConsentEvent,
        id=st.integers(1, 99).map(str),
        day=DAYS,
        subject=subject,
        given_by=ONE_SUBJECT,
        status=st.sampled_from([*Status, Status.ACTIVE, Status.REFUSED]),
        recipients=st.sampled_from(
            [
                some("school"),
                some("school"),
                some("*"),
                some("*"),
                some("*", "school"),
                some("police"),
                some(),
            ]
        ),
        purposes=mostly(some("*"), some("wellbeing"), some("wellbeing"), some("court")),
        categories=mostly(some("*"), some("account"), some("account"), some("health")),
        kind=mostly(Kind.CONSENT, Kind.CONSENT, Kind.CONSENT, Kind.INFORMED_ONLY, Kind.OBJECTION),
        capacity=st.sampled_from([None, *Capacity, *SPEAKING_FOR_A_CHILD]),
        except_units=mostly(some(), some("police"), some("school")),
        exclude_facts=mostly(some(), some("fact"), some("another-fact")),
        expires=st.none() | DAYS,
        asked_alone=mostly(None, True, False),
    )


def histories(subject: SearchStrategy[str] = ONE_SUBJECT) -> SearchStrategy[list[ConsentEvent]]:
    return st.lists(events(subject), max_size=8, unique_by=lambda event: event.id)


def asks(subject: SearchStrategy[str] = ONE_SUBJECT) -> SearchStrategy[ConsentAsk]:
    return st.builds(
        ConsentAsk,
        subject=subject,
        unit=st.just("school"),
        purpose=st.just("wellbeing"),
        category=st.just("account"),
        fact=st.just("fact"),
        day=DAYS,
        people=st.sampled_from(WORLDS),
    )


@st.composite
def conversations(draw: st.DrawFn, own: str | None = None) -> Conversation:
    """Draw a history that is mostly about the person asked about, partly in their own words; and the ask."""
    ask = draw(asks(ONE_SUBJECT if own is None else st.just(own)))
    history = draw(histories(mostly(ask.subject, "girl")))
    themselves = draw(st.lists(st.booleans(), min_size=len(history), max_size=len(history)))
    spoken = [
        replace(event, given_by=event.subject) if own_words else event
        for event, own_words in zip(history, themselves, strict=True)
    ]
    return spoken, ask


def own_last_word(history: list[ConsentEvent], ask: ConsentAsk, status: Status) -> ConsentEvent:
    """Let the person asked about answer last of all, on the day itself, naming the unit."""
    after_all_others = max((event.id for event in history), default="") + "z"
    return an_event(
        id=after_all_others,
        day=ask.day,
        subject=ask.subject,
        given_by=ask.subject,
        status=status,
        capacity=Capacity.CHILD_UNDERSTANDS,
        purposes=some("*"),
        categories=some("*"),
    )


@settings(UNHURRIED, max_examples=300)
@given(conversations())
def test_two_readings_of_the_rules_agree(conversation: Conversation) -> None:
    history, ask = conversation
    assert told(stands(history, ask)) == expected(history, ask)


@UNHURRIED
@given(conversations(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_never_matters(conversation: Conversation, shuffled: Random) -> None:
    history, ask = conversation
    before = stands(history, ask)
    shuffled.shuffle(history)
    assert stands(history, ask) == before


@UNHURRIED
@given(conversations())
def test_a_history_put_in_order_once_gives_the_same_answer(
    conversation: Conversation,
) -> None:
    history, ask = conversation
    assert stands(in_order(history, ask.people), ask) == stands(history, ask)


@UNHURRIED
@given(conversations(), st.data())
def test_a_no_that_names_the_unit_never_turns_into_a_grant(
    conversation: Conversation, data: st.DataObject
) -> None:
    history, ask = conversation
    assume(stands(history, ask).grant is None)
    refusal = data.draw(events(st.just(ask.subject)))
    refusal = replace(refusal, id="100", status=Status.REFUSED, recipients=some("school"))
    assert stands([*history, refusal], ask).grant is None


@UNHURRIED
@given(conversations())
def test_her_own_last_no_always_ends_it(conversation: Conversation) -> None:
    history, ask = conversation
    no = own_last_word(history, ask, Status.REFUSED)
    assert told(stands([*history, no], ask)) == "CONSENT_REFUSED"


@UNHURRIED
@given(conversations(), st.data())
def test_a_general_yes_never_lifts_a_named_no(conversation: Conversation, data: st.DataObject) -> None:
    history, ask = conversation
    no = own_last_word(history, ask, Status.REFUSED)
    later = data.draw(st.lists(events(st.just(ask.subject)), max_size=4))
    general = [
        replace(event, id=f"{no.id}{place}", day=ask.day, status=Status.ACTIVE, recipients=some("*"))
        for place, event in enumerate(later)
    ]
    assert told(stands([*history, no, *general], ask)) == "CONSENT_REFUSED"


@UNHURRIED
@given(conversations(), events())
def test_nothing_a_perpetrator_says_for_another_changes_the_answer(
    conversation: Conversation, said: ConsentEvent
) -> None:
    history, ask = conversation
    assume(ask.subject != "one")
    ask = replace(ask, people=WORLDS[0])
    his = replace(said, id="100", subject=ask.subject, given_by="one")
    assert stands([*history, his], ask) == stands(history, ask)


@UNHURRIED
@given(conversations("girl"), st.data())
def test_while_it_is_open_no_adults_yes_changes_the_answer_for_a_child(
    conversation: Conversation, data: st.DataObject
) -> None:
    history, ask = conversation
    ask = replace(ask, people=WORLDS[1])
    yes = data.draw(events(st.just("girl")))
    giver = data.draw(st.sampled_from(["one", "two"]))
    yes = replace(yes, id="100", given_by=giver, status=data.draw(st.sampled_from(BOTH_YES)))
    assert stands([*history, yes], ask) == stands(history, ask)


@UNHURRIED
@given(conversations(), events())
def test_what_is_said_after_the_day_never_matters(conversation: Conversation, said: ConsentEvent) -> None:
    history, ask = conversation
    later = replace(said, id="100", subject=ask.subject, day=ask.day + timedelta(days=1))
    assert stands([*history, later], ask) == stands(history, ask)


@UNHURRIED
@given(conversations(), events())
def test_what_is_said_for_another_person_never_matters(
    conversation: Conversation, said: ConsentEvent
) -> None:
    history, ask = conversation
    assume(said.subject != ask.subject)
    assert stands([*history, replace(said, id="100")], ask) == stands(history, ask)


@UNHURRIED
@given(conversations(), events())
def test_what_neither_agrees_nor_refuses_never_matters(
    conversation: Conversation, said: ConsentEvent
) -> None:
    history, ask = conversation
    silent = replace(said, id="100", subject=ask.subject)
    for changes in (*SILENT, OVERHEARD_YES):
        assert stands([*history, replace(silent, **changes)], ask) == stands(history, ask)


@UNHURRIED
@given(conversations())
def test_a_grant_stands_to_its_last_day_and_not_beyond(conversation: Conversation) -> None:
    history, ask = conversation
    yes = own_last_word(history, ask, Status.ACTIVE)
    day_before = replace(yes, expires=ask.day - timedelta(days=1))
    assert told(stands([*history, replace(yes, expires=ask.day)], ask)) == yes.id
    assert told(stands([*history, day_before], ask)) == "CONSENT_EXPIRED"


@UNHURRIED
@given(conversations("girl"))
def test_on_her_twelfth_birthday_only_what_she_said_herself_still_grants(
    conversation: Conversation,
) -> None:
    history, ask = conversation
    on_the_day = stands(history, replace(ask, day=BIRTHDAY)).grant
    assert on_the_day is None or on_the_day.given_by == "girl"


@UNHURRIED
@given(conversations("girl"))
def test_until_the_day_before_her_twelfth_birthday_nothing_has_lapsed(
    conversation: Conversation,
) -> None:
    history, ask = conversation
    eve = replace(ask, day=BIRTHDAY - timedelta(days=1))
    far_off = {**ask.people, "girl": Person("girl", Part.CHILD, BIRTHDAY + timedelta(days=3650))}
    assert stands(history, eve) == stands(history, replace(eve, people=far_off))
