from __future__ import annotations

from datetime import date

from policies.question import Case, ConflictCheck, Fact, Span
from policies.vocabulary import Category, PerpAware, SourceExposure, SourceType


def test_what_is_not_said_of_a_fact_is_read_as_what_releases_less() -> None:
    fact = Fact("fact", "unit", frozenset({Category.BEHAVIOUR}), SourceType.SURVIVOR, published=None)
    assert fact.source_exposure is SourceExposure.CERTAIN
    assert fact.perp_aware is PerpAware.UNKNOWN
    assert fact.has_gist is False
    assert fact.source_person is None


def test_a_case_of_which_nothing_is_said_opens_nothing() -> None:
    case = Case(people={}, facts=())
    assert (case.gates, case.consent_events, case.approvals) == ((), (), ())
    assert (case.serious_risk_decisions, case.break_glass) == ((), ())
    assert case.units == frozenset()
    assert case.narrowings == ()


def test_a_check_for_a_conflict_is_open_until_it_is_said_to_be_decided() -> None:
    check = ConflictCheck(date(2024, 1, 1))
    assert check.decided is None
    assert check.excluded is False


def test_a_span_holds_both_of_its_ends_and_an_open_one_all_later_days() -> None:
    days = [date(2024, 1, day) for day in (1, 2, 3, 4)]
    assert [Span(days[1], days[2]).covers(day) for day in days] == [False, True, True, False]
    assert [Span(days[1]).covers(day) for day in days] == [False, True, True, True]
