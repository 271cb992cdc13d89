from __future__ import annotations

from itertools import permutations
from typing import Any

from policies.answer import FactDecision
from policies.vocabulary import Category, Code, Outcome, Reason
from tests.policies.builders import a_row, cells
from tests.policies.matters import MINE, a_case, a_fact, a_yes, answer, decided

ROW = a_row(codes=cells(Code.FULL, safety=Code.NOT_NEEDED, offence=Code.GIST))


def a_chain(*links: str, **last: Any) -> list[Any]:
    """Facts each travelling with the next: "ab", "bc" and so on; the last as the changes say."""
    return [a_fact(id=link[0], travels_with=frozenset(link[1:])) for link in links] + [a_fact(id="z", **last)]


def reasons(*facts: Any, **case: Any) -> dict[str, Reason]:
    decision = decided(a_case(*facts, **case), ROW)
    return {fact: each.reason for fact, each in decision.facts.items()}


def test_what_travels_with_something_withheld_is_withheld_and_keeps_neither_caveat_nor_ground() -> None:
    fact = a_fact(travels_with=frozenset({"z"}))
    row = a_row(codes=cells(Code.CONSENT_SURVIVOR, safety=Code.NOT_NEEDED))
    case = a_case(fact, a_fact(Category.SAFETY, id="z"), consent_events=(a_yes("SHE"),))
    assert decided(case, row).facts["f"] == FactDecision(
        Outcome.WITHHELD, Reason.CONTEXT_WITHHELD, protocols=("P1",)
    )


def test_a_chain_falls_to_its_first_link_whatever_the_order_of_facts() -> None:
    chain = a_chain("ab", "bc", "cz", categories=frozenset({Category.SAFETY}))
    lost = dict.fromkeys("abc", Reason.CONTEXT_WITHHELD) | {"z": Reason.NOT_NEEDED_FOR_ROLE}
    assert all(reasons(*order) == lost for order in permutations(chain))


def test_facts_that_travel_with_each_other_stand_or_fall_together() -> None:
    ring = a_chain("ab", "ba")
    assert reasons(*ring)["a"] is Reason.ROLE_AND_PURPOSE
    falling = a_chain("ab", "baz", categories=frozenset({Category.SAFETY}))
    assert {reasons(*falling)[link] for link in "ab"} == {Reason.CONTEXT_WITHHELD}
    alone = a_fact(travels_with=frozenset({"f"}))
    assert reasons(alone) == {"f": Reason.ROLE_AND_PURPOSE}


def test_a_companion_that_comes_as_a_gist_is_enough() -> None:
    found = reasons(*a_chain("az", categories=frozenset({Category.OFFENCE})))
    assert found == {"a": Reason.ROLE_AND_PURPOSE, "z": Reason.GIST_FOR_ROLE}


def test_every_companion_must_come() -> None:
    facts = (a_fact(travels_with=frozenset({"g", "h"})), a_fact(id="g"), a_fact(Category.SAFETY, id="h"))
    assert reasons(*facts)["f"] is Reason.CONTEXT_WITHHELD


def test_a_companion_that_is_not_in_the_case_counts_as_withheld() -> None:
    assert answer(a_fact(travels_with=frozenset({"gone"}))).reason is Reason.CONTEXT_WITHHELD


def test_a_gist_too_falls_with_its_companion() -> None:
    gist = a_fact(Category.OFFENCE, travels_with=frozenset({"gone"}))
    assert reasons(gist) == {"f": Reason.CONTEXT_WITHHELD}


def test_what_is_withheld_anyway_keeps_its_own_reason() -> None:
    fact = a_fact(Category.SAFETY, travels_with=frozenset({"gone"}))
    assert reasons(fact) == {"f": Reason.NOT_NEEDED_FOR_ROLE}


def test_ones_own_record_may_stand_alone_and_be_company_to_others() -> None:
    own = a_fact(id="own", owner=MINE, travels_with=frozenset({"gone"}))
    other = a_fact(travels_with=frozenset({"own"}))
    assert reasons(own, other) == {"own": Reason.OWN_RECORD, "f": Reason.ROLE_AND_PURPOSE}


def test_ones_own_record_in_what_he_reads_may_not_stand_alone() -> None:
    own = a_fact(owner=MINE, travels_with=frozenset({"gone"}))
    assert decided(a_case(own), a_row(he_reads=True)).facts["f"].reason is Reason.CONTEXT_WITHHELD
