"""Which yeses still stand, as the page that is read with her tells it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sharehub.pages.yeses import with_standing

TODAY = date(2026, 3, 10)


def event(status: str, *recipients: str, **more: Any) -> dict[str, Any]:
    usual = {
        "id": f"{status} {recipients}",
        "day": "2026-03-02",
        "subject": "her",
        "kind": "consent",
        "status": status,
        "recipients": [*recipients],
        "except_units": [],
        "purposes": ["wellbeing_support"],
        "categories": ["survivor_account"],
        "expires": None,
        "asked_alone": True,
    }
    return usual | more


def still(*said: dict[str, Any]) -> list[list[str]]:
    return [one["still"] for one in with_standing(said, TODAY)]


def test_a_yes_stands_for_whom_it_names_until_it_is_taken_back_from_some() -> None:
    assert still(event("limited", "a", "b")) == [["a", "b"]]
    assert still(event("limited", "a", "b"), event("rescinded", "b")) == [["a"], []]
    assert still(event("limited", "a"), event("refused", "*", purposes=["*"], categories=["*"])) == [[], []]


def test_a_no_to_something_else_takes_nothing_back() -> None:
    other = event("rescinded", "a", purposes=["case_mapping"])
    assert still(event("limited", "a"), other) == [["a"], []]


def test_a_later_yes_stands_in_place_of_the_earlier() -> None:
    assert still(event("limited", "a"), event("limited", "a", day="2026-03-05")) == [[], ["a"]]


def test_one_that_is_over_or_was_not_given_alone_stands_for_nobody() -> None:
    assert still(event("limited", "a", expires="2026-03-09")) == [[]]
    assert still(event("limited", "a", expires="2026-03-10")) == [["a"]]
    assert still(event("limited", "a", asked_alone=False)) == [[]]
    assert still(event("bypassed", "*", kind="informed_only")) == [[]]


def test_a_yes_to_everything_that_history_holds_is_read_as_that() -> None:
    assert still(event("active", "a", purposes=["*"], categories=["*"])) == [["a"]]
