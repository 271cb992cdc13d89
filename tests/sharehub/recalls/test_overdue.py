"""An acknowledgement that does not come: officers hear of it step by step, and of one that came, nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sharehub.audit.entry import Action
from sharehub.identity.actor import Actor
from sharehub.patterns.publish import retract
from sharehub.protocols.partnership import register_user
from sharehub.recalls.acknowledge import acknowledge
from sharehub.recalls.overdue import THEN_OTHERS_AFTER
from sharehub.recalls.reach import ACKNOWLEDGED_WITHIN
from tests.sharehub.recalls.recalling import after, hears, listed, work_off

if TYPE_CHECKING:
    from tests.sharehub.world import World

DUE = ACKNOWLEDGED_WITHIN // timedelta(days=1)
OTHERS = THEN_OTHERS_AFTER // timedelta(days=1)
OVERDUE = "recall_overdue"


def officers(world: World) -> dict[str, Actor]:
    with world.hub.begin() as work:
        return {
            code: Actor(
                register_user(work, world.units[code], "officer", ["ig_officer"]),
                world.units[code],
                "ig_officer",
            )
            for code in ("HV", "POL-DA", "SCHOOL")
        } | {"IG": world.actor("officer")}


def a_recall(world: World) -> None:
    world.open("cp_concern", "HV")
    fact = world.publish(world.behaviour())
    world.read("health_visitor", "child_protection")
    world.act(retract, "police", fact)
    work_off(world)


@pytest.mark.postgres
def test_its_own_officer_hears_first_and_then_those_whose_fact_it_is_and_the_hubs(world: World) -> None:
    by = officers(world)
    a_recall(world)
    heard = []
    for days in (DUE - 1, 1, OTHERS - 1, 1, 30):
        after(world, days=days)
        work_off(world)
        heard.append({code: hears(world, actor).count(OVERDUE) for code, actor in by.items()})

    nobody = dict.fromkeys(by, 0)
    own = nobody | {"HV": 1}
    assert heard == [nobody, own, own, *[own | {"POL-DA": 1, "IG": 1}] * 2]
    # Whose copy it is, is reminded. Whose fact it is, hears nothing unless they are its officer.
    assert hears(world, "health_visitor") == [OVERDUE, "copy_out_of_date"]
    assert hears(world, "police") == []
    assert [entry["refs"]["stage"] for entry in world.logged(Action.RECALL_ESCALATED)] == [1, 2]


@pytest.mark.postgres
@pytest.mark.parametrize("days", [0, DUE + 1])
def test_nothing_goes_on_once_somebody_said_that_it_is_gone(world: World, days: int) -> None:
    by = officers(world)
    a_recall(world)
    after(world, days=days)
    work_off(world)
    # Its officer may, once it is overdue: for those who are no longer there.
    acts = by["HV"] if days else world.actor("health_visitor")
    assert listed(world, by["HV"]) == ([] if not days else listed(world, "health_visitor"))
    (item,) = listed(world, acts)
    with world.hub.begin(acts.unit) as work:
        acknowledge(work, acts, item["id"], item["revision"])
    after(world, days=60)
    work_off(world)

    assert {code: hears(world, actor).count(OVERDUE) for code, actor in by.items()} == {
        "HV": int(days > 0),
        "POL-DA": 0,
        "IG": 0,
        "SCHOOL": 0,
    }
