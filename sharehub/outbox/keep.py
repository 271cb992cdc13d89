"""How long the outbox keeps what was done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sharehub.outbox import queries

if TYPE_CHECKING:
    from sharehub.database.transaction import Transaction

KEPT = timedelta(days=7)
"""For whoever asks when something was done; a message that comes again later finds nothing to do either."""


def tidy(tx: Transaction) -> None:
    """Forget what was done longer ago than that; what was given up stays until somebody sees to it.

    What a clock put too far ahead comes back to now.
    """
    queries.forget_done(tx, tx.now - KEPT)
    queries.put_right(tx)
