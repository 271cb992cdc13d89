"""A replay's report: each thing found in a line, and how many more there were."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from sharehub.replay.comparing import Difference
from sharehub.replay.reading import Flaw, Wrong
from sharehub.replay.report import FLAWS, replayed_json, replayed_lines
from sharehub.replay.run import Replayed, Tally

ENTRY, OWN = UUID(int=7), UUID(int=8)


def found(*told: Difference | Flaw, more: int = 0) -> Replayed:
    tally = Tally(decisions=3, facts=90, without=1, differing=1, flawed=2)
    for one in told:
        tally.tell(one)
    tally.found += more
    return Replayed(OWN, tally)


@pytest.mark.parametrize("wrong", Wrong)
def test_a_flaw_is_told_in_its_own_words_with_the_place_where_there_is_one(wrong: Wrong) -> None:
    plain, placed, *_ = replayed_lines(found(Flaw(ENTRY, wrong), Flaw(ENTRY, wrong, "case.facts[3]")))

    assert plain == f"entry {ENTRY} {FLAWS[wrong]}"
    assert placed == f"{plain}: case.facts[3]"


def test_a_difference_is_told_with_both_answers_and_counts_come_last() -> None:
    assert list(replayed_lines(found(Difference(ENTRY, "f1", "full CONSENT", "nothing")))) == [
        f"entry {ENTRY}: fact f1: recorded full CONSENT; now nothing",
        "3 decisions on 90 facts decided again; 1 differ",
        "2 could not be decided again; 1 records hold no decision",
    ]


def test_what_is_not_listed_is_counted() -> None:
    many = found(Flaw(ENTRY, Wrong.MISSING), more=41)

    assert "and 41 more: narrow the days with --since and --until" in list(replayed_lines(many))
    assert json.loads(replayed_json(many)) == {
        "entry": str(OWN),
        "decisions": 3,
        "facts": 90,
        "without_decision": 1,
        "differing": 1,
        "flawed": 2,
        "differences": [],
        "flaws": [{"entry": str(ENTRY), "wrong": "missing", "detail": ""}],
        "not_listed": 41,
    }
