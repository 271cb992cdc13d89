"""Who may change the rules themselves, and how that is put on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Act, Action
from sharehub.errors import Forbidden

if TYPE_CHECKING:
    from sharehub.audit.entry import Value
    from sharehub.identity.actor import Actor


def permit_governing(actor: Actor | None, *roles: str) -> None:
    """Refuse to have the rules changed by anybody but these roles, or by the hub's own command line (None).

    Raises:
        Forbidden: this role changes no rules, or it is a system's.
    """
    if actor is not None and not actor.importing and (actor.system or actor.role not in roles):
        raise Forbidden(f"this is for the role {' or '.join(roles)} alone")


def act_of(actor: Actor | None, action: Action, **references: Value) -> Act:
    """Return an act upon the rules."""
    if actor is None:
        return Act(action, references=references)
    return Act(action, actor=actor.user, unit=actor.unit, role=actor.role, references=references)
