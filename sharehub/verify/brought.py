"""What an auditor brings: pinned keys, a policy of witnesses, checkpoints and receipts that were kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from sharehub.audit.checkpoint import Policy
from sharehub.audit.note import LONGEST, Kind, Malformed, parse_verifier_key
from sharehub.audit.promise import SUFFIX
from sharehub.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sharehub.audit.note import VerifierKey

NO_QUORUM = "none"
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
        policy=None if policy is None else parse_policy(_words(policy, WITNESSES)),
    )
    if found.receipts and not promise_keys:
        raise Invalid(KEYS, f"receipts need the key they are signed by, named {found.origin}{SUFFIX}")
    return found


def parse_policy(lines: Iterable[list[str]]) -> Policy:
    """Return a policy of k out of n witnesses, out of the words of its lines.

    The form is C2SP tlog-policy, of which this takes what says k of n: witnesses, and as the quorum one group
    of them, one alone, or none. Lines about logs are passed over: the log's keys are pinned apart.

    Raises:
        Invalid: it is not in that form.
    """
    witnesses: dict[str, VerifierKey] = {}
    groups: dict[str, tuple[int, list[str]]] = {}
    quorums: list[str] = []
    for words in lines:
        match words:
            case ["log", _, *more] if len(more) <= 1:
                continue
            case ["witness", name, key, *more] if len(more) <= 1:
                _new(name, {*witnesses, *groups})
                witnesses[name] = _key(key, WITNESSES)
            case ["group", name, needed, *members]:
                _new(name, {*witnesses, *groups})
                groups[name] = _needed(needed, len(members)), members
            case ["quorum", name]:
                quorums.append(name)
            case _:
                _no_policy()
    return _policy(quorums, witnesses, groups)


def _policy(
    quorums: list[str], witnesses: Mapping[str, VerifierKey], groups: Mapping[str, tuple[int, list[str]]]
) -> Policy:
    if quorums == [NO_QUORUM]:
        needed, members = 0, list(witnesses)
    elif len(quorums) == 1:
        needed, members = groups.get(quorums[0], (1, quorums))
    else:
        _no_policy()
    try:
        return Policy(tuple(witnesses[name] for name in members), needed)
    except (ValueError, KeyError):
        _no_policy()


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


def _new(name: str, known: set[str]) -> None:
    if name in known or name == NO_QUORUM:
        _no_policy()


def _needed(text: str, members: int) -> int:
    if text in {"any", "all"}:
        text = "1" if text == "any" else str(members)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= members):
        _no_policy()
    return int(text)


def _no_policy() -> NoReturn:
    raise Invalid(WITNESSES, "not a policy of witnesses, or one that says more than k of n")


def _key(text: str, where: str) -> VerifierKey:
    try:
        return parse_verifier_key(text)
    except Malformed:
        raise Invalid(where, "a line is not a key: name+id+key") from None


def _words(path: Path, where: str) -> list[list[str]]:
    """Return the words of each line, without comments and empty lines."""
    try:
        lines = _bytes(path, where).decode().split("\n")
    except UnicodeDecodeError:
        raise Invalid(where, "this file is not UTF-8") from None
    return [line.split() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _bytes(path: Path, where: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
    except OSError:
        raise Invalid(where, "this file cannot be read") from None
    if len(data) > LONGEST:
        raise Invalid(where, "larger than a note can be")
    return data
