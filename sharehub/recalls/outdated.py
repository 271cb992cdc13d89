"""Which facts of which looks a recall makes out of date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import orjson

from policies.recorded_text import read_record
from sharehub.disclosure import metadata
from sharehub.disclosure import queries as disclosed
from sharehub.disclosure.recording import ASKED
from sharehub.protocols import rulebooks
from sharehub.recalls.causes import OF_CONSENT, Cause
from sharehub.recalls.past import queries
from sharehub.recalls.relied import Ended, Said, relied

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policies.table import Table
    from sharehub.hub import Work
    from sharehub.recalls.holders import Look
    from sharehub.recalls.queries import Begun

ByLook = dict[UUID, frozenset[UUID]]


def outdated(work: Work, begun: Begun, looks: Sequence[Look]) -> Mapping[UUID, frozenset[UUID]]:
    """Return by look which facts of it are out of date from now on; of a look that has none, none.

    Raises:
        Tampered: a rulebook is not the one that was registered.
        RecordError: a decision's record is not what a decision writes.
    """
    return _relied(work, begun, looks) if begun.cause in OF_CONSENT else _in_old_versions(begun, looks)


def _in_old_versions(begun: Begun, looks: Sequence[Look]) -> ByLook:
    """Go by fact and version; in which version something went is not known of looks from long ago."""
    found: ByLook = {}
    for look in looks:
        facts = frozenset(
            one.fact
            for one in look.went
            if begun.fact in {None, one.fact}
            and (begun.version is None or one.version is None or one.version <= begun.version)
        )
        found[look.entry] = found.get(look.entry, frozenset()) | facts
    return found


def _relied(work: Work, begun: Begun, looks: Sequence[Look]) -> ByLook:
    """Go by what each decision rested on, and by what ended of that."""
    ended = _ended(work, begun)
    actions = {look.entry: look.action for look in looks}
    found: ByLook = dict.fromkeys(actions, frozenset())

    def table(digest: str) -> Table:
        return rulebooks.held(work.tx, digest).table

    said = [event.id for event in ended.after.events]
    for entry, body in queries.records(work.tx, [*actions], said).items():
        recorded = read_record(orjson.loads(body), ASKED[actions[entry]])
        found[entry] = frozenset(map(UUID, relied(recorded, ended, table)))
    return found


def _ended(work: Work, begun: Begun) -> Ended:
    """Say how what is somebody's stood before the change and after; later changes have their own recalls."""
    if begun.consent is None:
        subject = str(begun.person)
        rows = queries.said_about(work.tx, begun.case, UUID(subject))
        last = queries.twelfth_birthday(work.tx, UUID(subject)) - timedelta(days=1)
    else:
        this = queries.said(work.tx, begun.consent)
        subject = str(this.subject)
        rows = queries.said_about(work.tx, begun.case, this.subject)
        last = this.expires or work.tx.today
    people = {row["id"]: metadata.person(row) for row in disclosed.people(work.tx, begun.case)}
    if begun.cause == Cause.EXPIRY:
        events = tuple(metadata.consent(dict(row)) for row in rows)
        return Ended(subject, Said(events, last), Said(events, last + timedelta(days=1)), people)
    place = [row["id"] for row in rows].index(begun.consent)
    events = tuple(metadata.consent(dict(row)) for row in rows[: place + 1])
    return Ended(subject, Said(events[:-1], work.tx.today), Said(events, work.tx.today), people)
