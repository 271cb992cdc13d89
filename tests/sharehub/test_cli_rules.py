"""Commands about the rules: what is printed, how they exit, and that nothing sensitive is repeated."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from policies.shipped import protocol_text, rulebook_text
from policies.vocabulary import RelationshipContext, WorksWith
from sharehub.assembly import fresh
from sharehub.audit.entry import Action
from sharehub.clock import SystemClock
from tests.policies.drafts import cell
from tests.sharehub.commands import InProcess, run
from tests.sharehub.replay.looks import a_draft, asked, last_entry, overwrite_record, record_of, store
from tests.sharehub.replay.test_simulate import WIDER
from tests.sharehub.test_cli import SETTINGS, the_hub_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from policies.rulebook import Rulebook
    from tests.sharehub.world import World

NAMES = ("Konrad", "Ludmila", "Agnes", "key", "controls")
QUIET = "2024-06-13"
"""A day on which the shipped protocol is in force and has nothing to lapse soon."""


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[InProcess]:
    """Return the command line, called in this process, with no settings around it."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    before = list(logging.getLogger("sharehub").handlers)
    yield InProcess(monkeypatch, capsys)
    logging.getLogger("sharehub").handlers[:] = before


@pytest.fixture
def there(sqlite_world: World, tmp_path: Path) -> tuple[World, dict[str, str]]:
    """Return a hub in which decisions are on record, and the settings by which a command finds it."""
    return asked(sqlite_world), the_hub_in(tmp_path / "hub")


def written(folder: Path, text: str | bytes, name: str = "draft.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def works_with_nobody_in_particular(book: Rulebook) -> Rulebook:
    """Let teachers work with the case, not with the child; whoever does records no consent of hers."""
    acts = {act: those - {"school"} for act, those in book.may_record.acts.items()}
    school = replace(book.roles["school"], works_with=WorksWith.CASE)
    return replace(
        book, roles={**book.roles, "school": school}, may_record=replace(book.may_record, acts=acts)
    )


class TestReplay:
    def test_what_agrees_is_counted(self, command: InProcess, there: tuple[World, dict[str, str]]) -> None:
        ended = command("replay", **there[1])

        assert (ended.code, ended.err) == (0, "")
        assert re.fullmatch(
            r"4 decisions on \d+ facts decided again; 0 differ\n"
            r"0 could not be decided again; 0 records hold no decision\n",
            ended.out,
        )

    def test_in_a_process_of_its_own_too(self, there: tuple[World, dict[str, str]], tmp_path: Path) -> None:
        ended = run("replay", "--json", folder=tmp_path, **there[1])

        assert (ended.code, ended.err) == (0, "")
        report = json.loads(ended.out)
        assert report.keys() == {
            *("entry", "decisions", "facts", "without_decision", "differing", "flawed"),
            *("differences", "flaws", "not_listed"),
        }
        assert (report["decisions"], report["differences"], report["flaws"], report["not_listed"]) == (
            4,
            [],
            [],
            0,
        )

    def test_what_differs_or_was_tampered_with_is_named_by_its_entry(
        self, command: InProcess, there: tuple[World, dict[str, str]]
    ) -> None:
        world, settings = there
        record = record_of(world, last_entry(world))
        fact = next(iter(record["answers"]))
        gone = record["answers"][fact] | {"outcome": "withheld", "reason": "RETRACTED"}
        entry = store(world, record | {"answers": record["answers"] | {fact: gone}})
        lost = store(world, record | {"base": "ab" * 32})
        tampered = last_entry(world, Action.WALL_ASKED)
        overwrite_record(world, tampered, b"{}")

        ended, as_json = command("replay", **settings), command("replay", "--json")

        assert (ended.code, as_json.code) == (1, 1)
        assert f"entry {entry}: fact {fact}: recorded withheld RETRACTED; now " in ended.out
        assert f"entry {lost} cites a rulebook that this hub does not hold: {'ab' * 32}\n" in ended.out
        assert "2 could not be decided again" in ended.out
        report = json.loads(as_json.out)
        assert [(one["entry"], one["fact"]) for one in report["differences"]] == [(str(entry), fact)]
        assert {(one["entry"], one["wrong"], one["detail"]) for one in report["flaws"]} == {
            (str(tampered), "tampered", "record"),
            (str(lost), "rulebook_missing", "ab" * 32),
        }
        for told in (ended, as_json):
            assert "recorded decisions are not what is decided now: see entry " in told.err or told.err == ""
            assert not [name for name in NAMES if name in told.out + told.err]

    def test_days_narrow_what_is_decided_again(
        self, command: InProcess, there: tuple[World, dict[str, str]]
    ) -> None:
        day = there[0].today()
        earlier, later = (str(day + timedelta(days=step)) for step in (-1, 1))

        seen = [
            json.loads(command("replay", "--json", *days, **there[1]).out)["decisions"]
            for days in (
                ("--since", str(day)),
                ("--until", earlier),
                ("--since", later),
                ("--until", str(day)),
            )
        ]

        assert seen == [4, 0, 0, 4]

    @pytest.mark.parametrize(
        ("days", "told"),
        [
            (("--since", "2024-06-02", "--until", "2024-06-01"), "--until: lies before --since"),
            (("--since", "soon"), "Invalid value for '--since'"),
        ],
    )
    def test_days_that_cannot_be_meant_are_refused(
        self, command: InProcess, there: tuple[World, dict[str, str]], days: tuple[str, ...], told: str
    ) -> None:
        ended = command("replay", *days, **there[1])

        assert (ended.code, ended.out) == (2, "")
        assert told in ended.err

    def test_without_a_hub_there_is_nothing_to_replay(self, command: InProcess) -> None:
        ended = command("replay")

        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("SHAREHUB_DATABASE: is not set")


class TestSimulate:
    def test_a_draft_is_told_what_goes_out_newly_first(
        self, command: InProcess, there: tuple[World, dict[str, str]], tmp_path: Path
    ) -> None:
        draft = written(tmp_path, a_draft(WIDER))

        ended = command("simulate", "--rulebook", draft, **there[1])

        assert (ended.code, ended.err) == (1, "")
        told = ended.out.splitlines()
        assert told[0].startswith(
            "Recorded decisions, with the draft in place of the hub's own rulebook and of "
        )
        assert re.fullmatch(r"4 decisions on \d+ facts; 0 could not be decided again", told[1])
        assert told[2] == "Newly released: 1"
        assert re.fullmatch(
            r"  1: school, wellbeing_support, behaviour: gist GIST_FOR_ROLE to full ROLE_AND_PURPOSE;"
            r" entries [0-9a-f-]{36}",
            told[3],
        )
        assert told[4:6] == ["Newly withheld: 0", "In the same form, otherwise: 0"]
        assert told[-1] == (
            "  opens: school, for child_protection and wellbeing_support: behaviour goes in full (F);"
            " until now in short form (G)"
        )

    def test_the_rulebook_in_force_changes_nothing(
        self, command: InProcess, there: tuple[World, dict[str, str]], tmp_path: Path
    ) -> None:
        ended = command("simulate", "--rulebook", written(tmp_path, rulebook_text()), **there[1])

        assert ended.code == 0
        assert ended.out.endswith("whether asked for or not:\n  no difference\n")

    def test_the_report_for_programs_says_the_same(
        self, command: InProcess, there: tuple[World, dict[str, str]], tmp_path: Path
    ) -> None:
        draft = written(tmp_path, a_draft(WIDER))

        ended = command("simulate", "--rulebook", draft, "--json", "--since", QUIET, **there[1])
        whole = command("simulate", "--rulebook", draft, "--json")

        assert (ended.code, whole.code) == (1, 1)
        later, report = json.loads(ended.out), json.loads(whole.out)
        assert (later["decisions"], later["effects"]) == (0, [])
        (effect,) = report["effects"]
        assert {**effect, "entries": len(effect["entries"])} == {
            "effect": "gist to full",
            "roles": ["school"],
            "purpose": "wellbeing_support",
            "categories": ["behaviour"],
            "before": "gist GIST_FOR_ROLE",
            "after": "full ROLE_AND_PURPOSE",
            "caveats": [],
            "facts": 1,
            "entries": 1,
        }
        assert report["domain"] == later["domain"]
        assert [(one["turn"], one["where"]) for one in report["domain"]] == [
            ("opens", "roles.school.child_protection+wellbeing_support.behaviour")
        ]
        assert not [name for name in NAMES if name in whole.out]

    def test_a_caveat_that_falls_away_is_told(
        self, command: InProcess, there: tuple[World, dict[str, str]], tmp_path: Path
    ) -> None:
        world, settings = there
        earlier = world.behaviour(relationship_context=RelationshipContext.PREVIOUS_RELATIONSHIP)
        world.publish(earlier, by="social_worker")
        world.read("teacher", "wellbeing_support")
        draft = a_draft(works_with_nobody_in_particular)

        ended = command("simulate", "--rulebook", written(tmp_path, draft), **settings)

        assert ended.code == 1
        assert "In the same form, otherwise: 1" in ended.out
        assert "caveats NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS" in ended.out

    @pytest.mark.parametrize(
        ("draft", "told"),
        [
            ("id: small\n", r"line 1: "),
            (
                rulebook_text().replace("behaviour: G", "behaviour: Q", 1),
                r"line \d+: roles\.\w+\.default\.behaviour",
            ),
            (b"id: \xff", r"--rulebook: not UTF-8 at byte 4\n"),
        ],
    )
    def test_a_draft_that_cannot_be_used_is_refused_with_its_place_and_nothing_changes(
        self, command: InProcess, there: tuple[World, dict[str, str]], tmp_path: Path,
        draft: str | bytes, told: str,
    ) -> None:  # fmt: skip
        before = _but_its_log(there[0])

        ended = command("simulate", "--rulebook", written(tmp_path, draft), **there[1])

        assert (ended.code, ended.out) == (2, "")
        assert re.match(told, ended.err)
        assert _but_its_log(there[0]) == before
        assert there[0].logged()[-1]["outcome"] == "refused"

    def test_a_hub_without_a_rulebook_is_refused(self, command: InProcess, tmp_path: Path) -> None:
        fresh(tmp_path / "hub", SystemClock()).close()

        ended = command(
            "simulate", "--rulebook", written(tmp_path, rulebook_text()), **the_hub_in(tmp_path / "hub")
        )

        assert (ended.code, ended.out) == (2, "")
        assert "no rulebook yet" in ended.err


class TestCheck:
    def test_the_shipped_documents_have_nothing_but_notes(self, command: InProcess, tmp_path: Path) -> None:
        rulebook, protocol = written(tmp_path, rulebook_text()), written(tmp_path, protocol_text(), "p.yaml")

        ended = command("rulebook", "check", rulebook, "--protocol", protocol, "--on", QUIET)

        assert (ended.code, ended.err) == (0, "")
        lines = ended.out.splitlines()
        assert len(lines) == 5
        assert all(line.startswith("note repeats-default: rulebook, line ") for line in lines)

    def test_what_is_found_is_told_with_its_line_and_makes_the_exit_code(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        draft = written(tmp_path, rulebook_text().replace("log_years: 10", "log_years: 6"))

        plain, as_json = (command("rulebook", "check", draft, *more) for more in ((), ("--json",)))

        line = rulebook_text()[: rulebook_text().index("log_years: 10")].count("\n") + 1
        assert (plain.code, as_json.code) == (1, 1)
        assert plain.out.splitlines()[0] == (
            f"warning log-outlived: rulebook, line {line}: retention.log_years:"
            " facts are kept longer than the log that says who had read them"
        )
        report = json.loads(as_json.out)["remarks"]
        assert report[0] == {
            "severity": "warning",
            "code": "log-outlived",
            "document": "rulebook",
            "line": line,
            "path": "retention.log_years",
            "sentence": "facts are kept longer than the log that says who had read them",
        }
        assert len(report) == len(plain.out.splitlines()) == 6

    def test_nothing_is_said_to_be_nothing(self, command: InProcess, tmp_path: Path) -> None:
        once = [
            cell("children_families_sw", "safety", None, "case_mapping"),
            cell("child_therapist", "protective_effort", None, "child_protection"),
            *(
                cell("reporter", kind, None, "hearing_report")
                for kind in ("child_wellbeing", "offence", "progress")
            ),
        ]

        plain, as_json = (
            command("rulebook", "check", written(tmp_path, a_draft(*once)), *more)
            for more in ((), ("--json",))
        )

        assert (plain.code, plain.out) == (0, "nothing to remark on\n")
        assert json.loads(as_json.out) == {"remarks": []}

    def test_dates_are_those_of_today_unless_another_day_is_named(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        today = SystemClock().now().date()
        expires, review = today + timedelta(days=100), today + timedelta(days=60)
        text = protocol_text().replace("2026-03-31", str(expires)).replace("2025-04-01", str(review))
        args = (written(tmp_path, rulebook_text()), "--protocol", written(tmp_path, text, "p.yaml"))

        codes = [
            [line.split()[1] for line in command("rulebook", "check", *args, *more).out.splitlines()][:1]
            for more in (
                (),
                ("--within", "101"),
                ("--within", "10"),
                ("--on", str(expires + timedelta(days=1))),
            )
        ]

        assert codes == [["review-soon:"], ["expires-soon:"], ["repeats-default:"], ["expired:"]]

    @pytest.mark.parametrize(
        ("rulebook", "protocols", "told"),
        [
            ("id: small\n", [], r"line 1: "),
            (None, [None, "id: x\n"], r"--protocol, number 2: line 1: "),
            (None, [b"\xff"], r"--protocol, number 1: not UTF-8 at byte 0"),
        ],
    )
    def test_a_document_that_is_not_valid_is_refused_with_its_place(
        self, command: InProcess, tmp_path: Path, rulebook: str | None,
        protocols: list[str | bytes | None], told: str,
    ) -> None:  # fmt: skip
        options: list[str | Path] = []
        for number, text in enumerate(protocols):
            path = written(tmp_path, protocol_text() if text is None else text, f"{number}.yaml")
            options += ["--protocol", path]

        ended = command("rulebook", "check", written(tmp_path, rulebook or rulebook_text()), *options)

        assert (ended.code, ended.out) == (2, "")
        assert re.match(told, ended.err)

    def test_no_hub_is_needed_and_none_is_touched(
        self, command: InProcess, there: tuple[World, dict[str, str]], tmp_path: Path
    ) -> None:
        before = there[0].everything()

        ended = command("rulebook", "check", written(tmp_path, rulebook_text()), **there[1])

        assert ended.code == 0
        assert there[0].everything() == before

    def test_a_rulebook_is_named_by_what_it_is_asked_for(self, command: InProcess) -> None:
        assert command("rulebook").code == 2
        ended = command("rulebook", "check", "/nowhere/at/all")
        assert (ended.code, ended.err) == (2, "RULEBOOK.yaml: this file cannot be read\n")


def _but_its_log(world: World) -> dict[str, list[str]]:
    """Return everything of a world but its log: that a command was refused is on record."""
    return {
        table: rows
        for table, rows in world.everything().items()
        if table not in {"audit_entries", "log_queue"}
    }
