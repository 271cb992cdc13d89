from __future__ import annotations

from typing import Any

import pytest

from consent.record import Status
from policies.vocabulary import Category, Code, Reason, SourceType
from tests.policies.builders import a_row, cells
from tests.policies.matters import HE, MA, SHE, a_fact, a_no, a_yes, answer, everyone, of_code

ABOUT_HER = frozenset({Category.SURVIVOR_HEALTH, Category.SEXUAL, Category.IDENTITY, Category.IMMIGRATION})
GCS, GCK = Code.GIST_CONSENT_SURVIVOR, Code.GIST_CONSENT_CHILD
LISTED: dict[str, Any] = {"lists_gist_about_her": True, "gist_about_her": ABOUT_HER}

A_NO = {
    Reason.CONSENT_REFUSED: (a_no("SHE"),),
    Reason.CONSENT_WITHDRAWN: (a_no("SHE", status=Status.RESCINDED),),
    Reason.CONSENT_EXCLUDES_FACT: (a_yes("SHE", exclude_facts=frozenset({"f"})),),
}
NO_ANSWER = {
    Reason.CONSENT_ABSENT: (),
    Reason.CONSENT_EXPIRED: (a_yes("SHE", expires=a_no("SHE").day.replace(day=1)),),
}
HERS = [{"source_person": "SHE"}, {"source_type": SourceType.SURVIVOR}]


@pytest.mark.parametrize("told", HERS)
@pytest.mark.parametrize(("why", "events"), A_NO.items())
def test_a_no_of_whoever_told_it_is_not_laundered_through_a_gist(
    told: dict[str, Any], why: Reason, events: tuple[Any, ...]
) -> None:
    assert answer(a_fact(**told), of_code(GCS), consent_events=events).reason is why
    seen_by_others = answer(a_fact(), of_code(GCS), consent_events=events)
    assert seen_by_others.reason is Reason.GIST_FOR_ROLE


@pytest.mark.parametrize("told", HERS)
@pytest.mark.parametrize(("why", "events"), A_NO.items())
def test_for_a_statutory_purpose_the_gist_passes_a_no(
    told: dict[str, Any], why: Reason, events: tuple[Any, ...]
) -> None:
    fact, statutory = a_fact(**told), of_code(GCS, statutory=True)
    assert answer(fact, statutory, consent_events=events).reason is Reason.GIST_FOR_ROLE
    assert answer(fact, of_code(Code.CONSENT_SURVIVOR, statutory=True), consent_events=events).reason is why


@pytest.mark.parametrize("told", HERS)
@pytest.mark.parametrize("events", NO_ANSWER.values())
def test_where_she_was_not_asked_or_her_yes_ran_out_the_gist_goes(
    told: dict[str, Any], events: tuple[Any, ...]
) -> None:
    assert answer(a_fact(**told), of_code(GCS), consent_events=events).reason is Reason.GIST_FOR_ROLE


def test_the_no_that_stops_a_gist_is_one_of_those_whom_it_belongs_to_and_who_told_it() -> None:
    children: dict[str, Any] = {"source_type": SourceType.CHILD, "about": frozenset({"KIM"})}
    events = (a_no("KIM"), a_no("SHE"))
    assert answer(a_fact(**children), of_code(GCK), consent_events=events).reason is Reason.CONSENT_REFUSED
    aimed_at = a_fact(source_type=SourceType.CHILD, targets=frozenset({"KIM"}))
    assert answer(aimed_at, of_code(GCK), consent_events=events).reason is Reason.CONSENT_REFUSED
    hers_of_the_child = a_fact(source_person="SHE", about=frozenset({"KIM"}))
    assert answer(hers_of_the_child, of_code(GCK), consent_events=events).reason is Reason.GIST_FOR_ROLE
    assert answer(a_fact(**children), of_code(GCS), consent_events=events).reason is Reason.GIST_FOR_ROLE
    named = a_fact(source_type=SourceType.SURVIVOR, source_person="KIM")
    assert answer(named, of_code(GCS), consent_events=events).reason is Reason.GIST_FOR_ROLE


def test_the_no_of_one_survivor_stops_the_gist_of_what_another_told() -> None:
    told = a_fact(source_person="MA")
    two: dict[str, Any] = {"people": everyone(HE, SHE, MA), "consent_events": (a_no("SHE"), a_yes("MA"))}
    assert answer(told, of_code(GCS), **two).reason is Reason.CONSENT_REFUSED


@pytest.mark.parametrize("category", sorted(ABOUT_HER))
def test_a_gist_about_her_goes_to_the_roles_that_are_listed_for_it_and_the_purpose(
    category: Category,
) -> None:
    fact = a_fact(category)
    assert answer(fact, of_code(GCS, **LISTED)).reason is Reason.GIST_FOR_ROLE
    other_purpose = of_code(GCS, lists_gist_about_her=True)
    assert answer(fact, other_purpose).reason is Reason.CONSENT_ABSENT
    expired = NO_ANSWER[Reason.CONSENT_EXPIRED]
    assert answer(fact, other_purpose, consent_events=expired).reason is Reason.CONSENT_EXPIRED
    assert answer(fact, of_code(GCS)).reason is Reason.NOT_NEEDED_FOR_ROLE


def test_a_gist_about_her_is_so_by_category_whoever_it_belongs_to() -> None:
    fact = a_fact(Category.IDENTITY, about=frozenset({"KIM"}))
    assert answer(fact, of_code(GCK)).reason is Reason.NOT_NEEDED_FOR_ROLE


@pytest.mark.parametrize("category", sorted(set(Category) - ABOUT_HER))
def test_a_gist_of_any_other_category_is_not_about_her(category: Category) -> None:
    assert answer(a_fact(category), of_code(GCS)).reason is Reason.GIST_FOR_ROLE


def test_what_is_also_his_behaviour_is_not_a_gist_about_her() -> None:
    row = a_row(codes=cells(GCS, behaviour=Code.FULL))
    fact = a_fact(Category.SURVIVOR_HEALTH, Category.BEHAVIOUR)
    assert answer(fact, row).reason is Reason.GIST_FOR_ROLE
    assert (
        answer(a_fact(Category.SURVIVOR_HEALTH, Category.OFFENCE), row).reason is Reason.NOT_NEEDED_FOR_ROLE
    )


def test_her_no_comes_before_the_list_of_those_who_may_have_a_gist_about_her() -> None:
    told = a_fact(Category.SEXUAL, source_person="SHE")
    listed = answer(told, of_code(GCS, **LISTED), consent_events=(a_no("SHE"),))
    assert listed.reason is Reason.CONSENT_REFUSED
    statutory = of_code(GCS, statutory=True, **LISTED)
    assert answer(told, statutory, consent_events=(a_no("SHE"),)).reason is Reason.GIST_FOR_ROLE
    unlisted = of_code(GCS, statutory=True)
    assert answer(told, unlisted, consent_events=(a_no("SHE"),)).reason is Reason.NOT_NEEDED_FOR_ROLE
