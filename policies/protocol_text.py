"""How a protocol is written: reads the YAML of one, refusing every word and gap it should not hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policies.protocol import Article6, Article9, Article10, Controller, Evidence, Lawful, Party, Protocol
from policies.yaml_nodes import entries_named, entries_shaped
from policies.yaml_values import (
    HASH,
    NAME,
    REFERENCE,
    any_prose,
    day,
    day_or_none,
    list_named,
    member,
    members,
    named,
    named_or_none,
    number,
    prose,
    some_prose,
)

if TYPE_CHECKING:
    from policies.yaml_nodes import Place

_PARTS = (
    "id", "version", "rulebook", "lead", "parties", "purposes", "effective", "review_due", "expires",
    "supersedes", "lawful", "evidence", "exceptions", "breach_contacts",
)  # fmt: skip
_REFERENCE_WORDS = "a name of letters, digits, - and _"
_EARLIER = re.compile(rf"{REFERENCE.pattern}/[1-9][0-9]{{0,3}}")
_CONDITION = re.compile(r"Sch 1 para ([1-9]|[12][0-9]|3[0-7])")
"""DPA 2018 Schedule 1 has paragraphs 1 to 41; those from 38 on are safeguards, not conditions."""

_MOST_VERSIONS = 9999


def read_protocol(document: Place) -> Protocol:
    """Read a protocol, noting what is wrong in the document; its digest is left empty."""
    part = document.section(_PARTS)
    return Protocol(
        id=named(part["id"], REFERENCE, _REFERENCE_WORDS),
        version=number(part["version"], _MOST_VERSIONS),
        digest="",
        rulebook=named(part["rulebook"], HASH, "a SHA-256 of 64 small hexadecimal digits"),
        lead=named(part["lead"], REFERENCE, _REFERENCE_WORDS),
        parties={unit: _party(entry) for unit, entry in entries_named(part["parties"], REFERENCE).items()},
        purposes=list_named(part["purposes"], NAME, "the name of a purpose"),
        effective=day(part["effective"]),
        review_due=day(part["review_due"]),
        expires=day_or_none(part["expires"]),
        supersedes=named_or_none(part["supersedes"], _EARLIER, "none, or an earlier protocol as ID/version"),
        lawful={purpose: _lawful(entry) for purpose, entry in entries_named(part["lawful"], NAME).items()},
        evidence=_evidence(part["evidence"]),
        exceptions=any_prose(part["exceptions"]),
        breach_contacts=some_prose(part["breach_contacts"]),
    )


def _party(place: Place) -> Party:
    part = place.section(("name", "controller", "contacts", "signatory"))
    return Party(
        name=prose(part["name"]),
        controller=member(part["controller"], Controller, "controller role"),
        contacts=some_prose(part["contacts"]),
        signatory=prose(part["signatory"]),
    )


def _lawful(place: Place) -> Lawful:
    part = place.section(
        ("article_6", "article_9", "article_10", "conditions", "power", "confidentiality", "part_3")
    )
    if part["article_6"].holds_nothing():
        part["article_6"].wrong("must list at least one")
    conditions = part["conditions"]
    return Lawful(
        article_6=members(part["article_6"], Article6, "basis of Article 6"),
        article_9=members(part["article_9"], Article9, "condition of Article 9"),
        article_10=member(part["article_10"], Article10, "footing under Article 10"),
        conditions=list_named(conditions, _CONDITION, "a condition such as Sch 1 para 18", may_be_empty=True),
        power=prose(part["power"]),
        confidentiality=prose(part["confidentiality"]),
        part_3={unit: prose(basis) for unit, basis in entries_shaped(part["part_3"], REFERENCE).items()},
    )


def _evidence(place: Place) -> Evidence:
    part = place.section(("dpia", "policy_document", "notice", "record_of_processing"))
    return Evidence(
        dpia=prose(part["dpia"]),
        policy_document=prose(part["policy_document"]),
        notice=prose(part["notice"]),
        record_of_processing=prose(part["record_of_processing"]),
    )
