"""Every act upon a case: how it is done rightly, and one way in which it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from consent.people import Part
from consent.record import Status
from policies.vocabulary import PerpAware
from sharehub.audit.entry import Action
from sharehub.cases import conflicts, gates, members, people
from sharehub.cases.conflicts import Result, Trigger
from sharehub.consents import approvals, review, serious_risk
from sharehub.consents.approvals import Scope
from sharehub.consents.break_glass import Emergency, break_glass, end_glass
from sharehub.consents.record import Said, record_consent
from sharehub.consents.review import Verdict
from sharehub.consents.serious_risk import Grounds
from sharehub.database.order import FIRST
from sharehub.deliveries import lanes, queries
from sharehub.deliveries.endpoints import register
from sharehub.deliveries.ends import EndpointKind
from sharehub.identity.sign_in import SignIn
from sharehub.notices import leaks
from sharehub.notices.tell import Occasion, tell
from sharehub.patterns import publish, record
from sharehub.patterns.summaries import publish_summary
from tests.sharehub.audit.deed import NOBODY, Deed, Step, on_what_is_not_there
from tests.sharehub.audit.deeds_of_change import OF_CHANGE

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.sharehub.world import World

RISK = "He has said that he will come tonight."
WHY_NOT_LESS = "She cannot be reached before he does."
EMERGENCY = Emergency(RISK, "She, and the children.", "A gist would not say where.", "The duty line, twice.")
PURPOSE = frozenset({"child_protection"})


def undetermined(world: World) -> World:
    """Return the world as seen from a case of two mapped adults, of whom nothing is decided."""
    parts = {"one": Part.ADULT_A, "other": Part.ADULT_B, "child": Part.CHILD}
    return world.another_case(parts, ["womens_worker", "mens_worker", "facilitator", "police"])


def a_scope(world: World, *facts: UUID, **changes: Any) -> Scope:
    """Return a scope over facts, for the men's programme; valid by default."""
    scope: dict[str, Any] = {
        "facts": frozenset(facts),
        "units": frozenset({world.units["RESP-M"]}),
        "purposes": frozenset({"programme_referral"}),
        "start": world.today(),
    }
    return Scope(**(scope | changes))


def grounds(world: World, **changes: Any) -> Grounds:
    """Return why she is at risk; valid by default."""
    return replace(Grounds(RISK, WHY_NOT_LESS, person_at_risk=world.people["her"]), **changes)


def said(world: World, **changes: Any) -> Said:
    """Return what she says about the men's programme; valid by default."""
    words: dict[str, Any] = {
        "day": world.today(),
        "subject": world.people.get("her"),
        "given_by": world.people.get("her"),
        "status": Status.ACTIVE,
        "recipients": frozenset({str(world.units["RESP-M"])}),
        "purposes": frozenset({"programme_referral"}),
        "categories": frozenset({"*"}),
        "asked_alone": True,
    }
    return Said(**(words | changes))


def recorded(world: World, by: str = "police", **changes: Any) -> UUID:
    """Record a fact that nobody has published yet."""
    fact: UUID = world.act(record.record, by, world.behaviour(**changes))
    return fact


def a_membership(world: World) -> UUID:
    """Allocate a second social worker from today."""
    member = world.actor("social_worker_two")
    identity: UUID = world.act(members.allocate, "social_worker", member.user, member.role, world.today())
    return identity


def an_opening(world: World) -> UUID:
    """Open a gate for health visiting from today."""
    identity: UUID = world.act(
        gates.open_gate, "social_worker", "cp_concern", frozenset({world.units["HV"]}), world.today()
    )
    return identity


def a_check(world: World, about: str = "teacher") -> UUID:
    """Raise a possible conflict of somebody's."""
    identity: UUID = world.act(
        conflicts.raise_check, "police", world.actor(about).user, Trigger.SAME_SURNAME, None, world.today()
    )
    return identity


def a_decision(world: World) -> UUID:
    """Ask for a serious-risk decision."""
    identity: UUID = world.act(serious_risk.ask, "police", a_scope(world, recorded(world)), grounds(world))
    return identity


def an_approved_decision(world: World) -> UUID:
    """Ask for a serious-risk decision and have it approved."""
    decision = a_decision(world)
    world.act(serious_risk.approve, "social_worker", decision)
    return decision


def signed_in(world: World) -> World:
    """Return the world with everybody just signed in."""
    with world.hub.begin() as work:
        now = SignIn(work.tx.now)
    return replace(world, staff={name: replace(who, sign_in=now) for name, who in world.staff.items()})


def a_glass(world: World, by: str = "police", purposes: frozenset[str] = PURPOSE) -> UUID:
    """Break the glass, having just signed in."""
    broken = signed_in(world).act(break_glass, by, purposes, EMERGENCY)
    identity: UUID = broken.id
    return identity


def _claimed(world: World) -> UUID:
    return recorded(world, perp_aware=PerpAware.YES)


def _add_person(world: World, days: int) -> Step:
    born = world.today() + timedelta(days)
    return ("social_worker", people.add_person, (Part.CHILD, "Magda Example", born))


def _end(world: World, days: int) -> Step:
    return ("social_worker", members.end, (a_membership(world), world.today() + timedelta(days)))


def _allocate(world: World, role: str) -> Step:
    user = world.actor("social_worker_two").user
    return ("social_worker", members.allocate, (user, role, world.today()))


def _exclude(world: World, user: UUID) -> Step:
    return ("womens_worker", conflicts.exclude, (user, "She names him as his cousin.", world.today()))


def _raise(world: World, user: UUID) -> Step:
    return ("police", conflicts.raise_check, (user, Trigger.DECLARED, "a cousin", world.today()))


def _decide(world: World, days: int) -> Step:
    on = world.today() + timedelta(days)
    return ("officer", conflicts.decide_check, (a_check(world), Result.CLEARED, on))


def _open(world: World, *units: str) -> Step:
    chosen = frozenset(world.units[unit] for unit in units)
    return ("social_worker", gates.open_gate, ("cp_concern", chosen, world.today()))


def _close(world: World, days: int) -> Step:
    return ("social_worker", gates.close_gate, (an_opening(world), world.today() + timedelta(days)))


def _say(world: World, giver: str) -> Step:
    child, given_by = world.people["child"], world.people[giver]
    return ("womens_worker", record_consent, (said(world, subject=child, given_by=given_by),))


def _approve(world: World, by: str) -> Step:
    return (by, approvals.approve_release, (a_scope(world, recorded(world)), "They may have it."))


def _ask(world: World, *facts: UUID) -> Step:
    return ("police", serious_risk.ask, (a_scope(world, *facts), grounds(world)))


def _agree(world: World, by: str) -> Step:
    return (by, serious_risk.approve, (a_decision(world),))


def _review_a_decision(world: World, by: str) -> Step:
    return (by, review.review_decision, (an_approved_decision(world), Verdict.LESSON, "Ask sooner."))


def _review_a_glass(world: World, by: str) -> Step:
    return (by, review.review_glass, (a_glass(world), Verdict.JUSTIFIED, None))


def _break(_world: World, by: str) -> Step:
    return (by, break_glass, (PURPOSE, EMERGENCY))


def _end_glass(world: World, by: str) -> Step:
    return (by, end_glass, (a_glass(world),))


def _upon_a_fact(world: World, verb: Callable[..., Any], by: str, *what: Any) -> Step:
    return (by, verb, (recorded(world), *what))


def _summarise(world: World, section: int) -> Step:
    return ("police", publish_summary, ({section: [recorded(world)]},))


DEEDS = (
    Deed(Action.PERSON_ADDED, partial(_add_person, days=-900), partial(_add_person, days=1)),
    Deed(
        Action.MAPPING_DECIDED,
        lambda world: ("facilitator", people.decide_mapping, (world.people["one"],)),
        lambda world: ("facilitator", people.decide_mapping, (world.people["child"],)),
        undetermined,
    ),
    Deed(
        Action.MEMBER_ALLOCATED,
        partial(_allocate, role="children_families_sw"),
        partial(_allocate, role="police"),
    ),
    Deed(Action.MEMBER_ENDED, partial(_end, days=1), partial(_end, days=-1)),
    Deed(
        Action.EXCLUSION_RECORDED,
        lambda world: _exclude(world, world.actor("teacher").user),
        partial(_exclude, user=NOBODY),
    ),
    Deed(
        Action.CONFLICT_RAISED,
        lambda world: _raise(world, world.actor("teacher").user),
        partial(_raise, user=NOBODY),
    ),
    Deed(Action.CONFLICT_DECIDED, partial(_decide, days=0), partial(_decide, days=1)),
    Deed(Action.GATE_OPENED, lambda world: _open(world, "HV"), _open),
    Deed(Action.GATE_CLOSED, partial(_close, days=1), partial(_close, days=-1)),
    Deed(Action.CONSENT_RECORDED, partial(_say, giver="her"), partial(_say, giver="him")),
    Deed(Action.APPROVAL_GIVEN, partial(_approve, by="police_two"), partial(_approve, by="teacher")),
    Deed(
        Action.SERIOUS_RISK_ASKED,
        lambda world: _ask(world, recorded(world)),
        lambda world: _ask(world, NOBODY),
    ),
    Deed(Action.SERIOUS_RISK_APPROVED, partial(_agree, by="police_two"), partial(_agree, by="police")),
    Deed(
        Action.SERIOUS_RISK_REVIEWED,
        partial(_review_a_decision, by="officer"),
        partial(_review_a_decision, by="police_two"),
    ),
    Deed(
        Action.GLASS_BROKEN,
        partial(_break, by="police"),
        partial(_break, by="teacher"),
        signed_in,
        history=False,
    ),
    Deed(
        Action.GLASS_ENDED, partial(_end_glass, by="police"), partial(_end_glass, by="teacher"), history=False
    ),
    Deed(
        Action.GLASS_REVIEWED,
        partial(_review_a_glass, by="officer"),
        partial(_review_a_glass, by="social_worker"),
    ),
    Deed(
        Action.FACT_RECORDED,
        lambda world: ("police", record.record, (world.behaviour(),)),
        lambda world: ("police", record.record, (world.behaviour(tactics=frozenset()),)),
    ),
    Deed(
        Action.FACT_PUBLISHED,
        partial(_upon_a_fact, verb=publish.publish, by="police_two"),
        on_what_is_not_there(publish.publish, "police"),
    ),
    Deed(
        Action.FACT_CORRECTED,
        lambda world: _upon_a_fact(world, record.correct, "police_two", world.behaviour(gist=None)),
        lambda world: _upon_a_fact(world, record.correct, "teacher", world.behaviour()),
    ),
    Deed(
        Action.FACT_RETRACTED,
        partial(_upon_a_fact, verb=publish.retract, by="police_two"),
        partial(_upon_a_fact, verb=publish.retract, by="teacher"),
    ),
    Deed(
        Action.FACT_AWARENESS_CONFIRMED,
        lambda world: ("police_two", publish.confirm_awareness, (_claimed(world),)),
        lambda world: ("police", publish.confirm_awareness, (_claimed(world),)),
    ),
    Deed(
        Action.LEAK_REPORTED,
        lambda _world: ("teacher", leaks.report, (leaks.Leaked.OTHER,)),
        lambda _world: ("mens_worker", leaks.report, (leaks.Leaked.OTHER,)),
        history=False,
    ),
    Deed(Action.SUMMARY_PUBLISHED, partial(_summarise, section=1), partial(_summarise, section=2)),
    *OF_CHANGE,
)


def delivered_to(world: World, officer: str) -> dict[str, UUID]:
    """Let there be a webhook of an officer's unit, and something that was delivered there."""
    actor = world.actor(officer)
    with world.hub.begin() as work:
        address = "https://intake.agency.example/delivered"
        endpoint = register(work, actor, EndpointKind.WEBHOOK, address)
        tell(work, Occasion.REQUEST_MADE, endpoint, world.case, [actor.unit])
        lanes.lay_out(work, actor.unit, world.case)
    with world.hub.begin() as work:
        (one, *_) = queries.deliveries(work.tx, endpoint, FIRST, 9)
        queries.delivered(work.tx, [one["id"]])
    return {"endpoint": endpoint, "delivery": one["id"]}
