"""Looking at the pieces of a log by several processes, a bounded number of them at a time."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from sharehub.audit.tiles import FULL
from sharehub.verify.chunk import BUNDLES, look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from sharehub.verify.chunk import Looked, Piece

FEW = 16
"""Pieces below which one process is done sooner than others have started."""


def spread(pieces: Iterable[Piece], processes: int) -> Iterator[Looked]:
    """Yield what each piece holds, in their order."""
    if processes == 1:
        yield from map(look, pieces)
        return
    # Spawned, so that nothing of this process, and no lock that a thread of it holds, is in them.
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        under_way: deque[Future[Looked]] = deque()
        for piece in pieces:
            under_way.append(pool.submit(look, piece))
            if len(under_way) > 2 * processes:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def processes_for(size: int) -> int:
    """Return how many processes are worth their while for a log of this size."""
    return 1 if size <= FEW * BUNDLES * FULL else len(os.sched_getaffinity(0))
