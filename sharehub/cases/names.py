"""The words of a name, and the keyed tokens by which one is known again without being opened."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sharehub.language.words import folded

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.crypto.store import KeyStore

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 2
_TOKEN_BYTES = 16


def words(text: str) -> list[str]:
    """Return the words of a text as they are written, each once; O'Neil is two, and so is what is Neil's."""
    # Composed first: a letter and its accent apart would break a word in two.
    return list(dict.fromkeys(_WORD.findall(unicodedata.normalize("NFC", text))))


def token(keys: KeyStore, case: UUID, word: str) -> str:
    """Return the keyed token of one word of a name; it means nothing outside this case.

    Words that differ only in capitals or accents have the same one.
    """
    return keys.case_mac(str(case), f"name:{folded(word)}".encode())[:_TOKEN_BYTES].hex()


def tokens(keys: KeyStore, case: UUID, name: str) -> list[str]:
    """Return the tokens of the words of a name that name somebody, sorted, so that they tell no order.

    "van" in a name that has capitals is none of them. A name that has none was written in haste.
    """
    named = [word for word in words(name) if len(word) >= _SHORTEST]
    capitals = [word for word in named if not word[0].islower()]
    return sorted({token(keys, case, word) for word in capitals or named})
