"""Reads what the author of a case file expects each reader to get, and each wall to show."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from policies.precedence import WITHHELD_REASONS
from policies.vocabulary import Caveat, Reason
from sharehub.rehearsal.node import Known, Node, day, identifier, many, one_of, text, word
from sharehub.rehearsal.parts import CaseReader, Expectation, WallExpectation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sharehub.rehearsal.held import Held

WITHHOLDING = MappingProxyType({reason.value: reason for reason in WITHHELD_REASONS})


def expectation(held: Held, readers: Mapping[str, CaseReader]) -> Callable[[Node], Expectation]:
    """Read one expectation; the purpose may be one that the rulebook does not know."""

    def read(node: Node) -> Expectation:
        reader = node.needed("reader", one_of(held.readers))
        _same_as_reader(node, readers.get(reader))
        return Expectation(
            id=node.needed("id", identifier),
            reader=reader,
            purpose=node.needed("purpose", text),
            day=node.needed("date", day),
            full=_facts(node, "full", held.facts),
            gist=_facts(node, "gist", held.facts),
            withheld=node.given("withheld", _by_reason(held.facts), None),
            caveats=node.given("caveats_must_include", _by_fact(held.facts), None),
        )

    return read


def wall_expectation(held: Held) -> Callable[[Node], WallExpectation]:
    """Read what is expected of one wall."""
    return lambda node: WallExpectation(
        id=node.needed("id", identifier),
        day=node.needed("date", day),
        attendees=node.needed("attendees", many(one_of(held.readers))),
        full=_facts(node, "full", held.facts),
        gist=_facts(node, "gist", held.facts),
        off_wall=_facts(node, "off_wall", held.facts),
    )


def _same_as_reader(node: Node, reader: CaseReader | None) -> None:
    """Note a role or unit that is repeated, and not the reader's."""
    if reader is None:
        return
    for key, own in (("role", reader.role), ("unit", reader.unit)):
        if node.given(key, text, own) != own:
            node.at(key).refuse("differs from the reader's", None)


def _facts(node: Node, key: str, facts: Known) -> frozenset[str] | None:
    return node.given(key, many(one_of(facts)), None)


def _by_reason(facts: Known) -> Callable[[Node], Mapping[Reason, frozenset[str]]]:
    def read(node: Node) -> Mapping[Reason, frozenset[str]]:
        return MappingProxyType(
            {_reason(key, entry): many(one_of(facts))(entry) for key, entry in node.entries()}
        )

    return read


def _reason(key: str, entry: Node) -> Reason:
    return WITHHOLDING.get(key) or entry.refuse("not a reason for withholding", Reason.FAULT)


def _by_fact(facts: Known) -> Callable[[Node], Mapping[str, frozenset[Caveat]]]:
    def read(node: Node) -> Mapping[str, frozenset[Caveat]]:
        for key, entry in node.entries():
            one_of(facts)(Node(key, entry.path, entry.flaws))
        return MappingProxyType({key: many(word(Caveat))(entry) for key, entry in node.entries()})

    return read
