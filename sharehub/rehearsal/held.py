"""Which ids a file holds, and which words the rulebook knows: what references are checked against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.rehearsal.node import Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policies.rulebook import Rulebook
    from sharehub.rehearsal.node import Node


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that may be referred to."""

    persons: Known
    units: Known
    readers: Known
    facts: Known
    roles: Known
    purposes: Known
    gates: Known


def held(file: Node, rulebook: Rulebook) -> Held:
    """Gather the ids of a file, before any of it is read; whether they are sound is found when they are."""
    units = [*_keys(file.at("units").value), *_parties(file.at("protocols").value)]
    gates = {gate for gate in rulebook.purposes.values() if gate is not None}
    return Held(
        persons=_in_file("person", _keys(file.at("persons").value)),
        units=_in_file("unit", units),
        readers=_in_file("reader", _keys(file.at("readers").value)),
        facts=_in_file("fact", (item.get("id") for item in _objects(file.at("facts").value))),
        roles=_in_rulebook("role", rulebook.roles),
        purposes=_in_rulebook("purpose", rulebook.purposes),
        gates=_in_rulebook("gate", gates | rulebook.may_record.gates.keys()),
    )


def _in_file(what: str, ids: Iterable[object]) -> Known:
    return Known(f"no such {what} in this file", frozenset(key for key in ids if isinstance(key, str)))


def _in_rulebook(what: str, words: Iterable[str]) -> Known:
    return Known(f"no such {what} in the rulebook", frozenset(words))


def _keys(value: object) -> Iterable[object]:
    return value if isinstance(value, dict) else ()


def _objects(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _parties(protocols: object) -> Iterator[object]:
    """Yield the units that only a protocol names; they count as held."""
    for protocol in _objects(protocols):
        parties = protocol.get("parties")
        if isinstance(parties, list):
            yield from parties
