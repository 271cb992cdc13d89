"""L13: her drinking, drug use or mental health alone, with nothing of his beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.words import Tag
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import SUBSTANCES
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("health")
_WORDS = _LEXICON.lists
_PHRASES = Idioms(_LEXICON.phrases("phrases"))
_BY_HIM = ("by", "because-of", "due-to", "from", "after", "following", "when")
_FROM_HER = ("from", "of", "by", "on", "with", "around", "off")


def her_health_alone(scene: Scene) -> Iterator[Span]:
    """Yield her drinking, drug use or mental health with nothing of his beside it, at most once."""
    if scene.her_treatment:
        return
    first = next((span for clause, span in _found(scene) if not his_part(scene, clause)), None)
    if first is not None:
        yield first


def his_part(scene: Scene, clause: Clause) -> bool:
    """Say whether anything he does, says or causes stands beside it."""
    if scene.he_says(clause) or any(
        act.doer is Part.PERPETRATOR and not act.negated for act in scene.near(clause)
    ):
        return True
    if any(Part.PERPETRATOR in {one.part, one.owner_part} for one in clause.brought_in_by(*_BY_HIM)):
        return True
    return any(
        one.owner_part is Part.PERPETRATOR and one.head.lemma in _WORDS["his"]
        for _, one in scene.reading.nouns()
    )


def _found(scene: Scene) -> Iterator[tuple[Clause, Span]]:
    for act in scene.reading.acts:
        hers = scene.hers(act.doer, act.elided and not act.passive) or (
            act.passive and act.undergoer is Part.SURVIVOR
        )
        if hers and not act.negated and scene.stands(act) and (_uses(scene, act) or _is_unwell(scene, act)):
            yield act.clause, Span.of(act)
    for trait in scene.reading.traits:
        ill = (
            trait.word.word in _WORDS["ill"] and scene.hers(trait.holder, trait.elided) and not trait.negated
        )
        if ill and scene.stands(trait):
            yield trait.clause, Span.of(trait)
    yield from _PHRASES.found(scene, lambda part, _elided: part is Part.SURVIVOR)
    for clause, phrase in scene.reading.nouns():
        told = not (phrase.negated or clause.denies or scene.challenged(clause, phrase.head))
        if told and _her_trouble(scene, clause, phrase):
            yield clause, Span.of(phrase)


def _uses(scene: Scene, act: Act) -> bool:
    stopped = any(one.lemma in _WORDS["stops"] for one in act.clause.verbs[:-1]) or "no-longer" in scene.said(
        act.clause
    )
    if act.lemma in _WORDS["uses_alone"]:
        return True
    if act.lemma == "cut":
        return any(phrase.head.word in {"herself", "himself"} for phrase in act.clause.objects)
    if act.lemma == "drink":
        drunk = [*act.clause.objects, *act.clause.brought_in_by("of")]
        real = act.group.form != "infinitive" and act.group.modal not in {"would", "might"}
        return real and not stopped and not any(phrase.said & _WORDS["other_drinks"] for phrase in drunk)
    if act.lemma == "use" and not act.clause.objects:
        return act.group.progressive or bool(scene.said(act.clause) & {"again", "daily"})
    of_something = scene.things(act.clause) & (SUBSTANCES | _WORDS["medicines"])
    return act.lemma in _WORDS["uses"] and bool(of_something) and not stopped


def _is_unwell(scene: Scene, act: Act) -> bool:
    """Find "has depression", "was diagnosed", "is on methadone", "was admitted to a psychiatric ward"."""
    said, things = scene.said(act.clause), act.clause.complements
    condition = any(_is_condition(phrase) and not phrase.negated for phrase in things)
    medicine = any(
        phrase.said & (SUBSTANCES | _WORDS["medicines"]) for phrase in act.clause.brought_in_by("on", "under")
    )
    shapes = {
        "diagnose": True,
        "section": True,
        "be": medicine or bool(said & {"influence"}),
        "attempt": "suicide" in said,
    }
    if act.lemma in _WORDS["treated"]:
        medicated = scene.things(act.clause) & _WORDS["medicines"]
        return act.passive and bool(condition or medicated or said & {"psychiatric", "mental"})
    return shapes.get(act.lemma, act.lemma in _WORDS["has"] and condition)


def _is_condition(phrase: Phrase) -> bool:
    said = phrase.said.union(*(one.said for _, one in phrase.attached))
    if phrase.head.lemma in _WORDS["of_services"]:
        return False
    mental = "mental" in said and bool(said & _WORDS["trouble"])
    return bool(said & _WORDS["condition"]) or mental or bool(said & SUBSTANCES and said & _WORDS["trouble"])


def _her_trouble(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find it as a noun: mum's drinking, concerns about her mental health, smell of drink from mum."""
    head, said = phrase.head, phrase.said
    if head.lemma in _WORDS["of_services"]:
        return False
    hers = scene.owner(clause, phrase, *_FROM_HER) is Part.SURVIVOR
    if head.lemma in _WORDS["smell"] and any(one.head.lemma in SUBSTANCES for _, one in phrase.attached):
        return hers or scene.subject(clause) is Part.SURVIVOR
    if _is_on_it(clause, phrase):
        return True
    if hers and head.tag is Tag.NOUN and head.lemma in _WORDS["drinking"]:
        return not scene.said(clause) & _WORDS["less"]
    mental = {"mental", "health"} <= said or head.lemma in _WORDS["condition"]
    return hers and (_is_condition(phrase) or mental)


def _is_on_it(clause: Clause, phrase: Phrase) -> bool:
    """Find a bare "mother on antidepressants"."""
    subject = clause.subject
    bare = not clause.verbs and subject is not None and subject.part is Part.SURVIVOR
    taken = phrase.said & (SUBSTANCES | _WORDS["medicines"] | {"influence"})
    return bare and bool(taken) and phrase in clause.brought_in_by("on", "under")
