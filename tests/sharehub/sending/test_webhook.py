"""Posting to a webhook: over TLS to the host that was named, following nothing, and not for long."""

from __future__ import annotations

import socket
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from sharehub.clock import SystemClock
from sharehub.sending.addresses import NotPublic, Place, Unreachable, read_url
from sharehub.sending.webhook import Outward, post
from tests.sharehub.certificates import certified
from tests.sharehub.sending.receivers import a_webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sharehub.sending.receivers import Receiver

HERE = Outward(loopback=True)


@pytest.fixture
def receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    certificate = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with a_webhook(certificate) as found:
        yield found


def place(receiver: Receiver) -> Place:
    return read_url(receiver.url, loopback=True)


def test_a_body_comes_as_it_was_sent_to_the_host_that_was_named(receiver: Receiver) -> None:
    post(place(receiver), {"webhook-id": "one"}, b'{"a":1}', HERE)

    (came,) = receiver.came
    assert (came.path, came.body) == ("/hook", b'{"a":1}')
    assert came.headers["Host"] == f"localhost:{receiver.port}"
    assert came.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("status", [301, 302, 307, 400, 410, 500, 503])
def test_whatever_does_not_say_that_it_was_taken_counts_as_not_taken_and_nothing_is_followed(
    receiver: Receiver, status: int
) -> None:
    receiver.answers = [status]
    receiver.location = receiver.url
    with pytest.raises(Unreachable):
        post(place(receiver), {}, b"{}", HERE)

    assert len(receiver.came) == 1


def test_this_machine_is_not_posted_to_unless_that_is_allowed(receiver: Receiver) -> None:
    with pytest.raises(NotPublic):
        post(place(receiver), {}, b"{}", Outward())
    with pytest.raises(NotPublic):
        post(Place("intake.agency.example", receiver.port, "/"), {}, b"{}", Outward(lambda *_: ["127.0.0.1"]))

    assert receiver.came == []


def test_a_host_whose_certificate_is_anothers_gets_nothing(receiver: Receiver) -> None:
    outward = Outward(lambda *_: ["127.0.0.1"], loopback=True)
    with pytest.raises(Unreachable):
        post(Place("intake.agency.example", receiver.port, "/"), {}, b"{}", outward)

    assert receiver.came == []


def test_whoever_draws_out_the_handshake_or_is_away_did_not_take_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        drip = Place("localhost", listening.getsockname()[1], "/")
        held: list[socket.socket] = []
        Thread(target=lambda: held.append(listening.accept()[0]), daemon=True).start()
        clock = SystemClock()
        began = clock.now()
        with pytest.raises(Unreachable):
            post(drip, {}, b"{}", Outward(lambda *_: ["127.0.0.1"], loopback=True, seconds=0.2))
        assert (clock.now() - began).total_seconds() < 3
        held[0].close()
    with pytest.raises(Unreachable):
        post(drip, {}, b"{}", Outward(lambda *_: ["127.0.0.1"], loopback=True))
