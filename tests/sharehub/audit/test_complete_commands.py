"""Every command upon a hub leaves its entries: done, refused or failed; the others say why they do not."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import ssl
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx2
import orjson
import pytest
import typer
from typer.main import get_command

from policies.shipped import rulebook_text
from sharehub import cli
from sharehub.audit.exempt import COMMANDS
from sharehub.audit.promise import promiser
from sharehub.audit.sequencer import Sequencer
from sharehub.clock import SystemClock
from sharehub.crypto.classes import KeyClass
from sharehub.database.engine import open_engine
from sharehub.database.migrate import newest
from tests.architecture.documents import DOCS, documented, section, text_of
from tests.sharehub import commands
from tests.sharehub.administration.documents import a_document, units
from tests.sharehub.audit.trees import ORIGIN
from tests.sharehub.commands import InProcess
from tests.sharehub.test_service import PATIENCE, a_log, a_service, free_port, settings_of, up
from tests.sharehub.worker.trials import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def names_of(line: object) -> set[str]:
    """Return the commands of a command line, as they are typed."""
    return set(_typed("", line))


def _typed(before: str, command: object) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is None:
        yield before
    else:
        for word, one in below.items():
            yield from _typed(f"{before} {word}".strip(), one)


def unaccounted(line: object) -> set[str]:
    """Return the commands that are neither exempt nor have a recipe."""
    return names_of(line) - COMMANDS.keys() - {one.name for one in DONE}


@dataclass(frozen=True, slots=True)
class Here:
    """A hub made by commands, and the command line upon it."""

    folder: Path
    command: InProcess
    settings: dict[str, str]

    def run(self, *arguments: str) -> commands.Ended:
        """Run a command in this process."""
        return self.command(*arguments, **self.settings)

    def rulebook(self) -> str:
        """Write the shipped rulebook and return its path."""
        path = self.folder / "rulebook.yaml"
        path.write_text(rulebook_text(), encoding="utf-8")
        return str(path)

    def document(self, text: str) -> str:
        """Write a document and return its path."""
        path = self.folder / "partnership.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    def sequenced(self) -> Here:
        """Put what waits into the log's tree."""
        engine = open_engine(self.settings["SHAREHUB_DATABASE"])
        sequencer = Sequencer(engine, self.folder / "log.json", SystemClock())
        with sequencer.lease() as lease:
            assert lease
            sequencer.round()
        engine.dispose()
        return self

    def change(self, statement: str) -> None:
        """Change the database by hand."""
        with closing(sqlite3.connect(self.folder / "hub.db")) as database:
            database.execute(statement)
            database.commit()

    def given_up(self) -> str:
        """Let there be work that was given up, and return its id."""
        task = "7" * 32
        self.change(
            "insert into outbox_tasks (id, kind, ids, created_at, due_at, dead_at) values"
            f" ('{task}', 'expired.forget', '[]', '2026-01-01', '2026-01-01', '2026-01-02')"
        )
        return task

    def backed_up(self, kind: str) -> str:
        """Back up data or keys, and return the backup's folder."""
        return self.run("backup", kind, str(self.elsewhere(kind))).out.splitlines()[0]

    def elsewhere(self, kind: str) -> Path:
        """Return a folder for backups that holds nothing else of the hub."""
        return self.folder.parent / f"{self.folder.name}-{kind}"

    def undone(self) -> int:
        """Return how much work was put and is not done; 1 before there is any."""
        with closing(sqlite3.connect(self.folder / "hub.db")) as database:
            made, done = database.execute("select count(*), count(done_at) from outbox_tasks").fetchone()
        return int(made - done) if made else 1

    def logged(self) -> list[dict[str, Any]]:
        """Return the entries of the log, in their order."""
        with closing(sqlite3.connect(self.folder / "hub.db")) as database:
            bodies = database.execute("select body from audit_entries order by at, id").fetchall()
        return [orjson.loads(body) for (body,) in bodies]

    def left_by(self, *arguments: str) -> tuple[commands.Ended, list[dict[str, Any]]]:
        """Run a command, and return how it ended and what it left."""
        before = {entry["id"] for entry in self.logged()}
        ended = self.run(*arguments)
        return ended, [entry for entry in self.logged() if entry["id"] not in before]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a hub as an operator would, and return its folder, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    for command in (
        ("create-key", folder / "root.json"),
        ("create-signing-key", "log", ORIGIN, folder / "log.json"),
        ("create-signing-key", "promises", promiser(ORIGIN), folder / "promises.json"),
        ("migrate",),
    ):
        ended = commands.run(*command, folder=folder, **settings_of(folder))
        assert ended.code == 0, ended.err
    return folder


@pytest.fixture
def here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], migrated: Path, tmp_path: Path
) -> Here:
    shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)
    found = Here(tmp_path, InProcess(monkeypatch, capsys), settings_of(tmp_path) | a_log(tmp_path))
    assert found.run("set-up", found.document(a_document())).code == 0
    return found


@dataclass(frozen=True, slots=True)
class Done:
    """A command that is done: what is typed after its name, and the actions that it leaves."""

    name: str
    typed: Callable[[Here], tuple[str, ...]]
    entries: tuple[str, ...]


ROTATED = ("keys.rotation_begun", "keys.rotated")
DONE = (
    Done("migrate", lambda _: (), ("schema.migrated",)),
    Done("set-up", lambda here: (here.document(a_document()),), ("partnership.set_up",)),
    Done("set-up", lambda here: (here.document(a_document()), "--plan"), ("partnership.planned",)),
    Done(
        "set-up",
        lambda here: (here.document(a_document(clients={})),),
        ("client.ended", "client.ended", "partnership.set_up"),
    ),
    Done("end-sessions", lambda _: ("p.one",), ("user.sessions_ended",)),
    Done("end-sessions", lambda _: ("--all",), ("user.sessions_ended",)),
    Done("replay", lambda _: (), ("replay.run",)),
    Done("simulate", lambda here: ("--rulebook", here.rulebook()), ("simulation.run",)),
    Done("change-log-key", lambda _: (), ("log.key_changed",)),
    Done(
        "export-log",
        lambda here: (str(here.sequenced().folder / "export"),),
        ("log.export_begun", "log.export_finished"),
    ),
    Done("rotate-keys", lambda _: ("POL-DA", "--class", "safety"), ROTATED),
    Done("rotate-keys", lambda _: ("POL-DA",), ROTATED * len(KeyClass)),
    Done("rotate-keys", lambda _: ("POL-DA", "--class", "safety", "--later"), ROTATED[:1]),
    Done("outbox retry", lambda here: (here.given_up(),), ("task.retried",)),
    Done("backup data", lambda here: (str(here.elsewhere("data")),), ("backup.begun",)),
    Done(
        "restore data",
        lambda here: (here.backed_up("data"), "--replace"),
        ("schema.migrated", "backup.restored"),
    ),
    Done(
        "restore keys",
        lambda here: (here.backed_up("keys"), "--replace"),
        ("schema.migrated", "backup.restored"),
    ),
    # Processes of their own, below.
    Done("dispatcher", lambda _: (), ("service.started", "service.stopped")),
    Done("worker", lambda _: (), ("service.started", "service.stopped")),
    Done("serve", lambda _: (), ("service.started", "service.stopped")),
)


@pytest.mark.parametrize(
    "one", [one for one in DONE if "service.started" not in one.entries], ids=lambda one: one.name
)
def test_what_is_done_leaves_exactly_its_entries(here: Here, one: Done) -> None:
    ended, entries = here.left_by(*one.name.split(), *one.typed(here))

    assert (ended.code, ended.err) == (0, "")
    assert sorted(entry["action"] for entry in entries) == sorted(one.entries)
    assert {entry["outcome"] for entry in entries} == {"done"}


def test_every_command_has_a_recipe_or_a_reason() -> None:
    assert unaccounted(get_command(cli.app)) == set()
    assert COMMANDS.keys() <= names_of(get_command(cli.app))
    assert all(COMMANDS.values())
    listed = documented(section(text_of(DOCS / "audit-log.md"), "What leaves no entry"))
    assert listed[-len(COMMANDS) :] == [f"sharehub {name}" for name in COMMANDS]


def test_a_command_without_a_recipe_is_found() -> None:
    extra = typer.Typer()

    @extra.command("read-everything")
    def read_everything() -> None:
        """Read, and say nothing."""

    line = SimpleNamespace(commands={**cli.Loaded(), "read-everything": get_command(extra)})
    assert unaccounted(line) == {"read-everything"}


def test_the_very_first_migration_is_on_record_as_is_one_that_changes_nothing(here: Here) -> None:
    here.run("migrate")

    first, *_, again = [entry["refs"] for entry in here.logged() if entry["action"] == "schema.migrated"]
    assert first == {"from": "none", "to": newest()}
    assert again == {"from": newest(), "to": newest()}
    assert here.logged()[0]["action"] == "schema.migrated"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("set-up", "{wrong}"), "invalid"),
        (("set-up", "absent.yaml"), "invalid"),
        (("set-up", "{moved}", "--plan"), "conflict"),
        (("end-sessions",), "invalid"),
        (("end-sessions", "nobody"), "not_found"),
        (("rotate-keys", "NOWHERE"), "invalid"),
        (("simulate", "--rulebook", "{wrong}"), "invalid"),
        (("change-log-key", "--end"), "conflict"),
        (("serve",), "unfit"),
        (("worker",), "invalid"),
        (("outbox", "retry", "8" * 32), "not_found"),
        (("backup", "data", "{beside the keys}"), "conflict"),
        (("restore", "data", "absent"), "invalid"),
        (("restore", "keys", "absent"), "invalid"),
    ],
)
def test_what_is_refused_leaves_one_entry_with_command_and_code(
    here: Here, typed: tuple[str, ...], code: str
) -> None:
    office = units()["IG"] | {"oversight": "no"}
    documents = {"{wrong}": a_document(issuer="Sekret"), "{moved}": a_document(units=units(IG=office))}
    beside = {"{beside the keys}": str(here.folder / "backups")}
    arguments = [here.document(documents[one]) if one in documents else beside.get(one, one) for one in typed]
    if code == "unfit":
        here.change("update alembic_version set version_num = '0001'")
        here.settings.update(a_service(here.folder, free_port()))

    ended, entries = here.left_by(*arguments)

    assert ended.code == 2
    (entry,) = entries
    assert (entry["action"], entry["outcome"]) == ("command.refused", "refused")
    command = " ".join(typed[:2]) if typed[0] in {"outbox", "backup", "restore"} else typed[0]
    assert entry["refs"] == {"command": command, "code": code}
    assert "Sekret" not in repr(entry)


def test_what_fails_leaves_an_entry_with_the_kind_of_failure_alone(here: Here) -> None:
    here.change("update alembic_version set version_num = 'Sekret'")

    ended, entries = here.left_by("migrate")

    assert ended.code == 70
    (entry,) = entries
    assert (entry["action"], entry["outcome"]) == ("command.failed", "fault")
    assert entry["refs"] == {"command": "migrate", "failure": "CommandError"}


def test_a_migration_that_cannot_be_put_on_record_does_not_happen(here: Here) -> None:
    """A hub of the schema before, whose log takes nothing."""
    here.change("drop table seen_tokens")
    here.change("update alembic_version set version_num = '0007'")
    here.change(
        "create trigger full before insert on audit_entries begin select raise(abort, 'full'); end",
    )

    assert here.left_by("migrate")[1] == []

    with closing(sqlite3.connect(here.folder / "hub.db")) as database:
        assert database.execute("select version_num from alembic_version").fetchone() == ("0007",)
        tables = database.execute("select count(*) from sqlite_master where name = 'seen_tokens'").fetchone()
        assert tables == (0,)


def test_where_no_hub_can_be_reached_the_refusal_is_told_and_nothing_else(here: Here) -> None:
    (here.folder / "hub.db").unlink()

    ended = here.run("rotate-keys", "POL-DA")

    assert ended.code == 2
    assert ended.err.startswith("the database cannot be reached or used")


def test_a_service_leaves_that_it_started_and_that_it_stopped(here: Here) -> None:
    port = free_port()
    settings = {**here.settings, **a_service(here.folder, port)}
    process = commands.start("serve", folder=here.folder, **settings)
    trusted = ssl.create_default_context(cafile=settings["SHAREHUB_TLS_CERTIFICATE"])
    with httpx2.Client(base_url=f"https://localhost:{port}", verify=trusted, timeout=PATIENCE) as client:
        up(process, client)
        for _ in range(3):
            client.get("/api/v1/me")
        serving = [entry["action"] for entry in here.logged()]
    process.send_signal(signal.SIGTERM)
    commands.finished(process)

    assert serving[-2:] == ["service.started", "requests.refused_anonymous"]
    started, _, rest, stopped = here.logged()[-4:]
    assert started["refs"] == {"version": "0.1.0", "schema": newest()}
    assert [one["count"] for one in rest["refs"]["counts"]] == [2]
    assert (stopped["action"], stopped["refs"]) == ("service.stopped", {"started": started["id"]})


def test_a_dispatcher_does_the_work_and_leaves_that_it_started_and_that_it_stopped(here: Here) -> None:
    process = commands.start("dispatcher", folder=here.folder, **here.settings)
    wait_for(lambda: here.undone() == 0)
    process.send_signal(signal.SIGTERM)
    commands.finished(process)

    started, stopped = here.logged()[-2:]
    assert started["refs"] == {"version": "0.1.0", "schema": newest(), "process": "dispatcher"}
    assert (stopped["action"], stopped["refs"]) == ("service.stopped", {"started": started["id"]})


@pytest.mark.redis
def test_a_worker_leaves_that_it_started_and_that_it_stopped(here: Here, redis: str) -> None:
    process = commands.start("worker", folder=here.folder, SHAREHUB_BROKER=redis, **here.settings)
    wait_for(lambda: here.logged()[-1]["action"] == "service.started")
    process.send_signal(signal.SIGTERM)
    commands.finished(process)

    started, stopped = here.logged()[-2:]
    assert started["refs"] == {"version": "0.1.0", "schema": newest(), "process": "worker"}
    assert (stopped["action"], stopped["refs"]) == ("service.stopped", {"started": started["id"]})


def test_what_waits_and_how_far_rotations_are_is_told_and_leaves_nothing(here: Here) -> None:
    task = here.given_up()
    here.run("rotate-keys", "POL-DA", "--class", "safety", "--later")

    told = [
        here.left_by(*typed)
        for typed in (("outbox", "list"), ("outbox", "list", "--waiting"), ("rotations",))
    ]

    assert [entries for _, entries in told] == [[]] * 3
    dead, waiting, rotations = (ended.out for ended, _ in told)
    assert dead.startswith(
        f"{UUID(task)} expired.forget due 2026-01-01T00:00:00+00:00 tries 0 given up 2026-01-02"
    )
    assert " keys.rewrap due " in waiting
    assert rotations.startswith("POL-DA safety: 0 moved, begun ")


def test_backups_are_listed_with_what_is_wrong_with_them_and_leave_nothing(here: Here) -> None:
    keys, data = here.elsewhere("keys"), here.elsewhere("data")
    here.backed_up("data")
    made, said = here.left_by("backup", "keys", str(keys))
    place, until = made.out.splitlines()
    (damaged,) = keys.iterdir()

    sound, left = here.left_by("backup", "list", str(keys), "--within", "1")
    (damaged / "database").write_bytes(b"")
    spoilt = here.run("backup", "list", str(keys))
    none = here.run("backup", "list", str(here.folder / "nowhere"), "--within", "1")

    assert (place, said, left) == (str(damaged), [], [])
    assert until.startswith("destroy it by ")
    assert (sound.code, sound.out.count(", sound, to be destroyed by ")) == (0, 1)
    assert (spoilt.code, spoilt.out.count("is damaged")) == (1, 1)
    assert (none.code, none.out) == (1, "none was made within 1 hours\n")
    assert here.run("backup", "list", str(data)).code == 0


def test_keys_that_are_past_their_day_are_told_and_with_clear_deleted(here: Here) -> None:
    keys = here.elsewhere("keys")
    old = Path(here.backed_up("keys"))
    manifest = orjson.loads((old / "manifest.json").read_bytes()) | {"keep_until": "2020-01-01"}
    (old / "manifest.json").write_bytes(orjson.dumps(manifest))
    old = old.rename(keys / "keys-20191202T000000Z")

    listed = here.run("backup", "list", str(keys))
    told = here.run("backup", "keys", str(keys))
    (keys / Path(told.out.splitlines()[0]).name).rename(keys / "keys-20260101T000000Z")
    cleared = here.run("backup", "keys", str(keys), "--clear")

    assert (listed.code, "past its day, destroy it" in listed.out) == (1, True)
    assert told.out.endswith(f"{old}: past its day: destroy it\n")
    assert cleared.out.endswith(f"{old}: past its day: deleted\n")
    assert not old.exists()
