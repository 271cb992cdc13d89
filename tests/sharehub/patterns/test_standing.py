"""Publishing, taking back, confirming: a fact's standing changes under a new manifest, its words do not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from policies.vocabulary import PerpAware
from sharehub.audit.entry import Action
from sharehub.database.schema import Fact, FactVersion
from sharehub.errors import Conflict, Forbidden, NotFound, Tampered
from sharehub.patterns.publish import confirm_awareness, publish, retract
from sharehub.patterns.record import record
from tests.sharehub.audit.deeds import recorded

if TYPE_CHECKING:
    from tests.sharehub.world import World

MONDAY = date(2024, 6, 3)


def held(world: World) -> dict[str, Any]:
    """Return the one fact of the world, its version's columns too."""
    (fact,), (version,) = world.rows(Fact), world.rows(FactVersion)
    return version | fact


def test_a_fact_is_published_as_of_today(world: World) -> None:
    fact = recorded(world)
    before = held(world)
    world.act(publish, "police_two", fact)

    after = held(world)
    assert (after["published"], after["revision"], after["version"]) == (MONDAY, 2, 1)
    assert after["manifest"] != before["manifest"]
    assert after["statement"] == before["statement"]


def test_each_act_upon_a_fact_is_logged_with_its_revision_and_manifest(world: World) -> None:
    fact = recorded(world)
    world.act(publish, "police", fact)
    world.act(retract, "police", fact)

    entries = [entry for entry in world.logged() if entry.get("fact") == str(fact)]
    assert sorted((entry["revision"], entry["action"]) for entry in entries) == [
        (1, "fact.recorded"),
        (2, "fact.published"),
        (3, "fact.retracted"),
    ]
    assert len({entry["manifest"] for entry in entries}) == 3


def test_a_day_of_publication_is_for_history_alone(sqlite_world: World) -> None:
    fact = recorded(sqlite_world)
    earlier = date(2024, 1, 8)
    sqlite_world.act(publish, "police", fact, earlier)
    assert held(sqlite_world)["published"] == MONDAY

    sqlite_world.act(retract, "police", fact, earlier)
    assert held(sqlite_world)["retracted"] == MONDAY


def test_history_was_shared_and_taken_back_on_days_of_its_own(sqlite_world: World) -> None:
    importer = sqlite_world.importer("POL-DA")
    fact = sqlite_world.act(record, importer, sqlite_world.behaviour())
    sqlite_world.act(publish, importer, fact, date(2024, 1, 8))
    sqlite_world.act(retract, importer, fact, date(2024, 2, 9))

    assert (held(sqlite_world)["published"], held(sqlite_world)["retracted"]) == (
        date(2024, 1, 8),
        date(2024, 2, 9),
    )


def test_history_without_a_day_is_of_the_day_it_is_loaded(sqlite_world: World) -> None:
    importer = sqlite_world.importer("POL-DA")
    fact = sqlite_world.act(record, importer, sqlite_world.behaviour())
    sqlite_world.act(publish, importer, fact)
    sqlite_world.act(retract, importer, fact)

    assert (held(sqlite_world)["published"], held(sqlite_world)["retracted"]) == (MONDAY, MONDAY)


def test_what_is_published_or_taken_back_is_not_published_again(sqlite_world: World) -> None:
    fact = recorded(sqlite_world)
    sqlite_world.act(publish, "police", fact)

    with pytest.raises(Conflict):
        sqlite_world.act(publish, "police", fact)
    sqlite_world.act(retract, "police", fact)
    with pytest.raises(Conflict):
        sqlite_world.act(publish, "police", fact)


def test_a_draft_that_is_taken_back_is_never_published(sqlite_world: World) -> None:
    fact = recorded(sqlite_world)
    sqlite_world.act(retract, "police", fact)

    with pytest.raises(Conflict):
        sqlite_world.act(publish, "police", fact)


def test_what_is_taken_back_is_gone_for_its_own_unit_too(world: World) -> None:
    new = world.behaviour()
    fact = world.publish(new)
    world.open("cp_concern", "HV", "POL-DA")
    assert world.texts("police_two", "child_protection") == [new.statement]

    world.act(retract, "police", fact)
    assert world.texts("police_two", "child_protection") == []
    assert world.texts("health_visitor", "child_protection") == []
    with pytest.raises(Conflict):
        world.act(retract, "police", fact)


def test_a_second_person_of_the_unit_confirms_that_he_knows(world: World) -> None:
    fact = recorded(world, perp_aware=PerpAware.YES)

    with pytest.raises(Forbidden, match="second person"):
        world.act(confirm_awareness, "police", fact)
    with pytest.raises(NotFound):
        world.act(confirm_awareness, "teacher", fact)
    world.act(confirm_awareness, "police_two", fact)
    assert (held(world)["perp_aware"], held(world)["revision"]) == ("yes", 2)
    with pytest.raises(Conflict):
        world.act(confirm_awareness, "police_two", fact)


def test_nothing_is_confirmed_that_nobody_said(sqlite_world: World) -> None:
    with pytest.raises(Conflict):
        sqlite_world.act(confirm_awareness, "police_two", recorded(sqlite_world))


def test_what_was_taken_back_stays_as_it_is(sqlite_world: World) -> None:
    fact = recorded(sqlite_world, perp_aware=PerpAware.YES)
    sqlite_world.act(retract, "police", fact)

    with pytest.raises(Conflict):
        sqlite_world.act(confirm_awareness, "police_two", fact)


def test_a_row_that_was_edited_is_found_out_before_its_standing_changes(world: World) -> None:
    fact = recorded(world)
    with world.hub.begin() as work:
        work.tx.session.execute(update(FactVersion).values(source_exposure="none", categories=["behaviour"]))
        work.tx.session.execute(update(FactVersion).values(perp_aware="yes"))

    with pytest.raises(Tampered):
        world.act(publish, "police", fact)
    assert world.logged(Action.FACT_PUBLISHED) == []
