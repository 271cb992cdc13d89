"""Whom a unit's facts have reached: which other units had lines of them, for what, and when last.

For her worker, who tells her with whom what is hers was shared. Units and no people, of the worker's own
unit's facts alone, and no unit that is not to be named in the case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from sharehub.clock import civil_day
from sharehub.disclosure.discretion import discreet_units
from sharehub.recalls.holders import look_of
from sharehub.recalls.past import queries as past

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.recalls.holders import Look

PAGE = 500
"""Looks that are read at a time."""


def reached(
    work: Work, actor: Actor, case: UUID, facts: Collection[str], zone: ZoneInfo
) -> dict[str, list[dict[str, Any]]]:
    """Return, by fact, the units that had it in full or in short form, in the order of their ids.

    Args:
        work: the unit of work.
        actor: of whose unit the facts are; those of others are passed over.
        case: the case.
        facts: which.
        zone: whose civil days count.
    """
    unnamed = {*discreet_units(work, case, actor.unit), actor.unit}
    found: dict[tuple[str, UUID], tuple[set[str], date]] = {}
    for look, purpose in _looks(work, actor, case):
        day = civil_day(look.at, zone)
        units = {holder.unit for holder in look.holders} - unnamed
        for fact in {str(went.fact) for went in look.went} & {*facts}:
            for unit in units:
                purposes, last = found.setdefault((fact, unit), (set(), day))
                found[fact, unit] = (purposes | {purpose} - {""}, max(last, day))
    told: dict[str, list[dict[str, Any]]] = {}
    for (fact, unit), (purposes, last) in sorted(found.items()):
        told.setdefault(fact, []).append({"unit": unit, "purposes": sorted(purposes), "last": last})
    return told


def _looks(work: Work, actor: Actor, case: UUID) -> Iterator[tuple[Look, str]]:
    """Yield what of the actor's unit went by each look, and for which purpose."""
    alias, before = work.keys.alias(str(case)), None
    while True:
        places = past.looks(work.tx, case, alias, fact=None, until=None, before=before, most=PAGE)
        for row in past.let_out(work.tx, [place.id for place in places]) if places else ():
            if row["owner"] == actor.unit:
                yield look_of(dict(row)), str(orjson.loads(row["body"]).get("purpose", ""))
        if len(places) < PAGE:
            return
        before = places[-1]
