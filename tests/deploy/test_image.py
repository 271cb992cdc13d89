"""The two small programs that come with the image, and what the image is made from."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tests.architecture.source import ROOT
from tests.deploy.files import DEPLOY
from tests.sharehub.test_service import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IMAGE = DEPLOY / "image"


def ended(program: str, *arguments: str | Path, **told: str) -> int:
    """Run one of the programs, as the image's Python does, and return how it ended."""
    return subprocess.run(
        [sys.executable, "-I", IMAGE / program, *arguments], env=told, check=False
    ).returncode


@pytest.fixture
def asked() -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Yield where something answers, well for `live` alone, and what it was asked."""
    questions: list[tuple[str, str]] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            questions.append((self.path, self.headers["Host"]))
            self.send_response(200 if self.path == "/health/live" else 503)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its parent has it
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1], questions
    server.shutdown()
    thread.join()
    server.server_close()


def test_health_is_asked_under_the_name_that_the_hub_answers_to(
    asked: tuple[int, list[tuple[str, str]]],
) -> None:
    port, questions = asked
    told = {"SHAREHUB_BIND": f"0.0.0.0:{port}", "SHAREHUB_ORIGIN": "https://hub.example"}

    assert ended("healthy.py", "live", **told) == 0
    assert ended("healthy.py", "ready", **told) == 1
    assert ended("healthy.py", "live", **told, SHAREHUB_HOSTS="inner.example, hub.example") == 0
    assert questions == [
        ("/health/live", "hub.example"),
        ("/health/ready", "hub.example"),
        ("/health/live", "inner.example"),
    ]


def test_nobody_there_is_not_well() -> None:
    assert ended("healthy.py", "live", SHAREHUB_BIND=f"127.0.0.1:{free_port()}") == 1


def test_files_that_a_group_may_read_become_their_owners_alone_again_and_again(tmp_path: Path) -> None:
    given, own = tmp_path / "given", tmp_path / "own"
    (given / "..version").mkdir(parents=True)
    (given / "..version" / "root.json").write_text("old", encoding="utf-8")
    (given / "root.json").symlink_to("..version/root.json")
    own.mkdir()
    before = os.umask(0)
    try:
        assert ended("own_files.py", given, own) == 0
        (given / "..version" / "root.json").write_text("new", encoding="utf-8")
        assert ended("own_files.py", given, own) == 0
    finally:
        os.umask(before)

    assert [path.name for path in own.iterdir()] == ["root.json"]
    assert (own / "root.json").read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE((own / "root.json").stat().st_mode) == 0o400


def test_the_image_is_made_from_locks_by_hash_and_runs_as_nobody_in_particular() -> None:
    text = (IMAGE / "Dockerfile").read_text(encoding="utf-8")
    installs = re.findall(r"pip (?:--python \S+ )?install ((?:[^\n&]|\\\n)+)", text)
    python = re.findall(r"^ARG PYTHON=python:(\S+)$", text, re.MULTILINE)

    assert len(installs) == 3
    assert all("--require-hashes" in one or "--no-index" in one for one in installs)
    assert set(re.findall(r"^USER (.+)$", text, re.MULTILINE)) == {"10001:10001"}
    assert text.rstrip().rpartition("\nFROM ")[2].count("USER 10001:10001") == 1
    assert python == ["3.11-slim-bookworm"]
    assert text.count("HEALTHCHECK") == 1


def test_what_builds_the_program_is_locked_as_it_is_for_developing() -> None:
    built, developed = (
        {*re.findall(r"^(\S+==\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)}
        for name in ("requirements-build.lock", "requirements-dev.lock")
    )

    assert built - developed == set()
    assert built != set()


def test_the_builder_is_given_the_program_and_nothing_else() -> None:
    lines = (IMAGE / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    copied = re.findall(
        r"^COPY ((?!--from)[^\n]+) \S+$", (IMAGE / "Dockerfile").read_text("utf-8"), re.MULTILINE
    )

    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == {
        part for one in copied for part in one.split()
    }
