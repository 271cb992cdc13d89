"""Rotating a category key: a new generation, every record moved to it in batches, the old one retired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sharehub.audit.entry import Act, Action
from sharehub.crypto import rotation
from sharehub.custody import queries
from sharehub.errors import Conflict

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.crypto.classes import KeyClass
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

BATCH = 200
"""Records re-wrapped in one transaction: some tens of milliseconds of the write lock."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """How far a rotation came in one run."""

    rewrapped: int
    retired: bool


class Page(NamedTuple):
    """One page of records: how many moved, and the key of the last; None where it was the last page."""

    moved: int
    last: queries.Key | None


def begin_rotation(work: Work, actor: Actor | None, unit: UUID, key_class: KeyClass) -> None:
    """Put on record that a rotation begins or goes on; what follows is a long row of small transactions.

    Args:
        work: the unit of work.
        actor: who does it; None is the hub's own command line.
        unit: whose keys.
        key_class: of which class.
    """
    work.record(_act(actor, Action.KEY_ROTATION_BEGUN, unit, key_class))


def rotate(hub: Hub, unit: UUID, key_class: KeyClass, actor: Actor | None = None) -> Rotated:
    """Rotate one unit's key of one class, or go on with a rotation that was interrupted.

    Whoever calls this has put on record that it begins: a crash in the midst of it leaves that and no end.
    Readers find both generations all the time. A crash at any step is taken up by running this again: the new
    generation is made once, each batch is moved or not, and what still names an old key is found by asking.

    Returns:
        How many records moved in this run, and whether the old generations are retired: not before every
        process must have forgotten them, so that a second run some minutes later may be what retires them.

    Raises:
        Tampered: a record is not what was sealed; its batch is left as it was.
        KeysUnavailable: try again later.
    """
    now = hub.clock.now()
    under_way = rotation.begin(hub.keys, str(unit), key_class, now)
    rotation.switch(hub.keys, under_way, now)
    moved = sum(_move(hub, unit, under_way, kind) for kind in queries.KINDS)
    with hub.begin(unit) as work:
        retired = retire_old(work, under_way)
        walked(work, actor, unit, key_class, moved=moved, retired=retired)
    return Rotated(moved, retired)


def _act(actor: Actor | None, action: Action, unit: UUID, key_class: KeyClass, **references: Value) -> Act:
    said: dict[str, Value] = {"class": key_class.value, **references}
    if actor is None:
        return Act(action, unit=unit, references=said)
    return Act(
        action,
        actor=actor.user,
        unit=actor.unit,
        role=actor.role,
        references={"of_unit": str(unit), **said},
    )


def _move(hub: Hub, unit: UUID, under_way: rotation.Rotation, kind: str) -> int:
    """Move every record of a kind, a page at a time: what cannot be moved is passed over, never met again."""
    moved, after = 0, queries.START
    while True:
        with hub.begin(unit) as work:
            page = move_page(work, under_way, kind, after)
        # A crash here leaves this page done and the rest to the next run.
        moved += page.moved
        if page.last is None:
            return moved
        after = page.last


def move_page(work: Work, under_way: rotation.Rotation, kind: str, after: queries.Key) -> Page:
    """Wrap one page of records anew, from beyond a key on, in the unit of work.

    Raises:
        Tampered: a record is not what was sealed; the page is left as it was.
        KeysUnavailable: try again later.
    """
    batch = queries.wrapped_by(work.tx, under_way.leaving, kind, BATCH, after)
    sealed = rotation.rewrap_batch(
        work.keys, [(record.binding, record.sealed) for record in batch], under_way.to
    )
    moved = sum(
        queries.rewrap(work.tx, before, now)
        for before, now in zip(batch, sealed, strict=True)
        if now.wrapping_key != before.sealed.wrapping_key
    )
    return Page(moved, None if len(batch) < BATCH else batch[-1].key)


def retire_old(work: Work, under_way: rotation.Rotation) -> bool:
    """Retire the keys that are left behind, unless a record names one or a process may yet write with it."""
    counts = {key: queries.referring(work.tx, key) for key in under_way.leaving}
    try:
        rotation.retire(work.keys, under_way, counts, work.tx.now)
    except Conflict:
        return False
    return True


def walked(
    work: Work, actor: Actor | None, unit: UUID, key_class: KeyClass, *, moved: int, retired: bool
) -> None:
    """Put on record that all records of a unit and class were walked through, and what came of it."""
    work.record(_act(actor, Action.KEYS_ROTATED, unit, key_class, moved=moved, retired=retired))
