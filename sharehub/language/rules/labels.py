"""L18: the name of a kind of abuse, and no act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.meanings import DULL
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("labels")
_WORDS = _LEXICON.lists
_THEIRS = frozenset({Part.SURVIVOR, Part.CHILD})


def labels(scene: Scene) -> Iterator[Span]:
    """Yield a kind of abuse that is named where no act of his is told, at most once."""
    for trait in scene.reading.traits:
        if _kind(scene, trait) and not _act_follows(scene, trait.clause):
            yield Span.of(trait)
            return
    for act in scene.his_acts():
        if _label(scene, act) and not _act_follows(scene, act.clause, act):
            yield Span.of(act)
            return
    for clause, phrase in scene.reading.nouns():
        if _named(scene, clause, phrase) and not _act_follows(scene, clause):
            yield Span.of(phrase)
            return


def _act_follows(scene: Scene, clause: Clause, own: Act | None = None) -> bool:
    """Say whether something he did, concretely, is told beside the label."""
    if scene.sentence(clause) & _WORDS["examples"]:
        return True
    if any(other.link in {":", "by", "through"} for other in scene.around(clause)):
        return True
    return any(
        _is_concrete(act) and act is not own and _is_told(act, clause, own) for act in scene.near(clause)
    )


def _is_told(act: Act, clause: Clause, own: Act | None) -> bool:
    """Say whether an act is more than the verb that leads up to the label."""
    return own is not None or act.clause is not clause or act.group is clause.verbs[-1]


def _is_concrete(act: Act) -> bool:
    if (
        act.doer is not Part.PERPETRATOR
        or act.negated
        or act.lemma in _WORDS["acts"] | _WORDS["reports"] | _WORDS["mere_states"]
    ):
        return False
    touches = any(phrase.owner_part in _THEIRS and phrase.part is None for phrase in act.clause.complements)
    return touches or act.lemma not in DULL


def _kind(scene: Scene, trait: Trait) -> bool:
    """Find "he is controlling", "an abusive man"."""
    if trait.word.word not in _WORDS["kinds"] or trait.holder is not Part.PERPETRATOR or trait.negated:
        return False
    if any(
        phrase.part in {Part.SERVICE, Part.OTHER} for _, phrase in trait.clause.places
    ) or not scene.stands(trait):
        return False
    around = (
        one
        for one in scene.reading.phrases(trait.clause)
        if trait.word in one.words and one.head is not trait.word
    )
    head = next(around, None)
    return head is None or (
        head.head.word not in _WORDS["in_general"]
        and (head.part in PERSONS or head.head.lemma in _WORDS["of_him"])
    )


def _label(scene: Scene, act: Act) -> bool:
    """Find "he isolated her", "she gaslights him"."""
    if (
        act.lemma not in _WORDS["acts"]
        or act.negated
        or act.passive
        or scene.challenged(act.clause, act.group.verb)
    ):
        return False
    if act.group.modal in {"may", "might", "could"} or act.group.form == "infinitive":
        return False
    family = act.undergoer in {Part.SURVIVOR, Part.CHILD, Part.PAIR} and any(
        one.part in PERSONS for one in act.clause.objects
    )
    return family or (not act.clause.objects and act.lemma in _WORDS["without_object"])


def _named(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find "coercive control by him", "he uses financial abuse", "there is evidence of emotional abuse"."""
    noun = {phrase.head.lemma, phrase.head.word}
    own = phrase.said - noun
    if not noun & _WORDS["nouns"] or phrase.negated or clause.denies or own & _WORDS["other_senses"]:
        return False
    if not (own & _WORDS["sorts"] or noun & _WORDS["by_itself"]) or scene.challenged(clause, phrase.head):
        return False
    return _is_his(scene, clause, phrase)


def _is_his(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    owner, subject = scene.owner(clause, phrase, "by", "from"), scene.subject(clause)
    if owner is not None:
        return owner is Part.PERPETRATOR
    if subject is Part.SURVIVOR:
        return any(group.lemma in _WORDS["suffered"] for group in clause.verbs)
    if subject is not None:
        return subject is Part.PERPETRATOR
    there = clause.subject is not None and clause.subject.head.word == "there"
    as_subject = phrase is clause.subject and bool(not clause.verbs or scene.said(clause) & _WORDS["stated"])
    return there or as_subject
