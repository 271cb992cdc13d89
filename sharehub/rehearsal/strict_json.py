"""Bytes to JSON values, strictly: UTF-8, no key twice, no NaN, nothing nested without end."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Never

from sharehub.rehearsal.flaws import Flaws, join

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 8 * 1024 * 1024
DEEPEST = 32


class JsonObject(dict[str, object]):
    """An object as read, and the keys it gave more than once, by their places."""

    __slots__ = ("repeated",)

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        """Keep the last value of each key, as JSON readers do, but remember that there were others."""
        super().__init__(pairs)
        times = Counter(key for key, _ in pairs)
        self.repeated = [(index, key) for index, key in enumerate(self) if times[key] > 1]


def read(text: bytes, flaws: Flaws) -> object:
    """Return the JSON value that the bytes hold.

    Repeated keys, texts that are no Unicode and values nested too deeply are noted and reading goes on.

    Raises:
        CaseFileError: the bytes are no JSON at all.
    """
    value = _parsed(text, flaws)
    flaws.stop_if_any()
    _look_through(value, flaws)
    return value


def _parsed(text: bytes, flaws: Flaws) -> object:
    if len(text) > MOST_BYTES:
        flaws.add("", f"larger than {MOST_BYTES // 1024 // 1024} MiB")
        return None
    try:
        return json.loads(text.decode("utf-8"), object_pairs_hook=JsonObject, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        flaws.add("", f"not UTF-8 at byte {error.start}")
    except json.JSONDecodeError as error:
        flaws.add("", f"not JSON at line {error.lineno}, column {error.colno}")
    except ValueError:
        flaws.add("", "holds a number that is not one of JSON's, or too long")
    except RecursionError:
        flaws.add("", "nested too deeply")
    return None


def _no_constant(_name: str) -> Never:
    """Refuse NaN and the infinities, which Python would read."""
    raise ValueError


def _look_through(value: object, flaws: Flaws) -> None:
    """Note what json.loads lets pass, wherever it stands, also under keys that are ignored later."""
    waiting: list[tuple[object, str, int]] = [(value, "", 0)]
    while waiting:
        here, path, depth = waiting.pop()
        if isinstance(here, str) and not _is_unicode(here):
            flaws.add(path, "not valid Unicode")
        if isinstance(here, JsonObject):
            for index, key in here.repeated:
                flaws.add(join(path, key, index), "key given twice")
        inside = list(_inside(here, path))
        if inside and depth == DEEPEST:
            flaws.add(path, "nested too deeply")
        else:
            waiting.extend((child, where, depth + 1) for child, where in reversed(inside))


def _inside(value: object, path: str) -> Iterator[tuple[object, str]]:
    if isinstance(value, JsonObject):
        for index, (key, child) in enumerate(value.items()):
            yield child, join(path, key, index)
            if not _is_unicode(key):
                yield key, f"{path}[{index}]"
    elif isinstance(value, list):
        yield from ((child, f"{path}[{index}]") for index, child in enumerate(value))


def _is_unicode(text: str) -> bool:
    """Say whether the text can be written as UTF-8; JSON can escape half a surrogate pair, which cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
