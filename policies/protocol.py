"""The protocol: an agreement between units, for purposes and days, that cites a rulebook by its hash.

Its status and its signatures are not here: nothing unsigned is in force, and that is for a database to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from policies.findings import Finding
from policies.question import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from policies.rulebook import Rulebook


class Controller(StrEnum):
    """What a party is under UK GDPR Articles 4, 26 and 28 for what it shares here."""

    SEPARATE = "separate_controller"
    JOINT = "joint_controller"
    PROCESSOR = "processor"


class Article6(StrEnum):
    """The lawful bases of UK GDPR Article 6(1)."""

    CONSENT = "6(1)(a)"
    CONTRACT = "6(1)(b)"
    LEGAL_OBLIGATION = "6(1)(c)"
    VITAL_INTERESTS = "6(1)(d)"
    PUBLIC_TASK = "6(1)(e)"
    LEGITIMATE_INTERESTS = "6(1)(f)"


class Article9(StrEnum):
    """The conditions of UK GDPR Article 9(2) for special-category data."""

    EXPLICIT_CONSENT = "9(2)(a)"
    SOCIAL_PROTECTION = "9(2)(b)"
    VITAL_INTERESTS = "9(2)(c)"
    NOT_FOR_PROFIT_BODY = "9(2)(d)"
    MADE_PUBLIC = "9(2)(e)"
    LEGAL_CLAIMS = "9(2)(f)"
    SUBSTANTIAL_PUBLIC_INTEREST = "9(2)(g)"
    HEALTH_OR_SOCIAL_CARE = "9(2)(h)"
    PUBLIC_HEALTH = "9(2)(i)"
    ARCHIVING = "9(2)(j)"


class Article10(StrEnum):
    """On what footing criminal-offence data is shared: UK GDPR Article 10, DPA 2018 section 10(4) and (5)."""

    OFFICIAL_AUTHORITY = "official_authority"
    SCHEDULE_1 = "schedule_1"
    NOT_SHARED = "not_shared"


NEEDS_SCHEDULE_1 = frozenset(
    {
        Article9.SOCIAL_PROTECTION,
        Article9.SUBSTANTIAL_PUBLIC_INTEREST,
        Article9.HEALTH_OR_SOCIAL_CARE,
        Article9.PUBLIC_HEALTH,
        Article9.ARCHIVING,
    }
)
"""The conditions that stand only together with one of DPA 2018 Schedule 1: section 10(2) and (3)."""

FEWEST_PARTIES = 2


@dataclass(frozen=True, slots=True)
class Party:
    """One unit's part in the agreement; contacts and signatory are functions, never names of people."""

    name: str
    controller: Controller
    contacts: tuple[str, ...]
    signatory: str


@dataclass(frozen=True, slots=True)
class Lawful:
    """Why the law allows one purpose. A person's agreement is a matter of confidentiality, and another thing.

    `conditions` are paragraphs of DPA 2018 Schedule 1; `power` is the duty or power relied on; `part_3` says,
    for each unit that is a competent authority, what its law-enforcement processing rests on.
    """

    article_6: frozenset[Article6]
    article_9: frozenset[Article9]
    article_10: Article10
    conditions: frozenset[str]
    power: str
    confidentiality: str
    part_3: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """References to the documents that a partnership must be able to show."""

    dpia: str
    policy_document: str
    notice: str
    record_of_processing: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """A whole protocol as parsed; days are civil days, both ends included, and `expires` None is open.

    `parties` are by unit id, `lawful` by purpose. `supersedes` names an earlier one as `id/version`.
    `rulebook` and `digest` are SHA-256 in hex: of the rulebook cited, and of this document's canonical form.
    """

    id: str
    version: int
    digest: str
    rulebook: str
    lead: str
    parties: Mapping[str, Party]
    purposes: frozenset[str]
    effective: date
    review_due: date
    expires: date | None
    supersedes: str | None
    lawful: Mapping[str, Lawful]
    evidence: Evidence
    exceptions: tuple[str, ...]
    breach_contacts: tuple[str, ...]

    @property
    def units(self) -> frozenset[str]:
        """The units that agree with one another here."""
        return frozenset(self.parties)

    @property
    def span(self) -> Span:
        """The days on which it can be in force, if it is signed."""
        return Span(self.effective, self.expires)


def inconsistencies(protocol: Protocol) -> tuple[Finding, ...]:
    """Say where a protocol contradicts itself; its findings have no lines, for there is no text here."""
    return (*_dates(protocol), *_parties(protocol), *_purposes(protocol))


def check_against(protocol: Protocol, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Say why a protocol cannot stand on a rulebook: it cites another, or has purposes unknown to it.

    Returns:
        Findings without lines, in the order of the protocol's parts; none when the two fit.
    """
    cites = () if protocol.rulebook == rulebook.digest else (_finding("rulebook", "cites another rulebook"),)
    unknown = sorted(protocol.purposes - rulebook.purposes.keys())
    return (
        *cites,
        *(_finding(f"purposes.{purpose}", "is not a purpose of the rulebook") for purpose in unknown),
    )


def _dates(protocol: Protocol) -> Iterator[Finding]:
    if protocol.review_due < protocol.effective:
        yield _finding("review_due", "comes before the protocol takes effect")
    if protocol.expires is not None and protocol.expires < protocol.effective:
        yield _finding("expires", "comes before the protocol takes effect")
    if protocol.expires is not None and protocol.expires < protocol.review_due:
        yield _finding("review_due", "comes after the protocol has expired")
    if protocol.supersedes == f"{protocol.id}/{protocol.version}":
        yield _finding("supersedes", "names this protocol itself")


def _parties(protocol: Protocol) -> Iterator[Finding]:
    if len(protocol.parties) < FEWEST_PARTIES:
        yield _finding("parties", "must be at least two")
    if protocol.lead not in protocol.parties:
        yield _finding("lead", "is not one of the parties")


def _purposes(protocol: Protocol) -> Iterator[Finding]:
    for purpose in sorted(protocol.purposes - protocol.lawful.keys()):
        yield _finding(f"lawful.{purpose}", "is missing: every purpose needs a lawful basis")
    for purpose in sorted(protocol.lawful.keys() - protocol.purposes):
        yield _finding(f"lawful.{purpose}", "is not one of the protocol's purposes")
    for purpose, lawful in sorted(protocol.lawful.items()):
        needed = lawful.article_9 & NEEDS_SCHEDULE_1 or lawful.article_10 is Article10.SCHEDULE_1
        if needed and not lawful.conditions:
            yield _finding(f"lawful.{purpose}.conditions", "must name a condition of Schedule 1")
        for unit in sorted(lawful.part_3.keys() - protocol.parties.keys()):
            yield _finding(f"lawful.{purpose}.part_3.{unit}", "is not one of the parties")


def _finding(path: str, problem: str) -> Finding:
    return Finding(path, None, problem)
