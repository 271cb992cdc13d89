"""How something is said to cause his harm: by a preposition, as a subject, or beside "when" and "why"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.meanings import HARMS, VIOLENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.grammar.words import Word
    from sharehub.language.rules.scene import Scene

    States = Callable[[Scene, Clause], Word | None]

LEXICON = Lexicon("causes")
OUTBREAKS = LEXICON.words("outbreaks")
CAUSE_NOUNS = LEXICON.words("cause_nouns")
_CAUSES = LEXICON.words("causes")
_OUTCOME_OF = LEXICON.words("outcome_of")
_ALSO_HARMS = LEXICON.words("also_harms")
_WORST = LEXICON.words("worst")
_NEVER_CAUSES = LEXICON.words("never_causes") | LEXICON.words("harm_nouns")
_USING = LEXICON.words("using")
WHEN = frozenset(
    {
        "when",
        "whenever",
        "while",
        "after",
        "if",
        "once",
        "as",
        "because",
        "since",
        "unless",
        "until",
        "so-that",
    }
)
_STRONG = frozenset({"because-of", "due-to", "through", "out-of"})
_WEAK = frozenset(
    {"because", "from", "by", "under", "after", "during", "of", "following", "in", "on", "with"}
)
_HERS = frozenset({Part.SURVIVOR, Part.CHILD})


def not_his(scene: Scene, clause: Clause) -> bool:
    """Say whether a clause is about somebody else."""
    return scene.subject(clause) in {Part.SURVIVOR, Part.CHILD, Part.OTHER, Part.SERVICE}


def harms(scene: Scene, clause: Clause) -> bool:
    """Say whether a clause tells of harm that he does, or that is done."""
    if any(not act.negated and _is_harm(act) for act in scene.acts_of(clause)):
        return True
    if any(trait.holder in {Part.PERPETRATOR, None} for trait in scene.traits_of(clause, VIOLENT)):
        return True
    return any(phrase.head.lemma in OUTBREAKS for phrase in scene.reading.phrases(clause))


def _is_harm(act: Act) -> bool:
    if act.lemma in {"do", "happen"}:
        around = [phrase for phrase in (*act.clause.objects, act.clause.subject) if phrase is not None]
        return any(phrase.head.word in {"it", "this", "that"} for phrase in around)
    done = act.doer in {Part.PERPETRATOR, Part.PAIR} or act.passive or (act.doer is None and act.elided)
    return done and act.lemma in HARMS | _ALSO_HARMS


def _harm_about(scene: Scene, clause: Clause) -> bool:
    """Say whether harm is told in a clause, in one below, or in the one that it is a cause of."""
    below = (other for other in scene.around(clause) if other.parent is clause)
    above = clause.parent is not None and clause.link in _STRONG | _WEAK and harms(scene, clause.parent)
    return above or harms(scene, clause) or any(harms(scene, other) for other in below)


def brought_in(scene: Scene, clause: Clause, causes: frozenset[str], *, is_alone: bool) -> Word | None:
    """Find what a preposition brings in as the cause: "because of his drinking", "as a result of stress".

    `is_alone` says whether a weak preposition is enough where the cause stands by itself: "in drink".
    """
    if not _harm_about(scene, clause):
        return None
    for link, phrase in clause.places:
        if phrase.owner_part in _HERS or phrase.negated:
            continue
        named = next((word for word in phrase.words if {word.lemma, word.word} & causes), None)
        if named is None or phrase.head.lemma in _NEVER_CAUSES:
            continue
        alone = is_alone and link in _WEAK and (named is phrase.head or phrase.head.lemma in _USING)
        if link in _STRONG or alone or _is_linked(scene, clause, link):
            return named
    return None


def _is_linked(scene: Scene, clause: Clause, link: str) -> bool:
    """Say whether a verb or noun ties the two as cause: "linked to", "a result of", "in response to"."""
    if link in {"to", "from", "by", "in", "on"} and any(group.lemma in _CAUSES for group in clause.verbs):
        return not clause.denies
    return (link == "of" and bool(scene.said(clause) & _OUTCOME_OF)) or (
        link == "to" and "response" in scene.said(clause)
    )


def does(scene: Scene, clause: Clause, causes: frozenset[str]) -> Word | None:
    """Find it as the subject: "drink makes him violent", "stress was a factor", "anger is what drives it"."""
    subject = clause.subject
    if (
        subject is None
        or subject.part is not None
        or subject.owner_part in _HERS
        or not clause.verbs
        or clause.denies
    ):
        return None
    named = next((word for word in subject.words if {word.lemma, word.word} & causes), None)
    if named is None or scene.reading.reporter(clause) is Part.SERVICE:
        return None
    return named if _drives(scene, clause) or _is_cause(scene, clause, subject) else None


def _is_cause(scene: Scene, clause: Clause, subject: Phrase) -> bool:
    """Find "was a factor", "is what drives it", "is behind the abuse"."""
    if clause.verbs[-1].lemma not in {"be", "lie"}:
        return False
    below = [
        other
        for other in scene.around(clause)
        if clause in {other.governor, other.parent} and other.link == "what"
    ]
    cleft = any(group.lemma in _CAUSES and harms(scene, other) for other in below for group in other.verbs)
    behind = bool(clause.brought_in_by("behind", "at")) and harms(scene, clause)
    rest = scene.said(clause) - subject.said
    return cleft or behind or (bool(rest & CAUSE_NOUNS) and "her" not in rest)


def _drives(scene: Scene, clause: Clause) -> bool:
    if not any(group.lemma in _CAUSES for group in clause.verbs):
        return False
    below = [other for other in scene.around(clause) if clause in {other.governor, other.parent}]
    told = harms(scene, clause) or any(harms(scene, other) for other in below)
    on_him = any(Part.PERPETRATOR in {phrase.part, phrase.owner_part} for phrase in clause.objects)
    said = scene.said(clause)
    return told or bool(said & (OUTBREAKS | _WORST)) or (on_him and bool(said & VIOLENT))


def named_as_cause(scene: Scene, clause: Clause, causes: frozenset[str]) -> Word | None:
    """Find "the trigger for the violence is cannabis"."""
    subject = clause.subject
    if subject is None or subject.head.lemma not in CAUSE_NOUNS or not clause.verbs or clause.denies:
        return None
    of_harm = any(one.head.lemma in OUTBREAKS for _, one in subject.attached)
    hers = any(Part.SURVIVOR in {phrase.part, phrase.owner_part} for phrase in scene.reading.phrases(clause))
    if not of_harm or hers or clause.verbs[-1].lemma != "be":
        return None
    return next(
        (word for phrase in clause.objects for word in phrase.words if {word.lemma, word.word} & causes), None
    )


def beside_when(scene: Scene, clause: Clause, state: States) -> Word | None:
    """Find harm in one clause and a state of his in the one that says when or why."""
    if clause.link == "why" and harms(scene, clause):
        others = (other for other in scene.around(clause) if other is not clause)
        return next((found for other in others if (found := state(scene, other)) is not None), None)
    found = state(scene, clause) if says_when(scene, clause) else None
    return (
        found if found is not None and any(harms(scene, other) for other in related(scene, clause)) else None
    )


def says_when(scene: Scene, clause: Clause) -> bool:
    """Say whether a clause tells when or why, or goes on from one that does: "after he … and is drunk"."""
    if clause.link != "and":
        return clause.link in WHEN
    before = [
        other for other in scene.around(clause) if other.at < clause.at and other.parent is clause.parent
    ]
    return bool(before) and before[-1].link in WHEN and before[-1].subject is clause.subject


def related(scene: Scene, clause: Clause) -> list[Clause]:
    """Return the clauses that one which says when or why can be about."""
    main = clause.parent
    return [
        other
        for other in scene.around(clause)
        if other is not clause and (main is None or other is main or other.parent in {clause, main})
    ]
