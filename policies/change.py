"""The changes that could open a fact, and what a case would be if one of them were made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from consent.people import Part
from consent.record import Capacity, ConsentEvent, Status
from policies.question import Approval, ConflictCheck, Gate, ProtocolInForce, SeriousRiskDecision, Span
from policies.vocabulary import PerpAware

if TYPE_CHECKING:
    from collections.abc import Callable

    from policies.question import Ask, Case, Fact, Reader
    from policies.table import Table
    from policies.vocabulary import Category

_TRIAL = "trial"


class ChangeKind(StrEnum):
    """What may be changed about the facts of the matter; the rulebook itself never is."""

    PUBLICATION = "publication"
    MEMBERSHIP = "membership"
    CONFLICT_CHECK_CLEARED = "conflict_check_cleared"
    GATE_OPENED = "gate_opened"
    PROTOCOL = "protocol"
    CHANNEL_WIDENED = "channel_widened"
    CONSENT = "consent"
    APPROVAL = "approval"
    GIST_WRITTEN = "gist_written"
    HE_ALREADY_KNOWS = "he_already_knows"
    SERIOUS_RISK_DECISION = "serious_risk_decision"


_ORDER = {kind: place for place, kind in enumerate(ChangeKind)}


@dataclass(frozen=True, slots=True)
class Change:
    """One change, for the reader, unit, purpose and day asked about; of ids and closed words alone.

    `fact` is whose publication, approval, gist, awareness or decision it is; `person` and `category` whose
    consent to what; `gate` which gate; `unit` with which unit a protocol, or whose channel is narrowed no
    more. A consent `in_report` lets it appear in a report he will read.
    """

    kind: ChangeKind
    fact: str = ""
    person: str = ""
    category: Category | None = None
    gate: str = ""
    unit: str = ""
    in_report: bool = False

    @property
    def order(self) -> tuple[int, str, str, str, str, str, bool]:
        """Where it stands among others: the ordinary first, a serious-risk decision last."""
        about = (self.fact, self.person, self.category or "", self.gate, self.unit)
        return (_ORDER[self.kind], *about, self.in_report)


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision is made from, but for the hub's own table."""

    reader: Reader
    ask: Ask
    case: Case
    protocols: tuple[ProtocolInForce, ...]


def make(change: Change, now: Situation, base: Table) -> Situation:
    """The situation as it would be with one change made on the day; `base` serves a new protocol."""
    return _MAKE[change.kind](change, now, base)


def _on_the_day(now: Situation) -> Span:
    return Span(now.ask.day, now.ask.day)


def _alter(now: Situation, change: Change, altered: Callable[[Fact], Fact]) -> Situation:
    facts = tuple(altered(fact) if fact.id == change.fact else fact for fact in now.case.facts)
    return replace(now, case=replace(now.case, facts=facts))


def _publication(change: Change, now: Situation, _: Table) -> Situation:
    return _alter(now, change, lambda fact: replace(fact, published=now.ask.day, retracted=None))


def _gist_written(change: Change, now: Situation, _: Table) -> Situation:
    return _alter(now, change, lambda fact: replace(fact, has_gist=True))


def _he_already_knows(change: Change, now: Situation, _: Table) -> Situation:
    return _alter(now, change, lambda fact: replace(fact, perp_aware=PerpAware.YES))


def _membership(_change: Change, now: Situation, _: Table) -> Situation:
    memberships = (*now.reader.memberships, _on_the_day(now))
    return replace(now, reader=replace(now.reader, memberships=memberships))


def _conflict_check_cleared(_change: Change, now: Situation, _: Table) -> Situation:
    day = now.ask.day
    checks = tuple(
        ConflictCheck(check.raised, day) if check.decided is None or check.decided > day else check
        for check in now.reader.conflict_checks
    )
    return replace(now, reader=replace(now.reader, conflict_checks=checks))


def _gate_opened(change: Change, now: Situation, _: Table) -> Situation:
    opened = Gate(change.gate, _on_the_day(now), frozenset({now.reader.unit}))
    return replace(now, case=replace(now.case, gates=(*now.case.gates, opened)))


def _protocol(change: Change, now: Situation, base: Table) -> Situation:
    units = frozenset({change.unit, now.reader.unit})
    agreed = ProtocolInForce(_TRIAL, units, frozenset({now.ask.purpose}), _on_the_day(now), base)
    return replace(now, protocols=(*now.protocols, agreed))


def _channel_widened(change: Change, now: Situation, _: Table) -> Situation:
    channel = (change.unit, now.reader.unit, now.ask.purpose)
    left = tuple(one for one in now.case.narrowings if (one.by, one.to, one.purpose) != channel)
    return replace(now, case=replace(now.case, narrowings=left))


def _consent(change: Change, now: Situation, _: Table) -> Situation:
    """A yes the person gives themselves, naming unit, purpose and category, after all they said that day."""
    child = now.case.people[change.person].part is Part.CHILD
    yes = ConsentEvent(
        id=max((event.id for event in now.case.consent_events), default="") + _TRIAL,
        day=now.ask.day,
        subject=change.person,
        given_by=change.person,
        status=Status.ACTIVE,
        recipients=frozenset({now.reader.unit}),
        purposes=frozenset({now.ask.purpose}),
        categories=frozenset({change.category or ""}),
        capacity=Capacity.CHILD_UNDERSTANDS if child else Capacity.SELF,
        may_appear_in_report=change.in_report,
    )
    return replace(now, case=replace(now.case, consent_events=(*now.case.consent_events, yes)))


def _approval(change: Change, now: Situation, _: Table) -> Situation:
    owners = {fact.owner for fact in now.case.facts if fact.id == change.fact}
    approvals = tuple(
        Approval(_TRIAL, owner, *_naming(change, now), _on_the_day(now)) for owner in sorted(owners)
    )
    return replace(now, case=replace(now.case, approvals=(*now.case.approvals, *approvals)))


def _serious_risk_decision(change: Change, now: Situation, _: Table) -> Situation:
    decided = SeriousRiskDecision(_TRIAL, *_naming(change, now), _on_the_day(now))
    decisions = (*now.case.serious_risk_decisions, decided)
    return replace(now, case=replace(now.case, serious_risk_decisions=decisions))


def _naming(change: Change, now: Situation) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    return frozenset({change.fact}), frozenset({now.reader.unit}), frozenset({now.ask.purpose})


_MAKE: dict[ChangeKind, Callable[[Change, Situation, Table], Situation]] = {
    ChangeKind.PUBLICATION: _publication,
    ChangeKind.MEMBERSHIP: _membership,
    ChangeKind.CONFLICT_CHECK_CLEARED: _conflict_check_cleared,
    ChangeKind.GATE_OPENED: _gate_opened,
    ChangeKind.PROTOCOL: _protocol,
    ChangeKind.CHANNEL_WIDENED: _channel_widened,
    ChangeKind.CONSENT: _consent,
    ChangeKind.APPROVAL: _approval,
    ChangeKind.GIST_WRITTEN: _gist_written,
    ChangeKind.HE_ALREADY_KNOWS: _he_already_knows,
    ChangeKind.SERIOUS_RISK_DECISION: _serious_risk_decision,
}
