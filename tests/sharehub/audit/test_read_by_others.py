"""What is proven and signed here passes an implementation by others; what is spoilt fails there as here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from metamorphic_log import (
    VerifyError,
    checkpoint_verify,
    checkpoint_verify_consistency,
    checkpoint_verify_inclusion,
    verify_consistency,
    verify_inclusion,
)

from sharehub.audit.merkle import consistency_proof, inclusion_proof, root_of
from sharehub.audit.tiles import Tile, grow, node_reader
from tests.sharehub.witness.logs import ORIGIN, Log, key_of

KEY = key_of(ORIGIN).verifier.text
LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=600)


class Tree:
    """A tree of leaf hashes, in tiles."""

    def __init__(self, leaves: list[bytes]) -> None:
        made = grow(0, leaves, lambda _tile: b"")
        tiles = {(tile.level, tile.index): data for tile, data in made.items()}

        def read(tile: Tile) -> bytes:
            return tiles[tile.level, tile.index]

        self.leaves = leaves
        self.read = node_reader(len(leaves), read)

    def root(self, size: int) -> bytes:
        return root_of(self.leaves[:size])


@given(LEAVES, st.data())
def test_our_proofs_of_random_trees_pass_there(leaves: list[bytes], data: st.DataObject) -> None:
    tree, size = Tree(leaves), len(leaves)
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))

    inclusion = inclusion_proof(index, size, tree.read)
    consistency = consistency_proof(old, size, tree.read)

    verify_inclusion(index, size, leaves[index], inclusion, tree.root(size))
    verify_consistency(old, size, consistency, tree.root(old), tree.root(size))
    for spoilt in ([*inclusion, bytes(32)], [bytes(32), *inclusion[1:]] if inclusion else [bytes(32)]):
        with pytest.raises(VerifyError):
            verify_inclusion(index, size, leaves[index], spoilt, tree.root(size))
    with pytest.raises(VerifyError):
        verify_consistency(old, size, [*consistency, bytes(32)], tree.root(old), tree.root(size))


@pytest.mark.parametrize(("old", "new"), [(1, 2), (3, 7), (255, 256), (256, 513), (300, 301)])
def test_our_checkpoints_and_what_leads_from_one_to_the_other_pass_there(old: int, new: int) -> None:
    log = Log()
    before, after = log.checkpoint(old).encode().decode(), log.checkpoint(new).encode().decode()

    head = checkpoint_verify(after, [KEY])

    assert (head.origin, head.size) == (ORIGIN, new)
    checkpoint_verify_consistency(before, after, [KEY], list(log.submission(old, new).proof))
    tree = Tree(log.leaves(new))
    checkpoint_verify_inclusion(after, [KEY], old, log.leaves(new)[old], inclusion_proof(old, new, tree.read))


def test_a_fork_and_a_stranger_fail_there() -> None:
    log, fork = Log(), Log(salt=b"another")
    five, six = log.checkpoint(5).encode().decode(), fork.checkpoint(6).encode().decode()

    with pytest.raises(VerifyError):
        checkpoint_verify_consistency(five, six, [KEY], list(fork.submission(5, 6).proof))
    with pytest.raises(VerifyError):
        checkpoint_verify(five, [key_of("other.example/log").verifier.text])
