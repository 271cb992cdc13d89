from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from policies.vocabulary import Caveat, Reason
from sharehub.rehearsal.compare import Actual, ActualWall
from sharehub.rehearsal.report import as_json, as_table
from tests.sharehub.rehearsal.builders import SECRET, a_file, read

if TYPE_CHECKING:
    from sharehub.rehearsal.case_file import CaseFile

ACTUAL = Actual(
    full=frozenset({"F2"}),
    gist=frozenset({"F1"}),
    withheld={Reason.CONSENT_ABSENT: frozenset({"F1"})},
    caveats={"F1": frozenset({Caveat.NOT_TO_PERPETRATOR})},
)
WALL = ActualWall(full=frozenset({"F2"}), gist=frozenset({"F1"}), off_wall=frozenset({"F1"}))


def printed(case: CaseFile, actual: Actual = ACTUAL, wall: ActualWall = WALL, width: int = 80) -> str:
    out = io.StringIO()
    actuals = {expected.id: actual for expected in case.expectations}
    walls = {expected.id: wall for expected in case.wall_expectations}
    Console(file=out, width=width, color_system=None).print(as_table(case, actuals, walls))
    return out.getvalue()


def test_the_json_holds_what_was_decided_and_nothing_else() -> None:
    actual = Actual(
        full=frozenset({"F2", "F10"}),
        gist=frozenset(),
        withheld={
            Reason.RETRACTED: frozenset(),
            Reason.CONSENT_REFUSED: frozenset({"F4"}),
            Reason.CONSENT_ABSENT: frozenset({"F3", "F1"}),
        },
        caveats={
            "F2": frozenset({Caveat.NOT_TO_PERPETRATOR, Caveat.COURT_CONTROLLED}),
            "F10": frozenset(),
        },
    )
    wall = ActualWall(frozenset({"F3", "F2"}), frozenset({"F1"}), frozenset())
    assert json.loads(as_json("SMALL", {"X2": actual, "X1": ACTUAL}, {"W1": wall})) == {
        "case": "SMALL",
        "expectations": [
            {
                "id": "X2",
                "full": ["F10", "F2"],
                "gist": [],
                "withheld": {"CONSENT_ABSENT": ["F1", "F3"], "CONSENT_REFUSED": ["F4"]},
                "caveats": {"F2": ["COURT_CONTROLLED", "NOT_TO_PERPETRATOR"]},
            },
            {
                "id": "X1",
                "full": ["F2"],
                "gist": ["F1"],
                "withheld": {"CONSENT_ABSENT": ["F1"]},
                "caveats": {"F1": ["NOT_TO_PERPETRATOR"]},
            },
        ],
        "walls": [{"id": "W1", "full": ["F2", "F3"], "gist": ["F1"], "off_wall": []}],
    }


def test_the_keys_of_the_json_keep_their_order() -> None:
    text = as_json("SMALL", {"X1": ACTUAL}, {"W1": WALL})
    keys = ["case", "expectations", "id", "full", "gist", "withheld", "caveats", "walls", "off_wall"]
    places = [text.index(f'"{key}"') for key in keys]
    assert places == sorted(places)
    assert as_json("SMALL", {"X1": ACTUAL}, {"W1": WALL}) == text


def test_a_rehearsal_of_nothing_is_an_object_all_the_same() -> None:
    assert json.loads(as_json("EMPTY", {}, {})) == {"case": "EMPTY", "expectations": [], "walls": []}


def test_the_table_says_in_words_that_everything_agrees() -> None:
    table = printed(read(a_file()))
    assert "Rehearsal of SMALL" in table
    assert "sw, 2024-06-13" in table
    assert "wall, 2 readers, 2024-06-13" in table
    assert table.count("case_mapping") == 2
    assert table.count("agrees") == 2
    assert table.count("1 withheld") == 2
    assert table.count("1 off wall") == 2
    assert table.rstrip().endswith("All 2 expectations agree.")


def test_the_table_says_in_words_what_differs() -> None:
    case = read(a_file())
    actual = replace(ACTUAL, full=frozenset({"F1", "F2"}), withheld={}, caveats={})
    table = printed(case, actual)
    told = table[table.index("X1 differs") :].splitlines()
    assert [line.rstrip() for line in told] == [
        "X1 differs (sw, 2024-06-13, case_mapping):",
        "  full: decided, not expected: F1",
        "  withheld.CONSENT_ABSENT: expected, not decided: F1",
        "  caveats.F1: expected, not decided: NOT_TO_PERPETRATOR",
        "1 of 2 expectations differ.",
    ]
    assert "│ differs" in table


def test_what_is_missing_and_what_is_unexpected_are_told_apart_for_a_wall_too() -> None:
    file = a_file()
    file["wall_expectations"][0]["attendees"] = ["sw"]
    table = printed(read(file), wall=replace(WALL, gist=frozenset({"F2"})))
    assert "W1 differs (wall, 1 reader, 2024-06-13, case_mapping):" in table
    assert "  gist: expected, not decided: F1" in table
    assert "  gist: decided, not expected: F2" in table


def test_a_list_the_file_does_not_give_is_shown_by_a_dash() -> None:
    file = a_file()
    for part in ("full", "withheld"):
        del file["expectations"][0][part]
    table = printed(read(file))
    assert "- full" in table
    assert "- withheld" in table
    assert "All 2 expectations agree." in table


def test_a_file_that_expects_nothing_says_so() -> None:
    table = printed(read(a_file(expectations=[], wall_expectations=[])))
    assert table.rstrip().endswith("The file expects nothing: there is nothing to compare.")


def test_the_table_fits_eighty_columns_even_with_the_longest_words() -> None:
    file = a_file()
    file["readers"] = {
        "sarah_facilitator_of_the_meeting": file["readers"]["sw"],
        "men": file["readers"]["men"],
    }
    file["conflict_checks"] = []
    file["wall_expectations"] = []
    file["expectations"][0].update(
        reader="sarah_facilitator_of_the_meeting", purpose="reporter_investigation"
    )
    table = printed(read(file))
    assert max(map(len, table.splitlines())) <= 80
    assert "reporter_investigation" in table


def test_the_table_holds_no_content_and_reads_no_markup_in_ids() -> None:
    file = a_file(case_id="[bold]SMALL[/bold]")
    file["expectations"][0]["id"] = "[red]X1"
    table = printed(read(file), replace(ACTUAL, full=frozenset()))
    assert SECRET not in table
    assert "Rehearsal of [bold]SMALL[/bold]" in table
    assert "[red]X1 differs" in table


def test_an_expectation_that_was_not_played_is_an_error() -> None:
    with pytest.raises(KeyError, match="X1"):
        as_table(read(a_file()), {}, {})
