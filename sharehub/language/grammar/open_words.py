"""Nouns, verbs, adjectives and adverbs: one spelling may be several of them, and its neighbours say which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.grammar import closed
from sharehub.language.grammar.adjectives import describes
from sharehub.language.grammar.verbs import BASE, BE_FORMS, DO_FORMS, HAVE_FORMS, ING, PAST, PP, S, Form, readings
from sharehub.language.grammar.words import Tag, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.language.grammar.tokens import Token

_SEEMING = frozenset("be feel look seem appear become remain sound stay present get keep find leave make".split())
_TAKES_THINGS = frozenset("attend need receive have access complete use want offer provide undertake require recommend refer seek".split())
_CHAINS = frozenset(
    "keep start stop continue begin like love hate enjoy avoid risk deny admit go come spend finish resist consider mind recall remember report "
    "describe miss suggest involve mean try need end quit mention regret say be".split()
)
_BARE_AFTER = frozenset("let make help see hear watch have feel".split())
_NOT_VERBS = frozenset(
    "evening morning nothing something anything everything wedding sibling during ceiling building bed red need seed shed hundred "
    "indeed king ring spring string thing wing bedding clothing ed speed bleed feed breed weed greed wicked naked sacred "
    "united sled wording bruising swelling counselling counseling training mentoring screening shopping funding safeguarding parenting mothering wellbeing housing hearing meeting beings darling".split()
)
_ALWAYS_NOUNS = frozenset("bruising swelling counselling counseling mentoring wellbeing safeguarding funding parenting mothering wording".split())
_PLURAL_SUBJECTS = frozenset("they we i you police people children parents couple staff professionals family siblings kids both services pair".split())
_OFTEN_PLURALS = frozenset(
    "visits reports claims needs calls contacts risks plans notes fights rows attacks texts concerns supports views checks tests issues houses clothes "
    "rooms times dates records services threats messages drinks problems incidents levels marks bruises lies cuts walks".split()
)
_LONGEST_LOOK = 14


class Place:
    """One token among its neighbours: those before are read already, those after are not."""

    __slots__ = ("at", "before", "cut", "names", "token", "word")

    def __init__(self, cut: Sequence[Token], at: int, before: list[Word], names: frozenset[int] = frozenset()) -> None:
        """Stand at one token; `names` are the places where a name of the cast begins."""
        self.cut, self.at, self.before, self.names = cut, at, before, names
        self.token = cut[at]
        self.word = cut[at].word

    def read(self, tag: Tag, lemma: str | None = None, form: str = "") -> Word:
        """Return the token as a word of a class."""
        return Word(self.word, self.token.start, self.token.end, tag, lemma or self.word, form)

    def ahead(self, steps: int) -> str:
        """Return the word so many steps ahead, or nothing."""
        at = self.at + steps
        return self.cut[at].word if at < len(self.cut) else ""

    def name_ahead(self, steps: int = 1) -> bool:
        """Say whether a name of the cast stands so many steps ahead."""
        return self.at + steps in self.names

    def last(self) -> Word | None:
        """Return the word before, looking past adverbs, negations and quote marks."""
        for word in reversed(self.before):
            if word.tag not in {Tag.ADVERB, Tag.NOT, Tag.QUOTE}:
                return word
        return None

    def verb_before_object(self) -> str:
        """Return the verb whose object ends just here, or nothing."""
        for word in reversed(self.before[-5:]):
            if word.tag is Tag.VERB:
                return word.lemma
            if word.tag not in {Tag.NAME, Tag.NOUN, Tag.PRONOUN, Tag.POSSESSIVE, Tag.DETERMINER, Tag.ADJECTIVE, Tag.NOT}:
                return ""
        return ""

    def causes_a_bare_verb(self, after: str) -> bool:
        """Say whether what follows is what somebody is let or made to do: "made her cry"."""
        governs = self.verb_before_object() in _BARE_AFTER - {"have"}
        forms = {form.form for form in readings(after)}
        if governs and forms & {BASE, ING}:
            return True
        return after.endswith("ing") and ING in forms and self.verb_before_object() in {"leave", "keep", "find", "stop", "catch"}

    def looks_finite_ahead(self) -> bool:
        """Say whether a verb with a tense comes before the next break."""
        for token in self.cut[self.at + 1 : self.at + 1 + _LONGEST_LOOK]:
            word = token.word
            if token.kind != "word" or word in closed.SUBORDINATORS or word in closed.COORDINATORS or word in {"who", "which", "that"}:
                return False
            if word in BE_FORMS and word not in {"be", "been", "being"}:
                return True
            if word in {"has", "have", "had", "did", "does", "'s"} or word in closed.MODALS:
                return True
            forms = {form.form for form in readings(word)}
            if PAST in forms and not forms & {BASE, S} and token is not self.cut[self.at + 1]:
                return True
        return False

    def opens_a_clause(self) -> bool:
        """Say whether subject and verb follow before the next break."""
        return _opens_a_clause(self)

    def noun_follows(self) -> bool:
        """Say whether a determiner has its noun after it."""
        after = self.ahead(1)
        if after in closed.POSSESSIVES or (after == "of" and self.word in {"all", "both", "most", "many", "some", "any", "each"}):
            return after != "of"
        if after in {"'", '"', "‘", "“", "*"}:
            after = self.ahead(2)
        if not after or not (after[0].isalnum()) or after in BE_FORMS or after in HAVE_FORMS or after in DO_FORMS:
            return False
        return not (after in closed.MODALS or after in closed.PREPOSITIONS or after in closed.PRONOUNS - {"other", "one", "another"} or after in {"to", "not", "and"})


def _opens_a_clause(place: Place) -> bool:
    word, after = place.word, place.ahead(1)
    if word in {"because", "due"} and after in {"of", "to"}:
        return False
    if word in {"despite", "than"}:
        return False
    if word in {"whatever", "whoever", "if", "when", "while", "whilst", "although", "though", "unless", "whether", "until", "whenever", "once", "lest", "whereas", "why", "how", "where", "because"}:
        return after not in {"", "."}
    return _subject_then_verb(place)


def _subject_then_verb(place: Place) -> bool:
    """Look for a noun phrase and then a verb with a tense, up to the next break."""
    subject = False
    for token in place.cut[place.at + 1 : place.at + 1 + _LONGEST_LOOK]:
        word = token.word
        if token.kind != "word" and not (token.kind == "number" and not subject):
            return False
        if subject and _tensed(word):
            return True
        if word in closed.SUBORDINATORS or word in {"who", "which"}:
            return False
        if word in closed.PRONOUNS or word not in closed.PREPOSITIONS | closed.ADVERBS | closed.MODALS | closed.DETERMINERS | closed.POSSESSIVES:
            subject = subject or not (any(form.form == ING for form in readings(word)) or word == "to")
    return False


def _tensed(word: str) -> bool:
    if word in BE_FORMS or word in HAVE_FORMS or word in DO_FORMS or word in closed.MODALS:
        return word not in {"be", "been", "being", "having", "doing", "done"}
    return any(form.form in {PAST, S} for form in readings(word)) or (
        word in {"go", "come", "say", "want", "think", "know", "live", "argue", "fight", "see", "hear", "get"}
    )


def open_word(place: Place) -> Word:
    """Return the reading of a word of an open class."""
    hyphen = place.at + 1 < len(place.cut) and place.cut[place.at + 1].glued
    if hyphen and not place.token.glued and _joined_describes(place.ahead(1)):
        return place.read(Tag.ADJECTIVE)
    if place.token.glued and not hyphen and _joined_describes(place.word) and place.before[-1].tag is Tag.ADJECTIVE:
        return _describing(place, _forms(place.word)) if ING not in _forms(place.word) else place.read(Tag.ADJECTIVE, place.word, ING)
    forms = _forms(place.word)
    last = place.last()
    if place.ahead(1) == "'s" and not {PAST, ING} & set(forms):
        return _noun(place, forms)
    if not forms:
        return _without_verb(place)
    if last is None or last.tag in {Tag.MARK, Tag.END, Tag.AND, Tag.LINK, Tag.QUOTE}:
        return _opening(place, forms, last)
    return _BY_LAST.get(last.tag, _in_object)(place, forms, last)


def _joined_describes(word: str) -> bool:
    """Say whether a word after a hyphen makes the whole describe: "attention-seeking", "alcohol-fuelled"."""
    forms = {form.form for form in readings(word)}
    return describes(word) or bool(forms & {ING, PP}) and BASE not in forms


def _forms(word: str) -> dict[str, str]:
    if word in _ALWAYS_NOUNS:
        return {}
    known = {form.form: form.lemma for form in readings(word)}
    if known or word in _NOT_VERBS or describes(word) or len(word) < 5:  # noqa: PLR2004 - "need", "sing"
        return known
    guessed = _guessed(word)
    return {guessed.form: guessed.lemma} if guessed else {}


def _guessed(word: str) -> Form | None:
    """Read an unknown word by its ending, as verbs are formed."""
    for ending, form in (("ing", ING), ("ed", PP)):
        stem = word.removesuffix(ending)
        if stem != word and any(letter in "aeiouy" for letter in stem):
            return Form(stem + "e" if stem.endswith(("is", "iz", "v", "c", "at", "ut", "rs", "u")) else stem, form)
    return None


def _verb(place: Place, forms: dict[str, str], *wanted: str) -> Word | None:
    for form in wanted:
        if form in forms:
            return place.read(Tag.VERB, forms[form], form)
    return None


def _noun(place: Place, forms: dict[str, str]) -> Word:
    if ING in forms:
        return place.read(Tag.NOUN, forms[ING], ING)
    return place.read(Tag.NOUN, closed.singular(place.word))


def _describing(place: Place, forms: dict[str, str]) -> Word:
    lemma = forms.get(PP) or forms.get(PAST) or place.word
    return place.read(Tag.ADJECTIVE, place.word if describes(place.word) else lemma, PP if PP in forms else "")


def _without_verb(place: Place) -> Word:
    word, last = place.word, place.last()
    if describes(word) or (last is not None and last.tag in {Tag.DETERMINER, Tag.ADJECTIVE} and place.name_ahead() and not place.cut[place.at + 1].capital):
        return place.read(Tag.ADJECTIVE)
    if last is not None and _unknown_third(place, last):
        return place.read(Tag.VERB, word.removesuffix("s"), S)
    if word.endswith("ly") and word not in closed.LY_NOT_ADVERBS and len(word) > 3:  # noqa: PLR2004 - "fly"
        return place.read(Tag.ADVERB)
    return place.read(Tag.NOUN, closed.singular(word))


def _unknown_third(place: Place, last: Word) -> bool:
    """Say whether an unknown word in -s after a person is what that person does: "dotes on"."""
    person = last.tag is Tag.NAME or last.word in {"he", "she", "who"}
    after = place.ahead(1)
    goes_on = place.name_ahead() or after in closed.DETERMINERS | closed.POSSESSIVES | closed.OBJECT_PRONOUNS | closed.PREPOSITIONS | {"her", "to"}
    ends = place.word.endswith("s") and not place.word.endswith("ss") and not place.token.capital
    return person and goes_on and ends and _no_verb_since_break(place) and not place.looks_finite_ahead()


def _may_be_finite(word: str) -> bool:
    return any(form.form in {S, PAST} for form in readings(word))


def _noun_ahead(place: Place) -> bool:
    """Say whether what follows may be the noun that this word describes."""
    after = place.ahead(1)
    if not after or not after[0].isalpha() or after == "'s":
        return False
    closing = closed.PREPOSITIONS | closed.SUBORDINATORS | closed.COORDINATORS | closed.MODALS | closed.DETERMINERS | closed.PRONOUNS | closed.POSSESSIVES
    return not (after in closing or after in BE_FORMS or after in HAVE_FORMS or after in {"to", "not"} or after.endswith("ly") or after in closed.ADVERBS)


def _opening(place: Place, forms: dict[str, str], last: Word | None) -> Word:
    """Read a word that opens a sentence, or stands after a break, a conjunction or a linking word."""
    if describes(place.word) and ING in forms and last is not None and last.tag is Tag.AND and place.before[-2].tag is Tag.ADJECTIVE:
        return _describing(place, forms)
    if describes(place.word) and not (S in forms or ING in forms):
        if not (PAST in forms and place.ahead(1) in closed.PRONOUNS | closed.POSSESSIVES | closed.DETERMINERS):
            return _describing(place, forms)
    if ING in forms:
        return _verb(place, forms, ING) if not _gerund_subject(place) else _noun(place, forms)  # type: ignore[return-value]
    if PAST in forms or (PP in forms and not _noun_ahead(place)):
        if _noun_ahead(place) and place.looks_finite_ahead() and not (last and last.tag is Tag.LINK):
            return _describing(place, forms)
        return _verb(place, forms, PAST, PP) or _noun(place, forms)
    if PP in forms:
        return _describing(place, forms)
    if S in forms:
        return _third_or_plural(place, forms, last)
    return _bare(place, forms, last)


def _gerund_subject(place: Place) -> bool:
    after = place.ahead(1)
    return after in BE_FORMS or after in closed.MODALS or after in {"of", "has", "does"} or not after


def _third_or_plural(place: Place, forms: dict[str, str], last: Word | None) -> Word:
    after = place.ahead(1)
    follows = (
        after in closed.DETERMINERS | closed.POSSESSIVES | closed.PRONOUNS | closed.ADVERBS | closed.PREPOSITIONS | {"to", "that"}
        or after.endswith("ly") or describes(after) or any(form.form == ING for form in readings(after))
    )  # fmt: skip
    relative = last is not None and last.tag is Tag.LINK and last.word in {"who", "which", "that", "what", "whatever"}
    joined = last is not None and last.tag is Tag.AND and _earlier_verb(place)
    if relative or joined or (follows and not place.looks_finite_ahead()):
        return place.read(Tag.VERB, forms[S], S)
    return _noun(place, forms)


def _earlier_verb(place: Place) -> bool:
    """Say whether a verb in the same form stands before the conjunction."""
    for word in reversed(place.before[-8:]):
        if word.tag is Tag.END:
            return False
        if word.tag is Tag.VERB:
            return word.form in {S, PAST} or word.lemma in {"be", "have"}
    return False


def _bare(place: Place, forms: dict[str, str], last: Word | None) -> Word:
    after = place.ahead(1)
    if last is not None and last.tag is Tag.AND and _earlier_bare(place):
        return _verb(place, forms, BASE) or _noun(place, forms)
    if last is not None and last.tag is Tag.LINK and last.word in {"who", "which"}:
        return _verb(place, forms, BASE) or _noun(place, forms)
    if after in closed.POSSESSIVES | {"the", "a", "him", "them", "it", "this", "that"} and BASE in forms:
        return place.read(Tag.VERB, forms[BASE], BASE)
    return _without_verb(place) if describes(place.word) else _noun(place, forms)


def _earlier_bare(place: Place) -> bool:
    for word in reversed(place.before[-8:]):
        if word.tag in {Tag.END, Tag.LINK}:
            return False
        if word.tag is Tag.VERB:
            return word.form == BASE and word.lemma not in {"be"}
    return False


def _after_to(place: Place, forms: dict[str, str], _last: Word) -> Word:
    return _verb(place, forms, BASE) or _verb(place, forms, PP, PAST) or _noun(place, forms)


def _after_determiner(place: Place, forms: dict[str, str], last: Word) -> Word:
    if last.tag is Tag.ADJECTIVE and place.before[-1].tag is Tag.NOT:
        return _in_object(place, forms, last)
    if ING in forms and last.tag in {Tag.POSSESSIVE, Tag.OWNING} and _may_be_finite(place.ahead(1)):
        return _noun(place, forms)
    if {PP, ING} & set(forms) and _noun_ahead(place):
        return place.read(Tag.ADJECTIVE, forms.get(PP) or forms.get(ING) or place.word, PP if PP in forms else ING)
    if describes(place.word):
        return _describing(place, forms)
    if ING in forms:
        return _noun(place, forms)
    if PAST in forms or PP in forms:
        if last.tag is Tag.ADJECTIVE or last.tag is Tag.NUMBER:
            return _verb(place, forms, PAST, PP) or _noun(place, forms)
        return _describing(place, forms) if S not in forms and BASE not in forms else _noun(place, forms)
    return _noun(place, forms)


def _after_preposition(place: Place, forms: dict[str, str], last: Word) -> Word:
    if ING in forms:
        if last.word == "as" and describes(place.word):
            return _describing(place, forms)
        return _verb(place, forms, ING) or _noun(place, forms)
    if place.before[-1].word in closed.PARTICLES and (PAST in forms or S in forms) and BASE not in forms and _no_verb_since_break(place):
        return _verb(place, forms, PAST, S) or _noun(place, forms)
    if describes(place.word) or ((PAST in forms or PP in forms) and BASE not in forms):
        return _describing(place, forms)
    return _noun(place, forms)


def _no_verb_since_break(place: Place) -> bool:
    for word in reversed(place.before):
        if word.tag in {Tag.MARK, Tag.END, Tag.LINK, Tag.AND}:
            return True
        if word.tag is Tag.VERB:
            return False
    return True


def _after_noun(place: Place, forms: dict[str, str], last: Word) -> Word:
    """Read a word after what may be the subject, or after an object."""
    if _asked(place) and BASE in forms:
        return place.read(Tag.VERB, forms[BASE], BASE)
    governed = place.verb_before_object()
    person = last.tag in {Tag.NAME, Tag.PRONOUN} or last.part is not None
    if governed in _BARE_AFTER and person and BASE in forms and not _no_verb_since_break(place):
        return place.read(Tag.VERB, forms[BASE], BASE)
    if ING in forms:
        return _ing_after_noun(place, forms, last)
    if BASE in forms and last.word in {"they", "we", "you", "i"} and _no_verb_since_break(place):
        return place.read(Tag.VERB, forms[BASE], BASE)
    if describes(place.word) and not _takes_object(place, forms):
        return _describing(place, forms)
    if PAST in forms or PP in forms:
        return _verb(place, forms, PAST, PP) or _noun(place, forms)
    if S in forms:
        return _third_after_noun(place, forms, last)
    if _plural(last, place) and _no_verb_since_break(place):
        return _verb(place, forms, BASE) or _noun(place, forms)
    return _noun(place, forms)


def _asked(place: Place) -> bool:
    """Say whether the word is the verb of a question: "why does she stay"."""
    if len(place.before) < 2:  # noqa: PLR2004 - an auxiliary and its subject
        return False
    auxiliary = place.before[-2]
    return auxiliary.tag is Tag.MODAL or (auxiliary.tag is Tag.VERB and auxiliary.lemma == "do")


def _takes_object(place: Place, forms: dict[str, str]) -> bool:
    return bool({PAST, S} & set(forms)) and place.ahead(1) in closed.PRONOUNS | closed.POSSESSIVES | {"the", "a", "an"}


def _ing_after_noun(place: Place, forms: dict[str, str], last: Word) -> Word:
    compound = last.tag is Tag.NOUN and last.part is None and not _noun_ahead(place) and place.looks_finite_ahead()
    return _noun(place, forms) if compound else place.read(Tag.VERB, forms[ING], ING)


def _third_after_noun(place: Place, forms: dict[str, str], last: Word) -> Word:
    if last.tag in {Tag.NAME, Tag.PRONOUN} or last.part is not None:
        if last.tag is Tag.NOUN and place.looks_finite_ahead():
            return _noun(place, forms)
        return place.read(Tag.VERB, forms[S], S)
    after = place.ahead(1)
    if place.name_ahead() or after in closed.OBJECT_PRONOUNS | closed.SUBJECT_PRONOUNS | {"her", "his"}:
        return place.read(Tag.VERB, forms[S], S)
    if after in closed.PREPOSITIONS and place.word not in _OFTEN_PLURALS and not place.looks_finite_ahead() and _no_verb_since_break(place):
        return place.read(Tag.VERB, forms[S], S)
    opens = after in closed.DETERMINERS | closed.POSSESSIVES | closed.PRONOUNS | closed.ADVERBS | {"to", "that"}
    return place.read(Tag.VERB, forms[S], S) if opens and not place.looks_finite_ahead() and _no_verb_since_break(place) else _noun(place, forms)


def _plural(last: Word, place: Place) -> bool:
    if last.word in _PLURAL_SUBJECTS or last.word in {"who", "both"}:
        return True
    if last.tag is Tag.PRONOUN:
        return False
    joined = any(word.tag is Tag.AND for word in place.before[-4:])
    return joined or (last.tag is Tag.NOUN and closed.singular(last.word) != last.word)


def _after_verb(place: Place, forms: dict[str, str], last: Word) -> Word:
    if last.lemma == "do" and last.form in {S, PAST, BASE} and BASE in forms:
        return place.read(Tag.VERB, forms[BASE], BASE)
    if last.lemma in {"be", "get", "have"}:
        return _after_auxiliary(place, forms, last)
    if ING in forms and last.lemma in _TAKES_THINGS and not _noun_ahead(place):
        return _noun(place, forms)
    if ING in forms:
        describing = _noun_ahead(place) and last.lemma not in _CHAINS
        return place.read(Tag.ADJECTIVE if describing else Tag.VERB, forms[ING], ING)
    if describes(place.word):
        return _describing(place, forms)
    if PP in forms and last.lemma in _SEEMING:
        return _describing(place, forms)
    if PP in forms and S not in forms and BASE not in forms:
        return _describing(place, forms) if _noun_ahead(place) else place.read(Tag.VERB, forms[PP], PP)
    if BASE in forms and last.lemma in {"help", "go", "come"}:
        return place.read(Tag.VERB, forms[BASE], BASE)
    return _noun(place, forms)


def _is_described(place: Place) -> bool:
    """Say whether a form in -ing describes here: "is controlling", but not "is controlling her"."""
    after = place.ahead(1)
    return describes(place.word) and not (_noun_ahead(place) or after in closed.DETERMINERS | closed.POSSESSIVES | closed.PRONOUNS | {"her", "how", "what", "where", "who"})


def _after_auxiliary(place: Place, forms: dict[str, str], last: Word) -> Word:
    if ING in forms and last.lemma == "be" and _is_described(place):
        return _describing(place, forms)
    described = describes(place.word) and not (PP in forms and place.ahead(1) == "by")
    if described and not (last.lemma == "have" and PP in forms) and not (ING in forms and last.lemma == "be"):
        return _describing(place, forms)
    if last.lemma == "have" and PP in forms and _noun_ahead(place) and BASE not in forms and last.form == "x":
        return _describing(place, forms)
    if PP in forms:
        return place.read(Tag.VERB, forms[PP], PP)
    if ING in forms and last.lemma != "have":
        return place.read(Tag.VERB, forms[ING], ING)
    if PAST in forms and last.lemma == "be":
        return place.read(Tag.VERB, forms[PAST], PP)
    return _noun(place, forms)


def _in_object(place: Place, forms: dict[str, str], _last: Word) -> Word:
    if ING in forms:
        return place.read(Tag.VERB, forms[ING], ING)
    if describes(place.word):
        return _describing(place, forms)
    return _verb(place, forms, PAST, PP) or _noun(place, forms)


_BY_LAST = {
    Tag.TO: _after_to,
    Tag.MODAL: _after_to,
    Tag.DETERMINER: _after_determiner,
    Tag.POSSESSIVE: _after_determiner,
    Tag.OWNING: _after_determiner,
    Tag.NUMBER: _after_determiner,
    Tag.ADJECTIVE: _after_determiner,
    Tag.PREPOSITION: _after_preposition,
    Tag.NOUN: _after_noun,
    Tag.NAME: _after_noun,
    Tag.PRONOUN: _after_noun,
    Tag.VERB: _after_verb,
}
