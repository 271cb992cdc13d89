"""The certificate of a case that was shredded: what is destroyed since when, and what that cannot reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.routes import IG_OFFICER
from sharehub.audit.entry import Act, Action
from sharehub.cases import queries as cases
from sharehub.custody import queries
from sharehub.disclosure.papers import case_reference
from sharehub.documents.blocks import Fixed, Paragraph, Term, Terms
from sharehub.documents.document import Document, DocumentKind, Section, Stamp
from sharehub.errors import Conflict, Forbidden, NotFound

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sharehub.custody.shred import Certificate
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

NOT_REACHED = (
    "This certificate speaks of what this hub holds. It cannot speak of copies, notes and printed pages that"
    " recipients made while the case was open; they are told that it has ended."
)
NOT_KNOWN = "not known in this database, which was restored from a backup: the log says who"


@dataclass(frozen=True, slots=True)
class Ended:
    """By whom a case was ended, and for whom that is certified; a name is told to officers of its case."""

    asked_by: UUID | None
    approved_by: UUID | None
    unit: str
    day: date


def ask(work: Work, actor: Actor, case: UUID) -> Ended:
    """Ask for the certificate of a case, on record.

    Raises:
        Forbidden: only officers may.
        NotFound: there is no such case, or the officer's unit takes no part in it.
        Conflict: it was not shredded.
    """
    if actor.role != IG_OFFICER:
        raise Forbidden("certificates are for information-governance officers")
    found = queries.lock_ending(work.tx, case)
    if found is None or not cases.takes_part(work.tx, case, actor.unit):
        raise NotFound("no such case")
    if not found.shredded:
        raise Conflict("the case was not shredded")
    # Its alias is gone with its key: the entry names nobody's case.
    work.record(Act(Action.CERTIFICATE_ASKED, actor=actor.user, unit=actor.unit, role=actor.role))
    return Ended(found.asked_by, found.approved_by, queries.name_of_unit(work.tx, actor.unit), work.tx.today)


def document(certificate: Certificate, ended: Ended) -> Document:
    """Return the certificate as a document."""
    reference = case_reference(certificate.case)
    return Document(
        DocumentKind.CERTIFICATE,
        "Certificate of erasure",
        Stamp(reference, f"Information-governance officer, {ended.unit}", "Keeping of records", ended.day),
        (
            Section(
                "What was destroyed",
                (
                    Paragraph(
                        "The key of this case was destroyed, and with it everything that this hub holds of"
                        " the family: every statement, short form, name, note and reason, in every version."
                    ),
                    Terms(
                        (
                            Term("Case", str(certificate.case)),
                            Term("Key destroyed", f"{certificate.destroyed_at:%d %B %Y, %H:%M} UTC"),
                            Term("Gone from every backup", f"{certificate.complete_on:%d %B %Y}"),
                            Term("Asked for by user", _known(ended.asked_by)),
                            Term("Approved by user", _known(ended.approved_by)),
                        )
                    ),
                ),
            ),
            Section("What this cannot reach", (Fixed(NOT_REACHED),)),
            Section(
                "What stays",
                (
                    Paragraph(
                        "Ids, days and closed words without content, and the log, which is mute about this"
                        " case: the name under which the log knew it was destroyed with the key."
                    ),
                ),
            ),
        ),
    )


def _known(user: UUID | None) -> str:
    return NOT_KNOWN if user is None else str(user)
