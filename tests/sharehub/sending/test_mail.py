"""Mails: one text for everything, over TLS unless the mail host is on this machine."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sharehub.sending.addresses import Unreachable
from sharehub.sending.mail import message, send
from sharehub.settings import Smtp
from tests.sharehub.certificates import certified
from tests.sharehub.sending.receivers import a_mail_host

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2024, 6, 3, 9, tzinfo=UTC)
US = Smtp("127.0.0.1", 25, "hub@partnership.example", "https://hub.example")
OURSELVES = socket.gethostname()
"""A name of this machine that is not `localhost`: to the hub a host like any other."""


def test_a_mail_says_that_something_waits_and_where_to_sign_in_and_nothing_else() -> None:
    with a_mail_host() as host:
        send(replace(US, port=host.port), message(US, "duty@agency.example", "an-id", AT))

    (mail,) = host.mails
    assert host.to == ["rcpt TO:<duty@agency.example>"]
    assert mail.replace("\r\n", "\n") == (
        "From: hub@partnership.example\n"
        "To: duty@agency.example\n"
        "Subject: ShareHub: something waits for you\n"
        "Date: Mon, 03 Jun 2024 09:00:00 +0000\n"
        "Message-ID: <an-id@partnership.example>\n"
        "Auto-Submitted: auto-generated\n"
        'Content-Type: text/plain; charset="utf-8"\n'
        "Content-Transfer-Encoding: 7bit\n"
        "MIME-Version: 1.0\n"
        "\n"
        "ShareHub: something waits for you. Sign in to see it.\n"
        "\n"
        "https://hub.example\n"
    )


def test_to_another_machine_a_mail_and_the_password_go_over_tls_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certified(tmp_path, OURSELVES)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    us = replace(US, host=OURSELVES, user="hub", password="a password")
    address = socket.gethostbyname(OURSELVES)
    with a_mail_host(address, certificate) as host:
        send(replace(us, port=host.port), message(us, "duty@agency.example", "an-id", AT))
    assert (len(host.mails), len(host.signed_in), host.over_tls) == (1, 1, [True])

    with a_mail_host(address) as plain, pytest.raises(Unreachable):
        send(replace(us, port=plain.port), message(us, "duty@agency.example", "an-id", AT))
    assert (plain.mails, plain.signed_in) == ([], [])


def test_a_host_that_is_away_refuses_or_is_somebody_else_took_nothing_and_no_address_is_told(
    tmp_path: Path,
) -> None:
    with a_mail_host() as host:
        host.refuses = True
        with pytest.raises(Unreachable) as refused:
            send(replace(US, port=host.port), message(US, "duty@agency.example", "an-id", AT))
    assert str(refused.value) == ""
    assert refused.value.__cause__ is None
    with pytest.raises(Unreachable):
        send(replace(US, port=host.port), message(US, "duty@agency.example", "an-id", AT))
    with a_mail_host(socket.gethostbyname(OURSELVES), certified(tmp_path, "another")) as other:
        us = replace(US, host=OURSELVES, port=other.port)
        with pytest.raises(Unreachable):
            send(us, message(us, "duty@agency.example", "an-id", AT))
    assert other.mails == []
