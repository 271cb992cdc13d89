"""The Merkle tree as RFC 6962 defines it, by recursion over the whole data: slow, and nothing to get wrong.

It shares no code with the product. Source: RFC 6962, sections 2.1, 2.1.1 and 2.1.2.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def mth(data: Sequence[bytes]) -> bytes:
    """MTH: the root over the data."""
    n = len(data)
    if n == 0:
        return sha256().digest()
    if n == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = split(n)
    return sha256(b"\x01" + mth(data[:k]) + mth(data[k:])).digest()


def path(m: int, data: Sequence[bytes]) -> list[bytes]:
    """PATH: the inclusion proof of entry m."""
    n = len(data)
    if n == 1:
        return []
    k = split(n)
    if m < k:
        return [*path(m, data[:k]), mth(data[k:])]
    return [*path(m - k, data[k:]), mth(data[:k])]


def proof(m: int, data: Sequence[bytes]) -> list[bytes]:
    """PROOF: that the tree over the data begins with the tree over the first m of it, 0 < m <= n."""
    return subproof(m, data, b=True)


def subproof(m: int, data: Sequence[bytes], *, b: bool) -> list[bytes]:
    """SUBPROOF: b says whether the verifier has the root over the first m already."""
    n = len(data)
    if m == n:
        return [] if b else [mth(data)]
    k = split(n)
    if m <= k:
        return [*subproof(m, data[:k], b=b), mth(data[k:])]
    return [*subproof(m - k, data[k:], b=False), mth(data[:k])]


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k
