"""What a hub that is served to people is told by its surroundings, and what it refuses to be served with."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sharehub.errors import Unfit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from urllib.parse import SplitResult

ORIGIN = "SHAREHUB_ORIGIN"
BIND = "SHAREHUB_BIND"
PROXIES = "SHAREHUB_PROXIES"
CERTIFICATE = "SHAREHUB_TLS_CERTIFICATE"
PRIVATE_KEY = "SHAREHUB_TLS_KEY"
HOSTS = "SHAREHUB_HOSTS"
CORS = "SHAREHUB_CORS_ORIGINS"
ISSUER = "SHAREHUB_ISSUER"
AUDIENCE = "SHAREHUB_AUDIENCE"
STEP_UP_ACR = "SHAREHUB_STEP_UP_ACR"
RATES = "SHAREHUB_RATES"
METRICS = "SHAREHUB_METRICS_TOKEN_FILE"
TRACES = "SHAREHUB_OTLP_ENDPOINT"
PROCESSES = "SHAREHUB_PROCESSES"
PROMISES = "SHAREHUB_PROMISE_KEY_FILE"
PAGES_CLIENT = "SHAREHUB_PAGES_CLIENT"
PAGES_KEY = "SHAREHUB_PAGES_KEY_FILE"

USUAL_BIND = "127.0.0.1:8000"
IN_PROCESS = "memory://"
MOST_PROCESSES = 64
SHORTEST_TOKEN = 32
OTHERS = 0o077

_ACR = re.compile(r"[!#-\[\]-~]{1,255}")
"""As it stands between quotes, among others that a blank would set apart (RFC 9470, section 3)."""
_CLIENT = re.compile(r"[!-~]{1,255}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """How a hub is served. `origin` is its public scheme and host; `hosts` are the names it answers to.

    `promise_key` is the file of the key that receipts are signed with. `proxies` may say who asks and by
    which scheme; nobody else is believed. `rates` is where requests are counted: in this process, or in a
    Redis that several share. It may hold a secret and is never shown. `step_up_acr`: how somebody must have
    signed in for what asks them to do so anew; None: in any way. `pages`: as whom the provider knows the
    pages, and the file of their key; None: the hub is served without pages.
    """

    origin: str
    host: str
    port: int
    hosts: tuple[str, ...]
    issuer: str
    audience: str
    promise_key: Path
    step_up_acr: str | None = None
    proxies: tuple[str, ...] = ()
    certificate: Path | None = None
    private_key: Path | None = None
    cors: tuple[str, ...] = ()
    rates: str = field(default=IN_PROCESS, repr=False)
    metrics_token: str | None = field(default=None, repr=False)
    traces: str | None = None
    processes: int = 1
    pages: tuple[str, Path] | None = None


def read_service(environment: Mapping[str, str] | None = None) -> ServiceSettings:
    """Read how the hub is to be served.

    Raises:
        Unfit: something is missing, wrong or not safe; it names all that is, and what to do about each.
    """
    given = os.environ if environment is None else environment  # noqa: TID251 - one of their two homes
    return _Reading(given).settings()


class _Reading:
    """One reading of the surroundings, that goes on after a flaw, so that all are told at once."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._flaws: list[str] = []

    def settings(self) -> ServiceSettings:
        origin = self._origin()
        host, port = self._bind()
        certificate, private_key = self._certificate()
        proxies = self._listed(PROXIES, _proxy, "name addresses or networks, such as 10.0.0.5 or 10.0.0.0/24")
        self._refuse_plain_http(certificate, proxies)
        hosts = self._listed(HOSTS, _host, "name the hosts it answers to, without a wildcard")
        cors = self._listed(CORS, _is_origin, "name origins such as https://app.example, without a wildcard")
        found = ServiceSettings(
            origin=origin,
            host=host,
            port=port,
            hosts=hosts or (_hostname(origin),),
            issuer=self._issuer(),
            audience=self._given.get(AUDIENCE) or origin,
            promise_key=self._promise_key(),
            step_up_acr=self._step_up_acr(),
            proxies=proxies,
            certificate=certificate,
            private_key=private_key,
            cors=cors,
            rates=self._rates(),
            metrics_token=self._metrics_token(),
            traces=self._given.get(TRACES) or None,
            processes=self._processes(),
            pages=self._pages(),
        )
        if self._flaws:
            raise Unfit(self._flaws)
        return found

    def _flaw(self, name: str, text: str) -> None:
        self._flaws.append(f"{name}: {text}")

    def _origin(self) -> str:
        origin = self._given.get(ORIGIN, "")
        if not _is_origin(origin):
            self._flaw(ORIGIN, "set it to the address people reach the hub by, such as https://hub.example")
        return origin

    def _issuer(self) -> str:
        issuer = self._given.get(ISSUER, "")
        parts = _split(issuer)
        if parts is None or parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
            self._flaw(ISSUER, "set it to the https address of your identity provider, as its tokens name it")
        elif _is_loopback(parts.hostname):
            self._flaw(ISSUER, "a provider on this machine is for the demo; name your agencies' own")
        return issuer

    def _promise_key(self) -> Path:
        path = self._given.get(PROMISES, "")
        if not path:
            self._flaw(PROMISES, "set it to a key file: `sharehub create-signing-key promises` makes one")
        return Path(path)

    def _pages(self) -> tuple[str, Path] | None:
        client, path = self._given.get(PAGES_CLIENT), self._given.get(PAGES_KEY)
        if not client and not path:
            return None
        if not client or not path:
            self._flaw(PAGES_CLIENT, f"set it together with {PAGES_KEY}, or neither: then there are no pages")
            return None
        if not _CLIENT.fullmatch(client):
            self._flaw(PAGES_CLIENT, "set it to the client id that your provider gave the pages")
        return client, Path(path)

    def _step_up_acr(self) -> str | None:
        acr = self._given.get(STEP_UP_ACR)
        if acr and not _ACR.fullmatch(acr):
            self._flaw(
                STEP_UP_ACR, "leave it out, or set it to one acr value of your provider, without blanks"
            )
        return acr or None

    def _bind(self) -> tuple[str, int]:
        host, _, port = (self._given.get(BIND) or USUAL_BIND).rpartition(":")
        if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 2**16:
            self._flaw(BIND, "set it to an address and a port, such as 127.0.0.1:8000")
            return "", 0
        return host.strip("[]"), int(port)

    def _certificate(self) -> tuple[Path | None, Path | None]:
        found = [
            Path(self._given[name]) if self._given.get(name) else None for name in (CERTIFICATE, PRIVATE_KEY)
        ]
        if (found[0] is None) != (found[1] is None):
            self._flaw(CERTIFICATE, f"set it together with {PRIVATE_KEY}, or neither")
        for name, path in zip((CERTIFICATE, PRIVATE_KEY), found, strict=True):
            if path is not None and not path.is_file():
                self._flaw(name, "there is no such file: name one that this process may read")
        if found[1] is not None and found[1].is_file() and found[1].stat().st_mode & OTHERS:
            self._flaw(PRIVATE_KEY, "others may read this file: chmod 600 it, and have the key replaced")
        return found[0], found[1]

    def _refuse_plain_http(self, certificate: Path | None, proxies: tuple[str, ...]) -> None:
        if certificate is None and not proxies:
            self._flaw(
                PROXIES,
                "plain HTTP would show tokens to the network: name the proxy that ends TLS here, or set"
                f" {CERTIFICATE} and {PRIVATE_KEY}",
            )

    def _listed(self, name: str, sound: Callable[[str], bool], advice: str) -> tuple[str, ...]:
        found = tuple(part.strip() for part in self._given.get(name, "").split(",") if part.strip())
        if not all(sound(one) for one in found):
            self._flaw(name, advice)
        return found

    def _rates(self) -> str:
        rates = self._given.get(RATES) or IN_PROCESS
        parts = _split(rates)
        if rates != IN_PROCESS and (parts is None or parts.scheme not in {"redis", "rediss"}):
            self._flaw(RATES, "leave it out, or set it to a Redis, such as rediss://counts.example/0")
        elif rates == IN_PROCESS and self._processes() > 1:
            self._flaw(RATES, "several processes count together in a Redis alone: set it, or run one process")
        return rates

    def _processes(self) -> int:
        processes = self._given.get(PROCESSES) or "1"
        if not processes.isascii() or not processes.isdecimal() or not 0 < int(processes) <= MOST_PROCESSES:
            if not any(flaw.startswith(PROCESSES) for flaw in self._flaws):
                self._flaw(PROCESSES, f"set it to a number from 1 to {MOST_PROCESSES}")
            return 1
        return int(processes)

    def _metrics_token(self) -> str | None:
        path = self._given.get(METRICS)
        if not path:
            return None
        if self._processes() > 1:
            self._flaw(METRICS, f"each process would tell of itself alone: leave it out, or {PROCESSES}")
        try:
            mode, token = Path(path).stat().st_mode, Path(path).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            self._flaw(METRICS, "this file cannot be read: name one that holds a token")
            return None
        if mode & OTHERS:
            self._flaw(METRICS, "others may read this file: chmod 600 it, and put a new token in it")
        if len(token) < SHORTEST_TOKEN:
            self._flaw(
                METRICS, f"a token has at least {SHORTEST_TOKEN} characters: openssl rand -hex 32 makes one"
            )
        return token


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _hostname(url: str) -> str:
    parts = _split(url)
    return (parts.hostname if parts else None) or ""


def _is_origin(text: str) -> bool:
    parts = _split(text)
    return (
        parts is not None
        and parts.scheme == "https"
        and _host(parts.hostname or "")
        and text == f"https://{parts.netloc}"
        and "@" not in parts.netloc
    )


def _host(text: str) -> bool:
    return _HOST.fullmatch(text) is not None


def _proxy(text: str) -> bool:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    # Every address there is would be a wildcard.
    return network.prefixlen > 0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
