"""Whose yes and whose no count for whom, and on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from consent.people import Part, decides_alone, undetermined
from consent.record import Capacity, Status
from consent.standing import Absence
from tests.consent.build import (
    BOY_OF_14,
    CHILD_OF_UNKNOWN_AGE,
    GIRL,
    HER,
    HIM,
    LAST_MONTH,
    MAPPED,
    ONE_DAY,
    TO_ALL,
    UNDECIDED,
    a_case,
    a_no,
    a_yes,
    answer,
    in_turn,
)

REFUSED, WITHDRAWN, ABSENT = Absence.CONSENT_REFUSED, Absence.CONSENT_WITHDRAWN, Absence.CONSENT_ABSENT
EVERY_CAPACITY = [None, *Capacity]
FOR_ANOTHER = [Capacity.GUARDIAN, Capacity.WELFARE_ATTORNEY]
IN_NO_PLACE_OF_ANOTHER = [capacity for capacity in EVERY_CAPACITY if capacity not in FOR_ANOTHER]
BOTH_YES = [Status.ACTIVE, Status.LIMITED]
BOTH_NO = [(Status.REFUSED, REFUSED), (Status.RESCINDED, WITHDRAWN)]
BIRTHDAY = date(2025, 6, 1)
NEARLY_12 = a_case(HIM, HER, replace(GIRL, twelfth_birthday=BIRTHDAY))
BEFORE = BIRTHDAY - ONE_DAY


def of(subject: str, given_by: str, **changes: Any) -> dict[str, Any]:
    return {"subject": subject, "given_by": given_by, **changes}


@pytest.mark.parametrize("subject", ["her", "him", "neighbour"])
@pytest.mark.parametrize("capacity", EVERY_CAPACITY)
def test_an_adult_speaks_for_themselves(subject: str, capacity: Capacity | None) -> None:
    own = of(subject, subject, capacity=capacity)
    assert answer(a_yes(**own), subject=subject) == "yes"
    assert answer(a_no(**own), subject=subject) == REFUSED


@pytest.mark.parametrize("subject", ["her", "him"])
@pytest.mark.parametrize("capacity", FOR_ANOTHER)
def test_a_guardian_or_welfare_attorney_speaks_for_an_adult(subject: str, capacity: Capacity) -> None:
    theirs = of(subject, "neighbour", capacity=capacity)
    assert answer(a_yes(**theirs), subject=subject) == "yes"
    assert answer(a_no(**theirs), subject=subject) == REFUSED


@pytest.mark.parametrize("giver", ["neighbour", "sister", "girl", "boy"])
@pytest.mark.parametrize("capacity", IN_NO_PLACE_OF_ANOTHER)
def test_nobody_else_speaks_for_an_adult(giver: str, capacity: Capacity | None) -> None:
    theirs = of("her", giver, capacity=capacity)
    assert answer(a_yes(**theirs)) == ABSENT
    assert answer(*in_turn(a_yes(), a_no(**theirs))) == "yes"


@pytest.mark.parametrize("subject", ["her", "neighbour", "girl", "boy", "child"])
@pytest.mark.parametrize("capacity", EVERY_CAPACITY)
def test_a_perpetrator_never_speaks_for_anyone_but_himself(subject: str, capacity: Capacity | None) -> None:
    his = of(subject, "him", capacity=capacity)
    assert answer(a_yes(**his), subject=subject) == ABSENT
    assert answer(a_no(**his), subject=subject) == ABSENT


def test_a_perpetrators_no_does_not_end_her_yes_for_the_child() -> None:
    hers, his = of("girl", "her"), of("girl", "him", capacity=Capacity.GUARDIAN)
    assert answer(*in_turn(a_yes(**hers), a_no(**his)), subject="girl") == "yes"
    assert answer(*in_turn(a_no(**hers), a_yes(**his)), subject="girl") == REFUSED


@pytest.mark.parametrize("giver", ["her", "sister"])
@pytest.mark.parametrize("capacity", EVERY_CAPACITY)
def test_a_survivor_speaks_for_a_younger_child(giver: str, capacity: Capacity | None) -> None:
    hers = of("girl", giver, capacity=capacity)
    assert answer(a_yes(**hers), subject="girl") == "yes"
    assert answer(a_no(**hers), subject="girl") == REFUSED


@pytest.mark.parametrize("giver", ["neighbour", "boy"])
@pytest.mark.parametrize("capacity", FOR_ANOTHER)
def test_a_guardian_or_welfare_attorney_speaks_for_a_younger_child(giver: str, capacity: Capacity) -> None:
    theirs = of("girl", giver, capacity=capacity)
    assert answer(a_yes(**theirs), subject="girl") == "yes"
    assert answer(a_no(**theirs), subject="girl") == REFUSED


@pytest.mark.parametrize("capacity", IN_NO_PLACE_OF_ANOTHER)
def test_nobody_else_speaks_for_a_younger_child(capacity: Capacity | None) -> None:
    theirs = of("girl", "neighbour", capacity=capacity)
    assert answer(a_yes(**theirs), subject="girl") == ABSENT
    assert answer(a_no(**theirs), subject="girl") == ABSENT


def test_a_younger_child_who_understands_speaks_for_herself() -> None:
    own = of("girl", "girl", capacity=Capacity.CHILD_UNDERSTANDS)
    assert answer(a_yes(**own), subject="girl") == "yes"
    assert answer(a_no(**own), subject="girl") == REFUSED
    assert answer(*in_turn(a_yes(**of("girl", "her")), a_no(**own)), subject="girl") == REFUSED


@pytest.mark.parametrize(
    "capacity", [None, Capacity.SELF, Capacity.CHILD_12_PLUS, Capacity.NON_ABUSING_PARENT]
)
def test_a_younger_child_of_whom_it_is_not_recorded_does_not(capacity: Capacity | None) -> None:
    own = of("girl", "girl", capacity=capacity)
    assert answer(a_yes(**own), subject="girl") == ABSENT
    assert answer(a_no(**own), subject="girl") == ABSENT


def test_another_child_is_not_the_child_who_understands() -> None:
    theirs = of("girl", "boy", capacity=Capacity.CHILD_UNDERSTANDS)
    assert answer(a_yes(**theirs), subject="girl") == ABSENT


@pytest.mark.parametrize("child", ["boy", "child"])
@pytest.mark.parametrize("capacity", EVERY_CAPACITY)
def test_a_child_of_12_or_of_unknown_age_speaks_alone(child: str, capacity: Capacity | None) -> None:
    own = of(child, child, capacity=capacity)
    assert answer(a_yes(**own), subject=child) == "yes"
    assert answer(a_no(**own), subject=child) == REFUSED
    for giver in ("her", "neighbour", "girl"):
        theirs = of(child, giver, capacity=capacity)
        assert answer(a_yes(**theirs), subject=child) == ABSENT
        assert answer(a_no(**theirs), subject=child) == ABSENT


def test_a_fourteen_year_olds_no_stands_against_a_parents_yes() -> None:
    history = in_turn(a_no(**of("boy", "boy")), a_yes(**of("boy", "her")))
    assert answer(*history, subject="boy") == REFUSED


@pytest.mark.parametrize(("days", "expected"), [(-1, "yes"), (0, ABSENT), (1, ABSENT)])
def test_a_parents_yes_counts_if_it_was_given_before_the_twelfth_birthday(days: int, expected: str) -> None:
    given = BIRTHDAY + days * ONE_DAY
    yes = a_yes(**of("girl", "her", day=given))
    assert answer(yes, people=NEARLY_12, subject="girl", day=max(given, BEFORE)) == expected


@pytest.mark.parametrize(("days", "expected"), [(-1, ABSENT), (0, "yes"), (1, "yes")])
def test_a_childs_own_yes_counts_from_the_twelfth_birthday_itself(days: int, expected: str) -> None:
    own = a_yes(**of("girl", "girl", day=BIRTHDAY + days * ONE_DAY))
    assert answer(own, people=NEARLY_12, subject="girl") == expected


@pytest.mark.parametrize("status", BOTH_YES)
@pytest.mark.parametrize("giver", ["her", "neighbour"])
@pytest.mark.parametrize(("days", "expected"), [(-1, "yes"), (0, ABSENT), (1, ABSENT)])
def test_a_yes_that_another_gave_lapses_on_the_twelfth_birthday(
    status: Status, giver: str, days: int, expected: str
) -> None:
    people = a_case(HER, MAPPED["neighbour"], NEARLY_12["girl"])
    yes = a_yes(**of("girl", giver, status=status, capacity=Capacity.GUARDIAN))
    assert answer(yes, people=people, subject="girl", day=BIRTHDAY + days * ONE_DAY) == expected


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_yes_that_she_gave_herself_while_younger_does_not_lapse(days: int) -> None:
    own = a_yes(**of("girl", "girl", capacity=Capacity.CHILD_UNDERSTANDS))
    assert answer(own, people=NEARLY_12, subject="girl", day=BIRTHDAY + days * ONE_DAY) == "yes"


@pytest.mark.parametrize(("status", "reason"), BOTH_NO)
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_no_that_another_gave_stands_past_the_twelfth_birthday(
    status: Status, reason: Absence, days: int
) -> None:
    no = a_no(**of("girl", "her", status=status))
    assert answer(no, people=NEARLY_12, subject="girl", day=BIRTHDAY + days * ONE_DAY) == reason


@pytest.mark.parametrize(("days", "expected"), [(-1, "general"), (0, REFUSED)])
def test_a_block_that_a_lapsed_yes_had_lifted_stands_again(days: int, expected: str) -> None:
    no = a_no(**of("girl", "her", day=LAST_MONTH - ONE_DAY))
    lifted = a_yes("lifted", **of("girl", "her"))
    own = of("girl", "girl", day=BEFORE, capacity=Capacity.CHILD_UNDERSTANDS)
    general = a_yes("general", **own, **TO_ALL)
    asked = BIRTHDAY + days * ONE_DAY
    assert answer(no, lifted, general, people=NEARLY_12, subject="girl", day=asked) == expected


def test_a_no_that_another_gave_stands_until_the_child_speaks_by_the_ordinary_rules() -> None:
    named = a_no(**of("girl", "her"))
    general = replace(named, recipients=frozenset({"*"}))
    own = a_yes(**of("girl", "girl", day=BIRTHDAY))
    to_all = replace(own, recipients=frozenset({"*"}))
    assert answer(named, own, people=NEARLY_12, subject="girl") == "yes"
    assert answer(named, to_all, people=NEARLY_12, subject="girl") == REFUSED
    assert answer(general, to_all, people=NEARLY_12, subject="girl") == "yes"


def test_a_lapsed_yes_leaves_no_reason_behind() -> None:
    without = a_yes(**of("girl", "her", exclude_facts=frozenset({"fact-1"})))
    assert answer(without, people=NEARLY_12, subject="girl", day=BIRTHDAY) == ABSENT


@pytest.mark.parametrize("giver", ["adult-a", "adult-b"])
@pytest.mark.parametrize("capacity", EVERY_CAPACITY)
def test_while_it_is_open_neither_adults_yes_counts_for_a_child(
    giver: str, capacity: Capacity | None
) -> None:
    for status in BOTH_YES:
        theirs = a_yes(**of("girl", giver, status=status, capacity=capacity))
        assert answer(theirs, people=UNDECIDED, subject="girl") == ABSENT


@pytest.mark.parametrize("giver", ["adult-a", "adult-b"])
@pytest.mark.parametrize("capacity", EVERY_CAPACITY)
@pytest.mark.parametrize(("status", "reason"), BOTH_NO)
def test_while_it_is_open_either_adults_no_counts_for_a_younger_child(
    giver: str, capacity: Capacity | None, status: Status, reason: Absence
) -> None:
    no = a_no(**of("girl", giver, status=status, capacity=capacity))
    assert answer(no, people=UNDECIDED, subject="girl") == reason


def test_while_it_is_open_a_named_no_is_not_lifted_by_either_adult() -> None:
    history = in_turn(a_no(**of("girl", "adult-a")), a_yes(**of("girl", "adult-b")))
    assert answer(*history, people=UNDECIDED, subject="girl") == REFUSED


def test_while_it_is_open_a_guardian_who_is_neither_adult_speaks_for_a_younger_child() -> None:
    yes = a_yes(**of("girl", "neighbour", capacity=Capacity.GUARDIAN))
    assert answer(yes, people=UNDECIDED, subject="girl") == "yes"


def test_while_it_is_open_a_child_who_understands_speaks_for_herself() -> None:
    own = of("girl", "girl", capacity=Capacity.CHILD_UNDERSTANDS)
    assert answer(a_yes(**own), people=UNDECIDED, subject="girl") == "yes"


def test_while_it_is_open_neither_adult_speaks_for_a_child_of_12() -> None:
    people = a_case(UNDECIDED["adult-a"], UNDECIDED["adult-b"], BOY_OF_14)
    assert answer(a_yes(**of("boy", "adult-a")), people=people, subject="boy") == ABSENT
    assert answer(a_no(**of("boy", "adult-b")), people=people, subject="boy") == ABSENT


@pytest.mark.parametrize("adult", ["adult-a", "adult-b"])
def test_while_it_is_open_each_adult_speaks_for_themselves_as_a_survivor_would(adult: str) -> None:
    own = of(adult, adult)
    assert answer(a_yes(**own), people=UNDECIDED, subject=adult) == "yes"
    assert answer(a_no(**own), people=UNDECIDED, subject=adult) == REFUSED


def test_while_it_is_open_one_adult_does_not_speak_for_the_other() -> None:
    theirs = of("adult-a", "adult-b")
    assert answer(a_yes(**theirs), people=UNDECIDED, subject="adult-a") == ABSENT
    assert answer(a_no(**theirs), people=UNDECIDED, subject="adult-a") == ABSENT


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([Part.ADULT_A, Part.ADULT_B], True),
        ([Part.SURVIVOR, Part.ADULT_A], True),
        ([Part.CHILD, Part.ADULT_B], True),
        ([Part.PERPETRATOR, Part.SURVIVOR, Part.CHILD, Part.THIRD_PARTY], False),
        ([], False),
    ],
)
def test_a_case_is_open_while_any_adult_is_a_or_b(parts: list[Part], *, expected: bool) -> None:
    people = {str(number): replace(HER, id=str(number), part=part) for number, part in enumerate(parts)}
    assert undetermined(people) is expected


@pytest.mark.parametrize(("days", "expected"), [(-1, False), (0, True), (1, True)])
def test_a_child_decides_alone_from_the_twelfth_birthday_itself(days: int, *, expected: bool) -> None:
    assert decides_alone(NEARLY_12["girl"], BIRTHDAY + days * ONE_DAY) is expected


def test_a_child_of_unknown_age_decides_alone() -> None:
    assert decides_alone(CHILD_OF_UNKNOWN_AGE, date.min) is True
