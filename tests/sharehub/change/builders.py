"""Goals, commitments and assessments of the world's family; valid by default."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sharehub.change.assess import Attended, NewAssessment, assess
from sharehub.change.assessing import Changed, Claimed, Named
from sharehub.change.commitments import NewCommitment, record_commitment
from sharehub.change.goals import NewGoal, set_goal
from sharehub.change.lines import Line
from sharehub.change.read import Change, read_change
from sharehub.change.words import Claim, Difference, Share
from sharehub.language.vocabulary import Tactic
from sharehub.patterns.held_against import shared_by

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World

KEY = "Konrad hands Ludmila her own key and does not ask where she has been."
FREE = "Ludmila and Agnes come and go as they like."
WORDS = "I will leave her phone alone."


def a_goal(world: World, **changes: Any) -> NewGoal:
    """Return a goal."""
    plain = NewGoal(Line(KEY), Line(FREE), frozenset({world.people["child"], world.people["her"]}))
    return replace(plain, **changes)


def a_commitment(world: World, **changes: Any) -> NewCommitment:
    """Return something he said he will do."""
    plain = NewCommitment(Line(WORDS, he_knows=True), world.today(), frozenset({world.people["child"]}))
    return replace(plain, **changes)


def an_assessment(world: World, **changes: Any) -> NewAssessment:
    """Return answers to the three questions about intimidation, with attendance beside."""
    plain = NewAssessment(
        start=world.today(),
        end=world.today(),
        named=Named(Share.LITTLE),
        claimed=[Claimed(world.people["him"], Claim.NONE)],
        changed=[Changed(Tactic.INTIMIDATE, Difference.NONE)],
        attendance=Attended(4, 4),
    )
    return replace(plain, **changes)


def set_one(world: World, by: str = "social_worker", **changes: Any) -> UUID:
    """Set a goal as its route does: held against what its author reads, and then recorded."""
    new = a_goal(world, **changes)
    shared = shared_by(world.hub, world.actor(by), world.case, new.texts())
    goal: UUID = world.act(set_goal, by, new, shared)
    return goal


def commit(world: World, by: str = "mens_worker", **changes: Any) -> UUID:
    """Record a commitment."""
    commitment: UUID = world.act(record_commitment, by, a_commitment(world, **changes))
    return commitment


def assessed(world: World, by: str = "mens_worker", **changes: Any) -> UUID:
    """Record an assessment."""
    assessment: UUID = world.act(assess, by, an_assessment(world, **changes))
    return assessment


def change(world: World, name: str, purpose: str) -> Change:
    """Read what there is of change as somebody who must get an answer."""
    outcome = read_change(world.hub, world.actor(name), world.case, purpose)
    assert isinstance(outcome, Change), outcome
    return outcome
