"""What happened in a case file, each on its day, as acts through the use cases everybody goes through."""

from __future__ import annotations

from contextlib import contextmanager
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
from sharehub.errors import Invalid
from sharehub.language.vocabulary import Basis
from sharehub.patterns import publish
from sharehub.patterns.new_fact import NewFact
from sharehub.patterns.record import record
from sharehub.rehearsal.flaws import CaseFileError, Flaw
from sharehub.rehearsal.parts import CheckResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
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
    """One act on its day; `where` is the part of the file that tells of it."""

    day: date
    where: str
    act: Callable[[Work], object]


def record_facts(stage: Stage) -> None:
    """Record every fact as a draft; their ids come first, since facts point at one another.

    Raises:
        CaseFileError: the hub refuses one.
    """
    with stage.hub.begin() as work:
        stage.facts.update({fact.id: work.new_id() for fact in stage.file.facts})
        for place, fact in enumerate(stage.file.facts):
            with _told_of_at(f"facts[{place}]"):
                owner, identity = stage.importers[fact.metadata.owner], stage.facts[fact.id]
                record(work, owner, stage.case, _new_fact(stage, fact), identity)


def happen(stage: Stage, happening: Happening) -> None:
    """Let something happen, as a unit of work of its own, on whatever day it is.

    Raises:
        CaseFileError: the hub refuses it.
    """
    with stage.hub.begin() as work, _told_of_at(happening.where):
        happening.act(work)


@contextmanager
def _told_of_at(where: str) -> Iterator[None]:
    """Say of what the hub refuses where the file tells of it."""
    try:
        yield
    except Invalid as refusal:
        raise CaseFileError((Flaw(f"{where}.{refusal.where}", refusal.problem),)) from None


def happenings(stage: Stage) -> list[Happening]:
    """Return everything that happens in the file, in the order of its days."""
    return sorted(_all(stage), key=lambda happening: happening.day)


def _all(stage: Stage) -> Iterator[Happening]:
    file = stage.file
    for place, fact in enumerate(file.facts):
        yield from _fact_days(stage, f"facts[{place}]", fact)
    for place, gate in enumerate(file.gates):
        yield Happening(gate.span.start, f"gates[{place}]", partial(_open_gate, stage, gate))
    references = _references(file.consent_events)
    for place, consent in enumerate(file.consent_events):
        act = partial(_say, stage, consent, references[consent.event.id])
        yield Happening(consent.event.day, f"consent_events[{place}]", act)
    for place, approval in enumerate(file.approvals):
        yield Happening(approval.span.start, f"approvals[{place}]", partial(_approve, stage, approval))
    for place, override in enumerate(file.overrides):
        yield Happening(override.span.start, f"overrides[{place}]", partial(_override, stage, override))
    for place, exclusion in enumerate(file.exclusions):
        yield Happening(exclusion.span.start, f"exclusions[{place}]", partial(_exclude, stage, exclusion))
    for place, check in enumerate(file.conflict_checks):
        yield from _check_days(stage, f"conflict_checks[{place}]", check)


def _fact_days(stage: Stage, where: str, fact: CaseFact) -> Iterator[Happening]:
    owner, identity = stage.importers[fact.metadata.owner], stage.facts[fact.id]
    published, retracted = fact.metadata.published, fact.metadata.retracted
    if published is not None:
        share = partial(publish.publish, actor=owner, case=stage.case, fact=identity, on=published)
        yield Happening(published, where, share)
    if retracted is not None:
        take_back = partial(publish.retract, actor=owner, case=stage.case, fact=identity, on=retracted)
        yield Happening(retracted, where, take_back)


def _check_days(stage: Stage, where: str, check: CaseConflictCheck) -> Iterator[Happening]:
    concerned = stage.readers[check.reader].user
    trigger = Trigger(check.trigger) if check.trigger in set(Trigger) else Trigger.DECLARED
    raised = []

    def raise_it(work: Work) -> None:
        raised.append(
            conflicts.raise_check(
                work, stage.loader, stage.case, concerned, trigger, check.declared, check.raised
            )
        )

    decided = check.decided
    # History may tell of a decision before there was anything to decide: the check comes first all the same.
    yield Happening(min(check.raised, decided or check.raised), where, raise_it)
    if decided is not None:
        result = Result.EXCLUDED if check.result is CheckResult.EXCLUDED else Result.CLEARED
        yield Happening(
            decided,
            where,
            lambda work: conflicts.decide_check(work, stage.loader, stage.case, raised[0], result, decided),
        )


def _open_gate(stage: Stage, gate: Gate, work: Work) -> None:
    units = None if gate.units is None else stage.units_of(gate.units)
    gates.open_gate(work, stage.loader, stage.case, gate.gate, units, gate.span.start, gate.span.end)


def _references(events: tuple[CaseConsent, ...]) -> Mapping[str, str]:
    """Number consent events in the order of their ids: an id of the file may be longer than the hub holds."""
    return {own: f"{number:06}" for number, own in enumerate(sorted(one.event.id for one in events))}


def _say(stage: Stage, consent: CaseConsent, reference: str, work: Work) -> None:
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
        reference=reference,
    )
    record_consent(work, stage.loader, stage.case, said)


def _unit_ids(stage: Stage, codes: frozenset[str]) -> frozenset[str]:
    return frozenset(code if code == EVERYTHING else str(stage.units[code]) for code in codes)


def _approve(stage: Stage, approval: CaseApproval, work: Work) -> None:
    if approval.facts and approval.units and approval.purposes:  # else it approves nothing
        loader, scope = stage.importers[approval.by], _scope(stage, approval)
        approvals.approve_release(work, loader, stage.case, scope, approval.note)


def _override(stage: Stage, override: CaseOverride, work: Work) -> None:
    if override.facts and override.units and override.purposes:  # else it lifts nothing
        grounds = Grounds(override.reason or "", "", override.subject_told, override.told_note)
        decision = serious_risk.ask(work, stage.loader, stage.case, _scope(stage, override), grounds)
        serious_risk.approve(work, stage.second, stage.case, decision)


def _scope(stage: Stage, part: CaseApproval | CaseOverride) -> Scope:
    return Scope(
        facts=stage.facts_of(part.facts),
        units=stage.units_of(part.units),
        purposes=part.purposes,
        start=part.span.start,
        end=part.span.end,
    )


def _exclude(stage: Stage, exclusion: CaseExclusion, work: Work) -> None:
    user, span = stage.readers[exclusion.reader].user, exclusion.span
    conflicts.exclude(work, stage.loader, stage.case, user, exclusion.reason or "", span.start, span.end)


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
