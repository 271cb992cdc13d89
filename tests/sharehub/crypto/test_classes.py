from __future__ import annotations

import pytest

from policies.vocabulary import Category
from sharehub.crypto.classes import KeyClass, key_class

STRICTEST_FIRST = [
    ("safety", "safety"),
    ("sexual", "sexual"),
    ("immigration", "immigration"),
    ("intelligence", "intelligence"),
    ("survivor_account", "accounts"),
    ("child_account", "accounts"),
    ("survivor_health", "health"),
    ("perpetrator_health", "health"),
]
GENERAL = sorted(set(Category) - {category for category, _ in STRICTEST_FIRST})


@pytest.mark.parametrize(("category", "expected"), STRICTEST_FIRST)
def test_a_category_has_its_class_beside_any_less_strict_one(category: str, expected: str) -> None:
    place = STRICTEST_FIRST.index((category, expected))
    milder = [other for other, _ in STRICTEST_FIRST[place:]] + GENERAL
    assert [key_class({category, other}) for other in milder] == [expected] * len(milder)


@pytest.mark.parametrize("category", GENERAL)
def test_every_other_category_is_general(category: str) -> None:
    assert key_class([category]) is KeyClass.GENERAL


def test_a_record_without_categories_is_general() -> None:
    assert key_class([]) is KeyClass.GENERAL


def test_an_unknown_category_is_refused_rather_than_protected_least() -> None:
    with pytest.raises(ValueError, match="not in the vocabulary"):
        key_class(["behaviour", "saftey"])
