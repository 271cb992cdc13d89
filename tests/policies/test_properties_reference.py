from __future__ import annotations

from hypothesis import given, settings

from policies.decide import decide
from tests.policies.reference import expected
from tests.policies.worlds import WORLDS, World


@settings(max_examples=250, deadline=None)
@given(WORLDS)
def test_the_decision_agrees_with_an_independent_reading_of_the_procedure(world: World) -> None:
    decided = decide(*world.given)
    assert {
        fact: (
            decision.outcome.value,
            decision.reason.value,
            decision.caveats,
            decision.rests_on,
            decision.protocols,
        )
        for fact, decision in decided.facts.items()
    } == expected(*world.given)
