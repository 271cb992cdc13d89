"""One line of a document, the marks that say how to handle it, and what every text must be: not blank."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum


class Mark(StrEnum):
    """What a reader must know of one line before using it; it is said on the line, in words."""

    NOT_TO_HIM = "not_to_him"
    CHECK_WITH_HER_WORKER = "check_with_her_worker"
    HIS_WORDS = "his_words"

    @property
    def symbol(self) -> str:
        """What the eye finds in a long list; never without the words."""
        return _MARKS[self][0]

    @property
    def words(self) -> str:
        """What stands on the line."""
        return _MARKS[self][1]

    @property
    def legend(self) -> str:
        """What it asks of the reader, said once for the whole document."""
        return _MARKS[self][2]


_MARKS = {
    Mark.NOT_TO_HIM: ("▪", "not to him", "not to be put to him, in any words"),
    Mark.CHECK_WITH_HER_WORKER: ("◆", "her worker first", "check with her worker before using it"),
    Mark.HIS_WORDS: ("◇", "his words", "said by him, in his words; not a finding"),
}


def require(what: str, *texts: str) -> None:
    """Refuse a text with nothing to read in it.

    Raises:
        ValueError: one of them is blank; the message says what it would have been.
    """
    if not all(text.strip() for text in texts):
        raise ValueError(f"{what} is empty")


@dataclass(frozen=True, slots=True)
class Item:
    """One line: what is said, in a few words when and how often, how it is known, and how to handle it."""

    text: str = field(repr=False)
    _: KW_ONLY
    details: tuple[str, ...] = field(default=(), repr=False)
    attribution: str | None = field(default=None, repr=False)
    marks: tuple[Mark, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a line that says nothing."""
        require("a line", self.text, *self.details, *([] if self.attribution is None else [self.attribution]))
