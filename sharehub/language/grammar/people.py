"""Who is meant by a word: the names and words of the cast, and the nouns that stand for parts, services and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.closed import singular
from sharehub.language.grammar.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sharehub.language.cast import Cast
    from sharehub.language.grammar.tokens import Token

_MALE = frozenset(
    "he him his himself dad dads daddy da father stepdad stepfather husband boyfriend bf man guy male fiance gentleman mr".split()
)
_FEMALE = frozenset(
    "she her hers herself mum mums mummy mam ma mother stepmum stepmother wife girlfriend gf woman lady female fiancee mrs ms miss".split()
)
_PERPETRATOR = frozenset("perpetrator perp accused offender abuser suspect assailant aggressor defendant".split())
_SURVIVOR = frozenset("survivor victim complainer complainant".split())
_PARTNER = frozenset("partner ex spouse expartner".split())
_CHILD = frozenset(
    "child kid son daughter baby boy girl infant toddler sibling teenager wean bairn youngster schoolchild pupil stepson "
    "stepdaughter newborn eldest youngest".split()
)
_PAIR = frozenset(
    "parent couple party pair duo relationship marriage partnership both-of-them carer caregiver adult spouses folks".split()
)
_ONE_OF_A_PAIR = frozenset({"parent", "party", "carer", "caregiver", "adult"})
"""Two of them are the pair; one alone is whoever the sentence says."""
_HOUSEHOLD = frozenset("family household home".split())
_SERVICE = frozenset(
    """
police officer constable pc sergeant detective worker sw school teacher headteacher nursery visitor hv gp doctor nurse midwife
hospital service team council court sheriff reporter panel staff clinic agency professional department programme project
ward therapist counsellor psychologist psychiatrist advocate practitioner conference meeting marac crown fiscal social-work
judge keyworker author chair paramedic ambulance clinician receptionist manager
""".split()
)
_OTHER = frozenset(
    """
sister brother neighbour neighbor grandmother gran granny nan grandfather grandad granddad papa grandparent aunt auntie uncle cousin
friend colleague boss employer lawyer solicitor stranger relative in-law somebody someone person landlord pal mate minister
caller passer-by witness interpreter driver shopkeeper teenager youth client patient tenant resident imam priest employee
""".split()
)  # fmt: skip

PRONOUN_FORMS = {
    "he": "he", "him": "he", "his": "he", "himself": "he",
    "she": "she", "her": "she", "hers": "she", "herself": "she",
    "they": "they", "them": "they", "their": "they", "theirs": "they", "themselves": "they",
}  # fmt: skip


class People:
    """The people of one cast, by every word they may go by."""

    def __init__(self, cast: Cast) -> None:
        """Read the cast once; both adults being undetermined, neither is perpetrator or survivor."""
        self._names: dict[tuple[str, ...], set[Part]] = {}
        self.undetermined = cast.undetermined
        he = Part.ADULT if cast.undetermined else Part.PERPETRATOR
        she = Part.ADULT if cast.undetermined else Part.SURVIVOR
        self._first = (he, {word for name in (*cast.perpetrator, *cast.adult_a) for word in self._learn(name, he)})
        self._second = (she, {word for name in (*cast.survivor, *cast.adult_b) for word in self._learn(name, she)})
        for name in cast.children:
            self._learn(name, Part.CHILD)
        self._male, self._female = self._sexes()
        self._longest = max(map(len, self._names), default=0)

    def _learn(self, name: str, part: Part) -> list[str]:
        words = tuple(token.word for token in tokens(name))
        if not words or words[0] in PRONOUN_FORMS:
            return list(words)
        for known in {words, *_parts_of_a_name(name, words)}:
            self._names.setdefault(known, set()).add(part)
        return list(words)

    def _sexes(self) -> tuple[Part, Part]:
        """Return whom "he" and "she" mean; unknown where both or neither could be meant."""
        first, second = ((part, bool(words & _MALE), bool(words & _FEMALE)) for part, words in (self._first, self._second))
        return _sex(first, second, 1), _sex(first, second, 2)

    def name_at(self, ahead: Sequence[Token], at: int) -> tuple[int, Part] | None:
        """Return how many tokens from here are a name of the cast, and whose; the longest counts."""
        for length in range(min(self._longest, len(ahead) - at), 0, -1):
            parts = self._names.get(tuple(token.word for token in ahead[at : at + length]))
            if parts:
                return length, parts.copy().pop() if len(parts) == 1 else Part.UNKNOWN
        return None

    def pronoun(self, word: str) -> Part | None:
        """Return whom he or she means in this case; None for any other pronoun."""
        if word in {"i", "we", "me", "us"}:
            return Part.SERVICE
        return {"he": self._male, "she": self._female}.get(PRONOUN_FORMS.get(word, ""))

    def noun(self, word: str) -> Part | None:
        """Return what a noun stands for; None for things."""
        one = singular(word)
        if one in _ONE_OF_A_PAIR and one == word:
            return None
        for words, part in (
            (_MALE, self._male), (_FEMALE, self._female), (_PERPETRATOR, self._first[0]), (_SURVIVOR, self._second[0]),
            (_PARTNER, self._first[0]), (_CHILD, Part.CHILD), (_PAIR, Part.PAIR), (_SERVICE, Part.SERVICE),
            (_OTHER, Part.OTHER),
        ):  # fmt: skip
            if one in words:
                return part
        return None

    def other_adult(self, part: Part) -> Part:
        """Return the partner of one of the two."""
        return {Part.PERPETRATOR: self._second[0], Part.SURVIVOR: self._first[0]}.get(part, self._first[0])


def is_kin(word: str) -> bool:
    """Say whether a word names a parent by kinship, who may be somebody else's parent."""
    return singular(word) in {"mother", "father", "mum", "dad", "mam", "da", "parent"}


def is_partner(word: str) -> bool:
    """Say whether a word names one of two by the other."""
    return singular(word) in _PARTNER | {"husband", "wife", "boyfriend", "girlfriend", "bf", "gf", "fiance", "fiancee"}


def is_household(word: str) -> bool:
    """Say whether a word means the family as one."""
    return word in _HOUSEHOLD


def _parts_of_a_name(name: str, words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Yield shorter forms of a full name: its first and its last word, where it is written as a name."""
    if len(words) > 1 and name[:1].isupper() and "-" not in name:
        yield from ((word,) for word in (words[0], words[-1]) if word not in {"mr", "mrs", "ms", "miss", "dr"})


def _sex(first: tuple[Part, bool, bool], second: tuple[Part, bool, bool], which: int) -> Part:
    if first[0] == second[0] == Part.ADULT:
        return Part.ADULT
    says = (first[which], second[which])
    if says == (True, True):
        return Part.UNKNOWN
    if True in says:
        return first[0] if says[0] else second[0]
    other = 3 - which
    if (first[other], second[other]) == (True, True):
        return Part.OTHER
    if first[other] or second[other]:
        return second[0] if first[other] else first[0]
    return first[0] if which == 1 else second[0]
