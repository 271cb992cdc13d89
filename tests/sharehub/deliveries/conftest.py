"""Real other ends, to which the hub of a test may connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sharehub import settings
from tests.sharehub.certificates import certified
from tests.sharehub.sending.receivers import a_mail_host, a_webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sharehub.sending.receivers import MailHost, Receiver


@pytest.fixture
def webhook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Yield a webhook on this machine, whose certificate is trusted."""
    certificate = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    monkeypatch.setenv(settings.TO_LOOPBACK, "yes")
    with a_webhook(certificate) as found:
        yield found


@pytest.fixture
def mail_host(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailHost]:
    """Yield a mail host on this machine, which the settings name."""
    with a_mail_host() as found:
        monkeypatch.setenv(settings.SMTP, f"127.0.0.1:{found.port}")
        monkeypatch.setenv(settings.SMTP_FROM, "hub@partnership.example")
        monkeypatch.setenv(settings.ORIGIN, "https://hub.example")
        yield found
