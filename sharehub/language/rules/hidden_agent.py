"""L01: harm without anybody who does it, as a passive or as an event that happens by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.rules.meanings import (
    BODY, BREAKS, EVENTS, FRIGHTENS, HARMS, INJURIES, MOVES_BY_FORCE, STRIKES, TAKES, words,
)  # fmt: skip
from sharehub.language.rules.scene import has, heads, of_act, of_phrase, of_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.rules.scene import Scene, Span

_HARMED = {Part.SURVIVOR, Part.CHILD, Part.PAIR, Part.ADULT, Part.UNKNOWN, None}
_NOT_HARM_TO = words("bail order condition contact law silence news record agreement ice rule promise trust attachment bond cycle routine placement")
_CONCRETE = words(
    "phone mobile tv television telly door window furniture plate plates dish toy car windscreen tyre mirror wall glass glasses clothes clothing table chair sofa laptop tablet computer "
    "cup mug bottle vase picture photo bed wardrobe property house flat kitchen room belonging possession item object thing things bin pram buggy cot bike dog cat pet rabbit hamster crockery ornament screen "
    "lamp fence shed bag uniform book game console pan knife iron kettle shoe coat hole lock"
)
_MARKED = words("break fracture bruise black burst split crack swell fractured broken bruised cracked swollen dislocate sprain chip grab bite burn")
_PAPERS = words("statement photo photograph detail history sample blood note minute decision account report call action step register temperature measurement advice referral")
_DEPRIVED = words("allow permit let")
_BOUND = words("force prevent stop make forbid deprive isolate control expose subject deny target use exploit")
_UNKNOWN_AGENT = words("unknown unclear unidentified")
_WHO = words("who whom whose")
_ONGOING = words("occur happen arise ensue unfold escalate erupt start begin take break")
_SEEN = words("witness see hear overhear experience suffer endure undergo observe survive")
_LIVED = words("expose subject live grow witness exposure present")
_AFTER = words("following after during amid since")
_SUFFERED = words("sustain suffer receive incur experience undergo get have")


def hidden_agents(scene: Scene) -> Iterator[Span]:
    """Yield harm that nobody is said to do."""
    told: set[int] = set()
    for act in scene.reading.acts:
        if (_passive_harm(scene, act) or _injury(scene, act) or _injuries_noted(scene, act)) and _agentless(scene, act.clause):
            told.add(act.clause.at)
            yield of_act(act)
    for clause in scene.reading.clauses:
        if clause.at not in told and _with_injuries(scene, clause) and _agentless(scene, clause):
            told.add(clause.at)
            yield of_word(clause.words[0])
    for clause, phrase in scene.reading.nouns():
        if clause.at not in told and _event(scene, clause, phrase) and _agentless(scene, clause):
            told.add(clause.at)
            yield of_phrase(phrase)


def _agentless(scene: Scene, clause: Clause) -> bool:
    """Say whether the sentence neither names who did it nor says that this is not known."""
    if scene.he_harms(clause) or scene.challenged(clause):
        return False
    around = scene.sentence(clause)
    if has(around, _UNKNOWN_AGENT) or (has(around, _WHO) and has(around, {"know", "establish", "identify", "see", "say", "sure", "tell"})):
        return False
    return scene.reading.reporter(clause) is not Part.PERPETRATOR


def _passive_harm(scene: Scene, act: Act) -> bool:
    if not act.passive or act.negated and act.lemma not in _DEPRIVED or act.undergoer not in _HARMED:
        return False
    if act.doer is not None and not (act.doer is Part.THING and act.lemma in STRIKES and _instrument(act.clause)):
        return False
    if act.clause.link == "done" and _done_to_her(scene, act):
        return True
    subject = act.clause.subject
    thing = subject is not None and subject.part not in PERSONS
    if any(phrase.owner_part is Part.PERPETRATOR for link, phrase in act.clause.places if link in {"by", "with", "from"} or (link == "to" and act.lemma in {"expose", "subject"})):
        return False
    if act.lemma == "lock" and any(phrase.head.lemma in {"conflict", "dispute", "battle", "argument"} for _, phrase in act.clause.places):
        return False
    if thing and subject is not None:
        return _thing_harmed(act, subject)
    if act.undergoer is None and not act.elided:
        return False
    return _person_harmed(act)


_MOVING = words("car van bus lorry train bike bicycle taxi dog cat horse wasp bee insect tree branch ball wave storm door what")


def _instrument(clause: Clause) -> bool:
    """Say whether "by" brings in a thing that somebody must have thrown or held."""
    return any(phrase.part is None and phrase.head.lemma not in _MOVING for phrase in clause.brought_in_by("by"))


def _done_to_her(scene: Scene, act: Act) -> bool:
    """Say whether somebody has something done to them: "had boiling water poured over her"."""
    governor = act.clause.governor
    if governor is None or not governor.verbs or governor.verbs[-1].lemma not in {"have", "get"} or scene.reading.subject(governor) not in {Part.SURVIVOR, Part.CHILD}:
        return False
    onto = any(phrase.owner_part in {Part.SURVIVOR, Part.CHILD} or phrase.part in {Part.SURVIVOR, Part.CHILD} for _, phrase in act.clause.places)
    return act.lemma in {"pour", "throw", "spray", "hold", "point", "tip", "fling"} and onto


def _thing_harmed(act: Act, subject: Phrase) -> bool:
    if subject.head.lemma in _NOT_HARM_TO or subject.head.tag == "pronoun":
        return False
    if act.lemma in BREAKS and (subject.head.lemma in _CONCRETE or (subject.owner_part in {Part.SURVIVOR, Part.CHILD, Part.ADULT, Part.PAIR} and act.lemma not in {"cut", "rip", "throw"})):
        return True
    owned = subject.owner_part in {Part.SURVIVOR, Part.CHILD, Part.ADULT, Part.PAIR}
    if act.lemma in TAKES and owned and subject.head.lemma not in _PAPERS:
        return bool({"off", "away"} & {word.word for word in act.clause.words}) or bool(act.clause.brought_in_by("from", "off")) or act.lemma != "take"
    return owned and subject.head.lemma in BODY | {"face", "hair", "head"} and act.lemma in STRIKES | MOVES_BY_FORCE | _MARKED


def _person_harmed(act: Act) -> bool:
    clause, lemma = act.clause, act.lemma
    around = {word.word for word in clause.words}
    if lemma in STRIKES | FRIGHTENS or (lemma in MOVES_BY_FORCE and not (lemma == "follow" and "up" in around)):
        return lemma not in {"scare", "frighten", "rough", "floor"} or not act.elided
    if lemma == "call":
        return "names" in around
    if lemma in _DEPRIVED:
        return act.negated and act.undergoer in {Part.SURVIVOR, Part.CHILD}
    if lemma == "keep":
        return bool(around & {"indoors", "inside", "prisoner", "captive", "awake", "locked", "away", "apart", "hostage"}) or bool(clause.brought_in_by("from"))
    if lemma in {"tell", "make"}:
        return lemma == "make" and bool(clause.verbs[-1] is not act.group)
    if lemma == "leave":
        return bool(clause.brought_in_by("without"))
    if lemma in {"expose", "subject"}:
        return True
    return lemma in _BOUND and lemma not in {"use", "make"} and act.undergoer in {Part.SURVIVOR, Part.CHILD}


_MUCH = words("year month week lot deal number history pattern episode period act form level decade lifetime series amount extent plenty time")
_NOTED = words("note observe see find record photograph visible notice document")
_INNOCENT = words("football fall fell accident accidental playground bike trip slipped tripped trampoline swing sport")


def _injuries_noted(scene: Scene, act: Act) -> bool:
    """Say whether injuries are noted on somebody, from nowhere."""
    subject = act.clause.subject
    if subject is None or not act.passive or act.negated or act.lemma not in _NOTED or subject.negated:
        return False
    hurt = subject.head.lemma in {"injury", "bruise", "bruising", "mark", "swelling", "cut"} or any(word.lemma in _MARKED for word in subject.descriptions)
    theirs = any(phrase.owner_part in {Part.SURVIVOR, Part.CHILD} or phrase.part in {Part.SURVIVOR, Part.CHILD} for phrase in scene.reading.phrases(act.clause))
    return hurt and theirs and not has(scene.sentence(act.clause), _INNOCENT)


def _with_injuries(scene: Scene, clause: Clause) -> bool:
    """Find "came to school with a black eye", "ended up with a broken nose", "covered in bruises"."""
    if scene.reading.subject(clause) not in {Part.SURVIVOR, Part.CHILD} or any(group.negated for group in clause.verbs):
        return False
    for link, phrase in clause.places:
        marked = any(word.lemma in _MARKED or word.word == "black" for word in phrase.descriptions) and phrase.head.lemma in BODY | INJURIES | {"socket", "face", "neck", "lip", "hand", "foot", "ankle", "collarbone"}
        hurt = phrase.head.lemma in {"bruise", "bruising", "injury", "fracture", "cut", "burn", "mark"} or phrase.head.word == "bruises"
        if link in {"with", "in"} and (marked or hurt) and not _has_actor(phrase, clause) and not phrase.negated:
            return not has(scene.sentence(clause), _INNOCENT)
    return False


def _injury(scene: Scene, act: Act) -> bool:
    """Say whether somebody is said to have come by an injury."""
    if act.lemma not in _SUFFERED or act.passive or act.negated or act.doer not in {Part.SURVIVOR, Part.CHILD, None}:
        return False
    if act.doer is None and not act.elided:
        return False
    for phrase in act.clause.objects:
        marked = any(word.lemma in _MARKED for word in phrase.descriptions)
        hurt = marked or phrase.head.lemma in INJURIES and (phrase.head.lemma not in BODY or any(word.lemma in {"break", "fracture", "bruise", "black", "burst", "split", "fractured"} for word in phrase.words))
        done = phrase.head.lemma in EVENTS - {"incident"} or (phrase.head.lemma in {"push", "punch", "slap", "kick", "blow", "beating", "threat"})
        if (hurt or (done and act.lemma not in {"have", "get"})) and not _has_actor(phrase, act.clause) and not phrase.negated:
            return act.lemma not in {"have", "get"} or hurt
    return False


def _event(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    if not _is_harm(phrase) or phrase.negated or _has_actor(phrase, clause):
        return False
    if phrase.head.lemma not in EVENTS:
        return phrase is clause.subject and bool(clause.verbs) and clause.verbs[-1].passive and clause.verbs[-1].lemma in {"cause", "do", "inflict"}
    if any(act.doer is Part.PERPETRATOR for act in scene.acts_in_sentence(clause)):
        return False
    return _happens(clause, phrase) or _is_met_with(scene, clause, phrase) or _is_circumstance(clause, phrase)


def _is_harm(phrase: Phrase) -> bool:
    lemma = phrase.head.lemma
    if lemma in {"harm", "damage", "distress", "hurt", "pain"}:
        return phrase.hangs_on is None
    if any(word.word in {"alleged", "sexual", "self", "critical", "previous-convictions"} for word in phrase.words) and lemma not in {"abuse", "violence"}:
        return False
    if phrase.head.tag == "name" or lemma in {"abuse", "violence", "assault", "attack"} and any(w.word in {"substance", "drug", "alcohol"} for w in phrase.words):
        return False
    return lemma in EVENTS


def _has_actor(phrase: Phrase, clause: Clause) -> bool:
    """Say whether it is somebody's: his violence, an assault by him, threats from his brother."""
    if phrase.owner_part in PERSONS - {Part.SURVIVOR, Part.CHILD, Part.PAIR}:
        return True
    hung = [*phrase.attached, *clause.places]
    if any(link in {"between", "with", "among"} and other.part in {Part.CHILD, Part.OTHER, Part.SERVICE} for link, other in phrase.attached):
        return True
    return any(link in {"by", "from"} and (other.part in PERSONS - {Part.SURVIVOR, Part.CHILD, Part.PAIR}) for link, other in hung) or any(
        link == "of" and other.part is Part.PERPETRATOR for link, other in phrase.attached
    ) or any(link == "at" and other.head.lemma == "hand" for link, other in clause.places)


def _happens(clause: Clause, phrase: Phrase) -> bool:
    verb = clause.verbs[-1] if clause.verbs else None
    if verb is None:
        return phrase is clause.subject and clause.link in {"", ";", ","} and not clause.adjectives
    if clause.subject is not None and clause.subject.head.word == "there" and verb.lemma == "be":
        return phrase in clause.objects or any(phrase is hung for one in clause.objects for link, hung in one.attached if link in {"of"})
    if phrase is not clause.subject or verb.negated:
        return False
    if verb.passive and verb.lemma in words("make use inflict issue utter direct perpetrate hear exchange shout throw land commit") and not clause.brought_in_by("by"):
        return True
    if verb.lemma == "be":
        return has(clause.words, words("ongoing present feature features frequent regular constant daily commonplace longstanding historic concern escalating")) and phrase.head.lemma in {"violence", "abuse", "dv", "da"}
    takes_place = verb.lemma == "take" and "place" in heads(clause.objects)
    return takes_place or (verb.lemma in _ONGOING and verb.lemma not in {"take", "break"}) or (verb.lemma == "break" and has(clause.words, {"out"}))


def _is_met_with(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Say whether somebody sees, hears or lives with it."""
    verbs = {group.lemma for group in clause.verbs}
    if any(group.negated for group in clause.verbs):
        return False
    much = phrase.hangs_on in clause.objects and phrase.hangs_on is not None and phrase.hangs_on.head.lemma in _MUCH
    if phrase in clause.objects or much:
        return bool(verbs & _SEEN) and scene.reading.subject(clause) is not Part.SERVICE
    brought = {link for link, other in clause.places if other is phrase}
    if "including" in brought and has(scene.sentence(clause), _SEEN - {"see", "hear"}):
        return True
    if brought & {"to"}:
        return bool(verbs & {"expose", "subject"}) or any(phrase is hung for other in scene.reading.phrases(clause) for _, hung in other.attached if other.head.lemma in {"exposure", "witness"})
    if brought & {"with", "around", "in", "amid", "among"}:
        return bool(verbs & {"live", "grow"})
    return bool(brought & {"of"}) and any(phrase is hung for other in scene.reading.phrases(clause) for _, hung in other.attached if other.head.lemma in {"witness"})


def _is_circumstance(clause: Clause, phrase: Phrase) -> bool:
    if any(link in _AFTER and other is phrase for link, other in clause.places):
        return phrase.head.lemma in EVENTS - {"fight"}
    moment = phrase.hangs_on is not None and phrase.hangs_on.head.lemma in words("time moment night day aftermath scene evening morning wake course victim history")
    present = any(link in {"for", "during", "at"} and other is phrase for link, other in clause.places) and has(clause.words, {"present", "home"})
    return (moment and phrase.hangs_on is not None and phrase.hangs_on.head.lemma not in {"victim", "history"}) or present
