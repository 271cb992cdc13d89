"""Words by what they mean, as far as several rules share them."""

from __future__ import annotations

from sharehub.language.lexicon import Lexicon

_LEXICON = Lexicon("meanings")

STRIKES = _LEXICON.words("strikes")
FRIGHTENS = _LEXICON.words("frightens")
FORCES = _LEXICON.words("forces")
BREAKS = _LEXICON.words("breaks")
TAKES = _LEXICON.words("takes")
HARMS = _LEXICON.words("harms")
"""Verbs by which somebody is harmed or frightened; several only if the sentence fits."""
EVENTS = _LEXICON.words("events")
HARM_NOUNS = _LEXICON.words("harm_nouns")
BODY = _LEXICON.words("body")
INJURIES = _LEXICON.words("injuries")
VIOLENT = _LEXICON.words("violent")
SUBSTANCES = _LEXICON.words("substances")
INTOXICATED = _LEXICON.words("intoxicated")
SOBER = _LEXICON.words("sober")
MIND = _LEXICON.words("mind")
MIND_ILL = _LEXICON.words("mind_ill")
SERVICES = _LEXICON.words("services")
PROGRAMMES = _LEXICON.words("programmes")
DULL = _LEXICON.words("dull")
"""Verbs that by themselves are no behaviour of his towards anybody."""
ABOUT_WORDS = _LEXICON.words("about_words")
PUTS_IN_WORDS = _LEXICON.words("puts_in_words")
WRONG = _LEXICON.words("wrong")
