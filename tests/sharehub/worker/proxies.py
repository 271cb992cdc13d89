"""A way to a server that can be cut and mended: what is beyond it is away, as far as anybody can tell."""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator


class Proxy:
    """Passes bytes on, both ways, while it is open."""

    def __init__(self, url: str) -> None:
        """Stand before the server of a URL."""
        parts = urlsplit(url)
        assert parts.hostname
        self._to = (parts.hostname, parts.port or {"amqp": 5672, "redis": 6379}[parts.scheme])
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.open = True
        self._sockets: list[socket.socket] = []
        who = f"{parts.username}:{parts.password}@" if parts.username else ""
        port = self._listening.getsockname()[1]
        self.url = f"{parts.scheme}://{who}127.0.0.1:{port}{parts.path}"
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Let nothing through, and break off what is under way."""
        self.open = False
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._sockets.clear()

    def mend(self) -> None:
        """Let all through again."""
        self.open = True

    def close(self) -> None:
        """Let nothing through any more."""
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if not self.open:
                    near.close()
                    continue
                far = socket.create_connection(self._to)
                self._sockets += [near, far]
                for one, other in ((near, far), (far, near)):
                    Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    for end in (one, other):
        with suppress(OSError):
            end.close()


@contextmanager
def a_proxy(url: str) -> Iterator[Proxy]:
    """Yield a proxy before a server."""
    proxy = Proxy(url)
    try:
        yield proxy
    finally:
        proxy.close()
