"""Leaks: something of a case came to where it must not be. Who holds it, and her worker, hear at once."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from policies.routes import IG_OFFICER
from policies.vocabulary import WorksWith
from sharehub.audit.entry import Action
from sharehub.cases import queries as cases
from sharehub.cases.admission import admit
from sharehub.cases.side import is_his
from sharehub.disclosure.discretion import discreet_units
from sharehub.disclosure.known import known_facts
from sharehub.errors import Forbidden, Invalid
from sharehub.notices import queries
from sharehub.notices.gate import at_work
from sharehub.notices.tell import Occasion, tell
from sharehub.protocols.sides import side_of, works_with

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


class Leaked(StrEnum):
    """What leaked."""

    ADDRESS = "address"
    CHILDS_WORDS = "childs_words"
    WHO_SPOKE = "who_spoke"
    OTHER = "other"


def report(work: Work, actor: Actor, case: UUID, what: Leaked, fact: UUID | None = None) -> UUID:
    """Report a leak: the units that hold the fact, or any of the case, and her workers' units hear at once.

    Raises:
        Forbidden: the actor works with him, or loads history.
        NotFound: there is no such case, or the actor does not work on it.
        Invalid: the fact is not there, or not the actor's to know of.
    """
    admitted = admit(work, actor, case)
    if actor.importing or side_of(work.tx, actor).his:
        raise Forbidden("whoever works with her, a child or the family reports a leak")
    if fact is not None and fact not in known_facts(work, actor, case, {fact}):
        raise Invalid("fact", "no such fact in this case")
    identity = work.new_id()
    queries.add_leak(
        work.tx,
        id=identity,
        case_id=case,
        unit_id=actor.unit,
        what=what.value,
        fact_id=fact,
        reported_by=actor.user,
        at=work.tx.now,
    )
    admitted.record(Action.LEAK_REPORTED, leak=str(identity), what=what.value)
    told = queries.owners(work.tx, case, fact) | _hers(work, case) | {*cases.overseeing(work.tx)}
    tell(work, Occasion.LEAK, identity, case, told)
    return identity


def leaks(work: Work, actor: Actor, case: UUID, after: UUID, most: int) -> list[dict[str, Any]]:
    """Return what leaked of a case: for its units' officers, and who works on it but with him.

    Of which fact it is, is told to who knows that fact; which unit reported it, where that may be told.

    Raises:
        NotFound: no such case, or the actor neither works on it nor is an officer of a unit that takes part.
    """
    admit(work, actor, case, officers=True)
    officer = actor.role == IG_OFFICER
    if not officer and is_his(work, actor, case):
        return []
    rows = queries.leaks(work.tx, case, after, most)
    named = {row["fact"] for row in rows if row["fact"] is not None}
    known = known_facts(work, actor, case, named) if named else frozenset()
    discreet = discreet_units(work, case, actor.unit) - {actor.unit}
    return [
        {
            **row,
            "fact": row["fact"] if row["fact"] in known else None,
            "unit": None if row["unit"] in discreet else row["unit"],
        }
        for row in rows
    ]


def _hers(work: Work, case: UUID) -> frozenset[UUID]:
    """Return the units of her workers on a case."""
    people = at_work(work, case)
    return frozenset(one.unit for one in people if WorksWith.SURVIVOR in works_with(work.tx, one))
