"""The demo in the terminal: who sees what, in which form, and why. Its people are synthetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from policies.vocabulary import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import Console

    from sharehub.demo.story import Moment, Reading
    from sharehub.rehearsal.stage import Stage

WHY = {
    Reason.CONFLICT_OF_INTEREST: "a conflict of interest",
    Reason.CONFLICT_CHECK_PENDING: "a possible conflict of interest is undecided",
    Reason.NOT_ALLOCATED: "does not work with the family on that day",
    Reason.METADATA_ONLY: "officers audit access, and read no content",
    Reason.PURPOSE_NOT_FOR_ROLE: "the role may not ask for this",
    Reason.NOT_YET_PUBLISHED: "not yet shared by its owner",
    Reason.RETRACTED: "taken back by its owner",
    Reason.PURPOSE_GATE_CLOSED: "the event that opens the purpose is not on record",
    Reason.NO_PROTOCOL: "no protocol between the two units",
    Reason.NEVER_FOR_THIS_ROLE: "never for this role",
    Reason.PERPETRATOR_WILL_READ: "he would read it",
    Reason.CONSENT_REFUSED: "a no",
    Reason.CONSENT_WITHDRAWN: "a yes taken back",
    Reason.CONSENT_EXCLUDES_FACT: "kept back by the one it belongs to",
    Reason.CONSENT_EXPIRED: "a yes that has run out",
    Reason.CONSENT_ABSENT: "no yes for this reader and purpose",
    Reason.SOURCE_EXPOSED: "he could tell who spoke",
    Reason.ORIGINATOR_APPROVAL_NEEDED: "its owner has not approved",
    Reason.NOT_NEEDED_FOR_ROLE: "not needed for this role",
    Reason.NO_GIST_WRITTEN: "no short form was written",
    Reason.CONTEXT_WITHHELD: "what explains it is withheld",
    Reason.FAULT: "it could not be decided",
}
"""Every reason for which a fact is withheld, in a few words."""


def print_facts(console: Console, stage: Stage) -> None:
    """Print what the agencies hold between them: the demo alone ever shows it in one place."""
    table = Table(title="What the agencies hold between them (synthetic)", title_justify="left")
    for column in ("Fact", "Owner", "Statement"):
        table.add_column(column, overflow="fold")
    for fact in stage.file.facts:
        table.add_row(*map(Text, (fact.metadata.id, fact.metadata.owner, fact.statement)))
    console.print(table)


def print_moment(console: Console, stage: Stage, moment: Moment, readings: Iterable[Reading]) -> None:
    """Print what each reader got, for the purpose that gives them most."""
    table = Table(title=Text(f"{moment.title} ({moment.day})"), title_justify="left", show_lines=True)
    for column in (
        "Reader",
        "In full",
        "Short form",
        "Withheld, and why (the log knows; the reader is not told)",
    ):
        table.add_column(column, overflow="fold")
    for reading in readings:
        reader = stage.file.readers[reading.reader]
        table.add_row(
            Text(f"{reading.reader}\n{reader.role}, {reader.unit}\n{reading.purpose}"),
            _ids(reading.actual.full),
            _ids(reading.actual.gist),
            _reasons(reading.actual.withheld),
        )
    console.print(table)


def print_doors(console: Console, address: str, tokens: Mapping[str, str], case: str) -> None:
    """Print where the demo is served and with which token each member of staff may knock."""
    table = Table(title="Synthetic staff and their tokens, good until the demo stops", title_justify="left")
    for column in ("Staff", "Token"):
        table.add_column(column, overflow="fold")
    for name, token in tokens.items():
        table.add_row(name, token)
    console.print(table)
    some = next(iter(tokens.values()))
    console.print(f"Serving on {address} (this machine alone). Stop with Ctrl-C. Try:", soft_wrap=True)
    console.print(
        f"  curl -s {address}/api/v1/cases/{case}/disclosures -H 'Authorization: Bearer {some}' "
        "-H 'Content-Type: application/json' -d '{\"purpose\": \"child_protection\"}'",
        soft_wrap=True,
        markup=False,
        highlight=False,
    )


def _ids(facts: Iterable[str]) -> Text:
    return Text(" ".join(sorted(facts)) or "nothing")


def _reasons(withheld: Mapping[Reason, frozenset[str]]) -> Text:
    lines = []
    for reason in sorted(withheld):
        facts = sorted(withheld[reason])
        lines.append(f"{WHY[reason]}: {' '.join(facts)}")
    return Text("\n".join(lines) or "nothing")
