"""The log's signing keys in a private file, and the largest tree that was ever signed with them."""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sharehub.audit.checkpoint import open_checkpoint
from sharehub.audit.note import KEY_BYTES, Kind, Signer, read_base64
from sharehub.crypto.private_file import RESTORE, alone, held, private_bytes, replace
from sharehub.errors import Conflict, KeysUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sharehub.audit.note import VerifierKey

FORMAT = "sharehub-log-keys/1"
MOST_KEYS = 2
"""One, or at a change of keys the old one and the new."""


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The name that a log signs under, and its keys; all of them sign, the newest last."""

    origin: str
    signers: tuple[Signer, ...]

    @property
    def verifiers(self) -> tuple[VerifierKey, ...]:
        """The public keys, for others to pin."""
        return tuple(signer.verifier for signer in self.signers)


def create(path: Path, origin: str, random: Callable[[int], bytes]) -> LogKeys:
    """Write a new key file; one that is there already is never overwritten.

    Args:
        path: of the file; it must not exist.
        origin: the log's name, a schema-less URL as a rule: `hub.example/log`.
        random: returns that many random bytes.

    Raises:
        KeysUnavailable: there is a file already, or it cannot be written.
        Malformed: the origin is no name that a key can have.
    """
    keys = LogKeys(origin, (_signer(origin, random(KEY_BYTES)),))
    with held(path.parent):
        if path.exists() or path.is_symlink():
            raise KeysUnavailable("there is a key file already: a log keeps its keys")
        _write(path, keys)
    return keys


def read(path: Path) -> LogKeys:
    """Read a key file.

    Raises:
        KeysUnavailable: it is missing, not private, or not whole.
    """
    document = _parsed(private_bytes(path))
    if document.get("format") != FORMAT or document.keys() != {"format", "origin", "keys"}:
        raise KeysUnavailable(f"the key file is not one of a log: {RESTORE}")
    keys = _keys(document)
    if keys is None:
        raise KeysUnavailable(f"the key file does not hold the keys of a log: {RESTORE}")
    return keys


def begin_change(path: Path, random: Callable[[int], bytes]) -> LogKeys:
    """Add a new key beside the old: from now on both sign, so that whoever pinned the old can follow.

    Raises:
        Conflict: a change is under way already.
    """
    with held(path.parent):
        keys = read(path)
        if len(keys.signers) > 1:
            raise Conflict("a change of keys is under way: end it first")
        changed = LogKeys(keys.origin, (*keys.signers, _signer(keys.origin, random(KEY_BYTES))))
        _write(path, changed)
    return changed


def end_change(path: Path) -> LogKeys:
    """Let the old key go: from now on the new one signs alone.

    Raises:
        Conflict: no change is under way, or no checkpoint names the new key yet.
    """
    with held(path.parent):
        keys = read(path)
        if len(keys.signers) == 1:
            raise Conflict("no change of keys is under way")
        if not _names_the_next(signed_head(path), keys):
            raise Conflict("no checkpoint names the new key yet: nobody who pinned the old one could follow")
        changed = LogKeys(keys.origin, keys.signers[-1:])
        _write(path, changed)
    return changed


@contextmanager
def sequencing(path: Path) -> Iterator[bool]:
    """Hold the right to sign with a key file's keys; yield whether it is ours, while the block lasts."""
    with alone(_beside(path, "lock")) as ours:
        yield ours


def signed_head(path: Path) -> bytes | None:
    """Return the last checkpoint that was signed and stored, as it was put down beside the keys, or None."""
    head = _beside(path, "head")
    return private_bytes(head) if head.exists() else None


def put_down_head(path: Path, note: bytes) -> None:
    """Put down a checkpoint that is stored: whoever brings an older database back is found out by it."""
    head = _beside(path, "head")
    with held(head.parent):
        replace(head, note.decode())


def _names_the_next(head: bytes | None, keys: LogKeys) -> bool:
    """Say whether the last checkpoint is signed by the old key and the new, and names the new one."""
    if head is None:
        return False
    try:
        opened = open_checkpoint(head, keys.origin, keys.verifiers)
        return (
            set(opened.signed_by) == set(keys.verifiers) and keys.verifiers[-1] in opened.checkpoint.next_keys
        )
    except ValueError:
        return False


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}.{what}")


def _signer(origin: str, seed: bytes) -> Signer:
    signer = Signer.from_seed(origin, Kind.TEXT, seed)
    signer.verifier  # noqa: B018 - refuses a name that no signature line can carry
    return signer


def _write(path: Path, keys: LogKeys) -> None:
    seeds = [b64encode(signer.private.private_bytes_raw()).decode() for signer in keys.signers]
    replace(path, json.dumps({"format": FORMAT, "origin": keys.origin, "keys": seeds}, indent=2))


def _keys(document: dict[str, Any]) -> LogKeys | None:
    """Return the keys that a file's parts stand for, whatever they are; None where they stand for none."""
    origin, seeds = document["origin"], document["keys"]
    try:
        keys = LogKeys(origin, tuple(_signer(origin, read_base64(seed)) for seed in seeds))
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
