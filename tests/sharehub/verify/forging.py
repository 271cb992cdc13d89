"""Exports written by hand out of any bytes, by somebody who has the log's key, without a database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson

from sharehub.audit import layout
from sharehub.audit.canonical import canonical
from sharehub.audit.checkpoint import Checkpoint, sign_checkpoint
from sharehub.audit.entry import leaf_hash
from sharehub.audit.merkle import root_of
from sharehub.audit.note import Kind, Signer
from sharehub.audit.tiles import FULL, bundles_made, grow, write_bundle
from sharehub.clock import EPOCH, uuid7
from tests.sharehub.audit.growing import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from sharehub.audit.entry import Value

LOG = Signer.from_seed(ORIGIN, Kind.TEXT, b"l" * 32)
BEGUN = 1_717_405_200_000_000
"""Microseconds since 1970 at which such a log begins; its entries are a millisecond apart."""


def an_entry(number: int, **more: Any) -> bytes:
    """Return the bytes of the entry of this number, valid unless told otherwise."""
    at = BEGUN + number * 1000
    identity = uuid7(EPOCH + timedelta(microseconds=at), lambda count: number.to_bytes(count, "big"))
    said: dict[str, Value] = {
        "v": 1,
        "id": str(identity),
        "at": at,
        "salt": f"{number:032x}",
        "action": "keys.rotated",
    }
    return canonical(said | {"outcome": "done"} | more)


def entries(count: int) -> list[bytes]:
    """Return that many entries."""
    return [an_entry(number) for number in range(count)]


def an_act(number: int, fact: UUID, revision: Any, version: Any = 1, digest: Any = "ab" * 32) -> bytes:
    """Return the bytes of an act upon a fact."""
    return an_entry(
        number,
        action="fact.published",
        fact=str(fact),
        revision=revision,
        manifest=digest,
        refs={"version": version},
    )


def write_export(
    folder: Path, bodies: Sequence[bytes], sealed: Sequence[bytes] = (), every: int = 300
) -> Path:
    """Write an export of these entries as they are, signed, with a checkpoint at every so many of them."""
    hashes, size = [leaf_hash(body) for body in bodies], len(bodies)
    files: dict[str, bytes] = {
        bundle.path: write_bundle(bodies[bundle.index * FULL : bundle.index * FULL + bundle.width])
        for bundle in bundles_made(0, size)
    }
    files |= {tile.path: data for tile, data in grow(0, hashes, lambda _: b"").items()}
    notes = {
        at: sign_checkpoint(Checkpoint(ORIGIN, at, root_of(hashes[:at])), [LOG]).encode()
        for at in [*range(every, size, every), size]
    }
    now = BEGUN // 1000 + size
    files[layout.CHECKPOINT] = notes[size]
    files[layout.CHECKPOINTS] = b"".join(
        layout.checkpoint_line(at, now, note.decode()) for at, note in notes.items()
    )
    files[layout.INDEX] = b"".join(_index_line(leaf, body) for leaf, body in enumerate(bodies))
    files[layout.OUTSIDE] = b""
    files[layout.SEALED] = b"".join(sealed)
    files[layout.HEAD] = layout.Head(ORIGIN, size, now).encode()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def _index_line(leaf: int, body: bytes) -> bytes:
    """Return the line that fits an entry, whatever it is."""
    try:
        columns = layout.columns_of(orjson.loads(body))
    except (ValueError, TypeError, LookupError, AttributeError):
        columns = {}
    return layout.index_line(leaf, leaf_hash(body).hex(), columns)
