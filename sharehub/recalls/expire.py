"""Consents that end by themselves: found by a schedule, once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.recalls import queries
from sharehub.recalls.begin import begin
from sharehub.recalls.causes import Cause

if TYPE_CHECKING:
    from sharehub.hub import Work

MOST = 200
"""That are found in one transaction; the next takes the others."""


def find_expired(work: Work) -> None:
    """Begin a recall of each consent whose last day is over, and of each child who is twelve by now."""
    events = queries.expired(work.tx, MOST)
    for event in events:
        begin(work, Cause.EXPIRY, event["case"], consent=event["id"])
    children = queries.of_age(work.tx, MOST)
    for child in children:
        begin(work, Cause.EXPIRY, child["case"], person=child["id"])
    if MOST in {len(events), len(children)}:
        put(work, Kind.CONSENTS_EXPIRED, [])
