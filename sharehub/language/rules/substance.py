"""L08: drink or drugs given as why he harms."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.words import Tag
from sharehub.language.rules.causes import (
    CAUSE_NOUNS,
    LEXICON,
    OUTBREAKS,
    WHEN,
    beside_when,
    brought_in,
    does,
    harms,
    named_as_cause,
    not_his,
    related,
    says_when,
)  # fmt: skip
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import HARMS, INTOXICATED, SOBER, SUBSTANCES, VIOLENT
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.words import Word
    from sharehub.language.rules.scene import Scene

_GLUED = LEXICON.words("glued")
_AFTER_GLUE = LEXICON.words("after_glue")
_USES = LEXICON.words("uses")
_OTHER_DRINKS = LEXICON.words("other_drinks")
_GOOD = LEXICON.words("good")
_NO_BOTHER = LEXICON.words("no_bother") | OUTBREAKS
_ENDS = LEXICON.words("ends")
_ANOTHER_MAN = LEXICON.words("another_man")
_CHANGED_USE = LEXICON.words("changed_use")
_GOES_ON = LEXICON.words("goes_on")
_PHRASES = Idioms(LEXICON.phrases("drink_speaks"))
_OUTSIDE = frozenset({Part.SURVIVOR, Part.CHILD, Part.OTHER})


def substance_as_cause(scene: Scene) -> Iterator[Span]:
    """Yield drink or drugs given as why he harms, at most once."""
    for clause in scene.reading.clauses:
        found = None if scene.challenged(clause) or _ruled_out(scene, clause) else _cause(scene, clause)
        if found is not None:
            yield Span.of(found)
            return
    for clause, span in _PHRASES.found(scene, lambda part, _elided: part not in _OUTSIDE):
        if scene.decided and not _ruled_out(scene, clause):
            yield span
            return


def _cause(scene: Scene, clause: Clause) -> Word | None:
    return (
        _good_when_sober(scene, clause)
        or _glued(scene, clause)
        or beside_when(scene, clause, _intoxication)
        or _good_then(scene, clause)
        or _after_drink(scene, clause)
        or brought_in(scene, clause, SUBSTANCES | {"influence"}, is_alone=True)
        or named_as_cause(scene, clause, SUBSTANCES)
        or does(scene, clause, SUBSTANCES)
    )


def _intoxication(scene: Scene, clause: Clause) -> Word | None:
    """Return the word that says he is drunk or high here, or that he is not."""
    if not_his(scene, clause):
        return None
    return next((word for word in clause.words if _tells_of_use(scene, clause, word)), None)


def _tells_of_use(scene: Scene, clause: Clause, word: Word) -> bool:
    said = scene.said(clause)
    if word.word == "influence" or (word.word == "off" and said & SUBSTANCES):
        return True
    if word.tag is not Tag.NOUN and word.word in INTOXICATED | SOBER:
        return True
    if word.tag is Tag.VERB and word.lemma in _USES | {"take"}:
        of_something = word.lemma != "take" or bool(said & {"anything", "something"})
        return of_something and not said & _OTHER_DRINKS
    return (
        word.lemma in SUBSTANCES and clause.link in WHEN and word.tag in {Tag.NOUN, Tag.ADJECTIVE, Tag.VERB}
    )


def _after_drink(scene: Scene, clause: Clause) -> Word | None:
    """Find "after drinking he shouts": a gerund that a preposition brings in."""
    by_preposition = clause.link in {
        "after",
        "from",
        "by",
        "because-of",
        "due-to",
        "through",
        "on",
        "with",
        "when",
    }
    return (
        _intoxication(scene, clause)
        if by_preposition and clause.parent is not None and harms(scene, clause.parent)
        else None
    )


def _glued(scene: Scene, clause: Clause) -> Word | None:
    """Find "alcohol-fuelled", "drug related", "drunken rage"."""
    hers = not_his(scene, clause) and not scene.sentence(clause) & OUTBREAKS
    line = scene.line([clause])
    for one, two in pairwise(line):
        if one.word == "drunken" and two.lemma in OUTBREAKS:
            return one
        after = scene.reading.word_after(two)
        if one.lemma in SUBSTANCES and two.lemma in _GLUED and after not in _AFTER_GLUE and not hers:
            return one
    return None


# the good man when sober


def _good_when_sober(scene: Scene, clause: Clause) -> Word | None:
    """Find "sober, he is a lovely guy"."""
    sober = next(
        (trait.word for trait in scene.traits_of(clause, SOBER) if trait.holder is Part.PERPETRATOR), None
    )
    return sober if scene.traits_of(clause, _GOOD) else None


def _good_then(scene: Scene, clause: Clause) -> Word | None:
    """Find "he is fine when he is sober", "a lovely man until he drinks", "if he stopped, it would stop"."""
    state = _intoxication(scene, clause) if says_when(scene, clause) else None
    if state is None:
        return None
    drunk = clause.link in {"until", "unless"}
    said = scene.said(clause)
    sober = bool(said & (SOBER | _CHANGED_USE | {"off"})) or clause.denies
    good = (
        any(_is_good(scene, other, ends=sober) for other in related(scene, clause))
        if drunk or sober
        else False
    )
    another = any(
        scene.said(o) & _ANOTHER_MAN and scene.said(o) & {"different", "another"}
        for o in related(scene, clause)
    )
    return state if good or another else None


def _is_good(scene: Scene, clause: Clause, *, ends: bool) -> bool:
    if any(trait.holder in {Part.PERPETRATOR, None} for trait in scene.traits_of(clause, _GOOD)):
        return True
    no_bother = any(
        phrase.negated and phrase.head.lemma in _NO_BOTHER for phrase in scene.reading.phrases(clause)
    )
    spared = any(act.negated and act.lemma in HARMS for act in scene.acts_of(clause))
    if ends and (spared or scene.traits_of(clause, VIOLENT - {"different"}, denied=True)):
        return True
    return no_bother or (ends and any(act.lemma in _ENDS for act in scene.acts_of(clause)))


# where it is ruled out


def _ruled_out(scene: Scene, clause: Clause) -> bool:
    """Say whether the text says that it is not the cause, or that abuse went on without it."""
    said = scene.nearby(clause)
    near = list(scene.near(clause))
    if (
        said & {"whether", "regardless", "choice", "choose"}
        or _either_way(scene, clause)
        or (said & _CHANGED_USE and said & _GOES_ON)
    ):
        return True
    if any(act.negated and scene.said(act.clause) & (CAUSE_NOUNS | {"excuse", "explain"}) for act in near):
        return True
    stopped = any(
        act.lemma in {"stop", "quit"} and act.doer is Part.PERPETRATOR and act.clause.link != "if"
        for act in near
    )
    return (stopped and "would" not in said) or any(
        _harm_while_sober(scene, other) for other in scene.reading.near(clause)
    )


def _either_way(scene: Scene, clause: Clause) -> bool:
    """Find "drunk or sober", "drinking or not"."""
    line = scene.line(scene.reading.near(clause))
    return any(
        two.word in {"or", "and", "nor"} and _are_opposite({one.lemma, one.word}, {three.lemma, three.word})
        for one, two, three in zip(line, line[1:], line[2:], strict=False)
    )


def _are_opposite(one: set[str], other: set[str]) -> bool:
    drunk = INTOXICATED | {"drink", "use"}
    return bool((one & drunk and other & (SOBER | {"not"})) or (one & SOBER and other & drunk))


def _harm_while_sober(scene: Scene, clause: Clause) -> bool:
    """Say whether he harms where it says that he is sober."""
    said = scene.said(clause)
    sober = said & SOBER or any(group.negated and group.lemma == "drink" for group in clause.verbs)
    if not sober:
        return False
    joined = [act for act in scene.near(clause) if act.clause.parent is clause or clause.parent is act.clause]
    after_and = any(
        act.clause.link == "and" and act.lemma in HARMS and act.doer is Part.PERPETRATOR and not act.negated
        for act in joined
    )
    here = any(act.doer is Part.PERPETRATOR and act.lemma in HARMS for act in scene.acts_of(clause))
    violent = any(trait.holder is Part.PERPETRATOR for trait in scene.traits_of(clause, VIOLENT))
    return after_and or ((here or violent) and not said & {"only", "not"})
