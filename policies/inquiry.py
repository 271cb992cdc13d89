"""One ask about one case, with what its facts look up again and again indexed once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from consent.standing import ConsentAsk, in_order, stands
from policies.circle import circle_of
from policies.vocabulary import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from consent.record import ConsentEvent
    from consent.standing import History
    from policies.circle import Circle
    from policies.question import Approval, Ask, Case, Fact, Gate, Narrowing, Reader, SeriousRiskDecision
    from policies.vocabulary import Category

_NONE: frozenset[str] = frozenset()

Lifting = TypeVar("Lifting", "Approval", "SeriousRiskDecision")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A reader's ask about a case; approvals and decisions that name another unit or purpose are left out.

    `glass` holds the ids of the break-glass decisions that name this reader and purpose. `kept_back` holds
    every fact that some consent excludes: for all others consent is the same, and heard once. `narrowings`
    are those of channels to the reader's unit for the purpose, by whose channel it is. `opened` keeps what
    was found of each gate.
    """

    reader: Reader
    ask: Ask
    circle: Circle
    glass: frozenset[str]
    gates: Sequence[Gate]
    approvals: Mapping[str, Sequence[Approval]]
    decisions: Mapping[str, Sequence[SeriousRiskDecision]]
    history: History | None
    kept_back: frozenset[str]
    narrowings: Mapping[str, Sequence[Narrowing]]
    heard: dict[tuple[str, Category, str], ConsentEvent | Reason] = field(default_factory=dict)
    opened: dict[str, bool] = field(default_factory=dict)

    def gate_is_open(self, gate: str) -> bool:
        """Say whether that gate is open for the reader's unit on the day; TypeError when it has no start."""
        if gate not in self.opened:
            spans = [opening.span for opening in self.gates if opening.gate == gate]
            self.opened[gate] = True in [span.covers(self.ask.day) for span in spans]
        return self.opened[gate]

    def narrowed(self, fact: Fact) -> bool:
        """Say whether the fact's owner keeps it back from this channel on the day.

        Raises:
            TypeError: a narrowing of the channel has no start.
        Source: decisions.md, step 8.
        """
        found = [(one.span.covers(self.ask.day), one) for one in self.narrowings.get(fact.owner, ())]
        return any(
            covers and (one.categories is None or not one.categories.isdisjoint(fact.categories))
            for covers, one in found
        )

    def approved(self, fact: Fact) -> frozenset[str]:
        """The ids of the approvals of this release: given by the fact's owner, and nobody else."""
        given = self.approvals.get(fact.id)
        return _in_force([one for one in given if one.by == fact.owner], self.ask) if given else _NONE

    def lifted(self, fact: Fact) -> frozenset[str]:
        """The ids of the serious-risk decisions that name this fact, unit, purpose and day."""
        given = self.decisions.get(fact.id)
        return _in_force(given, self.ask) if given else _NONE

    def consent(self, person: str, category: Category, fact: Fact) -> ConsentEvent | Reason:
        """The grant that stands for this person and category, or the reason why none does.

        Raises:
            ValueError: the case's consent events cannot be read; which of them is broken is no matter, since
                it may be a refusal that was written down wrongly.
        """
        key = (person, category, fact.id if fact.id in self.kept_back else "")
        if key not in self.heard:
            self.heard[key] = self._hear(person, category, fact)
        return self.heard[key]

    def _hear(self, person: str, category: Category, fact: Fact) -> ConsentEvent | Reason:
        if self.history is None:
            raise ValueError("the consent events of this case cannot be read")
        ask = ConsentAsk(
            subject=person,
            unit=self.reader.unit,
            purpose=self.ask.purpose,
            category=category,
            fact=fact.id,
            day=self.ask.day,
            people=self.circle.people,
        )
        standing = stands(self.history, ask)
        if standing.grant is not None and standing.reason is None:
            return standing.grant
        return Reason(str(standing.reason))


def inquire(reader: Reader, ask: Ask, case: Case) -> Inquiry:
    """Index a case for one ask."""
    approvals: dict[str, list[Approval]] = defaultdict(list)
    for approval in _for(case.approvals, reader, ask):
        for fact in approval.facts:
            approvals[fact].append(approval)
    decisions: dict[str, list[SeriousRiskDecision]] = defaultdict(list)
    for decision in _for(case.serious_risk_decisions, reader, ask):
        for fact in decision.facts:
            decisions[fact].append(decision)
    narrowings: dict[str, list[Narrowing]] = defaultdict(list)
    for narrowing in case.narrowings:
        if narrowing.to == reader.unit and narrowing.purpose == ask.purpose:
            narrowings[narrowing.by].append(narrowing)
    return Inquiry(
        reader=reader,
        ask=ask,
        circle=circle_of(case.people),
        glass=frozenset(
            glass.id
            for glass in case.break_glass
            if glass.reader == reader.id and ask.purpose in glass.purposes
        ),
        gates=[gate for gate in case.gates if gate.units is None or reader.unit in gate.units],
        approvals=approvals,
        decisions=decisions,
        history=_history(case),
        kept_back=_NONE.union(*(event.exclude_facts for event in case.consent_events)),
        narrowings=narrowings,
    )


def _for(given: Iterable[Lifting], reader: Reader, ask: Ask) -> list[Lifting]:
    return [one for one in given if reader.unit in one.units and ask.purpose in one.purposes]


def _history(case: Case) -> History | None:
    """A case's consent events in order; None when one is malformed, a fault for all that asks for consent."""
    try:
        return in_order(case.consent_events, case.people)
    except ValueError:
        return None


def _in_force(given: Iterable[Approval | SeriousRiskDecision], ask: Ask) -> frozenset[str]:
    return frozenset([one.id for one in given if one.span.covers(ask.day)])
