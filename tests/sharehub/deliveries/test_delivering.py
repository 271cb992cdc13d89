"""What a unit is told goes to its endpoints in order, decided again as it leaves, and is never lost."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import event

from consent.record import Status
from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import exclude
from sharehub.cases.members import allocate
from sharehub.database.schema import Notice, NoticeDelivery, NoticeLane, OutboxTask
from sharehub.deliveries.deliver import KEPT
from sharehub.deliveries.endpoints import pause, remove, replay, rotate
from sharehub.deliveries.secrets import shown_once
from sharehub.identity.actor import Actor
from sharehub.language.vocabulary import Tactic
from sharehub.notices.tell import Occasion, tell
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.outbox.standing import work_standing
from sharehub.patterns.publish import retract
from sharehub.protocols.partnership import register_user
from sharehub.worker.runner import Came
from tests.sharehub.deliveries.ends import MAILBOX, after, an_endpoint, an_officer, does, told
from tests.sharehub.worker.test_tasks import work_off

if TYPE_CHECKING:
    from tests.sharehub.sending.receivers import MailHost, Post, Receiver
    from tests.sharehub.world import World

UNIT = "CF-SW"


def notices(receiver: Receiver) -> list[str]:
    return [orjson.loads(post.body)["data"]["notice"] for post in receiver.came]


def signed_by(post: Post, secret: str) -> bool:
    """Say whether one of a post's signatures is by a secret, as the other end checks it."""
    message, at = post.headers["webhook-id"], post.headers["webhook-timestamp"]
    key = b64decode(secret.removeprefix("whsec_"))
    mac = hmac.digest(key, f"{message}.{at}.".encode() + post.body, "sha256")
    return f"v1,{b64encode(mac).decode()}" in post.headers["webhook-signature"].split(" ")


@pytest.mark.postgres
def test_a_webhook_gets_a_signed_id_and_a_mailbox_one_mail_and_both_are_on_record_before(
    world: World, webhook: Receiver, mail_host: MailHost
) -> None:
    officer = an_officer(world, UNIT)
    endpoint, mailbox = an_endpoint(world, officer, webhook.url), an_endpoint(world, officer, MAILBOX)
    for _ in range(3):
        told(world, UNIT)
    told(world, "POL-DA")
    assert set(work_off(world)) == {Came.DONE}

    assert len(webhook.came) == 3
    (post, *_) = webhook.came
    body = orjson.loads(post.body)
    assert body.keys() == {"type", "timestamp", "data"}
    assert (body["type"], body["data"].keys()) == ("notice", {"notice"})
    assert signed_by(post, shown_once(world.hub.keys.provider, endpoint, 1))
    assert len(mail_host.mails) == 1
    assert [row["delivered_at"] is None for row in world.rows(NoticeDelivery)] == [False] * 6
    sent = world.logged(Action.NOTICE_SENT)
    assert [len(one["refs"]["notices"]) for one in sent if one["refs"]["endpoint"] == str(mailbox)] == [3]
    assert {one["unit"] for one in sent} == {str(world.units[UNIT])}


def test_nothing_of_what_it_is_about_is_in_a_mail_or_a_webhook(
    sqlite_world: World, webhook: Receiver, mail_host: MailHost
) -> None:
    world = sqlite_world
    world.open("cp_concern", UNIT)
    officer = an_officer(world, UNIT)
    for address in (webhook.url, MAILBOX):
        an_endpoint(world, officer, address)
    canary = "Konrad kicked zebrafinch"
    fact = world.publish(
        world.behaviour(statement=canary, gist="zebrafinch", tactics=frozenset({Tactic.BREACH}))
    )
    work_off(world)

    assert len(webhook.came) == len(mail_host.mails) == 1
    (post,) = webhook.came
    everything = f"{post.path}{dict(post.headers)}{post.body.decode()}{mail_host.mails[0]}".lower()
    telling = ("zebrafinch", "konrad", "breach", str(fact), str(world.case), world.alias(), UNIT, "cf-sw")
    assert [word for word in telling if word.lower() in everything] == []


def test_order_is_kept_within_a_case_whatever_fails_and_another_case_does_not_wait(
    sqlite_world: World, webhook: Receiver
) -> None:
    world = sqlite_world
    an_endpoint(world, an_officer(world, UNIT), webhook.url)
    other = world.another_case({})
    webhook.answers = [503]
    told(world, UNIT)
    came = work_off(world)
    told(world, UNIT)
    told(world, UNIT, case=other.case)
    came += work_off(world)
    assert came.count(Came.FAILED) == 1
    assert len(webhook.came) == 2
    with world.hub.glance() as tx:
        assert work_standing(tx).waiting == 1
    webhook.answers = [500]
    for _ in range(3):
        after(world)

    ours = [row for row in world.rows(NoticeDelivery) if row["delivered_at"]]
    places = {str(row["id"]): (row["lane_id"], row["place"]) for row in ours}
    arrived = [places[one] for one in webhook.ids]
    lane = arrived[0][0]
    assert [place for found, place in arrived if found == lane] == [1, 1, 1, 2]
    assert len(arrived) == 5


@pytest.mark.parametrize("address", ["https://localhost:9/hook", MAILBOX])
def test_a_host_that_is_away_delays_and_shows_and_nothing_waits_for_it(
    sqlite_world: World, webhook: Receiver, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    world = sqlite_world
    assert webhook.port
    for name, value in {
        "SHAREHUB_SMTP": "127.0.0.1:9",
        "SHAREHUB_SMTP_FROM": "hub@partnership.example",
        "SHAREHUB_ORIGIN": "https://hub.example",
    }.items():
        monkeypatch.setenv(name, value)
    an_endpoint(world, an_officer(world, UNIT), address)
    told(world, UNIT)
    assert work_off(world) == [Came.DONE, Came.FAILED]
    world.publish(world.behaviour())
    assert after(world, timedelta(minutes=3))[0] is Came.FAILED

    (task,) = [row for row in world.rows(OutboxTask) if row["done_at"] is None]
    assert (task["kind"], task["last_error"], task["attempts"]) == (Kind.DELIVER, "Unreachable", 2)
    with world.hub.glance() as tx:
        assert work_standing(tx).oldest_due_seconds == 180
    for _ in range(14):
        after(world, timedelta(hours=2))
    with world.hub.glance() as tx:
        assert (work_standing(tx).given_up, work_standing(tx).waiting) == (1, 0)
    assert [row["delivered_at"] for row in world.rows(NoticeDelivery)] == [None]


def test_what_was_given_up_goes_on_with_the_next_notice_or_when_an_officer_says_so(
    sqlite_world: World, webhook: Receiver
) -> None:
    world = sqlite_world
    officer = an_officer(world, UNIT)
    endpoint = an_endpoint(world, officer, webhook.url)
    webhook.answers = [500] * 16
    told(world, UNIT)
    for _ in range(17):
        after(world, timedelta(hours=2))
    assert len(webhook.came) == 16
    does(world, pause, officer, endpoint, paused=False)
    work_off(world)
    assert len(webhook.came) == 17

    webhook.answers = [500] * 16
    told(world, UNIT)
    for _ in range(17):
        after(world, timedelta(hours=2))
    told(world, UNIT)
    work_off(world)
    assert len(set(webhook.ids)) == 3
    assert all(row["delivered_at"] for row in world.rows(NoticeDelivery))


def test_what_may_not_leave_any_more_is_dropped_and_the_next_goes(
    sqlite_world: World, webhook: Receiver
) -> None:
    world = sqlite_world
    world.open("cp_concern", UNIT)
    an_endpoint(world, an_officer(world, UNIT), webhook.url)
    breach = frozenset({Tactic.BREACH})
    taken_back, kept = (world.publish(world.behaviour(tactics=breach)) for _ in range(2))
    webhook.answers = [500]
    came = work_off(world)
    assert Came.FAILED in came
    world.act(retract, "police", taken_back)
    after(world)

    assert len(world.rows(NoticeDelivery)) == 1
    (dropped,) = world.logged(Action.NOTICE_DROPPED)
    assert "unit" not in dropped
    assert notices(webhook)[-1] != dropped["refs"]["notice"]
    assert kept != taken_back
    assert world.rows(NoticeLane)[0]["waiting"] is False


def test_what_waits_to_leave_stops_once_she_took_back_the_yes_that_it_went_by(
    sqlite_world: World, webhook: Receiver
) -> None:
    world = sqlite_world
    agreed: dict[str, Any] = {
        "recipients": frozenset({str(world.units[UNIT])}),
        "purposes": frozenset({"wellbeing_support"}),
    }
    world.consents(**agreed)
    an_endpoint(world, an_officer(world, UNIT), webhook.url)
    categories = frozenset({Category.BEHAVIOUR, Category.SURVIVOR_ACCOUNT})
    hers = world.told_by_her(categories=categories, tactics=frozenset({Tactic.BREACH}))
    world.publish(hers, by="womens_worker")
    webhook.answers = [500]
    assert Came.FAILED in work_off(world)
    (waiting,) = [row["id"] for row in world.rows(Notice) if row["unit_id"] == world.units[UNIT]]

    world.consents(status=Status.RESCINDED, **agreed)
    after(world)

    (dropped,) = world.logged(Action.NOTICE_DROPPED)
    assert dropped["refs"]["notice"] == str(waiting)
    assert len(webhook.came) == 1


def test_nothing_leaves_for_a_unit_of_which_somebody_at_work_there_must_not_hear(
    sqlite_world: World, webhook: Receiver
) -> None:
    world = sqlite_world
    an_endpoint(world, an_officer(world, UNIT), webhook.url)
    with world.hub.begin() as work:
        user = register_user(work, world.units[UNIT], "colleague", ["caledonian_men"])
    colleague = Actor(user, world.units[UNIT], "caledonian_men")
    world.act(allocate, "social_worker", colleague.user, colleague.role, world.today())
    told(world, UNIT)
    work_off(world)
    assert (webhook.came, len(world.logged(Action.NOTICE_DROPPED))) == ([], 1)

    world.act(exclude, "social_worker", colleague.user, "He knows him.", world.today())
    told(world, UNIT)
    work_off(world)
    assert len(webhook.came) == 1


def test_a_delivery_that_is_killed_before_it_is_put_down_comes_again_under_the_same_id(
    sqlite_world: World, webhook: Receiver
) -> None:
    world = sqlite_world
    an_endpoint(world, an_officer(world, UNIT), webhook.url)
    told(world, UNIT)
    told(world, UNIT)
    work_off(world, 2)

    def kill(_connection: object) -> None:
        if webhook.came:
            raise SystemExit

    event.listen(world.hub.engine, "commit", kill)
    with pytest.raises(SystemExit):
        work_off(world, 1)
    event.remove(world.hub.engine, "commit", kill)
    after(world)

    first, again, second = webhook.came
    assert first.headers["webhook-id"] == again.headers["webhook-id"] != second.headers["webhook-id"]
    assert first.body == again.body
    assert len(world.rows(NoticeDelivery)) == 2


def test_a_turn_that_is_over_sends_nothing(sqlite_world: World, webhook: Receiver) -> None:
    world = sqlite_world
    an_endpoint(world, an_officer(world, UNIT), webhook.url)
    told(world, UNIT)
    work_off(world)
    (lane,) = world.rows(NoticeLane)
    with world.hub.begin() as work:
        for turn in (0, 1, 2):
            put(work, Kind.DELIVER, [lane["id"], turn])
    work_off(world)

    assert len(webhook.came) == 1


def test_what_was_delivered_comes_again_under_its_id_when_it_is_asked_for_within_a_month(
    sqlite_world: World, webhook: Receiver
) -> None:
    world = sqlite_world
    officer = an_officer(world, UNIT)
    endpoint = an_endpoint(world, officer, webhook.url)
    told(world, UNIT)
    work_off(world)
    (delivery,) = [row["id"] for row in world.rows(NoticeDelivery)]
    does(world, replay, officer, endpoint, delivery)
    work_off(world)
    assert webhook.ids == [str(delivery)] * 2
    with world.hub.begin() as work:
        put(work, Kind.FORGET_EXPIRED, [], work.tx.now + KEPT + timedelta(seconds=1))
    after(world, KEPT + timedelta(seconds=2))

    assert world.rows(NoticeDelivery) == []


def test_both_secrets_are_good_for_a_day_and_the_old_one_for_no_moment_where_it_was_lost(
    sqlite_world: World, webhook: Receiver
) -> None:
    world = sqlite_world
    officer = an_officer(world, UNIT)
    endpoint = an_endpoint(world, officer, webhook.url)
    secrets = [shown_once(world.hub.keys.provider, endpoint, number) for number in (1, 2, 3)]

    def good() -> list[bool]:
        told(world, UNIT)
        work_off(world)
        return [signed_by(webhook.came[-1], secret) for secret in secrets]

    assert good() == [True, False, False]
    does(world, rotate, officer, endpoint, at_once=False)
    assert good() == [True, True, False]
    after(world, timedelta(hours=24))
    assert good() == [False, True, False]
    does(world, rotate, officer, endpoint, at_once=True)
    assert good() == [False, False, True]


def test_a_paused_endpoint_keeps_what_comes_and_a_removed_one_gets_nothing(
    sqlite_world: World, webhook: Receiver
) -> None:
    world = sqlite_world
    officer = an_officer(world, UNIT)
    endpoint = an_endpoint(world, officer, webhook.url)
    does(world, pause, officer, endpoint, paused=True)
    for _ in range(2):
        told(world, UNIT)
    work_off(world)
    assert webhook.came == []
    does(world, pause, officer, endpoint, paused=False)
    work_off(world)
    assert len(webhook.came) == 2
    told(world, UNIT)
    does(world, remove, officer, endpoint)
    work_off(world)

    assert len(webhook.came) == 2


def test_what_is_held_back_is_sent_when_it_is_heard(sqlite_world: World, webhook: Receiver) -> None:
    world = sqlite_world
    an_endpoint(world, an_officer(world, UNIT), webhook.url)
    with world.hub.begin() as work:
        later = work.tx.now + timedelta(hours=4)
        tell(work, Occasion.REQUEST_MADE, UUID(int=1), world.case, [world.units[UNIT]], later)
    work_off(world)
    told(world, UNIT)
    work_off(world)
    assert len(webhook.came) == 1
    after(world, timedelta(hours=4))

    assert len(webhook.came) == 2
