"""A text as rules look at it: whose act it is, how it is said, and what of his stands beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.reading import Act, Reading, Trait
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.grammar.words import Tag
from sharehub.language.rules.meanings import ABOUT_WORDS, DULL, HARMS, PUTS_IN_WORDS, WRONG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.people import People
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.words import Word

_QUOTED = re.compile(
    r"\"[^\"\n]{1,120}\"|\u201c[^\u201d\n]{1,120}\u201d|(?<![^\W_])['\u2018][^'\u2019\n]{1,120}['\u2019](?![^\W_])"
    r"|\*[^*\n]{1,120}\*|\u00ab[^\u00bb\n]{1,120}\u00bb"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the text something was found."""

    start: int
    end: int

    @classmethod
    def of(cls, found: Act | Trait | Phrase | Word) -> Span:
        """Return where an act, a description, a phrase or a word stands."""
        if isinstance(found, Act):
            return cls(found.start, found.end)
        if isinstance(found, Trait):
            return cls(found.word.start, found.word.end)
        words = getattr(found, "words", [found])
        return cls(words[0].start, words[-1].end)


def said_by(words: Iterable[Word]) -> frozenset[str]:
    """Return words as written and in their dictionary forms."""
    return frozenset(form for word in words for form in (word.word, word.lemma))


class Scene:
    """A reading, with the questions that rules ask of it."""

    def __init__(self, text: str, people: People, *, her_treatment: bool = False) -> None:
        """Read a text.

        Args:
            text: what somebody wrote.
            people: of the case.
            her_treatment: whether it is a record inside the survivor's own treatment service.
        """
        self.reading = Reading(text, people)
        self.her_treatment = her_treatment
        self.decided = not people.undetermined
        self._quotes = [match.span() for match in _QUOTED.finditer(text)]
        self._said: dict[tuple[str, int], frozenset[str]] = {}
        self._acts: dict[int, list[Act]] = {}
        for act in self.reading.acts:
            self._acts.setdefault(act.clause.sentence, []).append(act)

    # who

    def hers(self, part: Part | None, elided: bool = False) -> bool:  # noqa: FBT001, FBT002 - handed on as a function
        """Say whether it is the survivor, or nobody in a note that leaves its subject out."""
        return part is Part.SURVIVOR or (elided and part is None and self.decided)

    def his(self, part: Part | None, elided: bool = False) -> bool:  # noqa: FBT001, FBT002 - handed on as a function
        """Say whether it is the perpetrator, or nobody in a note that leaves its subject out."""
        return part is Part.PERPETRATOR or (elided and part is None and self.decided)

    def her_acts(self) -> Iterator[Act]:
        """Yield what the survivor does, in the author's own words."""
        return (
            act
            for act in self.reading.acts
            if self.hers(act.doer, act.elided and not act.passive) and self.stands(act)
        )

    def his_acts(self) -> Iterator[Act]:
        """Yield what the perpetrator does, whoever says so."""
        return (act for act in self.reading.acts if self.his(act.doer, act.elided and not act.passive))

    def subject(self, clause: Clause) -> Part | None:
        """Return who the subject of a clause is."""
        return self.reading.subject(clause)

    def owner(self, clause: Clause, phrase: Phrase, *links: str) -> Part | None:
        """Return whose a phrase is: by "her", "mum's", or a person whom a preposition brings in."""
        brought = (*phrase.attached, *clause.places)
        by_link = (other.part for link, other in brought if link in links and other.part in PERSONS)
        return phrase.owner_part or next(by_link, None)

    # how it is said

    def stands(self, found: Act | Trait) -> bool:
        """Say whether something is the author's own view: not his claim, nor a word under challenge."""
        word = found.word if isinstance(found, Trait) else found.group.verb
        if isinstance(found, Trait) and found.reporter is Part.PERPETRATOR:
            return False
        return self.is_said(found.clause, word)

    def is_said(self, clause: Clause, word: Word) -> bool:
        """Say whether a word is the author's own: not his claim, not denied, not under challenge."""
        own = not self.he_says(clause) and not self.denied_above(clause)
        return own and not self.challenged(clause, word)

    def he_says(self, clause: Clause) -> bool:
        """Say whether a clause is told as something he says."""
        return self.reading.reporter(clause) is Part.PERPETRATOR

    def denied_above(self, clause: Clause) -> bool:
        """Say whether it is only told as what is not said: "the report does not say that she …"."""
        above = clause.governor
        return clause.link == "that" and above is not None and above.denies

    def challenged(self, clause: Clause, word: Word | None = None) -> bool:
        """Say whether a word is spoken about, not used: in quote marks, with words about words near."""
        about = bool(self.sentence(clause) & ABOUT_WORDS)
        if word is not None and any(start <= word.start < end for start, end in self._quotes):
            return about
        return about and self._is_put_in_words(clause)

    def _is_put_in_words(self, clause: Clause) -> bool:
        """Say whether a clause tells how something is worded, without quote marks: "describing this as …"."""
        here: Clause | None = clause
        while here is not None:
            if any(group.lemma in PUTS_IN_WORDS for group in here.verbs) and self._by_nobody(here):
                return True
            here = here.governor or here.parent
        return False

    def _by_nobody(self, clause: Clause) -> bool:
        """Say whether a clause speaks of wording as such: nobody's act, and judged."""
        if clause.subject is not None and clause.subject.head.word in {"nobody", "none"}:
            return True
        doer = self.subject(clause)
        if doer in PERSONS and doer is not Part.SERVICE:
            return False
        judged = bool(self.said(clause) & WRONG) and any(one.form == "infinitive" for one in clause.verbs)
        weighed = any(one.form == "ing" or one.modal in {"should", "must", "can"} for one in clause.verbs)
        return judged or weighed or clause.denies

    # what words are there

    def said(self, clause: Clause) -> frozenset[str]:
        """Return the words of a clause, as written and in their dictionary forms."""
        return self._once("clause", clause.at, lambda: said_by(clause.words))

    def below(self, clause: Clause) -> frozenset[str]:
        """Return the words of a clause and of those that its verb governs."""
        beside = self.reading.sentence(clause.sentence)
        return self._all_said(other for other in beside if clause in {other, other.governor})

    def sentence(self, clause: Clause) -> frozenset[str]:
        """Return the words of the clause's sentence."""
        number = clause.sentence
        return self._once("sentence", number, lambda: self._all_said(self.reading.sentence(number)))

    def nearby(self, clause: Clause) -> frozenset[str]:
        """Return the words of the clause's sentence and of those beside it."""
        return self._once("near", clause.sentence, lambda: self._all_said(self.reading.near(clause)))

    def _all_said(self, clauses: Iterable[Clause]) -> frozenset[str]:
        return frozenset[str]().union(*(self.said(clause) for clause in clauses))

    def _once(self, what: str, number: int, find: Callable[[], frozenset[str]]) -> frozenset[str]:
        key = (what, number)
        if key not in self._said:
            self._said[key] = find()
        return self._said[key]

    def things(self, clause: Clause) -> frozenset[str]:
        """Return the words of a clause's objects, and of what prepositions bring in."""
        return self._once(
            "things", clause.at, lambda: said_by(w for phrase in clause.complements for w in phrase.words)
        )

    @cached_property
    def forms(self) -> list[tuple[Word, tuple[str, ...]]]:
        """Every word with its spelling and, where it is no adjective, its dictionary form."""
        return [
            (
                word,
                (word.word,)
                if word.tag is Tag.ADJECTIVE or word.word == word.lemma
                else (word.word, word.lemma),
            )
            for word in self.reading.words
        ]

    @cached_property
    def named_parts(self) -> frozenset[Part]:
        """The parts that are named anywhere in the text."""
        return frozenset(phrase.part for _, phrase in self.reading.nouns() if phrase.part is not None)

    # what stands beside it

    def around(self, clause: Clause) -> list[Clause]:
        """Return the clauses of the same sentence."""
        return self.reading.sentence(clause.sentence)

    def line(self, clauses: Iterable[Clause]) -> list[Word]:
        """Return the words of some clauses, in the order of the text."""
        return sorted((word for clause in clauses for word in clause.words), key=lambda word: word.at)

    def acts_of(self, clause: Clause) -> list[Act]:
        """Return the acts of one clause."""
        return [act for act in self._acts.get(clause.sentence, ()) if act.clause is clause]

    def near(self, clause: Clause) -> Iterator[Act]:
        """Yield the acts of the same sentence and of those beside it."""
        return (act for step in (-1, 0, 1) for act in self._acts.get(clause.sentence + step, ()))

    def beside(self, clause: Clause) -> Iterator[Act]:
        """Yield the acts of the same sentence."""
        return iter(self._acts.get(clause.sentence, ()))

    def his_behaviour(self, clause: Clause) -> bool:
        """Say whether something he does is told in another clause, in the same or a neighbouring sentence."""
        return any(
            act.doer is Part.PERPETRATOR
            and act.clause is not clause
            and act.lemma not in DULL
            and not act.negated
            for act in self.near(clause)
        )

    def he_harms(self, clause: Clause) -> bool:
        """Say whether the same sentence tells what he did to harm."""
        return any(
            act.doer is Part.PERPETRATOR and act.lemma in HARMS and not act.negated
            for act in self.beside(clause)
        )

    def has_part(self, clause: Clause, parts: AbstractSet[Part]) -> bool:
        """Say whether one of these is named in a clause."""
        return any(phrase.part in parts for phrase in self.reading.phrases(clause))

    def traits_of(self, clause: Clause, words: AbstractSet[str], *, denied: bool = False) -> list[Trait]:
        """Return the descriptions in a clause by one of these words."""
        return [
            trait
            for trait in self.reading.traits_in(clause)
            if trait.word.word in words and trait.negated is denied
        ]
