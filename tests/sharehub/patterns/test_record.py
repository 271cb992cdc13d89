"""Recording and correcting a fact: what is kept, what is refused, and what a correction leaves behind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from consent.people import Part
from policies.vocabulary import Category, PerpAware, SourceExposure, SourceType
from sharehub.database.schema import Fact, FactVersion
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.language.vocabulary import IntersectionLink, Kind
from sharehub.patterns.publish import publish, retract
from sharehub.patterns.record import correct, record
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.audit.deeds import recorded, undetermined

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World


def fact_of(world: World, identity: UUID) -> dict[str, Any]:
    (row,) = [row for row in world.rows(Fact) if row["id"] == identity]
    return row


def versions(world: World, identity: UUID) -> list[dict[str, Any]]:
    rows = [row for row in world.rows(FactVersion) if row["fact_id"] == identity]
    return sorted(rows, key=lambda row: int(row["version"]))


def told(world: World, **changes: Any) -> dict[str, Any]:
    """Record what she told, and return the row of it."""
    (row,) = versions(world, world.act(record, "womens_worker", world.told_by_her(**changes)))
    return row


def test_a_recorded_fact_is_its_units_own_and_not_yet_published(world: World) -> None:
    new = world.behaviour()
    identity = world.act(record, "police", new)

    fact = fact_of(world, identity)
    assert (fact["owner_unit_id"], fact["version"], fact["revision"]) == (world.units["POL-DA"], 1, 1)
    assert (fact["published"], fact["retracted"]) == (None, None)
    (row,) = versions(world, identity)
    assert (row["kind"], row["section"], row["has_gist"]) == ("behaviour", 1, True)
    assert (row["subject_person_id"], row["targets"]) == (world.people["him"], [str(world.people["her"])])
    assert (row["imported"], row["perp_aware"], row["aware_claimed_by"]) == (False, "unknown", None)
    assert b"kitchen" not in row["statement"]
    assert b"frighten" not in row["gist"]


def test_nobody_gets_a_fact_before_it_is_published(sqlite_world: World) -> None:
    recorded(sqlite_world)
    sqlite_world.open("cp_concern", "HV", "POL-DA")

    assert sqlite_world.texts("health_visitor", "child_protection") == []
    assert sqlite_world.texts("police_two", "child_protection") == []


def test_what_she_told_is_her_account_whatever_its_author_says(world: World) -> None:
    assert told(world)["categories"] == ["behaviour", "survivor_account"]


def test_what_concerns_a_neighbour_is_a_third_partys_too(sqlite_world: World) -> None:
    row = told(sqlite_world, about=frozenset({sqlite_world.people["neighbour"]}))

    assert row["categories"] == ["behaviour", "survivor_account", "third_party"]


def test_what_a_neighbour_did_is_a_third_partys_too(sqlite_world: World) -> None:
    row = told(sqlite_world, subject_person=sqlite_world.people["neighbour"])

    assert "third_party" in row["categories"]


def test_a_covert_effort_is_a_matter_of_safety(sqlite_world: World) -> None:
    row = told(
        sqlite_world,
        kind=Kind.PROTECTIVE_EFFORT,
        categories=frozenset({Category.PROTECTIVE_EFFORT}),
        subject_person=sqlite_world.people["her"],
        covert=True,
    )

    assert row["categories"] == ["protective_effort", "safety", "survivor_account"]
    assert row["section"] == 2


def test_a_derived_category_is_not_claimed_without_its_source(sqlite_world: World) -> None:
    with pytest.raises(Invalid) as refused:
        recorded(sqlite_world, categories=frozenset({Category.INTELLIGENCE}))
    assert refused.value.where == "categories"


def test_whether_he_could_tell_who_spoke_is_certain_until_somebody_says_otherwise(
    sqlite_world: World,
) -> None:
    assert told(sqlite_world, source_exposure=None)["source_exposure"] == "certain"
    assert told(sqlite_world, source_exposure=SourceExposure.POSSIBLE)["source_exposure"] == "possible"


def test_that_he_knows_is_a_claim_until_a_second_person_confirms_it(sqlite_world: World) -> None:
    (row,) = versions(sqlite_world, recorded(sqlite_world, perp_aware=PerpAware.YES))

    assert (row["perp_aware"], row["aware_claimed_by"]) == ("unknown", sqlite_world.actor("police").user)


def test_that_he_does_not_know_needs_nobody_else(sqlite_world: World) -> None:
    (row,) = versions(sqlite_world, recorded(sqlite_world, perp_aware=PerpAware.NO))

    assert (row["perp_aware"], row["aware_claimed_by"]) == ("no", None)


@pytest.mark.parametrize(
    ("where", "changes"),
    [
        ("subject_person", {"subject_person": NOBODY}),
        ("source_person", {"source_person": NOBODY}),
        ("targets", {"targets": frozenset({NOBODY})}),
        ("about", {"about": frozenset({NOBODY})}),
        ("subject_unit", {"subject_unit": NOBODY}),
        ("action_unit", {"action_unit": NOBODY}),
        ("travels_with", {"travels_with": frozenset({NOBODY})}),
        ("tactics", {"tactics": frozenset()}),
        ("pathways", {"pathways": frozenset()}),
        ("subject_person", {"subject_person": None}),
        ("section", {"section": 5}),
        ("statement", {"statement": " "}),
        ("statement", {"statement": "x" * 601}),
        ("categories", {"categories": frozenset()}),
        ("gist", {"gist": " \n"}),
        ("first_known", {"first_known": "last summer"}),
        ("last_known", {"last_known": "2024-13"}),
        ("last_known", {"last_known": "2024-06-32"}),
        ("intersection_links", {"intersection_links": frozenset({IntersectionLink.CO_OCCURS_NOT_CAUSE})}),
    ],
)
def test_what_is_not_sound_is_refused_where_it_stands(
    sqlite_world: World, where: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        recorded(sqlite_world, **changes)

    assert refused.value.where == where
    assert sqlite_world.rows(Fact) == []


def test_every_finding_is_said_and_none_repeats_a_word(sqlite_world: World) -> None:
    with pytest.raises(Invalid) as refused:
        recorded(sqlite_world, tactics=frozenset(), gist="Agnes hid.", statement="Agnes hid from Konrad.")

    message = str(refused.value)
    assert "tactics: " in message
    assert "gist: " in message
    for word in ("Agnes", "Konrad", "hid"):
        assert word not in message


@pytest.mark.parametrize("known", ["2024", "2024-06", "2024-06-03"])
def test_when_it_happened_may_be_known_to_the_year_month_or_day(sqlite_world: World, known: str) -> None:
    (row,) = versions(sqlite_world, recorded(sqlite_world, first_known=known, last_known=known))

    assert (row["first_known"], row["last_known"]) == (known, known)


def test_a_companion_is_of_the_same_case_and_not_the_fact_itself(world: World) -> None:
    companion = recorded(world)
    there = world.another_case({"him": Part.PERPETRATOR, "her": Part.SURVIVOR}, ["police"])

    with pytest.raises(Invalid, match="travels_with: "):
        recorded(there, travels_with=frozenset({companion}))
    fact = recorded(world, travels_with=frozenset({companion}))
    with pytest.raises(Invalid, match="travels_with: "):
        world.act(correct, "police", fact, world.behaviour(travels_with=frozenset({fact})))


def test_her_difficulty_travels_with_the_behaviour_that_explains_it(sqlite_world: World) -> None:
    hers: dict[str, Any] = {
        "kind": Kind.INTERSECTION,
        "categories": frozenset({Category.SURVIVOR_HEALTH}),
        "subject_person": sqlite_world.people["her"],
    }

    with pytest.raises(Invalid, match="travels_with: "):
        recorded(sqlite_world, **hers)
    recorded(sqlite_world, **hers, travels_with=frozenset({recorded(sqlite_world)}))


def test_only_history_brings_ids_of_its_own(sqlite_world: World) -> None:
    chosen = uuid4()

    with pytest.raises(Invalid, match="identity: "):
        sqlite_world.act(record, "police", sqlite_world.behaviour(), chosen)
    importer = sqlite_world.importer("POL-DA")
    assert sqlite_world.act(record, importer, sqlite_world.behaviour(), chosen) == chosen


def test_history_keeps_its_words_and_categories(world: World) -> None:
    told_to_us = world.told_by_her(
        statement="",
        gist="Ludmila told us.",
        tactics=frozenset(),
        categories=frozenset({Category.BEHAVIOUR, Category.INTELLIGENCE}),
        perp_aware=PerpAware.YES,
        travels_with=frozenset({NOBODY}),
    )
    fact = world.act(record, world.importer("CAL-W"), told_to_us)

    (row,) = versions(world, fact)
    assert row["categories"] == ["behaviour", "intelligence"]
    assert (row["perp_aware"], row["aware_claimed_by"], row["imported"]) == ("yes", None, True)
    assert row["travels_with"] == [str(NOBODY)]


def test_history_names_nobody_outside_the_case_and_keeps_words_out_of_dates(sqlite_world: World) -> None:
    importer = sqlite_world.importer("POL-DA")

    with pytest.raises(Invalid, match="about: "):
        sqlite_world.act(record, importer, sqlite_world.behaviour(about=frozenset({NOBODY})))
    with pytest.raises(Invalid, match="first_known: "):
        sqlite_world.act(record, importer, sqlite_world.behaviour(first_known="Saturday"))


def test_a_correction_is_another_version_and_the_one_before_is_kept(world: World) -> None:
    fact = world.publish(world.behaviour())
    before = versions(world, fact)
    world.open("cp_concern", "HV")
    better = world.behaviour(statement="Konrad kicked the kitchen door twice.", concern_rank=1)

    world.act(correct, "police_two", fact, better)

    first, second = versions(world, fact)
    assert first == before[0]
    assert (second["version"], second["concern_rank"]) == (2, 1)
    assert second["recorded_by"] == world.actor("police_two").user
    held = fact_of(world, fact)
    assert (held["version"], held["revision"], held["published"]) == (2, 3, date(2024, 6, 3))
    assert world.texts("health_visitor", "child_protection") == [better.statement]


def test_a_correction_says_anew_whether_he_knows(sqlite_world: World) -> None:
    fact = sqlite_world.act(
        record, sqlite_world.importer("POL-DA"), sqlite_world.behaviour(perp_aware=PerpAware.YES)
    )
    sqlite_world.act(correct, "police_two", fact, sqlite_world.behaviour(perp_aware=PerpAware.YES))

    row = versions(sqlite_world, fact)[-1]
    assert (row["perp_aware"], row["aware_claimed_by"]) == ("unknown", sqlite_world.actor("police_two").user)


def test_a_correction_changes_the_key_class_with_the_categories(sqlite_world: World) -> None:
    fact = recorded(sqlite_world)
    sqlite_world.act(
        correct, "police", fact, sqlite_world.behaviour(source_type=SourceType.POLICE_INTELLIGENCE)
    )

    first, second = versions(sqlite_world, fact)
    assert second["categories"] == ["behaviour", "intelligence"]
    assert first["wrapping_key"] != second["wrapping_key"]


def test_what_was_taken_back_is_not_corrected(sqlite_world: World) -> None:
    fact = recorded(sqlite_world)
    sqlite_world.act(retract, "police", fact)

    with pytest.raises(Conflict):
        sqlite_world.act(correct, "police", fact, sqlite_world.behaviour())


def test_another_units_fact_is_as_if_it_were_not_there(world: World) -> None:
    fact = world.publish(world.behaviour())
    messages = set()

    for unknown in (fact, NOBODY):
        for verb, what in ((correct, (world.behaviour(),)), (publish, ()), (retract, ())):
            with pytest.raises(NotFound) as refused:
                world.act(verb, "teacher", unknown, *what)
            messages.add(str(refused.value))
    assert messages == {"no such fact of this unit"}


def test_a_fact_of_another_case_is_not_here(sqlite_world: World) -> None:
    fact = recorded(sqlite_world)

    with pytest.raises(NotFound):
        undetermined(sqlite_world).act(publish, "police", fact)


def test_those_who_record_nothing_correct_nothing(sqlite_world: World) -> None:
    with pytest.raises(Forbidden):
        sqlite_world.act(correct, "court", recorded(sqlite_world), sqlite_world.behaviour())


def test_what_a_fact_says_is_not_in_its_own_representation(sqlite_world: World) -> None:
    said = {
        "statement": "SAID",
        "gist": "SAID",
        "pathway_note": "SAID",
        "disclosed_to": "SAID",
        "police_grade": "SAID",
        "pathway_unknown_reason": "SAID",
        "no_link_found_reason": "SAID",
        "gist_reason": "SAID",
    }
    new = sqlite_world.behaviour(**said)

    assert new.sealed() == said
    assert "SAID" not in repr(new)
