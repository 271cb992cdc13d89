"""Name tokens: the same for every spelling of a word, and meaningless anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from consent.people import Part
from sharehub.cases import names
from sharehub.cases.people import add_person
from sharehub.database.schema import Person

if TYPE_CHECKING:
    from tests.sharehub.world import World


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ludmila", "LUDMILA"),
        ("Ludmíla", "ludmila"),
        ("Małgorzata", "Malgorzata"),
        ("Zoe\u0308", "Zo\u00eb"),
    ],
)
def test_spellings_of_one_name_have_one_token(sqlite_world: World, one: str, other: str) -> None:
    keys, case = sqlite_world.hub.keys, sqlite_world.case

    assert names.tokens(keys, case, one) == names.tokens(keys, case, other)


def test_a_token_means_nothing_in_another_case(sqlite_world: World) -> None:
    there = sqlite_world.another_case({})
    keys = sqlite_world.hub.keys

    here = names.token(keys, sqlite_world.case, "Ludmila")
    assert here != names.token(keys, there.case, "Ludmila")
    assert len(bytes.fromhex(here)) == 16


def test_particles_and_initials_name_nobody(sqlite_world: World) -> None:
    keys, case = sqlite_world.hub.keys, sqlite_world.case

    assert set(names.tokens(keys, case, "Jan P. van der Berg")) == {
        names.token(keys, case, "Jan"),
        names.token(keys, case, "Berg"),
    }


def test_a_name_without_capitals_is_still_a_name(sqlite_world: World) -> None:
    keys, case = sqlite_world.hub.keys, sqlite_world.case

    assert names.tokens(keys, case, "jan berg") == names.tokens(keys, case, "Berg Jan")


def test_words_are_told_apart_at_apostrophes_and_hyphens() -> None:
    assert names.words("O'Neil, Ann-Marie and O\u2019Neil's") == ["O", "Neil", "Ann", "Marie", "and", "s"]


def test_a_person_is_kept_with_the_tokens_of_the_name(world: World) -> None:
    identity = world.act(add_person, "police", Part.THIRD_PARTY, "Iain Sample", None)

    (row,) = [row for row in world.rows(Person) if row["id"] == identity]
    assert row["name_tokens"] == names.tokens(world.hub.keys, world.case, "Iain Sample")
