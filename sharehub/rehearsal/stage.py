"""The scratch hub of a rehearsal: the case file's units, people and protocols, under synthetic identities."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import yaml

from policies.lifecycle import RehearsalKind
from sharehub.cases.members import allocate
from sharehub.cases.open import open_case
from sharehub.cases.people import add_person
from sharehub.identity.actor import Actor
from sharehub.protocols import agree, partnership, rulebooks
from sharehub.protocols.partnership import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from policies.rulebook import Rulebook
    from sharehub.clock import SteppedClock
    from sharehub.hub import Hub, Work
    from sharehub.rehearsal.parts import CaseFile, CaseProtocol

IMPORTER = "importer"
"""The role of the synthetic identities that load history; no rulebook gives it anything."""
OFFICE = "U000"
"""The code of a unit that no file knows: in its name is loaded what the file gives to nobody."""
FEWEST_PARTIES = 2

FIRST_DAY, LAST_DAY = date(1700, 1, 1), date(2250, 12, 31)
"""Between which the hub's clock can stand: the log counts microseconds from 1970, in 53 bits."""


@dataclass(slots=True)
class Stage:
    """A scratch hub and, by the ids of the case file, who and what is in it.

    `codes` are the codes of the file's units there. `readers` are its readers. `importers` load history in
    each unit's name, `loader` what belongs to none of them; `second` approves what `loader` asked for.
    `beside` are texts of facts that were recorded there and that the file does not have.
    """

    hub: Hub
    clock: SteppedClock
    file: CaseFile
    rulebook: Rulebook
    units: dict[str, UUID] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    importers: dict[str, Actor] = field(default_factory=dict)
    readers: dict[str, Actor] = field(default_factory=dict)
    persons: dict[str, UUID] = field(default_factory=dict)
    facts: dict[str, UUID] = field(default_factory=dict)
    beside: set[str] = field(default_factory=set, repr=False)
    loader: Actor = field(init=False)
    second: Actor = field(init=False)
    case: UUID = field(init=False)

    def units_of(self, codes: Iterable[str]) -> frozenset[UUID]:
        """Return the hub's ids of the file's units."""
        return frozenset(self.units[code] for code in codes)

    def facts_of(self, names: Iterable[str]) -> frozenset[UUID]:
        """Return the hub's ids of the file's facts."""
        return frozenset(self.facts[name] for name in names)

    def put_clock(self, day: date) -> None:
        """Go to noon of a day; noon UTC is the same civil day in the hub's zone all year.

        Before the first day and after the last it stands on those: history tells its own days.
        """
        self.clock.put(noon(min(max(day, FIRST_DAY), LAST_DAY)))


def noon(day: date) -> datetime:
    """Return noon of a day, UTC."""
    return datetime.combine(day, time(12), UTC)


def set_stage(hub: Hub, clock: SteppedClock, file: CaseFile, rulebook_text: str, rulebook: Rulebook) -> Stage:
    """Load everything of a case file that has no day of its own, or comes with its days.

    Raises:
        Invalid: the hub refuses something of the file, such as a name that is too long to seal.
    """
    stage = Stage(hub, clock, file, rulebook)
    with hub.begin() as work:
        _register_units(work, stage)
        _register_readers(work, stage)
    with hub.begin() as work:
        digest = rulebooks.register(work, stage.loader, rulebook_text, base=True)
    for number, protocol in enumerate(file.protocols, start=1):
        _bring_into_force(stage, number, protocol, digest)
    with hub.begin() as work:
        _open_case(work, stage)
    return stage


def _register_units(work: Work, stage: Stage) -> None:
    discreet_roles = stage.rulebook.attribution.discreet_roles
    discreet = {one.unit for one in stage.file.readers.values() if one.role in discreet_roles}
    for (code, name), unit_code in zip(stage.file.units.items(), _unit_codes(stage), strict=True):
        unit = partnership.register_unit(work, unit_code, _fitting(name), discreet=code in discreet)
        stage.units[code], stage.codes[code] = unit, unit_code
        stage.importers[code] = _importer(work, unit)
    office = partnership.register_unit(work, OFFICE, "synthetic office", discreet=False)
    stage.loader, stage.second = _importer(work, office), _importer(work, office)


def _importer(work: Work, unit: UUID) -> Actor:
    user = partnership.register_user(work, unit, "synthetic loader of history", [IMPORTER])
    return Actor(user, unit, IMPORTER, importing=True)


def _register_readers(work: Work, stage: Stage) -> None:
    for name, reader in stage.file.readers.items():
        unit = stage.units[reader.unit]
        user = partnership.register_user(work, unit, _fitting(name), [reader.role])
        stage.readers[name] = Actor(user, unit, reader.role)


def _fitting(name: str) -> str:
    """Return a name of the file as far as the hub holds it; there, none is empty."""
    return name.strip()[:LONGEST_NAME].strip() or "synthetic"


def _open_case(work: Work, stage: Stage) -> None:
    loader = stage.loader
    stage.case = open_case(work, loader)
    for name, person in stage.file.persons.items():
        stage.persons[name] = add_person(
            work, loader, stage.case, person.person.part, person.name or "", person.dob
        )
    for name, reader in stage.file.readers.items():
        user, days = stage.readers[name].user, reader.member
        allocate(work, loader, stage.case, user, reader.role, days.start, days.end)


def _unit_codes(stage: Stage) -> list[str]:
    """Return codes for the file's units, in their order: the file's own ids may be any text at all."""
    return [f"U{number:03}" for number, _ in enumerate(stage.file.units, start=1)]


def _bring_into_force(stage: Stage, number: int, protocol: CaseProtocol, digest: str) -> None:
    """Put one in force; what has fewer than two parties, or no purpose, opens nothing and is no protocol."""
    if len(protocol.parties) < FEWEST_PARTIES or not protocol.purposes:
        return
    signatories = [stage.importers[code] for code in sorted(protocol.parties)]
    with stage.hub.begin() as work:
        text = _document(stage, number, protocol, digest)
        drafted = agree.draft(work, signatories[0], text)
        agree.rehearse(work, signatories[0], *drafted, digest, RehearsalKind.CASE_FILE)
        for signatory in signatories:
            agree.sign(work, signatory, *drafted)


def _document(stage: Stage, number: int, protocol: CaseProtocol, digest: str) -> str:
    codes = dict(zip(stage.file.units, _unit_codes(stage), strict=True))
    parties = sorted(codes[party] for party in protocol.parties)
    synthetic = "synthetic, for a rehearsal"
    end = protocol.span.end
    return yaml.safe_dump(
        {
            "id": f"REHEARSED-{number}",
            "version": 1,
            "supersedes": "none",
            "lead": parties[0],
            "effective": protocol.span.start.isoformat(),
            "review_due": protocol.span.start.isoformat(),
            "expires": end.isoformat() if end else "none",
            "rulebook": digest,
            "parties": {
                party: {
                    "name": synthetic,
                    "controller": "separate_controller",
                    "contacts": [synthetic],
                    "signatory": synthetic,
                }
                for party in parties
            },
            "purposes": sorted(protocol.purposes),
            "lawful": {
                purpose: {
                    "article_6": ["6(1)(e)"],
                    "article_9": ["9(2)(g)"],
                    "article_10": "schedule_1",
                    "conditions": ["Sch 1 para 18"],
                    "power": synthetic,
                    "confidentiality": synthetic,
                    "part_3": {},
                }
                for purpose in sorted(protocol.purposes)
            },
            "evidence": dict.fromkeys(
                ("dpia", "policy_document", "notice", "record_of_processing"), synthetic
            ),
            "exceptions": [],
            "breach_contacts": [synthetic],
        }
    )
