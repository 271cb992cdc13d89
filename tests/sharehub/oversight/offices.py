"""Officers of several units in a world, what there is for them to see, and asking as one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.disclosure.disclose import disclose
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.show_wall import show_wall
from sharehub.identity.actor import Actor
from sharehub.oversight.acts.hours import Hours
from sharehub.oversight.acts.questions import Acts, OutOfHours, Readings
from sharehub.oversight.counts.questions import Bulk, HeatMap
from sharehub.oversight.holding.questions import Holders
from sharehub.oversight.looking import ask
from sharehub.oversight.standing.questions import ConsentsEnding, ProtocolsLapsing, SinceExcluded
from sharehub.patterns.record import record
from sharehub.protocols.partnership import register_user

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sharehub.hub import Hub
    from sharehub.oversight.looking import Item, Question
    from tests.sharehub.world import World

UNITS = ("POL-DA", "CF-SW", "HV", "RESP-M", "CAL-W", "CAL-C", "MARAC-CO")
"""Units with an officer of their own; the last takes no part in any case."""
THE_HUBS = "IG"


@dataclass(frozen=True, slots=True)
class Offices:
    """A world, its officers by their units, and the hub through which they ask."""

    world: World
    hub: Hub
    officers: Mapping[str, Actor] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, hub: Hub | None = None) -> Self:
        """Let there be an officer in each unit; they ask through the world's hub, or another login's."""
        officers = {THE_HUBS: world.actor("officer")}
        with world.hub.begin() as work:
            for code in UNITS:
                unit = world.units[code]
                user = register_user(work, unit, f"officer of {code}", ["ig_officer"])
                officers[code] = Actor(user, unit, "ig_officer")
        return cls(world, hub or world.hub, officers)

    def asks(self, code: str, question: Question, after: UUID | None = None, most: int = 500) -> list[Item]:
        """Ask as the officer of a unit."""
        return [*ask(self.hub, self.officers[code], question, after, most)]

    def of_case(self, code: str, **more: Any) -> list[Item]:
        """Return what an officer sees of the case."""
        return self.asks(code, Acts("case", case=self.world.case, **more))

    def looks(self, code: str) -> list[Item]:
        """Return the looks at the case that an officer sees, the first one first."""
        return [item for item in reversed(self.of_case(code)) if item["medium"] is not None]

    def user(self, name: str) -> str:
        """Return the id of a member of staff, as answers have it."""
        return str(self.world.actor(name).user)

    def everything(self, fact: UUID) -> dict[str, Question]:
        """Return one of every kind of question there is, about the case, a fact and everybody."""
        world = self.world
        asked: dict[str, Question] = {
            "case": Acts("case", case=world.case),
            "refusals": Acts("refusals", refused=True),
            "looks": Acts("action", action=Action.PATTERN_ASKED),
            "publications": Acts("action", action=Action.FACT_PUBLISHED),
            "out of hours": OutOfHours(hours=Hours(23, 24)),
            "bulk": Bulk(more_than=1),
            "fact": Readings(fact),
            "holders": Holders(fact),
            "excluded": SinceExcluded(),
            "consents": ConsentsEnding(366),
            "protocols": ProtocolsLapsing(),
            "counts": HeatMap(),
        }
        asked |= {f"user {name}": Acts("user", user=actor.user) for name, actor in world.staff.items()}
        return asked | {f"unit {code}": Acts("unit", unit=unit) for code, unit in world.units.items()}


def lines(item: Item) -> dict[str | None, tuple[str, str | None]]:
    """Return what became of each fact of a look, and why, where that is told."""
    return {line["fact"]: (line["outcome"], line["reason"]) for line in item["lines"]}


def kept_from_him(world: World) -> Any:
    """Return something that never reaches those who work with him."""
    return world.behaviour(statement="Where she is.", gist=None, categories=frozenset({Category.SAFETY}))


def open_gates(world: World) -> None:
    """Let the readers of the tests ask for what they ask for."""
    world.open("cp_concern", "HV", "CF-SW")
    world.open("programme_referral", "RESP-M")
    world.open("mapping_meeting", "CAL-C", "RESP-M", "HV")


def a_draft(world: World, by: str) -> UUID:
    """Record a fact that nobody has published."""
    fact: UUID = world.act(record, by, world.behaviour(statement="Not yet said."))
    return fact


def refused_look(
    world: World, name: str, case: UUID | None = None, purpose: str = "child_protection"
) -> None:
    """Ask for something that is not answered."""
    disclose(world.hub, world.actor(name), case or world.case, purpose)


def a_wall(world: World, *names: str) -> None:
    """Let the facilitator show the wall to others."""
    seats = [Seat(actor.user, actor.unit, actor.role) for actor in map(world.actor, names)]
    show_wall(world.hub, world.actor("facilitator"), world.case, seats)
