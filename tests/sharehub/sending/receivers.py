"""The other ends, on this machine: a webhook over TLS and a mail host, each in a thread, really listening."""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Post:
    """What came to a webhook."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """A webhook: what came to it, and what it answers: these statuses one by one, then 204."""

    port: int
    came: list[Post] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    location: str | None = None

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/hook"

    @property
    def ids(self) -> list[str]:
        return [post.headers["webhook-id"] for post in self.came]


@contextmanager
def a_webhook(certificate: tuple[Path, Path]) -> Iterator[Receiver]:
    """Listen over TLS, in a thread."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append(Post(self.path, dict(self.headers), body))
            self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()

        def log_message(self, *_said: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver = Receiver(server.server_port)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class MailHost:
    """A mail host: the mails that came, and who signed in; `refuses` takes none."""

    port: int
    mails: list[str] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)
    refuses: bool = False


@contextmanager
def a_mail_host(
    address: str = "127.0.0.1", certificate: tuple[Path, Path] | None = None
) -> Iterator[MailHost]:
    """Speak as much of SMTP as a mail needs, in a thread; STARTTLS where there is a certificate."""
    listening = socket.create_server((address, 0))
    host = MailHost(listening.getsockname()[1])

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with suppress(OSError):
                    _Talk(host, connection, certificate).through()

    Thread(target=listen, daemon=True).start()
    try:
        yield host
    finally:
        listening.close()


class _Talk:
    """One conversation with whoever brings a mail."""

    def __init__(
        self, host: MailHost, connection: socket.socket, certificate: tuple[Path, Path] | None
    ) -> None:
        self.host, self.connection, self.certificate = host, connection, certificate
        self.lines, self.tls = connection.makefile("rb"), False

    def through(self) -> None:
        self.say("220 mail.example")
        while line := self.lines.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                break
            getattr(self, f"_{verb.lower()}", lambda _line: self.say("250 ok"))(line)
        self.connection.close()

    def say(self, *lines: str) -> None:
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def _ehlo(self, _line: str) -> None:
        offers = [] if self.certificate is None or self.tls else ["250-STARTTLS"]
        self.say("250-mail.example", *offers, "250 AUTH PLAIN")

    def _starttls(self, _line: str) -> None:
        assert self.certificate
        self.say("220 go ahead")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.certificate)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.lines, self.tls = self.connection.makefile("rb"), True

    def _auth(self, line: str) -> None:
        self.host.signed_in.append(line)
        self.say("235 welcome")

    def _rcpt(self, line: str) -> None:
        self.host.to.append(line)
        self.say("550 no such mailbox" if self.host.refuses else "250 ok")

    def _data(self, _line: str) -> None:
        self.say("354 go on")
        mail = b""
        while (part := self.lines.readline()) != b".\r\n":
            mail += part
        self.host.mails.append(mail.decode())
        self.host.over_tls.append(self.tls)
        self.say("250 taken")
