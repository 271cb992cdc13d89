"""One act upon a case, as the tests of the log do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sharehub.audit.entry import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.world import World

NOBODY = UUID(int=0)
LINES = frozenset({Action.FACT_RECORDED, Action.FACT_PUBLISHED})
"""What an act leaves besides whose words are facts."""

Step = tuple[str, "Callable[..., Any]", tuple[Any, ...]]
"""Who does it, the use case, and what it is given beside the unit of work, the actor and the case."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One act; `right` and `wrong` do what must come before it, and say what is to be done.

    `history`: it can be told of what was done before there was a hub. `besides`: what else it leaves, such as
    the facts that hold its words.
    """

    action: Action
    right: Callable[[World], Step]
    wrong: Callable[[World], Step]
    placed: Callable[[World], World] = lambda world: world
    history: bool = True
    besides: frozenset[Action] = frozenset()


def on_what_is_not_there(verb: Callable[..., Any], by: str, *what: Any) -> Callable[[World], Step]:
    return lambda _world: (by, verb, (NOBODY, *what))
