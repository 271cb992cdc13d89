"""Deciding for each word of a text which class it is of, from the word and from its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.grammar import closed
from sharehub.language.grammar.adjectives import describes
from sharehub.language.grammar.open_words import Place, open_word
from sharehub.language.grammar.verbs import BE_FORMS, DO_FORMS, HAVE_FORMS, ING, readings
from sharehub.language.grammar.words import Tag, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.language.grammar.people import People
    from sharehub.language.grammar.tokens import Token

_ENDS = frozenset(".!?")
_QUOTES = frozenset("\"“”‘’'«»`*")
_ADVERBS_AND_MORE = frozenset("hard only fast straight bit home little outside inside daily weekly monthly overnight much least most last next first well more".split())
_TAILS = {"'ve": "have", "'re": "be", "'m": "be", "'ll": "will", "'d": "would"}
_COMPOUNDS = {("social", "work"): "social-work", ("social", "services"): "social-work", ("as", "well"): "also",
              ("so", "that"): "so-that", ("even", "though"): "although", ("even", "if"): "if", ("as", "soon"): "when",
              ("in", "case"): "lest", ("now", "that"): "now-that", ("given", "that"): "because", ("rather", "than"): "than",
              ("as", "if"): "as-if", ("as", "though"): "as-if", ("so", "long"): "if", ("as", "long"): "if",
              ("provided", "that"): "if", ("on", "condition"): "if", ("not", "only"): "also", ("each", "other"): "each-other",
              ("one", "another"): "each-other", ("no", "longer"): "no-longer", ("no", "one"): "nobody", ("in", "order"): "also",
              ("at", "least"): "also", ("at", "all"): "also", ("per", "cent"): "percent",
              ("according", "to"): "according-to", ("because", "of"): "because-of", ("due", "to"): "due-to", ("owing", "to"): "due-to",
              ("out", "of"): "out-of", ("instead", "of"): "instead-of", ("next", "door"): "next-door", ("as", "well"): "also",
              ("ahead", "of"): "ahead-of", ("down", "to"): "down-to"}  # fmt: skip
_COMPOUND_TAGS = {
    "social-work": Tag.NOUN, "also": Tag.ADVERB, "than": Tag.PREPOSITION, "each-other": Tag.PRONOUN, "no-longer": Tag.NOT,
    "nobody": Tag.PRONOUN, "percent": Tag.NOUN, "according-to": Tag.PREPOSITION, "because-of": Tag.PREPOSITION,
    "due-to": Tag.PREPOSITION, "out-of": Tag.PREPOSITION, "instead-of": Tag.PREPOSITION, "next-door": Tag.ADVERB,
    "ahead-of": Tag.PREPOSITION,
}  # fmt: skip


def tagged(cut: Sequence[Token], people: People) -> list[Word]:
    """Return the words of a text, each with its class, its dictionary form and, for people, its part."""
    words: list[Word] = []
    names = frozenset(at for at in range(len(cut)) if people.name_at(cut, at))
    at = 0
    while at < len(cut):
        word, used = _word(cut, at, words, people, names)
        word.at = len(words)
        word.glued = cut[at].glued
        words.append(word)
        at += used
    return words


def _word(cut: Sequence[Token], at: int, before: list[Word], people: People, names: frozenset[int]) -> tuple[Word, int]:
    token = cut[at]
    named = people.name_at(cut, at) if at in names else None
    if token.kind in {"mark", "line"}:
        return _mark(token), 1
    if named:
        length, part = named
        end = cut[at + length - 1].end
        return Word(token.word, token.start, end, Tag.NAME, token.word, part=part), length
    compound = _COMPOUNDS.get((token.word, cut[at + 1].word)) if at + 1 < len(cut) else None
    if compound == "down-to":
        compound = "due-to" if before and before[-1].lemma in {"be", "all", "partly", "mainly", "largely"} else None
    if token.word == "self" and at + 1 < len(cut) and cut[at + 1].word.startswith("harm"):
        return _self_harm(cut, at, before)
    if compound and not (compound == "also" and token.word == "in" and not _to_follows(cut, at)):
        tag = _COMPOUND_TAGS.get(compound, Tag.LINK)
        part = people.noun(compound)
        return Word(compound, token.start, cut[at + 1].end, tag, compound, part=part), 2
    place = Place(cut, at, before, names)
    word = _closed(place) or open_word(place)
    if word.tag is Tag.NOUN and not word.form:
        word.part = people.noun(word.word)
    return word, 1


def _self_harm(cut: Sequence[Token], at: int, before: list[Word]) -> tuple[Word, int]:
    """Read "self-harms" as one word, by its second half."""
    half = open_word(Place(cut, at + 1, before))
    tag = half.tag if half.tag is Tag.VERB else Tag.NOUN
    return Word("self-harm", cut[at].start, cut[at + 1].end, tag, "self-harm", half.form), 2


def _to_follows(cut: Sequence[Token], at: int) -> bool:
    return at + 2 < len(cut) and cut[at + 2].word == "to"


def _mark(token: Token) -> Word:
    tag = Tag.MARK
    if token.kind == "line" or token.word in _ENDS:
        tag = Tag.END
    elif token.word in _QUOTES:
        tag = Tag.QUOTE
    return Word(token.word, token.start, token.end, tag, token.word)


def _closed(place: Place) -> Word | None:
    """Return the reading of a word that holds sentences together; None for all others."""
    word = place.word
    if place.token.kind == "number":
        return place.read(Tag.NUMBER)
    for read in (_tail, _verb_like, _to, _that, _her, _function_word):
        if found := read(place, word):
            return found
    return None


def _tail(place: Place, word: str) -> Word | None:
    if word in _TAILS:
        tag = Tag.MODAL if word in {"'ll", "'d"} else Tag.VERB
        return place.read(tag, _TAILS[word], "s")
    if word == "'s":
        return place.read(Tag.VERB, "be", "s") if _is_contracted(place) else place.read(Tag.OWNING)
    return None


def _is_contracted(place: Place) -> bool:
    """Say whether 's is "is" or "has": after a pronoun, or where no noun follows."""
    if place.before and place.before[-1].tag in {Tag.PRONOUN, Tag.LINK}:
        return True
    after = place.ahead(1)
    if any(word.tag is Tag.PREPOSITION for word in place.before[-3:]) and after in closed.PREPOSITIONS:
        return False
    if after in closed.NEGATING_ADVERBS | closed.DETERMINERS | closed.PREPOSITIONS | {"been", "very", "so", "too", "also", "always"}:
        return True
    if after.endswith("ing") and place.ahead(2) not in {"and", "is", "was", "has"} and any(f.form == ING for f in readings(after)):
        return place.ahead(2) in closed.PREPOSITIONS | closed.POSSESSIVES | closed.DETERMINERS | {"to", "him", "her"}
    return describes(after) and place.ahead(2) in {"", ".", ",", "and", "when", "with", "about", ";"}


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
    return last is not None and (last.tag is Tag.NUMBER or (last.tag is Tag.PREPOSITION and last.word != "to"))


def _to(place: Place, word: str) -> Word | None:
    if word != "to":
        return None
    after = place.ahead(1)
    if after in closed.ADVERBS | closed.NEGATING_ADVERBS or after.endswith("ly"):
        after = place.ahead(2)
    last = place.last()
    goes_on = any(form.form == "base" for form in readings(after))
    firm = last is not None and {last.word, last.lemma} & closed.TO_IS_A_PREPOSITION_AFTER
    if after in {"be", "have", "do"} or (goes_on and not firm):
        return place.read(Tag.TO)
    return place.read(Tag.PREPOSITION)


def _that(place: Place, word: str) -> Word | None:
    if word not in {"that", "this", "these", "those"}:
        return None
    last, after = place.last(), place.ahead(1)
    if word == "that" and last is not None and last.lemma == "be" and (describes(after) or any(f.form == "pp" for f in readings(after))):
        return place.read(Tag.ADVERB)
    if word == "that" and last is not None and last.tag in {Tag.NOUN, Tag.NAME, Tag.VERB, Tag.ADJECTIVE, Tag.ADVERB, Tag.PRONOUN}:
        return place.read(Tag.LINK)
    verb_next = after in BE_FORMS or after in closed.MODALS or any(f.form in {"s", "past"} for f in readings(after))
    return place.read(Tag.PRONOUN if verb_next or not after.isalpha() else Tag.DETERMINER)


def _her(place: Place, word: str) -> Word | None:
    if word not in {"her", "his"}:
        return None
    after = place.ahead(1)
    if word == "her" and (not after.isalpha() or _closes_a_phrase(after) or place.causes_a_bare_verb(after)):
        return place.read(Tag.PRONOUN)
    return place.read(Tag.POSSESSIVE) if after.isalpha() else place.read(Tag.PRONOUN)


def _closes_a_phrase(after: str) -> bool:
    return (
        after in closed.PREPOSITIONS | closed.DETERMINERS | closed.COORDINATORS | closed.SUBORDINATORS | closed.MODALS | closed.POSSESSIVES
        or after in {"to", "not", "that", "who", "hard", "alone", "he", "she", "they", "i", "again", "here", "there", "when"}
        or after in BE_FORMS or after in HAVE_FORMS
        or (after.endswith("ly") and after not in closed.LY_NOT_ADVERBS)
    )  # fmt: skip


def _function_word(place: Place, word: str) -> Word | None:
    if word in closed.COORDINATORS:
        return place.read(Tag.AND)
    if word in {"who", "whom", "which", "whose"}:
        return place.read(Tag.LINK)
    if word in closed.SUBORDINATORS - {"no"}:
        return place.read(Tag.LINK) if place.opens_a_clause() else _other_use(place, word)
    if word in _ADVERBS_AND_MORE and place.last() is not None and place.before[-1].tag in {Tag.DETERMINER, Tag.POSSESSIVE, Tag.OWNING, Tag.ADJECTIVE}:
        return place.read(Tag.ADJECTIVE if place.noun_follows() and word not in {"bit", "home"} else Tag.NOUN)
    if word == "hard" and place.ahead(1) == "to":
        return place.read(Tag.ADJECTIVE)
    if word in {"first", "last", "next", "second", "least", "most"} and place.noun_follows():
        return place.read(Tag.ADJECTIVE)
    if word == "what" and _is_free_relative(place):
        return place.read(Tag.LINK)
    if word in closed.DETERMINERS:
        return place.read(Tag.DETERMINER if place.noun_follows() else Tag.PRONOUN)
    if word in closed.POSSESSIVES:
        return place.read(Tag.POSSESSIVE)
    if word in closed.PRONOUNS:
        return place.read(Tag.PRONOUN)
    if word in closed.PREPOSITIONS:
        return place.read(Tag.PREPOSITION)
    return place.read(Tag.ADVERB) if word in closed.ADVERBS else None


def _is_free_relative(place: Place) -> bool:
    """Say whether "what" begins a clause: "what drives him", "what he did"."""
    after = place.ahead(1)
    verb = any(form.form in {"s", "past"} for form in readings(after)) or after in BE_FORMS or after in HAVE_FORMS or after in closed.MODALS
    return verb or after in closed.SUBJECT_PRONOUNS or place.name_ahead() or place.opens_a_clause()


def _other_use(place: Place, word: str) -> Word:
    """Return a word that may begin a clause and does not: "after work", "so tired", "before that"."""
    return place.read(Tag.PREPOSITION if word in closed.PREPOSITIONS else Tag.ADVERB)
