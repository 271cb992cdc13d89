"""Acts upon facts, as the log has them, held against the rows of facts that the database has now."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sharehub.audit.layout import SEALED
from sharehub.verify.chunk import FACT, ID_BYTES
from sharehub.verify.failures import Failure
from sharehub.verify.files import lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sharehub.verify.report import Report


@dataclass(slots=True)
class Facts:
    """The records of every fact, by its id: memory grows with the acts upon facts, 64 bytes each."""

    acts: dict[bytes, bytearray] = field(default_factory=dict)

    def take(self, records: bytes | bytearray) -> None:
        """Add records of acts."""
        for begin in range(0, len(records), FACT.size):
            self.acts.setdefault(bytes(records[begin : begin + ID_BYTES]), bytearray()).extend(
                records[begin : begin + FACT.size]
            )

    def check_revisions(self, report: Report) -> None:
        """Check that the acts upon each fact count from 1 without gap or double, in any order."""
        for fact, records in self.acts.items():
            revisions = sorted(revision for _, revision, _, _ in FACT.iter_unpack(records))
            if revisions != list(range(1, len(revisions) + 1)):
                report.add(Failure.REVISIONS, f"fact {UUID(bytes=fact)}")

    def check_sealed(self, folder: Path, report: Report) -> None:
        """Check that each version's row is the one that the log last spoke of, and that none is gone."""
        left, keys = set(self.acts), set[str]()
        for fact, rows in groupby(lines(folder, SEALED, report), lambda row: str(row.get("fact"))):
            found = list(rows)
            for problem in self._problems(fact, found, keys):
                report.add(Failure.SEALED, f"fact {fact}: {problem}")
            left.discard(_identity(fact))
        for gone in left:
            report.add(Failure.SEALED, f"fact {UUID(bytes=gone)}: its rows are gone")

    def _problems(self, fact: str, rows: list[dict[str, Any]], keys: set[str]) -> Iterator[str]:
        held: dict[Any, Any] = {row.get("version"): row.get("manifest") for row in rows}
        known: dict[Any, Any] = self._last_digests(_identity(fact))
        if not known:
            yield "the log does not know it"
        for version in sorted(known.keys() | held, key=str):
            if known and known.get(version) != held.get(version):
                yield f"version {version} is not the one that the log last spoke of"
        for row in rows:
            named = row.get("keys")
            if not isinstance(named, list) or len(named) != 1 or named[0] in keys:
                yield f"version {row.get('version')} has a ciphertext of another row"
            keys.update(map(str, named or ()))

    def _last_digests(self, fact: bytes) -> dict[int, str]:
        """Return the digest that the log last gave for each version of a fact."""
        last, known = 0, dict[int, str]()
        acts = sorted(FACT.iter_unpack(self.acts.get(fact, b"")), key=lambda act: act[1])
        for _, _, version, digest in acts:
            last = version or last
            known[last] = digest.hex()
        return known


def _identity(fact: str) -> bytes:
    try:
        return UUID(fact).bytes
    except ValueError:
        return b""
