"""Crypto-shredding a case: two officers, no hold, nothing readable afterwards, the log whole and mute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from consent.people import Part
from sharehub.audit.entry import Action
from sharehub.cases.people import add_person
from sharehub.consents.record import record_consent
from sharehub.crypto.classes import KeyClass
from sharehub.crypto.opening import OpenRecord
from sharehub.crypto.sealing import unlock
from sharehub.crypto.tables import case_keys
from sharehub.custody import queries
from sharehub.custody.rotate import Rotated, rotate
from sharehub.custody.shred import (
    ask_to_shred,
    finish_shredding,
    set_legal_hold,
)
from sharehub.database.order import FIRST
from sharehub.database.schema import AuditEntry, Case, DecisionRecord, Notice, Person
from sharehub.disclosure.disclose import Disclosed, Refused, disclose
from sharehub.disclosure.told import Refusal
from sharehub.errors import Conflict, Forbidden, KeyDestroyed, KeysUnavailable, NotFound
from sharehub.identity.actor import Actor
from sharehub.notices.hear import heard
from sharehub.patterns import publish, record
from sharehub.protocols.partnership import register_user
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.audit.deeds import said
from tests.sharehub.custody.keeping import PURPOSE, begun_anew, fill, later, readings, wrapped
from tests.sharehub.custody.shredding import approve_shredding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sharehub.custody.shred import Certificate
    from tests.sharehub.world import World


def second_officer(world: World) -> Actor:
    """Return another officer of the same unit."""
    unit = world.units["IG"]
    with world.hub.begin() as work:
        return Actor(register_user(work, unit, "second officer", ["ig_officer"]), unit, "ig_officer")


def shred(world: World) -> Certificate:
    """Ask as one officer and approve as another."""
    world.act(ask_to_shred, "officer")
    return approve_shredding(world.hub, second_officer(world), world.case)


def hold(world: World, *, held: bool) -> None:
    """Set or lift a legal hold."""
    world.act(set_legal_hold, "officer", held=held)


def ask(world: World, name: str) -> Disclosed | Refused:
    """Ask for the pattern as somebody."""
    return disclose(world.hub, world.actor(name), world.case, PURPOSE)


def refusal(outcome: Disclosed | Refused) -> Refusal | None:
    return outcome.refusal if isinstance(outcome, Refused) else None


def lose_the_case_keys(world: World, *, found_again: bool = False) -> None:
    """Let the keys of cases be out of reach, or back."""
    names = ("away", "case_keys") if found_again else ("case_keys", "away")
    with world.hub.keys.engine.begin() as connection:
        connection.execute(text(f"alter table {names[0]} rename to {names[1]}"))


class TestAsking:
    def test_two_officers_end_a_case_and_have_a_certificate(self, world: World) -> None:
        certificate = shred(world)

        assert certificate.case == world.case
        assert certificate.destroyed_at.date() == world.today()
        assert certificate.complete_on == world.today() + timedelta(days=30)

    def test_whoever_asked_does_not_approve(self, world: World) -> None:
        world.act(ask_to_shred, "officer")

        with pytest.raises(Forbidden, match="whoever asked"):
            approve_shredding(world.hub, world.actor("officer"), world.case)

        assert [entry["refs"] for entry in world.logged(Action.ACT_REFUSED)] == [
            {"action": "case.shredded", "code": "forbidden"}
        ]
        assert isinstance(ask(world, "police"), Disclosed)

    def test_nothing_is_approved_that_nobody_asked_for(self, world: World) -> None:
        with pytest.raises(Conflict, match="nobody has asked"):
            approve_shredding(world.hub, world.actor("officer"), world.case)

    @pytest.mark.parametrize("name", ["social_worker", "police", "facilitator"])
    def test_those_who_work_with_the_family_end_no_case(self, world: World, name: str) -> None:
        for act in (ask_to_shred, lambda *at: set_legal_hold(*at, held=False)):
            with pytest.raises(Forbidden, match="only information-governance officers"):
                world.act(act, name)
        with pytest.raises(Forbidden):
            approve_shredding(world.hub, world.actor(name), world.case)

    def test_a_case_that_is_not_there_cannot_be_ended(self, world: World) -> None:
        with pytest.raises(NotFound):
            approve_shredding(world.hub, world.actor("officer"), NOBODY)

    def test_a_case_ends_once(self, world: World) -> None:
        shred(world)

        for act in (ask_to_shred, lambda *at: set_legal_hold(*at, held=True)):
            with pytest.raises(NotFound):
                world.act(act, "officer")

    def test_asking_and_holding_are_on_record(self, world: World) -> None:
        hold(world, held=True)
        hold(world, held=False)
        shred(world)

        ours = {Action.LEGAL_HOLD_SET, Action.SHREDDING_ASKED, Action.CASE_SHREDDED}
        told = [(one["action"], one.get("refs")) for one in world.logged() if one["action"] in ours]
        assert told == [
            (Action.LEGAL_HOLD_SET, {"held": True}),
            (Action.LEGAL_HOLD_SET, {"held": False}),
            (Action.SHREDDING_ASKED, None),
            (Action.CASE_SHREDDED, None),
        ]


class TestLegalHold:
    def test_a_case_under_hold_cannot_be_asked_to_end(self, world: World) -> None:
        hold(world, held=True)

        with pytest.raises(Conflict, match="legal hold"):
            world.act(ask_to_shred, "officer")

    def test_a_hold_set_after_the_asking_keeps_the_case(self, world: World) -> None:
        world.act(ask_to_shred, "officer")
        hold(world, held=True)

        with pytest.raises(Conflict, match="legal hold"):
            approve_shredding(world.hub, second_officer(world), world.case)
        assert isinstance(ask(world, "police"), Disclosed)

    def test_a_hold_that_was_lifted_is_in_nobodys_way(self, world: World) -> None:
        hold(world, held=True)
        hold(world, held=False)

        assert shred(world).case == world.case


class TestAfterwards:
    def test_members_are_told_that_it_is_gone_and_others_that_it_is_not_there(self, world: World) -> None:
        there = world.another_case({"him": Part.PERPETRATOR, "her": Part.SURVIVOR}, ["health_visitor"])

        shred(there)

        assert refusal(ask(there, "health_visitor")) is Refusal.GONE
        assert refusal(ask(there, "teacher")) is Refusal.NOT_YOURS

    @pytest.mark.parametrize(
        "act",
        [
            lambda world: (record.record, "police", world.behaviour()),
            lambda _: (publish.publish, "police", NOBODY),
            lambda _: (add_person, "social_worker", Part.CHILD, "Nobody Example", None),
            lambda world: (record_consent, "womens_worker", said(world)),
        ],
    )
    def test_nothing_is_added_to_it(
        self, world: World, act: Callable[[World], tuple[Callable[..., Any], str, Any]]
    ) -> None:
        verb, by, *what = act(world)
        shred(world)

        with pytest.raises(NotFound):
            world.act(verb, by, *what)

    def test_no_sealed_record_can_be_opened_by_anybody_who_holds_every_other_key(self, world: World) -> None:
        fill(world)
        records = wrapped(world)
        for one in records:  # as they still were a moment ago, with every key in the caches
            OpenRecord(one.binding, one.sealed, unlock(world.hub.keys, one.binding, one.sealed))

        shred(world)

        for one in records:
            with pytest.raises(KeyDestroyed):
                unlock(world.hub.keys, one.binding, one.sealed)

    def test_the_key_is_in_no_file_of_the_key_store_any_more(
        self, sqlite_world: World, tmp_path: Path
    ) -> None:
        world = sqlite_world
        with world.hub.keys.engine.connect() as connection:
            row = connection.execute(case_keys.select()).one()
        assert _held_in(tmp_path / "hub" / "keys", row.wrapped)

        shred(world)

        assert _held_in(tmp_path / "hub" / "keys", row.wrapped) == []
        assert _held_in(tmp_path / "hub" / "keys", row.alias.encode()) == []

    def test_no_token_of_a_name_is_left(self, world: World) -> None:
        assert any(row["name_tokens"] for row in world.rows(Person))

        shred(world)

        assert [row["name_tokens"] for row in world.rows(Person)] == [[]] * len(world.people)

    def test_the_log_stays_whole_and_mute(self, world: World) -> None:
        fill(world)
        ask(world, "police")
        alias = world.alias()
        before, decisions = world.rows(AuditEntry), world.rows(DecisionRecord)

        shred(world)

        after = world.rows(AuditEntry)
        assert [row for row in after if row in before] == before
        assert [row for row in world.rows(DecisionRecord) if row in decisions] == decisions
        with pytest.raises(KeyDestroyed):
            world.alias()
        with world.hub.keys.engine.connect() as connection:
            assert alias not in {row.alias for row in connection.execute(case_keys.select())}

    def test_another_case_is_as_it_was(self, world: World) -> None:
        parts = {"him": Part.PERPETRATOR, "her": Part.SURVIVOR}
        there = world.another_case(parts, ["police"])
        there.open("cp_concern", "POL-DA")
        there.publish(there.behaviour())
        before = readings_of_police(there)
        world.publish(world.behaviour())

        shred(world)

        assert readings_of_police(there) == before != []

    def test_rotation_passes_it_over_and_its_old_keys_retire(self, world: World) -> None:
        world.publish(world.behaviour())
        police = world.units["POL-DA"]
        shred(world)

        done = [rotate(world.hub, police, KeyClass.GENERAL)]
        later(world, 16)
        done.append(rotate(world.hub, police, KeyClass.GENERAL))

        assert done == [Rotated(0, retired=False), Rotated(0, retired=True)]


class TestInterrupted:
    def test_a_crash_before_the_key_is_destroyed_leaves_a_case_that_nobody_reads(self, world: World) -> None:
        world.publish(world.behaviour())
        world.act(ask_to_shred, "officer")
        second = second_officer(world)
        lose_the_case_keys(world)
        with pytest.raises(KeysUnavailable):
            approve_shredding(world.hub, second, world.case)
        lose_the_case_keys(world, found_again=True)

        assert refusal(ask(world, "health_visitor")) in {Refusal.GONE, Refusal.NOT_YOURS}
        (certificate,) = finish_shredding(world.hub)
        assert certificate.case == world.case
        with pytest.raises(KeyDestroyed):
            world.hub.keys.alias(str(world.case))

    def test_another_process_finishes_what_a_crash_left(self, sqlite_world: World, tmp_path: Path) -> None:
        world = sqlite_world
        world.publish(world.behaviour())
        with world.hub.begin() as work:  # all that had been committed when it crashed
            queries.set_ending(work.tx, world.case, shredded_at=work.tx.now)
        assert world.alias()

        with begun_anew(world, tmp_path) as anew:
            (certificate,) = finish_shredding(anew)
            with pytest.raises(KeyDestroyed):
                anew.keys.alias(str(world.case))

        assert certificate.complete_on == world.today() + timedelta(days=30)

    def test_every_unit_that_took_part_is_told_that_the_case_has_ended(self, world: World) -> None:
        shred(world)

        told = {row["unit_id"] for row in world.rows(Notice) if row["kind"] == "case_ended"}
        assert told == {actor.unit for name, actor in world.staff.items() if name != "officer"}
        for name in ("police", "mens_worker"):
            actor = world.actor(name)
            with world.hub.begin(actor.unit) as work:
                heard_of = [(row["kind"], row["case"]) for row in heard(work, actor, FIRST, 10)]
            assert heard_of == [("case_ended", world.case)]

    def test_finishing_again_tells_the_same_and_touches_no_living_case(self, world: World) -> None:
        fill(world)
        before = readings(world, world.hub)
        assert finish_shredding(world.hub) == []
        assert readings(world, world.hub) == before

        certificate = shred(world)
        later(world, 60 * 24)

        assert finish_shredding(world.hub) == [certificate]
        assert [row["shredded_at"] is not None for row in world.rows(Case)] == [True]


def readings_of_police(world: World) -> list[str]:
    """Return what the police get."""
    outcome = ask(world, "police")
    assert isinstance(outcome, Disclosed)
    return [line["text"] for line in outcome.lines]


def _held_in(folder: Path, secret: bytes) -> list[str]:
    """Return the files of a folder that hold these bytes."""
    return [path.name for path in folder.iterdir() if secret in path.read_bytes()]
