"""What leaves decision records, the ways of asking, and what somebody with the database could do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from sqlalchemy import update

from policies.vocabulary import Category
from sharehub.audit import log
from sharehub.audit.entry import Act, Action, leaf_hash
from sharehub.database.schema import AuditEntry, DecisionRecord
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.show_wall import show_wall
from sharehub.disclosure.wall_costs import wall_costs
from tests.policies.drafts import SHIPPED, as_text, both
from tests.sharehub.disclosure.stored import change, last_of

if TYPE_CHECKING:
    from tests.policies.drafts import Change
    from tests.sharehub.world import World

FACTS = 4
"""How many facts the family of `asked` has."""


LOOKS = (Action.PATTERN_ASKED, Action.WALL_ASKED, Action.WALL_COST_ASKED)
"""One act for each way in which answers are found; what documents leave has the form of the first."""


def seat(world: World, name: str) -> Seat:
    """Return where a member of staff sits."""
    actor = world.actor(name)
    return Seat(actor.user, actor.unit, actor.role)


def asked(world: World) -> World:
    """Let facts be asked for in every way there is: in a pattern, on a wall, and before inviting."""
    told = world.publish(world.told_by_her())
    world.publish(world.behaviour(travels_with=frozenset({told})))
    world.publish(world.behaviour())
    world.publish(world.behaviour(categories=frozenset({Category.SAFETY})), by="social_worker")
    world.consents()
    world.open("programme_referral", "RESP-M")
    world.open("mapping_meeting", "CAL-C", "HV", "RESP-M")
    world.read("teacher", "wellbeing_support")
    world.read("mens_worker", "programme_referral")
    show_wall(world.hub, world.actor("facilitator"), world.case, [seat(world, "health_visitor")])
    guests = [seat(world, "mens_worker"), seat(world, "health_visitor")]
    wall_costs(world.hub, world.actor("facilitator"), world.case, guests)
    return world


def last_entry(world: World, action: Action = Action.PATTERN_ASKED) -> UUID:
    """Return the id of the latest entry of an action."""
    return UUID(last_of(world, action).body["id"])


def record_of(world: World, entry: UUID) -> dict[str, Any]:
    """Return what is stored beside an entry."""
    row = next(row for row in world.rows(DecisionRecord) if row["entry_id"] == entry)
    document: dict[str, Any] = orjson.loads(row["body"])
    return document


def store(world: World, record: object, action: Action = Action.PATTERN_ASKED) -> UUID:
    """Put a record on record as a use case would, with an entry that is bound to it."""
    body = record if isinstance(record, bytes) else orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    with world.hub.begin() as work:
        return log.append(work.tx, Act(action), world.hub.random, body).id


def overwrite(world: World, entry: UUID, body: bytes, *, leaf: bool = True) -> None:
    """Write an entry's bytes anew; its leaf too, unless somebody forgets."""
    values = {"body": body} | ({"leaf_hash": leaf_hash(body)} if leaf else {})
    change(world, update(AuditEntry).where(AuditEntry.id == entry).values(**values))


def overwrite_record(world: World, entry: UUID, body: bytes) -> None:
    """Write the bytes beside an entry anew."""
    change(world, update(DecisionRecord).where(DecisionRecord.entry_id == entry).values(body=body))


def a_draft(*changes: Change) -> str:
    """Return the shipped rulebook with cells or parts changed, as a document."""
    return as_text(both(*changes)(SHIPPED))
