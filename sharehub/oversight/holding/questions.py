"""The ledger of a fact: who holds which version of it, in which form, since when, and what a recall can do.

Its owner's officer and the hub's independent ones see all who hold it. Another unit's officer sees what of it
went to that unit's own people in full, unless the unit works with him.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from sharehub.oversight.holding import queries
from sharehub.recalls import queries as recalls
from sharehub.recalls.holders import BEYOND_RECALL, look_of
from sharehub.recalls.past import queries as past

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping

    from sharehub.audit.entry import Value
    from sharehub.oversight.holding.queries import Stands
    from sharehub.oversight.looking import Item, Look
    from sharehub.recalls.holders import Holder
    from sharehub.recalls.holders import Look as Release

SYSTEM = "system"
PAGE = 500
"""Looks that are read at a time."""


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds which version of a fact."""

    fact: UUID
    name: ClassVar[str] = "holders_of_fact"
    case: ClassVar[UUID | None] = None

    def references(self) -> dict[str, Value]:
        """Return what it asks for."""
        return {"about": str(self.fact)}

    def found(self, look: Look, after: UUID | None, most: int) -> Sequence[Item]:
        """Return the holders in an order that tells nothing; of a fact that is not theirs to know, none."""
        held = queries.stands(look.tx, self.fact)
        if held is None or held.case in look.apart:
            return []
        alias = look.keys.aliases([str(held.case)]).get(str(held.case))
        as_owner = look.scope.oversees or held.owner == look.scope.unit
        if alias is None or (look.scope.faces_him and not as_owner):
            return []
        if as_owner:
            releases = self._all(look, held, alias)
        else:
            rows = queries.received(look.tx, look.scope.unit, alias, self.fact, held.owner)
            releases = (look_of(dict(row)) for row in rows)
        own = None if as_owner else look.scope.unit
        items = sorted(self._items(look, held, releases, own), key=lambda item: UUID(str(item["id"])))
        return [item for item in items if after is None or item["id"] > after][:most]

    def _all(self, look: Look, held: Stands, alias: str) -> Iterable[Release]:
        before = None
        while True:
            places = past.looks(
                look.tx, held.case, alias, fact=self.fact, until=None, before=before, most=PAGE
            )
            ids = [place.id for place in places]
            rows: Iterable[RowMapping] = past.let_out(look.tx, ids) if ids else ()
            yield from (look_of(dict(row)) for row in rows if row["owner"] == held.owner)
            if len(places) < PAGE:
                return
            before = places[-1]

    def _items(
        self, look: Look, held: Stands, releases: Iterable[Release], own: UUID | None
    ) -> Iterable[Item]:
        spans = self._spans(releases, own)
        users = {holder.user for holder, *_ in spans}
        told = recalls.told_of(look.tx, self.fact, users)
        systems = queries.systems(look.tx, users)
        for key, (first, last) in spans.items():
            holder, outcome, version, way = key
            medium = SYSTEM if holder.user in systems else way
            reached = _reached(told, holder, last)
            yield {
                "id": self._id(holder, outcome, version, way),
                "fact": self.fact,
                "version": version,
                "current": None if version is None else version == held.version and not held.over,
                "outcome": outcome,
                "medium": medium,
                "beyond_recall": medium in {SYSTEM, *BEYOND_RECALL},
                "unit": holder.unit,
                "user": holder.user,
                "role": holder.role,
                "first": first,
                "last": last,
                "recalled_at": None if reached is None else reached["told_at"],
                "acknowledged_at": None if reached is None else reached["acknowledged_at"],
            }

    def _spans(
        self, releases: Iterable[Release], own: UUID | None
    ) -> dict[tuple[Holder, str, int | None, str], tuple[datetime, datetime]]:
        found: dict[tuple[Holder, str, int | None, str], tuple[datetime, datetime]] = {}
        for release in releases:
            for went in release.went:
                if went.fact != self.fact:
                    continue
                for holder in release.holders:
                    if own in {None, holder.unit}:
                        key = (holder, went.outcome, went.version, release.medium)
                        first, last = found.get(key, (release.at, release.at))
                        found[key] = (min(first, release.at), max(last, release.at))
        return found

    def _id(self, holder: Holder, outcome: str, version: int | None, medium: str) -> UUID:
        """Return an id that stays the same from page to page, and means nothing elsewhere."""
        said = (self.fact, holder.unit, holder.user, holder.role, holder.by_glass, outcome, version, medium)
        digest = hashlib.sha256("\n".join(map(str, said)).encode()).digest()
        return UUID(bytes=digest[:16])


def _reached(told: Collection[Any], holder: Holder, last: datetime) -> Any:  # noqa: ANN401 - a row or None
    """Return what the latest recall of such a copy says; a copy taken after it is another."""
    of = [
        row
        for row in told
        if (row["unit"], row["user"], row["role"]) == (holder.unit, holder.user, holder.role)
        and row["copied_at"] >= last
    ]
    return of[-1] if of else None
