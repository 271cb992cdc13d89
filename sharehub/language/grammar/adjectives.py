"""Which words can describe: the common ones by name, the many by their endings."""

from __future__ import annotations

from sharehub.language.lexicon import Lexicon

_LEXICON = Lexicon("adjectives")
_COMMON = _LEXICON.words("common")
_NEVER = _LEXICON.words("never")
_ENDINGS = ("ful", "ous", "ive", "able", "ible", "less", "al", "ish", "iest", "some")
_SHORTEST = 6
"""Shorter words with such an ending are known by name: "able", "meal"."""


def describes(word: str) -> bool:
    """Say whether a word is read as an adjective where one may stand."""
    return word in _COMMON or (len(word) >= _SHORTEST and word.endswith(_ENDINGS) and word not in _NEVER)
