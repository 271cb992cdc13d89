"""What a reader is told beside what is released: the same words whatever the case holds.

Source: decisions.md, "What the reader is told". Nothing here depends on any fact, consent or gate: only on
role and purpose, and on its being open, until the mapping decision, whose pattern of control it is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from policies.vocabulary import Code

if TYPE_CHECKING:
    from policies.table import Row
    from sharehub.disclosure.audience import Audience

ALWAYS = "Information may be withheld from anybody at any time; this says nothing about this family."

_BY_CODE = {
    "her": (
        frozenset({Code.CONSENT_SURVIVOR, Code.GIST_CONSENT_SURVIVOR, Code.OWN_EFFORTS}),
        "What she told is hers to share: ask her worker whether she agrees.",
    ),
    "child": (
        frozenset({Code.CONSENT_CHILD, Code.GIST_CONSENT_CHILD}),
        "What a child told needs the child's say, or under 12 that of the non-abusing parent.",
    ),
    "third": (
        frozenset({Code.CONSENT_THIRD_PARTY, Code.GIST_CONSENT_THIRD_PARTY}),
        "What others told or would be known by needs their agreement.",
    ),
    "him": (
        frozenset({Code.CONSENT_PERPETRATOR, Code.GIST_CONSENT_PERPETRATOR}),
        "His health and treatment need his permission to communicate.",
    ),
    "approval": (
        frozenset({Code.APPROVAL}),
        "Safety information and police intelligence need the agreement of the unit that recorded them.",
    ),
}
_GATE = "This purpose is open while the event that opens it is on record: {gate}."
_PROTOCOL = "Between two units a protocol for this purpose must be in force."
_EMERGENCY = "If there is serious risk, ask for a serious-risk decision; it is reviewed after, not before."

_ALONE = (
    "You look alone, in an emergency: for this purpose, for minutes, and others hear of it at once. It is"
    " reviewed. What is not here may not be there, or stays shut."
)


class Refusal(StrEnum):
    """Why an ask is not answered at all, in the words a reader may know."""

    NOT_YOURS = "not_found"
    NOT_FOR_ROLE = "forbidden"
    GONE = "key_destroyed"


REFUSALS = {
    Refusal.NOT_YOURS: (
        "There is no such case, or you do not work on it. Ask whoever allocates work in your unit."
    ),
    Refusal.NOT_FOR_ROLE: "Your role does not ask for this purpose. Choose another, or ask your lead.",
    Refusal.GONE: "This case was erased at the end of its retention. Nothing of it can be read.",
}


def told(audience: Audience) -> tuple[str, ...]:
    """Return the standing text for a reader.

    His side is told the one line that everybody is told. Protective readers are told what would open what
    their role and purpose close by rule; never that something is refused, withdrawn, or there at all.
    """
    if audience.his_side or audience.row is None:
        return (ALWAYS,)
    row = audience.row
    return (ALWAYS, *_openings(row), _PROTOCOL, _EMERGENCY)


def told_by_glass() -> tuple[str, ...]:
    """Return the standing text for a reader whom a broken glass alone let ask: one for all, in every case.

    Even whether it is open whose pattern of control it is would tell that there is such a case.
    """
    return (ALWAYS, _ALONE)


def _openings(row: Row) -> list[str]:
    codes = frozenset(row.codes.values())
    lines = [_GATE.format(gate=row.gate.replace("_", " "))] if row.gate else []
    return lines + [line for wanted, line in _BY_CODE.values() if codes & wanted]
