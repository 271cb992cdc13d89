"""Signing keys in a private file: a log's, a witness's, or those that promises are signed with."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sharehub.audit.note import KEY_BYTES, Kind, Signer, read_base64
from sharehub.crypto.private_file import RESTORE, held, private_bytes, replace
from sharehub.errors import KeysUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sharehub.audit.note import VerifierKey

FORMAT = "sharehub-signing-keys/1"
MOST_KEYS = 2
"""One, or at a change of keys the old one and the new."""


class Use(StrEnum):
    """What keys are for; a file's keys are good for that alone."""

    LOG = "log"
    PROMISES = "promises"
    WITNESS = "witness"

    @property
    def kind(self) -> Kind:
        """How such keys sign."""
        return Kind.COSIGNATURE if self is Use.WITNESS else Kind.TEXT


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The name that somebody signs under, and their keys, the newest last; where there are two, both sign."""

    name: str
    signers: tuple[Signer, ...]

    @property
    def verifiers(self) -> tuple[VerifierKey, ...]:
        """The public keys, for others to pin."""
        return tuple(signer.verifier for signer in self.signers)

    @property
    def newest(self) -> Signer:
        """The key that stays."""
        return self.signers[-1]


def create(path: Path, use: Use, name: str, random: Callable[[int], bytes]) -> SigningKeys:
    """Write a new key file; one that is there already is never overwritten.

    Args:
        path: of the file; it must not exist.
        use: what the key is for.
        name: that it signs under: for a log its origin, a URL without a scheme, such as `hub.example/log`.
        random: returns that many random bytes.

    Raises:
        KeysUnavailable: there is a file already, or it cannot be written.
        Malformed: no key can have this name.
    """
    keys = SigningKeys(name, (new_signer(use, name, random),))
    with held(path.parent):
        if path.exists() or path.is_symlink():
            raise KeysUnavailable("there is a key file already: whoever signs keeps their keys")
        write(path, use, keys)
    return keys


def new_signer(use: Use, name: str, random: Callable[[int], bytes]) -> Signer:
    """Return a new key.

    Raises:
        Malformed: no key can have this name.
    """
    return _signer(use, name, random(KEY_BYTES))


def read(path: Path, use: Use) -> SigningKeys:
    """Read a key file.

    Raises:
        KeysUnavailable: it is missing, not private, not whole, or for another use.
    """
    document = _parsed(private_bytes(path))
    keys = _keys(document, use)
    if keys is None:
        raise KeysUnavailable(f"the key file does not hold the keys of a {use}: {RESTORE}")
    return keys


def write(path: Path, use: Use, keys: SigningKeys) -> None:
    """Replace a key file in one step; the caller holds its folder."""
    seeds = [b64encode(signer.private.private_bytes_raw()).decode() for signer in keys.signers]
    document = {"format": FORMAT, "use": use.value, "name": keys.name, "keys": seeds}
    replace(path, json.dumps(document, indent=2))


def _signer(use: Use, name: str, seed: bytes) -> Signer:
    signer = Signer.from_seed(name, use.kind, seed)
    signer.verifier  # noqa: B018 - refuses a name that no signature line can carry
    return signer


def _keys(document: dict[str, Any], use: Use) -> SigningKeys | None:
    """Return the keys that a file's parts stand for, whatever they are; None where they stand for none."""
    if document.keys() != {"format", "use", "name", "keys"}:
        return None
    if (document["format"], document["use"]) != (FORMAT, use):
        return None
    name, seeds = document["name"], document["keys"]
    try:
        keys = SigningKeys(name, tuple(_signer(use, name, read_base64(seed)) for seed in seeds))
        fit = 1 <= len(set(keys.verifiers)) == len(keys.signers) <= MOST_KEYS
    except (ValueError, TypeError, AttributeError):
        return None
    return keys if fit else None


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
