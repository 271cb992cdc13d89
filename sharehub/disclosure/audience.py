"""For whom a release is written: his side, or those who protect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consent.people import undetermined
from policies.routes import terms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.question import Ask, Case, ProtocolInForce, Reader
    from policies.table import Row, Table


@dataclass(frozen=True, slots=True)
class Audience:
    """How a release to this reader is written and what they are told.

    `his_side`: the reader works with him, or he will read it, under any rulebook in play; then nothing tells
    that anything is withheld, nor how anything is known. `he_reads`: it is a purpose of papers that he reads.
    `row` is None when the role may not ask for the purpose under any of them.
    """

    his_side: bool
    row: Row | None
    he_reads: bool = False


def audience(
    reader: Reader, ask: Ask, case: Case, protocols: Sequence[ProtocolInForce], base: Table
) -> Audience:
    """Return the audience that a reader is; where rulebooks differ the more silent one wins."""
    tables = [base, *(protocol.table for protocol in protocols if ask.purpose in protocol.purposes)]
    still_open = undetermined(case.people)
    terms = [terms_of(table, reader.role, ask.purpose, undetermined=still_open) for table in tables]
    rows = [term.row for term in terms if term.row is not None]
    return Audience(
        his_side=not rows or any(t.works_with_him or (t.row is not None and t.row.he_reads) for t in terms),
        row=rows[0] if rows else None,
        he_reads=any(row.he_reads for row in rows),
    )
