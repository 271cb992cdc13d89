"""Clauses: a subject, what it does or is, and how one clause hangs on another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.phrases import INFINITIVE, NOUNS, VERBS, Chunk, Group, Phrase, may_be
from sharehub.language.grammar.verbs import BASE, ING, PAST, PP
from sharehub.language.grammar.words import Tag, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

SAYING = frozenset(
    "say tell claim allege report state think believe feel describe note know deny admit insist maintain explain suggest "
    "confirm disclose mention complain argue agree hear learn see find show mean add suspect fear worry hope wish feel "
    "assert swear promise purport record demonstrate observe understand assume decide realise recognise accept reveal "
    "indicate imply ensure inform advise remember recall forget write warn threaten blame".split()
)
_KEEPS_SUBJECT = frozenset(
    "promise have take make use need give miss seek find lack get show begin keep start refuse lose hold".split()
)
_PERSONAL = frozenset("i me we us you he him she her they them himself herself themselves someone somebody anyone anybody everyone everybody who".split())
_LETS = frozenset("let make help see hear watch have".split())
_FREE_LINKS = frozenset({"", "and", ";", ","})


@dataclass(slots=True, eq=False)
class Clause:
    """One clause. Its verbs are a chain with one subject: "has failed to protect" is fail, then protect."""

    at: int
    link: str = ""
    """What joins it: nothing, "and", ";", a linking word, "who", "that", "to", "ing", or a preposition."""
    parent: Clause | None = None
    sentence: int = 0
    subject: Phrase | None = None
    governor: Clause | None = None
    """The clause whose verb takes this one as what is said, thought, seen or asked."""
    verbs: list[Group] = field(default_factory=list)
    objects: list[Phrase] = field(default_factory=list)
    places: list[tuple[str, Phrase]] = field(default_factory=list)
    """What prepositions bring in, in order."""
    adjectives: list[Chunk] = field(default_factory=list)
    adverbs: list[Word] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    opened_early: bool = False
    """Whether it stands before the clause that it belongs to."""

    @property
    def verb(self) -> Group | None:
        """The last verb of the chain: what is done in the end."""
        return self.verbs[-1] if self.verbs else None

    @property
    def denies(self) -> bool:
        """Whether one of its verbs is negated."""
        return any(group.negated for group in self.verbs)

    @property
    def complements(self) -> list[Phrase]:
        """Its objects, and what prepositions bring in."""
        return [*self.objects, *(phrase for _, phrase in self.places)]

    def brought_in_by(self, *prepositions: str) -> list[Phrase]:
        """Return what these prepositions bring in."""
        return [phrase for word, phrase in self.places if word in prepositions]


class Builder:
    """Reads the pieces of a text from left to right into clauses."""

    def __init__(self, pieces: Sequence[Chunk]) -> None:
        """Read all pieces; the clauses stand in `clauses` in the order in which they begin."""
        self.pieces = pieces
        self.clauses: list[Clause] = []
        self.at = 0
        self.sentence = 0
        self.preposition = ""
        self.comma = False
        self.clause = self._begin("")
        steps = {
            NOUNS: self._nouns, VERBS: self._verbs, Tag.ADJECTIVE: self._adjective, Tag.PREPOSITION: self._preposition,
            Tag.LINK: self._link, Tag.AND: self._and, Tag.MARK: self._mark, Tag.END: self._end, Tag.ADVERB: self._adverb,
            Tag.NOT: self._adverb,
        }  # fmt: skip
        for self.at, piece in enumerate(pieces):
            steps.get(piece.kind, self._other)(piece)
        self.clauses = sorted((clause for clause in self.clauses if clause.words), key=lambda c: c.words[0].at)

    # what is around

    def _piece(self, steps: int) -> Chunk | None:
        at = self.at + steps
        return self.pieces[at] if 0 <= at < len(self.pieces) else None

    def _kind(self, steps: int) -> Tag | str:
        piece = self._piece(steps)
        return piece.kind if piece else ""

    def _verb_after(self, steps: int) -> Group | None:
        """Return the verb group so many pieces on, looking past adverbs and what prepositions bring in."""
        while True:
            if self._kind(steps) in {Tag.ADVERB, Tag.QUOTE}:
                steps += 1
            elif self._kind(steps) is Tag.PREPOSITION and self._kind(steps + 1) == NOUNS:
                steps += 2
            else:
                break
        piece = self._piece(steps)
        return piece.group if piece else None

    def _begin(self, link: str, parent: Clause | None = None, subject: Phrase | None = None) -> Clause:
        clause = Clause(len(self.clauses), link, parent, self.sentence, subject)
        self.clauses.append(clause)
        self.clause = clause
        self.preposition = ""
        return clause

    def _take(self, piece: Chunk) -> None:
        self.clause.words += piece.words

    # noun phrases

    def _nouns(self, piece: Chunk) -> None:
        phrase = piece.phrase
        assert phrase is not None  # noqa: S101 - pieces of this kind hold one
        after_and = self._kind(-1) is Tag.AND
        if after_and and self._joins(phrase):
            self._take(piece)
        elif self.preposition:
            self._place(phrase, piece)
        elif self._starts_anew(phrase):
            self._begin("and" if after_and else ",", self._main(), phrase)
            self._take(piece)
        else:
            self._take(piece)
            self._bare(phrase)

    def _place(self, phrase: Phrase, piece: Chunk) -> None:
        self._take(piece)
        before = self.pieces[self.at - 2].phrase if self.at > 1 else None
        if before is not None and self._kind(-1) is Tag.PREPOSITION:
            before.attached.append((self.preposition, phrase))
            phrase.hangs_on = before
        self.clause.places.append((self.preposition, phrase))
        self.preposition = ""

    def _joins(self, phrase: Phrase) -> bool:
        """Join a phrase after "and" to the one before, unless it is the subject of what follows."""
        before = self._piece(-2)
        if before is None or before.phrase is None:
            return False
        follows = self._verb_after(1)
        own = follows is not None and follows.form not in {INFINITIVE, ING}
        if own and self.clause.verbs:
            return False
        if phrase.owner is not None and _is_person(before.phrase) and (not _is_person(phrase) or phrase.head.part is Part.PAIR) and self.clause.subject is before.phrase:
            phrase.owner.joined.append(before.phrase)
            self.clause.subject = phrase
            return True
        before.phrase.joined.append(phrase)
        return True

    def _starts_anew(self, phrase: Phrase) -> bool:
        """Say whether a phrase is the subject of a new clause: after "and" or a comma, with a verb to follow."""
        follows = self._verb_after(1)
        if self.comma and self.clause.verbs and self._kind(1) is Tag.ADJECTIVE and _is_person(phrase):
            return True
        if follows is None or not self.clause.verbs or phrase.is_time:
            return False
        if follows.form in {INFINITIVE, ING}:
            return self._kind(-1) is Tag.AND and follows.form == ING
        return self._kind(-1) is Tag.AND or self.comma

    def _bare(self, phrase: Phrase) -> None:
        clause = self.clause
        if clause.verbs:
            clause.objects.append(phrase)
        elif clause.subject is None or clause.subject.is_time or clause.link == "rel":
            if clause.subject is not None and clause.link == "rel":
                clause.objects.append(clause.subject)
            clause.subject = phrase
        elif self._verb_after(1) is not None and not phrase.is_time and clause.subject.part is None and not self.comma:
            clause.objects.append(clause.subject)
            clause.subject = phrase
        else:
            clause.objects.append(phrase)

    # verbs

    def _verbs(self, piece: Chunk) -> None:
        group = piece.group
        assert group is not None  # noqa: S101 - pieces of this kind hold one
        if group.form == INFINITIVE:
            self._infinitive(group)
        elif group.form == ING:
            self._participle(group)
        elif group.form == PP and self.clause.verbs:
            self._past_participle(group)
        else:
            self._finite(group)
        self._take(piece)
        self.preposition = ""
        self.comma = False
        if group.inner is not None and self.clause.subject is None:
            self.clause.subject = group.inner

    def _infinitive(self, group: Group) -> None:
        clause, before = self.clause, self._piece(-1)
        for_whom = bool(clause.places) and clause.places[-1][0] == "for" and before is not None and before.phrase is clause.places[-1][1]
        if clause.verbs and before is not None and before.phrase is not None and (for_whom or not self._keeps_subject(clause, before.phrase)):
            self._begin("to", clause, before.phrase)
            self.clause.governor = clause
        elif self._kind(-1) is Tag.AND and clause.verbs and clause.verbs[-1].form == INFINITIVE:
            self._again(group)
            return
        elif not clause.verbs:
            group.modal = group.modal or "to"
        self.clause.verbs.append(group)

    def _keeps_subject(self, clause: Clause, phrase: Phrase) -> bool:
        """Say whether who acts stays the same over an object: "takes steps to protect"."""
        verb = clause.verbs[-1]
        return not _is_person(phrase) or verb.lemma in _KEEPS_SUBJECT or verb.lemma == "be"

    def _participle(self, group: Group) -> None:
        clause, before = self.clause, self._piece(-1)
        if self.preposition:
            self._begin(self.preposition, clause, clause.subject)
        elif not clause.verbs and (clause.link in _FREE_LINKS or clause.subject is not None or clause.link):
            pass
        elif before is not None and before.phrase is not None:
            self._begin("ing", clause, before.phrase)
            self.clause.governor = clause
        elif before is not None and before.kind == VERBS:
            pass
        elif self._kind(-1) is Tag.AND:
            self._again(group)
            return
        else:
            self._begin("ing", clause, clause.subject)
        self.clause.verbs.append(group)

    def _past_participle(self, group: Group) -> None:
        before = self._piece(-1)
        if self._kind(-1) is Tag.AND:
            self._again(group)
            return
        group.passive = True
        if before is not None and before.phrase is not None:
            governor = self.clause
            self._begin("done", governor, before.phrase)
            self.clause.governor = governor
            self.clause.verbs.append(group)
        else:
            self.clause.verbs.append(group)

    def _finite(self, group: Group) -> None:
        clause = self.clause
        if not clause.verbs:
            clause.verbs.append(group)
            return
        before = self._piece(-1)
        waiting = self._waiting()
        if self._is_gerund(clause) and not self.comma and self._kind(-1) is not Tag.AND:
            head = clause.verbs[0].verb
            self._begin("", None, Phrase([head], head))
            self.clause.verbs.append(group)
            return
        if self._kind(-1) is Tag.AND:
            self._again(group)
        elif waiting is not None:
            self.clause = waiting
            waiting.verbs.append(group)
        elif before is not None and before.phrase is not None and not self._is_reduced(group):
            self._with_subject(group, self._hung_on(before.phrase))
        elif before is not None and before.phrase is not None:
            group.passive = True
            self._begin("done", clause, before.phrase)
            self.clause.governor = clause
            self.clause.verbs.append(group)
        else:
            self._begin("and", clause.parent, clause.subject)
            self.clause.verbs.append(group)

    def _is_gerund(self, clause: Clause) -> bool:
        """Say whether what opens the sentence is its subject: "leaving him would make her safe"."""
        return clause.link in _FREE_LINKS and clause.subject is None and all(group.form == ING for group in clause.verbs)

    def _hung_on(self, phrase: Phrase) -> Phrase:
        """Return the phrase that this one hangs on by prepositions: "the man" of "the man in the shop"."""
        for bare in reversed(self.clause.objects):
            hung = [below for _, below in bare.attached]
            if phrase in hung:
                return bare
        return phrase

    def _waiting(self) -> Clause | None:
        """Return the clause further up that has a subject and still no verb."""
        above = self.clause.parent
        while above is not None:
            if not above.verbs and above.subject is not None:
                return above
            above = above.parent
        return None

    def _is_reduced(self, group: Group) -> bool:
        """Say whether a past form describes the noun before it: "the phone smashed by him"."""
        after = self._piece(1)
        by = after is not None and after.word == "by"
        last = self.clause.verbs[-1]
        return group.form == PAST and may_be(group.verb, PP) and (by or last.lemma in {"have", "get", "see", "find"})

    def _with_subject(self, group: Group, subject: Phrase) -> None:
        """Begin a clause whose subject was taken for an object: "he says she is well"."""
        clause = self.clause
        if group.form == BASE and clause.verbs[-1].lemma in _LETS:
            self._begin("to", clause, subject)
            self.clause.governor = clause
            self.clause.verbs.append(group)
            return
        governed = clause.verbs[-1].lemma in SAYING
        if clause.objects and clause.objects[-1] is subject:
            clause.objects.pop()
        elif clause.places and clause.places[-1][1] is subject:
            clause.places.pop()
        for word in subject.words:
            if word in clause.words:
                clause.words.remove(word)
        main = clause.parent
        if not governed and clause.opened_early and main is not None and not main.words:
            self.clause = new = main
            new.subject = subject
        else:
            new = self._begin("that" if governed else ",", clause if governed else self._main(), subject)
        new.governor = clause if governed else None
        new.words += subject.words
        new.verbs.append(group)

    def _again(self, group: Group) -> None:
        """Begin a clause with the same subject; what the verb before had by way of auxiliaries goes on."""
        clause = self._level(group)
        last = clause.verbs[-1] if clause.verbs else None
        chain = list(clause.verbs[:-1])
        new = self._begin("and", clause.parent or clause, clause.subject)
        new.governor = clause.governor
        if last is not None:
            _inherit(group, last, self._piece(-1))
            if group.form in {BASE, ING, INFINITIVE} and last.form == group.form:
                new.verbs += chain
        new.verbs.append(group)

    def _level(self, group: Group) -> Clause:
        """Return the clause that a joined verb goes on with: a verb with a tense takes up one that has a tense."""
        clause = self.clause
        while group.finite and clause.parent is not None and clause.verbs and not any(one.finite or one.form == BASE for one in clause.verbs):
            clause = clause.parent
        return clause

    # all else

    def _adjective(self, piece: Chunk) -> None:
        self._take(piece)
        self.clause.adjectives.append(piece)

    def _adverb(self, piece: Chunk) -> None:
        self._take(piece)
        self.clause.adverbs += piece.words

    def _preposition(self, piece: Chunk) -> None:
        self._take(piece)
        after = self._piece(1)
        gerund = after is not None and after.group is not None and after.group.form == ING
        if self._kind(1) is NOUNS or self._kind(1) == NOUNS or gerund or self._kind(1) in {Tag.QUOTE, Tag.ADVERB}:
            self.preposition = piece.word
        else:
            self.clause.adverbs += piece.words
            self.preposition = ""

    def _link(self, piece: Chunk) -> None:
        word = piece.word
        before = self._piece(-1)
        clause = self.clause
        antecedent = before.phrase if before is not None else None
        if self.comma and word == "which":
            antecedent = None
        elif self.comma and antecedent is None and self._piece(-2) is not None:
            antecedent = self._piece(-2).phrase  # type: ignore[union-attr]
        if word in {"who", "whom", "which", "whose"} or (word == "that" and antecedent is not None and self._is_relative(clause)):
            self._begin("rel", clause, antecedent)
        elif word == "that":
            self._begin("that", clause)
            self.clause.governor = clause
        else:
            early = not clause.verbs and not clause.subject and not clause.adjectives
            self._begin(word, clause)
            self.clause.opened_early = early
            if word in {"how", "whether", "why", "what"} and clause.verbs:
                self.clause.governor = clause
        self._take(piece)
        self.comma = False

    def _is_relative(self, clause: Clause) -> bool:
        """Say whether "that" after a noun describes it, rather than brings what is said."""
        told = clause.verbs and clause.verbs[-1].lemma in SAYING and clause.objects
        after = self._piece(1)
        return after is not None and after.kind == VERBS and not told

    def _and(self, piece: Chunk) -> None:
        self._take(piece)
        self.preposition = ""

    def _mark(self, piece: Chunk) -> None:
        word = piece.word
        if word == ",":
            self._comma()
        elif word in {"/", "&"}:
            return
        elif word == ")":
            self.clause = self.clause.parent or self.clause
        else:
            self._begin(";", self._main() if word == "(" else None)
        self.preposition = ""

    def _comma(self) -> None:
        self.comma = True
        clause = self.clause
        if clause.link in _FREE_LINKS and clause.subject is None and clause.verbs and all(group.form == ING for group in clause.verbs):
            clause.opened_early = True
        if clause.opened_early and (clause.verbs or clause.adjectives or clause.subject):
            main = clause.parent
            if main is not None and not main.words:
                self.clause = main
            else:
                clause.parent = self._begin(",", None)
        elif clause.link == "rel" and clause.parent is not None and not clause.parent.verbs:
            self.clause = clause.parent

    def _end(self, _piece: Chunk) -> None:
        self.sentence += 1
        self.comma = False
        self._begin("")

    def _other(self, piece: Chunk) -> None:
        self._take(piece)

    def _main(self) -> Clause | None:
        clause: Clause | None = self.clause
        while clause is not None and clause.link not in _FREE_LINKS:
            clause = clause.parent
        return clause


def _is_person(phrase: Phrase) -> bool:
    head = phrase.head
    if head.tag is Tag.PRONOUN:
        return head.word in _PERSONAL
    return head.tag is Tag.NAME or head.part is not None


def _inherit(group: Group, last: Group, before: Chunk | None) -> None:
    """Carry over what the first of two joined verbs has: "was hit and kicked", "did not attend or call"."""
    bare = len([word for word in group.words if word.tag in {Tag.VERB, Tag.MODAL}]) == 1
    if not bare:
        return
    if last.passive and (group.form == PP or (group.form == PAST and may_be(group.verb, PP))):
        group.passive = True
    if group.form == last.form or (last.modal and group.form == BASE):
        group.modal = group.modal or last.modal
    if before is not None and before.word in {"or", "nor"}:
        group.negated = group.negated or last.negated
