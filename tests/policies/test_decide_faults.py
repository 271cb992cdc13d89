from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from policies.answer import FactDecision
from policies.decide import decide
from policies.inquiry import inquire
from policies.question import Ask, ConflictCheck, Span
from policies.vocabulary import Category, Code, Outcome, Reason
from tests.policies.builders import a_row, a_table, cells
from tests.policies.matters import (
    ASK,
    DAY,
    HE,
    MINE,
    MISSING,
    PURPOSE,
    SHE,
    THEIRS,
    TODAY,
    a_case,
    a_decision,
    a_fact,
    a_gate,
    a_protocol,
    a_reader,
    a_yes,
    an_approval,
    answer,
    decided,
    everyone,
    of_code,
    of_row,
)

FAULT = FactDecision(Outcome.WITHHELD, Reason.FAULT)
NO_START = Span(MISSING)


@pytest.mark.parametrize(
    "broken",
    [
        {"memberships": (TODAY, NO_START)},
        {"exclusions": (NO_START,)},
        {"conflict_checks": (ConflictCheck(MISSING),)},
        {"conflict_checks": (ConflictCheck(MISSING, DAY),)},
    ],
)
@pytest.mark.parametrize("owner", [THEIRS, MINE])
def test_a_day_missing_from_what_is_on_record_about_the_reader_withholds_everything(
    broken: dict[str, Any], owner: str
) -> None:
    assert answer(a_fact(owner=owner), reader=a_reader(**broken)) == FAULT


def test_a_missing_day_of_membership_does_not_hide_that_the_reader_is_excluded() -> None:
    reader = a_reader(memberships=(NO_START,), exclusions=(TODAY,))
    assert answer(a_fact(), reader=reader).reason is Reason.CONFLICT_OF_INTEREST


def test_a_fact_without_a_day_of_publication_is_a_fault_and_takes_no_other_with_it() -> None:
    case = a_case(a_fact(published=None), a_fact(id="g"), a_fact(id="h", owner=MINE, published=None))
    reasons = {fact: decision.reason for fact, decision in decided(case).facts.items()}
    assert reasons == {"f": Reason.FAULT, "g": Reason.ROLE_AND_PURPOSE, "h": Reason.FAULT}


def test_a_gate_of_the_purpose_without_a_start_is_a_fault_though_another_is_open() -> None:
    gates = (a_gate(), a_gate(span=NO_START))
    assert answer(a_fact(), a_row(gate="gate"), gates=gates) == FAULT
    assert answer(a_fact(), a_row(gate="other"), gates=gates).reason is Reason.PURPOSE_GATE_CLOSED


def test_a_protocol_between_the_units_without_a_start_is_a_fault_though_another_is_in_force() -> None:
    table = a_table()
    protocols = [a_protocol(table), a_protocol(table, id="P2", span=NO_START)]
    assert decide(a_reader(), ASK, a_case(a_fact()), protocols, table).facts["f"] == FAULT
    elsewhere = [a_protocol(table), a_protocol(table, id="P2", span=NO_START, purposes=frozenset({"audit"}))]
    assert decide(a_reader(), ASK, a_case(a_fact()), elsewhere, table).facts["f"].outcome is Outcome.FULL


@pytest.mark.parametrize(
    "broken",
    [{"approvals": (an_approval(span=NO_START),)}, {"serious_risk_decisions": (a_decision(span=NO_START),)}],
)
def test_an_approval_or_a_decision_of_this_release_without_a_start_is_a_fault(broken: dict[str, Any]) -> None:
    case = a_case(a_fact(), a_fact(id="g"), a_fact(id="h", owner=MINE), **broken)
    reasons = {fact: decision.reason for fact, decision in decided(case).facts.items()}
    assert reasons == {"f": Reason.FAULT, "g": Reason.ROLE_AND_PURPOSE, "h": Reason.OWN_RECORD}


def test_a_broken_consent_event_is_a_fault_for_whatever_asks_for_consent_and_for_nothing_else() -> None:
    broken = (a_yes("SHE"), a_yes("KIM", 2, day=MISSING))
    assert answer(a_fact(), of_code(Code.CONSENT_SURVIVOR), consent_events=broken) == FAULT
    assert answer(a_fact(), of_code(Code.FULL), consent_events=broken).outcome is Outcome.FULL


@pytest.mark.parametrize("other", [Code.NEVER, Code.FULL, Code.NOT_NEEDED])
@pytest.mark.parametrize(
    "unknown",
    [{"codes": cells() | {Category.SAFETY: cast("Code", "Q")}}, {"codes": {Category.BEHAVIOUR: Code.FULL}}],
)
def test_a_code_or_a_category_the_table_does_not_hold_is_a_fault_whatever_the_other_cells_say(
    unknown: dict[str, Any], other: Code
) -> None:
    row = a_row(codes=unknown["codes"] | {Category.BEHAVIOUR: other})
    assert answer(a_fact(Category.BEHAVIOUR, Category.SAFETY), row) == FAULT
    assert answer(a_fact(Category.SAFETY), row, serious_risk_decisions=(a_decision(),)) == FAULT


@pytest.mark.parametrize("named", [{"source_person": "X"}, {"about": {"X"}}, {"targets": {"SHE", "X"}}])
def test_a_person_who_is_not_in_the_case_could_be_anybody(named: dict[str, Any]) -> None:
    assert answer(a_fact(**named)).reason is Reason.FAULT
    assert answer(a_fact(owner=MINE, **named)).reason is Reason.OWN_RECORD


def test_a_fact_may_name_everybody_who_is_in_the_case() -> None:
    everybody = frozenset({"HE", "SHE"})
    fact = a_fact(about=everybody, targets=everybody, source_person="SHE")
    assert answer(fact, people=everyone(HE, SHE)).outcome is Outcome.FULL


def test_a_broken_protocol_does_not_hide_that_the_reader_is_not_allocated() -> None:
    table = a_table()
    reader, broken = a_reader(memberships=()), [a_protocol(table, span=NO_START)]
    decision = decide(reader, ASK, a_case(a_fact()), broken, table).facts["f"]
    assert decision.reason is Reason.NOT_ALLOCATED


@pytest.mark.parametrize(
    ("units", "parties", "reason"),
    [
        ({MINE}, {THEIRS}, Reason.NO_PROTOCOL),
        ({THEIRS}, {MINE}, Reason.NO_PROTOCOL),
        ({MINE, THEIRS}, set[str](), Reason.NO_PROTOCOL),
        (set[str](), {MINE, THEIRS, "U"}, Reason.NO_PROTOCOL),
        ({MINE}, {"U"}, Reason.FAULT),
        ({THEIRS}, {"U"}, Reason.FAULT),
    ],
)
def test_a_unit_is_known_if_the_case_or_any_protocol_lists_it(
    units: set[str], parties: set[str], reason: Reason
) -> None:
    table = a_table()
    protocol = a_protocol(table, parties=frozenset(parties), purposes=frozenset({"audit"}))
    case = a_case(a_fact(), units=frozenset(units))
    assert decide(a_reader(), ASK, case, [protocol], table).facts["f"].reason is reason


def test_an_unknown_unit_is_a_fault_before_its_own_record_is_given_to_it() -> None:
    case = a_case(a_fact(owner="U"), units=frozenset())
    assert decide(a_reader(unit="U"), ASK, case, [], a_table()).facts["f"] == FAULT


def test_two_facts_under_one_id_are_both_a_fault() -> None:
    for twins in ((a_fact(), a_fact(owner=MINE)), (a_fact(owner=MINE), a_fact())):
        assert dict(decided(a_case(*twins)).facts) == {"f": FAULT}


def test_the_fault_of_one_protocol_comes_before_whatever_another_says() -> None:
    stranger = a_table(roles=frozenset())
    for tables in ((stranger, of_row(of_code(Code.NEVER))), (a_table(), stranger)):
        protocols = [a_protocol(table, id=f"P{number}") for number, table in enumerate(tables)]
        decision = decide(a_reader(), ASK, a_case(a_fact()), protocols, a_table()).facts["f"]
        assert decision.reason is Reason.FAULT


@pytest.mark.parametrize(
    "broken",
    [
        {"people": None},
        {"gates": None},
        {"approvals": None},
        {"consent_events": None},
        {"serious_risk_decisions": None},
        {"break_glass": None},
        {"units": None},
    ],
)
def test_a_case_that_cannot_be_read_withholds_every_fact_and_raises_nothing(broken: dict[str, Any]) -> None:
    case = replace(a_case(a_fact(), a_fact(id="g", owner=MINE)), **broken)
    assert dict(decided(case).facts) == {"f": FAULT, "g": FAULT}


def test_a_fact_whose_companions_cannot_be_read_withholds_every_fact() -> None:
    case = a_case(a_fact(travels_with=cast("frozenset[str]", 7)), a_fact(id="g"))
    assert dict(decided(case).facts) == {"f": FAULT, "g": FAULT}


def test_an_ask_without_a_day_withholds_every_fact() -> None:
    table = a_table()
    decision = decide(a_reader(), Ask(PURPOSE, MISSING), a_case(a_fact()), [a_protocol(table)], table)
    assert dict(decision.facts) == {"f": FAULT}


def test_a_subject_of_consent_who_is_in_no_case_is_a_fault() -> None:
    stray = a_yes("STRANGER")
    row = of_code(Code.CONSENT_SURVIVOR)
    assert answer(a_fact(), row, people=everyone(SHE), consent_events=(stray,)) == FAULT


def test_consent_that_cannot_be_read_says_so_without_a_word_of_what_it_holds() -> None:
    case = a_case(a_fact(), consent_events=(a_yes("SHE", day=MISSING),))
    with pytest.raises(ValueError, match=r"^the consent events of this case cannot be read$"):
        inquire(a_reader(), ASK, case).consent("SHE", Category.BEHAVIOUR, a_fact())
