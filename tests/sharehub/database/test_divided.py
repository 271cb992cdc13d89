"""What was decided before there were portions is divided up by the migration as it would be now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sharehub.database.migrate import downgrade, upgrade
from sharehub.database.schema import DecisionPortion
from sharehub.disclosure.identify import identify
from tests.sharehub.disclosure.stored import change_version
from tests.sharehub.oversight.offices import a_wall, kept_from_him, open_gates, refused_look

if TYPE_CHECKING:
    from tests.sharehub.world import World


def decided(world: World) -> None:
    """Let there be looks of every kind: released, withheld, refused, faulted, and at names."""
    open_gates(world)
    broken = world.publish(world.behaviour(), by="police")
    world.publish(world.behaviour(statement="Beside it.", travels_with=frozenset({broken})), by="police")
    world.publish(kept_from_him(world), by="womens_worker")
    world.publish(world.behaviour(statement="He broke a chair."), by="social_worker")
    for name, purpose in (("health_visitor", "child_protection"), ("mens_worker", "programme_referral")):
        world.read(name, purpose)
    a_wall(world, "health_visitor", "mens_worker")
    refused_look(world, "court", purpose="marac_safety")
    identify(world.hub, world.actor("police"), world.case)
    change_version(world, broken, gist=b"")
    world.read("health_visitor", "child_protection")


def portions(world: World) -> list[dict[str, Any]]:
    """Return every portion, without ids that went to readers and versions: the record has neither."""
    found = []
    for row in world.rows(DecisionPortion):
        owner = row["side"] == "owner"
        for lines in (row["released"], row["withheld"] or []):
            for line in lines:
                line[4] = None
                line[0] = line[0] if owner else None
            lines.sort(key=repr)
        found.append(row)
    return sorted(found, key=lambda row: (str(row["entry_id"]), str(row["unit_id"]), row["side"]))


def test_what_was_decided_before_is_divided_up(world: World) -> None:
    decided(world)
    before = portions(world)
    assert {row["side"] for row in before} == {"owner", "asker", "receiver"}
    assert any(row["instead_of"] for row in before)
    assert any(row["refused"] for row in before)

    downgrade(world.hub.engine, "0006")
    with pytest.raises(Exception, match="decision_portions"):
        world.rows(DecisionPortion)
    upgrade(world.hub.engine)

    assert portions(world) == before
