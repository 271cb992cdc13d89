"""What is assessed of his change, as documents show it: in order, and to those who get its facts alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharehub.disclosure.compose import Place
from sharehub.documents.blocks import Fixed, Small, Terms
from sharehub.documents.document import DocumentKind, Stamp
from sharehub.language.vocabulary import Kind, Tactic
from sharehub.reports.change_report import change_report, in_the_report
from sharehub.reports.change_shown import NOT_CHANGE, Answer, Attended, ChangeShown
from sharehub.reports.pattern_report import pattern_report
from sharehub.reports.sheet import NOTHING_HERE, Sheet
from tests.sharehub.reports.reading import sections, sentences, texts, under

if TYPE_CHECKING:
    from sharehub.documents.document import Document

STAMP = Stamp("ABCD-EFGH", "social worker, Unit", "to protect the children", date(2024, 6, 3))
SHOWN = ChangeShown(
    "May to July 2024",
    named=(Answer("named", "some of it", named=(Tactic.PHYSICAL,), denied=(Tactic.MONITOR, Tactic.CONFINE)),),
    claimed=(Answer("partner", "in part", about="his partner"), Answer("child", "no", about="a child")),
    changed=(
        Answer(
            "changed", "replaced", tactic=Tactic.PHYSICAL, replaced_by=Tactic.SYSTEMS, since="June 2024",
            seen_by=("seen", "unseen"),
        ),
    ),
    others=(Answer("hers", "disagrees", about="his partner"), Answer("police", "not asked", about="police")),
    attendance=Attended(8, 10),
)  # fmt: skip
NAMES = ("named", "partner", "child", "changed", "seen", "hers", "police")


def a_line(text: str, **more: Any) -> dict[str, Any]:
    plain = {"id": "-", "section": 4, "text": text, "caveats": [], "tactics": [], "pathways": []}
    return plain | {"frequency": "unknown", "trend": "unknown"} | more


def a_sheet(*names: str, he_reads: bool = False) -> Sheet:
    """Return a sheet on which these facts stand in full."""
    kinds = {"seen": Kind.BEHAVIOUR}
    return Sheet(
        {name: a_line(f"What {name} says.") for name in names},
        {name: Place(kinds.get(name, Kind.CHANGE_EVIDENCE), "this_relationship", ()) for name in names},
        he_reads,
    )


def report(*names: str, shown: ChangeShown | None = SHOWN) -> Document:
    return change_report(in_the_report(a_sheet(*names), shown), STAMP, shown)


def details(document: Document, heading: str) -> list[tuple[str, ...]]:
    (section,) = [one for one in sections(document) if one.heading.startswith(heading)]
    return [item.details for block in section.blocks for item in getattr(block, "items", ())]


def test_the_three_questions_come_in_their_order_and_attendance_after_what_others_report() -> None:
    headings = [section.heading.partition(":")[0] for section in report(*NAMES).sections]
    assert headings == [
        "Named", "Claimed", "Changed", "What others report", "What else is recorded of change",
        "What he has said he will do", "How often he came", "Questions that may be put to him",
        "What would count as change next", "His pattern of coercive control",
    ]  # fmt: skip


def test_an_answer_says_what_it_comes_to_beside_the_words_of_its_fact() -> None:
    made = report(*NAMES)

    assert details(made, "Named") == [
        (
            "some of it", "names: physical violence",
            "denies: watching and timing; keeping in: keys, doors, papers, sleep, food",
        )
    ]  # fmt: skip
    assert details(made, "Claimed") == [("his partner", "in part"), ("a child", "no")]
    assert details(made, "Changed") == [
        (
            "physical violence", "replaced", "in its place: using services against the family",
            "since June 2024", "seen: What seen says.",
        )
    ]  # fmt: skip
    assert details(made, "What others") == [("his partner", "disagrees"), ("police", "not asked")]


@given(st.sets(st.sampled_from(NAMES)))
def test_no_answer_is_shown_whose_fact_is_not_there_in_full(names: set[str]) -> None:
    made = report(*sorted(names))

    said = repr([details(made, question) for question in ("Named", "Claimed", "Changed", "What others")])
    for name, words in (
        ("named", "some of it"),
        ("child", "a child"),
        ("changed", "replaced"),
        ("police", "not asked"),
    ):
        assert (words in said) is (name in names)
    assert ("seen:" in said) is ({"changed", "seen"} <= names)
    assert set(texts(made)) == {f"What {name} says." for name in names}


@given(st.sets(st.sampled_from(NAMES)))
def test_attendance_is_shown_beside_all_three_answers_with_its_sentence_or_not_at_all(
    names: set[str],
) -> None:
    whole = {"named", "changed"} <= names and bool(names & {"partner", "child"})
    for made in (
        report(*sorted(names)),
        pattern_report(DocumentKind.COURT_REPORT, a_sheet(*sorted(names), he_reads=True), STAMP, SHOWN),
    ):
        small = [block for one in sections(made) for block in one.blocks if isinstance(block, Small)]
        assert bool(small) is whole
        assert ("8 of 10" in repr([vars_of(block) for block in small])) is whole
        assert [inner.text for block in small for inner in block.blocks if isinstance(inner, Fixed)] == (
            [NOT_CHANGE] * whole
        )
    assert NOT_CHANGE not in sentences(report(*sorted(names)))


def vars_of(small: Small) -> list[str]:
    return [term.value for block in small.blocks if isinstance(block, Terms) for term in block.terms]


@pytest.mark.parametrize("shown", [None, replace(SHOWN, attendance=None), SHOWN])
def test_headings_are_the_same_whether_anything_is_assessed_or_withheld(shown: ChangeShown | None) -> None:
    made, none = report(shown=shown), report(shown=None)

    assert [one.heading for one in made.sections] == [one.heading for one in none.sections]
    assert {one.empty for one in made.sections if one.is_empty} == {NOTHING_HERE}


def test_a_gist_never_lets_an_answer_through() -> None:
    sheet = a_sheet(*NAMES)
    in_short = replace(sheet, places={name: sheet.places[name] for name in NAMES if name != "hers"})
    made = change_report(in_the_report(in_short, SHOWN), STAMP, SHOWN)

    assert details(made, "What others") == [("police", "not asked")]
    assert under(made, "What else is recorded of change") == ["What hers says."]


def test_a_report_to_a_court_shows_the_same_answers_under_change() -> None:
    made = pattern_report(DocumentKind.COURT_REPORT, a_sheet(*NAMES, he_reads=True), STAMP, SHOWN)
    (change,) = [section for section in made.sections if section.heading == "Change"]
    assert [one.heading.partition(":")[0] for one in change.sections] == [
        "Named", "Claimed", "Changed", "What others report",
    ]  # fmt: skip
