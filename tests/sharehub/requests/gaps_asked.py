"""A gap that somebody asks another unit about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sharehub.database.order import FIRST
from sharehub.database.schema import Notice
from sharehub.disclosure.compose import Composed
from sharehub.language.vocabulary import Kind
from sharehub.requests.ask import ask_about_gap
from sharehub.requests.lists import requests

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sharehub.identity.actor import Actor
    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

DUE = date(2024, 6, 17)
STATEMENT = "What he did before they moved here is not known."


def a_gap(world: World, unit: str = "CF-SW", **changes: Any) -> NewFact:
    """Return that nobody knows of what he did before the move, for a unit to close."""
    given: dict[str, Any] = {
        "kind": Kind.GAP,
        "statement": STATEMENT,
        "gist": None,
        "section": 1,
        "tactics": frozenset(),
        "action_unit": world.units[unit],
        "due": DUE,
    }
    return world.behaviour(**given | changes)


def asks(
    world: World, gap: UUID, unit: UUID | str = "HV", by: str | Actor = "social_worker", **changes: Any
) -> UUID:
    """Ask a unit about a gap."""
    asked = world.units[unit] if isinstance(unit, str) else unit
    given = {"purpose": "child_protection", "due": DUE} | changes
    request: UUID = world.act(ask_about_gap, by, gap, given["purpose"], asked, given["due"])
    return request


def listed(world: World, by: str | Actor) -> list[dict[str, Any]]:
    """Return the requests that somebody is listed."""
    found: list[dict[str, Any]] = world.act(requests, by, FIRST, 50)
    return found


def told(world: World) -> list[tuple[str, str]]:
    """Return which unit was told of what, in order."""
    units = {unit: code for code, unit in world.units.items()}
    return sorted((units[row["unit_id"]], row["kind"]) for row in world.rows(Notice))


def texts(
    world: World, verb: Callable[..., object], by: str, request: UUID, purpose: str = "child_protection"
) -> list[str]:
    """Return the texts of what somebody reads by a request."""
    outcome = verb(world.hub, world.actor(by), world.case, request, purpose)
    assert isinstance(outcome, Composed), outcome
    return [line["text"] for line in outcome.lines.values()]
