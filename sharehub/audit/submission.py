"""What a log sends to a witness: a new checkpoint, and the proof that its tree grew from the one known there.

Source: C2SP tlog-witness, add-checkpoint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.audit.merkle import HASH_BYTES
from sharehub.audit.note import Malformed, parse, read_base64, write_base64

if TYPE_CHECKING:
    from sharehub.audit.note import Note

LONGEST = 64 * 1024
"""Bytes of a submission: a proof has 63 lines at most, and a checkpoint few signatures."""
MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"
"""The media type of the size that a witness answers when it knows another one."""

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint for a witness: `proof` leads from the tree of size `old`, which it cosigned last."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def encode(self) -> bytes:
        """Return the bytes of the request's body."""
        lines = (f"old {self.old}", *map(write_base64, self.proof), "", "")
        return "\n".join(lines).encode() + self.note.encode()


def parse_submission(data: bytes) -> Submission:
    """Return a submission out of its bytes, without believing it.

    Raises:
        Malformed: the bytes are not exactly as a submission writes itself.
    """
    if len(data) > LONGEST:
        raise Malformed("a submission is at most 64 KiB")
    head, blank, note = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Malformed("a submission begins with a size and a proof") from None
    old = _OLD.fullmatch(first)
    if not blank or old is None or len(lines) > MOST_HASHES:
        raise Malformed("a submission is a size, a proof of at most 63 hashes, and a checkpoint")
    proof = tuple(read_base64(line) for line in lines)
    if any(len(one) != HASH_BYTES for one in proof):
        raise Malformed("a hash is 32 bytes")
    return Submission(int(old[1]), proof, parse(note))
