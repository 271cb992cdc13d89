"""The plain sections of what a reader gets of change: values and closed words, for whoever renders them."""

from __future__ import annotations

from dataclasses import dataclass

from sharehub.change import wording


@dataclass(frozen=True, slots=True)
class NamedPart:
    """What he names. `of`: how many tactics of this reader's lines there are, `names` which of these."""

    answer: str
    text: str
    names: tuple[str, ...]
    denies: tuple[str, ...]
    of: int


@dataclass(frozen=True, slots=True)
class ClaimedPart:
    """How far he says what it did to somebody; no id goes to his side."""

    whom: str
    person: str | None
    answer: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """What has become of one tactic. `evidence`: facts that this reader gets in full; none to his side."""

    tactic: str
    answer: str
    text: str
    since: str | None
    replaced_by: str | None
    seen_by: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OthersPart:
    """What somebody else reports; whose word it is, where that may be told at all."""

    whose: str | None
    answer: str
    text: str


@dataclass(frozen=True, slots=True)
class AttendancePart:
    """How often he came, and the sentence that always stands beside it."""

    offered: int
    attended: int
    text: str = wording.ATTENDANCE_IS_NOT_CHANGE


@dataclass(frozen=True, slots=True)
class Assessment:
    """One unit's answers over a period, as far as this reader gets them."""

    unit: str | None
    start: str
    end: str
    named: NamedPart
    claimed: tuple[ClaimedPart, ...]
    changed: tuple[ChangedPart, ...]
    evidenced: str
    others: tuple[OthersPart, ...]
    attendance: AttendancePart | None


@dataclass(frozen=True, slots=True)
class GoalPart:
    """What would count next: a goal, and what this reader gets of what it is for."""

    behaviour: str
    outcome: str | None
    witness: str | None
    status: str
    due: str | None


@dataclass(frozen=True, slots=True)
class FollowUpPart:
    """What became of a commitment."""

    kept: str
    text: str


@dataclass(frozen=True, slots=True)
class CommitmentPart:
    """What he said he will do, and what became of it; not followed up is unknown."""

    text: str
    said_on: str
    follow_ups: tuple[FollowUpPart, ...]
    now: str


@dataclass(frozen=True, slots=True)
class Sections:
    """The plain sections of change, in their fixed order."""

    on_file: tuple[str, ...]
    assessments: tuple[Assessment, ...]
    also: tuple[str, ...]
    commitments: tuple[CommitmentPart, ...]
    questions: tuple[str, ...]
    goals: tuple[GoalPart, ...]
