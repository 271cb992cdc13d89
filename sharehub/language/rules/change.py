"""L10, L15: turning up taken for change, and little taken for a good father."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.meanings import CHILD_CARE, HARMS, PROGRAMMES, SUBSTANCES, words
from sharehub.language.rules.scene import has, heads, of_act, of_phrase, of_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act, Trait
    from sharehub.language.rules.scene import Scene, Span

_TAKES_PART = words("engage attend complete finish participate comply cooperate work do undertake graduate pass follow adhere commit respond sign enrol turn show start begin access seek accept be make")
_CLEARLY = words("engage complete finish participate comply cooperate graduate")
_ENGAGEMENT = words("engagement attendance compliance completion participation cooperation commitment progress motivation")
_CONCLUSION = words(
    "risk contact unsupervised overnight residence close closure closed reassure reassuring reassured safe safer change changed reform reformed progress concern threat "
    "downgrade deregister deregistration lower lowered reduce reduced low home return rehabilitation unnecessary positive encourage encouraging pleased confident positively "
    "insight turned corner improve improved improvement longer reunification deescalate minimal satisfied done"
)
_NAMES = words("name admit acknowledge deny denies accept recognise minimise minimises own apologise disclose describe explain identify responsibility accountability accountable blame blames")
_SEEN_BY = words("report say tell describe see note notice confirm observe")
_NO_CHANGE = words("unchanged unevidenced evidence")
_NOT_YET = words("tell advise instruct encourage agree plan hope intend want promise offer refer invite due expect require must should need ask order recommend wait assess suit decline")


def attendance_as_change(scene: Scene) -> Iterator[Span]:
    """Yield his attendance with a conclusion, or alone, where none of the three questions is answered."""
    for act in scene.reading.acts:
        if scene.his(act.doer, elided=act.elided and not act.passive) and _takes_part(scene, act) and not _answered(scene, act.clause):
            yield of_act(act)
            return
    for trait in scene.reading.traits:
        if trait.word.word in {"compliant", "cooperative", "engaged", "committed", "motivated"} and scene.his(trait.holder, elided=False) and not trait.negated and scene.stands(trait) and not _answered(scene, trait.clause):
            if has(trait.clause.words, PROGRAMMES | {"order", "plan", "worker", "social-work", "service", "services", "licence", "supervision"}) or _concluded(scene, trait.clause):
                yield of_word(trait.word)
                return
    for clause, phrase in scene.reading.nouns():
        if _engagement(scene, clause, phrase) and not _answered(scene, clause):
            yield of_phrase(phrase)
            return


def _takes_part(scene: Scene, act: Act) -> bool:
    if act.lemma not in _TAKES_PART or act.negated or act.passive or scene.challenged(act.clause, act.group.verb):
        return False
    if act.group.modal in {"must", "should", "will", "would", "could", "may", "might", "can", "to"} or any(group.lemma in _NOT_YET for group in act.clause.verbs):
        return False
    if act.clause.link in {"if", "unless", "until", "whether", "to"} or act.elided and act.clause.objects and act.lemma in {"make", "do", "be", "start", "begin"} and not has(act.clause.words, PROGRAMMES):
        return False
    phrases = [*act.clause.objects, *(phrase for _, phrase in act.clause.places)]
    phrases += [hung for phrase in phrases for _, hung in phrase.attached]
    programme = any(phrase.head.lemma in PROGRAMMES or phrase.head.word in PROGRAMMES for phrase in phrases) or any(word.lemma in {"caledonian", "programme"} for word in act.clause.words)
    with_service = any(phrase.part is Part.SERVICE or phrase.head.lemma in {"service", "support", "plan", "condition", "order", "us", "staff", "everything", "team", "all"} for phrase in phrases)
    concluded = _concluded(scene, act.clause)
    if act.lemma in _CLEARLY:
        return programme or with_service or not phrases or concluded or act.lemma == "engage"
    if act.lemma == "attend":
        return programme or (concluded and not _elsewhere(phrases))
    if act.lemma == "be":
        return programme and any(link == "to" for link, _ in act.clause.places) and act.group.perfect
    if act.lemma == "make":
        return act.lemma == "make" and "progress" in heads(act.clause.objects)
    if act.lemma == "do":
        return programme or has(act.clause.words, {"everything", "all"}) and has(scene.sentence(act.clause), {"ask", "require", "request"})
    if act.lemma in {"turn", "show"}:
        return has(act.clause.words, {"up"}) and (programme or concluded)
    if act.lemma == "work":
        return any(link == "with" for link, _ in act.clause.places) and with_service
    return programme and (concluded or act.lemma not in {"start", "begin", "seek", "enrol", "sign", "be"})


def _elsewhere(phrases: list[Phrase]) -> bool:
    return bool(heads(phrases) & words("court hearing hospital a&e school conference station police custody wedding funeral party match property address house home scene nursery"))


def _concluded(scene: Scene, clause: Clause) -> bool:
    return has([word for word in scene.nearby(clause)], _CONCLUSION)


def _answered(scene: Scene, clause: Clause) -> bool:
    """Say whether one of the three questions is answered beside it, or somebody else's view of it given."""
    for act in scene.acts_near(clause):
        own = act.doer is Part.PERPETRATOR
        if own and act.lemma in _NAMES - {"identify"} and act.group.modal not in {"must", "should"}:
            return True
        if act.doer in {Part.SURVIVOR, Part.CHILD} and act.lemma in _SEEN_BY:
            return True
        if own and act.clause is not clause and act.lemma in HARMS | words("check ring text phone control hide read time count withhold continue contact breach call send message keep wait post track watch film") and not act.negated:
            return True
        if act.negated and act.lemma in words("change show evidence demonstrate mean name show reduce take be reflect claim own affect alter") and (act.clause is not clause or act.lemma not in {"be", "take"}):
            return True
    around = scene.nearby(clause)
    if has(around, {"blame", "fault"}) and not has(around, {"accept", "accepts", "accepted"}):
        return True
    if has(around, {"whether"}) or has(around, {"unclear", "unknown"}):
        return True
    nothing = any(phrase.negated and phrase.head.lemma in words("change evidence difference insight shift movement") for _, phrase in scene.reading.nouns())
    says_how = any(act.doer is Part.PERPETRATOR and act.group.modal == "can" and act.lemma in words("say talk describe explain name speak tell") for act in scene.acts_near(clause))
    return nothing or says_how or has(around, {"evidence"}) and has(around, {"not", "no", "little"})


def _engagement(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    if phrase.head.lemma not in _ENGAGEMENT or phrase.negated or scene.challenged(clause, phrase.head) or any(group.negated for group in clause.verbs):
        return False
    owner = phrase.owner_part or next((hung.part for link, hung in (*phrase.attached, *clause.places) if link in {"by", "from", "of"} and hung.part in PERSONS), None)
    subject = scene.reading.subject(clause)
    his = owner is Part.PERPETRATOR or (owner is None and subject is Part.PERPETRATOR)
    full = not clause.verbs and has(phrase.words, {"100", "100%", "full"})
    his = his or (full and owner is None and subject is None and scene.decided)
    good = full or _said_good(scene, clause) or has(phrase.words, words("good positive excellent full regular consistent meaningful strong great active continued improved 100 perfect real significant recent"))
    return his and (good or _concluded(scene, clause)) and not has(phrase.words, {"poor", "low", "limited", "lack"})


def _said_good(scene: Scene, clause: Clause) -> bool:
    """Say whether the clause praises its subject."""
    return any(trait.clause is clause and not trait.negated and trait.word.word in words("good excellent positive full perfect consistent regular great strong brilliant impressive commendable steady") for trait in scene.reading.traits)


_FATHER_SAYINGS = Idioms(
    "good provider", "put food on table", "family man", "hard worker", "work hard", "never hurt|harm|touch|lay child|kids|son|daughter|them", "do anything for child|kids|son|daughter|them", "world to him|them", "child|kids come first", "no concern about|with dad|father|his parenting", "hands on dad|father|parent", "great|good|brilliant with kids|child|children", "never in trouble",
    "~known to police", "clean record|sheet", "pays|pay his way|maintenance", "full time job|work|employment", "close to kids|children|son|daughter", "miss the|his kids|children|son|daughter", "always there for", "best dad", "happy|pleased|delighted|excited to see dad|father|him|their",
)
_GOOD = words("good great brilliant fantastic wonderful excellent loving doting devoted caring hands-on hands affectionate adoring committed involved attentive decent model lovely amazing proud supportive dedicated besotted super fab family capable nice warm close strong positive")
_FATHERLY = words("father dad parent provider daddy man figure bond relationship attachment role stepdad mum mother parenting guy bloke care")
_PLEASANT = words("polite pleasant charming courteous respectful personable likeable cooperative calm presentable articulate well-mannered softly-spoken mannered friendly amiable")
_RECORD = words("record conviction offence previous history charge caution offending convictions record pncs")
_LOVES = words("love adore dote cherish worship idolise miss")


def low_bar(scene: Scene) -> Iterator[Span]:
    """Yield what is offered as reassurance about him as a father, without a thing that he does."""
    for trait in scene.reading.traits:
        if _good_father(scene, trait) and not _lifted(scene, trait.clause):
            yield of_word(trait.word)
            return
    for act in scene.reading.acts:
        if (scene.his(act.doer, elided=False) or (act.doer is Part.CHILD and act.lemma in _LOVES)) and _reassuring_act(scene, act) and not _lifted(scene, act.clause):
            yield of_act(act)
            return
    for clause, span in _FATHER_SAYINGS.found(scene, lambda part, elided: scene.his(part, elided=elided) or part is Part.CHILD):
        if not _lifted(scene, clause) and (scene.reading.subject(clause) is Part.PERPETRATOR or any(word.part is Part.PERPETRATOR for word in scene.sentence(clause))):
            yield span
            return
    for clause, phrase in scene.reading.nouns():
        if _clean_record(scene, clause, phrase) and not _lifted(scene, clause):
            yield of_phrase(phrase)
            return


def _lifted(scene: Scene, clause: Clause) -> bool:
    if scene.challenged(clause) or scene.reading.reporter(clause) is Part.PERPETRATOR:
        return True
    for act in scene.acts_near(clause):
        if act.doer is Part.PERPETRATOR and not act.negated and act.clause.governor is None:
            things = heads([*act.clause.objects, *(phrase for _, phrase in act.clause.places)])
            if act.lemma in words("feed wash dress bath bathe cook read comfort cuddle teach iron settle bake change") or (act.lemma in CHILD_CARE and things & words("breakfast tea dinner lunch school nursery clinic bed homework park packed appointment doctor story book swimming football nappy bath")):
                return True
            if act.clause is not clause and act.lemma in HARMS | words("check control hide withhold monitor read text ring time") and not act.passive:
                return True
    if has(scene.nearby(clause), words("insult threat abuse violence assault control controlling coercion strangle fear") - {"fear"}) and has(scene.nearby(clause), {"same", "still", "but", "yet", "although", "unchanged", "however"}):
        return True
    return any(group.negated and group.lemma in {"tell", "mean", "show", "make"} for other in scene.reading.near(clause) for group in other.verbs)


def _good_father(scene: Scene, trait: Trait) -> bool:
    if trait.negated or not scene.stands(trait):
        return False
    word = trait.word.word
    head = next((phrase for phrase in scene.reading.phrases(trait.clause) if trait.word in phrase.words and phrase.head is not trait.word), None)
    holder = trait.holder
    if head is not None and head.head.lemma in _FATHERLY:
        fatherly = word in _GOOD and (holder is Part.PERPETRATOR or (head.part is Part.PERPETRATOR and _definite(head, holder)) or _towards_him(head) or (not trait.clause.verbs and holder in {None, Part.CHILD} and head.head.lemma in {"father", "dad"}))
        return fatherly and not (head.head.lemma in {"man", "guy", "bloke"} and word not in {"family", "good", "decent"} and not has(head.words, {"family"}))
    if not scene.his(holder, elided=False):
        return False
    about_children = has(trait.clause.words, {"child", "children", "kids", "son", "daughter"}) or any(phrase.part is Part.CHILD for phrase in scene.reading.phrases(trait.clause))
    if word in words("devoted doting besotted affectionate loving caring attentive committed") or (word in _GOOD and about_children and has(trait.clause.words, {"with", "to", "of"}) and trait.word.tag == "adjective"):
        return True
    if word == "employed" or (word in {"clean"} and not has(trait.clause.words, {"house", "home"})):
        return True
    if word == "worker" and has(trait.clause.words, {"hard"}):
        return True
    return word in _PLEASANT and word not in {"calm", "cooperative"} and trait.word.tag == "adjective"


def _definite(head: Phrase, holder: Part | None) -> bool:
    """Say whether a phrase points at him: "a good man" alone could be anybody."""
    return head.words[0].word not in {"a", "an"} or holder is Part.PERPETRATOR


def _towards_him(head: Phrase) -> bool:
    return any(hung.part is Part.PERPETRATOR for _, hung in head.attached) or head.owner_part is Part.PERPETRATOR


def _reassuring_act(scene: Scene, act: Act) -> bool:
    if act.passive and act.lemma != "employ":
        return False
    things = heads([*act.clause.objects, *(phrase for _, phrase in act.clause.places)])
    around = act.clause.words
    if act.lemma in _LOVES and act.doer is Part.CHILD:
        return not act.negated and act.undergoer is Part.PERPETRATOR
    if act.lemma in _LOVES:
        return not act.negated and (act.undergoer is Part.CHILD or any(phrase.part is Part.CHILD for phrase in act.clause.objects) or any(phrase.part is Part.CHILD for _, phrase in act.clause.places))
    if act.lemma == "provide":
        return not act.negated and (has(around, {"for", "well", "financially"}))
    if act.lemma == "work":
        return not act.negated and has(around, words("hard full time full-time steady steadily")) and not act.clause.brought_in_by("with")
    if act.lemma in {"have", "hold", "keep"}:
        job = not act.negated and things & words("job employment work career trade") and not has(around, {"new"})
        bond = not act.negated and has(around, _GOOD) and things & {"bond", "relationship", "attachment"} and any(phrase.part is Part.CHILD for phrase in scene.reading.phrases(act.clause))
        return bool(job or bond)
    if act.lemma in {"use", "drink", "take", "abuse", "misuse"}:
        return act.group.negated and bool(things & SUBSTANCES or act.lemma == "drink") and act.clause.link not in {"when", "if", "while", "whenever"}
    if act.lemma == "be":
        return has(around, {"employment", "work"}) and any(link == "in" for link, _ in act.clause.places) and not act.negated
    return act.lemma == "know" and act.negated and has(around, {"police"})


def _clean_record(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    subject = scene.reading.subject(clause)
    his = phrase.owner_part is Part.PERPETRATOR or (phrase.owner_part is None and (subject is Part.PERPETRATOR or (subject is None and any(word.part is Part.PERPETRATOR for word in scene.sentence(clause))) or (not clause.verbs and scene.decided and not any(word.part is Part.SURVIVOR for word in scene.sentence(clause)))))
    said = {word.word for word in phrase.words} | {word.lemma for word in phrase.words}
    if not his or not said & _RECORD or scene.reading.reporter(clause) is Part.PERPETRATOR:
        return False
    none = phrase.negated or any(group.negated for group in clause.verbs) or said & {"clean"}
    return bool(none) and (bool(said & {"criminal", "clean", "police", "conviction", "previous", "offending", "charge", "caution"}) or any(hung.head.lemma in words("violence offending abuse") for _, hung in phrase.attached))
