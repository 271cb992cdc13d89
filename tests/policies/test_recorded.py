"""What of a decision is kept: which protocols it went by, and by which rulebooks."""

from __future__ import annotations

from policies.question import ProtocolInForce
from policies.recorded import Cited
from tests.policies.builders import DIGEST, a_table
from tests.policies.recording import A_DECISION, SPAN

PARTIES, PURPOSES = frozenset({"u1", "u2"}), frozenset({"case_mapping"})
TAKEN = ProtocolInForce("p/1", PARTIES, PURPOSES, SPAN, a_table())


def test_a_protocol_is_cited_as_a_decision_took_it_and_taken_again_as_it_was_cited() -> None:
    cited = Cited.of(TAKEN)

    assert cited == Cited("p/1", PARTIES, PURPOSES, SPAN, DIGEST)
    assert cited.in_force(a_table()) == TAKEN


def test_a_decision_went_by_the_hubs_own_rulebook_and_by_that_of_every_protocol() -> None:
    assert A_DECISION.rulebooks() == {"ab" * 32, "cd" * 32}
