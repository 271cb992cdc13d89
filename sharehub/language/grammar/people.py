"""Who is meant by a word: the names and words of the cast, and nouns for parts, services and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.closed import singular
from sharehub.language.grammar.tokens import tokens
from sharehub.language.lexicon import Lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sharehub.language.cast import Cast
    from sharehub.language.grammar.tokens import Token

_LEXICON = Lexicon("people")
_MALE = _LEXICON.words("male")
_FEMALE = _LEXICON.words("female")
_PARTNER = _LEXICON.words("partner")
_ONE_OF_A_PAIR = _LEXICON.words("one_of_a_pair")
"""Two of them are the pair; one alone is whoever the sentence says."""
_NOUNS = (
    (_LEXICON.words("child"), Part.CHILD),
    (_LEXICON.words("pair"), Part.PAIR),
    (_LEXICON.words("service"), Part.SERVICE),
    (_LEXICON.words("other"), Part.OTHER),
)
_PERPETRATOR = _LEXICON.words("perpetrator") | _PARTNER
_SURVIVOR = _LEXICON.words("survivor")
_KIN = frozenset({"mother", "father", "mum", "dad", "mam", "da", "parent"})
_SPOUSES = _LEXICON.words("spouses")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr"})

PRONOUN_FORMS = {
    "he": "he", "him": "he", "his": "he", "himself": "he",
    "she": "she", "her": "she", "hers": "she", "herself": "she",
    "they": "they", "them": "they", "their": "they", "theirs": "they", "themselves": "they",
}  # fmt: skip
_SPEAKER = frozenset({"i", "we", "me", "us"})


class People:
    """The people of one cast, by every word they may go by."""

    def __init__(self, cast: Cast) -> None:
        """Read the cast once; while it is undetermined neither adult is perpetrator or survivor."""
        self.undetermined = cast.undetermined
        self._names: dict[tuple[str, ...], set[Part]] = {}
        first, second = (Part.ADULT,) * 2 if cast.undetermined else (Part.PERPETRATOR, Part.SURVIVOR)
        self._first, self._second = first, second
        words = [
            self._learn((*cast.perpetrator, *cast.adult_a), first),
            self._learn((*cast.survivor, *cast.adult_b), second),
        ]
        self._learn(cast.children, Part.CHILD)
        self._longest = max(map(len, self._names), default=0)
        male, female = ([bool(one & sex) for one in words] for sex in (_MALE, _FEMALE))
        self._he = self._sex(male, female, first)
        self._she = self._sex(female, male, second)

    def _learn(self, names: Sequence[str], part: Part) -> set[str]:
        """Take in what somebody is called; return the single words of it."""
        found: set[str] = set()
        for name in names:
            cut = tuple(token.word for token in tokens(name))
            found |= set(cut)
            if cut and cut[0] not in PRONOUN_FORMS:
                for known in (cut, *_shorter(name, cut)):
                    self._names.setdefault(known, set()).add(part)
        return found

    def _sex(self, own: list[bool], other: list[bool], otherwise: Part) -> Part:
        """Return whom "he" or "she" means: who has a word of that sex, or who has none of the other's."""
        if self.undetermined:
            return Part.ADULT
        if own == [True, True]:
            return Part.UNKNOWN
        if True in own:
            return self._first if own[0] else self._second
        if other == [True, True]:
            return Part.OTHER
        if True in other:
            return self._second if other[0] else self._first
        return otherwise

    def name_at(self, ahead: Sequence[Token], at: int) -> tuple[int, Part] | None:
        """Return how many tokens from here are a name of the cast, and whose; the longest counts."""
        for length in range(min(self._longest, len(ahead) - at), 0, -1):
            parts = self._names.get(tuple(token.word for token in ahead[at : at + length]))
            if parts:
                return length, next(iter(parts)) if len(parts) == 1 else Part.UNKNOWN
        return None

    def pronoun(self, word: str) -> Part | None:
        """Return whom a pronoun means in this case; None for all but he, she and the speaker."""
        if word in _SPEAKER:
            return Part.SERVICE
        return {"he": self._he, "she": self._she}.get(PRONOUN_FORMS.get(word, ""))

    def noun(self, word: str) -> Part | None:
        """Return what a noun stands for; None for things."""
        one = singular(word)
        if one in _ONE_OF_A_PAIR and one == word:
            return None
        cast = (
            (_MALE, self._he),
            (_FEMALE, self._she),
            (_PERPETRATOR, self._first),
            (_SURVIVOR, self._second),
        )
        return next((part for words, part in (*cast, *_NOUNS) if one in words), None)

    def other_adult(self, part: Part) -> Part:
        """Return the partner of one of the two."""
        return self._second if part is Part.PERPETRATOR else self._first


def is_kin(word: str) -> bool:
    """Say whether a word names a parent by kinship, who may be somebody else's parent."""
    return singular(word) in _KIN


def is_partner(word: str) -> bool:
    """Say whether a word names one of two by the other."""
    return singular(word) in _PARTNER | _SPOUSES


def _shorter(name: str, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the first and the last word of what is written as a full name."""
    if len(words) > 1 and name[:1].isupper() and "-" not in name:
        yield from ((word,) for word in (words[0], words[-1]) if word not in _TITLES)
