"""Asking for a document: decided and recorded like any look, only then opened, and only then set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from consent.people import Part
from sharehub.audit.entry import Action
from sharehub.cases import queries as cases
from sharehub.change import queries as change
from sharehub.disclosure.compose import Wanted, opened, prepare
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.recording import alarm, asking
from sharehub.documents.document import DocumentForm, DocumentKind
from sharehub.documents.html import as_html
from sharehub.documents.pdf import DocumentFailed, as_pdf
from sharehub.errors import Forbidden, Invalid
from sharehub.reports import queries
from sharehub.reports.making import Making, make
from sharehub.reports.permitted import permitted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sharehub.change.queries import Rows
    from sharehub.disclosure.compose import Composed, Prepared
    from sharehub.documents.document import Document
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


PURPOSE_OF = {
    DocumentKind.COURT_REPORT: "court_report",
    DocumentKind.HEARING_REPORT: "hearing_report",
}
"""Documents that are for one purpose and no other."""
USUAL = {DocumentKind.TREATMENT_PAGE: "treatment_coordination"}
"""For what a document is asked for where its asker does not say."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which document is asked for, for what, and as what."""

    document: DocumentKind
    form: DocumentForm
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A document as it was set, and the release that it was made of."""

    composed: Composed
    form: DocumentForm
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Held:
    """What was read beside the release while the case stood still."""

    prepared: Prepared
    unit: str
    permitted: tuple[str, ...]
    rows: Rows
    family: Mapping[str, str]


def ask_for_document(hub: Hub, actor: Actor, case: UUID, asked: Asked) -> Made | Refused:
    """Decide for the one who asks, record, open, and set.

    Raises:
        Invalid: it has a purpose of its own and another was named, or it needs one and none was.
        Forbidden: the actor is an importer; or the rulebooks in play take papers that he reads for papers
            that he does not, or the other way round.
        KeysUnavailable, KeyDestroyed, Tampered: as `sharehub.disclosure.disclose.disclose`.
        DocumentFailed: it was decided, recorded and opened, and could not be set; nothing of it leaves.
    """
    with asking(hub, actor, Action.DOCUMENT_ASKED, case) as work:
        outcome = _decided(work, actor, case, asked)
    if isinstance(outcome, Refused):
        return outcome
    composed = opened(hub, outcome.prepared, work.entries[-1])
    try:
        making = Making(
            asked.document,
            composed,
            case,
            actor.role,
            outcome.unit,
            rows=outcome.rows,
            family=outcome.family,
            permitted=outcome.permitted,
        )
        return Made(composed, asked.form, _set(make(making), asked.form))
    except (ValueError, LookupError, DocumentFailed) as error:
        # By its kind alone, and not chained: what it says may quote what could not be set.
        kind = type(error).__name__
    alarm.error("a document could not be set (%s): see entry %s of the log", kind, composed.entered.id)
    raise DocumentFailed("the document could not be set; it was asked for, and nothing of it has left")


def _decided(work: Work, actor: Actor, case: UUID, asked: Asked) -> _Held | Refused:
    references = {"document": asked.document.value, "form": asked.form.value}
    wanted = Wanted(Action.DOCUMENT_ASKED, _purpose(asked), references)
    prepared = prepare(work, actor, case, wanted)
    if isinstance(prepared, Refused):
        return prepared
    _require_his_where_he_reads(asked.document, prepared)
    parts = cases.parts(work.tx, case)
    family = {str(person): part for person, part in parts.items() if part != Part.THIRD_PARTY}
    return _Held(
        prepared,
        queries.unit_name(work.tx, actor.unit),
        permitted(work, actor, case),
        change.rows(work.tx, case),
        family,
    )


def _purpose(asked: Asked) -> str:
    own = PURPOSE_OF.get(asked.document)
    if own is not None:
        if asked.purpose not in {None, own}:
            raise Invalid("purpose", "this document has a purpose of its own: leave it out")
        return own
    purpose = asked.purpose or USUAL.get(asked.document)
    if purpose is None:
        raise Invalid("purpose", "say for what this document is asked for")
    return purpose


def _require_his_where_he_reads(kind: DocumentKind, prepared: Prepared) -> None:
    """Refuse papers that were not decided for the one who will read them, before anything is opened."""
    if kind in PURPOSE_OF and not prepared.he_reads:
        raise Forbidden("no rulebook here says that he reads such papers: none are made")
    if kind is DocumentKind.TREATMENT_PAGE and prepared.he_reads:
        raise Forbidden("this page is for a service, and not for a purpose of papers that he reads")


def _set(document: Document, form: DocumentForm) -> bytes:
    return as_pdf(document) if form is DocumentForm.PDF else as_html(document).encode()
