"""The word tables: readable, without idle entries, and used."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from sharehub.language import lexicon
from sharehub.language.lexicon import Lexicon

FOLDER = Path(lexicon.__file__).parent
TABLES = sorted(path.stem for path in FOLDER.glob("*.toml"))
PACKAGE = FOLDER.parent


@pytest.mark.parametrize("table", TABLES)
def test_no_list_of_a_table_holds_a_word_twice(table: str) -> None:
    lists = tomllib.loads((FOLDER / f"{table}.toml").read_text(encoding="utf-8"))

    for name, held in lists.items():
        words = held.split() if isinstance(held, str) else held
        assert [word for word, times in Counter(words).items() if times > 1] == [], name


@pytest.mark.parametrize("table", TABLES)
def test_words_are_written_as_the_check_reads_them(table: str) -> None:
    for name, words in Lexicon(table).lists.items():
        assert [word for word in words if word != word.casefold() or "@" in word] == [], name


@pytest.mark.parametrize("table", TABLES)
def test_every_list_is_used(table: str) -> None:
    lists = tomllib.loads((FOLDER / f"{table}.toml").read_text(encoding="utf-8"))
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    taken_in = " ".join(held for held in lists.values() if isinstance(held, str))

    assert [name for name in lists if f'"{name}"' not in code and f"@{name}" not in taken_in] == []


def test_a_list_may_take_in_others() -> None:
    meanings = Lexicon("meanings")

    assert meanings.words("strikes") < meanings.words("harms")
    assert meanings.words("strikes", "sober") == meanings.words("strikes") | meanings.words("sober")
    assert meanings.lists["harms"] == meanings.words("harms")


def test_set_phrases_keep_their_order() -> None:
    assert Lexicon("verbs").phrases("irregular")[0] == "arise arose arisen"


def test_a_table_or_list_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        Lexicon("nothing")
    with pytest.raises(KeyError):
        Lexicon("meanings").words("nothing")
