"""Whether a line can be a goal: what he will do or stop doing, and what that changes for a child or survivor.

His turning up is no goal, and neither is a demand on her. The rules ask a reading of the sentence, as those
of the language check do; what they cannot tell they let pass, since a person reads it as well.

Source: domain/documents.md, 3; docs/language-check.md, L10 and L16.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.people import People
from sharehub.language.grammar.verbs import BASE, ING, forms_of, readings
from sharehub.language.grammar.words import Tag
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.conditions import conditions
from sharehub.language.rules.meanings import HARM_NOUNS, HARMS
from sharehub.language.rules.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.cast import Cast
    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act

_LEXICON = Lexicon("goals")
_WORDS = _LEXICON.lists
_HERS = frozenset({Part.SURVIVOR, Part.PAIR})
_THEIRS = frozenset({Part.SURVIVOR, Part.CHILD, Part.PAIR, Part.ADULT})
_SENTENCE = re.compile(r"(^|[.;:!?]\s+|\n)(?:to\s+)?([^\W\d_]+(?:-[^\W\d_]+)?)(?=\s)", re.IGNORECASE)
_NO_ORDER = frozenset({"is", "are", "was", "were", "will", "has", "have", "can", "of", "between", "and"})


class Flaw(StrEnum):
    """Why a line cannot stand as it is; stable and public."""

    ATTENDANCE = "attendance_is_no_goal"
    CONDITION_ON_HER = "condition_on_her"
    NO_BEHAVIOUR = "no_behaviour"
    NO_OUTCOME_FOR_THEM = "no_outcome_for_child_or_survivor"


def behaviour_flaw(text: str, cast: Cast) -> Flaw | None:
    """Say why a line is not something he will do or stop doing; None where nothing speaks against it."""
    scene = _scene(text, cast)
    if _is_demanded_of_her(scene):
        return Flaw.CONDITION_ON_HER
    if _is_attendance(scene):
        return Flaw.ATTENDANCE
    return None if _names_behaviour(scene) else Flaw.NO_BEHAVIOUR


def outcome_flaw(text: str, cast: Cast) -> Flaw | None:
    """Say why a line is not what changes for a child or survivor; None where nothing speaks against it."""
    scene = _scene(text, cast)
    if _is_demanded_of_her(scene):
        return Flaw.CONDITION_ON_HER
    if _is_attendance(scene):
        return Flaw.ATTENDANCE
    return Flaw.NO_OUTCOME_FOR_THEM if _is_for_others(scene) else None


def witness_flaw(text: str, cast: Cast) -> Flaw | None:
    """Say why a line cannot say who will see it: it demands something of her."""
    return Flaw.CONDITION_ON_HER if _is_demanded_of_her(_scene(text, cast)) else None


def _scene(text: str, cast: Cast) -> Scene:
    return Scene(_SENTENCE.sub(_with_subject, text), People(cast))


def _with_subject(found: re.Match[str]) -> str:
    """Give an order its subject: "Attend the course" reads as "he will attend the course"."""
    first = found[2].lower()
    following = re.match(r"\s+([^\W\d_]+)", found.string[found.end() :])
    if BASE not in forms_of(first) or (following is not None and following[1].lower() in _NO_ORDER):
        return found[0]
    return f"{found[1]}He will {first}"


# his turning up


def _is_attendance(scene: Scene) -> bool:
    acts = any(_takes_part(scene, act) for act in scene.reading.acts if _may_be_his(scene, act))
    return acts or any(_is_turnout(scene, clause, phrase) for clause, phrase in scene.reading.nouns())


def _may_be_his(scene: Scene, act: Act) -> bool:
    """Say whether an act is his, or nobody's who is named: an elided subject, or done to him."""
    if act.passive:
        return act.lemma in _WORDS["sent"] and act.undergoer not in {Part.SURVIVOR, Part.CHILD}
    whose = act.doer in {Part.PERPETRATOR, Part.ADULT, Part.PAIR} or (act.doer is None and act.elided)
    return whose and not _is_hers_above(scene, act.clause)


def _is_hers_above(scene: Scene, clause: Clause) -> bool:
    above = clause.governor
    return above is not None and scene.subject(above) in {Part.SURVIVOR, Part.CHILD}


def _takes_part(scene: Scene, act: Act) -> bool:
    things = scene.things(act.clause)
    if act.lemma == "miss":
        return act.negated and bool(things & _WORDS["of_service"])
    if act.negated:
        return False
    if act.passive and act.lemma == "refer":
        return True
    theirs = any(phrase.owner_part in _THEIRS for phrase in act.clause.complements)
    service = bool(things & _WORDS["of_service"]) or any(
        phrase.part is Part.SERVICE for phrase in act.clause.complements
    )
    if act.lemma in _WORDS["takes_part"]:
        family = things & _WORDS["childs"] or any(phrase.part in _THEIRS for phrase in act.clause.complements)
        return (service and not theirs) or not (family or theirs)
    return act.lemma in _WORDS["with_a_service"] and service and not theirs and not _does_more(act)


def _does_more(act: Act) -> bool:
    """Say whether a service is only where he does it: "tells his worker what he did"."""
    if act.lemma not in {"be", "have", "use", "keep", "make", "talk", "get", "do"}:
        return False
    objects = {word for phrase in act.clause.objects for word in phrase.said}
    return not objects & _WORDS["of_service"] and act.lemma not in {"be", "talk", "get"}


def _is_turnout(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    if phrase.head.lemma not in _WORDS["turnout"] or phrase.negated or clause.denies:
        return False
    return scene.owner(clause, phrase, "by", "from", "of") not in {Part.SURVIVOR, Part.CHILD} and (
        scene.subject(clause) not in {Part.SURVIVOR, Part.CHILD}
    )


# a demand on her


def _is_demanded_of_her(scene: Scene) -> bool:
    # "Mum proves she can" is read as a noun, which no record has.
    proves = any(word.word in {"prove", "proves"} and word.tag is Tag.NOUN for word in scene.reading.words)
    if any(True for _ in conditions(scene)) or (proves and Part.SURVIVOR in scene.named_parts):
        return True
    return any(
        _is_demand(scene, act)
        for act in scene.reading.acts
        if act.doer in _HERS and not act.passive and not act.elided and not _is_his_above(scene, act.clause)
    )


def _is_his_above(scene: Scene, clause: Clause) -> bool:
    """Say whether what she does stands under what he does: "he lets her see", "when she leaves"."""
    above = clause.governor
    under = above is not None and scene.subject(above) is Part.PERPETRATOR
    beside = clause.parent is not None and clause.link not in {"", "and", ";", ",", "but"}
    return under or (beside and clause.parent is not None and scene.subject(clause.parent) not in _HERS)


def _is_demand(scene: Scene, act: Act) -> bool:
    clause, things = act.clause, scene.things(act.clause)
    freed = act.lemma not in _WORDS["shown"] and scene.below(clause) & _WORDS["freedom"]
    if freed or act.group.modal in {"can", "may", "could"}:
        return False
    to_him = any(phrase.part is Part.PERPETRATOR for phrase in clause.complements)
    if act.lemma in _WORDS["parts_from"]:
        return to_him or bool(things & _WORDS["from_him"]) or not clause.complements
    if act.lemma in _WORDS["never_hers"]:
        return (act.negated and to_him) or (act.lemma == "keep" and to_him)
    if act.lemma in {"call", "ring"}:
        return "police" in things
    return act.lemma in _WORDS["demanded"] and not (act.negated and act.doer is Part.PAIR)


# what he does


def _names_behaviour(scene: Scene) -> bool:
    for act in scene.reading.acts:
        if act.doer in {Part.CHILD, Part.SURVIVOR, Part.SERVICE} and not act.passive:
            if act.doer is not Part.SERVICE:
                return True
            continue
        if act.lemma not in _WORDS["vague"] or act.negated or _is_plain(scene, act):
            return True
    return any(_is_doing(phrase) for _, phrase in scene.reading.nouns())


def _is_plain(scene: Scene, act: Act) -> bool:
    """Say whether a vague verb is filled by what can be seen: "makes her no rules", "takes the children"."""
    if act.lemma in {"take", "make", "have", "show", "accept", "own", "manage", "try", "be"}:
        said = scene.things(act.clause)
        family = any(phrase.part in _THEIRS for phrase in act.clause.complements)
        return family or bool(said & (_WORDS["seen"] | HARM_NOUNS))
    return False


def _is_doing(phrase: Phrase) -> bool:
    """Find an act told as a noun: "no more shouting", "no calls"."""
    head = phrase.head
    if head.lemma in _WORDS["seen"] | HARM_NOUNS - {"behaviour", "temper", "abuse", "violence"}:
        return True
    return any(one.form == ING and one.lemma not in _WORDS["vague"] for one in readings(head.word))


# for whom


def _is_for_others(scene: Scene) -> bool:
    """Say whether an outcome is his or a service's, and nobody's whom he harmed."""
    mentioned = {phrase.part for _, phrase in scene.reading.nouns()} | {
        phrase.owner_part for _, phrase in scene.reading.nouns()
    }
    if not mentioned & _THEIRS:
        others = bool(mentioned & {Part.PERPETRATOR, Part.SERVICE})
        return others or any(word in _all_words(scene) for word in _WORDS["for_services"])
    theirs = any(act.doer in _THEIRS or (act.passive and act.undergoer in _THEIRS) for act in _main(scene))
    gains = any(
        act.doer is Part.PERPETRATOR
        and act.lemma in _WORDS["for_him"]
        and not act.negated
        and act.lemma not in HARMS
        for act in _main(scene)
    )
    return gains and not theirs


def _main(scene: Scene) -> Iterator[Act]:
    return (act for act in scene.reading.acts if act.clause.governor is None)


def _all_words(scene: Scene) -> frozenset[str]:
    return frozenset(form for word in scene.reading.words for form in (word.word, word.lemma))
