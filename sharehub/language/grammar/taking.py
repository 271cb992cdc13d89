"""Taking phrases and small words into the clause under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.clauses import Clause
from sharehub.language.grammar.cursor import Cursor
from sharehub.language.grammar.phrases import INFINITIVE, NOUNS
from sharehub.language.grammar.verbs import ING
from sharehub.language.grammar.words import Tag
from sharehub.language.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.language.grammar.phrases import Chunk, Phrase

FREE_LINKS = frozenset({"", "and", ";", ":", ","})
_PERSONAL = words(
    "i me we us you he him she her they them himself herself themselves someone somebody anyone anybody "
    "everyone everybody who"
)


class Taker(Cursor):
    """The clause under way, and what it has taken so far."""

    def __init__(self, pieces: Sequence[Chunk]) -> None:
        """Begin the first clause."""
        super().__init__(pieces)
        self.clauses: list[Clause] = []
        self.sentence = 0
        self.preposition = ""
        self.comma = False
        self.clause = self.begin("")

    def begin(self, link: str, parent: Clause | None = None, subject: Phrase | None = None) -> Clause:
        """Begin a clause, and go on in it."""
        self.clause = Clause(len(self.clauses), link, parent, self.sentence, subject)
        self.clauses.append(self.clause)
        self.preposition = ""
        return self.clause

    def below(self, link: str, subject: Phrase | None) -> Clause:
        """Begin a clause that the verb of this one governs."""
        governor = self.clause
        clause = self.begin(link, governor, subject)
        clause.governor = governor
        return clause

    def main(self) -> Clause | None:
        """Return the clause that this one hangs on in the end, or is."""
        clause: Clause | None = self.clause
        while clause is not None and clause.link not in FREE_LINKS:
            clause = clause.parent
        return clause

    # noun phrases

    def take_phrase(self, piece: Chunk, phrase: Phrase) -> None:
        """Take a noun phrase: joined to another, brought in by a preposition, or as subject or object."""
        if self.after_and and self._joins(phrase):
            self.clause.words += piece.words
        elif self.preposition:
            self.clause.words += piece.words
            self._place(phrase)
        elif self._starts_anew(phrase):
            self.begin("and" if self.after_and else ",", self.main(), phrase)
            self.clause.words += piece.words
        else:
            self.clause.words += piece.words
            self._bare(phrase)

    def _place(self, phrase: Phrase) -> None:
        """Put a phrase where its preposition brings it: into the clause, and onto the phrase before."""
        before = self.phrase(-2)
        if before is not None and self.kind(-1) == Tag.PREPOSITION:
            before.attached.append((self.preposition, phrase))
            phrase.hangs_on = before
        self.clause.places.append((self.preposition, phrase))
        self.preposition = ""

    def _joins(self, phrase: Phrase) -> bool:
        """Join a phrase after "and" to the one before, unless it is the subject of what follows."""
        before, follows = self.phrase(-2), self.verb_ahead()
        if before is None:
            return False
        if follows is not None and follows.form not in {INFINITIVE, ING} and self.clause.verbs:
            return False
        thing = not is_person(phrase) or phrase.head.part is Part.PAIR
        if phrase.owner is not None and is_person(before) and thing and self.clause.subject is before:
            phrase.owner.joined.append(before)
            self.clause.subject = phrase
        else:
            before.joined.append(phrase)
        return True

    def _starts_anew(self, phrase: Phrase) -> bool:
        """Say whether a phrase is the subject of a new clause, after "and" or a comma and with a verb."""
        follows = self.verb_ahead()
        if not self.clause.verbs:
            return False
        if self.comma and self.kind(1) == Tag.ADJECTIVE and is_person(phrase):
            return True
        if follows is None or phrase.is_time or follows.form == INFINITIVE:
            return False
        return self.after_and or (self.comma and follows.form != ING)

    def _bare(self, phrase: Phrase) -> None:
        """Take a phrase without preposition as subject or object."""
        clause = self.clause
        if clause.verbs:
            clause.objects.append(phrase)
        elif clause.subject is None or clause.subject.is_time:
            clause.subject = phrase
        elif clause.link == "rel" or self._was_no_subject(phrase):
            clause.objects.append(clause.subject)
            clause.subject = phrase
        else:
            clause.objects.append(phrase)

    def _was_no_subject(self, phrase: Phrase) -> bool:
        return self.verb_ahead() is not None and not phrase.is_time and not self.comma

    # small words

    def take_word(self, piece: Chunk) -> None:
        """Take an adjective, an adverb, a preposition, a conjunction or a quote mark."""
        self.clause.words += piece.words
        if piece.kind == Tag.ADJECTIVE:
            self.clause.adjectives.append(piece)
        elif piece.kind in {Tag.ADVERB, Tag.NOT}:
            self.clause.adverbs += piece.words
        elif piece.kind == Tag.PREPOSITION:
            self._preposition(piece)
        elif piece.kind == Tag.AND:
            self.preposition = ""

    def _preposition(self, piece: Chunk) -> None:
        after = self.piece(1)
        gerund = after is not None and after.group is not None and after.group.form == ING
        brings = gerund or self.kind(1) in {NOUNS, Tag.QUOTE, Tag.ADVERB}
        self.preposition = piece.word if brings else ""
        if not brings:
            self.clause.adverbs += piece.words


def is_person(phrase: Phrase) -> bool:
    """Say whether a phrase means somebody, as far as its head tells."""
    head = phrase.head
    if head.tag is Tag.PRONOUN:
        return head.word in _PERSONAL
    return head.tag is Tag.NAME or head.part is not None
