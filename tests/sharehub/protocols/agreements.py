"""Protocols and rulebooks for tests: variants of the shipped ones, and those who sign for their units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.shipped import protocol_text, rulebook_text
from sharehub.database.schema import Protocol
from sharehub.identity.actor import SIGNATORY, Actor
from sharehub.protocols import agree, partnership, rulebooks

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World

NAME = "ISP-EDIN-DA"


def a_rulebook(name: str) -> str:
    """Return the shipped rulebook under another name, and so with another digest."""
    return rulebook_text().replace("id: edinburgh-default", f"id: {name}")


def a_protocol(version: int = 2, name: str = NAME) -> str:
    """Return the shipped protocol in another version, or under another name."""
    heading = f"id: {name}\nversion: {version}\n"
    return protocol_text().replace(f"id: {NAME}\nversion: 1\n", heading)


def signatories(world: World, *units: str) -> list[Actor]:
    """Return somebody in each unit, or each of these units, who signs in its name."""
    with world.hub.begin() as work:
        return [
            Actor(
                partnership.register_user(work, world.units[code], "signatory", ["signatory"]),
                world.units[code],
                "signatory",
            )
            for code in units or world.units
        ]


def a_stranger(world: World) -> Actor:
    """Return somebody in a unit that is party to nothing."""
    with world.hub.begin() as work:
        unit = partnership.register_unit(work, "STRANGER", "A unit without agreements", discreet=False)
        return Actor(partnership.register_user(work, unit, "stranger", [SIGNATORY]), unit, SIGNATORY)


def drafted(world: World, text: str) -> UUID:
    """Draft a protocol."""
    with world.hub.begin() as work:
        return agree.draft(work, world.administrator, text)


def sign(world: World, protocol: UUID, signatory: Actor) -> bool:
    """Sign in a unit of work of its own."""
    with world.hub.begin() as work:
        return agree.sign(work, signatory, protocol)


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
