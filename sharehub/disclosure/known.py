"""Which facts somebody may name: those of their own unit, and those they would be given now if they asked.

A fact that is named in an act must not tell, by the act's being taken or refused, that the case has it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from policies.decide import decide
from policies.question import Ask
from policies.vocabulary import Outcome
from sharehub.disclosure import queries
from sharehub.disclosure.inputs import Seat, load
from sharehub.protocols import rulebooks
from sharehub.protocols.in_force import for_units
from sharehub.protocols.in_play import InPlay

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from policies.answer import FactDecision
    from sharehub.disclosure.inputs import Loaded
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


class Had(NamedTuple):
    """Of some facts: those of the actor's own unit, those that they have as a line, and those in full."""

    own: frozenset[UUID]
    lines: frozenset[UUID]
    in_full: frozenset[UUID]


_FULL = frozenset({Outcome.FULL})
_IN_ANY_FORM = frozenset({Outcome.FULL, Outcome.GIST})


class Known:
    """What one member of staff has of one case, which is held already: decided once, when first asked about.

    Good for as long as nothing changes that a decision rests on. Nothing is opened here, and nothing is told
    but what a reading would tell.
    """

    def __init__(self, work: Work, actor: Actor, case: UUID, in_play: InPlay | None = None) -> None:
        """Decide nothing yet; `in_play` is what is for the actor's unit, where it was read already."""
        self.work, self.actor, self.case = work, actor, case
        self._in_play = in_play

    @cached_property
    def in_play(self) -> InPlay:
        """Return what is in play for the actor's unit."""
        return self._in_play or InPlay.of(self.work.tx, self.actor.unit)

    @cached_property
    def loaded(self) -> Loaded:
        """Return the case as decisions take it, with what the actor's broken glass lifts now."""
        # First which protocols are in force: with these, what units keep back does not change any more.
        _ = self.in_play
        tx, seat = self.work.tx, Seat(self.actor.user, self.actor.unit, self.actor.role)
        return load(tx, self.case, [seat]).by_glass(tx, self.case, seat)

    @cached_property
    def answers(self) -> Mapping[str, Mapping[str, FactDecision]]:
        """Return for each purpose of the actor's role what would be decided of the case's facts now."""
        in_play, today = self.in_play, self.work.tx.today
        reader, case, base = self.loaded.readers[0], self.loaded.case, in_play.base.table
        return {
            purpose: decide(reader, Ask(purpose, today), case, in_play.protocols, base).facts
            for purpose in in_play.purposes(self.actor.role)
        }

    def facts(self, wanted: Iterable[UUID]) -> frozenset[UUID]:
        """Return those of the facts that the actor may name in an act upon the case: as `known_facts`."""
        asked = frozenset(wanted)
        if self.actor.importing:
            return frozenset(queries.owners(self.work.tx, self.case, asked))
        return self.had(asked).lines

    def had(self, wanted: Iterable[UUID]) -> Had:
        """Return which of the facts the actor has, and how: nothing is decided where all are their unit's."""
        asked = frozenset(wanted)
        found = queries.owners(self.work.tx, self.case, asked)
        own = frozenset(fact for fact, owner in found.items() if owner == self.actor.unit)
        if own == asked:
            return Had(own, own, own)
        return Had(own, own | (asked & self._lines), own | (asked & self._full))

    @cached_property
    def _lines(self) -> frozenset[UUID]:
        return _in(self.answers, _IN_ANY_FORM)

    @cached_property
    def _full(self) -> frozenset[UUID]:
        return _in(self.answers, _FULL)


def _in(answers: Mapping[str, Mapping[str, FactDecision]], forms: frozenset[Outcome]) -> frozenset[UUID]:
    return frozenset(
        UUID(fact) for facts in answers.values() for fact, answer in facts.items() if answer.outcome in forms
    )


def known_facts(work: Work, actor: Actor, case: UUID, wanted: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the facts that the actor may name in an act upon the case, which is held already.

    Others are as ones that the case does not have. Imported history may name every fact of the case.
    """
    return Known(work, actor, case).facts(wanted)


def known_in_full(work: Work, actor: Actor, case: UUID, wanted: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the facts that are the actor's own unit's, or that they would be given in full.

    For what hangs on a fact: nobody learns of it who has that fact in short form, or not at all.
    """
    return Known(work, actor, case).had(wanted).in_full


def by_purpose(
    work: Work, actor: Actor, case: UUID
) -> tuple[Loaded, Mapping[str, Mapping[str, FactDecision]]]:
    """Return the case, and for each purpose of the actor's role what would be decided of its facts now."""
    known = Known(work, actor, case)
    return known.loaded, known.answers


def in_full(answers: Mapping[str, FactDecision]) -> frozenset[str]:
    """Return the facts that these answers give in full."""
    return frozenset(fact for fact, answer in answers.items() if answer.outcome in _FULL)


def given_any(work: Work, case: UUID, seats: Sequence[Seat], facts: Collection[str]) -> tuple[bool, ...]:
    """Say for each seat whether its unit and role would be given any of these facts now, for any purpose.

    What stands against one person, such as a conflict of interest, is no matter of their unit and role; nor
    is a broken glass, which is one person's for minutes. Nothing is opened.
    """
    base = rulebooks.base(work.tx)
    protocols = for_units(work.tx, frozenset(seat.unit for seat in seats))
    loaded = load(work.tx, case, seats)
    found: list[bool] = []
    for reader in loaded.readers:
        anybody = replace(reader, exclusions=(), conflict_checks=())
        theirs = [protocol for protocol in protocols if reader.unit in protocol.parties]
        tables = (base.table, *(protocol.table for protocol in theirs))
        purposes = {purpose for table in tables for role, purpose in table.rows if role == reader.role}
        answers = (
            decide(anybody, Ask(purpose, work.tx.today), loaded.case, theirs, base.table).facts
            for purpose in sorted(purposes)
        )
        found.append(any(_is_given(answer, fact) for answer in answers for fact in facts))
    return tuple(found)


def _is_given(answers: Mapping[str, FactDecision], fact: str) -> bool:
    return fact in answers and answers[fact].outcome in _IN_ANY_FORM


class Told(NamedTuple):
    """Of a fact that an actor reads in full, or their unit recorded: what kind it is, and how guarded."""

    id: str
    kind: str
    tactics: frozenset[str]
    categories: frozenset[str]


def told_in_full(work: Work, actor: Actor, case: UUID) -> tuple[Told, ...]:
    """Return the facts that the actor would get in full now, for any purpose of their role, in order of id.

    A fact of the actor's unit counts from when it is recorded until it is taken back. Nothing is opened.
    """
    loaded, answers = by_purpose(work, actor, case)
    full = frozenset[str]().union(*map(in_full, answers.values()))
    rows = (fact.clear for fact in loaded.stored.values())
    return tuple(
        sorted(
            (
                Told(row["fact_id"], row["kind"], frozenset(row["tactics"]), frozenset(row["categories"]))
                for row in rows
                if row["fact_id"] in full
                or (row["owner_unit_id"] == str(actor.unit) and not row["retracted"])
            ),
            key=lambda told: told.id,
        )
    )
