"""Histories drawn at random: whom recalls reach is what a plain reading of the records of decisions says."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
import pytest

from consent.record import Status
from consent.standing import ConsentAsk, stands
from sharehub.database.schema import AuditEntry, DecisionRecord, Recall
from sharehub.disclosure import metadata, queries
from sharehub.disclosure.disclose import disclose
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.show_wall import show_wall
from sharehub.patterns.publish import retract
from sharehub.patterns.record import correct
from tests.sharehub.recalls.recalling import Reached, after, work_off

if TYPE_CHECKING:
    from tests.sharehub.world import World

READINGS = (
    *(("health_visitor", "child_protection"), ("social_worker", "child_protection")),
    *(("teacher", "wellbeing_support"), ("police", "child_protection"), ("police_two", "marac_safety")),
    *(("mens_worker", "programme_referral"), ("mens_worker", "programme_delivery")) * 3,
    *(("teacher", "wellbeing_support"),) * 2,
    *(("womens_worker", "partner_support"), ("therapist", "treatment_planning")),
)
ALL = frozenset({"*"})
STEPS = 30


@dataclass
class History:
    """A world in which things happen, and what each recall is about, by the moment of its act."""

    world: World
    draw: Random
    facts: dict[UUID, str] = field(default_factory=dict)
    about: list[frozenset[tuple[UUID, UUID]]] = field(default_factory=list)

    def step(self) -> None:
        """Let something happen: mostly somebody looks."""
        after(self.world, minutes=self.draw.randint(2, 600))
        kinds = (*[self.look] * 6, self.wall, self.publish, self.correct, self.correct, self.retract)
        self.draw.choice((*kinds, *[self.say] * 3))()

    def publish(self, by: str | None = None) -> None:
        by = by or self.draw.choice(("police", "womens_worker", "social_worker"))
        new = self.world.told_by_her() if by == "womens_worker" else self.world.behaviour()
        self.facts[self.world.publish(new, by=by)] = by

    def look(self) -> None:
        name, purpose = self.draw.choice(READINGS)
        disclose(self.world.hub, self.world.actor(name), self.world.case, purpose)

    def wall(self) -> None:
        actors = [self.world.actor(name) for name in self.draw.sample(("police", "health_visitor"), 1)]
        seats = [Seat(actor.user, actor.unit, actor.role) for actor in actors]
        show_wall(self.world.hub, self.world.actor("facilitator"), self.world.case, seats)

    def correct(self) -> None:
        if self.facts:
            fact, by = self.draw.choice([*self.facts.items()])
            new = self.world.told_by_her() if by == "womens_worker" else self.world.behaviour()
            before = self.released(frozenset({str(fact)}), None)
            self.world.act(correct, by, fact, new)
            self.expect(before)

    def retract(self) -> None:
        if self.facts:
            fact = self.draw.choice([*self.facts])
            before = self.released(frozenset({str(fact)}), None)
            self.world.act(retract, self.facts.pop(fact), fact)
            self.expect(before)

    def say(self) -> None:
        """Let her say something to one unit, for one purpose or more: a yes, or a no."""
        world, draw = self.world, self.draw
        unit = world.units[draw.choice(("RESP-M", "RESP-M", "SCHOOL"))]
        word = draw.choice((Status.ACTIVE, Status.RESCINDED, Status.REFUSED))
        of = draw.choice(({"programme_referral"}, {"programme_referral", "programme_delivery"}, {"*"}))
        before = self.released(None, unit)
        stood = {purpose for *_, purpose in before if self.stands(unit, purpose)}
        world.consents(status=word, recipients=frozenset({str(unit)}), purposes=frozenset(of))
        self.expect({one for one in before if one[2] in stood and not self.stands(unit, one[2])})

    def stands(self, unit: UUID, purpose: str) -> bool:
        """Say, by the one rule for consent, whether hers stands for her account."""
        with self.world.hub.begin() as work:
            rows = queries.consent_events(work.tx, self.world.case)
            people = {row["id"]: metadata.person(row) for row in queries.people(work.tx, self.world.case)}
        events = [metadata.consent(row) for row in rows]
        her, day = str(self.world.people["her"]), self.world.today()
        ask = ConsentAsk(her, str(unit), purpose, "survivor_account", "", day, people)
        return stands(events, ask).grant is not None

    def released(self, facts: frozenset[str] | None, unit: UUID | None) -> set[tuple[UUID, UUID, str]]:
        """Return who had one of these facts, or whose release in these units rested on what was said."""
        entries = {row["id"]: row for row in self.world.rows(AuditEntry)}
        found = set()
        for row in self.world.rows(DecisionRecord):
            entry, said = entries[row["entry_id"]], orjson.loads(row["body"])
            if entry["outcome"] != "done" or "answers" not in said:
                continue
            owners = {fact["id"]: fact["owner"] for fact in said["case"]["facts"]}
            for reader in said["readers"]:
                for fact, answer in said["answers"].items():
                    out = answer["outcome"] != "withheld" and owners[fact] != reader["unit"]
                    meant = fact in facts if facts else reader["unit"] == str(unit) and answer["rests_on"]
                    if out and meant:
                        found.add((UUID(reader["id"]), UUID(fact), said["ask"]["purpose"]))
        return found

    def expect(self, before: set[tuple[UUID, UUID, str]]) -> None:
        self.about.append(frozenset((user, fact) for user, fact, _ in before))


@pytest.mark.parametrize("seed", range(4))
def test_a_recall_reaches_exactly_who_the_records_say_had_it(sqlite_world: World, seed: int) -> None:
    world = sqlite_world
    world.open("cp_concern", "HV", "CF-SW", "POL-DA")
    world.open("mapping_meeting", "CAL-C", "HV", "POL-DA")
    world.open("programme_referral", "RESP-M")
    world.consents(
        recipients=frozenset({str(world.units[unit]) for unit in ("RESP-M", "SCHOOL")}), purposes=ALL
    )
    history = History(world, Random(seed))  # noqa: S311 - the same draws every time, not a secret
    for by in ("womens_worker", "womens_worker", "police"):
        history.publish(by)
    for _ in range(STEPS):
        history.step()
        # Whoever looks meanwhile is no part of what began before.
        if not history.draw.randrange(3):
            work_off(world)
    work_off(world)
    recalls = sorted(world.rows(Recall), key=lambda row: row["at"])
    reached = Reached.of_world(world).of
    found = [
        frozenset((user, fact) for user, facts in reached.get(row["id"], {}).items() for fact in facts)
        for row in recalls
    ]

    assert found == history.about
    assert any(found)
