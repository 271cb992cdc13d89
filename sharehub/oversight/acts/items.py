"""One act as an officer sees it: who did what, when, for what, how it ended, and the lines of a look."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import orjson

from sharehub.audit.entry import Action
from sharehub.disclosure.portions import Side
from sharehub.oversight.acts import queries
from sharehub.oversight.scope import CAVEATS, FACT, LOOKS, OUTCOME, REASON, VERSION, Share, seen, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.oversight.looking import Item, Look
    from sharehub.oversight.scope import Seen


def items(
    look: Look,
    ids: Sequence[UUID],
    known: Mapping[UUID, RowMapping] = MappingProxyType({}),
    owner: UUID | None = None,
) -> list[Item]:
    """Return acts as this officer sees them, in the order of the ids given; `known` are entries read before.

    A case goes by its own id while the key store has it; when it is shredded the log is mute about it. Where
    the facts of one owner alone are asked for, who oversees the hub gets no others.
    """
    if not ids:
        return []
    entries = {**known, **queries.entries(look.tx, [entry for entry in ids if entry not in known])}
    whose = owner if look.scope.oversees else look.scope.unit
    shares = _by_decision(queries.shares(look.tx, ids, whose))
    found = {entry: seen(look.scope, shares.get(entry, ())) for entry in ids}
    aliases = {entry: _alias(look, entries[entry], found[entry]) for entry in ids}
    cases = _known(look, look.keys.cases(alias for alias in aliases.values() if alias is not None))
    return [_item(look, entries[entry], found[entry], cases.get(aliases[entry] or "")) for entry in ids]


def _known(look: Look, cases: Mapping[str, str]) -> Mapping[str, str]:
    """Return the cases that this officer may know of, by their aliases: those that the unit takes part in.

    What its people tried upon another is told without the case: that there is one is not for them to know.
    """
    if look.scope.oversees or not cases:
        return cases
    known = queries.taking_part(look.tx, look.scope.unit, cases.values())
    return {alias: case for alias, case in cases.items() if case in known}


def _by_decision(rows: Sequence[RowMapping]) -> dict[UUID, list[Share]]:
    """Return portions by the decision that they are of; one that came later replaces the one before."""
    latest = {(row["instead_of"] or row["entry_id"], row["unit_id"], row["side"]): row for row in rows}
    found: dict[UUID, list[Share]] = {}
    for (decision, _, _), row in latest.items():
        found.setdefault(decision, []).append(_share(row))
    return found


def _share(row: RowMapping) -> Share:
    return Share(
        unit=row["unit_id"],
        side=Side(row["side"]),
        asker_unit=row["asker_unit"],
        refused=row["refused"],
        case_alias=row["case_alias"],
        released=row["released"],
        withheld=row["withheld"] or (),
        readers=row["readers"] or (),
    )


def _alias(look: Look, entry: RowMapping, found: Seen) -> str | None:
    alias: str | None = entry["case_alias"]
    return found.case_alias if _is_look(entry) and not look.scope.oversees else alias


def _is_look(entry: RowMapping) -> bool:
    return entry["action"] in LOOKS


def _item(look: Look, entry: RowMapping, found: Seen, case: str | None) -> Item:
    said = orjson.loads(entry["body"])
    # Whether a look ended in a fault tells of facts that may not be this unit's.
    shown = entry["outcome"] if look.scope.oversees or not _is_look(entry) else found.outcome
    return {
        "id": entry["id"],
        "at": entry["at"],
        "action": entry["action"],
        "outcome": shown,
        "user": entry["actor"],
        "unit": entry["unit"],
        "role": said.get("role"),
        "purpose": entry["purpose"],
        "medium": _medium(entry["action"], said.get("refs", {})),
        "case": case,
        "fact": entry["fact_id"],
        "readers": found.readers,
        "lines": [_line(line) for line in found.lines],
        "about": told(look.scope, said.get("refs", {})),
    }


MEDIA: dict[str, str] = {
    Action.PATTERN_ASKED: "pattern",
    Action.WALL_ASKED: "wall",
    Action.WALL_COST_ASKED: "wall_cost",
    Action.NAMES_ASKED: "names",
    Action.DOCUMENT_ASKED: "document",
    Action.REFERRAL_PREVIEWED: "referral",
    Action.REFERRAL_APPROVED: "referral",
    Action.REFERRAL_SENT: "referral",
    Action.REFERRAL_READ: "referral",
}


def _medium(action: str, references: Mapping[str, Any]) -> str | None:
    """Return what a look was at: a pattern, or a summary's rendering of it; a wall, its cost; names."""
    return "summary" if "summary" in references and action in LOOKS else MEDIA.get(action)


def _line(line: Sequence[Any]) -> Mapping[str, Any]:
    return {
        "fact": line[FACT],
        "outcome": line[OUTCOME],
        "reason": line[REASON],
        "caveats": line[CAVEATS],
        "version": line[VERSION],
    }
