"""What is due, over HTTP: a list in pages, and all of it to print or to export."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from sharehub.acting.lists import ListDesk
from sharehub.acting.requests import CurrentActor, CurrentHub, Governed, Promises
from sharehub.audit.entry import Act, Action
from sharehub.deadlines.document import ListReader, PrintForm, as_csv, as_document
from sharehub.deadlines.due import DeadlineKind, place_of
from sharehub.deadlines.listing import deadlines, page
from sharehub.disclosure.papers import ANSWERS, paper, table
from sharehub.disclosure.wording import role_in_words
from sharehub.documents.document import DocumentForm
from sharehub.documents.html import as_html
from sharehub.documents.pdf import as_pdf
from sharehub.referrals.queries import unit_name
from sharehub.web.bodies import Body, example

if TYPE_CHECKING:
    from sharehub.deadlines.due import Deadline
    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor

router = APIRouter(prefix="/api/v1/deadlines", tags=["deadlines"], route_class=Governed)

LIST = "deadlines"
PRINTED: dict[int | str, dict[str, Any]] = {
    200: {**ANSWERS[200], "content": {**ANSWERS[200]["content"], "text/csv": {}}}
}


class DeadlineItem(Body):
    """Something that is due. `case` is null where it is of none; `id` is that of the thing itself."""

    kind: DeadlineKind
    due: date
    overdue: bool
    case: UUID | None
    case_reference: str | None
    id: UUID | None


class DeadlinePage(Body):
    """A page of what is due, soonest first; `next` is null on the last."""

    items: list[DeadlineItem]
    next: str | None


class PrintBody(Body):
    """As what the list is to come."""

    form: PrintForm

    model_config = example(form="html")


@router.get("", response_model=DeadlinePage)
def list_deadlines(desk: ListDesk, request: Request) -> Response:
    """List what is due: of the cases that the caller works on, or what an officer's scope holds."""
    found = _found(request, desk.hub, desk.actor)
    return desk.page(LIST, lambda _work, after, most: page(found, after, most), place=place_of)


@router.post("/print", response_class=Response, responses=PRINTED)
def print_deadlines(
    request: Request, hub: CurrentHub, actor: CurrentActor, promise: Promises, body: PrintBody
) -> Response:
    """Have the whole list as a page of HTML, a tagged PDF, or a table (CSV), without names."""
    found = _found(request, hub, actor)
    with hub.acting(actor, Action.LIST_ASKED) as work:
        release = work.new_id()
        words = (role_in_words(actor.role), unit_name(work.tx, actor.unit))
        reader = ListReader(", ".join(word for word in words if word), work.tx.today)
        work.record(
            Act(
                Action.LIST_ASKED,
                actor=actor.user,
                unit=actor.unit,
                role=actor.role,
                references={"list": LIST, "form": body.form.value, "release": str(release)},
            )
        )
    receipt = promise(work.entries[-1])
    if body.form is PrintForm.CSV:
        return table(as_csv(found), release, receipt)
    form = DocumentForm(body.form.value)
    document = as_document(found, reader)
    content = as_pdf(document) if form is DocumentForm.PDF else as_html(document)
    return paper(request, content, form, release, receipt)


def _found(request: Request, hub: Hub, actor: Actor) -> list[Deadline]:
    """Look at what is due before the look is on record, after which it leaves: deciding holds nobody up."""
    policy = request.app.state.outside.log.policy
    with hub.acting(actor, Action.LIST_ASKED, only_reads=True) as work:
        return deadlines(work, actor, hub.zone, policy)
