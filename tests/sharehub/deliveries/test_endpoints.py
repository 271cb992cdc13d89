"""A unit's endpoints are its officers' alone; their secrets are shown once, and kept nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from sharehub.audit.entry import Action
from sharehub.database.order import FIRST
from sharehub.database.schema import IdempotencyKey, NoticeDelivery, NoticeEndpoint, OutboxTask
from sharehub.deliveries.endpoints import (
    MOST,
    deliveries,
    of_unit,
    pause,
    register,
    remove,
    replay,
    rotate,
)
from sharehub.deliveries.ends import EndpointKind
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.notices.tell import Occasion, tell
from sharehub.worker.runner import Came
from tests.sharehub.database.logins import logins_on
from tests.sharehub.deliveries.ends import MAILBOX, an_endpoint, an_officer, does, told
from tests.sharehub.web.clients import Staff
from tests.sharehub.worker.test_tasks import work_off

if TYPE_CHECKING:
    from tests.sharehub.world import World

URL = "https://intake.agency.example/sharehub"


def test_none_but_a_units_own_officers_see_or_change_its_endpoints(sqlite_world: World) -> None:
    world = sqlite_world
    officer = an_officer(world, "CF-SW")
    endpoint = an_endpoint(world, officer, URL)
    acts: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
        (rotate, (endpoint,), {"at_once": True}),
        (pause, (endpoint,), {"paused": True}),
        (remove, (endpoint,), {}),
        (replay, (endpoint, endpoint), {}),
        (deliveries, (endpoint, FIRST, 9), {}),
    ]
    for verb, what, more in acts:
        with pytest.raises(NotFound):
            does(world, verb, world.actor("officer"), *what, **more)
        with pytest.raises(Forbidden):
            does(world, verb, world.actor("social_worker"), *what, **more)
    with pytest.raises(Forbidden):
        does(world, register, world.administrator, EndpointKind.MAILBOX, MAILBOX)

    assert does(world, of_unit, world.actor("officer"), FIRST, 9) == []
    (row,) = does(world, of_unit, officer, FIRST, 9)
    assert (row["address"], row["paused"], row["waiting_since"]) == (URL, False, None)


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (EndpointKind.WEBHOOK, MAILBOX),
        (EndpointKind.WEBHOOK, "https://localhost/"),
        (EndpointKind.MAILBOX, URL),
        (EndpointKind.MAILBOX, "duty@agency.example\nBcc: him@example.org"),
        (EndpointKind.MAILBOX, "two@agency.example,him@example.org"),
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(
    sqlite_world: World, kind: EndpointKind, address: str
) -> None:
    with pytest.raises(Invalid) as refused:
        does(sqlite_world, register, an_officer(sqlite_world, "CF-SW"), kind, address)

    assert address not in str(refused.value)
    assert sqlite_world.rows(NoticeEndpoint) == []


def test_a_unit_has_an_endpoint_once_and_few_of_them_and_a_mailbox_has_no_secret(sqlite_world: World) -> None:
    officer = an_officer(sqlite_world, "CF-SW")
    mailbox = an_endpoint(sqlite_world, officer, MAILBOX)
    with pytest.raises(Conflict):
        an_endpoint(sqlite_world, officer, MAILBOX)
    with pytest.raises(Conflict):
        does(sqlite_world, rotate, officer, mailbox, at_once=False)
    for number in range(MOST - 1):
        an_endpoint(sqlite_world, officer, f"{number}{MAILBOX}")
    with pytest.raises(Conflict):
        an_endpoint(sqlite_world, officer, URL)
    does(sqlite_world, remove, officer, mailbox)
    an_endpoint(sqlite_world, officer, MAILBOX)


def test_what_went_to_an_endpoint_is_listed_and_nothing_that_did_not_is_sent_again(
    sqlite_world: World,
) -> None:
    world = sqlite_world
    officer = an_officer(world, "CF-SW")
    endpoint = an_endpoint(world, officer, URL)
    does(world, pause, officer, endpoint, paused=True)
    told(world, "CF-SW")
    work_off(world)
    (row,) = world.rows(NoticeDelivery)

    (listed,) = does(world, deliveries, officer, endpoint, FIRST, 9)
    assert (listed["id"], listed["notice"], listed["delivered_at"]) == (row["id"], row["notice_id"], None)
    (shown,) = does(world, of_unit, officer, FIRST, 9)
    assert shown["waiting_since"] == row["created_at"]
    with pytest.raises(NotFound):
        does(world, replay, officer, endpoint, row["id"])


def test_a_secret_is_shown_to_whoever_makes_it_and_kept_nowhere(sqlite_world: World) -> None:
    world = sqlite_world
    staff = Staff(world)
    headers = {"Authorization": "Bearer token of officer", "Idempotency-Key": "one"}
    place = "/api/v1/administration/endpoints"

    def register_it() -> Any:
        return staff.client.post(place, json={"kind": "webhook", "address": URL}, headers=headers)

    made = register_it()
    assert made.status_code == 201
    endpoint = made.json()["id"]
    assert made.json()["secret"].startswith("whsec_")
    assert register_it().json() == {"id": endpoint, "secret": None}
    other = {**headers, "Idempotency-Key": "two"}
    rotated = staff.client.post(f"{place}/{endpoint}/secrets", json={"at_once": False}, headers=other)
    assert rotated.status_code == 200
    assert rotated.json()["secret"] != made.json()["secret"]

    everything = repr(world.everything())
    for shown in (made, rotated):
        assert shown.json()["secret"] not in everything
        assert shown.json()["secret"].removeprefix("whsec_") not in everything
    assert world.rows(IdempotencyKey)
    actions = [entry["action"] for entry in world.logged() if entry["action"].startswith("endpoint.")]
    assert actions == [Action.ENDPOINT_REGISTERED, Action.ENDPOINT_CHANGED]


@pytest.mark.postgres
def test_on_postgresql_a_unit_sees_its_own_endpoints_alone_and_the_worker_sends_for_all(
    postgres_world: World, postgres_migrated: tuple[str, str]
) -> None:
    world = postgres_world
    officer = an_officer(world, "CF-SW")
    with logins_on(postgres_migrated[0]) as logins:
        bound = logins.bound(world)
        endpoint = an_endpoint(bound, officer, MAILBOX)
        does(bound, pause, officer, endpoint, paused=True)
        with bound.hub.begin(world.units["POL-DA"]) as work:
            tell(work, Occasion.REQUEST_MADE, endpoint, world.case, [officer.unit])
        working = replace(world, hub=replace(world.hub, engine=logins.engine("worker")))
        assert work_off(working) == [Came.DONE]
        does(bound, pause, officer, endpoint, paused=False)
        with bound.hub.begin(world.units["POL-DA"]) as work:
            seen = [
                work.tx.session.execute(text(f"select count(*) from {table}")).scalar_one()
                for table in ("notice_endpoints", "notice_lanes", "notice_deliveries")
            ]
        assert seen == [0, 0, 0]
        assert len(does(bound, deliveries, officer, endpoint, FIRST, 9)) == 1
        # There is no mail host, and the worker says so by the kind of its failure alone.
        assert work_off(working) == [Came.FAILED]
    (task,) = [row for row in world.rows(OutboxTask) if row["done_at"] is None]
    assert task["last_error"] == "NoMailHost"
