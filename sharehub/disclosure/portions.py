"""What each unit's officer may come to know of one decision, divided up when it is made.

An owner's portion holds every answer on that unit's own facts and nothing of any other's. The asker's and
each receiver's holds what went to their own people, never what was withheld. Whoever keeps to a unit's
portions cannot tell more of a decision than that unit's officer may know of it.

Source: decisions.md, "What the reader is told".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from policies.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from policies.answer import FactDecision
    from policies.question import Reader
    from sharehub.audit.entry import Act


class Side(StrEnum):
    """On which side of a release a unit stands."""

    OWNER = "owner"
    ASKER = "asker"
    RECEIVER = "receiver"


Line = list["str | int | list[str] | None"]
"""Of one fact: its id, outcome, reason, caveats and version; null is what this side may not know."""


@dataclass(frozen=True, slots=True)
class Held:
    """Of a fact that was decided about: whose it is, and in which version it stood, if that could be read."""

    owner: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """Who heard a decision. The first asked; `his_side`: lines went out under ids that mean nothing."""

    readers: Sequence[Reader]
    his_side: bool

    @property
    def asker(self) -> Reader:
        """Return the reader who asked."""
        return self.readers[0]


@dataclass(frozen=True, slots=True)
class Portion:
    """One unit's portion. `withheld` is an owner's alone; `readers` are named where there were several."""

    unit: str
    side: Side
    released: Sequence[Line]
    withheld: Sequence[Line] | None = None
    readers: Sequence[Mapping[str, str]] | None = None


def portions(
    room: Room, facts: Mapping[str, Held], answers: Mapping[str, FactDecision], *, refused: bool
) -> tuple[Portion, ...]:
    """Divide a decision up among those whose facts it was about and those who heard it.

    Args:
        room: who heard it.
        facts: what is known of every fact that was decided about.
        answers: the decision, fact by fact; what is held back at opening is an answer as well.
        refused: the ask as a whole had no answer, whatever was decided fact by fact: nothing went to anybody.
    """
    went = {
        fact for fact, answer in answers.items() if not refused and answer.outcome is not Outcome.WITHHELD
    }
    owned: dict[str, list[str]] = {}
    for fact in sorted(answers):
        owned.setdefault(facts[fact].owner, []).append(fact)
    released = {fact: answers[fact] for fact in went}
    others = set() if refused else {reader.unit for reader in room.readers} - {room.asker.unit}
    return (
        *(
            Portion(
                unit,
                Side.OWNER,
                released=[_line(fact, answers[fact], facts[fact]) for fact in own if fact in went],
                withheld=[_kept_back(fact, answers[fact], facts[fact]) for fact in own if fact not in went],
                readers=_named(room.readers) if len(room.readers) > 1 else None,
            )
            for unit, own in sorted(owned.items())
        ),
        _received(room, room.asker.unit, Side.ASKER, facts, released),
        *(_received(room, unit, Side.RECEIVER, facts, released) for unit in sorted(others)),
    )


def _line(fact: str, answer: FactDecision, held: Held) -> Line:
    return [fact, answer.outcome.value, answer.reason.value, sorted(answer.caveats), held.version]


def _kept_back(fact: str, answer: FactDecision, held: Held) -> Line:
    """Return a line of what did not go. A reason to release is none why an ask as a whole was refused."""
    reason = answer.reason.value if answer.outcome is Outcome.WITHHELD else None
    return [fact, Outcome.WITHHELD.value, reason, [], held.version]


def _received(
    room: Room, unit: str, side: Side, facts: Mapping[str, Held], released: Mapping[str, FactDecision]
) -> Portion:
    lines = [
        _as_read(room, fact, answer, facts[fact])
        for fact, answer in released.items()
        if facts[fact].owner != unit
    ]
    own = [reader for reader in room.readers if reader.unit == unit]
    return Portion(
        unit,
        side,
        released=sorted(lines, key=_place),
        readers=_named(own) if len(room.readers) > 1 else None,
    )


def _as_read(room: Room, fact: str, answer: FactDecision, held: Held) -> Line:
    """Return a line under the id that its readers had it by: none, where theirs meant nothing elsewhere."""
    known = answer.outcome is Outcome.FULL and not room.his_side
    caveats = sorted(caveat.value for caveat in answer.caveats)
    return [fact if known else None, answer.outcome.value, None, caveats, held.version if known else None]


def _place(line: Line) -> tuple[str, ...]:
    """Return where a line stands: by what it says alone, since an order of its own would tell."""
    fact, outcome, _, caveats, _ = line
    return (str(fact or ""), str(outcome), *map(str, caveats if isinstance(caveats, list) else ()))


def _named(readers: Sequence[Reader]) -> list[Mapping[str, str]]:
    return [{"user": reader.id, "unit": reader.unit, "role": reader.role} for reader in readers]


def rows(
    entry: UUID,
    at: datetime,
    act: Act,
    divided: Iterable[Portion],
    *,
    refused: bool = False,
    instead_of: UUID | None = None,
) -> list[dict[str, Any]]:
    """Return every unit's portion of a decision as a row beside its entry.

    Of a refused ask the asker's unit is not told the case: that it is there is what the refusal does not say.
    """
    ask = {
        "entry_id": entry,
        "at": at,
        "action": act.action.value,
        "actor": act.actor,
        "asker_unit": act.unit,
        "purpose": act.purpose,
        "refused": refused,
        "instead_of": instead_of,
    }
    return [
        {
            **ask,
            "unit_id": UUID(one.unit),
            "side": one.side.value,
            "case_alias": None if refused and one.side is not Side.OWNER else act.case_alias,
            "released": one.released,
            "withheld": one.withheld,
            "readers": one.readers,
        }
        for one in divided
    ]
