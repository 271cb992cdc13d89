"""What several readers would be given now by the rule alone: for telling them that there is something.

It is what a reading of each would give, without what a broken glass lifts: that is for whoever broke it, for
minutes, and nothing is told of it to anybody. Nothing is opened here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from policies.decide import decide
from policies.question import Ask
from policies.vocabulary import Outcome
from sharehub.disclosure.inputs import load
from sharehub.protocols import rulebooks
from sharehub.protocols.in_force import for_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policies.question import Reader
    from sharehub.disclosure.inputs import Loaded, Seat
    from sharehub.hub import Work
    from sharehub.protocols.rulebooks import Compiled


class Given(NamedTuple):
    """The ids, as text, of the facts that somebody would be given in full, and of those in any form."""

    full: frozenset[str]
    at_all: frozenset[str]


def given(work: Work, case: UUID, seats: Sequence[Seat]) -> Mapping[Seat, Given]:
    """Return what each would be given for any purpose of their role, of a case that is held already."""
    base = rulebooks.base(work.tx)
    loaded = load(work.tx, case, seats)
    owners = {str(fact.clear["owner_unit_id"]) for fact in loaded.stored.values()}
    return {
        # The case as a reading of this one alone takes it: whoever else is asked about changes nothing.
        seat: _given(work, base, _for(loaded, owners, reader), reader)
        for seat, reader in zip(seats, loaded.readers, strict=True)
    }


def _for(loaded: Loaded, owners: set[str], reader: Reader) -> Loaded:
    return replace(loaded, case=replace(loaded.case, units=frozenset({*owners, reader.unit})))


def _given(work: Work, base: Compiled, loaded: Loaded, reader: Reader) -> Given:
    protocols = for_units(work.tx, frozenset({UUID(reader.unit)}))
    tables = (base.table, *(protocol.table for protocol in protocols))
    purposes = sorted({purpose for table in tables for role, purpose in table.rows if role == reader.role})
    answers = [
        (fact, answer.outcome)
        for purpose in purposes
        for fact, answer in decide(
            reader, Ask(purpose, work.tx.today), loaded.case, protocols, base.table
        ).facts.items()
    ]
    return Given(
        frozenset(fact for fact, outcome in answers if outcome is Outcome.FULL),
        frozenset(fact for fact, outcome in answers if outcome is not Outcome.WITHHELD),
    )
