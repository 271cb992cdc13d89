"""What every answer carries, how much a request may bring, and the little that is said of the unforeseen."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

from sharehub.web.problems import problem, status_problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("sharehub.web")

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer, errors included: a copy in a cache outlives a withdrawal."""

TOO_LARGE = 413
MOST_DIGITS = 20
"""Of a length; more of them say no more than that it is too long."""


class Guard:
    """Stands before all routes: no answer leaves without the headers, and no exception leaves at all."""

    def __init__(self, app: ASGIApp, largest_body: int) -> None:
        """Stand before an application; `largest_body` is in bytes."""
        self._app = app
        self._largest_body = largest_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a failure that nobody foresaw is a bare 500, and only its kind is logged."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        if _announced(scope) > self._largest_body:
            await status_problem(TOO_LARGE)(scope, receive, answer.send)
            return
        try:
            await self._app(scope, _Body(receive, self._largest_body).receive, answer.send)
        except Exception as error:  # noqa: BLE001 - its text may hold anything, in an answer as in a log
            log.error("unexpected %s", type(error).__name__)  # noqa: TRY400 - and so may its traceback
            if not answer.begun:
                bare = problem(500, "error", "something went wrong; nothing was released")
                await bare(scope, receive, answer.send)


class _Answer:
    """One answer on its way out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def send(self, message: Message) -> None:
        """Pass a message on; the one that begins the answer gets the headers."""
        if message["type"] == "http.response.start":
            self.begun = True
            MutableHeaders(scope=message).update(HEADERS)
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


def _announced(scope: Scope) -> int:
    # What is no number of bytes is the server's to refuse; the body is counted as it comes in all the same.
    said = Headers(scope=scope).get("content-length", "")
    return int(said[:MOST_DIGITS]) if said.isascii() and said.isdecimal() else 0
