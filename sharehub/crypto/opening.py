"""Opening sealed fields, one at a time: for `disclosure` alone, once its entry in the log is durable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag

from sharehub.crypto import envelope
from sharehub.crypto.sealing import associated, unlock, verify_manifest
from sharehub.errors import Tampered

if TYPE_CHECKING:
    from sharehub.crypto.datakey import RecordKeys
    from sharehub.crypto.sealing import Binding, Sealed
    from sharehub.crypto.store import KeyStore


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A record version whose keys and manifest were verified; nothing is decrypted until it is asked for."""

    binding: Binding
    sealed: Sealed
    keys: RecordKeys = field(repr=False)

    def field(self, name: str) -> str | None:
        """Decrypt one field, and no other; None when it was sealed as absent.

        Raises:
            KeyError: the record was sealed without a field of this name.
            Tampered: the field is not what was sealed.
        """
        parts = envelope.parse(self.sealed.fields[name])
        if parts.key_id != self.keys.key_id:
            raise Tampered("a sealed field names another record's key")
        bound = associated(parts.header, self.binding, name)
        try:
            block = self.keys.fields.decrypt(parts.nonce, parts.ciphertext, bound)
        except InvalidTag:
            raise Tampered("a sealed field is not what was sealed") from None
        return envelope.unpadded(block)


def open_record(store: KeyStore, binding: Binding, sealed: Sealed, bound: bytes) -> OpenRecord:
    """Verify a record's key commitment and manifest, in that order, and return it ready to be read.

    Args:
        store: where the owner's and the case's keys are.
        binding: the record version that the caller means, from elsewhere than the sealed bytes.
        sealed: what is stored.
        bound: the plain metadata, in the form in which it was sealed.

    Raises:
        Tampered: what is stored is not what was sealed; an alarm, never retried.
        KeyDestroyed: the case's key was destroyed; the record is gone for good.
        KeysUnavailable: the keys cannot be had now.
    """
    keys = unlock(store, binding, sealed)
    verify_manifest(keys, binding, sealed, bound)
    return OpenRecord(binding, sealed, keys)
