"""Checkpoints: how large the log was and what its root was, signed by the log and cosigned by witnesses.

Source: C2SP tlog-checkpoint and tlog-cosignature (the Ed25519 form).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.audit.merkle import EMPTY_ROOT, HASH_BYTES, Unproven, roots_shown
from sharehub.audit.note import (
    SIGNATURE_BYTES,
    Forged,
    Kind,
    Malformed,
    admit_text,
    by_place,
    parse,
    parse_verifier_key,
    read_base64,
    sign,
    verify,
    write_base64,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sharehub.audit.note import Note, SignatureLine, Signer, VerifierKey

LARGEST = 2**63 - 1
"""The largest tree size, and the latest time of a cosignature: both fit a signed integer of 64 bits."""
TIME_BYTES = 8
NEXT_KEY = "next-key "
"""Begins the line by which a log's present key names the one that follows it, at a change of keys."""

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LEAST_LINES = 3


class WrongLog(ValueError):
    """A checkpoint is of another log than the one it was brought for."""


class Relation(StrEnum):
    """How another checkpoint stands to one that is known."""

    SAME = "same"
    NEWER = "newer"
    OLDER = "older"
    FORK = "fork"


class Standing(StrEnum):
    """How well a checkpoint is witnessed."""

    REACHED = "reached"
    """As many witnesses as the policy needs cosigned it, lately enough."""
    STALE = "stale"
    """They did, and too long ago."""
    LACKING = "lacking"
    """Fewer did."""
    UNWITNESSED = "unwitnessed"
    """The policy needs none."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree of a log at one size: `root` is 32 bytes, `extensions` are opaque lines.

    Raises:
        Malformed: a part is not what a checkpoint can hold; the empty tree has only one root.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """See the class."""
        if not 0 <= self.size <= LARGEST:
            raise Malformed("a checkpoint's size is 0 or more, and below 2^63")
        if len(self.root) != HASH_BYTES:
            raise Malformed("a checkpoint's root is 32 bytes")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise Malformed("the empty tree has another root")
        if any(not line or "\n" in line for line in (self.origin, *self.extensions)):
            raise Malformed("a checkpoint's lines are not empty")
        admit_text(self.text)

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), write_base64(self.root), *self.extensions)
        return "\n".join(lines) + "\n"

    def following(self, key: VerifierKey) -> Checkpoint:
        """Return this checkpoint with a line that names the log's next key.

        Whoever pinned the present key believes the next one by this line under its signature. Two signatures
        alone show nothing: anybody can set a line of their own below a text that the log has signed.
        """
        return replace(self, extensions=(*self.extensions, NEXT_KEY + key.text))

    @property
    def next_keys(self) -> tuple[VerifierKey, ...]:
        """The keys that this checkpoint names as the log's next; believed only by whom it is signed.

        Raises:
            Malformed: such a line names no key.
        """
        named = (line.removeprefix(NEXT_KEY) for line in self.extensions if line.startswith(NEXT_KEY))
        return tuple(parse_verifier_key(text) for text in named)


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint that the log signed, by which of its pinned keys, and the note it came in."""

    checkpoint: Checkpoint
    signed_by: tuple[VerifierKey, ...]
    note: Note


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's word that at `time`, in seconds since 1970, this was the largest tree it had seen."""

    witness: VerifierKey
    time: int


@dataclass(frozen=True, slots=True)
class Policy:
    """Which witnesses count, and how many of them are needed: k of n.

    Raises:
        ValueError: more are needed than there are; a key is not for cosignatures; or a name or key is there
            twice: a cosignature does not say which name it was made under.
    """

    witnesses: tuple[VerifierKey, ...]
    needed: int

    def __post_init__(self) -> None:
        """See the class."""
        by_place(self.witnesses, Kind.COSIGNATURE)
        if len({key.public for key in self.witnesses}) != len(self.witnesses):
            raise ValueError("every witness has a key of its own")
        if len({key.name for key in self.witnesses}) != len(self.witnesses):
            raise ValueError("every witness has a name of its own")
        if not 0 <= self.needed <= len(self.witnesses):
            raise ValueError("a policy needs no more witnesses than it names")


@dataclass(frozen=True, slots=True)
class Quorum:
    """What the witnesses of a policy said of a checkpoint.

    `fresh` count; `stale` are too old; `ahead` are dated later than any clock can be, and count for nothing.
    `absent` are the witnesses without a word. `held_at` is the time, in seconds since 1970, at or after which
    as many as needed cosigned; None where too few did, or none are needed.
    """

    standing: Standing
    fresh: tuple[Cosignature, ...]
    stale: tuple[Cosignature, ...]
    ahead: tuple[Cosignature, ...]
    absent: tuple[VerifierKey, ...]
    held_at: int | None


def parse_checkpoint(text: str) -> Checkpoint:
    """Return a checkpoint out of a note's text, without believing it.

    Raises:
        Malformed: it is not exactly as a checkpoint writes itself.
    """
    admit_text(text)
    lines = text[:-1].split("\n")
    if len(lines) < _LEAST_LINES or not _SIZE.fullmatch(lines[1]):
        raise Malformed("a checkpoint is an origin, a size, a root, and further lines if any")
    return Checkpoint(lines[0], int(lines[1]), read_base64(lines[2]), tuple(lines[_LEAST_LINES:]))


def sign_checkpoint(checkpoint: Checkpoint, signers: Sequence[Signer]) -> Note:
    """Return a checkpoint signed by the log: by one key, or at a change of keys by both.

    Raises:
        ValueError: a key is not in the log's name, or is for cosignatures; or there is none.
    """
    if any(signer.name != checkpoint.origin for signer in signers):
        raise ValueError("a log signs under the name that is its origin")
    return sign(checkpoint.text, signers)


def open_checkpoint(data: bytes, origin: str, log_keys: Iterable[VerifierKey]) -> Opened:
    """Return the checkpoint in a note's bytes, once a pinned key of the log is seen to have signed it.

    Raises:
        Malformed: the bytes are no note, or its text is no checkpoint.
        Forged: a line claims a pinned key and is not by it.
        Unsigned: no pinned key signed.
        WrongLog: it is signed, for another origin.
    """
    note = parse(data)
    signed_by = verify(note, log_keys)
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != origin:
        raise WrongLog("this checkpoint is of another log")
    return Opened(checkpoint, signed_by, note)


def cosign(checkpoint: Checkpoint, signer: Signer, time: int) -> SignatureLine:
    """Return a witness's cosignature: to be made only of the largest tree it has seen to be consistent.

    Args:
        checkpoint: what the witness has checked, and stored.
        signer: its key, for cosignatures.
        time: seconds since 1970.

    Raises:
        ValueError: the key is for another kind of signature, or the time is out of bounds.
    """
    if signer.kind is not Kind.COSIGNATURE or not 0 <= time <= LARGEST:
        raise ValueError("a cosignature is made by a key for cosignatures, at a time since 1970")
    signature = signer.private.sign(_cosigned(checkpoint.text, time))
    return signer.line(time.to_bytes(TIME_BYTES, "big") + signature)


def cosignatures(note: Note, witnesses: Iterable[VerifierKey]) -> tuple[Cosignature, ...]:
    """Return the cosignatures of pinned witnesses on a checkpoint's note, in the order of the lines.

    Raises:
        Malformed: the note's text is no checkpoint, or a pinned witness's time is out of bounds.
        Forged: a line claims a pinned witness and is not by it.
        ValueError: a key is not for cosignatures, or two of them share name and id.
    """
    parse_checkpoint(note.text)
    pinned = by_place(witnesses, Kind.COSIGNATURE)
    return tuple(
        _cosignature(note.text, pinned[line.place], line.signature)
        for line in note.lines
        if line.place in pinned
    )


def evaluate(note: Note, policy: Policy, now: int, longest_age: int, ahead: int = 0) -> Quorum:
    """Say how well a checkpoint is witnessed.

    Args:
        note: the checkpoint, with whatever cosignatures it carries.
        policy: the pinned witnesses, and how many are needed.
        now: seconds since 1970.
        longest_age: seconds after which a cosignature no longer counts.
        ahead: seconds that a witness's clock may be ahead of ours.

    Raises:
        Malformed: see `cosignatures`.
        Forged: see `cosignatures`.
    """
    given = cosignatures(note, policy.witnesses)
    believed = [one for one in given if one.time <= now + ahead]
    fresh = tuple(one for one in believed if now - one.time <= longest_age)
    said = {one.witness for one in given}
    times = sorted((one.time for one in believed), reverse=True)
    held_at = times[policy.needed - 1] if 0 < policy.needed <= len(times) else None
    return Quorum(
        standing=standing_of(policy.needed, len(fresh), len(believed)),
        fresh=fresh,
        stale=tuple(one for one in believed if one not in fresh),
        ahead=tuple(one for one in given if one not in believed),
        absent=tuple(key for key in policy.witnesses if key not in said),
        held_at=held_at,
    )


def compare(known: Checkpoint, other: Checkpoint, proof: Sequence[bytes]) -> Relation:
    """Say how another checkpoint of the same log stands to a known one.

    A fork is certain: two roots for one size, or a proof that leads to the newer root and shows that its tree
    had another root at the older size. Where a proof leads to neither, `Unproven` leaves open who is at
    fault; to somebody who made the proof from the newer tree's own nodes, that too is a fork.

    Args:
        known: what was believed before.
        other: what is to be compared; larger or smaller.
        proof: of consistency from the smaller to the larger; empty for the same size and from the empty tree.

    Raises:
        WrongLog: they are of different logs.
        Unproven: the proof shows nothing about these two.
    """
    if known.origin != other.origin:
        raise WrongLog("these checkpoints are of different logs")
    if known.size == other.size:
        if proof:
            raise Unproven("this consistency proof has to be empty")
        return Relation.SAME if known.root == other.root else Relation.FORK
    older, newer = sorted((known, other), key=lambda one: one.size)
    old_root, new_root = roots_shown(older.size, newer.size, proof, older.root)
    if new_root not in {newer.root, None}:
        raise Unproven("the consistency proof does not lead to the newer root")
    if old_root != older.root:
        return Relation.FORK
    return Relation.NEWER if newer is other else Relation.OLDER


def standing_of(needed: int, fresh: int, believed: int) -> Standing:
    """Say what so many cosignatures come to, of which so many are lately given, where so many are needed."""
    if needed == 0:
        return Standing.UNWITNESSED
    if fresh >= needed:
        return Standing.REACHED
    return Standing.STALE if believed >= needed else Standing.LACKING


def _cosignature(text: str, witness: VerifierKey, timed: bytes) -> Cosignature:
    if len(timed) != TIME_BYTES + SIGNATURE_BYTES:
        raise Forged("a cosignature is a time of 8 bytes and a signature of 64")
    time = int.from_bytes(timed[:TIME_BYTES], "big")
    if time > LARGEST:
        raise Malformed("a cosignature's time is below 2^63")
    witness.check(_cosigned(text, time), timed[TIME_BYTES:])
    return Cosignature(witness, time)


def _cosigned(text: str, time: int) -> bytes:
    """Return the message that a witness signs; its first line keeps it apart from every other message."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()
