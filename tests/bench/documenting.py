"""How long a document of a big case takes, as a page and as a PDF, beside a look at the same lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import cycle
from typing import TYPE_CHECKING

from consent.people import Part
from policies.vocabulary import Category, PerpAware, SourceExposure, SourceType
from sharehub.documents.document import DocumentForm, DocumentKind
from sharehub.language.vocabulary import Frequency, Kind, Pathway, Tactic, Trend
from sharehub.patterns.new_fact import NewFact
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from sharehub.reports.ask import Asked, Made, ask_for_document
from tests.bench.family import Reading
from tests.bench.readings import MILLISECONDS, ratio_of
from tests.bench.spread import compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.rehearsal.stage import Stage
    from tests.bench.spread import Effort

FACTS = 200
READER, PURPOSE, KIND = "reporter", "hearing_report", DocumentKind.HEARING_REPORT
"""Papers that he reads are the fullest documents that there are: every line stands in them."""
DAY = date(2024, 9, 11)
STATEMENT = "He kept the keys, counted the minutes of the shopping and rang the shop, on a day of week {}."


def documenting(stage: Stage, effort: Effort) -> Iterator[str]:
    """Measure decision, record, opening and setting of one document."""
    effort = replace(effort, calls=max(1, effort.calls // 5))
    stage.put_clock(DAY)
    filled(stage)
    look = Reading(stage, stage.readers[READER], PURPOSE)
    yield f"{READER}, {PURPOSE}: {len(look.disclosed().lines)} lines of {FACTS} facts"
    for form in DocumentForm:
        size = len(_made(look, form).content)
        found = compared(lambda form=form: _made(look, form), look, effort)  # type: ignore[misc]
        yield f"as {form.value.upper()}: {size} bytes"
        yield f"  {'document':<20} {found.ours.times(MILLISECONDS)} ms"
        yield f"  {'look alone':<20} {found.bare.times(MILLISECONDS)} ms"
        yield ratio_of(found)


def filled(stage: Stage) -> None:
    """Let the case have so many facts, of all families and kinds, all of which this reader gets."""
    importer = stage.importers["POL-DA"]
    his = next(
        stage.persons[name] for name, one in stage.file.persons.items() if one.person.part is Part.PERPETRATOR
    )
    tactics, pathways = cycle(Tactic), cycle(Pathway)
    with stage.hub.begin() as work:
        for number in range(len(stage.facts), FACTS):
            fact = NewFact(
                kind=Kind.IMPACT if number % 4 == 0 else Kind.BEHAVIOUR,
                statement=STATEMENT.format(number),
                source_type=SourceType.AGENCY_OBSERVATION,
                categories=frozenset({Category.BEHAVIOUR}),
                subject_person=his,
                tactics=frozenset({next(tactics)}),
                pathways=frozenset({next(pathways)}),
                first_known="2024-02",
                last_known="2024-05",
                frequency=Frequency.WEEKLY,
                trend=Trend.ESCALATING,
                perp_aware=PerpAware.YES,
                source_exposure=SourceExposure.NONE,
            )
            publish(work, importer, stage.case, record(work, importer, stage.case, fact))


def _made(look: Reading, form: DocumentForm) -> Made:
    stage = look.stage
    outcome = ask_for_document(stage.hub, look.actor, stage.case, Asked(KIND, form))
    if not isinstance(outcome, Made):
        raise TypeError("a document that is measured is made")
    return outcome
