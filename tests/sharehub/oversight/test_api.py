"""Officers at the API: lists by cursors that are theirs, exports in four forms, and nobody else."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest

from sharehub.audit.entry import Action
from tests.sharehub.oversight.offices import THE_HUBS, Offices, open_gates, refused_look
from tests.sharehub.web.clients import Staff, assert_problem

if TYPE_CHECKING:
    import httpx2

    from tests.sharehub.world import World

WHO = {THE_HUBS: "officer", "POL-DA": "police_officer"}


class Desk:
    """The API, as officers use it."""

    def __init__(self, offices: Offices) -> None:
        self.world: World = offices.world
        staff = {**self.world.staff, "police_officer": offices.officers["POL-DA"]}
        self.staff = Staff(replace(self.world, hub=offices.hub, staff=staff))

    def get(self, who: str, path: str, **params: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer token of {who}"}
        return self.staff.client.get(f"/api/v1/oversight{path}", params=params, headers=headers)

    def items(self, who: str, path: str, **params: Any) -> list[dict[str, Any]]:
        """Return a whole list, page by page."""
        found: list[dict[str, Any]] = []
        while True:
            answer = self.get(who, path, **params)
            assert answer.status_code == 200, answer.text
            found += answer.json()["items"]
            if answer.json()["next"] is None:
                return found
            params["cursor"] = answer.json()["next"]

    def export(self, who: str, form: str, **question: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer token of {who}"}
        body = {"question": question, "form": form}
        return self.staff.client.post("/api/v1/oversight/exports", json=body, headers=headers)


@pytest.fixture
def desk(here: Offices) -> Desk:
    return at_the_desk(here)


@pytest.fixture
def desks(offices: Offices) -> Desk:
    return at_the_desk(offices)


def at_the_desk(offices: Offices) -> Desk:
    """Let there be something to ask about, and return the desk at which it is asked."""
    world = offices.world
    open_gates(world)
    for number in range(3):
        world.publish(world.behaviour(statement=f"He broke door {number}."))
        world.read("health_visitor", "child_protection")
    refused_look(world, "court", purpose="marac_safety")
    return Desk(offices)


def test_every_list_comes_whole_in_pages_of_any_size(desks: Desk) -> None:
    world = desks.world
    case, fact = world.case, world.publish(world.behaviour(statement="More."))
    world.read("health_visitor", "child_protection")
    police, unit = world.actor("police").user, world.units["HV"]
    for who in WHO.values():
        for path, params in (
            (f"/cases/{case}/acts", {"user": str(police)}),
            (f"/users/{police}/acts", {}),
            (f"/units/{unit}/acts", {"from": "2024-06-01", "to": "2024-06-30"}),
            ("/actions/pattern.asked/acts", {}),
            ("/refusals", {}),
            (f"/facts/{fact}/readings", {"by": "2024-06-03"}),
            ("/looks/out-of-hours", {"opens": 0, "closes": 1}),
            ("/looks/bulk", {"more_than": 1, "minutes": 60}),
            ("/looks/since-excluded", {}),
            ("/consents-ending", {"within": 30}),
            ("/protocols-lapsing", {"within": 366}),
        ):
            whole = desks.items(who, path, limit=100, **params)
            assert desks.items(who, path, limit=1, **params) == whole, path
        assert {cell["purpose"] for cell in desks.get(who, "/heat-map").json()["cells"]} >= {
            "child_protection"
        }
    assert len(desks.items("officer", "/actions/pattern.asked/acts")) == 5


def test_a_cursor_is_good_for_one_question_of_one_officer(desk: Desk) -> None:
    path, params = "/actions/pattern.asked/acts", {"limit": 1, "from": "2024-06-01"}
    cursor = desk.get("officer", path, **params).json()["next"]
    assert len(cursor) == 43

    assert desk.get("officer", path, cursor=cursor, **params).status_code == 200
    for who, where, given in (
        ("police_officer", path, params),
        ("officer", "/actions/wall.asked/acts", params),
        ("officer", path, {"limit": 1, "from": "2024-06-02"}),
        ("officer", "/refusals", params),
        ("officer", f"/cases/{desk.world.case}/acts", params),
    ):
        answer = desk.get(who, where, cursor=cursor, **given)
        assert assert_problem(answer, 422, "invalid") == {"where": "cursor"}


def test_an_officer_reads_what_staff_are_called_and_the_log_says_of_how_many(desk: Desk) -> None:
    police, officer = desk.world.actor("police"), desk.world.actor("officer")
    headers = {"Authorization": "Bearer token of officer"}
    nobody = "0191e9f0-0000-7000-8000-000000000001"
    sent = {"users": [str(police.user), str(officer.user), nobody]}

    answer = desk.staff.client.post("/api/v1/oversight/staff-names", headers=headers, json=sent)
    turned = desk.staff.client.post(
        "/api/v1/oversight/staff-names", headers={"Authorization": "Bearer token of police"}, json=sent
    )

    found = {one["id"]: one for one in answer.json()["items"]}
    assert found.keys() == {str(police.user), str(officer.user)}
    assert found[str(police.user)]["unit"] == str(police.unit)
    assert all(one["name"] for one in found.values())
    assert_problem(turned, 403, "forbidden")
    asked = [entry for entry in desk.world.logged() if entry["action"] == Action.LOG_ASKED]
    assert asked[-1]["refs"] == {"query": "staff_names", "users": 3}


@pytest.mark.parametrize("who", ["police", "facilitator", "social_worker", "nobody"])
def test_nobody_else_comes_in(desk: Desk, who: str) -> None:
    here = f"/cases/{desk.world.case}/acts"
    status, code = (401, "unauthenticated") if who == "nobody" else (403, "forbidden")
    for path in (here, "/refusals", "/looks/bulk", "/heat-map", f"/facts/{uuid4()}/readings"):
        assert_problem(desk.get(who, path), status, code)
    assert_problem(desk.export(who, "csv", query="refusals"), status, code)


def test_a_case_elsewhere_is_as_one_that_is_not_there(desk: Desk) -> None:
    elsewhere = desk.world.another_case({}).case
    answers = [desk.get("police_officer", f"/cases/{case}/acts") for case in (elsewhere, uuid4())]

    for answer in answers:
        assert_problem(answer, 404, "not_found")
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("path", "params", "where"),
    [
        ("/looks/out-of-hours", {"opens": 9, "closes": 9}, "closes"),
        ("/looks/out-of-hours", {"from": "2023-01-01"}, "from"),
        ("/looks/bulk", {"from": "2023-01-01"}, "from"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(
    desk: Desk, path: str, params: dict[str, Any], where: str
) -> None:
    assert assert_problem(desk.get("officer", path, **params), 422, "invalid") == {"where": where}


@pytest.mark.parametrize(
    ("path", "params", "place"),
    [
        ("/actions/gossip/acts", {}, "path.action"),
        ("/refusals", {"from": "yesterday"}, "query.from"),
        ("/looks/bulk", {"more_than": 0}, "query.more_than"),
        ("/looks/out-of-hours", {"closes": 25}, "query.closes"),
        ("/facts/x/readings", {}, "path.fact"),
        ("/consents-ending", {"within": 0}, "query.within"),
    ],
)
def test_what_is_not_in_the_documented_form_is_refused_where_it_is_wrong(
    desk: Desk, path: str, params: dict[str, Any], place: str
) -> None:
    (finding,) = assert_problem(desk.get("officer", path, **params), 422, "invalid")["findings"]

    assert finding["where"] == place


def test_exports_come_in_four_forms(desks: Desk) -> None:
    case = str(desks.world.case)
    for who in WHO.values():
        table = desks.export(who, "csv", query="case", case=case)
        assert table.headers["content-type"].partition(";")[0] == "text/csv"
        assert len(list(csv.reader(io.StringIO(table.text)))) > 3
        lines = desks.export(who, "jsonl", query="refusals", **{"from": "2024-06-01"})
        assert lines.headers["content-type"] == "application/jsonl"
        assert orjson.loads(lines.content.splitlines()[0])["outcome"] == "refused"
        events = desks.export(who, "fhir_ndjson", query="action", action="pattern.asked")
        assert events.headers["content-type"] == "application/fhir+ndjson"
        assert {orjson.loads(line)["resourceType"] for line in events.content.splitlines()} == {"AuditEvent"}
        bundle = desks.export(who, "fhir_bundle", query="unit", unit=str(desks.world.units["HV"]))
        assert bundle.headers["content-type"] == "application/fhir+json"
        assert bundle.json()["resourceType"] == "Bundle"
        assert bundle.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "question",
    [
        {"query": "case"},
        {"query": "user", "user": str(uuid4())},
        {"query": "out_of_hours", "opens": 7, "closes": 19},
        {"query": "readings_of_fact", "fact": str(uuid4()), "by": "2024-06-03"},
        {"query": "bulk", "more_than": 2},
        {"query": "since_excluded"},
        {"query": "consents_ending", "within": 10},
        {"query": "protocols_lapsing"},
        {"query": "heat_map", "to": "2024-06-03"},
    ],
    ids=lambda question: question["query"],
)
def test_every_question_can_be_exported(desk: Desk, question: dict[str, Any]) -> None:
    asked = question | ({"case": str(desk.world.case)} if question["query"] == "case" else {})

    answer = desk.export("officer", "jsonl", **asked)

    assert answer.status_code == 200
    (begun,) = desk.world.logged(Action.LOG_EXPORT_BEGUN)
    (finished,) = desk.world.logged(Action.LOG_EXPORT_FINISHED)
    assert begun["refs"]["query"] == finished["refs"]["query"] == question["query"]
    assert finished["refs"]["items"] == len(answer.content.splitlines())


def test_an_export_of_what_is_no_question_is_refused(desk: Desk) -> None:
    for question in (
        {"query": "gossip"},
        {"query": "case"},
        {"query": "refusals", "case": str(desk.world.case)},
        {"query": "out_of_hours", "opens": "8"},
    ):
        assert_problem(desk.export("officer", "csv", **question), 422, "invalid")
    assert_problem(desk.export("officer", "pdf", query="refusals"), 422, "invalid")
    assert assert_problem(desk.export("officer", "fhir_bundle", query="heat_map"), 422, "invalid") == {
        "where": "form"
    }
