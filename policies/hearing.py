"""What is settled once for all facts of one ask: who may ask at all, and by which routes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policies.admission import allocated, barred
from policies.inquiry import inquire
from policies.routes import Route, may_not_ask, terms_of
from policies.vocabulary import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.inquiry import Inquiry
    from policies.question import Ask, Case, ProtocolInForce, Reader
    from policies.routes import Terms
    from policies.table import Table


@dataclass(frozen=True, slots=True)
class Hearing:
    """One ask, ready to be asked fact by fact.

    `units` are all that the case or a protocol lists. `refusal` answers every fact at once: a conflict of
    interest, or not being allocated with no break-glass decision running. `routes` and `terms` keep what was
    found, by owner and by rulebook.
    """

    inquiry: Inquiry
    protocols: Sequence[ProtocolInForce]
    base: Table
    units: frozenset[str]
    allocated: bool
    refusal: Reason | None
    routes: dict[str, tuple[Route, ...]] = field(default_factory=dict)
    terms: dict[int, Terms] = field(default_factory=dict)

    def routes_to(self, owner: str) -> tuple[Route, ...]:
        """Every rulebook the reader must pass to have a fact of that owner; never none.

        Raises:
            TypeError: a protocol between the units for this purpose has no start.
        Source: decisions.md, steps 7 and 8.
        """
        if owner not in self.routes:
            units = {owner, self.inquiry.reader.unit}
            ask, own = self.inquiry.ask, len(units) == 1
            shared = [
                self._route(protocol.table, units, () if own else (protocol.id,))
                for protocol in self.protocols
                if ask.purpose in protocol.purposes
                and units <= protocol.parties
                and protocol.span.covers(ask.day)
            ]
            self.routes[owner] = tuple(shared or [self._route(self.base, units, (), missing=not own)])
        return self.routes[owner]

    def _route(
        self, table: Table, units: set[str], protocols: tuple[str, ...], *, missing: bool = False
    ) -> Route:
        terms = self._terms_under(table)
        refusal = may_not_ask(self.inquiry.reader.role, terms, listed=units <= self.units)
        return Route(terms, len(units) == 1, protocols, missing, refusal)

    def _terms_under(self, table: Table) -> Terms:
        """How a rulebook in play treats the reader's role and purpose, whoever owns the fact."""
        if id(table) not in self.terms:
            inquiry = self.inquiry
            self.terms[id(table)] = terms_of(
                table,
                inquiry.reader.role,
                inquiry.ask.purpose,
                undetermined=inquiry.circle.undetermined,
                glass=inquiry.glass,
            )
        return self.terms[id(table)]


def hear(
    reader: Reader,
    ask: Ask,
    case: Case,
    protocols: Sequence[ProtocolInForce],
    base: Table,
) -> Hearing:
    """Settle what is the same for every fact.

    Raises:
        TypeError: a membership, an exclusion or a conflict check has no start.
    Source: decisions.md, steps 1 and 2.
    """
    inquiry = inquire(reader, ask, case)
    conflict = barred(reader, ask.day)
    member = conflict is None and allocated(reader.memberships, ask.day)
    return Hearing(
        inquiry=inquiry,
        protocols=protocols,
        base=base,
        units=case.units.union(*(protocol.parties for protocol in protocols)),
        allocated=member,
        refusal=conflict if conflict or member or inquiry.glass else Reason.NOT_ALLOCATED,
    )
