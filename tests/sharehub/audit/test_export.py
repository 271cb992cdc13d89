"""Exporting the log: on record before anything is read, laid out as tiles, whole or not at all."""

from __future__ import annotations

import os
import threading
import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from sqlalchemy import delete, insert, select, text, update

from sharehub.audit import export as exporting
from sharehub.audit import layout, queries
from sharehub.audit.checkpoint import cosign, parse_checkpoint
from sharehub.audit.entry import Action, decode, leaf_hash
from sharehub.audit.export import Exported, export_log
from sharehub.audit.layout import columns_of, parse_head
from sharehub.audit.note import Kind, Signer, parse
from sharehub.audit.tiles import Bundle, Tile, hashes_of, parse_path, read_bundle
from sharehub.database.schema import AuditEntry, FactVersion, LogCheckpoint, LogCosignature, LogLeaf, LogTile
from sharehub.errors import Conflict, Invalid, Tampered
from tests.sharehub.audit.growing import ORIGIN, Growing, edit
from tests.sharehub.database.logins import logins_on

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.hub import Hub
    from tests.sharehub.world import World

WITNESS = Signer.from_seed("witness.example/1", Kind.COSIGNATURE, b"w" * 32)


@pytest.fixture
def growing(hub: Hub, tmp_path: Path) -> Growing:
    return Growing.of(hub, tmp_path / "log")


@pytest.fixture
def on_sqlite(sqlite_hub: Hub, tmp_path: Path) -> Growing:
    return Growing.of(sqlite_hub, tmp_path / "log")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "exports" / "today"


def export(growing: Growing, folder: Path, patience: float = 0) -> Exported:
    hub = growing.hub
    return export_log(hub.engine, hub.clock, hub.random, folder, patience)


def lines(folder: Path, path: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (folder / path).read_bytes().splitlines()]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def actions(growing: Growing) -> list[tuple[str, dict[str, Any]]]:
    growing.drain()
    said = map(decode, growing.bodies())
    return [(one["action"], one.get("refs", {})) for one in said if one["action"].startswith("log.")]


def test_an_export_has_every_tile_and_bundle_with_the_exact_bytes(growing: Growing, folder: Path) -> None:
    growing.grow(600)

    assert export(growing, folder) == Exported(600, 1, 1, 0, on_record=False)

    bodies, found = growing.bodies(), files(folder)
    assert {path for path in found if path.startswith("tile/")} == {
        *("tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"),
        *("tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"),
    }
    for path, data in found.items():
        if path.startswith("tile/entries/"):
            bundle = parse_path(path)
            assert isinstance(bundle, Bundle)
            begin = bundle.index * 256
            assert read_bundle(bundle, data) == bodies[begin : begin + bundle.width]
    assert hashes_of(Tile(0, 2, 88), found["tile/0/002.p/88"]) == [leaf_hash(body) for body in bodies[512:]]
    assert found[layout.CHECKPOINT] == growing.all(select(LogCheckpoint.note))[0][0]
    assert parse_head(found[layout.HEAD]).origin == ORIGIN
    assert parse_head(found[layout.HEAD]).size == 600


def test_its_lines_say_what_the_database_says(world: World, tmp_path: Path, folder: Path) -> None:
    growing = Growing.of(world.hub, tmp_path / "log")
    fact = world.publish(world.behaviour())
    growing.drain()
    (waiting,) = growing.record(1)

    done = export(growing, folder)

    bodies, leaves = growing.bodies(), growing.leaves()
    assert lines(folder, layout.INDEX) == [
        {"leaf": leaf, "leaf_hash": leaf_hash(body).hex(), **columns_of(decode(body))}
        for leaf, body in enumerate(bodies)
    ]
    assert done == Exported(len(leaves), 2, 1, 1, on_record=False)
    outside = {line["action"]: line for line in lines(folder, layout.OUTSIDE)}
    assert outside.keys() == {"keys.rotated", "log.export_begun"}
    assert outside["keys.rotated"]["id"] == str(waiting)
    assert {(line["waits"], line["leaf"]) for line in outside.values()} == {(True, None)}
    ((manifest, statement),) = growing.all(select(FactVersion.manifest, FactVersion.statement))
    assert lines(folder, layout.SEALED) == [
        {
            "fact": str(fact),
            "version": 1,
            "manifest": sha256(manifest).hexdigest(),
            "keys": [statement[6:22].hex()],
        }
    ]


def test_every_checkpoint_goes_out_with_what_witnesses_added(growing: Growing, folder: Path) -> None:
    for _ in range(3):
        growing.grow(2)
    ((note,),) = growing.all(select(LogCheckpoint.note).where(LogCheckpoint.size == 4))
    line = cosign(parse_checkpoint(parse(note).text), WITNESS, 5)
    at = growing.hub.clock.now()
    # With its newline or without.
    for size, said in ((4, line.text), (6, line.text.rstrip("\n"))):
        values = {"size": size, "witness": WITNESS.name, "at": at, "line": said}
        growing.run(insert(LogCosignature).values(values))

    assert export(growing, folder).checkpoints == 3
    notes = {one["size"]: one["note"] for one in lines(folder, layout.CHECKPOINTS)}
    assert list(notes) == [2, 4, 6]
    assert [len(parse(one.encode()).lines) for one in notes.values()] == [1, 2, 2]
    assert (folder / layout.CHECKPOINT).read_text() == notes[6]


def test_it_is_on_record_that_it_began_and_how_it_ended(growing: Growing, folder: Path) -> None:
    growing.grow(3)
    export(growing, folder)

    recorded = dict(actions(growing))
    begun = recorded[Action.LOG_EXPORT_FINISHED].pop("begun")
    assert recorded == {
        Action.LOG_EXPORT_BEGUN: {},
        Action.LOG_EXPORT_FINISHED: {"size": 3, "outside": 1, "checkpoints": 1, "versions": 0},
    }
    assert begun in {str(entry) for entry, _ in growing.leaves()[3:]}


def test_an_export_that_fails_leaves_that_it_began(
    on_sqlite: Growing, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite.grow(3)

    def fail(*_: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(queries, "versions", fail)
    with pytest.raises(ZeroDivisionError):
        export(on_sqlite, folder)

    assert [action for action, _ in actions(on_sqlite)] == [Action.LOG_EXPORT_BEGUN]
    assert list(folder.parent.iterdir()) == []


def test_it_waits_until_the_tree_has_its_own_entry(growing: Growing, folder: Path) -> None:
    growing.grow(3)
    stop = threading.Event()

    def sequence() -> None:
        running = growing.sequencer()
        while not stop.wait(0.02):
            running.round()

    thread = threading.Thread(target=sequence)
    thread.start()
    try:
        done = export(growing, folder, patience=30)
    finally:
        stop.set()
        thread.join()

    assert done == Exported(4, 0, 2, 0, on_record=True)
    assert lines(folder, layout.INDEX)[3]["action"] == "log.export_begun"


def test_without_a_sequencer_it_waits_no_longer_than_its_patience(
    on_sqlite: Growing, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite.grow(1)
    naps: list[float] = []
    monkeypatch.setattr(time, "sleep", naps.append)

    assert export(on_sqlite, folder, patience=0.05).on_record is False
    assert naps


def test_before_the_first_checkpoint_there_is_nothing_to_export(growing: Growing, folder: Path) -> None:
    growing.record(1)

    with pytest.raises(Conflict, match="no checkpoint yet"):
        export(growing, folder)

    assert not folder.exists()


def test_pages_and_gaps_make_no_difference(
    growing: Growing, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    growing.grow(600)
    for _ in range(3):
        growing.grow(1)
    growing.record(5)
    growing.run(delete(LogLeaf).where(LogLeaf.leaf_index == 300))
    export(growing, folder)
    monkeypatch.setattr(queries, "PAGE", 2)
    monkeypatch.setattr(exporting, "PAGE", 256)
    export(growing, tmp_path / "exports" / "by pages")

    one, other = files(folder), files(tmp_path / "exports" / "by pages")
    assert read_bundle(Bundle(1), one["tile/entries/001"])[300 - 256] == b""
    assert lines(folder, layout.INDEX)[300]["id"] is None
    assert {path for path in one if one[path] != other[path]} <= {layout.HEAD, layout.OUTSIDE}
    # The entry without a leaf, those that wait, and what the first export left.
    assert [len(found[layout.OUTSIDE].splitlines()) for found in (one, other)] == [7, 9]
    assert set(one[layout.OUTSIDE].splitlines()) < set(other[layout.OUTSIDE].splitlines())


def test_a_later_export_takes_the_place_of_an_earlier_one_and_shares_what_never_changes(
    growing: Growing, folder: Path
) -> None:
    growing.grow(300)
    export(growing, folder)
    before = {path: (folder / path).stat().st_ino for path in files(folder)}
    growing.grow(300)

    assert export(growing, folder).size == 602

    after = {path: (folder / path).stat().st_ino for path in files(folder)}
    shared = {path for path in after if before.get(path) == after[path]}
    assert shared == {"tile/entries/000", "tile/0/000"}
    assert not {path for path in after if path.endswith(".p/44")}
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_where_files_cannot_be_shared_they_are_written(
    on_sqlite: Growing, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    on_sqlite.grow(300)
    export(on_sqlite, folder)
    before = files(folder)
    monkeypatch.setattr(os, "link", refuse)
    export(on_sqlite, folder)

    assert files(folder)["tile/entries/000"] == before["tile/entries/000"]


def test_a_database_that_no_longer_holds_what_was_exported_does_not_overwrite_it(
    growing: Growing, folder: Path, tmp_path: Path
) -> None:
    growing.grow(300)
    export(growing, folder)
    before = files(folder)
    growing.run(edit(growing.leaves()[5][0], body=b"{}"))

    with pytest.raises(Tampered, match="no longer holds"):
        export(growing, folder)

    assert files(folder) == before
    export(growing, tmp_path / "elsewhere")
    assert read_bundle(Bundle(0), (tmp_path / "elsewhere" / "tile/entries/000").read_bytes())[5] == b"{}"


def test_a_log_that_is_smaller_than_what_was_exported_does_not_overwrite_it(
    growing: Growing, folder: Path
) -> None:
    growing.grow(3)
    growing.grow(3)
    export(growing, folder)
    before = files(folder)
    growing.run(delete(LogCheckpoint).where(LogCheckpoint.size == 6))

    with pytest.raises(Tampered, match="smaller than the export"):
        export(growing, folder)

    assert files(folder) == before


def test_an_export_of_another_log_or_anything_else_is_not_overwritten(
    on_sqlite: Growing, folder: Path
) -> None:
    on_sqlite.grow(3)
    folder.mkdir(parents=True)
    export(on_sqlite, folder)
    head = parse_head((folder / layout.HEAD).read_bytes())
    (folder / layout.HEAD).write_bytes(layout.Head("other.example/log", head.size, head.at).encode())
    with pytest.raises(Conflict, match="another log"):
        export(on_sqlite, folder)

    for spoil in (lambda: (folder / layout.HEAD).write_bytes(b"{}"), (folder / layout.HEAD).unlink):
        spoil()
        with pytest.raises(Conflict, match="no export of a log"):
            export(on_sqlite, folder)
    (folder.parent / "a file").write_bytes(b"")
    with pytest.raises(Conflict, match="no export of a log"):
        export(on_sqlite, folder.parent / "a file")


def test_a_folder_that_cannot_be_written_is_refused(on_sqlite: Growing, tmp_path: Path) -> None:
    on_sqlite.grow(1)
    (tmp_path / "a file").write_bytes(b"")

    with pytest.raises(Invalid, match="FOLDER: cannot be written"):
        export(on_sqlite, tmp_path / "a file" / "export")


def test_what_a_crash_left_is_cleared_and_an_export_that_stood_aside_comes_back(
    on_sqlite: Growing, folder: Path
) -> None:
    on_sqlite.grow(300)
    export(on_sqlite, folder)
    inode = (folder / "tile/0/000").stat().st_ino
    # Killed between the two renames: the older one stands aside, the newer one is whole and has no place yet.
    aside, new = folder.with_name(".today.old"), folder.with_name(".today.new")
    folder.rename(aside)
    new.mkdir()
    (new / "stray").write_bytes(b"")

    export(on_sqlite, folder)

    assert (folder / "tile/0/000").stat().st_ino == inode
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    # Killed after the second: what stood aside is only to be taken away.
    aside.mkdir()
    export(on_sqlite, folder)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_one_export_at_a_time_is_written_beside_another(
    on_sqlite: Growing, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite.grow(1)
    refused: list[str] = []
    versions = queries.versions

    def meanwhile(tx: Any) -> Any:
        monkeypatch.setattr(queries, "versions", versions)
        with pytest.raises(Conflict, match="another export") as conflict:
            export(on_sqlite, folder.with_name("other"))
        refused.append(str(conflict.value))
        return versions(tx)

    monkeypatch.setattr(queries, "versions", meanwhile)
    export(on_sqlite, folder)

    assert len(refused) == 1


def spoil_time(growing: Growing) -> None:
    growing.run(text("update audit_entries set at = 'once upon a time'"))


def spoil_id(growing: Growing) -> None:
    growing.run(text("update audit_entries set fact_id = 'x'"))


def spoil_newest(growing: Growing) -> None:
    growing.run(update(LogCheckpoint).values(note=b"no note"))


@pytest.mark.parametrize("spoil", [spoil_time, spoil_id, spoil_newest], ids=lambda spoil: spoil.__name__)
def test_what_this_program_never_wrote_is_said_to_be_that(
    on_sqlite: Growing, folder: Path, spoil: Any
) -> None:
    on_sqlite.grow(2)
    spoil(on_sqlite)

    with pytest.raises(Tampered):
        export(on_sqlite, folder)

    assert not folder.exists()


def test_columns_of_another_kind_than_they_are_for_go_out_as_text(on_sqlite: Growing, folder: Path) -> None:
    on_sqlite.grow(2)
    on_sqlite.run(text("update audit_entries set outcome = x'ff', purpose = 1.5"))

    export(on_sqlite, folder)

    assert {(line["outcome"], line["purpose"]) for line in lines(folder, layout.INDEX)} == {
        ("b'\\xff'", "1.5")
    }


def test_tiles_that_are_missing_are_left_out(growing: Growing, folder: Path) -> None:
    growing.grow(2)
    growing.run(delete(LogTile))

    export(growing, folder)

    assert "tile/0/000.p/2" not in files(folder)
    assert "tile/entries/000.p/2" in files(folder)


@pytest.mark.postgres
def test_on_postgresql_the_custodians_login_exports_and_the_applications_cannot(
    postgres_world: World, postgres_migrated: tuple[str, str], tmp_path: Path, folder: Path
) -> None:
    growing = Growing.of(postgres_world.hub, tmp_path / "log")
    postgres_world.publish(postgres_world.behaviour())
    size = growing.drain()
    with logins_on(postgres_migrated[0]) as logins:
        hub = growing.hub
        done = export_log(logins.engine("worker"), hub.clock, hub.random, folder, patience=0)
        assert done == Exported(size, 1, 1, 1, on_record=False)
        with pytest.raises(Exception, match="permission denied"):
            export_log(logins.engine("app"), hub.clock, hub.random, folder.with_name("app"), patience=0)
    assert all(line["action"] for line in lines(folder, layout.INDEX))
    assert growing.count(AuditEntry) == size + 3
