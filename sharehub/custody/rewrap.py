"""A rotation that goes on in the background: page by page, each page and how far it came in one transaction.

All records are walked through once, and again a quarter of an hour later, when no process can write with an
old key any more; then the old keys retire. Killed anywhere, it goes on from the last page that was committed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sharehub.crypto import rotation
from sharehub.crypto.classes import KeyClass
from sharehub.custody import queries
from sharehub.custody.rotate import begin_rotation, move_page, retire_old, walked
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.crypto.rotation import Rotation
    from sharehub.custody.queries import Rotating
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

UNTIL_FORGOTTEN = timedelta(minutes=16)
"""After a quarter of an hour the key store lets an old key retire: every process has forgotten it."""


def leave_to_workers(work: Work, actor: Actor | None, unit: UUID, key_class: KeyClass) -> UUID:
    """Begin a rotation that workers go on with; one that is under way is left to go on.

    Returns:
        The id under which its progress stands.
    """
    found = queries.rotation_under_way(work.tx, unit, key_class.value)
    if found is not None:
        return found
    begun = work.new_id()
    queries.add_rotation(work.tx, id=begun, unit_id=unit, key_class=key_class.value, begun_at=work.tx.now)
    begin_rotation(work, actor, unit, key_class)
    put(work, Kind.REWRAP, [begun])
    return begun


def go_on(work: Work, begun: UUID) -> None:
    """Move one page of a rotation's records and put the next page's work, or end a walk, or the rotation.

    Raises:
        Tampered: a record is not what was sealed; nothing of its page moves until somebody saw to it.
        KeysUnavailable: the keys cannot be had now; the page is tried again.
    """
    row = queries.lock_rotation(work.tx, begun)
    if row is None:
        return
    under_way = _under_way(work, begun, row)
    if under_way is None:
        # Retired by a try whose transaction did not live, or by somebody at the command line.
        _end(work, begun, row)
        return
    kind = row.at_kind or queries.KINDS[0]
    page = move_page(work, under_way, kind, row.after)
    at = _next(kind, page.last)
    moved = row.moved + page.moved
    if at is not None:
        queries.set_rotation(work.tx, begun, moved=moved, **at)
        put(work, Kind.REWRAP, [begun])
        return
    _end_walk(work, begun, row._replace(moved=moved), under_way)


def _under_way(work: Work, begun: UUID, row: Rotating) -> Rotation | None:
    """Return what the key store says is under way; at the first page it begins, and records are counted."""
    key_class = KeyClass(row.key_class)
    if row.to_key is not None:
        found = rotation.under_way(work.keys, str(row.unit_id), key_class)
        return found if found is not None and found.to == row.to_key else None
    found = rotation.begin(work.keys, str(row.unit_id), key_class, work.tx.now)
    rotation.switch(work.keys, found, work.tx.now)
    named = sum(queries.referring(work.tx, key) for key in found.leaving)
    queries.set_rotation(work.tx, begun, to_key=found.to, named_old=named)
    return found


def _next(kind: str, last: queries.Key | None) -> dict[str, object] | None:
    """Return where the next page begins: beyond the last record, or with the next kind; None: nowhere."""
    if last is not None:
        at_id, *version = last
        return {"at_kind": kind, "at_id": at_id, "at_version": version[0] if version else None}
    further = queries.KINDS[queries.KINDS.index(kind) + 1 :]
    return {"at_kind": further[0], "at_id": None, "at_version": None} if further else None


def _end_walk(work: Work, begun: UUID, row: Rotating, under_way: Rotation) -> None:
    if row.walk and retire_old(work, under_way):
        _end(work, begun, row)
        return
    anew = {"at_kind": None, "at_id": None, "at_version": None}
    queries.set_rotation(work.tx, begun, moved=row.moved, walk=row.walk + 1, **anew)
    walked(work, None, row.unit_id, under_way.key_class, moved=row.moved, retired=False)
    put(work, Kind.REWRAP, [begun], work.tx.now + UNTIL_FORGOTTEN)


def _end(work: Work, begun: UUID, row: Rotating) -> None:
    queries.set_rotation(work.tx, begun, moved=row.moved, ended_at=work.tx.now)
    walked(work, None, row.unit_id, KeyClass(row.key_class), moved=row.moved, retired=True)
