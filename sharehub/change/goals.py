"""Setting a behaviour-change goal: what he will do, what that changes for whom, and who will see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.change import queries
from sharehub.change.lines import HARMED, Line, check_harmed, keep, written
from sharehub.change.reach import within_reach
from sharehub.errors import ChangedSince, Invalid, NotFound
from sharehub.language.vocabulary import Kind
from sharehub.patterns import held_against
from sharehub.patterns.naming import refuse_flawed, refuse_outsiders
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

FIRST = 1
"""The revision of a goal that was just set."""


class GoalStatus(StrEnum):
    """Where a goal stands; that it was not met, or is not known, is as ordinary as any other."""

    NOT_STARTED = "not_started"
    SOME_EVIDENCE = "some_evidence"
    SUSTAINED = "sustained"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NewGoal:
    """A goal as it comes in. `outcome_for`: the children and survivors for whom it changes something."""

    behaviour: Line
    outcome: Line | None
    outcome_for: frozenset[UUID]
    witness: Line | None = None
    due: date | None = None

    def texts(self) -> dict[str, str | None]:
        """Return everything written, by its field."""
        return written({"behaviour": self.behaviour, "outcome": self.outcome, "witness": self.witness})


def set_goal(work: Work, actor: Actor, case: UUID, new: NewGoal, shared: Collection[str] = ()) -> UUID:
    """Set a goal and publish it: two or three facts in one act. Its id is its behaviour's.

    Args:
        work: the unit of work.
        actor: who sets it.
        case: in which case.
        new: the goal.
        shared: fields that share a word with what must not be told: `held_against.shared_by`.

    Raises:
        Invalid: a line is no behaviour or no outcome, asks something of her, is about turning up, or speaks
            of somebody outside the family; the field is named.
        Forbidden, NotFound: as every act upon a case.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    if new.outcome is None or not new.outcome_for:
        raise Invalid("outcome", "a goal has an outcome for at least one child or survivor")
    check_harmed(admitted, "outcome_for", new.outcome_for, HARMED)
    refuse_outsiders(admitted, new.texts())
    held_against.refuse(shared)
    for where, line in (("behaviour", new.behaviour), ("outcome", new.outcome), ("witness", new.witness)):
        if line is not None:
            refuse_flawed(admitted, where, where, line.text)
    behaviour = keep(admitted, new.behaviour.fact(Kind.GOAL))
    with_it = frozenset({behaviour})
    outcome = keep(
        admitted,
        new.outcome.fact(Kind.GOAL, about=new.outcome.about | new.outcome_for, travels_with=with_it),
    )
    witness = (
        None if new.witness is None else keep(admitted, new.witness.fact(Kind.GOAL, travels_with=with_it))
    )
    queries.add_goal(
        work.tx,
        fact_id=behaviour,
        outcome_fact_id=outcome,
        witness_fact_id=witness,
        case_id=case,
        unit_id=actor.unit,
        outcome_for=sorted(map(str, new.outcome_for)),
        due=new.due,
        status=GoalStatus.NOT_STARTED.value,
        revision=FIRST,
        set_by=actor.user,
        set_at=work.tx.now,
    )
    admitted.record(Action.GOAL_SET, goal=str(behaviour))
    return behaviour


def move_goal(
    work: Work, actor: Actor, case: UUID, goal: UUID, status: GoalStatus, expected: int | None = None
) -> int:
    """Say where a goal stands now: by the unit that set it, or by somebody who reads it in full.

    Returns:
        Its revision from now on.

    Raises:
        NotFound: there is none such within the actor's reach.
        ChangedSince: it has another revision than the one expected.
    """
    permit(work, actor, "record_fact")
    admitted = admit(work, actor, case)
    held = queries.goal(work.tx, case, goal)
    if held is None or not within_reach(work, actor, case, [held]):
        raise NotFound("no such goal")
    if expected is not None and held["revision"] != expected:
        raise ChangedSince("the goal has changed since you last saw it: look again, then decide anew")
    revision: int = held["revision"] + 1
    queries.move_goal(work.tx, goal, status.value, revision)
    admitted.record(Action.GOAL_MOVED, goal=str(goal), status=status.value)
    return revision


def goals(work: Work, actor: Actor, case: UUID, after: UUID, most: int) -> Sequence[RowMapping]:
    """Return the goals within the actor's reach, after an id; of others it is not told that there are any."""
    admit(work, actor, case)
    return within_reach(work, actor, case, queries.goals(work.tx, case, after))[:most]
