"""Promises: what a reader's system gets at once, that an entry will be in the log's tree within a minute.

A promise is a signed note of five lines: what it is, the log's origin, the leaf hash in base64, when it was
promised in milliseconds since 1970, and within how many seconds the entry will be in the tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.audit.merkle import HASH_BYTES
from sharehub.audit.note import Malformed, parse, read_base64, sign, verify, write_base64
from sharehub.clock import milliseconds_since_1970

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sharehub.audit.note import Note, Signer, VerifierKey

FIRST_LINE = "sharehub promise 1"
MERGE_DELAY = 60
"""Seconds within which an entry is in the tree."""
_SUFFIX = "/promises"
_LINES = 5
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Promise:
    """That the entry with this leaf hash is in the log's tree at most `merge_delay` seconds after `at_ms`."""

    origin: str
    leaf_hash: bytes
    at_ms: int
    merge_delay: int = MERGE_DELAY

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (
            FIRST_LINE,
            self.origin,
            write_base64(self.leaf_hash),
            str(self.at_ms),
            str(self.merge_delay),
        )
        return "\n".join(lines) + "\n"


def promises_of(origin: str) -> str:
    """Return the name that a log's promises are signed under."""
    return origin + _SUFFIX


def origin_of(signer: Signer) -> str:
    """Return the origin of the log in whose name a key signs promises.

    Raises:
        Malformed: the key's name is not that of any log's promises.
    """
    if not signer.name.endswith(_SUFFIX) or signer.name == _SUFFIX:
        raise Malformed(f"a key for promises is named after its log, and {_SUFFIX}")
    return signer.name.removesuffix(_SUFFIX)


def promise_of(signer: Signer, leaf_hash: bytes, at: datetime) -> str:
    """Return the promise that an entry recorded at a moment will be in the tree, as it is handed out."""
    promise = Promise(origin_of(signer), leaf_hash, milliseconds_since_1970(at))
    return sign_promise(promise, signer).encode().decode()


def sign_promise(promise: Promise, signer: Signer) -> Note:
    """Return a promise signed by the key that signs a log's promises."""
    return sign(promise.text, [signer])


def open_promise(data: bytes, pinned: Iterable[VerifierKey]) -> Promise:
    """Return the promise in a note's bytes, once a pinned key is seen to have signed it.

    Raises:
        Malformed: the bytes are no note, or its text is no promise.
        Forged: a line claims a pinned key and is not by it.
        Unsigned: no pinned key signed.
    """
    note = parse(data)
    verify(note, pinned)
    lines = note.text[:-1].split("\n")
    if len(lines) != _LINES or lines[0] != FIRST_LINE or not all(_NUMBER.fullmatch(one) for one in lines[3:]):
        raise Malformed("this is no promise")
    leaf = read_base64(lines[2])
    if len(leaf) != HASH_BYTES:
        raise Malformed("a leaf hash is 32 bytes")
    return Promise(lines[1], leaf, int(lines[3]), int(lines[4]))
