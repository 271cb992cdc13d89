"""The Merkle tree over the log's leaves: its root at every size, and proofs that it only ever grew.

A node is named by its level and its index: node (level, index) is the root over the 2**level leaves from
index * 2**level on. Only such complete nodes are ever stored. Every hash is 32 bytes of SHA-256.

Source: RFC 6962, section 2.1; RFC 9162, sections 2.1.3 and 2.1.4 (how proofs are verified).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of the tree without leaves."""

ReadNode: TypeAlias = "Callable[[int, int], bytes]"
"""Returns the hash of the complete node (level, index)."""

_sha256 = hashlib.sha256


class Unproven(ValueError):
    """A proof does not show what it was brought for."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node over its two children.

    Source: RFC 6962, section 2.1.
    """
    return _sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: all that appending and the root need, at most 64 hashes.

    The peaks are the roots of the complete trees that the leaves fall into, the largest and leftmost first:
    one for each set bit of the size.
    """

    __slots__ = ("_peaks", "_size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """Take a tree up where it stood.

        Raises:
            ValueError: the size is negative, or these are not the peaks of a tree of that size.
        """
        if size < 0 or len(peaks) != size.bit_count() or any(len(peak) != HASH_BYTES for peak in peaks):
            raise ValueError("a tree has one peak of 32 bytes for each set bit of its size")
        self._size = size
        self._peaks = list(peaks)

    @classmethod
    def stored(cls, size: int, read: ReadNode) -> Frontier:
        """Return the frontier of the first `size` leaves, out of stored nodes."""
        return cls(size, [read(level, index) for level, index in _complete(0, size)])

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self._size

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """The roots of the complete trees, the largest first."""
        return tuple(self._peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash; one node hash on average, and one for each level at most.

        Raises:
            ValueError: it is not 32 bytes long.
        """
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order; those before a refused one stay.

        Raises:
            ValueError: one of them is not 32 bytes long.
        """
        peaks, size = self._peaks, self._size
        pop, push, sha256 = peaks.pop, peaks.append, _sha256
        try:
            for leaf in leaves:
                if len(leaf) != HASH_BYTES:
                    raise ValueError("a leaf hash is 32 bytes")
                node, carry = leaf, size
                # Each set bit at the low end is a peak of the node's own height: the two become one.
                while carry & 1:
                    node = sha256(b"\x01" + pop() + node).digest()
                    carry >>= 1
                push(node)
                size += 1
        finally:
            self._size = size

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        return _fold(self._peaks)


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over these leaf hashes.

    Raises:
        ValueError: one of them is not 32 bytes long.
    """
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def root_at(size: int, read: ReadNode) -> bytes:
    """Return the root over the first `size` leaves, out of stored nodes.

    Raises:
        ValueError: the size is negative.
    """
    if size < 0:
        raise ValueError("a tree has no fewer than no leaves")
    return _range_hash(0, size, read)


def inclusion_proof(index: int, size: int, read: ReadNode) -> list[bytes]:
    """Return the hashes that lead from a leaf to the root, the one beside the leaf first.

    Args:
        index: of the leaf, from 0.
        size: of the tree, in leaves.
        read: returns stored nodes; only nodes complete at that size are asked for.

    Raises:
        ValueError: the tree has no such leaf.

    Source: RFC 6962, section 2.1.1.
    """
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    proof, begin, end = [], 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            proof.append(_range_hash(middle, end, read))
            end = middle
        else:
            proof.append(_range_hash(begin, middle, read))
            begin = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, read: ReadNode) -> list[bytes]:
    """Return the hashes that show that the tree of size `new` begins with that of size `old`.

    The proof is empty for trees of the same size, and from the empty tree.

    Raises:
        ValueError: not 0 <= old <= new.

    Source: RFC 6962, section 2.1.2.
    """
    if not 0 <= old <= new:
        raise ValueError("a consistency proof leads from a tree to one no smaller")
    if old == 0:
        return []
    proof, begin, end = [], 0, new
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            proof.append(_range_hash(middle, end, read))
            end = middle
        else:
            proof.append(_range_hash(begin, middle, read))
            begin = middle
    # From the left edge on, the whole old tree is one node: its root, which the verifier has.
    if begin > 0:
        proof.append(_range_hash(begin, end, read))
    return proof[::-1]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf hash stands at an index of the tree of this size and root.

    Size and root belong together and come from one signed checkpoint: a proof alone does not tell sizes
    apart whose paths to this leaf have the same shape.

    Raises:
        Unproven: the proof does not show it.

    Source: RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        raise Unproven("the tree has no such leaf")
    _admit(leaf, root, *proof)
    place, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise Unproven("the inclusion proof is too long")
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            place, last = _ascend(place, last)
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise Unproven("the inclusion proof is too short")
    if node != root:
        raise Unproven("the inclusion proof leads to another root")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that the tree of size and root `new` begins with the tree of size and root `old`.

    Raises:
        Unproven: the proof does not show it.

    Source: RFC 9162, section 2.1.4.2.
    """
    _admit(new_root)
    shown_old, shown_new = roots_shown(old, new, proof, old_root)
    if shown_old != old_root or shown_new not in {new_root, None}:
        raise Unproven("the consistency proof leads to other roots")


def roots_shown(old: int, new: int, proof: Sequence[bytes], old_root: bytes) -> tuple[bytes, bytes | None]:
    """Return the two roots that a consistency proof leads to: at size `old`, and at size `new`.

    Whoever knows the root at `new` and finds it here knows what the tree's root was at `old`. The new root
    is None where a proof says nothing of it: from the empty tree every tree grows, by an empty proof.

    Args:
        old: size of the older tree, in leaves.
        new: size of the newer one.
        proof: the hashes of the proof.
        old_root: begins the way where the old tree is one complete node, whose root no proof repeats.

    Raises:
        Unproven: the sizes or the proof's length fit no two trees.
    """
    _admit(old_root, *proof)
    if not 0 <= old <= new:
        raise Unproven("a consistency proof leads from a tree to one no smaller")
    if old in {0, new} and proof:
        raise Unproven("this consistency proof has to be empty")
    if old == 0:
        return EMPTY_ROOT, None if new else EMPTY_ROOT
    if old == new:
        return old_root, old_root
    return _climb(old - 1, new - 1, proof if old & (old - 1) else [old_root, *proof])


def _climb(place: int, last: int, nodes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Climb from the last leaf of the old tree, whose hash or node above it comes first, to both roots."""
    if not nodes:
        raise Unproven("the consistency proof is too short")
    while place & 1:
        place, last = place >> 1, last >> 1
    old_node = new_node = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            raise Unproven("the consistency proof is too long")
        if place & 1 or place == last:
            old_node, new_node = node_hash(node, old_node), node_hash(node, new_node)
            place, last = _ascend(place, last)
        else:
            new_node = node_hash(new_node, node)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise Unproven("the consistency proof is too short")
    return old_node, new_node


def _ascend(place: int, last: int) -> tuple[int, int]:
    """Skip the levels at which the rightmost node has no sibling."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _admit(*hashes: bytes) -> None:
    # Two hashes of other lengths could add up to the 64 bytes of another pair.
    if any(len(given) != HASH_BYTES for given in hashes):
        raise Unproven("a hash is 32 bytes")


def _split(size: int) -> int:
    """Return the largest power of two below a size of two or more: where RFC 6962 divides a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_hash(begin: int, end: int, read: ReadNode) -> bytes:
    return _fold([read(level, index) for level, index in _complete(begin, end)])


def _complete(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the complete nodes that cover a range, the largest first.

    The range begins at a multiple of a power of two no smaller than its length, as every range does that
    RFC 6962 divides a tree into.
    """
    while begin < end:
        level = (end - begin).bit_length() - 1
        yield level, begin >> level
        begin += 1 << level


def _fold(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in peaks[-2::-1]:
        root = node_hash(peak, root)
    return root
