"""Asking for a case's pattern: decide, record, and only then open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policies.decide import decide
from policies.question import Ask
from sharehub.audit.entry import Action
from sharehub.disclosure import queries
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.letting_out import Recorded, let_out
from sharehub.disclosure.matter import bring
from sharehub.disclosure.told import told
from sharehub.errors import Forbidden

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sharehub.disclosure.rendering import Line
    from sharehub.disclosure.told import Refusal
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What a reader gets: lines in order, and the standing text; never a count or hint of anything else.

    `release` is a random id under which this release can be spoken of; `entry` is for the log's own readers.
    """

    release: UUID
    purpose: str
    day: date
    lines: tuple[Line, ...]
    told: tuple[str, ...]
    entry: UUID


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no answer, in words that are the same whatever is there."""

    refusal: Refusal
    entry: UUID


@dataclass(frozen=True, slots=True)
class _Decided:
    release: UUID
    ask: Ask
    recorded: Recorded
    told: tuple[str, ...]


def disclose(
    hub: Hub, actor: Actor, case: UUID, purpose: str, summary: UUID | None = None
) -> Disclosed | Refused:
    """Decide, record, and only then open.

    A refusal is returned, not raised: raising would roll back its audit entry.

    Args:
        hub: the hub.
        actor: who asks, in one role and one unit.
        case: about which case.
        purpose: for what.
        summary: a rendering of this summary alone, in its author's order; one that is not there is as empty
            as one of which the reader gets nothing.

    Raises:
        Forbidden: the actor is an importer, who never reads.
        KeysUnavailable: nothing was released; the decision stays on record.
    """
    refuse_importers(actor)
    with hub.begin() as work:
        outcome = _decide_and_record(work, actor, case, purpose, summary)
    if isinstance(outcome, Refused):
        return outcome
    lines = tuple(let_out(hub, outcome.recorded).values())
    return Disclosed(outcome.release, purpose, outcome.ask.day, lines, outcome.told, outcome.recorded.entry)


def refuse_importers(actor: Actor) -> None:
    """Refuse to open anything for whoever loads history.

    Raises:
        Forbidden: the actor is an importer.
    """
    if actor.importing:
        raise Forbidden("an importer never asks for a pattern")


def _decide_and_record(
    work: Work, actor: Actor, case: UUID, purpose: str, summary: UUID | None
) -> _Decided | Refused:
    ask = Ask(purpose, work.tx.today)
    matter = bring(work, actor, case, ask, [Seat(actor.user, actor.unit, actor.role)])
    reader = matter.loaded.readers[0]
    decision = decide(reader, ask, matter.loaded.case, matter.protocols, matter.base.table)
    listener = matter.audience_of(reader)
    refusal = matter.refusal(reader, listener)
    release = work.new_id()
    entry = matter.record(work, Action.PATTERN_ASKED, [reader], decision.facts, release, refusal)
    if refusal is not None:
        return Refused(refusal, entry)
    answers, rows = decision.facts, matter.loaded.rows
    if summary is not None:
        rows = _placed(rows, queries.summary_places(work.tx, case, summary))
        answers = {fact: answer for fact, answer in answers.items() if fact in rows}
    recorded = Recorded(
        case=matter.loaded.case,
        answers=answers,
        rows=rows,
        manner=matter.manner(work, listener),
        entry=entry,
        act=matter.act,
    )
    return _Decided(release, ask, recorded, told(listener))


def _placed(
    rows: Mapping[str, Mapping[str, Any]], places: Mapping[UUID, tuple[int, int]]
) -> dict[str, Mapping[str, Any]]:
    """Return the rows of a summary's facts with the place it gives them instead of their own."""
    return {
        fact: {**row, "placed": places[row["fact_id"]]}
        for fact, row in rows.items()
        if row["fact_id"] in places
    }
