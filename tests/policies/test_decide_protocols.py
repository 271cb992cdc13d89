from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from policies.answer import FactDecision
from policies.decide import decide
from policies.precedence import FULL_REASONS, RANK, STRICTEST_FIRST, WITHHELD_REASONS, combine, together
from policies.vocabulary import Category, Caveat, Code, Outcome, Reason, WorksWith
from tests.policies.builders import a_row, a_table
from tests.policies.matters import (
    ASK,
    MINE,
    YESTERDAY,
    a_case,
    a_fact,
    a_protocol,
    a_reader,
    a_yes,
    an_approval,
    grounds,
    of_code,
    of_row,
)

if TYPE_CHECKING:
    from policies.question import Fact
    from policies.table import Row


def under(*rows: Row, fact: Fact | None = None, **case: Any) -> FactDecision:
    """The decision under one protocol for each row; asserts that their order is no matter."""
    protocols = [a_protocol(of_row(row), id=f"P{number}") for number, row in enumerate(rows)]
    world = a_case(fact or a_fact(), **case)
    found = {decide(a_reader(), ASK, world, order, a_table()).facts["f"] for order in permutations(protocols)}
    assert len(found) == 1
    return found.pop()


def test_each_shared_protocol_is_asked_and_the_strictest_outcome_wins() -> None:
    assert under(of_code(Code.FULL), of_code(Code.GIST)).outcome is Outcome.GIST
    assert under(of_code(Code.FULL), of_code(Code.GIST), of_code(Code.NEVER)).outcome is Outcome.WITHHELD
    assert under(of_code(Code.GIST), of_code(Code.FULL)).protocols == ("P0", "P1")


def test_among_protocols_that_withhold_the_first_reason_in_precedence_is_given_and_all_are_listed() -> None:
    decision = under(of_code(Code.NOT_NEEDED), of_code(Code.CONSENT_SURVIVOR), of_code(Code.FULL))
    assert decision == FactDecision(Outcome.WITHHELD, Reason.CONSENT_ABSENT, protocols=("P0", "P1", "P2"))
    closed = under(of_code(Code.NEVER), a_row(gate="gate"))
    assert closed.reason is Reason.PURPOSE_GATE_CLOSED


def test_caveats_and_grounds_of_all_protocols_go_with_the_release() -> None:
    rows = (
        of_code(Code.CONSENT_SURVIVOR, works_with=WorksWith.CASE),
        of_code(Code.APPROVAL, works_with=WorksWith.FAMILY),
    )
    fact = a_fact(source_person="SHE", relationship_context="previous_relationship")
    yes = a_yes("SHE", may_be_put_to_perpetrator=True)
    decision = under(*rows, fact=fact, consent_events=(yes,), approvals=(an_approval(),))
    assert decision == FactDecision(
        Outcome.FULL,
        Reason.ORIGINATOR_APPROVED,
        frozenset({Caveat.NOT_TO_PERPETRATOR, Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS}),
        frozenset({"SHE-1", "approval"}),
        ("P0", "P1"),
    )


def test_a_protocol_that_is_not_in_force_or_not_between_the_units_is_not_asked() -> None:
    never = of_row(of_code(Code.NEVER))
    protocols = [
        a_protocol(a_table()),
        a_protocol(never, id="P2", span=YESTERDAY),
        a_protocol(never, id="P3", parties=frozenset({MINE})),
        a_protocol(never, id="P4", purposes=frozenset({"case_mapping"})),
    ]
    decision = decide(a_reader(), ASK, a_case(a_fact()), protocols, never).facts["f"]
    assert (decision.outcome, decision.protocols) == (Outcome.FULL, ("P1",))


def test_the_hubs_own_table_is_not_asked_where_a_protocol_is_shared() -> None:
    decision = decide(a_reader(), ASK, a_case(a_fact()), [a_protocol(a_table())], a_table(rows={}))
    assert decision.facts["f"].outcome is Outcome.FULL


def test_ones_own_record_is_asked_through_every_protocol_ones_unit_is_party_to() -> None:
    case, gated = a_case(a_fact(owner=MINE)), of_row(a_row(gate="gate"))
    mine = frozenset({MINE, "elsewhere"})
    protocols = [a_protocol(a_table()), a_protocol(gated, id="P2", parties=mine)]
    strict = decide(a_reader(), ASK, case, protocols, a_table()).facts["f"]
    assert strict == FactDecision(Outcome.WITHHELD, Reason.PURPOSE_GATE_CLOSED)
    theirs = [a_protocol(gated, parties=frozenset({"elsewhere"}))]
    own = decide(a_reader(), ASK, case, theirs, a_table()).facts["f"]
    assert own == FactDecision(Outcome.FULL, Reason.OWN_RECORD)


def test_a_release_under_several_rulebooks_is_named_after_its_most_exceptional_ground() -> None:
    own = a_fact(owner=MINE)
    reads = under(a_row(), a_row(he_reads=True), fact=own)
    assert reads.reason is Reason.ROLE_AND_PURPOSE
    assert reads.caveats == {Caveat.NOT_TO_PERPETRATOR}
    assert (
        under(of_code(Code.CONSENT_SURVIVOR), a_row(), consent_events=(a_yes("SHE"),)).reason
        is Reason.CONSENT
    )


def test_a_release_of_several_categories_is_named_after_its_most_exceptional_ground() -> None:
    row = a_row(
        codes={
            Category.BEHAVIOUR: Code.FULL,
            Category.OFFENCE: Code.CONSENT_SURVIVOR,
            Category.SAFETY: Code.APPROVAL,
        }
    )
    lifted: dict[str, Any] = {"consent_events": (a_yes("SHE"),), "approvals": (an_approval(),)}
    two = under(row, fact=a_fact(Category.BEHAVIOUR, Category.OFFENCE), **lifted)
    assert two.reason is Reason.CONSENT
    three = under(row, fact=a_fact(Category.BEHAVIOUR, Category.OFFENCE, Category.SAFETY), **lifted)
    assert grounds(three) == (Reason.ORIGINATOR_APPROVED, {"SHE-1", "approval"})


def test_every_reason_has_its_place_in_the_order_once_withheld_before_gist_before_full() -> None:
    assert sorted(STRICTEST_FIRST) == sorted(Reason)
    assert (*WITHHELD_REASONS, Reason.GIST_FOR_ROLE, *FULL_REASONS) == STRICTEST_FIRST
    assert [RANK[reason] for reason in STRICTEST_FIRST] == list(range(len(Reason)))


def test_the_procedures_reason_precedence_is_kept() -> None:
    precedence = """NEVER_FOR_THIS_ROLE, PERPETRATOR_WILL_READ, CONSENT_REFUSED, CONSENT_WITHDRAWN,
        CONSENT_EXCLUDES_FACT, CONSENT_EXPIRED, CONSENT_ABSENT, SOURCE_EXPOSED, ORIGINATOR_APPROVAL_NEEDED,
        NOT_NEEDED_FOR_ROLE"""
    given = [Reason(reason.strip()) for reason in precedence.split(",")]
    assert sorted(given, key=RANK.__getitem__) == given
    steps = [
        Reason.FAULT,
        Reason.CONFLICT_OF_INTEREST,
        Reason.CONFLICT_CHECK_PENDING,
        Reason.NOT_ALLOCATED,
        Reason.METADATA_ONLY,
        Reason.PURPOSE_NOT_FOR_ROLE,
        Reason.NOT_YET_PUBLISHED,
        Reason.RETRACTED,
        Reason.PURPOSE_GATE_CLOSED,
        Reason.NO_PROTOCOL,
        Reason.NEVER_FOR_THIS_ROLE,
    ]
    assert sorted(steps, key=RANK.__getitem__) == steps
    assert WITHHELD_REASONS[-2:] == (Reason.NO_GIST_WRITTEN, Reason.CONTEXT_WITHHELD)


def test_no_ruling_and_no_answer_at_all_are_never_a_permission() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        together([])
    with pytest.raises(ValueError, match="not enough values"):
        combine([])
