"""The commands: exporting and verifying as somebody does it, and verifying where there is no hub at all."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sharehub.audit.entry import Action
from sharehub.verify import __main__ as alone
from sharehub.verify.failures import Failure
from tests.sharehub.commands import InProcess
from tests.sharehub.verify.forging import BEGUN, LOG, entries, write_export

if TYPE_CHECKING:
    from tests.sharehub.audit.growing import Growing
    from tests.sharehub.verify.audits import Audit

ROOT = Path(__file__).parents[3]
NOW = datetime.fromtimestamp(BEGUN // 1_000_000 + 60, UTC).strftime("%Y-%m-%dT%H:%M:%S")

ALONE = """
import runpy, sys
try:
    runpy.run_module("sharehub.verify", run_name="__main__")
finally:
    strangers = ("sqlalchemy", "alembic", "psycopg", "fastapi", "sharehub.database", "sharehub.hub")
    print(sorted(name for name in sys.modules if name.startswith((*strangers, "sharehub.settings"))))
"""


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> InProcess:
    return InProcess(monkeypatch, capsys)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write_export(tmp_path / "export", entries(300))


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    path.write_text(f"{LOG.verifier.text}\n")
    return path


def settings(tmp_path: Path) -> dict[str, str]:
    hub = tmp_path / "hub"
    return {
        "SHAREHUB_DATABASE": f"sqlite:///{hub / 'data' / 'hub.db'}",
        "SHAREHUB_KEYS": f"sqlite:///{hub / 'keys' / 'keys.db'}",
        "SHAREHUB_KEY_FILE": str(hub / "keys" / "root.json"),
    }


def test_a_hubs_log_is_exported_and_verified(on_sqlite: Audit, tmp_path: Path, command: InProcess) -> None:
    pinned = tmp_path / "keys"
    pinned.write_text("".join(f"{key.text}\n" for key in on_sqlite.growing.keys.verifiers))

    exported = command("export-log", tmp_path / "out", **settings(tmp_path))

    assert (exported.code, exported.err) == (0, "")
    assert exported.out.startswith("388 entries, 4 checkpoints; 1 outside the tree\n")
    assert "its own entry among them" in exported.out
    verified = command("verify-log", tmp_path / "out", "--keys", pinned)
    assert verified.code == Failure.STALE.code
    # The history is of 2024, and the export's own entry, which is of today, waits.
    assert "All that" not in verified.out
    assert [entry["action"] for entry in map(json.loads, bodies(on_sqlite.growing))][-2:] == [
        Action.LOG_EXPORT_BEGUN,
        Action.LOG_EXPORT_FINISHED,
    ]


def bodies(growing: Growing) -> list[bytes]:
    growing.drain()
    return growing.bodies()


def test_a_sound_export_ends_with_0_and_says_what_was_not_checked(
    export: Path, keys: Path, command: InProcess
) -> None:
    ended = command("verify-log", export, "--keys", keys, "--now", NOW)

    assert (ended.code, ended.err) == (0, "")
    assert "NOT CHECKED: you kept no checkpoint" in ended.out
    assert ended.out.endswith("All that was checked holds.\n")


def test_each_kind_of_failure_ends_with_its_code(export: Path, keys: Path, command: InProcess) -> None:
    (export / "tile" / "1" / "000.p" / "1").unlink()
    ended = command("verify-log", export, "--keys", keys, "--now", NOW, "--json")

    assert ended.code == Failure.TILE.code
    assert json.loads(ended.out)["exit"] == Failure.TILE.code


def test_what_was_kept_is_brought_by_options(
    export: Path, keys: Path, command: InProcess, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes((export / "checkpoint").read_bytes())
    ended = command("verify-log", export, "--keys", keys, "--kept", kept, "--kept", kept, "--now", NOW)

    assert ended.code == 0
    assert "the log begins with what you kept (2)" in ended.out
    late = command("verify-log", export, "--keys", keys, "--now", NOW, "--longest-age", "5")
    assert late.code == Failure.STALE.code


def test_what_cannot_be_used_ends_with_2_and_a_sentence(
    export: Path, keys: Path, command: InProcess, tmp_path: Path
) -> None:
    for arguments in (
        (tmp_path / "missing", "--keys", keys),
        (export, "--keys", tmp_path / "missing"),
        (export, "--keys", keys, "--receipt", keys),
        (export,),
    ):
        ended = command("verify-log", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err


def test_it_runs_alone_without_a_hub_and_loads_nothing_of_one(export: Path, keys: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ALONE, str(export), "--keys", str(keys), "--now", NOW],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith("All that was checked holds.\n[]\n")


def test_alone_it_ends_as_it_does_among_the_commands(
    export: Path, keys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, code, out, err in (
        ("export", 0, "All that was checked holds.\n", ""),
        ("missing", 2, "", "EXPORT: there is no such folder\n"),
    ):
        arguments = ["verify", str(export.with_name(name)), "--keys", str(keys), "--now", NOW]
        monkeypatch.setattr(sys, "argv", arguments)

        with pytest.raises(SystemExit) as left:
            alone.main()

        said = capsys.readouterr()
        assert (left.value.code, said.err) == (code, err)
        assert said.out.endswith(out)
