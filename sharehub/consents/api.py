"""Consent and approvals over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from consent.record import Capacity, Kind, Status
from sharehub.acting.lists import ListDesk
from sharehub.acting.once import Done
from sharehub.acting.requests import Governed, PersonsDesk
from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.consents import approvals, queries
from sharehub.consents.approvals import Scope
from sharehub.consents.record import Said, record_consent, told_of
from sharehub.web.bodies import ONCE, Body, CaseId, Day, Flag, Identified, Text, Word, example

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from sharehub.hub import Work

router = APIRouter(prefix="/api/v1/cases/{case}", tags=["consents"], route_class=Governed)

AN_ID = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"
All = Annotated[str, StringConstraints(pattern=r"^(\*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$")]
"""An id, or `*` for all."""
Words = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z][a-z_]{0,63})$")]
"""A closed word, or `*` for all."""
MOST = 200


class ConsentBody(Body):
    """What one person said about sharing, on a day."""

    day: Day
    subject: UUID
    given_by: UUID
    status: Status
    recipients: Annotated[frozenset[All], Field(max_length=MOST), ONCE]
    purposes: Annotated[frozenset[Words], Field(max_length=MOST), ONCE]
    categories: Annotated[frozenset[Words], Field(max_length=MOST), ONCE]
    kind: Kind = Kind.CONSENT
    capacity: Capacity | None = None
    except_units: Annotated[frozenset[UUID], Field(max_length=MOST), ONCE] = frozenset()
    exclude_facts: Annotated[frozenset[UUID], Field(max_length=MOST), ONCE] = frozenset()
    expires: Day | None = None
    may_be_put_to_perpetrator: Flag = False
    may_appear_in_report: Flag = False
    asked_alone: Flag | None = None
    interpreter_independent: Flag | None = None
    own_words: Text | None = None
    note: Text | None = None

    model_config = example(
        day="2026-03-02",
        subject=AN_ID,
        given_by=AN_ID,
        status="active",
        recipients=[AN_ID],
        purposes=["programme_referral"],
        categories=["*"],
        asked_alone=True,
    )

    def as_said(self) -> Said:
        """Return it as the use case takes it."""
        given: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        for name in ("except_units", "exclude_facts"):
            given[name] = frozenset(map(str, given[name]))
        return Said(**given)


class ScopeBody(Body):
    """Which facts, to which units, for which purposes, from a day to a day (both included)."""

    facts: Annotated[frozenset[UUID], Field(min_length=1, max_length=MOST), ONCE]
    units: Annotated[frozenset[UUID], Field(min_length=1, max_length=MOST), ONCE]
    purposes: Annotated[frozenset[Word], Field(min_length=1, max_length=MOST), ONCE]
    start: Day
    end: Day | None = None

    def scope(self) -> Scope:
        """Return the scope as the use cases take it."""
        return Scope(self.facts, self.units, self.purposes, self.start, self.end)


SCOPE = {"facts": [AN_ID], "units": [AN_ID], "purposes": ["child_protection"], "start": "2026-03-02"}


class ApprovalBody(ScopeBody):
    """A release of facts of the caller's own unit that it approves."""

    note: Text | None = None

    model_config = example(**SCOPE)


class ConsentItem(Body):
    """A consent event that the caller's unit recorded, without anybody's words."""

    id: UUID
    day: date
    subject: UUID
    given_by: UUID
    status: str
    kind: str
    expires: date | None


class ConsentPage(Body):
    """A page of consent events; `next` is null on the last."""

    items: list[ConsentItem]
    next: str | None


@router.post("/consents", status_code=201, response_model=Identified)
def record_a_consent(desk: PersonsDesk, case: CaseId, body: ConsentBody) -> Response:
    """Record what somebody said about sharing what is theirs; a change of mind is another event."""

    def act(work: Work) -> Done:
        return Done(Identified(id=record_consent(work, desk.actor, case, body.as_said())))

    return desk.does(Action.CONSENT_RECORDED, act)


@router.get("/consents", response_model=ConsentPage)
def list_consents(desk: ListDesk, case: CaseId) -> Response:
    """List the consent events that the caller's unit recorded; to who works with him, of those they ask."""

    def rows(work: Work, after: UUID, most: int) -> Sequence[RowMapping]:
        admit(work, desk.actor, case)
        parts = told_of(work, desk.actor)
        return queries.recorded_by(work.tx, case, desk.actor.unit, parts, after, most)

    return desk.page("consents", rows, case)


@router.post("/approvals", status_code=201, response_model=Identified)
def approve_a_release(desk: PersonsDesk, case: CaseId, body: ApprovalBody) -> Response:
    """Approve a release of facts of the caller's own unit."""

    def act(work: Work) -> Done:
        return Done(Identified(id=approvals.approve_release(work, desk.actor, case, body.scope(), body.note)))

    return desk.does(Action.APPROVAL_GIVEN, act)
