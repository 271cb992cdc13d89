"""The demo's referral: what is missing is said, a change stops it, and it reads like the worked example."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from sharehub.demo.run import run
from sharehub.demo.story import MOMENTS, REFERRED, REPORTED

if TYPE_CHECKING:
    from pathlib import Path


def between(told: str, begin: str, end: str) -> str:
    return told[told.index(begin) : told.index(end)]


@pytest.fixture(scope="module")
def referral(told: str) -> str:
    """Return the chapter of the referral."""
    return between(told, REFERRED.title, MOMENTS[1].title)


def test_it_says_how_complete_it_is_what_is_refused_and_what_stops_it(referral: str) -> None:
    assert "10 of 22 families of tactics are here" in referral
    assert "A goal that tells who helps her is refused: witness:" in referral
    assert "Sending it is stopped: changed since approval, review again." in referral
    assert referral.index("Sending it is stopped") < referral.index("approved, sent, accepted")


@pytest.mark.parametrize(
    "there",
    [
        "Aleksander punched Marketa in the face on two separate occasions.",
        "He times Marketa when she goes to the shops. ▪",
        "He does not allow her a key, so she cannot leave the house freely. ▪",
        "children from a previous relationship. ▪",
        "None of these is the cause of his abuse.",
        "He leaves her and the children free to come and go, with keys of their own.",
    ],
)
def test_what_the_worked_example_has_is_there(referral: str, there: str) -> None:
    assert there in referral


@pytest.mark.parametrize(
    "absent", ["throat", "sober", "alcohol", "smelling", "eighbour", "withheld", "redact"]
)
def test_what_she_kept_back_is_not_there_nor_any_hint_of_it(referral: str, absent: str) -> None:
    assert absent not in between(referral, "What respekt reads", "Not known yet")


def test_attendance_stands_beside_three_answers_and_the_sentence(told: str) -> None:
    report = between(told, REPORTED.title, MOMENTS[2].title)

    assert report.index("Named:") < report.index("Claimed:") < report.index("Changed:")
    assert report.index("Changed:") < report.index("He came to 8 of 8 sessions. Attendance is not change.")
    assert "Unknown:" in report


def test_it_can_be_run_again(tmp_path: Path) -> None:
    for _ in range(2):
        out = io.StringIO()
        run(Console(file=out, width=100), tmp_path / "demo", 0, serve=False)
        assert REFERRED.title in out.getvalue()
