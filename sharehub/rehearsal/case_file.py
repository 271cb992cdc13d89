"""Bytes to a case file: sound as a whole, or refused with everything that is wrong with it.

Source: domain/case-file.md; domain/model.md section 9 for the names of fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.rehearsal import agreements, expectations, people, strict_json
from sharehub.rehearsal.facts import fact
from sharehub.rehearsal.flaws import CaseFileError, Flaw, Flaws
from sharehub.rehearsal.held import held
from sharehub.rehearsal.node import Node, each, each_once, text, words
from sharehub.rehearsal.parts import CaseFile

if TYPE_CHECKING:
    from policies.rulebook import Rulebook

__all__ = ["CaseFile", "CaseFileError", "Flaw", "parse"]


def parse(source: bytes, rulebook: Rulebook) -> CaseFile:
    """Read a case file to be rehearsed with a rulebook, whose roles, purposes and gates it must keep to.

    Keys that are not known are ignored at every level. An expectation alone may name a purpose that the
    rulebook does not know.

    Raises:
        CaseFileError: the file cannot be used; it tells where and why, up to fifty times, and repeats no
            statement, gist, note or name.
    """
    flaws = Flaws()
    file = Node(strict_json.read(source, flaws), "", flaws)
    if not file.is_object():
        flaws.stop_if_any()
    case = _read(file, rulebook)
    flaws.stop_if_any()
    return case


def _read(file: Node, rulebook: Rulebook) -> CaseFile:
    known = held(file, rulebook)
    protocols = file.needed("protocols", each_once(agreements.protocol(known)))
    parties = frozenset(party for protocol in protocols for party in protocol.parties)
    readers = file.needed("readers", people.readers(known))
    return CaseFile(
        case_id=file.needed("case_id", text),
        title=file.given("title", words, None),
        persons=file.needed("persons", people.persons),
        units=file.needed("units", people.units(parties)),
        readers=readers,
        protocols=protocols,
        gates=file.needed("gates", each(agreements.gate(known))),
        consent_events=file.needed("consent_events", each_once(agreements.consent(known))),
        approvals=file.given("approvals", each(agreements.approval(known)), ()),
        overrides=file.given("overrides", each_once(agreements.override(known)), ()),
        exclusions=file.given("exclusions", each(agreements.exclusion(known)), ()),
        conflict_checks=file.given("conflict_checks", each(agreements.conflict_check(known)), ()),
        facts=file.needed("facts", each_once(fact(known))),
        expectations=file.given("expectations", each_once(expectations.expectation(known, readers)), ()),
        wall_expectations=file.given(
            "wall_expectations", each_once(expectations.wall_expectation(known)), ()
        ),
    )
