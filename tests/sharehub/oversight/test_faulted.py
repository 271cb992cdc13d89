"""What was held back at opening counts as held back, and a fault is told to nobody whose fact it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text, update

from sharehub.audit.entry import Action
from sharehub.crypto.tables import case_keys
from sharehub.disclosure.disclose import disclose
from sharehub.errors import Tampered
from sharehub.oversight.acts.questions import Acts, Readings
from tests.sharehub.disclosure.stored import change, change_version
from tests.sharehub.oversight.offices import THE_HUBS, Offices, lines, open_gates

if TYPE_CHECKING:
    from uuid import UUID

FAULT, CONTEXT = ("withheld", "FAULT"), ("withheld", "CONTEXT_WITHHELD")


def broken_facts(offices: Offices) -> tuple[UUID, UUID, UUID]:
    """Let there be a fact that will not open, one that travels with it, and another unit's."""
    world = offices.world
    open_gates(world)
    broken = world.publish(world.behaviour())
    beside = world.publish(world.behaviour(statement="Beside it.", travels_with=frozenset({broken})))
    other = world.publish(world.behaviour(statement="Another."), by="social_worker")
    change_version(world, broken, gist=b"")
    return broken, beside, other


def test_what_did_not_open_was_read_by_nobody(offices: Offices) -> None:
    broken, beside, other = broken_facts(offices)
    offices.world.read("health_visitor", "child_protection")

    (for_all,) = [item for item in offices.looks(THE_HUBS) if item["medium"] == "pattern"]
    assert lines(for_all) == {
        str(broken): FAULT,
        str(beside): CONTEXT,
        str(other): ("full", "ROLE_AND_PURPOSE"),
    }
    assert lines(offices.looks("POL-DA")[0]) == {str(broken): FAULT, str(beside): CONTEXT}
    assert lines(offices.looks("CF-SW")[0]) == {str(other): ("full", "ROLE_AND_PURPOSE")}
    assert lines(offices.looks("HV")[0]) == {str(other): ("full", None)}
    for code in (THE_HUBS, "POL-DA", "HV"):
        assert offices.asks(code, Readings(broken)) == offices.asks(code, Readings(beside)) == []
        assert len(offices.asks(code, Readings(other))) == (code != "POL-DA")


def test_that_something_did_not_open_is_told_to_who_oversees_the_hub_alone(offices: Offices) -> None:
    broken_facts(offices)
    offices.world.read("health_visitor", "child_protection")
    reader = offices.world.actor("health_visitor")

    def told(code: str) -> set[str]:
        questions = Acts("user", user=reader.user), Acts("unit", unit=reader.unit)
        kind = Acts("action", action=Action.RELEASE_FAULTED)
        found = [item for one in (*questions, kind) for item in offices.asks(code, one)]
        return {item["action"] for item in [*found, *offices.of_case(code)]}

    assert Action.RELEASE_FAULTED in told(THE_HUBS)
    for code in ("HV", "POL-DA", "CF-SW"):
        assert Action.RELEASE_FAULTED not in told(code)


def test_a_decision_that_ended_in_a_fault_looks_like_any_other_to_those_whose_fact_it_is_not(
    offices: Offices,
) -> None:
    world = offices.world
    broken, _, other = broken_facts(offices)
    change_version(world, broken, perp_aware="maybe")
    world.read("health_visitor", "child_protection")

    assert [item["outcome"] for item in offices.looks(THE_HUBS)] == ["fault"]
    for code in ("HV", "CF-SW", "POL-DA"):
        assert [item["outcome"] for item in offices.looks(code)] == ["done"], code
    assert lines(offices.looks("POL-DA")[0])[str(broken)] == FAULT
    assert set(lines(offices.looks("HV")[0])) == {str(other)}


def test_a_refused_look_at_what_cannot_be_read_is_refused_to_its_units_officer(here: Offices) -> None:
    world = here.world
    broken_facts(here)
    change(world, text("update memberships set start = 12"))
    disclose(world.hub, world.actor("health_visitor"), world.case, "child_protection")

    for question in (Acts("refusals", refused=True), Acts("user", user=world.actor("health_visitor").user)):
        (seen,) = [item for item in here.asks("HV", question) if item["medium"]]
        assert (seen["outcome"], seen["about"], seen["case"]) == ("refused", {"refusal": "not_found"}, None)


def test_of_a_case_whose_key_was_altered_nothing_counts_as_read(here: Offices) -> None:
    world = here.world
    open_gates(world)
    fact = world.publish(world.behaviour())
    world.read("health_visitor", "child_protection")
    with world.hub.keys.engine.begin() as connection:
        stored = connection.scalars(select(case_keys.c.wrapped)).one()
        connection.execute(update(case_keys).values(wrapped=bytes(len(stored))))
    world.hub.keys._cases.drop(str(world.case))
    with pytest.raises(Tampered):
        world.read("health_visitor", "child_protection")

    of_reader = Acts("user", user=world.actor("health_visitor").user)
    latest, earlier = [item for item in here.asks(THE_HUBS, of_reader) if item["medium"]]
    assert lines(latest) == {str(fact): FAULT}
    assert lines(earlier)[str(fact)][0] == "full"
    seen = [item for item in here.asks("HV", of_reader) if item["medium"]]
    assert [len(item["lines"]) for item in seen] == [0, 1]
