"""Signed notes: a text, and below it one line for each key that signed it.

A note is believed only for the keys that the reader has pinned. Lines by other keys are ignored, so that keys
can change and witnesses can add theirs; a line that claims a pinned key and does not verify is a forgery.

Source: C2SP signed-note; golang.org/x/mod/sumdb/note (limits).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST = 1_000_000
"""Bytes of a note."""
MOST_SIGNATURES = 100
"""Lines below a text; every reader has to accept 16."""
KEY_BYTES = 32
ID_BYTES = 4
SIGNATURE_BYTES = 64

_DASH = "\N{EM DASH} "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_KEY_ID = re.compile(r"[0-9a-f]{8}")


class Malformed(ValueError):
    """The bytes are not what the format says, to the letter."""


class Forged(ValueError):
    """A signature claims a pinned key and is not by it."""


class Unsigned(ValueError):
    """No pinned key signed this."""


class Kind(IntEnum):
    """What a key signs, and how: the signature types that are understood here. Both are Ed25519."""

    TEXT = 0x01
    """The note's text as it is."""
    COSIGNATURE = 0x04
    """A checkpoint at a moment: C2SP tlog-cosignature."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name it signs under.

    `key_id` are 4 bytes over all three parts: a hint which key to try, and no protection by itself.

    Raises:
        Malformed: the name is empty or holds a space or a plus, or the key is not 32 bytes.
    """

    name: str
    kind: Kind
    public: bytes
    key_id: bytes = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """See the class."""
        _admit_name(self.name)
        if len(self.public) != KEY_BYTES:
            raise Malformed("a public key is 32 bytes")
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        object.__setattr__(self, "key_id", hashlib.sha256(named).digest()[:ID_BYTES])

    @property
    def place(self) -> tuple[str, bytes]:
        """The name and id that its signature lines carry."""
        return self.name, self.key_id

    @property
    def text(self) -> str:
        """The key as it is handed around: name+id+key, id in hex, kind and key in base64."""
        return f"{self.name}+{self.key_id.hex()}+{write_base64(bytes([self.kind]) + self.public)}"

    def check(self, message: bytes, signature: bytes) -> None:
        """Check a bare Ed25519 signature of 64 bytes.

        Raises:
            Forged: it is not by this key over this message.
        """
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            raise Forged("a signature in a pinned key's name is not by that key") from None


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with the name it signs under."""

    name: str
    kind: Kind
    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, name: str, kind: Kind, seed: bytes) -> Signer:
        """Return the signer whose private key these 32 secret bytes are (RFC 8032, section 5.1.5)."""
        return cls(name, kind, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def verifier(self) -> VerifierKey:
        """The public key, for others to pin."""
        return VerifierKey(self.name, self.kind, self.private.public_key().public_bytes_raw())

    def line(self, signature: bytes) -> SignatureLine:
        """Return the line that carries a signature by this key."""
        return SignatureLine(self.name, self.verifier.key_id, signature)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One line below a text: who signed, by which key, and the signature.

    Raises:
        Malformed: the name is no key name, the id is not 4 bytes, or the signature is empty.
    """

    name: str
    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        """See the class."""
        _admit_name(self.name)
        if len(self.key_id) != ID_BYTES or not self.signature:
            raise Malformed("a signature line holds an id of 4 bytes and a signature")

    @property
    def place(self) -> tuple[str, bytes]:
        """The name and id of the key it claims."""
        return self.name, self.key_id

    @property
    def text(self) -> str:
        """The line as it stands in the note, with its newline."""
        return f"{_DASH}{self.name} {write_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signature lines, well formed and not yet believed.

    Raises:
        Malformed: the text does not end in a newline or holds control characters; there is no line, there are
            too many, or two by the same key; or all of it is too long.
    """

    text: str
    lines: tuple[SignatureLine, ...]

    def __post_init__(self) -> None:
        """See the class."""
        admit_text(self.text)
        if not 1 <= len(self.lines) <= MOST_SIGNATURES:
            raise Malformed("a note has one signature at least, and 100 at most")
        if len({line.place for line in self.lines}) != len(self.lines):
            raise Malformed("a key signs a note once")
        if len(self.encode()) > LONGEST:
            raise Malformed("a note is at most 1,000,000 bytes")

    def encode(self) -> bytes:
        """Return the note's bytes: UTF-8."""
        return f"{self.text}\n{''.join(line.text for line in self.lines)}".encode()

    def with_line(self, line: SignatureLine) -> Note:
        """Return this note with one line more, in the place of an earlier one by the same key.

        Raises:
            Malformed: it would be too long, or have too many lines.
        """
        kept = tuple(other for other in self.lines if other.place != line.place)
        return replace(self, lines=(*kept, line))


def parse(data: bytes) -> Note:
    """Return a note out of its bytes.

    Raises:
        Malformed: the bytes are not exactly as a note writes itself.
    """
    if len(data) > LONGEST:
        raise Malformed("a note is at most 1,000,000 bytes")
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise Malformed("a note is UTF-8") from None
    # The text may hold empty lines; the last empty line of all ends it.
    text, blank, below = whole.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise Malformed("a note is a text, an empty line and signature lines, each with its newline")
    if below.count("\n") > MOST_SIGNATURES:
        raise Malformed("a note has one signature at least, and 100 at most")
    return Note(text + "\n", tuple(_parse_line(line) for line in below[:-1].split("\n")))


def parse_verifier_key(text: str) -> VerifierKey:
    """Return a public key out of the form it is handed around in.

    Raises:
        Malformed: it is not exactly as a key writes itself, of an unknown kind, or under another key's id.
    """
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    material = read_base64(encoded)
    if not _KEY_ID.fullmatch(key_id) or not material or material[0] not in set(Kind):
        raise Malformed("a verifier key is name+id+key, and its kind 1 or 4")
    key = VerifierKey(name, Kind(material[0]), material[1:])
    if key.key_id.hex() != key_id:
        raise Malformed("a verifier key carries the id of its own name and key")
    return key


def sign(text: str, signers: Sequence[Signer]) -> Note:
    """Return a text signed by each of these keys.

    Raises:
        Malformed: the text or the number of keys is not a note's.
        ValueError: a key is for cosignatures, which are not over the text alone.
    """
    if any(signer.kind is not Kind.TEXT for signer in signers):
        raise ValueError("a cosignature key signs checkpoints at a moment, not texts")
    admit_text(text)
    message = text.encode()
    return Note(text, tuple(signer.line(signer.private.sign(message)) for signer in signers))


def verify(note: Note, pinned: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Return those of the pinned keys that signed a note's text, in the order of the lines.

    Raises:
        Forged: a line claims a pinned key and is not by it.
        Unsigned: none of the pinned keys signed.
        ValueError: a pinned key is for cosignatures, or two of them share name and id.
    """
    keys = by_place(pinned, Kind.TEXT)
    message = note.text.encode()
    signed = []
    for line in note.lines:
        if (key := keys.get(line.place)) is not None:
            key.check(message, line.signature)
            signed.append(key)
    if not signed:
        raise Unsigned("no pinned key signed this note")
    return tuple(signed)


def by_place(pinned: Iterable[VerifierKey], kind: Kind) -> Mapping[tuple[str, bytes], VerifierKey]:
    """Return pinned keys of one kind under the name and id that their lines carry.

    Raises:
        ValueError: a key is of another kind, or two different ones share name and id.
    """
    keys: dict[tuple[str, bytes], VerifierKey] = {}
    for key in pinned:
        if key.kind is not kind:
            raise ValueError("this pinned key is for another kind of signature")
        if keys.setdefault(key.place, key) != key:
            raise ValueError("two pinned keys share name and id")
    return keys


def admit_text(text: str) -> None:
    """Check that a note can carry a text.

    Raises:
        Malformed: it does not end in a newline, or holds control characters or lone surrogates.
    """
    if not text.endswith("\n"):
        raise Malformed("a note's text ends in a newline")
    if _CONTROL.search(text):
        raise Malformed("a note holds no control characters")
    if _SURROGATE.search(text):
        raise Malformed("a note is UTF-8")


def read_base64(text: str) -> bytes:
    """Return what standard base64 stands for (RFC 4648, section 4).

    Raises:
        Malformed: it is not exactly what `write_base64` makes.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("this is no base64") from None
    # Bits that no byte uses could otherwise be set to anything: many texts for one signature.
    if write_base64(data) != text:
        raise Malformed("this is no base64")
    return data


def write_base64(data: bytes) -> str:
    """Return standard base64, with padding."""
    return base64.b64encode(data).decode()


def _parse_line(line: str) -> SignatureLine:
    if not line.startswith(_DASH):
        raise Malformed("a signature line begins with a dash and a space")
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    data = read_base64(encoded)
    return SignatureLine(name, data[:ID_BYTES], data[ID_BYTES:])


def _admit_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise Malformed("a key's name is not empty, and holds neither spaces nor a plus")
    # Below, it stands in a note.
    admit_text(name + "\n")
