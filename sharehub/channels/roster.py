"""Who works with the family, by unit and role, and which of them hold nothing of his pattern.

For those who do not work with him. Whether a service holds something is told of the lines that the asker may
read themselves: of what they may not, it says nothing. A unit whose very involvement is health or safety
information is not there, and the order is that of names.

Source: decisions.md, "What goes with a release"; requirement R1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.routes import IG_OFFICER
from policies.vocabulary import Outcome
from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.cases.side import is_his
from sharehub.channels.queries import at_work, colleagues
from sharehub.disclosure.discretion import discreet_units
from sharehub.disclosure.known import by_purpose, given_any
from sharehub.disclosure.told import ALWAYS

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

HIS_PATTERN = 1
"""The section of the mapping tool that holds what he does."""
ROSTER = "roster"
"""The list's name in the log."""


@dataclass(frozen=True, slots=True)
class Service:
    """A unit that works with the family in a role; whether it would be given any of his pattern.

    `people` are who of it does: ids and names of staff, for whoever invites them.
    """

    unit: UUID
    name: str
    role: str
    holds_pattern: bool
    people: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """What a reader gets of it, and the standing line that everybody gets."""

    services: tuple[Service, ...]
    told: tuple[str, ...] = (ALWAYS,)


def roster(work: Work, actor: Actor, case: UUID) -> Roster:
    """Return who works with the family; nobody, to those who work with him.

    Raises:
        NotFound: no such case, or the actor does not work on it.
    """
    admitted = admit(work, actor, case)
    admitted.record(Action.LIST_ASKED, list=ROSTER)
    if is_his(work, actor, case):
        return Roster(())
    hidden = discreet_units(work, case, actor.unit) - {actor.unit}
    found = [one for one in at_work(work.tx, case) if one.unit not in hidden and one.role != IG_OFFICER]
    seats = [one.seat() for one in found]
    holding = given_any(work, case, seats, _known_pattern(work, actor, case))
    people = colleagues(work.tx, case)
    return Roster(
        tuple(
            Service(one.unit, one.name, one.role, holds, tuple(people[one.unit, one.role]))
            for one, holds in zip(found, holding, strict=True)
        )
    )


def _known_pattern(work: Work, actor: Actor, case: UUID) -> frozenset[str]:
    """Return the lines of his pattern that the actor would be given themselves, for any purpose."""
    loaded, answers = by_purpose(work, actor, case)
    given = {
        fact
        for decided in answers.values()
        for fact, answer in decided.items()
        if answer.outcome is not Outcome.WITHHELD
    }
    return frozenset(fact for fact in given if loaded.stored[fact].clear["section"] == HIS_PATTERN)
