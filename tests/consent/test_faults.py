"""What cannot be read is a fault, and no message says what was in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from consent.record import Kind, Status
from consent.standing import Absence, History, in_order, stands
from tests.consent.build import (
    DAY,
    HER,
    MAPPED,
    ONE_DAY,
    UNDECIDED,
    a_case,
    a_no,
    a_yes,
    an_ask,
    answer,
    told,
)

NO_DATE = "a consent event has no date"
NOT_IN_CASE = "a consent event names a person who is not in the case"
UNKNOWN = "a consent event has an unknown status, kind or capacity"
MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"day": None}, NO_DATE),
    ({"day": "2025-05-15"}, NO_DATE),
    ({"day": datetime(2025, 5, 15, tzinfo=UTC)}, NO_DATE),
    ({"given_by": "stranger"}, NOT_IN_CASE),
    ({"subject": "stranger"}, NOT_IN_CASE),
    ({"status": "agreed"}, UNKNOWN),
    ({"kind": "permission"}, UNKNOWN),
    ({"capacity": "uncle"}, UNKNOWN),
]
BAD_ASKS: list[tuple[dict[str, Any], str]] = [
    ({"day": None}, "the ask has no date"),
    ({"day": datetime(2025, 6, 15, tzinfo=UTC)}, "the ask has no date"),
    ({"subject": "stranger"}, "the ask is about a person who is not in the case"),
    ({"unit": "*"}, "the ask is for everything, which only a consent can be"),
    ({"purpose": "*"}, "the ask is for everything, which only a consent can be"),
    ({"category": "*"}, "the ask is for everything, which only a consent can be"),
]


@pytest.mark.parametrize(("changes", "message"), MALFORMED)
def test_a_malformed_event_is_a_fault(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        answer(a_yes(), a_no(**changes))


@pytest.mark.parametrize(
    ("changes", "message"), [(changes, message) for changes, message in MALFORMED if "day" not in changes]
)
def test_a_malformed_event_is_a_fault_even_where_it_would_not_have_counted(
    changes: dict[str, Any], message: str
) -> None:
    unused = {"day": DAY + ONE_DAY, "subject": "sister", **changes}
    with pytest.raises(ValueError, match=f"^{message}$"):
        answer(a_yes(), a_no(**unused))


@pytest.mark.parametrize(("changes", "message"), BAD_ASKS)
def test_a_malformed_ask_is_a_fault_even_where_nothing_was_ever_said(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        answer(**changes)


def test_two_events_that_share_an_id_are_a_fault_since_neither_is_the_later() -> None:
    with pytest.raises(ValueError, match=r"^two consent events share an id$"):
        answer(a_yes("same"), a_no("same"))


def test_a_history_may_be_put_in_order_once_for_many_asks() -> None:
    theirs = a_yes("theirs", subject="sister", given_by="sister")
    history = in_order(iter([a_yes("late", day=DAY), theirs, a_yes("early")]), MAPPED)
    assert told(stands(history, an_ask())) == "late"
    assert told(stands(history, an_ask(day=DAY - ONE_DAY))) == "early"
    assert told(stands(history, an_ask(subject="sister"))) == "theirs"
    assert told(stands(history, an_ask(subject="him"))) == Absence.CONSENT_ABSENT


def test_a_history_keeps_what_says_yes_or_no_in_order() -> None:
    silent = a_yes("silent", status=Status.PENDING)
    told_only = a_yes("told", kind=Kind.INFORMED_ONLY)
    overheard = a_yes("overheard", asked_alone=False)
    yes, no = a_yes("b", day=DAY), a_no("a")
    history = in_order([yes, silent, told_only, overheard, no], MAPPED)
    assert history == History(MAPPED, {"her": (no, yes)})


def test_a_history_put_in_order_for_other_people_is_a_fault() -> None:
    history = in_order([a_yes()], MAPPED)
    with pytest.raises(ValueError, match=r"^the history was put in order for other people$"):
        stands(history, an_ask({**UNDECIDED, **a_case(HER)}))


def test_a_history_put_in_order_for_the_same_people_may_hold_them_in_another_mapping() -> None:
    assert told(stands(in_order([a_yes()], MAPPED), an_ask(dict(MAPPED)))) == "yes"
