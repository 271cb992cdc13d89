"""A referral from its draft to its end, on each database, by the use cases that the routes use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sharehub.audit.entry import Action
from sharehub.database.schema import Notice
from sharehub.errors import Conflict, ShareHubError
from sharehub.language.vocabulary import Tactic
from sharehub.referrals.approve import CHANGED, approve
from sharehub.referrals.read import OutOfDate, Reading
from sharehub.referrals.words import Rejection, Status
from tests.sharehub.referrals.referring import Referring, an_earlier, an_impact, texts

if TYPE_CHECKING:
    from tests.sharehub.world import World


def a_family(world: World) -> None:
    """Let there be a pattern: some of it anybody's, some hers to share."""
    world.publish(world.behaviour())
    world.publish(world.told_by_her())
    world.publish(an_impact(world), by="teacher")
    world.publish(an_earlier(world), by="social_worker")


def notices(world: World) -> list[tuple[str, Any]]:
    units = {unit: code for code, unit in world.units.items()}
    rows = sorted(world.rows(Notice), key=lambda row: row["at"])
    return [(row["kind"], units[row["unit_id"]]) for row in rows]


def test_a_referral_is_drafted_looked_at_approved_sent_read_accepted_and_completed(world: World) -> None:
    a_family(world)
    world.consents()
    referring = Referring.of(world, asked_tactics=frozenset({Tactic.CONFINE, Tactic.ECONOMIC}))
    seen = referring.previewed()
    assert len(texts(seen)) == 4
    assert seen.why_not == ()

    referring.approved().sent()
    read = referring.read()
    assert isinstance(read, Reading)
    assert texts(read) == texts(seen)
    assert read.top.name == "Konrad Example"
    referring.moved(Status.ACCEPTED).moved(Status.IN_PROGRESS).moved(Status.COMPLETED)

    assert referring.status is Status.COMPLETED
    assert notices(world) == [
        ("referral_sent", "RESP-M"),
        ("referral_accepted", "CF-SW"),
        ("referral_in_progress", "CF-SW"),
        ("referral_completed", "CF-SW"),
    ]


def test_without_her_yes_what_she_told_is_neither_shown_nor_sent(world: World) -> None:
    a_family(world)
    referring = Referring.of(world).approved().sent()

    read = referring.read()

    assert isinstance(read, Reading)
    assert not any("key" in text for text in texts(read))
    assert len(texts(read)) >= 2


def test_what_changed_since_the_preview_is_not_approved(sqlite_world: World) -> None:
    world = sqlite_world
    a_family(world)
    referring = Referring.of(world)
    seen = referring.previewed().digest
    world.publish(world.behaviour(statement="He cut the telephone line."))

    with pytest.raises(Conflict, match=CHANGED):
        world.act(approve, referring.by, referring.id, seen, referring.revision)
    assert referring.status is Status.DRAFT


def test_a_rejection_has_a_reason_and_the_referrer_reads_it(world: World) -> None:
    a_family(world)
    referring = Referring.of(world).approved().sent()

    with pytest.raises(ShareHubError):
        referring.moved(Status.REJECTED)
    referring.moved(Status.REJECTED, reason=Rejection.NO_CAPACITY)

    assert world.logged(Action.REFERRAL_MOVED)[-1]["refs"]["reason"] == "no_capacity"
    assert isinstance(referring.read(), OutOfDate)
