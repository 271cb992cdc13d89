"""L15: little offered as reassurance about him as a father, without a thing that he does for the children."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import HARMS, SUBSTANCES
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("fathering")
_WORDS = _LEXICON.lists
_PHRASES = Idioms(_LEXICON.phrases("phrases"))
_WHEN = frozenset({"when", "if", "while", "whenever"})


def low_bar(scene: Scene) -> Iterator[Span]:
    """Yield what is offered as reassurance about him as a father, at most once."""
    first = next((span for clause, span in _found(scene) if not _lifted(scene, clause)), None)
    if first is not None:
        yield first


def _found(scene: Scene) -> Iterator[tuple[Clause, Span]]:
    for trait in scene.reading.traits:
        if (
            not trait.negated
            and scene.stands(trait)
            and (_good_father(scene, trait) or _good_man(scene, trait))
        ):
            yield trait.clause, Span.of(trait)
    yield from ((act.clause, Span.of(act)) for act in scene.reading.acts if _reassures(scene, act))
    for clause, span in _PHRASES.found(
        scene, lambda part, elided: scene.his(part, elided) or part is Part.CHILD
    ):
        if scene.subject(clause) is Part.PERPETRATOR or _names_him(scene, clause):
            yield clause, span
    yield from (
        (clause, Span.of(phrase))
        for clause, phrase in scene.reading.nouns()
        if _clean_record(scene, clause, phrase)
    )


def _names_him(scene: Scene, clause: Clause, part: Part = Part.PERPETRATOR) -> bool:
    return any(word.part is part for other in scene.around(clause) for word in other.words)


def _lifted(scene: Scene, clause: Clause) -> bool:
    """Say whether concrete care, or what he does besides, is told beside it."""
    if scene.challenged(clause) or scene.he_says(clause):
        return True
    said = scene.nearby(clause)
    if (said & _WORDS["abuse"] and said & _WORDS["contrast"]) or (
        "nothing" in said and said & _WORDS["says_nothing"]
    ):
        return True
    near = scene.reading.near(clause)
    tells_nothing = any(
        one.negated and one.lemma in _WORDS["says_nothing"] for other in near for one in other.verbs
    )
    return tells_nothing or any(_cares(scene, act) or _controls(act, clause) for act in scene.near(clause))


def _cares(scene: Scene, act: Act) -> bool:
    if act.doer is not Part.PERPETRATOR or act.negated or act.clause.governor is not None:
        return False
    with_things = act.lemma in _WORDS["care_with_things"] and scene.things(act.clause) & _WORDS["care_things"]
    return act.lemma in _WORDS["care"] or bool(with_things)


def _controls(act: Act, clause: Clause) -> bool:
    does = act.doer is Part.PERPETRATOR and act.clause is not clause and act.clause.governor is None
    return does and not act.negated and not act.passive and act.lemma in HARMS | _WORDS["controls"]


# what he is said to be


def _good_father(scene: Scene, trait: Trait) -> bool:
    """Find "a good dad", "a lovely bond with his dad"."""
    around = (
        one
        for one in scene.reading.phrases(trait.clause)
        if trait.word in one.words and one.head is not trait.word
    )
    head = next(around, None)
    if head is None or head.head.lemma not in _WORDS["fatherly"] or trait.word.word not in _WORDS["good"]:
        return False
    if (
        head.head.lemma in _WORDS["men"]
        and trait.word.word not in _WORDS["of_men"]
        and "family" not in head.said
    ):
        return False
    definite = head.part is Part.PERPETRATOR and head.words[0].word not in {"a", "an"}
    towards = head.owner_part is Part.PERPETRATOR or any(
        one.part is Part.PERPETRATOR for _, one in head.attached
    )
    bare = (
        not trait.clause.verbs and trait.holder in {None, Part.CHILD} and head.head.lemma in {"father", "dad"}
    )
    return trait.holder is Part.PERPETRATOR or definite or towards or bare


def _good_man(scene: Scene, trait: Trait) -> bool:
    """Find "devoted to the children", "good with them", "employed", "clean", "polite"."""
    if trait.holder is not Part.PERPETRATOR:
        return False
    word, said = trait.word, scene.said(trait.clause)
    children = said & _WORDS["children"] or scene.has_part(trait.clause, {Part.CHILD})
    good_with = (
        word.word in _WORDS["good"] and word.tag == "adjective" and children and said & {"with", "to", "of"}
    )
    clean = word.word == "clean" and not said & {"house", "home"}
    works_hard = word.word == "worker" and "hard" in said
    pleasant = word.word in _WORDS["pleasant"] and word.tag == "adjective"
    return (
        bool(good_with)
        or clean
        or works_hard
        or pleasant
        or word.word == "employed"
        or word.word in _WORDS["loving"]
    )


def _reassures(scene: Scene, act: Act) -> bool:
    said, things = scene.said(act.clause), scene.things(act.clause)
    if act.doer is Part.CHILD:
        return act.lemma in _WORDS["loves"] and not act.negated and act.undergoer is Part.PERPETRATOR
    if act.doer is not Part.PERPETRATOR or (act.passive and act.lemma != "employ"):
        return False
    if act.lemma in _WORDS["uses"]:
        substances = act.lemma == "drink" or bool(things & SUBSTANCES)
        return act.group.negated and substances and act.clause.link not in _WHEN
    if act.negated:
        return act.lemma == "know" and "police" in said
    children = act.undergoer is Part.CHILD or any(
        phrase.part is Part.CHILD for phrase in act.clause.complements
    )
    bond = said & _WORDS["good"] and things & _WORDS["bonds"] and scene.has_part(act.clause, {Part.CHILD})
    job = _WORDS["jobs"] & {phrase.head.lemma for phrase in act.clause.complements} and "new" not in said
    shapes = {
        "provide": bool(said & {"for", "well", "financially"}),
        "work": bool(said & _WORDS["steadily"]) and not act.clause.brought_in_by("with"),
        "have": bool(job or bond),
        "hold": bool(job),
        "keep": bool(job),
        "be": bool({"employment", "work"} & said and act.clause.brought_in_by("in")),
    }
    return shapes.get(act.lemma, act.lemma in _WORDS["loves"] and children)


def _clean_record(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    said = phrase.said
    clean = "clean" in said or (phrase is clause.subject and scene.traits_of(clause, frozenset({"clean"})))
    none = phrase.negated or clause.denies or clean
    if not none or not said & (_WORDS["record"] | {"previous"}) or scene.he_says(clause):
        return False
    of_violence = any(one.head.lemma in _WORDS["past"] for _, one in phrase.attached)
    return _is_his_record(scene, clause, phrase) and (of_violence or bool(clean or said & _WORDS["criminal"]))


def _is_his_record(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    if phrase.owner_part is not None:
        return phrase.owner_part is Part.PERPETRATOR
    subject = scene.subject(clause)
    if subject is not None:
        return subject is Part.PERPETRATOR
    return _names_him(scene, clause) or (
        not clause.verbs and scene.decided and not _names_him(scene, clause, Part.SURVIVOR)
    )
