"""Holding a recorded decision against the same decision made now: each difference in ids and closed words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from policies.answer import FactDecision
    from policies.recorded import Recorded
    from policies.wall import Fall
    from sharehub.replay.again import Again

Answer = TypeVar("Answer", "FactDecision", "Fall")

NOTHING = "nothing"
"""What stands for an answer, or for a fall from a wall, where there is none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that is answered otherwise now. `recorded` and `now` say how, as far as the two differ."""

    entry: UUID
    fact: str
    recorded: str
    now: str


def differences(entry: UUID, recorded: Recorded, again: Again) -> Iterator[Difference]:
    """Yield what differs, fact by fact: the answers first, then what each of those invited would cost."""
    for fact, before, after in _unlike(recorded.answers, again.answers):
        yield Difference(entry, fact, _answer(before, after), _answer(after, before))
    for place, falls in enumerate(zip(recorded.falls, again.falls, strict=True), 1):
        for fact, was, now in _unlike(*falls):
            yield Difference(entry, fact, _fall(was, place), _fall(now, place))


def _unlike(
    before: Mapping[str, Answer], after: Mapping[str, Answer]
) -> Iterator[tuple[str, Answer | None, Answer | None]]:
    for fact in sorted(before.keys() | after.keys()):
        if before.get(fact) != after.get(fact):
            yield fact, before.get(fact), after.get(fact)


def _answer(one: FactDecision | None, other: FactDecision | None) -> str:
    """Say what an answer is, and of its particulars those in which the other is not the same."""
    if one is None:
        return NOTHING
    said = f"{one.outcome} {one.reason}"
    for name in ("caveats", "rests_on", "protocols"):
        if other is not None and getattr(one, name) != getattr(other, name):
            said += f", {name.replace('_', ' ')}: {' '.join(sorted(getattr(one, name))) or NOTHING}"
    return said


def _fall(fall: Fall | None, place: int) -> str:
    return f"invitee {place}: " + (NOTHING if fall is None else f"{fall.before} to {fall.after}")
