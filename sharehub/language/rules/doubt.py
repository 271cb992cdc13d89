"""L11, L12: words that doubt her, and words that make an act small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.grammar.words import Tag
from sharehub.language.rules.meanings import HARMS, STRIKES, words
from sharehub.language.rules.scene import has, of_act, of_phrase, of_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.grammar.words import Word
    from sharehub.language.rules.scene import Scene, Span

_DOUBTS = words("claim allege purport profess")
_DOUBTFULLY = words("allegedly supposedly purportedly reputedly ostensibly apparently")
_LEGAL = words("charge libel libelled indictment complaint prosecution prosecute convict court fiscal offence undertaking bail plead trial sheriff section arrest pf crown custody")
_BENEFITS = words("benefit credit allowance support expense asylum housing universal pip compensation insurance maintenance refund")
_LEGAL_THINGS = words("assault offence breach incident crime offender perpetrator suspect rape theft attack contravention charge accused")


def doubt(scene: Scene) -> Iterator[Span]:
    """Yield doubt cast on what she or a child says."""
    for act in scene.reading.acts:
        if _doubting_act(scene, act):
            yield of_act(act)
    for clause in scene.reading.clauses:
        for word in _doubting_adverbs(scene, clause):
            yield of_word(word)
    for clause, phrase in scene.reading.nouns():
        if _doubting_noun(scene, clause, phrase):
            yield of_phrase(phrase)


def _theirs(scene: Scene, part: Part | None, *, elided: bool = False) -> bool:
    return part is Part.CHILD or scene.hers(part, elided=elided)


def _doubting_act(scene: Scene, act: Act) -> bool:
    if act.lemma not in _DOUBTS or not scene.stands(act) or act.negated:
        return False
    if not _theirs(scene, act.doer, elided=act.elided and not act.passive):
        return False
    if act.passive and act.doer is None:
        return False
    return not any(word.lemma in _BENEFITS or word.word in _BENEFITS for phrase in act.clause.objects for word in phrase.words)


def _doubting_adverbs(scene: Scene, clause: Clause) -> list[Word]:
    subject = scene.reading.subject(clause)
    found = [word for word in clause.words if word.word in _DOUBTFULLY and word.word != "apparently"]
    if not found or scene.challenged(clause, found[0]) or not _theirs(scene, subject, elided=scene.reading.is_elided(clause)):
        return []
    return [] if has(scene.sentence(clause), _LEGAL) else found


def _doubting_noun(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    if scene.challenged(clause, phrase.head) or scene.reading.reporter(clause) is Part.PERPETRATOR:
        return False
    said = {word.word for word in phrase.words if word is not phrase.head}
    if said & {"alleged", "so-called", "supposed", "purported"}:
        of_her = phrase.part in {Part.SURVIVOR, Part.CHILD} or phrase.owner_part in {Part.SURVIVOR, Part.CHILD}
        return of_her and phrase.head.lemma not in _LEGAL_THINGS
    if phrase.head.lemma not in {"allegation", "claim"} or has(phrase.words, _BENEFITS) or any(has(hung.words, _BENEFITS) for _, hung in phrase.attached):
        return False
    owner = phrase.owner_part or next((hung.part for link, hung in (*phrase.attached, *clause.places) if link in {"by", "from", "of"} and hung.part in PERSONS), None)
    if owner is not None:
        return owner in {Part.SURVIVOR, Part.CHILD} and not has(clause.words, _BENEFITS)
    made = any(group.lemma in {"make", "retract", "raise", "repeat", "withdraw"} for group in clause.verbs) and not has(clause.words, _BENEFITS)
    return made and phrase.head.lemma == "allegation" and _theirs(scene, scene.reading.subject(clause)) and phrase is not clause.subject


_SMALL = words("tiff spat scuffle fracas squabble altercation handbags rumpus kerfuffle argy-bargy barney blip scrap")
_MINOR = words("minor trivial petty small slight little low trifling silly mild verbal low-level isolated one-off")
_ONLY = words("only just merely simply mere little wee bit minor slight light small playful gentle")
_BLOWS = words("push shove slap punch kick hit smack tap nudge grab shake bump scratch poke shout threat bruise pull throw swear injury mark argument row assault")
_HEATED = words("argument exchange words word discussion row altercation moment debate conversation disagreement dispute situation debate confrontation")
_TECHNICAL = words("number log report room review form commander reference critical major hate management")
_OUTGROWN = words("handsy physical rough heated carried boisterous hand")


def minimising(scene: Scene) -> Iterator[Span]:
    """Yield words that make an act small, or leave it unnamed."""
    for clause, phrase in scene.reading.nouns():
        if _kept_out(scene, clause):
            continue
        if _small_noun(scene, clause, phrase) or _heated(phrase) or _only_a_blow(clause, phrase) or _minor(phrase) or _patch(phrase):
            yield of_phrase(phrase)
            return
    for act in scene.reading.acts:
        if not _kept_out(scene, act.clause) and (_only_did(act) or _got_out_of_hand(act)):
            yield of_act(act)
            return
    for clause in scene.reading.clauses:
        if _a_bit_of(scene, clause) and not _kept_out(scene, clause):
            yield of_word(clause.words[0])
            return
        if not clause.verbs and not _kept_out(scene, clause) and has(clause.words, {"serious"}) and has(clause.words, {"nothing"}):
            yield of_word(clause.words[0])
            return


def _kept_out(scene: Scene, clause: Clause) -> bool:
    return scene.reading.reporter(clause) is Part.PERPETRATOR or scene.challenged(clause)


def _small_noun(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    head = phrase.head
    if any(group.lemma == "involve" for group in clause.verbs) and not any(other.part in {Part.SURVIVOR, Part.PERPETRATOR, Part.PAIR} for other in scene.reading.phrases(clause)):
        return False
    if has(clause.words, {"playground", "classroom", "ward"}):
        return False
    if phrase.negated or scene.challenged(clause, head) or any(link == "without" and other is phrase for link, other in clause.places):
        return False
    if head.lemma == "incident":
        technical = {word.word for word in phrase.words} & _TECHNICAL
        theirs = not any(other.part is Part.OTHER for other in scene.reading.phrases(clause))
        return not technical and not scene.he_harms(clause) and theirs and not any(group.negated for group in clause.verbs)
    if head.word in {"domestic", "domestics"}:
        return not any(link == "as" and other is phrase for link, other in clause.places)
    if head.lemma == "patch":
        return has(phrase.words, {"rough", "bad", "difficult", "sticky"})
    return head.lemma in _SMALL and not any(other.part is Part.OTHER for other in scene.reading.phrases(clause))


def _heated(phrase: Phrase) -> bool:
    return any(word.word == "heated" for word in phrase.words) and phrase.head.lemma in _HEATED | {"word"}


def _only_a_blow(clause: Clause, phrase: Phrase) -> bool:
    """Say whether a blow is called only, just, or a bit of one."""
    if phrase.head.lemma not in _BLOWS:
        return any(hung.head.lemma in _BLOWS for link, hung in phrase.attached if link == "of") and phrase.head.word == "bit"
    before = [word for word in clause.words if phrase.words[0].at - 3 <= word.at < phrase.head.at]
    if phrase.words[0].word in {"the", "his", "her"} and has(phrase.words, {"only"}):
        return False
    return any(word.word in {"only", "just", "merely", "simply", "mere", "wee", "playful", "gentle", "little"} for word in before) or (has(before, {"bit"}))


def _minor(phrase: Phrase) -> bool:
    said = [word.word for word in phrase.words if word is not phrase.head]
    return bool(set(said) & {"minor", "trivial", "petty", "trifling"} or {"low", "level"} <= set(said)) and phrase.head.lemma in words(
        "assault domestic violence abuse injury incident disagreement argument push matter altercation scuffle offence dispute"
    )


def _a_bit_of(scene: Scene, clause: Clause) -> bool:
    """Find "a bit of shouting"."""
    parent = clause.parent
    return clause.link == "of" and parent is not None and has(parent.words, {"bit"}) and any(group.lemma in _BLOWS | STRIKES for group in clause.verbs)


def _patch(phrase: Phrase) -> bool:
    return any(word.word == "lovers" for word in phrase.words) and phrase.head.lemma in {"tiff", "quarrel"}


def _only_did(act: Act) -> bool:
    if act.doer is not Part.PERPETRATOR and act.doer is not None or act.negated:
        return False
    small = has([word for word in act.clause.words if word.at < act.group.verb.at + 1 and word.tag is Tag.ADVERB], {"only", "just", "merely", "simply"})
    blow = act.lemma in STRIKES | {"push", "grab", "pull", "shove", "shout", "raise", "throw", "swear"} or (act.lemma in {"give", "be"} and any(phrase.head.lemma in _BLOWS for phrase in act.clause.objects))
    when = any(clause_word.word in {"when", "after"} for clause_word in act.clause.words)
    tells_when = act.lemma in HARMS and has(act.clause.words, {"time", "ago"})
    return small and blow and not when and not tells_when


def _got_out_of_hand(act: Act) -> bool:
    if act.lemma not in {"get", "become", "turn", "be"} or act.negated:
        return False
    around = {word.word for word in act.clause.words}
    if {"out", "hand"} <= around or {"out-of", "hand"} <= around:
        return True
    if "handsy" in around or {"carried", "away"} <= around:
        return True
    return "bit" in around and bool(around & {"physical", "rough", "heated", "boisterous"}) or (act.doer is None and "heated" in around and act.lemma != "be") or (act.doer is None and "physical" in around and act.lemma in {"get", "become", "turn"})
