"""Set phrases: words that mean something together, with room for a few others between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sharehub.language.cast import Part
    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.words import Word
    from sharehub.language.rules.scene import Scene

    Who = Callable[[Part | None, bool], bool]

_ROOM = 3
"""How far ahead the next word may stand: two others between."""


class Idioms:
    """Set phrases of one meaning. Words stand in dictionary form or as written; "a|b" is one or the other.

    "~" before a phrase asks for a clause that denies; without it a clause that denies does not count.
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        """Read the phrases once."""
        self._by_first: dict[str, list[tuple[bool, tuple[frozenset[str], ...]]]] = {}
        for phrase in phrases:
            steps = tuple(frozenset(step.split("|")) for step in phrase.removeprefix("~").split())
            for first in steps[0]:
                self._by_first.setdefault(first, []).append((phrase.startswith("~"), steps))

    def found(self, scene: Scene, who: Who) -> Iterator[tuple[Clause, Span]]:
        """Yield where one stands in the author's own words, said of somebody whom `who` accepts.

        `who` is given the subject of the clause, and whether the clause leaves it out.
        """
        words = scene.reading.words
        for word, forms in scene.forms:
            for denied, steps in (step for form in forms for step in self._by_first.get(form, ())):
                end = _end(words, word.at, steps)
                clause = scene.reading.clause_of(word)
                if (
                    end is not None
                    and clause is not None
                    and _denies(scene, clause, denied=denied)
                    and _is_of(scene, clause, word, who)
                ):
                    yield clause, Span(word.start, words[end].end)


def _end(words: Sequence[Word], at: int, steps: tuple[frozenset[str], ...]) -> int | None:
    """Return where a phrase that begins here ends."""
    here = at
    for step in steps[1:]:
        ahead = range(here + 1, min(here + 1 + _ROOM, len(words)))
        found = next((place for place in ahead if {words[place].word, words[place].lemma} & step), None)
        if found is None:
            return None
        here = found
    return here


def _denies(scene: Scene, clause: Clause, *, denied: bool) -> bool:
    """Say whether a clause denies where it should: outright, or by "failed to"."""
    if denied:
        return clause.denies or any(act.negated for act in scene.acts_of(clause))
    return not clause.denies


def _is_of(scene: Scene, clause: Clause, word: Word, who: Who) -> bool:
    return scene.is_said(clause, word) and who(scene.subject(clause), scene.reading.is_elided(clause))


def anybody(_part: Part | None, _elided: bool) -> bool:  # noqa: FBT001 - handed on as a function
    """Accept everybody."""
    return True
