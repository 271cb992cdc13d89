"""Bodies read strictly: UTF-8, no name twice, no number that another reader would round, nothing too deep."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Never

if TYPE_CHECKING:
    from collections.abc import Iterable

DEEPEST = 16
LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader reads alike (RFC 8259, section 6)."""


class NotStrict(ValueError):
    """A body is no JSON that everybody would read alike; the text says how, and never what was sent."""


def check(body: bytes) -> None:
    """Refuse a body that is not strict JSON.

    Raises:
        NotStrict: it is none, or holds what readers differ on.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_fraction,
        )
    except NotStrict:
        raise
    except UnicodeDecodeError:
        raise NotStrict("the body is not UTF-8") from None
    except RecursionError:
        raise NotStrict(f"the body is nested more than {DEEPEST} deep") from None
    except ValueError:
        raise NotStrict("the body is not JSON") from None
    _look_through(value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("a name stands twice in one object")
    return found


def _constant(_name: str) -> Never:
    raise NotStrict("NaN and infinity are no numbers of JSON")


def _integer(digits: str) -> int:
    if len(digits) > len(str(LARGEST)) + 1 or abs(int(digits)) > LARGEST:
        raise NotStrict("a number is too large to be read alike by everybody")
    return int(digits)


def _fraction(digits: str) -> float:
    found = float(digits)
    if abs(found) > LARGEST:
        raise NotStrict("a number is too large to be read alike by everybody")
    return found


def _look_through(value: object) -> None:
    level: list[object] = [value]
    for _ in range(DEEPEST + 1):
        for one in level:
            _check_text(one)
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return
    raise NotStrict(f"the body is nested more than {DEEPEST} deep")


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else ()


def _check_text(value: object) -> None:
    # JSON can escape half a surrogate pair, which is no character and cannot be written again.
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise NotStrict("a text holds half a character")
