"""Whatever changes between approval and dispatch stops it, in the same words; and later, the reading."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from consent.record import Status as Answer
from policies.lifecycle import SuspensionReason
from policies.vocabulary import Caveat
from sharehub.audit.entry import Action
from sharehub.cases import conflicts, gates, members
from sharehub.cases.conflicts import Trigger
from sharehub.consents.approvals import approve_release
from sharehub.database.schema import Fact, Gate, Membership, Notice, Programme, Protocol
from sharehub.errors import Conflict
from sharehub.patterns import publish, record
from sharehub.protocols import suspend
from sharehub.referrals import directory
from sharehub.referrals.directory import NewProgramme
from sharehub.referrals.read import OutOfDate, Reading
from sharehub.referrals.send import CHANGED, send
from sharehub.referrals.words import Status
from tests.sharehub.audit.deeds import a_scope
from tests.sharehub.referrals.referring import POLISH, Referring, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.sharehub.world import World


def _of(world: World, name: str) -> UUID:
    user = world.actor(name).user
    found: UUID = next(row["id"] for row in world.rows(Membership) if row["user_id"] == user)
    return found


def _first(world: World) -> UUID:
    """Return the fact that the family begins with: his, in full to all."""
    rows = sorted(world.rows(Fact), key=lambda row: row["owner_unit_id"] != world.units["POL-DA"])
    found: UUID = next(row["id"] for row in rows)
    return found


def _ended_tomorrow(world: World, name: str) -> None:
    """End a membership today, and let it be tomorrow: the last day is included."""
    world.act(members.end, "social_worker", _of(world, name), world.today())
    world.go_to(world.today().replace(day=world.today().day + 1))


def _corrected(world: World) -> None:
    world.act(record.correct, "police", _first(world), world.behaviour(statement="He broke the door."))


def _retracted(world: World) -> None:
    world.act(publish.retract, "police", _first(world))


def _published_anew(world: World) -> None:
    world.publish(world.behaviour(statement="He took her telephone."))


def _withdrawn(world: World) -> None:
    world.consents(status=Answer.RESCINDED)


def _gate_closed(world: World) -> None:
    gate = next(row["id"] for row in world.rows(Gate) if row["gate"] == "programme_referral")
    world.act(gates.close_gate, world.importer("CF-SW"), gate, world.today())
    world.go_to(world.today().replace(day=world.today().day + 1))


def _suspended(world: World) -> None:
    protocol = world.rows(Protocol)[0]["id"]
    with world.hub.begin() as work:
        suspend.suspend(work, world.administrator, protocol, SuspensionReason.BREACH)


def _approval_ended(world: World) -> None:
    world.go_to(world.today().replace(day=world.today().day + 1))


def _excluded(world: World, name: str) -> None:
    world.act(conflicts.exclude, "womens_worker", world.actor(name).user, "His cousin.", world.today())


def _checked(world: World, name: str) -> None:
    user = world.actor(name).user
    world.act(conflicts.raise_check, "police", user, Trigger.DECLARED, None, world.today())


def _programme(world: World, **changes: Any) -> None:
    row = world.rows(Programme)[0]
    new = NewProgramme(row["unit_id"], row["code"], row["name"], replace(POLISH, **changes))
    with world.hub.begin() as work:
        directory.change_programme(work, world.actor("facilitator"), row["id"], new, row["revision"])


CAUSES: dict[str, Callable[[World], None]] = {
    "a fact is corrected": _corrected,
    "a fact is taken back": _retracted,
    "a fact is published": _published_anew,
    "she takes back her yes": _withdrawn,
    "the gate is closed": _gate_closed,
    "the protocol is suspended": _suspended,
    "the recipient works there no longer": lambda world: _ended_tomorrow(world, "mens_worker"),
    "an approval has ended": _approval_ended,
    "the recipient is excluded": lambda world: _excluded(world, "mens_worker"),
    "a conflict of the recipient is not yet decided": lambda world: _checked(world, "mens_worker"),
    "the approver is excluded": lambda world: _excluded(world, "social_worker_two"),
    "the programme is closed": lambda world: _programme(world, open=False),
    "the programme takes others": lambda world: _programme(world, languages=frozenset({"uk"})),
}


def a_family(world: World) -> Referring:
    """Return an approved referral whose lines rest on everything there is to rest on."""
    world.publish(world.behaviour())
    world.publish(world.told_by_her())
    held = world.publish(
        world.behaviour(
            statement="He keeps a knife under the bed.",
            caveats=frozenset({Caveat.ORIGINATOR_CONTROLS_ONWARD}),
        )
    )
    world.consents()
    everybody = frozenset({world.units["RESP-M"], world.units["CF-SW"]})
    scope = a_scope(
        world,
        held,
        units=everybody,
        purposes=frozenset({"programme_referral", "child_protection"}),
        end=world.today(),
    )
    world.act(approve_release, "police_two", scope, None)
    two = world.actor("social_worker_two")
    world.act(members.allocate, "social_worker", two.user, two.role, world.today())
    referring = Referring.of(world, by="social_worker_two")
    assert len(texts(referring.previewed())) == 3
    return referring.approved()


@pytest.mark.parametrize("cause", CAUSES)
def test_what_changed_since_approval_stops_the_dispatch_in_the_same_words(
    sqlite_world: World, cause: str
) -> None:
    world = sqlite_world
    referring = a_family(world)
    revision = referring.revision
    CAUSES[cause](world)
    by = "social_worker" if "approver" in cause else referring.by
    before = world.rows(Notice)

    with (
        pytest.raises(Conflict) as refused,
        world.hub.acting(world.actor(by), Action.REFERRAL_SENT, world.case) as work,
    ):
        send(work, world.actor(by), world.case, referring.id, revision)

    assert str(refused.value) == CHANGED
    assert (referring.status, referring.revision) == (Status.APPROVED, revision)
    assert world.logged(Action.REFERRAL_SENT) == []
    assert world.logged()[-1]["refs"] == {"action": "referral.sent", "code": "conflict"}
    assert world.rows(Notice) == before


def test_what_did_not_change_goes(world: World) -> None:
    assert a_family(world).sent().status is Status.SENT


OF_LINES = [cause for cause in CAUSES if cause.startswith(("a fact", "she", "the protocol", "an approval"))]


@pytest.mark.parametrize("cause", [cause for cause in OF_LINES if cause != "a fact is published"])
def test_what_holds_no_longer_when_it_is_read_leaves_one_sentence_and_nothing_else(
    sqlite_world: World, cause: str
) -> None:
    referring = a_family(sqlite_world).sent()
    assert isinstance(referring.read(), Reading)

    CAUSES[cause](sqlite_world)
    read = referring.read()

    assert isinstance(read, OutOfDate)
    assert read.sentence == (
        "Your copy of 3 June 2024 is out of date: use the current one and destroy others."
    )


def test_what_is_published_later_is_not_in_what_was_sent(sqlite_world: World) -> None:
    referring = a_family(sqlite_world).sent()
    before = referring.read()
    assert isinstance(before, Reading)

    _published_anew(sqlite_world)
    after = referring.read()

    assert isinstance(after, Reading)
    assert texts(after) == texts(before)
    assert "He took her telephone." in sqlite_world.texts("mens_worker", "programme_referral")


def test_after_a_recall_it_is_out_of_date(sqlite_world: World) -> None:
    referring = a_family(sqlite_world).sent().moved(Status.RECALLED)

    assert isinstance(referring.read(), OutOfDate)
