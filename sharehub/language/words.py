"""Bringing words to one spelling, so that a name is found however it is written."""

from __future__ import annotations

import unicodedata

_LETTERS_WITHOUT_MARK = str.maketrans({"ł": "l", "ø": "o", "đ": "d"})


def folded(text: str) -> str:
    """Bring words to one spelling: small letters without accents."""
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return bare.casefold().translate(_LETTERS_WITHOUT_MARK)
