"""L13, L14: her health or her parenting alone, with nothing of what he does about it or to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.words import Tag
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import INTOXICATED, MIND, MIND_ILL, SUBSTANCES, words
from sharehub.language.rules.scene import has, heads, of_act, of_phrase, of_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene, Span

_USES = words("drink use take smoke inject smell stink reek abuse misuse relapse overdose test snort buy sell depend crave binge lapse score")
_HAS = words("have suffer experience struggle live battle present endure report display show")
_ILL = words("depressed anxious suicidal psychotic bipolar manic delusional schizophrenic") | INTOXICATED - {"high", "merry"} | words("alcoholic addicted addict dependent drinker user")
_OTHER_DRINKS = words("tea coffee water juice milk irn-bru squash bus taxi train photo picture phone children child car bag them it him step steps time class")
_MEDICINES = words("antidepressant antidepressants sertraline fluoxetine medication methadone diazepam overdose tablet pill drug valium mirtazapine citalopram")
_CONDITION = MIND - words("stress illness personality trauma grief autism adhd insomnia") | words("depression addiction alcoholism dependency psychosis")
_TROUBLE = words("issue problem difficulty history concern struggle use misuse consumption intake abuse dependency dependence disorder relapse deterioration decline health state ideation diagnosis addiction episode thought")


_UNWELL = Idioms(
    "low mood", "seem|feel|present|be|appear|look low", "panic attack", "problem drinker", "drink problem", "slur speech|word", "hungover", "on script", "under cmht|psychiatry|psychiatric", "take to drink", "hit the bottle", "off her|his medication|meds", "open to cmht|addiction|addictions|mental", "known to addiction|addictions|mental|psychiatric|cmht",
    "substance misuse", "in recovery", "mentally unwell|unstable|ill", "nervous breakdown", "eating disorder", "~take medication|meds|tablets", "fragile mental", "poor mental health", "bottle in", "struggle with mental|alcohol|drink|addiction|drugs|depression|anxiety", "self medicate",
)


def her_health_alone(scene: Scene) -> Iterator[Span]:
    """Yield her drinking, drug use or mental health with nothing of his beside it."""
    if scene.her_treatment:
        return
    for act in scene.reading.acts:
        hers = scene.hers(act.doer, elided=act.elided and not act.passive) or (act.passive and act.undergoer is Part.SURVIVOR)
        if hers and scene.stands(act) and not act.negated and (_uses(act) or _has_condition(act)) and not _his_part(scene, act.clause):
            yield of_act(act)
            return
    for trait in scene.reading.traits:
        ill = trait.word.word in _ILL or trait.word.lemma in {"drunk"}
        if ill and scene.hers(trait.holder, elided=trait.elided) and not trait.negated and scene.stands(trait) and not _his_part(scene, trait.clause):
            yield of_word(trait.word)
            return
    for clause, span in _UNWELL.found(scene, lambda part, _elided: part is Part.SURVIVOR):
        if not _his_part(scene, clause):
            yield span
            return
    for clause, phrase in scene.reading.nouns():
        if _her_trouble(scene, clause, phrase) and not _his_part(scene, clause):
            yield of_phrase(phrase)
            return


def _his_part(scene: Scene, clause: Clause) -> bool:
    """Say whether anything he does, says or causes stands beside it."""
    if scene.reading.reporter(clause) is Part.PERPETRATOR:
        return True
    for act in scene.acts_near(clause):
        if act.doer is Part.PERPETRATOR and not act.negated:
            return True
    for link, phrase in clause.places:
        if link in {"by", "because-of", "due-to", "from", "after", "following", "when"} and (phrase.owner_part is Part.PERPETRATOR or phrase.part is Part.PERPETRATOR):
            return True
    return any(phrase.owner_part is Part.PERPETRATOR and phrase.head.lemma in words("abuse violence behaviour control threat coercion treatment assault attack pressure action conduct") for _, phrase in scene.reading.nouns())


def _things(act: Act) -> list[Phrase]:
    return [*act.clause.objects, *(phrase for _, phrase in act.clause.places)]


def _mentions(phrases: list[Phrase], meant: frozenset[str]) -> bool:
    return any(word.lemma in meant or word.word in meant for phrase in phrases for word in phrase.words)


def _uses(act: Act) -> bool:
    things = _things(act)
    if act.lemma in {"relapse", "overdose", "binge", "lapse"}:
        return True
    if act.lemma == "self-harm":
        return True
    if act.lemma == "drink":
        return not _mentions([*act.clause.objects, *(p for link, p in act.clause.places if link == "of")], _OTHER_DRINKS) and act.group.form != "infinitive" and act.group.modal not in {"would", "might"} and not _stopped(act)
    if act.lemma == "use" and not act.clause.objects:
        return act.group.progressive or has(act.clause.words, {"again", "daily"})
    if act.lemma in _USES:
        return _mentions(things, SUBSTANCES | _MEDICINES) and not _stopped(act) and not (act.lemma == "take" and heads(act.clause.objects) <= {"child"})
    if act.lemma in {"cut", "harm"}:
        return any(phrase.head.word in {"herself", "himself"} for phrase in act.clause.objects)
    return False


def _stopped(act: Act) -> bool:
    return any(group.lemma in {"stop", "give", "quit", "avoid"} for group in act.clause.verbs[:-1]) or has(act.clause.words, {"no-longer"})


def _has_condition(act: Act) -> bool:
    if act.lemma in _HAS:
        return any(_is_condition(phrase) and not phrase.negated for phrase in _things(act))
    if act.lemma == "diagnose" or act.lemma == "section":
        return True
    if act.lemma in {"treat", "medicate", "prescribe", "admit", "detain"}:
        return act.passive and has(act.clause.words, {"psychiatric", "mental"}) or act.passive and any(_is_condition(phrase) or _mentions([phrase], _MEDICINES) for phrase in _things(act))
    if act.lemma == "be":
        return has(act.clause.words, {"methadone", "antidepressants", "influence"}) or any(link in {"on", "under"} and _mentions([phrase], SUBSTANCES | _MEDICINES) for link, phrase in act.clause.places)
    return act.lemma == "attempt" and has(act.clause.words, {"suicide"})


def _is_condition(phrase: Phrase) -> bool:
    said = {word.lemma for word in phrase.words} | {word.word for word in phrase.words} | {word.lemma for _, hung in phrase.attached for word in hung.words}
    if phrase.head.lemma in words("service team worker support nurse appointment assessment group referral clinic officer helpline line strategy"):
        return False
    mental = "mental" in said and bool(said & {"health", "illness"})
    return bool(said & _CONDITION) or (mental and bool(said & _TROUBLE | {"illness"} & said)) or (bool(said & SUBSTANCES) and bool(said & _TROUBLE))


def _her_trouble(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Say whether a noun holds it: mum's drinking, concerns about her mental health, smell of drink from mum."""
    if phrase.negated or any(group.negated for group in clause.verbs) or scene.challenged(clause, phrase.head):
        return False
    subject = scene.reading.subject(clause)
    owner = phrase.owner_part
    hung_on_her = any(hung.part is Part.SURVIVOR for link, hung in (*phrase.attached, *clause.places) if link in {"from", "of", "by", "on", "with", "around"})
    hers = owner is Part.SURVIVOR or hung_on_her and owner is None
    said = {word.lemma for word in phrase.words} | {word.word for word in phrase.words}
    if phrase.head.lemma in words("service team worker support nurse appointment assessment group referral clinic officer"):
        return False
    if hers and phrase.head.lemma in {"drink", "drinking", "alcoholism", "addiction"} and phrase.head.tag is Tag.NOUN:
        return _worth_saying(clause)
    if hers and _is_condition(phrase):
        return True
    smell = phrase.head.lemma in {"smell", "odour", "whiff", "stench"} and any(hung.head.lemma in SUBSTANCES for _, hung in phrase.attached)
    if smell:
        return hers or any(hung.part is Part.SURVIVOR for link, hung in clause.places if link in {"from", "on", "off"}) or subject is Part.SURVIVOR
    on_it = not clause.verbs and clause.subject is not None and clause.subject.part is Part.SURVIVOR and any(link in {"on", "under"} and other is phrase for link, other in clause.places)
    if on_it and (said & SUBSTANCES or said & _MEDICINES or "influence" in said):
        return True
    mental = {"mental", "health"} <= said or phrase.head.lemma in _CONDITION
    return hers and mental


def _worth_saying(clause: Clause) -> bool:
    return not has(clause.words, words("stop stopped reduce reduced"))


_COPES = words("cope give manage parent supervise control discipline meet set maintain get keep establish provide engage impose enforce handle bring feed stimulate attend prioritise wash bath clean organise sustain wake ensure attune respond")
_DEFICIT = words("neglectful chaotic disorganised inadequate incompetent overwhelmed lazy unfit careless irresponsible feckless uncaring poor bad inconsistent lax")
_STATE = words("dirty late unkempt hungry smelly unwashed dishevelled grubby tired underweight unsupervised filthy scruffy inappropriately soiled malnourished untidy uniform")
_CHILDREN_THINGS = words("child children kid routine routines boundary boundaries behaviour need needs home house housework school morning time bedtime nursery meal hygiene tantrum household lunch uniform homework bed discipline parenting")


_WANTING = Idioms(
    "out-of depth", "run riot", "head lice", "~do washing|housework|cooking|laundry|homework|shopping|school", "inconsistent parent|parenting|boundary", "too soft", "no|little control over|of", "~in control of", "chaotic lifestyle|life|home|household", "disorganised lifestyle|life|home", "poor home condition|conditions", "house be state|mess|tip", "late for school|nursery", "late again", "~up to it|job|parenting",
    "let down child|children|kids|son|daughter", "leave unsupervised|alone", "~ready for school", "poor hygiene", "spend day|all in bed", "~interest in child|children|kids", "lack warmth|boundary|boundaries|routine|routines|structure|skills", "~give|provide breakfast|meal|food|clothes|clean|routine|structure|stimulation|care", "~know how to parent|cope|manage|care|look", "~capable of parent|parenting|care|caring|looking", "unable to parent|cope|care|manage",
)


def her_deficit_alone(scene: Scene) -> Iterator[Span]:
    """Yield her parenting as all that is wrong, with nothing of his part."""
    for act in scene.reading.acts:
        hers = scene.hers(act.doer, elided=False)
        if hers and scene.stands(act) and not act.passive and _does_not_cope(act) and not _his_part(scene, act.clause):
            yield of_act(act)
            return
    for trait in scene.reading.traits:
        if _deficient(scene, trait) and not _his_part(scene, trait.clause):
            yield of_word(trait.word)
            return
    for clause, span in _WANTING.found(scene, lambda part, _elided: part is Part.SURVIVOR):
        if not _his_part(scene, clause):
            yield span
            return
    for clause, phrase in scene.reading.nouns():
        if _poor_parenting(scene, clause, phrase) and not _his_part(scene, clause):
            yield of_phrase(phrase)
            return


def _does_not_cope(act: Act) -> bool:
    around = act.clause.words
    struggling = any(group.lemma == "struggle" for group in act.clause.verbs)
    if act.lemma in {"cope", "manage", "parent"}:
        return act.negated or struggling
    if act.lemma == "struggle" and act.group is act.clause.verbs[-1]:
        return not act.negated and bool(heads(_things(act)) & _CHILDREN_THINGS)
    if act.lemma == "neglect":
        return not act.negated and (act.undergoer is Part.CHILD or bool(heads(_things(act)) & _CHILDREN_THINGS))
    if act.lemma in {"clean", "tidy", "cook", "wash"} and act.negated:
        return True
    children = any(phrase.part is Part.CHILD or phrase.owner_part is Part.CHILD for phrase in _things(act)) or bool(heads(_things(act)) & _CHILDREN_THINGS)
    if act.lemma in _COPES and (act.negated or struggling):
        safe = act.lemma in {"keep", "provide", "ensure", "prioritise"} and has(around, {"safe", "safety", "first", "protection", "safely"})
        up = act.lemma == "get" and has(around, {"up", "out"}) and not act.clause.objects
        return (children and not safe and act.lemma not in {"engage", "attend", "respond"}) or up
    if act.lemma in {"have", "lack", "show", "offer"}:
        lacking = act.lemma == "lack" or act.negated or any(phrase.negated or has(phrase.words, {"few", "little", "poor"}) for phrase in act.clause.objects)
        lacked = {phrase.head.lemma for phrase in act.clause.objects} | {hung.head.lemma for phrase in act.clause.objects for _, hung in phrase.attached}
        lacked |= {other.head.lemma for phrase in act.clause.objects for other in phrase.joined}
        return lacking and bool(lacked & words("routine boundary structure skill warmth discipline stimulation control authority hygiene attunement parenting"))
    if act.lemma in {"bring", "send", "drop", "collect", "leave", "take"}:
        bare = any(link == "without" and phrase.head.lemma in words("lunch breakfast coat jacket uniform glasses homework food meal shoes money snack") for link, phrase in act.clause.places)
        return not act.negated and children and (has(around, _STATE) or bare)
    return False


def _deficient(scene: Scene, trait: Trait) -> bool:
    word = trait.word.word
    if trait.negated or not scene.stands(trait):
        return False
    head = next((phrase for phrase in scene.reading.phrases(trait.clause) if trait.word in phrase.words and phrase.head is not trait.word), trait.clause.subject)
    parenting = head is not None and head.head.word in words("parenting home house household routine care supervision lifestyle housekeeping flat") and head.owner_part is Part.SURVIVOR
    if parenting:
        return word in _DEFICIT | words("dirty filthy poor chaotic unclean untidy cluttered lacking messy good") - {"good"}
    if not scene.hers(trait.holder, elided=False) or (head is not None and head.part is None and head.head.lemma in {"presentation", "behaviour", "manner", "attitude"}):
        return False
    if word in {"poor", "bad", "inconsistent"}:
        return head is not None and head.head.lemma in {"parent", "mother", "mum", "housekeeper", "father", "dad"}
    if word == "late":
        return has(trait.clause.words, words("school nursery pick collection pick-up child children drop-off collecting picking bringing"))
    return word in _DEFICIT


def _poor_parenting(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    if scene.challenged(clause, phrase.head) or any(group.negated for group in clause.verbs):
        return False
    owner = phrase.owner_part or next((hung.part for link, hung in (*phrase.attached, *clause.places) if link in {"by", "from"}), None)
    if owner is Part.SURVIVOR and phrase.head.lemma in {"routine", "boundary", "structure", "discipline"} and phrase.words[0].word in {"no", "few", "little"}:
        return True
    if owner is not Part.SURVIVOR or phrase.negated:
        return False
    said = {word.word for word in phrase.words} | {word.lemma for word in phrase.words}
    if phrase.head.lemma in {"neglect"} or (phrase.head.word in {"parenting", "care", "supervision", "hygiene", "housekeeping"} and said & words("poor inadequate lax inconsistent chaotic neglectful bad limited")):
        return True
    return phrase.head.lemma in {"lack", "absence"} and any(hung.head.lemma in words("routine boundary supervision stimulation structure hygiene parenting discipline skill care warmth") for _, hung in phrase.attached)
