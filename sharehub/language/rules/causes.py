"""L08, L09: drink, anger or a troubled mind given as why he harms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.words import Tag
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import HARM_NOUNS, HARMS, INTOXICATED, MIND, MIND_ILL, SOBER, SUBSTANCES, VIOLENT, words
from sharehub.language.rules.scene import has, of_act, of_phrase, of_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.grammar.words import Word
    from sharehub.language.rules.scene import Scene, Span

_WHEN = frozenset({"when", "whenever", "while", "after", "if", "once", "as", "because", "since", "unless", "until", "so-that"})
_CAUSAL_PREPOSITIONS = frozenset({"because-of", "due-to", "out-of", "because", "due", "through", "from", "by", "under", "after", "during", "of", "owing", "following", "in", "on", "with", "without"})
_STRONG_PREPOSITIONS = frozenset({"because-of", "due-to", "through", "out-of"})
_CAUSES = words("cause lead make trigger fuel drive contribute result bring turn play exacerbate explain underlie spark provoke link relate connect attribute associate blame stem arise put base influence affect become set precipitate")
_CAUSE_NOUNS = words("factor cause root reason problem issue driver trigger result symptom product consequence explanation source culprit catalyst")
_GLUED = words("fuel fuelled fueled relate related induce induced drive driven led base based")
_GOOD = words("good fine ok okay lovely nice calm different great well caring gentle kind pleasant decent better normal loving wonderful person alright quiet")
_LASHES = HARMS | words("lash hit kick become turn get argue offend behave escalate flare erupt be go")
_OUTBREAKS = HARM_NOUNS | words("offence offending outburst tantrum conflict argument problem issue incidents escalation assault behaviour conduct difficulty anger")
_CHANGED_USE = words("stop quit reduce abstain cut detox sober abstinent clean recover recovery")
_GOES_ON = words("continue still continued remain unchanged persist same anyway nonetheless regardless")
_EITHER_WAY = words("whether regardless sober")


_DRINK_SPEAKS = Idioms(
    "drink|alcohol|drug bring|brings out", "drink talking", "under influence hit|assault|attack", "not|~himself when drink|drunk", "bad|nasty|angry|aggressive|violent drunk", "cause|root|problem|issue|reason|trigger be drink|alcohol|drug|cocaine|cannabis|substance|addiction", "violent|aggressive|abusive in|on|with drink|drugs|cocaine|alcohol",
    "alcohol|drink|drug|drugs play part|role", "alcohol|drink|drug|drugs involved|factor",
)


def substance_as_cause(scene: Scene) -> Iterator[Span]:
    """Yield drink or drugs given as why he harms."""
    for clause in scene.reading.clauses:
        if scene.challenged(clause) or _ruled_out(scene, clause):
            continue
        found = _good_when_sober(scene, clause) or _glued(scene, clause) or _when_drunk(scene, clause) or _brought_in(scene, clause, SUBSTANCES) or _named_as_cause(scene, clause, SUBSTANCES) or _substance_does(scene, clause, SUBSTANCES)
        if found is not None:
            yield of_word(found)
            return
    for clause, span in _DRINK_SPEAKS.found(scene, lambda part, _elided: part not in {Part.SURVIVOR, Part.CHILD, Part.OTHER}):
        if not _ruled_out(scene, clause) and scene.decided:
            yield span
            return


def _good_when_sober(scene: Scene, clause: Clause) -> Word | None:
    """Find "sober, he is a lovely guy"."""
    sober = next((trait.word for trait in scene.reading.traits if trait.clause is clause and trait.word.word in SOBER and trait.holder is Part.PERPETRATOR and not trait.negated), None)
    good = any(trait.clause is clause and trait.word.word in _GOOD and not trait.negated for trait in scene.reading.traits)
    return sober if good else None


def _not_his(scene: Scene, clause: Clause) -> bool:
    return scene.reading.subject(clause) in {Part.SURVIVOR, Part.CHILD, Part.OTHER, Part.SERVICE}


def _ruled_out(scene: Scene, clause: Clause) -> bool:
    """Say whether the text says that it is not the cause, or that abuse went on without it."""
    around = scene.nearby(clause)
    either = has(around, {"whether", "regardless"}) or _pair_of_states(around)
    denied = any(act.negated and has(act.clause.words, _CAUSE_NOUNS | {"cause", "explain", "excuse"}) for act in scene.acts_near(clause))
    sober = has(around, SOBER) or any(act.negated and act.lemma in {"drink", "use"} and act.doer is Part.PERPETRATOR for act in scene.acts_near(clause))
    harmed_sober = sober and _harm_while_sober(scene, clause)
    went_on = has(around, _CHANGED_USE) and has(around, _GOES_ON)
    stopped = any(act.lemma in {"stop", "quit"} and act.doer is Part.PERPETRATOR and act.clause.link != "if" for act in scene.acts_near(clause))
    return either or denied or harmed_sober or went_on or (stopped and not has(around, {"would"}))


def _pair_of_states(around: list[Word]) -> bool:
    """Find "drunk or sober", "drinking or not"."""
    for one, two, three in zip(around, around[1:], around[2:], strict=False):
        if two.word in {"or", "and", "nor"} and ({one.lemma, one.word} & (INTOXICATED | {"drink", "use"})) and (three.word in SOBER | {"not"}):
            return True
        if two.word in {"or", "and"} and one.word in SOBER and {three.lemma, three.word} & (INTOXICATED | {"drink"}):
            return True
    return False


def _harm_while_sober(scene: Scene, clause: Clause) -> bool:
    for other in scene.reading.near(clause):
        words_ = other.words
        states = has(words_, SOBER) or any(group.negated and group.lemma == "drink" for group in other.verbs)
        harms = any(act.clause is other and act.doer is Part.PERPETRATOR and act.lemma in HARMS for act in scene.reading.acts)
        violent = any(trait.clause is other and trait.word.word in VIOLENT and trait.holder is Part.PERPETRATOR for trait in scene.reading.traits)
        if states and (harms or violent) and not has(words_, {"only", "never", "not"} - {"never"} if violent or harms else set()):
            return True
        joined = [act for act in scene.reading.acts if act.clause.parent is other or other.parent is act.clause]
        if states and any(act.doer is Part.PERPETRATOR and act.lemma in HARMS and act.clause.link == "and" and not act.negated for act in joined):
            return True
    return False


def _glued(scene: Scene, clause: Clause) -> Word | None:
    """Find "alcohol-fuelled", "drug related", "drunken rage"."""
    for one, two in zip(scene.reading.words, scene.reading.words[1:], strict=False):
        if one in clause.words or two in clause.words:
            if one.lemma in SUBSTANCES and two.lemma in _GLUED | {"fuelled"} and not (_not_his(scene, clause) and not has(scene.sentence(clause), _OUTBREAKS)):
                health = [word for word in scene.reading.words if word.at == two.at + 1]
                if not (health and health[0].lemma in words("health illness harm death admission appointment service condition injury")):
                    return one
            if one.word == "drunken" and two.lemma in _OUTBREAKS | HARM_NOUNS:
                return one
    return None


def _intoxication(scene: Scene, clause: Clause) -> Word | None:
    """Return the word that says he is drunk or high here, or that he is not."""
    if _not_his(scene, clause):
        return None
    for word in clause.words:
        if word.word in {"influence"} or (word.word == "off" and has(clause.words, SUBSTANCES)):
            return word
        if word.word in INTOXICATED | SOBER and word.tag is not Tag.NOUN:
            return word
        if word.lemma == "take" and has(clause.words, {"anything", "something"}):
            return word
        if word.lemma in {"drink", "use", "smoke", "snort"} and word.tag is Tag.VERB and not _other_drink(clause):
            return word
        if word.lemma in SUBSTANCES and word.tag in {Tag.NOUN, Tag.ADJECTIVE, Tag.VERB} and clause.link in _WHEN:
            return word
    return None


def _other_drink(clause: Clause) -> bool:
    return has(clause.words, words("coffee tea water juice milk phone car bank kitchen money card"))


def _when_drunk(scene: Scene, clause: Clause) -> Word | None:
    """Find harm in one clause and drink in the one that says when or why."""
    if clause.link == "why" and _harms(scene, clause):
        return next((state for other in scene.reading.clauses if other.sentence == clause.sentence and other is not clause and (state := _intoxication(scene, other))), None)
    if clause.link not in _WHEN:
        return None
    state = _intoxication(scene, clause)
    main = clause.parent
    if state is None:
        return None
    for other in scene.reading.clauses:
        related = other is main or other.parent is clause or (main is not None and other.parent is main) or (main is None and other.sentence == clause.sentence)
        if other is not clause and related and other.sentence == clause.sentence and (_harms(scene, other) or _good_then(scene, other, clause)):
            return state
    return None


def _harms(scene: Scene, clause: Clause) -> bool:
    if any(act.clause is clause and act.lemma in {"do", "happen"} and any(phrase.head.word in {"it", "this", "that"} for phrase in (*clause.objects, clause.subject) if phrase is not None) and not act.negated for act in scene.reading.acts):
        return True
    if any(act.clause is clause and act.lemma in HARMS | {"lash", "kick", "argue", "control", "isolate", "dominate", "manipulate"} and not act.negated and (act.doer in {Part.PERPETRATOR, Part.PAIR} or act.passive or (act.doer is None and act.elided)) for act in scene.reading.acts):
        return True
    if any(trait.clause is clause and trait.word.word in VIOLENT and not trait.negated and trait.holder in {Part.PERPETRATOR, None} for trait in scene.reading.traits):
        return True
    return any(phrase.head.lemma in _OUTBREAKS for phrase in scene.reading.phrases(clause))


def _good_then(scene: Scene, clause: Clause, state: Clause) -> bool:
    sober = has(state.words, SOBER) or has(state.words, {"off"}) or any(group.negated for group in state.verbs) or has(state.words, _CHANGED_USE)
    good = any(trait.clause is clause and trait.word.word in _GOOD and not trait.negated and trait.holder in {Part.PERPETRATOR, None} for trait in scene.reading.traits)
    no_trouble = any(phrase.negated and phrase.head.lemma in _OUTBREAKS | {"concern", "risk", "bother", "trouble", "problem", "threat"} for phrase in scene.reading.phrases(clause))
    ends = any(act.clause is clause and act.lemma in {"stop", "end", "improve", "cease", "resolve", "change"} for act in scene.reading.acts)
    other_man = has(clause.words, {"man", "person", "someone", "character"}) and has(clause.words, {"different", "another"})
    if clause.link not in _WHEN and state.link == "until" or state.link in {"unless", "except"}:
        return good
    return (sober and (good or no_trouble or ends)) or other_man


def _brought_in(scene: Scene, clause: Clause, causes: frozenset[str]) -> Word | None:
    """Find what a preposition brings in as the cause: "because of his drinking", "under the influence", "after a drink"."""
    if not _harms(scene, clause) and not any(_harms(scene, other) for other in scene.reading.clauses if other.parent is clause and other.sentence == clause.sentence):
        parent_harms = clause.parent is not None and clause.link in _CAUSAL_PREPOSITIONS and _harms(scene, clause.parent)
        if not parent_harms:
            return None
    if clause.link in _CAUSAL_PREPOSITIONS and clause.parent is not None and _harms(scene, clause.parent):
        state = _intoxication(scene, clause) if causes is SUBSTANCES else None
        if state is not None:
            return state
    for link, phrase in clause.places:
        if _owner_is_hers(phrase) or phrase.negated or link == "without":
            continue
        if link in _CAUSAL_PREPOSITIONS and phrase.head.lemma == "influence" and causes is SUBSTANCES:
            return phrase.head
        named = next((word for word in phrase.words if word.lemma in causes or word.word in causes), None)
        if named is not None and phrase.head.lemma not in words("service group clinic worker bottle can glass") | HARM_NOUNS and (link in _STRONG_PREPOSITIONS or (link in _CAUSAL_PREPOSITIONS and _alone(phrase, named, causes)) or _linked_to(clause, link)):
            return named
    return None


def _alone(phrase: Phrase, named: Word, causes: frozenset[str]) -> bool:
    return causes is SUBSTANCES and (named is phrase.head or phrase.head.lemma in {"use", "misuse", "intake", "abuse", "binge", "session", "influence"})


def _linked_to(clause: Clause, link: str) -> bool:
    """Say whether a verb or noun ties the two as cause: "linked to", "a result of", "down to", "made worse by"."""
    if link in {"to", "from", "by", "in", "on"} and any(group.lemma in _CAUSES for group in clause.verbs):
        return not any(group.negated for group in clause.verbs)
    if link == "of":
        return has(clause.words, words("result because consequence symptom product function effect out"))
    return link == "to" and has(clause.words, {"down", "due", "owing", "response"})


def _owner_is_hers(phrase: Phrase) -> bool:
    return phrase.owner_part in {Part.SURVIVOR, Part.CHILD}


def lemma_is_behind(clause: Clause) -> bool:
    """Say whether the clause says that its subject is behind something."""
    return clause.verbs[-1].lemma in {"be", "lie"} and any(link in {"behind", "at"} for link, _ in clause.places)


def _named_as_cause(scene: Scene, clause: Clause, causes: frozenset[str]) -> Word | None:
    """Find "the trigger for the violence is cannabis"."""
    subject = clause.subject
    if subject is None or subject.head.lemma not in _CAUSE_NOUNS or not clause.verbs or clause.verbs[-1].lemma != "be" or any(group.negated for group in clause.verbs):
        return None
    of_harm = any(hung.head.lemma in _OUTBREAKS for _, hung in subject.attached)
    hers = any(phrase.part is Part.SURVIVOR or phrase.owner_part is Part.SURVIVOR for phrase in scene.reading.phrases(clause))
    named = next((word for phrase in clause.objects for word in phrase.words if word.lemma in causes or word.word in causes), None)
    return named if of_harm and not hers else None


def _substance_does(scene: Scene, clause: Clause, causes: frozenset[str]) -> Word | None:
    """Find it as the subject: "drink makes him violent", "alcohol was a factor", "his use leads to aggression"."""
    subject = clause.subject
    if subject is None or subject.part is not None or _owner_is_hers(subject) or not clause.verbs or any(group.negated for group in clause.verbs):
        return None
    named = next((word for word in subject.words if word.lemma in causes or word.word in causes), None)
    if named is None or scene.reading.reporter(clause) is Part.SERVICE:
        return None
    if lemma_is_behind(clause) and _harms(scene, clause):
        return named
    below = [other for other in scene.reading.clauses if other.governor is clause or other.parent is clause]
    cleft = any(other.link == "what" and any(group.lemma in _CAUSES for group in other.verbs) and _harms(scene, other) for other in below)
    if cleft:
        return named
    things = {word.lemma for word in clause.words if word not in subject.words}
    lemma = clause.verbs[-1].lemma
    if lemma == "be" and things & _CAUSE_NOUNS and not has(clause.words, {"her"}):
        return named
    on_him = any(phrase.part is Part.PERPETRATOR or phrase.owner_part is Part.PERPETRATOR for phrase in clause.objects)
    harm = _harms(scene, clause) or any(_harms(scene, other) for other in scene.reading.clauses if other.parent is clause or other.governor is clause) or bool(things & _OUTBREAKS) or bool(things & {"worst", "temper", "edge"})
    if any(group.lemma in _CAUSES for group in clause.verbs) and (harm or (on_him and has(clause.words, VIOLENT))):
        return named
    return None


_ANGER = words("anger temper rage jealousy fury frustration stress insecurity irritability mood impulse emotion impulsivity")
_TROUBLES = MIND | _ANGER | words("childhood upbringing past unemployment redundancy pressure health illness ptsd trauma grief bereavement job adhd autism asd insecurity diagnosis brain injury culture background")
_LOSES = words("control temper it plot rag head cool patience")
_BURSTS = words("snap explode erupt flip")
_MANAGE = words("manage control struggle regulate contain handle")
_HOT = words("hot-headed short-tempered quick-tempered bad-tempered tempered fiery hotheaded")


_RAGES = Idioms(
    "fly|fall|go into rage|temper", "see red", "lose it|temper|control|head|rag|plot|cool", "fly off handle", "blow top|fuse|gasket", "boil over", "end of tether", "~be himself|herself", "out-of character", "get|become angry easily|quickly|over|about|at", "angry man|person|young|individual", "issue|problem|trouble|difficulty with anger|temper|rage", "anger get|gets better",
    "poor impulse|anger control", "~control|manage|regulate anger|temper|emotion|emotions|himself|herself", "quick to anger", "temper get", "cry for help", "emotionally dysregulated", "emotional dysregulation", "act out-of anger|jealousy|frustration|fear", "take out his|her anger|frustration|stress", "take anger|frustration|stress|mood|temper out", "temper get good|better|well", "anger get good|better|well",
)


def mind_as_cause(scene: Scene) -> Iterator[Span]:
    """Yield anger, stress or illness given as why he harms."""
    for clause in scene.reading.clauses:
        if scene.challenged(clause) or _tested(scene, clause):
            continue
        found = _anger_of_his(scene, clause) or _brought_in(scene, clause, _TROUBLES) or _named_as_cause(scene, clause, _TROUBLES) or _substance_does(scene, clause, _TROUBLES) or _when_troubled(scene, clause) or _blames(scene, clause) or _explains(scene, clause)
        if found is not None:
            yield found if not hasattr(found, "tag") else of_word(found)
            return
    for clause, span in _RAGES.found(scene, scene.is_his):
        if not _tested(scene, clause) and scene.reading.subject(clause) is Part.PERPETRATOR:
            yield span
            return


def _tested(scene: Scene, clause: Clause) -> bool:
    """Say whether his explanation is reported and a fact stands against it, or the text itself denies it."""
    around = scene.nearby(clause)
    own = [act for act in scene.acts_near(clause) if act.clause is not clause]
    reported = scene.reading.reporter(clause) is Part.PERPETRATOR or any(
        act.doer is Part.PERPETRATOR and act.lemma in words("say claim blame tell explain state put attribute insist maintain describe report") for act in scene.acts_near(clause)
    )
    against = [act for act in own if act.doer is Part.PERPETRATOR and act.clause.governor is None and act.lemma not in words("say claim blame tell explain state put attribute be insist maintain")]
    if reported and (against or has(around, words("never yet only calmly planned choose chooses"))):
        return True
    denied = any(act.negated and act.doer in {Part.PERPETRATOR, None} for act in scene.reading.acts if act.clause is clause)
    chosen = has(around, words("selective selectively choose choice plan plans controls")) and not has(clause.words, {"struggle"})
    return denied and not has(clause.words, _MANAGE | {"able"}) or chosen


def _anger_of_his(scene: Scene, clause: Clause) -> Span | None:
    for act in scene.reading.acts:
        if act.clause is clause and scene.his(act.doer, elided=False) and _loses_control(scene, act):
            return of_act(act)
    for trait in scene.reading.traits:
        if trait.clause is clause and scene.his(trait.holder, elided=trait.elided) and not trait.negated and trait.word.word in _HOT:
            return of_word(trait.word)
    for phrase in scene.reading.phrases(clause):
        if _anger_phrase(scene, clause, phrase):
            return of_phrase(phrase)
    return None


def _loses_control(scene: Scene, act: Act) -> bool:
    around = act.clause.words
    if act.passive:
        return False
    if act.lemma in _BURSTS:
        return not act.negated and not act.clause.objects
    if act.lemma == "lash":
        return not act.negated and has(around, {"out"}) and has(scene.sentence(act.clause), _TROUBLES - {"past", "job", "culture"} | {"stressed", "depressed", "anxious", "jealous", "angry", "emotions"})
    if act.lemma == "lose":
        return not act.negated and any(word.word in _LOSES for phrase in act.clause.objects for word in phrase.words)
    if act.lemma == "see":
        return has(around, {"red"}) and not act.negated
    if act.lemma in {"fly", "blow", "boil", "kick", "go"}:
        return not act.negated and has(around, words("handle top over fuse gasket off mist")) and (act.lemma not in {"kick", "go", "blow"} or has(around, {"off", "top", "fuse"}))
    if act.lemma in _MANAGE:
        negative = act.negated or act.lemma == "struggle" or any(group.lemma == "struggle" for group in act.clause.verbs) or has(around, words("difficulty trouble problem unable inability hard"))
        return negative and has(around, _ANGER | {"himself", "herself"})
    return False


def _anger_phrase(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Say whether it is his anger, as a problem that he has."""
    if phrase.negated or any(group.negated for group in clause.verbs):
        return False
    subject = scene.reading.subject(clause)
    owner = phrase.owner_part or next((hung.part for link, hung in phrase.attached if link in {"by", "from", "of"}), None) or subject
    his = owner is Part.PERPETRATOR or (owner is None and (not clause.verbs or clause.subject is None or clause.subject.head.word == "there"))
    if phrase.head.lemma == "mist":
        return scene.decided and owner in {Part.PERPETRATOR, None}
    if not his:
        return False
    said = {word.lemma for word in phrase.words} | {word.word for word in phrase.words}
    if phrase.head.lemma in words("course class programme group session worker referral certificate"):
        return False
    has_problem = said & {"anger", "temper", "rage", "jealousy"} and said & words("issue problem management difficulty control")
    fuse = said & {"fuse", "temper"} and said & {"short", "bad", "quick", "hot", "explosive", "fiery", "violent", "terrible"}
    owned = phrase.head.lemma in {"temper"} and any(group.lemma in {"have", "be", "get"} for group in clause.verbs)
    trouble = phrase.head.lemma in {"trouble", "difficulty", "problem", "issue"} and any(hung.head.lemma in _ANGER for _, hung in phrase.attached)
    trouble = trouble or (phrase.head.lemma in {"trouble", "difficulty", "problem", "issue"} and any(other.parent is clause and has(other.words, _ANGER) for other in scene.reading.clauses))
    dealt_with = owner is Part.PERPETRATOR and phrase.head.lemma in {"anger", "temper", "rage", "jealousy"} and has(clause.words, words("help need work support address deal issue problem cause factor reason root struggle seek"))
    return bool(dealt_with or has_problem or fuse or owned or trouble)


def _when_troubled(scene: Scene, clause: Clause) -> Word | None:
    """Find harm in one clause and anger, stress or illness in the one that says when or why."""
    if clause.link not in _WHEN - {"if", "until", "unless"} or _not_his(scene, clause) or clause.parent is None:
        return None
    if not any(_harms(scene, other) for other in scene.reading.clauses if other is clause.parent or (other.parent is clause.parent and other is not clause and other.link == "and")):
        return None
    state = words("angry stressed depressed anxious jealous frustrated upset overwhelmed unwell manic tired triggered insecure ill")
    return next((word for word in clause.words if word.lemma in _TROUBLES - {"past", "job", "culture", "background"} or word.word in state or word.word in MIND_ILL), None)


def _explains(scene: Scene, clause: Clause) -> Word | None:
    """Find "he was beaten as a child, which explains his violence"."""
    tells = any(group.lemma in {"explain", "justify", "account", "lead", "cause", "trigger", "result"} and not group.negated for group in clause.verbs)
    harm = any(phrase.head.lemma in _OUTBREAKS and phrase.owner_part in {Part.PERPETRATOR, None} for phrase in (*clause.objects, *(other for _, other in clause.places)))
    past = _TROUBLES | words("stressed angry depressed anxious jealous child abuse abused war army care")
    return next((word for word in scene.sentence(clause) if word.lemma in past), None) if tells and harm and clause.link in {"rel", "and", ";", ""} else None


def _blames(scene: Scene, clause: Clause) -> Word | None:
    """Find "he blames stress for the assault"."""
    if not any(act.clause is clause and act.lemma in {"blame", "attribute", "put"} and act.doer in {Part.PERPETRATOR, None} and not act.negated for act in scene.reading.acts):
        return None
    phrases = [*clause.objects, *(phrase for _, phrase in clause.places)]
    mind = next((word for phrase in phrases for word in phrase.words if word.lemma in _TROUBLES), None)
    return mind if mind is not None and (_harms(scene, clause) or has(clause.words, {"this", "it"})) else None


__all__ = ["mind_as_cause", "substance_as_cause"]
