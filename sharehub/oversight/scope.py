"""The rules of what an officer may come to know of a decision, and of the acts of their own unit's people.

Pure. Four rules, and nothing else decides:

1. An officer of a unit that oversees the hub: everything.
2. Of a unit's own facts, its officer: every outcome, with its reason, whoever looked.
3. Of what other units own, its officer: what went to its own people, as they had it, without reasons.
4. Where the unit works with him, its officer sees of its own people's looks only what they were given, its
   own facts included: never that something was kept back, be it refused, withheld or broken.

Source: decisions.md, "What the reader is told".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sharehub.audit.entry import Action
from sharehub.disclosure.portions import Side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

LOOKS = frozenset(
    {
        *(Action.PATTERN_ASKED, Action.WALL_ASKED, Action.WALL_COST_ASKED, Action.NAMES_ASKED),
        *(Action.DOCUMENT_ASKED, Action.REFERRAL_PREVIEWED, Action.REFERRAL_APPROVED),
        Action.FACT_PREVIEWED,
        *(Action.REFERRAL_SENT, Action.REFERRAL_READ),
    }
)
"""The acts of which every unit has its portions; no unit learns of them in any other way."""

NOT_TOLD = frozenset({Action.RELEASE_FAULTED})
"""Acts in its people's names that a unit is not told of: something was there, and was kept from them."""

TOLD = ("refusal", "action", "code", "list", "query")
"""What else a unit may know of its own people's acts: closed words that they were told themselves."""

DONE, REFUSED = "done", "refused"
FACT, OUTCOME, REASON, CAVEATS, VERSION = range(5)
"""Places in a portion's line."""


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom the log is looked at.

    `oversees`: the unit is one of the hub's independent officers. `faces_him`: it is not, and somebody of it
    works with him.
    `apart`: aliases of cases from which a conflict keeps this officer, who is shown nothing of them.
    """

    unit: UUID
    oversees: bool = False
    faces_him: bool = False
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Share:
    """One unit's portion of one decision, as it is stored, and who asked."""

    unit: UUID
    side: Side
    asker_unit: UUID
    refused: bool
    case_alias: str | None
    released: Sequence[Sequence[Any]]
    withheld: Sequence[Sequence[Any]]
    readers: Sequence[Mapping[str, str]]

    def heard_by(self, unit: UUID) -> bool:
        """Say whether somebody of a unit asked or was in the room."""
        return unit == self.asker_unit or any(reader["unit"] == str(unit) for reader in self.readers)


@dataclass(frozen=True, slots=True)
class Seen:
    """What an officer sees of one look: how it ended, of which case, who was in the room, and the lines."""

    outcome: str
    case_alias: str | None
    readers: tuple[Mapping[str, str], ...]
    lines: tuple[Sequence[Any], ...]


def seen(scope: Scope, shares: Sequence[Share]) -> Seen:
    """Return what an officer sees of a look of which these are the portions; others' are passed over."""
    own = [share for share in shares if scope.oversees or share.unit == scope.unit]
    readers = {reader["user"]: reader for share in own for reader in share.readers}
    lines = [line for share in own for line in _lines(scope, share)]
    return Seen(
        outcome=REFUSED if any(share.refused for share in own) else DONE,
        case_alias=next((share.case_alias for share in own if share.case_alias is not None), None),
        readers=tuple(readers[user] for user in sorted(readers)),
        lines=tuple(sorted(lines, key=_place)),
    )


def _lines(scope: Scope, share: Share) -> Sequence[Sequence[Any]]:
    if scope.oversees:
        # Owners' portions hold every line of a decision, each once.
        return (*share.released, *share.withheld) if share.side is Side.OWNER else ()
    if share.side is not Side.OWNER:
        return share.released
    if scope.faces_him and share.heard_by(scope.unit):
        return share.released
    return (*share.released, *share.withheld)


def _place(line: Sequence[Any]) -> tuple[str, ...]:
    return (line[FACT] or "", line[OUTCOME], *line[CAVEATS])


def told(scope: Scope, references: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an officer may know of what an entry refers to."""
    if scope.oversees:
        return dict(references)
    return {name: references[name] for name in TOLD if name in references}
