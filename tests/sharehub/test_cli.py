"""The command line: what is printed, how it exits, and that nothing sensitive is repeated or left behind."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from sharehub.assembly import fresh
from sharehub.clock import SystemClock
from sharehub.crypto.classes import KeyClass
from sharehub.crypto.tables import case_keys
from sharehub.custody.queries import set_ending
from sharehub.protocols.partnership import register_unit
from tests.sharehub.commands import InProcess, finished, run, start
from tests.sharehub.rehearsal.builders import MARKETA, SECRET, a_bare_fact, a_file, put, without
from tests.sharehub.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

THE_CASE = str(MARKETA)
SETTINGS = ("SHAREHUB_DATABASE", "SHAREHUB_KEYS", "SHAREHUB_KEY_FILE")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[InProcess]:
    """Return the command line, called in this process, with no settings around it."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    before = list(logging.getLogger("sharehub").handlers)
    yield InProcess(monkeypatch, capsys)
    logging.getLogger("sharehub").handlers[:] = before


def written(folder: Path, file: object, name: str = "case.json") -> Path:
    path = folder / name
    path.write_bytes(file if isinstance(file, bytes) else json.dumps(file).encode())
    return path


def an_altered_case(folder: Path) -> Path:
    """Return the shipped case with one expectation changed."""
    case = json.loads(MARKETA.read_text())
    case["expectations"][3]["full"].pop()
    return written(folder, case, "altered.json")


def assert_report_shape(report: Any) -> None:
    """Hold a report against the shape that is documented, key by key."""
    assert report.keys() == {"case", "expectations", "walls"}
    assert isinstance(report["case"], str)
    for one in report["expectations"]:
        assert one.keys() == {"id", "full", "gist", "withheld", "caveats"}
        for lists in ({"full": one["full"], "gist": one["gist"]}, one["withheld"], one["caveats"]):
            assert_sorted_lists_of_text(lists)
        assert all(one["caveats"].values())
        assert all(one["withheld"].values())
    for one in report["walls"]:
        assert one.keys() == {"id", "full", "gist", "off_wall"}
        assert_sorted_lists_of_text({key: value for key, value in one.items() if key != "id"})


def assert_sorted_lists_of_text(lists: Mapping[str, Any]) -> None:
    for value in lists.values():
        assert value == sorted(value)
        assert all(isinstance(item, str) for item in value)
        assert len(set(value)) == len(value)


class TestRehearse:
    def test_the_shipped_case_agrees_in_a_process_of_its_own_and_leaves_nothing(self, tmp_path: Path) -> None:
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        with MARKETA.open("rb") as case:
            written(tmp_path, case.read())

        ended = run("rehearse", "case.json", folder=tmp_path, TMPDIR=str(scratch))

        assert ended.code == 0
        assert ended.err == ""
        assert "All 17 expectations agree." in ended.out
        assert list(scratch.iterdir()) == []
        assert {path.name for path in tmp_path.iterdir()} == {"scratch", "case.json"}

    def test_the_report_holds_every_reading_exactly_as_its_author_expects(self, tmp_path: Path) -> None:
        case = json.loads(MARKETA.read_text())

        ended = run("rehearse", written(tmp_path, case), "--json", folder=tmp_path)

        assert ended.code == 0
        report = json.loads(ended.out)
        assert_report_shape(report)
        assert report["case"] == case["case_id"]
        assert [one["id"] for one in report["expectations"]] == [one["id"] for one in case["expectations"]]
        for expected, actual in zip(case["expectations"], report["expectations"], strict=True):
            assert [actual[key] for key in ("full", "gist", "withheld")] == [
                sorted(expected["full"]),
                sorted(expected["gist"]),
                {why: sorted(facts) for why, facts in sorted(expected["withheld"].items()) if facts},
            ]
            for fact, caveats in expected["caveats_must_include"].items():
                assert set(caveats) <= set(actual["caveats"][fact])
        for expected, actual in zip(case["wall_expectations"], report["walls"], strict=True):
            assert actual == {"id": expected["id"]} | {
                key: sorted(expected[key]) for key in ("full", "gist", "off_wall")
            }

    @pytest.mark.parametrize("form", [(), ("--json",)])
    def test_a_difference_is_told_by_the_exit_code_and_named(
        self, command: InProcess, tmp_path: Path, form: tuple[str, ...]
    ) -> None:
        ended = command("rehearse", an_altered_case(tmp_path), *form)

        assert ended.code == 1
        assert ended.err == ""
        assert ("differs" in ended.out) == (form == ())

    def test_the_report_of_a_file_that_differs_is_what_was_decided(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        as_written = command("rehearse", THE_CASE, "--json")
        altered = command("rehearse", an_altered_case(tmp_path), "--json")

        assert as_written.out == altered.out

    @pytest.mark.parametrize(
        ("file", "told"),
        [
            (without(("gates",)), "gates: missing"),
            (without(("facts", 0, "subject")), "facts[0].subject: missing"),
            (without(("facts", 0, "statement")), "facts[0].statement: missing"),
            (put(("facts", 0, "kind"), SECRET + " x"), "facts[0].kind: unknown value"),
            (put(("gates", 0, "from"), "2024-02-30"), "gates[0].from: must be a day"),
            (put(("gates", 0, "to"), "2023-01-01"), "gates[0].to: before its start"),
            (put(("facts", 1, "id"), "F1"), "facts[1].id: given twice: F1"),
            (put(("expectations", 0, "reader"), f"{SECRET} y"), "expectations[0].reader: no such reader"),
            (put(("overrides", 0, "approved_by"), "Worker "), "overrides[0].approved_by: must not be"),
            (b'{"case_id": "' + SECRET.encode() + b'"', "not JSON at line 1"),
            (b'{"case_id": 1, "case_id": 2}', "case_id: key given twice"),
            (f'"{SECRET}"'.encode(), "must be an object"),
            (b"\xff\xfe", "not UTF-8 at byte 0"),
            (b"[" * 100_000, "nested too deeply"),
            (b" " * (8 * 1024 * 1024 + 1), "CASE.json: larger than 8 MiB"),
        ],
    )
    def test_a_file_that_cannot_be_used_is_refused_with_its_place_and_no_content(
        self, command: InProcess, tmp_path: Path, file: object, told: str
    ) -> None:
        ended = command("rehearse", written(tmp_path, file))

        assert ended.code == 2
        assert told in ended.err
        assert SECRET not in ended.err
        assert ended.out == ""

    def test_everything_that_is_wrong_is_told_at_once(self, command: InProcess, tmp_path: Path) -> None:
        file = a_file(case_id=None, gates=[{"gate": "no_such", "from": "soon"}])

        ended = command("rehearse", written(tmp_path, file), "--json")

        assert ended.code == 2
        assert [line.partition(": ")[0] for line in ended.err.splitlines()] == [
            "case_id",
            "gates[0].gate",
            "gates[0].from",
        ]

    @pytest.mark.parametrize("name", ["absent.json", ".", "/dev/null/x"])
    def test_what_is_no_file_cannot_be_read(self, command: InProcess, tmp_path: Path, name: str) -> None:
        ended = command("rehearse", tmp_path / name)

        assert (ended.code, ended.err) == (2, "CASE.json: this file cannot be read\n")

    def test_a_file_without_end_is_not_read_to_the_end(self, command: InProcess) -> None:
        assert command("rehearse", "/dev/zero").code == 2

    def test_statements_and_names_are_never_printed(self, command: InProcess, tmp_path: Path) -> None:
        path = written(tmp_path, a_file())
        ways: list[tuple[str, ...]] = [(), ("--json",), ("--verbose",)]

        told = [command("rehearse", path, *way) for way in ways]

        assert [ended.code for ended in told] == [1, 1, 1]
        assert not [ended for ended in told if SECRET in ended.out + ended.err]

    def test_findings_on_imported_facts_are_listed_on_request(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        file = a_file(facts=[a_bare_fact(id="F1", kind="gap"), a_bare_fact()])
        file |= {"expectations": [], "wall_expectations": []}
        path = written(tmp_path, file)

        plain, verbose = command("rehearse", path), command("rehearse", path, "--verbose")

        assert (plain.code, verbose.code) == (0, 0)
        assert "The file expects nothing" in plain.out
        assert "F1: due:" not in plain.out
        assert "F1: due:" in verbose.out

    def test_the_hub_that_the_surroundings_name_is_not_touched(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        fresh(tmp_path / "hub", SystemClock()).close()
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

        ended = command("rehearse", THE_CASE, **the_hub_in(tmp_path / "hub"))

        assert ended.code == 0
        assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before

    def test_an_alarm_of_the_scratch_hub_is_not_raised_here(self, tmp_path: Path) -> None:
        asked = [{"id": "X", "reader": "men", "purpose": "case_mapping", "date": "2024-07-13"}]
        file = a_file(expectations=asked, wall_expectations=[], overrides=[], consent_events=[])

        ended = run("rehearse", written(tmp_path, file), "--json", folder=tmp_path)

        assert (ended.code, ended.err) == (0, "")
        assert json.loads(ended.out)["expectations"][0]["withheld"]["FAULT"] == ["F2"]

    @pytest.mark.parametrize("asked_to_stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_an_interrupted_rehearsal_leaves_nothing_and_is_no_difference(
        self, tmp_path: Path, asked_to_stop: signal.Signals
    ) -> None:
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        process = start("rehearse", THE_CASE, folder=tmp_path, TMPDIR=str(scratch))
        until = time.monotonic() + 30
        while not list(scratch.glob("*/data/hub.db")) and time.monotonic() < until:
            time.sleep(0.02)

        process.send_signal(asked_to_stop)
        ended = finished(process)

        assert (ended.code, ended.out, ended.err) == (128 + asked_to_stop, "", "")
        assert list(scratch.iterdir()) == []


class TestRulebooks:
    def test_a_draft_with_a_changed_cell_changes_what_is_decided(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        before, role, after = rulebook_text().partition("  health_visitor:\n")
        draft = tmp_path / "draft.yaml"
        draft.write_text(before + role + after.replace("{behaviour: G, ", "{behaviour: N, ", 1))

        shipped = command("rehearse", THE_CASE, "--json")
        drafted = command("rehearse", THE_CASE, "--json", "--rulebook", draft)

        assert (shipped.code, drafted.code) == (0, 1)
        assert_report_shape(json.loads(drafted.out))
        assert shipped.out != drafted.out

    def test_the_shipped_rulebook_as_a_draft_changes_nothing(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        draft = tmp_path / "draft.yaml"
        draft.write_text(rulebook_text())

        ended = command("rehearse", THE_CASE, "--rulebook", draft)

        assert ended.code == 0
        # Under this digest the rehearsal is recorded with the protocol that cites the rulebook.
        assert f"Rehearsed with rulebook {parse_rulebook(rulebook_text()).digest}." in ended.out

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (("    works_with: child\n", "    works_with: chidl\n"), r"line \d+: roles\.\w+\.works_with "),
            (("{behaviour: G, ", "{behaviour: Q, "), r"line \d+: roles\.\w+\.default\.behaviour "),
            (("gate: mapping_meeting", "gaet: mapping_meeting"), r"line \d+: purposes\.case_mapping"),
            (("roles:\n", "roles: [\n"), r"line \d+: "),
        ],
    )
    def test_a_slip_in_a_draft_is_told_with_its_line_and_path(
        self, command: InProcess, tmp_path: Path, change: tuple[str, str], told: str
    ) -> None:
        assert change[0] in rulebook_text()
        draft = tmp_path / "draft.yaml"
        draft.write_text(rulebook_text().replace(*change, 1))

        ended = command("rehearse", THE_CASE, "--rulebook", draft)

        assert ended.code == 2
        assert re.match(told, ended.err)

    def test_a_draft_without_a_role_that_the_file_uses_is_refused(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        draft = tmp_path / "draft.yaml"
        draft.write_text(rulebook_text().replace("caledonian_men", "somebody_else"))

        ended = command("rehearse", THE_CASE, "--rulebook", draft)

        assert ended.code == 2
        assert "readers.respekt.role: no such role in the rulebook: caledonian_men" in ended.err

    def test_a_draft_that_is_no_text_is_refused(self, command: InProcess, tmp_path: Path) -> None:
        draft = tmp_path / "draft.yaml"
        draft.write_bytes(b"id: \xff")

        ended = command("rehearse", THE_CASE, "--rulebook", draft)

        assert (ended.code, ended.err) == (2, "--rulebook: not UTF-8 at byte 4\n")


class TestKeeping:
    def test_serving_without_settings_is_refused(self, command: InProcess) -> None:
        ended = command("serve")

        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("SHAREHUB_DATABASE: is not set")

    def test_a_key_file_is_made_once_and_is_the_owners_alone(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        first, second = (command("create-key", tmp_path / "root.json") for _ in range(2))

        assert (first.code, first.out, first.err) == (0, "", "")
        assert (tmp_path / "root.json").stat().st_mode & 0o777 == 0o600
        assert json.loads((tmp_path / "root.json").read_text())["demo"] is False
        assert second.code == 2
        assert "there is a key file already" in second.err

    def test_a_new_hub_is_made_and_its_keys_rotated_from_the_command_line(self, tmp_path: Path) -> None:
        settings = a_hub_to_be(tmp_path)

        ended = [
            run("create-key", tmp_path / "root.json", folder=tmp_path),
            run("migrate", folder=tmp_path, **settings),
            run("migrate", folder=tmp_path, **settings),
            run("rotate-keys", "NOBODY", folder=tmp_path, **settings),
        ]

        assert [(one.code, one.out, one.err) for one in ended] == [
            (0, "", ""),
            (0, "", ""),
            (0, "", ""),
            (2, "", "unit: no such unit\n"),
        ]

    def test_every_class_is_rotated_unless_one_is_named(self, command: InProcess, tmp_path: Path) -> None:
        with closing(fresh(tmp_path / "hub", SystemClock())) as hub, hub.begin() as work:
            register_unit(work, "POL-DA", "Police", discreet=False)
        settings = the_hub_in(tmp_path / "hub")

        ended = command("rotate-keys", "POL-DA", **settings)
        again = command("rotate-keys", "POL-DA", "--class", "safety")

        nobody = command("rotate-keys", "NOBODY")

        assert (ended.code, again.code) == (0, 0)
        assert (nobody.code, nobody.err) == (2, "unit: no such unit\n")
        assert [line.partition(":")[0] for line in ended.out.splitlines()] == list(KeyClass)
        assert again.out.startswith("safety: 0 records re-wrapped; old keys ")

    def test_migrating_finishes_what_a_crash_left_of_shredding(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        with closing(fresh(tmp_path / "hub", SystemClock())) as hub:
            world = World.of(hub)
            with hub.begin() as work:
                set_ending(work.tx, world.case, shredded_at=work.tx.now)
            assert hub.keys.alias(str(world.case))

            ended = command("migrate", **the_hub_in(tmp_path / "hub"))

            with hub.keys.engine.connect() as connection:
                (kept,) = connection.execute(case_keys.select()).all()
        assert (ended.code, kept.wrapped, kept.alias) == (0, None, None)

    def test_what_is_not_set_is_named(self, command: InProcess) -> None:
        ended = command("migrate")

        assert ended.code == 2
        assert ended.err.startswith("SHAREHUB_DATABASE: is not set")

    def test_a_database_that_cannot_be_had_is_told_without_its_address(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        command("create-key", tmp_path / "root.json")
        settings = a_hub_to_be(tmp_path) | {"SHAREHUB_DATABASE": f"sqlite:///{tmp_path}/{SECRET}/hub.db"}

        ended = command("migrate", **settings)

        assert ended.code == 2
        assert "the database cannot be reached or used" in ended.err
        assert SECRET not in ended.err

    def test_a_fault_of_our_own_is_neither_a_difference_nor_repeated(
        self, command: InProcess, tmp_path: Path
    ) -> None:
        # An id that somebody wrote into the database by hand: nothing foresees it.
        with closing(fresh(tmp_path / "hub", SystemClock())) as hub, hub.begin() as work:
            register_unit(work, "POL-DA", "Police", discreet=False)
        with closing(sqlite3.connect(tmp_path / "hub" / "data" / "hub.db")) as database:
            database.execute("update units set id = ?", [SECRET])
            database.commit()

        ended = command("rotate-keys", "POL-DA", **the_hub_in(tmp_path / "hub"))

        assert ended.code == 70
        assert re.fullmatch(
            r"a fault of ShareHub's own: ValueError in \w+\.py, line \d+; please report it\n", ended.err
        )

    def test_a_signal_that_was_to_be_ignored_stays_ignored(self, command: InProcess) -> None:
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            command("serve")
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        finally:
            signal.signal(signal.SIGHUP, before)


def a_hub_to_be(folder: Path) -> dict[str, str]:
    return dict(
        zip(
            SETTINGS,
            (
                f"sqlite:///{folder / 'hub.db'}",
                f"sqlite:///{folder / 'keys.db'}",
                str(folder / "root.json"),
            ),
            strict=True,
        )
    )


def the_hub_in(folder: Path) -> dict[str, str]:
    """Return the settings of a hub that `fresh` made."""
    data, keys = folder / "data", folder / "keys"
    places = (f"sqlite:///{data / 'hub.db'}", f"sqlite:///{keys / 'keys.db'}", str(keys / "root.json"))
    return dict(zip(SETTINGS, places, strict=True))
