"""Asking a witness for its cosignature: of each new checkpoint, and of the same one again after a while."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

import httpx2

from sharehub.audit import tree
from sharehub.audit.checkpoint import cosignatures
from sharehub.audit.merkle import consistency_proof
from sharehub.audit.note import parse
from sharehub.audit.submission import SIZE_TYPE, Submission
from sharehub.audit.tiles import node_reader
from sharehub.clock import moment_of
from sharehub.database.engine import reading
from sharehub.database.transaction import begin

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Engine

    from sharehub.audit.note import VerifierKey
    from sharehub.audit.tree import Stored
    from sharehub.clock import Clock

AGAIN = 60
"""Seconds after which a witness is asked about the same checkpoint again, so that its word stays fresh."""
PATIENCE = 5.0
"""Seconds that a witness has to answer."""
MOST_BYTES = 16 * 1024
"""Of an answer: a few signature lines."""
MOST_DIGITS = 19

alarm = logging.getLogger("sharehub.alarm")


class Unwilling(Exception):
    """A witness did not cosign; why, in closed words."""


class Answer(NamedTuple):
    """What a witness answered."""

    status: int
    kind: str
    body: bytes


class _Word(NamedTuple):
    """A witness's cosignature: the time that it names, in seconds since 1970, and its line."""

    time: int
    line: str


def post(url: str, body: bytes) -> Answer:
    """Send a submission.

    Raises:
        Unwilling: nobody answers there, or too much.
    """
    try:
        with httpx2.stream("POST", url, content=body, timeout=PATIENCE, follow_redirects=False) as answer:
            read = b""
            for part in answer.iter_bytes():
                read += part
                if len(read) > MOST_BYTES:
                    raise Unwilling("answers too much")
            kind = answer.headers.get("content-type", "").partition(";")[0].strip()
            return Answer(answer.status_code, kind, read)
    except httpx2.HTTPError:
        raise Unwilling("cannot be reached") from None


@dataclass(frozen=True, slots=True)
class Cosigner:
    """Asks one witness of a hub's log, which is known by its key and reached at an address."""

    engine: Engine
    clock: Clock
    witness: VerifierKey
    address: str
    send: Callable[[str, bytes], Answer] = field(default=post)

    def round(self) -> bool:
        """Ask, if there is something to ask about; say whether the witness gave its word.

        Raises:
            Unwilling: it did not; the log goes on without.
        """
        now = self.clock.now()
        with begin(reading(self.engine), now, now.date()) as tx:
            newest, last = tree.newest_checkpoint(tx), tree.latest_word(tx, self.witness.name)
            if newest is None:
                return False
            known = last.size if last else 0
            if last and known == newest.size and not self._is_old(last.whole, now):
                return False
        word = self._ask(newest, known)
        with begin(self.engine, now, now.date()) as tx:
            tree.store_word(tx, newest.size, self.witness.name, moment_of(word.time), word.line)
        return True

    def _ask(self, newest: Stored, known: int) -> _Word:
        """Return the witness's cosignature, having seen that it is by the witness."""
        answer = self._submit(newest, known)
        if answer.status == HTTPStatus.CONFLICT and answer.kind == SIZE_TYPE:
            answer = self._submit(newest, self._size(answer.body, newest))
        if answer.status != HTTPStatus.OK:
            self._say_if_grave(answer.status)
            raise Unwilling(f"answers {answer.status}")
        for line in answer.body.splitlines(keepends=True):
            # Others' lines may be among them; a witness may have further keys.
            if (time := self._time(newest.note + line)) is not None:
                return _Word(time, line.decode())
        raise Unwilling("answers without its cosignature")

    def _submit(self, newest: Stored, old: int) -> Answer:
        now = self.clock.now()
        # Read and closed before anybody is asked: a slow witness holds up no database.
        with begin(reading(self.engine), now, now.date()) as tx:
            read = node_reader(newest.size, tree.tile_reader(tx))
            proof = tuple(consistency_proof(old, newest.size, read))
        submission = Submission(old, proof, parse(newest.note))
        return self.send(f"{self.address}/add-checkpoint", submission.encode())

    def _size(self, body: bytes, newest: Stored) -> int:
        text = body.strip()
        if not text.isdigit() or len(text) > MOST_DIGITS:
            raise Unwilling("names no size")
        size = int(text)
        if size > newest.size:
            alarm.error("a witness knows a larger log than this database holds: it may be an older one")
            raise Unwilling("knows a larger log")
        return size

    def _say_if_grave(self, status: int) -> None:
        if status in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}:
            alarm.error("a witness does not find this log to be the one that it cosigned before")

    def _is_old(self, whole: bytes, now: datetime) -> bool:
        said = self._time(whole)
        return said is None or now.timestamp() - said >= AGAIN

    def _time(self, whole: bytes) -> int | None:
        """Return when the witness cosigned this note, by its own signature; None where it did not."""
        try:
            return max((one.time for one in cosignatures(parse(whole), [self.witness])), default=None)
        except ValueError:
            return None
