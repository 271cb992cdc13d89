from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from consent.people import Part
from consent.record import EVERYTHING, ConsentEvent, Status
from policies.decide import decide
from policies.explain import explain
from policies.precedence import OUTCOME_RANK
from policies.question import Fact, Span
from policies.vocabulary import Caveat, Code, Outcome, Reason, SourceType
from policies.wall import costs, wall
from tests.policies.worlds import DAY, MINE, PURPOSE, READERS, WORLDS, World

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from policies.answer import FactDecision
    from policies.question import Reader
    from policies.table import Row

T = TypeVar("T")

RELEASED = {Outcome.GIST, Outcome.FULL}
FEW = settings(max_examples=80, deadline=None)


def decided(world: World) -> Mapping[str, FactDecision]:
    return decide(*world.given).facts


def rows(world: World, decision: FactDecision) -> list[Row]:
    """The rows a release passed through: its protocols', or the hub's own."""
    tables = [each.table for each in world.protocols if each.id in decision.protocols] or [world.base]
    return [table.rows[world.reader.role, world.ask.purpose] for table in tables]


def no_higher(after: Mapping[str, FactDecision], before: Mapping[str, FactDecision]) -> bool:
    return all(OUTCOME_RANK[after[fact].outcome] <= OUTCOME_RANK[before[fact].outcome] for fact in before)


def facts_by_id(world: World) -> dict[str, Fact]:
    return {fact.id: fact for fact in world.case.facts}


@FEW
@given(WORLDS)
def test_every_fact_is_answered_and_nothing_raises(world: World) -> None:
    assert decided(world).keys() == facts_by_id(world).keys()


@FEW
@given(WORLDS)
def test_whatever_crosses_between_units_is_covered_by_a_protocol_of_both_or_a_broken_glass(
    world: World,
) -> None:
    for fact, decision in decided(world).items():
        owner = facts_by_id(world)[fact].owner
        if decision.outcome is Outcome.WITHHELD or owner == MINE:
            continue
        protocols = [each for each in world.protocols if each.id in decision.protocols]
        assert protocols or decision.reason is Reason.BREAK_GLASS
        for protocol in protocols:
            assert {MINE, owner} <= protocol.parties
            assert PURPOSE in protocol.purposes
            assert protocol.span.covers(DAY)


@FEW
@given(WORLDS)
def test_whatever_is_released_is_covered_by_a_cell_of_each_category_in_each_rulebook(world: World) -> None:
    for fact, decision in decided(world).items():
        one = facts_by_id(world)[fact]
        if decision.outcome is Outcome.WITHHELD or one.owner == MINE:
            continue
        for row in rows(world, decision):
            codes = {row.codes[category] for category in one.categories}
            assert codes
            assert Code.NEVER not in codes
            lifted = decision.reason in {Reason.BREAK_GLASS, Reason.OVERRIDE_SERIOUS_RISK}
            assert lifted or Code.NOT_NEEDED not in codes
            if decision.outcome is Outcome.FULL and not decision.rests_on:
                assert codes <= {Code.FULL, Code.FULL_IF_AWARE, Code.REPORT_IF_AWARE, Code.OWN_EFFORTS}


@FEW
@given(WORLDS)
def test_whatever_a_release_rests_on_is_on_record_and_names_it(world: World) -> None:
    case = world.case
    events = {event.id: event for event in case.consent_events}
    approvals = {each.id: each for each in case.approvals}
    decisions = {each.id: each for each in case.serious_risk_decisions}
    broken = {each.id for each in case.break_glass if each.reader == world.reader.id}
    for fact, decision in decided(world).items():
        for ground in decision.rests_on - broken:
            if ground in events:
                assert events[ground].status in {Status.ACTIVE, Status.LIMITED}
                assert fact not in events[ground].exclude_facts
            else:
                naming = approvals[ground] if ground in approvals else decisions[ground]
                assert fact in naming.facts
                assert MINE in naming.units
                assert naming.span.covers(DAY)


@FEW
@given(WORLDS)
def test_what_is_withheld_carries_nothing(world: World) -> None:
    for decision in decided(world).values():
        if decision.outcome is Outcome.WITHHELD:
            assert (decision.caveats, decision.rests_on) == (frozenset(), frozenset())


@FEW
@given(WORLDS)
def test_a_gist_that_leaves_was_written_and_travels_with_all_that_explains_it(world: World) -> None:
    found = decided(world)
    released = {fact for fact, decision in found.items() if decision.outcome in RELEASED}
    for fact in released:
        one = facts_by_id(world)[fact]
        assert one.has_gist or found[fact].outcome is Outcome.FULL
        assert one.travels_with <= released or found[fact].reason is Reason.OWN_RECORD


@FEW
@given(WORLDS)
def test_her_account_leaves_its_unit_not_to_be_put_to_him_unless_she_said_it_may_be(world: World) -> None:
    facts = tuple(
        replace(fact, source_type=SourceType.SURVIVOR, source_person=None) for fact in world.case.facts
    )
    world = replace(world, case=replace(world.case, facts=facts))
    hers = {event.id: event for event in world.case.consent_events if event.subject == "SHE"}
    for fact, decision in decided(world).items():
        if decision.outcome in RELEASED and facts_by_id(world)[fact].owner != MINE:
            said = [hers[ground].may_be_put_to_perpetrator for ground in decision.rests_on if ground in hers]
            assert Caveat.NOT_TO_PERPETRATOR in decision.caveats or True in said


@FEW
@given(WORLDS, st.data())
def test_one_more_refusal_never_releases_more(world: World, data: st.DataObject) -> None:
    who = data.draw(st.sampled_from(sorted(world.case.people)))
    status = data.draw(st.sampled_from([Status.REFUSED, Status.RESCINDED]))
    recipients = data.draw(st.sampled_from([MINE, EVERYTHING]))
    day = data.draw(st.sampled_from([DAY, DAY.replace(day=1)]))
    every = frozenset({EVERYTHING})
    no = ConsentEvent(
        "zz" if data.draw(st.booleans()) else "", day, who, who, status, frozenset({recipients}), every, every
    )
    refused = replace(world.case, consent_events=(*world.case.consent_events, no))
    assert no_higher(decided(replace(world, case=refused)), decided(world))


@FEW
@given(WORLDS, st.randoms(use_true_random=False))
def test_no_order_of_anything_matters(world: World, chance: Random) -> None:
    def shuffled(given: tuple[T, ...]) -> list[T]:
        return chance.sample(given, len(given))

    case = world.case
    other = replace(
        case,
        facts=tuple(shuffled(case.facts)),
        gates=tuple(shuffled(case.gates)),
        consent_events=tuple(shuffled(case.consent_events)),
        approvals=tuple(shuffled(case.approvals)),
        serious_risk_decisions=tuple(shuffled(case.serious_risk_decisions)),
        people=dict(shuffled(tuple(case.people.items()))),
    )
    protocols = tuple(shuffled(world.protocols))
    assert decided(replace(world, case=other, protocols=protocols)) == decided(world)


@FEW
@given(WORLDS)
def test_an_excluded_reader_gets_nothing(world: World) -> None:
    reader = replace(world.reader, exclusions=(*world.reader.exclusions, Span(DAY, DAY)))
    reasons = {decision.reason for decision in decided(replace(world, reader=reader)).values()}
    assert reasons <= {Reason.CONFLICT_OF_INTEREST, Reason.FAULT}


@FEW
@given(WORLDS)
def test_a_withheld_fact_that_nobody_travels_with_may_be_gone_without_a_trace(world: World) -> None:
    found = decided(world)
    needed = {other for fact in world.case.facts for other in fact.travels_with}
    gone = {fact for fact, each in found.items() if each.outcome is Outcome.WITHHELD} - needed
    left = tuple(fact for fact in world.case.facts if fact.id not in gone)
    rest = decided(replace(world, case=replace(world.case, facts=left)))
    assert rest == {fact: each for fact, each in found.items() if fact not in gone}


@FEW
@given(WORLDS, st.lists(READERS, max_size=3), READERS)
def test_one_more_reader_never_adds_to_a_wall(world: World, readers: list[Reader], joining: Reader) -> None:
    given = (DAY, world.case, world.protocols, world.base, PURPOSE)
    alone = wall([world.reader, *readers], *given)
    together = wall([world.reader, *readers, joining], *given)
    assert no_higher(together.facts, alone.facts)
    assert no_higher(alone.facts, decided(replace(world, ask=replace(world.ask, purpose=PURPOSE))))
    fallen = costs([world.reader, *readers, joining], *given)[-1]
    assert {
        fact for fact in alone.facts if alone.facts[fact].outcome is not together.facts[fact].outcome
    } == set(fallen)


@settings(max_examples=60, deadline=None)
@given(WORLDS)
def test_nothing_raises_on_explaining_and_what_is_proposed_is_small_and_minimal(world: World) -> None:
    for fact, decision in decided(world).items():
        found = explain(*world.given, fact)
        assert found.decision == decision
        alone = {opening[0] for opening in found.openings if len(opening) == 1}
        for opening in found.openings:
            assert len(opening) in {1, 2}
            assert len(opening) == 1 or alone.isdisjoint(opening)
        if decision.outcome is Outcome.FULL or decision.reason is Reason.FAULT:
            assert found.openings == ()


@FEW
@given(WORLDS)
def test_nothing_he_said_ever_helps_what_is_not_his(world: World) -> None:
    his = {key for key, person in world.case.people.items() if person.part is Part.PERPETRATOR}
    events = world.case.consent_events
    others = tuple(event for event in events if event.given_by not in his or event.subject in his)
    without = replace(world, case=replace(world.case, consent_events=others))
    if len(others) < len(events) and all(event.day for event in events):
        assert decided(without) == decided(world)
