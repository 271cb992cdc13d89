"""L16, L17: what she must do to be trusted, and what she did to bring it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import HARMS, words
from sharehub.language.rules.scene import has, heads, of_act, of_phrase, of_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.rules.scene import Scene, Span

_MUST = frozenset({"must", "should", "shall", "ought", "to"})
_NEEDS = words("need have require expect oblige compel order instruct tell direct mandate")
_ASKS = words("expect require need order instruct direct oblige want")
_STATES = words("be have know feel think want like understand believe love suffer seem live die hear benefit worry fear deserve remember see find wait explain move cope")
_WISH = words("wish wishes want wants choose chooses like offer offered invite invited happy agree agreed can may option optional own ask asked would welcome")
_COMPLIES = words(
    "attend engage complete allow permit report demonstrate show prove work comply sign stop stay keep end leave cooperate co-operate provide take accept ensure contact inform seek undertake give "
    "refrain abstain prioritise protect separate participate agree commit adhere address remain obtain evidence submit abide improve change follow let avoid finish "
    "make put get maintain enforce present call phone notify refuse cut hand not reside do test access meet tell disclose pass learn start begin supervise understand produce"
)
_OUTCOMES = words("return home contact care close register remove remain rehabilitate placement custody place child children case order reunification deregister considered restored")


def conditions(scene: Scene) -> Iterator[Span]:
    """Yield what is demanded of her as a condition, or to prove herself."""
    for act in scene.reading.acts:
        if _demanded(scene, act) or _conditional(scene, act) or _expected(scene, act):
            yield of_act(act)
            return
    for clause, span in _DEMANDS.found(scene, lambda part, _elided: part in {Part.SURVIVOR, None, Part.SERVICE}):
        about_her = any(word.part is Part.SURVIVOR for word in scene.sentence(clause)) or scene.reading.subject(clause) is Part.SURVIVOR
        about_him = any(word.part is Part.PERPETRATOR for word in clause.words)
        if about_her and not about_him and not _open_to_her(scene, clause):
            yield span
            return
    for clause, phrase in scene.reading.nouns():
        if _depends_on_her(scene, clause, phrase):
            yield of_phrase(phrase)
            return


_DEMANDS = Idioms(
    "onus on mum|mother|her", "up to mum|mother|her to", "told|instructed|warned|ordered to|that|not must", "advised not to", "expectation|condition|requirement that|be|for mum|mother|she", "condition|conditions of return|contact|placement", "written agreement", "on condition that", "prove|show|demonstrate that she|her|mum can|ability|able|commitment",
    "contract of expectation|expectations", "last chance", "non negotiable",
)


def _open_to_her(scene: Scene, clause: Clause) -> bool:
    """Say whether it is an offer, or her own wish."""
    around = [word for word in clause.words if word.lemma not in {"have"}]
    below = [other for other in scene.reading.clauses if other.parent is clause and other.link in {"if", "when", "whenever"} and other.subject is not None and other.subject.part is Part.SURVIVOR]
    wished = any(has(other.words, _WISH) for other in below)
    return has(around, words("offer offered invite invited option optional wish wishes like")) or wished


def _demanded(scene: Scene, act: Act) -> bool:
    if not scene.hers(act.doer) or act.passive or not scene.stands(act) or act.group.perfect:
        return False
    if act.group is not act.clause.verbs[-1] and not _leads(act):
        return False
    if act.clause.link in {"why", "whether", "how", "what", "when", "where", "rel"} or act.clause.governor is not None and _asked(scene, act.clause.governor):
        return False
    last = act.clause.verbs[-1].lemma
    last_thing = {phrase.head.lemma for phrase in act.clause.objects}
    if (last in _STATES and not (last == "have" and last_thing & {"contact"})) or _open_to_her(scene, act.clause):
        return last == "be" and has(act.clause.words, {"assessed", "able"}) and False
    first = act.clause.verbs[0]
    modal = any(group.modal in _MUST for group in act.clause.verbs)
    if first.negated and first.lemma in {"need", "have"} and len(act.clause.verbs) > 1:
        return False
    needs = any(group.lemma in _NEEDS and _leads_on(act.clause, place) and (group.lemma in {"need", "have"} or group.passive) for place, group in enumerate(act.clause.verbs[:-1]))
    is_to = any(group.lemma == "be" for group in act.clause.verbs[:-1]) and act.group.form == "infinitive" and not act.clause.adjectives
    ready = any(group.lemma == "be" for group in act.clause.verbs) and has(act.clause.words, {"responsible"})
    return (modal or needs or is_to or ready) and act.lemma in _COMPLIES | {"have"}


def _leads_on(clause: Clause, place: int) -> bool:
    """Say whether nothing stands between a verb and the one that it demands: "has to attend", not "has a chance to attend"."""
    this, following = clause.verbs[place], clause.verbs[place + 1]
    between = [word for word in clause.words if this.words[-1].at < word.at < following.words[0].at]
    return all(word.tag in {"adverb", "not", "verb"} for word in between)


def _leads(act: Act) -> bool:
    return False and act.negated


def _asked(scene: Scene, clause: Clause) -> bool:
    subject = scene.reading.subject(clause)
    return subject is Part.PERPETRATOR or any(group.lemma in words("ask wonder explore discuss consider think say tell claim feel") and subject is Part.SURVIVOR for group in clause.verbs)


def _conditional(scene: Scene, act: Act) -> bool:
    if act.clause.link not in {"if", "unless", "until", "provided", "providing", "once", "as"} or not scene.hers(act.doer) or not scene.stands(act):
        return False
    if act.lemma not in _COMPLIES - words("leave stay separate end take give call phone contact make get keep do tell put"):
        return False
    main = [other for other in scene.reading.clauses if other.sentence == act.clause.sentence and other is not act.clause]
    return any(has(other.words, _OUTCOMES) and other.verbs and scene.reading.subject(other) is not Part.PERPETRATOR for other in main)


def _expected(scene: Scene, act: Act) -> bool:
    governor = act.clause.governor
    if governor is None or act.passive or not scene.hers(act.doer) or act.lemma not in _COMPLIES or not scene.stands(act):
        return False
    who = scene.reading.subject(governor)
    asks = any(group.lemma in _ASKS and not group.negated for group in governor.verbs) or has(governor.words, {"condition", "essential", "imperative", "requirement", "crucial", "expectation", "necessary", "vital"})
    return asks and who in {Part.SERVICE, None, Part.THING}


def _depends_on_her(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    if phrase.owner_part is not Part.SURVIVOR or scene.challenged(clause, phrase.head):
        return False
    hangs = any(group.lemma in {"depend", "hinge", "rest", "base"} for group in clause.verbs) or has(clause.words, {"conditional", "subject", "contingent", "dependent"})
    return hangs and phrase.head.lemma in words("engagement compliance cooperation attendance completion progress willingness ability commitment agreement participation abstinence motivation behaviour")


_PROVOKES = words("provoke goad antagonise antagonize bait taunt needle nag rile enrage aggravate annoy irritate wind push press trigger inflame instigate incite upset anger")
_ALWAYS = words("provoke goad antagonise antagonize bait rile enrage needle nag")
_HER_DOING = words("nagging behaviour drinking attitude mood moods mouth moaning spending lies comments complaining jealousy questions drinking affair provocation refusal difficulty mental illness depression temper tone")


_ASKS_FOR_IT = Idioms(
    "start on|at him", "get in his face", "push him over|to|too edge|limit|far|it", "ask for it", "have it coming", "egg on", "rub up wrong", "poke bear", "give as good", "get on his nerves", "drive him mad|crazy|to|round", "make him do|hit|angry|lose|snap|jealous", "bring on herself|himself", "bring it on", "know what will|would|sets|set off", "set him off", "push|press his button", "push|press button",
    "wind him up", "get under skin", "rise out-of him", "try his patience", "test his patience", "pick fight|row|argument", "start fight|argument|row|it", "get reaction|rise", "deserve it", "hit first", "throw first punch",
)


def provocation(scene: Scene) -> Iterator[Span]:
    """Yield what she does, or how she is, told as why he harms."""
    for act in scene.reading.acts:
        if (_provokes(scene, act) or _provoked(scene, act) or _brings_on(scene, act)) and not scene.denied_above(act.clause) and not _tested(scene, act.clause):
            yield of_act(act)
            return
    for trait in scene.reading.traits:
        if trait.word.word in {"provocative", "goading", "provoking"} and scene.hers(trait.holder) and not trait.negated and scene.stands(trait) and not _tested(scene, trait.clause):
            yield of_word(trait.word)
            return
    for clause, span in _ASKS_FOR_IT.found(scene, lambda part, _elided: part is Part.SURVIVOR):
        if not _tested(scene, clause):
            yield span
            return
    for clause, phrase in scene.reading.nouns():
        if phrase.head.lemma in {"provocation", "goading", "nagging"} and _hers_or_for_her(scene, clause, phrase) and not _tested(scene, clause):
            yield of_phrase(phrase)
            return


def _hers_or_for_her(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    owner = phrase.owner_part or next((hung.part for link, hung in phrase.attached if link in {"by", "from"}), None)
    return owner is Part.SURVIVOR and not phrase.negated and not any(group.negated for group in clause.verbs)


def _tested(scene: Scene, clause: Clause) -> bool:
    if scene.challenged(clause):
        return True
    reported = scene.reading.reporter(clause) is Part.PERPETRATOR or any(act.doer is Part.PERPETRATOR and act.lemma in words("say claim blame accuse tell allege insist") for act in scene.acts_near(clause))
    against = any(act.doer is Part.PERPETRATOR and act.clause is not clause and scene.reading.reporter(act.clause) is not Part.PERPETRATOR and act.lemma not in words("say claim blame accuse tell allege insist be lose") for act in scene.acts_near(clause))
    return reported and against


def _provokes(scene: Scene, act: Act) -> bool:
    if act.lemma not in _PROVOKES or act.negated or act.passive:
        return False
    subject = act.clause.subject
    hers = scene.hers(act.doer) or (subject is not None and subject.part is None and subject.owner_part is Part.SURVIVOR)
    if not hers:
        return False
    if act.lemma in {"push", "press"}:
        until = any(other.link == "until" and other.parent is act.clause for other in scene.reading.clauses)
        return has(act.clause.words, {"button", "buttons"}) or ((until or has(act.clause.words, {"far", "edge", "limit", "point", "brink", "limits"})) and act.undergoer is Part.PERPETRATOR)
    if act.lemma == "wind":
        return has(act.clause.words, {"up"}) and act.undergoer in {Part.PERPETRATOR, None}
    if act.lemma in _ALWAYS:
        return act.undergoer in {Part.PERPETRATOR, None} and not (act.undergoer is None and act.clause.objects and not has(act.clause.words, words("argument fight row reaction response violence situation conflict incident")))
    return act.undergoer is Part.PERPETRATOR or has(act.clause.words, words("violence argument fight row")) and act.lemma in {"trigger", "instigate", "incite", "inflame"}


_BLAMED = words("answer nag drink argue shout moan wind provoke goad cheat lie flirt keep stop let leave complain push start talk listen do learn behave contradict challenge criticise")


def _or_else(scene: Scene, act: Act) -> bool:
    """Find "if she did not answer back he would not hit her", "he hit her because she nagged"."""
    if act.clause.link not in {"if", "because"} or act.lemma not in _BLAMED:
        return False
    for other in scene.acts_in_sentence(act.clause):
        if other.doer is Part.PERPETRATOR and other.lemma in HARMS | {"lose", "lash"} and other.clause is not act.clause:
            blamed = act.lemma in words("nag argue moan wind provoke goad cheat flirt drink answer shout")
            if (act.clause.link == "if" and other.group.modal == "would") or (act.clause.link == "because" and blamed):
                return True
    return False


def _provoked(scene: Scene, act: Act) -> bool:
    """Say whether he is said to be provoked by her, or by what is hers."""
    if not act.passive or act.lemma not in _PROVOKES | {"set"} or act.undergoer is not Part.PERPETRATOR or act.negated:
        return False
    by = act.clause.brought_in_by("by")
    return any(phrase.part is Part.SURVIVOR or phrase.owner_part is Part.SURVIVOR or any(hung.part is Part.SURVIVOR for _, hung in phrase.attached) for phrase in by) or any(
        other.link == "by" and other.parent is act.clause and scene.reading.subject(other) is Part.SURVIVOR for other in scene.reading.clauses
    )


def _brings_on(scene: Scene, act: Act) -> bool:
    subject = act.clause.subject
    owned = subject is not None and subject.part is None and subject.owner_part is Part.SURVIVOR 
    hers = scene.hers(act.doer)
    if hers and _or_else(scene, act):
        return True
    if act.negated or act.passive or not (hers or owned):
        return False
    around = act.clause.words
    if act.lemma == "set":
        return has(around, {"off"}) and act.undergoer is Part.PERPETRATOR
    if act.lemma in {"make", "drive", "cause", "get", "lead", "bring", "send"}:
        below = [other for other in scene.reading.clauses if other.governor is act.clause]
        on_him = act.undergoer is Part.PERPETRATOR
        angry = has(around, words("angry mad jealous lose violent worse crazy furious snap lash edge rage back skin aggressive")) or any(has(other.words, words("lose snap lash hit angry")) for other in below)
        herself = act.lemma == "bring" and any(phrase.head.word in {"herself", "himself"} for _, phrase in act.clause.places)
        return (on_him and angry) or herself
    if not hers:
        return False
    if act.lemma == "ask":
        return has(around, {"for"}) and has(around, {"it", "trouble"})
    if act.lemma == "give":
        return has(around, {"good"}) and has(around, {"as"})
    if act.lemma == "get" and has(around, {"skin", "nerves"}):
        return True
    if act.lemma in {"start", "begin"}:
        return bool(heads(act.clause.objects) & words("it argument row fight trouble conflict"))
    return act.lemma in {"answer", "talk"} and has(around, {"back"}) and not scene.he_harms(act.clause)


__all__ = ["conditions", "provocation"]


def _unused(clause: Clause) -> Clause:
    return clause
