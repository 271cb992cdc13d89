"""The log's own keys: their change, who may sign with them, and the largest tree that was signed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.audit import signing_keys
from sharehub.audit.checkpoint import open_checkpoint
from sharehub.audit.signing_keys import SigningKeys, Use, new_signer
from sharehub.crypto.private_file import alone, held, private_bytes, replace
from sharehub.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class LogKeys(SigningKeys):
    """The keys of a log; all of them sign each checkpoint."""

    @property
    def origin(self) -> str:
        """The log's name."""
        return self.name


def create(path: Path, origin: str, random: Callable[[int], bytes]) -> LogKeys:
    """Write a new key file of a log: see `signing_keys.create`."""
    made = signing_keys.create(path, Use.LOG, origin, random)
    return LogKeys(made.name, made.signers)


def read(path: Path) -> LogKeys:
    """Read a log's key file.

    Raises:
        KeysUnavailable: it is missing, not private, not whole, or for another use.
    """
    found = signing_keys.read(path, Use.LOG)
    return LogKeys(found.name, found.signers)


def begin_change(path: Path, random: Callable[[int], bytes]) -> LogKeys:
    """Add a new key beside the old: from now on both sign, so that whoever pinned the old can follow.

    Raises:
        Conflict: a change is under way already.
        KeysUnavailable: see `read`.
    """
    with held(path.parent):
        keys = read(path)
        if len(keys.signers) > 1:
            raise Conflict("a change of keys is under way: end it first")
        changed = LogKeys(keys.origin, (*keys.signers, new_signer(Use.LOG, keys.origin, random)))
        signing_keys.write(path, Use.LOG, changed)
    return changed


def end_change(path: Path) -> LogKeys:
    """Let the old key go: from now on the new one signs alone.

    Raises:
        Conflict: no change is under way, or no checkpoint names the new key yet.
        KeysUnavailable: see `read`.
    """
    with held(path.parent):
        keys = read(path)
        if len(keys.signers) == 1:
            raise Conflict("no change of keys is under way")
        if not _names_the_next(signed_head(path), keys):
            raise Conflict("no checkpoint names the new key yet: nobody who pinned the old one could follow")
        changed = LogKeys(keys.origin, (keys.newest,))
        signing_keys.write(path, Use.LOG, changed)
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
