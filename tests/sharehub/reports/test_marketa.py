"""Documents of the shipped synthetic case, beside what a look by the same reader gives."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from policies.vocabulary import Caveat
from sharehub.assembly import fresh
from sharehub.audit.entry import Action
from sharehub.disclosure.compose import Composed, Wanted, compose
from sharehub.disclosure.disclose import Disclosed, disclose
from sharehub.documents.document import Document, DocumentKind
from sharehub.reports.making import Making, make
from sharehub.reports.sheet import NOTHING_HERE
from tests.bench.family import clock, settle
from tests.sharehub.reports.reading import PAPERS, SENTENCES, items, sections, sentences, texts, under

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.disclosure.rendering import Line
    from sharehub.rehearsal.stage import Stage

COURT, HEARING = PAPERS
PAGE, CHANGE = DocumentKind.TREATMENT_PAGE, DocumentKind.CHANGE_REPORT
DAYS = (date(2024, 6, 13), date(2024, 7, 10), date(2024, 8, 25), date(2024, 9, 11))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Return a hub in which everything of the case has happened; its clock is put by the tests."""
    with closing(fresh(tmp_path_factory.mktemp("marketa") / "hub", clock())) as hub:
        yield settle(hub)


def composed(stage: Stage, reader: str, purpose: str) -> Composed:
    wanted = Wanted(Action.DOCUMENT_ASKED, purpose)
    outcome = compose(stage.hub, stage.readers[reader], stage.case, wanted)
    assert isinstance(outcome, Composed)
    return outcome


def looked(stage: Stage, reader: str, purpose: str) -> tuple[Line, ...]:
    outcome = disclose(stage.hub, stage.readers[reader], stage.case, purpose)
    assert isinstance(outcome, Disclosed)
    return outcome.lines


def document(stage: Stage, reader: str, purpose: str, kind: DocumentKind) -> Document:
    role = stage.readers[reader].role
    return make(Making(kind, composed(stage, reader, purpose), stage.case, role, "Unit"))


def kinds_for(purpose: str) -> tuple[DocumentKind, ...]:
    papers = {"court_report": COURT, "hearing_report": HEARING}
    return (papers[purpose], CHANGE) if purpose in papers else (PAGE, CHANGE)


def everybody(stage: Stage) -> list[tuple[str, str]]:
    """Return each reader with each purpose of their role."""
    return [
        (name, purpose)
        for name, actor in stage.readers.items()
        for purpose in stage.rulebook.roles[actor.role].purposes
        if purpose != "audit"
    ]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_no_line_of_any_document_is_one_that_a_look_would_not_give(stage: Stage, day: date) -> None:
    shown = 0
    for reader, purpose in everybody(stage):
        stage.put_clock(day)
        wanted = looked_or_nothing(stage, reader, purpose)
        if wanted is None:
            continue
        have = Counter(line["text"] for line in wanted)
        for kind in kinds_for(purpose):
            made = document(stage, reader, purpose, kind)
            found = Counter(texts(made))
            assert found <= have, (reader, purpose, kind)
            assert set(sentences(made)) <= SENTENCES, (reader, purpose, kind)
            shown += found.total()
    assert shown > 50


def looked_or_nothing(stage: Stage, reader: str, purpose: str) -> tuple[Line, ...] | None:
    """Return the lines of a look; None for somebody who does not work on the case on this day."""
    outcome = disclose(stage.hub, stage.readers[reader], stage.case, purpose)
    return outcome.lines if isinstance(outcome, Disclosed) else None


@pytest.mark.parametrize(
    ("reader", "purpose", "kind", "day"),
    [
        ("sheriff", "court_report", COURT, date(2024, 8, 5)),
        ("reporter", "hearing_report", HEARING, date(2024, 8, 25)),
    ],
)
class TestPapersThatHeReads:
    def test_hold_every_line_of_the_look_once(
        self, stage: Stage, reader: str, purpose: str, kind: DocumentKind, day: date
    ) -> None:
        stage.put_clock(day)
        lines = looked(stage, reader, purpose)

        assert Counter(texts(document(stage, reader, purpose, kind))) == Counter(
            line["text"] for line in lines
        )
        assert len(lines) == 12

    def test_say_nothing_of_how_anything_is_known_or_feared(
        self, stage: Stage, reader: str, purpose: str, kind: DocumentKind, day: date
    ) -> None:
        stage.put_clock(day)
        caveats = {caveat for line in looked(stage, reader, purpose) for caveat in line["caveats"]}
        made = document(stage, reader, purpose, kind)
        every = [item for section in sections(made) for item in items(section.blocks)]

        assert Caveat.NOT_TO_PERPETRATOR in caveats
        assert {item.marks for item in every} == {()}
        assert {item.attribution for item in every} == {None}
        assert made.stamp.caveats == ()
        assert len(made.stamp.standing) == 1

    def test_begin_with_his_pattern_the_most_worrying_first(
        self, stage: Stage, reader: str, purpose: str, kind: DocumentKind, day: date
    ) -> None:
        stage.put_clock(day)
        made = document(stage, reader, purpose, kind)

        assert made.opening == ()
        assert [section.heading for section in made.sections[0].sections] == [
            "Physical violence", "Harm to the children", "Using the children",
        ]  # fmt: skip
        assert made.sections[0].heading == "His pattern of coercive control"

    def test_ask_him_of_families_that_are_there_and_may_be_put_to_him(
        self, stage: Stage, reader: str, purpose: str, kind: DocumentKind, day: date
    ) -> None:
        stage.put_clock(day)
        questions = under(document(stage, reader, purpose, kind), "Questions that may be put to him")

        assert len(questions) == 8
        assert not [
            question for question in questions if "breathing" in question or "come and go" in question
        ]

    def test_have_the_headings_of_a_paper_of_nothing_and_say_the_same_where_they_are_empty(
        self, stage: Stage, reader: str, purpose: str, kind: DocumentKind, day: date
    ) -> None:
        stage.put_clock(day)
        release = composed(stage, reader, purpose)
        role = stage.readers[reader].role
        full, empty = (
            make(Making(kind, one, stage.case, role, "Unit"))
            for one in (release, replace(release, lines={}, places={}))
        )

        assert [one.heading for one in full.sections] == [one.heading for one in empty.sections]
        assert {one.empty for made in (full, empty) for one in sections(made) if one.is_empty} == {
            NOTHING_HERE
        }
        assert texts(empty) == []


def test_the_sheriff_reads_of_an_order_in_poland_under_earlier_relationships(stage: Stage) -> None:
    stage.put_clock(date(2024, 8, 5))
    (order,) = under(document(stage, "sheriff", "court_report", COURT), "Earlier relationships and orders")
    assert order.startswith("Police in Poland confirm an order")


def test_attendance_is_spoken_of_where_there_is_some_and_nowhere_else(stage: Stage) -> None:
    stage.put_clock(date(2024, 8, 5))
    made = document(stage, "sheriff", "court_report", COURT)
    assert not [one for one in sentences(made) if "ttendance" in one]
    assert "No assessment of change is in this report." in sentences(made)


class TestThePageOfATreatmentService:
    def test_tells_her_worker_what_he_does_to_her_recovery(self, stage: Stage) -> None:
        stage.put_clock(date(2024, 7, 10))
        made = document(stage, "alc", "treatment_coordination", PAGE)

        (line,) = under(made, "What he does that reaches into your service")
        assert "sabotages her sobriety" in line
        assert "Ask what he does when she gets better." in under(made, "What helps")
        assert made.sections[0].heading == "What he does that reaches into your service"

    def test_tells_his_worker_what_he_knows_and_marks_what_he_does_not(self, stage: Stage) -> None:
        stage.put_clock(date(2024, 7, 10))
        made = document(stage, "subp", "treatment_coordination", PAGE)
        lines = {line["text"]: line for line in looked(stage, "subp", "treatment_coordination")}
        knows = under(made, "What he knows we know, or may be told")
        short = next(section for section in made.sections if section.heading == "In short form")

        assert len(knows) == 5
        assert not [text for text in knows if lines[text]["caveats"]]
        assert [len(item.marks) for item in items(short.blocks)] == [1, 1]
        assert "What are the behaviour-change goals of your intervention?" in sentences(made)
        assert under(made, "What he has permitted") == []

    def test_has_nothing_of_her_health_for_his_worker(self, stage: Stage) -> None:
        stage.put_clock(date(2024, 7, 10))
        said = " ".join(texts(document(stage, "subp", "treatment_coordination", PAGE)))
        for word in ("alcohol", "sober", "drink", "neighbour", "interpreter"):
            assert word not in said

    def test_is_the_childs_for_a_therapist(self, stage: Stage) -> None:
        stage.put_clock(date(2024, 7, 10))
        made = document(stage, "art", "treatment_coordination", PAGE)
        assert "Look again at what you assessed before you knew of the pattern." in under(made, "What helps")

    def test_speaks_of_the_caveats_of_its_own_lines_alone(self, stage: Stage) -> None:
        stage.put_clock(date(2024, 7, 10))
        caveats = document(stage, "art", "treatment_coordination", PAGE).stamp.caveats
        assert any("interpreter" in caveat for caveat in caveats)
        assert not any("disclosure scheme" in caveat for caveat in caveats)


def test_every_document_of_one_case_has_its_one_reference_that_is_no_id_of_it(stage: Stage) -> None:
    stage.put_clock(date(2024, 8, 25))
    asked = (("sheriff", "court_report", COURT), ("reporter", "hearing_report", HEARING))
    stamps = [document(stage, *one).stamp for one in asked]

    (reference,) = {stamp.case_reference for stamp in stamps}
    assert reference.replace("-", "").lower() not in str(stage.case).replace("-", "")
    assert reference not in stage.hub.keys.alias(str(stage.case))
    assert [stamp.reader for stamp in stamps] == ["court, Unit", "children's reporter, Unit"]
    assert {stamp.protocols for stamp in stamps} == {("REHEARSED-1, version 1",)}
