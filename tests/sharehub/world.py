"""A partnership with one family: units, staff, a protocol in force, a case with people in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Self, cast

import orjson
from sqlalchemy import select

from consent.people import Part
from consent.record import Status
from policies.lifecycle import RehearsalKind
from policies.shipped import protocol_text, rulebook_text
from policies.vocabulary import Category, SourceExposure, SourceType
from sharehub.cases.gates import open_gate
from sharehub.cases.members import allocate
from sharehub.cases.open import open_case
from sharehub.cases.people import add_person
from sharehub.consents.record import Said, record_consent
from sharehub.database.schema import AuditEntry, Base
from sharehub.disclosure.disclose import Disclosed, disclose
from sharehub.identity.actor import ADMINISTRATOR, SIGNATORY, Actor
from sharehub.language.vocabulary import Kind, Pathway, Tactic
from sharehub.patterns.new_fact import NewFact
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from sharehub.protocols import agree, partnership, rulebooks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from uuid import UUID

    from sharehub.audit.entry import Action
    from sharehub.clock import SteppedClock
    from sharehub.hub import Hub

UNITS = (
    *("POL-DA", "CF-SW", "SCHOOL", "HV", "CAL-C", "CAL-W", "RESP-M"),
    *("ART", "ALC-S", "SUB-P", "MARAC-CO", "SCRA", "SHERIFF", "IG"),
)
STAFF = {
    "police": ("POL-DA", "police"),
    "police_two": ("POL-DA", "police"),
    "social_worker": ("CF-SW", "children_families_sw"),
    "social_worker_two": ("CF-SW", "children_families_sw"),
    "teacher": ("SCHOOL", "school"),
    "health_visitor": ("HV", "health_visitor"),
    "facilitator": ("CAL-C", "mapping_facilitator"),
    "womens_worker": ("CAL-W", "caledonian_women"),
    "mens_worker": ("RESP-M", "caledonian_men"),
    "therapist": ("ART", "child_therapist"),
    "his_substance_worker": ("SUB-P", "substance_perpetrator"),
    "court": ("SHERIFF", "court"),
    "officer": ("IG", "ig_officer"),
}
BORN = {"agnes": date(2017, 3, 4)}


@dataclass(frozen=True, slots=True)
class World:
    """One partnership and one family; everything in it went through the use cases that everybody uses."""

    hub: Hub
    units: Mapping[str, UUID]
    staff: Mapping[str, Actor]
    people: Mapping[str, UUID]
    case: UUID
    administrator: Actor
    signatories: Mapping[str, Actor]

    @classmethod
    def of(cls, hub: Hub) -> Self:
        """Found the partnership, sign its protocol, open a case and let everybody work on it."""
        with hub.begin() as work:
            units = {
                code: partnership.register_unit(
                    work, code, f"Unit {code}", discreet=code in {"ALC-S", "SUB-P"}, oversight=code == "IG"
                )
                for code in UNITS
            }
            staff = {
                name: Actor(partnership.register_user(work, units[unit], name, [role]), units[unit], role)
                for name, (unit, role) in STAFF.items()
            }
            signatories = {
                code: Actor(partnership.register_user(work, unit, "signatory", [SIGNATORY]), unit, SIGNATORY)
                for code, unit in units.items()
            }
            office = units["IG"]
            keeper = partnership.register_user(work, office, "keeper of the hub", [ADMINISTRATOR])
            administrator = Actor(keeper, office, ADMINISTRATOR)
            rulebook = rulebooks.register(work, administrator, rulebook_text(), base=True)
            drafted = agree.draft(work, administrator, protocol_text())
            agree.rehearse(work, administrator, *drafted, rulebook, RehearsalKind.CASE_FILE)
            for signatory in signatories.values():
                agree.sign(work, signatory, *drafted)
        opener = staff["social_worker"]
        with hub.begin() as work:
            case = open_case(work, opener)
            people = {
                "him": add_person(work, opener, case, Part.PERPETRATOR, "Konrad Example", None),
                "her": add_person(work, opener, case, Part.SURVIVOR, "Ludmila Example", None),
                "child": add_person(work, opener, case, Part.CHILD, "Agnes Example", BORN["agnes"]),
                "neighbour": add_person(work, opener, case, Part.THIRD_PARTY, "Morag Sample", None),
            }
            for name, actor in staff.items():
                if name not in {"social_worker", "officer"}:
                    allocate(work, opener, case, actor.user, actor.role, work.tx.today)
        return cls(hub, units, staff, people, case, administrator, signatories)

    def actor(self, name: str) -> Actor:
        """Return a member of staff."""
        return self.staff[name]

    def importer(self, unit: str) -> Actor:
        """Return somebody who loads history in a unit's name."""
        known = next(actor for actor in self.staff.values() if actor.unit == self.units[unit])
        return replace(known, importing=True)

    def behaviour(self, **changes: Any) -> NewFact:
        """Return something he did, as an agency saw it; valid by default."""
        return replace(
            NewFact(
                kind=Kind.BEHAVIOUR,
                statement="Konrad kicked the kitchen door while Agnes sat behind it.",
                gist="He damages the home to frighten them.",
                source_type=SourceType.AGENCY_OBSERVATION,
                categories=frozenset({Category.BEHAVIOUR}),
                subject_person=self.people["him"],
                targets=frozenset({self.people["her"]}),
                tactics=frozenset({Tactic.INTIMIDATE}),
                pathways=frozenset({Pathway.CHILD_SAFETY_WELLBEING}),
                source_exposure=SourceExposure.NONE,
            ),
            **changes,
        )

    def told_by_her(self, **changes: Any) -> NewFact:
        """Return something he did, as she told it."""
        told = {
            "statement": "Konrad keeps the only key and counts the minutes Ludmila is out.",
            "gist": "He controls when she can leave the home.",
            "source_type": SourceType.SURVIVOR,
            "source_person": self.people["her"],
            "source_exposure": SourceExposure.CERTAIN,
            "tactics": frozenset({Tactic.CONFINE}),
        }
        return self.behaviour(**(told | changes))

    def publish(self, new: NewFact, by: str = "police") -> UUID:
        """Record and publish a fact."""
        actor = self.actor(by)
        with self.hub.begin() as work:
            fact = record(work, actor, self.case, new)
            publish(work, actor, self.case, fact)
        return fact

    def open(self, gate: str, *units: str) -> None:
        """Open a gate for units, from today."""
        with self.hub.begin() as work:
            chosen = frozenset(self.units[unit] for unit in units)
            open_gate(work, self.importer("CF-SW"), self.case, gate, chosen, work.tx.today)

    def consents(self, **changes: Any) -> str:
        """Record that she says yes, asked alone, to the men's programme having her account; return its id."""
        said = replace(
            Said(
                day=self.today(),
                subject=self.people["her"],
                given_by=self.people["her"],
                status=Status.ACTIVE,
                recipients=frozenset({str(self.units["RESP-M"])}),
                purposes=frozenset({"programme_referral", "programme_delivery"}),
                categories=frozenset({"*"}),
                asked_alone=True,
            ),
            **changes,
        )
        with self.hub.begin() as work:
            return str(record_consent(work, self.actor("womens_worker"), self.case, said))

    def read(self, name: str, purpose: str, **more: Any) -> Disclosed:
        """Ask as a member of staff, who must get an answer."""
        outcome = disclose(self.hub, self.actor(name), self.case, purpose, **more)
        assert isinstance(outcome, Disclosed), outcome
        return outcome

    def texts(self, name: str, purpose: str) -> list[str]:
        """Return the texts that a member of staff gets, sorted."""
        return sorted(line["text"] for line in self.read(name, purpose).lines)

    def today(self) -> date:
        """Return the hub's day."""
        with self.hub.begin() as work:
            return work.tx.today

    def go_to(self, day: date) -> None:
        """Let it be the morning of another day."""
        cast("SteppedClock", self.hub.clock).put(datetime.combine(day, time(9), UTC))

    def act(self, verb: Callable[..., Any], by: str | Actor, *what: Any, **more: Any) -> Any:
        """Do something to the case as a member of staff, in a unit of work of its own."""
        actor = self.actor(by) if isinstance(by, str) else by
        with self.hub.begin() as work:
            return verb(work, actor, self.case, *what, **more)

    def another_case(self, parts: Mapping[str, Part], members: Iterable[str] = ()) -> World:
        """Open a second case with people in these parts, and return the same world as seen from it."""
        opener = self.actor("social_worker")
        with self.hub.begin() as work:
            case = open_case(work, opener)
            people = {
                name: add_person(work, opener, case, part, f"{name} Elsewhere", None)
                for name, part in parts.items()
            }
            for name in members:
                member = self.actor(name)
                allocate(work, opener, case, member.user, member.role, work.tx.today)
        return replace(self, case=case, people=people)

    def rows(self, table: type[Base]) -> list[dict[str, Any]]:
        """Return all rows of a table."""
        with self.hub.begin() as work:
            return [dict(row) for row in work.tx.session.execute(select(*table.__table__.columns)).mappings()]

    def everything(self) -> dict[str, list[str]]:
        """Return every row of every table, as text, to tell whether anything has changed."""
        with self.hub.begin() as work:
            return {
                table.name: sorted(map(repr, work.tx.session.execute(select(table))))
                for table in Base.metadata.sorted_tables
            }

    def entries(self) -> frozenset[UUID]:
        """Return the ids of the log's entries."""
        with self.hub.engine.connect() as connection:
            return frozenset(connection.execute(select(AuditEntry.id)).scalars())

    def logged(
        self, action: Action | None = None, but: Collection[UUID] = frozenset()
    ) -> list[dict[str, Any]]:
        """Return the bodies of the log's entries, those of one action or all; without some, by their ids."""
        # A table has no order of its own.
        found = select(AuditEntry.id, AuditEntry.body).order_by(AuditEntry.at)
        with self.hub.engine.connect() as connection:
            entries = [orjson.loads(row.body) for row in connection.execute(found) if row.id not in but]
        return [entry for entry in entries if action in {None, entry["action"]}]

    def alias(self) -> str:
        """Return the name under which the log knows the case."""
        return self.hub.keys.alias(str(self.case))
