"""Cutting a text into tokens that remember where they stood."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sharehub.language.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = re.compile(
    r"""(?P<word>A\s?&\s?E\b|(?:Mr|Mrs|Ms|Dr|St|vs)\.(?=\s)|(?:e\.g|i\.e|a\.m|p\.m)\.?
                |[^\W\d_]+(?:['\u2019][^\W\d_]+)*)
      | (?P<number>\d+(?:[.,:/]\d+)*(?:\s?%)?)
      | (?P<line>\n\s*)
      | (?P<mark>[^\w\s]|_)""",
    re.VERBOSE | re.IGNORECASE,
)
_TAIL = re.compile(r"(?i)^(?P<stem>.*?)(?:(?P<negative>n['\u2019]t)|['\u2019](?P<tail>s|ve|re|ll|d|m))$")
_STEMS = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_WITHOUT_MARK = frozenset(
    {"didnt", "doesnt", "dont", "wont", "cant", "isnt", "wasnt", "werent", "hasnt", "havent", "hadnt",
     "couldnt", "shouldnt", "wouldnt", "arent"}
)  # fmt: skip
_OWNING = frozenset("'\u2019")
_SINGLE = frozenset("'\u2018\u2019`")
HYPHENS = frozenset("-\u2010\u2011")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, mark or line's end: its small letters without accents, and its place in the text."""

    word: str
    start: int
    end: int
    kind: str
    capital: bool = False
    glued: bool = False
    """Whether a hyphen joins it to the one before."""


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text in order; hyphens within words join, and are left out."""
    found: list[Token] = []
    glue = False
    for token in _pieces(text):
        if token.word in HYPHENS and _inside_word(text, token):
            glue = True
            continue
        found.append(replace(token, glued=True) if glue else token)
        glue = False
    return found


def _pieces(text: str) -> Iterator[Token]:
    quoted = False
    for match in _PIECE.finditer(text):
        kind, piece, at = match.lastgroup or "mark", match.group(), match.start()
        if kind == "word":
            yield from _parts(piece, at)
        elif piece in _OWNING and not quoted and _owns(text, at):
            yield Token("'s", at, match.end(), "word")
        else:
            if piece in _SINGLE:
                quoted = not quoted
            yield Token(piece, at, match.end(), kind)


def _parts(piece: str, at: int) -> Iterator[Token]:
    """Yield a word, and what is contracted to it as a word of its own."""
    capital, end, bare = piece[0].isupper(), at + len(piece), folded(piece)
    tail = _TAIL.match(piece)
    if tail and tail["stem"]:
        cut = at + len(tail["stem"])
        stem = folded(tail["stem"])
        last = "not" if tail["negative"] else "'" + tail["tail"].casefold()
        yield Token(_STEMS.get(stem, stem) if tail["negative"] else stem, at, cut, "word", capital)
        yield Token(last, cut, end, "word")
    elif bare == "cannot":
        yield Token("can", at, at + 3, "word", capital)
        yield Token("not", at + 3, end, "word")
    elif bare in _WITHOUT_MARK:
        stem = "can" if bare == "cant" else bare[:-2]
        yield Token(_STEMS.get(stem, stem), at, end - 2, "word", capital)
        yield Token("not", end - 2, end, "word")
    else:
        yield Token(bare.removesuffix("."), at, end, "word", capital)


def _owns(text: str, at: int) -> bool:
    """Say whether a mark after an s may be the one that owns: "the parents' flat"."""
    return text[max(at - 1, 0) : at] in {"s", "S"} and text[at + 1 : at + 3].strip().isalpha()


def _inside_word(text: str, token: Token) -> bool:
    before, after = text[max(token.start - 1, 0) : token.start], text[token.end : token.end + 1]
    return before.isalnum() and after.isalnum()
