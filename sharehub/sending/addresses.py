"""Where the hub may connect to for a webhook: public addresses alone, and the very ones that were looked at.

A name that an agency writes down must not lead into the hub's own network, whatever it resolves to. So every
address of the name is looked at, and the connection goes to one of these: nobody resolves the name again.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from sharehub.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable

Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"

LONGEST_URL = 400
HTTPS = 443

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_NAME = re.compile(rf"({_LABEL}\.)+(?=[a-z0-9-]*[a-z])(?!0x){_LABEL}")
"""The name of a host; its last label is no number: 127.1, 0x7f.1 and 2130706433 are addresses."""
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
"""Without a query or escapes: a token in an address would be a secret that everybody sees."""
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""Addresses by which a network of IPv6 alone reaches those of IPv4 (RFC 6052)."""
_CARRIERS = (TRANSLATED, ipaddress.ip_network("64:ff9b:1::/48"), ipaddress.ip_network("::/96"))
"""Networks whose addresses hold another in their last four bytes (RFC 8215 and RFC 4291 as well)."""
_NOBODYS = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "3fff::/20", "fec0::/10")))
"""Not to be reached either, which Python 3.11 does not know (RFC 7526, RFC 9637, RFC 3879)."""


class Unreachable(Exception):
    """The other end cannot be reached, or does not say that it took what was sent."""


class NotPublic(Exception):
    """The name leads to where the hub does not connect to."""


class Place:
    """Where a webhook is: host, port and path."""

    def __init__(self, host: str, port: int, path: str) -> None:
        """Hold the parts of an address that was read."""
        self.host, self.port, self.path = host, port, path

    @property
    def netloc(self) -> str:
        """Host and port as the Host header has them."""
        return self.host if self.port == HTTPS else f"{self.host}:{self.port}"


def read_url(url: str, *, loopback: bool = False) -> Place:
    """Read the address of a webhook.

    Args:
        url: as somebody wrote it.
        loopback: whether one of this machine may be named, at any port: for tests alone.

    Raises:
        Invalid: it is no https address of a named host, or has what an address must not have.
    """
    problem = "write https://, a host's name, and a path of plain letters; no user, query, port or number"
    try:
        parts = urlsplit(url)
        port = parts.port or HTTPS
    except ValueError:
        raise Invalid("address", problem) from None
    host, path = parts.hostname or "", parts.path or "/"
    here = loopback and (host == "localhost" or host.endswith(".localhost"))
    plain = url == f"https://{parts.netloc}{parts.path}" and parts.netloc in {host, f"{host}:{port}"}
    named = _NAME.fullmatch(host) is not None or here
    if not plain or not named or len(url) > LONGEST_URL or _PATH.fullmatch(path) is None:
        raise Invalid("address", problem)
    if port != HTTPS and not here:
        raise Invalid("address", "leave the port out: a webhook listens at 443, where no database does")
    return Place(host, port, path)


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses of a host, as the machine resolves it.

    Raises:
        Unreachable: it has none, or nobody can say.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable from None
    return [str(sockaddr[0]) for _, _, _, _, sockaddr in found]


def allowed(
    host: str, port: int, resolve: Callable[[str, int], list[str]] = resolved, *, loopback: bool = False
) -> list[Address]:
    """Return the addresses of a host to connect to: all of them are public, or none is returned.

    Raises:
        Unreachable: it has none.
        NotPublic: any of its addresses is not public, or no address at all.
    """
    try:
        # What follows a % is the name of an interface: only of an address that is nobody's outside.
        found = [ipaddress.ip_address(one) for one in dict.fromkeys(resolve(host, port))]
    except ValueError:
        raise NotPublic from None
    if not found:
        raise Unreachable
    if not all(is_public(one) or (loopback and one.is_loopback) for one in found):
        raise NotPublic
    return found


def is_public(address: Address) -> bool:
    """Say whether an address is one that anybody may be reached at.

    One that holds another is none, but where a network translates: there it is what the other is.
    """
    held = _held(address)
    if held is not None:
        return address in TRANSLATED and is_public(held)
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not any(address in network for network in _NOBODYS)
    )


def _held(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for or leads to, or None."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in carrier for carrier in _CARRIERS):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return None
