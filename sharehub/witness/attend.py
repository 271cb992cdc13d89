"""Attending to one submission: check the signature, check that the tree grew, put down, and only then cosign.

Source: C2SP tlog-witness, add-checkpoint, which also says what is answered to what.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from sharehub.audit.checkpoint import Checkpoint, Relation, compare, cosign, open_checkpoint, parse_checkpoint
from sharehub.audit.merkle import EMPTY_ROOT, Unproven
from sharehub.audit.note import Forged, Malformed, Unsigned
from sharehub.audit.submission import SIZE_TYPE, parse_submission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sharehub.audit.note import Signer, VerifierKey
    from sharehub.audit.submission import Submission
    from sharehub.clock import Clock
    from sharehub.witness.memory import Memory

PLAIN = "text/plain; charset=utf-8"

alarm = logging.getLogger("sharehub.alarm")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a submission is answered: a status, and a body of some media type."""

    status: HTTPStatus
    body: str = ""
    kind: str = PLAIN


@dataclass(frozen=True, slots=True)
class Witness:
    """Who cosigns: with which key, for which logs (the keys pinned for each, by its origin), since when."""

    signer: Signer
    logs: Mapping[str, Sequence[VerifierKey]]
    memory: Memory
    clock: Clock

    def attend(self, data: bytes) -> Reply:
        """Answer one submission.

        A crash before the checkpoint is put down leaves everything as it was; one after it, a log that is
        told of its size when it comes again, and gets its cosignature then.

        Raises:
            KeysUnavailable: the memory cannot be read or written; nothing is cosigned.
        """
        try:
            submission = parse_submission(data)
            origin = parse_checkpoint(submission.note.text).origin
        except Malformed as error:
            return Reply(HTTPStatus.BAD_REQUEST, f"{error}\n")
        keys = self.logs.get(origin)
        if keys is None:
            return Reply(HTTPStatus.NOT_FOUND, "this witness does not know the log\n")
        try:
            checkpoint = open_checkpoint(submission.note.encode(), origin, keys).checkpoint
        except (Forged, Unsigned):
            return Reply(HTTPStatus.FORBIDDEN, "no key of the log that is known here signed this\n")
        if submission.old > checkpoint.size:
            return Reply(HTTPStatus.BAD_REQUEST, "the tree would be smaller than before\n")
        with self.memory.held():
            return self._compare(submission, checkpoint, data)

    def _compare(self, submission: Submission, checkpoint: Checkpoint, data: bytes) -> Reply:
        note = self.memory.recall(checkpoint.origin)
        known = Checkpoint(checkpoint.origin, 0, EMPTY_ROOT) if note is None else _put_down(note)
        if submission.old != known.size:
            return _knows(known)
        if known.size == checkpoint.size and known.root != checkpoint.root:
            self._accuse(checkpoint.origin, note, data)
            return _knows(known)
        try:
            fork = compare(known, checkpoint, submission.proof) is Relation.FORK
        except Unproven as error:
            # Checkpoints are public: whoever has one can send it with a proof that proves nothing.
            alarm.warning("a checkpoint came without a proof that its tree grew from the one known: refused")
            return Reply(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}\n")
        if fork:
            self._accuse(checkpoint.origin, note, data)
            return Reply(HTTPStatus.UNPROCESSABLE_ENTITY, "the tree does not begin with the one known\n")
        self.memory.put_down(checkpoint.origin, submission.note.encode())
        line = cosign(checkpoint, self.signer, int(self.clock.now().timestamp()))
        return Reply(HTTPStatus.OK, line.text)

    def _accuse(self, origin: str, known: bytes | None, data: bytes) -> None:
        """Say aloud that a log signed what does not fit what it had signed before, and keep the proof."""
        self.memory.keep_evidence(origin, known or b"", data)
        alarm.error("a log submitted a checkpoint that does not fit the one before: see the evidence kept")


def _put_down(note: bytes) -> Checkpoint:
    """Return the checkpoint that was put down.

    That was by ourselves, once its signature was seen: the keys pinned may be others by now.
    """
    return parse_checkpoint(note.decode().partition("\n\n")[0] + "\n")


def _knows(known: Checkpoint) -> Reply:
    return Reply(HTTPStatus.CONFLICT, f"{known.size}\n", SIZE_TYPE)
