"""Random well-formed case files of other families: odd ids, odd days, and every part a file can have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from consent.record import Capacity, Status
from policies.vocabulary import (
    Category,
    Caveat,
    PerpAware,
    RelationshipContext,
    SourceExposure,
    SourceType,
)
from sharehub.language.vocabulary import Kind
from tests.sharehub.rehearsal.builders import the_rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
Entry = dict[str, Any]

ODD_UNITS = (
    "Unit 7/b",
    "Zażółć",
    "単位 3",
    "U001",
    "U000",
    " spaced ",
    'quo"te: {x}',
    "line\nbreak",
    "u" * 300,
)
ODD_IDS = ("ż-1", "id with spaces", "K'ONRAD", "~9", "*x", "0", "null", "i" * 120, "\U0001f9ff", "{}")
YEARS = (2024, 2024, 2024, 1958, 2124, 1705, 2240)
ADULTS = (
    ("perpetrator", "survivor"),
    ("perpetrator", "survivor"),
    ("adult_a", "adult_b"),
    ("perpetrator", "survivor", "survivor"),
    ("perpetrator",),
    (),
)
LONG_AGO, NEVER = date(1, 1, 1), date.max


@dataclass(slots=True)
class Family:
    """A case file in the making; every choice comes from one seeded source."""

    chance: Random
    days: list[date] = field(default_factory=list)
    file: Entry = field(default_factory=dict)

    def some(self, of: Sequence[T], most: int = 3, least: int = 0) -> list[T]:
        """Return a few of them, in any order."""
        number = self.chance.randint(min(least, len(of)), min(most, len(of)))
        return self.chance.sample(list(of), number)

    def mostly(self, usual: T, *others: T) -> T:
        """Return the usual one, or in a quarter of all cases another."""
        return usual if self.chance.random() < 0.75 else self.chance.choice(others)

    def day(self) -> str:
        """Return one of the family's few days, so that things fall on the same and on neighbouring days."""
        return self.chance.choice(self.days).isoformat()

    def span(self, start: str = "from", end: str = "to") -> Entry:
        """Return an interval, mostly a long and open one."""
        first = self.mostly(self.mostly(self.days[0], LONG_AGO), self.chance.choice(self.days))
        last = self.mostly(self.mostly(None, NEVER), max(first, self.chance.choice(self.days)))
        return {start: first.isoformat(), end: last.isoformat() if last else None}

    def names(self, plain: str, number: int, odd: Sequence[str]) -> list[str]:
        """Return ids, a few of them odd."""
        strange = self.some(odd, 2)
        return [strange.pop() if strange else f"{plain}{place}" for place in range(number)]


def a_family(seed: int) -> Entry:
    """Return a well-formed case file that expects nothing in particular, of every reader on several days."""
    family = Family(Random(seed))  # noqa: S311 - reproducible, and no secret
    year = YEARS[seed % len(YEARS)]
    start = date(year, family.chance.randint(1, 12), family.chance.randint(1, 28))
    family.days = [start + timedelta(days=gap) for gap in (0, 1, 2, 30, 31, 200, 201)]
    family.file |= {"case_id": f"FAMILY {seed}/ż", "reads": "for other tools"}
    _people(family)
    _units_and_readers(family)
    _facts(family)
    _agreements(family)
    _decisions(family)
    _asks(family)
    return family.file


def _people(family: Family) -> None:
    parts = [*family.chance.choice(ADULTS), *["child"] * family.chance.randint(0, 3)]
    parts += family.some(["third_party"])
    twelve = family.days[3].replace(year=family.days[3].year - 12)
    births = (twelve, twelve + timedelta(days=1), date(2012, 2, 29), date(1990, 5, 5), None)
    family.file["persons"] = {
        name: {"part": part, "name": family.mostly(f"Person {name}", "", None), "dob": _iso(birth)}
        for name, part in zip(family.names("P", len(parts), ODD_IDS), parts, strict=True)
        for birth in [family.chance.choice(births)]
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _units_and_readers(family: Family) -> None:
    units = family.names("UNIT-", family.chance.randint(2, 5), ODD_UNITS)
    # Some units are listed, some are known by a protocol alone; at least the first is a party to all of them.
    listed = units[: family.chance.randint(1, len(units))]
    shown = [family.mostly(f"Office of {unit}", "", "n" * 500, None, {"name": "Office"}) for unit in listed]
    family.file["units"] = dict(zip(listed, shown, strict=True))
    family.file["protocols"] = [_protocol(family, f"P{place}", units) for place in range(3)]
    family.file["protocols"].append(_generous(family, units))
    if family.chance.random() < 0.3:
        none = _protocol(family, "none", units) | family.chance.choice(({"parties": []}, {"purposes": []}))
        family.file["protocols"].append(none)
    # Those who work with him twice over: most of what is special is about them.
    his = [name for name, role in the_rulebook().roles.items() if role.perp_facing]
    roles = [*sorted({*the_rulebook().roles} - {"ig_officer"}), *his]
    usual = {"member_from": LONG_AGO.isoformat(), "member_to": None}
    family.file["readers"] = {
        name: {"role": family.mostly(family.chance.choice(roles), family.chance.choice(roles), "ig_officer")}
        | {"unit": family.chance.choice(units)}
        | family.mostly(usual, family.span("member_from", "member_to"))
        for name in family.names("reader-", family.chance.randint(2, 4), ODD_IDS)
    }


def _protocol(family: Family, name: str, units: Sequence[str]) -> Entry:
    purposes = family.some([*the_rulebook().purposes], most=len(the_rulebook().purposes), least=1)
    return {"id": name, "parties": family.some(units, 4, 1), "purposes": purposes} | family.span()


def _generous(family: Family, units: Sequence[str]) -> Entry:
    """Return a protocol that lets the rest be reached: everybody's, mostly for everything."""
    every = [*the_rulebook().purposes]
    purposes = family.mostly(every, family.some(every, 12))
    return {"id": "all", "parties": units, "purposes": purposes} | family.span()


def _facts(family: Family) -> None:
    units = _units(family)
    names = family.names("F", family.mostly(7, 0, 1), ODD_IDS)
    family.file["facts"] = [_fact(family, name, names, units) for name in names]


def _units(family: Family) -> list[str]:
    parties = {unit for protocol in family.file["protocols"] for unit in protocol["parties"]}
    return sorted({*family.file["units"], *parties})


def _fact(family: Family, name: str, names: Sequence[str], units: Sequence[str]) -> Entry:
    persons, chance = [*family.file["persons"]], family.chance
    published = family.mostly(family.days[0], *family.days[:5])
    fact = {
        "id": name,
        "kind": chance.choice([*Kind]),
        "subject": chance.choice([None, *persons, *units]),
        "owner_unit": chance.choice(units),
        "source_type": chance.choice([*SourceType]),
        "source_person": chance.choice([None, None, *persons]),
        "published_at": published.isoformat(),
        "retracted_at": family.mostly(None, None, None, _iso(chance.choice(family.days))),
        "categories": family.some([*Category], 3, family.mostly(1, 1, 0)),
        "statement": f"Statement of {name}, the {chance.random()}th",
        "gist": family.mostly(f" Gist of {name} ", None, ""),
        "about": family.some(persons, 2),
        "target": family.some(persons, 2),
        "perp_aware": family.mostly(PerpAware.YES, *PerpAware),
        "caveats": family.some([*Caveat], family.mostly(0, 2)),
        "travels_with": family.some([other for other in names if other != name], family.mostly(0, 2)),
        "relationship_context": chance.choice([*RelationshipContext]),
    }
    exposure = chance.choice([*SourceExposure, None])
    return fact if exposure is None else fact | {"source_exposure": exposure}


def _agreements(family: Family) -> None:
    units, purposes = _units(family), [*the_rulebook().purposes]
    family.file["gates"] = [
        {"gate": gate} | family.span() | family.mostly({}, {}, {"units": family.some(units)}, {"units": []})
        for gate in sorted({gate for gate in the_rulebook().purposes.values() if gate})
        for _ in range(family.mostly(3, 0, 1))
    ]
    people = [*family.file["persons"]]
    names = family.names("c", 24 if people else 0, ODD_IDS)
    family.file["consent_events"] = [_consent(family, name, units, purposes) for name in names]


def _consent(family: Family, name: str, units: Sequence[str], purposes: Sequence[str]) -> Entry:
    chance, people = family.chance, [*family.file["persons"]]
    subject, day = chance.choice(people), family.mostly(family.days[0], *family.days)
    facts = [fact["id"] for fact in family.file["facts"]]
    expires = family.mostly(None, day, chance.choice(family.days), NEVER)  # before its day, even
    return {
        "id": name,
        "date": day.isoformat(),
        "subject": subject,
        "given_by": family.mostly(subject, *people),
        "status": family.mostly(Status.ACTIVE, Status.REFUSED, Status.REFUSED, Status.RESCINDED, *Status),
        "kind": family.mostly("consent", "informed_only", "permission_to_communicate", "objection"),
        "recipients": family.mostly(["*"], family.some(units), ["*", *family.some(units)]),
        "except": family.mostly([], family.some(units)),
        "purposes": family.mostly(["*"], family.some(purposes, 5), []),
        "categories": family.mostly(["*"], family.some([*Category], 5), []),
        "capacity": chance.choice([None, *Capacity]),
        "expires": _iso(expires),
        "exclude_facts": family.mostly([], family.some(facts)),
        "may_be_put_to_perpetrator": chance.random() < 0.5,
        "may_appear_in_report": chance.random() < 0.5,
        "asked_alone": family.mostly(True, False, None),
    }


def _decisions(family: Family) -> None:
    readers = [*family.file["readers"]]
    family.file["approvals"] = [
        _reach(family) | {"by": family.chance.choice(_units(family))} for _ in range(8)
    ]
    family.file["overrides"] = [
        _reach(family) | {"reason": "risk", "approved_by": "a manager", "by": family.mostly("a worker", None)}
        for _ in range(family.mostly(1, 1, 0))
    ]
    family.file["exclusions"] = [
        {"reader": family.chance.choice(readers), "reason": family.mostly("kin", None)} | family.span()
        for _ in range(family.mostly(0, 0, 0, 1))
    ]
    family.file["conflict_checks"] = [_check(family, readers) for _ in range(family.mostly(0, 0, 1, 2))]


def _reach(family: Family) -> Entry:
    facts = [fact["id"] for fact in family.file["facts"]]
    return {
        "facts": family.some(facts, 4),
        "units": family.some(_units(family), 5, 1),
        "purposes": family.mostly([*the_rulebook().purposes], family.some([*the_rulebook().purposes], 9)),
    } | family.span()


def _check(family: Family, readers: Sequence[str]) -> Entry:
    raised = family.chance.choice(family.days)  # a decision may even lie before it: such is history
    decided = family.chance.choice([*family.days, None, None, None])
    return {
        "reader": family.chance.choice(readers),
        "on": raised.isoformat(),
        "decided_at": _iso(decided),
        "result": family.chance.choice(("cleared", "excluded")),
        "trigger": family.mostly("same_surname", "a rumour", None),
    }


def _asks(family: Family) -> None:
    """Ask as everybody, for what their role may ask for and for what it may not, on several days."""
    rulebook, readers = the_rulebook(), family.file["readers"]
    asked = []
    for name, reader in readers.items():
        purposes = family.some(rulebook.roles[reader["role"]].purposes, 4, 3)
        purposes += family.mostly([], [family.chance.choice([*rulebook.purposes, "Zweck ohne Regel"])])
        asked += [(name, purpose, day) for purpose in purposes for day in family.some(family.days, 2, 2)]
    family.file["expectations"] = [
        {"id": f"X{place}", "reader": name, "purpose": purpose, "date": day.isoformat()}
        for place, (name, purpose, day) in enumerate(asked)
    ]
    family.file["wall_expectations"] = [
        {"id": f"W{place}", "date": family.day(), "attendees": family.some([*readers], 4)}
        for place in range(3)
    ]
