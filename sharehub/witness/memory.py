"""What a witness knows: of each log the checkpoint that it cosigned last, and proofs of misconduct."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.crypto.private_file import held, private_bytes, replace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_EVIDENCE = 100
"""Files of evidence that are kept: a log that forks may go on doing so."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A folder with one private file for each log, which is a checkpoint that an auditor can keep."""

    folder: Path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the memory, so that what is compared with it is still so when it is put down.

        Raises:
            KeysUnavailable: the folder cannot be written.
        """
        with held(self.folder):
            yield

    def recall(self, origin: str) -> bytes | None:
        """Return the note that was put down last for a log, or None."""
        path = self._path(origin)
        return private_bytes(path) if path.exists() else None

    def put_down(self, origin: str, note: bytes) -> None:
        """Put down a log's checkpoint, durably; whoever calls holds the memory."""
        replace(self._path(origin), note.decode())

    def keep_evidence(self, origin: str, known: bytes, submitted: bytes) -> None:
        """Keep the checkpoint put down last, and what a log submitted that does not fit it: it signed both.

        Both, since the one put down makes way for the next. Nothing already kept is replaced, and past
        `MOST_EVIDENCE` nothing more is kept.
        """
        name = f"{_name_of(origin)}.{hashlib.sha256(submitted).hexdigest()[:16]}.evidence"
        kept = {path.name for path in self.folder.glob("*.evidence")}
        if name not in kept and len(kept) < MOST_EVIDENCE:
            replace(self.folder / name, f"{known.decode()}\n{submitted.decode()}")

    def _path(self, origin: str) -> Path:
        return self.folder / f"{_name_of(origin)}.checkpoint"


def _name_of(origin: str) -> str:
    # A log's name may hold anything; its digest is a file name anywhere.
    return hashlib.sha256(origin.encode()).hexdigest()[:32]
