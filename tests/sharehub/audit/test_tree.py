"""The log's tree as it is stored: what waits, page by page, missing tiles, batches whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from sharehub.audit import tree
from sharehub.audit.tiles import Tile, grow
from sharehub.database.schema import LogCheckpoint, LogLeaf, LogQueue, LogTile
from sharehub.errors import Tampered
from tests.sharehub.audit.growing import Growing

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.audit.tree import Waiting
    from sharehub.hub import Hub


@pytest.fixture
def growing(hub: Hub, tmp_path: Path) -> Growing:
    return Growing.of(hub, tmp_path / "log")


def store(growing: Growing, batch: list[Waiting], first: int = 0) -> None:
    tiles = grow(0, [one.leaf_hash for one in batch], lambda _: b"")
    with growing.hub.begin() as work:
        tree.store(work.tx, first, batch, tiles, b"note")


def waiting(growing: Growing, most: int = 9) -> list[Waiting]:
    with growing.hub.begin() as work:
        return tree.waiting(work.tx, most)


def test_what_waits_is_read_page_by_page_in_the_order_of_ids(growing: Growing) -> None:
    made = growing.record(5)
    with growing.hub.begin() as work:
        first = tree.waiting(work.tx, 2)
        rest = tree.waiting(work.tx, 9, first[-1].entry)

    assert [one.entry for one in (*first, *rest)] == made
    assert len(first) == 2


def test_before_the_first_batch_there_is_nothing(growing: Growing) -> None:
    with growing.hub.begin() as work:
        assert tree.newest_checkpoint(work.tx) is None
        assert tree.leaves_end(work.tx) == 0
        assert tree.leaf_index(work.tx, b"l" * 32) is None


def test_a_stored_batch_waits_no_more_and_is_found_by_its_leaves(growing: Growing) -> None:
    growing.record(3)
    batch = waiting(growing)
    store(growing, batch)

    with growing.hub.begin() as work:
        assert tree.waiting(work.tx, 9) == []
        newest = tree.newest_checkpoint(work.tx)
        assert newest is not None
        assert (newest.size, newest.note) == (3, b"note")
        assert tree.leaves_end(work.tx) == 3
        assert [tree.leaf_index(work.tx, one.leaf_hash) for one in batch] == [0, 1, 2]


def test_what_the_tree_has_is_known_by_entry_and_by_bytes(growing: Growing) -> None:
    made = growing.record(3)
    batch = waiting(growing)
    store(growing, batch[:2])
    again = [batch[0]._replace(leaf_hash=b"o" * 32), batch[1]._replace(entry=made[2]), batch[2]]

    with growing.hub.begin() as work:
        known = tree.already_in(work.tx, again)

    assert {b"o" * 32, batch[1].leaf_hash} <= known
    assert batch[2].leaf_hash not in known


def test_many_ids_are_asked_for_in_several_statements(
    growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "MOST_IDS", 2)
    growing.record(5)
    batch = waiting(growing)
    store(growing, batch)

    with growing.hub.begin() as work:
        assert tree.already_in(work.tx, batch) == {one.leaf_hash for one in batch}
    assert growing.queued() == set()


def test_a_batch_of_which_something_left_the_queue_is_not_stored(growing: Growing) -> None:
    made = growing.record(2)
    batch = waiting(growing)
    growing.run(delete(LogQueue).where(LogQueue.entry_id == made[0]))

    with pytest.raises(Tampered, match="left the log's queue"):
        store(growing, batch)

    assert [growing.count(table) for table in (LogLeaf, LogTile, LogCheckpoint, LogQueue)] == [0, 0, 0, 1]


def test_a_place_that_is_taken_takes_no_other_leaf(growing: Growing) -> None:
    growing.record(2)
    first, second = waiting(growing)
    store(growing, [first])

    with pytest.raises(IntegrityError):
        store(growing, [second])

    assert growing.queued() == {second.entry}
    assert growing.count(LogLeaf) == 1


def test_the_last_tile_of_a_level_grows_in_its_place(growing: Growing) -> None:
    leaves = [entry.to_bytes(32, "big") for entry in range(3)]
    for count in (1, 3):
        with growing.hub.begin() as work:
            tree._store_tiles(work.tx, {Tile(0, 0, count): b"".join(leaves[:count])})

    with growing.hub.begin() as work:
        assert tree.tile_reader(work.tx)(Tile(0, 0, 3)) == b"".join(leaves)
    assert growing.count(LogTile) == 1


def test_a_tile_that_is_missing_or_cut_short_is_tampered(growing: Growing) -> None:
    growing.grow(3)
    growing.run(update(LogTile).values(hashes=bytes(64)))

    for asked in (Tile(0, 0, 3), Tile(0, 1, 1), Tile(1, 0, 1)):
        with growing.hub.begin() as work, pytest.raises(Tampered, match="missing or cut short"):
            tree.tile_reader(work.tx)(asked)


def test_a_tile_is_read_once_and_what_is_not_stored_yet_goes_before(growing: Growing) -> None:
    growing.grow(2)
    with growing.hub.begin() as work:
        read = tree.tile_reader(work.tx)
        stored = read(Tile(0, 0, 2))
        work.tx.session.connection().execute(delete(LogTile))
        over = tree.overlaid({Tile(0, 1, 1): b"new"}, read)

        assert over(Tile(0, 0, 2)) == stored
        assert over(Tile(0, 1, 1)) == b"new"
