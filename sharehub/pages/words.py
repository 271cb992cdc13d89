"""What the closed words of the API are called on pages; one that is not here is written plainly."""

from __future__ import annotations

from typing import Final

from sharehub.disclosure.wording import PURPOSES, ROLES, purpose_in_words

OTHER_ROLES: Final = {
    "ig_officer": "information-governance officer",
    "administrator": "administrator",
    "signatory": "signatory",
}
"""Of those for whom no document is made."""


def role(word: str) -> str:
    """Return what a role is called."""
    return first_large((dict(ROLES) | OTHER_ROLES).get(word, plain(word)))


def purpose(word: str) -> str:
    """Return what a purpose is called."""
    return first_large(PURPOSES.get(word, plain(word)))


def for_what(word: str) -> str:
    """Return what a purpose is called within a sentence."""
    return purpose_in_words(word)


def plain(word: str) -> str:
    """Return a closed word as people write it."""
    return first_large(word.replace("_", " ").lower())


def lasting(seconds: int) -> str:
    """Write how long something lasts as people say it, in its largest unit."""
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "less than a minute"


def first_large(text: str) -> str:
    """Return words as they begin a line."""
    return f"{text[:1].upper()}{text[1:]}"
