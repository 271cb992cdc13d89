"""L01: harm without anybody who does it, as a passive, an injury, or an event that happens by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.events import happens, has_actor
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import BODY, BREAKS, FORCES, FRIGHTENS, INJURIES, STRIKES, TAKES
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("hidden_agent")
_HARMED = frozenset({Part.SURVIVOR, Part.CHILD, Part.PAIR, Part.ADULT, Part.UNKNOWN, None})
_FAMILY = frozenset({Part.SURVIVOR, Part.CHILD, Part.PAIR, Part.ADULT})
_HERS_OR_THEIRS = frozenset({Part.SURVIVOR, Part.CHILD})
_WORDS = _LEXICON.lists
_PHRASES = Idioms(_LEXICON.phrases("phrases"))
_QUARRELS = frozenset({"argument", "battle", "conflict", "dispute"})


def hidden_agents(scene: Scene) -> Iterator[Span]:
    """Yield harm that nobody is said to do, once in a clause."""
    told: set[int] = set()
    for clause, span in _found(scene):
        if clause.at not in told and _agentless(scene, clause):
            told.add(clause.at)
            yield span


def _found(scene: Scene) -> Iterator[tuple[Clause, Span]]:
    for act in scene.reading.acts:
        if any(shape(scene, act) for shape in (_passive_harm, _injury, _injury_noted)):
            yield act.clause, Span.of(act)
    yield from _PHRASES.found(scene, lambda part, _elided: part in _FAMILY)
    for clause in scene.reading.clauses:
        if _with_injuries(scene, clause):
            yield clause, Span.of(clause.words[0])
    for clause, phrase in scene.reading.nouns():
        if happens(scene, clause, phrase):
            yield clause, Span.of(phrase)


def _agentless(scene: Scene, clause: Clause) -> bool:
    """Say whether the sentence neither names who did it nor says that this is not known."""
    said = scene.sentence(clause)
    gap = said & _WORDS["unknown"] or (said & _WORDS["who"] and said & _WORDS["established"])
    return not (gap or scene.he_harms(clause) or scene.challenged(clause) or scene.he_says(clause))


# a passive


def _passive_harm(scene: Scene, act: Act) -> bool:
    if not act.passive or act.undergoer not in _HARMED or _by_somebody(act):
        return False
    subject = act.clause.subject
    if act.clause.link == "done" and _done_to_her(scene, act):
        return True
    if subject is not None and subject.part not in PERSONS:
        return not act.negated and _thing_harmed(act, subject)
    return (act.undergoer is not None or act.elided) and _person_harmed(scene, act)


def _by_somebody(act: Act) -> bool:
    """Say whether an agent is named, or something of his with which it is done."""
    thrown = act.doer is Part.THING and act.lemma in STRIKES and _is_thrown(act.clause)
    if act.doer is not None and not thrown:
        return True
    links = {"by", "with", "from"} | ({"to"} if act.lemma in {"expose", "subject"} else set())
    return any(link in links and phrase.owner_part is Part.PERPETRATOR for link, phrase in act.clause.places)


def _is_thrown(clause: Clause) -> bool:
    """Say whether "by" brings in a thing that somebody must have thrown or held."""
    return any(
        phrase.part is None and phrase.head.lemma not in _WORDS["moving"]
        for phrase in clause.brought_in_by("by")
    )


def _done_to_her(scene: Scene, act: Act) -> bool:
    """Say whether somebody has something done to them: "had boiling water poured over her"."""
    above = act.clause.governor
    if above is None or not above.verbs or above.verbs[-1].lemma not in {"have", "get"}:
        return False
    onto = any({phrase.part, phrase.owner_part} & _HERS_OR_THEIRS for _, phrase in act.clause.places)
    return scene.subject(above) in _HERS_OR_THEIRS and act.lemma in _WORDS["poured"] and onto


def _thing_harmed(act: Act, subject: Phrase) -> bool:
    if subject.head.lemma in _WORDS["never_harmed"] or subject.head.tag == "pronoun":
        return False
    owned = subject.owner_part in _FAMILY
    broken = subject.head.lemma in _WORDS["concrete"] or (owned and act.lemma not in {"cut", "rip", "throw"})
    if act.lemma in BREAKS and broken:
        return True
    if act.lemma in TAKES and owned and subject.head.lemma not in _WORDS["papers"]:
        off = {"off", "away"} & {word.word for word in act.clause.words}
        kept = subject.head.lemma in _WORDS["possessions"] and not act.clause.brought_in_by(
            "for", "to", "as", "into"
        )
        return act.lemma != "take" or kept or bool(off or act.clause.brought_in_by("from", "off"))
    hurt = act.lemma in STRIKES | FORCES | _WORDS["marked"]
    return owned and hurt and subject.head.lemma in BODY


def _person_harmed(scene: Scene, act: Act) -> bool:
    lemma, said, family = act.lemma, scene.said(act.clause), act.undergoer in _HERS_OR_THEIRS
    if lemma in {"allow", "permit", "let"}:
        return act.negated and family
    if act.negated:
        return False
    if lemma in FORCES and lemma != "force":
        return not (lemma == "follow" and "up" in said) and not (
            lemma == "lock" and scene.things(act.clause) & _QUARRELS
        )
    shapes = {
        "call": "names" in said,
        "keep": bool(_WORDS["kept"] & said or act.clause.brought_in_by("from")),
        "leave": bool(act.clause.brought_in_by("without")),
        "make": act.clause.verbs[-1] is not act.group,
    }
    if lemma in {"expose", "subject"} and any(
        one.negated or one.head.lemma in _WORDS["harmless"] for one in act.clause.brought_in_by("to")
    ):
        return False
    always = lemma in STRIKES | FRIGHTENS | {"expose", "subject"} and not (
        act.elided and lemma in {"scare", "frighten", "floor", "rough"}
    )
    return shapes.get(lemma, always or (lemma in _WORDS["forced"] and family))


# an injury


def _injury(_scene: Scene, act: Act) -> bool:
    """Say whether somebody is said to have come by an injury or a blow."""
    hurt_only = act.lemma in _WORDS["suffered_injury"]
    if not (hurt_only or act.lemma in _WORDS["suffered"]) or act.passive or act.negated:
        return False
    if act.doer not in _HERS_OR_THEIRS and not (act.doer is None and act.elided):
        return False
    phrases = [
        phrase for phrase in act.clause.objects if not phrase.negated and not has_actor(phrase, act.clause)
    ]
    return any(
        _is_injury(one) or (not hurt_only and one.head.lemma in _WORDS["suffered_event"]) for one in phrases
    )


def _is_injury(phrase: Phrase) -> bool:
    marked = any(
        word.lemma in _WORDS["marked"] or word.word in _WORDS["marked"] for word in phrase.descriptions
    )
    return marked or (phrase.head.lemma in INJURIES and phrase.head.lemma not in BODY)


def _injury_noted(scene: Scene, act: Act) -> bool:
    """Say whether injuries are noted on somebody, from nowhere."""
    subject = act.clause.subject
    if (
        subject is None
        or not act.passive
        or act.negated
        or act.lemma not in _WORDS["noted"]
        or subject.negated
    ):
        return False
    hurt = _is_injury(subject) or subject.head.lemma == "mark"
    theirs = any({one.part, one.owner_part} & _HERS_OR_THEIRS for one in scene.reading.phrases(act.clause))
    return hurt and theirs and not scene.sentence(act.clause) & _WORDS["innocent"]


def _with_injuries(scene: Scene, clause: Clause) -> bool:
    """Find "came to school with a black eye", "ended up with a broken nose", "covered in bruises"."""
    if (
        scene.subject(clause) not in _HERS_OR_THEIRS
        or clause.denies
        or scene.sentence(clause) & _WORDS["innocent"]
    ):
        return False
    brought = [
        phrase
        for phrase in clause.brought_in_by("with", "in")
        if not has_actor(phrase, clause) and not phrase.negated
    ]
    return any(_is_injury(phrase) and (phrase.head.lemma in INJURIES | {"socket"}) for phrase in brought)
