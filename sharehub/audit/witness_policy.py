"""Which logs and witnesses somebody relies on, and how many witnesses have to agree: read from a policy file.

A line each, in the words of C2SP tlog-policy, of which one group is understood:

    log hub.example/log+4d1c0a77+AbCd…
    witness police witness.police.example+0a1b2c3d+BeFg… https://witness.police.example
    witness council witness.council.example+7f00aa12+BcDe… https://witness.council.example
    group partners 2 police council
    quorum partners
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sharehub.audit.checkpoint import Policy
from sharehub.audit.note import Kind, Malformed, parse_verifier_key
from sharehub.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.audit.note import VerifierKey

NOBODY = "none"
"""The quorum of a log that has no witnesses: it says so wherever its state is shown."""
ALL, ANY = "all", "any"


@dataclass(frozen=True, slots=True)
class Reliance:
    """What a policy file says: pinned keys of logs, the policy, and where witnesses are reached.

    `named` are all witnesses of the file, those that the policy does not count included.
    """

    logs: tuple[VerifierKey, ...]
    policy: Policy
    addresses: dict[VerifierKey, str]
    named: tuple[VerifierKey, ...] = ()


NOBODY_WATCHES = Reliance((), Policy((), 0), {})


def parse_policy(text: str, where: str) -> Reliance:
    """Return what a policy file says.

    Args:
        text: of the file.
        where: what the file is called in errors.

    Raises:
        Invalid: a line is not understood, or the whole makes no policy; it names the line.
    """
    reading = _Reading(where)
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if words and not words[0].startswith("#"):
            reading.take(number, words)
    return reading.reliance()


@dataclass(slots=True)
class _Reading:
    """A policy file as far as it has been read."""

    where: str
    line: int = 0
    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    addresses: dict[VerifierKey, str] = field(default_factory=dict)
    group: tuple[str, int, list[str]] | None = None
    quorum: str | None = None

    def take(self, number: int, words: Sequence[str]) -> None:
        """Take a line."""
        self.line = number
        match words:
            case ["log", key, *address] if len(address) <= 1:
                self.logs.append(self._key(key, Kind.TEXT))
            case ["witness", name, key, *address] if len(address) <= 1:
                self._witness(name, key, address)
            case ["group", name, needed, *members] if members and self.group is None:
                self._new(name)
                self.group = name, self._needed(needed, len(members)), self._members(members)
            case ["quorum", name] if self.quorum is None:
                self.quorum = name
            case _:
                raise self._wrong("this line is not understood")

    def reliance(self) -> Reliance:
        """Return what was read, once it makes a policy."""
        self.line = 0
        if self.quorum is None:
            raise self._wrong(f"say which quorum is needed, or `quorum {NOBODY}`")
        needed, members = self._of_quorum(self.quorum)
        keys = tuple(self.witnesses[name] for name in members)
        try:
            policy = Policy(keys, needed)
        except ValueError as error:
            raise self._wrong(str(error)) from None
        addresses = {key: self.addresses[key] for key in keys if key in self.addresses}
        return Reliance(tuple(self.logs), policy, addresses, tuple(self.witnesses.values()))

    def _of_quorum(self, quorum: str) -> tuple[int, list[str]]:
        if quorum == NOBODY:
            return 0, []
        if self.group is not None and self.group[0] == quorum:
            return self.group[1], self.group[2]
        if quorum in self.witnesses:
            return 1, [quorum]
        raise self._wrong("the quorum is neither a group nor a witness that the file names")

    def _witness(self, name: str, text: str, address: Sequence[str]) -> None:
        self._new(name)
        key = self._key(text, Kind.COSIGNATURE)
        self.witnesses[name] = key
        for url in address:
            parts = urlsplit(url)
            if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment:
                raise self._wrong("this is not where a witness can be reached")
            self.addresses[key] = url.rstrip("/")

    def _new(self, name: str) -> None:
        if name in self.witnesses or name == NOBODY or (self.group is not None and self.group[0] == name):
            raise self._wrong("this name is taken")

    def _members(self, members: Sequence[str]) -> list[str]:
        if len(set(members)) != len(members) or any(name not in self.witnesses for name in members):
            raise self._wrong("a group names witnesses of lines before it, each of them once")
        return list(members)

    def _needed(self, text: str, members: int) -> int:
        if text in {ALL, ANY}:
            return members if text == ALL else 1
        if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:9]) <= members:
            raise self._wrong("a group needs one of its members at least, and all of them at the most")
        return int(text)

    def _key(self, text: str, kind: Kind) -> VerifierKey:
        try:
            key = parse_verifier_key(text)
        except Malformed:
            raise self._wrong("this is no public key") from None
        if key.kind is not kind:
            raise self._wrong("this public key is for another kind of signature")
        return key

    def _wrong(self, problem: str) -> Invalid:
        return Invalid(self.where if not self.line else f"{self.where}, line {self.line}", problem)
