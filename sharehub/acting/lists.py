"""Lists in pages, by signed cursors: each page is a look like any other, and recorded before it is given.

A cursor holds where the next page begins and nothing else. It is signed for one list, one case and one user:
nobody makes one up, and nobody's is of use to anybody else. All cursors are of one length.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from uuid import UUID

import orjson
from fastapi import Depends, Query, Response

from sharehub.acting.requests import CurrentActor, CurrentHub
from sharehub.audit.entry import Act, Action
from sharehub.database.order import FIRST
from sharehub.errors import Invalid
from sharehub.hub import Hub
from sharehub.identity.actor import Actor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import RowMapping

    from sharehub.hub import Work

Row: TypeAlias = "RowMapping | Mapping[str, Any]"
"""A row as it was read, or with something added."""

MOST = 100
USUAL = 50
KEY = "hub/cursors"
HALF = 16


def id_of(row: Row) -> UUID:
    """Return a row's id, which tells its place in most lists."""
    found: UUID = row["id"]
    return found


@dataclass(frozen=True, slots=True)
class Lister:
    """Where a list is asked for: by whom, from where on, and how much of it."""

    hub: Hub
    actor: Actor
    cursor: str | None
    limit: int

    def page(
        self,
        name: str,
        rows: Callable[[Work, UUID, int], Sequence[Row]],
        case: UUID | None = None,
        within: UUID | None = None,
        place: Callable[[Row], UUID] = id_of,
    ) -> Response:
        """Answer with one page, once the look is on record.

        Args:
            name: of the list, as the log has it.
            rows: returns the rows after an id, in the order of ids, so many at most; each has an `id`.
            case: of which case it is.
            within: what else it is a list of; cursors are good for that alone.
            place: of a row, from which the next page goes on: its id, unless they have another order.

        Raises:
            Invalid: the cursor is none of ours, or another's.
        """
        scope = self.scope(name, case or within)
        with self.hub.acting(self.actor, Action.LIST_ASKED, case) as work:
            found = rows(work, self.after(scope), self.limit + 1)
            work.record(
                Act(
                    Action.LIST_ASKED,
                    actor=self.actor.user,
                    unit=self.actor.unit,
                    role=self.actor.role,
                    case_alias=None if case is None else work.keys.alias(str(case)),
                    references={"list": name},
                )
            )
        return self.answer(scope, found, place)

    def scope(self, name: str, of: object) -> bytes:
        """Return what a cursor is good for: this list, of what its text says, for this actor."""
        said = f"{name} {of} {self.actor.user} {self.actor.unit} {self.actor.role}"
        return hashlib.sha256(said.encode()).digest()[:HALF]

    def after(self, scope: bytes) -> UUID:
        """Return the place after which the page begins, FIRST on the first.

        Raises:
            Invalid: the cursor is none of ours, or another's.
        """
        if self.cursor is None:
            return FIRST
        try:
            held = urlsafe_b64decode(self.cursor + "=")
        except ValueError:
            held = b""
        after, signature = held[:HALF], held[HALF:]
        if not hmac.compare_digest(signature, self._sign(scope, after)):
            raise Invalid("cursor", "begin the list anew: this cursor is not one of its own")
        return UUID(bytes=after)

    def answer(
        self,
        scope: bytes,
        found: Sequence[Row],
        place: Callable[[Any], UUID] = id_of,
    ) -> Response:
        """Answer with a page of what was found: one more than the page holds, where there is another page."""
        shown = found[: self.limit]
        more = self._cursor(scope, place(shown[-1])) if len(found) > self.limit else None
        body = orjson.dumps({"items": [dict(row) for row in shown], "next": more})
        return Response(body, media_type="application/json")

    def _sign(self, scope: bytes, after: bytes) -> bytes:
        return self.hub.keys.provider.mac(scope + after, KEY)[:HALF]

    def _cursor(self, scope: bytes, after: UUID) -> str:
        return urlsafe_b64encode(after.bytes + self._sign(scope, after.bytes)).decode().rstrip("=")


async def _lister(
    hub: CurrentHub,
    actor: CurrentActor,
    cursor: Annotated[
        str | None,
        Query(description="From the page before; leave it out for the first.", pattern=r"^[\w-]{43}$"),
    ] = None,
    limit: Annotated[int, Query(description="How many at most.", ge=1, le=MOST)] = USUAL,
) -> Lister:
    return Lister(hub, actor, cursor, limit)


ListDesk = Annotated[Lister, Depends(_lister)]
