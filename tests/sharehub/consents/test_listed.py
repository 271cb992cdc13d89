"""Of whose consent a unit's people find in a list what one of them wrote down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from consent.record import Status
from sharehub.cases.members import allocate
from sharehub.consents.record import record_consent
from sharehub.identity.actor import Actor
from sharehub.protocols.partnership import register_user
from tests.sharehub.audit.deeds import said
from tests.sharehub.web.clients import Staff

if TYPE_CHECKING:
    from tests.sharehub.world import World


def with_her_worker_at_the_mens_programme(world: World) -> World:
    """Return the world with somebody who works with her in the unit of the man's worker."""
    unit = world.units["RESP-M"]
    with world.hub.begin() as work:
        user = register_user(work, unit, "partner worker", ["caledonian_women"])
    partner = Actor(user, unit, "caledonian_women")
    world.act(allocate, "social_worker", user, partner.role, world.today())
    return replace(world, staff={**world.staff, "partner": partner})


def listed(staff: Staff, name: str) -> list[tuple[str, str]]:
    """Return whose consent events somebody finds, and of which status."""
    answer = staff.call(name, "GET", "/consents")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return sorted((item["subject"], item["status"]) for item in items)


@pytest.mark.postgres
def test_who_works_with_him_finds_nothing_of_what_she_or_a_child_said_to_a_colleague(world: World) -> None:
    world = with_her_worker_at_the_mens_programme(world)
    him, her, child = (world.people[name] for name in ("him", "her", "child"))
    world.act(record_consent, "partner", said(world, status=Status.REFUSED))
    world.act(record_consent, "partner", said(world, subject=child, status=Status.REFUSED))
    world.act(record_consent, "mens_worker", said(world, subject=him, given_by=him))
    staff = Staff(world)

    assert listed(staff, "mens_worker") == [(str(him), "active")]
    everything = [(str(her), "refused"), (str(child), "refused"), (str(him), "active")]
    assert listed(staff, "partner") == sorted(everything)
