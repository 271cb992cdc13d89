"""The words that the language check knows, in tables beside this file, for everybody to read."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


class Lexicon:
    """The word lists of one table; a list may take in others of its table by their names, as "@name"."""

    def __init__(self, name: str) -> None:
        """Read the table of this name.

        Raises:
            FileNotFoundError: there is none.
        """
        text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
        self._lists: Mapping[str, str | list[str]] = MappingProxyType(tomllib.loads(text))

    @property
    def lists(self) -> Mapping[str, frozenset[str]]:
        """All word lists of the table, by their names."""
        named = (name for name, held in self._lists.items() if isinstance(held, str))
        return MappingProxyType({name: self.words(name) for name in named})

    def words(self, *names: str) -> frozenset[str]:
        """Return the words of these lists together.

        Raises:
            KeyError: there is no such list.
        """
        found: set[str] = set()
        for name in names:
            for word in str(self._lists[name]).split():
                found |= self.words(word[1:]) if word.startswith("@") else {word}
        return frozenset(found)

    def phrases(self, name: str) -> tuple[str, ...]:
        """Return the set phrases of a list, in order.

        Raises:
            KeyError: there is no such list.
        """
        return tuple(self._lists[name])
