"""What goes with a release: decided as carefully as its text.

Source: decisions.md, "What goes with a release". A gist: its text, section and caveats under an id that means
nothing elsewhere. In full to his side: no owner, no source, no basis, no times of recording, no stable id. In
full to those who protect: also how we know, and which unit, as the rulebook's attribution says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from policies.vocabulary import Outcome, PerpAware, Reason
from sharehub.facts import SEALED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from policies.answer import FactDecision
    from sharehub.crypto.opening import OpenRecord
    from sharehub.disclosure.stored import StoredFact

MONTH = 7
"""Length of YYYY-MM: dates go to his side to the month, never to the day."""

HOW_WE_KNOW = ("source_type", "basis", "corroboration")
"""What a rulebook may let protective readers know of a fact's source, beside the unit that recorded it."""

SENT = {
    "subject_person_id": "subject_person",
    "subject_unit_id": "subject_unit",
    "source_person_id": "source_person",
    "action_unit_id": "action_unit",
}
"""What columns are called where a fact is sent, if otherwise."""
NOT_SENT = frozenset(
    {"fact_id", "case_id", "owner_unit_id", "version", "revision", "published", "retracted"}
    | {"aware_claimed_by", "has_gist", "imported"}
)
"""What stands beside a fact and is no part of it."""

Line = dict[str, Any]
Way = tuple[dict[str, str], list[dict[str, Any]]]
"""What lines tell of how they came: the unit they come from, where it is told at all, and the channels."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the lines of one release are written.

    `readers` are the units it goes to, `parties` the units of each protocol by its id, `show` what the
    rulebooks let protective readers know of how a fact is known. `units` holds name and discretion by unit
    id. `new_id` gives ids that mean nothing elsewhere. `shared`: for several readers at once, so that
    nobody's own record comes as their own. `ways` are told once for all facts of an owner that came by the
    same protocols.
    """

    his_side: bool
    purpose: str
    readers: frozenset[str]
    parties: Mapping[str, frozenset[str]]
    show: frozenset[str]
    units: Mapping[str, tuple[str, bool]]
    new_id: Callable[[], UUID]
    shared: bool = False
    ways: dict[tuple[str, tuple[str, ...]], Way] = field(default_factory=dict)


def render(decision: FactDecision, fact: StoredFact, record: OpenRecord, manner: Manner) -> Line:
    """Write one released fact; only the fields that this reader gets are ever decrypted."""
    if decision.outcome is Outcome.GIST:
        return _gist(decision, fact, record, manner)
    line = _full(decision, fact, record)
    if decision.reason is Reason.OWN_RECORD and not manner.shared:
        return line | _own(fact.clear, record)
    if manner.his_side:
        return line | {
            "id": str(manner.new_id()),
            "first_known": _to_the_month(fact.clear["first_known"]),
            "last_known": _to_the_month(fact.clear["last_known"]),
        }
    return line | _protective(decision, fact.clear, record, manner)


def order(decision: FactDecision, fact: StoredFact) -> tuple[int, int, int, str]:
    """Return where a line stands: by its summary's order, or else by section and its author's rank.

    Ranks are made anew by being sorted among what is left. Gists have none, since it would tell. Ties fall
    by a random id, which tells no time.
    """
    row = fact.clear
    if fact.placed is not None:
        section, position = fact.placed
        return (section, 0, position, row["fact_id"])
    full = decision.outcome is Outcome.FULL
    ranked = full and row["concern_rank"] is not None
    return (row["section"], 0 if ranked else 1, row["concern_rank"] if ranked else 0, row["fact_id"])


def _gist(decision: FactDecision, fact: StoredFact, record: OpenRecord, manner: Manner) -> Line:
    return {
        "id": str(manner.new_id()),
        "section": _section(fact),
        "text": record.field("gist"),
        "caveats": sorted(decision.caveats),
    }


def _full(decision: FactDecision, fact: StoredFact, record: OpenRecord) -> Line:
    row = fact.clear
    return {
        "section": _section(fact),
        "text": record.field("statement"),
        "caveats": sorted(decision.caveats),
        "tactics": row["tactics"],
        "pathways": row["pathways"],
        "frequency": row["frequency"],
        "trend": row["trend"],
    }


def _own(row: Mapping[str, Any], record: OpenRecord) -> Line:
    """A unit's own record comes with all that it wrote, its gist included, so that it can be corrected."""
    return {
        "id": row["fact_id"],
        "own": True,
        "version": row["version"],
        "published": row["published"].isoformat(),
        "gist": record.field("gist"),
        "pathway_note": record.field("pathway_note"),
        "kind": row["kind"],
        "first_known": row["first_known"],
        "last_known": row["last_known"],
        "source_type": row["source_type"],
        "basis": row["basis"],
        "corroboration": row["corroboration"],
        "categories": row["categories"],
        "travels_with": row["travels_with"],
        "perp_aware": row["perp_aware"],
        "source_exposure": row["source_exposure"],
    }


def whole(row: Mapping[str, Any], record: OpenRecord) -> Line:
    """Write a unit's own record as it is sent, so that whoever corrects it leaves nothing out.

    That he knows stands as it was claimed, be it confirmed or not.
    """
    claimed = {"perp_aware": PerpAware.YES.value} if row["aware_claimed_by"] else {}
    clear = {SENT.get(name, name): row[name] for name in row if name not in NOT_SENT}
    return clear | claimed | {name: record.field(name) for name in SEALED}


def _protective(decision: FactDecision, row: Mapping[str, Any], record: OpenRecord, manner: Manner) -> Line:
    owner = row["owner_unit_id"]
    way = (owner, decision.protocols)
    if way not in manner.ways:
        manner.ways[way] = _way(manner, *way)
    unit, channels = manner.ways[way]
    return {
        "id": row["fact_id"],
        "kind": row["kind"],
        "pathway_note": record.field("pathway_note"),
        "first_known": row["first_known"],
        "last_known": row["last_known"],
        "how_we_know": {word: row[word] for word in HOW_WE_KNOW if word in manner.show} | unit,
        "channels": channels,
    }


def _way(manner: Manner, owner: str, protocols: tuple[str, ...]) -> Way:
    """Return what is told of where facts of one owner come from, and by which protocols they came."""
    shown = _named(manner, owner) if "owner_unit" in manner.show else None
    channels = [
        {"protocol": protocol, "purpose": manner.purpose, "to": _receivers(manner, protocol, owner)}
        | ({} if shown is None else {"from": shown})
        for protocol in protocols
        if owner in manner.parties[protocol]
    ]
    return ({} if shown is None else {"unit": shown}, channels)


def _receivers(manner: Manner, protocol: str, owner: str) -> list[str]:
    """Return the names of the units that the protocol let have it; a discreet one is never named."""
    reached = (manner.readers & manner.parties[protocol]) - {owner}
    names = [_named(manner, unit) for unit in reached if unit in manner.units]
    return sorted(name for name in names if name is not None)


def _named(manner: Manner, unit: str) -> str | None:
    name, discreet = manner.units[unit]
    return None if discreet else name


def _to_the_month(day: str | None) -> str | None:
    return None if day is None else day[:MONTH]


def _section(fact: StoredFact) -> int:
    """Return the section a line stands in: its summary's, where it comes by one, else its own."""
    section: int = fact.clear["section"] if fact.placed is None else fact.placed[0]
    return section
