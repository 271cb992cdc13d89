"""Lines of a release on a page: marks, who may hear them, and where they are drawn in time."""

from __future__ import annotations

import re
from typing import Any

import pytest

from policies.vocabulary import Caveat
from sharehub.channels.subscribe import Topic
from sharehub.deadlines.due import DeadlineKind
from sharehub.disclosure.wording import CAVEATS
from sharehub.language.vocabulary import Kind, Pathway
from sharehub.notices.tell import Occasion
from sharehub.pages import rendering, words_reading
from sharehub.pages.pattern import ways
from sharehub.pages.pattern_lines import OURS, by_family, handling, lines_of, worrying
from sharehub.pages.rendering import render
from sharehub.pages.timeline import NOT_NAMED, WIDTH, timeline
from sharehub.requests.words import About, Reason

HEARD = "He shouted."


def gist(**given: Any) -> dict[str, Any]:
    return {"id": "1", "section": 1, "text": HEARD, "caveats": []} | given


def full(**given: Any) -> dict[str, Any]:
    """Return a line in full, as those who protect get it."""
    usual = {
        "kind": "behaviour", "tactics": ["THREATEN"], "pathways": [], "frequency": "weekly",
        "trend": "unknown", "pathway_note": None, "first_known": "2024-02", "last_known": "2024-05",
        "how_we_know": {"source_type": "survivor", "basis": "reported_first_hand", "unit": "Police"},
    }  # fmt: skip
    return gist() | usual | given


def own(**given: Any) -> dict[str, Any]:
    """Return a line of one's own unit, which comes with what it wrote and without caveats of others."""
    line = full(own=True, source_type="police_record", basis="agency_record", categories=["behaviour"])
    del line["how_we_know"]
    return line | {"perp_aware": "yes"} | given


def one(line: dict[str, Any]) -> Any:
    return lines_of({"lines": [line]})[0]


@pytest.mark.parametrize(
    ("line", "may"),
    [
        (full(), True),
        (gist(), True),
        (full(caveats=["NOT_TO_PERPETRATOR"]), False),
        (own(), True),
        (own(perp_aware="no"), False),
        (own(perp_aware="unknown"), False),
        (own(source_type="survivor"), False),
        (own(source_type="child"), False),
        (own(categories=["behaviour", "survivor_account"]), False),
        (own(categories=["child_account"]), False),
    ],
)
def test_what_may_be_said_to_him(line: dict[str, Any], *, may: bool) -> None:
    found = one(line)

    assert found.to_him is may
    assert ("Not to him" in found.marks) is not may


def test_a_line_says_when_and_how_it_is_known() -> None:
    found = one(full())

    assert found.details == "Feb 2024 to May 2024; weekly"
    assert found.known == "her account; first hand; Police"
    assert one(own()).unit == OURS
    assert one(gist()).known == ""
    assert one(gist()).short


def test_lines_stand_under_their_most_worrying_family_once() -> None:
    lines = lines_of({"lines": [full(tactics=["DEGRADE", "PHYSICAL"]), full(), full(tactics=[])]})

    found = by_family(lines)

    assert [words for words, _ in found] == ["Physical violence", "Threats"]
    assert sum(len(members) for _, members in found) == 2


def test_what_is_most_worrying_comes_first_and_the_rest_keeps_its_order() -> None:
    texts = {"DEGRADE": "insults", "STRANGLE": "strangling", "PHYSICAL": "blows"}
    lines = [
        gist(text="in short"),
        gist(text="and this"),
        *(full(tactics=[one], text=text) for one, text in texts.items()),
    ]

    found = [line.text for line in worrying(lines_of({"lines": lines}))]

    assert found == ["strangling", "blows", "insults", "in short", "and this"]


def test_each_mark_is_explained_that_some_line_bears_and_no_other() -> None:
    lines = lines_of({"lines": [full(caveats=["CHECK_WITH_SURVIVOR_FIRST"]), gist()]})

    assert handling(lines) == [("Her worker first", CAVEATS[Caveat.CHECK_WITH_SURVIVOR_FIRST])]


def test_while_it_is_open_whose_pattern_it_is_no_word_beside_a_line_speaks_of_him_or_her() -> None:
    told = {"source_type": "survivor", "corroboration": "disputed_by_subject", "unit": "Police"}
    every = {"caveats": [caveat.value for caveat in Caveat], "pathways": ["PARTNER_PARENTING"]}
    short = full(kind="", tactics=[], first_known="2024-03")
    lines = lines_of({"lines": [full(how_we_know=told, **every), short]}, undecided=True)
    drawn = timeline(lines)
    assert drawn is not None

    words = [
        *(one.known for one in lines),
        *(mark for one in lines for mark in one.marks),
        *(word for pair in handling(lines) for word in pair),
        *(way.name for way in ways(lines, with_words=True)),
        *(lane.name for lane in drawn.lanes),
    ]

    assert lines[0].known == "an adult's own account; whoever it is about disputes it; Police"
    assert "What each does" in words
    assert len(lines[0].marks) == len(Caveat)
    assert not re.findall(r"\b(his|him|he|her|she|mother's)\b", " ".join(words), re.IGNORECASE)


def test_ways_take_effects_and_sentences_of_those_who_wrote_them() -> None:
    way = Pathway.PARTNER_PARENTING.value
    lines = lines_of(
        {
            "lines": [
                full(pathways=[way], pathway_note="He breaks up the mornings."),
                full(kind="impact", tactics=["PHYSICAL"], pathways=[way], text="They come late."),
                full(pathways=[]),
            ]
        }
    )

    first, *others = ways(lines, with_words=True)

    assert first.families == ("Threats",)
    assert first.sentences == ("He breaks up the mornings.", "They come late.")
    assert not any(other.families or other.sentences for other in others)
    assert ways(lines, with_words=False)[0].sentences == ()


def test_a_timeline_draws_each_time_of_each_agency_once() -> None:
    lines = lines_of(
        {
            "lines": [
                full(text="one"),
                full(text="two"),
                full(first_known=None, last_known="2024-04"),
                full(kind="impact", first_known="2024-03-05", last_known=None, how_we_know={}),
                full(kind="service_response", first_known="2023", last_known="2023"),
                full(kind="protective_effort"),
                full(first_known=None, last_known=None),
                gist(),
            ]
        }
    )

    drawn = timeline(lines)

    assert drawn is not None
    assert [(row.lane, row.when, row.unit) for row in drawn.rows] == [
        ("Threats", "Feb 2024 to May 2024", "Police"),
        ("Threats", "last known Apr 2024", "Police"),
        ("Effects on children and family", "since Mar 2024", NOT_NAMED),
        ("What services did", "2023", "Police"),
    ]
    assert [line.text for line in drawn.rows[0].lines] == ["one", "two"]
    assert [lane.name for lane in drawn.lanes] == list(dict.fromkeys(row.lane for row in drawn.rows))
    assert all(0 <= mark.x <= WIDTH for lane in drawn.lanes for mark in lane.marks)
    assert drawn.lanes[0].spans
    assert drawn.lanes[1].going_on.endswith(f"H{WIDTH}")
    assert dict(drawn.agencies) == {"circle": "Police", "square": NOT_NAMED}
    assert [label for _, label in drawn.ticks] == [
        "Jul 2023",
        "Sep 2023",
        "Nov 2023",
        "Jan 2024",
        "Mar 2024",
        "May 2024",
    ]


def test_his_side_has_a_timeline_without_kinds_and_units() -> None:
    line = full()
    del line["kind"], line["how_we_know"], line["pathway_note"]

    drawn = timeline(lines_of({"lines": [line, line | {"tactics": []}, line | {"section": 2}]}))

    assert drawn is not None
    assert [row.lane for row in drawn.rows] == ["Threats", "What he does", "Effects on children and family"]
    assert {unit for _, unit in drawn.agencies} == {NOT_NAMED}


def test_without_any_time_there_is_no_timeline() -> None:
    assert timeline(lines_of({"lines": [gist(), full(first_known=None, last_known=None)]})) is None


def test_marks_of_many_agencies_and_times_stay_apart() -> None:
    lines = lines_of(
        {
            "lines": [
                full(first_known="2024-03", last_known="2024-04", how_we_know={"unit": f"Unit {number}"})
                for number in range(12)
            ]
        }
    )

    drawn = timeline(lines)

    assert drawn is not None
    places = [(mark.x, mark.y) for mark in drawn.lanes[0].marks]
    assert len(places) == len(set(places)) == 24


def test_a_receipt_is_offered_to_keep_where_there_is_one() -> None:
    kit = rendering._environment.get_template("kit.html.j2").module

    told = {"told": ["A line."], "receipt": "a note\n<signed>"}
    with_one = render("reading/told.html.j2", answer=told, kit=kit)
    without = render("reading/told.html.j2", answer=told | {"receipt": None}, kit=kit)

    assert "a note\n&lt;signed&gt;</pre>" in with_one
    assert "A line." in without
    assert "receipt" not in without


def test_every_closed_word_is_called_something() -> None:
    assert set(words_reading.OCCASIONS) == set(Occasion)
    assert set(words_reading.TOPICS) == set(Topic)
    assert set(words_reading.DEADLINES) == set(DeadlineKind)
    assert set(words_reading.REASONS) == set(Reason)
    assert set(words_reading.ABOUT) == set(About)
    assert set(words_reading.MARKS) == set(Caveat)
    assert set(words_reading.KINDS) <= set(Kind)
