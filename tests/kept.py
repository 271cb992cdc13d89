"""Connections to this run's PostgreSQL databases, kept from one test to the next.

A new connection reads up on every table that it comes upon, which takes longer than most tests. One that is
closed is put aside as new but for what it has read and prepared: nothing that it had set or locked stands.
"""

from __future__ import annotations

import os
from collections import defaultdict
from typing import TYPE_CHECKING, Any, ClassVar

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from sqlalchemy import Engine

_AS_NEW = """
close all; set session authorization default; reset all; unlisten *;
select pg_advisory_unlock_all(); discard temp; discard sequences
"""
"""What DISCARD ALL does, but for statements that were prepared: the driver would go on using them."""

Place = tuple[tuple[str, str], ...]
"""Server, database and login, as what a connection is made with says them."""


class Kept(psycopg.Connection[Any]):
    """A connection that closing puts aside; one that broke, or is in the midst of something, is closed."""

    aside: ClassVar[defaultdict[Place, list[Kept]]] = defaultdict(list)
    places: ClassVar[set[Place]] = set()
    place: Place = ()

    @classmethod
    def at(cls, given: Mapping[str, Any]) -> Self | None:
        """Return a connection to a place where they are kept, or None."""
        place = _place(given)
        if place not in cls.places:
            return None
        found: Any = cls.aside[place].pop() if cls.aside[place] else cls.connect(**given)
        found.place = place
        return found  # type: ignore[no-any-return]  # popped from a list of this very class

    def close(self) -> None:
        """Put it aside, as new."""
        if not self.closed and self.info.transaction_status is TransactionStatus.IDLE:
            try:
                self.isolation_level = self.read_only = self.deferrable = None
                self.autocommit = True
                self.execute(_AS_NEW, prepare=False)
                self.autocommit = False
            except psycopg.Error:
                super().close()
            else:
                self.aside[self.place].append(self)
        else:
            super().close()


def keep_connections(engine: Engine) -> None:
    """Let an engine take connections that were put aside, if it is of a place where they are."""
    event.listen(engine, "do_connect", lambda _dialect, _record, _args, given: Kept.at(given))


def kept_at(engine: Engine) -> None:
    """Keep connections to an engine's place from now on."""
    _, given = engine.dialect.create_connect_args(engine.url)
    Kept.places.add(_place(given))


def let_go() -> None:
    """Close whatever was put aside, and keep nothing any longer."""
    Kept.places.clear()
    for connections in Kept.aside.values():
        for connection in connections:
            psycopg.Connection.close(connection)
    Kept.aside.clear()


def _forget() -> None:
    """Keep nothing in a process that was forked: what was put aside is the one's that it came of."""
    Kept.places.clear()
    Kept.aside.clear()


os.register_at_fork(after_in_child=_forget)


def _place(given: Mapping[str, Any]) -> Place:
    return tuple(sorted((name, str(value)) for name, value in given.items() if name != "context"))
