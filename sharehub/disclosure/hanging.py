"""Where a line in full may hang on a wall: its kind of fact, whose act it is, what it never goes without.

It is told of a line in full, to everybody in the room alike. Whoever reads a statement knows from it who did
what. Of a gist nothing is told but what comes with it anywhere: no line names it as its context either, since
a statement beside a gist would say what the gist leaves out.

Source: domain/documents.md, section 2; decisions.md, "What goes with a release"; docs/decisions/0044.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent.people import UNDETERMINED, Part
from policies.vocabulary import Outcome
from sharehub.language.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from consent.people import Person
    from sharehub.disclosure.letting_out import Recorded
    from sharehub.disclosure.rendering import Line

ADULTS = UNDETERMINED | {Part.PERPETRATOR, Part.SURVIVOR}
"""Whose acts are mapped; everybody who works with the family knows who they are."""
ACTS = frozenset({Kind.BEHAVIOUR, Kind.PROTECTIVE_EFFORT})
"""What somebody does. Whose a difficulty or an effect is, a wall does not say but by its words."""


def hung(lines: Mapping[str, Line], recorded: Recorded) -> dict[str, Line]:
    """Return a wall's lines, by fact and in their order, those in full with their `place`.

    It has the `kind` of fact; `by`, the mapped adult whose act it is, or None; and `travels_with`, the ids on
    this wall of the lines in full that this one never stands without.
    """
    in_full = {fact for fact in lines if recorded.answers[fact].outcome is Outcome.FULL}
    return {
        fact: line | {"place": _place(fact, lines, recorded, in_full)} if fact in in_full else line
        for fact, line in lines.items()
    }


def _place(
    fact: str, lines: Mapping[str, Line], recorded: Recorded, in_full: Collection[str]
) -> dict[str, object]:
    row = recorded.stored[fact].clear
    return {
        "kind": row["kind"],
        "by": _adult(row, recorded.case.people) if row["kind"] in ACTS else None,
        # In the order of the wall, which tells nothing that it does not.
        "travels_with": [lines[one]["id"] for one in lines if one in in_full and one in row["travels_with"]],
    }


def _adult(row: Mapping[str, object], people: Mapping[str, Person]) -> str | None:
    subject = str(row["subject_person_id"])
    return subject if subject in people and people[subject].part in ADULTS else None
