"""What happened in a case file, each on its day, as acts through the use cases that everybody goes through."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from consent.people import Part
from consent.record import EVERYTHING, Kind
from sharehub.cases import conflicts, gates
from sharehub.cases.conflicts import Result, Trigger
from sharehub.consents import approvals, serious_risk
from sharehub.consents.approvals import Scope
from sharehub.consents.record import Said, record_consent
from sharehub.consents.serious_risk import Grounds
from sharehub.language.vocabulary import Basis
from sharehub.patterns import publish
from sharehub.patterns.new_fact import NewFact
from sharehub.patterns.record import record
from sharehub.rehearsal.parts import CheckResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from policies.question import Gate
    from sharehub.hub import Work
    from sharehub.rehearsal.parts import (
        CaseApproval,
        CaseConflictCheck,
        CaseConsent,
        CaseExclusion,
        CaseFact,
        CaseOverride,
    )
    from sharehub.rehearsal.stage import Stage


class Happening(NamedTuple):
    """One act on its day."""

    day: date
    act: Callable[[Work], object]


def record_facts(stage: Stage) -> None:
    """Record every fact as a draft; their ids come first, since facts point at one another."""
    with stage.hub.begin() as work:
        stage.facts.update({fact.metadata.id: work.new_id() for fact in stage.file.facts})
        for fact in stage.file.facts:
            owner = stage.importers[fact.metadata.owner]
            record(work, owner, stage.case, _new_fact(stage, fact), stage.facts[fact.metadata.id])


def happenings(stage: Stage) -> list[Happening]:
    """Return everything that happens in the file, in the order of its days."""
    return sorted(_all(stage), key=lambda happening: happening.day)


def _all(stage: Stage) -> Iterator[Happening]:
    file = stage.file
    for fact in file.facts:
        yield from _fact_days(stage, fact)
    for gate in file.gates:
        yield Happening(gate.span.start, partial(_open_gate, stage, gate))
    for consent in file.consent_events:
        yield Happening(consent.event.day, partial(_say, stage, consent))
    for approval in file.approvals:
        yield Happening(approval.span.start, partial(_approve, stage, approval))
    for override in file.overrides:
        yield Happening(override.span.start, partial(_override, stage, override))
    for exclusion in file.exclusions:
        yield Happening(exclusion.span.start, partial(_exclude, stage, exclusion))
    for check in file.conflict_checks:
        yield from _check_days(stage, check)


def _fact_days(stage: Stage, fact: CaseFact) -> Iterator[Happening]:
    owner, identity = stage.importers[fact.metadata.owner], stage.facts[fact.metadata.id]
    published, retracted = fact.metadata.published, fact.metadata.retracted
    if published is not None:
        yield Happening(
            published, lambda work: publish.publish(work, owner, stage.case, identity, published)
        )
    if retracted is not None:
        yield Happening(
            retracted, lambda work: publish.retract(work, owner, stage.case, identity, retracted)
        )


def _check_days(stage: Stage, check: CaseConflictCheck) -> Iterator[Happening]:
    loader = stage.importers[stage.any_unit()]
    concerned = stage.readers[check.reader].user
    trigger = Trigger(check.trigger) if check.trigger in set(Trigger) else Trigger.DECLARED
    raised = []

    def raise_it(work: Work) -> None:
        raised.append(
            conflicts.raise_check(
                work, loader, stage.case, concerned, trigger, check.declared, check.raised
            )
        )

    yield Happening(check.raised, raise_it)
    decided = check.decided
    if decided is not None:
        result = Result.EXCLUDED if check.result is CheckResult.EXCLUDED else Result.CLEARED
        yield Happening(
            max(decided, check.raised),
            lambda work: conflicts.decide_check(
                work, loader, stage.case, raised[0], result, decided
            ),
        )


def _open_gate(stage: Stage, gate: Gate, work: Work) -> None:
    units = None if gate.units is None else stage.units_of(gate.units)
    loader = stage.importers[stage.any_unit()]
    gates.open_gate(work, loader, stage.case, gate.gate, units, gate.span.start, gate.span.end)


def _say(stage: Stage, consent: CaseConsent, work: Work) -> None:
    """Record a consent event; what a perpetrator says for another is an objection, and has no effect."""
    event = consent.event
    giver = stage.file.persons[event.given_by].person.part
    objects = giver is Part.PERPETRATOR and event.subject != event.given_by
    said = Said(
        day=event.day,
        subject=stage.persons[event.subject],
        given_by=stage.persons[event.given_by],
        status=event.status,
        recipients=_unit_ids(stage, event.recipients),
        purposes=event.purposes,
        categories=event.categories,
        kind=Kind.OBJECTION if objects else event.kind,
        capacity=event.capacity,
        except_units=_unit_ids(stage, event.except_units),
        exclude_facts=frozenset(map(str, stage.facts_of(event.exclude_facts))),
        expires=event.expires,
        may_be_put_to_perpetrator=event.may_be_put_to_perpetrator,
        may_appear_in_report=event.may_appear_in_report,
        asked_alone=event.asked_alone,
        note=consent.note,
        reference=event.id,
    )
    record_consent(work, stage.importers[stage.any_unit()], stage.case, said)


def _unit_ids(stage: Stage, codes: frozenset[str]) -> frozenset[str]:
    return frozenset(code if code == EVERYTHING else str(stage.units[code]) for code in codes)


def _approve(stage: Stage, approval: CaseApproval, work: Work) -> None:
    if not (approval.facts and approval.units and approval.purposes):
        return  # An approval that names nobody or nothing approves nothing.
    approvals.approve_release(
        work, stage.importers[approval.by], stage.case, _scope(stage, approval), approval.note
    )


def _override(stage: Stage, override: CaseOverride, work: Work) -> None:
    if not (override.facts and override.units and override.purposes):
        return  # A decision that names nobody or nothing lifts nothing.
    unit = stage.any_unit()
    grounds = Grounds(override.reason or "", "", override.subject_told, override.told_note)
    decision = serious_risk.ask(
        work, stage.importers[unit], stage.case, _scope(stage, override), grounds
    )
    serious_risk.approve(work, stage.seconds[unit], stage.case, decision)


def _scope(stage: Stage, part: CaseApproval | CaseOverride) -> Scope:
    return Scope(
        facts=stage.facts_of(part.facts),
        units=stage.units_of(part.units),
        purposes=part.purposes,
        start=part.span.start,
        end=part.span.end,
    )


def _exclude(stage: Stage, exclusion: CaseExclusion, work: Work) -> None:
    loader = stage.importers[stage.any_unit()]
    user = stage.readers[exclusion.reader].user
    span = exclusion.span
    conflicts.exclude(work, loader, stage.case, user, exclusion.reason or "", span.start, span.end)


def _new_fact(stage: Stage, fact: CaseFact) -> NewFact:
    held = fact.metadata
    persons = stage.persons
    subject = fact.subject
    return NewFact(
        kind=fact.kind,
        statement=fact.statement,
        source_type=held.source_type,
        categories=held.categories,
        section=fact.section,
        subject_person=persons[subject] if subject is not None and not fact.subject_is_unit else None,
        subject_unit=stage.units[subject] if subject is not None and fact.subject_is_unit else None,
        targets=frozenset(persons[name] for name in held.targets),
        about=frozenset(persons[name] for name in held.about),
        gist=fact.gist,
        tactics=fact.tactics,
        pathways=fact.pathways,
        dasa_effects=fact.dasa_effects,
        child_link=fact.child_links,
        ric_items=fact.dash_items,
        relationship_context=held.relationship_context,
        first_known=str(fact.first_known) if fact.first_known else None,
        last_known=str(fact.last_known) if fact.last_known else None,
        date_precision=fact.date_precision,
        frequency=fact.frequency,
        trend=fact.trend,
        source_person=persons[held.source_person] if held.source_person else None,
        basis=fact.basis or Basis.AGENCY_RECORD,
        corroboration=fact.corroboration,
        police_grade=fact.police_grade,
        perp_aware=held.perp_aware,
        source_exposure=held.source_exposure,
        caveats=held.caveats,
        travels_with=stage.facts_of(held.travels_with),
    )


