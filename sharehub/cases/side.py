"""Whether somebody counts as working with him in a case, whatever they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent.people import UNDETERMINED
from sharehub.cases import queries
from sharehub.protocols.sides import side_of

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def is_his(work: Work, actor: Actor, case: UUID) -> bool:
    """Say so; while it is open whose pattern of control it is, also of who may turn out to."""
    still_open = any(part in UNDETERMINED for part in queries.parts(work.tx, case).values())
    return side_of(work.tx, actor).is_his(undetermined=still_open)
