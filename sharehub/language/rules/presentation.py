"""L06: how she came across, told as what she is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.patterns import Frame, fits_any
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("presentation")
_UNSEEMLY = _LEXICON.words("unseemly")
_WEAK = _LEXICON.words("weak")
_FIRM = _LEXICON.words("firm")
_ABOUT = _LEXICON.words("about")
_SCENE_NOUNS = _LEXICON.words("scene_nouns")
_SEEMLY = _LEXICON.words("seemly")
_HARD = _LEXICON.words("hard")
_TO_DEAL_WITH = _LEXICON.words("to_deal_with")
_TO_REACH = _LEXICON.words("to_reach")
_OF_HER = _LEXICON.words("of_her")
_PHRASES = Idioms(_LEXICON.phrases("phrases"))
_FRAMES = (
    Frame(verbs=_LEXICON.words("scenes")),
    Frame(verbs=_LEXICON.words("behaves"), says=_LEXICON.words("manner")),
)


def presentation(scene: Scene) -> Iterator[Span]:
    """Yield words that make how she came across into what she is."""
    yield from (Span.of(trait) for trait in scene.reading.traits if _unseemly(scene, trait))
    for act in scene.her_acts():
        if fits_any(_FRAMES, scene, act) or _in_a_scene(act):
            yield Span.of(act)
    yield from (span for _, span in _PHRASES.found(scene, scene.hers))


def _unseemly(scene: Scene, trait: Trait) -> bool:
    if not scene.hers(trait.holder, trait.elided) or not scene.stands(trait) or trait.reporter is Part.CHILD:
        return False
    word, said = trait.word.word, scene.said(trait.clause)
    if word in _SEEMLY:
        return trait.negated
    if trait.negated or (word in _HARD | {"difficult"} and "it" in said):
        return False
    if word in _HARD:
        return bool(said & _TO_DEAL_WITH)
    if word == "seeking":
        return "attention" in said and _is_of_her(scene, trait)
    return word in _UNSEEMLY and not (word == "difficult" and said & _TO_REACH) and _is_of_her(scene, trait)


def _is_of_her(scene: Scene, trait: Trait) -> bool:
    """Say whether the word describes her, not a thing beside her: "a difficult birth"."""
    for phrase in scene.reading.phrases(trait.clause):
        if trait.word in phrase.words and phrase.head is not trait.word:
            return (
                phrase.part in PERSONS or phrase.head.lemma in _OF_HER or phrase.owner_part is Part.SURVIVOR
            )
    after = next((word.word for word in trait.clause.words if word.at > trait.word.at), "")
    weak = trait.word.word in _WEAK and (after in _ABOUT or not scene.said(trait.clause) & _FIRM)
    return not weak


def _in_a_scene(act: Act) -> bool:
    """Say whether a noun says it: "in hysterics", "a bit of a drama queen"."""
    of_her = act.clause.brought_in_by("in", "into", "of", "as") + (
        act.clause.objects if act.lemma == "be" else []
    )
    return not act.negated and any(word.word in _SCENE_NOUNS for phrase in of_her for word in phrase.words)
