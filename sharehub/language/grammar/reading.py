"""A text as read: who does what to whom, who is said to be what, and by whom it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.building import clauses_of
from sharehub.language.grammar.people import People
from sharehub.language.grammar.phrases import NOUNS, chunks, may_be
from sharehub.language.grammar.referents import ADULTS, PERSONS, Referents
from sharehub.language.grammar.tagging import tagged
from sharehub.language.grammar.tokens import tokens
from sharehub.language.grammar.verbs import PAST, PP
from sharehub.language.grammar.words import Tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sharehub.language.cast import Cast
    from sharehub.language.grammar.phrases import Group, Phrase
    from sharehub.language.grammar.words import Word

NEGATORS = frozenset(
    "slow loath disinclined averse fail failure refuse refusal decline neglect omit avoid struggle resist lack inability unable unwilling unwillingness reluctant "
    "reluctance incapable hesitant resistant resistance forget cease stop lacking unprepared inadequate insufficient poor impossible".split()
)
REPORTING = frozenset(
    "say tell claim allege report state think believe describe deny admit insist maintain explain suggest mention complain "
    "argue feel assert swear purport call blame accuse portray paint convince inform write".split()
)
_BEING = frozenset("be seem appear become get look feel sound remain stay present act behave turn come grow".split())
_STATIVE = frozenset("engage commit involve dedicate devote estrange separate divorce motivate intoxicate sober".split())
"""Verbs whose participle after "is" tells a state: "is fully engaged"."""
_NO_AGENTS = frozenset("throat hair neck arm wrist collar ear leg hand face accident mistake text phone email post letter time day night shoulder".split())
_VIEWS = frozenset("version account view word eye opinion perspective telling mind statement narrative story text message".split())
_MANNERS = frozenset(
    "account story version behaviour presentation manner attitude demeanour outburst state personality conduct mood reaction temperament tone nature side "
    "approach character display".split()
)
_CALLING = frozenset("call describe find note consider deem label regard view paint portray brand think believe see observe judge perceive assess dismiss".split())


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """One verb with those who take part in it; a passive's doer is only who is named with "by"."""

    clause: Clause
    group: Group
    doer: Part | None
    undergoer: Part | None
    negated: bool
    passive: bool
    elided: bool
    """Whether no subject is written at all, as in notes."""

    @property
    def lemma(self) -> str:
        """The verb's dictionary form."""
        return self.group.lemma

    @property
    def start(self) -> int:
        """Where the verb group begins in the text."""
        return self.group.words[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.group.words[-1].end


@dataclass(frozen=True, slots=True, eq=False)
class Trait:
    """A word by which somebody is described."""

    clause: Clause
    word: Word
    holder: Part | None
    negated: bool
    reporter: Part | None
    """Whose description it is; None for the author's."""
    elided: bool = False


class Reading:
    """One text, read once; everything the rules ask is answered from here."""

    def __init__(self, text: str, people: People) -> None:
        """Read a text with the people of its case."""
        self.text = text
        self.words: Sequence[Word] = tagged(tokens(text), people)
        self.pieces = list(chunks(self.words))
        self.clauses = clauses_of(self.pieces)
        Referents(people).resolve(self.clauses)
        self._clauses_by_word = {word.at: clause for clause in self.clauses for word in clause.words}
        self._subjects = self._who_acts()
        self.acts = tuple(act for clause in self.clauses for act in self._acts_of(clause))
        self.traits = tuple(trait for clause in self.clauses for trait in self._traits_of(clause))
        self.undetermined = people.undetermined

    # subjects

    def _who_acts(self) -> dict[int, tuple[Part | None, bool]]:
        """Return each clause's subject, and whether it is left out; what is left out is taken from before."""
        found: dict[int, tuple[Part | None, bool]] = {}
        last: Part | None = None
        for clause in sorted(self.clauses, key=lambda clause: clause.opened_early):
            found[clause.at] = self._subject_of(clause, found, last)
            part = found[clause.at][0]
            last = part if part in PERSONS and clause.governor is None else last
        return found

    def _subject_of(self, clause: Clause, found: dict[int, tuple[Part | None, bool]], last: Part | None) -> tuple[Part | None, bool]:
        if clause.subject is not None and not clause.subject.is_time:
            return clause.subject.part, False
        above = clause.parent
        while above is not None:
            if above.at in found and above.subject is not None:
                return found[above.at][0], False
            above = above.parent
        return last, True

    def subject(self, clause: Clause) -> Part | None:
        """Return who the subject of a clause is; None for a thing, or for nobody known."""
        return self._subjects.get(clause.at, (None, True))[0]

    def is_elided(self, clause: Clause) -> bool:
        """Say whether the clause has no subject of its own, nor one to take over in its sentence."""
        return self._subjects.get(clause.at, (None, True))[1]

    # acts

    def _acts_of(self, clause: Clause) -> Iterator[Act]:
        subject, elided = self._subjects[clause.at]
        for place, group in enumerate(clause.verbs):
            stative = group.lemma in _STATIVE and not clause.brought_in_by("by")
            passive = (group.passive and not stative) or self._is_headline_passive(clause, group, subject, elided=elided)
            named = next((agent for other in self._joined_passives(clause) for agent in _agents(other)), None) if passive else None
            target = next((phrase.part or phrase.owner_part for phrase in clause.objects if phrase.part or phrase.owner_part), None)
            owner = clause.subject.owner_part if clause.subject is not None and clause.subject.part is None else None
            yield Act(
                clause,
                group,
                doer=named if passive else subject,
                undergoer=(subject or owner) if passive else target,
                negated=_negated(clause, place),
                passive=passive,
                elided=elided,
            )

    def _joined_passives(self, clause: Clause) -> list[Clause]:
        """Return a clause with those that go on with the same subject, whose "by" tells for all: "held and choked by him"."""
        joined = [other for other in self.clauses if other.link == "and" and other.subject is clause.subject and other.at > clause.at and other.sentence == clause.sentence]
        return [clause, *(other for other in joined if other.verbs and (other.verbs[-1].passive or may_be(other.verbs[-1].verb, PP)))]

    def _is_headline_passive(self, clause: Clause, group: Group, subject: Part | None, *, elided: bool) -> bool:
        """Say whether a bare form is a passive without "was", as in notes: "Punched in face by partner"."""
        bare = len([word for word in group.words if word.tag in {Tag.VERB, Tag.MODAL, Tag.TO}]) == 1
        if group.lemma in _STATIVE or not bare or not may_be(group.verb, PP) or group.form not in {PAST, PP} or clause.verbs[0] is not group:
            return False
        if any(not phrase.is_time for phrase in clause.objects):
            return False
        return bool(clause.brought_in_by("by")) or group.form == PP or subject is None or elided

    # traits

    def _traits_of(self, clause: Clause) -> Iterator[Trait]:
        yield from self._predicates(clause)
        verb = clause.verbs[0].lemma if clause.verbs else "be"
        said = {id(phrase) for phrase in self._predicate_nouns(clause, verb)}
        for phrase in self.phrases(clause):
            if id(phrase) in said:
                continue
            holder = phrase.part if phrase.part in PERSONS else None
            if phrase.head.lemma in _MANNERS:
                holder = phrase.owner_part or (self.subject(clause) if phrase in clause.objects or phrase.hangs_on is None else None)
            for word in phrase.descriptions:
                yield Trait(clause, word, holder, phrase.negated, self.reporter(clause))

    def _predicates(self, clause: Clause) -> Iterator[Trait]:
        verb = clause.verbs[0].lemma if clause.verbs else "be"
        subject, elided = self._subjects[clause.at]
        if clause.subject is not None and subject is None and clause.subject.head.lemma in _MANNERS:
            subject = clause.subject.owner_part
        holder, reporter = subject, self.reporter(clause)
        object_ = next((phrase for phrase in clause.objects if phrase.part in PERSONS), None)
        passive = bool(clause.verbs) and clause.verbs[0].passive
        if verb in _CALLING and not passive and object_ is not None:
            holder, reporter, elided = object_.part, reporter or _author(subject), False
        elif verb in _CALLING and passive:
            reporter = reporter or next((phrase.part for phrase in clause.brought_in_by("by")), None)
        elif verb not in _BEING and clause.objects:
            holder = object_.part if object_ is not None else None
        negated = _negated(clause, len(clause.verbs) - 1) if clause.verbs else False
        for piece in clause.adjectives:
            before = [place for place, group in enumerate(clause.verbs) if group.words[0].at < piece.words[0].at]
            negated = _negated(clause, before[-1]) if before else negated
            words = [word for word in piece.words if word.tag is Tag.ADJECTIVE]
            yield from (Trait(clause, word, holder, (negated != piece.negated) != self._is_undone(word), reporter, elided) for word in words)
        for phrase in self._predicate_nouns(clause, verb):
            for word in (*phrase.descriptions, phrase.head):
                yield Trait(clause, word, holder, negated != phrase.negated, reporter, elided)

    def _is_undone(self, word: Word) -> bool:
        """Say whether "non-" stands before a word."""
        return word.at > 0 and self.words[word.at - 1].word == "non"

    def _predicate_nouns(self, clause: Clause, verb: str) -> Iterator[Phrase]:
        if verb in _BEING:
            yield from clause.objects
        yield from clause.brought_in_by("as")

    def reporter(self, clause: Clause) -> Part | None:
        """Return who is said to have said a clause; None where it is the author's own word."""
        above = clause.governor
        while above is not None:
            who = self.subject(above) if above.verbs and any(group.lemma in REPORTING for group in above.verbs) else None
            if who is not None and who is not Part.SERVICE:
                return who
            above = above.governor
        for phrase in clause.brought_in_by("in", "by", "from", "on"):
            if phrase.head.lemma in _VIEWS and phrase.owner_part in PERSONS:
                return phrase.owner_part
        for phrase in clause.brought_in_by("according-to"):
            if phrase.part in PERSONS:
                return phrase.part
        return None

    # phrases

    def phrases(self, clause: Clause) -> Iterator[Phrase]:
        """Yield every noun phrase of a clause, with those joined to it and hung on it, each once."""
        seen: set[int] = set()
        waiting = [phrase for phrase in (clause.subject, *clause.objects, *(p for _, p in clause.places)) if phrase is not None]
        while waiting:
            phrase = waiting.pop(0)
            if id(phrase) in seen:
                continue
            seen.add(id(phrase))
            yield phrase
            waiting += [*phrase.joined, *(hung for _, hung in phrase.attached), *([phrase.owner] if phrase.owner else [])]

    def nouns(self) -> Iterator[tuple[Clause, Phrase]]:
        """Yield every noun phrase of the text with its clause."""
        for clause in self.clauses:
            for phrase in self.phrases(clause):
                yield clause, phrase

    def clause_of(self, word: Word) -> Clause | None:
        """Return the clause that a word stands in."""
        return self._clauses_by_word.get(word.at)

    def near(self, clause: Clause) -> list[Clause]:
        """Return the clauses of the same sentence and of those beside it."""
        return [other for other in self.clauses if abs(other.sentence - clause.sentence) <= 1]


def _agents(clause: Clause) -> Iterator[Part]:
    if any(word.word == "by" for word in clause.adverbs):
        yield Part.THING
    for phrase in clause.brought_in_by("by"):
        if phrase.head.lemma not in _NO_AGENTS:
            yield phrase.part or Part.THING


def _author(part: Part | None) -> Part | None:
    return None if part is Part.SERVICE else part


def _negated(clause: Clause, place: int) -> bool:
    """Say whether the chain up to a verb denies it: "has failed to protect" does, "has not failed to" does not."""
    chain = clause.verbs[: place + 1]
    if not chain:
        return False
    before = [word for word in clause.parent.words if word.at < chain[0].words[0].at][-3:] if clause.parent is not None and clause.link in {"of", "in", "from"} else []
    outside = sum(word.lemma in NEGATORS or word.word == "no" for word in before)
    times = outside + sum(group.negated for group in chain) + sum(group.lemma in NEGATORS for group in chain[:-1])
    first, last = chain[0].words[-1].at, chain[-1].words[0].at
    between = [word for word in clause.words if first < word.at < last]
    times += sum(word.lemma in NEGATORS or word.word in {"no", "not", "nothing", "little"} for word in between if word.tag is not Tag.VERB)
    return times % 2 == 1


__all__ = ["ADULTS", "NOUNS", "PERSONS", "Act", "Reading", "Trait"]
