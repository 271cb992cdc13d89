"""L10: his turning up taken for change, where none of the three questions is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.meanings import HARMS, PROGRAMMES
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("attendance")
_WORDS = _LEXICON.lists
_HYPOTHETICAL = frozenset({"must", "should", "will", "would", "could", "may", "might", "can", "to"})
_THEIRS = frozenset({Part.SURVIVOR, Part.CHILD})
_CONDITIONAL = frozenset({"if", "unless", "until", "whether", "to"})


def attendance_as_change(scene: Scene) -> Iterator[Span]:
    """Yield his attendance with a conclusion, or alone, where none of the three questions is answered."""
    found = (span for clause, span in _found(scene) if not _answered(scene, clause))
    first = next(found, None)
    if first is not None:
        yield first


def _found(scene: Scene) -> Iterator[tuple[Clause, Span]]:
    yield from (
        (act.clause, Span.of(act))
        for act in scene.his_acts()
        if _is_real(scene, act) and _takes_part(scene, act)
    )
    yield from (
        (trait.clause, Span.of(trait)) for trait in scene.reading.traits if _is_compliant(scene, trait)
    )
    yield from (
        (clause, Span.of(phrase))
        for clause, phrase in scene.reading.nouns()
        if _engagement(scene, clause, phrase)
    )


def _is_real(scene: Scene, act: Act) -> bool:
    """Say whether it was done: not denied, wished for, ordered or planned."""
    if act.negated or act.passive or scene.challenged(act.clause, act.group.verb):
        return False
    planned = any(group.lemma in _WORDS["not_yet"] for group in act.clause.verbs)
    return not (planned or act.group.modal in _HYPOTHETICAL or act.clause.link in _CONDITIONAL)


def _takes_part(scene: Scene, act: Act) -> bool:
    clause, said, things = act.clause, scene.said(act.clause), scene.things(act.clause)
    programme = bool(things & PROGRAMMES)
    with_service = bool(things & _WORDS["with_whom"]) or any(
        phrase.part is Part.SERVICE for phrase in clause.complements
    )
    concluded = bool(scene.nearby(clause) & _WORDS["conclusion"])
    if act.lemma in _WORDS["takes_part"]:
        return act.lemma == "engage" or programme or with_service or concluded or not clause.complements
    shapes = {
        "attend": programme or (concluded and not things & _WORDS["elsewhere"]),
        "be": programme and act.group.perfect and bool(clause.brought_in_by("to")),
        "make": "progress" in things,
        "do": programme or bool(said & _WORDS["everything"] and scene.sentence(clause) & _WORDS["asked"]),
        "turn": "up" in said and (programme or concluded),
        "show": "up" in said and (programme or concluded),
        "work": bool(clause.brought_in_by("with")) and with_service,
        "begin": programme and concluded,
        "start": programme and concluded,
    }
    return shapes.get(act.lemma, act.lemma in _WORDS["others"] and programme)


def _is_compliant(scene: Scene, trait: Trait) -> bool:
    if (
        trait.word.word not in _WORDS["states"]
        or trait.holder is not Part.PERPETRATOR
        or trait.negated
        or not scene.stands(trait)
    ):
        return False
    somewhere = scene.said(trait.clause) & (PROGRAMMES | _WORDS["settings"])
    return bool(somewhere or scene.nearby(trait.clause) & _WORDS["conclusion"])


def _engagement(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find it as a noun: "good engagement from him", "his attendance is excellent", "100% attendance"."""
    if (
        phrase.head.lemma not in _WORDS["engagement"]
        or phrase.negated
        or clause.denies
        or phrase.said & _WORDS["poor"]
    ):
        return False
    owner, subject = scene.owner(clause, phrase, "by", "from", "of"), scene.subject(clause)
    full = not clause.verbs and bool(phrase.said & _WORDS["full"])
    nobodys = full and owner is None and subject is None and scene.decided
    his = owner is Part.PERPETRATOR or (owner is None and subject is Part.PERPETRATOR)
    good = (
        full
        or phrase.said & _WORDS["good"]
        or scene.traits_of(clause, _WORDS["good"])
        or scene.nearby(clause) & _WORDS["conclusion"]
    )
    return (his or nobodys) and bool(good) and not scene.challenged(clause, phrase.head)


# the three questions


def _answered(scene: Scene, clause: Clause) -> bool:
    """Say whether one of the three questions is answered beside it, or somebody else's view told."""
    said = scene.nearby(clause)
    if said & {"whether", "unclear", "unknown"} or ("evidence" in said and said & {"not", "no", "little"}):
        return True
    if {"nothing", "wrong"} <= said:
        return True
    if said & {"blame", "fault"} and "accept" not in said:
        return True
    if any(
        phrase.negated and phrase.head.lemma in _WORDS["no_change"] for _, phrase in scene.reading.nouns()
    ):
        return True
    return any(_answers(act, clause) or _blames_her(scene, act) for act in scene.near(clause))


def _blames_her(scene: Scene, act: Act) -> bool:
    """Say whether it is told that he puts it on her: "he says she made him do it"."""
    return act.lemma == "make" and act.doer is Part.SURVIVOR and scene.he_says(act.clause)


def _answers(act: Act, clause: Clause) -> bool:
    if act.doer in {Part.SURVIVOR, Part.CHILD} and act.lemma in _WORDS["told_by"]:
        return True
    if act.negated:
        return act.lemma in _WORDS["denied"]
    if act.doer is not Part.PERPETRATOR:
        return False
    takes = any(one.owner_part in _THEIRS and one.part is None for one in act.clause.complements)
    able = act.group.modal == "can" and act.lemma in _WORDS["says"]
    goes_on = act.clause is not clause and (takes or act.lemma in HARMS | _WORDS["goes_on"])
    return able or goes_on or (act.lemma in _WORDS["names"] and act.group.modal not in {"must", "should"})
