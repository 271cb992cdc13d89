"""What every answer carries, how much a request may bring, and the little that is said of the unforeseen."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

from sharehub.web.notes import NOTES, Notes, method_of, template_of
from sharehub.web.problems import code_of, problem, status_problem
from sharehub.web.telemetry import Answered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sharehub.web.telemetry import Observer

log = logging.getLogger("sharehub.web")

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer, errors included: a copy in a cache outlives a withdrawal."""
TRANSPORT = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
REQUEST_ID = "Request-Id"

MISDIRECTED = 421
TOO_LARGE = 413
FAILED = 500
MOST_DIGITS = 20
"""Of a length; more of them say no more than that it is too long."""
PROBES = ("/health/", "/metrics")
"""What those who run the hub ask from within, where nothing of anybody is said."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the guard lets in: bodies of so many bytes, for these hosts (all, where none is named).

    `secure`: over TLS alone, here or at a proxy that is trusted to say so.
    """

    largest_body: int
    hosts: frozenset[str] = frozenset()
    secure: bool = False


class Unrecorded(Exception):
    """A route that has to leave an entry has answered and left none: its answer does not leave either."""


class Ledger(Protocol):
    """Accounts for answers before they leave: whatever left no entry of its own gets one, or is counted."""

    async def account(self, scope: Scope, notes: Notes) -> None:
        """Account for the answer to a request.

        Raises:
            Unrecorded: it is no refusal, and has to be on record.
        """


class Guard:
    """Stands before all routes: no answer leaves unaccounted for, and no exception leaves at all."""

    def __init__(
        self, app: ASGIApp, bounds: Bounds, ledger: Ledger, observers: Sequence[Observer] = ()
    ) -> None:
        """Stand before an application, account for every answer, and tell the observers of it."""
        self._app = app
        self._bounds = bounds
        self._ledger = ledger
        self._observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a failure that nobody foresaw is a bare 500, and only its kind is logged."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        notes = scope[NOTES] = Notes(uuid4().hex)
        answer = _Answer(scope, send, self._ledger, TRANSPORT if self._bounds.secure else {})
        try:
            await self._answer(scope, receive, answer)
        finally:
            self._tell(scope, notes, answer.status, time.perf_counter() - began)

    async def _answer(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        refused = self._refused(scope)
        if refused is not None:
            answer.notes.code = code_of(refused)
            await status_problem(refused)(scope, receive, answer.send)
            return
        try:
            await self._app(scope, _Body(receive, self._bounds.largest_body).receive, answer.send)
        except Exception as error:  # noqa: BLE001 - its text may hold anything, in an answer as in a log
            answer.notes.failure = type(error).__name__
            log.error("unexpected %s", type(error).__name__)  # noqa: TRY400 - and so may its traceback
            if answer.status:
                # It is broken off; what had begun to leave was accounted for, that it failed is not yet.
                await self._ledger.account(scope, answer.notes)
            else:
                bare = problem(FAILED, "error", "something went wrong; nothing was released")
                await bare(scope, receive, answer.send)

    def _refused(self, scope: Scope) -> int | None:
        headers = Headers(scope=scope)
        hosts = self._bounds.hosts
        if hosts and [_hostname(host) in hosts for host in headers.getlist("host")] != [True]:
            return MISDIRECTED
        if self._bounds.secure and scope["scheme"] != "https" and not scope["path"].startswith(PROBES):
            return MISDIRECTED
        return TOO_LARGE if _announced(headers) > self._bounds.largest_body else None

    def _tell(self, scope: Scope, notes: Notes, status: int, seconds: float) -> None:
        method, route = method_of(scope), template_of(scope)
        for observer in self._observers:
            observer(
                Answered(notes.request, method, route, status or FAILED, seconds, notes.turned, notes.failure)
            )


class _Answer:
    """One answer on its way out; `status` is 0 until it has begun."""

    def __init__(self, scope: Scope, send: Send, ledger: Ledger, more: dict[str, str]) -> None:
        self._scope = scope
        self._send = send
        self._ledger = ledger
        self._more = more
        self.notes: Notes = scope[NOTES]
        self.status = 0

    async def send(self, message: Message) -> None:
        """Pass a message on; the one that begins the answer is accounted for first, and gets the headers."""
        if message["type"] == "http.response.start":
            self.notes.status = message["status"]
            await self._ledger.account(self._scope, self.notes)
            # A crash here leaves an entry, or a count that is lost with the process, and no answer.
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers.update({REQUEST_ID: self.notes.request, **self._more, **self.notes.headers})
        await self._send(message)


class _Body:
    """One body on its way in, which need not say beforehand how long it is."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most

    async def receive(self) -> Message:
        """Pass a message on, unless the body is longer than it may be."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(TOO_LARGE)
        return message


def _hostname(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdecimal() else host.lower()


def _announced(headers: Headers) -> int:
    # What is no number of bytes is the server's to refuse; the body is counted as it comes in all the same.
    said = headers.get("content-length", "")
    return int(said[:MOST_DIGITS]) if said.isascii() and said.isdecimal() else 0
