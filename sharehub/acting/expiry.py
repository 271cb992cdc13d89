"""Forgetting what is of no use any more: proofs and tokens that are too old, answers kept long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.acting import queries

if TYPE_CHECKING:
    from sharehub.database.transaction import Transaction


def forget_expired(tx: Transaction) -> None:
    """Delete used proofs and seen tokens that would be refused as too old, and answers older than `KEPT`."""
    queries.forget_expired(tx)
