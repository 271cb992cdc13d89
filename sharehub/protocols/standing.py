"""One protocol as it stands, for whoever may see it, and held alone for whoever would move it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.lifecycle import Standing, after, on_day
from sharehub.database.locks import Lock, hold_alone
from sharehub.errors import Conflict, NotFound
from sharehub.identity.actor import ADMINISTRATOR
from sharehub.protocols import documents, queries
from sharehub.protocols.governing import act_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from policies.lifecycle import Move
    from policies.protocol import Protocol
    from sharehub.audit.entry import Act, Action, Value
    from sharehub.database.transaction import Transaction
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Held:
    """One version of a protocol: its row, its parties by id, and where it stands."""

    row: queries.Version
    parties: Mapping[UUID, str]
    standing: Standing

    @property
    def id(self) -> UUID:
        """The version's id."""
        return self.row.id

    @property
    def document(self) -> Protocol:
        """What its document says.

        Raises:
            Tampered: its text is not the one that was registered.
        """
        return documents.verified(self.row.digest, self.row.text)

    def act(self, action: Action, actor: Actor, **references: Value) -> Act:
        """Return an act upon this version, which the log knows by its digests as well as by its id."""
        return act_of(
            actor,
            action,
            protocol=str(self.id),
            digest=self.row.digest,
            rulebook=self.row.rulebook_digest,
            **references,
        )


def seen_by(actor: Actor) -> UUID | None:
    """Return the unit whose protocols somebody may see; None: they run the hub, and may see all."""
    return None if actor.role == ADMINISTRATOR else actor.unit


def look(tx: Transaction, actor: Actor, protocol: UUID) -> Held:
    """Return a protocol to which the actor's unit is a party, or any to whoever runs the hub.

    Raises:
        NotFound: there is no such protocol, or it is not the actor's to see.
    """
    row = queries.version(tx, protocol)
    parties = queries.parties(tx, protocol)
    if row is None or seen_by(actor) not in {None, *parties}:
        raise NotFound("no such protocol, or your unit is no party to it")
    return Held(row, parties, on_day(Standing(row.status), row.expires, tx.today))


def take(work: Work, actor: Actor, protocol: UUID, move: Move) -> Held:
    """Take a protocol for one move; until the transaction ends nobody decides by it or moves any other.

    Raises:
        NotFound: there is no such protocol, or it is not the actor's to see.
        Conflict: this cannot happen to a protocol that stands so.
    """
    hold_alone(work.tx, Lock.PROTOCOLS_IN_FORCE)
    held = look(work.tx, actor, protocol)
    if after(held.standing, move) is None:
        stands = held.standing.replace("_", " ")
        raise Conflict(f"this protocol is {stands}: no {move} is possible")
    return held
