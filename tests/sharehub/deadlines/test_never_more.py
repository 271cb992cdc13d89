"""Whatever gap is recorded, and whoever is asked about it: who does not get it has nothing more due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.people import Part
from policies.vocabulary import Category
from sharehub.audit.witness_policy import NOBODY_WATCHES
from sharehub.deadlines.listing import deadlines
from sharehub.disclosure.known import known_facts
from sharehub.errors import Invalid
from tests.sharehub.requests.gaps_asked import a_gap, asks

if TYPE_CHECKING:
    from sharehub.deadlines.due import Deadline
    from tests.sharehub.world import World

OWNERS = {
    "police": "child_protection",
    "womens_worker": "survivor_support",
    "mens_worker": "programme_delivery",
}
MEMBERS = (*OWNERS, "health_visitor", "teacher", "therapist", "his_substance_worker")
PARTS = {
    "him": Part.PERPETRATOR,
    "her": Part.SURVIVOR,
    "child": Part.CHILD,
    "neighbour": Part.THIRD_PARTY,
}
UNITS = ("CF-SW", "POL-DA", "HV", "RESP-M", "SUB-P", "ART")
drawn_gaps = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(sorted(OWNERS)),
        "categories": st.frozensets(st.sampled_from(list(Category)), min_size=1, max_size=2),
        "unit": st.sampled_from(UNITS),
        "asked": st.sampled_from(UNITS),
        "gist": st.sampled_from([None, "There are gaps in what is known."]),
    }
)


def due(world: World, name: str) -> list[Deadline]:
    actor = world.actor(name)
    with world.hub.begin(actor.unit) as work:
        return deadlines(work, actor, world.hub.zone, NOBODY_WATCHES.policy)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=drawn_gaps)
def test_who_does_not_get_a_gap_has_nothing_more_due_for_its_being_there(
    sqlite_world: World, drawn: dict[str, Any]
) -> None:
    world = sqlite_world.another_case(PARTS, MEMBERS)
    world.open("cp_concern", "CF-SW", "POL-DA", "HV")
    world.open("programme_start", "RESP-M", "SUB-P")
    names = ("social_worker", *MEMBERS)
    before = {name: due(world, name) for name in names}

    new = a_gap(world, drawn["unit"], categories=drawn["categories"], gist=drawn["gist"])
    try:
        gap = world.publish(new, by=drawn["owner"])
        asks(world, gap, drawn["asked"], by=drawn["owner"], purpose=OWNERS[drawn["owner"]])
    except Invalid:
        return

    assert due(world, drawn["owner"]) != before[drawn["owner"]]
    for name in names:
        with world.hub.begin() as work:
            known = known_facts(work, world.actor(name), world.case, {gap})
        assert known or due(world, name) == before[name], name
