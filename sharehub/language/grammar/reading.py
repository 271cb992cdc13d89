"""A text as read: who does what to whom, who is said to be what, and by whom it is said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.building import clauses_of
from sharehub.language.grammar.negation import negated, negated_at
from sharehub.language.grammar.phrases import chunks, may_be
from sharehub.language.grammar.referents import PERSONS, Referents
from sharehub.language.grammar.tagging import tagged
from sharehub.language.grammar.tokens import tokens
from sharehub.language.grammar.verbs import PAST, PP
from sharehub.language.grammar.words import Tag
from sharehub.language.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.people import People
    from sharehub.language.grammar.phrases import Group, Phrase
    from sharehub.language.grammar.words import Word

_REPORTING = words(
    "say tell claim allege report state think believe describe deny admit insist maintain explain "
    "suggest mention complain argue feel assert swear purport call blame accuse portray paint convince "
    "inform write"
)
_BEING = words("be seem appear become get look feel sound remain stay present act behave turn come grow")
_CALLING = words(
    "call describe find note consider deem label regard view paint portray brand think believe see "
    "observe judge perceive assess dismiss"
)
_VIEWS = words(
    "version account view word eye opinion perspective telling mind statement narrative story text message"
)
_MANNERS = words(
    "account story version behaviour presentation manner attitude demeanour outburst state personality "
    "conduct mood reaction temperament tone nature side approach character display"
)
_STATIVE = words("engage commit involve dedicate devote estrange separate divorce motivate intoxicate sober")
"""Verbs whose participle after "is" tells a state: "is fully engaged"."""
_NO_AGENTS = words(
    "throat hair neck arm wrist collar ear leg hand face accident mistake text phone email post letter "
    "time day night shoulder"
)
"""What "by" brings in without its doing anything: "by the throat", "by accident"."""


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
        self.words: Sequence[Word] = tagged(tokens(text), people)
        self.clauses = clauses_of(list(chunks(self.words)))
        Referents(people).resolve(self.clauses)
        self._by_word = {word.at: clause for clause in self.clauses for word in clause.words}
        self._by_sentence: dict[int, list[Clause]] = defaultdict(list)
        for clause in self.clauses:
            self._by_sentence[clause.sentence].append(clause)
        self._phrases = {clause.at: list(_phrases(clause)) for clause in self.clauses}
        self._subjects = self._who_acts()
        self.acts = tuple(act for clause in self.clauses for act in self._acts_of(clause))
        self._traits = {clause.at: list(self._traits_of(clause)) for clause in self.clauses}
        self.traits = tuple(trait for found in self._traits.values() for trait in found)

    def sentence(self, number: int) -> list[Clause]:
        """Return the clauses of a sentence; none where there is no such sentence."""
        return self._by_sentence.get(number, [])

    def near(self, clause: Clause) -> list[Clause]:
        """Return the clauses of the same sentence and of those beside it."""
        return [other for step in (-1, 0, 1) for other in self.sentence(clause.sentence + step)]

    def clause_of(self, word: Word) -> Clause | None:
        """Return the clause that a word stands in."""
        return self._by_word.get(word.at)

    def word_after(self, word: Word) -> str:
        """Return the dictionary form of the next word of the text, or nothing."""
        return self.words[word.at + 1].lemma if word.at + 1 < len(self.words) else ""

    def phrases(self, clause: Clause) -> list[Phrase]:
        """Return every noun phrase of a clause, with those joined to it and hung on it, each once."""
        return self._phrases.get(clause.at, [])

    def nouns(self) -> Iterator[tuple[Clause, Phrase]]:
        """Yield every noun phrase of the text with its clause."""
        return ((clause, phrase) for clause in self.clauses for phrase in self.phrases(clause))

    # subjects

    def _who_acts(self) -> dict[int, tuple[Part | None, bool]]:
        """Return each clause's subject, and whether it is left out; what is left out is taken from before."""
        found: dict[int, tuple[Part | None, bool]] = {}
        last: Part | None = None
        for clause in sorted(self.clauses, key=lambda one: one.opened_early):
            part, elided = found[clause.at] = self._subject_of(clause, found, last)
            last = part if part in PERSONS and not elided and clause.governor is None else last
        return found

    def _subject_of(
        self, clause: Clause, found: dict[int, tuple[Part | None, bool]], last: Part | None
    ) -> tuple[Part | None, bool]:
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
        targets = (phrase.part or phrase.owner_part for phrase in clause.objects)
        target = next((part for part in targets if part is not None), None)
        owner = (
            clause.subject.owner_part if clause.subject is not None and clause.subject.part is None else None
        )
        for place, group in enumerate(clause.verbs):
            passive = self._is_passive(clause, group, nobody=subject is None or elided)
            yield Act(
                clause,
                group,
                doer=self._agent(clause) if passive else subject,
                undergoer=(subject or owner) if passive else target,
                negated=negated(clause, place),
                passive=passive,
                elided=elided,
            )

    def _is_passive(self, clause: Clause, group: Group, *, nobody: bool) -> bool:
        """Say whether a verb is passive, with "was" or without, as in notes: "Punched in the face"."""
        by = bool(clause.brought_in_by("by"))
        if group.lemma in _STATIVE:
            return group.passive and by
        if group.passive:
            return True
        bare = group.bare and group.form in {PAST, PP} and may_be(group.verb, PP) and clause.verbs[0] is group
        alone = all(phrase.is_time for phrase in clause.objects)
        return bare and alone and (by or group.form == PP or nobody)

    def _agent(self, clause: Clause) -> Part | None:
        """Return who is named with "by", also where it tells for several: "was held and choked by him"."""
        joined = (
            other
            for other in self.sentence(clause.sentence)
            if other.link == "and"
            and other.subject is clause.subject
            and other.at > clause.at
            and other.verbs
        )
        passives = (other for other in joined if other.verbs[-1].passive or may_be(other.verbs[-1].verb, PP))
        return next((agent for one in (clause, *passives) for agent in _agents(one)), None)

    # traits

    def traits_in(self, clause: Clause) -> list[Trait]:
        """Return by what words people are described in a clause."""
        return self._traits.get(clause.at, [])

    def _traits_of(self, clause: Clause) -> Iterator[Trait]:
        subject = self._described_subject(clause)
        yield from self._predicates(clause, subject)
        said = _predicate_nouns(clause)
        reporter = self.reporter(clause)
        for phrase in self.phrases(clause):
            if phrase in said:
                continue
            holder = phrase.part if phrase.part in PERSONS else None
            if phrase.head.lemma in _MANNERS:
                of_subject = phrase in clause.objects or phrase.hangs_on is None
                holder = phrase.owner_part or (self.subject(clause) if of_subject else None)
            for word in phrase.descriptions:
                yield Trait(clause, word, holder, phrase.negated, reporter)

    def _described_subject(self, clause: Clause) -> Part | None:
        """Return whom the clause describes: its subject, or whose manner the subject is."""
        subject = self.subject(clause)
        manner = clause.subject is not None and clause.subject.head.lemma in _MANNERS
        return clause.subject.owner_part if subject is None and manner and clause.subject else subject

    def _predicates(self, clause: Clause, subject: Part | None) -> Iterator[Trait]:
        holder, reporter, elided = self._holder(clause, subject)
        for piece in clause.adjectives:
            negated = negated_at(clause, piece.words[0].at) != piece.negated
            for word in piece.words:
                if word.tag is Tag.ADJECTIVE:
                    yield Trait(clause, word, holder, negated != self._is_undone(word), reporter, elided)
        for phrase in _predicate_nouns(clause):
            denied = negated_at(clause, phrase.words[0].at)
            for word in (*phrase.descriptions, phrase.head):
                yield Trait(clause, word, holder, denied != phrase.negated, reporter, elided)

    def _holder(self, clause: Clause, subject: Part | None) -> tuple[Part | None, Part | None, bool]:
        """Return whom predicates describe, by whose word, and whether that is left out."""
        verb = clause.verbs[0] if clause.verbs else None
        reporter, elided = self.reporter(clause), self.is_elided(clause)
        person = next((phrase.part for phrase in clause.objects if phrase.part in PERSONS), None)
        if verb is None:
            return subject, reporter, elided
        if verb.lemma in _CALLING and verb.passive:
            by = next((phrase.part for phrase in clause.brought_in_by("by")), None)
            return subject, reporter or by, elided
        if verb.lemma in _CALLING and person is not None:
            return person, reporter or self._speaker(clause), False
        if verb.lemma not in _BEING and clause.objects:
            return person, reporter, elided
        return subject, reporter, elided

    def _speaker(self, clause: Clause) -> Part | None:
        """Return for whom the subject of a clause speaks: services for the author, his family for him."""
        who = self.subject(clause)
        if who is Part.OTHER and clause.subject is not None and clause.subject.owner_part is Part.PERPETRATOR:
            return Part.PERPETRATOR
        return None if who is Part.SERVICE else who

    def _is_undone(self, word: Word) -> bool:
        """Say whether "non-" stands before a word."""
        return word.at > 0 and self.words[word.at - 1].word == "non"

    # reporters

    def reporter(self, clause: Clause) -> Part | None:
        """Return who is said to have said a clause; None where it is the author's own word."""
        above = clause.governor
        while above is not None:
            tells = any(group.lemma in _REPORTING for group in above.verbs)
            who = self._speaker(above) if tells else None
            if who is not None:
                return who
            above = above.governor
        views = (
            phrase for phrase in clause.brought_in_by("in", "by", "from", "on") if phrase.head.lemma in _VIEWS
        )
        owners = (phrase.owner_part for phrase in views if phrase.owner_part in PERSONS)
        named = (phrase.part for phrase in clause.brought_in_by("according-to") if phrase.part in PERSONS)
        return next(owners, None) or next(named, None)


def _phrases(clause: Clause) -> Iterator[Phrase]:
    seen: set[Phrase] = set()
    waiting = [phrase for phrase in (clause.subject, *clause.complements) if phrase is not None]
    for phrase in waiting:
        if phrase not in seen:
            seen.add(phrase)
            yield phrase
            owner = [phrase.owner] if phrase.owner is not None else []
            waiting += [*phrase.joined, *(hung for _, hung in phrase.attached), *owner]


def _predicate_nouns(clause: Clause) -> list[Phrase]:
    """Return the noun phrases that say what the subject is: "a difficult woman", "as a good father"."""
    being = not clause.verbs or clause.verbs[0].lemma in _BEING
    return [*(clause.objects if being else []), *clause.brought_in_by("as")]


def _agents(clause: Clause) -> Iterator[Part]:
    if any(word.word == "by" for word in clause.adverbs):
        yield Part.THING
    for phrase in clause.brought_in_by("by"):
        if phrase.head.lemma not in _NO_AGENTS:
            yield phrase.part or Part.THING
