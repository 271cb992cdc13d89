"""Releases against the rule over HTTP: in as few requests as can be, and by whoever has just signed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from sharehub.app import application
from sharehub.audit.entry import Action
from sharehub.clock import ShiftedClock
from sharehub.database.schema import BreakGlass, Notice
from tests.sharehub.acting.test_entrance import Visitors, bearing, proven
from tests.sharehub.audit.deeds import RISK
from tests.sharehub.test_whole_api import TODAY, does, made, with_more_staff
from tests.sharehub.web.clients import Staff, a_body, assert_problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from tests.sharehub.world import World

WHY = {"risk": RISK, "why_not_less": "A gist names no place."}
EMERGENCY = {
    **WHY,
    "purposes": ["child_protection"],
    "who_is_at_risk": "She, and the two children.",
    "nobody_reached": "Her worker and the duty line.",
}


class Counted(Staff):
    """Staff at the API, who count their requests."""

    requests = 0

    def call(self, name: str, method: str, path: str, **more: Any) -> httpx2.Response:
        self.requests += 1
        return super().call(name, method, path, **more)


@pytest.fixture
def staff(world: World) -> Counted:
    return Counted(with_more_staff(world))


def listed(staff: Staff, name: str, path: str) -> list[dict[str, Any]]:
    """Return the first page of a list that is of no one case."""
    answer = staff.client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer token of {name}"})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def a_scope(staff: Staff, fact: str, unit: str = "SCHOOL") -> dict[str, Any]:
    return {
        "facts": [fact],
        "units": [str(staff.world.units[unit])],
        "purposes": ["wellbeing_support"],
        "start": TODAY,
        "person_at_risk": str(staff.world.people["her"]),
    }


@pytest.mark.postgres
def test_something_is_released_against_the_rule_in_three_requests(staff: Counted) -> None:
    fact = staff.publish("police", categories=["safety"])
    assert staff.texts("teacher", "wellbeing_support") == []
    staff.requests = 0

    decision = made(staff, "police", "/serious-risk-decisions", **a_scope(staff, fact), **WHY)
    does(staff, "social_worker", f"/serious-risk-decisions/{decision}/approval")
    got = staff.texts("teacher", "wellbeing_support")

    assert (got, staff.requests) == ([a_body(staff.world)["statement"]], 3)


@pytest.mark.postgres
def test_somebody_looks_alone_in_two_requests(staff: Counted) -> None:
    staff.publish("police")
    assert staff.texts("social_worker") == []
    staff.requests = 0

    made(staff, "social_worker", "/break-glass", **EMERGENCY)
    got = staff.texts("social_worker")

    assert (got, staff.requests) == ([a_body(staff.world)["statement"]], 2)


@pytest.mark.postgres
def test_others_hear_read_why_and_review_it(staff: Counted) -> None:
    fact = staff.publish("police")
    decision = made(staff, "police", "/serious-risk-decisions", **a_scope(staff, fact), **WHY)
    assert [one["id"] for one in listed(staff, "social_worker", "/serious-risk-decisions")] == [decision]
    why = staff.post("social_worker", f"/serious-risk-decisions/{decision}/grounds")
    assert (why.status_code, why.json()["risk"], why.json()["verdict"]) == (200, RISK, None)
    does(staff, "social_worker", f"/serious-risk-decisions/{decision}/approval")
    assert listed(staff, "social_worker", "/serious-risk-decisions") == []
    glass = made(staff, "social_worker", "/break-glass", **EMERGENCY)

    heard = listed(staff, "police", "/notices")
    assert [(one["kind"], one["about"], one["case"]) for one in heard] == [
        ("glass_broken", glass, str(staff.world.case)),
        ("serious_risk_approved", decision, str(staff.world.case)),
    ]
    assert listed(staff, "mens_worker", "/notices") == []
    seen = staff.client.post(
        f"/api/v1/notices/{heard[0]['id']}/seen",
        headers={"Authorization": "Bearer token of police", "Idempotency-Key": "1"},
    )
    assert seen.status_code == 204
    assert listed(staff, "police", "/notices")[0]["seen_by"] == str(staff.world.actor("police").user)

    why = staff.post("police", f"/break-glass/{glass}/grounds")
    assert (why.status_code, why.json()["nobody_reached"]) == (200, EMERGENCY["nobody_reached"])
    assert [one["id"] for one in listed(staff, "officer", "/reviews/serious-risk-decisions")] == [decision]
    assert [one["id"] for one in listed(staff, "officer", "/reviews/break-glass")] == [glass]
    does(staff, "officer", f"/break-glass/{glass}/end")
    does(staff, "officer", f"/break-glass/{glass}/review", verdict="lesson", note="Ring the duty line.")
    does(staff, "second", f"/serious-risk-decisions/{decision}/review", verdict="justified")
    assert listed(staff, "officer", "/reviews/break-glass") == []
    assert staff.post("police", f"/break-glass/{glass}/grounds").json()["note"] == "Ring the duty line."
    assert staff.texts("social_worker") == []


@pytest.mark.parametrize("path", ["/notices", "/reviews/break-glass"])
def test_a_list_with_an_order_of_its_own_is_whole_whatever_the_size_of_a_page(
    sqlite_world: World, path: str
) -> None:
    staff = Staff(sqlite_world)
    glasses = [made(staff, "social_worker", "/break-glass", **EMERGENCY) for _ in range(5)]
    name = "about" if path == "/notices" else "id"
    found: list[str] = []
    cursor: dict[str, str] = {}

    while True:
        answer = staff.client.get(
            f"/api/v1{path}",
            params={"limit": "2"} | cursor,
            headers={"Authorization": "Bearer token of officer"},
        ).json()
        found += [item[name] for item in answer["items"]]
        if answer["next"] is None:
            break
        cursor = {"cursor": answer["next"]}

    assert found == (glasses[::-1] if path == "/notices" else glasses)


def test_an_act_that_is_repeated_breaks_one_glass_and_tells_once(sqlite_world: World) -> None:
    staff = Staff(sqlite_world)
    staff.publish("police")
    headers = {"Idempotency-Key": "once"}

    answers = [staff.post("social_worker", "/break-glass", json=EMERGENCY, headers=headers) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert len(sqlite_world.rows(BreakGlass)) == 1
    assert len(sqlite_world.rows(Notice)) == 2


@pytest.mark.parametrize("missing", ["risk", "who_is_at_risk", "why_not_less", "nobody_reached", "purposes"])
def test_a_body_that_leaves_something_unsaid_is_refused(sqlite_world: World, missing: str) -> None:
    body = {name: value for name, value in EMERGENCY.items() if name != missing}

    answer = Staff(sqlite_world).post("social_worker", "/break-glass", json=body)

    found = assert_problem(answer, 422, "invalid")
    assert found == {"findings": [{"where": f"body.{missing}", "code": "missing"}]}


def test_a_serious_risk_decision_names_who_is_at_risk(sqlite_world: World) -> None:
    staff = Staff(sqlite_world)
    body = a_scope(staff, staff.publish("police")) | WHY
    del body["person_at_risk"]

    answer = staff.post("police", "/serious-risk-decisions", json=body)

    assert_problem(answer, 422, "invalid")


@pytest.mark.parametrize("by", ["teacher", "mens_worker", "police"])
@pytest.mark.parametrize("path", ["/reviews/serious-risk-decisions", "/reviews/break-glass"])
def test_what_is_to_be_reviewed_is_listed_to_officers_alone(sqlite_world: World, by: str, path: str) -> None:
    answer = Staff(sqlite_world).client.get(
        f"/api/v1{path}", headers={"Authorization": f"Bearer token of {by}"}
    )

    assert_problem(answer, 403, "forbidden")


class AtTheDoor:
    """A client of an application behind its real door, and tokens of whoever signed in so long ago."""

    def __init__(self, world: World, acr: str | None = None) -> None:
        self.visitors = Visitors.of(world)
        door = replace(self.visitors.door, step_up_acr=acr)
        self.client = TestClient(application(world.hub, door))
        self.path = f"/api/v1/cases/{world.case}/break-glass"

    def breaks(self, headers: Mapping[str, str]) -> httpx2.Response:
        sent = {"Idempotency-Key": "1", **headers}
        return self.client.post(self.path, json=EMERGENCY, headers=sent)

    def borne(self, ago: int | None, **more: Any) -> httpx2.Response:
        """Break the glass with a token that is borne."""
        now = self.visitors.issuer.now
        return self.breaks(
            bearing(self.visitors.issuer.token(auth_time=None if ago is None else now - ago, **more))
        )


CHALLENGE = 'error="insufficient_user_authentication", max_age="300"'


@pytest.mark.parametrize("ago", [None, 310, 3600, -3600])
@pytest.mark.postgres
def test_whoever_did_not_just_sign_in_is_asked_to_and_that_is_on_record(
    world: World, ago: int | None
) -> None:
    answer = AtTheDoor(world).borne(ago)

    assert_problem(answer, 401, "insufficient_user_authentication")
    assert (
        answer.headers["www-authenticate"]
        == f'Bearer {CHALLENGE}, DPoP {CHALLENGE}, algs="ES256 PS256 EdDSA"'
    )
    (entry,) = world.logged(Action.ACT_REFUSED)
    assert entry["refs"] == {"action": "break_glass.broken", "code": "insufficient_user_authentication"}
    assert world.rows(BreakGlass) == []


def test_whoever_just_signed_in_breaks_it_by_a_bound_token_too(sqlite_world: World) -> None:
    door = AtTheDoor(sqlite_world)
    visitors = door.visitors
    stale, fresh = visitors.bound(auth_time=visitors.issuer.now - 310), visitors.bound()

    for token, status in ((stale, 401), (fresh, 201)):
        answer = door.breaks(proven(visitors.proven(token, "POST", door.path)))
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize(("acr", "status"), [(None, 401), ("pwd", 401), ("phr", 201)])
def test_where_a_hub_asks_for_a_way_of_signing_in_another_does_not_do(
    sqlite_world: World, acr: str | None, status: int
) -> None:
    answer = AtTheDoor(sqlite_world, acr="phr").borne(10, acr=acr)

    assert answer.status_code == status
    if status == 401:
        assert f'{CHALLENGE}, acr_values="phr", DPoP' in answer.headers["www-authenticate"]


def test_what_needs_no_new_sign_in_goes_on_with_an_old_one(sqlite_world: World) -> None:
    door = AtTheDoor(sqlite_world)
    token = door.visitors.issuer.token(auth_time=door.visitors.issuer.now - 7200)

    assert door.client.get("/api/v1/me", headers=bearing(token)).status_code == 200


def test_it_is_the_hubs_clock_that_says_what_is_recent(sqlite_world: World) -> None:
    # As in the demo: tokens are dated by the hub's clock, which runs in another year than the world's.
    hub = replace(sqlite_world.hub, clock=ShiftedClock(sqlite_world.hub.clock.now() + timedelta(days=90)))
    door = AtTheDoor(replace(sqlite_world, hub=hub))

    assert door.borne(290).status_code == 201
