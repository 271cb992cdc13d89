"""What a unit keeps back from its own channel stays back, whatever else would let it out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from policies.answer import FactDecision
from policies.change import Change, ChangeKind
from policies.decide import decide
from policies.explain import explain
from policies.precedence import OUTCOME_RANK
from policies.question import ConflictCheck, Narrowing, Span
from policies.vocabulary import Category, Code, Outcome, Reason
from policies.wall import wall
from tests.policies.builders import a_row, a_table
from tests.policies.matters import (
    ASK,
    DAY,
    MINE,
    MISSING,
    PURPOSE,
    THEIRS,
    THIRD,
    TODAY,
    TOMORROW,
    YESTERDAY,
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
    glass,
    grounds,
    of_code,
    of_row,
)
from tests.policies.worlds import SPANS as ANY_SPANS
from tests.policies.worlds import WORLDS, narrowings

if TYPE_CHECKING:
    from tests.policies.worlds import World

PAUSED = Narrowing(THEIRS, MINE, PURPOSE, None, TODAY)
SAFETY = replace(PAUSED, categories=frozenset({Category.SAFETY, Category.OFFENCE}))
KEPT_BACK = FactDecision(Outcome.WITHHELD, Reason.CHANNEL_NARROWED, protocols=("P1",))


def test_a_paused_channel_lets_nothing_through_and_a_narrowed_one_none_of_its_categories() -> None:
    assert answer(a_fact(), narrowings=(PAUSED,)) == KEPT_BACK
    assert answer(a_fact(Category.SAFETY, Category.BEHAVIOUR), narrowings=(SAFETY,)) == KEPT_BACK
    assert answer(a_fact(Category.BEHAVIOUR), narrowings=(SAFETY,)).outcome is Outcome.FULL
    assert answer(a_fact(), narrowings=(replace(PAUSED, categories=frozenset()),)).outcome is Outcome.FULL


@pytest.mark.parametrize(
    "other",
    [{"by": THIRD}, {"to": THIRD}, {"purpose": "case_mapping"}, {"span": YESTERDAY}, {"span": TOMORROW}],
)
def test_it_is_of_one_unit_to_one_other_for_one_purpose_and_for_its_days(other: dict[str, Any]) -> None:
    assert answer(a_fact(), narrowings=(replace(PAUSED, **other),)).outcome is Outcome.FULL


def test_several_keep_back_what_any_of_them_does() -> None:
    offence = replace(PAUSED, categories=frozenset({Category.OFFENCE}))
    both = (offence, replace(PAUSED, categories=frozenset({Category.SEXUAL})))
    for category in (Category.OFFENCE, Category.SEXUAL):
        assert answer(a_fact(category), narrowings=both) == KEPT_BACK
    assert answer(a_fact(Category.SAFETY), narrowings=both).outcome is Outcome.FULL


def test_ones_own_record_passes_through_no_channel() -> None:
    own = replace(PAUSED, by=MINE)
    for row in (a_row(), a_row(he_reads=True)):
        assert answer(a_fact(owner=MINE), row, narrowings=(own,)).outcome is Outcome.FULL


@pytest.mark.parametrize(
    "lifting",
    [
        {"consent_events": (a_yes("SHE"),)},
        {"approvals": (an_approval(),)},
        {"serious_risk_decisions": (a_decision(),)},
    ],
)
def test_no_yes_and_no_decision_that_lifts_cells_opens_it_and_no_statute(lifting: dict[str, Any]) -> None:
    for code in (Code.FULL, Code.CONSENT_SURVIVOR, Code.APPROVAL):
        row = of_code(code, statutory=True)
        assert answer(a_fact(), row, narrowings=(PAUSED,), **lifting) == KEPT_BACK


def test_a_broken_glass_opens_it_as_it_does_a_missing_protocol() -> None:
    row = of_code(Code.NOT_NEEDED, break_glass=frozenset({Category.SAFETY}))
    opened = answer(a_fact(Category.SAFETY), row, narrowings=(PAUSED,), break_glass=(glass(),))
    assert grounds(opened) == (Reason.BREAK_GLASS, {"glass"})
    for beyond in (a_fact(Category.SEXUAL), a_fact(Category.SEXUAL, Category.SAFETY)):
        assert answer(beyond, row, narrowings=(PAUSED,), break_glass=(glass(),)) == KEPT_BACK
    his = replace(row, perp_facing=True)
    assert answer(a_fact(Category.SAFETY), his, narrowings=(PAUSED,), break_glass=(glass(),)) == KEPT_BACK


def test_doors_that_come_before_it_are_told_before_it() -> None:
    excluded = a_reader(conflict_checks=(ConflictCheck(DAY),))
    assert answer(a_fact(), None, excluded, narrowings=(PAUSED,)).reason is Reason.CONFLICT_CHECK_PENDING
    gated = a_row(gate="gate")
    assert answer(a_fact(), gated, narrowings=(PAUSED,)).reason is Reason.PURPOSE_GATE_CLOSED
    assert answer(a_fact(), gated, narrowings=(PAUSED,), gates=(a_gate(),)) == KEPT_BACK
    alone = decide(a_reader(), ASK, a_case(a_fact(), narrowings=(PAUSED,)), [], a_table()).facts["f"]
    assert alone.reason is Reason.NO_PROTOCOL
    assert answer(a_fact(), of_code(Code.NEVER), narrowings=(PAUSED,)) == KEPT_BACK


def test_one_without_a_start_is_a_fault_wherever_it_stands() -> None:
    broken = replace(SAFETY, span=Span(MISSING))
    for order in ((broken, PAUSED), (PAUSED, broken), (broken,)):
        assert answer(a_fact(), narrowings=order).reason is Reason.FAULT
    elsewhere = replace(broken, to=THIRD)
    assert answer(a_fact(), narrowings=(elsewhere,)).outcome is Outcome.FULL


def test_what_travels_with_what_is_kept_back_stays_too() -> None:
    safety, other = a_fact(Category.SAFETY), a_fact(id="g", travels_with=frozenset({"f"}))
    found = decided(a_case(safety, other, narrowings=(SAFETY,))).facts
    assert [found[fact].reason for fact in "fg"] == [Reason.CHANNEL_NARROWED, Reason.CONTEXT_WITHHELD]


def test_what_is_kept_back_from_one_reader_is_on_no_wall_that_they_see() -> None:
    table = of_row(a_row())
    table = replace(table, rows={("idaa", "case_mapping"): a_row()})
    units = frozenset({MINE, THEIRS, THIRD})
    agreed = a_protocol(table, parties=units, purposes=frozenset({"case_mapping"}))
    case = a_case(a_fact(), units=units, narrowings=(replace(PAUSED, purpose="case_mapping"),))
    room = [a_reader(unit=THIRD), a_reader(id="other", unit=MINE)]
    seen = [wall(readers, DAY, case, [agreed], table).facts["f"].reason for readers in (room[:1], room)]
    assert seen == [Reason.ROLE_AND_PURPOSE, Reason.CHANNEL_NARROWED]


def test_what_would_open_it_is_its_owners_widening_the_channel_again() -> None:
    widened = Change(ChangeKind.CHANNEL_WIDENED, unit=THEIRS)
    table = of_row(of_code(Code.GIST))
    case = a_case(a_fact(), narrowings=(PAUSED, SAFETY, replace(PAUSED, to=THIRD)))
    found = explain(a_reader(), ASK, case, [a_protocol(table)], table, "f")
    assert found.decision == KEPT_BACK
    assert found.openings == ((widened,),)


@settings(max_examples=150, deadline=None)
@given(WORLDS, narrowings(ANY_SPANS))
def test_a_narrowing_never_releases_more(world: World, more: tuple[Narrowing, ...]) -> None:
    before = decide(*world.given).facts
    case = replace(world.case, narrowings=(*world.case.narrowings, *more))
    after = decide(*replace(world, case=case).given).facts
    for fact in before:
        assert OUTCOME_RANK[after[fact].outcome] <= OUTCOME_RANK[before[fact].outcome]
