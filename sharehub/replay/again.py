"""Deciding a recorded decision again, the very way it was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.decide import decide
from policies.recorded import Asked
from policies.wall import wall
from sharehub.disclosure.costing import costing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from policies.answer import FactDecision
    from policies.question import ProtocolInForce
    from policies.recorded import Recorded
    from policies.table import Table
    from policies.wall import Fall


@dataclass(frozen=True, slots=True)
class Again:
    """What is decided now: answers by fact, and what each of those invited would take off the wall."""

    answers: Mapping[str, FactDecision]
    falls: tuple[Mapping[str, Fall], ...] = ()


def decide_again(recorded: Recorded, table: Callable[[str], Table]) -> Again:
    """Decide from what was recorded; `table` gives the table of a rulebook by its digest."""
    if recorded.asked is Asked.COST and recorded.invited is not None:
        readers = (*recorded.readers, *recorded.invited)
        found = costing(readers, recorded.ask, recorded.case, *_rules(recorded, table))
        return Again(found.answers, found.falls)
    answers = own_answers(recorded, table)
    if recorded.asked is Asked.COST:
        # The first version of the record holds neither guests nor falls: only what was told can be had.
        answers = {fact: answer for fact, answer in answers.items() if fact in recorded.answers}
    return Again(answers)


def own_answers(recorded: Recorded, table: Callable[[str], Table]) -> Mapping[str, FactDecision]:
    """Answer every fact of the case: to all in front of the wall together, otherwise to the one who asked."""
    if recorded.asked is Asked.WALL:
        return wall(recorded.readers, recorded.ask.day, recorded.case, *_rules(recorded, table)).facts
    return decide(recorded.readers[0], recorded.ask, recorded.case, *_rules(recorded, table)).facts


def _rules(recorded: Recorded, table: Callable[[str], Table]) -> tuple[tuple[ProtocolInForce, ...], Table]:
    return (
        tuple(cited.in_force(table(cited.rulebook)) for cited in recorded.protocols),
        table(recorded.base),
    )
