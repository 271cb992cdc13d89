from __future__ import annotations

from typing import TYPE_CHECKING

from policies.answer import FactDecision
from policies.vocabulary import Category, Caveat, Code, Outcome, Reason, WorksWith
from policies.wall import PURPOSE, Fall, Wall, costs, wall
from tests.policies.builders import a_row, a_table, cells
from tests.policies.matters import DAY, MINE, THEIRS, a_case, a_fact, a_protocol, a_reader, a_yes

if TYPE_CHECKING:
    from policies.question import Case, Reader

ROWS = {
    "advocate": a_row(),
    "school": a_row(works_with=WorksWith.CHILD, codes=cells(Code.FULL, offence=Code.GIST)),
    "nurse": a_row(works_with=WorksWith.CASE, codes=cells(Code.CONSENT_SURVIVOR)),
    "his_worker": a_row(perp_facing=True, codes=cells(Code.NOT_NEEDED, offence=Code.FULL)),
}
TABLE = a_table(roles=frozenset(ROWS), rows={(role, PURPOSE): row for role, row in ROWS.items()})
PROTOCOLS = [a_protocol(TABLE, purposes=frozenset({PURPOSE}))]

ADVOCATE, SCHOOL, NURSE, HIS_WORKER = (a_reader(id=role, role=role) for role in ROWS)
YES = a_yes("SHE", purposes=frozenset({PURPOSE}), may_be_put_to_perpetrator=True)
CASE = a_case(a_fact(id="b"), a_fact(Category.OFFENCE, id="o"), consent_events=(YES,))


def hung(*readers: Reader, case: Case = CASE) -> Wall:
    return wall(readers, DAY, case, PROTOCOLS, TABLE)


def places(made: Wall) -> dict[str, Outcome]:
    return {fact: decision.outcome for fact, decision in made.facts.items()}


def test_a_wall_is_for_case_mapping_unless_it_is_a_document_for_another_purpose() -> None:
    assert PURPOSE == "case_mapping"
    for_nothing = wall([ADVOCATE], DAY, CASE, PROTOCOLS, TABLE, "unheard_of")
    assert for_nothing.facts["b"].reason is Reason.PURPOSE_NOT_FOR_ROLE


def test_with_no_reader_there_is_nothing_on_the_wall() -> None:
    nothing = FactDecision(Outcome.WITHHELD, Reason.NOT_ALLOCATED)
    assert dict(hung().facts) == {"b": nothing, "o": nothing}


def test_the_strictest_of_every_readers_outcome_hangs_whatever_their_order() -> None:
    assert places(hung(ADVOCATE)) == {"b": Outcome.FULL, "o": Outcome.FULL}
    assert places(hung(ADVOCATE, SCHOOL)) == {"b": Outcome.FULL, "o": Outcome.GIST}
    assert places(hung(SCHOOL, HIS_WORKER)) == {"b": Outcome.WITHHELD, "o": Outcome.GIST}
    assert hung(ADVOCATE, SCHOOL, HIS_WORKER) == hung(HIS_WORKER, SCHOOL, ADVOCATE)


def test_the_wall_says_which_facts_hang_in_full_as_a_gist_and_not_at_all() -> None:
    made = hung(SCHOOL, HIS_WORKER)
    assert [made.place(outcome) for outcome in Outcome] == [{"b"}, {"o"}, frozenset()]


def test_caveats_and_grounds_of_all_readers_hang_with_a_fact() -> None:
    case = a_case(
        a_fact(id="b", source_person="SHE", relationship_context="previous_relationship"),
        consent_events=(YES,),
    )
    assert hung(NURSE, case=case).facts["b"].caveats == frozenset()
    made = hung(NURSE, ADVOCATE, case=case)
    assert made.facts["b"] == FactDecision(
        Outcome.FULL,
        Reason.CONSENT,
        frozenset({Caveat.NOT_TO_PERPETRATOR, Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS}),
        frozenset({YES.id}),
        ("P1",),
    )


def test_what_loses_its_companion_is_off_the_wall_until_nothing_changes() -> None:
    case = a_case(
        a_fact(Category.OFFENCE, id="a", travels_with=frozenset({"o"})),
        a_fact(Category.OFFENCE, id="o", travels_with=frozenset({"b"})),
        a_fact(id="b"),
    )
    assert set(places(hung(ADVOCATE, case=case)).values()) == {Outcome.FULL}
    made = hung(ADVOCATE, HIS_WORKER, case=case)
    assert made.place(Outcome.WITHHELD) == {"a", "o", "b"}
    assert made.facts["a"].reason is Reason.CONTEXT_WITHHELD


def test_a_fact_may_lose_its_companion_to_another_reader_than_its_own() -> None:
    case = a_case(a_fact(Category.OFFENCE, id="o", travels_with=frozenset({"b"})), a_fact(id="b"))
    assert hung(HIS_WORKER, case=case).facts["o"].reason is Reason.CONTEXT_WITHHELD


def test_not_even_the_readers_own_record_hangs_without_its_context() -> None:
    case = a_case(a_fact(id="own", owner=MINE, travels_with=frozenset({"gone"})))
    made = hung(ADVOCATE, case=case)
    assert made.facts["own"].reason is Reason.CONTEXT_WITHHELD


def test_the_cost_of_an_invitation_is_what_would_fall_if_they_joined_the_rest() -> None:
    given = (DAY, CASE, PROTOCOLS, TABLE)
    assert costs([ADVOCATE, NURSE, SCHOOL], *given)[-1] == {"o": Fall(Outcome.FULL, Outcome.GIST)}
    assert costs([ADVOCATE, SCHOOL, HIS_WORKER], *given)[-1] == {"b": Fall(Outcome.FULL, Outcome.WITHHELD)}
    assert costs([ADVOCATE, NURSE], *given)[-1] == {}
    assert costs([HIS_WORKER, SCHOOL, SCHOOL], *given)[-1] == {}


def test_what_hangs_by_the_hubs_own_table_may_fall_too() -> None:
    case = a_case(a_fact(id="own", owner=MINE))
    outsider = a_reader(id="outsider", memberships=())
    falls = {"own": Fall(Outcome.FULL, Outcome.WITHHELD)}
    assert costs([ADVOCATE, outsider], DAY, case, [], TABLE) == ({}, falls)


def test_each_of_those_invited_is_told_apart_from_all_the_others() -> None:
    found = costs([ADVOCATE, SCHOOL, HIS_WORKER], DAY, CASE, PROTOCOLS, TABLE)
    assert found == (
        {},
        {"o": Fall(Outcome.FULL, Outcome.GIST)},
        {"b": Fall(Outcome.FULL, Outcome.WITHHELD)},
    )


def test_two_who_cost_the_same_each_seem_to_cost_nothing() -> None:
    again = a_reader(id="again", role="his_worker", unit=THEIRS)
    case = a_case(a_fact(id="b", owner="UNIT-3"), units=frozenset({MINE, THEIRS, "UNIT-3"}))
    protocols = [
        a_protocol(TABLE, purposes=frozenset({PURPOSE}), parties=frozenset({MINE, THEIRS, "UNIT-3"}))
    ]
    found = costs([ADVOCATE, HIS_WORKER, again], DAY, case, protocols, TABLE)
    assert found == ({}, {}, {})


def test_who_is_invited_alone_costs_nothing_and_the_purpose_may_be_another() -> None:
    given = (DAY, CASE, PROTOCOLS, TABLE)
    assert costs([HIS_WORKER], *given) == ({},)
    assert costs([], *given) == ()
    assert costs([ADVOCATE, HIS_WORKER], *given, "unheard_of") == ({}, {})
