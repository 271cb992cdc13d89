"""Putting work into the outbox: it becomes durable with the act that asks for it, or not at all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from sharehub.outbox import queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sharehub.hub import Work
    from sharehub.outbox.kinds import Kind


def put(
    work: Work, kind: Kind, ids: Sequence[UUID | int], due: datetime | None = None, *, once: bool = False
) -> UUID | None:
    """Put work into the outbox, in the unit of work that makes it necessary.

    A crash before the commit leaves neither act nor work; a crash after it leaves both, and the work is done.

    Args:
        work: the unit of work.
        kind: what is to be done.
        ids: what it is to be done to: ids and numbers alone, in the order of the task's arguments. What a
            message, a log or a stolen broker could tell is no more than these.
        due: not before then; None is now.
        once: not, where the same already waits: of the same kind, upon the same ids. It may have begun, so
            this is for work that looks at what there is, and not at what there was when it was put.

    Returns:
        The id of what was put; None where the same waits already.

    Raises:
        TypeError: something is neither an id nor a number.
    """
    given = [_id(one) for one in ids]
    new = work.new_id()
    row = {
        "id": new,
        "kind": kind.value,
        "ids": given,
        "once": _same(kind, given) if once else None,
        "created_at": work.tx.now,
        "due_at": work.tx.now if due is None else due,
    }
    return new if queries.add(work.tx, row) else None


def _id(one: object) -> str | int:
    if isinstance(one, UUID):
        return str(one)
    if isinstance(one, int) and not isinstance(one, bool):
        return one
    raise TypeError("the outbox takes ids and numbers alone")


def _same(kind: Kind, ids: Sequence[str | int]) -> str:
    return hashlib.sha256("\n".join((kind.value, *map(str, ids))).encode()).hexdigest()
