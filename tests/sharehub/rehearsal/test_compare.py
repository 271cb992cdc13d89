from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policies.vocabulary import Caveat, Reason
from sharehub.rehearsal.compare import (
    Actual,
    ActualWall,
    Difference,
    all_agree,
    differences,
    wall_differences,
)
from sharehub.rehearsal.parts import Expectation, WallExpectation
from tests.sharehub.rehearsal.builders import a_file, read

DAY = date(2024, 6, 13)


def ids(*facts: str) -> frozenset[str]:
    return frozenset(facts)


ACTUAL = Actual(
    full=ids("F1", "F2"),
    gist=ids("F3"),
    withheld={Reason.CONSENT_ABSENT: ids("F4"), Reason.RETRACTED: ids()},
    caveats={"F1": frozenset({Caveat.NOT_TO_PERPETRATOR, Caveat.NOT_TO_PARENTS})},
)
EXPECTED = Expectation(
    id="X1",
    reader="sw",
    purpose="case_mapping",
    day=DAY,
    full=ids("F2", "F1"),
    gist=ids("F3"),
    withheld={Reason.CONSENT_ABSENT: ids("F4"), Reason.FAULT: ids()},
    caveats={"F1": frozenset({Caveat.NOT_TO_PARENTS})},
)
WALL = ActualWall(ids("F1"), ids("F2"), ids("F3"))
EXPECTED_WALL = WallExpectation("W1", DAY, ids("sw"), ids("F1"), ids("F2"), ids("F3"))


def test_what_came_about_as_expected_has_no_differences() -> None:
    assert differences(EXPECTED, ACTUAL) == ()
    assert wall_differences(EXPECTED_WALL, WALL) == ()


def test_what_an_expectation_does_not_give_is_not_compared() -> None:
    assert differences(Expectation("X1", "sw", "case_mapping", DAY), ACTUAL) == ()
    assert wall_differences(WallExpectation("W1", DAY, ids("sw")), WALL) == ()


def test_an_expected_list_that_is_empty_expects_nothing() -> None:
    assert differences(replace(EXPECTED, full=ids(), gist=ids()), ACTUAL) == (
        Difference("full", (), ("F1", "F2")),
        Difference("gist", (), ("F3",)),
    )


def test_a_difference_names_what_is_missing_and_what_is_unexpected() -> None:
    found = differences(replace(EXPECTED, full=ids("F1", "F9", "F8")), ACTUAL)
    assert found == (Difference("full", ("F8", "F9"), ("F2",)),)


def test_withheld_is_compared_reason_by_reason_in_both_directions() -> None:
    expected = replace(EXPECTED, withheld={Reason.CONSENT_REFUSED: ids("F4")})
    assert differences(expected, ACTUAL) == (
        Difference("withheld.CONSENT_ABSENT", (), ("F4",)),
        Difference("withheld.CONSENT_REFUSED", ("F4",), ()),
    )


def test_caveats_must_include_the_expected_and_may_hold_more() -> None:
    wanted = frozenset({Caveat.NOT_TO_PARENTS, Caveat.COURT_CONTROLLED})
    expected = replace(EXPECTED, caveats={"F2": wanted, "F1": wanted, "F3": frozenset()})
    assert differences(expected, ACTUAL) == (
        Difference("caveats.F1", ("COURT_CONTROLLED",), ()),
        Difference("caveats.F2", ("COURT_CONTROLLED", "NOT_TO_PARENTS"), ()),
    )


def test_a_wall_differs_list_by_list() -> None:
    expected = replace(EXPECTED_WALL, full=ids("F9"), gist=ids(), off_wall=ids("F3", "F9"))
    assert wall_differences(expected, WALL) == (
        Difference("full", ("F9",), ("F1",)),
        Difference("gist", (), ("F2",)),
        Difference("off_wall", ("F9",), ()),
    )


def test_all_agree_only_when_every_expectation_and_every_wall_does() -> None:
    case = read(a_file())
    fitting = {"X1": Actual(ids("F2"), ids("F1"), {Reason.CONSENT_ABSENT: ids("F1")}, caveats_of("F1"))}
    wall = {"W1": ActualWall(ids("F2"), ids("F1"), ids("F1"))}
    assert all_agree(case, fitting, wall)
    assert not all_agree(case, {"X1": replace(fitting["X1"], full=ids())}, wall)
    assert not all_agree(case, fitting, {"W1": WALL})


def test_an_expectation_that_was_not_played_is_an_error_and_not_an_agreement() -> None:
    with pytest.raises(KeyError, match="X1"):
        all_agree(read(a_file()), {}, {})


def caveats_of(fact: str) -> dict[str, frozenset[Caveat]]:
    return {fact: frozenset({Caveat.NOT_TO_PERPETRATOR})}
