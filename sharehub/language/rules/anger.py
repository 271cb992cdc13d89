"""L09: anger, stress or a troubled mind given as why he harms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.rules.causes import (
    LEXICON,
    OUTBREAKS,
    beside_when,
    brought_in,
    does,
    harms,
    named_as_cause,
    not_his,
)
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.grammar.words import Word
    from sharehub.language.rules.scene import Scene

_WORDS = LEXICON.lists
_PHRASES = Idioms(LEXICON.phrases("rages"))
_FREE = frozenset({"rel", "and", ";", ":", ""})


def mind_as_cause(scene: Scene) -> Iterator[Span]:
    """Yield anger, stress or illness given as why he harms, at most once."""
    for clause in scene.reading.clauses:
        found = None if scene.challenged(clause) or _tested(scene, clause) else _cause(scene, clause)
        if found is not None:
            yield Span.of(found)
            return
    for clause, span in _PHRASES.found(scene, lambda part, _elided: part is Part.PERPETRATOR):
        if not _tested(scene, clause):
            yield span
            return


def _cause(scene: Scene, clause: Clause) -> Act | Phrase | Word | None:
    return (
        _anger_of_his(scene, clause)
        or brought_in(scene, clause, _WORDS["troubles"], is_alone=False)
        or _in_anger(scene, clause)
        or named_as_cause(scene, clause, _WORDS["troubles"])
        or does(scene, clause, _WORDS["troubles"])
        or beside_when(scene, clause, _trouble)
        or _blames(scene, clause)
        or _explains(scene, clause)
    )


def _tested(scene: Scene, clause: Clause) -> bool:
    """Say whether his explanation is reported and a fact stands against it, or the text itself denies it."""
    said = scene.nearby(clause)
    his = [act for act in scene.near(clause) if act.doer is Part.PERPETRATOR]
    reported = scene.he_says(clause) or any(act.lemma in _WORDS["his_words"] for act in his)
    against = any(
        act.clause is not clause
        and act.clause.governor is None
        and act.lemma not in _WORDS["his_words"] | {"be"}
        for act in his
    )
    if reported and (against or said & _WORDS["tested_by"]):
        return True
    here = scene.acts_of(clause)
    denied = any(act.negated and act.doer in {Part.PERPETRATOR, None} for act in here)
    able = scene.said(clause) & (_WORDS["manages"] | {"able"})
    return (denied and not able) or (bool(said & _WORDS["chosen"]) and "struggle" not in scene.said(clause))


# his anger as a thing


def _anger_of_his(scene: Scene, clause: Clause) -> Act | Phrase | Word | None:
    acts = (act for act in scene.acts_of(clause) if act.doer is Part.PERPETRATOR)
    hot = (
        trait.word
        for trait in scene.traits_of(clause, _WORDS["hot"])
        if scene.his(trait.holder, trait.elided)
    )
    phrases = (phrase for phrase in scene.reading.phrases(clause) if _is_his_anger(scene, clause, phrase))
    lost = (act for act in acts if _loses_control(scene, act))
    return next(lost, None) or next(hot, None) or next(phrases, None)


def _loses_control(scene: Scene, act: Act) -> bool:
    said = scene.said(act.clause)
    if act.passive:
        return False
    if act.lemma in _WORDS["manages"]:
        hardly = (
            act.negated or act.lemma == "struggle" or any(one.lemma == "struggle" for one in act.clause.verbs)
        )
        return bool(hardly or said & _WORDS["hardly"]) and bool(
            said & (_WORDS["anger"] | {"himself", "herself"})
        )
    if act.negated:
        return False
    if act.lemma == "lash":
        told = _WORDS["troubles"] - _WORDS["mere_circumstance"] | _WORDS["states"]
        return "out" in said and bool(scene.sentence(act.clause) & told)
    if act.lemma == "lose":
        return any(word.word in _WORDS["loses"] for phrase in act.clause.objects for word in phrase.words)
    return act.lemma in _WORDS["bursts"] and not act.clause.objects


def _is_his_anger(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Say whether it is his anger, as a problem that he has."""
    if phrase.negated or clause.denies or phrase.head.lemma in _WORDS["courses"]:
        return False
    subject = scene.subject(clause)
    owner = phrase.owner_part or next((one.part for one in phrase.hung("by", "from", "of")), None) or subject
    if phrase.head.lemma == "mist":
        return scene.decided and owner in {Part.PERPETRATOR, None}
    nobody = not clause.verbs or clause.subject is None or clause.subject.head.word == "there"
    return (owner is Part.PERPETRATOR or (owner is None and nobody)) and _is_a_problem(
        scene, clause, phrase, owner
    )


def _is_a_problem(scene: Scene, clause: Clause, phrase: Phrase, owner: Part | None) -> bool:
    said, head = phrase.said, phrase.head.lemma
    if said & _WORDS["own_anger"] and said & _WORDS["problem"]:
        return True
    if said & {"fuse", "temper"} and said & _WORDS["short"]:
        return True
    if head in _WORDS["problem"]:
        below = [
            other
            for other in scene.around(clause)
            if other.parent is clause and scene.said(other) & _WORDS["anger"]
        ]
        return bool(below) or any(one.head.lemma in _WORDS["anger"] for _, one in phrase.attached)
    has_temper = head == "temper" and any(group.lemma in {"have", "be", "get"} for group in clause.verbs)
    dealt_with = (
        head in _WORDS["own_anger"]
        and owner is Part.PERPETRATOR
        and scene.said(clause) & _WORDS["dealt_with"]
    )
    return has_temper or bool(dealt_with)


# trouble as a cause


def _trouble(scene: Scene, clause: Clause) -> Word | None:
    """Return the word that says he is angry, stressed or ill here."""
    if clause.link in {"if", "until", "unless"} or not_his(scene, clause):
        return None
    told = _WORDS["troubles"] - _WORDS["mere_circumstance"]
    return next((word for word in clause.words if word.lemma in told or word.word in _WORDS["states"]), None)


def _in_anger(scene: Scene, clause: Clause) -> Phrase | None:
    """Find "hit out in anger", "out of jealousy"."""
    brought = clause.brought_in_by("in", "out-of", "from")
    return next(
        (one for one in brought if one.head.lemma in _WORDS["own_anger"] and harms(scene, clause)), None
    )


def _blames(scene: Scene, clause: Clause) -> Word | None:
    """Find "he blames stress for the assault"."""
    blames = {"blame", "attribute", "put"}
    if not any(
        act.lemma in blames and act.doer in {Part.PERPETRATOR, None} and not act.negated
        for act in scene.acts_of(clause)
    ):
        return None
    mind = next(
        (word for phrase in clause.complements for word in phrase.words if word.lemma in _WORDS["troubles"]),
        None,
    )
    return mind if harms(scene, clause) or scene.said(clause) & {"this", "it"} else None


def _explains(scene: Scene, clause: Clause) -> Word | None:
    """Find "he was beaten as a child, which explains his violence"."""
    tells = any(group.lemma in _WORDS["explains"] and not group.negated for group in clause.verbs)
    harm = any(
        phrase.head.lemma in OUTBREAKS and phrase.owner_part in {Part.PERPETRATOR, None}
        for phrase in clause.complements
    )
    if not tells or not harm or clause.link not in _FREE:
        return None
    told = _WORDS["troubles"] | _WORDS["history"]
    words = (word for other in scene.around(clause) for word in other.words)
    return next((word for word in words if word.lemma in told or word.word in told), None)
