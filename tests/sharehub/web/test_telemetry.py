"""What is told of requests: routes, statuses and times, and nothing of who, which or what."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from sharehub.app import LARGEST_BODY, Outside
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.web.guard import REQUEST_ID, Bounds
from sharehub.web.telemetry import Metrics, RequestLog, Traces
from tests.sharehub.web.clients import SECRET, Staff, a_body, assert_problem

if TYPE_CHECKING:
    from tests.sharehub.world import World

TOKEN = "figures" * 5


def told(world: World) -> tuple[Staff, dict[str, str]]:
    """Make requests of every kind, and return what came of them in each channel."""
    file, exporter, metrics = io.StringIO(), InMemorySpanExporter(), Metrics()
    traces = Traces(exporter)
    outside = Outside(observers=(RequestLog(file), traces), metrics=metrics, metrics_token=TOKEN)
    staff = Staff(world, outside)
    fact = staff.publish("police", statement=f"He shouted {SECRET} at the gate.")
    staff.post("teacher", "/disclosures", json={"purpose": "child_protection"})
    staff.post("teacher", f"/facts/{fact}/publication", seen=1)
    staff.post("police", "/facts", json=a_body(world, kind=SECRET))
    staff.client.get(f"/{SECRET}?{SECRET}={SECRET}", headers={"User-Agent": SECRET, "traceparent": SECRET})
    staff.client.request(SECRET.upper(), "/health/live")
    staff.client.post(f"/api/v1/cases/{world.case}/facts", headers={"Authorization": f"Bearer {SECRET}"})
    traces.close()
    spans = "\n".join(span.to_json() for span in exporter.get_finished_spans())
    return staff, {"log": file.getvalue(), "metrics": metrics.text().decode(), "traces": spans}


def test_nothing_personal_is_told(sqlite_world: World) -> None:
    staff, channels = told(sqlite_world)
    ids = [str(actor.user) for actor in sqlite_world.staff.values()]
    ids += [str(unit) for unit in sqlite_world.units.values()] + [str(sqlite_world.case)]
    ids += [str(person) for person in sqlite_world.people.values()]

    for name, text in channels.items():
        assert text, name
        assert SECRET.lower() not in text.lower(), name
        assert [one for one in ids if one in text or one.replace("-", "") in text] == [], name
    assert staff.client.get("/health/live").status_code == 200


def test_how_the_outbox_stands_is_told_in_numbers(sqlite_world: World) -> None:
    with sqlite_world.hub.begin() as work:
        put(work, Kind.FORGET_EXPIRED, [])
    outside = Outside(metrics=Metrics(), metrics_token=TOKEN)
    told = Staff(sqlite_world, outside).client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    figures = dict(line.split() for line in told.text.splitlines() if line.startswith("sharehub_work_"))
    assert figures == {
        "sharehub_work_oldest_due_seconds": "0.0",
        "sharehub_work_waiting": "1.0",
        "sharehub_work_given_up": "0.0",
    }


def test_the_log_has_a_line_for_each_request_under_the_id_its_answer_bears(sqlite_world: World) -> None:
    file = io.StringIO()
    staff = Staff(sqlite_world, Outside(observers=(RequestLog(file),)))

    answer = staff.post("teacher", "/disclosures", json={"purpose": "child_protection"})
    staff.client.post(f"/api/v1/cases/{sqlite_world.case}/facts")
    lines = [json.loads(line) for line in file.getvalue().splitlines()]

    assert lines[0]["request"] == answer.headers[REQUEST_ID]
    assert lines[0]["route"] == "/api/v1/cases/{case}/disclosures"
    assert (lines[0]["method"], lines[0]["status"]) == ("POST", 200)
    assert lines[0]["ms"] > 0
    assert lines[0].keys() == {
        "event",
        "level",
        "method",
        "ms",
        "request",
        "route",
        "status",
        "timestamp",
    } - {"level"}
    assert (lines[1]["status"], lines[1]["turned"]) == (401, "no_token")


def test_figures_are_for_who_holds_their_token(sqlite_world: World) -> None:
    staff, _ = told(sqlite_world)

    right = staff.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    assert right.status_code == 200
    assert (
        'sharehub_answers_total{method="POST",route="/api/v1/cases/{case}/facts",status="201"} 1.0'
        in right.text
    )
    assert 'sharehub_turned_away_total{why="no_token"} 1.0' in right.text
    for wrong in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}x"}):
        assert_problem(staff.client.get("/metrics", headers=wrong), 404, "not_found")
    none = Staff(sqlite_world)
    assert_problem(none.client.get("/metrics", headers={"Authorization": "Bearer None"}), 404, "not_found")


def test_only_hosts_that_are_named_are_answered(sqlite_world: World) -> None:
    staff = Staff(sqlite_world, Outside(Bounds(LARGEST_BODY, frozenset({"hub.example"}), secure=True)))

    right = staff.client.get("/health/live", headers={"Host": "HUB.example:8443"})

    assert right.status_code == 200
    assert right.headers["strict-transport-security"].startswith("max-age=")
    for host in ("evil.example", "hub.example.evil", "", "hub.example:x"):
        assert_problem(staff.client.get("/health/live", headers={"Host": host}), 421, "misdirected")


def test_pages_of_no_other_origin_may_call(sqlite_world: World) -> None:
    staff = Staff(sqlite_world, Outside(cors=("https://pages.example",)))

    def allowed(origin: str) -> str | None:
        answer = staff.client.get("/health/live", headers={"Origin": origin})
        return answer.headers.get("access-control-allow-origin")

    assert allowed("https://pages.example") == "https://pages.example"
    assert allowed("https://evil.example") is None
    nobody = staff.client.get("/api/v1/me", headers={"Origin": "https://pages.example"})
    assert "WWW-Authenticate" in nobody.headers["access-control-expose-headers"]
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,dpop,if-match",
    }
    for origin, status in (("https://pages.example", 200), ("https://evil.example", 400)):
        before = staff.client.options("/api/v1/cases", headers={"Origin": origin} | asked)
        assert before.status_code == status
