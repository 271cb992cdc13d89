"""Delivering: what waits first in a lane leaves, if it still may, and is on record before it does.

Whether a notice may leave is asked here, however long it has waited; one that may not is dropped, and the
other end never knows. A crash after it left and before that was put down sends it again, under the same id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from typing import TYPE_CHECKING

import orjson

from sharehub.audit.entry import Act, Action
from sharehub.deliveries import queries
from sharehub.deliveries.ends import EndpointKind
from sharehub.deliveries.lanes import drive
from sharehub.deliveries.secrets import good_now
from sharehub.notices.gate import hold_cases, may_leave
from sharehub.sending import mail, signature, webhook
from sharehub.sending.addresses import read_url
from sharehub.settings import read_sending

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.database.transaction import Transaction
    from sharehub.deliveries.queries import Endpoint, Queued
    from sharehub.hub import Hub, Work
    from sharehub.settings import Sending

MOST = 50
"""Notices that one mail speaks for, and that are looked at in one transaction."""
KEPT = timedelta(days=30)
"""How long something that was delivered can be had again."""
TYPE = "notice"


class NoMailHost(Exception):
    """A mail is to be sent, and no mail host is set."""


@dataclass(frozen=True, slots=True)
class _Leaving:
    """What leaves now: one notice to a webhook; to a mailbox, one mail for all that waits."""

    endpoint: Endpoint
    queued: tuple[Queued, ...]
    secrets: tuple[bytes, ...]
    now: int


def deliver(hub: Hub, lane: UUID, turn: int) -> Callable[[Work], None]:
    """Send what waits first in a lane, if this is its turn; return what puts that down, and the next turn.

    Raises:
        Unreachable, NotPublic: it was not taken; it is tried again, and the lane waits.
        NoMailHost: there is nobody to give a mail to.
    """
    with hub.begin() as work:
        leaving = _leaving(work, lane, turn)
    # A crash from here on leaves it on record that it left, and it leaves again.
    if leaving is not None:
        _send(leaving, read_sending())
    return partial(_put_down, lane=lane, turn=turn, sent=leaving)


def forget_delivered(tx: Transaction) -> None:
    """Forget what was delivered longer ago than it can be had again."""
    queries.forget_delivered(tx, tx.now - KEPT)


def _leaving(work: Work, lane: UUID, turn: int) -> _Leaving | None:
    endpoint = _driven(work, lane, turn)
    if endpoint is None:
        return None
    one_mail = endpoint.kind == EndpointKind.MAILBOX
    kept: list[Queued] = []
    waiting = queries.waiting(work.tx, lane, MOST)
    hold_cases(work, [queued.notice for queued in waiting])
    for queued in waiting:
        if may_leave(work, queued.notice):
            kept.append(queued)
            if not one_mail:
                break
        else:
            queries.drop(work.tx, queued.id)
            # Of no unit: that there was something is for those who oversee the hub alone.
            said = {"endpoint": str(endpoint.id), "notice": str(queued.notice)}
            work.record(Act(Action.NOTICE_DROPPED, references=said))
    if not kept:
        return None
    notices: list[Value] = [str(queued.notice) for queued in kept]
    references: dict[str, Value] = {"endpoint": str(endpoint.id), "notices": notices}
    work.record(Act(Action.NOTICE_SENT, unit=endpoint.unit, references=references))
    secrets = () if one_mail else tuple(good_now(work.keys.provider, endpoint, work.tx.now))
    return _Leaving(endpoint, tuple(kept), secrets, int(work.tx.now.timestamp()))


def _driven(work: Work, lane: UUID, turn: int) -> Endpoint | None:
    """Lock a lane and return its endpoint; None: it is another's turn, or nothing goes there now."""
    held, endpoint = queries.lock_lane(work.tx, lane), queries.endpoint_of(work.tx, lane)
    if held is None or endpoint is None or held.turn != turn:
        return None
    return None if endpoint.paused or endpoint.removed_at is not None else endpoint


def _send(leaving: _Leaving, sending: Sending) -> None:
    first, address = leaving.queued[0], leaving.endpoint.address
    if leaving.endpoint.kind == EndpointKind.MAILBOX:
        if sending.smtp is None:
            raise NoMailHost
        mail.send(sending.smtp, mail.message(sending.smtp, address, str(first.id), first.created_at))
        return
    body = orjson.dumps(
        {
            "type": TYPE,
            "timestamp": first.created_at.astimezone(UTC).isoformat(timespec="seconds"),
            "data": {"notice": str(first.notice)},
        }
    )
    place = read_url(address, loopback=sending.to_loopback)
    headers = signature.headers(str(first.id), leaving.now, body, leaving.secrets)
    webhook.post(place, headers, body, webhook.Outward(loopback=sending.to_loopback))


def _put_down(work: Work, lane: UUID, turn: int, sent: _Leaving | None) -> None:
    """Put down what was delivered; what waits behind it gets the next turn."""
    held, endpoint = queries.lock_lane(work.tx, lane), queries.endpoint_of(work.tx, lane)
    if sent is not None:
        queries.delivered(work.tx, [queued.id for queued in sent.queued])
    if held is None or endpoint is None or held.turn != turn:
        return
    if endpoint.removed_at is None and not endpoint.paused and queries.waiting(work.tx, lane, 1):
        drive(work, endpoint, held, anew=True)
    else:
        queries.change_lane(work.tx, lane, waiting=False)
