"""Promises: what a reader's system gets at once, that an entry will be in the log's tree within a delay.

A promise is a signed note by a key of its own, named `<origin>/promises`: the key for checkpoints stays with
the sequencer. Whoever keeps a promise can show that an entry was promised and never came in.

Source: C2SP signed-note for the form; the text of five lines is this product's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.audit.entry import LARGEST_INTEGER
from sharehub.audit.merkle import HASH_BYTES
from sharehub.audit.note import (
    Forged,
    Kind,
    Malformed,
    admit_text,
    parse,
    read_base64,
    sign,
    verify,
    write_base64,
)
from sharehub.clock import milliseconds_since_1970

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sharehub.audit.note import Note, Signer, VerifierKey

FIRST_LINE = "sharehub promise 1"
"""Keeps a promise apart from every other text, and numbers its form."""
SUFFIX = "/promises"
MERGE_DELAY = 60
"""Seconds within which an entry that was promised is in the tree."""

_LINES = 5
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")
_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Promise:
    """That the log named `origin` will have this leaf hash `merge_delay` seconds after `at_ms` at the latest.

    `at_ms` is in milliseconds since 1970.

    Raises:
        Malformed: a part is not what a promise can hold.
    """

    origin: str
    leaf_hash: bytes
    at_ms: int
    merge_delay: int = MERGE_DELAY

    def __post_init__(self) -> None:
        """See the class."""
        if not self.origin or "\n" in self.origin:
            raise Malformed("a promise names a log")
        if len(self.leaf_hash) != HASH_BYTES:
            raise Malformed("a leaf hash is 32 bytes")
        if not (0 <= self.at_ms <= LARGEST_INTEGER and 0 <= self.merge_delay <= LARGEST_INTEGER):
            raise Malformed("a promise's times are 0 or more, and below 2^53")
        admit_text(self.text)

    @property
    def text(self) -> str:
        """The text that is signed."""
        parts = (
            FIRST_LINE,
            self.origin,
            write_base64(self.leaf_hash),
            str(self.at_ms),
            str(self.merge_delay),
        )
        return "\n".join(parts) + "\n"

    @property
    def due_ms(self) -> int:
        """Until when it has to be kept, in milliseconds since 1970."""
        return self.at_ms + self.merge_delay * _MILLISECONDS


def promiser(origin: str) -> str:
    """Return the name that a log's promises are signed under."""
    return origin + SUFFIX


def parse_promise(text: str) -> Promise:
    """Return a promise out of a note's text, without believing it.

    Raises:
        Malformed: it is not exactly as a promise writes itself.
    """
    admit_text(text)
    lines = text[:-1].split("\n")
    if len(lines) != _LINES or lines[0] != FIRST_LINE or not all(map(_NUMBER.fullmatch, lines[3:])):
        raise Malformed("a promise is five lines: its form, a log, a leaf hash, a time and a delay")
    return Promise(lines[1], read_base64(lines[2]), int(lines[3]), int(lines[4]))


def promise_of(signer: Signer, leaf_hash: bytes, at: datetime) -> str:
    """Return the promise that an entry recorded at a moment will be in the tree, as it is handed out.

    Raises:
        ValueError: the key's name is not that of any log's promises.
    """
    promise = Promise(signer.name.removesuffix(SUFFIX), leaf_hash, milliseconds_since_1970(at))
    return sign_promise(promise, signer).encode().decode()


def sign_promise(promise: Promise, signer: Signer) -> Note:
    """Return a signed promise.

    Raises:
        ValueError: the key is not one for this log's promises.
    """
    if signer.name != promiser(promise.origin):
        raise ValueError("promises are signed under the log's name with /promises behind it")
    return sign(promise.text, [signer])


def open_promise(data: bytes, origin: str, keys: Iterable[VerifierKey]) -> Promise:
    """Return the promise in a note's bytes, once a pinned key is seen to have signed it.

    Args:
        data: the note.
        origin: the log that is spoken of.
        keys: pinned; only those named `<origin>/promises` count.

    Raises:
        Malformed: the bytes are no note, or its text is no promise.
        Forged: a line claims a pinned key and is not by it; or it is signed, for another log.
        Unsigned: no pinned key signed.
    """
    note = parse(data)
    verify(note, [key for key in keys if key.kind is Kind.TEXT and key.name == promiser(origin)])
    promise = parse_promise(note.text)
    if promise.origin != origin:
        raise Forged("this promise is of another log")
    return promise
