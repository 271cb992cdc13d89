"""Serious-risk decisions: asked by one, approved by another, and without effect until then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from consent.people import Part
from policies.shipped import rulebook_text
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import exclude
from sharehub.consents.serious_risk import Grounds, approve, ask, waiting
from sharehub.database.order import FIRST
from sharehub.database.schema import Notice, SeriousRiskDecision
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.grounds import read_grounds
from sharehub.errors import Forbidden, Invalid, NotFound
from sharehub.patterns.record import record
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.audit.deeds import a_decision, a_scope, grounds, recorded, undetermined
from tests.sharehub.protocols.agreements import registered

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World


def test_a_decision_lifts_nothing_until_somebody_else_approves_it(world: World) -> None:
    new = world.told_by_her()
    fact = world.publish(new, by="womens_worker")
    world.open("mapping_meeting", "RESP-M")
    scope = a_scope(
        world, fact, units=frozenset({world.units["RESP-M"]}), purposes=frozenset({"case_mapping"})
    )

    decision = world.act(ask, "womens_worker", scope, grounds(world))
    assert world.texts("mens_worker", "case_mapping") == []
    world.act(approve, "police", decision)
    assert world.texts("mens_worker", "case_mapping") == [new.statement]


def test_a_decision_is_kept_with_its_grounds_sealed(world: World) -> None:
    decision = world.act(
        ask,
        "police",
        a_scope(world, recorded(world)),
        grounds(
            world,
            risk="He bought petrol.",
            why_not_less="A gist would not say when.",
            subject_told=False,
            told_note="Not home.",
        ),
    )

    (row,) = world.rows(SeriousRiskDecision)
    assert (row["id"], row["asked_by"], row["approved_by"]) == (decision, world.actor("police").user, None)
    assert row["subject_told"] is False
    for field, word in (("risk", b"petrol"), ("why_not_less", b"gist"), ("told_note", b"home")):
        assert word not in row[field]


def test_whoever_asked_does_not_approve(sqlite_world: World) -> None:
    decision = a_decision(sqlite_world)

    with pytest.raises(Forbidden, match="whoever asked"):
        sqlite_world.act(approve, "police", decision)


def test_the_database_itself_lets_nobody_approve_what_they_asked_for(world: World) -> None:
    decision = a_decision(world)
    approved = update(SeriousRiskDecision).where(SeriousRiskDecision.id == decision)

    with pytest.raises(IntegrityError, match="approver_is_not_the_asker"), world.hub.begin() as work:
        work.tx.session.execute(approved.values(approved_by=world.actor("police").user))


def test_a_decision_is_approved_once_by_those_who_may(world: World) -> None:
    decision = a_decision(world)

    with pytest.raises(Forbidden):
        world.act(approve, "teacher", decision)
    world.act(approve, "police_two", decision)
    with pytest.raises(NotFound):
        world.act(approve, "womens_worker", decision)
    (row,) = world.rows(SeriousRiskDecision)
    assert row["approved_by"] == world.actor("police_two").user
    assert row["approved_at"].date() == world.today()


def test_a_decision_of_another_case_is_not_there(sqlite_world: World) -> None:
    decision = a_decision(sqlite_world)

    with pytest.raises(NotFound):
        undetermined(sqlite_world).act(approve, "womens_worker", decision)
    with pytest.raises(NotFound):
        sqlite_world.act(approve, "womens_worker", NOBODY)


@pytest.mark.parametrize("grounds", [Grounds("", "why"), Grounds("risk", " \n")])
def test_both_grounds_are_given(sqlite_world: World, grounds: Grounds) -> None:
    with pytest.raises(Invalid, match="risk: "):
        sqlite_world.act(ask, "police", a_scope(sqlite_world, recorded(sqlite_world)), grounds)


@pytest.mark.parametrize("who", [None, NOBODY])
def test_somebody_of_the_case_is_at_risk(sqlite_world: World, who: UUID | None) -> None:
    why = grounds(sqlite_world, person_at_risk=who)

    with pytest.raises(Invalid, match="person_at_risk: "):
        sqlite_world.act(ask, "police", a_scope(sqlite_world, recorded(sqlite_world)), why)


def test_a_neighbour_whom_another_unit_wrote_down_is_nobody_of_the_case(sqlite_world: World) -> None:
    why = grounds(sqlite_world, person_at_risk=sqlite_world.people["neighbour"])
    scope = a_scope(sqlite_world, recorded(sqlite_world))

    with pytest.raises(Invalid, match="nobody of this case"):
        sqlite_world.act(ask, "police", scope, why)
    own = a_scope(sqlite_world, recorded(sqlite_world, by="social_worker"))
    assert sqlite_world.act(ask, "social_worker", own, why)


def test_an_approved_decision_has_a_day_and_hour_by_which_it_is_reviewed(world: World) -> None:
    decision = a_decision(world)
    assert [row["review_due"] for row in world.rows(SeriousRiskDecision)] == [None]

    world.act(approve, "police_two", decision)

    (row,) = world.rows(SeriousRiskDecision)
    assert (row["review_due"] - row["approved_at"]).total_seconds() == 24 * 3600
    assert row["person_at_risk_id"] == world.people["her"]


def test_the_units_whose_facts_it_names_hear_at_once_that_it_was_approved(world: World) -> None:
    fact = world.publish(world.told_by_her(), by="womens_worker")
    decision = world.act(ask, "womens_worker", a_scope(world, fact), grounds(world))
    assert world.rows(Notice) == []

    world.act(approve, "police", decision)

    assert {(row["unit_id"], row["kind"], row["about_id"]) for row in world.rows(Notice)} == {
        (world.units[unit], "serious_risk_approved", decision) for unit in ("CAL-W", "IG")
    }


def test_history_is_no_news_and_is_not_reviewed(sqlite_world: World) -> None:
    loader, second = sqlite_world.importer("POL-DA"), sqlite_world.importer("CF-SW")
    scope = a_scope(sqlite_world, recorded(sqlite_world))
    decision = sqlite_world.act(ask, loader, scope, Grounds("", ""))

    sqlite_world.act(approve, second, decision)

    assert [row["review_due"] for row in sqlite_world.rows(SeriousRiskDecision)] == [None]
    assert sqlite_world.rows(Notice) == []


def listed(world: World, by: str) -> list[UUID]:
    """Return the ids of what waits for somebody's approval."""
    with world.hub.begin() as work:
        return [row["id"] for row in waiting(work, world.actor(by), FIRST, 10)]


def test_what_waits_is_listed_to_those_who_may_approve_it_the_oldest_first(world: World) -> None:
    first, second = a_decision(world), a_decision(world)
    with world.hub.begin() as work:
        (row,) = waiting(work, world.actor("social_worker"), FIRST, 1)

    assert listed(world, "social_worker") == listed(world, "womens_worker") == [first, second]
    assert (row["id"], row["case"], row["asked_by"]) == (first, world.case, world.actor("police").user)
    assert set(row) == {"id", "case", "asked_by", "asked_at", "purposes", "units", "start", "end"}
    with world.hub.begin() as work:
        rest = waiting(work, world.actor("social_worker"), first, 10)
    assert [one["id"] for one in rest] == [second]
    assert listed(world, "police") == []
    world.act(approve, "police_two", first)
    assert listed(world, "social_worker") == [second]


def test_what_waits_is_not_listed_to_anybody_else(world: World) -> None:
    a_decision(world)
    two = world.actor("social_worker_two").user

    for by in ("teacher", "mens_worker", "officer"):
        with pytest.raises(Forbidden):
            listed(world, by)
    assert listed(world, "social_worker_two") != []
    world.act(exclude, "officer", two, "A neighbour.", world.today())
    assert listed(world, "social_worker_two") == []
    elsewhere = undetermined(world)
    assert listed(elsewhere, "police_two") == listed(world, "police_two")


def test_what_waits_in_an_undetermined_case_is_for_no_role_that_may_turn_out_to_be_his(world: World) -> None:
    parts = {"him": Part.ADULT_A, "her": Part.ADULT_B}
    there = world.another_case(parts, ["police", "womens_worker", "social_worker_two"])
    fact = there.act(record, "womens_worker", there.behaviour(context_asked=True))
    there.act(ask, "womens_worker", a_scope(there, fact), grounds(there))

    assert len(listed(there, "police")) == 1
    assert listed(there, "social_worker_two") == []


def test_a_rulebook_that_lets_his_side_approve_shows_them_nothing_of_what_waits(sqlite_world: World) -> None:
    acts = "approve_serious_risk: ["
    text = (
        rulebook_text().replace("id: edinburgh-default", "id: odd").replace(acts, f"{acts}caledonian_men, ")
    )
    registered(sqlite_world, text, base=True)
    decision = a_decision(sqlite_world)

    assert listed(sqlite_world, "mens_worker") == []
    assert listed(sqlite_world, "womens_worker") == [decision]
    why = read_grounds(
        sqlite_world.hub,
        sqlite_world.actor("mens_worker"),
        Action.SERIOUS_RISK_READ,
        sqlite_world.case,
        decision,
    )
    assert isinstance(why, Refused)


def test_history_may_lack_its_grounds(sqlite_world: World) -> None:
    scope = a_scope(sqlite_world, recorded(sqlite_world))

    assert sqlite_world.act(ask, sqlite_world.importer("POL-DA"), scope, Grounds("", ""))


def test_those_who_work_with_him_never_ask(sqlite_world: World) -> None:
    scope = a_scope(sqlite_world, recorded(sqlite_world))

    for by in ("mens_worker", "his_substance_worker"):
        with pytest.raises(Forbidden):
            sqlite_world.act(ask, by, scope, grounds(sqlite_world))


def test_grounds_are_not_in_their_own_representation() -> None:
    shown = repr(Grounds("He bought petrol.", "A gist would not say when.", told_note="Not home."))

    assert shown == "Grounds(subject_told=None, person_at_risk=None)"
