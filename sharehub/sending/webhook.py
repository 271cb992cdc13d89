"""Posting to a webhook: over TLS, to an address that was looked at, following nothing, and not for long."""

from __future__ import annotations

import http.client
import socket
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING

from sharehub.sending.addresses import Place, Unreachable, allowed, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SECONDS_TO_CONNECT = 5.0
SECONDS_IN_ALL = 20.0
"""Whoever takes longer, byte by byte, did not take it: a lease of work is for a minute."""
TAKEN = range(200, 300)


@dataclass(frozen=True, slots=True)
class Outward:
    """How the hub connects outwards. `loopback`: to this machine as well, for tests alone."""

    resolve: Callable[[str, int], list[str]] = resolved
    loopback: bool = False
    seconds: float = SECONDS_IN_ALL


def post(place: Place, headers: Mapping[str, str], body: bytes, outward: Outward) -> None:
    """Post a body; what is answered is not read, and a redirect is no answer.

    Raises:
        NotPublic: the name leads to where the hub does not connect to.
        Unreachable: it cannot be reached, or did not say that it took it.
    """
    addresses = allowed(place.host, place.port, outward.resolve, loopback=outward.loopback)
    with _connected(place, str(addresses[0]), outward) as connection:
        try:
            connection.request("POST", place.path, body, {"Content-Type": "application/json", **headers})
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            raise Unreachable from None
    if status not in TAKEN:
        raise Unreachable


@contextmanager
def _connected(place: Place, address: str, outward: Outward) -> Iterator[http.client.HTTPSConnection]:
    """Connect to an address as to the host that it is of: certificate, SNI and Host are the name's."""
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(place.netloc, context=context)
    try:
        plain = socket.create_connection((address, place.port), SECONDS_TO_CONNECT)
    except OSError:
        raise Unreachable from None
    try:
        # Taken in hand before the handshake: that can be drawn out as well.
        held = context.wrap_socket(plain, server_hostname=place.host, do_handshake_on_connect=False)
        connection.sock = held
        with hurried(held, outward.seconds):
            held.do_handshake()
            yield connection
    except (OSError, ValueError):
        raise Unreachable from None
    finally:
        connection.close()
        plain.close()


@contextmanager
def hurried(open_socket: socket.socket, seconds: float) -> Iterator[None]:
    """Break a connection off when it lasts longer than this, however busy it is."""
    timer = Timer(seconds, _break_off, [open_socket])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _break_off(open_socket: socket.socket) -> None:
    with suppress(OSError):
        open_socket.shutdown(socket.SHUT_RDWR)
