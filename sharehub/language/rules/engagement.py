"""L07: that she does not engage, with nothing of what keeps her from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import SERVICES
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("engagement")
_WORDS = _LEXICON.lists
_PHRASES = Idioms(_LEXICON.phrases("phrases"))
_OUTSIDE = frozenset({Part.PERPETRATOR, Part.CHILD, Part.OTHER})
_WHILE = frozenset({"because", "when", "while", "as", "since", "if"})


def not_engaging(scene: Scene) -> Iterator[Span]:
    """Yield that she does not engage, unless what stands in the way is told."""
    yield from (span for clause, span in _found(scene) if not _kept_away(scene, clause))


def _found(scene: Scene) -> Iterator[tuple[Clause, Span]]:
    for act in scene.her_acts():
        if _not_taking_part(scene, act) or _missing(scene, act):
            yield act.clause, Span.of(act)
    yield from ((trait.clause, Span.of(trait)) for trait in scene.reading.traits if _unwilling(scene, trait))
    yield from ((clause, span) for clause, span in _PHRASES.found(scene, scene.hers) if not _with_him(clause))
    yield from ((act.clause, Span.of(act)) for act in scene.reading.acts if _tried_in_vain(scene, act))
    for clause, phrase in scene.reading.nouns():
        if _absence(scene, clause, phrase) and not scene.challenged(clause, phrase.head):
            yield clause, Span.of(phrase)


def _kept_away(scene: Scene, clause: Clause) -> bool:
    """Say whether who or what of his stood in the way is told."""
    if scene.his_behaviour(clause) or scene.he_says(clause):
        return True
    return any(
        act.doer is Part.PERPETRATOR
        and act.clause is not clause
        and act.lemma in _WORDS["stands_between"]
        and act.clause.link in _WHILE
        for act in scene.beside(clause)
    )


def _with_him(clause: Clause) -> bool:
    """Say whether it is he whom she keeps away from."""
    return any(phrase.part is Part.PERPETRATOR for phrase in clause.complements)


def _of_service(scene: Scene, clause: Clause) -> bool:
    things = scene.things(clause)
    return bool(things & (SERVICES | _WORDS["of_service"])) or any(
        phrase.part is Part.SERVICE for phrase in clause.complements
    )


# what she does not do, and what she misses


def _not_taking_part(scene: Scene, act: Act) -> bool:
    if not act.negated or act.passive or act.undergoer is Part.PERPETRATOR:
        return False
    parts = {phrase.part for _, phrase in act.clause.places}
    if parts & _OUTSIDE and Part.SERVICE not in parts:
        return False
    if act.lemma in _WORDS["takes_part"]:
        return True
    said = scene.said(act.clause)
    if act.lemma == "be":
        return bool(said & _WORDS["at_home"] and said & _WORDS["visited"])
    alone = act.lemma in _WORDS["answers_alone"] and not act.clause.objects
    return alone or (
        act.lemma in _WORDS["answers"]
        and (bool(said & _WORDS["of_service"]) or Part.SERVICE in _parts(act.clause))
    )


def _parts(clause: Clause) -> set[Part | None]:
    return {phrase.part for phrase in clause.complements}


def _missing(scene: Scene, act: Act) -> bool:
    if act.negated or act.passive:
        return False
    if act.lemma in {"disengage", "dna"} or (act.lemma in _WORDS["called_off"] and not act.clause.objects):
        return True
    if act.lemma not in _WORDS["missed"] or any(
        phrase.part in {Part.PERPETRATOR, Part.OTHER} for phrase in act.clause.objects
    ):
        return False
    if act.lemma in _WORDS["leaves_out"] and not scene.said(act.clause) & _WORDS["turned_away"]:
        return False
    last = act.group is act.clause.verbs[-1] or act.lemma in _WORDS["leaves_out"]
    return last and _of_service(scene, act.clause)


def _unwilling(scene: Scene, trait: Trait) -> bool:
    if not scene.hers(trait.holder, trait.elided) or not scene.stands(trait):
        return False
    word = trait.word.word
    if word in _WORDS["unwilling"]:
        return not trait.negated
    if word in _WORDS["hard"]:
        return not trait.negated and bool(scene.said(trait.clause) & _WORDS["to_reach"])
    return word in _WORDS["willing"] and trait.negated


def _tried_in_vain(scene: Scene, act: Act) -> bool:
    """Find services' attempts that come to nothing: "attempts to engage her without success"."""
    if act.lemma not in {"engage", "contact", "reach", "locate"} or act.doer not in {
        Part.SERVICE,
        None,
        Part.THING,
    }:
        return False
    her = any(phrase.part is Part.SURVIVOR for phrase in act.clause.objects)
    if not her or not scene.stands(act) or scene.said(act.clause) & {"with", "safely"}:
        return False
    return bool(scene.sentence(act.clause) & _WORDS["vain"]) and (
        act.lemma == "engage" or bool(scene.said(act.clause) & _WORDS["tried"])
    )


# the same as a noun


def _absence(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find poor engagement, missed visits, non-attendance: hers, or nobody's in a note about her."""
    return _could_be_hers(scene, clause, phrase) and _tells_absence(scene, clause, phrase)


def _could_be_hers(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    owner = scene.owner(clause, phrase, "by", "from", "of", "with")
    if owner not in {None, Part.SERVICE}:
        return owner is Part.SURVIVOR
    subject = scene.subject(clause)
    if subject in {Part.PERPETRATOR, Part.CHILD, Part.SERVICE}:
        return False
    others = {word.part for other in scene.around(clause) for word in other.words}
    others = others & PERSONS - {Part.SERVICE}
    return subject is not None or not clause.verbs or Part.SURVIVOR in others or not others


def _tells_absence(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    said, head = phrase.said, phrase.head.lemma
    if (
        said & _WORDS["absence"]
        or {"no", "show"} <= said
        or ("non" in said and said & (_WORDS["engagement"] | {"attend", "engaging", "compliant"}))
    ):
        return True
    if head in _WORDS["engagement"]:
        as_subject = phrase is clause.subject and bool(scene.traits_of(clause, _WORDS["poor"]))
        return as_subject or bool(said & _WORDS["poor"])
    if head == "lack":
        return any(one.head.lemma in _WORDS["engagement"] for _, one in phrase.attached)
    if head in _WORDS["kept"] and said & _WORDS["unkept"]:
        return True
    return head in _WORDS["no_answer"] and phrase.negated and not clause.verbs
