"""A token with its place in the sentence: what class of word it is here, and from which word it is formed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sharehub.language.cast import Part


class Tag(StrEnum):
    """Classes of words, as coarse as the rules can bear."""

    NOUN = "noun"
    NAME = "name"
    PRONOUN = "pronoun"
    DETERMINER = "determiner"
    POSSESSIVE = "possessive"
    OWNING = "owning"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    NUMBER = "number"
    VERB = "verb"
    MODAL = "modal"
    TO = "to"
    NOT = "not"
    PREPOSITION = "preposition"
    LINK = "link"
    """May begin a clause under another: because, when, that, who."""
    AND = "and"
    PUNCTUATION = "mark"
    QUOTE = "quote"
    END = "end"
    """Ends a sentence."""


@dataclass(slots=True, eq=False)
class Word:
    """One word of a text, as read in its sentence."""

    word: str
    start: int
    end: int
    tag: Tag
    lemma: str
    form: str = ""
    part: Part | None = None
    glued: bool = False
    at: int = 0
