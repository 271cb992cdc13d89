"""L02: the relationship as the one who acts, and what one does made into what two do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import FRIGHTENS, STRIKES, words
from sharehub.language.rules.scene import Span, has, of_act, of_phrase, of_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene

_STORMY = words(
    "volatile stormy dysfunctional toxic turbulent tempestuous tumultuous fiery unhealthy troubled acrimonious destructive explosive combustible unstable "
    "chaotic difficult abusive violent aggressive conflictual hostile fraught strained tense rocky unhappy bad complicated mutual "
    "codependent co-dependent dysfunction incompatible argumentative feisty conflicted hot-headed hotheaded rough passionate problematic "
    "abrasive fractured warring feuding bickering quarrelling poisonous damaging unpredictable unsettled love-hate argument conflict"
)
_OF_TWO = words("relationship marriage couple partnership household family home dynamic dynamics environment situation atmosphere union")
_ONLY_BY_THE_TWO = words("abusive violent aggressive difficult tense hostile bad unhappy complicated unpredictable unsettled argument conflict passionate damaging destructive")
_QUARREL = words("argue fight row bicker clash quarrel squabble spar battle feud brawl scrap disagree wrangle spat tussle")
_CONFLICT = words(
    "conflict argument row fight fall difference dispute altercation quarrel disagreement feud bickering arguing fighting squabble brawl violence abuse aggression "
    "tension hostility friction animosity incident discord clash disharmony dysfunction shouting acrimony argue fight bicker spat spar scuffle exchange problem difficulty issue dynamic volatility turbulence strife breakdown"
)
_BY_NAME = words("altercation dispute discord quarrel quarrelling bickering")
_SHARED = words("mutual parental marital inter-parental interparental reciprocal two-way relational bi-directional bidirectional joint couple relationship domestic")
_WEAK = words("difference incident problem difficulty issue exchange shouting tension aggression abuse violence dynamic breakdown")
_ANSWERABLE = words("responsibility blame fault responsible accountable ownership part role work change accept behaviour need learn stop sort resolve address contribute provoke instigate")
_PROCEDURE = words("attend agree consent invite inform speak interview advise notify hear sign receive see tell ask live work separate share visit meet contribute")


_SAYINGS = Idioms(
    "take two tango", "tango", "as bad as each-other", "bad as each-other", "bad as one another|as", "one as bad as", "six of|one half", "both to blame", "both at fault",
    "on|from both sides", "at loggerheads", "like cat dog", "cat and dog", "worst in each-other", "relationship issue|difficulty|problem|breakdown", "marital problem|difficulty|issue|breakdown",
    "two violent parent|adult|people", "tit for tat", "at each-other throat", "up and down", "clash of personality", "love hate", "on off relationship", "wind each-other", "each-other button",
    "communication problem|issue|difficulty", "six one half", "push each-other", "bring out worst", "blame each-other", "locked in conflict", "high conflict", "domestic dispute", "aggressive to|towards each-other|one",
    "toxic together",
)
_OF_THE_PAIR = Idioms(
    "fall|falling out", "have words", "can be without fight|argue", "without fighting|arguing", "give as good", "dish out", "neither back down", "wind up", "push button", "be as bad", "both use violence|force", "both violent|aggressive|volatile",
    "not get on", "~get on|along", "~communicate", "have temper", "both have temper", "trade insult|blow", "exchange blow|insult|word", "raise voice", "shout at each-other", "escalate quickly",
)


def mutual(scene: Scene) -> Iterator[Span]:
    """Yield what turns the one who acts into two, or into their relationship."""
    for trait in scene.reading.traits:
        if _stormy(scene, trait):
            yield of_word(trait.word)
    for act in scene.reading.acts:
        if _quarrels(scene, act) or _to_each_other(scene, act) or _jointly_answerable(scene, act):
            yield of_act(act)
    for clause, phrase in scene.reading.nouns():
        if _conflict(scene, clause, phrase):
            yield of_phrase(phrase)
        elif _state_of_two(scene, clause, phrase):
            yield of_phrase(phrase)
    for clause, span in _SAYINGS.found(scene, lambda _part, _elided: True):
        if not _others(scene, clause):
            yield span
    for _, span in _OF_THE_PAIR.found(scene, lambda part, _elided: part is Part.PAIR):
        yield span


def _stormy(scene: Scene, trait: Trait) -> bool:
    word = trait.word.lemma if trait.word.lemma in _STORMY else trait.word.word
    if word not in _STORMY or trait.negated or not scene.stands(trait) or _others(scene, trait.clause):
        return False
    head = _head_described(scene, trait)
    pair = trait.holder is Part.PAIR or _between_two(trait.clause.subject)
    if pair and trait.holder is None:
        return True
    if head is not None and head is trait.clause.subject and head.part is None and head.owner_part is Part.PAIR:
        return True
    if word in _ONLY_BY_THE_TWO:
        return pair and (head is None or head.head.lemma in _OF_TWO or head.part is Part.PAIR) and not _is_his(head)
    if head is not None and head.head.lemma in words("situation environment atmosphere home household") and head.owner_part in {Part.SURVIVOR, Part.PERPETRATOR}:
        return False
    if head is not None:
        return (head.head.lemma in _OF_TWO or head.part is Part.PAIR or (head.head.lemma == "unit" and has(head.words, {"family"}))) and not _is_elsewhere(head)
    return pair


def _between_two(subject: Phrase | None) -> bool:
    return subject is not None and any(link == "between" and _is_two(hung) for link, hung in subject.attached)


def _is_his(head: Phrase | None) -> bool:
    return head is not None and head.owner_part is Part.PERPETRATOR


def _is_elsewhere(head: Phrase) -> bool:
    """Say whether a household or relationship is not theirs."""
    if head.owner_part in {Part.OTHER, Part.SERVICE} or {word.word for word in head.words} & {"previous", "former", "neighbouring", "foster", "other"}:
        return True
    return any(hung.part in {Part.OTHER, Part.SERVICE, Part.CHILD} for link, hung in head.attached if link in {"with", "between", "of"})


def _head_described(scene: Scene, trait: Trait) -> Phrase | None:
    """Return the phrase that a word stands in, or the subject of the sentence that says it of something."""
    for phrase in scene.reading.phrases(trait.clause):
        if trait.word in phrase.words and phrase.head is not trait.word:
            return phrase
    return trait.clause.subject


def _others(scene: Scene, clause: Clause) -> bool:
    """Say whether somebody outside the case takes part."""
    takes_part = [clause.subject, *clause.objects, *(phrase for link, phrase in clause.places if link in {"with", "between", "against", "of"})]
    found = [one for phrase in takes_part if phrase is not None for one in (phrase, phrase.owner, *phrase.joined, *(hung for link, hung in phrase.attached if link in {"with", "between", "of"})) if one is not None]
    return any(phrase.part is Part.OTHER for phrase in found) or has(clause.words, {"next-door"})


def _quarrels(scene: Scene, act: Act) -> bool:
    if act.lemma not in _QUARREL and not (act.lemma == "fall" and has(act.clause.words, {"out"})):
        return False
    if act.doer is not Part.PAIR or act.passive or act.negated or not scene.stands(act) or _others(scene, act.clause):
        return False
    return not act.clause.brought_in_by("for", "against") and not (act.lemma == "disagree" and act.clause.brought_in_by("with"))


def _to_each_other(scene: Scene, act: Act) -> bool:
    reciprocal = any(phrase.head.word == "each-other" for phrase in scene.reading.phrases(act.clause))
    if act.doer is not Part.PAIR or act.negated or not scene.stands(act):
        return False
    return act.lemma in STRIKES | FRIGHTENS | {"provoke", "blame", "antagonise", "trigger", "goad", "bait", "annoy", "irritate", "needle", "nag", "undermine", "abuse", "control", "accuse", "upset", "hate"} and (reciprocal or not act.passive and not act.clause.objects)


def _jointly_answerable(scene: Scene, act: Act) -> bool:
    subject = act.clause.subject
    if act.doer is not Part.PAIR or act.negated or act.lemma in _PROCEDURE or not scene.stands(act) or subject is None:
        return False
    both = has(subject.words, {"both", "party", "parties", "couple", "equally"}) or has(act.clause.words, {"equally", "both", "jointly"})
    around = act.clause.words
    blamed = has(around, _ANSWERABLE - {"need", "work", "behaviour", "part", "role"}) or (act.lemma == "play" and has(around, {"part", "role"}))
    violent = has(around, words("violent aggressive perpetrator abusive abuser blame bad fault victim"))
    return both and (blamed or violent)


def _conflict(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    lemma = phrase.head.lemma if phrase.head.lemma in _CONFLICT else phrase.head.word
    if lemma not in _CONFLICT or phrase.negated or scene.challenged(clause, phrase.head) or _others(scene, clause):
        return False
    if any(word.word in {"interest", "children's"} for word in phrase.words) or any(hung.head.lemma == "interest" for _, hung in phrase.attached):
        return False
    if scene.reading.reporter(clause) is Part.PERPETRATOR or any(group.negated for group in clause.verbs):
        return False
    between = any(link in {"in", "within"} and other.head.lemma in {"relationship", "marriage", "family", "household", "couple"} for link, other in phrase.attached) and lemma not in {"incident", "violence", "abuse", "shouting", "aggression"}
    between = between or any(link in {"between", "amongst", "among"} and _is_two(other) for link, other in (*phrase.attached, *clause.places))
    shared = any(word.word in _SHARED or word.lemma in _SHARED for word in phrase.words if word is not phrase.head)
    owned = phrase.owner_part is Part.PAIR
    if between or owned:
        return True
    if shared and lemma not in _WEAK:
        return True
    if {"mutual", "reciprocal"} & {word.word for word in phrase.words}:
        return True
    had = scene.reading.subject(clause) is Part.PAIR and lemma not in _WEAK and phrase is not clause.subject
    by_name = lemma in _BY_NAME and not _of_services(scene, clause)
    high = "high" in {word.word for word in phrase.words} and lemma == "conflict"
    return had or by_name or high


def _state_of_two(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find what a noun says of the two or their home: "characterised by volatility", "responsibility is shared by both"."""
    if scene.challenged(clause, phrase.head) or any(group.negated for group in clause.verbs) or scene.reading.reporter(clause) is Part.PERPETRATOR:
        return False
    subject = clause.subject
    if phrase.head.lemma in words("volatility dysfunction toxicity turbulence acrimony instability incompatibility hostility animosity"):
        described = subject is not None and (subject.part is Part.PAIR or subject.head.lemma in _OF_TWO) and subject.owner_part not in {Part.SURVIVOR, Part.PERPETRATOR, Part.OTHER}
        return described or phrase.owner_part is Part.PAIR or any(hung.part is Part.PAIR or hung.head.lemma in _OF_TWO for _, hung in phrase.attached)
    if phrase.head.lemma in {"responsibility", "blame", "fault"} and phrase is subject:
        both = any(other.part is Part.PAIR for link, other in clause.places if link in {"by", "with", "between", "on"})
        return both and has(clause.words, {"share", "shared", "lie", "lies", "rest", "rests", "both", "equally", "fall", "split"})
    return False


def _of_services(scene: Scene, clause: Clause) -> bool:
    people = {phrase.part for phrase in scene.reading.phrases(clause) if phrase.part in PERSONS}
    return bool(people) and people <= {Part.SERVICE, Part.CHILD} and not has(clause.words, {"address", "property", "home", "domestic", "call", "report", "attend"})


def _is_two(phrase: Phrase) -> bool:
    return phrase.part is Part.PAIR or bool({phrase.part, *(other.part for other in phrase.joined)} & {Part.PERPETRATOR, Part.SURVIVOR, Part.ADULT}) and bool(phrase.joined)
