"""Which goals and commitments somebody may name by their ids: those whose fact they get in full.

Who works with him is given no id that means anything elsewhere: they name what their own unit recorded, and
read the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent.people import UNDETERMINED
from sharehub.cases import queries as cases
from sharehub.disclosure.known import told_in_full
from sharehub.protocols.sides import side_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def within_reach(work: Work, actor: Actor, case: UUID, rows: Sequence[RowMapping]) -> list[RowMapping]:
    """Return those of the rows that hang on facts within the actor's reach; each has a fact and a unit."""
    if actor.importing or all(row["unit_id"] == actor.unit for row in rows):
        return list(rows)
    undetermined = not UNDETERMINED.isdisjoint(cases.parts(work.tx, case).values())
    his = side_of(work.tx, actor).is_his(undetermined=undetermined)
    full = frozenset[str]() if his else {told.id for told in told_in_full(work, actor, case)}
    return [row for row in rows if row["unit_id"] == actor.unit or str(row["fact_id"]) in full]
