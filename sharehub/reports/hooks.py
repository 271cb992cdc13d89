"""What documents take from those who keep it: what he permitted, and what is assessed of his change.

Each is asked while the case stands still, so that it fits the release. Nothing is said where nobody keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sharehub.disclosure.compose import Composed
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.reports.change_shown import ChangeShown

Permitted: TypeAlias = "Callable[[Work, Actor, UUID], tuple[str, ...]]"
"""Says in closed words what he permitted between the actor's own service and others."""
AfterOpening: TypeAlias = "Callable[[Composed], ChangeShown | None]"
Change: TypeAlias = "Callable[[Work, Actor, UUID], AfterOpening]"
"""Reads what is assessed; what it returns picks out of it what hangs on facts that are in the release."""


def _nothing(_work: Work, _actor: Actor, _case: UUID) -> tuple[str, ...]:
    return ()


def _nobody(_work: Work, _actor: Actor, _case: UUID) -> AfterOpening:
    return lambda _composed: None


@dataclass(frozen=True, slots=True)
class Hooks:
    """Whoever is asked; by default nobody."""

    permitted: Permitted = _nothing
    change: Change = _nobody


NOTHING_MORE = Hooks()
