from __future__ import annotations

from typing import Any

import pytest

from consent.record import Status
from policies.answer import FactDecision
from policies.decide import decide
from policies.question import Ask
from policies.vocabulary import Category, Caveat, Code, Outcome, PerpAware, Reason, SourceType
from tests.policies.builders import a_row, cells
from tests.policies.matters import (
    AFTER,
    BEFORE,
    DAY,
    HE,
    KIM,
    MA,
    MINE,
    NEIGHBOUR,
    PURPOSE,
    SHE,
    THEIRS,
    TODAY,
    TOMORROW,
    UNDETERMINED,
    YESTERDAY,
    B,
    a_case,
    a_decision,
    a_fact,
    a_no,
    a_protocol,
    a_reader,
    a_yes,
    an_approval,
    answer,
    decided,
    everyone,
    grounds,
    of_code,
    of_row,
)

KNOWN = {"perp_aware": PerpAware.YES}


@pytest.mark.parametrize(
    ("code", "aware", "approved", "reason"),
    [
        (Code.FULL, PerpAware.NO, False, Reason.ROLE_AND_PURPOSE),
        (Code.GIST, PerpAware.YES, True, Reason.GIST_FOR_ROLE),
        (Code.NOT_NEEDED, PerpAware.YES, True, Reason.NOT_NEEDED_FOR_ROLE),
        (Code.NEVER, PerpAware.YES, True, Reason.NEVER_FOR_THIS_ROLE),
        (Code.FULL_IF_AWARE, PerpAware.YES, False, Reason.PERPETRATOR_ALREADY_KNOWS),
        (Code.FULL_IF_AWARE, PerpAware.NO, True, Reason.GIST_FOR_ROLE),
        (Code.FULL_IF_AWARE, PerpAware.UNKNOWN, False, Reason.GIST_FOR_ROLE),
        (Code.REPORT_IF_AWARE, PerpAware.YES, False, Reason.PERPETRATOR_ALREADY_KNOWS),
        (Code.REPORT_IF_AWARE, PerpAware.YES, True, Reason.PERPETRATOR_ALREADY_KNOWS),
        (Code.REPORT_IF_AWARE, PerpAware.NO, True, Reason.ORIGINATOR_APPROVED),
        (Code.REPORT_IF_AWARE, PerpAware.UNKNOWN, False, Reason.PERPETRATOR_WILL_READ),
        (Code.APPROVAL, PerpAware.YES, False, Reason.ORIGINATOR_APPROVAL_NEEDED),
        (Code.APPROVAL, PerpAware.NO, True, Reason.ORIGINATOR_APPROVED),
        (Code.REPORT_CONSENT, PerpAware.YES, True, Reason.PERPETRATOR_WILL_READ),
        (Code.OWN_EFFORTS, PerpAware.NO, False, Reason.ROLE_AND_PURPOSE),
        (Code.CONSENT_SURVIVOR, PerpAware.YES, True, Reason.CONSENT_ABSENT),
        (Code.GIST_CONSENT_SURVIVOR, PerpAware.YES, True, Reason.GIST_FOR_ROLE),
    ],
)
def test_each_code_comes_to_what_the_table_of_codes_says(
    code: Code, aware: PerpAware, reason: Reason, *, approved: bool
) -> None:
    approvals = (an_approval(),) if approved else ()
    decision = answer(a_fact(perp_aware=aware), of_code(code), approvals=approvals)
    assert decision.reason is reason
    rests_on = {"approval"} if reason is Reason.ORIGINATOR_APPROVED else set[str]()
    assert decision.rests_on == rests_on


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.NEVER])
def test_a_serious_risk_decision_lifts_every_cell_but_never(code: Code) -> None:
    assert answer(
        a_fact(has_gist=False), of_code(code), serious_risk_decisions=(a_decision(),)
    ) == FactDecision(
        Outcome.FULL,
        Reason.OVERRIDE_SERIOUS_RISK,
        frozenset({Caveat.NOT_TO_PERPETRATOR}),
        frozenset({"decision"}),
        ("P1",),
    )


def test_nothing_lifts_never() -> None:
    lifted = {
        "serious_risk_decisions": (a_decision(),),
        "approvals": (an_approval(),),
        "consent_events": tuple(a_yes(who) for who in ("HE", "SHE", "KIM", "LEE", "NEIGHBOUR")),
    }
    case = a_case(a_fact(Category.BEHAVIOUR, Category.SAFETY, **KNOWN), **lifted)
    table = of_row(a_row(codes=cells(safety=Code.NEVER), break_glass=frozenset(Category)))
    decision = decide(a_reader(), Ask(PURPOSE, DAY), case, [a_protocol(table)], table)
    assert decision.facts["f"] == FactDecision(
        Outcome.WITHHELD, Reason.NEVER_FOR_THIS_ROLE, protocols=("P1",)
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"facts": frozenset({"another"})},
        {"units": frozenset({THEIRS})},
        {"purposes": frozenset({"case_mapping"})},
        {"span": YESTERDAY},
        {"span": TOMORROW},
    ],
)
def test_a_serious_risk_decision_reaches_only_the_fact_unit_purpose_and_day_it_names(
    changes: dict[str, Any],
) -> None:
    decisions = (a_decision(**changes),)
    decision = answer(a_fact(), of_code(Code.NOT_NEEDED), serious_risk_decisions=decisions)
    assert decision.reason is Reason.NOT_NEEDED_FOR_ROLE


def test_a_serious_risk_decision_puts_nothing_into_a_document_he_reads() -> None:
    reads = of_code(Code.NOT_NEEDED, he_reads=True)
    decision = answer(a_fact(), reads, serious_risk_decisions=(a_decision(),))
    assert decision.reason is Reason.NOT_NEEDED_FOR_ROLE


WHOSE = [
    (Code.CONSENT_SURVIVOR, {"SHE"}),
    (Code.CONSENT_PERPETRATOR, {"HE"}),
    (Code.CONSENT_CHILD, {"KIM"}),
    (Code.CONSENT_THIRD_PARTY, {"NEIGHBOUR"}),
    (Code.GIST_CONSENT_SURVIVOR, {"SHE"}),
    (Code.GIST_CONSENT_PERPETRATOR, {"HE"}),
    (Code.GIST_CONSENT_CHILD, {"KIM"}),
    (Code.GIST_CONSENT_THIRD_PARTY, {"NEIGHBOUR"}),
]


@pytest.mark.parametrize(("code", "whose"), WHOSE)
def test_what_belongs_to_somebody_comes_in_full_with_their_consent_and_nobody_elses(
    code: Code, whose: set[str]
) -> None:
    fact = a_fact(about=frozenset({"SHE", "KIM", "NEIGHBOUR"}))
    everybody = {"HE", "SHE", "KIM", "LEE", "NEIGHBOUR"}
    agreed = answer(fact, of_code(code), consent_events=tuple(a_yes(who) for who in whose))
    assert (agreed.outcome, agreed.reason) == (Outcome.FULL, Reason.CONSENT)
    assert agreed.rests_on == {f"{who}-1" for who in whose}
    others = answer(fact, of_code(code), consent_events=tuple(a_yes(who) for who in everybody - whose))
    assert others.outcome is (Outcome.GIST if code.startswith("GC") else Outcome.WITHHELD)
    assert others.rests_on == frozenset()


@pytest.mark.parametrize("named", [{"about": {"KIM"}}, {"targets": {"KIM"}}, {"source_person": "KIM"}])
@pytest.mark.parametrize("consent_events", [(), (a_yes("KIM"),)])
def test_a_childs_fact_belongs_to_the_children_it_is_about_aimed_at_or_from(
    named: dict[str, Any], consent_events: tuple[Any, ...]
) -> None:
    decision = answer(a_fact(**named), of_code(Code.CONSENT_CHILD), consent_events=consent_events)
    assert decision.reason is (Reason.CONSENT if consent_events else Reason.CONSENT_ABSENT)


@pytest.mark.parametrize(
    "code", [Code.CONSENT_CHILD, Code.CONSENT_THIRD_PARTY, Code.CONSENT_SURVIVOR, Code.CONSENT_PERPETRATOR]
)
def test_where_nobody_is_found_to_ask_nobody_has_consented(code: Code) -> None:
    yeses = (a_yes("KIM"), a_yes("NEIGHBOUR"))
    nobody: dict[str, Any] = {"people": everyone(KIM, NEIGHBOUR), "consent_events": yeses}
    assert answer(a_fact(), of_code(code), **nobody).reason is Reason.CONSENT_ABSENT


def test_everyone_it_belongs_to_must_agree_and_the_strongest_reason_among_them_is_given() -> None:
    two: dict[str, Any] = {"people": everyone(HE, SHE, MA), "row": of_code(Code.CONSENT_SURVIVOR)}
    both = answer(a_fact(), consent_events=(a_yes("SHE"), a_yes("MA")), **two)
    assert grounds(both) == (Reason.CONSENT, {"SHE-1", "MA-1"})
    said = {
        Reason.CONSENT_ABSENT: (a_yes("SHE"),),
        Reason.CONSENT_EXPIRED: (a_yes("MA", expires=BEFORE),),
        Reason.CONSENT_EXCLUDES_FACT: (
            a_yes("SHE", expires=BEFORE),
            a_yes("MA", exclude_facts=frozenset({"f"})),
        ),
        Reason.CONSENT_WITHDRAWN: (
            a_yes("SHE", exclude_facts=frozenset({"f"})),
            a_no("MA", status=Status.RESCINDED),
        ),
        Reason.CONSENT_REFUSED: (a_no("SHE"), a_no("MA", status=Status.RESCINDED)),
    }
    found = {reason: answer(a_fact(), consent_events=events, **two) for reason, events in said.items()}
    assert {reason: decision.reason for reason, decision in found.items()} == {one: one for one in said}
    assert {decision.rests_on for decision in found.values()} == {frozenset()}


def test_consent_reaches_the_category_it_names_and_is_heard_for_each_fact_it_may_exclude() -> None:
    row = of_code(Code.CONSENT_SURVIVOR)
    yes = a_yes("SHE", categories=frozenset({"safety"}), exclude_facts=frozenset({"g"}))
    facts = (
        a_fact(Category.SAFETY),
        a_fact(Category.SAFETY, id="g"),
        a_fact(Category.SEXUAL, id="h"),
        a_fact(Category.SAFETY, Category.SEXUAL, id="i"),
    )
    table = of_row(row)
    case = a_case(*facts, consent_events=(yes,))
    decision = decide(a_reader(), Ask(PURPOSE, DAY), case, [a_protocol(table)], table)
    assert {fact: each.reason for fact, each in decision.facts.items()} == {
        "f": Reason.CONSENT,
        "g": Reason.CONSENT_EXCLUDES_FACT,
        "h": Reason.CONSENT_ABSENT,
        "i": Reason.CONSENT_ABSENT,
    }


def test_what_one_person_keeps_back_is_not_kept_back_by_another() -> None:
    row = a_row(codes=cells(safety=Code.CONSENT_SURVIVOR, perpetrator_health=Code.CONSENT_PERPETRATOR))
    facts = (
        a_fact(Category.SAFETY),
        a_fact(Category.SAFETY, id="g"),
        a_fact(Category.PERPETRATOR_HEALTH, id="h"),
        a_fact(Category.PERPETRATOR_HEALTH, id="i"),
    )
    events = (
        a_yes("SHE", exclude_facts=frozenset({"f", "i"})),
        a_yes("HE", exclude_facts=frozenset({"g", "h"})),
    )
    decision = decided(a_case(*facts, consent_events=events), row)
    assert {fact: each.reason for fact, each in decision.facts.items()} == {
        "f": Reason.CONSENT_EXCLUDES_FACT,
        "g": Reason.CONSENT,
        "h": Reason.CONSENT_EXCLUDES_FACT,
        "i": Reason.CONSENT,
    }


def test_a_gist_still_rests_on_the_consent_that_its_other_cells_used() -> None:
    row = a_row(codes=cells(Code.GIST, safety=Code.CONSENT_SURVIVOR, intelligence=Code.APPROVAL))
    fact = a_fact(Category.BEHAVIOUR, Category.SAFETY, Category.INTELLIGENCE)
    decision = answer(fact, row, consent_events=(a_yes("SHE"),), approvals=(an_approval(),))
    assert grounds(decision) == (Reason.GIST_FOR_ROLE, {"SHE-1", "approval"})


@pytest.mark.parametrize(
    ("told", "hers"),
    [
        ({"source_type": SourceType.SURVIVOR}, True),
        ({"source_person": "SHE"}, True),
        ({"source_type": SourceType.CHILD}, False),
        ({"source_person": "KIM"}, False),
        ({"source_person": "HE"}, False),
        ({}, False),
    ],
)
def test_her_own_efforts_are_hers_to_share_when_she_told_and_plain_to_see_when_others_saw(
    told: dict[str, Any], *, hers: bool
) -> None:
    row = of_code(Code.OWN_EFFORTS)
    alone, agreed = answer(a_fact(**told), row), answer(a_fact(**told), row, consent_events=(a_yes("SHE"),))
    assert alone.reason is (Reason.CONSENT_ABSENT if hers else Reason.ROLE_AND_PURPOSE)
    assert agreed.reason is (Reason.CONSENT if hers else Reason.ROLE_AND_PURPOSE)


@pytest.mark.parametrize(
    ("category", "who"),
    [
        (Category.CHILD_ACCOUNT, "KIM"),
        (Category.SURVIVOR_ACCOUNT, "SHE"),
        (Category.PROTECTIVE_EFFORT, "SHE"),
        (Category.SEXUAL, "SHE"),
    ],
)
def test_into_a_report_goes_only_what_those_whose_account_it_is_agreed_to_its_saying(
    category: Category, who: str
) -> None:
    fact, row = a_fact(category, about=frozenset({"KIM"})), of_code(Code.REPORT_CONSENT)
    agreed = answer(fact, row, consent_events=(a_yes(who, may_appear_in_report=True),))
    assert grounds(agreed) == (Reason.CONSENT, {f"{who}-1"})
    others = tuple(a_yes(one, may_appear_in_report=True) for one in {"HE", "SHE", "KIM"} - {who})
    for events in (others, (a_yes(who),), (), (a_no(who),)):
        assert answer(fact, row, consent_events=events).reason is Reason.PERPETRATOR_WILL_READ


@pytest.mark.parametrize(
    "category",
    sorted(
        set(Category)
        - {Category.CHILD_ACCOUNT, Category.SURVIVOR_ACCOUNT, Category.PROTECTIVE_EFFORT, Category.SEXUAL}
    ),
)
def test_no_other_category_goes_into_a_report_by_consent(category: Category) -> None:
    fact = a_fact(category, about=frozenset({"KIM", "NEIGHBOUR"}))
    events = tuple(a_yes(who, may_appear_in_report=True) for who in ("HE", "SHE", "KIM", "NEIGHBOUR"))
    decision = answer(fact, of_code(Code.REPORT_CONSENT), consent_events=events)
    assert decision.reason is Reason.PERPETRATOR_WILL_READ


def test_one_of_two_who_keeps_their_words_out_of_the_report_keeps_them_out() -> None:
    fact = a_fact(Category.SURVIVOR_ACCOUNT)
    events = (a_yes("SHE", may_appear_in_report=True), a_yes("MA"))
    decision = answer(fact, of_code(Code.REPORT_CONSENT), people=everyone(HE, SHE, MA), consent_events=events)
    assert decision.reason is Reason.PERPETRATOR_WILL_READ


def test_a_child_for_whom_nobody_is_found_has_no_account_in_a_report() -> None:
    yes = (a_yes("KIM", may_appear_in_report=True),)
    decision = answer(a_fact(Category.CHILD_ACCOUNT), of_code(Code.REPORT_CONSENT), consent_events=yes)
    assert decision.reason is Reason.PERPETRATOR_WILL_READ


@pytest.mark.parametrize("code", [Code.CONSENT_SURVIVOR, Code.CONSENT_PERPETRATOR])
def test_while_the_pattern_is_undetermined_each_adult_is_asked_for_what_is_the_survivors_or_the_perpetrators(
    code: Code,
) -> None:
    case: dict[str, Any] = {"people": everyone(*UNDETERMINED)}
    both = answer(a_fact(), of_code(code), consent_events=(a_yes("A"), a_yes("B")), **case)
    assert grounds(both) == (Reason.CONSENT, {"A-1", "B-1"})
    for one in ("A", "B"):
        alone = answer(a_fact(), of_code(code), consent_events=(a_yes(one),), **case)
        assert alone.reason is Reason.CONSENT_ABSENT


def test_an_adult_of_an_undetermined_case_told_as_a_survivor_would() -> None:
    case: dict[str, Any] = {"people": everyone(*UNDETERMINED)}
    told = a_fact(source_person=B.id)
    assert answer(told, of_code(Code.OWN_EFFORTS), **case).reason is Reason.CONSENT_ABSENT


def test_a_settled_survivor_is_asked_along_with_the_adults_of_a_case_that_has_both() -> None:
    case: dict[str, Any] = {"people": everyone(SHE, *UNDETERMINED)}
    two = answer(a_fact(), of_code(Code.CONSENT_SURVIVOR), consent_events=(a_yes("A"), a_yes("B")), **case)
    assert two.reason is Reason.CONSENT_ABSENT


def test_consent_is_read_as_it_stands_on_the_day_asked_about() -> None:
    table = of_row(of_code(Code.CONSENT_SURVIVOR))
    reader = a_reader(memberships=(YESTERDAY, TODAY, TOMORROW))
    case = a_case(a_fact(published=BEFORE), consent_events=(a_yes("SHE", expires=DAY),))
    reasons = [
        decide(reader, Ask(PURPOSE, day), case, [a_protocol(table, span=each)], table).facts["f"].reason
        for day, each in ((BEFORE, YESTERDAY), (DAY, TODAY), (AFTER, TOMORROW))
    ]
    assert reasons == [Reason.CONSENT_ABSENT, Reason.CONSENT, Reason.CONSENT_EXPIRED]


def test_consent_is_asked_for_the_readers_own_unit_and_purpose() -> None:
    row = of_code(Code.CONSENT_SURVIVOR)
    elsewhere = (
        a_yes("SHE", recipients=frozenset({THEIRS})),
        a_yes("SHE", 2, purposes=frozenset({"case_mapping"})),
    )
    assert answer(a_fact(), row, consent_events=elsewhere).reason is Reason.CONSENT_ABSENT
    own = a_fact(owner=MINE)
    reads = of_code(Code.CONSENT_SURVIVOR, he_reads=True)
    assert answer(own, reads, consent_events=(a_yes("SHE"),)).reason is Reason.CONSENT
