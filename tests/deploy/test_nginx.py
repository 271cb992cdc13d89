"""The proxy, really started before something that tells what it was sent."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from sharehub.app import LARGEST_BODY
from sharehub.web.guard import HEADERS, TRANSPORT
from tests.deploy.files import DEPLOY
from tests.deploy.tools import found, told
from tests.sharehub.certificates import certified
from tests.sharehub.test_service import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

pytestmark = pytest.mark.deploy

NGINX = DEPLOY / "nginx"
PATIENCE = 20
KEPT_BY_NOBODY = "/tmp/"  # noqa: S108 - as the files have it; replaced by a folder of the test's own
CLAIMED = {
    "Host": "hub.example",
    "X-Forwarded-For": "198.51.100.1",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=198.51.100.1",
    "X-Real-IP": "198.51.100.1",
    "Authorization": "DPoP token",
    "DPoP": "proof",
}


@dataclass
class Proxy:
    """A proxy that runs, and what was passed on."""

    folder: Path
    port: int
    plain: int
    passed: list[tuple[str, Mapping[str, str], int]] = field(default_factory=list)

    def asked(
        self,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] = CLAIMED,
        shows: str | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Ask over TLS; `shows` is the certificate to show, if any."""
        context = self.trusting()
        if shows:
            context.load_cert_chain(self.folder / shows / "certificate.pem", self.folder / shows / "key.pem")
        connection = http.client.HTTPSConnection("localhost", self.port, context=context, timeout=PATIENCE)
        try:
            connection.request("GET" if body is None else "POST", path, body=body, headers=dict(headers))
            answer = connection.getresponse()
            return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def trusting(self) -> ssl.SSLContext:
        """Return what a client of the proxy believes."""
        return ssl.create_default_context(cafile=self.folder / "tls" / "certificate.pem")

    def said(self) -> str:
        """Return all that the proxy wrote anywhere."""
        return (self.folder / "said").read_text(encoding="utf-8")


@pytest.fixture
def upstream() -> Iterator[tuple[int, list[tuple[str, Mapping[str, str], int]]]]:
    """Yield where something answers that keeps what it is sent."""
    passed: list[tuple[str, Mapping[str, str], int]] = []

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            passed.append((self.path, {key.lower(): value for key, value in self.headers.items()}, len(body)))
            self.send_response(404 if self.path == "/gone" else 200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        do_GET = do_POST  # noqa: N815 - the server looks for it

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its parent has it
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1], passed
    server.shutdown()
    thread.join()
    server.server_close()


def laid_out(folder: Path, upstream: int, machines: str = "") -> Proxy:
    """Lay the files out as they are, but for ports and the folder of what is not kept."""
    proxy = Proxy(folder, free_port(), free_port())
    for file in NGINX.glob("*.conf"):
        text = file.read_text(encoding="utf-8").replace("listen 8443", f"listen 127.0.0.1:{proxy.port}")
        text = text.replace("listen 8080", f"listen 127.0.0.1:{proxy.plain}").replace(
            KEPT_BY_NOBODY, f"{folder}/"
        )
        text = text.replace("/dev/stdout", f"{folder}/said").replace(
            "error_log stderr", f"error_log {folder}/said"
        )
        (folder / file.name).write_text(text, encoding="utf-8")
    (folder / "upstreams.conf").write_text(f"server 127.0.0.1:{upstream};\n", encoding="utf-8")
    (folder / "machines.conf").write_text(machines, encoding="utf-8")
    for name in ("tls", "machine", "stranger"):
        (folder / name).mkdir()
        certified(folder / name)
    shutil.copy(folder / "machine" / "certificate.pem", folder / "tls" / "machines-ca.pem")
    return proxy


@contextmanager
def running(proxy: Proxy) -> Iterator[Proxy]:
    """Run it while the block lasts."""
    more = f"daemon off; pid {proxy.folder}/pid;" + (" user root;" if os.geteuid() == 0 else "")
    process = subprocess.Popen([found("nginx"), "-c", proxy.folder / "nginx.conf", "-g", more])
    until = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < until:
            try:
                proxy.asked("/metrics")
                break
            except OSError:
                time.sleep(0.05)
        yield proxy
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def test_nginx_takes_the_files_as_they_are(tmp_path: Path) -> None:
    proxy = laid_out(tmp_path, 1)
    shutil.copytree(NGINX, tmp_path, dirs_exist_ok=True)

    said = told(found("nginx"), "-t", "-c", proxy.folder / "nginx.conf", "-g", f"pid {tmp_path}/pid;")

    assert "test is successful" in said
    assert re.findall(r"\[(?:warn|emerg)\].*", said.replace('the "user" directive', "")) == []


def test_what_a_caller_says_of_itself_is_replaced_and_its_token_passed_on(
    tmp_path: Path, upstream: tuple[int, list[tuple[str, Mapping[str, str], int]]]
) -> None:
    port, passed = upstream
    with running(laid_out(tmp_path, port)) as proxy:
        assert proxy.asked("/api/v1/me?asked=Sekret-Zofia")[0] == 200

    ((path, headers, _),) = passed
    assert path == "/api/v1/me?asked=Sekret-Zofia"
    assert {key: value for key, value in headers.items() if key not in {"accept-encoding", "connection"}} == {
        "host": "hub.example",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "https",
        "authorization": "DPoP token",
        "dpop": "proof",
    }


def test_a_body_is_as_long_as_the_program_takes_and_no_longer(
    tmp_path: Path, upstream: tuple[int, list[tuple[str, Mapping[str, str], int]]]
) -> None:
    port, passed = upstream
    with running(laid_out(tmp_path, port)) as proxy:
        assert proxy.asked("/api/v1/cases", b"x" * LARGEST_BODY)[0] == 200
        status, headers, body = proxy.asked("/api/v1/cases", b"x" * (LARGEST_BODY + 1))

    assert (status, json.loads(body)["status"]) == (413, 413)
    assert headers["content-type"] == "application/problem+json"
    assert {key: headers[key.lower()] for key in HEADERS | TRANSPORT} == HEADERS | TRANSPORT
    assert "nginx/" not in headers["server"]
    assert [length for _, _, length in passed] == [LARGEST_BODY]
    assert list(tmp_path.glob("nginx-body/**/*")) == []


def test_what_is_for_those_who_run_the_hub_is_nobodys_else_and_the_programs_answers_pass_as_they_are(
    tmp_path: Path, upstream: tuple[int, list[tuple[str, Mapping[str, str], int]]]
) -> None:
    port, passed = upstream
    with running(laid_out(tmp_path, port)) as proxy:
        assert [proxy.asked(path)[0] for path in ("/metrics", "/health/ready")] == [404, 404]
        assert passed == []
        assert proxy.asked("/gone")[::2] == (404, b"ok")
        plain = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=PATIENCE)
        plain.request("GET", "/api/v1/me", headers={"Authorization": "Bearer x"})
        assert plain.getresponse().status == 421
        plain.close()
        assert [path for path, _, _ in passed] == ["/gone"]


def test_nothing_of_a_request_but_how_it_went_is_written_down(
    tmp_path: Path, upstream: tuple[int, list[tuple[str, Mapping[str, str], int]]]
) -> None:
    port, _ = upstream
    with running(laid_out(tmp_path, port)) as proxy:
        proxy.asked("/api/v1/cases/Sekret?asked=Zofia")
    with running(laid_out_again(tmp_path / "down", free_port())) as down:
        status, _, body = down.asked("/api/v1/cases/Sekret?asked=Zofia")

    assert (status, json.loads(body)["status"]) == (502, 502)
    for said in (proxy.said(), down.said()):
        assert "Sekret" not in said
        assert "Zofia" not in said
        assert "127.0.0.1" not in said
    (line,) = [json.loads(line) for line in proxy.said().splitlines() if '"status":200' in line]
    assert line.keys() == {"event", "timestamp", "method", "status", "seconds", "bytes", "tls", "request"}


def laid_out_again(folder: Path, upstream: int) -> Proxy:
    folder.mkdir()
    return laid_out(folder, upstream)


def test_a_machine_of_a_network_that_is_named_shows_a_certificate_and_nobody_shows_a_wrong_one(
    tmp_path: Path, upstream: tuple[int, list[tuple[str, Mapping[str, str], int]]]
) -> None:
    port, passed = upstream
    with running(laid_out(tmp_path, port, machines="127.0.0.0/8 1;\n")) as proxy:
        assert proxy.asked("/api/v1/me")[0] == 403
        assert proxy.asked("/api/v1/me", shows="stranger")[0] == 400
        assert passed == []
        assert proxy.asked("/api/v1/me", shows="machine")[0] == 200


def test_old_tls_is_refused(
    tmp_path: Path, upstream: tuple[int, list[tuple[str, Mapping[str, str], int]]]
) -> None:
    port, _ = upstream
    with running(laid_out(tmp_path, port)) as proxy:
        said = subprocess.run(
            [found("openssl"), "s_client", "-connect", f"127.0.0.1:{proxy.port}", "-tls1_1",
             "-cipher", "ALL@SECLEVEL=0"],
            input="", capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        new = proxy.trusting()
        new.minimum_version = ssl.TLSVersion.TLSv1_3
        assert proxy.asked("/api/v1/me")[0] == 200

    assert said.returncode != 0
    assert "Cipher is (NONE)" in said.stdout
