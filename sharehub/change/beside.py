"""What stands beside the three questions: other evidence, commitments, what to ask him, and goals. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.change import wording
from sharehub.change.sections import CommitmentPart, FollowUpPart, GoalPart
from sharehub.language.vocabulary import Kind, Tactic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sharehub.change.lines_given import Given
    from sharehub.change.queries import Rows

SECTION = 4
"""Where change stands; a short form is told by its section alone."""


def also(reader: Given, hung: Iterable[str]) -> Iterator[str]:
    """Yield what else is recorded of change, and short forms of the section; they belong to no assessment."""
    apart = set(hung)
    for fact, line in reader.composed.lines.items():
        place = reader.composed.places.get(fact)
        if place is None:
            if line["section"] == SECTION:
                yield str(line["text"])
        elif place.kind == Kind.CHANGE_EVIDENCE and fact not in apart:
            yield str(line["text"])


def commitments(reader: Given, rows: Rows) -> Iterator[CommitmentPart]:
    """Yield what he said he will do, by day, each with what became of it."""
    given = [row for row in rows.commitments if reader.has(row["fact_id"])]
    for row in sorted(given, key=lambda row: (row["said_on"], row["fact_id"])):
        later = sorted(
            (
                one
                for one in rows.follow_ups
                if one["commitment_id"] == row["fact_id"] and reader.has(one["fact_id"])
            ),
            key=lambda one: (one["seen_on"], one["id"]),
        )
        parts = tuple(FollowUpPart(one["kept"], reader.text(one["fact_id"])) for one in later)
        now = wording.FOLLOWED_UP if parts else wording.UNKNOWN
        yield CommitmentPart(reader.text(row["fact_id"]), reader.day(row["said_on"]), parts, now)


def goals(reader: Given, rows: Rows) -> Iterator[GoalPart]:
    """Yield what would count next, the soonest due first."""
    given = (row for row in rows.goals if reader.has(row["fact_id"]))
    for row in sorted(given, key=lambda row: (str(row["due"] or "9"), row["fact_id"])):
        yield GoalPart(
            reader.text(row["fact_id"]),
            reader.text_if(row["outcome_fact_id"]),
            reader.text_if(row["witness_fact_id"]),
            row["status"],
            None if row["due"] is None else reader.day(row["due"]),
        )


def questions(reader: Given) -> Iterator[str]:
    """Yield what may be put to him: of what is on file, only about what he knows agencies hold."""
    yield from wording.ALWAYS_ASKED
    known = {
        tactic
        for fact, place in reader.composed.places.items()
        if place.kind == Kind.BEHAVIOUR and place.he_knows
        for tactic in reader.composed.lines[fact]["tactics"]
    }
    yield from (wording.ABOUT[tactic] for tactic in Tactic if tactic in known)
