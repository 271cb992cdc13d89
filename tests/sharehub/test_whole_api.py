"""The whole API, as those who use it would: a family's way through the exchange, over HTTP alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from policies.shipped import rulebook_text
from sharehub.audit.entry import Action
from sharehub.identity.actor import Actor
from sharehub.protocols.partnership import register_user
from tests.sharehub.administration.documents import a_document
from tests.sharehub.protocols.agreements import a_protocol, a_rulebook, base_digest
from tests.sharehub.web.clients import Staff, a_body, assert_problem

if TYPE_CHECKING:
    from tests.sharehub.world import World

TODAY = "2024-06-03"


def with_more_staff(world: World) -> World:
    """Return a world whose second officer, keeper and signatories are at the API as well."""
    officer = world.actor("officer")
    with world.hub.begin() as work:
        second = register_user(work, officer.unit, "second", ["ig_officer"])
    more = {
        "second": Actor(second, officer.unit, "ig_officer"),
        "keeper": world.administrator,
        "police_signatory": world.signatories["POL-DA"],
    }
    return replace(world, staff={**world.staff, **more})


@pytest.fixture
def staff(world: World) -> Staff:
    """Return staff at the API, on each database in turn."""
    return Staff(with_more_staff(world))


def made(staff: Staff, who: str, path: str, /, **body: Any) -> str:
    """Do an act that makes something, and return its id."""
    answer = staff.post(who, path, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def does(staff: Staff, name: str, path: str, **body: Any) -> None:
    """Do an act that answers nothing."""
    answer = staff.post(name, path, **({"json": body} if body else {}))
    assert (answer.status_code, answer.content) == (204, b""), answer.text


def listed(staff: Staff, name: str, path: str, **more: Any) -> list[dict[str, Any]]:
    """Return a whole list, page by page."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        answer = staff.call(name, "GET", path, params=params, **more)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        cursor = answer.json()["next"]
        if cursor is None:
            return found


@pytest.mark.postgres
def test_a_family_comes_into_the_exchange_and_out_of_it(staff: Staff) -> None:
    world = staff.world
    units, users = world.units, world.staff
    opened = staff.post("social_worker", "", case="")
    case = opened.json()["id"]
    here = Staff(replace(world, case=case))
    him = made(here, "social_worker", "/people", part="adult_a", name="Konrad Example")
    her = made(here, "social_worker", "/people", part="adult_b", name="Ludmila Example")
    made(here, "social_worker", "/people", part="child", name="Agnes Example", born="2017-03-04")
    memberships = [
        made(
            here,
            "social_worker",
            "/memberships",
            user=str(users[name].user),
            role=users[name].role,
            start=TODAY,
        )
        for name in ("police", "health_visitor", "womens_worker", "facilitator", "police_two", "mens_worker")
    ]
    does(here, "facilitator", "/mapping-decisions", perpetrator=him)
    gate = made(here, "social_worker", "/gates", gate="cp_concern", units=[str(units["HV"])], start=TODAY)
    fact = here.record("police", subject_person=him, targets=[her])
    assert here.post("police", f"/facts/{fact}/publication", seen=1).status_code == 204
    summary = made(here, "police", "/summaries", sections={"1": [fact]})
    consent = {"recipients": [str(units["RESP-M"])], "purposes": ["programme_referral"], "categories": ["*"]}
    made(here, "womens_worker", "/consents", day=TODAY, subject=her, given_by=her, status="active", **consent)

    assert here.texts("health_visitor") == [a_body(world)["statement"]]
    assert here.texts("health_visitor", summary=summary) == [a_body(world)["statement"]]
    names = here.post("social_worker", "/names").json()["people"]
    assert sorted(one["name"] for one in names) == ["Agnes Example", "Konrad Example", "Ludmila Example"]
    seat = {"user": str(users["police"].user), "unit": str(units["POL-DA"]), "role": "police"}
    assert here.post("facilitator", "/walls", json={"seats": [seat]}).status_code == 200
    costs = here.post("facilitator", "/wall-costs", json={"seats": [seat]}).json()["costs"]
    assert [cost["invitee"] for cost in costs] == [seat["user"]]

    check = made(
        here, "police", "/conflict-checks", user=str(users["police_two"].user), trigger="declared", on=TODAY
    )
    assert [one["id"] for one in listed(here, "officer", "/conflict-checks")] == [check]
    does(here, "officer", f"/conflict-checks/{check}/decision", result="cleared", on=TODAY)
    made(
        here, "officer", "/exclusions", user=str(users["police_two"].user), reason="A neighbour.", start=TODAY
    )
    does(here, "social_worker", f"/gates/{gate}/closing", last_day=TODAY)
    does(here, "social_worker", f"/memberships/{memberships[-1]}/end", last_day=TODAY)

    assert [one["id"] for one in listed(here, "police", "/facts")] == [fact]
    assert [one["gate"] for one in listed(here, "social_worker", "/gates")] == ["cp_concern"]
    assert len(listed(here, "womens_worker", "/consents")) == 1
    assert {one["user"] for one in listed(here, "police", "/memberships")} == {
        str(users[name].user) for name in ("police", "police_two")
    }
    assert len(listed(here, "officer", "/memberships")) == 7
    assert case in [one["id"] for one in listed(here, "police", "", case="")]
    assert case not in [one["id"] for one in listed(here, "police_two", "", case="")]

    does(here, "officer", "/legal-hold", held=True)
    assert_problem(here.post("officer", "/shredding"), 409, "conflict")
    does(here, "officer", "/legal-hold", held=False)
    does(here, "officer", "/shredding")
    assert_problem(here.post("officer", "/shredding/approval"), 403, "forbidden")
    certificate = here.post("second", "/shredding/approval")
    assert certificate.status_code == 200, certificate.text
    assert certificate.json()["complete_on"] > TODAY
    assert_problem(
        here.post("health_visitor", "/disclosures", json={"purpose": "child_protection"}),
        410,
        "key_destroyed",
    )


@pytest.mark.postgres
def test_a_release_against_the_rule_is_asked_for_by_one_and_approved_by_another(staff: Staff) -> None:
    fact = staff.publish("police")
    units = staff.world.units
    scope = {
        "facts": [fact],
        "units": [str(units["SCHOOL"])],
        "purposes": ["child_protection"],
        "start": TODAY,
    }

    made(staff, "police", "/approvals", **scope, note="Agreed with the inspector.")
    why = {"risk": "He said it.", "why_not_less": "No.", "person_at_risk": str(staff.world.people["her"])}
    decision = made(staff, "social_worker", "/serious-risk-decisions", **scope, **why)
    assert_problem(
        staff.post("social_worker", f"/serious-risk-decisions/{decision}/approval"), 403, "forbidden"
    )


def test_a_protocol_is_drafted_and_signed_and_rules_are_for_who_keeps_the_hub(sqlite_world: World) -> None:
    staff = Staff(with_more_staff(sqlite_world))
    client, headers = staff.client, {"Idempotency-Key": "k1"}

    def call(name: str, path: str, body: dict[str, Any] | None = None, key: str = "1") -> Any:
        sent = headers | {
            "Authorization": f"Bearer token of {name}",
            "Idempotency-Key": f"{name} {path} {key}",
        }
        return client.post(f"/api/v1{path}", json=body, headers=sent)

    drafted = call("keeper", "/protocols", {"document": a_protocol()})
    assert drafted.status_code == 201, drafted.text
    path, signature = f"/protocols/{drafted.json()['id']}", {"digest": drafted.json()["digest"]}
    rehearsal = signature | {"rulebook": base_digest(sqlite_world), "kind": "case_file"}
    assert call("keeper", f"{path}/rehearsals", rehearsal).status_code == 201
    signed = call("police_signatory", f"{path}/signature", signature)
    assert signed.json() == {"in_force": False}
    assert_problem(call("police", f"{path}/signature", signature), 403, "forbidden")
    assert_problem(call("police", "/rulebooks", {"document": rulebook_text()}), 403, "forbidden")
    registered = call("keeper", "/rulebooks", {"document": a_rulebook("another")})
    assert len(registered.json()["digest"]) == 64
    wrong = call("keeper", "/rulebooks", {"document": "id: x"}, "2")
    assert assert_problem(wrong, 422, "invalid") == {"where": "rulebook"}

    assert call("keeper", "/administration/ended-sessions", {"user": None}).json() == {"users": 0}
    assert_problem(call("keeper", "/administration/ended-sessions", {"user": "x"}, "2"), 404, "not_found")
    rotated = call("keeper", "/administration/key-rotations", {"unit": "POL-DA", "key_class": "general"})
    assert rotated.json().keys() == {"rewrapped", "retired"}
    refused = call("keeper", "/administration/partnership", {"document": a_document(), "only_plan": True})
    assert_problem(refused, 409, "conflict")
    wrong = call("keeper", "/administration/partnership", {"document": "issuer: x"}, "2")
    assert assert_problem(wrong, 422, "invalid")["where"] == "document"
    for path in ("ended-sessions", "key-rotations", "partnership"):
        bodies: dict[str, dict[str, Any]] = {
            "ended-sessions": {"user": None},
            "partnership": {"document": "x"},
            "key-rotations": {"unit": "POL-DA", "key_class": "general"},
        }
        body = bodies[path]
        assert_problem(call("officer", f"/administration/{path}", body), 403, "forbidden")


def test_lists_of_the_partnership_are_whole_whatever_the_size_of_a_page(sqlite_world: World) -> None:
    staff = Staff(with_more_staff(sqlite_world))

    def pages(path: str, limit: int) -> list[str]:
        found, cursor = [], ""
        while True:
            answer = staff.client.get(
                f"/api/v1{path}?limit={limit}{cursor}", headers={"Authorization": "Bearer token of police"}
            ).json()
            found += [item["id"] for item in answer["items"]]
            if answer["next"] is None:
                return found
            cursor = f"&cursor={answer['next']}"

    assert sorted(pages("/units", 3)) == sorted(map(str, sqlite_world.units.values()))
    assert pages("/units", 3) == pages("/units", 100)
    assert len(pages("/protocols", 1)) == 1


def test_a_cursor_is_for_one_list_of_one_user(sqlite_world: World) -> None:
    staff = Staff(sqlite_world)
    for number in range(3):
        staff.record("police", statement=f"He broke door {number}.")
    cursor = staff.call("police", "GET", "/facts", params={"limit": 1}).json()["next"]

    assert staff.call("police", "GET", "/facts", params={"cursor": cursor}).status_code == 200
    for name, path, given in (
        ("police_two", "/facts", cursor),
        ("police", "/gates", cursor),
        ("police", "/facts", "A" * 43),
        ("police", "/facts", cursor[:-1] + ("A" if cursor[-1] != "A" else "Q")),
    ):
        answer = staff.call(name, "GET", path, params={"cursor": given})
        assert assert_problem(answer, 422, "invalid") == {"where": "cursor"}
    for given in ("", "x", "A" * 44, "é" * 43):
        assert_problem(staff.call("police", "GET", "/facts", params={"cursor": given}), 422, "invalid")
    for limit in ("0", "101", "x", "1e1"):
        assert_problem(staff.call("police", "GET", "/facts", params={"limit": limit}), 422, "invalid")


def test_every_look_at_a_list_is_on_record(sqlite_world: World) -> None:
    staff = Staff(sqlite_world)

    staff.call("police", "GET", "/facts")
    assert_problem(staff.call("police", "GET", "/conflict-checks"), 403, "forbidden")
    assert_problem(
        staff.call("teacher", "GET", "/facts", case="00000000-0000-4000-8000-000000000000"), 404, "not_found"
    )

    (asked,) = sqlite_world.logged(Action.LIST_ASKED)
    assert (asked["refs"], asked["case"]) == ({"list": "facts"}, sqlite_world.alias())
    assert [one["refs"]["action"] for one in sqlite_world.logged(Action.ACT_REFUSED)] == ["list.asked"] * 2


def test_a_list_of_facts_tells_nothing_of_other_units(sqlite_world: World) -> None:
    staff = Staff(sqlite_world)
    staff.publish("police")
    own = staff.record("teacher", source_type="child", categories=["safety"])

    assert [one["id"] for one in listed(staff, "teacher", "/facts")] == [own]


def test_who_am_i_says_the_one_unit_and_role(sqlite_world: World) -> None:
    staff = Staff(sqlite_world)
    answer = staff.client.get("/api/v1/me", headers={"Authorization": "Bearer token of police"})

    police = sqlite_world.actor("police")
    assert answer.json() == {
        "user": str(police.user), "unit": str(police.unit), "role": "police", "system": False,
        "purposes": ["case_mapping", "child_protection", "marac_safety"], "works_with_him": False,
    }  # fmt: skip


def test_who_works_with_him_is_told_so_and_for_what_they_may_ask(sqlite_world: World) -> None:
    staff = Staff(sqlite_world)
    answer = staff.client.get("/api/v1/me", headers={"Authorization": "Bearer token of mens_worker"})

    assert answer.json()["works_with_him"] is True
    assert answer.json()["purposes"] == ["case_mapping", "programme_delivery", "programme_referral"]
