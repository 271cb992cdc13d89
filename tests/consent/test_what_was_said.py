"""What a history of yes and no comes to, for one person who speaks for herself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from consent.record import Status
from consent.standing import Absence
from tests.consent.build import DAY, ONE_DAY, SILENT, TO_ALL, a_no, a_yes, an_event, answer, in_turn

REFUSED, WITHDRAWN = Absence.CONSENT_REFUSED, Absence.CONSENT_WITHDRAWN
EXCLUDED, EXPIRED = Absence.CONSENT_EXCLUDES_FACT, Absence.CONSENT_EXPIRED
ABSENT = Absence.CONSENT_ABSENT

NO_STATUSES = [(Status.REFUSED, REFUSED), (Status.RESCINDED, WITHDRAWN)]


def test_nobody_asked_is_absent() -> None:
    assert answer() == ABSENT


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.LIMITED])
def test_a_yes_that_names_the_unit_is_the_grant(status: Status) -> None:
    assert answer(a_yes(status=status)) == "yes"


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.LIMITED])
def test_a_general_yes_is_the_grant(status: Status) -> None:
    assert answer(a_yes(status=status, **TO_ALL)) == "yes"


def test_the_latest_yes_is_the_grant() -> None:
    assert answer(*in_turn(a_yes("first"), a_yes("second"), a_yes("third", **TO_ALL))) == "third"


def test_a_yes_to_another_unit_is_no_yes() -> None:
    assert answer(a_yes(recipients=frozenset({"police"}))) == ABSENT


def test_a_list_of_recipients_that_is_empty_names_nobody() -> None:
    assert answer(a_yes(recipients=frozenset())) == ABSENT
    assert answer(*in_turn(a_yes(), a_no(recipients=frozenset()))) == "yes"


def test_a_unit_that_a_general_yes_excepts_has_no_yes() -> None:
    assert answer(a_yes(except_units=frozenset({"school"}), **TO_ALL)) == ABSENT


def test_a_general_yes_that_excepts_another_unit_stands() -> None:
    assert answer(a_yes(except_units=frozenset({"police"}), **TO_ALL)) == "yes"


def test_an_empty_except_excepts_nobody() -> None:
    assert answer(a_yes(except_units=frozenset(), **TO_ALL)) == "yes"


def test_except_limits_the_star_only() -> None:
    both = frozenset({"*", "school"})
    assert answer(a_yes(except_units=frozenset({"school"}))) == "yes"
    assert answer(a_yes(recipients=both, except_units=frozenset({"school"}))) == "yes"


def test_a_star_among_the_excepted_units_excepts_no_unit() -> None:
    assert answer(a_yes(except_units=frozenset({"*"}), **TO_ALL)) == "yes"


def test_a_general_no_that_excepts_the_unit_leaves_its_yes() -> None:
    history = in_turn(a_yes(), a_no(except_units=frozenset({"school"}), **TO_ALL))
    assert answer(*history) == "yes"


def test_a_unit_both_named_and_general_counts_as_named() -> None:
    both = frozenset({"*", "school"})
    assert answer(*in_turn(a_no(recipients=both), a_yes(**TO_ALL))) == REFUSED
    assert answer(*in_turn(a_no(), a_yes(recipients=both))) == "yes"


@pytest.mark.parametrize("field", ["purposes", "categories"])
@pytest.mark.parametrize(
    ("listed", "expected"), [({"*"}, "yes"), ({"something_else"}, ABSENT), (set(), ABSENT)]
)
def test_a_yes_covers_what_it_lists_or_all(field: str, listed: set[str], expected: str) -> None:
    assert answer(a_yes("yes", **{field: frozenset(listed)})) == expected


@pytest.mark.parametrize("field", ["purposes", "categories"])
@pytest.mark.parametrize(
    ("listed", "expected"), [({"*"}, REFUSED), ({"something_else"}, "yes"), (set(), "yes")]
)
def test_a_no_covers_what_it_lists_or_all(field: str, listed: set[str], expected: str) -> None:
    assert answer(*in_turn(a_yes(), a_no("no", **{field: frozenset(listed)}))) == expected


def test_purpose_and_category_must_both_be_covered() -> None:
    one_each = a_yes(purposes=frozenset({"*"}), categories=frozenset({"*"}))
    assert answer(one_each, purpose="court_report", category="sexual") == "yes"
    assert answer(a_yes(), purpose="court_report") == ABSENT
    assert answer(a_yes(), category="sexual") == ABSENT


@pytest.mark.parametrize(("status", "reason"), NO_STATUSES)
def test_a_no_that_names_the_unit_ends_a_yes(status: Status, reason: Absence) -> None:
    assert answer(*in_turn(a_yes(), a_no(status=status))) == reason


@pytest.mark.parametrize(("status", "reason"), NO_STATUSES)
def test_a_general_no_ends_a_yes_that_names_the_unit(status: Status, reason: Absence) -> None:
    assert answer(*in_turn(a_yes(), a_no(status=status, **TO_ALL))) == reason


@pytest.mark.parametrize(("status", "reason"), NO_STATUSES)
def test_a_named_no_is_lifted_only_by_a_yes_that_names_the_same_unit(status: Status, reason: Absence) -> None:
    no = a_no(status=status)
    assert answer(*in_turn(no, a_yes(**TO_ALL))) == reason
    assert answer(*in_turn(no, a_yes(recipients=frozenset({"police"})))) == reason
    assert answer(*in_turn(no, a_yes())) == "yes"


@pytest.mark.parametrize("status", [Status.REFUSED, Status.RESCINDED])
def test_a_general_no_is_lifted_by_a_general_yes(status: Status) -> None:
    assert answer(*in_turn(a_no(status=status, **TO_ALL), a_yes(**TO_ALL))) == "yes"


def test_a_general_no_is_lifted_by_a_yes_that_names_the_unit() -> None:
    assert answer(*in_turn(a_no(**TO_ALL), a_yes())) == "yes"


def test_a_lifted_block_stays_lifted() -> None:
    assert answer(*in_turn(a_no(), a_yes("named"), a_yes("general", **TO_ALL))) == "general"
    assert answer(*in_turn(a_no(), a_yes(), a_no("all", **TO_ALL), a_yes("again", **TO_ALL))) == "again"


def test_a_general_no_does_not_weaken_a_named_one() -> None:
    general = a_no("general", status=Status.RESCINDED, **TO_ALL)
    assert answer(*in_turn(a_no(), general, a_yes(**TO_ALL))) == WITHDRAWN
    assert answer(*in_turn(a_no(), general, a_yes())) == "yes"


def test_a_named_no_may_come_back() -> None:
    again = a_no("again", status=Status.RESCINDED)
    assert answer(*in_turn(a_no(), a_yes(), again, a_yes("general", **TO_ALL))) == WITHDRAWN


def test_the_last_reason_is_given() -> None:
    taken_back = a_no("back", status=Status.RESCINDED)
    assert answer(*in_turn(a_no(), taken_back)) == WITHDRAWN
    assert answer(*in_turn(taken_back, a_no())) == REFUSED


def test_a_block_holds_only_for_the_purpose_and_category_it_covers() -> None:
    no = a_no(purposes=frozenset({"court_report"}))
    assert answer(*in_turn(no, a_yes(**TO_ALL))) == "yes"


@pytest.mark.parametrize("changes", SILENT)
def test_what_is_not_an_answer_grants_nothing(changes: dict[str, Any]) -> None:
    assert answer(an_event(**changes)) == ABSENT


@pytest.mark.parametrize("changes", SILENT)
def test_what_is_not_an_answer_removes_nothing(changes: dict[str, Any]) -> None:
    assert answer(*in_turn(a_yes(), an_event(**changes))) == "yes"


@pytest.mark.parametrize("changes", SILENT)
def test_what_is_not_an_answer_lifts_nothing_and_changes_no_reason(changes: dict[str, Any]) -> None:
    assert answer(*in_turn(a_no(), an_event(**changes), a_yes(**TO_ALL))) == REFUSED
    assert answer(*in_turn(a_no(status=Status.RESCINDED), an_event(**changes))) == WITHDRAWN


@pytest.mark.parametrize("asked_alone", [True, None])
def test_a_yes_stands_when_she_was_asked_alone_or_it_was_not_recorded(*, asked_alone: bool | None) -> None:
    assert answer(a_yes(asked_alone=asked_alone)) == "yes"


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.LIMITED])
def test_a_yes_said_with_somebody_in_the_room_grants_nothing(status: Status) -> None:
    overheard = a_yes(status=status, asked_alone=False)
    assert answer(overheard) == ABSENT
    assert answer(*in_turn(a_yes("alone"), overheard)) == "alone"


def test_a_yes_said_with_somebody_in_the_room_lifts_nothing() -> None:
    assert answer(*in_turn(a_no(), a_yes("overheard", asked_alone=False), a_yes(**TO_ALL))) == REFUSED


@pytest.mark.parametrize(("status", "reason"), NO_STATUSES)
def test_a_no_said_with_somebody_in_the_room_counts(status: Status, reason: Absence) -> None:
    assert answer(*in_turn(a_yes(), a_no(status=status, asked_alone=False))) == reason
    named = in_turn(a_no(status=status, asked_alone=False), a_yes(**TO_ALL))
    assert answer(*named) == reason


def test_a_grant_may_exclude_the_fact() -> None:
    yes = a_yes(exclude_facts=frozenset({"fact-1", "fact-2"}))
    assert answer(yes) == EXCLUDED
    assert answer(yes, fact="fact-2") == EXCLUDED
    assert answer(yes, fact="fact-3") == "yes"


def test_a_star_among_excluded_facts_excludes_no_fact() -> None:
    assert answer(a_yes(exclude_facts=frozenset({"*"}))) == "yes"


def test_only_the_grant_that_is_left_excludes() -> None:
    without = a_yes("without", exclude_facts=frozenset({"fact-1"}))
    assert answer(*in_turn(without, a_yes())) == "yes"
    assert answer(*in_turn(a_yes(), without)) == EXCLUDED


def test_a_yes_that_excludes_the_fact_still_lifts_a_block() -> None:
    without = a_yes("without", exclude_facts=frozenset({"fact-1"}))
    assert answer(*in_turn(a_no(), without, a_yes(**TO_ALL))) == "yes"


def test_what_a_no_excludes_is_not_asked() -> None:
    assert answer(a_no(exclude_facts=frozenset({"fact-1"}))) == REFUSED


@pytest.mark.parametrize(("days", "expected"), [(-1, EXPIRED), (0, "yes"), (1, "yes")])
def test_a_grant_stands_on_its_last_day_and_not_after(days: int, expected: str) -> None:
    assert answer(a_yes(expires=DAY + days * ONE_DAY)) == expected


def test_a_fact_that_a_lapsed_grant_excluded_is_excluded() -> None:
    assert answer(a_yes(expires=DAY - ONE_DAY, exclude_facts=frozenset({"fact-1"}))) == EXCLUDED


def test_an_older_grant_does_not_come_back_when_the_latest_has_expired() -> None:
    assert answer(*in_turn(a_yes("open"), a_yes("short", expires=DAY - ONE_DAY))) == EXPIRED


def test_an_expired_yes_has_lifted_a_block() -> None:
    short = a_yes("short", expires=DAY - ONE_DAY)
    assert answer(*in_turn(a_no(), short, a_yes(**TO_ALL))) == "yes"


def test_a_no_does_not_expire() -> None:
    assert answer(*in_turn(a_yes(), a_no(expires=DAY - ONE_DAY))) == REFUSED
    assert answer(*in_turn(a_no(expires=DAY - ONE_DAY), a_yes(**TO_ALL))) == REFUSED


@pytest.mark.parametrize(("days", "expected"), [(-1, REFUSED), (0, REFUSED), (1, "yes")])
def test_a_no_counts_from_its_own_day(days: int, expected: str) -> None:
    assert answer(a_yes(), a_no(day=DAY + days * ONE_DAY)) == expected


@pytest.mark.parametrize(("days", "expected"), [(-1, "yes"), (0, "yes"), (1, ABSENT)])
def test_a_yes_counts_from_its_own_day(days: int, expected: str) -> None:
    assert answer(a_yes(day=DAY + days * ONE_DAY)) == expected


def test_events_are_read_by_day_whatever_their_order() -> None:
    yes, no = in_turn(a_yes("a"), a_no("b"))
    assert answer(yes, no) == answer(no, yes) == REFUSED
    no, yes = in_turn(a_no("b"), a_yes("a"))
    assert answer(yes, no) == answer(no, yes) == "a"


def test_events_of_one_day_are_read_by_id_as_text() -> None:
    yes, no = a_yes("9"), a_no("10")
    assert answer(yes, no) == answer(no, yes) == "9"
    yes, no = replace(yes, id="b"), replace(no, id="b2")
    assert answer(yes, no) == answer(no, yes) == REFUSED


def test_the_day_comes_before_the_id() -> None:
    no, yes = in_turn(a_no("z"), a_yes("a"))
    assert answer(no, yes) == "a"


def test_words_about_another_person_are_passed_over() -> None:
    theirs = a_no(subject="sister", given_by="sister")
    assert answer(*in_turn(a_yes(), theirs)) == "yes"
    assert answer(a_yes(subject="sister", given_by="sister")) == ABSENT
