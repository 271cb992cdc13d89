from __future__ import annotations

from datetime import date

import pytest

from policies.findings import Finding
from policies.protocol import Article9, Article10, Protocol, check_against, inconsistencies
from policies.question import Span
from tests.policies.builders import DIGEST, a_lawful_basis, a_protocol, a_rulebook


def test_a_consistent_protocol_has_no_findings() -> None:
    assert inconsistencies(a_protocol()) == ()


def test_a_protocol_gives_its_units_and_the_days_it_can_be_in_force() -> None:
    assert a_protocol().units == {"ADV", "MEN"}
    assert a_protocol().span == Span(date(2024, 1, 1), date(2026, 12, 31))
    assert a_protocol(expires=None).span == Span(date(2024, 1, 1), None)


def test_all_its_days_may_be_one() -> None:
    day = date(2024, 1, 1)
    assert inconsistencies(a_protocol(effective=day, review_due=day, expires=day)) == ()


def test_a_protocol_may_be_open_ended() -> None:
    assert inconsistencies(a_protocol(expires=None)) == ()


LEANS_ON_SCHEDULE_1 = {"9(2)(b)", "9(2)(g)", "9(2)(h)", "9(2)(i)", "9(2)(j)"}
"""DPA 2018 section 10(2) and (3)."""

PARTY = a_protocol().parties["ADV"]
SCHEDULE_1 = "must name a condition of Schedule 1"


@pytest.mark.parametrize(
    ("protocol", "path", "problem"),
    [
        (a_protocol(review_due=date(2023, 12, 31)), "review_due", "comes before the protocol takes effect"),
        (a_protocol(review_due=date(2027, 1, 1)), "review_due", "comes after the protocol has expired"),
        (a_protocol(supersedes="ISP-SMALL/1"), "supersedes", "names this protocol itself"),
        (a_protocol(lead="IG"), "lead", "is not one of the parties"),
        (a_protocol(parties={"ADV": PARTY}), "parties", "must be at least two"),
        (a_protocol(lawful={}), "lawful.survivor_support", "is missing: every purpose needs a lawful basis"),
        (
            a_protocol(purposes=frozenset()),
            "lawful.survivor_support",
            "is not one of the protocol's purposes",
        ),
        (
            a_protocol(lawful={"survivor_support": a_lawful_basis(part_3={"POL": "s.35"})}),
            "lawful.survivor_support.part_3.POL",
            "is not one of the parties",
        ),
    ],
)
def test_a_contradiction_is_found_where_it_is(protocol: Protocol, path: str, problem: str) -> None:
    assert inconsistencies(protocol) == (Finding(path, None, problem),)


def test_an_end_before_the_beginning_is_found_with_the_review_it_leaves_hanging() -> None:
    assert inconsistencies(a_protocol(expires=date(2023, 12, 31))) == (
        Finding("expires", None, "comes before the protocol takes effect"),
        Finding("review_due", None, "comes after the protocol has expired"),
    )


@pytest.mark.parametrize("article_9", sorted(Article9))
def test_conditions_that_lean_on_schedule_1_must_name_its_paragraph(article_9: Article9) -> None:
    lawful = a_lawful_basis(
        article_9=frozenset({article_9}), article_10=Article10.NOT_SHARED, conditions=frozenset()
    )
    found = inconsistencies(a_protocol(lawful={"survivor_support": lawful}))
    needed = (Finding("lawful.survivor_support.conditions", None, SCHEDULE_1),)
    assert found == (needed if article_9.value in LEANS_ON_SCHEDULE_1 else ())


@pytest.mark.parametrize(
    ("article_10", "needed"), [(Article10.SCHEDULE_1, 1), (Article10.OFFICIAL_AUTHORITY, 0)]
)
def test_offence_data_without_official_authority_leans_on_schedule_1(
    article_10: Article10, needed: int
) -> None:
    lawful = a_lawful_basis(article_9=frozenset(), article_10=article_10, conditions=frozenset())
    found = inconsistencies(a_protocol(lawful={"survivor_support": lawful}))
    assert [finding.problem for finding in found] == [SCHEDULE_1] * needed


def test_a_protocol_fits_the_rulebook_it_cites() -> None:
    assert check_against(a_protocol(), a_rulebook(digest=DIGEST)) == ()


def test_a_protocol_that_cites_another_rulebook_does_not_fit() -> None:
    assert check_against(a_protocol(), a_rulebook()) == (Finding("rulebook", None, "cites another rulebook"),)


def test_a_purpose_that_the_rulebook_does_not_know_does_not_fit() -> None:
    protocol = a_protocol(purposes=frozenset({"survivor_support", "research", "audit"}))
    assert check_against(protocol, a_rulebook(digest=DIGEST)) == (
        Finding("purposes.audit", None, "is not a purpose of the rulebook"),
        Finding("purposes.research", None, "is not a purpose of the rulebook"),
    )


def test_a_finding_without_a_line_is_written_without_one() -> None:
    assert str(Finding("lead", None, "is not one of the parties")) == "lead is not one of the parties"
