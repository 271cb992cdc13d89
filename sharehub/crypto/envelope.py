"""The envelope of one sealed field: its bytes, its padding, and the strict way they are read back."""

from __future__ import annotations

from typing import NamedTuple

from sharehub.errors import Invalid, Tampered

MAGIC = b"SHUB"
FORMAT = 1
AES_256_GCM = 1

KEY_ID_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
BUCKET_BYTES = 64
MOST_BYTES = 1 << 20
"""The longest text of a field, in UTF-8; what is longer is a document, not a field."""

_MARK = MAGIC + bytes((FORMAT, AES_256_GCM))
_NONCE_AT = len(_MARK) + KEY_ID_BYTES
HEADER_BYTES = _NONCE_AT + NONCE_BYTES
_LENGTH_BYTES = 4


class Envelope(NamedTuple):
    """A sealed field, taken apart: magic, format, suite, data-key id and nonce are its header."""

    header: bytes
    key_id: bytes
    nonce: bytes
    ciphertext: bytes


def header(key_id: bytes, nonce: bytes) -> bytes:
    """Return the header of an envelope of the format and suite in use.

    Raises:
        ValueError: an id that is not 128 bits, or a nonce that is not 96.
    """
    if len(key_id) != KEY_ID_BYTES or len(nonce) != NONCE_BYTES:
        raise ValueError("a data-key id has 16 bytes and a nonce 12")
    return _MARK + key_id + nonce


def parse(stored: bytes) -> Envelope:
    """Take a stored envelope apart.

    Raises:
        Tampered: it is of no known format and suite, or has a length that no sealing produces.
    """
    if not stored.startswith(_MARK) or len(stored) < HEADER_BYTES + BUCKET_BYTES + TAG_BYTES:
        raise Tampered("a sealed field is malformed")
    if (len(stored) - HEADER_BYTES - TAG_BYTES) % BUCKET_BYTES:
        raise Tampered("a sealed field has a length that sealing never gives")
    head = stored[:HEADER_BYTES]
    return Envelope(head, head[len(_MARK) : _NONCE_AT], head[_NONCE_AT:], stored[HEADER_BYTES:])


def padded(name: str, text: str | None) -> bytes:
    """Return a text as whole buckets of 64 bytes: 4 bytes that say how long it is, the text, zeros.

    The length is one more than the text's, and zero for a field that is absent: absent, empty and short
    fields all fill one bucket.

    Raises:
        Invalid: the text is longer than `MOST_BYTES`, or holds half a character; `name` says which field.
    """
    plain = _encoded(text)
    if plain is None:
        raise Invalid(name, "holds half a character (a lone surrogate)")
    if len(plain) > MOST_BYTES:
        raise Invalid(name, f"is longer than {MOST_BYTES} bytes")
    length = 0 if text is None else len(plain) + 1
    body = length.to_bytes(_LENGTH_BYTES, "big") + plain
    return body + bytes(-len(body) % BUCKET_BYTES)


def unpadded(block: bytes) -> str | None:
    """Return the text of whole buckets, or None for a field that is absent.

    Raises:
        Tampered: they are not what `padded` makes.
    """
    length = int.from_bytes(block[:_LENGTH_BYTES], "big")
    end = _LENGTH_BYTES + length - 1 if length else _LENGTH_BYTES
    padding = len(block) - end
    if not 0 <= padding < BUCKET_BYTES or block.count(0, end) != padding:
        raise Tampered("a sealed field is padded as sealing never does")
    text: str | None
    try:
        text = block[_LENGTH_BYTES:end].decode("utf-8")
    except UnicodeDecodeError:
        text = None  # the error carries the text itself, and one raised while handling it would keep it
    if text is None:
        raise Tampered("a sealed field holds no text")
    return text if length else None


def _encoded(text: str | None) -> bytes | None:
    """Encode a text; None instead of an error, which would carry the text itself."""
    try:
        return (text or "").encode("utf-8")
    except UnicodeEncodeError:
        return None
