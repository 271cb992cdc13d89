"""A hub served for real: over TLS, with what it refuses to start with said all at once."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import ssl
import time
from contextlib import closing
from typing import TYPE_CHECKING

import httpx2
import pytest

from sharehub.commands.stopping import STOPPED_BY
from sharehub.crypto.classes import KeyClass
from sharehub.errors import Unfit
from sharehub.service import door_of, refuse_unfit
from sharehub.service_settings import read_service
from tests.sharehub import commands
from tests.sharehub.administration.documents import ISSUER, a_document
from tests.sharehub.certificates import certified
from tests.sharehub.commands import InProcess
from tests.sharehub.database.logins import logins_on

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from sharehub.hub import Hub

PATIENCE = 30
TOKEN = "figures-" * 5


def settings_of(folder: Path) -> dict[str, str]:
    """Return the settings of the hub in a folder."""
    return {
        "SHAREHUB_DATABASE": f"sqlite:///{folder / 'hub.db'}",
        "SHAREHUB_KEYS": f"sqlite:///{folder / 'keys.db'}",
        "SHAREHUB_KEY_FILE": str(folder / "root.json"),
    }


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a hub as an operator would, by commands, and return its folder, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    document = folder / "partnership.yaml"
    document.write_text(a_document(), encoding="utf-8")
    for command in (
        ("create-key", folder / "root.json"),
        ("create-signing-key", "log", "hub.example/log", folder / "log.json"),
        ("create-signing-key", "promises", "hub.example/log/promises", folder / "promises.json"),
        ("migrate",),
        ("set-up", document),
    ):
        ended = commands.run(*command, folder=folder, **settings_of(folder))
        assert ended.code == 0, ended.err
    return folder


@pytest.fixture
def a_hub(made: Path, tmp_path: Path) -> dict[str, str]:
    """Return the settings of a hub of this test's own."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return settings_of(tmp_path)


def a_service(folder: Path, port: int) -> dict[str, str]:
    """Return the settings of its service, on a port of this machine, over TLS."""
    certificate, key = certified(folder)
    token = folder / "metrics-token"
    token.touch(mode=0o600)
    token.write_text(TOKEN)
    return {
        "SHAREHUB_ORIGIN": f"https://localhost:{port}",
        "SHAREHUB_HOSTS": "localhost",
        "SHAREHUB_BIND": f"127.0.0.1:{port}",
        "SHAREHUB_ISSUER": ISSUER,
        "SHAREHUB_TLS_CERTIFICATE": str(certificate),
        "SHAREHUB_TLS_KEY": str(key),
        "SHAREHUB_METRICS_TOKEN_FILE": str(token),
        **a_log(folder),
    }


def a_log(folder: Path) -> dict[str, str]:
    """Return the settings of the keys of its log."""
    return {
        "SHAREHUB_LOG_KEY_FILE": str(folder / "log.json"),
        "SHAREHUB_PROMISE_KEY_FILE": str(folder / "promises.json"),
    }


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port: int = free.getsockname()[1]
        return port


def up(process: subprocess.Popen[str], client: httpx2.Client) -> httpx2.Response:
    """Return the first answer of a service that starts."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            return client.get("/health/ready")
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError(commands.finished(process).err)


def test_a_hub_is_set_up_and_served_over_tls_until_it_is_asked_to_stop(
    a_hub: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    settings = a_hub | a_service(tmp_path, port)
    trusted = ssl.create_default_context(cafile=settings["SHAREHUB_TLS_CERTIFICATE"])
    process = commands.start("serve", folder=tmp_path, **settings)
    with httpx2.Client(base_url=f"https://localhost:{port}", verify=trusted, timeout=PATIENCE) as client:
        ready = up(process, client)
        nobody = client.get("/api/v1/me")
        elsewhere = client.get("/health/live", headers={"Host": "evil.example"})
        figures = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    process.send_signal(signal.SIGTERM)
    ended = commands.finished(process)

    assert ready.json()["status"] == "ready"
    assert ready.headers["strict-transport-security"]
    assert "server" not in ready.headers
    assert (nobody.status_code, elsewhere.status_code, figures.status_code) == (401, 421, 200)
    lines = [json.loads(line) for line in ended.out.splitlines()]
    assert {line["route"] for line in lines} >= {"/health/ready", "/api/v1/me"}
    assert "evil" not in ended.out + ended.err
    assert ended.code == STOPPED_BY + signal.SIGTERM


@pytest.mark.redis
def test_several_processes_serve_together_and_stop_together(
    a_hub: dict[str, str], tmp_path: Path, redis: str
) -> None:
    port = free_port()
    settings = a_hub | a_service(tmp_path, port) | {"SHAREHUB_PROCESSES": "2", "SHAREHUB_RATES": redis}
    del settings["SHAREHUB_METRICS_TOKEN_FILE"]
    trusted = ssl.create_default_context(cafile=settings["SHAREHUB_TLS_CERTIFICATE"])
    process = commands.start("serve", folder=tmp_path, **settings)
    origin = f"https://localhost:{port}"
    with httpx2.Client(base_url=origin, verify=trusted, timeout=PATIENCE) as client:
        up(process, client)
    answers = [
        httpx2.get(f"{origin}/health/ready", verify=trusted, timeout=PATIENCE).status_code for _ in range(8)
    ]
    process.send_signal(signal.SIGTERM)
    ended = commands.finished(process)

    assert answers == [200] * 8
    assert len(ended.out.splitlines()) >= 9
    assert ended.code in {0, STOPPED_BY + signal.SIGTERM}


def test_plain_http_is_answered_for_probes_alone_even_behind_a_proxy(
    a_hub: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    settings = a_hub | {
        "SHAREHUB_ORIGIN": "https://hub.example",
        "SHAREHUB_BIND": f"127.0.0.1:{port}",
        "SHAREHUB_ISSUER": ISSUER,
        "SHAREHUB_PROXIES": "127.0.0.1",
        **a_log(tmp_path),
    }
    process = commands.start("serve", folder=tmp_path, **settings)
    by_proxy = {"Host": "hub.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    headers, origin = {"Host": "hub.example"}, f"http://127.0.0.1:{port}"
    with httpx2.Client(base_url=origin, timeout=PATIENCE, headers=headers) as client:
        up(process, client)
        plain = client.get("/api/v1/me")
        proxied = client.get("/api/v1/me", headers=by_proxy)
        probe = client.get("/health/live")
    process.send_signal(signal.SIGTERM)
    commands.finished(process)

    assert (plain.status_code, proxied.status_code, probe.status_code) == (421, 401, 200)


def test_whatever_is_not_fit_is_said_before_anything_listens(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    a_hub: dict[str, str],
    tmp_path: Path,
) -> None:
    command = InProcess(monkeypatch, capsys)
    settings = a_hub | a_service(tmp_path, free_port())

    def refused(**changes: str) -> str:
        ended = command("serve", **(settings | changes))
        assert (ended.code, ended.out) == (2, "")
        return ended.err

    (tmp_path / "root.json").chmod(0o644)
    assert "others may read the key file" in refused()
    (tmp_path / "root.json").chmod(0o600)
    assert "run `sharehub migrate`" in refused(SHAREHUB_DATABASE=f"sqlite:///{tmp_path / 'empty.db'}")
    assert "never lead to this machine" in refused(SHAREHUB_WEBHOOKS_TO_LOOPBACK="yes")
    assert "smtp.example:587" in refused(SHAREHUB_SMTP="somewhere")
    assert "without a wildcard" in refused(SHAREHUB_HOSTS="*")
    assert "without a wildcard" in refused(SHAREHUB_CORS_ORIGINS="*")
    assert "a provider on this machine is for the demo" in refused(SHAREHUB_ISSUER="https://localhost/realm")
    wrong = refused(SHAREHUB_TLS_CERTIFICATE="", SHAREHUB_TLS_KEY="", SHAREHUB_ORIGIN="x")
    assert "plain HTTP would show tokens" in wrong
    assert "SHAREHUB_ORIGIN" in wrong


def test_a_demos_keys_serve_nobody(sqlite_hub: Hub) -> None:
    with pytest.raises(Unfit, match="made for the demo"):
        refuse_unfit(sqlite_hub)


def test_how_people_sign_in_anew_is_asked_at_the_door(sqlite_hub: Hub) -> None:
    given = {
        "SHAREHUB_ORIGIN": "https://hub.example",
        "SHAREHUB_ISSUER": "https://id.example",
        "SHAREHUB_PROXIES": "10.0.0.5",
        "SHAREHUB_PROMISE_KEY_FILE": "promises.json",
    }

    asked = [
        door_of(sqlite_hub, read_service(given | more)).step_up_acr
        for more in ({}, {"SHAREHUB_STEP_UP_ACR": "phr"})
    ]

    assert asked == [None, "phr"]


@pytest.mark.postgres
def test_a_login_that_the_second_lock_does_not_bind_serves_nobody(
    postgres_hub: Hub, postgres_migrated: tuple[str, str]
) -> None:
    with pytest.raises(Unfit, match="not bound by row-level security: it is a superuser's"):
        refuse_unfit(postgres_hub)
    with logins_on(postgres_migrated[0]) as logins:
        assert logins.engine("app").dialect.name == "postgresql"


class TestCommands:
    """What administrators do at the command line."""

    def test_a_partnership_is_planned_set_up_and_said_again(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        a_hub: dict[str, str],
        tmp_path: Path,
    ) -> None:
        command, settings = InProcess(monkeypatch, capsys), a_hub
        document = tmp_path / "partnership.yaml"

        assert command("set-up", document, **settings).out == "nothing to change\n"
        document.write_text(a_document(clients={}), encoding="utf-8")
        planned = command("set-up", document, "--plan")
        assert planned.out == "end client feed\nend client pages\n"
        assert command("set-up", document).out == planned.out
        assert command("set-up", document).out == "nothing to change\n"

    def test_what_is_wrong_in_a_document_is_said_with_its_line(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        a_hub: dict[str, str],
        tmp_path: Path,
    ) -> None:
        command, settings = InProcess(monkeypatch, capsys), a_hub
        document = tmp_path / "partnership.yaml"
        document.write_text(a_document(issuer="Sekret"), encoding="utf-8")

        ended = command("set-up", document, **settings)
        assert ended.code == 2
        assert ended.err.startswith("line 1: issuer must be the https address")
        assert "Sekret" not in ended.err
        document.write_bytes(b"\xff")
        assert "not UTF-8 at byte 0" in command("set-up", document).err

    def test_sessions_end_for_a_user_or_for_all(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        a_hub: dict[str, str],
    ) -> None:
        command, settings = InProcess(monkeypatch, capsys), a_hub

        assert command("end-sessions", "p.one", **settings).out == "ended for 1\n"
        assert command("end-sessions", "--all").out == "ended for 5\n"
        assert "name a user, or say --all" in command("end-sessions").err
        assert "no such user" in command("end-sessions", "nobody").err
        assert command("rotate-keys", "POL-DA", "--class", KeyClass.GENERAL.value).code == 0

    def test_the_api_is_described(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        described = json.loads(InProcess(monkeypatch, capsys)("describe-api").out)

        assert described["openapi"].startswith("3.1")
        assert "/api/v1/cases/{case}/disclosures" in described["paths"]
