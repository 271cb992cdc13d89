"""What a reader gets of change: the three questions side by side, and nothing they would not be given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.change.wording import ATTENDANCE_IS_NOT_CHANGE, NO_CHANGE
from tests.sharehub.change.builders import FREE, KEY, WORDS, assessed, change, commit, set_one

if TYPE_CHECKING:
    from tests.sharehub.world import World


def test_goals_commitments_and_answers_come_to_who_works_for_the_children(world: World) -> None:
    world.open("cp_concern", "CF-SW")
    world.open("programme_start", "RESP-M")
    world.publish(world.behaviour())
    set_one(world)
    commit(world)
    assessed(world)

    sections = change(world, "social_worker", "child_protection").sections

    (goal,) = sections.goals
    assert (goal.behaviour, goal.outcome, goal.witness, goal.status) == (KEY, FREE, None, "not_started")
    assert [one.text for one in sections.commitments] == [WORDS]
    (one,) = sections.assessments
    assert one.named.text == "He names little of the pattern on file."
    assert [(part.tactic, part.text) for part in one.changed] == [("INTIMIDATE", NO_CHANGE)]
    assert one.evidenced == NO_CHANGE
    assert one.attendance is not None
    assert one.attendance.text == ATTENDANCE_IS_NOT_CHANGE
