"""Clauses: a subject, what it does or is, and how one clause hangs on another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sharehub.language.grammar.verbs import BASE

if TYPE_CHECKING:
    from sharehub.language.grammar.phrases import Chunk, Group, Phrase
    from sharehub.language.grammar.words import Word


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
    def tensed(self) -> bool:
        """Whether one of its verbs has a tense, as far as its form tells."""
        return any(group.finite or group.form == BASE for group in self.verbs)

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
