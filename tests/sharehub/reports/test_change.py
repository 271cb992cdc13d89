"""What is assessed of his change, as documents show it: in order, and to those who get its facts alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.vocabulary import Caveat
from sharehub.change.sections import (
    Assessment,
    AttendancePart,
    ChangedPart,
    ClaimedPart,
    CommitmentPart,
    FollowUpPart,
    GoalPart,
    NamedPart,
    OthersPart,
    Sections,
)  # fmt: skip
from sharehub.change.wording import ATTENDANCE_IS_NOT_CHANGE
from sharehub.disclosure.compose import Place
from sharehub.documents.blocks import Fixed, Small, Terms
from sharehub.documents.lines import Mark
from sharehub.language.vocabulary import Kind
from sharehub.reports.assessed import NO_ASSESSMENT, aims, assessments, attendance, promised
from sharehub.reports.sheet import Sheet
from tests.sharehub.change.builders import assessed, commit, set_one
from tests.sharehub.documents.reading import page
from tests.sharehub.reports.reading import items
from tests.sharehub.web.clients import Staff

if TYPE_CHECKING:
    from sharehub.documents.document import Section
    from tests.sharehub.world import World

NOTHING = Sections((), (), (), (), (), ())
ONE = Assessment(
    unit="Respekt",
    start="2024-05-01",
    end="2024-07",
    named=NamedPart("little", "He names one blow.", ("PHYSICAL",), ("CONFINE", "MONITOR"), 3),
    claimed=(
        ClaimedPart("survivor", None, "none", "Nothing of her."),
        ClaimedPart("child", None, "partial", "Of Jan."),
    ),
    changed=(
        ChangedPart("MONITOR", "unknown", "Unknown.", None, None, None, ()),
        ChangedPart("PHYSICAL", "replaced", "He hits no more.", "2024-06", "SYSTEMS", "Police", ()),
    ),
    evidenced="Change is told tactic by tactic; one does not make up for another.",
    others=(
        OthersPart("survivor", "disagrees", "She sees it otherwise."),
        OthersPart(None, "not_asked", "Not asked."),
    ),
    attendance=AttendancePart(10, 8),
)


def a_sheet(*lines: tuple[str, Kind, str]) -> Sheet:
    """Return a sheet of lines in full, each of a text, a kind and a caveat."""
    plain = {"section": 4, "tactics": [], "pathways": [], "frequency": "unknown", "trend": "unknown"}
    return Sheet(
        {text: {**plain, "text": text, "caveats": [caveat] if caveat else []} for text, _, caveat in lines},
        {text: Place(kind, "this_relationship", ()) for text, kind, _ in lines},
        he_reads=False,
    )


def lines_of(section: Section) -> list[tuple[str, ...]]:
    return [(item.text, *item.details) for item in items(section.blocks)]


def test_an_assessment_has_the_questions_in_their_order_and_what_others_report_beside() -> None:
    (made,) = assessments(a_sheet(), replace(NOTHING, assessments=(ONE,)))

    assert made.heading == "Assessment of change by Respekt, May 2024 to Jul 2024"
    assert [one.heading for one in made.sections] == ["Named", "Claimed", "Changed", "What others report"]
    assert [lines_of(one) for one in made.sections] == [
        [
            (
                "He names one blow.", "names: physical violence",
                "denies: keeping in, by keys, doors, papers, sleep or food; watching and timing",
            ),
        ],
        [("His partner: Nothing of her.",), ("A child: Of Jan.",)],
        [
            (
                "Physical violence: He hits no more.", "in its place: using services against the family",
                "since Jun 2024", "seen by Police",
            ),
            ("Watching and timing: Unknown.",),
        ],
        [("His partner: She sees it otherwise.",), ("Somebody else: Not asked.",)],
    ]  # fmt: skip


def test_every_assessment_stands_by_itself_and_none_is_said_to_be_none() -> None:
    other = replace(ONE, unit=None, named=replace(ONE.named, text="He names more."))
    made = assessments(a_sheet(), replace(NOTHING, assessments=(ONE, other)))

    assert [section.heading.partition(",")[0] for section in made] == [
        "Assessment of change by Respekt", "Assessment of change",
    ]  # fmt: skip
    (none,) = assessments(a_sheet(), NOTHING)
    assert [getattr(block, "text", "") for block in none.blocks] == [NO_ASSESSMENT]


def test_an_answer_is_marked_as_its_line_is() -> None:
    sheet = a_sheet(
        ("She sees it otherwise.", Kind.CHANGE_EVIDENCE, Caveat.NOT_TO_PERPETRATOR),
        ("Of Jan.", Kind.CHANGE_EVIDENCE, Caveat.CHECK_WITH_SURVIVOR_FIRST),
        ("He hits no more.", Kind.CHANGE_EVIDENCE, ""),
    )
    (made,) = assessments(sheet, replace(NOTHING, assessments=(ONE,)))

    marks = {item.text: item.marks for one in made.sections for item in items(one.blocks) if item.marks}
    assert marks == {
        "A child: Of Jan.": (Mark.CHECK_WITH_HER_WORKER,),
        "His partner: She sees it otherwise.": (Mark.NOT_TO_HIM,),
    }


@given(st.lists(st.booleans(), max_size=3))
def test_attendance_is_small_and_never_without_its_sentence(with_it: list[bool]) -> None:
    shown = tuple(ONE if one else replace(ONE, attendance=None) for one in with_it)
    made = attendance(replace(NOTHING, assessments=shown))

    small = [block for block in made.blocks if isinstance(block, Small)]
    assert len(small) == len(made.blocks) == int(any(with_it))
    for block in small:
        assert [len(inner.terms) for inner in block.blocks if isinstance(inner, Terms)] == [sum(with_it)]
        assert [inner.text for inner in block.blocks if isinstance(inner, Fixed)] == [
            ATTENDANCE_IS_NOT_CHANGE
        ]


def test_goals_come_with_what_they_are_for_and_commitments_with_what_became_of_them() -> None:
    sheet = a_sheet(
        ("He gives her a key.", Kind.GOAL, ""),
        ("She comes and goes.", Kind.GOAL, Caveat.NOT_TO_PERPETRATOR),
        ("He rings nobody.", Kind.GOAL, ""),
        ("I will stop.", Kind.COMMITMENT, ""),
        ("I will ask.", Kind.COMMITMENT, ""),
    )
    goal = GoalPart("He gives her a key.", "She comes and goes.", None, "not_started", None)
    kept = (FollowUpPart("in_part", "Twice he did."),)
    change = replace(
        NOTHING,
        goals=(goal,),
        commitments=(CommitmentPart("I will stop.", "2024-06-25", kept, "Followed up."),),
    )

    assert lines_of(aims(sheet, change)) == [
        ("He gives her a key.", "for them: She comes and goes", "not started"), ("He rings nobody.",),
    ]  # fmt: skip
    assert [item.marks for item in items(aims(sheet, change).blocks)] == [(Mark.NOT_TO_HIM,), ()]
    assert lines_of(promised(sheet, change)) == [
        ("I will stop.", "said in Jun 2024", "Followed up", "in part: Twice he did"), ("I will ask.",),
    ]  # fmt: skip


# with what is really kept


@pytest.fixture
def staff(sqlite_world: World) -> Staff:
    """Return staff at the API of a family in which a programme has begun, and something is assessed."""
    world = sqlite_world
    world.open("programme_start", "RESP-M", "CAL-W", "CAL-C")
    world.open("cp_concern", "CF-SW")
    world.open("court_request", "SHERIFF")
    world.publish(world.behaviour(statement="Konrad kicked the door.", gist=None))
    set_one(world)
    commit(world)
    assessed(world)
    return Staff(world)


def said(staff: Staff, who: str, **body: Any) -> str:
    answer = staff.post(who, "/documents", json={"as": "html", **body})
    assert answer.status_code == 200, answer.text
    return page(answer.text).text


def test_a_change_report_tells_who_protects_the_children_what_was_assessed(staff: Staff) -> None:
    text = said(staff, "social_worker", document="change_report", purpose="child_protection")

    for words in (
        "Intimidation and damage: No change is evidenced.",
        "Konrad hands Ludmila her own key and does not ask where she has been.",
        "for them: Ludmila and Agnes come and go as they like",
        "I will leave her phone alone.",
        "Attendance is not change.",
        "4 of 4",
    ):
        assert words in text, words
    order = [text.index(words) for words in ("Named", "Claimed", "Changed", "What others report", "4 of 4")]
    assert order == sorted(order)


def test_papers_that_he_reads_tell_what_is_said_of_tactics_that_they_speak_of_and_no_more(
    staff: Staff,
) -> None:
    text = said(staff, "court", document="court_report")

    assert "Konrad kicked the door." not in text
    assert "Intimidation" not in text


def test_whose_unit_gets_none_of_it_reads_that_nothing_is_here(staff: Staff) -> None:
    staff.world.open("cp_concern", "SCHOOL")
    text = said(staff, "teacher", document="change_report", purpose="child_protection")

    assert NO_ASSESSMENT in text
    assert ATTENDANCE_IS_NOT_CHANGE not in text
    assert "key" not in text.replace("keys", "")
