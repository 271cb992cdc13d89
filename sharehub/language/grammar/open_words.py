"""Nouns, verbs, adjectives and adverbs: one spelling may be several of them, and its neighbours say which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.grammar import closed
from sharehub.language.grammar.adjectives import describes
from sharehub.language.grammar.forms import as_adjective, as_noun, as_verb, forms_at, without_verb
from sharehub.language.grammar.place import LETS
from sharehub.language.grammar.verbs import BASE, BE_FORMS, ING, PAST, PP, S, forms_of
from sharehub.language.grammar.words import Tag, Word
from sharehub.language.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharehub.language.grammar.place import Place

    Forms = dict[str, str]

_SEEMING = words("be feel look seem appear become remain sound stay present get keep find leave make")
_CHAINS = words(
    "keep start stop continue begin like love hate enjoy avoid risk deny admit go come spend finish "
    "resist consider mind recall remember report describe miss suggest involve mean try need end quit "
    "mention regret say be"
)
"""Verbs that take another in -ing: "keeps going"."""
_TAKES_THINGS = words(
    "attend need receive have access complete use want offer provide undertake require recommend refer seek"
)
"""Verbs after which a word in -ing is a thing: "attend counselling"."""
_PLURAL_SUBJECTS = words(
    "they we i you police people children parents couple staff professionals family siblings kids both "
    "services pair"
)
_OFTEN_PLURALS = words(
    "visits reports claims needs calls contacts risks plans notes fights rows attacks texts concerns "
    "supports views checks tests issues houses clothes rooms times dates records services threats "
    "messages drinks problems incidents levels marks bruises lies cuts walks"
)
_LASTS = frozenset({"continue", "remain", "persist", "exist"})
_ARTICLES = frozenset({"the", "a", "an"})
_OBJECTS = closed.OBJECT_PRONOUNS | {"her", "his"}


def open_word(place: Place) -> Word:
    """Return the reading of a word of an open class."""
    joined = _hyphenated(place)
    if joined is not None:
        return joined
    forms, last = forms_at(place.word), place.last()
    if place.ahead() == "'s" and not {PAST, ING} & forms.keys():
        return as_noun(place, forms)
    if not forms:
        return without_verb(place, last)
    if last is None or last.tag in {Tag.PUNCTUATION, Tag.END, Tag.AND, Tag.LINK, Tag.QUOTE}:
        return _opening(place, forms, last)
    return _BY_LAST.get(last.tag, _in_object)(place, forms, last)


def _hyphenated(place: Place) -> Word | None:
    """Read the halves of "attention-seeking" or "alcohol-fuelled", which together describe."""
    goes_on = place.at + 1 < len(place.cut) and place.cut[place.at + 1].glued
    if goes_on and not place.token.glued:
        return place.read(Tag.ADJECTIVE) if _describes_joined(place.ahead()) else None
    if (
        place.token.glued
        and not goes_on
        and place.before
        and place.before[-1].tag is Tag.ADJECTIVE
        and _describes_joined(place.word)
    ):
        forms = forms_at(place.word)
        return place.read(Tag.ADJECTIVE, place.word, ING) if ING in forms else as_adjective(place, forms)
    return None


def _describes_joined(word: str) -> bool:
    forms = forms_of(word)
    return describes(word) or (bool(forms & {ING, PP}) and BASE not in forms)


# at the beginning, after a break, a conjunction or a linking word


def _opening(place: Place, forms: Forms, last: Word | None) -> Word:
    if describes(place.word) and _describes_at_opening(place, forms, last):
        return as_adjective(place, forms)
    if ING in forms:
        return as_noun(place, forms) if _gerund_subject(place) else as_verb(place, forms, ING)
    if PAST in forms or PP in forms:
        follows = place.describes_what_follows()
        linked = last is not None and last.tag is Tag.LINK
        described = follows and (PAST not in forms or (place.finite_ahead() and not linked))
        return as_adjective(place, forms) if described else as_verb(place, forms, PAST, PP)
    return _third_or_plural(place, forms, last) if S in forms else _bare(place, forms, last)


def _describes_at_opening(place: Place, forms: Forms, last: Word | None) -> bool:
    if ING in forms:
        return last is not None and last.tag is Tag.AND and place.before[-2].tag is Tag.ADJECTIVE
    takes_object = (
        PAST in forms and place.ahead() in closed.PRONOUNS | closed.POSSESSIVES | closed.DETERMINERS
    )
    return S not in forms and not takes_object


def _gerund_subject(place: Place) -> bool:
    after = place.ahead()
    return not after or after in BE_FORMS or after in closed.MODALS or after in {"of", "has", "does"}


def _third_or_plural(place: Place, forms: Forms, last: Word | None) -> Word:
    after = place.ahead()
    opens = (
        closed.DETERMINERS
        | closed.POSSESSIVES
        | closed.PRONOUNS
        | closed.ADVERBS
        | closed.PREPOSITIONS
        | {"to", "that"}
    )
    follows = after in opens or after.endswith("ly") or describes(after) or ING in forms_of(after)
    relative = (
        last is not None
        and last.tag is Tag.LINK
        and last.word in {"who", "which", "that", "what", "whatever"}
    )
    earlier = place.earlier_verb() if last is not None and last.tag is Tag.AND else None
    joined = earlier is not None and (earlier.form in {S, PAST} or earlier.lemma in {"be", "have"})
    is_verb = relative or joined or (follows and not place.finite_ahead())
    return place.read(Tag.VERB, forms[S], S) if is_verb else as_noun(place, forms)


def _bare(place: Place, forms: Forms, last: Word | None) -> Word:
    earlier = place.earlier_verb() if last is not None and last.tag is Tag.AND else None
    goes_on = earlier is not None and earlier.form == BASE and earlier.lemma != "be"
    relative = last is not None and last.word in {"who", "which"}
    command = place.ahead() in closed.POSSESSIVES | {"the", "a", "him", "them", "it", "this", "that"}
    if goes_on or relative or (command and BASE in forms):
        return as_verb(place, forms, BASE)
    return place.read(Tag.ADJECTIVE) if describes(place.word) else as_noun(place, forms)


# after what comes before a noun


def _after_to(place: Place, forms: Forms, _last: Word) -> Word:
    return as_verb(place, forms, BASE, PP, PAST)


def _after_determiner(place: Place, forms: Forms, last: Word) -> Word:
    if last.tag is Tag.ADJECTIVE and place.before[-1].tag is Tag.NOT:
        return _in_object(place, forms, last)
    owned = last.tag in {Tag.POSSESSIVE, Tag.OWNING} and forms_of(place.ahead())
    described = last.tag is Tag.ADJECTIVE and place.ahead() not in _OFTEN_PLURALS
    if ING in forms and (owned or (described and forms_of(place.ahead()) & {S, PAST})):
        return as_noun(place, forms)
    if {PP, ING} & forms.keys() and place.describes_what_follows():
        return place.read(Tag.ADJECTIVE, forms.get(PP) or forms.get(ING), PP if PP in forms else ING)
    if describes(place.word):
        return as_adjective(place, forms)
    if ING not in forms and {PAST, PP} & forms.keys():
        return _past_after_determiner(place, forms, last)
    return as_noun(place, forms)


def _past_after_determiner(place: Place, forms: Forms, last: Word) -> Word:
    if last.tag in {Tag.ADJECTIVE, Tag.NUMBER}:
        return as_verb(place, forms, PAST, PP)
    return as_noun(place, forms) if {S, BASE} & forms.keys() else as_adjective(place, forms)


def _after_preposition(place: Place, forms: Forms, last: Word) -> Word:
    if ING in forms:
        described = last.word == "as" and describes(place.word)
        return as_adjective(place, forms) if described else as_verb(place, forms, ING)
    particle = place.before[-1].word in closed.PARTICLES and BASE not in forms
    if particle and {PAST, S} & forms.keys() and place.no_verb_yet():
        return as_verb(place, forms, PAST, S)
    past = {PAST, PP} & forms.keys() and BASE not in forms
    return as_adjective(place, forms) if past or describes(place.word) else as_noun(place, forms)


# after a subject or an object


def _after_noun(place: Place, forms: Forms, last: Word) -> Word:
    if BASE in forms and _is_bare_verb(place, last):
        return place.read(Tag.VERB, forms[BASE], BASE)
    if ING in forms:
        return _ing_after_noun(place, forms, last)
    if describes(place.word) and not _takes_object(place, forms):
        return as_adjective(place, forms)
    if {PAST, PP} & forms.keys():
        return as_verb(place, forms, PAST, PP)
    if S in forms:
        return place.read(Tag.VERB, forms[S], S) if _is_third(place, last) else as_noun(place, forms)
    plural = (_is_plural(place, last) or place.word in _LASTS) and place.no_verb_yet()
    return as_verb(place, forms, BASE) if plural else as_noun(place, forms)


def _is_bare_verb(place: Place, last: Word) -> bool:
    """Say whether a bare form is a verb here: "why does she stay", "let him go", "they argue"."""
    if len(place.before) > 1:
        auxiliary = place.before[-2]
        if auxiliary.tag is Tag.MODAL or (auxiliary.tag is Tag.VERB and auxiliary.lemma == "do"):
            return True
    if place.no_verb_yet():
        return last.word in {"they", "we", "you", "i"}
    person = last.tag in {Tag.NAME, Tag.PRONOUN} or last.part is not None
    return person and place.verb_before_object() in LETS | {"have"}


def _takes_object(place: Place, forms: Forms) -> bool:
    return (
        bool({PAST, S} & forms.keys()) and place.ahead() in closed.PRONOUNS | closed.POSSESSIVES | _ARTICLES
    )


def _ing_after_noun(place: Place, forms: Forms, last: Word) -> Word:
    compound = (
        last.tag is Tag.NOUN
        and last.part is None
        and not place.describes_what_follows()
        and place.finite_ahead()
    )
    return as_noun(place, forms) if compound else as_verb(place, forms, ING)


def _is_third(place: Place, last: Word) -> bool:
    """Say whether a form in -s is what the noun before it does."""
    if last.tag in {Tag.NAME, Tag.PRONOUN} or last.part is not None:
        return last.tag is not Tag.NOUN or not place.finite_ahead()
    after = place.ahead()
    if place.name_ahead() or after in closed.SUBJECT_PRONOUNS | _OBJECTS:
        return True
    opens = closed.DETERMINERS | closed.POSSESSIVES | closed.PRONOUNS | closed.ADVERBS | {"to", "that"}
    goes_on = after in opens or (after in closed.PREPOSITIONS and place.word not in _OFTEN_PLURALS)
    return goes_on and not place.finite_ahead() and place.no_verb_yet()


def _is_plural(place: Place, last: Word) -> bool:
    if last.word in _PLURAL_SUBJECTS or last.word in {"who", "both"}:
        return True
    if last.tag is Tag.PRONOUN:
        return False
    joined = any(word.tag is Tag.AND for word in place.before[-4:])
    return joined or (last.tag is Tag.NOUN and closed.singular(last.word) != last.word)


# after a verb


def _after_verb(place: Place, forms: Forms, last: Word) -> Word:
    if last.lemma == "do" and last.form in {S, PAST, BASE} and BASE in forms:
        return as_verb(place, forms, BASE)
    if last.lemma in {"be", "get", "have"}:
        return _after_auxiliary(place, forms, last)
    if ING in forms:
        return _ing_after_verb(place, forms, last)
    follows = place.describes_what_follows()
    participle = PP in forms and not {S, BASE} & forms.keys()
    if describes(place.word) or (PP in forms and last.lemma in _SEEMING) or (participle and follows):
        return as_adjective(place, forms)
    if participle:
        return as_verb(place, forms, PP)
    return as_verb(place, forms, BASE) if last.lemma in {"help", "go", "come"} else as_noun(place, forms)


def _ing_after_verb(place: Place, forms: Forms, last: Word) -> Word:
    follows = place.describes_what_follows()
    if last.lemma in _TAKES_THINGS and not follows:
        return as_noun(place, forms)
    describing = follows and last.lemma not in _CHAINS
    return place.read(Tag.ADJECTIVE if describing else Tag.VERB, forms[ING], ING)


def _after_auxiliary(place: Place, forms: Forms, last: Word) -> Word:
    if describes(place.word) and _describes_after_auxiliary(place, forms, last):
        return as_adjective(place, forms)
    if PP in forms:
        return as_verb(place, forms, PP)
    if ING in forms and last.lemma != "have":
        return as_verb(place, forms, ING)
    if PAST in forms and last.lemma == "be":
        return place.read(Tag.VERB, forms[PAST], PP)
    return as_noun(place, forms)


def _describes_after_auxiliary(place: Place, forms: Forms, last: Word) -> bool:
    if ING in forms and last.lemma == "be":
        takes = (
            closed.DETERMINERS | closed.POSSESSIVES | closed.PRONOUNS | {"her", "how", "what", "where", "who"}
        )
        return not place.describes_what_follows() and place.ahead() not in takes
    return PP not in forms or (place.ahead() != "by" and last.lemma != "have")


def _in_object(place: Place, forms: Forms, _last: Word) -> Word:
    if ING in forms:
        return as_verb(place, forms, ING)
    return as_adjective(place, forms) if describes(place.word) else as_verb(place, forms, PAST, PP)


_BY_LAST: dict[Tag, Callable[[Place, Forms, Word], Word]] = {
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
