"""Sending a mail to a unit's mailbox: one text for everything, so that it tells nothing but that it came."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from sharehub.sending.addresses import Unreachable

if TYPE_CHECKING:
    from datetime import datetime

    from sharehub.settings import Smtp

SUBJECT = "ShareHub: something waits for you"
TEXT = "ShareHub: something waits for you. Sign in to see it.\n\n{origin}\n"
SECONDS = 10.0
IMPLICIT_TLS = 465


def message(smtp: Smtp, to: str, identity: str, at: datetime) -> EmailMessage:
    """Return the mail: one text for every unit, case and occasion, under the same id if it comes again."""
    mail = EmailMessage()
    mail["From"] = smtp.sender
    mail["To"] = to
    mail["Subject"] = SUBJECT
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{identity}@{smtp.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(TEXT.format(origin=smtp.origin))
    return mail


def send(smtp: Smtp, mail: EmailMessage) -> None:
    """Hand a mail to the mail host, over TLS unless that is on this machine.

    Raises:
        Unreachable: the host cannot be reached, is not who it should be, or did not take the mail.
    """
    context = ssl.create_default_context()
    try:
        with _connected(smtp, context) as host:
            if not smtp.on_this_machine and smtp.port != IMPLICIT_TLS:
                host.starttls(context=context)
            if smtp.user is not None:
                host.login(smtp.user, smtp.password or "")
            host.send_message(mail)
    except (OSError, smtplib.SMTPException):
        # Its text may repeat the address.
        raise Unreachable from None


def _connected(smtp: Smtp, context: ssl.SSLContext) -> smtplib.SMTP:
    if smtp.port == IMPLICIT_TLS:
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=SECONDS, context=context)
    return smtplib.SMTP(smtp.host, smtp.port, timeout=SECONDS)
