"""The key store: case keys and wrapping keys, kept apart from the data they protect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from sharehub.crypto.cases import CaseKeys, case_context
from sharehub.crypto.tables import case_keys, wrapping_keys
from sharehub.crypto.wrapping import WrappingKeys, wrapping_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Column, Row, Table

_PAGE = 100


class KeyStore(CaseKeys, WrappingKeys):
    """Every key but the root: wrapped at rest, unwrapped for a short, hard life, data keys never kept.

    What an attacker who has only this database gains: which units, classes and cases have keys. Nothing
    opens without the provider's root key, and nothing is here to open without the data.
    """

    def renew(self) -> int:
        """Wrap every stored key anew under the provider's current root version, and say how many.

        It follows `KeyProvider.rotate`. One key is one transaction: a crash leaves some under the old root
        version, which still unwraps, and the next run does them all again.

        Raises:
            KeysUnavailable: the provider or the database cannot be reached; what was done stays done.
            Tampered: a stored key is not the one that was stored.
        """
        renewed = self._renew(wrapping_keys, wrapping_keys.c.id, wrapping_context)
        return renewed + self._renew(case_keys, case_keys.c.case_id, case_context)

    def _renew(self, table: Table, key: Column[Any], context: Callable[[Row[Any]], str]) -> int:
        renewed = 0
        for row in self._living(table, key):
            bound = context(row)
            wrapped = self.provider.wrap(self.provider.unwrap(row.wrapped, bound), bound)
            # Only where the key is still as it was read: one destroyed meanwhile must not come back.
            same = (key == getattr(row, key.name)) & (table.c.wrapped == row.wrapped)
            with self._transaction() as connection:
                renewed += connection.execute(update(table).where(same).values(wrapped=wrapped)).rowcount
        return renewed

    def _living(self, table: Table, key: Column[Any]) -> Iterator[Row[Any]]:
        """Read the rows that hold a key, a page at a time."""
        after = ""
        page = select(table).where(table.c.wrapped.is_not(None)).order_by(key).limit(_PAGE)
        while True:
            with self._look() as connection:
                rows = connection.execute(page.where(key > after)).all()
            yield from rows
            if len(rows) < _PAGE:
                return
            after = getattr(rows[-1], key.name)
