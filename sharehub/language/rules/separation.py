"""L05: separation taken for the end of danger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.choices import to_him
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("separation")
_WORDS = _LEXICON.lists
_PHRASES = Idioms(_LEXICON.phrases("phrases"))
_TWO = frozenset({Part.PAIR, Part.SURVIVOR, Part.PERPETRATOR, Part.ADULT})


def separation_as_fix(scene: Scene) -> Iterator[Span]:
    """Yield separation taken for the end of danger, at most once."""
    for act in scene.reading.acts:
        if not (_parting(scene, act) and scene.stands(act)) or _goes_on_after(scene, act.clause):
            continue
        if _relief(scene, act.clause) or _advised(scene, act):
            yield Span.of(act)
            return
    for clause, phrase in scene.reading.nouns():
        if _named(scene, clause, phrase) and _relief(scene, clause) and not _goes_on_after(scene, clause):
            yield Span.of(phrase)
            return
    yield from (
        span for _, span in _PHRASES.found(scene, lambda part, _elided: part not in {Part.CHILD, Part.OTHER})
    )


# parting


def _parting(scene: Scene, act: Act) -> bool:
    said, two = scene.said(act.clause), act.doer in _TWO
    if act.lemma in _WORDS["parts"]:
        return not act.negated and (two or act.doer is None)
    if act.lemma in _WORDS["ends"]:
        from_him = not act.clause.objects or to_him(act.clause.objects) or act.doer is Part.PERPETRATOR
        return two and not act.negated and from_him
    if act.lemma == "break":
        return two and "up" in said
    if act.lemma == "go":
        return (
            act.doer is Part.PERPETRATOR and act.group.perfect and not act.clause.places and not act.negated
        )
    return act.lemma in {"live", "be", "move", "stay"} and _is_apart(act, said, two=two)


def _is_apart(act: Act, said: frozenset[str], *, two: bool) -> bool:
    """Find "the relationship is over", "they live apart", "he moved out", "no longer a couple"."""
    subject = act.clause.subject
    over = (
        subject is not None
        and subject.head.lemma in {"relationship", "marriage"}
        and said & (_WORDS["over"] | {"end"})
    )
    no_couple = act.negated and any(phrase.head.lemma in {"couple", "item"} for phrase in act.clause.objects)
    not_together = "together" in said and (act.negated or "no-longer" in said)
    out = act.lemma == "move" and "out" in said and act.doer is Part.PERPETRATOR
    away = act.lemma == "live" and said & _WORDS["elsewhere"]
    return bool(over) or no_couple or not_together or (two and bool(said & _WORDS["apart"] or out or away))


def _named(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find parting as a noun, "with him out of the picture", "with the relationship over"."""
    if scene.challenged(clause, phrase.head):
        return False
    last = phrase.words[-1].at
    after = {word.word for word in scene.reading.words[last + 1 : last + 3]}
    ended = (
        phrase.part is Part.PAIR
        and phrase.head.lemma in {"relationship", "marriage"}
        and bool(after & _WORDS["over"])
    )
    out_of_it = phrase.head.lemma == "picture" and "out-of" in scene.said(clause)
    return ended or out_of_it or phrase.head.lemma in _WORDS["nouns"]


def _advised(scene: Scene, act: Act) -> bool:
    """Say whether parting is what the two are told to do."""
    said = scene.said(act.clause)
    needs = act.group.modal in {"should", "must"} or any(
        one.lemma in {"need", "have"} for one in act.clause.verbs[:-1]
    )
    best = act.group.form == "infinitive" and bool(scene.sentence(act.clause) & {"best", "better"})
    together = act.doer is Part.PAIR and not act.negated
    return ("only" in said and act.clause.link == "if") or (
        together and (best or (needs and act.lemma in _WORDS["parts"]))
    )


# what is said to follow


def _relief(scene: Scene, clause: Clause) -> bool:
    """Say whether all is said to be well from there on."""
    return any(_all_well(scene, other) or _trouble_ends(scene, other) for other in scene.reading.near(clause))


def _all_well(scene: Scene, clause: Clause) -> bool:
    said = scene.said(clause)
    if scene.traits_of(clause, _WORDS["relief"]) or (
        "nothing" in said and scene.sentence(clause) & _WORDS["worries"]
    ):
        return True
    acts = scene.acts_of(clause)
    recovers = any(
        not act.negated and (act.lemma in _WORDS["recovers"] or (act.passive and act.lemma == "protect"))
        for act in acts
    )
    if "out-of" in said and said & {"danger", "harm"}:
        return True
    if "well" in said and any(group.lemma == "be" for group in clause.verbs) and not clause.denies:
        return True
    verb = clause.verb
    never_happened = (
        verb is not None
        and verb.lemma == "happen"
        and verb.modal == "would"
        and bool(verb.negated or said & _WORDS["none"])
    )
    return recovers or never_happened


def _trouble_ends(scene: Scene, clause: Clause) -> bool:
    said = scene.said(clause)
    if (
        clause.subject is not None
        and clause.subject.head.lemma in _WORDS["trouble"]
        and scene.traits_of(clause, _WORDS["low"])
    ):
        return True
    troubles = [phrase for phrase in scene.reading.phrases(clause) if phrase.head.lemma in _WORDS["trouble"]]
    if any(phrase.said & _WORDS["none"] for phrase in troubles):
        return True
    ceases = any(act.lemma in _WORDS["ceases"] and not act.negated for act in scene.acts_of(clause))
    ceases = ceases or ("end" in said and any(group.lemma == "come" for group in clause.verbs))
    denied = any(group.negated and group.lemma in {"be", "need", "have"} for group in clause.verbs)
    return bool(troubles) and bool(ceases or said & _WORDS["gone"] or (denied and said & _WORDS["no_more"]))


def _goes_on_after(scene: Scene, clause: Clause) -> bool:
    """Say whether what he does after parting is told, or that it did not end there."""
    if scene.his_behaviour(clause) or scene.sentence(clause) & _WORDS["worse"]:
        return True
    return any(
        (act.negated and act.lemma in _WORDS["ceases"])
        or (
            act.doer is Part.PERPETRATOR
            and not act.negated
            and act.lemma in {"say", "tell", "threaten"}
            and act.clause.link != "if"
        )
        for act in scene.near(clause)
    )
