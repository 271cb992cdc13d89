"""The tree: published vectors, agreement with the RFC's own recursion, and refusal of every changed proof."""

from __future__ import annotations

from functools import cache
from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharehub.audit.entry import leaf_hash
from sharehub.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    Unproven,
    consistency_proof,
    inclusion_proof,
    node_hash,
    root_at,
    root_of,
    roots_shown,
    verify_consistency,
    verify_inclusion,
)
from tests.sharehub.audit import reference_tree as rfc

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 70
DATA = [f"entry {number}".encode() for number in range(MOST)]
LEAVES = [leaf_hash(entry) for entry in DATA]
SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, MOST]

# The eight entries, their roots and proofs of the certificate-transparency reference implementation.
PUBLISHED = [
    bytes.fromhex(entry)
    for entry in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
PUBLISHED_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
NODE_2_3 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
NODE_4_5 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
NODE_6_7 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
NODE_4_7 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
PUBLISHED_INCLUSIONS = [
    (0, 1, []),
    (0, 8, [LEAF_1, NODE_2_3, NODE_4_7]),
    (5, 8, [LEAF_4, NODE_6_7, PUBLISHED_ROOTS[4]]),
    (2, 3, [PUBLISHED_ROOTS[2]]),
    (1, 5, [PUBLISHED_ROOTS[1], NODE_2_3, LEAF_4]),
]
PUBLISHED_CONSISTENCIES = [
    (1, 1, []),
    (1, 8, [LEAF_1, NODE_2_3, NODE_4_7]),
    (6, 8, [NODE_4_5, NODE_6_7, PUBLISHED_ROOTS[4]]),
    (2, 5, [NODE_2_3, LEAF_4]),
]


def node(level: int, index: int) -> bytes:
    return rfc.mth(DATA[index << level : (index + 1) << level])


def published_node(level: int, index: int) -> bytes:
    return rfc.mth(PUBLISHED[index << level : (index + 1) << level])


@cache
def root(size: int) -> bytes:
    return rfc.mth(DATA[:size])


def unhex(hashes: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(given) for given in hashes]


def flipped(given: bytes, bit: int) -> bytes:
    return (int.from_bytes(given, "big") ^ (1 << bit)).to_bytes(len(given), "big")


def changed(proof: list[bytes], place: int, bit: int) -> list[list[bytes]]:
    """Return a proof with one bit flipped, one hash left out, one doubled, one short, and one too many."""
    lengthened = [[*proof, EMPTY_ROOT], [EMPTY_ROOT, *proof]]
    if not proof:
        return lengthened
    at = place % len(proof)
    before, here, after = proof[:at], proof[at], proof[at + 1 :]
    return [
        *lengthened,
        [*before, flipped(here, bit), *after],
        [*before, *after],
        [*before, here, here, *after],
        [*before, here[:-1], *after],
    ]


SIZE = st.integers(1, MOST)
BIT = st.integers(0, 255)


@pytest.mark.parametrize("size", range(9))
def test_published_entries_have_their_published_roots(size: int) -> None:
    assert root_of(leaf_hash(entry) for entry in PUBLISHED[:size]).hex() == PUBLISHED_ROOTS[size]
    assert root_at(size, published_node).hex() == PUBLISHED_ROOTS[size]
    assert rfc.mth(PUBLISHED[:size]).hex() == PUBLISHED_ROOTS[size]


@pytest.mark.parametrize(("index", "size", "hashes"), PUBLISHED_INCLUSIONS)
def test_published_inclusion_proofs_are_made_and_verified(index: int, size: int, hashes: list[str]) -> None:
    proof = inclusion_proof(index, size, published_node)
    verify_inclusion(index, size, leaf_hash(PUBLISHED[index]), proof, bytes.fromhex(PUBLISHED_ROOTS[size]))

    assert proof == unhex(hashes)


@pytest.mark.parametrize(("old", "new", "hashes"), PUBLISHED_CONSISTENCIES)
def test_published_consistency_proofs_are_made_and_verified(old: int, new: int, hashes: list[str]) -> None:
    proof = consistency_proof(old, new, published_node)
    verify_consistency(old, new, proof, *unhex([PUBLISHED_ROOTS[old], PUBLISHED_ROOTS[new]]))

    assert proof == unhex(hashes)


def test_appending_one_by_one_gives_the_root_of_every_size() -> None:
    frontier = Frontier()
    roots = [frontier.root()]
    for leaf in LEAVES:
        frontier.append(leaf)
        roots.append(frontier.root())

    assert roots == [root(size) for size in range(MOST + 1)]


@given(st.integers(0, MOST), st.integers(0, MOST))
def test_a_frontier_taken_up_where_it_stood_goes_on_as_if_never_left(first: int, second: int) -> None:
    old, new = sorted((first, second))
    left = Frontier.stored(old, node)
    frontier = Frontier(left.size, left.peaks)
    frontier.extend(LEAVES[old:new])

    assert (frontier.size, frontier.root()) == (new, root(new))
    assert frontier.peaks == Frontier.stored(new, node).peaks


@pytest.mark.parametrize(("size", "peaks"), [(-1, []), (0, [EMPTY_ROOT]), (3, [EMPTY_ROOT]), (1, [b"short"])])
def test_peaks_that_fit_no_tree_are_refused(size: int, peaks: list[bytes]) -> None:
    with pytest.raises(ValueError, match="one peak"):
        Frontier(size, peaks)


def test_a_leaf_hash_of_another_length_is_refused_and_changes_nothing() -> None:
    frontier = Frontier()

    with pytest.raises(ValueError, match="32 bytes"):
        frontier.extend([LEAVES[0], LEAVES[1], b"short"])

    assert (frontier.size, frontier.root()) == (2, root(2))


@pytest.mark.parametrize("size", [size for size in SIZES if size])
def test_every_inclusion_proof_is_the_one_of_the_rfc_and_verifies(size: int) -> None:
    for index in range(size):
        proof = inclusion_proof(index, size, node)
        verify_inclusion(index, size, LEAVES[index], proof, root(size))
        assert proof == rfc.path(index, DATA[:size])


@pytest.mark.parametrize("new", SIZES)
def test_every_consistency_proof_is_the_one_of_the_rfc_and_verifies(new: int) -> None:
    for old in range(new + 1):
        proof = consistency_proof(old, new, node)
        verify_consistency(old, new, proof, root(old), root(new))
        assert proof == (rfc.proof(old, DATA[:new]) if old else [])


@given(st.data(), SIZE, BIT)
def test_an_inclusion_proof_with_anything_changed_is_refused(
    data: st.DataObject, size: int, bit: int
) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, MOST).filter(lambda drawn: drawn != index))
    proof = inclusion_proof(index, size, node)
    leaf, top = LEAVES[index], root(size)
    attempts = [(index, size, leaf, bad, top) for bad in changed(proof, other, bit)]
    attempts += [
        (other, size, leaf, proof, top),
        (index, size, flipped(leaf, bit), proof, top),
        (index, size, leaf, proof, flipped(top, bit)),
        (index, size, leaf[1:], proof, top),
    ]
    attempts += [(index, wrong, leaf, proof, root(wrong)) for wrong in range(MOST + 1) if wrong != size]

    for attempt in attempts:
        with pytest.raises(Unproven):
            verify_inclusion(*attempt)


@given(st.data(), SIZE, BIT)
def test_a_consistency_proof_with_anything_changed_is_refused(
    data: st.DataObject, new: int, bit: int
) -> None:
    old = data.draw(st.integers(1, new))
    place = data.draw(st.integers(0, 9))
    proof = consistency_proof(old, new, node)
    attempts = [(old, new, bad, root(old), root(new)) for bad in changed(proof, place, bit)]
    attempts += [
        (old, new, proof, flipped(root(old), bit), root(new)),
        (old, new, proof, root(old), flipped(root(new), bit)),
        (old, new, proof, root(old), root(new)[1:]),
    ]
    attempts += [(wrong, new, proof, root(wrong), root(new)) for wrong in range(1, MOST) if wrong != old]
    attempts += [(old, wrong, proof, root(old), root(wrong)) for wrong in range(MOST) if wrong != new]

    for attempt in attempts:
        with pytest.raises(Unproven):
            verify_consistency(*attempt)


def test_a_proof_of_another_length_is_refused_whatever_root_it_leads_to() -> None:
    one, two, three, four = LEAVES[:4]
    shown = node_hash(two, three)

    for index, size, proof, top in ((0, 1, [two], node_hash(two, one)), (0, 2, [], one)):
        with pytest.raises(Unproven, match=r"too long|too short"):
            verify_inclusion(index, size, one, proof, top)
    for old, new, proof, roots in (
        (2, 4, [], (one, one)),
        (3, 4, [two, three, one, four], (node_hash(four, node_hash(one, two)),) * 2),
        (3, 3, [two], (one, one)),
        (3, 4, [], (one, one)),
        (5, 8, [two, three], (two, shown)),
    ):
        with pytest.raises(Unproven, match=r"too long|too short|empty"):
            verify_consistency(old, new, proof, *roots)


def test_two_hashes_cut_elsewhere_are_not_the_same_two_hashes() -> None:
    both = LEAVES[0] + LEAVES[1]

    for cut in (both[:31], both[31:]), (both[:33], both[33:]):
        with pytest.raises(Unproven, match="32 bytes"):
            verify_inclusion(0, 2, cut[0], [cut[1]], root(2))
        with pytest.raises(Unproven, match="32 bytes"):
            verify_consistency(1, 2, [cut[1]], cut[0], root(2))


def test_every_tree_grows_from_the_empty_one_which_has_one_root() -> None:
    verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    verify_consistency(0, 5, [], EMPTY_ROOT, root(5))

    for old_root, proof in ((root(5), []), (EMPTY_ROOT, [root(5)])):
        with pytest.raises(Unproven):
            verify_consistency(0, 5, proof, old_root, root(5))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_a_leaf_that_is_not_there_has_no_inclusion_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_proof(index, size, node)
    with pytest.raises(Unproven, match="no such leaf"):
        verify_inclusion(index, size, LEAVES[0], [], root(size))


@pytest.mark.parametrize(("old", "new"), [(6, 5), (-1, 5)])
def test_a_tree_that_shrank_has_no_consistency_proof(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no smaller"):
        consistency_proof(old, new, node)
    with pytest.raises(Unproven, match="no smaller"):
        verify_consistency(old, new, [], root(5), root(5))


def test_a_tree_of_negative_size_has_no_root() -> None:
    with pytest.raises(ValueError, match="no fewer"):
        root_at(-1, node)


def test_a_proof_shows_the_older_root_to_whoever_knows_the_newer() -> None:
    proof = consistency_proof(6, 8, node)

    assert roots_shown(6, 8, proof, EMPTY_ROOT) == (root(6), root(8))


def test_proofs_ask_for_few_nodes_and_only_for_complete_ones() -> None:
    size, asked = 1_000_003, []

    def noted(level: int, index: int) -> bytes:
        asked.append((index + 1) << level)
        return EMPTY_ROOT

    proofs = inclusion_proof(700_001, size, noted) + consistency_proof(700_001, size, noted)

    assert max(asked) <= size
    assert len(proofs) <= 2 * 21
    assert len(asked) <= 4 * 21


def test_a_hundred_thousand_leaves_take_a_fraction_of_a_second() -> None:
    leaves = [number.to_bytes(32, "big") for number in range(100_000)]
    before = process_time()
    root_of(leaves)

    assert process_time() - before < 1
