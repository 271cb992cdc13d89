"""The channels of one's unit: those that protocols in force open, to and from which units, and for what.

What another unit keeps back from a channel is not told to the one at its other end: to them it is open.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sharehub.channels import queries
from sharehub.protocols.in_force import for_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import RowMapping

    from policies.question import ProtocolInForce
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


class Flow(StrEnum):
    """Which way a channel goes, as the unit sees it that looks."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Hearer(StrEnum):
    """Who of the receiving unit hears at once of what concerns it; `sharehub.notices.hear` says exactly."""

    OFFICERS = "officers"
    WORKERS_ON_THE_CASE = "workers_on_the_case"


NOTIFIED = (Hearer.OFFICERS, Hearer.WORKERS_ON_THE_CASE)


@dataclass(frozen=True, slots=True)
class Channel:
    """A standing route from or to another unit, for one purpose, by these protocols."""

    id: UUID
    direction: Flow
    unit: UUID
    purpose: str
    protocols: tuple[str, ...]


def channels(work: Work, unit: UUID) -> list[Channel]:
    """Return a unit's channels today, in the order of their ids; their ids are the same each time.

    Raises:
        Tampered: a protocol that is said to be in force is not what its parties signed.
    """
    found: dict[tuple[UUID, str], list[str]] = {}
    for protocol in for_units(work.tx, frozenset({unit})):
        if protocol.span.covers(work.tx.today):
            for other, purpose in _ways(protocol, unit):
                found.setdefault((other, purpose), []).append(protocol.id)
    every = [
        Channel(_id(direction, unit, other, purpose), direction, other, purpose, tuple(sorted(by)))
        for (other, purpose), by in found.items()
        for direction in Flow
    ]
    return sorted(every, key=lambda channel: channel.id)


def is_open(work: Work, unit: UUID, other: UUID, purpose: str) -> bool:
    """Say whether a protocol in force today opens a channel between two units for a purpose."""
    return any((one.unit, one.purpose) == (other, purpose) for one in channels(work, unit))


def listed(work: Work, actor: Actor, after: UUID, most: int) -> list[dict[str, Any]]:
    """Return the channels of the actor's unit, and what it keeps back from those that go out.

    Raises:
        Tampered: as `channels`.
    """
    found = [one for one in channels(work, actor.unit) if one.id > after][:most]
    names = queries.unit_names(work.tx, {one.unit for one in found})
    kept = [row for row in queries.narrowings(work.tx, actor.unit, UUID(int=0), None) if _stands(work, row)]
    return [_item(one, names, kept) for one in found]


def _item(channel: Channel, names: Mapping[UUID, str], kept: list[RowMapping]) -> dict[str, Any]:
    own = channel.direction is Flow.OUTGOING
    return {
        "id": channel.id,
        "direction": channel.direction,
        "unit": channel.unit,
        "name": names[channel.unit],
        "purpose": channel.purpose,
        "protocols": channel.protocols,
        "notified": NOTIFIED,
        "narrowings": [
            {name: row[name] for name in ("id", "categories", "start", "end")}
            for row in kept
            if own and (row["unit"], row["purpose"]) == (channel.unit, channel.purpose)
        ],
    }


def _ways(protocol: ProtocolInForce, unit: UUID) -> Iterator[tuple[UUID, str]]:
    for party in protocol.parties - {str(unit)}:
        for purpose in protocol.purposes:
            yield UUID(party), purpose


def _stands(work: Work, row: RowMapping) -> bool:
    return row["lifted_at"] is None and (row["end"] is None or row["end"] >= work.tx.today)


def _id(direction: Flow, unit: UUID, other: UUID, purpose: str) -> UUID:
    said = f"channel {direction} {unit} {other} {purpose}"
    return UUID(bytes=hashlib.sha256(said.encode()).digest()[:16], version=4)
