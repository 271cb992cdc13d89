"""The names of a case's people, for those who work with the family: recorded first, opened after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from consent.people import Part
from policies.admission import allocated, barred
from policies.routes import IG_OFFICER
from sharehub.audit.entry import Act, Action, Outcome
from sharehub.bindings import binding
from sharehub.crypto.opening import open_record
from sharehub.crypto.sealing import Sealed
from sharehub.disclosure import queries
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.inputs import Seat, load
from sharehub.disclosure.portions import Room, portions
from sharehub.disclosure.portions import rows as portion_rows
from sharehub.disclosure.recording import alias_of, asking, record_fault
from sharehub.disclosure.told import Refusal
from sharehub.errors import Tampered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from policies.question import Reader
    from sharehub.audit.log import Entered
    from sharehub.crypto.store import KeyStore
    from sharehub.disclosure.portions import Portion
    from sharehub.disclosure.queries import Standing
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

FAMILY = frozenset(Part) - {Part.THIRD_PARTY}
"""Whose names everybody who works with the family knows; a neighbour's only the unit that wrote it down."""


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
    entered: Entered


@dataclass(frozen=True, slots=True)
class _Recorded:
    rows: Sequence[Mapping[str, Any]]
    entry: UUID
    act: Act


def identify(hub: Hub, actor: Actor, case: UUID) -> Identified | Refused:
    """Say who is who, to somebody who works on the case; every asking is recorded.

    A name whose stored form is not what was sealed is left out; that is recorded and alarmed.

    Raises:
        Forbidden: the actor is an importer, who never reads.
        KeysUnavailable: nothing was released; the asking stays on record.
        KeyDestroyed: the case was shredded meanwhile; nothing was released.
    """
    with asking(hub, actor, Action.NAMES_ASKED, case) as work:
        outcome = _record(work, actor, case)
    if isinstance(outcome, Refused):
        return outcome
    people: list[Named] = []
    broken: list[str] = []
    for row in outcome.rows:
        try:
            people.append(_open(hub.keys, row))
        except Tampered:
            broken.append(str(row["id"]))
    if broken:
        record_fault(hub, outcome.act, outcome.entry, broken)
    return Identified(tuple(people), work.entries[-1])


def _record(work: Work, actor: Actor, case: UUID) -> _Recorded | Refused:
    alias, standing = alias_of(work, case, queries.hold_case(work.tx, case))
    act = Act(Action.NAMES_ASKED, actor=actor.user, unit=actor.unit, role=actor.role, case_alias=alias)
    reader = load(work.tx, case, [Seat(actor.user, actor.unit, actor.role)]).readers[0]
    refusal = _refusal(work, reader, standing)
    if refusal is not None:
        told = {"refusal": refusal.value}
        entry = work.record(replace(act, outcome=Outcome.REFUSED, references=told))
        queries.add_portions(work.tx, portion_rows(entry, work.tx.now, act, _asked(reader), refused=True))
        return Refused(refusal, entry)
    rows = [
        row
        for row in queries.sealed_people(work.tx, case)
        if row["part"] in FAMILY or row["owner_unit_id"] == actor.unit
    ]
    entry = work.record(replace(act, references={"people": [*sorted(str(row["id"]) for row in rows)]}))
    queries.add_portions(work.tx, portion_rows(entry, work.tx.now, act, _asked(reader)))
    return _Recorded(sorted(rows, key=lambda row: (row["part"], str(row["id"]))), entry, act)


def _asked(reader: Reader) -> Sequence[Portion]:
    """Return the asker's unit's portion: that names were asked for. No fact was decided about."""
    return portions(Room([reader], his_side=True), {}, {}, refused=False)


def _refusal(work: Work, reader: Reader, standing: Standing) -> Refusal | None:
    day = work.tx.today
    works = allocated(reader.memberships, day) and barred(reader, day) is None
    if reader.role == IG_OFFICER or not works:
        return Refusal.NOT_YOURS
    return Refusal.GONE if standing.shredded else None


def _open(keys: KeyStore, row: Mapping[str, Any]) -> Named:
    """Verify and decrypt one name.

    Raises:
        Tampered: the row is not what was sealed, or its part is none of ours.
    """
    if row["part"] not in frozenset(Part):
        raise Tampered("a person's part is none of ours")
    sealed = Sealed(
        row["wrapping_key"],
        row["wrapped_key"],
        row["commitment"],
        row["manifest"],
        {"name": row["name"], "born": row["born"]},
    )
    bound_to = binding("person", row["owner_unit_id"], row["case_id"], row["id"])
    record = open_record(keys, bound_to, sealed, b"")
    return Named(row["id"], Part(row["part"]), record.field("name") or "")
