"""The key store's database: transactions that speak of keys, and clocks as numbers."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from sharehub.crypto.tables import metadata
from sharehub.errors import KeysUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine, Executable

    from sharehub.crypto.keys import KeyProvider, Random

CACHE_SECONDS = 60.0
"""The hard life of an unwrapped key in a process; a key destroyed elsewhere is forgotten here by then."""

CACHE_MOST = 4096
"""How many unwrapped keys of a kind a process keeps at most."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class KeyDatabase:
    """A database of wrapped keys, the provider that unwraps them, and the randomness they are made of."""

    def __init__(
        self, engine: Engine, provider: KeyProvider, random: Random, monotonic: Callable[[], float]
    ) -> None:
        """Keep what the store works with; `monotonic` is a clock in seconds, for the caches.

        Raises:
            ValueError: the engine would show parameters in its errors; use `tables.key_engine`.
        """
        if not engine.hide_parameters:
            raise ValueError("the key store's engine must hide parameters")
        self.engine = engine
        # A single look needs no transaction around it, which on PostgreSQL is asked for and ended.
        alone = {"isolation_level": "AUTOCOMMIT"} if engine.dialect.name == "postgresql" else {}
        self._looks = engine.execution_options(**alone)
        self.provider = provider
        self.random = random
        self.monotonic = monotonic

    def close(self) -> None:
        """Let go of the database; a later use opens it again."""
        self.engine.dispose()

    def create_tables(self) -> None:
        """Create the tables that are missing; harmless when they are all there."""
        with self._transaction() as connection:
            metadata.create_all(connection)

    def _transaction(self) -> AbstractContextManager[Connection]:
        """Begin a transaction of the key store; a broken constraint passes through, for it is a lost race."""
        return _begun(self.engine)

    def _look(self) -> AbstractContextManager[Connection]:
        """Ask the key store something, by one statement."""
        return _begun(self._looks)

    def _inserted(self, statement: Executable) -> bool:
        """Insert one row; False when another process was first, and its row is the one to read."""
        try:
            with self._transaction() as connection:
                connection.execute(statement)
        except IntegrityError:
            return False
        return True


@contextmanager
def _begun(engine: Engine) -> Iterator[Connection]:
    try:
        with engine.begin() as connection:
            yield connection
    except IntegrityError:
        raise
    except SQLAlchemyError:
        raise KeysUnavailable("the key store cannot be reached or used: check its database") from None


def microseconds(at: datetime) -> int:
    """Return an instant as microseconds since 1970, UTC.

    Raises:
        ValueError: the instant has no zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return (at - _EPOCH) // timedelta(microseconds=1)


def instant(microseconds_since_1970: int) -> datetime:
    """Return the instant, in UTC, of a number of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=microseconds_since_1970)
