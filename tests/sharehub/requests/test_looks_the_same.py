"""What a treatment service does without a yes changes no byte of what anybody else is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sharehub.app import Outside
from sharehub.database.schema import Permission, Request
from sharehub.language.vocabulary import Kind
from sharehub.permissions.permission import Reply
from sharehub.requests.answer import answer, decline
from sharehub.requests.ask import ask
from sharehub.requests.words import About, Reason
from sharehub.web.rates import Rates
from tests.sharehub.permissions.asking import FROM_THEM, HIS_WORKER, TO_THEM, asked_of_him, his_health, says
from tests.sharehub.test_twin_hubs import masked
from tests.sharehub.web.clients import Staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.sharehub.world import World

EVERYBODY_ELSE = {
    "social_worker": "child_protection",
    "mens_worker": "programme_delivery",
    "womens_worker": "survivor_support",
    "police": "child_protection",
}


def refused_both_ways(world: World, _requests: list[UUID]) -> None:
    for unit in ("RESP-M", "CF-SW"):
        permission = asked_of_him(world, with_unit=world.units[unit])
        for way in (TO_THEM, FROM_THEM):
            says(world, permission, Reply.REFUSED, way)


def only_asked(world: World, _requests: list[UUID]) -> None:
    for unit in ("RESP-M", "CF-SW", "CAL-W", "POL-DA"):
        asked_of_him(world, with_unit=world.units[unit])


def declined(world: World, asked: list[UUID]) -> None:
    for request, reason in zip(asked, Reason, strict=False):
        world.act(decline, HIS_WORKER, request, reason)


def answered(world: World, asked: list[UUID]) -> None:
    fact = world.publish(his_health(world, "He is to say when he drinks.", Kind.GOAL), by=HIS_WORKER)
    for request in asked:
        world.act(answer, HIS_WORKER, request, frozenset({fact}))


def looks(world: World, asked: list[UUID]) -> dict[str, bytes]:
    """Return everything that everybody else can ask for, as it is answered."""
    found: dict[str, bytes] = {}
    # A new one each time: what is left of a quota is no part of what is compared.
    staff = Staff(world, Outside(rates=Rates(share=10_000)))
    for by, purpose in EVERYBODY_ELSE.items():
        body: dict[str, Any] = {"purpose": purpose}
        for path in ("/permissions", "/requests", "/requests?limit=1", "/gaps", "/facts", "/consents"):
            found[f"{by} {path}"] = masked(staff.call(by, "GET", path))
        found[f"{by} reads"] = masked(staff.post(by, "/disclosures", json=body), his_side=True)
        for number, request in enumerate(asked):
            path = f"/requests/{request}/answer-reading"
            found[f"{by} answer {number}"] = masked(staff.post(by, path, json=body))
        headers = {"Authorization": f"Bearer token of {by}"}
        found[f"{by} deadlines"] = masked(staff.client.get("/api/v1/deadlines", headers=headers))
        found[f"{by} notices"] = masked(staff.client.get("/api/v1/notices", headers=headers))
    return found


@pytest.mark.parametrize("done", [refused_both_ways, only_asked, declined, answered])
def test_what_a_service_does_without_a_yes_changes_no_byte_for_anybody_else(
    sqlite_world: World, done: Callable[[World, list[UUID]], None]
) -> None:
    world = sqlite_world
    for gate, unit in (("cp_concern", "CF-SW"), ("programme_start", "RESP-M"), ("cp_concern", "POL-DA")):
        world.open(gate, unit)
    world.publish(world.behaviour())
    asked = [
        world.act(ask, by, About.INTERVENTION_GOALS, world.units["SUB-P"], world.today())
        for by in ("social_worker", "mens_worker", "womens_worker")
    ]
    before = looks(world, asked)
    kept = len(world.rows(Permission)), [row["revision"] for row in world.rows(Request)]

    done(world, asked)

    assert looks(world, asked) == before
    assert (len(world.rows(Permission)), [row["revision"] for row in world.rows(Request)]) != kept
    assert b'"status":"open"' in before["social_worker /requests"]
