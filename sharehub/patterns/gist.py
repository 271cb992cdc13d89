"""The check on a short form: it shares no name, place, health word, weekday or date with its statement.

Source: domain model section 1, "Validation worth having", 6. It reads words, not meaning: passing it does not
make a short form safe, and an author may override it with a reason.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sharehub.language.words import folded
from sharehub.patterns.finding import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORD = re.compile(r"[^\W\d_]+")
END_OF_SENTENCE = re.compile(r"[.!?\u2026\n]")

SHORTEST_NAME = 2
NAME_AND_WORD = re.compile(
    r"""(?x) amber|angel|art|bill|carol|chance|dawn|dean|drew|earnest|faith|frank|grace|guy|hope|iris|jade|jet
    |joy|june|lance|mark|max|may|miles|nick|olive|pat|patience|penny|ray|rich|rob|rose|ruby|sandy|sky|sterling
    |storm|sue|summer|ward|will"""
)
"""First names that are everyday words too: they count as a name only when written with a capital."""

HEALTH = re.compile(
    r"""(?x) \b(?:abortion|addict|adhd|alcohol|antidepress|anxi(?:et|ous)|autis|bipolar|cancer|cannabis
    |cocaine|dementia|depress|detox|diabet|diagnos|diazepam|disorder\b|drank|drink|drug|drunk|epilep|heroin
    |hungover|illness|insulin|intoxicat|medicat|medicine|mental(?:ly)?\ (?:health|ill)|methadone|miscarr
    |opiate|opioid|overdos|pregnan|psychiat|psychos|psychotic|ptsd|rehab|schizo|seizure|self[-\ ]harm|sober
    |sobriety|substance|suicid|trauma|valium|vodka|whisky|(?:beer|gin|hiv|ill|sick|wine)\b)"""
)
"""Words that speak of health, drink or drugs, looked for in folded text; most are beginnings of others."""

DATE = re.compile(
    r"""(?x) \b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?
    |january|february|april|june|july|august|september|october|november|december
    |(?:in|of|since|until|last|\d{1,2})\ (?:march|may)|(?:march|may)\ \d{1,4}
    |\d{1,2}(?:st|nd|rd|th)|(?:19|20)\d\d
    |\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{1,2}/\d{1,2})\b"""
)
"""Weekdays, months and dates, looked for in folded text."""

ORDINARY = re.compile(
    r"""(?x) i|he|she|it|they|we|you|his|her|their|the|an?|this|that|these|there|when|where|who
    |after|before|if|in|at|on|of|to|by|for|from|with|and|or|no|not|new|old|mum|mummy|mother|dad|daddy|father
    |march|may"""
)
"""Words that may carry a capital inside a sentence, or stand in a name, without naming anything."""


def shared_words(statement: str, gist: str, names: Iterable[str]) -> list[Finding]:
    """Say what a short form gives away, by kind and never by the word itself.

    A name is refused wherever it stands in the gist. Health words are refused where both texts hold one, be
    it the same or not: "smelling of alcohol" is told by "her drinking". So are weekdays and dates. A place is
    a word with a capital inside a sentence, in either text, that stands in both.

    Args:
        statement: the full words of the fact.
        gist: its short form.
        names: of everybody in the case, each as it was recorded, in any order.

    Returns:
        At most one finding of each kind; an empty list says only that nothing was recognised.
    """
    # Composed first: a letter and its accent apart would break a word in two.
    statement, gist, *names = (unicodedata.normalize("NFC", text) for text in (statement, gist, *names))
    known = frozenset(word for name in names for word in _words_of_name(name))
    looked_for = (
        (_names_somebody(gist, known), Rule.GIST_NAMES_SOMEBODY, "it names somebody of this case"),
        (_shares_place(statement, gist, known), Rule.GIST_SHARES_A_PLACE, "it shares a place or proper noun"),
        (_in_both(HEALTH, statement, gist), Rule.GIST_SHARES_HEALTH, "it speaks of health, drink or drugs"),
        (_in_both(DATE, statement, gist), Rule.GIST_SHARES_A_DATE, "it tells a weekday or a date"),
    )
    return [Finding(rule, "gist", problem) for found, rule, problem in looked_for if found]


def _words_of_name(name: str) -> Iterator[str]:
    """Yield the words of a name that name somebody; "van" and "de" in a name with capitals do not.

    A name without capitals may be a name that somebody wrote in haste, or has lost them on its way here.
    """
    words = [word for word in WORD.findall(name) if len(word) >= SHORTEST_NAME]
    capitals = [word for word in words if not word[0].islower()]
    yield from map(folded, capitals or [word for word in words if not ORDINARY.fullmatch(word)])


def _names_somebody(gist: str, known: frozenset[str]) -> bool:
    return any(
        folded(word) in known and not (word[0].islower() and NAME_AND_WORD.fullmatch(folded(word)))
        for word in WORD.findall(gist)
    )


def _inside_with_capital(text: str) -> Iterator[str]:
    """Yield the words that have a capital though no sentence starts with them."""
    end_of_last = 0
    for word in WORD.finditer(text):
        between = text[end_of_last : word.start()]
        if end_of_last and word[0][0].isupper() and not END_OF_SENTENCE.search(between):
            yield folded(word[0])
        end_of_last = word.end()


def _shares_place(statement: str, gist: str, known: frozenset[str]) -> bool:
    in_both = set(map(folded, WORD.findall(statement))) & set(map(folded, WORD.findall(gist)))
    capitals = {*_inside_with_capital(statement), *_inside_with_capital(gist)}
    return any(
        not ORDINARY.fullmatch(word) and not DATE.fullmatch(word) for word in in_both & capitals - known
    )


def _in_both(words: re.Pattern[str], statement: str, gist: str) -> bool:
    return bool(words.search(folded(statement)) and words.search(folded(gist)))
