"""What is refused or fails outside any act is on record: with who asked where that is known, or counted."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request

from sharehub.acting.tally import Counts, Item, Subject, Tally
from sharehub.audit.entry import Act, Action, Outcome, microseconds
from sharehub.audit.exempt import PREFLIGHT, ROUTES
from sharehub.web.guard import Unrecorded
from sharehub.web.notes import NO_ROUTE, method_of, template_of

if TYPE_CHECKING:
    from starlette.types import Scope

    from sharehub.acting.entrance import Turned
    from sharehub.audit.entry import Value
    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor
    from sharehub.web.notes import Notes

WINDOW = timedelta(seconds=60)
"""How long refusals are counted before they are written; a crash loses no more."""
TOO_MANY = 429
ANONYMOUS = Subject(Action.ANONYMOUS_REFUSED)

alarm = logging.getLogger("sharehub.alarm")


class Refusals:
    """The ledger of one application: an answer that left no entry of its own gets one, or is counted.

    An entry is a transaction of its own, durable before the answer leaves. When it cannot be written the
    refusal is given all the same, since it releases nothing, and an alarm is raised.
    """

    def __init__(self, hub: Hub) -> None:
        """Keep the ledger of a hub."""
        self._hub = hub
        self._tally = Tally(WINDOW)

    async def account(self, scope: Scope, notes: Notes) -> None:
        """Account for an answer; see `web.guard.Ledger`. One that is on record already costs nothing more."""
        if notes.failure is None:
            if notes.on_record or (notes.of_answers and notes.code is None):
                return
            if notes.code is None:
                _refuse_unless_exempt(scope)
                return
        state = Request(scope).state
        actor: Actor | None = getattr(state, "actor", None)
        turned: Turned | None = getattr(state, "turned", None)
        if actor is not None and notes.status != TOO_MANY:
            await run_in_threadpool(self._write, _act_of(actor, scope, notes))
            return
        await self._count(self._subject(actor, turned), _item(scope, notes))

    def flush(self) -> None:
        """Write what was counted in windows that are over; done every now and then, from the background."""
        self._write_counts(everything=False)

    def close(self) -> None:
        """Write all that was counted."""
        self._write_counts(everything=True)

    def _subject(self, actor: Actor | None, turned: Turned | None) -> Subject:
        subject = ANONYMOUS
        if actor is not None:
            subject = Subject(Action.REQUEST_REFUSED, actor.user, actor.unit, actor.role)
        elif turned is not None and turned.user is not None:
            subject = Subject(Action.SESSION_REFUSED, turned.user, turned.unit, why=turned.why)
        return subject if self._tally.has_room(subject) else ANONYMOUS

    async def _count(self, subject: Subject, item: Item) -> None:
        counts = self._tally.add(subject, item, self._hub.clock.now())
        if counts is not None:
            await run_in_threadpool(self._write_one, subject, counts)

    def _write_counts(self, *, everything: bool) -> None:
        for subject, counts in self._tally.ended(self._hub.clock.now(), everything=everything):
            self._write_one(subject, counts)

    def _write_one(self, subject: Subject, counts: Counts) -> None:
        if not self._write(_counted(subject, counts)):
            self._tally.put_back(subject, counts, self._hub.clock.now())

    def _write(self, act: Act) -> bool:
        try:
            with self._hub.begin(act.unit) as work:
                work.record(act)
        except Exception as failure:  # noqa: BLE001 - whatever keeps it from being written, the refusal is given
            alarm.error("a refusal could not be put on record: %s", type(failure).__name__)
            return False
        return True


def _refuse_unless_exempt(scope: Scope) -> None:
    place, method = template_of(scope), scope["method"]
    if method == PREFLIGHT and place == NO_ROUTE:
        return
    if method != "GET" or place not in ROUTES:
        raise Unrecorded


def _item(scope: Scope, notes: Notes) -> Item:
    why = notes.turned if notes.failure is None else notes.failure
    return Item(method_of(scope), template_of(scope), notes.status, _code(notes), why)


def _code(notes: Notes) -> str:
    return "error" if notes.code is None or notes.failure is not None else notes.code


def _act_of(actor: Actor, scope: Scope, notes: Notes) -> Act:
    item = _item(scope, notes)
    failed = notes.failure is not None
    return Act(
        Action.REQUEST_FAILED if failed else Action.REQUEST_REFUSED,
        Outcome.FAULT if failed else Outcome.REFUSED,
        actor=actor.user,
        unit=actor.unit,
        role=actor.role,
        references=_said(item),
    )


def _counted(subject: Subject, counts: Counts) -> Act:
    """Return the act of refusals that are told together; how many, of which kind, since when."""
    told: list[Value] = [
        {**_said(item), "count": times} for item, times in sorted(counts.items.items(), key=repr)
    ]
    return Act(
        subject.action,
        Outcome.REFUSED,
        actor=subject.user,
        unit=subject.unit,
        role=subject.role,
        references={"since": microseconds(counts.since), "counts": told},
    )


def _said(item: Item) -> dict[str, Value]:
    return {name: value for name, value in item._asdict().items() if value is not None}
