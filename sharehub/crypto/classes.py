"""Key classes: which wrapping key a record's strictest category puts it under."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from policies.vocabulary import Category

if TYPE_CHECKING:
    from collections.abc import Iterable


class KeyClass(StrEnum):
    """What a wrapping key may wrap, strictest first."""

    SAFETY = "safety"
    SEXUAL = "sexual"
    IMMIGRATION = "immigration"
    INTELLIGENCE = "intelligence"
    ACCOUNTS = "accounts"
    HEALTH = "health"
    GENERAL = "general"


_CLASS_OF = {
    Category.SAFETY: KeyClass.SAFETY,
    Category.SEXUAL: KeyClass.SEXUAL,
    Category.IMMIGRATION: KeyClass.IMMIGRATION,
    Category.INTELLIGENCE: KeyClass.INTELLIGENCE,
    Category.SURVIVOR_ACCOUNT: KeyClass.ACCOUNTS,
    Category.CHILD_ACCOUNT: KeyClass.ACCOUNTS,
    Category.SURVIVOR_HEALTH: KeyClass.HEALTH,
    Category.PERPETRATOR_HEALTH: KeyClass.HEALTH,
}
_STRICTEST_FIRST = tuple(KeyClass)
_KNOWN = frozenset(map(str, Category))


def key_class(categories: Iterable[str]) -> KeyClass:
    """Return the key class of a record: that of its strictest category.

    Args:
        categories: values of `Category`; a record that has none is general.

    Raises:
        ValueError: a category is unknown, which must not quietly end up among the least protected.

    Source: design/encryption.md, "Keys".
    """
    asked = frozenset(map(str, categories))
    if not asked <= _KNOWN:
        raise ValueError("a category is not in the vocabulary")
    classes = {_CLASS_OF.get(Category(category), KeyClass.GENERAL) for category in asked}
    return next((strictest for strictest in _STRICTEST_FIRST if strictest in classes), KeyClass.GENERAL)
