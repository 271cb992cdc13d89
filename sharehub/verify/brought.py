"""What an auditor brings: pinned keys, a policy of witnesses, checkpoints and receipts that were kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.audit.checkpoint import Policy
from sharehub.audit.note import LONGEST, Kind, Malformed, parse_verifier_key
from sharehub.audit.promise import SUFFIX
from sharehub.audit.witness_policy import parse_policy
from sharehub.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sharehub.audit.note import VerifierKey

KEYS, KEPT, RECEIPT, WITNESSES = "--keys", "--kept", "--receipt", "--witnesses"
"""Where something was brought, for whoever is told that it cannot be used."""


@dataclass(frozen=True, slots=True)
class Brought:
    """Pinned keys of the log and of its promises; kept checkpoints and receipts under their files' names."""

    origin: str
    log_keys: tuple[VerifierKey, ...]
    promise_keys: tuple[VerifierKey, ...] = ()
    kept: tuple[tuple[str, bytes], ...] = ()
    receipts: tuple[tuple[str, bytes], ...] = ()
    policy: Policy | None = None


def bring(keys: Path, kept: Iterable[Path], receipts: Iterable[Path], policy: Path | None) -> Brought:
    """Read what an auditor brings.

    Raises:
        Invalid: a file cannot be read, is too long or not in its form; or receipts come without a key.
    """
    log_keys, promise_keys = _pinned(_words(keys, KEYS))
    found = Brought(
        origin=log_keys[0].name,
        log_keys=log_keys,
        promise_keys=promise_keys,
        kept=tuple((path.name, _bytes(path, KEPT)) for path in kept),
        receipts=tuple((path.name, _bytes(path, RECEIPT)) for path in receipts),
        policy=None if policy is None else _relied_on(_text(policy, WITNESSES)),
    )
    if found.receipts and not promise_keys:
        raise Invalid(KEYS, f"receipts need the key they are signed by, named {found.origin}{SUFFIX}")
    return found


def _relied_on(text: str) -> Policy:
    """Return the policy of a file; where nobody is needed, witnesses are looked at all the same."""
    found = parse_policy(text, WITNESSES)
    return found.policy if found.policy.needed else Policy(found.named, 0)


def _pinned(lines: Iterable[list[str]]) -> tuple[tuple[VerifierKey, ...], tuple[VerifierKey, ...]]:
    keys = [_key(" ".join(words), KEYS) for words in lines]
    promises = tuple(key for key in keys if key.name.endswith(SUFFIX))
    logs = tuple(key for key in keys if key not in promises)
    origins = {key.name for key in logs}
    if len(origins) != 1 or {key.name.removesuffix(SUFFIX) for key in promises} - origins:
        raise Invalid(KEYS, "name the keys of one log, and those of its promises if you have receipts")
    if any(key.kind is not Kind.TEXT for key in keys):
        raise Invalid(KEYS, "a witness's key belongs into the policy")
    return logs, promises


def _key(text: str, where: str) -> VerifierKey:
    try:
        return parse_verifier_key(text)
    except Malformed:
        raise Invalid(where, "a line is not a key: name+id+key") from None


def _words(path: Path, where: str) -> list[list[str]]:
    """Return the words of each line, without comments and empty lines."""
    lines = _text(path, where).split("\n")
    return [line.split() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _text(path: Path, where: str) -> str:
    try:
        return _bytes(path, where).decode()
    except UnicodeDecodeError:
        raise Invalid(where, "this file is not UTF-8") from None


def _bytes(path: Path, where: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
    except OSError:
        raise Invalid(where, "this file cannot be read") from None
    if len(data) > LONGEST:
        raise Invalid(where, "larger than a note can be")
    return data
