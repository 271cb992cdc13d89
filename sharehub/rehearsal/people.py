"""Reads who is in a case file: its persons, its units and those who will ask."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from consent.people import AGE_OF_DECIDING, Part, Person, twelfth_birthday
from sharehub.rehearsal.node import Node, day, identifier, one_of, span, word, words
from sharehub.rehearsal.parts import CasePerson, CaseReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sharehub.rehearsal.held import Held

LATEST_BIRTH_YEAR = date.max.year - AGE_OF_DECIDING


def persons(node: Node) -> Mapping[str, CasePerson]:
    """Read the persons, by id."""
    return MappingProxyType({key: _person(key, entry) for key, entry in _own(node) if entry.is_object()})


def units(parties: frozenset[str]) -> Callable[[Node], Mapping[str, str]]:
    """Read the units: by id, the name each is shown by; one that only a protocol names is shown by its id."""

    def read(node: Node) -> Mapping[str, str]:
        named = {key: _unit_name(key, entry) for key, entry in _own(node)}
        return MappingProxyType({**named, **{key: key for key in sorted(parties - named.keys())}})

    return read


def readers(held: Held) -> Callable[[Node], Mapping[str, CaseReader]]:
    """Read those who ask, by id."""

    def read(node: Node) -> Mapping[str, CaseReader]:
        return MappingProxyType(
            {key: _reader(key, entry, held) for key, entry in _own(node) if entry.is_object()}
        )

    return read


def _own(node: Node) -> list[tuple[str, Node]]:
    """Return the entries of an object whose keys are the file's own ids."""
    entries = node.entries()
    for key, entry in entries:
        identifier(Node(key, entry.path, entry.flaws))
    return entries


def _person(key: str, node: Node) -> CasePerson:
    part = node.needed("part", word(Part))
    dob = node.given("dob", _date_of_birth, None)
    twelfth = twelfth_birthday(dob) if dob is not None and part is Part.CHILD else None
    return CasePerson(Person(key, part, twelfth), node.given("name", words, None), dob)


def _date_of_birth(node: Node) -> date:
    born = day(node)
    return born if born.year <= LATEST_BIRTH_YEAR else node.refuse("too late to turn twelve", date.min)


def _unit_name(key: str, node: Node) -> str:
    """Read a name written plainly or in an object; without one the id is shown."""
    if isinstance(node.value, dict):
        return node.given("name", words, key)
    return key if node.value is None else words(node)


def _reader(key: str, node: Node, held: Held) -> CaseReader:
    return CaseReader(
        id=key,
        role=node.needed("role", one_of(held.roles)),
        unit=node.needed("unit", one_of(held.units)),
        member=span(node, "member_from", "member_to"),
    )
