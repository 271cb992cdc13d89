"""What is wrong with a backup, or with where it goes, is found before anything changes."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from sharehub.administration.commands import LogAlone
from sharehub.audit.entry import Act, Action
from sharehub.backup import postgres
from sharehub.backup.apart import require_apart
from sharehub.backup.folder import DATABASE, MANIFEST, digest_of, named
from sharehub.backup.make import back_up
from sharehub.backup.manifest import Held, Manifest, parse_manifest
from sharehub.backup.restore import restore
from sharehub.crypto.tables import key_engine
from sharehub.database.engine import open_engine
from sharehub.errors import Conflict, Invalid
from tests.sharehub.backup.places import Places, new_places
from tests.sharehub.conftest import START

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from sharehub.hub import Hub
    from tests.sharehub.world import World


@pytest.fixture
def places(hub: Hub, tmp_path: Path) -> Iterator[Places]:
    with new_places(hub, tmp_path) as found:
        yield found


def of(hub: Hub, kind: Held, folder: Path) -> Path:
    """Back up one of a hub's two databases, and return the backup's folder."""
    engine = hub.engine if kind is Held.DATA else hub.keys.engine
    return back_up(engine, kind, folder / f"of-{kind.value}", hub.clock.now())[0]


def said(backup: Path, **changes: object) -> None:
    """Let a backup's manifest say something else."""
    manifest = orjson.loads((backup / MANIFEST).read_bytes())
    (backup / MANIFEST).write_bytes(orjson.dumps(manifest | changes))


def test_a_backup_is_its_owners_alone_and_says_what_it_is(hub: Hub, tmp_path: Path) -> None:
    for kind in Held:
        backup = of(hub, kind, tmp_path)
        manifest = parse_manifest((backup / MANIFEST).read_bytes())

        assert manifest.kind is kind
        assert manifest.system == hub.engine.dialect.name
        assert (manifest.size, manifest.sha256) == digest_of(backup / DATABASE)
        month = (hub.clock.now() + timedelta(days=30)).date()
        assert manifest.keep_until == (month if kind is Held.KEYS else None)
        assert sorted(one.name for one in backup.iterdir()) == [DATABASE, MANIFEST]
        for one in (backup, *backup.iterdir()):
            assert stat.S_IMODE(one.stat().st_mode) & 0o077 == 0


def flipped(backup: Path) -> None:
    content = bytearray((backup / DATABASE).read_bytes())
    content[len(content) // 2] ^= 1
    (backup / DATABASE).write_bytes(content)


def cut(backup: Path) -> None:
    (backup / DATABASE).write_bytes((backup / DATABASE).read_bytes()[:-1])


def file_gone(backup: Path) -> None:
    (backup / DATABASE).unlink()


def manifest_gone(backup: Path) -> None:
    (backup / MANIFEST).unlink()


def no_manifest(backup: Path) -> None:
    (backup / MANIFEST).write_text("[]")


def newer(backup: Path) -> None:
    said(backup, schema="9999")


def other_system(backup: Path) -> None:
    there = parse_manifest((backup / MANIFEST).read_bytes()).system
    said(backup, system="postgresql" if there == "sqlite" else "sqlite")


def called_the_other(backup: Path) -> None:
    said(backup, kind="keys")


WRONG: dict[Callable[[Path], None], str] = {
    flipped: "damaged",
    cut: "damaged",
    file_gone: "missing",
    manifest_gone: "not the folder of a backup",
    no_manifest: "not that of a backup",
    newer: "newer ShareHub",
    other_system: "another system",
    called_the_other: "a backup of keys, not of data",
}


def test_what_is_damaged_swapped_or_too_new_is_refused_and_nothing_is_put_anywhere(
    hub: Hub, places: Places, tmp_path: Path
) -> None:
    engine, sound = places.data_engine(), of(hub, Held.DATA, tmp_path)
    for number, (spoil, why) in enumerate(WRONG.items()):
        backup = shutil.copytree(sound, tmp_path / str(number))
        spoil(backup)

        with pytest.raises(Invalid, match=why):
            restore(engine, Held.DATA, backup, hub.clock.now())

    keys = of(hub, Held.KEYS, tmp_path)
    with pytest.raises(Invalid, match="a backup of keys, not of data"):
        restore(engine, Held.DATA, keys, hub.clock.now())
    restore(engine, Held.DATA, sound, hub.clock.now())  # it was empty all along
    engine.dispose()


def test_keys_past_their_day_are_taken_only_by_whoever_says_so(
    hub: Hub, places: Places, tmp_path: Path
) -> None:
    backup = of(hub, Held.KEYS, tmp_path)
    engine = places.keys_engine()
    later = hub.clock.now() + timedelta(days=31)

    with pytest.raises(Invalid, match="to be destroyed by 2024-07-03"):
        restore(engine, Held.KEYS, backup, later)

    assert restore(engine, Held.KEYS, backup, later, overdue=True).kind is Held.KEYS
    engine.dispose()


def test_nothing_is_put_over_what_is_there_and_old_data_is_kept_aside(
    sqlite_hub: Hub, tmp_path: Path
) -> None:
    hub = sqlite_hub
    backup = of(hub, Held.DATA, tmp_path)
    database = Path(hub.engine.url.database or "")
    with hub.engine.connect() as connection:  # somebody uses it, and does nothing
        connection.exec_driver_sql("select 1")
        with pytest.raises(Conflict, match="stop every process"):
            restore(open_engine(str(hub.engine.url)), Held.DATA, backup, hub.clock.now(), replace=True)
    hub.close()
    with closing(sqlite3.connect(database)) as there:
        there.execute("create table later (one)")

    with pytest.raises(Conflict, match="--replace"):
        restore(hub.engine, Held.DATA, backup, hub.clock.now())
    restore(hub.engine, Held.DATA, backup, hub.clock.now(), replace=True)

    aside = database.with_name("hub.db.before-20240603T090000Z")
    for place, tables in ((database, 0), (aside, 1)):
        with closing(sqlite3.connect(place)) as there:
            found = there.execute("select count(*) from sqlite_master where name = 'later'").fetchone()
        assert found == (tables,)
    assert sorted(one.name for one in database.parent.iterdir()) == ["hub.db", aside.name]


def test_a_database_that_is_damaged_is_replaced_and_kept(sqlite_hub: Hub, tmp_path: Path) -> None:
    hub = sqlite_hub
    backup = of(hub, Held.DATA, tmp_path)
    hub.close()
    database = Path(hub.engine.url.database or "")
    database.write_bytes(b"no database at all" * 100)

    restore(hub.engine, Held.DATA, backup, hub.clock.now(), replace=True)

    with hub.glance() as tx:
        assert tx.connection.exec_driver_sql("select count(*) from cases").scalar_one() == 0
    assert database.with_name("hub.db.before-20240603T090000Z").read_bytes().startswith(b"no database")


@pytest.mark.postgres
def test_on_postgresql_nothing_is_put_into_a_database_that_holds_anything(
    postgres_hub: Hub, tmp_path: Path
) -> None:
    backup = of(postgres_hub, Held.DATA, tmp_path)

    with pytest.raises(Conflict, match="make a new, empty one"):
        restore(postgres_hub.engine, Held.DATA, backup, postgres_hub.clock.now(), replace=True)


@pytest.mark.postgres
def test_a_tool_that_is_missing_or_older_than_the_server_is_refused_by_name(
    postgres_hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    monkeypatch.setenv("PATH", str(tools))
    with pytest.raises(Invalid, match="pg_dump: is not on this machine"):
        of(postgres_hub, Held.DATA, tmp_path)
    (tools / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    (tools / "pg_dump").chmod(0o755)

    with pytest.raises(Invalid, match="pg_dump: is older than the server"):
        of(postgres_hub, Held.DATA, tmp_path)

    assert list((tmp_path / "of-data").iterdir()) == []


@pytest.mark.postgres
def test_no_password_is_in_what_a_tool_is_called_with(
    postgres_hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    tool = tmp_path / "tools" / "pg_dump"
    tool.parent.mkdir()
    tool.write_text(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 'pg_dump (PostgreSQL) 99.1' && exit\n"
        f'echo "$@" "$PGPASSWORD" >> {told}\nexit 1\n'
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")
    secret = postgres_hub.engine.url.set(password="Sekret", query={"sslmode": "prefer"})
    engine = open_engine(secret.render_as_string(hide_password=False))

    with pytest.raises(Invalid, match="pg_dump"):
        postgres.run([str(tool)], engine)

    (line,) = told.read_text().splitlines()
    assert line.endswith(" Sekret")
    assert line.count("Sekret") == 1
    assert "sslmode=prefer" in line


def test_data_and_keys_are_kept_apart_as_far_as_can_be_known(sqlite_hub: Hub, tmp_path: Path) -> None:
    of(sqlite_hub, Held.DATA, tmp_path)
    keys = tmp_path / "hub" / "keys"

    for target, others, why in (
        (tmp_path / "of-data", (), "backups of data here"),
        (tmp_path / "of-data" / "deeper", (), "backups of data here"),
        (tmp_path, (), "backups of data here"),
        (keys / "backups", (keys,), "not apart"),
        (tmp_path / "hub", (keys,), "not apart"),
    ):
        with pytest.raises(Conflict, match=why):
            require_apart(target, Held.KEYS, others)
    require_apart(tmp_path / "of-keys", Held.KEYS, (keys,))
    require_apart(tmp_path / "of-data", Held.DATA, (keys,))


def test_two_of_one_moment_are_not_confused(sqlite_hub: Hub, tmp_path: Path) -> None:
    first = of(sqlite_hub, Held.DATA, tmp_path)

    with pytest.raises(Conflict, match="of this moment"):
        of(sqlite_hub, Held.DATA, tmp_path)

    assert named(tmp_path / "of-data", Held.DATA) == [first]
    assert isinstance(parse_manifest((first / MANIFEST).read_bytes()), Manifest)


def test_a_database_that_is_not_there_is_not_made_by_backing_it_up(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        back_up(key_engine(f"sqlite:///{tmp_path / 'gone.db'}"), Held.KEYS, tmp_path / "b", START)

    assert sorted(one.name for one in tmp_path.iterdir()) == ["b"]
    assert list((tmp_path / "b").iterdir()) == []


@pytest.mark.postgres
def test_the_savers_login_backs_up_all_the_data_and_can_change_none(
    postgres_world: World, tmp_path: Path
) -> None:
    world = postgres_world
    world.publish(world.behaviour())
    with a_saver(world.hub.engine) as saver:
        engine = open_engine(saver)
        hub = LogAlone(engine, world.hub.clock, world.hub.random)
        with hub.begin() as work:
            work.record(Act(Action.BACKUP_BEGUN))
        backup, _ = back_up(engine, Held.DATA, tmp_path / "of-data", world.hub.clock.now())
        for statement in ("delete from cases", "update facts set version = 2", "delete from audit_entries"):
            with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(text(statement))
        engine.dispose()

    with new_places(world.hub, tmp_path) as places:
        restored = places.data_engine()
        restore(restored, Held.DATA, backup, world.hub.clock.now())
        with restored.connect() as connection:
            found = [connection.scalar(text(f"select count(*) from {table}")) for table in ("facts", "cases")]
            ours = connection.scalar(text("select count(*) from audit_entries where action = 'backup.begun'"))
        restored.dispose()
    assert (found, ours) == ([1, 1], 1)


@contextmanager
def a_saver(engine: Engine) -> Iterator[str]:
    """Yield the address of a login such as deploy/postgresql/roles.sql makes for backups."""
    name = f"sharehub_test_{uuid4().hex[:12]}_saver"
    with engine.begin() as connection:
        connection.execute(text(f"create role {name} login bypassrls password 'x' in role sharehub_backup"))
        connection.execute(text(f"grant pg_read_all_data to {name}"))
    try:
        yield engine.url.set(username=name, password="x").render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"drop role {name}"))
