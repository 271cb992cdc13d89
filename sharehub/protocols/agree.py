"""A protocol's way into force: drafted, rehearsed, then signed by every party; or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from policies.lifecycle import Move, RehearsalKind, Standing
from policies.parse import PolicyError, parse_protocol
from policies.protocol import check_against
from sharehub.audit.entry import Action
from sharehub.errors import Conflict, Invalid
from sharehub.identity.actor import ADMINISTRATOR, SIGNATORY
from sharehub.protocols import queries, rulebooks
from sharehub.protocols.governing import act_of, permit_governing
from sharehub.protocols.signing import put_signature, refuse_another, refuse_overtaken
from sharehub.protocols.standing import take

if TYPE_CHECKING:
    from uuid import UUID

    from policies.protocol import Protocol
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


class Drafted(NamedTuple):
    """A new draft, and the digest of its document."""

    id: UUID
    digest: str


def draft(work: Work, actor: Actor | None, text: str) -> Drafted:
    """Register a protocol's document; it opens nothing until it was rehearsed and every party has signed.

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
    _add(work, identity, protocol, text, frozenset(units.values()))
    references = {"protocol": str(identity), "digest": protocol.digest, "rulebook": protocol.rulebook}
    work.record(act_of(actor, Action.PROTOCOL_DRAFTED, **references))
    return Drafted(identity, protocol.digest)


def _add(work: Work, identity: UUID, protocol: Protocol, text: str, units: frozenset[UUID]) -> None:
    queries.add_protocol(
        work.tx,
        units,
        id=identity,
        name=protocol.id,
        version=protocol.version,
        digest=protocol.digest,
        text=text,
        rulebook_digest=protocol.rulebook,
        purposes=sorted(protocol.purposes),
        effective=protocol.effective,
        expires=protocol.expires,
        status=Standing.DRAFT.value,
        since=work.tx.now,
        round=0,
        created_at=work.tx.now,
    )


def rehearse(
    work: Work, actor: Actor, protocol: UUID, digest: str, rulebook: str, kind: RehearsalKind
) -> UUID:
    """Record that a draft was rehearsed; before that nobody can sign it.

    Args:
        work: the unit of work.
        actor: who answers for the rehearsal: an administrator, or a party's signatory.
        protocol: the draft.
        digest: of the draft that they read.
        rulebook: the digest of the rulebook that was rehearsed.
        kind: how.

    Raises:
        Forbidden: the actor neither administers the hub nor signs for a unit.
        NotFound: there is no such protocol, or the actor's unit is no party to it.
        Conflict: it has been signed into force or withdrawn, or is not what was rehearsed.
    """
    permit_governing(actor, ADMINISTRATOR, SIGNATORY)
    held = take(work, actor, protocol, Move.REHEARSAL)
    refuse_another(held, digest)
    if rulebook != held.document.rulebook:
        raise Conflict("another rulebook was rehearsed than the one that this protocol cites")
    identity = work.new_id()
    queries.add_rehearsal(
        work.tx,
        id=identity,
        protocol_id=held.id,
        kind=kind.value,
        protocol_digest=digest,
        rulebook_digest=rulebook,
        unit_id=actor.unit,
        recorded_by=actor.user,
        recorded_at=work.tx.now,
    )
    if held.standing is Standing.DRAFT:
        queries.change_protocol(work.tx, held.id, status=Standing.REHEARSED.value)
    work.record(held.act(Action.PROTOCOL_REHEARSED, actor, kind=kind.value))
    return identity


def sign(work: Work, actor: Actor, protocol: UUID, digest: str) -> bool:
    """Sign in the name of the actor's unit; the last signature puts the protocol in force.

    Args:
        work: the unit of work.
        actor: a party's signatory.
        protocol: which version.
        digest: of the document that they read and sign.

    Returns:
        Whether it is in force now.

    Raises:
        Forbidden: the actor signs for nobody.
        NotFound: there is no such protocol, or the actor's unit is no party to it.
        Conflict: it cannot be signed as it stands, says something else than what they read, has been signed
            for this unit, has been overtaken by a later version, or would take another version's place on a
            day that it does not cover.
    """
    permit_governing(actor, SIGNATORY)
    held = take(work, actor, protocol, Move.SIGNATURE)
    refuse_another(held, digest)
    refuse_overtaken(work, held)
    return put_signature(work, actor, held, Action.PROTOCOL_SIGNED, Action.PROTOCOL_IN_FORCE)


def withdraw_signature(work: Work, actor: Actor, protocol: UUID) -> None:
    """Withdraw the signature of the actor's unit; once the protocol is in force by it, suspend it instead.

    Raises:
        Forbidden: the actor signs for nobody.
        NotFound: there is no such protocol, or the actor's unit is no party to it.
        Conflict: it waits for no signatures, or has none of this unit.
    """
    permit_governing(actor, SIGNATORY)
    held = take(work, actor, protocol, Move.SIGNATURE_WITHDRAWAL)
    if actor.unit not in queries.signed(work.tx, held.id, held.row.round):
        raise Conflict("this unit has no signature under the protocol that could be withdrawn")
    queries.withdraw_signature(work.tx, held.id, actor.unit, actor.user)
    work.record(held.act(Action.PROTOCOL_SIGNATURE_WITHDRAWN, actor))


def withdraw(work: Work, actor: Actor, protocol: UUID) -> None:
    """Take back a draft for good; whoever wants it after all drafts another version.

    Raises:
        Forbidden: the actor neither administers the hub nor signs for a unit.
        NotFound: there is no such protocol, or the actor's unit is no party to it.
        Conflict: it is no draft any more.
    """
    permit_governing(actor, ADMINISTRATOR, SIGNATORY)
    held = take(work, actor, protocol, Move.WITHDRAWAL)
    queries.change_protocol(work.tx, held.id, status=Standing.WITHDRAWN.value)
    work.record(held.act(Action.PROTOCOL_WITHDRAWN, actor))


def _parse(text: str) -> Protocol:
    try:
        return parse_protocol(text)
    except PolicyError as error:
        raise Invalid("protocol", str(error)) from None
