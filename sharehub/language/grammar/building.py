"""Putting the pieces of a text together into clauses, from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.grammar.phrases import INFINITIVE, VERBS, Phrase, may_be
from sharehub.language.grammar.taking import FREE_LINKS, Taker, is_person
from sharehub.language.grammar.verbs import BASE, ING, PAST, PP
from sharehub.language.grammar.words import Tag
from sharehub.language.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Chunk, Group

_SAYING = words(
    "say tell claim allege report state think believe feel describe note know deny admit insist "
    "maintain explain suggest confirm disclose mention complain argue agree hear learn see find show "
    "mean add suspect fear worry hope wish assert swear promise purport record demonstrate observe "
    "understand assume decide realise recognise accept reveal indicate imply ensure inform advise "
    "remember recall forget write warn threaten blame"
)
"""Verbs that may be followed by what is said, thought or seen, without "that"."""
_KEEPS_SUBJECT = words(
    "promise have take make use need give miss seek find lack get show begin keep start refuse lose hold be"
)
_LETS = words("let make help see hear watch have")
_WHO = frozenset({"who", "whom", "which", "whose"})
_ASKING = frozenset({"how", "whether", "why", "what"})
_LONGEST = 80
"""Pieces in a sentence, at most: what goes on longer is read as if it ended, so that time stays linear."""


def clauses_of(pieces: Sequence[Chunk]) -> list[Clause]:
    """Return the clauses of a text, in the order in which they begin."""
    found = [clause for clause in _Builder(pieces).clauses if clause.words]
    return sorted(found, key=lambda clause: clause.words[0].at)


class _Builder(Taker):
    def __init__(self, pieces: Sequence[Chunk]) -> None:
        super().__init__(pieces)
        self.length = 0
        for self.at, piece in enumerate(pieces):
            self._read(piece)

    def _read(self, piece: Chunk) -> None:
        self.length += 1
        if self.length > _LONGEST:
            self._end()
        if piece.phrase is not None:
            self.take_phrase(piece, piece.phrase)
        elif piece.group is not None:
            self._verbs(piece, piece.group)
        elif piece.kind == Tag.PUNCTUATION:
            self._mark(piece.word)
        elif piece.kind == Tag.END:
            self._end()
        elif piece.kind == Tag.LINK:
            self._link(piece)
        else:
            self.take_word(piece)

    # verbs

    def _verbs(self, piece: Chunk, group: Group) -> None:
        if group.form == INFINITIVE:
            self._infinitive(group)
        elif group.form == ING:
            self._participle(group)
        elif group.form == PP and self.clause.verbs:
            self._past_participle(group)
        elif not self.clause.verbs:
            self.clause.verbs.append(group)
        else:
            self._finite(group)
        self.clause.words += piece.words
        self.preposition = ""
        self.comma = False
        if group.inner is not None and self.clause.subject is None:
            self.clause.subject = group.inner

    def _infinitive(self, group: Group) -> None:
        clause, before = self.clause, self.phrase(-1)
        if not clause.verbs:
            group.modal = group.modal or "to"
        elif before is not None and (self._is_for_whom(before) or not self._keeps_subject(before)):
            self.below("to", before)
        elif self.after_and and clause.verbs[-1].form == INFINITIVE:
            self._again(group)
            return
        self.clause.verbs.append(group)

    def _is_for_whom(self, phrase: Phrase) -> bool:
        """Say whether a phrase is the subject in "for them to part"."""
        return bool(self.clause.places) and self.clause.places[-1] == ("for", phrase)

    def _keeps_subject(self, phrase: Phrase) -> bool:
        """Say whether who acts stays the same over an object: "takes steps to protect"."""
        return not is_person(phrase) or self.clause.verbs[-1].lemma in _KEEPS_SUBJECT

    def _participle(self, group: Group) -> None:
        clause, before = self.clause, self.phrase(-1)
        if self.preposition:
            self.begin(self.preposition, clause, clause.subject)
        elif clause.verbs and before is not None:
            self.below("ing", before)
        elif clause.verbs and self.kind(-1) != VERBS:
            if self.after_and:
                self._again(group)
                return
            self.begin("ing", clause, clause.subject)
        self.clause.verbs.append(group)

    def _past_participle(self, group: Group) -> None:
        if self.after_and:
            self._again(group)
            return
        group.passive = True
        if self.phrase(-1) is not None:
            self.below("done", self.phrase(-1))
        self.clause.verbs.append(group)

    def _finite(self, group: Group) -> None:
        """Take a verb with a tense where the clause has its verb already."""
        clause, before, waiting = self.clause, self.phrase(-1), self._waiting()
        if self.after_and:
            self._again(group)
            return
        if self._is_gerund() and not self.comma:
            head = clause.verbs[0].verb
            self.begin("", None, Phrase([head], head))
        elif waiting is not None:
            self.clause = waiting
        elif before is None:
            self.begin("and", clause.parent, clause.subject)
        elif self._is_reduced(group):
            group.passive = True
            self.below("done", before)
        elif group.form == BASE and clause.verbs[-1].lemma in _LETS:
            self.below("to", before)
        else:
            self._take_as_subject(self._hung_on(before))
        self.clause.verbs.append(group)

    def _is_gerund(self) -> bool:
        """Say whether what opens the sentence may be its subject: "leaving him would make her safe"."""
        clause = self.clause
        return (
            clause.link in FREE_LINKS
            and clause.subject is None
            and all(group.form == ING for group in clause.verbs)
        )

    def _hung_on(self, phrase: Phrase) -> Phrase:
        """Return the phrase that this one hangs on: "the man" of "the man in the shop"."""
        return next((bare for bare in reversed(self.clause.objects) if phrase.hangs_on is bare), phrase)

    def _waiting(self) -> Clause | None:
        """Return the clause further up that has a subject and still no verb."""
        above = self.clause.parent
        while above is not None and (above.verbs or above.subject is None):
            above = above.parent
        return above

    def _is_reduced(self, group: Group) -> bool:
        """Say whether a past form describes the noun before it: "the phone smashed by him"."""
        after = self.piece(1)
        by = after is not None and after.word == "by"
        governed = self.clause.verbs[-1].lemma in {"have", "get", "see", "find"}
        return group.form == PAST and may_be(group.verb, PP) and (by or governed)

    def _take_as_subject(self, subject: Phrase) -> None:
        """Begin a clause whose subject was taken for an object: "he says she is well"."""
        clause, governed = self.clause, self.clause.verbs[-1].lemma in _SAYING
        if clause.objects and clause.objects[-1] is subject:
            clause.objects.pop()
        elif clause.places and clause.places[-1][1] is subject:
            clause.places.pop()
        clause.words = [word for word in clause.words if word not in subject.words]
        main = clause.parent
        if governed:
            self.below("that", subject)
        elif clause.opened_early and main is not None and not main.words:
            self.clause, main.subject = main, subject
        else:
            self.begin(",", self.main(), subject)
        self.clause.words += subject.words

    def _again(self, group: Group) -> None:
        """Begin a clause with the same subject; what the verb before had by way of auxiliaries goes on."""
        clause = self._level(group)
        new = self.begin("and", clause.parent or clause, clause.subject)
        new.governor = clause.governor
        if clause.verbs:
            last = clause.verbs[-1]
            _inherit(group, last, self.piece(-1))
            if group.form in {BASE, ING, INFINITIVE} and last.form == group.form:
                new.verbs += clause.verbs[:-1]
        new.verbs.append(group)

    def _level(self, group: Group) -> Clause:
        """Return the clause that a joined verb goes on with: a tense takes up a tense."""
        clause = self.clause
        while group.finite and clause.parent is not None and clause.verbs and not clause.tensed:
            clause = clause.parent
        return clause

    # all else

    def _link(self, piece: Chunk) -> None:
        clause, word = self.clause, piece.word
        antecedent = (
            None
            if self.comma and word == "which"
            else self.phrase(-1) or (self.phrase(-2) if self.comma else None)
        )
        if word in _WHO or (word == "that" and antecedent is not None and self._is_relative()):
            self.begin("rel", clause, antecedent)
        elif word == "that":
            self.below("that", None)
        else:
            early = not (clause.verbs or clause.subject or clause.adjectives)
            self.begin(word, clause)
            self.clause.opened_early = early
            self.clause.governor = clause if word in _ASKING and clause.verbs else None
        self.clause.words += piece.words
        self.comma = False

    def _is_relative(self) -> bool:
        """Say whether "that" after a noun describes it, rather than brings what is said."""
        clause = self.clause
        told = clause.verbs and clause.verbs[-1].lemma in _SAYING and clause.objects
        return self.kind(1) == VERBS and not told

    def _mark(self, word: str) -> None:
        if word in {"/", "&"}:
            return
        if word == ",":
            self._comma()
        elif word == ")":
            self.clause = self.clause.parent or self.clause
        else:
            self.begin(":" if word == ":" else ";", self.main() if word == "(" else None)
        self.preposition = ""

    def _comma(self) -> None:
        self.comma = True
        clause = self.clause
        main = clause.parent
        if clause.verbs and self._is_gerund():
            clause.opened_early = True
        if clause.opened_early and (clause.verbs or clause.adjectives or clause.subject):
            if main is not None and not main.words:
                self.clause = main
            else:
                self._open_main()
        elif clause.link == "rel" and main is not None and not main.verbs:
            self.clause = main

    def _open_main(self) -> None:
        """Begin the main clause behind what was opened before it."""
        early = self.clause
        main = early.parent = self.begin(",", None)
        before = self.clauses[early.at - 1]
        if early.link == "and" and before.subject is None and before.parent is None:
            before.parent, before.opened_early = main, True

    def _end(self) -> None:
        self.sentence += 1
        self.length = 0
        self.comma = False
        self.begin("")


def _inherit(group: Group, last: Group, before: Chunk | None) -> None:
    """Carry over what the first of two joined verbs has: "was hit and kicked", "did not attend or call"."""
    if not group.bare:
        return
    if last.passive and (group.form == PP or (group.form == PAST and may_be(group.verb, PP))):
        group.passive = True
    if group.form == last.form or (last.modal and group.form == BASE):
        group.modal = group.modal or last.modal
    if before is not None and before.word in {"or", "nor"}:
        group.negated = group.negated or last.negated
