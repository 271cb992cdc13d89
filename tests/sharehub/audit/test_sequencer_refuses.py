"""The sequencer signs nothing on top of what is not as it was signed, or is older."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, update

from sharehub.audit import log_keys
from sharehub.audit.checkpoint import Checkpoint, sign_checkpoint
from sharehub.audit.note import Kind, Signer
from sharehub.audit.sequencer import Round
from sharehub.database.schema import LogCheckpoint, LogLeaf, LogQueue, LogTile
from sharehub.errors import Tampered
from tests.sharehub.audit.growing import ORIGIN, Growing

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.hub import Hub

STRANGER = Signer.from_seed(ORIGIN, Kind.TEXT, b"s" * 32)


@pytest.fixture
def growing(hub: Hub, tmp_path: Path) -> Growing:
    return Growing.of(hub, tmp_path / "log")


@pytest.fixture
def on_sqlite(sqlite_hub: Hub, tmp_path: Path) -> Growing:
    return Growing.of(sqlite_hub, tmp_path / "log")


def spoil_tile(growing: Growing) -> None:
    growing.run(update(LogTile).where(LogTile.level == 0).values(hashes=bytes(32 * 5)))


def cut_tile(growing: Growing) -> None:
    growing.run(update(LogTile).values(hashes=bytes(32)))


def drop_tiles(growing: Growing) -> None:
    growing.run(delete(LogTile))


def sign_by_a_stranger(growing: Growing) -> None:
    note = sign_checkpoint(growing.newest(), [STRANGER]).encode()
    growing.run(update(LogCheckpoint).values(note=note))


def sign_another_log(growing: Growing) -> None:
    signer = Signer(f"{ORIGIN}/other", Kind.TEXT, growing.keys.signers[0].private)
    other = Checkpoint(signer.name, 5, growing.newest().root)
    growing.run(update(LogCheckpoint).values(note=sign_checkpoint(other, [signer]).encode()))


def spoil_checkpoint(growing: Growing) -> None:
    growing.run(update(LogCheckpoint).values(note=b"no note"))


def change_size(growing: Growing) -> None:
    growing.run(delete(LogLeaf).where(LogLeaf.leaf_index == 4), update(LogCheckpoint).values(size=4))


def drop_last_leaf(growing: Growing) -> None:
    growing.run(delete(LogLeaf).where(LogLeaf.leaf_index == 4))


def drop_checkpoint(growing: Growing) -> None:
    growing.run(delete(LogCheckpoint))


def drop_the_tree(growing: Growing) -> None:
    growing.run(*(delete(table) for table in (LogCheckpoint, LogLeaf, LogTile)))


def spoil_head(growing: Growing) -> None:
    log_keys.put_down_head(growing.key_file, b"no note")


def put_down_a_fork(growing: Growing) -> None:
    fork = sign_checkpoint(Checkpoint(ORIGIN, 5, b"f" * 32), growing.keys.signers)
    log_keys.put_down_head(growing.key_file, fork.encode())


def put_down_a_smaller_fork(growing: Growing) -> None:
    fork = sign_checkpoint(Checkpoint(ORIGIN, 3, b"f" * 32), growing.keys.signers)
    log_keys.put_down_head(growing.key_file, fork.encode())


def put_down_a_larger(growing: Growing) -> None:
    larger = sign_checkpoint(Checkpoint(ORIGIN, 6, b"f" * 32), growing.keys.signers)
    log_keys.put_down_head(growing.key_file, larger.encode())


ATTACKS = (
    *(spoil_tile, cut_tile, drop_tiles, sign_by_a_stranger, sign_another_log, spoil_checkpoint, change_size),
    *(drop_last_leaf, drop_checkpoint, drop_the_tree, spoil_head, put_down_a_fork),
    *(put_down_a_smaller_fork, put_down_a_larger),
)


def test_what_is_not_as_it_was_signed_is_refused_and_nothing_is_signed_on_top(growing: Growing) -> None:
    for attack in ATTACKS:
        growing.forget()
        growing.grow(5)
        attack(growing)
        growing.record(1)
        before = log_keys.signed_head(growing.key_file), growing.count(LogCheckpoint)

        with pytest.raises(Tampered):
            growing.round()

        assert (log_keys.signed_head(growing.key_file), growing.count(LogCheckpoint)) == before, attack
        assert growing.count(LogQueue) == 1, attack


def test_a_leaf_put_in_past_the_program_is_refused(growing: Growing) -> None:
    growing.grow(2)
    (waiting,) = growing.record(1)
    growing.run(insert(LogLeaf).values(leaf_index=2, entry_id=waiting, leaf_hash=b"l" * 32))

    with pytest.raises(Tampered, match="do not end where"):
        growing.round()


def test_a_database_that_was_put_back_is_refused(on_sqlite: Growing, tmp_path: Path) -> None:
    folder = tmp_path / "hub" / "data"
    on_sqlite.grow(3)
    on_sqlite.hub.engine.dispose()
    shutil.copytree(folder, tmp_path / "kept")
    on_sqlite.grow(2)
    on_sqlite.hub.engine.dispose()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "kept", folder)
    on_sqlite.record(4)

    with pytest.raises(Tampered, match="older than the log that was signed"):
        on_sqlite.round()

    assert on_sqlite.newest().size == 3


def test_a_database_that_was_put_back_and_signed_elsewhere_meanwhile_is_refused(
    on_sqlite: Growing, tmp_path: Path
) -> None:
    folder = tmp_path / "hub" / "data"
    on_sqlite.grow(3)
    on_sqlite.hub.engine.dispose()
    shutil.copytree(folder, tmp_path / "kept")
    on_sqlite.grow(2)
    head = log_keys.signed_head(on_sqlite.key_file)
    on_sqlite.hub.engine.dispose()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "kept", folder)
    on_sqlite.key_file.with_name("log.json.head").unlink()
    on_sqlite.grow(6)
    assert head is not None
    log_keys.put_down_head(on_sqlite.key_file, head)

    with pytest.raises(Tampered, match="does not begin with the one that was signed"):
        on_sqlite.round()


def test_a_head_that_was_lost_is_put_down_anew(growing: Growing) -> None:
    growing.grow(3)
    head = log_keys.signed_head(growing.key_file)
    growing.key_file.with_name("log.json.head").unlink()

    assert growing.round() == Round(3, 0, 0)
    assert log_keys.signed_head(growing.key_file) == head
