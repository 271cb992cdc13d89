"""What is asked of a fact that is a goal, a commitment or an answer, however it is recorded or corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sharehub.errors import Invalid
from sharehub.language.vocabulary import Kind
from sharehub.patterns import queries
from sharehub.patterns.naming import GUARDED, refuse_flawed, refuse_outsiders, told_in
from sharehub.patterns.validation import DERIVED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.cases.admission import Admitted
    from sharehub.patterns.new_fact import NewFact


def guard(admitted: Admitted, new: NewFact, held: Mapping[str, Any] | None = None) -> None:
    """Refuse words that name an outsider where they would stand in a goal, commitment or answer.

    Imported history keeps its words, except that no goal of it names an outsider either.

    Args:
        admitted: who records or corrects.
        new: what is recorded.
        held: the version that it takes the place of; None for a new fact.

    Raises:
        Invalid: the words cannot stand there, or a line would cease to be what hangs on it says.
    """
    line = None if held is None else queries.line_of(admitted.work.tx, held["fact_id"])
    if line is None and new.kind not in GUARDED:
        return
    if admitted.actor.importing and line is None and new.kind is not Kind.GOAL:
        return
    refuse_outsiders(admitted, told_in(new))
    if line is not None and held is not None:
        refuse_flawed(admitted, line, "statement", new.statement)
        _refuse_another_standing(line, new, held)


def _refuse_another_standing(line: str, new: NewFact, held: Mapping[str, Any]) -> None:
    """Keep what decides who gets a line, since closed words hang on it."""
    if new.kind != held["kind"]:
        raise Invalid("kind", "a line of a goal, commitment or answer stays what it is; record another")
    if not set(held["travels_with"]) <= {str(fact) for fact in new.travels_with}:
        raise Invalid("travels_with", "it goes on travelling with what it travelled with")
    if line in {"answer", "follow_up"}:
        came_from = (new.source_type.value, new.source_person)
        if came_from != (held["source_type"], held["source_person_id"]):
            raise Invalid("source_type", "an answer stays the word of whom it came from; record another")
        if not set(held["categories"]) - DERIVED <= new.categories:
            raise Invalid("categories", "an answer keeps its categories; record another")
