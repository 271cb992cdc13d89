"""L17: what she does, or how she is, told as why he harms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.lexicon import Lexicon, words
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import HARMS
from sharehub.language.rules.patterns import Frame, fits_any
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.reading import Act
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("provocation")
_WORDS = _LEXICON.lists
_PHRASES = Idioms(_LEXICON.phrases("phrases"))
_HIM = frozenset({Part.PERPETRATOR})
_FRAMES = (
    Frame(verbs=_WORDS["upsets"] | _WORDS["triggers"], onto=_HIM),
    Frame(verbs=_WORDS["triggers"], says=words("violence argument fight row")),
    Frame(verbs=_WORDS["pushes"], says=words("button buttons")),
    Frame(verbs=_WORDS["pushes"], says=_WORDS["too_far"], onto=_HIM),
    Frame(verbs=words("wind"), says=words("up"), onto=_HIM),
    Frame(verbs=words("set"), says=words("off"), onto=_HIM),
    Frame(verbs=_WORDS["starts"], things=_WORDS["quarrels"]),
    Frame(verbs=words("get"), says=words("skin nerves")),
    Frame(verbs=words("bring"), things=words("herself himself")),
)


def provocation(scene: Scene) -> Iterator[Span]:
    """Yield what she does, or how she is, told as why he harms, at most once."""
    first = next((span for clause, span in _found(scene) if not _tested(scene, clause)), None)
    if first is not None:
        yield first


def _found(scene: Scene) -> Iterator[tuple[Clause, Span]]:
    shapes = (_provokes, _pushes_until, _makes_him, _answers_back, _provoked, _or_else)
    for act in scene.reading.acts:
        if not scene.denied_above(act.clause) and any(shape(scene, act) for shape in shapes):
            yield act.clause, Span.of(act)
    for trait in scene.reading.traits:
        provoking = trait.word.word in _WORDS["provoking"] and scene.hers(trait.holder) and not trait.negated
        if provoking and scene.stands(trait):
            yield trait.clause, Span.of(trait)
    yield from _PHRASES.found(scene, lambda part, _elided: part is Part.SURVIVOR)
    for clause, phrase in scene.reading.nouns():
        hers = phrase.owner_part or next((one.part for one in phrase.hung("by", "from")), None)
        if (
            phrase.head.lemma in _WORDS["nouns"]
            and hers is Part.SURVIVOR
            and not phrase.negated
            and not clause.denies
        ):
            yield clause, Span.of(phrase)


def _tested(scene: Scene, clause: Clause) -> bool:
    """Say whether it is his excuse and a fact stands against it, or a word under challenge."""
    his = [act for act in scene.near(clause) if act.doer is Part.PERPETRATOR]
    reported = scene.he_says(clause) or any(act.lemma in _WORDS["his_words"] for act in his)
    against = any(
        act.clause is not clause
        and not scene.he_says(act.clause)
        and act.lemma not in _WORDS["his_words"] | {"be", "lose"}
        for act in his
    )
    return (reported and against) or scene.challenged(clause)


def _hers(scene: Scene, act: Act) -> bool:
    """Say whether she does it, or something of hers: her drinking, her tone."""
    subject = act.clause.subject
    owned = subject is not None and subject.part is None and subject.owner_part is Part.SURVIVOR
    return not act.passive and not act.negated and (scene.hers(act.doer) or owned)


def _provokes(scene: Scene, act: Act) -> bool:
    if not _hers(scene, act):
        return False
    if act.lemma in _WORDS["provokes"]:
        nobody = act.undergoer is None and (
            not act.clause.objects or scene.said(act.clause) & _WORDS["of_a_quarrel"]
        )
        return act.undergoer is Part.PERPETRATOR or bool(nobody)
    return fits_any(_FRAMES, scene, act)


def _pushes_until(scene: Scene, act: Act) -> bool:
    """Find "she pushes him until he snaps"."""
    until = any(other.link == "until" and other.parent is act.clause for other in scene.around(act.clause))
    return _hers(scene, act) and act.lemma in _WORDS["pushes"] and act.undergoer is Part.PERPETRATOR and until


def _makes_him(scene: Scene, act: Act) -> bool:
    """Find "her nagging makes him angry", "she drives him to it"."""
    if not _hers(scene, act) or act.lemma not in _WORDS["makes"] or act.undergoer is not Part.PERPETRATOR:
        return False
    return bool(scene.below(act.clause) & _WORDS["angry"])


def _answers_back(scene: Scene, act: Act) -> bool:
    back = scene.hers(act.doer) and act.lemma in _WORDS["answers_back"] and "back" in scene.said(act.clause)
    return back and not act.negated and not scene.he_harms(act.clause)


def _provoked(scene: Scene, act: Act) -> bool:
    """Say whether he is said to be provoked by her, or by what is hers."""
    provokes = _WORDS["provokes"] | _WORDS["upsets"] | _WORDS["triggers"] | {"set", "wind", "push"}
    if not act.passive or act.negated or act.undergoer is not Part.PERPETRATOR or act.lemma not in provokes:
        return False
    by = any(
        Part.SURVIVOR in {one.part, one.owner_part, *(hung.part for _, hung in one.attached)}
        for one in act.clause.brought_in_by("by")
    )
    return by or any(
        other.link == "by" and other.parent is act.clause and scene.subject(other) is Part.SURVIVOR
        for other in scene.around(act.clause)
    )


def _or_else(scene: Scene, act: Act) -> bool:
    """Find "if she did not answer back he would not hit her", "he hit her because she nagged"."""
    if (
        act.clause.link not in {"if", "because"}
        or act.lemma not in _WORDS["blamed"]
        or not scene.hers(act.doer)
        or act.passive
    ):
        return False
    for other in scene.beside(act.clause):
        if (
            other.doer is Part.PERPETRATOR
            and other.lemma in HARMS | {"lose", "lash"}
            and other.clause is not act.clause
        ):
            hypothetical = act.clause.link == "if" and other.group.modal == "would"
            if hypothetical or (act.clause.link == "because" and act.lemma in _WORDS["blamed_because"]):
                return True
    return False
