"""What is sent about a protocol's way into force and out of it, and what is shown of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from policies.lifecycle import DueDay, RehearsalKind, Standing, SuspensionReason
from sharehub.web.bodies import Body, example

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in hex of a document's canonical form."""
A_DIGEST = "fc8a19b27b75c95436a740c251b655a4764b61bf81f9a2b39478e818f6561ccf"


class Drafted(Body):
    """The id of a new draft, and the digest under which it is rehearsed and signed."""

    id: UUID
    digest: str


class RehearsalBody(Body):
    """What was rehearsed, and how: the digest of the draft that was read, and of the rulebook rehearsed."""

    digest: Digest
    rulebook: Digest
    kind: RehearsalKind

    model_config = example(digest=A_DIGEST, rulebook=A_DIGEST, kind="case_file")


class SignatureBody(Body):
    """The digest of the document that was read and is signed."""

    digest: Digest

    model_config = example(digest=A_DIGEST)


class SuspensionBody(Body):
    """Why: one closed word."""

    reason: SuspensionReason

    model_config = example(reason="breach")


class Signed(Body):
    """Whether the protocol is in force now: with the last signature it is."""

    in_force: bool


class PartyItem(Body):
    """A party, and whether its signature stands: for coming into force or, once suspended, for going on."""

    unit: UUID
    code: str
    signed: bool


class RehearsalItem(Body):
    """A rehearsal: who answers for it, and what was rehearsed."""

    kind: RehearsalKind
    unit: UUID
    by: UUID
    at: datetime
    digest: str
    rulebook: str


class SignatureItem(Body):
    """A signature: who gave it for which unit, when, and over which digests; a withdrawn one bears nothing.

    `round` is 0 for coming into force, and counts suspensions from there.
    """

    unit: UUID
    by: UUID
    at: datetime
    round: int
    digest: str
    rulebook: str
    withdrawn_at: datetime | None


class VersionItem(Body):
    """A version of the same agreement, and where it stands."""

    id: UUID
    version: int
    status: Standing


class ProtocolShown(Body):
    """One version of a protocol: where it stands and why, who signed it, and its document as drafted."""

    id: UUID
    name: str
    version: int
    status: Standing
    since: datetime
    suspended_for: SuspensionReason | None
    suspended_by: UUID | None
    digest: str
    rulebook: str
    lead: str
    purposes: list[str]
    effective: date
    review_due: date
    expires: date | None
    parties: list[PartyItem]
    rehearsals: list[RehearsalItem]
    signatures: list[SignatureItem]
    versions: list[VersionItem]
    document: str


class ChangedItems(Body):
    """What was put in, what was taken out, and what is in both and says something else."""

    added: list[str]
    removed: list[str]
    altered: list[str]


class ChangedDay(Body):
    """A day that was moved; null is no day."""

    name: str
    before: date | None
    after: date | None


class Changes(Body):
    """What differs between two versions: `others` names the parts that are not told in detail."""

    parties: ChangedItems
    purposes: ChangedItems
    days: list[ChangedDay]
    rulebook: bool
    others: list[str]


class DueItem(Body):
    """A day that comes up, and in how many days; fewer than none where it has passed."""

    what: DueDay
    on: date
    days: int


class DueProtocolItem(Body):
    """A protocol in force or suspended of which a day comes up."""

    id: UUID
    name: str
    version: int
    due: list[DueItem]


class DueProtocolPage(Body):
    """A page of protocols of which a day comes up; `next` is null on the last."""

    items: list[DueProtocolItem]
    next: str | None
