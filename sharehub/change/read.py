"""Reading what there is of change: decided, recorded and only then opened, like any look at the pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consent.people import Part
from sharehub.audit.entry import Action
from sharehub.cases import queries as cases
from sharehub.change import queries
from sharehub.change.answers import arrange
from sharehub.disclosure.compose import Wanted, opened, prepare
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.recording import asking

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.change.sections import Sections
    from sharehub.disclosure.compose import Composed
    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Change:
    """What a reader gets of change, with the release it came by and its standing text."""

    composed: Composed
    sections: Sections


def read_change(hub: Hub, actor: Actor, case: UUID, purpose: str) -> Change | Refused:
    """Read what there is of his change, for a purpose.

    Raises:
        Forbidden, KeysUnavailable, KeyDestroyed, Tampered: as `sharehub.disclosure.disclose.disclose`.
    """
    wanted = Wanted(Action.DOCUMENT_ASKED, purpose, {"document": "change"})
    with asking(hub, actor, Action.DOCUMENT_ASKED, case) as work:
        prepared = prepare(work, actor, case, wanted)
        rows = queries.rows(work.tx, case)
        parts = cases.parts(work.tx, case)
    if isinstance(prepared, Refused):
        return prepared
    composed = opened(hub, prepared, work.entries[-1])
    family = {str(person): part for person, part in parts.items() if part != Part.THIRD_PARTY}
    return Change(composed, arrange(composed, rows, family))
