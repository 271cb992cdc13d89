"""Where a page of a list begins that has another order than that of ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, or_, select, true

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute

FIRST = UUID(int=0)
"""Before every id there is: they are random, so that their order tells nothing."""


def beyond(
    column: InstrumentedAttribute[Any], key: InstrumentedAttribute[UUID], after: UUID, *, down: bool = False
) -> ColumnElement[bool]:
    """Say which rows come after one, by a column and then by id.

    Args:
        column: what the list is ordered by; it stays as it is while somebody turns pages.
        key: the column of ids.
        after: the id of the row that came last; FIRST when none did.
        down: whether the largest comes first.
    """
    if after == FIRST:
        return true()
    last = select(column).where(key == after).scalar_subquery()
    further = column < last if down else column > last
    return or_(further, and_(column == last, key > after))
