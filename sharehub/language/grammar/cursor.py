"""Standing at one piece of a text and looking at those around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.grammar.phrases import NOUNS
from sharehub.language.grammar.words import Tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.language.grammar.phrases import Chunk, Group, Phrase


class Cursor:
    """A place in the pieces of a text."""

    def __init__(self, pieces: Sequence[Chunk]) -> None:
        """Stand at the first piece."""
        self.pieces = pieces
        self.at = 0

    def piece(self, steps: int) -> Chunk | None:
        """Return the piece so many steps on, or back; None beyond the ends."""
        at = self.at + steps
        return self.pieces[at] if 0 <= at < len(self.pieces) else None

    def kind(self, steps: int) -> str:
        """Return of what kind that piece is; nothing beyond the ends."""
        piece = self.piece(steps)
        return piece.kind if piece else ""

    def phrase(self, steps: int) -> Phrase | None:
        """Return the noun phrase there, if it is one."""
        piece = self.piece(steps)
        return piece.phrase if piece else None

    @property
    def after_and(self) -> bool:
        """Whether a conjunction stands just before."""
        return self.kind(-1) == Tag.AND

    def verb_ahead(self) -> Group | None:
        """Return the verb group that follows, looking past adverbs and what prepositions bring in."""
        steps = 1
        while True:
            if self.kind(steps) in {Tag.ADVERB, Tag.QUOTE}:
                steps += 1
            elif self.kind(steps) == Tag.PREPOSITION and self.kind(steps + 1) == NOUNS:
                steps += 2
            else:
                piece = self.piece(steps)
                return piece.group if piece else None
