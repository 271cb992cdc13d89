"""Harm told as an event: it occurs, it is witnessed, it lies behind something, and nobody does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.meanings import EVENTS

if TYPE_CHECKING:
    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("hidden_agent")
_HARM = _LEXICON.words("harm")
_CAUSED = _LEXICON.words("caused")
_DONE = _LEXICON.words("done")
_OCCURS = _LEXICON.words("occurs")
_ONGOING = _LEXICON.words("ongoing")
_SEEN = _LEXICON.words("seen")
_LIVED = _LEXICON.words("lived")
_AFTER = _LEXICON.words("after")
_MOMENTS = _LEXICON.words("moments")
_MUCH = _LEXICON.words("much")
_OTHER_SENSES = frozenset({"alleged", "sexual", "self", "critical"})
_SUBSTANCES = frozenset({"substance", "drug", "alcohol"})
_LASTING = frozenset({"violence", "abuse", "dv", "da"})


def happens(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Say whether a phrase tells harm as an event with no actor."""
    if phrase.negated or has_actor(phrase, clause):
        return False
    if phrase.head.lemma in _HARM:
        return (
            phrase is clause.subject
            and bool(clause.verbs)
            and clause.verbs[-1].passive
            and clause.verbs[-1].lemma in _CAUSED
        )
    if phrase.head.lemma not in EVENTS or _other_sense(phrase):
        return False
    if any(act.doer is Part.PERPETRATOR for act in scene.beside(clause)):
        return False
    return (
        _occurs(clause, phrase)
        or _is_met_with(scene, clause, phrase)
        or _is_circumstance(scene, clause, phrase)
    )


def has_actor(phrase: Phrase, clause: Clause) -> bool:
    """Say whether it is somebody's: his violence, an assault by him, threats from his brother."""
    others = PERSONS - {Part.SURVIVOR, Part.CHILD, Part.PAIR}
    if phrase.owner_part in others or any(one.part is Part.PERPETRATOR for one in phrase.hung("of")):
        return True
    if any(
        one.part in {Part.CHILD, Part.OTHER, Part.SERVICE} for one in phrase.hung("between", "with", "among")
    ):
        return True
    brought = [*phrase.hung("by", "from"), *clause.brought_in_by("by", "from")]
    at_hands = any(one.head.lemma == "hand" for one in clause.brought_in_by("at"))
    return at_hands or any(one.part in others for one in brought)


def _other_sense(phrase: Phrase) -> bool:
    if phrase.said & _SUBSTANCES or phrase.head.tag == "name":
        return True
    return bool(phrase.said & _OTHER_SENSES) and phrase.head.lemma not in {"abuse", "violence"}


def _occurs(clause: Clause, phrase: Phrase) -> bool:
    """Find "there was an assault", "violence broke out", "threats were made", a bare "Assault on Friday"."""
    if not clause.verbs:
        return phrase is clause.subject and clause.link in {"", ";", ":", ","} and not clause.adjectives
    verb, said = clause.verbs[-1], {form for word in clause.words for form in (word.word, word.lemma)}
    if clause.subject is not None and clause.subject.head.word == "there" and verb.lemma == "be":
        return phrase in clause.objects or phrase.hangs_on in clause.objects
    if phrase is not clause.subject or verb.negated:
        return False
    if verb.passive:
        return verb.lemma in _SEEN or (verb.lemma in _DONE and not clause.brought_in_by("by"))
    if verb.lemma == "be":
        return bool(said & _ONGOING) and phrase.head.lemma in _LASTING
    phrasal = {"take": "place", "break": "out"}.get(verb.lemma)
    return verb.lemma in _OCCURS or (phrasal is not None and phrasal in said)


def _is_met_with(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Say whether somebody sees, hears, suffers or lives with it."""
    verbs = {group.lemma for group in clause.verbs}
    if clause.denies:
        return False
    above = phrase.hangs_on
    much = above is not None and above in clause.objects and above.head.lemma in _MUCH
    if phrase in clause.objects or much:
        return bool(verbs & _SEEN) and scene.subject(clause) is not Part.SERVICE
    brought = {link for link, other in clause.places if other is phrase}
    if "including" in brought and scene.sentence(clause) & (_SEEN - {"see", "hear"}):
        return True
    if "to" in brought:
        exposed = above is not None and above.head.lemma in {"exposure", "witness"}
        return exposed or bool(verbs & {"expose", "subject"})
    if brought & {"with", "around", "in", "amid", "among"}:
        return bool(verbs & _LIVED)
    return "of" in brought and above is not None and above.head.lemma == "witness"


def _is_circumstance(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find "following the assault", "at the time of the attack", "present during the incident"."""
    brought = {link for link, other in clause.places if other is phrase}
    if brought & _AFTER:
        return phrase.head.lemma != "fight"
    at_a_time = phrase.hangs_on is not None and phrase.hangs_on.head.lemma in _MOMENTS
    return at_a_time or bool(brought & {"for", "at"} and scene.said(clause) & {"present", "home"})
