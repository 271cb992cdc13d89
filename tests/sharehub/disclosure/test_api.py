"""Asking for a pattern over HTTP: the same answer, with a status that tells no more than its words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from sharehub.app import application
from sharehub.disclosure.told import ALWAYS, REFUSALS, Refusal
from tests.sharehub.web.tokens import Tokens

if TYPE_CHECKING:
    from uuid import UUID

    from httpx2 import Response

    from tests.sharehub.world import World


def asked(world: World, name: str, purpose: str, case: UUID | None = None) -> Response:
    """Ask over HTTP as a member of staff."""
    client = TestClient(application(world.hub, Tokens({"token": world.actor(name)})))
    return client.post(
        f"/api/v1/cases/{case or world.case}/disclosures",
        json={"purpose": purpose},
        headers={"Authorization": "Bearer token"},
    )


def test_an_answer_holds_the_lines_the_standing_text_and_no_time_ordered_id(sqlite_world: World) -> None:
    sqlite_world.publish(sqlite_world.behaviour())

    response = asked(sqlite_world, "his_substance_worker", "treatment_coordination")

    answer = response.json()
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    assert answer.keys() == {"release", "purpose", "day", "lines", "told", "receipt"}
    assert [line["text"] for line in answer["lines"]] == [sqlite_world.behaviour().gist]
    assert (answer["purpose"], answer["day"], answer["told"]) == (
        "treatment_coordination",
        "2024-06-03",
        [ALWAYS],
    )


@pytest.mark.parametrize(
    ("name", "purpose", "refusal", "status"),
    [
        ("teacher", "marac_safety", Refusal.NOT_FOR_ROLE, 403),
        ("teacher", "wellbeing_support", Refusal.NOT_YOURS, 404),
    ],
)
def test_a_refusal_is_a_problem_in_its_own_words(
    sqlite_world: World, name: str, purpose: str, refusal: Refusal, status: int
) -> None:
    response = asked(sqlite_world, name, purpose, uuid4())

    assert response.status_code == status
    assert (response.json()["code"], response.json()["detail"]) == (refusal.value, REFUSALS[refusal])


def test_of_a_shredded_case_a_member_hears_that_it_is_gone(sqlite_world: World) -> None:
    sqlite_world.hub.keys.destroy_case(str(sqlite_world.case), sqlite_world.hub.clock.now())

    assert asked(sqlite_world, "teacher", "wellbeing_support").status_code == 410
