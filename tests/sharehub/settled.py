"""A world in which a good deal has happened, to be copied for whoever sends drawn requests to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from sharehub.assembly import assemble
from sharehub.clock import SteppedClock
from sharehub.crypto.keys import KeyFile
from sharehub.database.schema import AuditEntry, Notice, Protocol
from tests.sharehub.audit.deeds import delivered_to
from tests.sharehub.custody.shredding import a_proposal
from tests.sharehub.protocols.agreements import a_protocol, base_digest
from tests.sharehub.test_whole_api import TODAY, made, with_more_staff
from tests.sharehub.web.clients import Staff
from tests.sharehub.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sharehub.hub import Hub


@dataclass(frozen=True)
class Settled:
    """A world to be copied: its folder, and the ids and words that there are, by kind."""

    folder: Path
    world: World
    known: Mapping[str, Sequence[str]]


def hub_in(folder: Path, seconds: int) -> Hub:
    """Open the hub in a folder, some seconds into the day; it makes the same ids every time."""
    hub = assemble(
        f"sqlite:///{folder / 'data' / 'hub.db'}",
        f"sqlite:///{folder / 'keys' / 'keys.db'}",
        KeyFile(folder / "keys" / "root.json", Random(seconds).randbytes),  # noqa: S311
        SteppedClock(datetime(2024, 6, 3, 9, tzinfo=UTC) + timedelta(seconds=seconds)),
    )
    return replace(hub, random=Random(seconds).randbytes)  # noqa: S311 - ids that come again are wanted here


def settle(folder: Path) -> Settled:
    """Found a world in the new hub of a folder, let a good deal happen there, and close it."""
    hub = hub_in(folder, seconds=0)
    founded = World.of(hub)
    hub.close()
    staff = Staff(with_more_staff(replace(founded, hub=hub_in(folder, seconds=1))))
    known = _known(staff)
    staff.world.hub.close()
    return Settled(folder, staff.world, known)


def _known(staff: Staff) -> dict[str, list[str]]:
    """Let something happen in a world, and return the ids and words that there are, by kind."""
    world = staff.world
    world.open("programme_referral", "RESP-M")
    facts = [staff.record("social_worker") for _ in range(3)] + [staff.publish("social_worker")]
    facts += [staff.publish("police"), str(world.publish(world.told_by_her(), "womens_worker"))]
    users = world.staff
    on = {"user": str(users["police_two"].user), "trigger": "declared", "on": TODAY}
    risk = {
        "facts": facts[3:4],
        "units": [str(world.units["SCHOOL"])],
        "purposes": ["child_protection"],
        "start": TODAY,
        "risk": "He said it.",
        "why_not_less": "No.",
        "person_at_risk": str(world.people["her"]),
    }
    gate = {"gate": "cp_concern", "units": [str(world.units["HV"])], "start": TODAY}
    protocol = staff.client.post(
        "/api/v1/protocols",
        json={"document": a_protocol()},
        headers={"Authorization": "Bearer token of keeper", "Idempotency-Key": "1"},
    )
    begun = staff.client.post(
        "/api/v1/imports", headers={"Authorization": "Bearer token of social_worker", "Idempotency-Key": "1"}
    )
    assert staff.post("second", "/shredding").status_code == 204
    memberships = staff.call("officer", "GET", "/memberships").json()["items"]
    emergency = dict.fromkeys(("risk", "who_is_at_risk", "why_not_less", "nobody_reached"), "He said it.")
    glass = made(staff, "police", "/break-glass", purposes=["child_protection"], **emergency)
    sent = delivered_to(world, "officer")
    notices = [row["id"] for row in world.rows(Notice) if row["unit_id"] == world.units["CF-SW"]]
    return {
        "cases": [str(world.case)],
        "people": [str(person) for person in world.people.values()],
        "units": [str(unit) for unit in world.units.values()],
        "users": [str(actor.user) for actor in users.values()],
        "facts": facts,
        "summaries": [made(staff, "social_worker", "/summaries", sections={"1": facts[3:4]})],
        "memberships": [one["id"] for one in memberships],
        "gates": [made(staff, "social_worker", "/gates", **gate)],
        "checks": [made(staff, "police", "/conflict-checks", **on)],
        "decisions": [made(staff, "social_worker", "/serious-risk-decisions", **risk)],
        "glasses": [glass],
        "proposals": [str(a_proposal(world))],
        "notices": [str(notice) for notice in notices],
        "endpoints": [str(sent["endpoint"])],
        "deliveries": [str(sent["delivery"])],
        "leaves": [bytes(row["leaf_hash"]).hex() for row in world.rows(AuditEntry)[:1]],
        "protocols": [protocol.json()["id"], str(world.rows(Protocol)[0]["id"])],
        "digests": [protocol.json()["digest"]],
        "rulebooks": [base_digest(world)],
        "imports": [begun.json()["id"]],
        "days": [TODAY, TODAY, "2024-06-01", "2024-06-30", "9999-12-31", "0001-01-01"],
        "purposes": ["child_protection", "programme_referral", "marac_safety", "case_mapping", "audit"],
        "gate_words": ["cp_concern", "programme_referral", "mapping_meeting"],
        "roles": sorted({actor.role for actor in users.values()}),
        "actions": ["pattern.asked", "fact.published", "log.asked"],
    }
