"""The demo served: on this machine alone, to those with a token, until it is asked to stop."""

from __future__ import annotations

import os
import re
import signal
import socket
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from sharehub.demo.folder import HUB
from sharehub.demo.staff import TOKENS
from tests.sharehub import commands
from tests.sharehub.commands import InProcess

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

LOOPBACK = "127.0.0.1"
PATIENCE = 120
ASK = {"purpose": "child_protection"}


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> InProcess:
    """Return the command line, called in this process."""
    return InProcess(monkeypatch, capsys)


@dataclass(frozen=True, slots=True)
class Doors:
    """What a served demo prints: where it is, the tokens by reader, and the case."""

    address: str
    tokens: dict[str, str]
    case: str

    @classmethod
    def printed(cls, text: str, folder: Path) -> Doors:
        address = re.search(r"Serving on (http://[\d.:]+),", text)
        case = re.search(r"/api/v1/cases/([0-9a-f-]{36})/disclosures", text)
        assert address
        assert case
        tokens = {
            path.name: path.read_text()
            for path in (folder / ".demo" / HUB / TOKENS).iterdir()
            if not path.suffix
        }
        return cls(address[1], tokens, case[1])

    def ask(self, token: str, body: Any = None) -> httpx2.Response:
        return httpx2.post(
            f"{self.address}/api/v1/cases/{self.case}/disclosures",
            json=ASK if body is None else body,
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE,
        )


def longest_wait(doors: Doors) -> int:
    """Return how many seconds work that is due waits, once what the story left has had its turn."""
    until = time.monotonic() + PATIENCE
    while True:
        work = httpx2.get(f"{doors.address}/health/ready", timeout=PATIENCE).json()["work"]
        waits = int(work["oldest_due_seconds"] or 0)
        if waits <= PATIENCE or time.monotonic() > until:
            return waits
        time.sleep(0.2)


def doors_of(process: subprocess.Popen[str], folder: Path) -> Doors:
    """Read what a demo prints until it serves."""
    assert process.stdout
    text = ""
    for line in process.stdout:
        text += line
        if "/disclosures" in line:
            break
    return Doors.printed(text, folder)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Yield a demo that serves, for those who change nothing that another asks for."""
    folder = tmp_path_factory.mktemp("served")
    process = commands.start("demo", "--port", "0", folder=folder)
    yield doors_of(process, folder)
    process.send_signal(signal.SIGTERM)
    assert commands.finished(process).code == 0


@pytest.mark.parametrize("asked_to_stop", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_serves_those_with_a_token_until_it_is_asked_to_stop(
    tmp_path: Path, asked_to_stop: signal.Signals
) -> None:
    process = commands.start("demo", "--port", "0", folder=tmp_path)
    doors = doors_of(process, tmp_path)

    live = httpx2.get(f"{doors.address}/health/live", timeout=PATIENCE)
    answers = {name: doors.ask(token) for name, token in doors.tokens.items()}
    stranger = doors.ask("A" * 43)
    waits = longest_wait(doors)
    process.send_signal(asked_to_stop)
    ended = commands.finished(process)

    assert live.json() == {"status": "live"}
    # By its own clock the story began a summer ago.
    assert waits <= PATIENCE
    assert len(doors.tokens) == 15
    assert answers["police"].status_code == 200
    assert answers["police"].json()["lines"]
    assert answers["ig"].status_code == 403
    assert stranger.status_code == 401
    assert stranger.headers["content-type"] == "application/problem+json"
    assert stranger.json()["code"] == "unauthenticated"
    assert stranger.headers["www-authenticate"].startswith('Bearer error="invalid_token"')
    assert "server" not in live.headers
    assert (ended.code, ended.out.splitlines()[-1], ended.err) == (0, "Stopped.", "")


def test_the_demo_answers_on_this_machine_alone(served: Doors) -> None:
    port = int(served.address.rpartition(":")[2])

    # All of 127.0.0.0/8 is this machine: whoever listened on every address would answer there too.
    with socket.socket() as elsewhere:
        refused = elsewhere.connect_ex(("127.0.0.2", port))

    assert refused != 0


def test_a_taken_port_is_said_at_once_and_nothing_is_touched(command: InProcess, tmp_path: Path) -> None:
    with closing(socket.create_server((LOOPBACK, 0))) as taken:
        port = taken.getsockname()[1]
        ended = command("demo", "--port", str(port), "--folder", tmp_path / "demo")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"port {port} is taken on this machine")
    assert list(tmp_path.iterdir()) == []


def test_two_demos_on_one_port_cannot_both_tell_their_story(served: Doors, tmp_path: Path) -> None:
    port = served.address.rpartition(":")[2]

    second = commands.run("demo", "--port", port, "--folder", "other", folder=tmp_path)

    assert (second.code, second.out) == (2, "")


def test_a_demo_is_told_again_in_its_own_folder_and_in_no_other(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")

    told = [commands.run("demo", "--no-serve", folder=tmp_path) for _ in range(2)]
    refused = commands.run("demo", "--no-serve", "--folder", "mine", folder=tmp_path)

    assert [one.code for one in told] == [0, 0]
    assert told[0].out == told[1].out
    assert "Stopped." not in told[0].out
    assert (tmp_path / ".demo" / HUB).is_dir()
    assert refused.code == 2
    assert "holds something else" in refused.err
    assert (mine / "letter.txt").read_text() == "dear"


def test_a_demo_can_be_stopped_in_the_middle_of_its_story(tmp_path: Path) -> None:
    process = commands.start("demo", "--port", "0", folder=tmp_path)
    assert process.stdout
    process.stdout.readline()

    process.send_signal(signal.SIGINT)
    ended = commands.finished(process)

    assert (ended.code, ended.out.splitlines()[-1], ended.err) == (0, "Stopped.", "")


def test_a_demo_that_was_stopped_leaves_with_success_once_all_is_tidy(
    command: InProcess, tmp_path: Path
) -> None:
    port, answers = _free_port(), []
    live = f"http://{LOOPBACK}:{port}/health/live"

    def knock() -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answers.append(httpx2.get(live, timeout=PATIENCE).status_code)
                break
            except httpx2.TransportError:
                time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    visitor = threading.Thread(target=knock)
    visitor.start()
    ended = command("demo", "--port", str(port), "--folder", tmp_path / "demo")
    visitor.join()

    assert answers == [200]
    assert (ended.code, ended.out.splitlines()[-1], ended.err) == (0, "Stopped.", "")


def _free_port() -> int:
    with closing(socket.create_server((LOOPBACK, 0))) as free:
        port: int = free.getsockname()[1]
        return port


def test_a_token_of_the_demo_says_that_its_person_has_just_signed_in_by_the_demos_clock(
    served: Doors,
) -> None:
    words = ("risk", "who_is_at_risk", "why_not_less", "nobody_reached")

    answer = httpx2.post(
        f"{served.address}/api/v1/cases/{served.case}/break-glass",
        json={"purposes": ["child_protection"], **dict.fromkeys(words, "Synthetic.")},
        headers={"Authorization": f"Bearer {served.tokens['police']}", "Idempotency-Key": "1"},
        timeout=PATIENCE,
    )

    assert answer.status_code == 201, answer.text
    # The demo's today is the last day of its story.
    assert answer.json()["ends_at"].startswith("2024-09-11T")
