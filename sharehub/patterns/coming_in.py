"""Telling units that subscribed to a case that something comes in by a channel: never what, nor from whom.

A unit is told where everybody of it who would hear is given the fact, in whatever form: so that to none of
them the notice says more than a look would, and of what is withheld there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.cases.side import is_his
from sharehub.channels.subscribe import Topic, subscribed
from sharehub.disclosure.known import known_facts
from sharehub.notices.queries import at_work
from sharehub.notices.tell import Occasion, tell

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work


def tell_of(work: Work, case: UUID, fact: UUID, owner: UUID) -> None:
    """Tell the units that want to hear of what comes in, and are given this fact; its own unit is not."""
    wanting = subscribed(work.tx, case, Topic.COMES_IN) - {owner}
    tell(work, Occasion.COMES_IN, case, case, [unit for unit in wanting if _comes_in(work, case, unit, fact)])


def _comes_in(work: Work, case: UUID, unit: UUID, fact: UUID) -> bool:
    people = at_work(work.tx, case, work.tx.today, unit)
    hearing = [one for one in people if not is_his(work, one, case)]
    return bool(hearing) and all(known_facts(work, one, case, {fact}) for one in hearing)
