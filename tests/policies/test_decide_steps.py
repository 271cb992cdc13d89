from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from policies.answer import FactDecision
from policies.decide import decide
from policies.question import Ask, ConflictCheck, Span
from policies.vocabulary import Category, Caveat, Code, Outcome, PerpAware, Reason
from tests.policies.builders import a_row, a_table
from tests.policies.matters import (
    AFTER,
    ASK,
    BEFORE,
    DAY,
    MINE,
    PURPOSE,
    ROLE,
    THEIRS,
    THIRD,
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_case,
    a_fact,
    a_gate,
    a_protocol,
    a_reader,
    an_approval,
    answer,
    decided,
    of_code,
    of_row,
)

if TYPE_CHECKING:
    from policies.question import Reader

GATED = a_row(gate="gate")


def reason_for(reader: Reader, **fact: Any) -> Reason:
    return answer(a_fact(**fact), reader=reader).reason


def test_what_the_role_may_have_for_the_purpose_comes_in_full_by_the_protocol_between_the_units() -> None:
    assert answer(a_fact(perp_aware=PerpAware.YES)) == FactDecision(
        Outcome.FULL, Reason.ROLE_AND_PURPOSE, protocols=("P1",)
    )


@pytest.mark.parametrize("owner", [THEIRS, MINE])
@pytest.mark.parametrize("span", [TODAY, Span(DAY), Span(BEFORE, AFTER)])
def test_an_excluded_reader_gets_nothing_not_even_their_own_units_records(owner: str, span: Span) -> None:
    decision = answer(a_fact(owner=owner), reader=a_reader(exclusions=(span,)))
    assert decision == FactDecision(Outcome.WITHHELD, Reason.CONFLICT_OF_INTEREST)


@pytest.mark.parametrize("span", [YESTERDAY, TOMORROW])
def test_an_exclusion_counts_on_the_days_it_covers_and_on_no_other(span: Span) -> None:
    assert reason_for(a_reader(exclusions=(span,))) is Reason.ROLE_AND_PURPOSE


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (ConflictCheck(AFTER), Reason.ROLE_AND_PURPOSE),
        (ConflictCheck(DAY), Reason.CONFLICT_CHECK_PENDING),
        (ConflictCheck(BEFORE), Reason.CONFLICT_CHECK_PENDING),
        (ConflictCheck(BEFORE, AFTER), Reason.CONFLICT_CHECK_PENDING),
        (ConflictCheck(BEFORE, AFTER, excluded=True), Reason.CONFLICT_CHECK_PENDING),
        (ConflictCheck(BEFORE, DAY), Reason.ROLE_AND_PURPOSE),
        (ConflictCheck(BEFORE, DAY, excluded=True), Reason.CONFLICT_OF_INTEREST),
        (ConflictCheck(BEFORE, BEFORE, excluded=True), Reason.CONFLICT_OF_INTEREST),
    ],
)
@pytest.mark.parametrize("own", [False, True])
def test_a_conflict_check_blocks_from_the_day_it_is_raised_until_the_day_it_is_decided(
    check: ConflictCheck, reason: Reason, *, own: bool
) -> None:
    released = Reason.OWN_RECORD if own else Reason.ROLE_AND_PURPOSE
    expected = released if reason is Reason.ROLE_AND_PURPOSE else reason
    reader = a_reader(conflict_checks=(check,))
    assert reason_for(reader, owner=MINE if own else THEIRS) is expected


def test_an_exclusion_comes_before_a_pending_check_and_both_before_allocation() -> None:
    pending = (ConflictCheck(DAY), ConflictCheck(BEFORE, BEFORE))
    assert reason_for(a_reader(memberships=(), conflict_checks=pending)) is Reason.CONFLICT_CHECK_PENDING
    reader = a_reader(memberships=(), conflict_checks=pending, exclusions=(TODAY,))
    assert reason_for(reader) is Reason.CONFLICT_OF_INTEREST


@pytest.mark.parametrize("owner", [THEIRS, MINE])
@pytest.mark.parametrize("memberships", [(), (YESTERDAY,), (TOMORROW,), (YESTERDAY, TOMORROW)])
def test_who_is_not_a_member_on_the_day_gets_nothing(owner: str, memberships: tuple[Span, ...]) -> None:
    decision = answer(a_fact(owner=owner), reader=a_reader(memberships=memberships))
    assert decision == FactDecision(Outcome.WITHHELD, Reason.NOT_ALLOCATED)


def test_one_of_several_memberships_is_enough() -> None:
    assert reason_for(a_reader(memberships=(YESTERDAY, TODAY))) is Reason.ROLE_AND_PURPOSE


@pytest.mark.parametrize("owner", [THEIRS, MINE])
def test_an_information_governance_officer_reads_no_content_whatever_the_purpose(owner: str) -> None:
    reader = a_reader(role="ig_officer")
    assert reason_for(reader, owner=owner, published=AFTER) is Reason.METADATA_ONLY
    assert reason_for(a_reader(role="ig_officer", memberships=())) is Reason.NOT_ALLOCATED


@pytest.mark.parametrize("owner", [THEIRS, MINE])
def test_a_purpose_the_role_may_not_ask_for_is_refused_before_anything_about_the_fact(owner: str) -> None:
    case, table = a_case(a_fact(owner=owner, published=AFTER)), a_table()
    for purpose in ("case_mapping", "unheard_of"):
        decision = decide(a_reader(), Ask(purpose, DAY), case, [a_protocol(table)], table)
        assert decision.facts["f"].reason is Reason.PURPOSE_NOT_FOR_ROLE


@pytest.mark.parametrize("owner", [THEIRS, MINE])
@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ({"published": AFTER}, Reason.NOT_YET_PUBLISHED),
        ({"published": AFTER, "retracted": BEFORE}, Reason.NOT_YET_PUBLISHED),
        ({"published": BEFORE, "retracted": DAY}, Reason.RETRACTED),
        ({"published": BEFORE, "retracted": BEFORE}, Reason.RETRACTED),
        ({"published": BEFORE, "retracted": AFTER}, None),
        ({"published": DAY}, None),
    ],
)
def test_a_fact_is_out_from_its_publication_until_the_day_it_is_taken_back(
    owner: str, days: dict[str, Any], reason: Reason | None
) -> None:
    released = Reason.OWN_RECORD if owner == MINE else Reason.ROLE_AND_PURPOSE
    assert reason_for(a_reader(), owner=owner, **days) is (reason or released)


def test_a_retracted_fact_is_named_so_before_a_closed_gate() -> None:
    assert answer(a_fact(retracted=DAY), GATED).reason is Reason.RETRACTED


@pytest.mark.parametrize("owner", [THEIRS, MINE])
@pytest.mark.parametrize(
    ("gates", "opens"),
    [
        ((), False),
        ((a_gate(),), True),
        ((a_gate(gate="another"),), False),
        ((a_gate(span=YESTERDAY),), False),
        ((a_gate(span=TOMORROW),), False),
        ((a_gate(span=YESTERDAY), a_gate(span=Span(BEFORE))), True),
        ((a_gate(units=frozenset({MINE})),), True),
        ((a_gate(units=frozenset({THEIRS})),), False),
        ((a_gate(units=frozenset()),), False),
        ((a_gate(units=frozenset({"*"})),), False),
    ],
)
def test_a_gated_purpose_is_open_only_while_its_gate_is_open_for_this_unit(
    owner: str, gates: tuple[Any, ...], *, opens: bool
) -> None:
    released = Reason.OWN_RECORD if owner == MINE else Reason.ROLE_AND_PURPOSE
    reason = answer(a_fact(owner=owner), GATED, gates=gates).reason
    assert reason is (released if opens else Reason.PURPOSE_GATE_CLOSED)


def test_a_units_own_record_comes_in_full_with_no_caveat_and_by_no_protocol() -> None:
    own = a_fact(Category.SAFETY, owner=MINE, caveats=frozenset(Caveat), has_gist=False)
    assert answer(own, of_code(Code.NEVER)) == FactDecision(Outcome.FULL, Reason.OWN_RECORD)


def test_ones_own_record_is_judged_by_the_cells_before_it_goes_into_his_hands() -> None:
    own = a_fact(owner=MINE)
    reads = of_code(Code.REPORT_IF_AWARE, he_reads=True)
    assert answer(own, reads) == FactDecision(Outcome.WITHHELD, Reason.PERPETRATOR_WILL_READ)
    approved = answer(own, reads, approvals=(an_approval(by=MINE),))
    assert approved == FactDecision(
        Outcome.FULL,
        Reason.ORIGINATOR_APPROVED,
        frozenset({Caveat.NOT_TO_PERPETRATOR}),
        frozenset({"approval"}),
    )


def test_ones_own_record_needs_no_protocol_and_no_approval_of_its_owner_even_where_he_reads() -> None:
    own = a_fact(owner=MINE, caveats=frozenset({Caveat.ORIGINATOR_CONTROLS_ONWARD}))
    table = of_row(a_row(he_reads=True))
    decision = decide(a_reader(), ASK, a_case(own), [], table).facts["f"]
    assert decision == FactDecision(
        Outcome.FULL,
        Reason.ROLE_AND_PURPOSE,
        frozenset({Caveat.ORIGINATOR_CONTROLS_ONWARD, Caveat.NOT_TO_PERPETRATOR}),
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"span": YESTERDAY},
        {"span": TOMORROW},
        {"parties": frozenset({MINE, THIRD})},
        {"parties": frozenset({THEIRS, THIRD})},
        {"parties": frozenset({"*"})},
        {"purposes": frozenset({"case_mapping"})},
        {"purposes": frozenset({"*"})},
    ],
)
def test_without_a_protocol_of_both_units_for_the_purpose_on_the_day_nothing_passes_between_them(
    changes: dict[str, Any],
) -> None:
    table = a_table()
    decision = decide(a_reader(), ASK, a_case(a_fact()), [a_protocol(table, **changes)], table)
    assert decision.facts["f"] == FactDecision(Outcome.WITHHELD, Reason.NO_PROTOCOL)


def test_without_a_protocol_the_hubs_own_table_answers_the_steps_that_come_before() -> None:
    case = a_case(a_fact(published=AFTER), a_fact(id="g"))
    reasons = {
        name: decide(a_reader(), ASK, case, [], table).facts[name].reason
        for name, table in (("f", a_table()), ("g", of_row(GATED)))
    }
    assert reasons == {"f": Reason.NOT_YET_PUBLISHED, "g": Reason.PURPOSE_GATE_CLOSED}
    nobody_asks = a_table(rows={})
    assert decide(a_reader(), ASK, case, [], nobody_asks).facts["f"].reason is Reason.PURPOSE_NOT_FOR_ROLE


CONTROLLED = a_fact(caveats=frozenset({Caveat.ORIGINATOR_CONTROLS_ONWARD}))


def test_what_its_originator_controls_needs_their_approval_and_then_rests_on_it() -> None:
    assert answer(CONTROLLED).reason is Reason.ORIGINATOR_APPROVAL_NEEDED
    approved = answer(CONTROLLED, approvals=(an_approval(), an_approval(id="again")))
    assert approved.reason is Reason.ROLE_AND_PURPOSE
    assert approved.rests_on == {"approval", "again"}


@pytest.mark.parametrize(
    "changes",
    [
        {"by": MINE},
        {"by": "another"},
        {"facts": frozenset({"another"})},
        {"facts": frozenset({"*"})},
        {"units": frozenset({THEIRS})},
        {"units": frozenset({"*"})},
        {"purposes": frozenset({"case_mapping"})},
        {"purposes": frozenset({"*"})},
        {"span": YESTERDAY},
        {"span": TOMORROW},
    ],
)
def test_an_approval_counts_only_from_the_owner_and_for_this_fact_unit_purpose_and_day(
    changes: dict[str, Any],
) -> None:
    approvals = (an_approval(**changes),)
    assert answer(CONTROLLED, approvals=approvals).reason is Reason.ORIGINATOR_APPROVAL_NEEDED
    assert answer(a_fact(), of_code(Code.APPROVAL), approvals=approvals).outcome is Outcome.WITHHELD


def test_the_originators_control_comes_before_what_the_cells_say() -> None:
    assert answer(CONTROLLED, of_code(Code.NEVER)).reason is Reason.ORIGINATOR_APPROVAL_NEEDED


def test_what_may_not_stand_in_a_document_he_reads_stands_in_none() -> None:
    fact = a_fact(caveats=frozenset({Caveat.NOT_IN_DOCUMENT_HE_MAY_READ}), perp_aware=PerpAware.YES)
    for owner in (THEIRS, MINE):
        reads = answer(a_fact(owner=owner, caveats=fact.caveats), of_code(Code.FULL, he_reads=True))
        assert reads.reason is Reason.PERPETRATOR_WILL_READ
    assert answer(fact).caveats == fact.caveats


def test_what_a_protocol_withholds_says_which_protocol_was_asked() -> None:
    for fact, row in ((a_fact(published=AFTER), a_row()), (a_fact(), GATED), (a_fact(), of_code(Code.NEVER))):
        assert answer(fact, row).protocols == ("P1",)


def test_a_fact_without_a_category_is_a_fault_unless_it_is_ones_own() -> None:
    nothing: frozenset[Category] = frozenset()
    fault = FactDecision(Outcome.WITHHELD, Reason.FAULT, protocols=("P1",))
    assert answer(a_fact(categories=nothing)) == fault
    assert answer(a_fact(categories=nothing, owner=MINE)).reason is Reason.OWN_RECORD
    own = answer(a_fact(categories=nothing, owner=MINE), a_row(he_reads=True))
    assert own.reason is Reason.FAULT


def test_every_category_must_let_the_fact_through_and_the_strictest_cell_wins() -> None:
    row = a_row(
        codes={
            Category.BEHAVIOUR: Code.FULL,
            Category.OFFENCE: Code.GIST,
            Category.SAFETY: Code.NOT_NEEDED,
            Category.INTELLIGENCE: Code.APPROVAL,
            Category.SEXUAL: Code.NEVER,
        }
    )
    found = [
        answer(a_fact(*categories), row).reason
        for categories in (
            (Category.BEHAVIOUR, Category.OFFENCE),
            (Category.BEHAVIOUR, Category.OFFENCE, Category.SAFETY),
            (Category.SAFETY, Category.INTELLIGENCE),
            (Category.SAFETY, Category.INTELLIGENCE, Category.SEXUAL),
        )
    ]
    assert found == [
        Reason.GIST_FOR_ROLE,
        Reason.NOT_NEEDED_FOR_ROLE,
        Reason.ORIGINATOR_APPROVAL_NEEDED,
        Reason.NEVER_FOR_THIS_ROLE,
    ]


def test_a_gist_that_nobody_wrote_is_withheld() -> None:
    assert answer(a_fact(), of_code(Code.GIST)) == FactDecision(
        Outcome.GIST, Reason.GIST_FOR_ROLE, frozenset({Caveat.NOT_TO_PERPETRATOR}), protocols=("P1",)
    )
    assert answer(a_fact(has_gist=False), of_code(Code.GIST)) == FactDecision(
        Outcome.WITHHELD, Reason.NO_GIST_WRITTEN, protocols=("P1",)
    )
    assert answer(a_fact(has_gist=False)).outcome is Outcome.FULL


def test_each_fact_of_a_case_is_answered_for_itself() -> None:
    facts = (a_fact(), a_fact(id="g", owner=MINE), a_fact(id="h", published=AFTER))
    reasons = {fact: decision.reason for fact, decision in decided(a_case(*facts)).facts.items()}
    assert reasons == {
        "f": Reason.ROLE_AND_PURPOSE,
        "g": Reason.OWN_RECORD,
        "h": Reason.NOT_YET_PUBLISHED,
    }


def test_a_role_the_table_does_not_know_is_a_fault_not_merely_a_purpose_it_may_not_ask_for() -> None:
    case, table = a_case(a_fact()), a_table(rows={(ROLE, PURPOSE): a_row(), ("stranger", PURPOSE): a_row()})
    reader = a_reader(role="stranger")
    assert decide(reader, ASK, case, [a_protocol(table)], table).facts["f"].reason is Reason.FAULT
    assert decide(reader, ASK, a_case(a_fact(owner=MINE)), [], table).facts["f"].reason is Reason.FAULT
