"""A hub whose log is sequenced in a test, and witnesses that answer over real HTTP."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import uvicorn

from sharehub.audit import log_keys
from sharehub.audit.entry import Act, Action
from sharehub.audit.note import Kind
from sharehub.audit.sequencer import Sequencer
from sharehub.witness.app import application
from sharehub.witness.attend import Witness
from sharehub.witness.memory import Memory
from tests.sharehub.witness.logs import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.audit.log_keys import LogKeys
    from sharehub.hub import Hub

ORIGIN = "hub.example/log"
PATIENCE = 20


def a_sequencer(hub: Hub, folder: Path) -> Sequencer:
    """Return a sequencer of a hub's log, with a new key in a folder."""
    path = folder / "log.json"
    if not path.exists():
        log_keys.create(path, ORIGIN, os.urandom)
    return Sequencer(hub.engine, path, hub.clock)


def sequenced(hub: Hub) -> None:
    """Put whatever waits into a hub's tree, by a key that nobody needs afterwards."""
    with TemporaryDirectory() as folder:
        sequencer = a_sequencer(hub, Path(folder))
        with sequencer.lease() as lease:
            assert lease
            sequencer.round()


def keys_of(sequencer: Sequencer) -> LogKeys:
    """Return the keys that it signs with."""
    return log_keys.read(sequencer.key_file)


def record(hub: Hub, number: int) -> list[bytes]:
    """Record so many entries, and return their leaf hashes in their order."""
    with hub.begin() as work:
        for one in range(number):
            work.record(Act(Action.LIST_ASKED, references={"list": str(one)}))
        return [entered.leaf_hash for entered in work.entries]


@dataclass(frozen=True, slots=True)
class Served:
    """A witness that is reached over HTTP on this machine."""

    witness: Witness
    address: str


@contextmanager
def a_witness(hub: Hub, sequencer: Sequencer, folder: Path, name: str) -> Iterator[Served]:
    """Serve a witness that knows the log, on a port of this machine."""
    seen = folder / name
    seen.mkdir(exist_ok=True)
    known = {ORIGIN: list(keys_of(sequencer).verifiers)}
    witness = Witness(key_of(name, Kind.COSIGNATURE), known, Memory(seen), hub.clock)
    server = uvicorn.Server(uvicorn.Config(application(witness), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + PATIENCE
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(witness, f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join()
