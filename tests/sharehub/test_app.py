"""The API: facts and readings over HTTP, for those with a token, with nothing told that was not to be."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import text

from sharehub.acting.requests import _actor
from sharehub.app import LARGEST_BODY
from sharehub.audit.entry import Action
from sharehub.custody.shred import ask_to_shred
from sharehub.database.schema import Fact
from sharehub.identity.actor import Actor
from sharehub.patterns.summaries import publish_summary
from sharehub.protocols.partnership import register_user
from sharehub.web.guard import HEADERS
from tests.sharehub.custody.shredding import approve_shredding
from tests.sharehub.web.clients import SECRET, Staff, a_body, assert_problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fastapi.dependencies.models import Dependant

    from tests.sharehub.world import World

NOBODYS = str(uuid4())


def steady(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that do not count: a request's own id, and how many more may come."""
    return {name: value for name, value in headers.items() if name not in {"request-id", "ratelimit"}}


@pytest.fixture
def staff(sqlite_world: World) -> Staff:
    """Return the staff of a world at the API, with child protection open to the health visitor."""
    sqlite_world.open("cp_concern", "HV")
    return Staff(sqlite_world)


def test_a_fact_is_recorded_published_read_corrected_and_retracted(staff: Staff) -> None:
    fact = staff.record("police")
    assert staff.texts("health_visitor") == []

    staff.post("police", f"/facts/{fact}/publication", seen=1)
    assert staff.texts("health_visitor") == [a_body(staff.world)["statement"]]

    corrected = a_body(staff.world, statement="He kicked the kitchen door twice.")
    answers = [staff.post("police", f"/facts/{fact}/versions", json=corrected, seen=2)]
    assert staff.texts("health_visitor") == ["He kicked the kitchen door twice."]

    answers.append(staff.post("police", f"/facts/{fact}/retraction", seen=3))
    assert staff.texts("health_visitor") == []
    assert [(one.status_code, one.content) for one in answers] == [(204, b""), (204, b"")]


@pytest.mark.postgres
def test_the_api_is_the_same_on_both_databases(world: World) -> None:
    world.open("cp_concern", "HV")
    staff = Staff(world)

    staff.publish("police")

    assert staff.texts("health_visitor") == [a_body(world)["statement"]]


def test_a_summary_is_read_in_its_authors_order_and_one_that_is_not_there_is_empty(staff: Staff) -> None:
    first, second = (staff.publish("police", statement=f"He kicked door {number}.") for number in (1, 2))
    world = staff.world
    ids = {str(row["id"]): row["id"] for row in world.rows(Fact)}
    summary = world.act(publish_summary, "police", {1: [ids[second], ids[first]]})

    assert staff.texts("health_visitor", summary=str(summary)) == ["He kicked door 2.", "He kicked door 1."]
    assert staff.texts("health_visitor", summary=NOBODYS) == []


def test_what_may_not_be_had_is_a_problem_with_a_stable_code(staff: Staff) -> None:
    fact, ask = staff.record("police"), {"purpose": "child_protection"}

    assert_problem(staff.post("health_visitor", "/disclosures", json=ask, case=NOBODYS), 404, "not_found")
    assert_problem(staff.post("his_substance_worker", "/disclosures", json=ask), 403, "forbidden")
    assert_problem(staff.post("officer", "/facts", json=a_body(staff.world)), 403, "forbidden")
    assert_problem(staff.post("police", "/facts", json=a_body(staff.world), case=NOBODYS), 404, "not_found")
    assert_problem(staff.post("teacher", f"/facts/{fact}/publication", seen=1), 404, "not_found")
    assert_problem(staff.post("police", f"/facts/{NOBODYS}/publication", seen=1), 404, "not_found")


def test_what_is_not_there_and_what_is_not_yours_are_the_same_answer(staff: Staff) -> None:
    fact = staff.record("police")

    absent = staff.post("teacher", f"/facts/{NOBODYS}/retraction", seen=1)
    anothers = staff.post("teacher", f"/facts/{fact}/retraction", seen=1)

    assert absent.content == anothers.content
    assert steady(absent.headers) == steady(anothers.headers)


def test_an_act_that_does_not_fit_is_a_conflict_and_on_record(staff: Staff) -> None:
    fact = staff.publish("police")

    answer = staff.post("police", f"/facts/{fact}/publication", seen=2)

    assert_problem(answer, 409, "conflict")
    (refused,) = staff.world.logged(Action.ACT_REFUSED)
    assert refused["refs"] == {"action": "fact.published", "code": "conflict"}
    assert refused["case"] == staff.world.alias()


def test_a_fact_that_is_not_sound_is_refused_with_its_place(staff: Staff) -> None:
    body = a_body(staff.world, gist=f"Konrad and {SECRET} are named.")

    assert assert_problem(staff.post("police", "/facts", json=body), 422, "invalid") == {
        "where": "gist",
        "findings": [{"where": "gist", "code": "gist_names_somebody"}],
    }


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": SECRET}, "body.kind"),
        ({"categories": ["behaviour", SECRET]}, "body.categories.1"),
        ({"statement": SECRET * 10_000}, "body.statement"),
        ({"statement": None}, "body.statement"),
        ({"subject_person": SECRET}, "body.subject_person"),
        ({"first_known": f"{SECRET}-05"}, "body.first_known"),
        ({"first_known": "2024-13"}, "body.first_known"),
        ({"due": "2024-02-30"}, "body.due"),
        ({"section": 5}, "body.section"),
        ({"ric_items": [25]}, "body.ric_items.0"),
        ({"concern_rank": 0}, "body.concern_rank"),
        ({"statement": ["nested", {"deep": SECRET}]}, "body.statement"),
        ({"published": "2024-01-01"}, "body.published"),
        ({f"{SECRET} {SECRET}": 1}, "body.?"),
        ({"ü" * 30: 1}, "body.?"),
    ],
)
def test_a_body_in_another_form_is_refused_by_its_place_and_never_repeated(
    staff: Staff, change: dict[str, Any], where: str
) -> None:
    answer = staff.post("police", "/facts", json=a_body(staff.world, **change))

    findings = assert_problem(answer, 422, "invalid")["findings"]
    assert [found["where"] for found in findings] == [where]
    assert staff.world.rows(Fact) == []


DEEP = b'{"a":' * 15 + b'"' + SECRET.encode() + b'"' + b"}" * 15


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b'{"purpose": "' + SECRET.encode(), 400, "malformed"),
        (b'{"purpose": "\\ud800' + SECRET.encode() + b'"}', 400, "malformed"),
        (b'{"\\udfff' + SECRET.encode() + b'": 1}', 400, "malformed"),
        (b'{"purpose": "' + b"\xff" + SECRET.encode() + b'"}', 400, "malformed"),
        (b'{"purpose": "audit", "purpose": "' + SECRET.encode() + b'"}', 400, "malformed"),
        (b'{"purpose": 9007199254740992}', 400, "malformed"),
        (b'{"purpose": -9007199254740993}', 400, "malformed"),
        (b'{"purpose": 1e400}', 400, "malformed"),
        (b'{"purpose": NaN}', 400, "malformed"),
        (b'\xef\xbb\xbf{"purpose": "audit"}', 400, "malformed"),
        ('{"purpose": "audit"}'.encode("utf-16"), 400, "malformed"),
        (b"[" * 100_000, 400, "malformed"),
        (b'{"a":' + DEEP + b"}", 422, "invalid"),
        (b'{"b": {"a":' + DEEP + b"}}", 400, "malformed"),
        (b"9" * 10_000, 400, "malformed"),
        (b'"' + SECRET.encode() + b'"', 422, "invalid"),
        (b"", 400, "malformed"),
        (b"null", 422, "invalid"),
        (b'{"purpose": "\\u0000' + SECRET.encode() + b'"}', 422, "invalid"),
        ('{"purpose": "\u202eaudit\ud83d\ude00"}'.encode("utf-8", "surrogatepass"), 400, "malformed"),
    ],
)
def test_what_is_no_json_of_ours_is_a_problem_that_repeats_nothing(
    staff: Staff, content: bytes, status: int, code: str
) -> None:
    headers = {"Content-Type": "application/json"}

    answer = staff.post("health_visitor", "/disclosures", content=content, headers=headers)

    assert_problem(answer, status, code)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "/", "application/jsonx"]
)
def test_a_body_of_another_kind_is_refused(staff: Staff, kind: str) -> None:
    answer = staff.post(
        "health_visitor",
        "/disclosures",
        content=b'{"purpose": "child_protection", "x": "' + SECRET.encode() + b'"}',
        headers={"Content-Type": kind},
    )

    assert_problem(answer, 415, "unsupported_media_type")


def test_json_is_json_in_capitals_and_with_a_charset(staff: Staff) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    body = b'{"purpose": "child_protection"}'

    assert staff.post("health_visitor", "/disclosures", content=body, headers=headers).status_code == 200


def test_nobody_is_told_what_is_wrong_with_a_body_before_they_say_who_they_are(staff: Staff) -> None:
    place = f"/api/v1/cases/{staff.world.case}/disclosures"

    answer = staff.client.post(place, content=b"{", headers={"Content-Type": "text/plain"})

    assert_problem(answer, 401, "unauthenticated")


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_long_is_refused_whether_it_says_so_or_not(staff: Staff, announced: bool) -> None:  # noqa: FBT001 - a parameter of the test
    body = SECRET.encode() * (LARGEST_BODY // len(SECRET) + 1)
    content = body if announced else iter([body[:1000], body[1000:]])

    answer = staff.post("police", "/facts", content=content, headers={"Content-Type": "application/json"})

    assert_problem(answer, 413, "too_large")


@pytest.mark.parametrize("case", ["1", "not-a-uuid", SECRET, "%00", "..%2f"])
def test_a_case_that_is_no_id_is_refused(staff: Staff, case: str) -> None:
    answer = staff.post("police", "/disclosures", json={"purpose": "child_protection"}, case=case)

    assert answer.status_code in {404, 422}
    assert_problem(answer, answer.status_code, {404: "not_found", 422: "invalid"}[answer.status_code])


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer nobody's", "Basic token of police", "token of police"],
)
def test_nobody_without_a_token_of_their_own_gets_anything(staff: Staff, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}

    answer = staff.client.post(
        f"/api/v1/cases/{staff.world.case}/disclosures", json={"purpose": "audit"}, headers=headers
    )

    assert_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer, DPoP")


def test_a_path_or_method_that_there_is_not_is_a_problem_too(staff: Staff) -> None:
    assert_problem(staff.client.get("/openapi.json"), 404, "not_found")
    assert_problem(staff.client.get(f"/{SECRET}"), 404, "not_found")
    refused = staff.call("police", "GET", "/disclosures")
    assert_problem(refused, 405, "method_not_allowed")
    assert refused.headers["allow"] == "POST"


def test_every_answer_carries_the_headers_that_keep_it_out_of_caches_and_frames(staff: Staff) -> None:
    answers = [
        staff.client.get("/health/live"),
        staff.client.get("/health/ready"),
        staff.post("health_visitor", "/disclosures", json={"purpose": "child_protection"}),
        staff.post("police", "/facts", json=a_body(staff.world)),
        staff.post("police", "/facts", json={}),
        staff.client.get("/nothing"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 201, 422, 404]
    for answer in answers:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_case_that_was_shredded_is_gone_for_its_members_and_not_there_for_others(staff: Staff) -> None:
    world = staff.world
    staff.publish("police")
    officer = world.actor("officer")
    with world.hub.begin() as work:
        second = Actor(
            register_user(work, officer.unit, "second", ["ig_officer"]), officer.unit, "ig_officer"
        )
        ask_to_shred(work, officer, world.case)
    approve_shredding(world.hub, second, world.case)
    ask = {"purpose": "child_protection"}

    assert_problem(staff.post("health_visitor", "/disclosures", json=ask), 410, "key_destroyed")
    assert_problem(staff.post("police", "/facts", json=a_body(world)), 404, "not_found")


def test_every_route_but_health_and_the_checkpoint_asks_who_is_asking(staff: Staff) -> None:
    routes = [route for route in staff.app.routes if isinstance(route, APIRoute)]

    without = {route.path for route in routes if not _asks_who(route.dependant)}

    assert without == {"/health/live", "/health/ready", "/metrics", "/log/checkpoint"}
    assert len(routes) > 5


BREAKING = {
    "an insert": (
        f"create trigger broken before insert on log_queue begin select raise(abort, 'no {SECRET}'); end",
    ),
    "the commit": (
        "create table breaking (unit text references units (id) deferrable initially deferred)",
        "create trigger broken after insert on log_queue begin insert into breaking values ('nobody'); end",
    ),
}
"""What makes a database fail at the very end of every act: when it is put on record, or when it commits."""


@pytest.mark.parametrize("at", BREAKING)
def test_what_cannot_be_put_on_record_does_not_happen_and_is_never_a_success(
    staff: Staff, caplog: pytest.LogCaptureFixture, at: str
) -> None:
    with staff.world.hub.engine.begin() as connection:
        for statement in BREAKING[at]:
            connection.execute(text(statement))
    before = staff.world.everything()

    with caplog.at_level(logging.DEBUG):
        recorded = staff.post("police", "/facts", json=a_body(staff.world))
        asked = staff.post("health_visitor", "/disclosures", json={"purpose": "child_protection"})

    assert assert_problem(recorded, 500, "error") == {}
    assert assert_problem(asked, 500, "error") == {}
    assert staff.world.everything() == before
    ours = [record.getMessage() for record in caplog.records if record.name == "sharehub.web"]
    assert ours == ["unexpected IntegrityError"] * 2
    assert SECRET not in caplog.text


def test_keys_that_cannot_be_had_now_are_said_to_be_so(staff: Staff, tmp_path: Path) -> None:
    staff.publish("police")
    root = tmp_path / "hub" / "keys" / "root.json"
    hidden = root.rename(root.with_suffix(".away"))
    other = Staff(staff.world)

    with closing(sqlite3.connect(tmp_path / "hub" / "keys" / "keys.db")) as keys:
        keys.execute("alter table wrapping_keys rename to hidden")
        keys.commit()
    answer = other.post(
        "teacher", "/facts", json=a_body(staff.world, source_type="child", categories=["safety"])
    )

    assert_problem(answer, 503, "keys_unavailable")
    assert hidden.exists()


def _asks_who(dependant: Dependant) -> bool:
    return any(one.call is _actor or _asks_who(one) for one in dependant.dependencies)
