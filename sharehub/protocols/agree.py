"""A protocol's way into force: drafted, then signed by every party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.parse import PolicyError, parse_protocol
from policies.protocol import check_against
from sharehub.audit.entry import Action
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.identity.actor import ADMINISTRATOR, SIGNATORY
from sharehub.protocols import queries, rulebooks
from sharehub.protocols.governing import act_of, permit_governing

if TYPE_CHECKING:
    from uuid import UUID

    from policies.protocol import Protocol
    from sharehub.audit.entry import Act
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def draft(work: Work, actor: Actor | None, text: str) -> UUID:
    """Register a protocol's document; it opens nothing until every party has signed.

    `actor` is None where the hub's own command line does it.

    Raises:
        Forbidden: the actor neither administers the hub nor signs for a unit.
        Invalid: it is no protocol, names a unit the hub does not have, or does not fit its rulebook.
        Conflict: the rulebook it cites is not registered, or this version is here already.
    """
    permit_governing(actor, ADMINISTRATOR, SIGNATORY)
    protocol = _parse(text)
    if queries.rulebook_text(work.tx, protocol.rulebook) is None:
        raise Conflict("the rulebook that this protocol cites is not registered")
    findings = check_against(protocol, rulebooks.held(work.tx, protocol.rulebook).rulebook)
    if findings:
        raise Invalid("protocol", "; ".join(str(finding) for finding in findings))
    units = queries.units_by_code(work.tx, protocol.units)
    if missing := sorted(protocol.units - units.keys()):
        raise Invalid("parties", f"no such unit: {', '.join(missing)}")
    if (queries.latest_version(work.tx, protocol.id) or 0) >= protocol.version:
        raise Conflict("this version of the protocol, or a later one, is here already")
    identity = work.new_id()
    queries.add_protocol(
        work.tx,
        frozenset(units.values()),
        id=identity,
        name=protocol.id,
        version=protocol.version,
        digest=protocol.digest,
        text=text,
        rulebook_digest=protocol.rulebook,
        purposes=sorted(protocol.purposes),
        effective=protocol.effective,
        expires=protocol.expires,
        status="draft",
        created_at=work.tx.now,
    )
    work.record(_act(Action.PROTOCOL_DRAFTED, actor, identity, protocol.digest))
    return identity


def sign(work: Work, actor: Actor, protocol: UUID) -> bool:
    """Sign in the name of the actor's unit; the last signature puts the protocol in force.

    Returns:
        Whether it is in force now.

    Raises:
        NotFound: there is no such protocol.
        Conflict: it is no longer a draft, or a later version of it is in force.
        Forbidden: the actor signs for nobody, or their unit is no party to it, or has signed already.
    """
    permit_governing(actor, SIGNATORY)
    held = queries.lock_protocol(work.tx, protocol)
    if held is None:
        raise NotFound("no such protocol")
    if held.status != "draft":
        raise Conflict("only a draft can be signed")
    if held.in_force > held.version:
        raise Conflict("a later version of this protocol is in force")
    if not queries.sign(work.tx, protocol, actor.unit, actor.user):
        raise Forbidden("this unit is no party to the protocol, or has signed it already")
    work.record(_act(Action.PROTOCOL_SIGNED, actor, protocol))
    if queries.unsigned(work.tx, protocol):
        return False
    queries.put_in_force(work.tx, protocol)
    work.record(_act(Action.PROTOCOL_IN_FORCE, actor, protocol))
    return True


def _parse(text: str) -> Protocol:
    try:
        return parse_protocol(text)
    except PolicyError as error:
        raise Invalid("protocol", str(error)) from None


def _act(action: Action, actor: Actor | None, protocol: UUID, digest: str | None = None) -> Act:
    return act_of(actor, action, protocol=str(protocol), **({"digest": digest} if digest else {}))
