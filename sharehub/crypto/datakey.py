"""Data keys: one per record version, wrapped twice, and the three keys derived from each."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from sharehub.crypto.envelope import KEY_ID_BYTES, NONCE_BYTES, TAG_BYTES
from sharehub.errors import Tampered

if TYPE_CHECKING:
    from sharehub.crypto.cases import CaseKey
    from sharehub.crypto.keys import Random
    from sharehub.crypto.wrapping import WrappingKey

KEY_BYTES = 32

_MARK = b"SHDK\x01\x01"
_NONCE_AT = len(_MARK) + KEY_ID_BYTES
_HEADER_BYTES = _NONCE_AT + NONCE_BYTES
WRAPPED_BYTES = _HEADER_BYTES + NONCE_BYTES + KEY_BYTES + 2 * TAG_BYTES
_INFO = b"sharehub data key 1: fields, commitment, manifest"
_SHA256 = SHA256()


class DataKey(NamedTuple):
    """A data key and its id; it lives for one sealing, opening or re-wrapping, and is never kept."""

    id: bytes
    secret: bytes

    def __repr__(self) -> str:
        """Say nothing of the key."""
        return "DataKey()"


class RecordKeys(NamedTuple):
    """What is derived from a data key: the fields' cipher, and the keys of commitment and manifest."""

    key_id: bytes
    fields: AESGCM
    commitment: bytes
    manifest: bytes

    def __repr__(self) -> str:
        """Say nothing of the keys."""
        return "RecordKeys()"


def lengthed(*parts: bytes) -> bytes:
    """Join parts, each after its length in 4 bytes, so that no two lists of parts give the same bytes."""
    return b"".join([length(part) + part for part in parts])


def length(part: bytes) -> bytes:
    """Return what stands before a part that is joined to others: its length, in 4 bytes."""
    return len(part).to_bytes(4, "big")


@lru_cache(maxsize=4096)
def named(name: str) -> bytes:
    """Return a field's name or a wrapping key's id after its length: the same few, again and again."""
    return lengthed(name.encode())


def mac(key: bytes, message: bytes) -> bytes:
    """Return the HMAC-SHA256 of a message: 32 bytes."""
    made = HMAC(key, _SHA256)
    made.update(message)
    return made.finalize()


def derive(key: DataKey) -> RecordKeys:
    """Derive a record's three keys; one HKDF-Expand gives them all, for a data key is uniformly random."""
    keys = HKDFExpand(_SHA256, 3 * KEY_BYTES, _INFO).derive(key.secret)
    fields = AESGCM(keys[:KEY_BYTES])
    return RecordKeys(key.id, fields, keys[KEY_BYTES : 2 * KEY_BYTES], keys[2 * KEY_BYTES :])


def wrap(key: DataKey, wrapping: WrappingKey, case: CaseKey, prefix: bytes, random: Random) -> bytes:
    """Wrap a data key by its wrapping key, and the result by the case's key.

    Both layers bind the wrapping key's id, the data key's id and the record (`prefix`).
    """
    head = _MARK + key.id + random(NONCE_BYTES)
    nonce = random(NONCE_BYTES)
    inner, outer = _bound(head, wrapping.id, prefix)
    wrapped = nonce + wrapping.cipher.encrypt(nonce, key.secret, inner)
    return head + case.cipher.encrypt(head[_NONCE_AT:], wrapped, outer)


def unwrap(stored: bytes, wrapping: WrappingKey, case: CaseKey, prefix: bytes) -> DataKey:
    """Return the data key that was wrapped for this record.

    Raises:
        Tampered: it is malformed, or was wrapped by other keys or for another record.
    """
    if len(stored) != WRAPPED_BYTES or not stored.startswith(_MARK):
        raise Tampered("a wrapped data key is malformed")
    head = stored[:_HEADER_BYTES]
    inner, outer = _bound(head, wrapping.id, prefix)
    try:
        wrapped = case.cipher.decrypt(head[_NONCE_AT:], stored[_HEADER_BYTES:], outer)
        secret = wrapping.cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], inner)
    except InvalidTag:
        raise Tampered("a wrapped data key is not this record's") from None
    return DataKey(head[len(_MARK) : _NONCE_AT], secret)


def _bound(head: bytes, wrapping: str, prefix: bytes) -> tuple[bytes, bytes]:
    """Return what the inner and the outer layer bind; the outer nonce is bound by the outer alone."""
    place = named(wrapping) + prefix
    return b"inner" + head[:_NONCE_AT] + place, b"outer" + head + place
