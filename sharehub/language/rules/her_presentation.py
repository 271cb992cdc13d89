"""L06, L07: how she came across, and that she did not turn up, told as what she is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import SERVICES, words
from sharehub.language.rules.scene import has, of_act, of_phrase, of_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene, Span

_UNSEEMLY = words(
    """
hysterical hysterics emotional overemotional unstable erratic hostile aggressive irrational dramatic overdramatic melodramatic histrionic manipulative needy
crazy mad neurotic paranoid volatile confrontational abusive rude obstructive demanding challenging argumentative defensive evasive
unreasonable unreliable untruthful dishonest vindictive bitter stroppy moody overanxious combative belligerent unpredictable incoherent
clingy flaky flighty feisty mouthy theatrical unhelpful impatient stubborn awkward difficult problematic deluded delusional inconsistent unconvincing
antagonistic oversensitive hypersensitive irritable temperamental cold calculating sly devious deceitful spiteful cunning plausible overbearing
gobby lippy shouty ranting nightmare liar timewaster handful unhinged deranged loud obnoxious unpleasant angry high-maintenance intense
attention-seeking seeking exaggerated over-the-top bizarre odd strange weird agitated overwrought passive-aggressive unbalanced fragile immature
distrustful suspicious resentful standoffish surly sullen aloof guarded prickly disruptive childish petulant whiny shrill
hot-headed drama hysteria histrionics tearaway uncontrollable hyper anxious-presenting frosty cagey curt abrupt snappy
""".replace("\n", " ")
)
_ONLY_OF_MANNER = words("loud strange odd weird cold intense guarded fragile anxious immature passive agitated angry suspicious abrupt inconsistent emotional")
_SCENE_NOUNS = words("hysterics hysteria histrionics drama nightmare handful liar timewaster diva fantasist meltdown strop seeker")
_SEEMLY = words("credible reliable rational reasonable calm cooperative truthful honest believable helpful coherent consistent polite stable forthcoming appropriate likeable sympathetic")
_SCENES = words("rant rave overreact exaggerate sulk whine moan overdramatise overdramatize dramatise fabricate embellish overplay catastrophise")
_MANNER = words("hysterically irrationally erratically aggressively dramatically manipulatively unreasonably bizarrely emotionally defensively rudely")
_PERSONS_NOUN = words("account story version manner attitude demeanour state tone nature side mood temperament outburst conduct reaction woman man lady mother father mum dad person parent client character individual customer personality one patient victim presentation behaviour wife husband girl")
_TO_REACH = words("reach engage contact find pin")


_COMES_ACROSS = Idioms(
    "prone|given|tend to exaggerate|exaggeration|dramatics|drama|outburst|outbursts|hysteria|overreact",
    "all over place", "high maintenance", "kick off", "fly off handle", "lose plot|rag|control|temper", "lose it", "get|be|in a state", "work herself|himself up", "go on and on", "play victim", "cry wolf", "chip on shoulder", "high|highly strung",
    "hard work", "over top", "make it up", "make up story", "change story|account|mind", "shout|scream|swear|yell at officer|police|staff|worker|professional|nurse|receptionist|teacher|us|everyone", "blow out proportion", "seek attention", "attention seeking|seeker",
    "drama queen", "out of control", "short fuse", "bad temper", "~listen to reason", "~calm down", "~regulate emotion|emotions", "big drama", "mountain molehill", "victim card", "sob story", "crocodile tear", "poor historian", "tell lie", "lie to", "shouting and screaming", "screaming and shouting",
    "~reason with", "hard|impossible to reason", "act out", "have tantrum|meltdown", "make fuss|scene|drama", "stir trouble", "cause trouble|scene",
)


def presentation(scene: Scene) -> Iterator[Span]:
    """Yield words that make how she came across into what she is."""
    for trait in scene.reading.traits:
        if _unseemly(scene, trait):
            yield of_word(trait.word)
    for act in scene.reading.acts:
        if scene.hers(act.doer, elided=act.elided and not act.passive) and scene.stands(act) and (_makes_a_scene(act) or _in_hysterics(act)):
            yield of_act(act)
    yield from (span for _, span in _COMES_ACROSS.found(scene, scene.is_hers))


def _unseemly(scene: Scene, trait: Trait) -> bool:
    word = trait.word.word
    if not scene.hers(trait.holder, elided=trait.elided) or not scene.stands(trait):
        return False
    if trait.reporter is Part.CHILD and not trait.negated:
        return False
    if word in _SEEMLY:
        return trait.negated and word not in {"stable"}
    if word in {"hard", "impossible", "tricky"} and not trait.negated:
        return has(trait.clause.words, words("deal like please handle help talk manage")) and not has(trait.clause.words, {"it"})
    if word not in _UNSEEMLY or trait.negated:
        return False
    if word == "difficult" and (has(trait.clause.words, _TO_REACH) or has(trait.clause.words, {"it"})):
        return False
    return _is_of_her(scene, trait)


def _is_of_her(scene: Scene, trait: Trait) -> bool:
    """Say whether the word describes her, not a thing beside her: "a difficult birth"."""
    for phrase in scene.reading.phrases(trait.clause):
        if trait.word in phrase.words and phrase.head is not trait.word:
            return phrase.part in PERSONS or phrase.head.lemma in _PERSONS_NOUN or phrase.owner_part is Part.SURVIVOR
    if trait.word.word == "seeking" and not has(trait.clause.words, {"attention"}):
        return False
    if trait.word.tag == "noun":
        return trait.word.word in words("nightmare liar timewaster handful drama hysterics hysteria histrionics")
    after = [word for word in trait.clause.words if word.at > trait.word.at][:2]
    about_him = bool(after) and after[0].word in {"with", "at", "about", "of", "that", "because"}
    weak = trait.word.word in words("angry suspicious guarded anxious agitated loud fragile cold")
    return not (weak and (about_him or trait.word.word in {"angry", "anxious", "fragile", "cold", "guarded", "suspicious"} and not has(trait.clause.words, {"very", "officers", "staff", "present", "presented", "presents", "appear", "appeared"})))


def _in_hysterics(act: Act) -> bool:
    """Say whether a noun says it: "in hysterics", "a bit of a drama queen"."""
    if act.negated:
        return False
    of_her = [phrase for link, phrase in act.clause.places if link in {"in", "into", "of", "as"}]
    of_her += act.clause.objects if act.lemma == "be" else []
    return any(word.word in _SCENE_NOUNS for phrase in of_her for word in phrase.words)


def _makes_a_scene(act: Act) -> bool:
    if act.negated or act.passive:
        return False
    around = act.clause.words
    if act.lemma in _SCENES:
        return True
    if act.lemma == "kick":
        return has(around, {"off"})
    if act.lemma in {"play"}:
        return has(around, {"victim", "system"})
    if act.lemma in {"be", "scream", "shout", "become", "get"} and has(around, {"control"}) and has(around, {"out"}):
        return True
    if act.lemma in {"make", "cause"}:
        return has(around, {"scene", "drama", "fuss"})
    if act.lemma in {"seek"}:
        return has(around, {"attention"})
    if act.lemma in {"calm", "settle"}:
        return not act.negated and act.group.modal in {"would", "could"} and act.group.negated
    return has(around, _MANNER) and act.lemma in words("behave react act respond present speak shout scream cry")


_KEEPS_AWAY = Idioms(
    "~be in touch", "arm length", "disguised compliance", "go to ground", "off radar", "drop out", "pull out of", "shut door", "slow to engage|respond", "pick and choose", "lip service", "~interested in support|help|service|engage|work", "no interest in support|help|service|engage|work",
    "~motivated", "~want our|any|support|help|service|services|involvement|contact", "decline|refuse to attend|engage|meet|see|speak|talk|answer|open|work|come|accept|let|cooperate|take", "~allow|let worker|us|visitor|access|visit|social-work", "~open to support|help|work|service", "~accept need|support|help|advice", "show|have|make little|no|minimal|limited commitment|interest|motivation|effort|engagement",
    "put off visit|worker|appointment", "lack motivation|commitment|engagement", "hard|difficult to pin", "no reply|answer|response from", "fail to return|reply|respond|answer|attend|engage", "slam door", "hang up", "keep cancel|cancelling|missing|miss|rearranging|avoid|avoiding", "hide from", "never in", "never answer|reply|attend|respond", "walk out of meeting|session|appointment|interview|visit|review",
    "discharge for non|failure", "close|closed due-to|for|because-of non|lack",
)

_ENGAGE = words(
    "engage attend cooperate comply respond reply answer participate return accept turn show keep commit access communicate follow open contact take work "
    "come be interact meet consent adhere let prioritise pick embrace"
)
_PLAIN = words("engage cooperate comply participate attend adhere")
_MISS = words("avoid ignore miss disengage decline refuse skip ignore dodge evade reject avoid resist dna cancel withdraw turn walk drop opt fail shun rebuff spurn rearrange postpone")
_UNWILLING = words("compliant cooperative engaged responsive uncooperative disengaged unresponsive resistant avoidant uncontactable elusive noncompliant receptive unreceptive contactable uncommitted attender attender's engager available")
_UNWILLING_ALONE = words("uncooperative disengaged unresponsive resistant avoidant uncontactable elusive noncompliant unreceptive uncommitted")
_ENGAGEMENT = words("engagement attendance cooperation co-operation compliance uptake response participation communication commitment contact attender engager reply answer motivation turnout")
_ABSENCE = words("non nonengagement disengagement dna dnas nonattendance noncompliance ncr fta")
_POOR = words("poor limited sporadic minimal no inconsistent little patchy erratic low irregular partial lack superficial reluctant zero intermittent lacking unreliable variable bad fluctuating tokenistic lack")
_FIXED_TO_SERVICE = words("call door phone text letter message email visit appointment session meeting group clinic help support service offer referral programme plan course advice review contact conference assessment us staff entry access")


def not_engaging(scene: Scene) -> Iterator[Span]:
    """Yield that she does not engage, with nothing of what keeps her from it."""
    for act in scene.reading.acts:
        hers = scene.hers(act.doer, elided=act.elided and not act.passive)
        if hers and scene.stands(act) and (_not_taking_part(act) or _missing(act)) and not _kept_away(scene, act.clause):
            yield of_act(act)
    for trait in scene.reading.traits:
        if _unwilling(scene, trait) and not _kept_away(scene, trait.clause):
            yield of_word(trait.word)
    for clause, span in _KEEPS_AWAY.found(scene, scene.is_hers):
        if not _kept_away(scene, clause) and not _from_him(scene, clause):
            yield span
    for act in scene.reading.acts:
        if _cannot_be_reached(scene, act) and not _kept_away(scene, act.clause):
            yield of_act(act)
    for clause, phrase in scene.reading.nouns():
        if _absence(scene, clause, phrase) and not _kept_away(scene, clause):
            yield of_phrase(phrase)


def _kept_away(scene: Scene, clause: Clause) -> bool:
    """Say whether the sentence says who or what of his stood in the way."""
    if scene.his_behaviour(clause) or scene.reading.reporter(clause) is Part.PERPETRATOR:
        return True
    return any(
        act.doer is Part.PERPETRATOR and act.clause is not clause and act.lemma in words("be come sit stay attend speak answer take have live hear") and act.clause.link in {"because", "when", "while", "as", "since", "if"}
        for act in scene.acts_in_sentence(clause)
    )


def _not_taking_part(act: Act) -> bool:
    if act.lemma not in _ENGAGE or not act.negated or act.passive or act.undergoer is Part.PERPETRATOR:
        return False
    places = [phrase for _, phrase in act.clause.places]
    if any(phrase.part in {Part.PERPETRATOR, Part.CHILD, Part.OTHER} for phrase in places) and not any(phrase.part is Part.SERVICE for phrase in places):
        return False
    if act.lemma in _PLAIN:
        return True
    around = act.clause.words
    if act.lemma == "be":
        if has(around, {"touch"}):
            return True
        return has(around, {"home", "in", "available", "present"}) and has(around, {"visit", "visits", "appointment", "appointments", "call", "called", "review"})
    if act.lemma in {"turn", "show"}:
        return has(around, {"up"})
    if act.lemma in {"take", "pick"}:
        return has(around, {"up"}) or (act.lemma == "take" and has(around, words("support help advice service board")))
    if act.lemma in {"let", "come"}:
        return act.lemma == "let" and has(around, words("worker visitor us officer in"))  and not has(around, {"him"})
    return has(around, _FIXED_TO_SERVICE) or any(phrase.part is Part.SERVICE for phrase in [*act.clause.objects, *places]) or (act.lemma in {"respond", "reply", "commit", "interact"} and not act.clause.objects)


def _missing(act: Act) -> bool:
    if act.lemma not in _MISS or act.negated or act.passive:
        return False
    things = [*act.clause.objects, *(phrase for _, phrase in act.clause.places)]
    of_service = any(phrase.head.lemma in SERVICES | _FIXED_TO_SERVICE or phrase.head.word in SERVICES for phrase in things)
    if any(phrase.part in {Part.PERPETRATOR, Part.OTHER} for phrase in act.clause.objects):
        return False
    if act.lemma == "avoid":
        return any(phrase.part is Part.SERVICE for phrase in act.clause.objects) or of_service
    if act.lemma in {"disengage", "dna"} or (act.lemma in {"cancel", "rearrange"} and not act.clause.objects):
        return True
    if act.lemma in {"turn", "walk", "drop", "opt"}:
        return has(act.clause.words, {"down", "out", "out-of", "away"}) and of_service
    if act.lemma == "fail":
        return of_service and act.group is act.clause.verbs[-1]
    return of_service and act.group is act.clause.verbs[-1]


def _from_him(scene: Scene, clause: Clause) -> bool:
    """Say whether it is he whom she keeps away from."""
    return any(phrase.part is Part.PERPETRATOR for phrase in (*clause.objects, *(other for _, other in clause.places)))


def _cannot_be_reached(scene: Scene, act: Act) -> bool:
    """Find services' attempts that come to nothing: "attempts to engage her without success"."""
    if act.lemma not in {"engage", "contact", "reach", "locate"} or act.undergoer is not Part.SURVIVOR or not any(phrase.part is Part.SURVIVOR for phrase in act.clause.objects) or not scene.stands(act):
        return False
    if act.doer not in {Part.SERVICE, None, Part.THING}:
        return False
    vain = has(scene.sentence(act.clause), words("success unsuccessful avail unsuccessfully fail failed unable futile")) and not has(act.clause.words, {"with", "safely"})
    return vain and (act.lemma == "engage" or has(act.clause.words, words("attempt attempts effort efforts repeatedly numerous repeated several")))


def _unwilling(scene: Scene, trait: Trait) -> bool:
    if not scene.hers(trait.holder, elided=trait.elided) or not scene.stands(trait):
        return False
    word = trait.word
    around = trait.clause.words
    before = [other for other in around if other.at == word.at - 1]
    non = not trait.negated and bool(before) and before[0].word in {"non", "un", "not", "dis"}
    if word.word in _UNWILLING:
        return (word.word in _UNWILLING_ALONE) != (trait.negated or non) if word.word in _UNWILLING_ALONE else trait.negated or non
    if word.word in {"hard", "difficult", "impossible", "tricky"}:
        return has(around, _TO_REACH) and not trait.negated
    if word.word in {"engaging", "complying", "attending"}:
        return non
    return False


def _absence(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Say whether a noun says it: poor engagement, missed visits, non-attendance."""
    if scene.challenged(clause, phrase.head):
        return False
    owner = phrase.owner_part or next((hung.part for link, hung in (*phrase.attached, *clause.places) if link in {"by", "from", "of", "with"} and hung.part in PERSONS), None)
    subject = scene.reading.subject(clause)
    if owner not in {None, Part.SURVIVOR, Part.SERVICE} or (owner in {None, Part.SERVICE} and subject in {Part.PERPETRATOR, Part.CHILD, Part.SERVICE}):
        return False
    if owner in {None, Part.SERVICE} and subject is None and clause.verbs and not _existential(clause):
        parts = {word.part for word in scene.sentence(clause) if word.part is not None} - {Part.SERVICE}
        if parts - {Part.SURVIVOR} and Part.SURVIVOR not in parts:
            return False
    said = {word.word for word in phrase.words} | {word.lemma for word in phrase.words}
    if said & _ABSENCE and (said & (_ENGAGEMENT | {"attend", "engaging", "compliant"}) or said & (_ABSENCE - {"non"})):
        return True
    if {"no", "show"} <= said or {"no", "shows"} <= said:
        return True
    poor = said & _POOR or (phrase is clause.subject and any(trait.clause is clause and not trait.negated and trait.word.word in _POOR for trait in scene.reading.traits))
    if phrase.head.lemma in _ENGAGEMENT - {"contact", "communication", "response", "answer", "reply"} and poor:
        return True
    if phrase.head.lemma == "lack":
        return any(hung.head.lemma in _ENGAGEMENT - {"contact"} for _, hung in phrase.attached)
    missed = said & {"miss", "missed", "failed", "cancelled", "abortive", "unsuccessful", "fail", "cancel"}
    if missed and phrase.head.lemma in {"appointment", "visit", "session", "meeting", "contact", "call"}:
        return True
    return phrase.head.lemma in {"reply", "answer", "response", "access", "contact"} and phrase.negated and not clause.verbs


def _existential(clause: Clause) -> bool:
    return clause.subject is not None and clause.subject.head.word in {"there", "it"}
