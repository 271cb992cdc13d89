"""Quotas: counted for users, clients and guessers, told in headers, in one process or in several."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from sharehub.app import Outside, application
from sharehub.web.rates import PER_ADDRESS, PER_USER, Rates
from tests.sharehub.web.clients import Staff, assert_problem

if TYPE_CHECKING:
    from tests.sharehub.world import World

ASK = {"purpose": "child_protection"}


def few(world: World, share: float, storage: str = "memory://") -> Staff:
    """Return staff at an application that lets little in."""
    return Staff(world, Outside(rates=Rates(storage, share)))


def test_a_user_is_told_what_is_left_and_when_to_come_back(sqlite_world: World) -> None:
    staff = few(sqlite_world, 3 / PER_USER.most)

    answers = [staff.post("teacher", "/disclosures", json=ASK) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit"].partition(";t=")[0] for answer in answers] == [
        '"user";r=2', '"user";r=1', '"user";r=0', '"user";r=0',
    ]  # fmt: skip
    assert answers[0].headers["ratelimit-policy"] == '"user";q=3;w=60'
    assert_problem(answers[3], 429, "too_many_requests")
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert staff.post("police", "/disclosures", json=ASK).status_code == 200


def test_a_request_that_was_not_let_in_does_nothing_but_leave_an_entry(sqlite_world: World) -> None:
    staff = few(sqlite_world, 1 / PER_USER.most)
    staff.post("teacher", "/disclosures", json=ASK)
    before = sqlite_world.everything()

    assert staff.post("teacher", "/disclosures", json=ASK).status_code == 429
    after = sqlite_world.everything()
    assert {table for table in before if before[table] != after[table]} == {"audit_entries", "log_queue"}


def test_who_guesses_tokens_is_slowed_down_and_those_beside_them_are_not(
    sqlite_world: World,
) -> None:
    staff = few(sqlite_world, 3 / PER_ADDRESS.most)
    place = f"/api/v1/cases/{sqlite_world.case}/disclosures"

    guesses = [
        staff.client.post(place, json=ASK, headers={"Authorization": f"Bearer {n}"}).status_code
        for n in range(5)
    ]

    assert guesses == [401, 401, 401, 429, 429]
    assert staff.post("teacher", "/disclosures", json=ASK).status_code == 200


@pytest.mark.redis
def test_several_processes_count_together(redis: str) -> None:
    whose = str(uuid4())
    one, other = Rates(redis, 2 / PER_USER.most), Rates(redis, 2 / PER_USER.most)

    counted = [rates.count(PER_USER, whose).allowed for rates in (one, other, one, other)]

    assert counted == [True, True, False, False]


def test_a_counter_that_cannot_be_reached_stops_nobody(sqlite_world: World) -> None:
    staff = few(sqlite_world, 1 / PER_USER.most, "redis://127.0.0.1:1/0")

    assert [staff.post("teacher", "/disclosures", json=ASK).status_code for _ in range(3)] == [200] * 3


def test_an_application_of_its_own_counts_alone(sqlite_world: World) -> None:
    first = application(sqlite_world.hub, Staff(sqlite_world).app.state.entrance)

    assert first.state.rates is not Staff(sqlite_world).app.state.rates
