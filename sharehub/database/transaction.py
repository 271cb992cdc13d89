"""The transaction: the only place that commits, and the moment that everything in it happens at."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class Transaction:
    """One unit of work: all of it becomes durable, or none of it.

    `now` is UTC; `today` is the civil day of `now` in the hub's zone.
    """

    session: Session
    now: datetime
    today: date


@contextmanager
def begin(engine: Engine, now: datetime, today: date) -> Iterator[Transaction]:
    """Commit when the block ends, roll back when it raises.

    A crash before the commit leaves nothing behind; a crash after it leaves all of it, audit entry included.
    """
    with Session(engine, expire_on_commit=False, autoflush=False) as session:
        yield Transaction(session, now, today)
        session.commit()
