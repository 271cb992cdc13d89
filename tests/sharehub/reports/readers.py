"""Somebody in every role of the rulebook, and a family of which everything there can be is recorded."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from typing import TYPE_CHECKING

from policies.vocabulary import Category, Caveat, PerpAware, RelationshipContext, SourceType
from sharehub.cases.members import allocate
from sharehub.identity.actor import Actor
from sharehub.language.vocabulary import IntersectionLink, Kind, Pathway, Tactic
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from sharehub.protocols.partnership import register_user
from tests.policies.drafts import SHIPPED as RULEBOOK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

READING = {name: role for name, role in RULEBOOK.roles.items() if name != "ig_officer"}
AT = {
    "substance_survivor": "ALC-S", "mental_health_survivor": "ALC-S", "idaa": "CAL-W", "reporter": "SCRA",
    "marac_coordinator": "MARAC-CO", "mental_health_perpetrator": "SUB-P", "justice_sw": "CF-SW",
    "caledonian_children": "CAL-C",
}  # fmt: skip
"""Units of the roles in which nobody works there yet."""
SOURCES = {
    Category.SURVIVOR_ACCOUNT: (SourceType.SURVIVOR, "her"),
    Category.CHILD_ACCOUNT: (SourceType.CHILD, "child"),
    Category.THIRD_PARTY: (SourceType.THIRD_PARTY, "neighbour"),
    Category.INTELLIGENCE: (SourceType.POLICE_INTELLIGENCE, None),
}
EACH_IN = 5
"""Facts of each category."""


def with_every_role(world: World) -> World:
    """Return the world with a reader in every role, by the role's name, all of them at work on the case."""
    found = {actor.role: actor for actor in world.staff.values()}
    with world.hub.begin() as work:
        for role, unit in AT.items():
            user = register_user(work, world.units[unit], f"somebody as {role}", [role])
            found[role] = Actor(user, world.units[unit], role)
    there = replace(world, staff={**world.staff, **found})
    for role in AT:
        there.act(allocate, "social_worker", there.actor(role).user, role, there.today(), None)
    for gate in RULEBOOK.may_record.gates:
        there.open(gate, *there.units)
    return there


def marked(number: int) -> dict[str, str]:
    """Return the marked words of one fact, by the field that they stand in."""
    return {
        "statement": f"Statement{number:03}q was said.",
        "gist": f"Gist{number:03}q.",
        "pathway_note": f"Note{number:03}q.",
        "police_grade": f"Grade{number:03}q",
        "disclosed_to": f"Hearer{number:03}q",
        "pathway_unknown_reason": f"Unknown{number:03}q",
        "no_link_found_reason": f"Link{number:03}q",
        "gist_reason": f"Reason{number:03}q",
    }


def planted(world: World) -> Iterator[NewFact]:
    """Yield facts of every category, kind and family, known to him and not, each with words of its own."""
    kinds, tactics, pathways, caveats = map(cycle, (Kind, Tactic, Pathway, (*Caveat, None, None)))
    number = 0
    for category in Category:
        source, person = SOURCES.get(category, (SourceType.AGENCY_OBSERVATION, None))
        for turn in range(EACH_IN):
            kind = Kind.BEHAVIOUR if turn < 2 else next(kinds)
            caveat = next(caveats)
            yield world.behaviour(
                **marked(number),
                kind=kind,
                source_type=source,
                source_person=None if person is None else world.people[person],
                categories=frozenset({category}),
                tactics=frozenset({next(tactics), next(tactics)}),
                pathways=frozenset({next(pathways)}),
                intersection_links=frozenset(IntersectionLink) if kind is Kind.INTERSECTION else frozenset(),
                relationship_context=(
                    RelationshipContext.PREVIOUS_RELATIONSHIP
                    if turn == 1
                    else RelationshipContext.POST_SEPARATION
                ),
                perp_aware=PerpAware.YES if turn % 2 == 0 else PerpAware.NO,
                caveats=frozenset() if caveat is None else frozenset({caveat}),
                covert=False if kind is Kind.PROTECTIVE_EFFORT else None,
            )
            number += 1


def plant(world: World) -> int:
    """Record and publish all of it as history of several units; return how many facts there are."""
    facts = list(planted(world))
    for fact, unit in zip(facts, cycle(("POL-DA", "HV", "CAL-W")), strict=False):
        importer = world.importer(unit)
        with world.hub.begin() as work:
            publish(work, importer, world.case, record(work, importer, world.case, fact))
    return len(facts)
