"""L03, L04, L05: her protection judged, her choices blamed, and separation taken for the end of danger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import words
from sharehub.language.rules.scene import has, heads, of_act, of_phrase, of_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.grammar.words import Word
    from sharehub.language.rules.scene import Scene, Span

_PROTECT = words("protect safeguard shield prioritise prioritize keep put remove shelter act intervene provide ensure")
_ALWAYS_PROTECT = words("protect safeguard shield prioritise prioritize")
_RISK = words("risk danger impact harm effect seriousness severity extent concern threat violence abuse consequence")
_GRASP = words("recognise recognize understand acknowledge see appreciate accept grasp realise identify assess perceive comprehend")
_DISMISS = words("minimise minimize underestimate downplay ignore underplay dismiss deny excuse normalise")
_OWN_OR_HIS = words("relationship partner man need boyfriend husband feeling happiness wish himself him want own")
_FIRST = words("before above ahead over first")
_HARMS_WAY = words("risk danger harm way")


def failing_to_protect(scene: Scene) -> Iterator[Span]:
    """Yield what makes his danger her failure."""
    for act in scene.reading.acts:
        hers = scene.hers(act.doer, elided=act.elided and not act.passive)
        if hers and scene.stands(act) and (_not_protecting(act) or _exposing(act, scene.sentence(act.clause)) or _him_first(act) or _not_grasping(act)) and not _prevented(scene, act.clause):
            yield of_act(act)
    for clause, phrase in scene.reading.nouns():
        if _failure(scene, clause, phrase):
            yield of_phrase(phrase)
    yield from (span for clause, span in _COMPLICIT.found(scene, scene.is_hers) if not _prevented(scene, clause))
    for trait in scene.reading.traits:
        word = trait.word.lemma
        unprotective = word in {"complicit", "collusive"} or (word == "protective" and (trait.negated or _says_too_little(trait.clause))) or word == "unprotective"
        if unprotective and scene.hers(trait.holder, elided=trait.elided) and scene.stands(trait):
            yield of_word(trait.word)


_COMPLICIT = Idioms(
    "turn blind eye", "look other way", "stand by", "put up with", "fail duty", "make excuse for", "cover for|up", "take his side", "side with him", "loyal to him", "collude with", "collusion", "in denial about|of",
    "unaware|oblivious of|to risk|impact|danger|harm", "lack understanding risk|impact|danger|harm", "~child focused|centred", "~put child first", "~see risk|danger|harm|problem", "~believe child|daughter|son", "~take serious|seriously",
    "~act on", "~hear child", "~realise|appreciate|understand risk|danger|impact|effect|harm", "man before child|kids", "men before|over child|kids|son|daughter", "poor judgement", "allow abuse|violence continue", "keep child in abusive|violent",
    "do nothing protect|stop|prevent", "~put need before|above|first", "failed|fail as mother|parent", "relationship more important", "lack of protective|protection", "~remove child from",
)


def _prevented(scene: Scene, clause: Clause) -> bool:
    """Say whether what he did to prevent her is told in the same sentence."""
    return any(act.doer is Part.PERPETRATOR and act.clause.link in {"because", "as", "since", "when"} and not act.negated and act.clause.sentence == clause.sentence for act in scene.reading.acts)


def _says_too_little(clause: Clause) -> bool:
    return has(clause.words, words("insufficiently inadequately lack fail enough"))


def _not_protecting(act: Act) -> bool:
    if act.lemma not in _PROTECT or not act.negated or act.passive:
        return False
    if act.lemma in _ALWAYS_PROTECT:
        return True
    around = act.clause.words
    children = act.undergoer is Part.CHILD or has(around, {"child", "children", "kids"}) or any(p.part is Part.CHILD or p.owner_part is Part.CHILD for p in act.clause.objects)
    safe = has(around, {"safe", "safety", "first", "harm", "away", "priority", "protectively", "protection", "care", "before", "above", "ahead"})
    return safe and (children or act.lemma in {"act", "prioritise"})


def _exposing(act: Act, scene_words: list[Word]) -> bool:
    if act.negated or act.passive:
        return False
    children = act.undergoer is Part.CHILD or any(phrase.part is Part.CHILD for phrase in act.clause.objects)
    if act.lemma in {"expose", "subject"}:
        return children
    if act.lemma in {"allow", "let", "permit"}:
        return children and has(act.clause.words, {"be"}) or (children and _suffers_below(act))
    if act.lemma in {"continue", "tolerate", "condone", "normalise", "enable"} and act.lemma != "continue":
        return any(phrase.head.lemma in words("abuse violence behaviour assault") for phrase in act.clause.objects)
    if act.lemma == "leave" and has(scene_words, words("exposed unprotected vulnerable expose")) and any(word.part is Part.CHILD for word in scene_words):
        return True
    if act.lemma in {"place", "put", "leave"}:
        return children and any(link in {"at", "in"} and phrase.head.lemma in _HARMS_WAY for link, phrase in act.clause.places)
    return False


def _suffers_below(act: Act) -> bool:
    return act.clause.objects != [] and any(phrase.part is Part.CHILD for phrase in act.clause.objects)


def _him_first(act: Act) -> bool:
    """Say whether he or the relationship is put before the children."""
    if act.negated or act.passive or act.lemma not in {"put", "place", "choose", "prioritise", "prioritize", "pick", "favour", "prefer", "rank", "value", "place", "side"}:
        return False
    taken = [phrase for phrase in act.clause.objects if phrase.part is Part.PERPETRATOR or phrase.part is Part.PAIR or phrase.head.lemma in _OWN_OR_HIS]
    over = [phrase for link, phrase in act.clause.places if link in {"before", "above", "over", "to", "of"} or link == "ahead"]
    children = any(phrase.part is Part.CHILD or phrase.owner_part is Part.CHILD or any(h.part is Part.CHILD for _, h in phrase.attached) for phrase in over)
    if act.lemma in {"prioritise", "prioritize"}:
        return bool(taken) and (children or taken[0].part is not None)
    return bool(taken) and (children or has(act.clause.words, {"first"}) and taken[0].part is not Part.CHILD)


def _not_grasping(act: Act) -> bool:
    around = heads([*act.clause.objects, *(phrase for _, phrase in act.clause.places)])
    if act.lemma in _GRASP:
        return act.negated and bool(around & _RISK)
    if act.lemma in _DISMISS:
        return not act.negated and bool(around & _RISK)
    return act.lemma in {"lack", "have", "show", "demonstrate", "display"} and (act.negated or act.lemma == "lack" or _none(act.clause)) and "insight" in around


def _none(clause: Clause) -> bool:
    return any(has(phrase.words, {"no", "little", "limited", "poor"}) for phrase in clause.objects)


def _failure(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Say whether a noun holds it against her: her failure to protect, lack of protection."""
    noun = phrase.head.lemma
    if noun in {"priority", "loyalty", "allegiance"} and phrase.owner_part is Part.SURVIVOR and not any(group.negated for group in clause.verbs):
        others = [*clause.objects, *(other for _, other in clause.places)]
        return any(other.part is Part.PERPETRATOR or other.head.lemma in {"relationship"} for other in others) and not scene.challenged(clause, phrase.head)
    if noun not in words("failure inability lack unwillingness refusal capacity ability protectiveness protection absence") or scene.challenged(clause, phrase.head):
        return False
    if scene.reading.reporter(clause) is Part.PERPETRATOR or _statutory(scene, clause):
        return False
    owner = phrase.owner_part or next((hung.part for link, hung in phrase.attached if link in {"by", "from", "of"} and hung.part in PERSONS), None)
    subject = scene.reading.subject(clause)
    if owner not in {None, Part.SURVIVOR} or (owner is None and subject in {Part.PERPETRATOR, Part.SERVICE} and clause.verbs and clause.verbs[0].lemma not in words("note record identify raise have express")):
        return False
    protects = any(group.lemma in _ALWAYS_PROTECT or (group.lemma in {"put", "place"} and has(scene.sentence(clause), {"first", "before", "above", "ahead"})) or (group.lemma == "keep" and has(clause.words, {"safe"})) for group in clause.verbs) or any(
        hung.head.lemma in {"protection", "protectiveness", "safeguarding", "insight"} for _, hung in phrase.attached
    )
    if noun in {"capacity", "ability"}:
        return (protects or has(phrase.words, {"protective"})) and has(scene.sentence(clause), words("lack limited poor no reduced diminished question doubt concern questionable"))
    if noun in {"protectiveness", "protection"}:
        return False
    return protects


def _statutory(scene: Scene, clause: Clause) -> bool:
    return has(scene.sentence(clause), words("section ground statutory statute subsection s.67 paragraph"))


_TOGETHER = words("relationship marriage partnership him home house flat partner ex husband boyfriend arms")
_DWELLING = words("home house flat property address")
_CHOICE = words("choose decide elect opt prefer")
_BAD_MEN = words("man men partner relationship bloke guy")
_FEAR = words("fear afraid frightened scared terrified threat threaten safer safety money afford nowhere safe pressure")
_REASONS = frozenset({"because", "so-that", "as", "since", "after", "when", "so", "cause", "lest"})
_NO_REASON = words("despite against advice warning regardless")
_OTHER_PLACES = words("work school college university shop hospital gp sleep bed class job drinking court police station refuge sister friend mother")


def choices(scene: Scene) -> Iterator[Span]:
    """Yield her staying, leaving, returning or choosing, told as her fault with no reason."""
    for act in scene.reading.acts:
        hers = scene.hers(act.doer, elided=act.elided and not act.passive) or (act.doer is Part.PAIR and act.lemma in {"reconcile", "resume"})
        if hers and scene.stands(act) and _blamed_choice(scene, act) and not _reason_given(scene, act):
            yield of_act(act)
    for clause, span in _STAYING.found(scene, scene.is_hers):
        if not has(scene.sentence(clause), _FEAR) and not scene.his_behaviour(clause):
            yield span
    for clause, phrase in scene.reading.nouns():
        if _choice_named(scene, clause, phrase):
            yield of_phrase(phrase)


_STAYING = Idioms(
    "back living|together|with him", "be back with", "get back together|with", "back in relationship", "invite move|back|stay|home", "ambivalent about leave|relationship|separate", "plan|intend|want to return|reconcile|stay him|relationship|partner",
    "want him back|home", "relationship to work|continue", "another|second go|chance|try|shot|start", "stand|stick by|with him", "~stay away from", "drawn back", "continue to see him", "still see him", "see him again", "~ready to leave|end", "reluctant|unwilling to leave|end|separate",
    "refuse to leave|end|separate", "minimise forgive", "make bed", "know what he be like", "chance to leave", "choose him|partner|relationship", "remain committed to|in relationship", "against advice|judgement", "love him too", "~end it", "~go|move|come into|to|in refuge|accommodation", "refuse to go|move into|to refuge|accommodation", "let him come|stay|visit", "lets|let him come", "dependent on him",
)


def _blamed_choice(scene: Scene, act: Act) -> bool:
    return _returns(act) or _lets_in(scene, act) or _stays(act) or _does_not_leave(scene, act) or _resumes(act) or _picks(act)


def _goals(act: Act) -> list[Phrase]:
    return [phrase for link, phrase in act.clause.places if link in {"to", "with", "into", "in", "for"}]


def _to_him(phrases: list[Phrase]) -> bool:
    return any(phrase.part in {Part.PERPETRATOR, Part.PAIR} or phrase.head.lemma in {"relationship", "marriage"} or phrase.owner_part is Part.PERPETRATOR for phrase in phrases)


def _returns(act: Act) -> bool:
    if act.negated or act.passive or act.lemma not in {"go", "come", "return", "move", "run", "get", "crawl", "drift", "gravitate", "be"}:
        return False
    around = act.clause.words
    goals = _goals(act)
    back = has(around, {"back"}) or act.lemma == "return"
    if act.lemma in {"go", "come", "move"} and has(around, {"home", "in"}) and any(phrase.part is Part.PERPETRATOR for link, phrase in act.clause.places if link in {"to", "with"}):
        return True
    if act.lemma == "be":
        return back and _to_him(goals)
    if not back:
        return act.lemma in {"move", "get"} and _to_him(goals) and has(around, {"in", "together"})
    if _to_him(goals):
        return True
    if heads(goals) & _OTHER_PLACES or any(phrase.part in {Part.OTHER, Part.SERVICE} for phrase in goals):
        return False
    return not act.clause.objects and (not goals or bool(heads(goals) & _DWELLING)) and act.group is act.clause.verbs[-1] and not _goes_on(act)


def _goes_on(act: Act) -> bool:
    return has(act.clause.words, words("collect fetch get officer alone police clothes today"))


def _lets_in(scene: Scene, act: Act) -> bool:
    if act.negated or act.passive or act.undergoer is not Part.PERPETRATOR:
        return False
    around = act.clause.words
    if act.lemma in {"take", "have", "accept", "want", "welcome", "invite"}:
        return has(around, {"back"})
    if act.lemma in {"allow", "let", "permit"}:
        around = scene.with_below(act.clause)
        return has(around, words("back home in stay into house return move live remain round over visit come go sleep"))
    if act.lemma == "give":
        return has(around, {"chance"})
    return act.lemma in {"forgive"}


def _stays(act: Act) -> bool:
    if act.lemma == "be" and not act.negated and has(act.clause.words, {"still", "despite"}) and "in" in {link for link, _ in act.clause.places}:
        return any(phrase.head.lemma in {"relationship", "marriage"} for phrase in _goals(act))
    if act.negated or act.passive or act.lemma not in {"stay", "remain", "continue", "persist", "live"}:
        return False
    goals = _goals(act)
    led = has(act.clause.words, _CHOICE) or any(group.lemma in _CHOICE for group in act.clause.verbs)
    asked = has(act.clause.words, {"why"})
    if act.lemma in {"continue", "persist"}:
        return _to_him([*goals, *act.clause.objects]) and act.group is act.clause.verbs[-1]
    if heads(goals) & _OTHER_PLACES:
        return False
    together = any(phrase.head.lemma in {"relationship", "marriage"} or phrase.part is Part.PERPETRATOR for phrase in goals)
    if act.lemma == "live":
        return led and together
    return together or led or asked or (has(act.clause.words, {"still"}) and together)


def _does_not_leave(scene: Scene, act: Act) -> bool:
    objects = act.clause.objects
    about_him = not objects or _to_him(objects)
    if act.lemma == "have" and not act.negated:
        missed = any(other.negated and other.lemma in {"take", "use"} for other in scene.acts_in_sentence(act.clause)) or act.group.modal in {"could", "should"}
        return missed and bool(heads(objects) & {"chance", "opportunity"}) and has(scene.sentence(act.clause), {"leave", "go"})
    if act.lemma in {"press", "drop", "withdraw", "retract", "make", "give", "support"} and heads(objects) & {"charge", "complaint", "statement", "prosecution"}:
        return act.lemma in {"drop", "withdraw", "retract"} and not act.negated
    if act.lemma == "walk" and act.negated and not act.passive:
        return has(act.clause.words, {"away", "out"})
    if act.lemma in {"leave", "separate", "end"}:
        could = act.group.modal in {"could", "should"} and not act.negated and (act.group.perfect or has(act.clause.words, {"just", "simply", "easily"}))
        return about_him and not act.passive and (act.negated or could)
    return False


def _resumes(act: Act) -> bool:
    if act.negated or act.passive:
        return False
    if act.lemma in {"reconcile", "reunite"}:
        return True
    things = heads(act.clause.objects) | heads(_goals(act))
    return act.lemma in {"resume", "rekindle", "restart", "renew", "continue", "maintain", "pursue"} and bool(things & words("relationship contact marriage romance")) and not has(
        act.clause.words, {"child", "children"}
    )


def _picks(act: Act) -> bool:
    if act.lemma not in {"pick", "choose", "attract", "select", "seek", "find", "have", "enter"} or act.negated or act.passive:
        return False
    if act.lemma == "choose" and act.undergoer is Part.PERPETRATOR:
        return True
    bad = any(phrase.head.lemma in _BAD_MEN and has(phrase.words, words("violent abusive wrong bad controlling unsuitable inappropriate same type dangerous poor")) for phrase in act.clause.objects)
    return bad and (act.lemma != "have" or has(act.clause.words, {"always", "taste"}))


def _reason_given(scene: Scene, act: Act) -> bool:
    """Say whether his behaviour, or what she feared, stands beside the choice as its reason."""
    around = scene.sentence(act.clause)
    if has(around, _FEAR):
        return True
    for other in scene.acts_near(act.clause):
        if other.clause is act.clause or other.doer is not Part.PERPETRATOR:
            continue
        linked = other.clause.link in _REASONS or other.clause.governor is not None or other.clause.sentence != act.clause.sentence
        if linked and (other.lemma not in words("be have attend complete engage apologise promise change move come return stay live remain") or other.clause.link in {"because", "so-that"}):
            return True
    return scene.his_behaviour(act.clause)


def _choice_named(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find "her decision to stay"."""
    if phrase.owner_part is not Part.SURVIVOR or phrase.head.lemma not in words("decision choice refusal failure reluctance unwillingness return insistence") or scene.challenged(clause, phrase.head):
        return False
    stays = any(group.lemma in words("stay remain return leave reconcile separate go live resume continue") for other in (clause, *(c for c in scene.reading.clauses if c.governor is clause)) for group in other.verbs)
    back = phrase.head.lemma == "return" and _to_him([hung for _, hung in phrase.attached])
    return (stays or back) and not has(scene.sentence(clause), _FEAR) and not scene.his_behaviour(clause)


_APART = words("apart separated divorced single estranged")
_RELIEF = words("best safe safer happier fine ok okay better well happy resolved settled calmer protected")
_ENDS = words("end stop resolve disappear improve reduce go cease solve settle fix remove eliminate diminish decrease close lower mitigate vanish over sort")
_TROUBLE = words("risk concern issue problem abuse violence danger case matter worry harm threat incident difficulty involvement role action need conflict situation file")
_NO = words("no nothing none little")


def separation_as_fix(scene: Scene) -> Iterator[Span]:
    """Yield separation taken for the end of danger."""
    for act in scene.reading.acts:
        if _parting(scene, act) and scene.stands(act) and (_relief(scene, act.clause) or _advised(scene, act)) and not _goes_on_after(scene, act):
            yield of_act(act)
            return
    for _, span in _BETTER_APART.found(scene, lambda part, _elided: part not in {Part.CHILD, Part.OTHER}):
        yield span
        return
    for clause, phrase in scene.reading.nouns():
        after = [word.word for word in scene.reading.words[phrase.words[-1].at + 1 : phrase.words[-1].at + 3]]
        if phrase.head.lemma in {"relationship", "marriage"} and phrase.part is Part.PAIR and {"over", "ended", "finished"} & set(after) and _relief(scene, clause):
            yield of_phrase(phrase)
            return
        if phrase.head.lemma == "picture" and has(clause.words, {"out-of"}) and _relief(scene, clause):
            yield of_phrase(phrase)
            return
        if phrase.head.lemma in {"separation", "split", "divorce", "breakup", "separate", "leave"} and not scene.challenged(clause, phrase.head) and _relief(scene, clause) and not _goes_on_after(scene, None, clause):
            yield of_phrase(phrase)
            return


_BETTER_APART = Idioms("better apart|separated", "soon separate|divorce|split|part|leave good|well|better", "sooner divorce|separate|split|part|leave|they|she better", "stay away from each-other", "need space")


def _parting(scene: Scene, act: Act) -> bool:
    around = act.clause.words
    two = act.doer in {Part.PAIR, Part.SURVIVOR, Part.PERPETRATOR, Part.ADULT}
    if act.lemma in {"separate", "split", "divorce", "part", "estrange"}:
        return act.doer in {Part.PAIR, Part.SURVIVOR, Part.PERPETRATOR, Part.ADULT, None} and not act.negated
    if act.lemma in {"leave", "end", "finish"} and two and not act.negated:
        return not act.clause.objects or _to_him(act.clause.objects) or act.doer is Part.PERPETRATOR
    if act.lemma == "break" and has(around, {"up"}):
        return two
    if act.lemma in {"live", "be", "move", "stay"}:
        over = act.clause.subject is not None and act.clause.subject.head.lemma in {"relationship", "marriage"} and has(around, {"over", "end", "finished", "ended"})
        not_together = has(around, {"together"}) and (act.negated or has(around, {"no-longer"})) or (act.lemma == "live" and has(around, {"elsewhere", "separately", "apart"}))
        out = act.lemma == "move" and has(around, {"out"}) and act.doer is Part.PERPETRATOR
        no_couple = act.negated and any(phrase.head.lemma in {"couple", "item"} for phrase in act.clause.objects)
        return over or no_couple or (two and (has(around, _APART) or not_together or out))
    return False


def _relief(scene: Scene, clause: Clause) -> bool:
    """Say whether all is said to be well from there on."""
    for other in scene.reading.near(clause):
        if any(trait.clause is other and trait.word.lemma in _RELIEF and not trait.negated for trait in scene.reading.traits):
            return True
        low = any(trait.clause is other and trait.word.word in {"low", "lower", "minimal", "reduced", "manageable", "resolved", "gone"} and not trait.negated for trait in scene.reading.traits)
        if low and other.subject is not None and other.subject.head.lemma in _TROUBLE:
            return True
        if has(other.words, {"nothing"}) and has(scene.sentence(other), {"worry", "fear", "worried", "concerned"}):
            return True
        if any(act.clause is other and act.lemma in {"thrive", "settle", "flourish", "relax", "recover"} and not act.negated for act in scene.reading.acts):
            return True
        if other.verbs and other.verbs[-1].lemma == "happen" and (other.verbs[-1].negated or has(other.words, {"none", "nothing"})) and other.verbs[-1].modal == "would":
            return True
        troubles = [phrase for phrase in scene.reading.phrases(other) if phrase.head.lemma in _TROUBLE]
        if any(has(phrase.words, _NO) for phrase in troubles):
            return True
        ends = [act for act in scene.reading.acts if act.clause is other and act.lemma in _ENDS and not act.negated]
        if troubles and (ends or has(other.words, {"over", "longer", "gone", "no-longer"})):
            return True
        if any(group.negated and group.lemma in {"be", "need", "have"} for group in other.verbs) and troubles and has(other.words, words("further any ongoing longer more no-longer")):
            return True
    return False


def _advised(scene: Scene, act: Act) -> bool:
    """Say whether parting is what the two are told to do."""
    needs = act.group.modal in {"should", "must"} or any(group.lemma in {"need", "have"} for group in act.clause.verbs[:-1])
    if_only = has(act.clause.words, {"only"}) and act.clause.link == "if"
    best = act.group.form == "infinitive" and has(scene.sentence(act.clause), {"best", "better"}) and act.doer is Part.PAIR
    return if_only or best or (needs and act.doer is Part.PAIR and act.lemma in {"separate", "split", "divorce", "part"} and not act.negated)


def _goes_on_after(scene: Scene, act: Act | None, clause: Clause | None = None) -> bool:
    """Say whether what he does after parting is told, or that it did not end."""
    here = act.clause if act is not None else clause
    if here is None:
        return False
    his = scene.his_behaviour(here)
    threatens = any(other.doer is Part.PERPETRATOR and not other.negated and other.clause.link not in {"if"} and other.lemma in words("say tell threaten") for other in scene.acts_near(here))
    denied = any(other.negated and other.lemma in _ENDS for other in scene.acts_near(here)) or has(scene.sentence(here), words("rise increase escalate worsen"))
    return his or threatens or denied
