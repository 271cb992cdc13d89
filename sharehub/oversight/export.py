"""Exporting all that answers a question, page by page: on record before anything leaves, and when all has."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.errors import Invalid
from sharehub.oversight.fhir import Bundle, Events
from sharehub.oversight.looking import looking, record
from sharehub.oversight.plain import Jsonl, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from sharehub.audit.log import Entered
    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor
    from sharehub.oversight.looking import Item, Question
    from sharehub.oversight.plain import Written

PAGE = 200
"""Items that are in memory at a time."""


class Form(StrEnum):
    """In which form an export is written."""

    CSV = "csv"
    JSONL = "jsonl"
    FHIR_BUNDLE = "fhir_bundle"
    FHIR_NDJSON = "fhir_ndjson"


MEDIA_TYPES = {
    Form.CSV: "text/csv",
    Form.JSONL: "application/jsonl",
    Form.FHIR_BUNDLE: "application/fhir+json",
    Form.FHIR_NDJSON: "application/fhir+ndjson",
}
_WRITERS: dict[Form, Callable[[str], Written]] = {
    Form.CSV: Table,
    Form.JSONL: lambda _: Jsonl(),
    Form.FHIR_BUNDLE: lambda _: Bundle(),
    Form.FHIR_NDJSON: lambda _: Events(),
}
OF_ACTS = frozenset({"case", "user", "unit", "action", "refusals", "out_of_hours", "readings_of_fact"})
"""Questions that are answered with acts: an audit event stands for an act, and for nothing else."""


def export(hub: Hub, actor: Actor, question: Question, form: Form) -> tuple[Entered, Iterator[bytes]]:
    """Begin an export; return the entry that it is on record by, and what it will send.

    An export that breaks off leaves the entry of its beginning and none of its end.

    Raises:
        Invalid: what answers the question is no acts, of which alone there are audit events.
        ShareHubError: as `looking.ask`.
    """
    with looking(hub, actor, Action.LOG_EXPORT_BEGUN, question.case) as look:
        if form in {Form.FHIR_BUNDLE, Form.FHIR_NDJSON} and question.name not in OF_ACTS:
            raise Invalid(
                "form", "audit events stand for acts: take csv or jsonl for what is counted or ends"
            )
        alias = None if question.case is None else look.alias_of(question.case)
        first = question.found(look, None, PAGE)
    begun = record(hub, actor, Action.LOG_EXPORT_BEGUN, question, alias, form=form.value)

    def lines() -> Iterator[bytes]:
        written = _WRITERS[form](question.name)
        yield written.head()
        count = 0
        for page in _pages(hub, actor, question, first):
            count += len(page)
            yield b"".join(map(written.item, page))
        finished = Action.LOG_EXPORT_FINISHED
        record(hub, actor, finished, question, alias, export=str(begun.id), items=count, form=form.value)
        yield written.tail()

    return begun, lines()


def _pages(hub: Hub, actor: Actor, question: Question, first: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield page after page; each is looked up for itself, so that nothing is held open meanwhile."""
    page = first
    while page:
        yield page
        after: UUID | None = page[-1].get("id")
        if len(page) < PAGE or after is None:
            return
        with looking(hub, actor, Action.LOG_EXPORT_BEGUN, question.case) as look:
            page = question.found(look, after, PAGE)
