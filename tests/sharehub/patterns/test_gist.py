from __future__ import annotations

import pytest

from sharehub.patterns.finding import Finding, Rule
from sharehub.patterns.gist import shared_words

NAMES = ("Nadia Kowalska-Łęcka", "Will Ó Dálaigh van Dijk", "Mark", "J", "Ann O'Neill", "neighbour")


def told(statement: str, gist: str, *names: str) -> list[Rule]:
    return [finding.code for finding in shared_words(statement, gist, names or NAMES)]


def test_a_short_form_without_a_trace_has_no_findings() -> None:
    statement = (
        "On Monday 3 March he followed Nadia to the clinic in Leith, where she is treated for depression."
    )
    assert told(statement, "He follows her to services and frightens her.") == []


def test_a_finding_names_the_kind_and_not_the_word() -> None:
    (finding,) = shared_words("He hit Nadia.", "He was violent to Nadia.", ["Nadia"])
    assert finding == Finding(Rule.GIST_NAMES_SOMEBODY, "gist", "it names somebody of this case")


def test_each_kind_is_told_once_and_in_order() -> None:
    text = "Nadia and Nadia drank vodka in Leith and in Leith on Friday and Saturday."
    assert told(text, text) == [
        Rule.GIST_NAMES_SOMEBODY,
        Rule.GIST_SHARES_A_PLACE,
        Rule.GIST_SHARES_HEALTH,
        Rule.GIST_SHARES_A_DATE,
    ]


@pytest.mark.parametrize(
    "gist",
    [
        "Nadia is followed.",
        "He reads nadia's letters.",
        "He reads Nadia\u2019s letters.",
        "He reads NADIA's letters.",
        "He follows Kowalska.",
        "He follows Lecka.",
        "He follows Ms Łęcka.",
        "Will shouts.",
        "He shouts at Mark.",
        "The Dálaigh family is frightened.",
        "Dijk shouts.",
        "O\u2019Neill's letters.",
        "He follows Le\u0328cka.",
        "She goes to a neighbour.",
    ],
)
def test_a_name_is_refused_wherever_it_stands_in_the_gist(gist: str) -> None:
    assert told("He did something.", gist) == [Rule.GIST_NAMES_SOMEBODY]


@pytest.mark.parametrize(
    "gist",
    [
        "He says he will come back.",
        "It leaves a mark.",
        "He drives a van.",
        "J is a letter.",
        "They are neighbours.",
    ],
)
def test_a_word_that_only_looks_like_a_name_is_not_one(gist: str) -> None:
    assert told("He did something.", gist) == []


@pytest.mark.parametrize("name", ["jan", "mark", "nadia", "the jan next door"])
def test_a_name_written_without_a_capital_is_a_name_all_the_same(name: str) -> None:
    gist = "He follows Jan and Mark and Nadia."
    assert told("He did something.", gist, name) == [Rule.GIST_NAMES_SOMEBODY]


def test_the_small_words_of_a_description_name_nobody() -> None:
    assert told("He did something.", "He shouts at the people with her.", "the mother of jan with him") == []


def test_a_name_in_a_script_without_capitals_is_a_name() -> None:
    assert told("He did something.", "他打了 王芳 .", "王芳") == [Rule.GIST_NAMES_SOMEBODY]


@pytest.mark.parametrize(
    ("statement", "gist"),
    [
        ("He waited for her in Leith.", "He waits in Leith."),
        ("Leith is where he waited.", "He waits in Leith."),
        ("He waited for her in Leith.", "Leith is where he waits."),
        ("She is Polish.", "Use a Polish interpreter."),
        ("He lives in Kraków.", "He is from Krakow's outskirts."),
    ],
)
def test_a_place_that_stands_in_both_is_refused(statement: str, gist: str) -> None:
    assert told(statement, gist) == [Rule.GIST_SHARES_A_PLACE]


@pytest.mark.parametrize(
    ("statement", "gist"),
    [
        ("He waited for her in Leith.", "He waits for her."),
        ("He shouted. Police came.", "He shouts. Police come."),
        ("Police came\nOfficers saw him.", "Officers saw him."),
        ("She said that I and He and Mum knew.", "She told what I and He and Mum did."),
        ("He hit Nadia.", "He was violent."),
    ],
)
def test_a_capital_that_starts_a_sentence_or_stands_on_one_side_only_is_no_shared_place(
    statement: str, gist: str
) -> None:
    assert told(statement, gist) == []


@pytest.mark.parametrize(
    ("statement", "gist"),
    [
        ("He makes her drink vodka.", "He gives her alcohol."),
        ("She was smelling of alcohol.", "Her drinking is known."),
        ("She is treated for depression.", "She is depressed."),
        ("She has been anxious since.", "He worsens her anxiety."),
        ("He mocked her for self-harm.", "He mocks her for her mental health."),
        ("He hid her HIV tablets.", "He keeps her ill."),
    ],
)
def test_words_of_health_in_both_are_refused_the_same_or_not(statement: str, gist: str) -> None:
    assert told(statement, gist) == [Rule.GIST_SHARES_HEALTH]


@pytest.mark.parametrize(
    ("statement", "gist"),
    [
        ("She is treated for depression.", "He stops her from getting help."),
        ("He stops her from getting help.", "He worsens her depression."),
        ("He broke hives and a village window still there.", "He broke hives and will."),
    ],
)
def test_a_word_of_health_on_one_side_is_not_shared(statement: str, gist: str) -> None:
    assert told(statement, gist, "Nadia") == []


@pytest.mark.parametrize(
    "day",
    [
        *(
            "on Friday",
            "on fridays",
            "in April",
            "in March",
            "on 3 May",
            "last May",
            "on March 3",
            "on the 3rd",
        ),
        *("on 3/4", "on 03.04.2024", "on 2024-04-03", "in 2019"),
    ],
)
def test_weekdays_and_dates_in_both_are_refused(day: str) -> None:
    assert told("He called the police on Monday.", f"He called the police {day}.") == [
        Rule.GIST_SHARES_A_DATE
    ]


@pytest.mark.parametrize(
    "gist", ["He may march in.", "He called 12 times.", "He calls 24 hours a day, 7 days a week."]
)
def test_a_number_or_an_everyday_word_is_no_date(gist: str) -> None:
    assert told("He called the police on Monday.", gist) == []


def test_a_weekday_on_one_side_is_not_shared() -> None:
    assert told("He called the police.", "He calls on Mondays.") == []
