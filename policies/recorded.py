"""A decision as it was recorded: what was asked, all that it was made from, every answer; never content."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from policies.question import ProtocolInForce

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies.answer import FactDecision
    from policies.question import Ask, Case, Reader, Span
    from policies.table import Table
    from policies.wall import Fall

VERSION = 3
"""The third version says what units kept back from their channels."""

SECOND_VERSION = 2
"""Such records are read too: nothing was kept back. They say what was asked, and who was to be invited."""

FIRST_VERSION = 1
"""And such; what was asked, the entry beside them says."""

UNREADABLE = "unreadable"
"""The status of a consent event that could not be read: no status of ours, so that it is a fault again."""


class Asked(StrEnum):
    """What was asked for, and so which way the answers were found."""

    PATTERN = "pattern"
    WALL = "wall"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Cited:
    """A protocol that was in force, with the digest of the rulebook that it cites."""

    id: str
    parties: frozenset[str]
    purposes: frozenset[str]
    span: Span
    rulebook: str

    @classmethod
    def of(cls, protocol: ProtocolInForce) -> Cited:
        """Cite a protocol as a decision took it."""
        return cls(protocol.id, protocol.parties, protocol.purposes, protocol.span, protocol.table.digest)

    def in_force(self, table: Table) -> ProtocolInForce:
        """Return the protocol as a decision takes it, with this table."""
        return ProtocolInForce(self.id, self.parties, self.purposes, self.span, table)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One decision with everything it was made from; `base` is the digest of the hub's own rulebook.

    `readers` are everybody in front of a wall, otherwise the one who asked. For the cost of inviting,
    `invited` are those thought of, `falls` what each would have taken off the wall, and `answers` only those
    that the asker was told of. `invited` is None in a record of the first version, which does not say.
    """

    asked: Asked
    readers: tuple[Reader, ...]
    ask: Ask
    case: Case
    protocols: tuple[Cited, ...]
    base: str
    answers: Mapping[str, FactDecision]
    invited: tuple[Reader, ...] | None = ()
    falls: tuple[Mapping[str, Fall], ...] = ()

    def rulebooks(self) -> frozenset[str]:
        """The digests of all rulebooks that the decision went by."""
        return frozenset({self.base, *(protocol.rulebook for protocol in self.protocols)})
