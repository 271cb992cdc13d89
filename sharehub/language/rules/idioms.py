"""Set phrases: words that mean something together, with room for a few others between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.grammar.words import Tag
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sharehub.language.cast import Part
    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.words import Word
    from sharehub.language.rules.scene import Scene

_ROOM = 3
"""How far ahead the next word may stand: two others between."""


class Idioms:
    """Set phrases of one meaning. Words stand in dictionary form or as written; "a|b" is one or the other.

    "~" before a phrase asks for a clause that denies; without it a clause that denies does not count.
    """

    def __init__(self, *phrases: str) -> None:
        """Read the phrases once."""
        self._by_first: dict[str, list[tuple[bool, tuple[frozenset[str], ...]]]] = {}
        for phrase in phrases:
            steps = tuple(frozenset(step.split("|")) for step in phrase.removeprefix("~").split())
            for first in steps[0]:
                self._by_first.setdefault(first, []).append((phrase.startswith("~"), steps))

    def found(self, scene: Scene, who: Callable[[Part | None, bool], bool]) -> Iterator[tuple[Clause, Span]]:
        """Yield where one stands in the author's own words, said of somebody whom `who` accepts.

        `who` is given the subject of the clause, and whether the clause leaves it out.
        """
        words = scene.reading.words
        for at, word in enumerate(words):
            forms = {word.word} if word.tag is Tag.ADJECTIVE else {word.word, word.lemma}
            for form in forms & self._by_first.keys():
                for denied, steps in self._by_first[form]:
                    end = _end(words, at, steps)
                    clause = scene.reading.clause_of(word)
                    if end is not None and clause is not None and _holds(scene, clause, word, who, denied=denied):
                        yield clause, Span(word.start, words[end].end)


def _end(words: Sequence[Word], at: int, steps: tuple[frozenset[str], ...]) -> int | None:
    """Return where a phrase that begins here ends."""
    here = at
    for step in steps[1:]:
        ahead = range(here + 1, min(here + 1 + _ROOM, len(words)))
        found = next((place for place in ahead if words[place].word in step or words[place].lemma in step), None)
        if found is None:
            return None
        here = found
    return here


def _holds(scene: Scene, clause: Clause, word: Word, who: Callable[[Part | None, bool], bool], *, denied: bool) -> bool:
    if any(group.negated for group in clause.verbs) != denied or not scene.is_said(clause, word):
        return False
    return who(scene.reading.subject(clause), scene.reading.is_elided(clause))
