"""Who may record what: the rulebook says which roles may do which act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.errors import Forbidden
from sharehub.protocols import rulebooks

if TYPE_CHECKING:
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def permit(work: Work, actor: Actor, act: str) -> None:
    """Refuse an act that the rulebook does not give to the actor's role.

    Raises:
        Forbidden: this role may not do this act; an act the rulebook does not know is nobody's.
    """
    allowed = rulebooks.base(work.tx).rulebook.may_record.acts.get(act, frozenset())
    if not actor.importing and actor.role not in allowed:
        raise Forbidden(f"this role may not do this: {act}")


def permit_gate(work: Work, actor: Actor, gate: str) -> None:
    """Refuse to open a gate that the rulebook does not give to the actor's role.

    Raises:
        Forbidden: this role may not open this gate.
    """
    allowed = rulebooks.base(work.tx).rulebook.may_record.gates.get(gate, frozenset())
    if not actor.importing and actor.role not in allowed:
        raise Forbidden("this role may not open this gate")
