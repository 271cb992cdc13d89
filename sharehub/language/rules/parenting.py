"""L14: her parenting as all that is wrong, with nothing of his part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.health import his_part
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("parenting")
_WORDS = _LEXICON.lists
_PHRASES = Idioms(_LEXICON.phrases("phrases"))


def her_deficit_alone(scene: Scene) -> Iterator[Span]:
    """Yield her parenting as all that is wrong, at most once."""
    first = next((span for clause, span in _found(scene) if not his_part(scene, clause)), None)
    if first is not None:
        yield first


def _found(scene: Scene) -> Iterator[tuple[Clause, Span]]:
    for act in scene.reading.acts:
        if act.doer is Part.SURVIVOR and not act.passive and scene.stands(act) and _falls_short(scene, act):
            yield act.clause, Span.of(act)
    for trait in scene.reading.traits:
        if not trait.negated and scene.stands(trait) and _deficient(scene, trait):
            yield trait.clause, Span.of(trait)
    yield from _PHRASES.found(scene, lambda part, _elided: part is Part.SURVIVOR)
    for clause, phrase in scene.reading.nouns():
        if (
            not clause.denies
            and _poor_parenting(scene, clause, phrase)
            and not scene.challenged(clause, phrase.head)
        ):
            yield clause, Span.of(phrase)


def _of_children(act: Act) -> bool:
    people = any(Part.CHILD in {phrase.part, phrase.owner_part} for phrase in act.clause.complements)
    heads = {phrase.head.lemma for phrase in act.clause.complements} | {
        phrase.head.word for phrase in act.clause.complements
    }
    return people or bool(heads & _WORDS["childrens"])


def _falls_short(scene: Scene, act: Act) -> bool:
    struggles = any(group.lemma == "struggle" for group in act.clause.verbs)
    if act.lemma in _WORDS["copes"]:
        return act.negated or struggles
    if act.lemma in _WORDS["has"]:
        return _lacks(act)
    if act.negated or struggles:
        return _does_not_do(scene, act)
    if act.lemma == "neglect":
        return _of_children(act)
    return act.lemma in _WORDS["brings"] and _of_children(act) and _brings_them_so(scene, act)


def _does_not_do(scene: Scene, act: Act) -> bool:
    said = scene.said(act.clause)
    if act.lemma in _WORDS["housework"] and act.negated:
        return True
    if act.lemma == "get" and said & {"up", "out"} and not act.clause.objects:
        return True
    protects = act.lemma in _WORDS["keeps_safe"] and said & _WORDS["safe"]
    only_struggles = act.lemma == "struggle" and not act.negated and act.group is act.clause.verbs[-1]
    return (act.lemma in _WORDS["does"] or only_struggles) and _of_children(act) and not protects


def _lacks(act: Act) -> bool:
    lacking = (
        act.lemma == "lack"
        or act.negated
        or any(one.negated or one.said & _WORDS["little"] for one in act.clause.objects)
    )
    lacked = {
        one.head.lemma
        for phrase in act.clause.objects
        for one in (phrase, *phrase.joined, *(hung for _, hung in phrase.attached))
    }
    return lacking and bool(lacked & _WORDS["skills"])


def _brings_them_so(scene: Scene, act: Act) -> bool:
    bare = any(phrase.head.lemma in _WORDS["without"] for phrase in act.clause.brought_in_by("without"))
    return bare or bool(scene.said(act.clause) & _WORDS["state"])


def _deficient(scene: Scene, trait: Trait) -> bool:
    word = trait.word.word
    around = (
        one
        for one in scene.reading.phrases(trait.clause)
        if trait.word in one.words and one.head is not trait.word
    )
    head = next(around, trait.clause.subject)
    if head is not None and head.head.word in _WORDS["homes"] and head.owner_part is Part.SURVIVOR:
        return word in _WORDS["deficient"] | _WORDS["poor_homes"]
    if trait.holder is not Part.SURVIVOR or (
        head is not None and head.part is None and head.head.lemma in _WORDS["manners"]
    ):
        return False
    if word in _WORDS["deficient_parent"]:
        return head is not None and head.head.lemma in _WORDS["parents"]
    if word == "late":
        return bool(scene.said(trait.clause) & _WORDS["school"])
    return word in _WORDS["deficient"]


def _poor_parenting(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find "poor parenting by mum", "her neglect", "no boundaries from mum"."""
    if scene.owner(clause, phrase, "by", "from") is not Part.SURVIVOR:
        return False
    if phrase.head.lemma in _WORDS["routines"] and phrase.said & (_WORDS["little"] | {"lack"}):
        return True
    if phrase.negated:
        return False
    poor = phrase.head.word in _WORDS["care"] and phrase.said & _WORDS["poor_care"]
    lack = phrase.head.lemma in {"lack", "absence"} and any(
        one.head.lemma in _WORDS["lacked"] for _, one in phrase.attached
    )
    return phrase.head.lemma == "neglect" or bool(poor) or lack
