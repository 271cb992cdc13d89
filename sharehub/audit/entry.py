"""The log entry: its closed words, its canonical bytes, and its leaf hash.

Encoding: restricted JCS (RFC 8785): ASCII keys, no floats, integers below 2^53, at most 65,535 bytes. Within
these limits orjson with sorted keys yields the canonical form. Leaf: SHA-256(0x00 || bytes), RFC 6962.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from sharehub.audit.canonical import CANONICAL, canonical
from sharehub.clock import EPOCH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

VERSION = 1
LONGEST = 65_535
"""Bytes an entry may have: its length fits 16 bits in the tile format (C2SP tlog-tiles)."""
LARGEST_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8785, section 3.2.2.3)."""

COLUMNS = {
    "at": "at",
    "unit": "unit",
    "actor": "actor",
    "action": "action",
    "outcome": "outcome",
    "purpose": "purpose",
    "case_alias": "case",
    "fact_id": "fact",
    "fact_revision": "revision",
    "manifest_digest": "manifest",
}
"""The columns that the database keeps beside an entry's bytes, and the field that each repeats."""

_IDENTITY = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value]"


class Action(StrEnum):
    """Everything that is ever recorded; a new verb is a new word here."""

    CASE_OPENED = "case.opened"
    SHREDDING_ASKED = "case.shredding_asked"
    CASE_SHREDDED = "case.shredded"
    LEGAL_HOLD_SET = "case.legal_hold_set"
    PERSON_ADDED = "person.added"
    MAPPING_DECIDED = "person.mapping_decided"
    MEMBER_ALLOCATED = "membership.allocated"
    MEMBER_ENDED = "membership.ended"
    EXCLUSION_RECORDED = "exclusion.recorded"
    CONFLICT_RAISED = "conflict.raised"
    CONFLICT_DECIDED = "conflict.decided"
    GATE_OPENED = "gate.opened"
    GATE_CLOSED = "gate.closed"
    CONSENT_RECORDED = "consent.recorded"
    APPROVAL_GIVEN = "approval.given"
    SERIOUS_RISK_ASKED = "serious_risk.asked"
    SERIOUS_RISK_APPROVED = "serious_risk.approved"
    SERIOUS_RISK_READ = "serious_risk.read"
    SERIOUS_RISK_REVIEWED = "serious_risk.reviewed"
    GLASS_BROKEN = "break_glass.broken"
    GLASS_ENDED = "break_glass.ended"
    GLASS_READ = "break_glass.read"
    GLASS_REVIEWED = "break_glass.reviewed"
    NOTICE_SEEN = "notice.seen"
    NOTICE_TOLD = "notice.told"
    NOTICE_SENT = "notice.sent"
    NOTICE_DROPPED = "notice.dropped"
    NOTICE_REPLAYED = "notice.replayed"
    ENDPOINT_REGISTERED = "endpoint.registered"
    ENDPOINT_CHANGED = "endpoint.changed"
    ENDPOINT_REMOVED = "endpoint.removed"
    LEAK_REPORTED = "leak.reported"
    FACT_RECORDED = "fact.recorded"
    FACT_PUBLISHED = "fact.published"
    FACT_CORRECTED = "fact.corrected"
    FACT_RETRACTED = "fact.retracted"
    FACT_AWARENESS_CONFIRMED = "fact.awareness_confirmed"
    FACT_PREVIEWED = "fact.previewed"
    SUMMARY_PUBLISHED = "summary.published"
    PATTERN_ASKED = "pattern.asked"
    WALL_ASKED = "wall.asked"
    WALL_COST_ASKED = "wall.cost_asked"
    NAMES_ASKED = "names.asked"
    DOCUMENT_ASKED = "document.asked"
    REFERRAL_DRAFTED = "referral.drafted"
    REFERRAL_CHANGED = "referral.changed"
    REFERRAL_PREVIEWED = "referral.previewed"
    REFERRAL_APPROVED = "referral.approved"
    REFERRAL_SENT = "referral.sent"
    REFERRAL_READ = "referral.read"
    REFERRAL_MOVED = "referral.moved"
    PROGRAMME_LISTED = "programme.listed"
    PROGRAMME_CHANGED = "programme.changed"
    GOAL_SET = "goal.set"
    GOAL_MOVED = "goal.moved"
    COMMITMENT_RECORDED = "commitment.recorded"
    COMMITMENT_FOLLOWED_UP = "commitment.followed_up"
    CHANGE_ASSESSED = "change.assessed"
    PERMISSION_ASKED = "permission.asked"
    PERMISSION_ANSWERED = "permission.answered"
    REQUEST_MADE = "request.made"
    REQUEST_ANSWERED = "request.answered"
    REQUEST_WITHDRAWN = "request.withdrawn"
    REQUEST_REMINDED = "request.reminded"
    GAP_CLOSED = "gap.closed"
    SHOWN_TO_HER = "fact.shown_to_her"
    CHANNEL_NARROWED = "channel.narrowed"
    CHANNEL_WIDENED = "channel.widened"
    CASE_SUBSCRIBED = "case.subscribed"
    CASE_UNSUBSCRIBED = "case.unsubscribed"
    RELEASE_FAULTED = "release.faulted"
    UNIT_REGISTERED = "unit.registered"
    UNIT_CHANGED = "unit.changed"
    USER_REGISTERED = "user.registered"
    USER_CHANGED = "user.changed"
    USER_ENDED = "user.ended"
    SESSIONS_ENDED = "user.sessions_ended"
    CLIENT_REGISTERED = "client.registered"
    CLIENT_CHANGED = "client.changed"
    CLIENT_ENDED = "client.ended"
    AGENCY_REGISTERED = "agency.registered"
    AGENCY_CHANGED = "agency.changed"
    PARTNERSHIP_SET_UP = "partnership.set_up"
    RULEBOOK_REGISTERED = "rulebook.registered"
    PROTOCOL_DRAFTED = "protocol.drafted"
    PROTOCOL_REHEARSED = "protocol.rehearsed"
    PROTOCOL_SIGNED = "protocol.signed"
    PROTOCOL_SIGNATURE_WITHDRAWN = "protocol.signature_withdrawn"
    PROTOCOL_WITHDRAWN = "protocol.withdrawn"
    PROTOCOL_IN_FORCE = "protocol.in_force"
    PROTOCOL_SUPERSEDED = "protocol.superseded"
    PROTOCOL_SUSPENDED = "protocol.suspended"
    PROTOCOL_RESUMPTION_SIGNED = "protocol.resumption_signed"
    PROTOCOL_RESUMED = "protocol.resumed"
    PROTOCOL_ASKED = "protocol.asked"
    KEYS_ROTATED = "keys.rotated"
    ACT_REFUSED = "act.refused"
    LOG_EXPORT_BEGUN = "log.export_begun"
    LOG_EXPORT_FINISHED = "log.export_finished"
    IMPORT_BEGUN = "import.begun"
    IMPORT_FINISHED = "import.finished"
    LIST_ASKED = "list.asked"
    ACT_REPEATED = "act.repeated"
    PROOF_ASKED = "proof.asked"
    LOG_KEY_CHANGED = "log.key_changed"
    IMPORT_ASKED = "import.asked"
    CALLER_ASKED = "caller.asked"
    SESSION_BEGUN = "session.begun"
    SESSION_ENDED = "session.ended"
    ROLE_CHOSEN = "session.role_chosen"
    SESSION_REFUSED = "session.refused"
    REQUEST_REFUSED = "request.refused"
    REQUEST_FAILED = "request.failed"
    ANONYMOUS_REFUSED = "requests.refused_anonymous"
    PARTNERSHIP_PLANNED = "partnership.planned"
    TASK_GIVEN_UP = "task.given_up"
    TASK_RETRIED = "task.retried"
    KEY_ROTATION_BEGUN = "keys.rotation_begun"
    SCHEMA_MIGRATED = "schema.migrated"
    SERVICE_STARTED = "service.started"
    SERVICE_STOPPED = "service.stopped"
    COMMAND_REFUSED = "command.refused"
    COMMAND_FAILED = "command.failed"
    REPLAY_RUN = "replay.run"
    SIMULATION_RUN = "simulation.run"
    LOG_ASKED = "log.asked"
    BACKUP_BEGUN = "backup.begun"
    BACKUP_RESTORED = "backup.restored"
    RETENTION_PROPOSED = "retention.proposed"
    RETENTION_DECIDED = "retention.decided"
    CERTIFICATE_ASKED = "certificate.asked"
    SHREDDINGS_FOUND = "cases.found_shredded"
    MAPPING_CORRECTED = "person.mapping_corrected"
    COPIES_RECALLED = "copies.recalled"
    COPY_ACKNOWLEDGED = "copy.acknowledged"
    RECALL_ESCALATED = "copy.overdue"


class Outcome(StrEnum):
    """How the act ended."""

    DONE = "done"
    REFUSED = "refused"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Act:
    """What happened, in references and closed words only: never a statement, a gist, a name or a note.

    `case_alias` is the random alias from the key store. `references` hold ids and closed words. `fact`,
    `fact_revision` and `manifest_digest` tie a fact's standing to the log.
    """

    action: Action
    outcome: Outcome = Outcome.DONE
    actor: UUID | None = None
    unit: UUID | None = None
    role: str | None = None
    purpose: str | None = None
    case_alias: str | None = None
    fact: UUID | None = None
    fact_revision: int | None = None
    manifest_digest: str | None = None
    references: Mapping[str, Value] = field(default_factory=dict)

    def about_fact(self, fact: UUID, *, revision: int, manifest_digest: str) -> Act:
        """Return this act as one upon a fact, with the digest that later readings are compared to."""
        return replace(self, fact=fact, fact_revision=revision, manifest_digest=manifest_digest)


def encode(act: Act, identity: UUID, at: datetime, salt: bytes, record_digest: str | None) -> bytes:
    """Return the exact bytes that are stored and hashed.

    Args:
        act: what happened.
        identity: the entry's UUIDv7.
        at: the moment, UTC; kept in microseconds since 1970.
        salt: 16 random bytes, so that the leaf hash of a guessable entry cannot be guessed.
        record_digest: the salted digest of the decision record, where there is one.

    Raises:
        ValueError: the entry is outside the restricted form or longer than LONGEST.
    """
    fields: dict[str, Value | None] = {
        "v": VERSION,
        "id": str(identity),
        "at": microseconds(at),
        "salt": salt.hex(),
        "action": act.action.value,
        "outcome": act.outcome.value,
        "actor": _text(act.actor),
        "unit": _text(act.unit),
        "role": act.role,
        "purpose": act.purpose,
        "case": act.case_alias,
        "fact": _text(act.fact),
        "revision": act.fact_revision,
        "manifest": act.manifest_digest,
        "record": record_digest,
        "refs": dict(act.references) or None,
    }
    body = canonical({key: value for key, value in fields.items() if value is not None})
    if len(body) > LONGEST:
        raise ValueError("an entry is at most 65,535 bytes; longer inputs belong in the decision record")
    return body


def decode(body: bytes) -> dict[str, Any]:
    """Return what an entry says, once its bytes are seen to be exactly as an entry is written.

    Raises:
        ValueError: they are not the canonical bytes of an object in the restricted form, too long, or without
            a version, an id or a time of the right kind.
    """
    said: dict[str, Any] = {}
    try:
        found = orjson.loads(body)
        if isinstance(found, dict) and len(body) <= LONGEST:
            exact = orjson.dumps(found, option=CANONICAL) if _is_plain(body) else canonical(found)
            said = found if exact == body else said
    except (ValueError, TypeError):  # orjson names what nests too deeply a TypeError
        said = {}
    if type(said.get("v")) is not int or said["v"] != VERSION or type(said.get("at")) is not int:
        raise ValueError("these are not the exact bytes of an entry")
    if not isinstance(said.get("id"), str) or not _IDENTITY.fullmatch(said["id"]):
        raise ValueError("these are the bytes of no entry that has an id")
    return said


def _is_plain(body: bytes) -> bool:
    """Say whether JSON holds nothing but ASCII text, whole numbers, lists and objects, by its bytes alone.

    What stands between quotes is text; outside of it nothing is left but digits and marks, so no fraction, no
    exponent, and none of true, false and null. As nearly all entries are so, this saves walking through them.
    """
    if b"\\" in body or not body.isascii():
        return False
    return not b"".join(body.split(b'"')[::2]).translate(None, b"{}[]:,-0123456789")


def microseconds(at: datetime) -> int:
    """Return microseconds since 1970, exactly."""
    return (at - EPOCH) // timedelta(microseconds=1)


def leaf_hash(body: bytes) -> bytes:
    """Return the leaf hash of RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x00" + body).digest()


def salted_digest(salt: bytes, record: bytes) -> str:
    """Return the digest that binds a decision record to its entry, in hex."""
    return hashlib.sha256(salt + record).hexdigest()


def _text(identity: UUID | None) -> str | None:
    return None if identity is None else str(identity)
