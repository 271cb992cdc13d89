"""A hub as it is deployed: its commands as processes, each with the keys and the login of its work."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx2

from tests.deploy.cluster import password_of
from tests.sharehub import commands
from tests.sharehub.administration.documents import ISSUER
from tests.sharehub.test_service import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.deploy.cluster import Cluster

ORIGIN = "https://hub.example"
BY_PROXY = {"Host": "hub.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
PATIENCE = 60
LOGIN_OF = {
    "serve": "service",
    "worker": "tasks",
    "dispatcher": "tasks",
    "sequencer": "orderer",
    "migrate": "owner",
    "set-up": "owner",
    "export-log": "owner",
    "backup data": "saver",
}
"""Which login each command is deployed with; tests/deploy/test_files.py holds the files against it."""


@dataclass
class Process:
    """One process of a hub, that may be killed and put in place again."""

    hub: StartedHub
    command: str
    settings: Mapping[str, str] = field(default_factory=dict)
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; what it says goes into a file."""
        with (self.hub.folder / f"{self.command}.log").open("ab") as said:
            self.running = subprocess.Popen(
                [commands.PROGRAM, self.command],
                cwd=self.hub.folder,
                env=commands.surroundings(**self.hub.settings(self.command), **self.settings),
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill it, whatever it is at, and all that it started."""
        assert self.running
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait(PATIENCE)

    def stop(self) -> int:
        """Ask it to end, and return how it did."""
        assert self.running
        self.running.terminate()
        return self.running.wait(PATIENCE)


@dataclass
class StartedHub:
    """Keys, databases and what its processes are told."""

    cluster: Cluster
    broker: str
    folder: Path
    outside: Mapping[str, str]

    def settings(self, command: str) -> dict[str, str]:
        """Return what a command is told: its login of the data, and no key but those it needs."""
        login = LOGIN_OF[command]
        told = {
            "SHAREHUB_DATABASE": self.cluster.url(f"sharehub_{login}"),
            "PGPASSFILE": str(self.folder / f"{login}.pgpass"),
        }
        if command == "sequencer":
            return told | {"SHAREHUB_LOG_KEY_FILE": str(self.folder / "log" / "log.json")}
        if command == "backup data":
            return told
        told |= {
            "SHAREHUB_KEYS": self.cluster.url("sharehub_keys", database="sharehub_keys"),
            "SHAREHUB_KEY_FILE": str(self.folder / "root.json"),
        }
        if command in {"worker", "dispatcher"}:
            told |= {"SHAREHUB_BROKER": self.broker}
        if command == "serve":
            told |= {
                "SHAREHUB_PROMISE_KEY_FILE": str(self.folder / "promises.json"),
                "SHAREHUB_ORIGIN": ORIGIN,
                "SHAREHUB_ISSUER": ISSUER,
                "SHAREHUB_PROXIES": "127.0.0.1",
                **self.outside,
            }
        return told

    def run(self, *arguments: str | Path, **settings: str) -> str:
        """Run a command to its end, and return what it said."""
        ended = commands.run(*arguments, folder=self.folder, **settings)
        assert ended.code == 0, ended.err
        return ended.out

    def make(self, partnership: str) -> str:
        """Make keys, passwords and databases as docs/operations.md says; return the log's public key."""
        (self.folder / "log").mkdir(mode=0o700)
        for login in {*LOGIN_OF.values()}:
            path = self.folder / f"{login}.pgpass"
            path.touch(mode=0o600)
            lines = [
                f"127.0.0.1:{self.cluster.port}:{database}:sharehub_{who}:{password_of(who)}\n"
                for database, who in (("sharehub", login), ("sharehub_keys", "keys"))
            ]
            path.write_text("".join(lines), encoding="utf-8")
        document = self.folder / "partnership.yaml"
        document.write_text(partnership, encoding="utf-8")
        self.run("create-key", self.folder / "root.json")
        self.run("create-signing-key", "promises", "hub.example/log/promises", self.folder / "promises.json")
        pinned = self.run("create-signing-key", "log", "hub.example/log", self.folder / "log" / "log.json")
        self.run("migrate", **self.settings("migrate"))
        self.run("set-up", document, **self.settings("set-up"))
        return pinned

    def api(self) -> Process:
        """Return one more process that serves, at a port of its own."""
        return Process(self, "serve", {"SHAREHUB_BIND": f"127.0.0.1:{free_port()}"})


def at(api: Process) -> str:
    """Return where a process that serves is."""
    return f"http://{api.settings['SHAREHUB_BIND']}"


def ready(api: Process) -> dict[str, object] | None:
    """Return what a process says of how it is, or None while it is not ready."""
    try:
        answer = httpx2.get(f"{at(api)}/health/ready", headers=BY_PROXY, timeout=PATIENCE)
    except httpx2.TransportError:
        return None
    said: dict[str, object] = answer.json()
    return said if answer.status_code == 200 else None


def seconds(done: Callable[[], object]) -> float:
    """Do something, and return how long it took."""
    began = time.monotonic()
    done()
    return time.monotonic() - began


def seconds_until(
    so: Callable[[], object],
    within: float = PATIENCE,
    why: Callable[[], str] = lambda: "it does not come back",
) -> float:
    """Wait until a condition holds, and return for how long that was; `why` says what keeps it."""
    began = time.monotonic()
    while not so():
        assert time.monotonic() - began < within, why()
        time.sleep(0.05)
    return time.monotonic() - began
