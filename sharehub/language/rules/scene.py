"""What rules ask of a text: whose act it is, whether his behaviour stands beside it, whether a word is quoted to be challenged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.grammar.reading import Act, Reading, Trait
from sharehub.language.grammar.referents import PERSONS
from sharehub.language.rules.meanings import DULL, HARMS, words

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.people import People
    from sharehub.language.grammar.phrases import Phrase
    from sharehub.language.grammar.words import Word

_QUOTED = re.compile(r"\"[^\"\n]{1,120}\"|“[^”\n]{1,120}”|(?<![^\W_])['‘][^'’\n]{1,120}['’](?![^\W_])|\*[^*\n]{1,120}\*|«[^»\n]{1,120}»")
_ABOUT_WORDS = words(
    "word wording term phrase label language expression description phrasing terminology sentence call describe label word phrase rephrase "
    "reword term quote write challenge question avoid replace remove strike use entry comment remark read blame blaming victim-blaming instead"
)
_WRONG = words("misleading wrong unhelpful inaccurate incorrect unfair lazy tempting easy mistake error misrepresent unjust")
_PUTS_IN_WORDS = words("describe call label term word phrase record write say frame characterise refer portray")


class Span:
    """Where in the text something was found."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        """Mark the text from start up to end."""
        self.start, self.end = start, end


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
        self._quotes = [match.span() for match in _QUOTED.finditer(text)]
        self.decided = not people.undetermined

    # who

    def hers(self, part: Part | None, *, elided: bool = False) -> bool:
        """Say whether it is the survivor, or nobody in a note that leaves its subject out."""
        return part is Part.SURVIVOR or (elided and part is None and self.decided)

    def his(self, part: Part | None, *, elided: bool = False) -> bool:
        """Say whether it is the perpetrator, or nobody in a note that leaves its subject out."""
        return part is Part.PERPETRATOR or (elided and part is None and self.decided)

    def her_acts(self, lemmas: Container[str]) -> Iterator[Act]:
        """Yield what the survivor does of these verbs, in the author's words and not quoted to be challenged."""
        for act in self.reading.acts:
            if act.lemma in lemmas and self.hers(act.doer, elided=act.elided and not act.passive) and self.stands(act):
                yield act

    def his_acts(self, lemmas: Container[str]) -> Iterator[Act]:
        """Yield what the perpetrator does of these verbs."""
        for act in self.reading.acts:
            if act.lemma in lemmas and self.his(act.doer, elided=act.elided and not act.passive):
                yield act

    def is_hers(self, part: Part | None, elided: bool) -> bool:  # noqa: FBT001 - handed on as a function
        """Say the same, for set phrases."""
        return self.hers(part, elided=elided)

    def is_his(self, part: Part | None, elided: bool) -> bool:  # noqa: FBT001 - handed on as a function
        """Say the same of him."""
        return self.his(part, elided=elided)

    # how it is said

    def stands(self, found: Act | Trait) -> bool:
        """Say whether something is said as the author's own view: neither his claim nor a word under challenge."""
        reporter = found.reporter if isinstance(found, Trait) else self.reading.reporter(found.clause)
        return reporter is not Part.PERPETRATOR and not self.denied_above(found.clause) and not self.challenged(found.clause, _first(found))

    def is_said(self, clause: Clause, word: Word) -> bool:
        """Say whether a word of a clause is the author's own: not his claim, not denied, not under challenge."""
        mine = self.reading.reporter(clause) is not Part.PERPETRATOR and not self.denied_above(clause)
        return mine and not self.challenged(clause, word)

    def denied_above(self, clause: Clause) -> bool:
        """Say whether it is only told as what is not said: "the report does not say that she …"."""
        above = clause.governor
        return clause.link == "that" and above is not None and any(group.negated for group in above.verbs)

    def challenged(self, clause: Clause, word: Word | None = None) -> bool:
        """Say whether a word is spoken about rather than used: in quote marks, with words about words near."""
        about = self._speaks_of_words(clause)
        if word is not None and any(start <= word.start < end for start, end in self._quotes):
            return about
        return about and self._is_put_in_words(clause)

    def _speaks_of_words(self, clause: Clause) -> bool:
        return any(word.lemma in _ABOUT_WORDS for other in self.reading.clauses if other.sentence == clause.sentence for word in other.words)

    def _is_put_in_words(self, clause: Clause) -> bool:
        """Say whether a clause tells how something is worded, without quote marks: "describing this as volatile hides …"."""
        here: Clause | None = clause
        while here is not None:
            for group in here.verbs:
                doer = self.reading.subject(here)
                nobody = doer not in PERSONS or doer is Part.SERVICE
                if here.subject is not None and here.subject.head.word in {"nobody", "none"} and group.lemma in _PUTS_IN_WORDS:
                    return True
                judged = (group.form == "infinitive" and has(here.words, _WRONG)) or group.form == "ing" or group.modal in {"should", "must", "can"} or group.negated
                if group.lemma in _PUTS_IN_WORDS and nobody and judged:
                    return True
            here = here.governor or here.parent
        return False

    # what stands beside it

    def his_behaviour(self, clause: Clause, *, beside: Container[int] = ()) -> bool:
        """Say whether something he does, other than in this clause, is told in the same or a neighbouring sentence."""
        return any(self._is_behaviour(act) for act in self.acts_near(clause) if act.clause is not clause and act.clause.at not in beside)

    def _is_behaviour(self, act: Act) -> bool:
        return act.doer is Part.PERPETRATOR and act.lemma not in DULL and not act.negated

    def acts_near(self, clause: Clause) -> Iterator[Act]:
        """Yield the acts of the same sentence and of those beside it."""
        return (act for act in self.reading.acts if abs(act.clause.sentence - clause.sentence) <= 1)

    def acts_in_sentence(self, clause: Clause) -> Iterator[Act]:
        """Yield the acts of the same sentence."""
        return (act for act in self.reading.acts if act.clause.sentence == clause.sentence)

    def he_harms(self, clause: Clause) -> bool:
        """Say whether the same sentence tells what he did to harm."""
        return any(act.doer is Part.PERPETRATOR and act.lemma in HARMS and not act.negated and not act.passive for act in self.acts_in_sentence(clause))

    def with_below(self, clause: Clause) -> list[Word]:
        """Return the words of a clause and of those that its verb governs."""
        below = [word for other in self.reading.clauses if other.governor is clause for word in other.words]
        return [*clause.words, *below]

    def sentence(self, clause: Clause) -> list[Word]:
        """Return the words of the clause's sentence, in order."""
        found = [word for other in self.reading.clauses if other.sentence == clause.sentence for word in other.words]
        return sorted({word.at: word for word in found}.values(), key=lambda word: word.at)

    def nearby(self, clause: Clause) -> list[Word]:
        """Return the words of the clause's sentence and of those beside it."""
        found = [word for other in self.reading.near(clause) for word in other.words]
        return sorted({word.at: word for word in found}.values(), key=lambda word: word.at)


def _first(found: Act | Trait) -> Word:
    return found.word if isinstance(found, Trait) else found.group.verb


def has(among: list[Word], lemmas: Container[str]) -> bool:
    """Say whether one of these words is among them, as written or in its dictionary form."""
    return any(word.lemma in lemmas or word.word in lemmas for word in among)


def heads(phrases: list[Phrase]) -> set[str]:
    """Return the heads of phrases, in dictionary form."""
    return {phrase.head.lemma for phrase in phrases} | {phrase.head.word for phrase in phrases}


def of_act(act: Act) -> Span:
    """Return where an act stands."""
    return Span(act.start, act.end)


def of_word(word: Word) -> Span:
    """Return where a word stands."""
    return Span(word.start, word.end)


def of_phrase(phrase: Phrase) -> Span:
    """Return where a noun phrase stands."""
    return Span(phrase.words[0].start, phrase.words[-1].end)
