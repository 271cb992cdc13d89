"""Closed words on officers' pages: each has its words, and numbers are shown as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.datastructures import QueryParams

from policies.difference import Turn
from policies.lifecycle import DueDay, RehearsalKind, Standing, SuspensionReason
from policies.protocol import Controller
from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.consents.review import Verdict
from sharehub.crypto.classes import KeyClass
from sharehub.pages import words_acts, words_rules
from sharehub.pages.forms import Form
from sharehub.pages.heat import Cell, heat
from sharehub.pages.oversight_questions import QUESTIONS, Asked, question_of
from sharehub.pages.staff import Known
from sharehub.pages.words import lasting

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def test_every_word_of_an_act_is_one_of_the_logs() -> None:
    assert words_acts.ACTS.keys() | set(words_acts.CHOICES) <= set(Action)
    assert words_acts.act("pattern.asked") == "Looked at the pattern"
    # What is not worded is still written plainly.
    assert words_acts.act("schema.migrated") == "Schema: migrated"


@pytest.mark.parametrize(
    ("worded", "words"),
    [
        (words_rules.CATEGORIES, Category),
        (words_rules.STANDINGS, Standing),
        (words_rules.SUSPENSIONS, SuspensionReason),
        (words_rules.REHEARSALS, RehearsalKind),
        (words_rules.CONTROLLERS, Controller),
        (words_rules.DUE, DueDay),
        (words_rules.TURNS, Turn),
        (words_rules.VERDICTS, Verdict),
        (words_rules.KEY_CLASSES, KeyClass),
    ],
)
def test_every_closed_word_has_its_words(worded: Mapping[str, str], words: Collection[str]) -> None:
    assert set(worded) == set(words)
    assert all(worded.values())


def test_what_was_refused_is_said_in_words_and_ids_are_not() -> None:
    item: dict[str, object] = {"about": {"action": "fact.published", "code": "not_found", "fact": "0191"}}

    assert words_acts.note(item) == "Published a fact; Not found"
    assert words_acts.note({"about": {}}) == ""


def test_a_heat_map_tells_once_from_never() -> None:
    known = Known({"a": "Zeta", "b": "Alpha"})
    cells: list[dict[str, object]] = [
        {"unit": "a", "purpose": "child_protection", "looks": 400},
        {"unit": "b", "purpose": None, "looks": 1},
    ]

    found = heat(cells, known)

    assert [name for _, name, _ in found.rows] == ["Alpha", "Zeta"]
    assert found.columns == ["To protect the children", "Who is who"]
    assert [list(row) for _, _, row in found.rows] == [
        [Cell(0, 0), Cell(1, 1)],
        [Cell(400, 5), Cell(0, 0)],
    ]
    assert heat([], known).rows == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "less than a minute"), (60, "1 minute"), (7200, "2 hours"), (86_400, "1 day")],
)
def test_how_long_something_lasts_is_said_in_its_largest_unit(seconds: int, words: str) -> None:
    assert lasting(seconds) == words


def test_an_address_is_read_for_what_its_question_takes_and_nothing_else() -> None:
    query = QueryParams("from-day=1&from-month=6&from-year=2024&more_than=5&user=x&within=9&cursor=c")

    asked = Asked.read(QUESTIONS["bulk"], {}, query)

    assert asked.query({"limit": "20"}) == {
        "from": "2024-06-01",
        "more_than": "5",
        "cursor": "c",
        "limit": "20",
    }
    assert asked.older("next") == "?more_than=5&from-day=1&from-month=6&from-year=2024&cursor=next"
    assert asked.older(None) == ""
    assert dict(asked.held()) == {"query": "bulk", "from": "2024-06-01", "more_than": "5"}


def test_an_exports_question_holds_numbers_as_numbers_and_no_other_field() -> None:
    form = Form({"query": ["bulk"], "more_than": ["5"], "form": ["csv"], "form_key": ["k"], "to": [""]})

    assert question_of(form) == {"query": "bulk", "more_than": 5}
