"""Deciding for each word of a text which class it is of, from the word and from its neighbours."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sharehub.language.grammar import closed
from sharehub.language.grammar.adjectives import describes
from sharehub.language.grammar.open_words import open_word
from sharehub.language.grammar.place import QUOTES, Place
from sharehub.language.grammar.verbs import BASE, BE_FORMS, DO_FORMS, HAVE_FORMS, ING, PAST, PP, S, forms_of
from sharehub.language.grammar.words import Tag, Word
from sharehub.language.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.language.grammar.people import People
    from sharehub.language.grammar.tokens import Token

_ENDS = frozenset(".!?")
_TAILS = MappingProxyType({"'ve": "have", "'re": "be", "'m": "be", "'ll": "will", "'d": "would"})
_COMPOUNDS = MappingProxyType(
    {
        tuple(pair.split()): (word, tag)
        for tag, compounds in {
            Tag.NOUN: {"social work": "social-work", "social services": "social-work", "per cent": "percent"},
            Tag.ADVERB: {
                "as well": "also", "not only": "also", "at least": "also", "at all": "also",
                "in order": "also", "next door": "next-door",
            },
            Tag.LINK: {
                "so that": "so-that", "even though": "although", "even if": "if", "as soon": "when",
                "in case": "lest", "now that": "now-that", "given that": "because", "as if": "as-if",
                "as though": "as-if", "so long": "if", "as long": "if", "provided that": "if",
                "on condition": "if",
            },
            Tag.PRONOUN: {"each other": "each-other", "one another": "each-other", "no one": "nobody"},
            Tag.NOT: {"no longer": "no-longer"},
            Tag.PREPOSITION: {
                "rather than": "than", "according to": "according-to", "because of": "because-of",
                "due to": "due-to", "owing to": "due-to", "down to": "due-to", "out of": "out-of",
                "instead of": "instead-of", "ahead of": "ahead-of",
            },
        }.items()
        for pair, word in compounds.items()
    }
)  # fmt: skip
_BE_OR_DEGREE = frozenset({"be", "all", "partly", "mainly", "largely"})
_AFTER_CONTRACTED = (
    closed.NEGATING_ADVERBS
    | closed.DETERMINERS
    | closed.PREPOSITIONS
    | {"been", "very", "so", "too", "also", "always"}
)
_AFTER_CONTRACTED_ING = closed.PREPOSITIONS | closed.POSSESSIVES | closed.DETERMINERS | {"to", "him", "her"}
_AFTER_CONTRACTED_ADJECTIVE = frozenset({"", ".", ",", "and", "when", "with", "about", ";"})
_CLOSES_A_PHRASE = (
    closed.PREPOSITIONS
    | closed.DETERMINERS
    | closed.COORDINATORS
    | closed.SUBORDINATORS
    | closed.MODALS
    | closed.POSSESSIVES
    | BE_FORMS.keys()
    | HAVE_FORMS.keys()
    | words("to not that who hard alone he she they i again here there when")
)
_DEGREES = frozenset({"first", "last", "next", "second", "least", "most"})


def tagged(cut: Sequence[Token], people: People) -> list[Word]:
    """Return the words of a text, each with its class, its dictionary form and, for people, its part."""
    words: list[Word] = []
    names = frozenset(at for at in range(len(cut)) if people.name_at(cut, at))
    at = 0
    while at < len(cut):
        word, used = _word(Place(cut, at, words, names), people)
        word.at, word.glued = len(words), cut[at].glued
        words.append(word)
        at += used
    return words


def _word(place: Place, people: People) -> tuple[Word, int]:
    """Return the word that begins here, and of how many tokens it is."""
    token = place.token
    if token.kind in {"mark", "line"}:
        return _mark(place), 1
    named = people.name_at(place.cut, place.at) if place.at in place.names else None
    if named:
        length, part = named
        return Word(
            token.word, token.start, place.cut[place.at + length - 1].end, Tag.NAME, token.word, part=part
        ), length
    if token.word == "self" and place.ahead().startswith("harm"):
        return _self_harm(place), 2
    compound = _compound(place)
    if compound is not None:
        compound.part = people.noun(compound.word)
        return compound, 2
    word = _closed(place) or open_word(place)
    if word.tag is Tag.NOUN and not word.form:
        word.part = people.noun(word.word)
    return word, 1


def _mark(place: Place) -> Word:
    if place.token.kind == "line" or place.word in _ENDS:
        return place.read(Tag.END)
    return place.read(Tag.QUOTE if place.word in QUOTES else Tag.PUNCTUATION)


def _self_harm(place: Place) -> Word:
    """Read "self-harms" as one word, by its second half."""
    half = open_word(Place(place.cut, place.at + 1, place.before, place.names))
    tag = half.tag if half.tag is Tag.VERB else Tag.NOUN
    return Word("self-harm", place.token.start, half.end, tag, "self-harm", half.form)


def _compound(place: Place) -> Word | None:
    """Return two words that make one: "social work", "because of", "each other"."""
    pair = (place.word, place.ahead())
    found = _COMPOUNDS.get(pair)
    if found is None or (pair == ("in", "order") and place.ahead(2) != "to"):
        return None
    if pair == ("down", "to") and not (place.before and place.before[-1].lemma in _BE_OR_DEGREE):
        return None
    word, tag = found
    return Word(word, place.token.start, place.cut[place.at + 1].end, tag, word)


def _closed(place: Place) -> Word | None:
    """Return the reading of a word that holds sentences together; None for all others."""
    if place.token.kind == "number":
        return place.read(Tag.NUMBER)
    readers = (_tail, _verb_like, _to, _that, _her, _linking, _adverb_and_more, _plain)
    return next((word for read in readers if (word := read(place, place.word)) is not None), None)


def _tail(place: Place, word: str) -> Word | None:
    if word == "'s":
        return place.read(Tag.VERB, "be", S) if _is_contracted(place) else place.read(Tag.OWNING)
    if word in _TAILS:
        return place.read(Tag.MODAL if word in {"'ll", "'d"} else Tag.VERB, _TAILS[word], S)
    return None


def _is_contracted(place: Place) -> bool:
    """Say whether 's is "is" or "has": after a pronoun, or where no noun follows."""
    after = place.ahead()
    if place.before and place.before[-1].tag in {Tag.PRONOUN, Tag.LINK}:
        return True
    if after in closed.PREPOSITIONS and any(word.tag is Tag.PREPOSITION for word in place.before[-3:]):
        return False
    if after in _AFTER_CONTRACTED:
        return True
    if ING in forms_of(after):
        return place.ahead(2) in _AFTER_CONTRACTED_ING
    return describes(after) and place.ahead(2) in _AFTER_CONTRACTED_ADJECTIVE


def _verb_like(place: Place, word: str) -> Word | None:
    if word in closed.NEGATING_ADVERBS:
        return place.read(Tag.NOT)
    for forms, lemma in ((BE_FORMS, "be"), (HAVE_FORMS, "have"), (DO_FORMS, "do")):
        if word in forms:
            return place.read(Tag.VERB, lemma, forms[word])
    if word in closed.MODALS and not (word == "may" and _is_month(place)):
        return place.read(Tag.MODAL)
    return None


def _is_month(place: Place) -> bool:
    last = place.last()
    before = last is not None and last.tag in {Tag.NUMBER, Tag.PREPOSITION, Tag.LINK} and last.word != "to"
    return before and BASE not in forms_of(place.ahead())


def _to(place: Place, word: str) -> Word | None:
    if word != "to":
        return None
    after = place.ahead()
    if after in closed.ADVERBS | closed.NEGATING_ADVERBS or after.endswith("ly"):
        after = place.ahead(2)
    last = place.last()
    firm = last is not None and bool({last.word, last.lemma} & closed.TO_IS_A_PREPOSITION_AFTER)
    infinitive = after in {"be", "have", "do"} or (BASE in forms_of(after) and not firm)
    return place.read(Tag.TO if infinitive else Tag.PREPOSITION)


def _that(place: Place, word: str) -> Word | None:
    if word not in {"that", "this", "these", "those"}:
        return None
    last, after = place.last(), place.ahead()
    if word == "that" and last is not None:
        if last.lemma == "be" and (describes(after) or PP in forms_of(after)):
            return place.read(Tag.ADVERB)
        if last.tag in {Tag.NOUN, Tag.NAME, Tag.VERB, Tag.ADJECTIVE, Tag.ADVERB, Tag.PRONOUN}:
            return place.read(Tag.LINK)
    verb_next = after in BE_FORMS or after in closed.MODALS or bool(forms_of(after) & {S, PAST})
    return place.read(Tag.PRONOUN if verb_next or not after.isalpha() else Tag.DETERMINER)


def _her(place: Place, word: str) -> Word | None:
    if word not in {"her", "his"}:
        return None
    after = place.ahead()
    ends = after in _CLOSES_A_PHRASE or (after.endswith("ly") and after not in closed.LY_NOT_ADVERBS)
    object_ = not after.isalpha() or (word == "her" and (ends or place.causes_a_bare_verb(after)))
    return place.read(Tag.PRONOUN if object_ else Tag.POSSESSIVE)


def _linking(place: Place, word: str) -> Word | None:
    if word in closed.COORDINATORS:
        return place.read(Tag.AND)
    if word in {"who", "whom", "which", "whose"} or (word == "what" and _is_free_relative(place)):
        return place.read(Tag.LINK)
    if word in closed.SUBORDINATORS:
        otherwise = Tag.PREPOSITION if word in closed.PREPOSITIONS else Tag.ADVERB
        return place.read(Tag.LINK if place.opens_a_clause() else otherwise)
    return None


def _is_free_relative(place: Place) -> bool:
    """Say whether "what" begins a clause: "what drives him", "what he did"."""
    after = place.ahead()
    verb = (
        after in BE_FORMS
        or after in HAVE_FORMS
        or after in closed.MODALS
        or bool(forms_of(after) & {S, PAST})
    )
    return verb or after in closed.SUBJECT_PRONOUNS or place.name_ahead() or place.opens_a_clause()


def _adverb_and_more(place: Place, word: str) -> Word | None:
    """Read "hard", "only", "home" and the like where they are no adverbs."""
    if word == "hard" and place.ahead() == "to":
        return place.read(Tag.ADJECTIVE)
    before = {Tag.DETERMINER, Tag.POSSESSIVE, Tag.OWNING, Tag.ADJECTIVE}
    if word in closed.ADVERBS_AND_MORE and place.before and place.before[-1].tag in before:
        describing = place.noun_follows() and word not in {"bit", "home"}
        return place.read(Tag.ADJECTIVE if describing else Tag.NOUN)
    return place.read(Tag.ADJECTIVE) if word in _DEGREES and place.noun_follows() else None


def _plain(place: Place, word: str) -> Word | None:
    if word in closed.DETERMINERS:
        return place.read(Tag.DETERMINER if place.noun_follows() else Tag.PRONOUN)
    classes = (
        (closed.POSSESSIVES, Tag.POSSESSIVE),
        (closed.PRONOUNS, Tag.PRONOUN),
        (closed.PREPOSITIONS, Tag.PREPOSITION),
        (closed.ADVERBS, Tag.ADVERB),
    )
    return next((place.read(tag) for words, tag in classes if word in words), None)
