"""An identity provider at an address that leads nowhere: processes reach it by a proxy of this machine."""

from __future__ import annotations

import json
import ssl
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.sharehub.administration.documents import ISSUER
from tests.sharehub.certificates import certified

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sharehub.identity.signing import Issuer

HOST = urlsplit(ISSUER).hostname or ""


@contextmanager
def provided(issuer: Issuer, folder: Path) -> Iterator[dict[str, str]]:
    """Answer for an issuer while the block lasts; yield what processes that ask it have to be told."""
    certificate, key = certified(folder, HOST)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    found = {
        "/.well-known/oauth-authorization-server/realm": {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"},
        "/realm/keys": json.loads(issuer.document()),
    }

    class Proxy(BaseHTTPRequestHandler):
        """Leads whoever asks for the provider to it, and nobody elsewhere."""

        def do_CONNECT(self) -> None:
            if self.path != f"{HOST}:443":
                self.send_error(502)
                return
            self.connection.sendall(b"HTTP/1.1 200 there\r\n\r\n")
            with context.wrap_socket(self.connection, server_side=True) as asked:
                path = asked.recv(65536).split(b" ")[1].decode()
                body = json.dumps(found.get(path, {})).encode()
                status = b"200 OK" if path in found else b"404 Not Found"
                asked.sendall(
                    b"HTTP/1.1 %b\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b"
                    % (status, len(body), body)
                )
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its parent has it
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield {
            "HTTPS_PROXY": f"http://127.0.0.1:{server.server_address[1]}",
            "SSL_CERT_FILE": str(certificate),
        }
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
