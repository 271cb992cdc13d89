"""What a fact of a case file would be asked about if it were recorded today; it is recorded all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.vocabulary import Category
from sharehub.patterns.validation import Draft, findings

if TYPE_CHECKING:
    from consent.people import Part
    from sharehub.patterns.finding import Finding
    from sharehub.rehearsal.parts import CaseFact, CaseFile


@dataclass(frozen=True, slots=True)
class ImportedFinding:
    """One finding about one fact, by the fact's id in the file."""

    fact: str
    finding: Finding


def imported_findings(case: CaseFile) -> list[ImportedFinding]:
    """List where facts break what is asked of newly recorded ones, in the order of the file.

    A case file has no place for the unit and day of a gap, so every gap is listed. It says that an effort is
    covert by the category `safety`, so that question counts as answered.
    """
    return [
        ImportedFinding(fact.id, finding)
        for fact in case.facts
        for finding in findings(_as_draft(fact, case))
    ]


def _as_draft(fact: CaseFact, case: CaseFile) -> Draft:
    known = fact.metadata
    return Draft(
        kind=fact.kind,
        section=fact.section,
        source_type=known.source_type,
        statement=fact.statement,
        gist=fact.gist,
        names=tuple(person.name for person in case.persons.values() if person.name),
        subject=fact.subject,
        subject_part=_part(fact.subject, case),
        subject_is_unit=fact.subject_is_unit,
        about_parts=frozenset(case.persons[person].person.part for person in known.about | known.targets),
        source_part=_part(known.source_person, case),
        categories=known.categories,
        tactics=fact.tactics,
        pathways=fact.pathways,
        travels_with_kinds=frozenset(other.kind for other in case.facts if other.id in known.travels_with),
        covert=Category.SAFETY in known.categories,
    )


def _part(person: str | None, case: CaseFile) -> Part | None:
    return None if person is None or person not in case.persons else case.persons[person].person.part
