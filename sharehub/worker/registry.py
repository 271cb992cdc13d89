"""What a task is, and the one register of them all."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import timedelta

    from sharehub.outbox.kinds import Kind

ARGUMENTS = frozenset({"UUID", "int"})
"""What a task may be given beside the hub: ids and numbers."""

Function = TypeVar("Function", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True)
class Task:
    """How one kind of work is done, and every how long it is put by itself.

    `do` is given the unit of work and the ids. Where it reaches `outside` the database it is given the hub
    instead, and returns what completes it in the unit of work in which it counts as done.
    """

    kind: Kind
    do: Callable[..., Any]
    outside: bool = False
    every: timedelta | None = None

    def arguments(self, ids: Iterable[str | int]) -> list[UUID | int]:
        """Return a row's ids as the task takes them."""
        return [UUID(one) if isinstance(one, str) else one for one in ids]


@dataclass(frozen=True, slots=True)
class Registry:
    """All tasks there are, by kind; whoever does work does it by one of these."""

    tasks: dict[str, Task] = field(default_factory=dict)

    def registered(
        self, kind: Kind, *, outside: bool = False, every: timedelta | None = None
    ) -> Callable[[Function], Function]:
        """Register the function that does a kind of work.

        Raises:
            TypeError: there is one already, or this one takes something else than ids and numbers.
        """

        def register(do: Function) -> Function:
            _, *taken = inspect.signature(do).parameters.values()
            if kind in self.tasks:
                raise TypeError(f"{kind} has a task already")
            if any(one.kind is not one.POSITIONAL_OR_KEYWORD or _type(one) not in ARGUMENTS for one in taken):
                raise TypeError(f"the task of {kind} takes something else than ids and numbers")
            self.tasks[kind] = Task(kind, do, outside, every)
            return do

        return register

    def schedules(self) -> dict[Kind, timedelta]:
        """Return what is put by itself, and every how long."""
        return {task.kind: task.every for task in self.tasks.values() if task.every is not None}


def _type(parameter: inspect.Parameter) -> str:
    found = parameter.annotation
    return found if isinstance(found, str) else getattr(found, "__name__", "")
