"""Tiles: their paths as published, their bytes, what an append makes, and refusal of all else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharehub.audit.entry import leaf_hash
from sharehub.audit.merkle import consistency_proof, inclusion_proof, root_at, root_of, verify_inclusion
from sharehub.audit.tiles import (
    Bundle,
    Tile,
    bundles_made,
    grow,
    hashes_of,
    node_reader,
    parse_path,
    read_bundle,
    tiles_made,
    write_bundle,
)
from tests.sharehub.audit import reference_tree as rfc

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = [number.to_bytes(3, "big") for number in range(70_000)]
LEAVES = [leaf_hash(entry) for entry in DATA]
INDEXES = st.integers(0, 2**64 - 1)
WIDTHS = st.integers(1, 256)
PLACES = st.builds(Tile, st.integers(0, 63), INDEXES, WIDTHS) | st.builds(Bundle, INDEXES, WIDTHS)


class Store:
    """Tiles as a log keeps them: the widest of each place."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, int], bytes] = {}
        self.size = 0

    def read(self, tile: Tile) -> bytes:
        return self.kept[tile.level, tile.index]

    def append(self, leaves: Sequence[bytes]) -> list[Tile]:
        made = grow(self.size, leaves, self.read)
        self.kept |= {(tile.level, tile.index): data for tile, data in made.items()}
        self.size += len(leaves)
        return list(made)


@pytest.fixture(scope="module")
def large() -> Store:
    store = Store()
    store.append(LEAVES)
    return store


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 999, 17), "tile/1/999.p/17"),
        (Tile(63, 1000, 255), "tile/63/x001/000.p/255"),
        (Bundle(1_234_067), "tile/entries/x001/x234/067"),
        (Bundle(273, 112), "tile/entries/273.p/112"),
    ],
)
def test_a_path_is_written_as_published_and_read_back(place: Tile | Bundle, path: str) -> None:
    assert place.path == path
    assert parse_path(path) == place


@given(PLACES)
def test_every_path_is_read_back(place: Tile | Bundle) -> None:
    assert parse_path(place.path) == place
    assert place.is_full == (place.width == 256)


@pytest.mark.parametrize(
    "path",
    [
        "", "/tile/0/000", "tile/0/000/", "tile/0/000\n", "tile/0", "tile/64/000", "tile/00/000",
        "tile/-1/000", "tile/0/0", "tile/0/0000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001",
        "tile/0/X001/000",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p/1/2",
        "tile/0/\u0660\u0660\u0661", "tile/data/000", "tile/entries", "tile/entries/0/000", "tile/0/../000",
        "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/x001/x001/x001/x001/x001/x001/x001/001",
    ],
)  # fmt: skip
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="tile"):
        parse_path(path)


@pytest.mark.parametrize(
    ("level", "index", "width"), [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)]
)
def test_a_tile_that_cannot_be_is_refused(level: int, index: int, width: int) -> None:
    with pytest.raises(ValueError, match="tile's"):
        Tile(level, index, width)


def test_the_published_tree_of_seventy_thousand_has_its_published_tiles() -> None:
    made = list(tiles_made(0, 70_000))

    assert made[:273] == [Tile(0, index) for index in range(273)]
    assert made[273:] == [Tile(0, 273, 112), Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles_made(0, 256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_made(0, 0)) == []


def test_an_append_makes_only_what_it_touches() -> None:
    assert list(tiles_made(70_000, 70_000)) == []
    assert list(tiles_made(70_000, 70_001)) == [Tile(0, 273, 113)]
    assert list(tiles_made(511, 513)) == [Tile(0, 1), Tile(0, 2, 1), Tile(1, 0, 2)]
    assert list(bundles_made(511, 513)) == [Bundle(1), Bundle(2, 1)]
    assert list(bundles_made(512, 512)) == []


@pytest.mark.parametrize(("old", "new"), [(2, 1), (-1, 1), (0, 2**64)])
def test_a_tree_that_does_not_grow_makes_no_tiles(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="only grows"):
        next(tiles_made(old, new))
    with pytest.raises(ValueError, match="only grows"):
        next(bundles_made(old, new))


@given(st.lists(st.integers(0, 600), max_size=6))
def test_appends_however_cut_make_the_named_tiles_and_the_same_ones_in_the_end(counts: list[int]) -> None:
    pieces, whole = Store(), Store()
    for count in counts:
        expected = list(tiles_made(pieces.size, pieces.size + count))
        assert pieces.append(LEAVES[pieces.size : pieces.size + count]) == expected
    whole.append(LEAVES[: pieces.size])

    assert pieces.kept == whole.kept


@pytest.mark.parametrize("tile", [Tile(0, 272), Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)])
def test_the_first_and_last_hash_of_a_tile_are_the_roots_that_the_rfc_gives(large: Store, tile: Tile) -> None:
    hashes = hashes_of(tile, large.read(tile))
    span = 256**tile.level
    begins = [(tile.index * 256 + place) * span for place in (0, tile.width - 1)]

    assert [hashes[0], hashes[-1]] == [rfc.mth(DATA[begin : begin + span]) for begin in begins]


@given(st.integers(1, 3000), st.integers(0, 600))
def test_a_tree_of_any_size_is_read_out_of_the_tiles_of_a_larger_one(size: int, more: int) -> None:
    store = Store()
    store.append(LEAVES[: size + more])
    node = node_reader(size, store.read)
    index = size * 7 // 11

    assert root_at(size, node) == root_of(LEAVES[:size])
    verify_inclusion(index, size, LEAVES[index], inclusion_proof(index, size, node), root_at(size, node))


def test_proofs_over_three_levels_of_tiles_are_those_of_the_rfc(large: Store) -> None:
    node = node_reader(70_000, large.read)

    assert root_at(70_000, node) == rfc.mth(DATA)
    assert inclusion_proof(65_537, 70_000, node) == rfc.path(65_537, DATA)
    assert consistency_proof(65_535, 70_000, node) == rfc.proof(65_535, DATA)


@pytest.mark.parametrize(("level", "index"), [(0, 600), (3, 75), (-1, 0), (0, -1), (10, 0)])
def test_a_node_that_is_not_complete_is_not_read(large: Store, level: int, index: int) -> None:
    with pytest.raises(ValueError, match="no such complete node"):
        node_reader(600, large.read)(level, index)


@pytest.mark.parametrize("count", [0, 31, 32, 95, 97, 257 * 32])
def test_bytes_that_are_no_tile_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="bytes of this tile"):
        hashes_of(Tile(0, 0, 3), bytes(count))


def test_a_leaf_hash_of_another_length_is_not_appended() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Store().append([LEAVES[0], b"short"])


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_a_bundle_is_read_back(entries: list[bytes]) -> None:
    assert read_bundle(Bundle(0, len(entries)), write_bundle(entries)) == entries


def test_a_bundle_is_length_prefixed_in_two_bytes_and_takes_the_longest_entry() -> None:
    assert write_bundle([b"ab", b""]) == b"\x00\x02ab\x00\x00"
    assert write_bundle([b"\x07" * 65_535])[:2] == b"\xff\xff"


@pytest.mark.parametrize("entries", [[], [b""] * 257, [bytes(65_536)]])
def test_entries_that_fit_no_bundle_are_refused(entries: list[bytes]) -> None:
    with pytest.raises(ValueError, match="1 to 256 entries"):
        write_bundle(entries)


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\x00\x01a", b"\x00\x01a\x00", b"\x00\x01a\x00\x02b", b"\x00\x00" * 3]
)
def test_bytes_that_are_no_bundle_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="bytes of this bundle"):
        read_bundle(Bundle(0, 2), data)
