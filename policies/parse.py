"""From the text of a policy document to its meaning, and from its meaning to the hash it is known by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from policies.findings import Finding, PolicyError
from policies.protocol import inconsistencies
from policies.protocol_text import read_protocol
from policies.rulebook_text import read_rulebook
from policies.yaml_nodes import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from policies.protocol import Protocol
    from policies.rulebook import Rulebook

__all__ = [
    "Finding",
    "PolicyError",
    "canonical",
    "digest_of",
    "locate_protocol",
    "locate_rulebook",
    "parse_protocol",
    "parse_rulebook",
]


def parse_rulebook(text: str) -> Rulebook:
    """Read a rulebook from its YAML.

    Raises:
        PolicyError: with every finding, each with its path and line; nothing of the document is to be used.
    Source: release-matrix.md and decisions.md, as the words that a rulebook may hold.
    """
    return locate_rulebook(text)[0]


def locate_rulebook(text: str) -> tuple[Rulebook, Callable[[str], int]]:
    """Read a rulebook as `parse_rulebook` does; what comes with it gives the line of a path."""
    place = read_document(text)
    rulebook = read_rulebook(place)
    place.document.refuse_if_wrong()
    return replace(rulebook, digest=digest_of(rulebook)), place.document.line_of


def parse_protocol(text: str) -> Protocol:
    """Read a protocol from its YAML; whether it fits its rulebook is for policies.protocol.check_against.

    Raises:
        PolicyError: with every finding, each with its path and line. Whether its parts agree with one another
            is looked at once each of them can be read.
    """
    return locate_protocol(text)[0]


def locate_protocol(text: str) -> tuple[Protocol, Callable[[str], int]]:
    """Read a protocol as `parse_protocol` does; what comes with it gives the line of a path."""
    place = read_document(text)
    protocol = read_protocol(place)
    place.document.refuse_if_wrong()
    line_of = place.document.line_of
    place.document.findings.extend(
        replace(finding, line=line_of(finding.path)) for finding in inconsistencies(protocol)
    )
    place.document.refuse_if_wrong()
    return replace(protocol, digest=digest_of(protocol)), line_of


def canonical(document: Rulebook | Protocol) -> str:
    """Write what a document means in one way only: JSON with sorted keys, sets as sorted lists, no digest.

    Comments, order and layout of the YAML leave no trace here; every change of meaning does.
    """
    return json.dumps(_plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(document: Rulebook | Protocol) -> str:
    """Give the SHA-256, in hex, of a document's canonical form in UTF-8."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {
            part.name: _plain(getattr(value, part.name)) for part in fields(value) if part.name != "digest"
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, frozenset | tuple):
        return sorted(str(part) for part in value)
    return value.isoformat() if isinstance(value, date) else value
