"""Other families: what the real hub decides for random case files is what the pure decision says of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from policies.compile import compile_table
from policies.decide import decide
from policies.question import (
    Approval,
    Ask,
    Case,
    ConflictCheck,
    ProtocolInForce,
    Reader,
    SeriousRiskDecision,
)
from policies.shipped import rulebook_text
from policies.vocabulary import Outcome, Reason
from policies.wall import wall
from sharehub.rehearsal.compare import Actual, ActualWall
from sharehub.rehearsal.parts import CheckResult
from sharehub.rehearsal.play import rehearse
from tests.sharehub.rehearsal.builders import read, the_rulebook
from tests.sharehub.rehearsal.families import a_family

if TYPE_CHECKING:
    from policies.answer import Decision
    from sharehub.rehearsal.parts import CaseFile

SEEDS = range(32)


class Pure:
    """A case file laid before the pure decision, with no hub anywhere."""

    def __init__(self, file: CaseFile) -> None:
        self.file = file
        self.base = compile_table(the_rulebook())
        self.case = Case(
            people={name: person.person for name, person in file.persons.items()},
            facts=tuple(fact.metadata for fact in file.facts),
            gates=file.gates,
            consent_events=tuple(consent.event for consent in file.consent_events),
            approvals=tuple(
                Approval(f"a{place}", one.by, one.facts, one.units, one.purposes, one.span)
                for place, one in enumerate(file.approvals)
            ),
            serious_risk_decisions=tuple(
                SeriousRiskDecision(f"d{place}", one.facts, one.units, one.purposes, one.span)
                for place, one in enumerate(file.overrides)
            ),
            units=frozenset(file.units),
        )
        self.protocols = tuple(
            ProtocolInForce(one.id, one.parties, one.purposes, one.span, self.base) for one in file.protocols
        )

    def reader(self, name: str) -> Reader:
        file, known = self.file, self.file.readers[name]
        return Reader(
            id=name,
            role=known.role,
            unit=known.unit,
            memberships=(known.member,),
            exclusions=tuple(one.span for one in file.exclusions if one.reader == name),
            conflict_checks=tuple(
                ConflictCheck(one.raised, one.decided, one.result is CheckResult.EXCLUDED)
                for one in file.conflict_checks
                if one.reader == name
            ),
        )

    def readings(self) -> dict[str, Decision]:
        return {
            one.id: decide(
                self.reader(one.reader), Ask(one.purpose, one.day), self.case, self.protocols, self.base
            )
            for one in self.file.expectations
        }

    def walls(self) -> dict[str, ActualWall]:
        return {
            one.id: ActualWall(*map(shown.place, (Outcome.FULL, Outcome.GIST, Outcome.WITHHELD)))
            for one in self.file.wall_expectations
            for shown in [
                wall(
                    [self.reader(name) for name in one.attendees],
                    one.day,
                    self.case,
                    self.protocols,
                    self.base,
                )
            ]
        }


def as_actual(decision: Decision) -> Actual:
    def those(outcome: Outcome, reason: Reason | None = None) -> frozenset[str]:
        return frozenset(
            fact
            for fact, answer in decision.facts.items()
            if answer.outcome is outcome and reason in {None, answer.reason}
        )

    out = those(Outcome.FULL) | those(Outcome.GIST)
    return Actual(
        full=those(Outcome.FULL),
        gist=those(Outcome.GIST),
        withheld={why: found for why in Reason if (found := those(Outcome.WITHHELD, why))},
        caveats={fact: decision.facts[fact].caveats for fact in out if decision.facts[fact].caveats},
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_hub_decides_for_every_family_as_the_pure_decision_does(seed: int) -> None:
    source = json.dumps(a_family(seed)).encode()

    played = rehearse(source, rulebook_text())

    pure = Pure(played.file)
    assert played.expectations == {name: as_actual(one) for name, one in pure.readings().items()}
    assert played.walls == pure.walls()


def test_the_families_between_them_meet_every_reason_that_a_file_can_tell_of() -> None:
    readings = [one for seed in SEEDS for one in Pure(read(a_family(seed))).readings().values()]

    met = {answer.reason for reading in readings for answer in reading.facts.values()}

    # A file tells of a family: what a unit keeps back from its channels, and a broken glass, are none's.
    assert set(Reason) - met == {Reason.BREAK_GLASS, Reason.CHANNEL_NARROWED}
    assert sum(answer.outcome is Outcome.FULL for one in readings for answer in one.facts.values()) > 100
