"""What custody is tested on: records of every sealed kind, what they hold, and hubs begun anew."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import LargeBinary, update

from consent.people import Part
from policies.vocabulary import Category, SourceType
from sharehub.assembly import assemble
from sharehub.cases import conflicts
from sharehub.cases.conflicts import Trigger
from sharehub.cases.people import add_person
from sharehub.clock import SteppedClock
from sharehub.consents import approvals, review, serious_risk
from sharehub.consents.record import record_consent
from sharehub.crypto.classes import KeyClass
from sharehub.crypto.keys import KeyFile
from sharehub.crypto.opening import OpenRecord
from sharehub.crypto.sealing import unlock
from sharehub.custody import queries
from sharehub.custody.rotate import rotate
from sharehub.database.schema import Base
from sharehub.disclosure.disclose import Disclosed, disclose
from sharehub.patterns.record import correct
from tests.sharehub.audit.deeds import a_glass, a_scope, grounds, said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Table

    from sharehub.custody.rotate import Rotated
    from sharehub.hub import Hub
    from tests.sharehub.world import World

SECRET = "Sekret-Zofia"
READERS = ("health_visitor", "police", "social_worker", "teacher")
PURPOSE = "child_protection"


def sealed_tables() -> list[Table]:
    """Return every table whose rows hold a seal, by their columns."""
    return [table for table in Base.metadata.sorted_tables if "wrapping_key" in table.columns]


def sealed_columns(table: Table) -> set[str]:
    """Return the columns of a table that hold sealed fields."""
    seal = {"wrapped_key", "commitment", "manifest"}
    return {column.name for column in table.columns if isinstance(column.type, LargeBinary)} - seal


def fill(world: World) -> None:
    """Record something of every sealed kind, facts of several versions and classes among them."""
    world.open("cp_concern", "HV", "SCHOOL", "POL-DA", "CF-SW")
    for by in ("police", "womens_worker"):
        fact = world.publish(world.behaviour(), by=by)
        world.act(correct, by, fact, world.behaviour(statement=f"He kicked it again, says {by}."))
    for category in (Category.SAFETY, Category.SEXUAL, Category.SURVIVOR_HEALTH, Category.IMMIGRATION):
        both = frozenset({category, Category.BEHAVIOUR})
        world.publish(world.behaviour(statement=f"Of {category}.", categories=both))
    fact = world.publish(world.behaviour(source_type=SourceType.POLICE_INTELLIGENCE))
    world.publish(world.told_by_her(), by="womens_worker")
    teacher = world.actor("teacher").user
    world.act(add_person, "social_worker", Part.THIRD_PARTY, f"Anna {SECRET}", None)
    world.act(conflicts.exclude, "police", world.actor("court").user, f"Kin: {SECRET}", world.today())
    check = world.act(conflicts.raise_check, "police", teacher, Trigger.DECLARED, SECRET, world.today())
    world.act(conflicts.decide_check, "officer", check, conflicts.Result.CLEARED, world.today())
    world.act(record_consent, "womens_worker", said(world, own_words=SECRET, note=SECRET))
    world.act(approvals.approve_release, "police", a_scope(world, fact), SECRET)
    why = grounds(world, told_note=SECRET)
    decision = world.act(serious_risk.ask, "police", a_scope(world, fact), why)
    world.act(serious_risk.approve, "social_worker", decision)
    world.act(review.review_decision, "officer", decision, review.Verdict.LESSON, SECRET)
    a_glass(world)


def readings(world: World, hub: Hub) -> dict[str, list[str]]:
    """Return what each reader gets from a hub on the same files."""
    found = {}
    for name in READERS:
        outcome = disclose(hub, world.actor(name), world.case, PURPOSE)
        assert isinstance(outcome, Disclosed)
        found[name] = sorted(line["text"] for line in outcome.lines)
    return found


def wrapped(world: World) -> list[queries.Wrapped]:
    """Return every sealed record of a living case."""
    keys = {row["wrapping_key"] for table in sealed_tables() for row in rows(world, table)}
    with world.hub.begin() as work:
        return [
            record for kind in queries.KINDS for record in queries.wrapped_by(work.tx, keys, kind, 10_000)
        ]


def rows(world: World, table: Table) -> list[dict[str, Any]]:
    """Return all rows of a table."""
    with world.hub.begin() as work:
        return [dict(row) for row in work.tx.session.execute(table.select()).mappings()]


def but_for_wrapping(world: World) -> dict[str, list[str]]:
    """Return every sealed row without what rotation may change, in an order that no database chooses."""
    wrapping = {"wrapping_key", "wrapped_key"}
    return {
        table.name: sorted(
            repr({name: row[name] for name in row if name not in wrapping}) for row in rows(world, table)
        )
        for table in sealed_tables()
    }


def opened(world: World) -> dict[tuple[Any, ...], dict[str, str | None]]:
    """Open every field of every sealed record of a living case, past every rule: to compare, and no more."""
    found = {}
    for record in wrapped(world):
        keys = unlock(world.hub.keys, record.binding, record.sealed)
        ready = OpenRecord(record.binding, record.sealed, keys)
        found[record.kind, *record.key] = {name: ready.field(name) for name in record.sealed.fields}
    return found


def rotate_all(hub: Hub, world: World, *units: str) -> list[Rotated]:
    """Rotate every class of these units' keys."""
    return [rotate(hub, world.units[unit], one) for unit in units for one in KeyClass]


def later(world: World, minutes: int) -> None:
    """Let some minutes pass."""
    clock = cast("SteppedClock", world.hub.clock)
    clock.put(clock.now() + timedelta(minutes=minutes))


@contextmanager
def begun_anew(world: World, folder: Path) -> Iterator[Hub]:
    """Yield a hub that another process would have on the files of this test's hub, with empty caches."""
    place = folder / "hub"
    hub = assemble(
        f"sqlite:///{place / 'data' / 'hub.db'}",
        f"sqlite:///{place / 'keys' / 'keys.db'}",
        KeyFile(place / "keys" / "root.json", os.urandom),
        SteppedClock(world.hub.clock.now()),
    )
    with closing(hub):
        yield hub


def spoil(world: World, table: Table, **values: Any) -> None:
    """Write something into all rows of a table by hand."""
    with world.hub.begin() as work:
        work.tx.session.execute(update(table).values(**values))
