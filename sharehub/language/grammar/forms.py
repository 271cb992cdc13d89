"""One word of an open class, once it is decided which: a verb's form, a noun, an adjective."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.grammar import closed
from sharehub.language.grammar.adjectives import describes
from sharehub.language.grammar.verbs import ING, PAST, PP, Form, S, readings
from sharehub.language.grammar.words import Tag, Word
from sharehub.language.lexicon import words

if TYPE_CHECKING:
    from sharehub.language.grammar.place import Place

    Forms = dict[str, str]

_ALWAYS_NOUNS = words(
    "nursing teaching bruising swelling counselling counseling mentoring wellbeing funding parenting "
    "mothering wording"
)
_NOT_VERBS = words(
    "evening morning nothing something anything everything wedding sibling during ceiling building bed "
    "red need seed shed hundred indeed king ring spring string thing wing bedding clothing ed speed "
    "bleed feed breed weed greed wicked naked sacred united sled housing hearing meeting beings darling"
)
_SHORTEST_GUESS = 5
"""Shorter words in -ed and -ing are known, or no verbs: "need", "sing"."""
_SHORTEST_LY = 4


def forms_at(word: str) -> Forms:
    """Return the forms a word may be, with their dictionary forms; unknown ones by their endings."""
    if word in _ALWAYS_NOUNS:
        return {}
    known = {form.form: form.lemma for form in readings(word)}
    if known or word in _NOT_VERBS or describes(word) or len(word) < _SHORTEST_GUESS:
        return known
    guessed = _guessed(word)
    return {guessed.form: guessed.lemma} if guessed else {}


def _guessed(word: str) -> Form | None:
    for ending, form in (("ing", ING), ("ed", PP)):
        stem = word.removesuffix(ending)
        if stem != word and any(letter in "aeiouy" for letter in stem):
            mute = stem.endswith(("is", "iz", "v", "c", "at", "ut", "rs", "u"))
            return Form(stem + "e" if mute else stem, form)
    return None


def as_verb(place: Place, forms: Forms, *wanted: str) -> Word:
    """Return the word as the first of these forms that it may be, or else as a noun."""
    form = next((form for form in wanted if form in forms), None)
    return as_noun(place, forms) if form is None else place.read(Tag.VERB, forms[form], form)


def as_noun(place: Place, forms: Forms) -> Word:
    """Return the word as a noun; one in -ing keeps its verb."""
    if ING in forms:
        return place.read(Tag.NOUN, forms[ING], ING)
    return place.read(Tag.NOUN, closed.singular(place.word))


def as_adjective(place: Place, forms: Forms) -> Word:
    """Return the word as an adjective; a participle keeps its verb."""
    lemma = place.word if describes(place.word) else forms.get(PP) or forms.get(PAST)
    return place.read(Tag.ADJECTIVE, lemma, PP if PP in forms else "")


def without_verb(place: Place, last: Word | None) -> Word:
    """Return the reading of a word that is no form of a verb."""
    word = place.word
    if word == "domestic" and not place.describes_what_follows():
        return place.read(Tag.NOUN)
    before_role = place.name_ahead() and not place.cut[place.at + 1].capital
    if describes(word) or (last is not None and last.tag in {Tag.DETERMINER, Tag.ADJECTIVE} and before_role):
        return place.read(Tag.ADJECTIVE)
    if last is not None and _unknown_third(place, last):
        return place.read(Tag.VERB, word.removesuffix("s"), S)
    if word.endswith("ly") and word not in closed.LY_NOT_ADVERBS and len(word) >= _SHORTEST_LY:
        return place.read(Tag.ADVERB)
    return place.read(Tag.NOUN, closed.singular(word))


def _unknown_third(place: Place, last: Word) -> bool:
    """Say whether an unknown word in -s after a person is what that person does: "dotes on"."""
    after = place.ahead()
    opens = (
        closed.DETERMINERS | closed.POSSESSIVES | closed.OBJECT_PRONOUNS | closed.PREPOSITIONS | {"her", "to"}
    )
    person = last.tag is Tag.NAME or last.word in {"he", "she", "who"}
    ends = place.word.endswith("s") and not place.word.endswith("ss") and not place.token.capital
    return (
        person
        and ends
        and (place.name_ahead() or after in opens)
        and place.no_verb_yet()
        and not place.finite_ahead()
    )
