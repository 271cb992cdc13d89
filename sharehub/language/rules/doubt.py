"""L11: words that doubt what she or a child says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.grammar.words import Word
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("doubt")
_CLAIMS = _LEXICON.words("claims")
_CLAIMED = _LEXICON.words("claimed")
_SO_CALLED = _LEXICON.words("so_called")
_LEGAL = _LEXICON.words("legal")
_LEGAL_THINGS = _LEXICON.words("legal_things")
_BENEFITS = _LEXICON.words("benefits")
_MAKES = _LEXICON.words("makes")
_THEIRS = frozenset({Part.SURVIVOR, Part.CHILD})


def doubt(scene: Scene) -> Iterator[Span]:
    """Yield doubt cast on what she or a child says."""
    yield from (Span.of(act) for act in scene.reading.acts if _claims(scene, act))
    for clause in scene.reading.clauses:
        yield from (
            Span.of(word)
            for word in clause.words
            if word.word in _CLAIMED and _is_of_them(scene, clause, word)
        )
    for clause, phrase in scene.reading.nouns():
        told = not scene.he_says(clause) and not scene.challenged(clause, phrase.head)
        if told and (_so_called(phrase) or _allegation(scene, clause, phrase)):
            yield Span.of(phrase)


def _theirs(scene: Scene, part: Part | None, *, elided: bool = False) -> bool:
    return part is Part.CHILD or scene.hers(part, elided)


def _claims(scene: Scene, act: Act) -> bool:
    if act.lemma not in _CLAIMS or act.negated or not scene.stands(act):
        return False
    theirs = _theirs(scene, act.doer, elided=act.elided and not act.passive)
    benefit = any(phrase.said & _BENEFITS for phrase in act.clause.objects)
    return theirs and not benefit and not (act.passive and act.doer is None)


def _is_of_them(scene: Scene, clause: Clause, word: Word) -> bool:
    theirs = _theirs(scene, scene.subject(clause), elided=scene.reading.is_elided(clause))
    return theirs and not scene.challenged(clause, word) and not scene.sentence(clause) & _LEGAL


def _so_called(phrase: Phrase) -> bool:
    of_them = phrase.part in _THEIRS or phrase.owner_part in _THEIRS
    return of_them and bool(phrase.said & _SO_CALLED) and phrase.head.lemma not in _LEGAL_THINGS


def _allegation(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find "her allegations", "claims by Kai", "she made allegations"; no claim for benefits."""
    hung = any(one.said & _BENEFITS for _, one in phrase.attached)
    if phrase.head.lemma not in {"allegation", "claim"} or hung or scene.said(clause) & _BENEFITS:
        return False
    owner = scene.owner(clause, phrase, "by", "from", "of")
    if owner is not None:
        return owner in _THEIRS
    makes = any(group.lemma in _MAKES for group in clause.verbs) and phrase is not clause.subject
    return phrase.head.lemma == "allegation" and makes and _theirs(scene, scene.subject(clause))
