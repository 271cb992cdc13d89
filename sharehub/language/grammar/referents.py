"""Working out whom each phrase means: by name, by role, by pronoun, and by whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.people import PRONOUN_FORMS, is_kin, is_partner
from sharehub.language.grammar.words import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.people import People
    from sharehub.language.grammar.phrases import Phrase

ADULTS = frozenset({Part.PERPETRATOR, Part.SURVIVOR, Part.ADULT})
PERSONS = ADULTS | {Part.CHILD, Part.PAIR, Part.SERVICE, Part.OTHER, Part.UNKNOWN}
_TWO_OF_THEM = frozenset({"relationship", "marriage", "partnership"})
_SEVERAL = frozenset({"women", "men", "ladies"})
_CLOSE_LINKS = frozenset(
    {"and", ",", "rel", "because", "so-that", "when", "while", "after", "before", "if", "as"}
)


class Referents:
    """Resolves the phrases of one text in reading order, remembering who was spoken of last."""

    def __init__(self, people: People) -> None:
        """Begin a text."""
        self._people = people
        self._last_adult: Part | None = None
        self._last_plural: Part | None = None
        self._last_mentioned: Part | None = None
        self._last_subject: Phrase | None = None

    def resolve(self, clauses: Iterable[Clause]) -> None:
        """Give every phrase of these clauses its part."""
        for clause in clauses:
            if clause.subject is not None:
                self._settle(clause.subject, clause, is_subject=True)
            for phrase in (*clause.objects, *(phrase for _, phrase in clause.places)):
                self._settle(phrase, clause, is_subject=False)
            self._remember(clause)

    def _remember(self, clause: Clause) -> None:
        for phrase in (clause.subject, *clause.objects, *(phrase for _, phrase in clause.places)):
            if phrase is None or phrase.part is None:
                continue
            if phrase.part in {Part.PAIR, Part.SERVICE} or (phrase.part is Part.CHILD and _is_plural(phrase)):
                self._last_plural = (
                    phrase.part
                    if phrase is clause.subject or self._last_plural is None
                    else self._last_plural
                )
        subject = clause.subject
        if subject is not None and subject.part in PERSONS:
            self._last_subject = subject
            if subject.part in ADULTS:
                self._last_adult = subject.part

    def _settle(self, phrase: Phrase, clause: Clause, *, is_subject: bool) -> None:
        if phrase.part is not None:
            return
        if phrase.owner is not None:
            self._settle(phrase.owner, clause, is_subject=False)
        for other in phrase.joined:
            self._settle(other, clause, is_subject=is_subject)
        for _, hung in phrase.attached:
            self._settle(hung, clause, is_subject=False)
        phrase.owner_part = self._owner(phrase, clause)
        own = self._own_part(phrase, clause, is_subject=is_subject)
        parts = {own, *(other.part for other in phrase.joined)}
        both = {Part.PERPETRATOR, Part.SURVIVOR} <= parts or (
            own is Part.ADULT and Part.ADULT in {o.part for o in phrase.joined}
        )
        phrase.part = Part.PAIR if both else own
        if phrase.part in PERSONS:
            self._last_mentioned = phrase.part

    def _owner(self, phrase: Phrase, clause: Clause) -> Part | None:
        if phrase.owner is not None:
            return phrase.owner.part
        word = phrase.possessive
        if word is None:
            return next(
                (hung.part for link, hung in phrase.attached if link == "of" and hung.part in PERSONS), None
            )
        return self._pronoun(word.word, clause, is_subject=False)

    def _own_part(self, phrase: Phrase, clause: Clause, *, is_subject: bool) -> Part | None:
        head, owned = phrase.head, phrase.owner is not None or phrase.possessive is not None
        if head.tag is Tag.PRONOUN:
            return self._pronoun(head.word, clause, is_subject=is_subject)
        if owned and is_kin(head.word):
            return self._kin(phrase)
        if owned and is_partner(head.word) and phrase.owner_part in ADULTS:
            return self._people.other_adult(phrase.owner_part or Part.UNKNOWN)
        if head.lemma in _TWO_OF_THEM and not self._is_theirs(phrase):
            return None
        two = head.word in _SEVERAL or "two" in phrase.said
        return Part.PAIR if head.part is Part.UNKNOWN and two else head.part

    def _kin(self, phrase: Phrase) -> Part | None:
        """Return who "his mother" is: a child's is the adult of the cast, an adult's is somebody else."""
        whole = phrase.words[0].word == "their" or phrase.owner_part in {Part.CHILD, Part.PAIR}
        child_spoken_of = self._last_mentioned is Part.CHILD and phrase.owner is None
        if whole or child_spoken_of:
            return phrase.head.part
        return Part.OTHER

    def _is_theirs(self, phrase: Phrase) -> bool:
        """Say whether a relationship is the one between the two adults."""
        others = {hung.part for link, hung in phrase.attached if link in {"with", "between", "to"}}
        former = {word.word for word in phrase.words} & {
            "previous",
            "former",
            "past",
            "earlier",
            "new",
            "working",
            "trusting",
            "professional",
        }
        return not former and (not others or bool(others & (ADULTS | {Part.PAIR})))

    def _pronoun(self, word: str, clause: Clause, *, is_subject: bool) -> Part | None:
        form = PRONOUN_FORMS.get(word)
        if word in {"himself", "herself", "themselves"}:
            return clause.subject.part if clause.subject is not None else None
        if form == "they":
            return self._they(clause)
        if form is None:
            return self._other_pronoun(word)
        if self._means_a_child(clause, is_subject=is_subject):
            return Part.CHILD
        part = self._people.pronoun(word)
        return self._one_of_two(clause, word, is_subject=is_subject) if part is Part.UNKNOWN else part

    def _other_pronoun(self, word: str) -> Part | None:
        if word in {"someone", "somebody", "anyone", "anybody", "everyone", "everybody", "nobody"}:
            return Part.OTHER
        return self._people.pronoun(word) or (Part.PAIR if word in {"both", "each-other"} else None)

    def _they(self, clause: Clause) -> Part:
        subject = clause.subject
        if subject is not None and subject.part in {Part.PAIR, Part.CHILD, Part.SERVICE}:
            return subject.part or Part.PAIR
        return self._last_plural or Part.PAIR

    def _means_a_child(self, clause: Clause, *, is_subject: bool) -> bool:
        """Say whether he or she is the child spoken of just before, in the same sentence."""
        last = self._last_subject
        if not is_subject and clause.subject is not None and clause.subject.part is Part.CHILD:
            return not _is_plural(clause.subject)
        if last is None or last.part is not Part.CHILD or _is_plural(last) or clause.governor is not None:
            return False
        return is_subject and clause.link in _CLOSE_LINKS

    def _one_of_two(self, clause: Clause, word: str, *, is_subject: bool) -> Part:
        """Choose where a pronoun fits both: who was subject last, or as an object the other."""
        subject = clause.subject.part if clause.subject is not None and not is_subject else None
        if subject in ADULTS:
            owns = word in {"his", "hers", "her"}
            return (
                subject if owns and subject is not None else self._people.other_adult(subject or Part.UNKNOWN)
            )
        return self._last_adult or Part.UNKNOWN


def _is_plural(phrase: Phrase) -> bool:
    return (
        bool(phrase.joined)
        or phrase.head.word in {"children", "kids", "they", "them", "both", "boys", "girls", "siblings"}
        or (phrase.head.tag is Tag.NOUN and phrase.head.word != phrase.head.lemma)
    )
