"""The key file on disk: versioned root keys as JSON, refused unless it is private, whole and known."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from sharehub.crypto.private_file import RESTORE, private_bytes, replace
from sharehub.errors import KeysUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT = "sharehub-root-keys/1"
KEY_BYTES = 32
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class RootKeys:
    """What a key file holds; `mac` is a key of its own, which rotation leaves alone."""

    current: int
    demo: bool
    keys: Mapping[int, bytes] = field(repr=False)
    mac: bytes = field(repr=False)


def read(path: Path) -> RootKeys:
    """Read a key file.

    Raises:
        KeysUnavailable: it is missing, leads out of its folder, may be read by others, or is not whole.
    """
    document = _parsed(private_bytes(path))
    if not isinstance(document, dict) or document.keys() != {"format", "demo", "current", "mac", "keys"}:
        _refuse("is not a key file")
    keys, current, demo = document["keys"], document["current"], document["demo"]
    if document["format"] != FORMAT or type(demo) is not bool or not isinstance(keys, dict):
        _refuse("is not a key file of this format")
    versions = {_version(name): _key(text) for name, text in keys.items()}
    if type(current) is not int or current not in versions:
        _refuse("names a current version that it does not hold")
    return RootKeys(current, demo, versions, _key(document["mac"]))


def write(path: Path, roots: RootKeys) -> None:
    """Replace the key file in one step; the caller holds its folder."""
    document = {
        "format": FORMAT,
        "demo": roots.demo,
        "current": roots.current,
        "mac": b64encode(roots.mac).decode(),
        "keys": {str(version): b64encode(key).decode() for version, key in sorted(roots.keys.items())},
    }
    replace(path, json.dumps(document, indent=2))


def _parsed(raw: bytes) -> object:
    # Returned, not raised from within: a JSON error carries the whole text, keys and all.
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _version(name: str) -> int:
    if not (name.isascii() and name.isdecimal()) or name.startswith("0") or len(name) > _MOST_DIGITS:
        _refuse("holds a version that is not a number")
    return int(name)


def _key(text: object) -> bytes:
    key = b""
    if isinstance(text, str):
        try:
            key = b64decode(text, validate=True)
        except ValueError:
            key = b""
    if len(key) != KEY_BYTES:
        _refuse("holds a key that is malformed or not 256 bits long")
    return key


def _refuse(why: str) -> NoReturn:
    raise KeysUnavailable(f"the key file {why}: {RESTORE}")
