from __future__ import annotations

from typing import Any

import pytest

from policies.answer import FactDecision
from policies.decide import decide
from policies.question import ConflictCheck
from policies.vocabulary import Category, Caveat, Code, Outcome, Reason, SourceExposure, WorksWith
from tests.policies.builders import a_row, a_table, cells
from tests.policies.matters import (
    AFTER,
    ASK,
    DAY,
    MINE,
    TODAY,
    UNDETERMINED,
    a_case,
    a_decision,
    a_fact,
    a_reader,
    an_approval,
    answer,
    everyone,
    glass,
    grounds,
    of_code,
    of_row,
)

BREAKABLE = frozenset({Category.BEHAVIOUR, Category.OFFENCE})
ROW = of_code(Code.NOT_NEEDED, break_glass=BREAKABLE)
RUNNING: dict[str, Any] = {"break_glass": (glass(),)}
BROKEN = FactDecision(
    Outcome.FULL,
    Reason.BREAK_GLASS,
    frozenset({Caveat.NOT_TO_PERPETRATOR}),
    frozenset({"glass"}),
    ("P1",),
)
STRANGER = a_reader(memberships=())


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.NEVER])
def test_it_lifts_every_cell_but_never_of_the_categories_the_protocol_lists(code: Code) -> None:
    row = of_code(code, break_glass=BREAKABLE)
    assert answer(a_fact(has_gist=False), row, **RUNNING) == BROKEN


def test_it_never_lifts_never() -> None:
    row = of_code(Code.NEVER, break_glass=BREAKABLE)
    assert answer(a_fact(), row, STRANGER, **RUNNING).reason is Reason.NEVER_FOR_THIS_ROLE


def test_it_lifts_allocation() -> None:
    assert answer(a_fact(), ROW, STRANGER, **RUNNING) == BROKEN
    assert answer(a_fact(), a_row(break_glass=BREAKABLE), STRANGER, **RUNNING) == BROKEN


def test_a_fact_may_have_every_category_that_is_listed() -> None:
    assert answer(a_fact(*BREAKABLE), ROW, STRANGER, **RUNNING) == BROKEN


def test_it_lifts_a_closed_gate() -> None:
    assert answer(a_fact(), of_code(Code.NOT_NEEDED, gate="gate", break_glass=BREAKABLE), **RUNNING) == BROKEN


def test_it_lifts_a_missing_protocol_and_the_hubs_own_table_then_judges() -> None:
    decision = decide(a_reader(), ASK, a_case(a_fact(), **RUNNING), [], of_row(ROW)).facts["f"]
    assert decision == FactDecision(BROKEN.outcome, BROKEN.reason, BROKEN.caveats, BROKEN.rests_on)


def test_what_it_lets_a_stranger_have_of_their_own_units_records_is_named_after_it() -> None:
    own = a_fact(owner=MINE)
    taken = answer(own, ROW, STRANGER, **RUNNING)
    assert taken == FactDecision(Outcome.FULL, Reason.BREAK_GLASS, rests_on=frozenset({"glass"}))
    assert answer(own, ROW, **RUNNING) == FactDecision(Outcome.FULL, Reason.OWN_RECORD)
    gated = of_code(Code.FULL, gate="gate", break_glass=BREAKABLE)
    assert answer(own, gated, **RUNNING).reason is Reason.BREAK_GLASS


@pytest.mark.parametrize(
    "beyond", [{Category.SAFETY}, {Category.BEHAVIOUR, Category.SAFETY}, set[Category]()]
)
def test_a_fact_with_a_category_that_is_not_listed_stays_behind_the_doors(beyond: set[Category]) -> None:
    fact, gated = a_fact(categories=frozenset(beyond)), of_code(Code.FULL, gate="gate", break_glass=BREAKABLE)
    assert answer(fact, ROW, STRANGER, **RUNNING).reason is Reason.NOT_ALLOCATED
    assert answer(fact, gated, **RUNNING).reason is Reason.PURPOSE_GATE_CLOSED
    alone = decide(a_reader(), ASK, a_case(fact, **RUNNING), [], of_row(ROW)).facts["f"]
    assert alone.reason is Reason.NO_PROTOCOL


def test_behind_open_doors_only_the_cells_of_listed_categories_are_lifted() -> None:
    fact = a_fact(Category.BEHAVIOUR, Category.SAFETY)
    row = a_row(codes=cells(Code.NOT_NEEDED, safety=Code.GIST), break_glass=BREAKABLE)
    decision = answer(fact, row, **RUNNING)
    assert grounds(decision) == (Reason.GIST_FOR_ROLE, {"glass"})
    assert answer(fact, ROW, **RUNNING).reason is Reason.NOT_NEEDED_FOR_ROLE


@pytest.mark.parametrize(
    "other",
    [{"reader": "another"}, {"purposes": frozenset({"case_mapping"})}, {"purposes": frozenset({"*"})}],
)
def test_it_serves_only_the_reader_and_the_purposes_it_names(other: dict[str, Any]) -> None:
    running = (glass(**other),)
    assert answer(a_fact(), ROW, break_glass=running).reason is Reason.NOT_NEEDED_FOR_ROLE
    assert answer(a_fact(), ROW, STRANGER, break_glass=running).reason is Reason.NOT_ALLOCATED


@pytest.mark.parametrize(
    ("conflict", "reason"),
    [
        ({"exclusions": (TODAY,)}, Reason.CONFLICT_OF_INTEREST),
        ({"conflict_checks": (ConflictCheck(DAY),)}, Reason.CONFLICT_CHECK_PENDING),
    ],
)
def test_it_lifts_no_exclusion_and_no_conflict_check(conflict: dict[str, Any], reason: Reason) -> None:
    for memberships in ((), (TODAY,)):
        reader = a_reader(memberships=memberships, **conflict)
        assert answer(a_fact(), ROW, reader, **RUNNING).reason is reason


def test_it_serves_nobody_who_works_with_him_and_no_purpose_he_reads() -> None:
    for towards_him in ({"perp_facing": True}, {"he_reads": True}):
        row = of_code(Code.NOT_NEEDED, break_glass=BREAKABLE, **towards_him)
        assert answer(a_fact(), row, **RUNNING).reason is Reason.NOT_NEEDED_FOR_ROLE
        assert answer(a_fact(), row, STRANGER, **RUNNING).reason is Reason.NOT_ALLOCATED


@pytest.mark.parametrize("works_with", WorksWith)
def test_while_undetermined_it_serves_nobody_who_may_turn_out_to_work_with_him(works_with: WorksWith) -> None:
    row = of_code(Code.NOT_NEEDED, break_glass=BREAKABLE, works_with=works_with)
    may_be_his = works_with in {WorksWith.SURVIVOR, WorksWith.PERPETRATOR, WorksWith.FAMILY}
    decision = answer(a_fact(), row, people=everyone(*UNDETERMINED), **RUNNING)
    assert decision.reason is (Reason.NOT_NEEDED_FOR_ROLE if may_be_his else Reason.BREAK_GLASS)


def test_it_never_lifts_its_originators_control() -> None:
    fact = a_fact(caveats=frozenset({Caveat.ORIGINATOR_CONTROLS_ONWARD}))
    assert answer(fact, ROW, STRANGER, **RUNNING).reason is Reason.ORIGINATOR_APPROVAL_NEEDED
    approved = answer(fact, ROW, STRANGER, approvals=(an_approval(),), **RUNNING)
    assert grounds(approved) == (Reason.BREAK_GLASS, {"glass", "approval"})


@pytest.mark.parametrize(
    ("fact", "reason"),
    [({"published": AFTER}, Reason.NOT_YET_PUBLISHED), ({"retracted": DAY}, Reason.RETRACTED)],
)
def test_it_lifts_neither_publication_nor_the_bounds_of_a_role(fact: dict[str, Any], reason: Reason) -> None:
    assert answer(a_fact(**fact), ROW, STRANGER, **RUNNING).reason is reason
    reader = a_reader(role="ig_officer", memberships=())
    assert answer(a_fact(), ROW, reader, **RUNNING).reason is Reason.NOT_ALLOCATED
    table = a_table(rows={("ig_officer", ASK.purpose): ROW})
    officer = decide(reader, ASK, a_case(a_fact(), **RUNNING), [], table).facts["f"]
    assert officer.reason is Reason.METADATA_ONLY


def test_an_ordinary_serious_risk_decision_comes_first_where_no_door_was_broken() -> None:
    both: dict[str, Any] = {"serious_risk_decisions": (a_decision(),), **RUNNING}
    ordinary = answer(a_fact(), ROW, **both)
    assert grounds(ordinary) == (Reason.OVERRIDE_SERIOUS_RISK, {"decision"})
    broken = answer(a_fact(), ROW, STRANGER, **both)
    assert grounds(broken) == (Reason.BREAK_GLASS, {"decision", "glass"})


def test_what_it_releases_still_needs_its_context_and_may_show_a_protective_reader_who_spoke() -> None:
    told = {"source_exposure": SourceExposure.CERTAIN, "source_person": "SHE"}
    assert answer(a_fact(**told), ROW, STRANGER, **RUNNING).reason is Reason.BREAK_GLASS
    alone = a_fact(owner=MINE, travels_with=frozenset({"gone"}))
    assert answer(alone, ROW, STRANGER, **RUNNING).reason is Reason.CONTEXT_WITHHELD
