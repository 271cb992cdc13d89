"""Running a witness: its key, the logs it knows, and where it listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from sharehub.audit.note import Kind, Malformed, parse_verifier_key
from sharehub.audit.signing_keys import Use, read
from sharehub.clock import SystemClock
from sharehub.errors import Invalid
from sharehub.witness.app import application
from sharehub.witness.attend import Witness
from sharehub.witness.memory import Memory

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.audit.note import VerifierKey

SECONDS_TO_FINISH = 5


def witness_of(key_file: Path, logs: str, folder: Path) -> Witness:
    """Return a witness.

    Args:
        key_file: its own key.
        logs: the public keys of the logs it attends to, one a line; lines that begin with # say why.
        folder: where it remembers; it must be there.

    Raises:
        Invalid: a line is no public key of a log, there is none, or the folder is not there.
        KeysUnavailable: its key cannot be had.
    """
    if not folder.is_dir():
        raise Invalid("--state", "make this folder, for the witness alone: mkdir -m 700")
    return Witness(read(key_file, Use.WITNESS).newest, known_logs(logs), Memory(folder), SystemClock())


def known_logs(text: str) -> dict[str, list[VerifierKey]]:
    """Return the keys of each log, by its origin: the name that its keys sign under.

    Raises:
        Invalid: a line is no public key of a log; it is named, and not repeated.
    """
    known: dict[str, list[VerifierKey]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            key = parse_verifier_key(line.strip())
        except Malformed:
            raise Invalid(f"--logs, line {number}", "this is no public key") from None
        if key.kind is not Kind.TEXT:
            raise Invalid(f"--logs, line {number}", "this is the key of a witness, not of a log")
        known.setdefault(key.name, []).append(key)
    if not known:
        raise Invalid("--logs", "name the public key of one log at least")
    return known


def serve(witness: Witness, host: str, port: int, certificate: Path | None, private_key: Path | None) -> None:
    """Attend to submissions until asked to stop; over TLS where a certificate is given."""
    config = uvicorn.Config(
        application(witness),
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        log_level="warning",
        ssl_certfile=certificate,
        ssl_keyfile=private_key,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    uvicorn.Server(config).run()
