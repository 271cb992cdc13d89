"""A log as operators run it: two sequencers of which one works, and two partners' witnesses, as processes."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx2
import pytest

from sharehub.audit import signing_keys, tree
from sharehub.audit.checkpoint import Standing, cosignatures, open_checkpoint
from sharehub.audit.inclusion import wait
from sharehub.audit.note import parse, parse_verifier_key
from sharehub.audit.signing_keys import Use
from sharehub.audit.standing import shown_checkpoint, standing
from sharehub.audit.witness_policy import parse_policy
from sharehub.clock import SystemClock
from tests.sharehub import commands
from tests.sharehub.audit.trees import ORIGIN, record
from tests.sharehub.test_service import free_port

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sharehub.audit.witness_policy import Reliance
    from sharehub.hub import Hub

PATIENCE = 40
NAMES = ("witness.police.example", "witness.council.example")


def until(so: Callable[[], bool]) -> bool:
    """Wait for something to come true."""
    end = time.monotonic() + PATIENCE
    while not so() and time.monotonic() < end:
        time.sleep(0.05)
    return so()


class Partners:
    """Two partner agencies, each with a witness, and the hub's own processes; all in one folder."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.hub, self.folder = hub, folder
        self.log_key = self._key(Use.LOG, ORIGIN, "log.json")
        (folder / "logs.txt").write_text(self.log_key + "\n")
        self.ports = [free_port() for _ in NAMES]
        keys = [self._key(Use.WITNESS, name, f"{name}.json") for name in NAMES]
        lines = [
            f"witness w{number} {key} http://127.0.0.1:{port}"
            for number, (key, port) in enumerate(zip(keys, self.ports, strict=True))
        ]
        (folder / "policy").write_text("\n".join([*lines, "group all all w0 w1", "quorum all", ""]))
        self.running: list[subprocess.Popen[str]] = []

    @property
    def reliance(self) -> Reliance:
        return parse_policy((self.folder / "policy").read_text(), "policy")

    def witness(self, number: int) -> subprocess.Popen[str]:
        """Start one partner's witness, with what it remembers."""
        seen = self.folder / f"seen-{number}"
        seen.mkdir(mode=0o700, exist_ok=True)
        where = ("--key", f"{NAMES[number]}.json", "--logs", "logs.txt", "--state", str(seen))
        port = self.ports[number]
        process = self._start("witness", *where, "--port", str(port))
        assert until(lambda: _answers(f"http://127.0.0.1:{port}/health/live"))
        return process

    def sequencer(self) -> subprocess.Popen[str]:
        """Start a sequencer."""
        return self._start("sequencer")

    def stands(self) -> Standing:
        """Say how well the log is witnessed."""
        with self.hub.glance() as tx:
            return standing(tx, self.reliance.policy, tx.now).witnessed

    def _key(self, use: Use, name: str, path: str) -> str:
        return signing_keys.create(self.folder / path, use, name, os.urandom).newest.verifier.text

    def _start(self, *command: str) -> subprocess.Popen[str]:
        settings = {
            "SHAREHUB_DATABASE": self.hub.engine.url.render_as_string(hide_password=False),
            "SHAREHUB_LOG_KEY_FILE": "log.json",
            "SHAREHUB_LOG_WITNESSES": "policy",
        }
        process = commands.start(*command, folder=self.folder, **settings)
        self.running.append(process)
        return process


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=2).status_code == 200
    except httpx2.HTTPError:
        return False


@pytest.fixture
def partners(hub: Hub, tmp_path: Path) -> Iterator[Partners]:
    """Yield partners whose processes end with the test."""
    # Processes live in the world's time, and so must whoever judges how fresh their word is.
    found = Partners(replace(hub, clock=SystemClock()), tmp_path)
    yield found
    for process in found.running:
        process.kill()
        process.communicate()


@pytest.mark.postgres
def test_a_log_is_kept_witnessed_and_outlives_whichever_process_is_killed(partners: Partners) -> None:
    hub = partners.hub
    witnesses = [partners.witness(0), partners.witness(1)]
    first, second = partners.sequencer(), partners.sequencer()

    for killed in (None, first, witnesses[1]):
        if killed is not None:
            killed.send_signal(signal.SIGKILL)
            killed.wait()
        if killed is witnesses[1]:
            partners.witness(1)
        (*_, leaf) = record(hub, 20)
        assert wait(hub.engine, hub.clock, leaf, PATIENCE)
    assert second.poll() is None

    with hub.glance() as tx:
        newest = tree.newest_checkpoint(tx)
    assert newest is not None
    assert newest.size == 60
    assert until(lambda: _words(partners) == 2)
    assert partners.stands() is Standing.REACHED
    with hub.glance() as tx:
        shown = shown_checkpoint(tx, partners.reliance.policy)
    assert shown is not None
    assert open_checkpoint(shown, ORIGIN, [parse_verifier_key(partners.log_key)]).checkpoint.size == 60


def _words(partners: Partners) -> int:
    """Return how many witnesses cosigned the newest checkpoint."""
    with partners.hub.glance() as tx:
        shown = shown_checkpoint(tx, partners.reliance.policy)
        newest = tree.newest_checkpoint(tx)
    if shown is None or newest is None or not shown.startswith(newest.note):
        return 0
    return len(cosignatures(parse(shown), partners.reliance.policy.witnesses))


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> commands.InProcess:
    """Return the command line, called in this process and in a folder of its own."""
    for name in ("DATABASE", "LOG_KEY_FILE", "LOG_WITNESSES"):
        monkeypatch.delenv(f"SHAREHUB_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    return commands.InProcess(monkeypatch, capsys)


def test_a_witness_refuses_what_it_cannot_work_with(command: commands.InProcess, tmp_path: Path) -> None:
    (tmp_path / "logs.txt").write_text("no key\n")
    made = command("create-signing-key", "witness", NAMES[0], "w.json")
    assert made.code == 0
    assert "+" in made.out

    no_folder = command("witness", "--key", "w.json", "--logs", "logs.txt", "--state", "gone")
    assert (no_folder.code, "--state" in no_folder.err) == (2, True)
    (tmp_path / "seen").mkdir()
    no_key = command("witness", "--key", "w.json", "--logs", "logs.txt", "--state", "seen")
    assert (no_key.code, "--logs, line 1" in no_key.err) == (2, True)
    spaced = command("create-signing-key", "witness", "a b", "x.json")
    assert (spaced.code, (tmp_path / "x.json").exists()) == (2, False)
    again = command("create-signing-key", "log", ORIGIN, "w.json")
    assert (again.code, "a key file already" in again.err) == (2, True)


def test_a_sequencer_refuses_what_it_cannot_work_with(command: commands.InProcess, sqlite_hub: Hub) -> None:
    database = {"SHAREHUB_DATABASE": str(sqlite_hub.engine.url)}
    for settings, said in (
        ({}, "SHAREHUB_DATABASE"),
        (database, "SHAREHUB_LOG_KEY_FILE"),
        (database | {"SHAREHUB_LOG_KEY_FILE": "gone.json"}, "there is no key file"),
        (
            database | {"SHAREHUB_LOG_KEY_FILE": "gone.json", "SHAREHUB_LOG_WITNESSES": "gone"},
            "SHAREHUB_LOG_WITNESSES: this file cannot be read",
        ),
    ):
        ended = command("sequencer", **settings)
        assert (ended.code, said in ended.err) == (2, True), ended.err
