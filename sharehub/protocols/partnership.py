"""The units and people that take part in a hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Act, Action
from sharehub.errors import Conflict, Invalid
from sharehub.protocols import queries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sharehub.hub import Work


LONGEST_CODE = 64
LONGEST_NAME = 200


def register_unit(work: Work, code: str, name: str, *, discreet: bool) -> UUID:
    """Register a unit. `discreet` has no default: a unit that is named where it should not be tells on her.

    Args:
        work: the unit of work.
        code: the unit's code in protocols; unique in the hub.
        name: what people call it.
        discreet: whether its very involvement is health or safety information.

    Raises:
        Invalid: code or name is empty or too long.
        Conflict: the hub has a unit of this code already.
    """
    _fits("code", code, LONGEST_CODE)
    _fits("name", name, LONGEST_NAME)
    if queries.units_by_code(work.tx, frozenset({code})):
        raise Conflict("the hub has a unit of this code already")
    identity = work.new_id()
    queries.add_unit(work.tx, id=identity, code=code, name=name, discreet=discreet, created_at=work.tx.now)
    work.record(Act(Action.UNIT_REGISTERED, unit=identity))
    return identity


def register_user(work: Work, unit: UUID, name: str, roles: Iterable[str]) -> UUID:
    """Register a member of staff with the roles they may act in.

    Raises:
        Invalid: the unit is unknown, no role is given, or the name is empty or too long.
    """
    _fits("name", name, LONGEST_NAME)
    held = sorted(set(roles))
    if not held:
        raise Invalid("roles", "a user has at least one role")
    if not queries.known_units(work.tx, frozenset({unit})):
        raise Invalid("unit", "no such unit")
    identity = work.new_id()
    queries.add_user(work.tx, id=identity, unit_id=unit, name=name, roles=held, created_at=work.tx.now)
    work.record(Act(Action.USER_REGISTERED, actor=identity, unit=unit))
    return identity


def _fits(where: str, text: str, longest: int) -> None:
    if not 0 < len(text.strip()) <= len(text) <= longest:
        raise Invalid(where, f"1 to {longest} characters")
