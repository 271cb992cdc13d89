"""L12: words that make an act small, or leave it unnamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.words import Tag
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.meanings import HARMS, STRIKES
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("minimising")
_WORDS = _LEXICON.lists
_ADULTS = frozenset({Part.SURVIVOR, Part.PERPETRATOR, Part.PAIR})


def minimising(scene: Scene) -> Iterator[Span]:
    """Yield words that make an act small, at most once."""
    first = next(
        (
            span
            for clause, span in _found(scene)
            if not scene.he_says(clause) and not scene.challenged(clause)
        ),
        None,
    )
    if first is not None:
        yield first


def _found(scene: Scene) -> Iterator[tuple[Clause, Span]]:
    for clause, phrase in scene.reading.nouns():
        if _small_noun(scene, clause, phrase) or _only_a_blow(clause, phrase) or _minor(phrase):
            yield clause, Span.of(phrase)
    for act in scene.reading.acts:
        if not act.negated and (_only_did(scene, act) or _got_out_of_hand(scene, act)):
            yield act.clause, Span.of(act)
    for clause in scene.reading.clauses:
        nothing = not clause.verbs and {"nothing", "serious"} <= scene.said(clause)
        if nothing or _a_bit_of(scene, clause):
            yield clause, Span.of(clause.words[0])


def _small_noun(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    head = phrase.head
    if (
        phrase.negated
        or scene.challenged(clause, head)
        or phrase in clause.brought_in_by("without")
        or _is_elsewhere(scene, clause)
    ):
        return False
    if head.lemma == "incident":
        return not phrase.said & _WORDS["technical"] and not scene.he_harms(clause) and not clause.denies
    if head.word in {"domestic", "domestics"}:
        return phrase not in clause.brought_in_by("as")
    return head.lemma in _WORDS["small"] or (head.lemma == "patch" and bool(phrase.said & _WORDS["patches"]))


def _is_elsewhere(scene: Scene, clause: Clause) -> bool:
    """Say whether it is somebody else's: a neighbour's, or children's in a playground."""
    if scene.has_part(clause, {Part.OTHER}) or scene.said(clause) & _WORDS["elsewhere"]:
        return True
    involved = any(group.lemma == "involve" for group in clause.verbs)
    return involved and not scene.has_part(clause, _ADULTS)


def _minor(phrase: Phrase) -> bool:
    said = phrase.said - {phrase.head.word}
    if "heated" in said:
        return phrase.head.lemma in _WORDS["heated"]
    minor = said & _WORDS["minor"] or {"low", "level"} <= said or "low-level" in said
    return bool(minor) and phrase.head.lemma in _WORDS["minor_things"]


def _only_a_blow(clause: Clause, phrase: Phrase) -> bool:
    """Say whether a blow is called only, just, or a bit of one."""
    if phrase.head.lemma not in _WORDS["blows"]:
        return phrase.head.word == "bit" and any(
            one.head.lemma in _WORDS["blows"] for one in phrase.hung("of")
        )
    if phrase.words[0].word in {"the", "his", "her"} and "only" in phrase.said:
        return False
    before = {word.word for word in clause.words if phrase.words[0].at - 3 <= word.at < phrase.head.at}
    return bool(before & (_WORDS["only"] | {"bit"}))


def _a_bit_of(scene: Scene, clause: Clause) -> bool:
    """Find "a bit of shouting"."""
    parent = clause.parent
    of_bit = clause.link == "of" and parent is not None and "bit" in scene.said(parent)
    return of_bit and any(group.lemma in _WORDS["blows"] | STRIKES for group in clause.verbs)


def _only_did(scene: Scene, act: Act) -> bool:
    """Find "he only pushed her", "just gave her a shove"."""
    if act.doer not in {Part.PERPETRATOR, None}:
        return False
    said = scene.sentence(act.clause)
    small = any(
        word.word in _WORDS["only_did"]
        for word in act.clause.words
        if word.tag is Tag.ADVERB and word.at <= act.group.verb.at
    )
    given = act.lemma in {"give", "be"} and any(
        phrase.head.lemma in _WORDS["blows"] for phrase in act.clause.objects
    )
    tells_when = bool(said & {"when", "after", "if", "whenever"}) or (
        act.lemma in HARMS and bool(said & {"time", "ago"})
    )
    return small and (given or act.lemma in STRIKES | _WORDS["did"]) and not tells_when


def _got_out_of_hand(scene: Scene, act: Act) -> bool:
    """Find "things got a bit out of hand", "it turned physical"."""
    if act.lemma not in {"get", "become", "turn", "be"}:
        return False
    said = scene.said(act.clause)
    if "handsy" in said or {"carried", "away"} <= said or ("hand" in said and said & {"out", "out-of"}):
        return True
    if "bit" in said and said & {"physical", "rough", "heated", "boisterous"}:
        return True
    return act.doer is None and act.lemma != "be" and bool(said & {"heated", "physical"})
