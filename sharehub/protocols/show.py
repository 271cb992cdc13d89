"""What is shown of protocols: where one stands and what bears it, what a version changes, what comes up."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from policies.lifecycle import Standing, SuspensionReason, due, on_day
from policies.versions import compare
from sharehub.audit.entry import Action
from sharehub.errors import Conflict
from sharehub.identity.actor import ADMINISTRATOR, SIGNATORY
from sharehub.protocols import documents, queries
from sharehub.protocols.bodies import (
    ChangedDay,
    ChangedItems,
    Changes,
    PartyItem,
    ProtocolShown,
    RehearsalItem,
    SignatureItem,
    VersionItem,
)
from sharehub.protocols.governing import permit_governing
from sharehub.protocols.standing import look, seen_by

if TYPE_CHECKING:
    from uuid import UUID

    from policies.versions import Changed
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.protocols.standing import Held

RUNNING = (Standing.IN_FORCE.value, Standing.SUSPENDED.value)


def show(work: Work, actor: Actor, protocol: UUID) -> ProtocolShown:
    """Show one version of a protocol, once the look is on record.

    Raises:
        NotFound: there is no such protocol, or the actor's unit is no party to it.
        Tampered: its text is not the one that was registered.
    """
    held = look(work.tx, actor, protocol)
    work.record(held.act(Action.PROTOCOL_ASKED, actor))
    row, document = held.row, held.document
    standing = queries.signed(work.tx, held.id, row.round)
    return ProtocolShown(
        id=held.id,
        name=row.name,
        version=row.version,
        status=held.standing,
        since=row.since,
        suspended_for=None if row.suspended_for is None else SuspensionReason(row.suspended_for),
        suspended_by=row.suspended_by_unit,
        digest=document.digest,
        rulebook=document.rulebook,
        lead=document.lead,
        purposes=sorted(document.purposes),
        effective=document.effective,
        review_due=document.review_due,
        expires=document.expires,
        parties=[
            PartyItem(unit=unit, code=code, signed=unit in standing) for unit, code in held.parties.items()
        ],
        rehearsals=_rehearsals(work, held),
        signatures=_signatures(work, held),
        versions=_versions(work, held),
        document=row.text,
    )


def _rehearsals(work: Work, held: Held) -> list[RehearsalItem]:
    return [
        RehearsalItem(
            kind=row["kind"],
            unit=row["unit_id"],
            by=row["recorded_by"],
            at=row["recorded_at"],
            digest=row["protocol_digest"],
            rulebook=row["rulebook_digest"],
        )
        for row in queries.rehearsals(work.tx, held.id)
    ]


def _signatures(work: Work, held: Held) -> list[SignatureItem]:
    return [
        SignatureItem(
            unit=row["unit_id"],
            by=row["signed_by"],
            at=row["signed_at"],
            round=row["round"],
            digest=row["protocol_digest"],
            rulebook=row["rulebook_digest"],
            withdrawn_at=row["withdrawn_at"],
        )
        for row in queries.signatures(work.tx, held.id)
    ]


def _versions(work: Work, held: Held) -> list[VersionItem]:
    return [
        VersionItem(
            id=row["id"],
            version=row["version"],
            status=on_day(Standing(row["status"]), row["expires"], work.tx.today),
        )
        for row in queries.versions(work.tx, held.row.name)
    ]


def changes_since(work: Work, actor: Actor, protocol: UUID, earlier: UUID) -> Changes:
    """Say what differs between two versions of an agreement, once the look is on record.

    Raises:
        NotFound: one of them is not there, or the actor's unit is no party to it.
        Conflict: they are no versions of one agreement.
        Tampered: the text of one is not the one that was registered.
    """
    held, before = look(work.tx, actor, protocol), look(work.tx, actor, earlier)
    if held.row.name != before.row.name:
        raise Conflict("these are no versions of one protocol")
    work.record(held.act(Action.PROTOCOL_ASKED, actor, beside=str(earlier)))
    found = compare(before.document, held.document)
    return Changes(
        parties=_changed(found.parties),
        purposes=_changed(found.purposes),
        days=[ChangedDay(name=name, before=one, after=other) for name, (one, other) in found.days.items()],
        rulebook=found.rulebook,
        others=list(found.others),
    )


def _changed(found: Changed) -> ChangedItems:
    return ChangedItems(
        added=sorted(found.added), removed=sorted(found.removed), altered=sorted(found.altered)
    )


def protocols(work: Work, actor: Actor, after: UUID, most: int) -> list[dict[str, Any]]:
    """Return the protocols that somebody may see, as they stand today, in the order of ids."""
    found = queries.protocols_of(work.tx, seen_by(actor), after, most)
    return [
        {**row, "status": on_day(Standing(row["status"]), row["expires"], work.tx.today)} for row in found
    ]


def due_soon(work: Work, actor: Actor, after: UUID, most: int, within: int) -> list[dict[str, Any]]:
    """Return the protocols of which a day has passed or comes within so many days, in the order of their ids.

    Raises:
        Forbidden: the actor neither administers the hub nor signs for a unit.
        Tampered: the text of one is not the one that was registered.
    """
    permit_governing(actor, ADMINISTRATOR, SIGNATORY)
    found = []
    for row in queries.running(work.tx, seen_by(actor), after, RUNNING):
        days = due(documents.verified(row["digest"], row["text"]), work.tx.today, within)
        if days:
            named = {name: row[name] for name in ("id", "name", "version")}
            found.append({**named, "due": [asdict(day) for day in days]})
    return found[:most]
