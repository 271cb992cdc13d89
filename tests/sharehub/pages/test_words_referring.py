"""The words of referrals, change and permissions are those that the API has: none is missing or more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policies.vocabulary import Caveat
from sharehub.change.commitments import Kept
from sharehub.change.goals import GoalStatus
from sharehub.change.words import Claim, Difference, Report, Share
from sharehub.pages import words_referring as words
from sharehub.pages.before_session import may_be_said
from sharehub.pages.lines import beside, days, known_by
from sharehub.permissions.permission import Reply
from sharehub.permissions.standing import Direction, Way
from sharehub.referrals.words import Known, Rejection, Status, WhyNot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (words.STATUSES, Status),
        (words.STEPS, Status),
        (words.REJECTIONS, Rejection),
        (words.WHY_NOT, WhyNot),
        (words.KNOWN, Known),
        (words.SHARES, Share),
        (words.CLAIMS, Claim),
        (words.DIFFERENCES, Difference),
        (words.REPORTS, Report),
        (words.GOALS, GoalStatus),
        (words.KEPT, Kept),
        (words.DIRECTIONS, Direction),
        (words.WAYS, Way),
        (words.REPLIES, Reply),
    ],
)
def test_every_word_is_said(said: Mapping[str, str], kind: type[StrEnum]) -> None:
    assert {*said} == {*kind}
    assert all(said.values())


def test_every_caveat_is_said_beside_a_line_or_marked() -> None:
    assert {*words.HANDLE} | {Caveat.NOT_TO_PERPETRATOR} == {*Caveat}


FULL = {"frequency": "weekly", "caveats": []}
OWN = FULL | {"own": True, "source_type": "agency_observation", "categories": ["behaviour"]}


@pytest.mark.parametrize(
    ("line", "may"),
    [
        (FULL, True),
        ({"caveats": []}, False),
        (FULL | {"caveats": ["NOT_TO_PERPETRATOR"]}, False),
        (FULL | {"caveats": ["CHECK_WITH_SURVIVOR_FIRST"]}, False),
        (FULL | {"caveats": ["INDEPENDENT_INTERPRETER"]}, True),
        (OWN | {"perp_aware": "yes"}, True),
        (OWN | {"perp_aware": "unknown"}, False),
        (OWN | {"perp_aware": "yes", "source_type": "survivor"}, False),
        (OWN | {"perp_aware": "yes", "categories": ["behaviour", "child_account"]}, False),
    ],
    ids=[
        *("in full", "in short", "not to him", "her worker first", "an interpreter"),
        *("own, he knows", "own, he may not know", "she told it", "a child told it"),
    ],
)
def test_what_may_be_said_to_him(line: Mapping[str, object], may: bool) -> None:  # noqa: FBT001 - a column of the table
    assert may_be_said(line) is may


def test_what_stands_beside_a_line() -> None:
    line = {
        "since": "2024-02",
        "last_known": "2024-05",
        "frequency": "repeated_few",
        "caveats": ["NOT_TO_PERPETRATOR", "CHECK_WITH_SURVIVOR_FIRST"],
        "to_close": {"yours": False, "unit": "The unit", "due": "2024-08-01"},
    }

    assert beside(line) == (
        "Feb 2024 to May 2024; a few times; for The unit to close; by 1 August 2024; "
        "check with her worker first"
    )
    assert beside({"to_close": {"yours": True, "unit": None, "due": None}}) == "for your unit to close"
    assert known_by(line) == ""
    assert known_by({"how_we_know": {"unit": "The unit", "source_type": "police_record"}}) == (
        "The unit, police record"
    )
    assert (days("2024-07-03"), days("2024-07"), days("2024")) == ("3 July 2024", "Jul 2024", "2024")
