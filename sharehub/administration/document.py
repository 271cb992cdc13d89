"""A partnership as its document describes it: agencies, units, users, clients, rulebook and protocols."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.findings import PolicyError
from policies.parse import parse_protocol, parse_rulebook
from policies.shipped import protocol_text, rulebook_text
from policies.yaml_nodes import entries_named, entries_shaped, read_document
from policies.yaml_values import NAME, REFERENCE, flag, list_named, named, prose, word
from sharehub.identity.actor import ADMINISTRATOR, SIGNATORY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from policies.protocol import Protocol
    from policies.rulebook import Rulebook
    from policies.yaml_nodes import Place

PARTS = ("issuer", "agencies", "units", "users", "clients", "rulebook", "protocols")
SHIPPED = "shipped"
KINDS = frozenset({"person", "system"})

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
SUBJECT = re.compile(r"[\x21-\x7e]{1,255}")
SUBJECT_WORDS = "as the provider writes it: up to 255 printable characters without a space"
ISSUER = re.compile(r"https://[\x21-\x7e]{1,240}|http://127\.0\.0\.1(:\d{1,5})?(/[\x21-\x7e]{0,200})?")


@dataclass(frozen=True, slots=True)
class Agency:
    """An organisation that units belong to."""

    name: str
    kind: str
    local_authority: str | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of an agency; `discreet` and `oversight` as the hub has them."""

    name: str
    agency: str
    discreet: bool
    oversight: bool


@dataclass(frozen=True, slots=True)
class User:
    """A person or a system, in one unit, and as whom the provider knows them."""

    name: str
    unit: str
    roles: frozenset[str]
    subject: str
    kind: str


@dataclass(frozen=True, slots=True)
class Client:
    """An application that may bring the provider's tokens."""

    name: str
    bound: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A rulebook or protocol as it was written, what it is called, and the digest it is known by."""

    name: str
    version: int
    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class Partnership:
    """Everything that a hub is set up with; agencies, units, users and clients by their codes."""

    issuer: str
    agencies: Mapping[str, Agency]
    units: Mapping[str, Unit]
    users: Mapping[str, User]
    clients: Mapping[str, Client]
    rulebook: Text
    protocols: tuple[Text, ...]


def read_partnership(text: str) -> Partnership:
    """Read a partnership from its YAML.

    Raises:
        PolicyError: with every finding, each with its path and line; nothing of the document is to be used.
    """
    place = read_document(text)
    part = place.section(PARTS)
    rulebook = _rulebook(part["rulebook"])
    agencies = {code: _agency(entry) for code, entry in entries_named(part["agencies"], CODE).items()}
    units = {code: _unit(entry, agencies) for code, entry in entries_named(part["units"], REFERENCE).items()}
    roles = (rulebook.roles.keys() if rulebook else frozenset()) | {ADMINISTRATOR, SIGNATORY}
    users = {
        code: _user(entry, units, frozenset(roles))
        for code, entry in entries_named(part["users"], CODE).items()
    }
    _once_each(part["users"], users)
    clients = {code: _client(entry) for code, entry in entries_shaped(part["clients"], CODE).items()}
    found = Partnership(
        issuer=named(part["issuer"], ISSUER, "the https address of the identity provider"),
        agencies=agencies,
        units=units,
        users=users,
        clients=clients,
        rulebook=_text_of(part["rulebook"], rulebook, rulebook_text),
        protocols=tuple(_protocol(item, units) for item in part["protocols"].items()),
    )
    place.document.refuse_if_wrong()
    return found


def _agency(place: Place) -> Agency:
    part = place.section(("name", "kind", "local_authority"))
    area = part["local_authority"]
    return Agency(
        name=prose(part["name"]),
        kind=named(part["kind"], NAME, "a kind of agency, in small letters"),
        local_authority=None if area.text() == "none" else prose(area),
    )


def _unit(place: Place, agencies: Mapping[str, Agency]) -> Unit:
    part = place.section(("name", "agency", "discreet", "oversight"))
    return Unit(
        name=prose(part["name"]),
        agency=word(part["agency"], agencies, "agency of this document"),
        discreet=flag(part["discreet"]),
        oversight=flag(part["oversight"]),
    )


def _user(place: Place, units: Mapping[str, Unit], known: frozenset[str]) -> User:
    part = place.section(("name", "unit", "roles", "subject", "kind"))
    roles = list_named(part["roles"], NAME, "the name of a role")
    if roles - known:
        part["roles"].wrong("holds a role that the rulebook does not know")
    if ADMINISTRATOR in roles and len(roles) > 1:
        part["roles"].wrong(f"holds {ADMINISTRATOR}, which goes with no other role")
    kind = word(part["kind"], KINDS, "kind of user: write person or system")
    if kind == "system" and roles & {ADMINISTRATOR, SIGNATORY}:
        part["roles"].wrong("holds a role that only a person can have")
    return User(
        name=prose(part["name"]),
        unit=word(part["unit"], units, "unit of this document"),
        roles=roles,
        subject=named(part["subject"], SUBJECT, SUBJECT_WORDS),
        kind=kind,
    )


def _once_each(place: Place, users: Mapping[str, User]) -> None:
    subjects = [user.subject for user in users.values()]
    if len(set(subjects)) != len(subjects):
        place.wrong("name one subject twice: each is one user, in one unit")


def _client(place: Place) -> Client:
    part = place.section(("name", "bound"))
    return Client(name=prose(part["name"]), bound=flag(part["bound"]))


def _rulebook(place: Place) -> Rulebook | None:
    text = place.text()
    if text is None:
        return None
    try:
        return parse_rulebook(rulebook_text() if text == SHIPPED else text)
    except PolicyError as error:
        _pass_on(place, error)
        return None


def _protocol(place: Place, units: Mapping[str, Unit]) -> Text:
    text = place.text()
    protocol: Protocol | None = None
    if text is not None:
        try:
            protocol = parse_protocol(protocol_text() if text == SHIPPED else text)
        except PolicyError as error:
            _pass_on(place, error)
    if protocol is not None and not protocol.units <= units.keys():
        place.wrong("names a party that is no unit of this document")
    return _text_of(place, protocol, protocol_text)


def _text_of(place: Place, parsed: Rulebook | Protocol | None, shipped: Callable[[], str]) -> Text:
    if parsed is None:
        return Text("", 0, "", "")
    text = place.text() or ""
    version = getattr(parsed, "version", 1)
    return Text(parsed.id, version, parsed.digest, shipped() if text == SHIPPED else text)


def _pass_on(place: Place, error: PolicyError) -> None:
    """Note what is wrong within a document in the document; its lines are counted from its own first."""
    for finding in error.findings:
        place.wrong(f"in it, {finding}")
