"""The outcome: every kind once, its places bounded, and the lowest code as the command's own."""

from __future__ import annotations

import json

from sharehub.verify.failures import Failure
from sharehub.verify.report import MOST_LETTERS, MOST_PLACES, Report


def test_every_kind_has_a_code_of_its_own_that_no_other_ending_of_a_command_has() -> None:
    codes = [failure.code for failure in Failure]

    assert sorted(set(codes)) == codes
    assert min(codes) > 2
    assert max(codes) < 70
    assert all(failure.sentence.endswith(".") and failure.sentence.count(".") == 1 for failure in Failure)


def test_without_a_failure_all_that_was_checked_holds() -> None:
    report = Report("hub.example/log", 5, "root")
    report.holds("one thing", Failure.EDITED)

    assert report.exit_code == 0
    assert report.as_text().splitlines() == [
        "hub.example/log: 5 entries, root root",
        "held: one thing",
        "All that was checked holds.",
    ]


def test_what_was_found_is_counted_and_named_up_to_a_bound() -> None:
    report = Report("hub.example/log", 5, "root")
    for leaf in range(MOST_PLACES + 3):
        report.add(Failure.INDEX, f"leaf {leaf}")
    report.add(Failure.EDITED, "leaf 1")
    report.holds("not this", Failure.EDITED)
    report.unchecked.append("something")

    said = json.loads(report.as_json())
    assert (said["exit"], said["origin"], said["size"], said["root"]) == (16, "hub.example/log", 5, "root")
    assert [(one["failure"], one["code"], one["count"]) for one in said["failures"]] == [
        ("edited", 16, 1),
        ("index", 21, MOST_PLACES + 3),
    ]
    assert said["failures"][1]["where"] == [f"leaf {leaf}" for leaf in range(MOST_PLACES)]
    assert (said["held"], said["not_checked"]) == ([], ["something"])
    text = report.as_text()
    assert f"FAILED (16): {Failure.EDITED.sentence} leaf 1\n" in text
    assert f"leaf {MOST_PLACES - 1}, and 3 more\n" in text
    assert "NOT CHECKED: something\n" in text
    assert text.endswith("Something does not hold.")


def test_an_export_that_could_not_be_opened_names_no_log() -> None:
    report = Report()
    report.add(Failure.UNREADABLE, "export.json")

    assert report.as_text().startswith("no log: 0 entries, root unknown\nFAILED (10):")


def test_what_an_export_names_commands_no_terminal_and_is_cut_short() -> None:
    report = Report()
    report.add(Failure.SEALED, "fact \x1b[2J\u202e" + "x" * 1_000)

    assert report.found[Failure.SEALED].places == ["fact ?[2J?" + "x" * (MOST_LETTERS - 10)]
