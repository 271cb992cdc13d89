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
    permit_one_of(work, actor, act)


def permit_one_of(work: Work, actor: Actor, *acts: str) -> None:
    """Refuse somebody to whom the rulebook gives none of these acts.

    For acts that only the case can tell apart: the role is asked first, so that its answer tells nothing of
    the case.

    Raises:
        Forbidden: this role may do none of them; an act the rulebook does not know is nobody's.
    """
    given = rulebooks.base(work.tx).rulebook.may_record.acts
    allowed = {role for act in acts for role in given.get(act, frozenset())}
    if not actor.importing and actor.role not in allowed:
        raise Forbidden(f"this role may not do this: {', '.join(acts)}")


def permit_gate(work: Work, actor: Actor, gate: str) -> None:
    """Refuse to open a gate that the rulebook does not give to the actor's role.

    Raises:
        Forbidden: this role may not open this gate.
    """
    allowed = rulebooks.base(work.tx).rulebook.may_record.gates.get(gate, frozenset())
    if not actor.importing and actor.role not in allowed:
        raise Forbidden("this role may not open this gate")


def permit_some_gate(work: Work, actor: Actor) -> None:
    """Refuse somebody to whom the rulebook gives no gate at all, before anything of the case is looked at.

    Raises:
        Forbidden: this role may open no gate.
    """
    gates = rulebooks.base(work.tx).rulebook.may_record.gates
    if not actor.importing and not any(actor.role in allowed for allowed in gates.values()):
        raise Forbidden("this role may open and close no gate")
