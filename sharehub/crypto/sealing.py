"""Sealing a record's fields, changing the metadata its manifest protects, and wrapping its data key anew."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from sharehub.crypto import datakey, envelope
from sharehub.crypto.classes import key_class
from sharehub.crypto.datakey import KEY_BYTES, DataKey, RecordKeys, derive, length, lengthed, mac, named
from sharehub.crypto.envelope import KEY_ID_BYTES, NONCE_BYTES
from sharehub.crypto.tables import State
from sharehub.errors import Conflict, Tampered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.crypto.keys import Random
    from sharehub.crypto.store import KeyStore

SCHEMA = b"1"
"""The version of what is bound; it changes when a part of `Binding` comes, goes or changes its meaning."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Which version of which record a seal belongs to; it opens nowhere else.

    Ids are opaque. `owner` is the unit under whose keys it is sealed, `version` counts from 1, and
    `categories` is sorted and decides the key class.
    """

    kind: str
    owner: str
    case: str
    record: str
    version: int
    categories: tuple[str, ...] = ()
    prefix: bytes = field(init=False, repr=False, compare=False)
    """The bytes that all associated data of the record share."""
    framed: bytes = field(init=False, repr=False, compare=False)
    """The same after their length, as commitment and manifest hold them."""

    def __post_init__(self) -> None:
        """Refuse an incomplete binding, and compute what is bound once.

        Raises:
            ValueError: a part is empty, the version is below 1, or the categories are not sorted and single.
        """
        names = (self.kind, self.owner, self.case, self.record)
        if not all((*names, *self.categories)) or self.version < 1:
            raise ValueError("a binding needs a kind, an owner, a case, a record, and a version from 1")
        if list(self.categories) != sorted(set(self.categories)):
            raise ValueError("a binding's categories are sorted, each named once")
        kind, owner, case, record = (name.encode() for name in names)
        version = str(self.version).encode()
        categories = lengthed(*(category.encode() for category in self.categories))
        prefix = lengthed(SCHEMA, kind, owner, case, record, version, categories)
        object.__setattr__(self, "prefix", prefix)  # the one way to set a field of a frozen dataclass
        object.__setattr__(self, "framed", lengthed(prefix))


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed record version, as it is stored; `wrapping_key` is an id, `fields` holds envelopes by name."""

    wrapping_key: str
    wrapped_key: bytes = field(repr=False)
    commitment: bytes = field(repr=False)
    manifest: bytes = field(repr=False)
    fields: Mapping[str, bytes] = field(repr=False)

    def manifest_digest(self) -> str:
        """Return the SHA-256 of the manifest, in hex: what the log remembers.

        A whole row put back with its own version number is sound in itself; only the log's digest, compared
        at reading, tells that it is not the latest. A whole database put back is told by witnesses alone.
        """
        return sha256(self.manifest).hexdigest()


def seal(
    store: KeyStore, binding: Binding, fields: Mapping[str, str | None], bound: bytes, random: Random
) -> Sealed:
    """Seal the fields of a new record version under a fresh data key.

    Args:
        store: where the owner's and the case's keys are; the case must have been opened.
        binding: the record version. Sealing one twice gives two seals that both open: the caller keeps one.
        fields: every field that must be sealed, absent ones as None: absence is sealed, too.
        bound: the plain metadata to protect, in a canonical form that opening can reproduce.
        random: the source of keys and nonces.

    Raises:
        KeyDestroyed: the case's key is gone for good.
        KeysUnavailable: the keys cannot be had now; nothing was sealed.
        Invalid: a text cannot be sealed; `where` is the field's name.
        ValueError: a category is unknown.
    """
    case = store.case_key(binding.case)
    wrapping = store.writing_key(binding.owner, key_class(binding.categories))
    key = DataKey(random(KEY_ID_BYTES), random(KEY_BYTES))
    keys = derive(key)
    wrapped = datakey.wrap(key, wrapping, case, binding.prefix, random)
    envelopes = {}
    for name, text in sorted(fields.items()):
        head = envelope.header(key.id, random(NONCE_BYTES))
        plain = envelope.padded(name, text)
        envelopes[name] = head + keys.fields.encrypt(
            head[-NONCE_BYTES:], plain, associated(head, binding, name)
        )
    manifest = manifest_of(keys, binding, bound, envelopes)
    return Sealed(wrapping.id, wrapped, _commitment(keys, binding), manifest, envelopes)


def restate(store: KeyStore, binding: Binding, sealed: Sealed, old_bound: bytes, new_bound: bytes) -> bytes:
    """Return the manifest for changed metadata, having verified the old one; no field is opened.

    The old manifest stays sound for the old metadata: the two put back together are told by the digest in
    the log alone, so the caller records the new one.

    Raises:
        Tampered: the record is not what was sealed with the old metadata.
        KeyDestroyed, KeysUnavailable: as `seal`.
    """
    keys = unlock(store, binding, sealed)
    verify_manifest(keys, binding, sealed, old_bound)
    return manifest_of(keys, binding, new_bound, sealed.fields)


def rewrap(store: KeyStore, binding: Binding, sealed: Sealed, wrapping_key: str) -> Sealed:
    """Return the record with its data key wrapped by another generation; fields and manifest stay.

    Again is harmless: a record that names the generation already is handed back as it is. The data key is
    held only while it is wrapped anew, and no field is opened.

    Raises:
        Conflict: the generation is of another unit or class, or is not to be written with.
        Tampered: the record's data key is not what was sealed, or there is no such generation.
        KeyDestroyed, KeysUnavailable: as `seal`.
    """
    if sealed.wrapping_key == wrapping_key:
        return sealed
    case = store.case_key(binding.case)
    to = store.wrapping_key(wrapping_key)
    if (to.unit, to.key_class) != (binding.owner, key_class(binding.categories)):
        raise Conflict("a record is wrapped by keys of its own unit and class only")
    if to.state not in {State.PENDING, State.CURRENT}:
        raise Conflict("a record is wrapped by a generation that is pending or current only")
    # An old or retired generation may be left: that is what re-wrapping is for, after a restored backup too.
    key = datakey.unwrap(sealed.wrapped_key, store.wrapping_key(sealed.wrapping_key), case, binding.prefix)
    _verify_commitment(derive(key), binding, sealed)
    wrapped = datakey.wrap(key, to, case, binding.prefix, store.random)
    return replace(sealed, wrapping_key=to.id, wrapped_key=wrapped)


def unlock(store: KeyStore, binding: Binding, sealed: Sealed) -> RecordKeys:
    """Return the record's keys, having checked that they are those it was sealed with.

    Raises:
        Tampered: the data key is not what was sealed for this record, or its generation was retired.
        KeyDestroyed, KeysUnavailable: as `seal`.
    """
    case = store.case_key(binding.case)
    wrapping = store.wrapping_key(sealed.wrapping_key)
    if wrapping.state is State.RETIRED:
        # Nothing named it when it was retired: this is an old row put back, or a backup to be re-wrapped.
        raise Tampered("a record names a wrapping key that is retired")
    keys = derive(datakey.unwrap(sealed.wrapped_key, wrapping, case, binding.prefix))
    _verify_commitment(keys, binding, sealed)
    return keys


def verify_manifest(keys: RecordKeys, binding: Binding, sealed: Sealed, bound: bytes) -> None:
    """Check that metadata and fields are those that were sealed together.

    Raises:
        Tampered: a field or the metadata was changed, added, taken away, or put back from another version.
    """
    if not hmac.compare_digest(manifest_of(keys, binding, bound, sealed.fields), sealed.manifest):
        raise Tampered("a record's metadata or fields are not what was sealed")


def manifest_of(keys: RecordKeys, binding: Binding, bound: bytes, fields: Mapping[str, bytes]) -> bytes:
    """Return the MAC over a record's binding, its plain metadata and every field with its name, in order."""
    parts = [binding.framed, length(bound), bound]
    for name in sorted(fields):
        sealed = fields[name]
        parts += (named(name), len(sealed).to_bytes(4, "big"), sealed)
    return mac(keys.manifest, b"".join(parts))


def associated(head: bytes, binding: Binding, name: str) -> bytes:
    """Return what a field's ciphertext is bound to: its whole header, the record version, its name."""
    return head + binding.prefix + named(name)


def _commitment(keys: RecordKeys, binding: Binding) -> bytes:
    return mac(keys.commitment, length(keys.key_id) + keys.key_id + binding.framed)


def _verify_commitment(keys: RecordKeys, binding: Binding, sealed: Sealed) -> None:
    # AES-GCM alone does not commit to its key: one ciphertext can be made that opens under two.
    if not hmac.compare_digest(_commitment(keys, binding), sealed.commitment):
        raise Tampered("a record's key is not the one it was sealed with")
