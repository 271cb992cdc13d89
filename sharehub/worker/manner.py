"""How work is done: by which tasks, with how much endurance, and over which queue of a broker."""

from __future__ import annotations

from dataclasses import dataclass

from sharehub.worker.endurance import USUAL, Endurance
from sharehub.worker.registry import Registry  # noqa: TC001 - a field's type
from sharehub.worker.tasks import TASKS

QUEUE = "sharehub"


@dataclass(frozen=True, slots=True)
class Manner:
    """How work is done; hubs that share a broker's virtual host need queues of their own."""

    registry: Registry = TASKS
    endurance: Endurance = USUAL
    queue: str = QUEUE


OURS = Manner()
"""As the product does it."""
