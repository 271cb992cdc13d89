"""Reviews: what waits for whom, the overdue first, and who says once what comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from policies.vocabulary import Category
from sharehub.cases.conflicts import exclude
from sharehub.consents.break_glass import break_glass
from sharehub.consents.review import (
    Verdict,
    decisions_to_review,
    glasses_to_review,
    review_decision,
    review_glass,
)
from sharehub.consents.serious_risk import approve, ask
from sharehub.custody.shred import ask_to_shred, close
from sharehub.database.order import FIRST
from sharehub.database.schema import BreakGlass, Review
from sharehub.errors import Forbidden, NotFound
from sharehub.identity.actor import Actor
from sharehub.protocols.partnership import register_user
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.audit.deeds import (
    EMERGENCY,
    PURPOSE,
    a_decision,
    a_glass,
    a_scope,
    an_approved_decision,
    grounds,
    recorded,
)
from tests.sharehub.consents.strangers import later, with_stranger
from tests.sharehub.disclosure.stored import change

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.world import World

NO_SUCH = UUID("00000000-0000-4000-8000-000000000000")


def with_officers(world: World, *units: str) -> World:
    """Return the world with an officer more in each unit, by the unit's code."""
    with world.hub.begin() as work:
        officers = {
            code: Actor(
                register_user(work, world.units[code], f"officer of {code}", ["ig_officer"]),
                world.units[code],
                "ig_officer",
            )
            for code in units
        }
    return replace(world, staff={**world.staff, **officers})


def to_review(
    world: World, listing: Callable[..., Any], by: str, after: UUID = FIRST
) -> list[dict[str, Any]]:
    """Return what waits for somebody's review."""
    with world.hub.begin() as work:
        return [dict(row) for row in listing(work, world.actor(by), after, 10)]


def ids(world: World, by: str, after: UUID = FIRST) -> tuple[list[UUID], list[UUID]]:
    """Return the ids of the decisions and of the broken glass that wait for somebody's review."""
    decisions = to_review(world, decisions_to_review, by, after)
    return [row["id"] for row in decisions], [
        row["id"] for row in to_review(world, glasses_to_review, by, after)
    ]


def test_officers_see_what_is_of_their_units_facts_or_people_and_the_independent_ones_see_all(
    world: World,
) -> None:
    world.publish(world.behaviour(), by="police")
    world = with_officers(world, "POL-DA", "CF-SW", "MARAC-CO", "HV")
    decision = an_approved_decision(world)
    glass = a_glass(world, by="social_worker")
    stranger = with_stranger(world)
    far = stranger.act(break_glass, "stranger", PURPOSE, EMERGENCY).id

    # Facts of the police are let out by all three; one was broken from social work, one from far away.
    assert ids(world, "POL-DA") == ([decision], [glass, far])
    assert ids(world, "CF-SW") == ([], [glass])
    assert ids(world, "MARAC-CO") == ([], [far])
    assert ids(world, "HV") == ([], [])
    assert ids(world, "officer") == ([decision], [glass, far])


def test_what_was_asked_for_is_known_to_the_askers_own_officer(world: World) -> None:
    world = with_officers(world, "CF-SW")
    fact = world.publish(world.behaviour(categories=frozenset({Category.OFFENCE})), by="police")
    world.open("cp_concern", "CF-SW")
    decision = world.act(ask, "social_worker", a_scope(world, fact), grounds(world))
    world.act(approve, "police", decision)

    (row,) = to_review(world, decisions_to_review, "CF-SW")

    assert (row["id"], row["categories"]) == (decision, ["offence"])


def test_who_when_for_what_and_of_which_categories_is_told_and_no_count_and_no_word(world: World) -> None:
    safety = recorded(world, categories=frozenset({Category.SAFETY}))
    recorded(world, by="womens_worker", categories=frozenset({Category.SEXUAL}))
    decision = world.act(ask, "police", a_scope(world, safety, recorded(world)), grounds(world))
    world.act(approve, "social_worker", decision)
    glass = a_glass(world)

    (asked,) = to_review(world, decisions_to_review, "officer")
    (broken,) = to_review(world, glasses_to_review, "officer")

    assert asked["categories"] == ["behaviour", "safety"]
    assert asked.keys() == {
        *("id", "case", "unit", "asked_by", "asked_at", "approved_by", "approved_at"),
        *("purposes", "categories", "units", "start", "end", "review_due"),
    }
    assert (broken["id"], broken["user"], broken["role"], broken["purposes"]) == (
        *(glass, world.actor("police").user, "police", ["child_protection"]),
    )
    assert broken["categories"] == ["behaviour", "child_wellbeing", "offence", "survivor_account"]
    assert broken["opened"] is True
    assert broken.keys() == {
        *("id", "case", "unit", "user", "role", "purposes", "categories"),
        *("starts_at", "over_at", "opened", "review_due"),
    }


def test_categories_of_other_units_are_not_told_to_an_officer_of_one(world: World) -> None:
    world = with_officers(world, "POL-DA")
    world.open("cp_concern", "CF-SW")
    facts = [
        world.publish(world.behaviour(categories=frozenset({category})), by=by)
        for category, by in ((Category.OFFENCE, "police"), (Category.CHILD_WELLBEING, "health_visitor"))
    ]
    decision = world.act(ask, "social_worker", a_scope(world, *facts), grounds(world))
    world.act(approve, "police_two", decision)

    (of_one,) = to_review(world, decisions_to_review, "POL-DA")
    (of_all,) = to_review(world, decisions_to_review, "officer")

    assert of_one["categories"] == ["offence"]
    assert of_all["categories"] == ["child_wellbeing", "offence"]


def test_the_overdue_come_first_and_pages_go_on_where_they_ended(world: World) -> None:
    first, second = an_approved_decision(world), an_approved_decision(world)
    one, other = a_glass(world), a_glass(world)
    with world.hub.begin() as work:
        now = work.tx.now
    change(
        world, update(BreakGlass).where(BreakGlass.id == other).values(review_due=now - timedelta(hours=1))
    )

    assert ids(world, "officer") == ([first, second], [other, one])
    assert ids(world, "officer", first)[0] == [second]
    assert ids(world, "officer", other)[1] == [one]


def test_whether_it_opened_anything_is_for_those_who_were_told_alone(world: World) -> None:
    world.publish(world.behaviour())
    world = with_stranger(with_officers(world, "MARAC-CO", "POL-DA"))
    world.act(exclude, "officer", world.actor("stranger").user, "His cousin.", world.today())
    world.act(break_glass, "stranger", PURPOSE, EMERGENCY)

    opened = {
        by: to_review(world, glasses_to_review, by)[0]["opened"] for by in ("MARAC-CO", "POL-DA", "officer")
    }

    assert opened == {"MARAC-CO": None, "POL-DA": False, "officer": False}


def test_one_that_named_no_case_waits_for_nobody(world: World) -> None:
    world = with_stranger(with_officers(world, "MARAC-CO"))
    replace(world, case=NO_SUCH).act(break_glass, "stranger", PURPOSE, EMERGENCY)

    assert ids(world, "officer") == ids(world, "MARAC-CO") == ([], [])


def test_nobody_is_shown_or_reviews_what_they_did_in_another_role(world: World) -> None:
    world.publish(world.behaviour())
    police = world.actor("police")
    world = replace(world, staff={**world.staff, "both": replace(police, role="ig_officer")})
    glass, decision = a_glass(world), an_approved_decision(world)

    assert ids(world, "both") == ([], [])
    for verb, about in ((review_glass, glass), (review_decision, decision)):
        with pytest.raises(Forbidden):
            world.act(verb, "both", about, Verdict.JUSTIFIED, None)


def test_an_officer_who_is_kept_from_the_case_sees_and_reviews_nothing_of_it(world: World) -> None:
    decision, glass = an_approved_decision(world), a_glass(world)
    world.act(exclude, "police", world.actor("officer").user, "A neighbour.", world.today())

    assert ids(world, "officer") == ([], [])
    for verb, about in ((review_glass, glass), (review_decision, decision)):
        with pytest.raises(NotFound):
            world.act(verb, "officer", about, Verdict.JUSTIFIED, None)


def test_what_was_reviewed_waits_no_longer_and_is_reviewed_once(world: World) -> None:
    decision, glass = an_approved_decision(world), a_glass(world)

    world.act(review_decision, "officer", decision, Verdict.NOT_JUSTIFIED, "A call would have done.")
    world.act(review_glass, "officer", glass, Verdict.LESSON, None)

    assert ids(world, "officer") == ([], [])
    rows = {row["about_id"]: row for row in world.rows(Review)}
    assert (rows[decision]["verdict"], rows[glass]["verdict"]) == ("not_justified", "lesson")
    assert rows[decision]["reviewed_by"] == world.actor("officer").user
    assert b"call" not in rows[decision]["note"]
    for verb, about in ((review_glass, glass), (review_decision, decision)):
        with pytest.raises(NotFound):
            world.act(verb, "officer", about, Verdict.JUSTIFIED, None)


def test_an_officer_of_another_unit_whose_facts_were_let_out_may_review_and_the_askers_own_may_not(
    world: World,
) -> None:
    for by in ("police", "social_worker"):
        world.publish(world.behaviour(), by=by)
    world = with_officers(world, "POL-DA", "CF-SW", "HV")
    glass = a_glass(world)

    with pytest.raises(Forbidden, match="own unit"):
        world.act(review_glass, "POL-DA", glass, Verdict.JUSTIFIED, None)
    with pytest.raises(NotFound):
        world.act(review_glass, "HV", glass, Verdict.JUSTIFIED, None)
    world.act(review_glass, "CF-SW", glass, Verdict.JUSTIFIED, None)


@pytest.mark.parametrize("by", ["police_two", "womens_worker", "mens_worker"])
def test_reviews_are_for_officers(sqlite_world: World, by: str) -> None:
    glass = a_glass(sqlite_world)

    with pytest.raises(Forbidden, match="officers"):
        sqlite_world.act(review_glass, by, glass, Verdict.JUSTIFIED, None)
    for listing in (decisions_to_review, glasses_to_review):
        with pytest.raises(Forbidden, match="officers"):
            to_review(sqlite_world, listing, by)


def test_no_system_is_an_officer(sqlite_world: World) -> None:
    system = replace(sqlite_world.actor("officer"), system=True)
    world = replace(sqlite_world, staff={**sqlite_world.staff, "system": system})

    with pytest.raises(Forbidden):
        to_review(world, glasses_to_review, "system")


def test_what_is_not_there_or_not_approved_or_of_another_case_is_not_reviewed(world: World) -> None:
    waiting, glass = a_decision(world), a_glass(world)
    other = world.another_case({}, ["police"])

    for there, verb, about in (
        (world, review_decision, waiting),
        (world, review_decision, NOBODY),
        (world, review_glass, NOBODY),
        (world, review_glass, waiting),
        (other, review_glass, glass),
    ):
        with pytest.raises(NotFound):
            there.act(verb, "officer", about, Verdict.JUSTIFIED, None)


def test_the_database_itself_lets_nobody_review_in_their_own_cause(world: World) -> None:
    world.act(review_decision, "officer", an_approved_decision(world), Verdict.JUSTIFIED, None)

    for column in ("asked_by", "approved_by"):
        with pytest.raises(IntegrityError, match="not_in_own_cause"):
            change(world, update(Review).values({column: world.actor("officer").user}))
    with pytest.raises(IntegrityError, match="verdict_known"):
        change(world, update(Review).values(verdict="fine"))


def test_of_a_shredded_case_nothing_waits(world: World) -> None:
    an_approved_decision(world)
    a_glass(world)
    with world.hub.begin() as work:
        second = Actor(
            register_user(work, world.units["IG"], "second", ["ig_officer"]), world.units["IG"], "ig_officer"
        )
    world.act(ask_to_shred, "officer")
    world.act(close, second)

    assert ids(world, "officer") == ([], [])


def test_a_review_may_come_while_it_runs_or_long_after(world: World) -> None:
    glass = a_glass(world)
    later(world, days=9)

    world.act(review_glass, "officer", glass, Verdict.JUSTIFIED, None)

    assert [row["verdict"] for row in world.rows(Review)] == ["justified"]
