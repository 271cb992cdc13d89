"""L03: his danger told as her failure to protect, in any wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import HARM_NOUNS, HARMS
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("protection")
_WORDS = _LEXICON.lists
_PHRASES = Idioms(_LEXICON.phrases("phrases"))


def failing_to_protect(scene: Scene) -> Iterator[Span]:
    """Yield what makes his danger her failure."""
    shapes = (_not_protecting, _exposing, _him_first, _not_grasping)
    for act in scene.her_acts():
        if any(shape(scene, act) for shape in shapes) and not _prevented(scene, act.clause):
            yield Span.of(act)
    for clause, phrase in scene.reading.nouns():
        if (_failure(scene, clause, phrase) or _loyalty(clause, phrase)) and not scene.challenged(
            clause, phrase.head
        ):
            yield Span.of(phrase)
    yield from (span for clause, span in _PHRASES.found(scene, scene.hers) if not _prevented(scene, clause))
    yield from (Span.of(trait) for trait in scene.reading.traits if _unprotective(scene, trait))


def _prevented(scene: Scene, clause: Clause) -> bool:
    """Say whether what he did to prevent her is told in the same sentence."""
    reasons = {"because", "as", "since", "when"}
    return any(
        act.doer is Part.PERPETRATOR and act.clause.link in reasons and not act.negated
        for act in scene.beside(clause)
    )


def _of_children(act: Act, *, owned: bool = False) -> bool:
    parts = {act.undergoer, *(phrase.part for phrase in act.clause.objects)}
    return Part.CHILD in parts or (
        owned and any(phrase.owner_part is Part.CHILD for phrase in act.clause.objects)
    )


def _not_protecting(scene: Scene, act: Act) -> bool:
    if act.passive or not act.negated:
        return False
    if act.lemma in _WORDS["protects"]:
        return True
    said = scene.said(act.clause)
    children = _of_children(act, owned=True) or bool(said & _WORDS["children"]) or act.lemma == "act"
    return act.lemma in _WORDS["keeps_safe"] and children and bool(said & _WORDS["safe"])


def _exposing(scene: Scene, act: Act) -> bool:
    """Say whether she is said to put the children where he is dangerous."""
    if act.negated or act.passive:
        return False
    at_risk = any(phrase.head.lemma in _WORDS["harms_way"] for phrase in act.clause.brought_in_by("at", "in"))
    if act.lemma in _WORDS["exposes"] or (act.lemma in _WORDS["puts"] and at_risk):
        return _of_children(act)
    if act.lemma in _WORDS["allows"]:
        return _of_children(act) and _lets_harm(scene, act)
    if act.lemma in _WORDS["tolerates"]:
        return bool(scene.things(act.clause) & _WORDS["abuse"])
    left = act.lemma == "leave" and scene.sentence(act.clause) & _WORDS["unprotected"]
    return bool(left) and Part.CHILD in scene.named_parts


def _lets_harm(scene: Scene, act: Act) -> bool:
    """Say whether what the children are let do is to be where he harms."""
    said = scene.below(act.clause)
    harm = (
        said & HARM_NOUNS
        or scene.has_part(act.clause, {Part.PERPETRATOR})
        or scene.sentence(act.clause) & HARMS
    )
    return bool(said & _WORDS["let_be"] or (said & {"see", "hear", "watch"} and harm))


def _him_first(scene: Scene, act: Act) -> bool:
    """Say whether he or the relationship is put before the children."""
    if act.negated or act.passive or act.lemma not in _WORDS["puts_first"]:
        return False
    for taken in act.clause.objects:
        his = taken.part in {Part.PERPETRATOR, Part.PAIR}
        if his or taken.head.lemma in _WORDS["own_or_his"]:
            over = any(
                _is_of_children(one)
                for one in act.clause.brought_in_by("before", "above", "over", "to", "of", "ahead-of")
            )
            return (
                over
                or (act.lemma in {"prioritise", "prioritize"} and taken.part is not None)
                or "first" in scene.said(act.clause)
            )
    return False


def _is_of_children(phrase: Phrase) -> bool:
    return Part.CHILD in {phrase.part, phrase.owner_part, *(one.part for _, one in phrase.attached)}


def _not_grasping(scene: Scene, act: Act) -> bool:
    """Say whether she is said not to see the danger, or to make light of it."""
    things = scene.things(act.clause)
    if act.lemma in _WORDS["grasps"]:
        return act.negated and bool(things & _WORDS["risk"])
    if act.lemma in _WORDS["dismisses"]:
        return not act.negated and bool(things & _WORDS["risk"])
    lacks = (
        act.lemma == "lack"
        or act.negated
        or any(phrase.said & _WORDS["little"] for phrase in act.clause.objects)
    )
    return act.lemma in _WORDS["has"] and lacks and "insight" in things


def _failure(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Say whether a noun holds it against her: her failure to protect, a lack of protection."""
    noun = phrase.head.lemma
    if noun not in _WORDS["fails"] or scene.he_says(clause) or scene.sentence(clause) & _WORDS["statutory"]:
        return False
    if not _could_be_hers(scene, clause, phrase):
        return False
    safe = "safe" in scene.said(clause)
    first = scene.sentence(clause) & {"first", "before", "above", "ahead"}
    protects = any(
        one.lemma in _WORDS["protects"]
        or (one.lemma == "keep" and safe)
        or (one.lemma in {"put", "place"} and first)
        for one in clause.verbs
    )
    if noun in {"ability", "capacity"}:
        return (protects or "protective" in phrase.said) and bool(scene.sentence(clause) & _WORDS["in_doubt"])
    return protects or any(one.head.lemma in _WORDS["protection"] for _, one in phrase.attached)


def _could_be_hers(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    owner = phrase.owner_part or next(
        (one.part for one in phrase.hung("by", "from", "of") if one.part in PERSONS), None
    )
    if owner is not None:
        return owner is Part.SURVIVOR
    noted = not clause.verbs or clause.verbs[0].lemma in _WORDS["notes"]
    return noted or scene.subject(clause) not in {Part.PERPETRATOR, Part.SERVICE}


def _loyalty(clause: Clause, phrase: Phrase) -> bool:
    """Find "her priority is her partner"."""
    if phrase.head.lemma not in _WORDS["loyalty"] or phrase.owner_part is not Part.SURVIVOR or clause.denies:
        return False
    return any(one.part is Part.PERPETRATOR or one.head.lemma == "relationship" for one in clause.complements)


def _unprotective(scene: Scene, trait: Trait) -> bool:
    if not scene.hers(trait.holder, trait.elided) or not scene.stands(trait):
        return False
    lacking = trait.negated or bool(scene.said(trait.clause) & _WORDS["too_little"])
    return trait.word.lemma in _WORDS["complicit"] or (trait.word.lemma == "protective" and lacking)
