"""L04: her staying, leaving, returning or choosing, told as her fault and without a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.lexicon import Lexicon, words
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.patterns import Frame, fits_any
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("choices")
_WORDS = _LEXICON.lists
_PHRASES = Idioms(_LEXICON.phrases("phrases"))
_HIM = frozenset({Part.PERPETRATOR})
_GIVEN_AS_REASON = frozenset({"because", "so-that", "as", "since", "after", "when", "so", "lest"})
_TOGETHER = frozenset({"relationship", "marriage"})

_FRAMES = (
    Frame(verbs=_LEXICON.words("takes_back"), says=words("back"), onto=_HIM),
    Frame(verbs=words("give"), says=words("chance"), onto=_HIM),
    Frame(verbs=words("forgive choose"), onto=_HIM),
    Frame(verbs=words("reconcile reunite")),
    Frame(verbs=_LEXICON.words("resumes"), things=_LEXICON.words("bond"), unless=words("child children")),
    Frame(verbs=words("walk"), denied=True, says=words("away out")),
    Frame(verbs=_LEXICON.words("drops"), things=_LEXICON.words("case")),
    Frame(verbs=words("go come move"), says=words("home in"), things=words("him"), onto=_HIM),
)


def choices(scene: Scene) -> Iterator[Span]:
    """Yield her choices told as her fault."""
    shapes = (_returns, _lets_in, _stays, _does_not_leave, _had_her_chance, _picks)
    for act in scene.reading.acts:
        hers = scene.hers(act.doer, act.elided and not act.passive) or (
            act.doer is Part.PAIR and act.lemma in {"reconcile", "resume"}
        )
        if not hers or not scene.stands(act) or act.passive:
            continue
        blamed = fits_any(_FRAMES, scene, act) or any(shape(scene, act) for shape in shapes)
        if blamed and not _reason_given(scene, act.clause):
            yield Span.of(act)
    for clause, span in _PHRASES.found(scene, scene.hers):
        if not scene.sentence(clause) & _WORDS["fear"] and not scene.his_behaviour(clause):
            yield span
    for clause, phrase in scene.reading.nouns():
        if _choice_named(scene, clause, phrase):
            yield Span.of(phrase)


def to_him(phrases: Iterable[Phrase]) -> bool:
    """Say whether one of these is he, what is his, or the relationship."""
    return any(
        phrase.part in {Part.PERPETRATOR, Part.PAIR}
        or phrase.head.lemma in _TOGETHER
        or phrase.owner_part is Part.PERPETRATOR
        for phrase in phrases
    )


def _goals(act: Act) -> list[Phrase]:
    return act.clause.brought_in_by("to", "with", "into", "in", "for")


def _returns(scene: Scene, act: Act) -> bool:
    if act.negated or act.lemma not in _WORDS["goes"]:
        return False
    said, goals = scene.said(act.clause), _goals(act)
    if any(phrase.part is Part.PERPETRATOR for phrase in act.clause.brought_in_by("to", "with")):
        return bool(said & {"back", "home", "in", "together"}) or act.lemma == "return"
    back = "back" in said or act.lemma == "return"
    if not back or to_him(goals):
        return back
    elsewhere = {phrase.head.lemma for phrase in goals} & _WORDS["other_places"]
    if act.lemma == "be" or elsewhere or any(phrase.part in {Part.OTHER, Part.SERVICE} for phrase in goals):
        return False
    home = not goals or bool(_WORDS["dwellings"] & {phrase.head.lemma for phrase in goals})
    return (
        home and not act.clause.objects and act.group is act.clause.verbs[-1] and not said & _WORDS["errand"]
    )


def _lets_in(scene: Scene, act: Act) -> bool:
    lets = act.lemma in _WORDS["lets"] and act.undergoer is Part.PERPETRATOR and not act.negated
    return lets and bool(scene.below(act.clause) & _WORDS["let_in"])


def _stays(scene: Scene, act: Act) -> bool:
    if act.negated:
        return False
    said, goals = scene.said(act.clause), _goals(act)
    together = any(phrase.head.lemma in _TOGETHER or phrase.part is Part.PERPETRATOR for phrase in goals)
    decided = bool(said & _WORDS["decides"])
    if act.lemma in _WORDS["stays"]:
        elsewhere = {phrase.head.lemma for phrase in goals} & _WORDS["other_places"]
        return not elsewhere and (together or decided or "why" in said)
    if act.lemma == "be":
        return bool(said & {"still", "despite"}) and bool(
            _TOGETHER & {phrase.head.lemma for phrase in act.clause.brought_in_by("in")}
        )
    if act.lemma in {"continue", "persist"}:
        return to_him(act.clause.complements) and act.group is act.clause.verbs[-1]
    return act.lemma == "live" and decided and together


def _does_not_leave(scene: Scene, act: Act) -> bool:
    objects = [phrase for phrase in act.clause.objects if not phrase.is_time]
    if act.lemma not in _WORDS["leaves"] or (objects and not to_him(objects)):
        return False
    easily = act.group.perfect or scene.said(act.clause) & _WORDS["easily"]
    return act.negated or (act.group.modal in {"could", "should"} and bool(easily))


def _had_her_chance(scene: Scene, act: Act) -> bool:
    if act.lemma != "have" or act.negated or not scene.things(act.clause) & {"chance", "opportunity"}:
        return False
    missed = act.group.modal in {"could", "should"} or any(
        one.negated and one.lemma in {"take", "use"} for one in scene.beside(act.clause)
    )
    return missed and bool(scene.sentence(act.clause) & {"leave", "go"})


def _picks(scene: Scene, act: Act) -> bool:
    if act.negated or act.lemma not in _WORDS["picks"]:
        return False
    bad = any(
        phrase.head.lemma in _WORDS["men"] and phrase.said & _WORDS["bad_men"]
        for phrase in act.clause.objects
    )
    return bad and (act.lemma != "have" or bool(scene.said(act.clause) & {"always", "taste"}))


def _reason_given(scene: Scene, clause: Clause) -> bool:
    """Say whether his behaviour, or what she feared, stands beside the choice as its reason."""
    if scene.sentence(clause) & _WORDS["fear"] or scene.his_behaviour(clause):
        return True
    for act in scene.near(clause):
        if act.doer is Part.PERPETRATOR and act.clause is not clause:
            firm = act.clause.link in {"because", "so-that"}
            linked = (
                act.clause.link in _GIVEN_AS_REASON
                or act.clause.governor is not None
                or act.clause.sentence != clause.sentence
            )
            if firm or (linked and act.lemma not in _WORDS["no_reason"]):
                return True
    return False


def _choice_named(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find "her decision to stay", "her return to him"."""
    if (
        phrase.owner_part is not Part.SURVIVOR
        or phrase.head.lemma not in _WORDS["decision"]
        or scene.challenged(clause, phrase.head)
    ):
        return False
    verbs = {
        group.lemma
        for one in scene.around(clause)
        if one is clause or one.governor is clause
        for group in one.verbs
    }
    back = phrase.head.lemma == "return" and to_him(one for _, one in phrase.attached)
    return (back or bool(verbs & _WORDS["acts_of_choice"])) and not _reason_given(scene, clause)
