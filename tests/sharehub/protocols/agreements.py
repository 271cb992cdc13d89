"""Protocols and rulebooks for tests: variants of the shipped ones, and those who sign for their units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from sqlalchemy import select

from policies.lifecycle import RehearsalKind
from policies.shipped import protocol_text, rulebook_text
from sharehub.database.schema import Protocol, ProtocolParty
from sharehub.identity.actor import SIGNATORY, Actor
from sharehub.protocols import agree, partnership, rulebooks, suspend
from sharehub.protocols.in_force import for_units

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sharehub.hub import Work
    from tests.sharehub.world import World

NAME = "ISP-EDIN-DA"


def a_rulebook(name: str) -> str:
    """Return the shipped rulebook under another name, and so with another digest."""
    return rulebook_text().replace("id: edinburgh-default", f"id: {name}")


def a_protocol(version: int = 2, name: str = NAME) -> str:
    """Return the shipped protocol in another version, or under another name."""
    heading = f"id: {name}\nversion: {version}\n"
    return protocol_text().replace(f"id: {NAME}\nversion: 1\n", heading)


def a_stranger(world: World) -> Actor:
    """Return somebody in a unit that is party to nothing."""
    with world.hub.begin() as work:
        unit = partnership.register_unit(work, "STRANGER", "A unit without agreements", discreet=False)
        return Actor(partnership.register_user(work, unit, "stranger", [SIGNATORY]), unit, SIGNATORY)


def drafted(world: World, text: str) -> UUID:
    """Draft a protocol."""
    with world.hub.begin() as work:
        return agree.draft(work, world.administrator, text).id


def rehearsed(world: World, text: str) -> UUID:
    """Draft a protocol and record that it was rehearsed: it waits for signatures."""
    protocol = drafted(world, text)
    rehearse(world, protocol, world.administrator)
    return protocol


def rehearse(world: World, protocol: UUID, actor: Actor) -> UUID:
    """Record, as somebody, that a protocol was rehearsed as it is."""
    with world.hub.begin() as work:
        return agree.rehearse(work, actor, protocol, *digests(work, protocol), RehearsalKind.CASE_FILE)


def sign(world: World, protocol: UUID, signatory: Actor) -> bool:
    """Sign a protocol as it is, in a unit of work of its own."""
    with world.hub.begin() as work:
        return agree.sign(work, signatory, protocol, digests(work, protocol)[0])


def resume(world: World, protocol: UUID, signatory: Actor) -> bool:
    """Sign that a protocol may go on as it is, in a unit of work of its own."""
    with world.hub.begin() as work:
        return suspend.resume(work, signatory, protocol, digests(work, protocol)[0])


def signed_by_all(world: World, text: str) -> UUID:
    """Draft, rehearse and sign a protocol, so that it is in force."""
    protocol = rehearsed(world, text)
    assert [sign(world, protocol, one) for one in of_parties(world, protocol)][-1]
    return protocol


def of_parties(world: World, protocol: UUID) -> list[Actor]:
    """Return the world's signatories of a protocol's parties."""
    units = {row["unit_id"] for row in world.rows(ProtocolParty) if row["protocol_id"] == protocol}
    return [actor for actor in world.signatories.values() if actor.unit in units]


def digests(work: Work, protocol: UUID) -> tuple[str, str]:
    """Return the digests of a protocol's document and of the rulebook it cites, as they are stored."""
    found = select(Protocol.digest, Protocol.rulebook_digest).where(Protocol.id == protocol)
    digest, rulebook = work.tx.session.execute(found).one()
    return digest, rulebook


def between(
    *parties: str, version: int = 2, name: str = NAME, purposes: Iterable[str] = (), **changes: Any
) -> str:
    """Return the shipped protocol between fewer units, for fewer purposes, or with other days."""
    said = yaml.load(protocol_text(), Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts of everything
    said |= {"id": name, "version": version, "lead": parties[0]} | changes
    said["parties"] = {unit: said["parties"][unit] for unit in parties}
    said["purposes"] = list(purposes) or said["purposes"]
    said["lawful"] = {purpose: said["lawful"][purpose] for purpose in said["purposes"]}
    for lawful in said["lawful"].values():
        lawful["part_3"] = {unit: why for unit, why in lawful["part_3"].items() if unit in parties}
    return yaml.safe_dump(said, sort_keys=False)


def registered(world: World, text: str, *, base: bool = False) -> str:
    """Register a rulebook and return its digest."""
    with world.hub.begin() as work:
        return rulebooks.register(work, world.administrator, text, base=base)


def standing(world: World) -> dict[tuple[str, int], str]:
    """Return the status of every version of every protocol."""
    return {(row["name"], row["version"]): row["status"] for row in world.rows(Protocol)}


def base_digest(world: World) -> str:
    """Return the digest of the hub's own rulebook."""
    with world.hub.begin() as work:
        return rulebooks.base(work.tx).rulebook.digest


def in_force(world: World, unit: str) -> list[str]:
    """Return which protocols are in force for a unit, whatever their days."""
    with world.hub.begin() as work:
        return [protocol.id for protocol in for_units(work.tx, frozenset({world.units[unit]}))]
