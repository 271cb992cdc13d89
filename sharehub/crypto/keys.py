"""Key providers: who holds the root key, and the small interface through which it is used."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sharehub.crypto import rootkeys
from sharehub.crypto.private_file import held
from sharehub.crypto.rootkeys import KEY_BYTES, RootKeys
from sharehub.errors import KeysUnavailable, Tampered

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Random = Callable[[int], bytes]
    """Returns that many bytes nobody can guess; tests hand in counted ones."""

_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_CONTEXT = re.compile(r"[A-Za-z0-9._:-]{1,128}(/[A-Za-z0-9._:-]{1,128}){0,7}")

_MARK = b"SHRK\x01"
_NONCE_BYTES = 12
_VERSION_BYTES = 4
_HEADER_BYTES = len(_MARK) + _VERSION_BYTES + _NONCE_BYTES


def context_of(*ids: str) -> str:
    """Return the context of a key, made of opaque ids: providers may log it, so it never holds a name.

    Raises:
        ValueError: a part is empty or not an id.
    """
    if not ids or any(_ID.fullmatch(part) is None for part in ids):
        raise ValueError("a context is made of opaque ids only, and of at least one")
    return "/".join(ids)


@dataclass(frozen=True, slots=True)
class KeyHealth:
    """How a provider stands: the root version it wraps with, how many it holds, whether they are a demo's."""

    version: int
    versions: int
    demo: bool


class KeyProvider(Protocol):
    """Holds a root key that never leaves it; every call names the context that it binds.

    Each method raises KeysUnavailable when the keys cannot be reached, and ValueError on a context that
    is empty or holds anything but opaque ids.
    """

    def wrap(self, secret: bytes, context: str) -> bytes:
        """Return the secret wrapped under the current root version, bound to the context."""
        ...

    def unwrap(self, blob: bytes, context: str) -> bytes:
        """Return the secret of a blob; Tampered when it is not what was wrapped in this context."""
        ...

    def mac(self, message: bytes, context: str) -> bytes:
        """Return 32 bytes that only the holder of this provider can compute, the same after a rotation."""
        ...

    def rotate(self) -> int:
        """Begin a new root version, wrap with it from now on, and return it; old ones still unwrap."""
        ...

    def health(self) -> KeyHealth:
        """Prove that the keys can be used now, and say how they stand."""
        ...


class KeyFile:
    """Root keys in a private file: for the demo and for a single machine."""

    def __init__(self, path: Path, random: Random) -> None:
        """Load the file; KeysUnavailable says what to do when it is refused."""
        self._path = path
        self._random = random
        self._roots = rootkeys.read(path)

    @classmethod
    def create(cls, path: Path, random: Random, *, demo: bool = False) -> KeyFile:
        """Write a new key file and load it; one that is there already is never overwritten.

        Raises:
            KeysUnavailable: there is a file already, or it cannot be written.
        """
        with held(path.parent):
            if path.exists() or path.is_symlink():
                raise KeysUnavailable(
                    "there is a key file already: move it away only if nothing was sealed with it"
                )
            rootkeys.write(path, RootKeys(1, demo, {1: random(KEY_BYTES)}, random(KEY_BYTES)))
        return cls(path, random)

    @property
    def demo(self) -> bool:
        """Whether these keys were made for the demo, and so must not guard real people."""
        return self._roots.demo

    def wrap(self, secret: bytes, context: str) -> bytes:
        """See `KeyProvider`; the blob carries the root version."""
        bound = _checked(context)
        roots = self._roots
        header = _MARK + roots.current.to_bytes(_VERSION_BYTES, "big") + self._random(_NONCE_BYTES)
        cipher = AESGCM(roots.keys[roots.current])
        return header + cipher.encrypt(header[-_NONCE_BYTES:], secret, header + bound)

    def unwrap(self, blob: bytes, context: str) -> bytes:
        """See `KeyProvider`; a version that another process began is looked for in the file."""
        bound = _checked(context)
        header, ciphertext = blob[:_HEADER_BYTES], blob[_HEADER_BYTES:]
        if len(header) != _HEADER_BYTES or not header.startswith(_MARK):
            raise Tampered("a wrapped key is malformed")
        version = int.from_bytes(header[len(_MARK) : len(_MARK) + _VERSION_BYTES], "big")
        key = self._roots.keys.get(version)
        if key is None:
            self._roots = roots = rootkeys.read(self._path)
            key = roots.keys.get(version)
        if key is None:
            raise KeysUnavailable("the key file lacks a root version: restore the key file that holds it")
        cipher = AESGCM(key)
        try:
            return cipher.decrypt(header[-_NONCE_BYTES:], ciphertext, header + bound)
        except InvalidTag:
            raise Tampered("a wrapped key is not what was wrapped in this context") from None

    def mac(self, message: bytes, context: str) -> bytes:
        """See `KeyProvider`; HMAC-SHA256 under a key of its own."""
        # A context holds no NUL, so nothing can pass from the message into it.
        return hmac.digest(self._roots.mac, _checked(context) + b"\0" + message, "sha256")

    def rotate(self) -> int:
        """See `KeyProvider`; the new version is on disk before anything is wrapped with it."""
        path = self._path.resolve()
        with held(path.parent):
            roots = rootkeys.read(path)  # another process may have rotated meanwhile
            version = max(roots.keys) + 1
            rootkeys.write(
                path, replace(roots, current=version, keys={**roots.keys, version: self._random(KEY_BYTES)})
            )
        self._roots = rootkeys.read(path)
        return version

    def health(self) -> KeyHealth:
        """See `KeyProvider`; reads the file anew, so that one gone missing or opened to others is noticed."""
        self._roots = roots = rootkeys.read(self._path)
        return KeyHealth(roots.current, len(roots.keys), roots.demo)


def _checked(context: str) -> bytes:
    if _CONTEXT.fullmatch(context) is None:
        raise ValueError("a context is made of opaque ids only, and of at least one")
    return context.encode("ascii")
