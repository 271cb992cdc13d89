"""The form of an exported log: its files, and the lines in them.

`checkpoint` and `tile/` are laid out as C2SP tlog-tiles has them, so that other tools read them. The rest is
this product's own: JSON, one object a line, keys sorted, every line as `orjson` writes it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from sharehub.audit.entry import COLUMNS
from sharehub.audit.note import Malformed, write_base64

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "sharehub-log-export/1"

HEAD = "export.json"
"""Which log this is, how large, and when it was read."""
CHECKPOINT = "checkpoint"
"""The newest checkpoint, with whatever witnesses added."""
INDEX = "index.jsonl"
"""For each leaf the columns that the database keeps for queries."""
OUTSIDE = "queue.jsonl"
"""The entries of the database that are not in the tree, with their bytes; as a rule they wait for it."""
CHECKPOINTS = "checkpoints.jsonl"
"""Every checkpoint that is stored, the smallest first."""
SEALED = "sealed.jsonl"
"""For each version of each fact what its row holds: the digest of its manifest, and whose ciphertexts."""

_COLUMNS = ("id", *COLUMNS)
_FIELDS = ("id", *COLUMNS.values())
_INDEXED = sorted(("leaf", "leaf_hash", *_COLUMNS))
_INDEXED_FIELDS = [COLUMNS.get(name, name) for name in _INDEXED]

MOST_LINE = 1 << 20
"""Bytes of the longest line: an entry takes at most 65,535, and a note a million."""


@dataclass(frozen=True, slots=True)
class Head:
    """Which log was exported: its name, its size in leaves, and when, in milliseconds since 1970."""

    origin: str
    size: int
    at: int

    def encode(self) -> bytes:
        """Return the bytes of the file."""
        return _line({"format": FORMAT, **asdict(self)})


def parse_head(data: bytes) -> Head:
    """Return the head in a file's bytes.

    Raises:
        Malformed: the bytes are not exactly as a head writes itself.
    """
    try:
        said = orjson.loads(data)
        head = Head(said["origin"], said["size"], said["at"])
        if head.encode() == data and type(head.size) is type(head.at) is int and type(head.origin) is str:
            return head
    except (ValueError, TypeError, LookupError):
        pass
    raise Malformed("this is not the head of an exported log")


def index_line(leaf: int, leaf_hash: str | None, columns: Mapping[str, Any]) -> bytes:
    """Return a line of the index: where an entry stands, under which hash (in hex), and its columns."""
    return _line({"leaf": leaf, "leaf_hash": leaf_hash, **columns})


def index_line_of(leaf: int, leaf_hash: str, said: Mapping[str, Any]) -> bytes:
    """Return the line that the index has to have for an entry that says this."""
    known = {**said, "leaf": leaf, "leaf_hash": leaf_hash}
    # The names are in order already: sorting a million lines anew takes a second.
    line = dict(zip(_INDEXED, map(known.get, _INDEXED_FIELDS), strict=True))
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def outside_line(
    leaf: int | None, columns: Mapping[str, Any], body: bytes, leaf_hash: bytes, *, waits: bool
) -> bytes:
    """Return a line about an entry outside the tree; `leaf` is where a row claims it to be."""
    return _line(
        {
            "leaf": leaf,
            "leaf_hash": leaf_hash.hex(),
            "body": write_base64(body),
            "waits": waits,
            **columns,
        }
    )


def checkpoint_line(size: int, at: int, note: str) -> bytes:
    """Return a line about a stored checkpoint; `at` is when the hub says it signed, in ms since 1970."""
    return _line({"size": size, "at": at, "note": note})


def sealed_line(fact: str, version: int, manifest: str, keys: list[str]) -> bytes:
    """Return a line about a version of a fact.

    Args:
        fact: its id.
        version: counted from 1.
        manifest: the digest of the manifest in its row, in hex.
        keys: the ids that its ciphertexts carry of the data key they were made under, in hex: one, as a rule.
    """
    return _line({"fact": fact, "version": version, "manifest": manifest, "keys": keys})


def columns_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the database's columns have to say of an entry that says this."""
    return dict(zip(_COLUMNS, map(said.get, _FIELDS), strict=True))


def _line(value: Mapping[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
