"""The answers of an assessment: what each is checked for, and the fact and closed words it becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.cases import queries as cases
from sharehub.change.lines import HARMED, Line
from sharehub.change.words import Claim, Difference, Report, Share
from sharehub.disclosure.known import known_facts
from sharehub.errors import Invalid
from sharehub.protocols import queries as partnership

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sharehub.cases.admission import Admitted
    from sharehub.language.vocabulary import Tactic

SINCE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Named:
    """How much of the pattern on file he names; which tactics he names, and which he denies."""

    answer: Share
    named: frozenset[Tactic] = frozenset()
    denied: frozenset[Tactic] = frozenset()
    words: Line | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """How far he says what it did to one of them: a partner, a child, or himself."""

    person: UUID
    answer: Claim
    words: Line | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What has become of one tactic. `since`: YYYY or YYYY-MM. `seen_by`: the unit that saw it."""

    tactic: Tactic
    answer: Difference
    replaced_by: Tactic | None = None
    since: str | None = None
    evidence: frozenset[UUID] = frozenset()
    seen_by: UUID | None = None
    words: Line | None = None


@dataclass(frozen=True, slots=True)
class Others:
    """What somebody else reports: a unit, or a survivor or child, whose word then stays theirs."""

    answer: Report
    unit: UUID | None = None
    person: UUID | None = None
    words: Line | None = None


def check_answers(
    admitted: Admitted,
    him: UUID,
    claimed: Sequence[Claimed],
    changed: Sequence[Changed],
    others: Sequence[Others],
) -> None:
    """Refuse answers about what is not of this case, or twice about the same.

    Raises:
        Invalid: with the field.
    """
    parts = cases.parts(admitted.work.tx, admitted.case)
    whom = [one.person for one in claimed]
    if len(set(whom)) != len(whom) or not all(one == him or parts.get(one) in HARMED for one in whom):
        raise Invalid("claimed", "one answer each for a survivor, a child, or himself")
    if len({one.tactic for one in changed}) != len(changed):
        raise Invalid("changed", "one answer for each tactic")
    for one in changed:
        _check_change(one, admitted)
    for other in others:
        if (other.unit is None) == (other.person is None):
            raise Invalid("others", "say whose word it is: a unit's, or a survivor's or child's")
        if other.person is not None and (other.person == him or parts.get(other.person) not in HARMED):
            raise Invalid("others", "nobody of this case who can say it")
    units = {one.unit for one in others if one.unit} | {one.seen_by for one in changed if one.seen_by}
    if units - partnership.known_units(admitted.work.tx, frozenset(units)):
        raise Invalid("others", "no such unit")


def _check_change(one: Changed, admitted: Admitted) -> None:
    if (one.answer is Difference.REPLACED) != (one.replaced_by is not None) or one.replaced_by is one.tactic:
        raise Invalid("changed", "what was replaced was replaced by another tactic; say by which")
    if one.since is not None and SINCE.fullmatch(one.since) is None:
        raise Invalid("changed", "since YYYY or YYYY-MM")
    known = known_facts(admitted.work, admitted.actor, admitted.case, one.evidence)
    if one.evidence - known:
        raise Invalid("changed", "no such fact in this case")
