"""Every table, without behaviour.

`SealedText` columns hold envelopes of `sharehub.crypto`; everything else is what decisions, officers and
filters need in the clear: ids, closed words, days. No name, statement, gist or note is ever in the clear.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from sharehub.database.types import Identifier, Moment

Id = Annotated[UUID, mapped_column(primary_key=True)]
UnitId = Annotated[UUID, mapped_column(ForeignKey("units.id"))]
UserId = Annotated[UUID, mapped_column(ForeignKey("users.id"))]
CaseId = Annotated[UUID, mapped_column(ForeignKey("cases.id"), index=True)]
PersonId = Annotated[UUID, mapped_column(ForeignKey("persons.id"))]
Word = Annotated[str, mapped_column(String(64))]
At = Annotated[datetime, mapped_column(Moment)]
Ids = Annotated[list[str], mapped_column(JSON)]
Words = Annotated[list[str], mapped_column(JSON)]
SealedText = Annotated[bytes, mapped_column(LargeBinary)]


class Base(DeclarativeBase):
    """Gives every constraint a name, so that migrations can speak of it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {UUID: Identifier}


class Seal:
    """What a sealed record keeps beside its fields: which key wraps it, and proof against swapping."""

    wrapping_key: Mapped[str] = mapped_column(String(64), index=True)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    commitment: Mapped[bytes] = mapped_column(LargeBinary)
    manifest: Mapped[bytes] = mapped_column(LargeBinary)


class Agency(Base):
    """An organisation that units belong to. `local_authority`: whose area it serves, where it serves one."""

    __tablename__ = "agencies"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Word]
    local_authority: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[At]


class Unit(Base):
    """A part of an agency; walls are between units.

    `discreet`: its involvement tells of health or safety. `oversight`: the hub's independent officers are of
    it, so that it takes part in every case.
    """

    __tablename__ = "units"
    id: Mapped[Id]
    # No foreign key: SQLite adds none to a table that others point to, short of making it anew.
    agency_id: Mapped[UUID | None]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    discreet: Mapped[bool]
    oversight: Mapped[bool] = mapped_column(server_default=false())
    created_at: Mapped[At]


class User(Base):
    """A member of staff or an agency's system, in one unit, with the roles they may act in.

    `issuer` and `subject`: as whom an identity provider knows them; without these nobody acts as them over
    HTTP. `ended_at`: from then on nobody does either; `sessions_ended_at`: no token from before counts.
    """

    __tablename__ = "users"
    id: Mapped[Id]
    unit_id: Mapped[UnitId]
    code: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64), server_default="person")
    name: Mapped[str] = mapped_column(String(200))
    roles: Mapped[Words]
    issuer: Mapped[str | None] = mapped_column(String(255))
    subject: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[At]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    sessions_ended_at: Mapped[datetime | None] = mapped_column(Moment)
    # Indexes, not constraints: SQLite adds them to a table without making it anew.
    __table_args__ = (
        Index("uq_users_code", "code", unique=True),
        Index("uq_users_issuer_subject", "issuer", "subject", unique=True),
    )


class Client(Base):
    """An application that may bring an issuer's tokens. `bound`: only with proof that it holds their key."""

    __tablename__ = "clients"
    id: Mapped[Id]
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(200))
    bound: Mapped[bool]
    created_at: Mapped[At]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)


class UsedProof(Base):
    """A proof of possession that was presented; the same again is a replay. Kept until it would be old."""

    __tablename__ = "used_proofs"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[At] = mapped_column(index=True)


class SeenToken(Base):
    """An access token that was brought here before, by its digest; kept until it would have expired."""

    __tablename__ = "seen_tokens"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[At] = mapped_column(index=True)


class BegunSignIn(Base):
    """A sign-in under way at the identity provider, by the digest of the cookie of the browser it began in.

    `anew` is the digest of the session that is to be proved anew; None: a new one begins. `back` is where the
    browser goes afterwards, a path of ours.
    """

    __tablename__ = "begun_sign_ins"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(100))
    nonce: Mapped[str] = mapped_column(String(100))
    verifier: Mapped[str] = mapped_column(String(100))
    anew: Mapped[str | None] = mapped_column(String(64))
    back: Mapped[str] = mapped_column(String(200))
    until: Mapped[At] = mapped_column(index=True)


class Session(Base):
    """Somebody who is signed in on the pages, by the digest of their cookie.

    `role`: None until they have chosen one of several. `authenticated_at` and `acr`: when and how they last
    proved to the provider who they are; `provider_session` is its name for it. `until`: the end in any case.
    """

    __tablename__ = "sessions"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str | None] = mapped_column(String(64))
    provider_session: Mapped[str | None] = mapped_column(String(255), index=True)
    id_token: Mapped[str] = mapped_column(String(8192))
    authenticated_at: Mapped[At]
    acr: Mapped[str | None] = mapped_column(String(255))
    begun_at: Mapped[At]
    used_at: Mapped[At]
    until: Mapped[At] = mapped_column(index=True)


class IdempotencyKey(Base):
    """A request that was carried out once: what was asked, and the answer, which holds ids and no content.

    Written in the act's own transaction, so that there is an answer to repeat exactly when the act is done.
    """

    __tablename__ = "idempotency_keys"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    etag: Mapped[str | None] = mapped_column(String(100))
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    used_at: Mapped[At] = mapped_column(index=True)


_BASE = text("base")


class Rulebook(Base):
    """A rulebook's text, known by its digest. `base`: the hub's own, used where no protocol applies."""

    __tablename__ = "rulebooks"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str]
    base: Mapped[bool]
    registered_at: Mapped[At]
    __table_args__ = (
        # One rulebook is the hub's own at a time, whoever registers one at the same moment.
        Index("uq_rulebooks_base", "base", unique=True, sqlite_where=_BASE, postgresql_where=_BASE),
    )


_IN_FORCE = text("status = 'in_force'")
_NOT_WITHDRAWN = text("withdrawn_at is null")


class Protocol(Base):
    """An agreement's document and where it stands since when: nothing unsigned is in force.

    Decisions read the document, and of the columns its status alone. `round`: how often it was suspended;
    what was signed in an earlier round bears nothing.
    """

    __tablename__ = "protocols"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]
    rulebook_digest: Mapped[str] = mapped_column(ForeignKey("rulebooks.digest"))
    purposes: Mapped[Words]
    effective: Mapped[date]
    expires: Mapped[date | None]
    status: Mapped[Word]
    since: Mapped[At]
    round: Mapped[int]
    suspended_for: Mapped[str | None] = mapped_column(String(64))
    suspended_by_unit: Mapped[UUID | None] = mapped_column(ForeignKey("units.id"))
    created_at: Mapped[At]
    __table_args__ = (
        UniqueConstraint("name", "version"),
        # One version of an agreement at a time, whoever signs at the same moment.
        Index(
            "uq_protocols_in_force", "name", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE
        ),
        CheckConstraint(
            "status in ('draft', 'rehearsed', 'in_force', 'suspended', 'superseded', 'withdrawn')",
            name="status_known",
        ),
        CheckConstraint(
            "(status = 'suspended') = (suspended_for is not null)", name="suspended_for_a_reason"
        ),
        CheckConstraint(
            "(suspended_for is null) = (suspended_by_unit is null)", name="suspended_by_somebody"
        ),
    )


class ProtocolParty(Base):
    """A unit that is party to a protocol."""

    __tablename__ = "protocol_parties"
    protocol_id: Mapped[UUID] = mapped_column(ForeignKey("protocols.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"), primary_key=True, index=True)


class ProtocolRehearsal(Base):
    """That a draft was rehearsed: by whom, how, and what, by its digests."""

    __tablename__ = "protocol_rehearsals"
    id: Mapped[Id]
    protocol_id: Mapped[UUID] = mapped_column(ForeignKey("protocols.id"), index=True)
    kind: Mapped[Word]
    protocol_digest: Mapped[str] = mapped_column(String(64))
    rulebook_digest: Mapped[str] = mapped_column(String(64))
    unit_id: Mapped[UnitId]
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[At]


class ProtocolSignature(Base):
    """Who signed for a party, when, and over which digests; a withdrawn one stays, and bears nothing.

    `number` counts a party's signatures under a protocol. `round` is the protocol's: 0 is for its coming into
    force, each further one for its resumption after a suspension.
    """

    __tablename__ = "protocol_signatures"
    protocol_id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    round: Mapped[int]
    protocol_digest: Mapped[str] = mapped_column(String(64))
    rulebook_digest: Mapped[str] = mapped_column(String(64))
    signed_by: Mapped[UserId]
    signed_at: Mapped[At]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (
        # Nobody signs but for a party.
        ForeignKeyConstraint(
            ["protocol_id", "unit_id"], ["protocol_parties.protocol_id", "protocol_parties.unit_id"]
        ),
        Index(
            "uq_protocol_signatures_standing",
            "protocol_id",
            "unit_id",
            "round",
            unique=True,
            sqlite_where=_NOT_WITHDRAWN,
            postgresql_where=_NOT_WITHDRAWN,
        ),
        CheckConstraint("(withdrawn_by is null) = (withdrawn_at is null)", name="withdrawn_by_somebody"),
    )


class Case(Base):
    """One mapped family. Its row is the lock: what a decision rests on changes only under it."""

    __tablename__ = "cases"
    id: Mapped[Id]
    opened_at: Mapped[At]
    opened_by: Mapped[UserId]
    opened_by_unit: Mapped[UnitId]
    legal_hold: Mapped[bool]
    shredding_asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    shredded_at: Mapped[datetime | None] = mapped_column(Moment)
    # No foreign key: SQLite adds none to a table that others point to, short of making it anew.
    shredded_by: Mapped[UUID | None]


_UNDECIDED = text("decision is null")


class RetentionProposal(Base):
    """That a case has come to the end of its years, for a named person to decide; nothing ends by itself.

    `last_on`: the last day on which anything of the case went on record. `years`: after how many since then.
    """

    __tablename__ = "retention_proposals"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    years: Mapped[int]
    last_on: Mapped[date]
    proposed_at: Mapped[At]
    decision: Mapped[str | None] = mapped_column(String(64))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    keep_until: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (
        Index(
            "uq_retention_proposals_undecided",
            "case_id",
            unique=True,
            sqlite_where=_UNDECIDED,
            postgresql_where=_UNDECIDED,
        ),
        CheckConstraint("decision in ('destroy', 'keep')", name="decision_known"),
        CheckConstraint(
            "(decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)",
            name="decided_by_somebody",
        ),
        CheckConstraint(
            "(coalesce(decision, '') = 'keep') = (keep_until is not null)"
            " and (keep_until is null) = (reason is null)",
            name="kept_until_a_day_for_a_reason",
        ),
    )


class CaseUnit(Base):
    """A unit that takes part in a case: it opened it, oversees the hub, or somebody of it was allocated."""

    __tablename__ = "case_units"
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("units.id"), primary_key=True, index=True)


class Person(Seal, Base):
    """A person of the case. `name_tokens` are keyed MACs of the words of the name, for the gist check."""

    __tablename__ = "persons"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    owner_unit_id: Mapped[UnitId]
    part: Mapped[Word]
    twelfth_birthday: Mapped[date | None]
    name_tokens: Mapped[Words]
    created_at: Mapped[At]
    created_by: Mapped[UserId]
    name: Mapped[SealedText]
    born: Mapped[SealedText]


class Membership(Base):
    """Who works with the family, in which role, from when to when."""

    __tablename__ = "memberships"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[Word]
    start: Mapped[date]
    end: Mapped[date | None]
    allocated_by: Mapped[UserId]
    allocated_at: Mapped[At]


class Exclusion(Seal, Base):
    """A person who must not receive anything of this case, and from when to when."""

    __tablename__ = "exclusions"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    owner_unit_id: Mapped[UnitId]
    user_id: Mapped[UserId]
    start: Mapped[date]
    end: Mapped[date | None]
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[At]
    reason: Mapped[SealedText]


class ConflictCheck(Seal, Base):
    """A possible conflict of interest; it blocks until a named person decides."""

    __tablename__ = "conflict_checks"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    owner_unit_id: Mapped[UnitId]
    user_id: Mapped[UserId]
    trigger: Mapped[Word]
    raised: Mapped[date]
    raised_by: Mapped[UserId]
    decided: Mapped[date | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    result: Mapped[str | None] = mapped_column(String(64))
    declared: Mapped[SealedText]
    __table_args__ = (
        CheckConstraint("(decided is null) = (result is null)", name="decided_with_result"),
        CheckConstraint("decided is null or decided_by <> user_id", name="not_in_own_cause"),
    )


class Gate(Base):
    """An event that opens a purpose; `units` null means for all, an empty list for nobody."""

    __tablename__ = "gates"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    gate: Mapped[Word]
    start: Mapped[date]
    end: Mapped[date | None]
    units: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    opened_by: Mapped[UserId]
    opened_at: Mapped[At]


class ChannelNarrowing(Base):
    """What a unit keeps back from its own channel to another unit, for a purpose, from a day to a day.

    `categories` null means all: the channel is paused. Nothing is changed of it but that it is lifted, once;
    to keep back something else is another row.
    """

    __tablename__ = "channel_narrowings"
    id: Mapped[Id]
    from_unit_id: Mapped[UnitId]
    to_unit_id: Mapped[UnitId]
    purpose: Mapped[Word]
    categories: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    start: Mapped[date]
    end: Mapped[date | None]
    narrowed_by: Mapped[UserId]
    narrowed_at: Mapped[At]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (
        Index(None, "to_unit_id"),
        Index(None, "from_unit_id"),
        CheckConstraint("from_unit_id <> to_unit_id", name="to_another_unit"),
        CheckConstraint("(lifted_by is null) = (lifted_at is null)", name="lifted_by_somebody"),
    )


class CaseSubscription(Base):
    """Of what a unit wants to hear in a case, from a moment to a moment; opens nothing."""

    __tablename__ = "case_subscriptions"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    unit_id: Mapped[UnitId]
    kinds: Mapped[Words]
    since: Mapped[At]
    until: Mapped[datetime | None] = mapped_column(Moment)
    subscribed_by: Mapped[UserId]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (
        Index(
            "uq_case_subscriptions_standing",
            "case_id",
            "unit_id",
            unique=True,
            sqlite_where=text("until is null"),
            postgresql_where=text("until is null"),
        ),
        CheckConstraint("(until is null) = (ended_by is null)", name="ended_by_somebody"),
    )


class ConsentEvent(Seal, Base):
    """What one person said on one day about sharing; append-only.

    `reference` orders events of the same day. The parts are those held when it was recorded: the check
    below is the database's own refusal to take a perpetrator's word for a child.
    """

    __tablename__ = "consent_events"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    owner_unit_id: Mapped[UnitId]
    reference: Mapped[str] = mapped_column(String(100))
    day: Mapped[date]
    subject_id: Mapped[PersonId]
    subject_part: Mapped[Word]
    given_by_id: Mapped[PersonId]
    given_by_part: Mapped[Word]
    status: Mapped[Word]
    kind: Mapped[Word]
    capacity: Mapped[str | None] = mapped_column(String(64))
    recipients: Mapped[Ids]
    except_units: Mapped[Ids]
    purposes: Mapped[Words]
    categories: Mapped[Words]
    exclude_facts: Mapped[Ids]
    expires: Mapped[date | None] = mapped_column(index=True)
    may_be_put_to_perpetrator: Mapped[bool]
    may_appear_in_report: Mapped[bool]
    asked_alone: Mapped[bool | None]
    interpreter_independent: Mapped[bool | None]
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[At]
    own_words: Mapped[SealedText]
    note: Mapped[SealedText]
    __table_args__ = (
        UniqueConstraint("case_id", "reference"),
        CheckConstraint(
            "not (given_by_part = 'perpetrator' and subject_part = 'child' and kind <> 'objection')",
            name="perpetrator_never_for_a_child",
        ),
    )


class Approval(Seal, Base):
    """The owner unit's yes to one release of its own facts."""

    __tablename__ = "approvals"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    owner_unit_id: Mapped[UnitId]
    facts: Mapped[Ids]
    units: Mapped[Ids]
    purposes: Mapped[Words]
    start: Mapped[date]
    end: Mapped[date | None]
    approved_by: Mapped[UserId]
    approved_at: Mapped[At]
    note: Mapped[SealedText]


class SeriousRiskDecision(Seal, Base):
    """A decision to share against or without consent; it counts once approved, never by its asker.

    `review_due`: by when somebody else looks at it; history that was loaded is not looked at again.
    """

    __tablename__ = "serious_risk_decisions"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    owner_unit_id: Mapped[UnitId]
    # No foreign key: SQLite adds none to a table that is there, short of making it anew without its checks.
    person_at_risk_id: Mapped[UUID | None]
    facts: Mapped[Ids]
    units: Mapped[Ids]
    purposes: Mapped[Words]
    start: Mapped[date]
    end: Mapped[date | None]
    asked_by: Mapped[UserId]
    asked_at: Mapped[At]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    review_due: Mapped[datetime | None] = mapped_column(Moment)
    subject_told: Mapped[bool | None]
    risk: Mapped[SealedText]
    why_not_less: Mapped[SealedText]
    told_note: Mapped[SealedText]
    __table_args__ = (
        CheckConstraint("approved_by is null or approved_by <> asked_by", name="approver_is_not_the_asker"),
    )


class BreakGlass(Base):
    """A look that somebody decided on alone: who, for what, from when to when.

    `case_id` is what was named, and may be no case: that opens nothing, and looks the same. `opened`: there
    is such a case, and nothing keeps its asker from it. `categories` are those that it lifts.
    """

    __tablename__ = "break_glass"
    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(index=True)
    user_id: Mapped[UserId]
    unit_id: Mapped[UnitId]
    role: Mapped[Word]
    purposes: Mapped[Words]
    categories: Mapped[Words]
    starts_at: Mapped[At]
    ends_at: Mapped[At]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    opened: Mapped[bool]
    review_due: Mapped[At]
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),)


class BreakGlassGrounds(Seal, Base):
    """Why somebody broke the glass, in their words; there is none where there was no case to seal it for."""

    __tablename__ = "break_glass_grounds"
    id: Mapped[UUID] = mapped_column(ForeignKey("break_glass.id"), primary_key=True)
    case_id: Mapped[CaseId]
    owner_unit_id: Mapped[UnitId]
    risk: Mapped[SealedText]
    who_is_at_risk: Mapped[SealedText]
    why_not_less: Mapped[SealedText]
    nobody_reached: Mapped[SealedText]


class Review(Seal, Base):
    """What an officer made of a serious-risk decision or a broken glass; `about_id` is of either."""

    __tablename__ = "reviews"
    id: Mapped[Id]
    about_id: Mapped[UUID] = mapped_column(unique=True)
    case_id: Mapped[CaseId]
    owner_unit_id: Mapped[UnitId]
    asked_by: Mapped[UserId]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    reviewed_by: Mapped[UserId]
    reviewed_at: Mapped[At]
    verdict: Mapped[Word]
    note: Mapped[SealedText]
    __table_args__ = (
        CheckConstraint("verdict in ('justified', 'not_justified', 'lesson')", name="verdict_known"),
        CheckConstraint(
            "reviewed_by <> asked_by and (approved_by is null or reviewed_by <> approved_by)",
            name="not_in_own_cause",
        ),
    )


_LAID_OUT = text("laid_out_at is null")


class Notice(Base):
    """That a unit must hear of something: of which kind and about what, and nothing else.

    `case_id` is what was named, and may be no case. `at` is when it is heard: one that is held back lies
    ahead. `seen_at`: when the first of the unit saw it. `laid_out_at`: since when it waits to be sent to the
    unit's endpoints, if it has any.
    """

    __tablename__ = "notices"
    id: Mapped[Id]
    unit_id: Mapped[UnitId]
    kind: Mapped[Word]
    about_id: Mapped[UUID] = mapped_column(index=True)
    case_id: Mapped[UUID]
    at: Mapped[At]
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    laid_out_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (
        Index(None, "unit_id", "at"),
        Index(
            "ix_notices_to_lay_out",
            "unit_id",
            "case_id",
            sqlite_where=_LAID_OUT,
            postgresql_where=_LAID_OUT,
        ),
    )


class NoticeEndpoint(Base):
    """Where a unit is told outside the hub that something waits: a mailbox or a webhook.

    The secret of a webhook is nowhere: it follows from the root key, the id and the `generation`. Until
    `overlap_until` what is sent is signed with the generation before as well.
    """

    __tablename__ = "notice_endpoints"
    id: Mapped[Id]
    unit_id: Mapped[UnitId]
    kind: Mapped[Word]
    address: Mapped[str] = mapped_column(String(400))
    generation: Mapped[int]
    overlap_until: Mapped[datetime | None] = mapped_column(Moment)
    paused: Mapped[bool]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    created_by: Mapped[UserId]
    created_at: Mapped[At]
    __table_args__ = (Index(None, "unit_id"),)


class NoticeLane(Base):
    """What goes to one endpoint about one case, one after the other; a mailbox has one for all cases.

    One task at a time drives it: that of the present `turn`, while `waiting`. `place` is the last one given.
    """

    __tablename__ = "notice_lanes"
    id: Mapped[Id]
    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("notice_endpoints.id"))
    case_id: Mapped[UUID]
    place: Mapped[int]
    turn: Mapped[int]
    turn_at: Mapped[At]
    waiting: Mapped[bool]
    __table_args__ = (UniqueConstraint("endpoint_id", "case_id"),)


class NoticeDelivery(Base):
    """That a notice goes, or went, to an endpoint; its id is what the other end knows it by."""

    __tablename__ = "notice_deliveries"
    id: Mapped[Id]
    lane_id: Mapped[UUID] = mapped_column(ForeignKey("notice_lanes.id"))
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"))
    place: Mapped[int]
    created_at: Mapped[At]
    delivered_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    __table_args__ = (Index(None, "lane_id", "place"), Index(None, "notice_id"))


class Leak(Base):
    """That something of a case came to where it must not be: what, in closed words, and of which fact."""

    __tablename__ = "leaks"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    unit_id: Mapped[UnitId]
    what: Mapped[Word]
    fact_id: Mapped[UUID | None] = mapped_column(ForeignKey("facts.id"))
    reported_by: Mapped[UserId]
    at: Mapped[At]


_EXPIRED = text("cause = 'expiry'")
_NOT_ACKNOWLEDGED = text("acknowledged_at is null")


class Recall(Base):
    """That copies are out of date: why, and since when. Who is told is never shown any of it.

    `fact_id`, `consent_id` and `person_id`: what it is about, where it is about one. `version`: the last one
    of a corrected fact that is out of date. `before_at` and `before_id`: how far back looks were gone
    through, newest first; `ended_at`: through all.
    """

    __tablename__ = "recalls"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    cause: Mapped[Word]
    fact_id: Mapped[UUID | None] = mapped_column(ForeignKey("facts.id"))
    version: Mapped[int | None]
    consent_id: Mapped[UUID | None] = mapped_column(ForeignKey("consent_events.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[At]
    before_at: Mapped[datetime | None] = mapped_column(Moment)
    before_id: Mapped[UUID | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (
        CheckConstraint(
            "cause in ('correction', 'retraction', 'withdrawal', 'expiry', 'misidentified')",
            name="cause_known",
        ),
        # What a schedule finds, it finds once, however many of it look.
        Index(
            "uq_recalls_expired_consent",
            "consent_id",
            unique=True,
            sqlite_where=_EXPIRED,
            postgresql_where=_EXPIRED,
        ),
        Index(
            "uq_recalls_expired_person",
            "person_id",
            unique=True,
            sqlite_where=_EXPIRED,
            postgresql_where=_EXPIRED,
        ),
    )


class RecalledCopy(Base):
    """That somebody's copy of a case is out of date: whose, of when, and whether they said that it is gone.

    `copied_at`: their last look of those that are out of date. `by_glass`: they had it by a broken glass, so
    that it is no colleague's to know of. `stage`: how far an acknowledgement that is overdue has been told.
    """

    __tablename__ = "recalled_copies"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    unit_id: Mapped[UnitId]
    user_id: Mapped[UserId]
    role: Mapped[Word]
    by_glass: Mapped[bool]
    copied_at: Mapped[At]
    told_at: Mapped[At]
    due_at: Mapped[At]
    revision: Mapped[int]
    stage: Mapped[int] = mapped_column(server_default=text("0"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (
        CheckConstraint(
            "(acknowledged_at is null) = (acknowledged_by is null)", name="acknowledged_by_somebody"
        ),
        Index(None, "unit_id", "told_at"),
        # One that is open, whatever came together in it: how many there are would tell.
        Index(
            "uq_recalled_copies_open",
            *("case_id", "unit_id", "user_id", "role", "by_glass"),
            unique=True,
            sqlite_where=_NOT_ACKNOWLEDGED,
            postgresql_where=_NOT_ACKNOWLEDGED,
        ),
    )


class RecallReach(Base):
    """That a recall reached a copy for a fact in it: whose the fact is, and whose the copy. For officers."""

    __tablename__ = "recall_reaches"
    recall_id: Mapped[UUID] = mapped_column(ForeignKey("recalls.id"), primary_key=True)
    copy_id: Mapped[UUID] = mapped_column(ForeignKey("recalled_copies.id"), primary_key=True)
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"), primary_key=True, index=True)
    owner_unit_id: Mapped[UnitId]
    unit_id: Mapped[UnitId]
    __table_args__ = (Index(None, "copy_id"),)


class Fact(Base):
    """One fact's identity and standing. `revision` counts every act upon it, and the log holds each one."""

    __tablename__ = "facts"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    owner_unit_id: Mapped[UnitId]
    version: Mapped[int]
    revision: Mapped[int]
    published: Mapped[date | None]
    retracted: Mapped[date | None]
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[At]


class FactVersion(Seal, Base):
    """What a fact says, as of one version; a correction is another version, never an overwrite."""

    __tablename__ = "fact_versions"
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Word]
    section: Mapped[int]
    subject_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    subject_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("units.id"))
    targets: Mapped[Ids]
    about: Mapped[Ids]
    tactics: Mapped[Words]
    pathways: Mapped[Words]
    dasa_effects: Mapped[Words]
    child_link: Mapped[Words]
    ric_items: Mapped[list[int]] = mapped_column(JSON)
    intersection_links: Mapped[Words]
    relationship_context: Mapped[Word]
    first_known: Mapped[str | None] = mapped_column(String(10))
    last_known: Mapped[str | None] = mapped_column(String(10))
    date_precision: Mapped[Word]
    frequency: Mapped[Word]
    trend: Mapped[Word]
    source_type: Mapped[Word]
    source_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    basis: Mapped[Word]
    corroboration: Mapped[Word]
    perp_aware: Mapped[Word]
    aware_claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    source_exposure: Mapped[Word]
    categories: Mapped[Words]
    covert: Mapped[bool | None]
    has_gist: Mapped[bool]
    caveats: Mapped[Words]
    travels_with: Mapped[Ids]
    concern_rank: Mapped[int | None]
    action_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("units.id"))
    due: Mapped[date | None]
    imported: Mapped[bool]
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[At]
    statement: Mapped[SealedText]
    gist: Mapped[SealedText]
    pathway_note: Mapped[SealedText]
    disclosed_to: Mapped[SealedText]
    police_grade: Mapped[SealedText]
    pathway_unknown_reason: Mapped[SealedText]
    no_link_found_reason: Mapped[SealedText]
    gist_reason: Mapped[SealedText]


class Summary(Base):
    """A dated selection of facts; it grants nothing and holds no words of its own."""

    __tablename__ = "summaries"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    unit_id: Mapped[UnitId]
    number: Mapped[int]
    status: Mapped[Word]
    published_by: Mapped[UserId]
    published_at: Mapped[At]
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("status in ('published', 'superseded', 'withdrawn')", name="status_known"),
    )


class SummaryFact(Base):
    """A fact's place in a summary, under one of the mapping tool's four sections."""

    __tablename__ = "summary_facts"
    summary_id: Mapped[UUID] = mapped_column(ForeignKey("summaries.id"), primary_key=True)
    section: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"))


class Programme(Base):
    """A programme for perpetrators, as the directory has it: whom it takes; no case is ever named here.

    `mandates`: how men may come to it. `languages`: what it is given in, as BCP 47 tags. `areas`: the local
    authorities it serves, an empty list means all.
    """

    __tablename__ = "programmes"
    id: Mapped[Id]
    unit_id: Mapped[UnitId]
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    mandates: Mapped[Words]
    men_only: Mapped[bool]
    heterosexual_only: Mapped[bool]
    languages: Mapped[Words]
    areas: Mapped[Words]
    open: Mapped[bool]
    revision: Mapped[int]
    changed_by: Mapped[UserId]
    changed_at: Mapped[At]


class Referral(Base):
    """A perpetrator's referral to a programme: closed words and ids, whose texts are all facts of the case.

    `recipient_*`: for whom it is decided what it holds. `sender_purpose`: for which purpose its sender reads
    the case. `manifest`: exactly which facts were approved, in which version and form, and on what basis;
    signed where the hub signs. `asked_tactics`: those that the sender asked about.
    """

    __tablename__ = "referrals"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"))
    from_unit_id: Mapped[UnitId]
    to_unit_id: Mapped[UnitId]
    recipient_user_id: Mapped[UserId]
    recipient_role: Mapped[Word]
    sender_purpose: Mapped[Word]
    person_id: Mapped[PersonId]
    mandate: Mapped[Word]
    man: Mapped[Word]
    relationship: Mapped[Word]
    languages: Mapped[Words]
    interpreter: Mapped[bool]
    area: Mapped[str | None] = mapped_column(String(64))
    parenting: Mapped[Words]
    asked_tactics: Mapped[Words]
    earlier_asked: Mapped[bool]
    status: Mapped[Word]
    revision: Mapped[int]
    made_by: Mapped[UserId]
    made_at: Mapped[At]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    approved_role: Mapped[str | None] = mapped_column(String(64))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    manifest: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (
        CheckConstraint(
            "status in ('draft', 'approved', 'sent', 'accepted', 'rejected', 'in_progress', 'completed',"
            " 'revoked', 'recalled')",
            name="status_known",
        ),
        CheckConstraint("(approved_by is null) = (manifest is null)", name="approved_with_a_manifest"),
        CheckConstraint("sent_at is null or manifest is not null", name="sent_as_approved"),
    )


class ReferralStep(Base):
    """One step of a referral's life: what it became, by whom, and for which of the closed reasons."""

    __tablename__ = "referral_steps"
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referrals.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[Word]
    reason: Mapped[str | None] = mapped_column(String(64))
    note_fact_id: Mapped[UUID | None] = mapped_column(ForeignKey("facts.id"))
    by_user: Mapped[UserId]
    by_unit: Mapped[UnitId]
    at: Mapped[At]


class Goal(Base):
    """A behaviour-change goal: its behaviour, the outcome it is for, and who will see it, each a fact."""

    __tablename__ = "goals"
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"), primary_key=True)
    outcome_fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"))
    witness_fact_id: Mapped[UUID | None] = mapped_column(ForeignKey("facts.id"))
    case_id: Mapped[CaseId]
    unit_id: Mapped[UnitId]
    outcome_for: Mapped[Ids]
    due: Mapped[date | None]
    status: Mapped[Word]
    revision: Mapped[int]
    set_by: Mapped[UserId]
    set_at: Mapped[At]
    __table_args__ = (
        CheckConstraint(
            "status in ('not_started', 'some_evidence', 'sustained', 'not_met', 'unknown')",
            name="status_known",
        ),
        CheckConstraint("fact_id <> outcome_fact_id", name="outcome_is_not_the_behaviour"),
    )


class Commitment(Base):
    """What he said he will do; his words are the fact. `for_children`: for which of them."""

    __tablename__ = "commitments"
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"), primary_key=True)
    case_id: Mapped[CaseId]
    unit_id: Mapped[UnitId]
    said_on: Mapped[date]
    for_children: Mapped[Ids]
    follow_up_due: Mapped[date | None]
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[At]


class CommitmentFollowUp(Base):
    """What became of a commitment, as a unit saw it; what it saw is a fact."""

    __tablename__ = "commitment_follow_ups"
    id: Mapped[Id]
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitments.fact_id"), index=True)
    case_id: Mapped[CaseId]
    unit_id: Mapped[UnitId]
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"))
    kept: Mapped[Word]
    seen_on: Mapped[date]
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[At]
    __table_args__ = (
        CheckConstraint("kept in ('kept', 'partly', 'not_kept', 'unknown')", name="kept_known"),
    )


class ChangeAssessment(Base):
    """What a unit says of his change over a period; every answer to the three questions is a fact."""

    __tablename__ = "change_assessments"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    unit_id: Mapped[UnitId]
    person_id: Mapped[PersonId]
    start: Mapped[date]
    end: Mapped[date]
    made_by: Mapped[UserId]
    made_at: Mapped[At]
    __table_args__ = (CheckConstraint('start <= "end"', name="ends_after_it_starts"),)


class ChangeAnswer(Base):
    """One answer: its question, the fact that says it, and the closed words that say the same.

    Nobody gets these words who does not get the fact in full. `subject_id`: of claiming, whose impact, of
    what others report, whose word. `evidence`: facts that bear it out.
    """

    __tablename__ = "change_answers"
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("change_assessments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[CaseId]
    question: Mapped[Word]
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"), unique=True)
    answer: Mapped[Word]
    subject_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    by_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("units.id"))
    tactic: Mapped[str | None] = mapped_column(String(64))
    replaced_by: Mapped[str | None] = mapped_column(String(64))
    since: Mapped[str | None] = mapped_column(String(10))
    named: Mapped[Words]
    denied: Mapped[Words]
    evidence: Mapped[Ids]
    __table_args__ = (
        UniqueConstraint("assessment_id", "question", "fact_id"),
        CheckConstraint("question in ('named', 'claimed', 'changed', 'others')", name="question_known"),
        CheckConstraint("(question = 'changed') = (tactic is not null)", name="changed_of_a_tactic"),
        CheckConstraint("(answer = 'replaced') = (replaced_by is not null)", name="replaced_by_something"),
    )


class Attendance(Base):
    """How often he came, which is not change: it cannot be kept without an answer to each question."""

    __tablename__ = "attendances"
    assessment_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId]
    offered: Mapped[int]
    attended: Mapped[int]
    named_fact_id: Mapped[UUID]
    claimed_fact_id: Mapped[UUID]
    changed_fact_id: Mapped[UUID]
    named: Mapped[str] = mapped_column(String(8), server_default="named")
    claimed: Mapped[str] = mapped_column(String(8), server_default="claimed")
    changed: Mapped[str] = mapped_column(String(8), server_default="changed")
    __table_args__ = (
        ForeignKeyConstraint(["assessment_id"], ["change_assessments.id"]),
        # Each answer is this assessment's own, and to the question it stands for.
        *(
            ForeignKeyConstraint(
                ["assessment_id", question, f"{question}_fact_id"],
                ["change_answers.assessment_id", "change_answers.question", "change_answers.fact_id"],
                name=f"fk_attendances_{question}",
            )
            for question in ("named", "claimed", "changed")
        ),
        CheckConstraint(
            "named = 'named' and claimed = 'claimed' and changed = 'changed'", name="each_question_answered"
        ),
        CheckConstraint("0 <= attended and attended <= offered", name="attended_of_those_offered"),
    )


class Permission(Base):
    """A treatment service's wish to speak with another unit, and where it stands; his say, or hers.

    `directions`: which way was asked for. `to_them` and `from_them`: the consent event that said last whether
    the service may tell the other unit, and whether it may be told by it.
    """

    __tablename__ = "permissions"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    unit_id: Mapped[UnitId]
    with_unit_id: Mapped[UnitId]
    person_id: Mapped[PersonId]
    directions: Mapped[Words]
    purposes: Mapped[Words]
    categories: Mapped[Words]
    ends: Mapped[date | None]
    status: Mapped[Word]
    revision: Mapped[int]
    to_them: Mapped[UUID | None] = mapped_column(ForeignKey("consent_events.id"))
    from_them: Mapped[UUID | None] = mapped_column(ForeignKey("consent_events.id"))
    asked_by: Mapped[UserId]
    asked_at: Mapped[At]
    __table_args__ = (
        CheckConstraint("status in ('asked', 'given', 'refused', 'withdrawn')", name="status_known"),
        CheckConstraint("unit_id <> with_unit_id", name="with_another_unit"),
    )


class Request(Base):
    """What one unit asks of another by a day: about its own work, or what would close a gap.

    What answers it are facts of the unit that was asked; a no has one of the closed reasons. `to_unit_id` may
    be no unit of the hub: asking is the same whoever is there. Of a gap: `protocols` are the names of those
    that joined the two units for the purpose. `reminded` is the number of the last reminder that was told.
    """

    __tablename__ = "requests"
    id: Mapped[Id]
    case_id: Mapped[CaseId]
    about: Mapped[Word]
    from_unit_id: Mapped[UnitId]
    to_unit_id: Mapped[UUID]
    asked_by: Mapped[UserId]
    asked_role: Mapped[Word]
    asked_at: Mapped[At]
    due: Mapped[date]
    status: Mapped[Word]
    revision: Mapped[int]
    gap_fact_id: Mapped[UUID | None] = mapped_column(ForeignKey("facts.id"))
    purpose: Mapped[str | None] = mapped_column(String(64))
    protocols: Mapped[Words]
    reminded: Mapped[int]
    answers: Mapped[Ids]
    reason: Mapped[str | None] = mapped_column(String(64))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (
        CheckConstraint("status in ('open', 'answered', 'declined', 'withdrawn')", name="status_known"),
        CheckConstraint("(status = 'declined') = (reason is not null)", name="declined_for_a_reason"),
        CheckConstraint(
            "(about = 'gap') = (gap_fact_id is not null) and (about = 'gap') = (purpose is not null)",
            name="about_a_gap_for_a_purpose",
        ),
    )


class Overdue(Base):
    """How much of one kind was overdue in the whole hub when it was last counted: a number, of nobody."""

    __tablename__ = "overdue"
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int]
    counted_at: Mapped[At]


class GapClosing(Base):
    """The fact that closes a gap. Who does not get that fact, sees the gap as it was."""

    __tablename__ = "gap_closings"
    gap_fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"), primary_key=True)
    closed_by_fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"), primary_key=True)
    case_id: Mapped[CaseId]
    unit_id: Mapped[UnitId]
    closed_on: Mapped[date]
    closed_by: Mapped[UserId]
    closed_at: Mapped[At]
    __table_args__ = (CheckConstraint("gap_fact_id <> closed_by_fact_id", name="by_another_fact"),)


class ShownToHer(Base):
    """That a fact about what she does was shown to her, and whether she was asked if it may be shared."""

    __tablename__ = "shown_to_her"
    id: Mapped[Id]
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"), index=True)
    case_id: Mapped[CaseId]
    unit_id: Mapped[UnitId]
    person_id: Mapped[PersonId]
    shown_on: Mapped[date]
    asked_to_share: Mapped[bool]
    consent_id: Mapped[UUID | None] = mapped_column(ForeignKey("consent_events.id"))
    recorded_by: Mapped[UserId]
    recorded_at: Mapped[At]


class Import(Base):
    """The loading of a unit's facts, line by line; `next_line` is the first that has not been dealt with."""

    __tablename__ = "imports"
    id: Mapped[Id]
    unit_id: Mapped[UnitId]
    begun_by: Mapped[UserId]
    begun_at: Mapped[At]
    next_line: Mapped[int]
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class ImportLine(Base):
    """One line of an import: the fact it became, or where and why it was refused; never what it said.

    `ref`: the digest of the name by which later lines may speak of it.
    """

    __tablename__ = "import_lines"
    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    ref: Mapped[str | None] = mapped_column(String(64))
    fact_id: Mapped[UUID | None] = mapped_column(ForeignKey("facts.id"))
    code: Mapped[str | None] = mapped_column(String(64))
    where: Mapped[str | None] = mapped_column(String(200))
    why: Mapped[str | None] = mapped_column(String(400))
    __table_args__ = (
        CheckConstraint("(fact_id is null) = (code is not null)", name="fact_or_code"),
        UniqueConstraint("import_id", "ref"),
    )


_NOT_DONE = text("outcome <> 'done'")


class AuditEntry(Base):
    """One entry of the log: `body` holds the exact bytes that were hashed, the columns only serve queries."""

    __tablename__ = "audit_entries"
    id: Mapped[Id]
    at: Mapped[At]
    unit: Mapped[str | None] = mapped_column(String(64))
    actor: Mapped[str | None] = mapped_column(String(64))
    action: Mapped[Word]
    outcome: Mapped[Word]
    purpose: Mapped[str | None] = mapped_column(String(64))
    case_alias: Mapped[str | None] = mapped_column(String(64))
    fact_id: Mapped[UUID | None]
    fact_revision: Mapped[int | None]
    manifest_digest: Mapped[str | None] = mapped_column(String(64))
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (
        UniqueConstraint("fact_id", "fact_revision"),
        Index(None, "case_alias", "at"),
        Index(None, "actor", "at"),
        Index(None, "unit", "at", "action"),
        Index(None, "action", "at"),
        # Refusals and faults are few among many: by themselves, for all and for one unit.
        Index("ix_audit_entries_not_done", "at", sqlite_where=_NOT_DONE, postgresql_where=_NOT_DONE),
        Index(
            "ix_audit_entries_unit_not_done",
            *("unit", "at", "id", "action", "outcome"),
            sqlite_where=_NOT_DONE,
            postgresql_where=_NOT_DONE,
        ),
    )


class LogQueue(Base):
    """Entries that the sequencer has yet to put into the tree."""

    __tablename__ = "log_queue"
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)


class LogLeaf(Base):
    """Where an entry stands in the log's tree; `leaf_index` counts from 0, without gaps."""

    __tablename__ = "log_leaves"
    leaf_index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), unique=True)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)


class LogTile(Base):
    """Up to 256 neighbouring hashes of one tile level (C2SP tlog-tiles); only the last of a level grows."""

    __tablename__ = "log_tiles"
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tile_index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class LogCheckpoint(Base):
    """A checkpoint that the log signed, as the note's bytes without what witnesses added; never changed."""

    __tablename__ = "log_checkpoints"
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[At]
    note: Mapped[bytes] = mapped_column(LargeBinary)


class LogCosignature(Base):
    """A witness's latest cosignature of a checkpoint: `line` is its line, `at` the time that it names."""

    __tablename__ = "log_cosignatures"
    size: Mapped[int] = mapped_column(ForeignKey("log_checkpoints.size"), primary_key=True)
    witness: Mapped[str] = mapped_column(String(255), primary_key=True)
    at: Mapped[At]
    line: Mapped[str]
    __table_args__ = (Index(None, "witness", "at"),)


class DecisionRecord(Base):
    """The canonical inputs and outcomes of one decision, bound to its entry by a salted digest."""

    __tablename__ = "decision_records"
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


_ASKED = text("side = 'asker' and instead_of is null")
_REPLACES = text("instead_of is not null")


class DecisionPortion(Base):
    """What one unit's officer may know of one decision; of a look at names, only that it was asked for.

    `side` is the unit's own: owner of facts, asker, or receiver beside others in a room. `actor` and
    `asker_unit` say who asked. `released` and `withheld` are lists of fact, outcome, reason, caveats and
    version. `instead_of` names the decision whose portion this replaces, when at opening something was held
    back after all. Written with the entry, never changed.
    """

    __tablename__ = "decision_portions"
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(String(8), primary_key=True)
    at: Mapped[At]
    action: Mapped[Word]
    actor: Mapped[UUID]
    asker_unit: Mapped[UUID]
    purpose: Mapped[str | None] = mapped_column(String(64))
    case_alias: Mapped[str | None] = mapped_column(String(64))
    refused: Mapped[bool]
    instead_of: Mapped[UUID | None]
    released: Mapped[list[list[Any]]] = mapped_column(JSON)
    withheld: Mapped[list[list[Any]] | None] = mapped_column(JSON(none_as_null=True))
    readers: Mapped[list[dict[str, str]] | None] = mapped_column(JSON(none_as_null=True))
    __table_args__ = (
        CheckConstraint("(side = 'owner') = (withheld is not null)", name="withheld_is_the_owners"),
        # What a unit counts and lists, without a look at the rows themselves.
        Index(
            "ix_decision_portions_heard",
            *("unit_id", "at", "entry_id", "side", "instead_of", "asker_unit", "purpose", "actor"),
        ),
        Index(None, "unit_id", "case_alias", "at"),
        Index(None, "unit_id", "actor", "at"),
        Index(None, "unit_id", "asker_unit", "at"),
        # Each look once, with what is counted of it: for those who oversee the hub.
        Index(
            "ix_decision_portions_asked",
            *("at", "unit_id", "purpose", "actor", "entry_id"),
            sqlite_where=_ASKED,
            postgresql_where=_ASKED,
        ),
        # And by person and by unit and purpose, so that counting need not put them in order.
        Index(
            "ix_decision_portions_persons",
            *("actor", "at", "entry_id", "unit_id"),
            sqlite_where=_ASKED,
            postgresql_where=_ASKED,
        ),
        Index(
            "ix_decision_portions_purposes",
            *("unit_id", "purpose", "at"),
            sqlite_where=_ASKED,
            postgresql_where=_ASKED,
        ),
        Index(
            "ix_decision_portions_refused",
            *("unit_id", "at"),
            sqlite_where=text("refused = 1"),
            postgresql_where=text("refused"),
        ),
        Index(
            "ix_decision_portions_replaced", "instead_of", sqlite_where=_REPLACES, postgresql_where=_REPLACES
        ),
    )


_OPEN = text("done_at is null and dead_at is null")
_DEAD = text("dead_at is not null")


class OutboxTask(Base):
    """Work to be done after the act that asked for it, written with it: its kind, and ids alone.

    Whoever leases it until `leased_until` sees to it; between two tries it is leased to nobody. `handed_out`
    counts leases, `attempts` tries that began and did not end well. `dead_at`: it was given up, and waits for
    a person. `last_error` is the kind of a failure, never its text. `once` keeps a second one from waiting.
    """

    __tablename__ = "outbox_tasks"
    id: Mapped[Id]
    kind: Mapped[Word]
    ids: Mapped[list[str | int]] = mapped_column(JSON)
    once: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[At]
    due_at: Mapped[At]
    handed_out: Mapped[int] = mapped_column(server_default=text("0"))
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    leased_by: Mapped[UUID | None]
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    begun_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    dead_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (
        Index("ix_outbox_tasks_open", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_outbox_tasks_dead", "dead_at", sqlite_where=_DEAD, postgresql_where=_DEAD),
        Index("uq_outbox_tasks_once", "once", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )


class Schedule(Base):
    """Something that is put into the outbox again and again; whoever locks its row at its time does so."""

    __tablename__ = "schedules"
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    every: Mapped[int]
    next_at: Mapped[At]


class KeyRotation(Base):
    """A rotation that goes on in the background: how far it has come, of one unit's keys of one class.

    `walk` counts how often all records were walked through; `at_kind`, `at_id` and `at_version` say where the
    last page of this walk ended. `to_key` is the generation that records move to.
    """

    __tablename__ = "key_rotations"
    id: Mapped[Id]
    unit_id: Mapped[UnitId]
    key_class: Mapped[Word]
    to_key: Mapped[str | None] = mapped_column(String(64))
    named_old: Mapped[int | None]
    moved: Mapped[int] = mapped_column(server_default=text("0"))
    walk: Mapped[int] = mapped_column(server_default=text("0"))
    at_kind: Mapped[str | None] = mapped_column(String(64))
    at_id: Mapped[UUID | None]
    at_version: Mapped[int | None]
    begun_at: Mapped[At]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (Index(None, "unit_id", "key_class"),)
