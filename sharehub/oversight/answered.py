"""What answers officers' questions, in the form in which it goes out: ids and closed words, never content."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sharehub.audit.entry import Action
from sharehub.web.bodies import Body


class LineBody(Body):
    """One fact of a look. What the officer may not know is null: the id that a reader never had, a reason."""

    fact: UUID | None
    outcome: Literal["full", "gist", "withheld"]
    reason: str | None
    caveats: list[str]
    version: int | None


class ReaderBody(Body):
    """Somebody in the room."""

    user: UUID
    unit: UUID
    role: str


class ActBody(Body):
    """One act: who, what, when, for which purpose, how it ended; of a look, what went and what was withheld.

    `case` is null when it was shredded, or is not the officer's to know. `fact` is the one acted upon.
    `medium` says what was looked at. `about` holds closed words and ids that belong to the action.
    """

    id: UUID
    at: datetime
    action: Action
    outcome: Literal["done", "refused", "fault"]
    user: UUID | None
    unit: UUID | None
    role: str | None
    purpose: str | None
    medium: str | None
    case: UUID | None
    fact: UUID | None
    readers: list[ReaderBody]
    lines: list[LineBody]
    about: dict[str, Any]


class StaffItem(Body):
    """What somebody of the partnership is called, and their unit."""

    id: UUID
    name: str
    unit: UUID


class StaffNamesBody(Body):
    """Those of the users asked about that there are."""

    items: list[StaffItem]


class ActPage(Body):
    """A page of acts, newest first; `next` is null on the last."""

    items: list[ActBody]
    next: str | None


class HolderBody(Body):
    """Somebody who holds a fact in one version and form, had in one way, from a first look to a last.

    `current`: that is how it stands today; null where the version is not known. `beyond_recall`: it can be
    printed, filed or sent on, or stands in another system: of such it can be asked that it is destroyed, and
    no more. `recalled_at`: when its holder was told that it is out of date; `acknowledged_at`: when somebody
    said that it is gone.
    """

    id: UUID
    fact: UUID
    version: int | None
    current: bool | None
    outcome: Literal["full", "gist"]
    medium: Literal["screen", "wall", "document", "referral", "system"]
    beyond_recall: bool
    unit: UUID
    user: UUID
    role: str
    first: datetime
    last: datetime
    recalled_at: datetime | None
    acknowledged_at: datetime | None


class HolderPage(Body):
    """A page of holders, in no telling order; `next` is null on the last."""

    items: list[HolderBody]
    next: str | None


class BurstBody(Body):
    """So many looks of one person, each soon after the others."""

    id: UUID
    user: UUID
    unit: UUID
    first_at: datetime
    last_at: datetime
    looks: int


class BurstPage(Body):
    """A page of bursts, the latest first; `next` is null on the last."""

    items: list[BurstBody]
    next: str | None


class KeptBody(Body):
    """Somebody kept from a case since a day, and how often they had looked at it."""

    id: UUID
    user: UUID
    unit: UUID
    case: UUID
    since: date
    by: Literal["exclusion", "conflict_check"]
    looks: int
    first: datetime | None
    last: datetime | None


class KeptPage(Body):
    """A page of people kept from cases, the latest first; `next` is null on the last."""

    items: list[KeptBody]
    next: str | None


class EndingConsent(Body):
    """A consent that is about to expire: whose part, for whom and for what; no words."""

    id: UUID
    case: UUID
    subject_part: str
    status: str
    recipients: list[str]
    except_units: list[str]
    purposes: list[str]
    expires: date


class ConsentEndingPage(Body):
    """A page of consents, soonest first; `next` is null on the last."""

    items: list[EndingConsent]
    next: str | None


class LapsingProtocol(Body):
    """A protocol that is about to lapse or due for review; `due` is the sooner of the two days."""

    id: UUID
    name: str
    version: int
    status: str
    effective: date
    review_due: date
    expires: date | None
    due: date


class ProtocolLapsingPage(Body):
    """A page of protocols, soonest first; `next` is null on the last."""

    items: list[LapsingProtocol]
    next: str | None


class CellBody(Body):
    """How often a unit's people looked for a purpose; names are asked for without one."""

    unit: UUID
    purpose: str | None
    looks: int


class HeatMapBody(Body):
    """The counts of a period, by unit and purpose."""

    cells: list[CellBody]
