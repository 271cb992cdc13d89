"""The key file on disk: versioned root keys as JSON, refused unless it is private, whole and known."""

from __future__ import annotations

import fcntl
import json
import os
import stat
from base64 import b64decode, b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from sharehub.errors import KeysUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FORMAT = "sharehub-root-keys/1"
KEY_BYTES = 32
_MOST_BYTES = 1 << 20
_MOST_DIGITS = 9
_RESTORE = "restore the key file from its own backup"


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
    document = _parsed(_private_bytes(path))
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
    """Replace the key file in one step; the caller holds its folder.

    A crash before the rename leaves the old file in force and a private stray beside it, which the next
    write clears; a crash after it leaves the new file in force.
    """
    document = {
        "format": FORMAT,
        "demo": roots.demo,
        "current": roots.current,
        "mac": b64encode(roots.mac).decode(),
        "keys": {str(version): b64encode(key).decode() for version, key in sorted(roots.keys.items())},
    }
    stray = path.with_name(f".{path.name}.new")
    stray.unlink(missing_ok=True)
    descriptor = os.open(stray, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(document, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    stray.replace(path)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder against other writers, so that no two of them write the same version with two keys.

    Raises:
        KeysUnavailable: the folder or the file in it cannot be written.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
            os.fsync(descriptor)  # the rename, too, must survive a power cut
        finally:
            os.close(descriptor)
    except OSError:
        raise KeysUnavailable("the key file cannot be written: check its folder, owner and space") from None


def _private_bytes(path: Path) -> bytes:
    try:
        real = path.resolve(strict=True)
        inside = real.is_relative_to(path.parent.resolve())
        descriptor = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise KeysUnavailable(f"there is no key file: create one, or {_RESTORE}") from None
    except (OSError, RuntimeError):  # RuntimeError: a symbolic link that leads to itself
        raise KeysUnavailable("the key file cannot be opened: check its owner and its folder") from None
    try:
        mode = os.fstat(descriptor).st_mode  # of the open file: the name may point elsewhere by now
        if not inside:
            raise KeysUnavailable("the key file is a link that leads out of its folder: put the file there")
        if not stat.S_ISREG(mode):
            raise KeysUnavailable(f"the key file is not a plain file: {_RESTORE}")
        if stat.S_IMODE(mode) & 0o077:
            raise KeysUnavailable(
                "others may read the key file: set its mode to 0600, and rotate if anyone could have read it"
            )
        return os.read(descriptor, _MOST_BYTES)
    finally:
        os.close(descriptor)


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
    raise KeysUnavailable(f"the key file {why}: {_RESTORE}")
