"""L02: the relationship as the one who acts, and what one does made into what two do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import ADULTS, PERSONS
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.idioms import Idioms, anybody
from sharehub.language.rules.meanings import FRIGHTENS, STRIKES
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("mutual")
_WORDS = _LEXICON.lists
_SAYINGS = Idioms(_LEXICON.phrases("sayings"))
_OF_THE_PAIR = Idioms(_LEXICON.phrases("of_the_pair"))
_OUTSIDE = frozenset({Part.OTHER, Part.SERVICE, Part.CHILD})


def mutual(scene: Scene) -> Iterator[Span]:
    """Yield what turns the one who acts into two, or into their relationship."""
    yield from (Span.of(trait) for trait in scene.reading.traits if _stormy(scene, trait))
    for act in scene.reading.acts:
        if act.doer is Part.PAIR and not act.negated and scene.stands(act) and _of_both(scene, act):
            yield Span.of(act)
    for clause, phrase in scene.reading.nouns():
        if _conflict(scene, clause, phrase) or _state_of_two(scene, clause, phrase):
            yield Span.of(phrase)
    yield from (span for clause, span in _SAYINGS.found(scene, anybody) if not _others(clause))
    yield from (span for _, span in _OF_THE_PAIR.found(scene, lambda part, _elided: part is Part.PAIR))


def _others(clause: Clause) -> bool:
    """Say whether somebody outside the case takes part."""
    links = ("with", "between", "against", "of")
    mains = [
        phrase
        for phrase in (clause.subject, *clause.objects, *clause.brought_in_by(*links))
        if phrase is not None
    ]
    found = [
        one
        for phrase in mains
        for one in (phrase, phrase.owner, *phrase.joined, *phrase.hung(*links))
        if one is not None
    ]
    return any(phrase.part is Part.OTHER for phrase in found) or any(
        word.word == "next-door" for word in clause.words
    )


# what the relationship is said to be


def _stormy(scene: Scene, trait: Trait) -> bool:
    word = {trait.word.word, trait.word.lemma} & _WORDS["stormy"]
    if not word or trait.negated or not scene.stands(trait) or _others(trait.clause):
        return False
    head = _described(scene, trait)
    if head is None:
        return trait.holder is Part.PAIR
    if any(_is_two(one) for one in head.hung("between")) or (
        head is trait.clause.subject and head.part is None and head.owner_part is Part.PAIR
    ):
        return True
    if head.head.lemma in _WORDS["of_one_too"] and head.owner_part in {Part.SURVIVOR, Part.PERPETRATOR}:
        return False
    named = head.part is Part.PAIR or head.head.lemma in _WORDS["of_two"] or {"family", "unit"} <= head.said
    if word <= _WORDS["of_anybody"]:
        return named and trait.holder is Part.PAIR and head.owner_part is not Part.PERPETRATOR
    return named and not _is_elsewhere(head)


def _described(scene: Scene, trait: Trait) -> Phrase | None:
    """Return the phrase that a word stands in, or the subject of the sentence that says it of something."""
    around = (
        phrase
        for phrase in scene.reading.phrases(trait.clause)
        if trait.word in phrase.words and phrase.head is not trait.word
    )
    return next(around, trait.clause.subject)


def _is_elsewhere(head: Phrase) -> bool:
    """Say whether a household or relationship is not theirs."""
    if head.owner_part in {Part.OTHER, Part.SERVICE} or head.said & _WORDS["elsewhere"]:
        return True
    return any(one.part in _OUTSIDE for one in head.hung("with", "between", "of"))


def _state_of_two(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find what a noun says of the two: "characterised by volatility", "blame is shared by both"."""
    subject = clause.subject
    if clause.denies or scene.he_says(clause) or scene.challenged(clause, phrase.head):
        return False
    if phrase.head.lemma in _WORDS["states"]:
        theirs = subject is not None and subject.owner_part not in {
            Part.SURVIVOR,
            Part.PERPETRATOR,
            Part.OTHER,
        }
        of_them = (
            theirs
            and subject is not None
            and (subject.part is Part.PAIR or subject.head.lemma in _WORDS["of_two"])
        )
        hung = any(one.part is Part.PAIR or one.head.lemma in _WORDS["of_two"] for _, one in phrase.attached)
        return of_them or hung or phrase.owner_part is Part.PAIR
    both = any(one.part is Part.PAIR for one in clause.brought_in_by("by", "with", "between", "on"))
    return (
        phrase is subject
        and phrase.head.lemma in _WORDS["shared_blame"]
        and both
        and bool(scene.said(clause) & _WORDS["sharing"])
    )


# what both are said to do


def _of_both(scene: Scene, act: Act) -> bool:
    return _quarrels(scene, act) or _to_each_other(scene, act) or _jointly_answerable(scene, act)


def _quarrels(scene: Scene, act: Act) -> bool:
    falls_out = act.lemma == "fall" and "out" in scene.said(act.clause)
    if not (act.lemma in _WORDS["quarrel"] or falls_out) or act.passive or _others(act.clause):
        return False
    return not act.clause.brought_in_by("for", "against") and not (
        act.lemma == "disagree" and act.clause.brought_in_by("with")
    )


def _to_each_other(scene: Scene, act: Act) -> bool:
    reciprocal = any(phrase.head.word == "each-other" for phrase in scene.reading.phrases(act.clause))
    harms = act.lemma in STRIKES | FRIGHTENS | _WORDS["at_each_other"]
    return harms and (reciprocal or not (act.passive or act.clause.objects))


def _jointly_answerable(scene: Scene, act: Act) -> bool:
    subject, said = act.clause.subject, scene.said(act.clause)
    if act.lemma in _WORDS["procedure"] or subject is None or not (said & _WORDS["both"]):
        return False
    role = act.lemma == "play" and bool(said & _WORDS["answerable_roles"])
    return role or bool(said & (_WORDS["answerable"] | _WORDS["violent"]))


# the quarrel as a thing


def _conflict(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    lemma = phrase.head.lemma if phrase.head.lemma in _WORDS["conflict"] else phrase.head.word
    if lemma not in _WORDS["conflict"] or phrase.negated or clause.denies or _others(clause):
        return False
    of_interest = "interest" in phrase.said or any(one.head.lemma == "interest" for _, one in phrase.attached)
    if of_interest or scene.he_says(clause) or scene.challenged(clause, phrase.head):
        return False
    return _between_two(clause, phrase, lemma) or _shared(scene, clause, phrase, lemma)


def _between_two(clause: Clause, phrase: Phrase, lemma: str) -> bool:
    """Say whether it is set between the two, is theirs, or lies in their relationship."""
    links = ("between", "amongst", "among")
    two = any(_is_two(one) for one in (*phrase.hung(*links), *clause.brought_in_by(*links)))
    within = lemma not in _WORDS["never_in_a_family"] and any(
        one.head.lemma in _WORDS["of_two"] - {"home"} for one in phrase.hung("in", "within")
    )
    return two or within or phrase.owner_part is Part.PAIR


def _shared(scene: Scene, clause: Clause, phrase: Phrase, lemma: str) -> bool:
    """Say whether an adjective, the subject or the word itself makes it a matter of both."""
    own = phrase.said - {phrase.head.word, phrase.head.lemma}
    if own & {"mutual", "reciprocal"} or ("high" in own and lemma == "conflict"):
        return True
    strong = lemma not in _WORDS["weak"]
    had = scene.subject(clause) is Part.PAIR and phrase is not clause.subject
    return (strong and (had or bool(own & _WORDS["shared"]))) or (
        lemma in _WORDS["by_name"] and not _of_services(scene, clause)
    )


def _of_services(scene: Scene, clause: Clause) -> bool:
    people = {phrase.part for phrase in scene.reading.phrases(clause)} & PERSONS
    return (
        bool(people)
        and people <= {Part.SERVICE, Part.CHILD}
        and not scene.said(clause) & _WORDS["service_matters"]
    )


def _is_two(phrase: Phrase) -> bool:
    parts = {phrase.part, *(other.part for other in phrase.joined)}
    return phrase.part is Part.PAIR or (bool(phrase.joined) and bool(parts & ADULTS))
