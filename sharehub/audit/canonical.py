"""The canonical bytes of what an entry says: restricted JCS (RFC 8785), as orjson writes with sorted keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sharehub.audit.entry import Value

_FORM = (
    "an entry holds text without lone surrogates, whole numbers below 2^53, truth values, lists and objects;"
    " its keys are ASCII text"
)
CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_SCALARS = {str, int, bool}
_KINDS = {*_SCALARS, list, dict}
_ANY_KIND = (str, int, list, dict)
"""The kinds of value that there are, kinds of these included, such as the words of an enum."""


def canonical(value: Mapping[str, Value]) -> bytes:
    """Return the canonical bytes of an object.

    Raises:
        ValueError: the object is outside the restricted form; nothing of it is repeated.
    """
    try:
        _admit(dict(value))
        return orjson.dumps(value, option=CANONICAL)
    except TypeError:
        raise ValueError(_FORM) from None


def _admit(value: dict[str, Value]) -> None:
    """Walk through the containers of a value, each looked at as a whole: all that is verified passes here.

    What is too large for an integer, or no text at all, `orjson` refuses by itself.
    """
    containers: list[dict[str, Value] | list[Value]] = [value]
    for container in containers:
        inside: Collection[Value] = container
        if isinstance(container, dict):
            inside = container.values()
            if not "".join(container).isascii():
                raise ValueError(_FORM)
        kinds = set(map(type, inside))
        if not kinds <= _SCALARS:
            if not kinds <= _KINDS and not all(isinstance(kept, _ANY_KIND) for kept in inside):
                raise ValueError(_FORM)
            containers.extend([kept for kept in inside if isinstance(kept, (dict, list))])
