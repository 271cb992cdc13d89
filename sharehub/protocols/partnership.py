"""The units and people that take part in a hub."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from sharehub.audit.entry import Act, Action
from sharehub.errors import Conflict, Invalid
from sharehub.identity.actor import ADMINISTRATOR
from sharehub.protocols import queries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sharehub.hub import Work


LONGEST_CODE = 64
LONGEST_NAME = 200
LONGEST_IDENTITY = 255


@dataclass(frozen=True, slots=True)
class Identity:
    """As whom somebody is known: to us by a code, to an identity provider by its issuer and their subject."""

    code: str
    issuer: str
    subject: str
    kind: Literal["person", "system"] = "person"


def register_unit(
    work: Work, code: str, name: str, *, discreet: bool, oversight: bool = False, agency: UUID | None = None
) -> UUID:
    """Register a unit. `discreet` has no default: a unit that is named where it should not be tells on her.

    Args:
        work: the unit of work.
        code: the unit's code in protocols; unique in the hub.
        name: what people call it.
        discreet: whether its very involvement is health or safety information.
        oversight: whether the hub's independent officers are of it: it takes part in every case from now on.
        agency: which agency it is a part of.

    Raises:
        Invalid: code or name is empty or too long.
        Conflict: the hub has a unit of this code already.
    """
    _fits("code", code, LONGEST_CODE)
    _fits("name", name, LONGEST_NAME)
    if queries.units_by_code(work.tx, frozenset({code})):
        raise Conflict("the hub has a unit of this code already")
    identity = work.new_id()
    queries.add_unit(
        work.tx,
        id=identity,
        agency_id=agency,
        code=code,
        name=name,
        discreet=discreet,
        oversight=oversight,
        created_at=work.tx.now,
    )
    work.record(Act(Action.UNIT_REGISTERED, unit=identity))
    return identity


def register_user(
    work: Work, unit: UUID, name: str, roles: Iterable[str], identity: Identity | None = None
) -> UUID:
    """Register a member of staff, or an agency's system, with the roles they may act in.

    Args:
        work: the unit of work.
        unit: whose they are; one alone.
        name: what colleagues call them.
        roles: of which every token names one. Whoever runs the hub reads nothing: no other role goes with it.
        identity: as whom an identity provider knows them; without one nobody acts as them over HTTP.

    Raises:
        Invalid: the unit is unknown, no role is given or two that do not go together, or the name is empty or
            too long.
        Conflict: another user has this code, or is known by this subject.
    """
    _fits("name", name, LONGEST_NAME)
    held = sorted(set(roles))
    if not held:
        raise Invalid("roles", "a user has at least one role")
    if ADMINISTRATOR in held and held != [ADMINISTRATOR]:
        raise Invalid("roles", f"{ADMINISTRATOR} goes with no other role")
    if not queries.known_units(work.tx, frozenset({unit})):
        raise Invalid("unit", "no such unit")
    known = {} if identity is None else asdict(identity)
    if identity and queries.user_exists(work.tx, identity.code, identity.issuer, identity.subject):
        raise Conflict("the hub has a user of this code or subject already")
    user = work.new_id()
    queries.add_user(work.tx, id=user, unit_id=unit, name=name, roles=held, created_at=work.tx.now, **known)
    work.record(Act(Action.USER_REGISTERED, actor=user, unit=unit))
    return user


def identify_user(work: Work, user: UUID, identity: Identity) -> None:
    """Say as whom an identity provider knows a user from now on.

    Raises:
        Conflict: another user has this code, or is known by this subject.
    """
    if queries.user_exists(work.tx, identity.code, identity.issuer, identity.subject, but=user):
        raise Conflict("the hub has a user of this code or subject already")
    queries.change_user(work.tx, user, **asdict(identity))
    work.record(Act(Action.USER_CHANGED, actor=user))


def register_client(work: Work, issuer: str, client_id: str, name: str, *, bound: bool) -> UUID:
    """Register an application that may bring tokens of an issuer.

    Args:
        work: the unit of work.
        issuer: the identity provider's issuer identifier, as it stands in tokens.
        client_id: under which the provider knows the application.
        name: what people call it.
        bound: whether its tokens count only with proof that it holds their key (DPoP).

    Raises:
        Invalid: one of the texts is empty or too long.
        Conflict: the hub knows this client already.
    """
    for where, text in (("issuer", issuer), ("client_id", client_id)):
        _fits(where, text, LONGEST_IDENTITY)
    _fits("name", name, LONGEST_NAME)
    if queries.client_exists(work.tx, issuer, client_id):
        raise Conflict("the hub knows this client already")
    identity = work.new_id()
    queries.add_client(
        work.tx,
        id=identity,
        issuer=issuer,
        client_id=client_id,
        name=name,
        bound=bound,
        created_at=work.tx.now,
    )
    work.record(Act(Action.CLIENT_REGISTERED, references={"client": str(identity)}))
    return identity


def _fits(where: str, text: str, longest: int) -> None:
    if not 0 < len(text.strip()) <= len(text) <= longest:
        raise Invalid(where, f"1 to {longest} characters")
