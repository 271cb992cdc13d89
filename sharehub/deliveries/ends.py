"""The kinds of endpoint that there are."""

from __future__ import annotations

from enum import StrEnum


class EndpointKind(StrEnum):
    """How a unit is told outside the hub."""

    MAILBOX = "mailbox"
    WEBHOOK = "webhook"
