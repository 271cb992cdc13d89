"""The guard by itself: what it lets in, what it lets out, and what it keeps to itself."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest

from sharehub.web.guard import HEADERS, REQUEST_ID, Bounds, Guard, Unrecorded
from tests.sharehub.web.clients import SECRET

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sharehub.web.notes import Notes

HTTP: dict[str, Any] = {"type": "http", "method": "POST", "path": "/", "headers": []}


class Account:
    """A ledger that keeps what it is told: for each answer its status, code and failure as of then."""

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict
        self.told: list[tuple[int, str | None, str | None]] = []

    async def account(self, _scope: Scope, notes: Notes) -> None:
        self.told.append((notes.status, notes.code, notes.failure))
        if self._strict and notes.code is None and notes.failure is None:
            raise Unrecorded


def asked(
    app: ASGIApp, scope: dict[str, Any] | None = None, *bodies: bytes, ledger: Account | None = None
) -> list[Any]:
    """Send one request through a guard that lets ten bytes in, and return the messages that came out."""
    out: list[Message] = []
    coming = iter([{"type": "http.request", "body": body, "more_body": True} for body in bodies])

    async def receive() -> Message:
        return next(coming, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        out.append(message)

    guard = Guard(app, Bounds(10), ledger or Account())
    asyncio.run(guard(HTTP | {} if scope is None else scope, receive, send))
    return out


async def fail_at_once(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise LookupError(f"no {SECRET} here")


async def fail_halfway(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise LookupError(f"no {SECRET} here")


async def read_all(_scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive())["type"] == "http.request":
        pass
    await send({"type": "http.response.start", "status": 204, "headers": [(b"cache-control", b"public")]})


async def pass_on(scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": f"{scope['type']}.passed"})


def headers_of(message: Message) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in message["headers"]}


def test_what_nobody_foresaw_is_a_bare_500_of_which_only_the_kind_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    start, body = asked(fail_at_once)

    assert (start["status"], headers_of(start)["content-type"]) == (500, "application/problem+json")
    assert json.loads(body["body"])["detail"] == "something went wrong; nothing was released"
    assert [record.getMessage() for record in caplog.records] == ["unexpected LookupError"]
    assert [record.exc_info for record in caplog.records] == [None]
    assert SECRET not in caplog.text


def test_an_answer_that_has_begun_is_broken_off_and_nothing_added(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        (start,) = asked(fail_halfway)

    assert start["status"] == 200
    assert SECRET not in caplog.text


def test_the_headers_take_the_place_of_what_a_route_says_otherwise() -> None:
    (start,) = asked(read_all)

    headers = headers_of(start)
    assert re.fullmatch("[0-9a-f]{32}", headers.pop(REQUEST_ID.lower()))
    assert headers == {name.lower(): value for name, value in HEADERS.items()}


@pytest.mark.parametrize(
    ("length", "status"),
    [(b"10", 204), (b"11", 413), (b"9" * 5000, 413), (b"-1", 204), (b"\xb2", 204), (b"ten", 204)],
)
def test_a_body_announced_as_too_long_is_refused_unread(length: bytes, status: int) -> None:
    start, *_ = asked(read_all, HTTP | {"headers": [(b"content-length", length)]})

    assert start["status"] == status


@pytest.mark.parametrize(("bodies", "status"), [((b"1234", b"567890"), 204), ((b"1234", b"5678901"), 500)])
def test_a_body_is_counted_as_it_comes_in(bodies: tuple[bytes, ...], status: int) -> None:
    # Inside an application the refusal is answered as the 413 that it is; here there is none to answer it.
    start, *_ = asked(read_all, None, *bodies)

    assert start["status"] == status


def test_what_is_no_request_passes_untouched() -> None:
    assert asked(pass_on, {"type": "lifespan"}) == [{"type": "lifespan.passed"}]


@pytest.mark.parametrize(
    ("app", "length", "told"),
    [
        (read_all, b"1", [(204, None, None)]),
        (read_all, b"11", [(413, "too_large", None)]),
        (fail_at_once, b"1", [(500, None, "LookupError")]),
        (fail_halfway, b"1", [(200, None, None), (200, None, "LookupError")]),
    ],
)
def test_every_answer_is_accounted_for_before_it_begins_and_a_failure_when_it_comes(
    app: ASGIApp, length: bytes, told: list[Any]
) -> None:
    ledger = Account()

    asked(app, HTTP | {"headers": [(b"content-length", length)]}, ledger=ledger)

    assert ledger.told == told


def test_an_answer_that_is_not_on_record_does_not_leave() -> None:
    ledger = Account(strict=True)

    start, body = asked(read_all, ledger=ledger)

    assert (start["status"], json.loads(body["body"])["code"]) == (500, "error")
    assert ledger.told == [(204, None, None), (500, None, "Unrecorded")]
