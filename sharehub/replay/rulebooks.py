"""The rulebooks that decisions cite, read from the hub anew and compiled once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policies.compile import compile_table
from policies.findings import PolicyError
from policies.parse import parse_rulebook
from sharehub.protocols import queries
from sharehub.replay.reading import Wrong

if TYPE_CHECKING:
    from policies.recorded import Recorded
    from policies.table import Table
    from sharehub.hub import Hub


@dataclass(frozen=True, slots=True)
class CitedRulebooks:
    """Tables by digest; in place of one that cannot be had, what is wrong with it."""

    hub: Hub
    tables: dict[str, Table] = field(default_factory=dict)
    unusable: dict[str, Wrong] = field(default_factory=dict)

    def wrong(self, recorded: Recorded) -> dict[str, Wrong]:
        """Say which of the rulebooks that a decision cites cannot be used, and why."""
        cited = recorded.rulebooks()
        for digest in cited - self.tables.keys() - self.unusable.keys():
            self._read(digest)
        return {digest: self.unusable[digest] for digest in sorted(cited & self.unusable.keys())}

    def table(self, digest: str) -> Table:
        """Return the table of a rulebook with which nothing is wrong."""
        return self.tables[digest]

    def _read(self, digest: str) -> None:
        with self.hub.glance() as tx:
            text = queries.rulebook_text(tx, digest)
        found = Wrong.RULEBOOK_MISSING if text is None else _compiled(text, digest)
        if isinstance(found, Wrong):
            self.unusable[digest] = found
        else:
            self.tables[digest] = found


def _compiled(text: str, digest: str) -> Table | Wrong:
    try:
        rulebook = parse_rulebook(text)
    except PolicyError:
        return Wrong.RULEBOOK_ALTERED
    return compile_table(rulebook) if rulebook.digest == digest else Wrong.RULEBOOK_ALTERED
