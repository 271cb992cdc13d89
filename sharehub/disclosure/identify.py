"""The names of a case's people, for those who work with the family: recorded first, opened after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from consent.people import Part
from policies.admission import allocated, barred
from sharehub.audit.entry import Act, Action, Outcome
from sharehub.bindings import binding
from sharehub.crypto.opening import open_record
from sharehub.crypto.sealing import Sealed
from sharehub.disclosure import queries
from sharehub.disclosure.disclose import Refused, refuse_importers
from sharehub.disclosure.inputs import Seat, load
from sharehub.disclosure.told import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

FAMILY = frozenset(Part) - {Part.THIRD_PARTY}
"""Whose names everybody who works with the family knows; a neighbour's only the unit that wrote it down."""
OFFICER = "ig_officer"


@dataclass(frozen=True, slots=True)
class Named:
    """One person of the case."""

    id: UUID
    part: Part
    name: str


@dataclass(frozen=True, slots=True)
class Identified:
    """The people whose names this reader may know; of others it is not told that there are any."""

    people: tuple[Named, ...]
    entry: UUID


def identify(hub: Hub, actor: Actor, case: UUID) -> Identified | Refused:
    """Say who is who, to somebody who works on the case; every asking is recorded.

    Raises:
        Forbidden: the actor is an importer, who never reads.
        KeysUnavailable, Tampered: nothing was released; the asking stays on record.
    """
    refuse_importers(actor)
    with hub.begin() as work:
        outcome = _record(work, actor, case)
    if isinstance(outcome, Refused):
        return outcome
    rows, entry = outcome
    return Identified(tuple(_open(hub, row) for row in rows), entry)


def _record(work: Work, actor: Actor, case: UUID) -> tuple[list[Mapping[str, Any]], UUID] | Refused:
    standing = queries.hold_case(work.tx, case)
    readable = standing.held and not standing.shredded
    act = Act(
        Action.NAMES_ASKED,
        actor=actor.user,
        unit=actor.unit,
        role=actor.role,
        case_alias=work.keys.alias(str(case)) if readable else None,
    )
    reader = load(work.tx, case, [Seat(actor.user, actor.unit, actor.role)]).readers[0]
    day = work.tx.today
    if actor.role == OFFICER or not (allocated(reader.memberships, day) and barred(reader, day) is None):
        return Refused(Refusal.NOT_YOURS, work.record(replace(act, outcome=Outcome.REFUSED)))
    if standing.shredded:
        return Refused(Refusal.GONE, work.record(replace(act, outcome=Outcome.REFUSED)))
    rows = [
        row
        for row in queries.sealed_people(work.tx, case)
        if Part(row["part"]) in FAMILY or row["owner_unit_id"] == actor.unit
    ]
    entry = work.record(replace(act, references={"people": [*sorted(str(row["id"]) for row in rows)]}))
    return sorted(rows, key=lambda row: (row["part"], str(row["id"]))), entry


def _open(hub: Hub, row: Mapping[str, Any]) -> Named:
    sealed = Sealed(
        row["wrapping_key"],
        row["wrapped_key"],
        row["commitment"],
        row["manifest"],
        {"name": row["name"], "born": row["born"]},
    )
    record = open_record(
        hub.keys, binding("person", row["owner_unit_id"], row["case_id"], row["id"]), sealed, b""
    )
    return Named(row["id"], Part(row["part"]), record.field("name") or "")
