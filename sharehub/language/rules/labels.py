"""L18: the name of a kind of abuse, and no act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.rules.meanings import DULL, words
from sharehub.language.rules.scene import has, of_act, of_phrase, of_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene, Span

_KINDS = words("controlling coercive abusive manipulative possessive domineering intimidating gaslighting controlling jealous abuser bully overbearing oppressive threatening dominating narcissist narcissistic")
_LABELS = words("isolate gaslight intimidate manipulate abuse coerce dominate degrade bully harass terrorise undermine control stalk exploit emotionally belittle humiliate")
_NOUNS = words("control abuse gaslighting coercion intimidation isolation manipulation harassment stalking domination degradation humiliation behaviour exploitation tactic cruelty")
_SORTS = words("coercive controlling emotional psychological financial economic verbal sexual physical emotional mental tech technological spiritual post separation honour emotionally intimidating manipulative abusive")
_SELF_SAYING = words("gaslighting coercion intimidation manipulation harassment stalking domination")
_REPORTS = words("say tell report state claim deny admit describe accuse blame allege perpetrate commit use display exhibit demonstrate show subject inflict exert engage exercise employ continue")


def labels(scene: Scene) -> Iterator[Span]:
    """Yield a kind of abuse that is named where no act of his is told."""
    for trait in scene.reading.traits:
        if _kind(scene, trait) and not _act_follows(scene, trait.clause):
            yield of_word(trait.word)
            return
    for act in scene.reading.acts:
        if _label(scene, act) and not _act_follows(scene, act.clause, act):
            yield of_act(act)
            return
    for clause, phrase in scene.reading.nouns():
        if _named(scene, clause, phrase) and not _act_follows(scene, clause):
            yield of_phrase(phrase)
            return


def _act_follows(scene: Scene, clause: Clause, own: Act | None = None) -> bool:
    """Say whether something he did, concretely, is told beside the label."""
    for act in scene.acts_near(clause):
        if act is own or act.doer is not Part.PERPETRATOR or act.negated or act.lemma in _LABELS | _REPORTS:
            continue
        if act.lemma in DULL and not (_touches_what_is_hers(act) and act.lemma not in words("be have seem appear become love want know think believe like")):
            continue
        if own is None and act.clause is clause and act.group is not clause.verbs[-1]:
            continue
        return True
    listed = any(mark.word in {":"} for mark in scene.reading.words) or any(other.link in {"by", "through"} and other.sentence == clause.sentence for other in scene.reading.clauses)
    such = has(scene.sentence(clause), {"such", "including", "e.g", "e.g.", "example"})
    return listed or such


def _touches_what_is_hers(act: Act) -> bool:
    """Say whether something of hers or the children's is in it: "goes through her bag"."""
    return any(phrase.owner_part in {Part.SURVIVOR, Part.CHILD} and phrase.part is None for phrase in (*act.clause.objects, *(other for _, other in act.clause.places)))


def _kind(scene: Scene, trait: Trait) -> bool:
    return trait.word.word in _KINDS and not _several(scene, trait) and not any(phrase.part in {Part.SERVICE, Part.OTHER} for _, phrase in trait.clause.places) and trait.holder is Part.PERPETRATOR and not trait.negated and scene.stands(trait) and not _of_a_thing(scene, trait)


def _several(scene: Scene, trait: Trait) -> bool:
    """Say whether it is said of men or partners in general."""
    return any(trait.word in phrase.words and phrase.head.word in {"partners", "men", "relationships", "husbands"} for phrase in scene.reading.phrases(trait.clause))


def _of_a_thing(scene: Scene, trait: Trait) -> bool:
    for phrase in scene.reading.phrases(trait.clause):
        if trait.word in phrase.words and phrase.head is not trait.word:
            return phrase.part not in PERSONS and phrase.head.lemma not in words("behaviour man person partner individual attitude character nature side manner personality conduct way")
    return False


def _label(scene: Scene, act: Act) -> bool:
    if act.lemma not in _LABELS or act.negated or act.passive or not scene.his(act.doer) or scene.challenged(act.clause, act.group.verb):
        return False
    if act.group.modal in {"may", "might", "could"} or act.group.form == "infinitive":
        return False
    on_somebody = act.undergoer in {Part.SURVIVOR, Part.CHILD, Part.PAIR} and any(phrase.part in PERSONS for phrase in act.clause.objects)
    return on_somebody or (not act.clause.objects and act.lemma in {"gaslight", "manipulate", "intimidate", "control"})


def _named(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    lemma = phrase.head.lemma if phrase.head.lemma in _NOUNS else phrase.head.word
    if lemma not in _NOUNS or phrase.negated or scene.challenged(clause, phrase.head) or any(group.negated for group in clause.verbs):
        return False
    sort = {word.word for word in phrase.words if word is not phrase.head} & _SORTS
    if not sort and lemma not in _SELF_SAYING:
        return False
    if any(word.word in {"substance", "drug", "alcohol", "child"} for word in phrase.words):
        return False
    owner = phrase.owner_part or next((hung.part for link, hung in (*phrase.attached, *clause.places) if link in {"by", "from"} and hung.part in PERSONS), None)
    subject = scene.reading.subject(clause)
    if owner is not None:
        return owner is Part.PERPETRATOR
    if subject in {Part.SERVICE, Part.OTHER}:
        return False
    return subject is Part.PERPETRATOR or subject is Part.SURVIVOR and any(group.lemma in words("experience suffer endure disclose face") for group in clause.verbs) or _stated(clause, phrase)


def _stated(clause: Clause, phrase: Phrase) -> bool:
    there = clause.subject is not None and clause.subject.head.word == "there"
    there = there or (phrase is clause.subject and has(clause.words, {"present", "evident", "feature", "concern"}))
    return there or (not clause.verbs and phrase is clause.subject)
