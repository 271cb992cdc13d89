"""What is sent to the routes of referrals and of the directory, and what these answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from sharehub.documents.document import DocumentForm
from sharehub.language.vocabulary import Tactic
from sharehub.referrals.directory import AREA, CODE, LANGUAGE, MOST, NewProgramme
from sharehub.referrals.draft import NewReferral
from sharehub.referrals.eligibility import Strip, Takes
from sharehub.referrals.words import Known, Mandate, Parenting, Rejection, Relationship, Status, WhyNot
from sharehub.web.bodies import ONCE, Body, Flag, Name, Word, example

AN_ID = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"
SHA256 = r"^[0-9a-f]{64}$"

Code = Annotated[str, StringConstraints(pattern=f"^{CODE.pattern}$")]
Tag = Annotated[str, StringConstraints(pattern=f"^{LANGUAGE.pattern}$")]
Area = Annotated[str, StringConstraints(pattern=f"^{AREA.pattern}$")]
Tags = Annotated[frozenset[Tag], Field(max_length=MOST), ONCE]


class ProgrammeBody(Body):
    """A programme, and whom it takes: no areas means all; languages are BCP 47 tags."""

    unit: UUID
    code: Code
    name: Name
    mandates: Annotated[frozenset[Mandate], Field(min_length=1), ONCE]
    men_only: Flag
    heterosexual_only: Flag
    languages: Annotated[frozenset[Tag], Field(min_length=1, max_length=MOST), ONCE]
    areas: Annotated[frozenset[Area], Field(max_length=MOST), ONCE] = frozenset()
    open: Flag

    model_config = example(
        unit=AN_ID,
        code="RESPEKT",
        name="A programme in Polish",
        mandates=["non_court_mandated"],
        men_only=True,
        heterosexual_only=False,
        languages=["pl", "en"],
        areas=[],
        open=True,
    )

    def as_programme(self) -> NewProgramme:
        """Return it as the use cases take it."""
        takes = Takes(
            self.mandates, self.men_only, self.heterosexual_only, self.languages, self.areas, self.open
        )
        return NewProgramme(self.unit, self.code, self.name, takes)


class ReferralBody(Body):
    """Who is referred, to which programme and to whom there; all in ids and closed words."""

    programme: UUID
    person: UUID
    recipient: UUID
    recipient_role: Word
    purpose: Word
    mandate: Mandate
    man: Known
    relationship: Relationship
    languages: Tags
    interpreter: Flag
    area: Area | None = None
    parenting: Annotated[frozenset[Parenting], ONCE]
    asked_tactics: Annotated[frozenset[Tactic], ONCE]
    earlier_asked: Flag

    model_config = example(
        programme=AN_ID,
        person=AN_ID,
        recipient=AN_ID,
        recipient_role="caledonian_men",
        purpose="child_protection",
        mandate="non_court_mandated",
        man="yes",
        relationship="heterosexual",
        languages=["pl", "en"],
        interpreter=False,
        parenting=["lives_with_children"],
        asked_tactics=["CONFINE", "MONITOR"],
        earlier_asked=True,
    )

    def as_referral(self) -> NewReferral:
        """Return it as the use cases take it."""
        strip = Strip(
            mandate=self.mandate,
            man=self.man,
            relationship=self.relationship,
            languages=self.languages,
            interpreter=self.interpreter,
            area=self.area,
            parenting=self.parenting,
        )
        return NewReferral(
            programme=self.programme,
            person=self.person,
            recipient=self.recipient,
            recipient_role=self.recipient_role,
            purpose=self.purpose,
            strip=strip,
            asked_tactics=self.asked_tactics,
            earlier_asked=self.earlier_asked,
        )


class ReferralApprovalBody(Body):
    """The digest of the preview: what is approved is what was seen."""

    digest: Annotated[str, StringConstraints(pattern=SHA256)]

    model_config = example(digest="0" * 64)


class ReferralDocumentBody(Body):
    """As what the document is to come."""

    form: DocumentForm

    model_config = example(form="html")


class ReferralMoveBody(Body):
    """What becomes of a referral. `reason` is a rejection's; `note` one's own unit's fact that says more."""

    to: Status
    reason: Rejection | None = None
    note: UUID | None = None

    model_config = example(to="revoked")


class ProgrammeItem(Body):
    """A programme of the directory; `revision` is its entity tag."""

    id: UUID
    unit: UUID
    code: str
    name: str
    mandates: list[Mandate]
    men_only: bool
    heterosexual_only: bool
    languages: list[str]
    areas: list[str]
    open: bool
    revision: int


class ProgrammePage(Body):
    """A page of programmes; `next` is null on the last."""

    items: list[ProgrammeItem]
    next: str | None


class ReferralItem(Body):
    """How a referral stands; `revision` is its entity tag."""

    id: UUID
    programme: UUID
    from_unit: UUID
    to_unit: UUID
    person: UUID
    status: Status
    revision: int
    sent_at: datetime | None


class ReferralPage(Body):
    """A page of referrals; `next` is null on the last."""

    items: list[ReferralItem]
    next: str | None


class RecipientItem(Body):
    """Somebody who may receive a referral, in this role; `id` is that of their membership."""

    id: UUID
    user: UUID
    role: str


class RecipientPage(Body):
    """A page of them; `next` is null on the last."""

    items: list[RecipientItem]
    next: str | None


class StepItem(Body):
    """A step of a referral. Who took it, and what fact says more, is told to the unit that took it."""

    number: int
    status: Status
    reason: Rejection | None
    note: UUID | None
    by: UUID | None
    unit: UUID
    at: datetime


class StepPage(Body):
    """A page of steps; `next` is null on the last."""

    items: list[StepItem]
    next: str | None


class ReferralPreviewBody(Body):
    """What would go, arranged as its recipient would read it, and how complete it is.

    `digest` is what an approval says was seen. `why_not` is why the programme does not take him, if it does
    not.
    """

    top: dict[str, Any]
    sections: dict[str, Any]
    completeness: dict[str, Any]
    why_not: list[WhyNot]
    digest: str
    told: list[str]
    receipt: str | None


class ReferralReadingBody(Body):
    """A referral as it is read; `out_of_date` is null, or one sentence, and then there is nothing else."""

    out_of_date: str | None
    top: dict[str, Any] | None
    sections: dict[str, Any] | None
    day: date | None
    protocols: list[str]
    told: list[str]
    receipt: str | None
