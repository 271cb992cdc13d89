"""One token among its neighbours: those before it are read already, those after it are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.grammar import closed
from sharehub.language.grammar.verbs import BASE, BE_FORMS, DO_FORMS, HAVE_FORMS, ING, PAST, S, forms_of
from sharehub.language.grammar.words import Tag, Word
from sharehub.language.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.language.grammar.tokens import Token

QUOTES = frozenset("\"'`*\u2018\u2019\u201c\u201d\u00ab\u00bb")
LETS = words("let make help see hear watch feel")
"""After these and an object a verb stands bare: "made her cry"."""
_LEAVES = words("leave keep find stop catch")
_LONGEST_LOOK = 14
_OFTEN_BARE = words("go come say want think know live argue fight see hear get")
_BREAKS = closed.SUBORDINATORS | closed.COORDINATORS | {"who", "which", "that"}
_TENSED_AUXILIARIES = (
    (BE_FORMS.keys() - {"be", "been", "being"})
    | (HAVE_FORMS.keys() - {"having"})
    | (DO_FORMS.keys() - {"doing", "done"})
    | closed.MODALS
)
_FINITE = _TENSED_AUXILIARIES - {"do"}
_TENSED = _TENSED_AUXILIARIES | _OFTEN_BARE
_NO_SUBJECT = (
    closed.PREPOSITIONS | closed.ADVERBS | closed.MODALS | closed.DETERMINERS | closed.POSSESSIVES | {"to"}
)
_NO_NOUN_AFTER = (
    BE_FORMS.keys()
    | HAVE_FORMS.keys()
    | DO_FORMS.keys()
    | closed.MODALS
    | closed.PREPOSITIONS
    | (closed.PRONOUNS - {"other", "one", "another", "her", "his"})
    | {"to", "not", "and"}
)
_NEVER_DESCRIBED = (
    closed.PREPOSITIONS
    | closed.SUBORDINATORS
    | closed.COORDINATORS
    | closed.MODALS
    | closed.DETERMINERS
    | closed.PRONOUNS
    | closed.POSSESSIVES
    | closed.ADVERBS
    | BE_FORMS.keys()
    | HAVE_FORMS.keys()
    | {"to", "not", "'s"}
)


class Place:
    """Where one token stands, and what can be asked of its neighbours."""

    __slots__ = ("at", "before", "cut", "names", "token", "word")

    def __init__(self, cut: Sequence[Token], at: int, before: list[Word], names: frozenset[int]) -> None:
        """Stand at one token; `names` are the places where a name of the cast begins."""
        self.cut, self.at, self.before, self.names = cut, at, before, names
        self.token = cut[at]
        self.word = cut[at].word

    def read(self, tag: Tag, lemma: str | None = None, form: str = "") -> Word:
        """Return the token as a word of a class."""
        return Word(self.word, self.token.start, self.token.end, tag, lemma or self.word, form)

    def ahead(self, steps: int = 1) -> str:
        """Return the word so many steps ahead, or nothing."""
        at = self.at + steps
        return self.cut[at].word if at < len(self.cut) else ""

    def name_ahead(self, steps: int = 1) -> bool:
        """Say whether a name of the cast stands so many steps ahead."""
        return self.at + steps in self.names

    def last(self) -> Word | None:
        """Return the word before, looking past adverbs, negations and quote marks."""
        light = {Tag.ADVERB, Tag.NOT, Tag.QUOTE}
        return next((word for word in reversed(self.before) if word.tag not in light), None)

    # before

    def verb_before_object(self) -> str:
        """Return the verb whose object ends just here, or nothing."""
        inside = {Tag.NAME, Tag.NOUN, Tag.PRONOUN, Tag.POSSESSIVE, Tag.DETERMINER, Tag.ADJECTIVE, Tag.NOT}
        for word in reversed(self.before[-5:]):
            if word.tag is Tag.VERB:
                return word.lemma
            if word.tag not in inside:
                return ""
        return ""

    def no_verb_yet(self) -> bool:
        """Say whether no verb stands between the last break and here."""
        for word in reversed(self.before):
            if word.tag in {Tag.PUNCTUATION, Tag.END, Tag.LINK, Tag.AND}:
                return True
            if word.tag is Tag.VERB:
                return False
        return True

    def earlier_verb(self) -> Word | None:
        """Return the verb that a verb after "and" may go on from."""
        for word in reversed(self.before[-8:]):
            if word.tag is Tag.END:
                return None
            if word.tag is Tag.VERB:
                return word
        return None

    # ahead

    def causes_a_bare_verb(self, after: str) -> bool:
        """Say whether what follows an object is what somebody is let or made to do: "made her cry"."""
        forms, verb = forms_of(after), self.verb_before_object()
        return (verb in LETS and bool(forms & {BASE, ING})) or (verb in _LEAVES and ING in forms)

    def finite_ahead(self) -> bool:
        """Say whether a verb with a tense comes before the next break."""
        for steps, token in enumerate(self.cut[self.at + 1 : self.at + 1 + _LONGEST_LOOK]):
            if token.kind != "word" or token.word in _BREAKS:
                return False
            if token.word in _FINITE:
                return True
            forms = forms_of(token.word)
            if steps and PAST in forms and not forms & {BASE, S}:
                return True
        return False

    def opens_a_clause(self) -> bool:
        """Say whether subject and verb follow, so that a linking word links."""
        after = self.ahead()
        if (self.word == "because" and after == "of") or self.word in {"despite", "than"}:
            return False
        if self.word in closed.ALWAYS_SUBORDINATE:
            return after not in {"", "."}
        return self._subject_then_verb()

    def _subject_then_verb(self) -> bool:
        subject = False
        for token in self.cut[self.at + 1 : self.at + 1 + _LONGEST_LOOK]:
            if token.kind != "word" and (subject or token.kind != "number"):
                return False
            if subject and _is_tensed(token.word):
                return True
            if token.word in closed.SUBORDINATORS | {"who", "which"}:
                return False
            subject = subject or _may_be_subject(token.word)
        return False

    def noun_follows(self) -> bool:
        """Say whether a determiner has its noun after it."""
        after = self.ahead()
        if after in closed.POSSESSIVES:
            return True
        if after in QUOTES:
            after = self.ahead(2)
        return bool(after) and after[0].isalnum() and after not in _NO_NOUN_AFTER

    def describes_what_follows(self) -> bool:
        """Say whether what follows may be the noun that this word describes."""
        after = self.ahead()
        return after[:1].isalpha() and after not in _NEVER_DESCRIBED and not after.endswith("ly")


def _is_tensed(word: str) -> bool:
    return word in _TENSED or bool(forms_of(word) & {PAST, S})


def _may_be_subject(word: str) -> bool:
    return word in closed.PRONOUNS or (word not in _NO_SUBJECT and ING not in forms_of(word))
