"""For her worker, with her: what is written that is hers, when it was shown to her, and what she has said.

It says what her worker's own unit wrote down, of the facts what that worker may have, and which units had
what that unit recorded. Who of them read it is for officers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sharehub.audit.entry import Action
from sharehub.disclosure.compose import Composed, Wanted, opened, prepare
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.queries import hold_case
from sharehub.disclosure.recording import asking
from sharehub.patterns import queries
from sharehub.patterns.reached import reached
from sharehub.patterns.shown import survivors
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.disclosure.compose import Prepared
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Hers:
    """Her facts as her worker may have them, with what hangs on those in full; and what she has said."""

    composed: Composed
    hanging: Mapping[str, Mapping[str, Any]]
    said: Sequence[Mapping[str, Any]]


def shared_with(hub: Hub, actor: Actor, case: UUID, purpose: str) -> Hers | Refused:
    """Decide what her worker may have of what is hers, record it, and only then open.

    Raises:
        Forbidden: the rulebook does not let this role record what she says.
        KeysUnavailable, KeyDestroyed, Tampered: as every reading.
    """
    with asking(hub, actor, Action.DOCUMENT_ASKED, case) as work:
        permit(work, actor, "record_consent_survivor")
        hold_case(work.tx, case)
        people = survivors(work, case)
        hers = {str(fact) for fact in queries.hers(work.tx, case, people)}
        wanted = Wanted(Action.DOCUMENT_ASKED, purpose, {"document": "shared_with"}, limited_to=hers)
        prepared = prepare(work, actor, case, wanted)
        if isinstance(prepared, Refused):
            return prepared
        said = queries.said(work.tx, case, actor.unit, people)
        hanging = _hanging(work, actor, case, (prepared, said))
        for fact, units in reached(work, actor, case, hanging, hub.zone).items():
            hanging[fact]["reached"] = units
    composed = opened(hub, prepared, work.entries[-1])
    shown = {fact: hanging[fact] for fact in composed.places if fact in hers}
    if composed.his_side:
        return Hers(composed, {}, ())
    return Hers(composed, shown, [_plain(event) for event in said])


def _hanging(
    work: Work, actor: Actor, case: UUID, found: tuple[Prepared, Sequence[RowMapping]]
) -> dict[str, dict[str, Any]]:
    """Return, by fact: when it was shown, what she said then, which of her words it rests on; room for more.

    Only what the actor's own unit wrote down: whom else she sees, and what she said there, is hers to tell.
    """
    prepared, said = found
    events = {event["id"]: event for event in said}
    by_reference = {event["reference"]: event["id"] for event in said}
    hanging: dict[str, dict[str, Any]] = {
        fact: {
            "shown": [],
            "rests_on": [by_reference[one] for one in form.rests_on if one in by_reference],
            "reached": [],
        }
        for fact, form in prepared.forms.items()
    }
    for row in queries.shown(work.tx, case, actor.unit):
        fact = str(row["fact_id"])
        if fact in hanging:
            answer = events.get(row["consent_id"])
            hanging[fact]["shown"].append(
                {
                    "shown_on": row["shown_on"],
                    "asked_on": row["shown_on"] if row["asked_to_share"] else None,
                    "said": None if answer is None else answer["status"],
                    "consent": row["consent_id"],
                }
            )
    return hanging


def _plain(event: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != "reference"}
