"""Case keys: one per family, with the alias that stands for it in the log; destroying one is for good."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from sharehub.crypto.cache import ShortLived
from sharehub.crypto.database import CACHE_MOST, CACHE_SECONDS, KeyDatabase, instant, microseconds
from sharehub.crypto.keys import context_of
from sharehub.crypto.tables import case_keys
from sharehub.database.several import TEXTS, among
from sharehub.errors import KeyDestroyed, KeysUnavailable, Tampered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from sqlalchemy import Engine, Row, Select

    from sharehub.crypto.keys import KeyProvider, Random

_KEY_BYTES = 32
_ALIAS_BYTES = 16
_TRIES = 3
_INFO = b"sharehub case key 1: wrap, mac"

_LIVING, _CASE, _ALIAS = case_keys.c.destroyed_at.is_(None), case_keys.c.case_id, case_keys.c.alias
_ALIASES = select(_CASE, _ALIAS).where(among(_CASE, "given", TEXTS), _LIVING)
_CASES = select(_ALIAS, _CASE).where(among(_ALIAS, "given", TEXTS), _LIVING)


@dataclass(frozen=True, slots=True)
class CaseKey:
    """A case's key, ready for use: one half wraps data keys, the other computes the log's references."""

    case: str
    alias: str
    cipher: AESGCM = field(repr=False)
    mac: hmac.HMAC = field(repr=False)


class CaseKeys(KeyDatabase):
    """Opens, uses and destroys case keys."""

    def __init__(
        self, engine: Engine, provider: KeyProvider, random: Random, monotonic: Callable[[], float]
    ) -> None:
        """See `KeyDatabase`."""
        super().__init__(engine, provider, random, monotonic)
        self._cases: ShortLived[str, CaseKey] = ShortLived(self.monotonic, CACHE_SECONDS, CACHE_MOST)

    def open_case(self, case: str) -> str:
        """Make the case's key and alias unless it has them, and return the alias.

        Raises:
            KeyDestroyed: the case's key was destroyed; a case is never opened again.
            KeysUnavailable: the provider or the database cannot be reached.
        """
        with self._look() as connection:
            known = connection.execute(select(case_keys.c.case_id).where(case_keys.c.case_id == case)).first()
        if known is None:
            alias = self.random(_ALIAS_BYTES).hex()
            wrapped = self.provider.wrap(self.random(_KEY_BYTES), _context(case, alias))
            # When another process was first, ours is forgotten: nothing was sealed with it.
            self._inserted(insert(case_keys).values(case_id=case, alias=alias, wrapped=wrapped))
        return self.case_key(case).alias

    def case_key(self, case: str) -> CaseKey:
        """Return the case's key, from the cache or unwrapped by the provider.

        Raises:
            KeyDestroyed: it was destroyed on purpose.
            KeysUnavailable: the case was never opened here, or its key cannot be had now.
            Tampered: the stored key or alias is not the one that was stored.
        """
        cached = self._cases.get(case)
        if cached is not None:
            return cached
        stamp = self._cases.stamp()
        with self._look() as connection:
            row = connection.execute(select(case_keys).where(case_keys.c.case_id == case)).first()
        if row is None:
            raise KeysUnavailable(
                "the key store holds no key for this case: open it, or restore the key store"
            )
        if row.destroyed_at is not None:
            raise KeyDestroyed("the key of this case was destroyed; what it sealed is gone for good")
        key = self._case_ready(row)
        self._cases.put(case, key, stamp)
        return key

    def has_case(self, case: str) -> bool:
        """Say whether the case was opened here and its key lives; the database itself is asked each time.

        Raises:
            KeysUnavailable: the database cannot be reached.
        """
        living = (case_keys.c.case_id == case) & case_keys.c.destroyed_at.is_(None)
        with self._look() as connection:
            return connection.execute(select(case_keys.c.case_id).where(living)).first() is not None

    def alias(self, case: str) -> str:
        """Return the random 128-bit name, in hex, under which the log knows the case; see `case_key`."""
        return self.case_key(case).alias

    def known_alias(self, case: str) -> str | None:
        """Return the alias of a case that has one; nothing is made, unwrapped or kept.

        The database is asked the same whether it has one or not: how long a refusal takes is not to tell.
        """
        with self._look() as connection:
            return connection.scalar(select(case_keys.c.alias).where(case_keys.c.case_id == case))

    def aliases(self, cases: Iterable[str]) -> dict[str, str]:
        """Return the aliases of those of the cases that have one, as they are stored.

        They are not verified, as `alias` does by unwrapping the key that they are bound to: nothing is opened
        or sealed by them. Whoever writes to the key store could have one case's entries taken for another's.

        Raises:
            KeysUnavailable: the database cannot be reached.
        """
        return self._pairs(_ALIASES, cases)

    def cases(self, aliases: Iterable[str]) -> dict[str, str]:
        """Return the cases of those of the aliases that still stand for one; see `aliases`."""
        return self._pairs(_CASES, aliases)

    def destroyed(self) -> dict[str, datetime]:
        """Return the cases whose keys were destroyed, and since when.

        Raises:
            KeysUnavailable: the database cannot be reached, or holds no key store.
        """
        columns = case_keys.c.case_id, case_keys.c.destroyed_at
        gone = select(*columns).where(case_keys.c.destroyed_at.is_not(None))
        with self._look() as connection:
            return {row.case_id: instant(row.destroyed_at) for row in connection.execute(gone)}

    def _pairs(self, asked: Select[str, str], values: Iterable[str]) -> dict[str, str]:
        given = sorted(set(values))
        if not given:
            return {}
        with self._look() as connection:
            return {row[0]: row[1] for row in connection.execute(asked, {"given": given}).all()}

    def case_mac(self, case: str, message: bytes) -> bytes:
        """Return 32 bytes that stand for a message in the log, mute once the case's key is destroyed.

        HMAC-SHA256 under a key derived from the case key; see `case_key` for errors.
        """
        mac = self.case_key(case).mac.copy()
        mac.update(message)
        return mac.digest()

    def destroy_case(self, case: str, at: datetime) -> datetime:
        """Destroy the case's key and alias for good, and return when they were first destroyed, in UTC.

        It may be repeated, and does the same for a case that was never opened. Other processes forget the
        key within `CACHE_SECONDS`; backups of the key store keep it until they expire. PostgreSQL keeps the
        old row in its files until a vacuum reuses the space.

        Raises:
            KeysUnavailable: not done, or done but a copy may remain in the write-ahead log: call again.
        """
        when = microseconds(at)
        try:
            # Inserted first: a case being opened at this moment then finds the tombstone, not a free place.
            if not self._inserted(insert(case_keys).values(case_id=case, destroyed_at=when)):
                self._bury(case, when)
        finally:
            self._cases.drop(case)  # even when the outcome is unknown: it can be loaded again if it lives
        self._truncate_log()
        with self._look() as connection:
            first = connection.scalars(
                select(case_keys.c.destroyed_at).where(case_keys.c.case_id == case)
            ).one()
        return instant(first)

    def _case_ready(self, row: Row[Any]) -> CaseKey:
        secret = self.provider.unwrap(row.wrapped, case_context(row))
        halves = HKDFExpand(SHA256(), 2 * _KEY_BYTES, _INFO).derive(secret)
        mac = hmac.new(halves[_KEY_BYTES:], digestmod="sha256")
        return CaseKey(row.case_id, row.alias, AESGCM(halves[:_KEY_BYTES]), mac)

    def _bury(self, case: str, when: int) -> None:
        live = (case_keys.c.case_id == case) & case_keys.c.destroyed_at.is_(None)
        with self._transaction() as connection:
            # On SQLite the freed bytes are overwritten with zeros: `secure_delete`.
            connection.execute(
                update(case_keys).where(live).values(alias=None, wrapped=None, destroyed_at=when)
            )

    def _truncate_log(self) -> None:
        """Empty SQLite's write-ahead log, which holds the page as it was when the key was written."""
        if self.engine.dialect.name != "sqlite":
            return
        if not self._emptied():
            raise KeysUnavailable("the key is destroyed, but a reader holds its old page: call again")

    def _emptied(self) -> bool:
        try:
            with self.engine.connect() as connection:
                for _ in range(_TRIES):
                    busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
                    if not busy:
                        return True
                    # SQLite gives up at once when another process is emptying the log, which it does as a
                    # writer: so wait for a writer's turn, and try again.
                    connection.rollback()
                    connection.execute(text("BEGIN IMMEDIATE"))
                    connection.rollback()
        except SQLAlchemyError:
            return False
        return False


def case_context(row: Row[Any]) -> str:
    """Return what binds a stored case key to its case and alias, so that neither can be swapped.

    Raises:
        Tampered: the row holds what was never stored.
    """
    try:
        return _context(row.case_id, row.alias)
    except ValueError:
        raise Tampered("the row of a case key is not what was stored") from None


def _context(case: str, alias: str) -> str:
    return context_of("case", case, alias)
