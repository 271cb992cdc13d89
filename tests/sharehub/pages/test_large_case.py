"""A case of hundreds of facts, and one with long names: pages stay small, and as legible as others."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from consent.people import Part
from policies.vocabulary import Category, PerpAware, SourceExposure, SourceType
from sharehub.language.vocabulary import Frequency, Kind, Pathway, Tactic, Trend
from sharehub.patterns.new_fact import NewFact
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from tests.sharehub.pages.browsing import LARGEST, Person, flaws

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from sharehub.rehearsal.stage import Stage
    from tests.sharehub.pages.browsing import Served

pytestmark = pytest.mark.browser

FACTS = 200
STATEMENT = (
    "He kept the keys, counted the minutes of the shopping and rang the shop: the {}th time that it was told."
)
SHARP = '<img src=x> &lt;b&gt; "quoted" {{ 7 * 7 }}'
ENDLESS = "Donaudampfschifffahrtsgesellschaft" * 6
RIGHT_TO_LEFT = "\u202eHe said: \u05d0\u05d1\u05d2"
UNITS = ("POL-DA", "CF-SW", "SCHOOL")


@pytest.fixture(scope="module")
def large(hub: Served) -> Served:
    """Return the demo's family with so many facts, of all kinds and families, over three years."""
    fill(hub.stage)
    return hub


def fill(stage: Stage) -> None:
    """Let the case have so many facts, which differ in all that a page shows of them."""
    his = next(
        stage.persons[name] for name, one in stage.file.persons.items() if one.person.part is Part.PERPETRATOR
    )
    tactics, pathways, units = cycle(Tactic), cycle(Pathway), cycle(UNITS)
    sources = cycle((SourceType.AGENCY_OBSERVATION, SourceType.POLICE_RECORD, SourceType.DOCUMENT))
    first = len(stage.facts)
    texts = {first: SHARP, first + 1: ENDLESS, first + 2: RIGHT_TO_LEFT}
    with stage.hub.begin() as work:
        for number in range(len(stage.facts), FACTS):
            importer = stage.importers[next(units)]
            fact = NewFact(
                kind=Kind.IMPACT if number % 4 == 0 else Kind.BEHAVIOUR,
                statement=texts.get(number, STATEMENT.format(number)),
                source_type=next(sources),
                categories=frozenset({Category.BEHAVIOUR}),
                subject_person=his,
                tactics=frozenset({next(tactics)}),
                pathways=frozenset({next(pathways)}),
                first_known=f"202{1 + number % 3}-{1 + number % 12:02}",
                last_known=f"2024-{1 + number % 5:02}",
                frequency=Frequency.WEEKLY,
                trend=Trend.ESCALATING,
                perp_aware=PerpAware.YES,
                source_exposure=SourceExposure.NONE,
            )
            publish(work, importer, stage.case, record(work, importer, stage.case, fact))


def test_his_pattern_of_two_hundred_facts_is_one_page(browser: Browser, large: Served) -> None:
    reader = Person(browser, large).signs_in("csw")
    reader.goes(f"/cases/{large.case}/pattern/child_protection")

    assert flaws(reader) == []
    assert len(reader.page.content().encode()) < LARGEST
    assert reader.reads().count("He kept the keys") == FACTS - len(large.stage.facts) - 3
    # What a record says is text and nothing else, however it is written.
    shown = reader.page.locator("bdi").all_inner_texts()
    assert {SHARP, ENDLESS, RIGHT_TO_LEFT} <= set(shown)
    assert reader.page.locator("img").count() == 0
    reader.page.get_by_text("When: the timeline").click()
    assert flaws(reader) == []
    assert reader.page.locator("tbody tr").count() > FACTS / 2
    reader.context.close()
