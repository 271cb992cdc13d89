"""Whom a line names beside the family and the services: a neighbour, a name, a word that points there.

It reads words and their places, not meaning; what it asks is asked of every line alike, whatever the case
holds, so that a refusal tells nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Cast, Part
from sharehub.language.grammar.people import People
from sharehub.language.grammar.reading import Reading
from sharehub.language.grammar.words import Tag
from sharehub.language.lexicon import Lexicon
from sharehub.language.words import folded

if TYPE_CHECKING:
    from sharehub.language.grammar.reading import Act
    from sharehub.language.grammar.words import Word

_LEXICON = Lexicon("goals")
_WORDS = _LEXICON.lists
_POINTS = frozenset({Tag.NOUN, Tag.NAME, Tag.NUMBER})
_SHORTEST = 3
_PEOPLE = frozenset(
    word
    for table in ("male", "female", "perpetrator", "survivor", "partner", "child", "pair", "service")
    for word in Lexicon("people").words(table)
)
_ENDINGS = (
    *("owie", "owym", "owej", "owi", "ami", "ach", "iem", "ego", "emu", "ych", "ymi", "ową", "owa"),
    *(
        "em",
        "om",
        "ie",
        "ze",
        "ią",
        "ej",
        "ów",
        "es",
        "im",
        "ym",
        "ą",
        "ę",
        "a",
        "e",
        "i",
        "o",
        "u",
        "y",
        "s",
    ),
)
_SOFT = (("dz", "g"), ("rz", "r"), ("sz", "ch"), ("ci", "t"), ("dzi", "d"))
"""How the last letters of a stem change before an ending: Jadwiga, Jadwidze."""
_BEGINNINGS = ("", "a", "o", "e", "y", "i", "ia", "ka", "ek", "ska", "ski")


def names_a_bystander(text: str, cast: Cast) -> bool:
    """Say whether a line speaks of somebody of neither the family nor a service as one who sees or helps.

    A neighbour is never spoken of. Her sister or her friends may be those from whom he no longer keeps her.
    """
    reading = Reading(text, People(cast))
    if any(_is_a_bystander(word) for word in reading.words):
        return True
    agents = (phrase.part for clause in reading.clauses for phrase in clause.brought_in_by("by", "via"))
    return Part.OTHER in agents or any(_does_what_a_bystander_does(act) for act in reading.acts)


def _is_a_bystander(word: Word) -> bool:
    said = {word.word, word.lemma}
    # "They witness nothing" is an outcome, "the witness" is somebody.
    return bool(said & _WORDS["next_door"] or (word.tag is Tag.NOUN and said & _WORDS["bystanders"]))


def _does_what_a_bystander_does(act: Act) -> bool:
    """Find "her sister keeps the key", "a friend tells us"."""
    return act.doer is Part.OTHER and act.lemma in _WORDS["helpers"] | _WORDS["tells"]


def pointing_words(text: str) -> frozenset[str]:
    """Return the words of a text that point at something: nouns, names and numbers that few records share.

    Words that everybody writes, and those for the family and for services, point at nobody.
    """
    words = Reading(text, People(Cast())).words
    return frozenset(
        folded(word.lemma)
        for word in words
        if word.tag in _POINTS
        and (len(word.word) >= _SHORTEST or word.word.isdigit())
        and not {word.word, word.lemma} & (_WORDS["ordinary"] | _PEOPLE)
    )


def uninflected(word: str) -> frozenset[str]:
    """Return the forms that a word may be a form of, as names are inflected in English and in Polish."""
    small = word.casefold()
    stems = {small, *(small.removesuffix(end) for end in _ENDINGS if small.endswith(end))}
    long_enough = {stem for stem in stems if len(stem) >= _SHORTEST}
    softened = {stem[:-2] + hard for stem in long_enough for soft, hard in _SOFT if stem.endswith(soft)}
    return frozenset(stem + begun for stem in long_enough | softened for begun in _BEGINNINGS) | {small}
