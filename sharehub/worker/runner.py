"""Doing one task of the outbox: its effect and the word that it is done in one transaction.

A task that was handed out once is done in that one transaction. One that comes again, or that reaches
outside, is put down as begun first: one that takes its process with it every time is given up in the end.
A crash at any point leaves a lease that ends, and somebody else takes the task up.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sharehub.audit.entry import Act, Action, Outcome
from sharehub.errors import KeyDestroyed, Tampered
from sharehub.outbox import queries
from sharehub.worker.manner import OURS

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sharehub.hub import Hub, Work
    from sharehub.outbox.queries import Taken
    from sharehub.worker.manner import Manner
    from sharehub.worker.registry import Task

FOR_GOOD = (Tampered, KeyDestroyed)
"""Failures that no other try would mend."""

ENDED = "ProcessEnded"
"""What is put down instead of a failure, of a task whose process ended at every try."""
LONGEST_KIND = 64

alarm = logging.getLogger("sharehub.alarm")


class Came(Enum):
    """What came of a task that was handed over."""

    DONE = "done"
    FAILED = "failed"
    GIVEN_UP = "given up"
    NOT_OURS = "not ours"
    """It was done before, or somebody else is at it: whoever brings it twice brings it in vain."""


class Unregistered(Exception):
    """No task of this program does this kind of work: a newer one put it."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Does tasks upon one hub, from any thread."""

    hub: Hub
    manner: Manner = OURS

    def run(self, task: UUID) -> Came:
        """Do a task, and put down what came of it.

        Raises:
            SQLAlchemyError: the database is out of reach, so that nothing can be put down; its lease ends.
        """
        counted = False
        try:
            with self.hub.begin() as work:
                taken = queries.take(work.tx, task)
                if taken is None:
                    return Came.NOT_OURS
                found = self.manner.registry.tasks.get(taken.kind)
                if not _with_care(taken, found):
                    self._do(work, found, taken)
                    queries.done(work.tx, task)
                    return Came.DONE
                if taken.attempts >= self.manner.endurance.most:
                    self._put_down(work, task, ENDED, taken.attempts, for_good=True)
                    return Came.GIVEN_UP
                counted, ours = True, work.new_id()
                queries.begin(work.tx, task, ours, work.tx.now + self.manner.endurance.lease)
            return self._begun(task, ours, found, taken)
        except Exception as failure:  # noqa: BLE001 - whatever it is, it is put down by its kind alone
            return self._failed(task, failure, counted=counted)

    def _begun(self, task: UUID, ours: UUID, found: Task | None, taken: Taken) -> Came:
        """Do a task that is put down as begun. A crash here counts as a try that failed."""
        complete: Callable[[Work], None] | None = None
        if found is not None and found.outside:
            complete = found.do(self.hub, *found.arguments(taken.ids))
        with self.hub.begin() as work:
            if not queries.still_ours(work.tx, task, ours):
                return Came.NOT_OURS
            if complete is not None:
                complete(work)
            else:
                self._do(work, found, taken)
            queries.done(work.tx, task)
        return Came.DONE

    def _do(self, work: Work, found: Task | None, taken: Taken) -> None:
        if found is None:
            raise Unregistered
        found.do(work, *found.arguments(taken.ids))

    def _failed(self, task: UUID, failure: Exception, *, counted: bool) -> Came:
        with self.hub.begin() as work:
            before = queries.attempts(work.tx, task)
            if before is None:
                return Came.NOT_OURS
            attempts = before if counted else before + 1
            for_good = attempts >= self.manner.endurance.most or isinstance(failure, FOR_GOOD)
            self._put_down(work, task, type(failure).__name__, attempts, for_good=for_good)
        return Came.GIVEN_UP if for_good else Came.FAILED

    def _put_down(self, work: Work, task: UUID, failure: str, attempts: int, *, for_good: bool) -> None:
        """Put down that a try failed: when the next is, or that there is none."""
        pause = None if for_good else work.tx.now + self.manner.endurance.pause(attempts, work.random)
        queries.failed(work.tx, task, failure[:LONGEST_KIND], attempts, pause)
        if for_good:
            said = {"task": str(task), "failure": failure[:LONGEST_KIND]}
            work.record(Act(Action.TASK_GIVEN_UP, Outcome.FAULT, references=said))
            alarm.error("work was given up: %s: task %s", failure[:LONGEST_KIND], task)


def _with_care(taken: Taken, found: Task | None) -> bool:
    return taken.handed_out > 1 or (found is not None and found.outside)
