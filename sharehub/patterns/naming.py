"""That no line of a goal, commitment or answer names anybody outside the family, to anyone, by any route.

Names are told by their keyed tokens: none is opened. What shares a word with a third party's or a safety fact
is found at the gate (`sharehub.disclosure.overlap`), among the facts alone that the author reads in full.

Source: domain/documents.md; docs/decisions/0034.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from consent.people import Part
from sharehub.cases import names
from sharehub.cases import queries as cases
from sharehub.errors import Invalid
from sharehub.language.cast import Cast
from sharehub.language.goals import Flaw, behaviour_flaw, outcome_flaw, witness_flaw
from sharehub.language.outsiders import names_a_bystander, uninflected
from sharehub.language.vocabulary import Kind
from sharehub.language.words import folded
from sharehub.patterns.finding import Rule
from sharehub.patterns.gist import NAME_AND_WORD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.cases.admission import Admitted
    from sharehub.patterns.new_fact import NewFact

GUARDED = frozenset({Kind.GOAL, Kind.COMMITMENT})
"""Kinds whose words go before him and his workers: whoever records one, it names no outsider."""

OUTSIDER = (
    "it speaks of somebody outside the family, or shares a word with what must not be told: say it without"
)
"""The same whatever was found, so that it tells nothing of what is on file."""

ASKED = {
    Flaw.ATTENDANCE: "turning up is no goal: say what he will do, or stop doing, at home",
    Flaw.CONDITION_ON_HER: "a goal asks nothing of her: say what he will do, or stop doing",
    Flaw.NO_BEHAVIOUR: "name what he will do, or stop doing, so that somebody could see it",
    Flaw.NO_OUTCOME_FOR_THEM: "say what it changes for a child or for the survivor",
}
"""What is asked of an author, by what is amiss with a line."""

_OF_CAST = {
    Part.PERPETRATOR: "perpetrator",
    Part.SURVIVOR: "survivor",
    Part.CHILD: "children",
    Part.ADULT_A: "adult_a",
    Part.ADULT_B: "adult_b",
}
_CHECKS = {"behaviour": behaviour_flaw, "outcome": outcome_flaw, "witness": witness_flaw}


def refuse_outsiders(admitted: Admitted, texts: Mapping[str, str | None]) -> None:
    """Refuse a line that speaks of somebody outside the family.

    Args:
        admitted: who writes, in which case.
        texts: what was written, by the field it stands in.

    Raises:
        Invalid: it does; neither whom nor by which word is said.
    """
    for where, text in texts.items():
        if text and _speaks_of_an_outsider(admitted, text):
            raise outsider(where)


def outsider(where: str) -> Invalid:
    """Return the refusal of a line that speaks of an outsider."""
    return Invalid(where, OUTSIDER, [(where, Rule.NAMES_AN_OUTSIDER.value)])


def refuse_flawed(admitted: Admitted, line: str, where: str, text: str) -> None:
    """Refuse a goal's line that is no behaviour of his, no outcome for them, or a demand on her.

    Raises:
        Invalid: with what to write instead.
    """
    check = _CHECKS.get(line)
    flaw = None if check is None else check(text, cast_in(admitted, text))
    if flaw is not None:
        raise Invalid(where, ASKED[flaw], [(where, Rule(flaw.value).value)])


def told_in(new: NewFact) -> dict[str, str | None]:
    """Return the fields of a fact that readers are given, by their names."""
    return {"statement": new.statement, "gist": new.gist, "pathway_note": new.pathway_note}


def cast_in(admitted: Admitted, text: str) -> Cast:
    """Return who is who by those words of a text that are names of the family; none is opened.

    A word that several of different parts bear, such as a surname, tells nobody apart.
    """
    found: dict[str, list[str]] = defaultdict(list)
    people = cases.tokens_by_person(admitted.work.tx, admitted.case)
    for word in names.words(text):
        token = names.token(admitted.work.keys, admitted.case, word)
        parts = {Part(person.part) for person in people if token in person.words}
        if len(parts) == 1 and word[:1].isupper() and parts <= _OF_CAST.keys():
            found[_OF_CAST[parts.pop()]].append(word)
    return Cast(**{part: tuple(known) for part, known in found.items()})


def _speaks_of_an_outsider(admitted: Admitted, text: str) -> bool:
    return names_a_bystander(text, cast_in(admitted, text)) or _names_third_party(admitted, text)


def _names_third_party(admitted: Admitted, text: str) -> bool:
    """Say whether a word is the name of somebody in the case who is not of the family, in whatever form."""
    people = cases.tokens_by_person(admitted.work.tx, admitted.case)
    family = {token for person in people if person.part != Part.THIRD_PARTY for token in person.words}
    others = {token for person in people if person.part == Part.THIRD_PARTY for token in person.words}
    looked_for = others - family
    return bool(looked_for) and any(_is_one_of(admitted, word, looked_for) for word in names.words(text))


def _is_one_of(admitted: Admitted, word: str, tokens: set[str]) -> bool:
    small = word[:1].islower()
    return any(
        names.token(admitted.work.keys, admitted.case, form) in tokens
        for form in uninflected(word)
        if not (small and NAME_AND_WORD.fullmatch(folded(form)))
    )
