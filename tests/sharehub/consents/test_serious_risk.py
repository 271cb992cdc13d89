"""Serious-risk decisions: asked by one, approved by another, and without effect until then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from sharehub.consents.serious_risk import Grounds, approve, ask
from sharehub.database.schema import SeriousRiskDecision
from sharehub.errors import Forbidden, Invalid, NotFound
from tests.sharehub.audit.deeds import GROUNDS, NOBODY, a_decision, a_scope, recorded, undetermined

if TYPE_CHECKING:
    from tests.sharehub.world import World


def test_a_decision_lifts_nothing_until_somebody_else_approves_it(world: World) -> None:
    new = world.told_by_her()
    fact = world.publish(new, by="womens_worker")
    world.open("mapping_meeting", "RESP-M")
    scope = a_scope(
        world, fact, units=frozenset({world.units["RESP-M"]}), purposes=frozenset({"case_mapping"})
    )

    decision = world.act(ask, "womens_worker", scope, GROUNDS)
    assert world.texts("mens_worker", "case_mapping") == []
    world.act(approve, "police", decision)
    assert world.texts("mens_worker", "case_mapping") == [new.statement]


def test_a_decision_is_kept_with_its_grounds_sealed(world: World) -> None:
    decision = world.act(
        ask,
        "police",
        a_scope(world, recorded(world)),
        Grounds("He bought petrol.", "A gist would not say when.", subject_told=False, told_note="Not home."),
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


def test_history_may_lack_its_grounds(sqlite_world: World) -> None:
    scope = a_scope(sqlite_world, recorded(sqlite_world))

    assert sqlite_world.act(ask, sqlite_world.importer("POL-DA"), scope, Grounds("", ""))


def test_those_who_work_with_him_never_ask(sqlite_world: World) -> None:
    scope = a_scope(sqlite_world, recorded(sqlite_world))

    for by in ("mens_worker", "his_substance_worker"):
        with pytest.raises(Forbidden):
            sqlite_world.act(ask, by, scope, GROUNDS)


def test_grounds_are_not_in_their_own_representation() -> None:
    shown = repr(Grounds("He bought petrol.", "A gist would not say when.", told_note="Not home."))

    assert shown == "Grounds(subject_told=None)"
