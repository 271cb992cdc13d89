"""Protocols over HTTP: where one stands and what bears it, what a version changes, and what comes up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import text, update

from policies.parse import parse_protocol
from sharehub.audit.entry import Action
from sharehub.database.schema import Protocol
from tests.sharehub.disclosure.stored import change
from tests.sharehub.protocols.agreements import (
    a_rulebook,
    a_stranger,
    between,
    drafted,
    registered,
    signed_by_all,
)
from tests.sharehub.test_whole_api import with_more_staff
from tests.sharehub.web.clients import Staff, assert_problem
from tests.sharehub.world import World

if TYPE_CHECKING:
    import httpx2

DAYS: dict[str, Any] = {"effective": "2024-01-01", "review_due": "2024-06-30", "expires": "2024-12-31"}


class Parties:
    """Calls what there is about protocols as signatories of units, and as whoever runs the hub."""

    def __init__(self, world: World) -> None:
        self.world = with_more_staff(world)
        staff = {**self.world.staff, **world.signatories}
        self.staff = Staff(World(**{**_fields(self.world), "staff": staff}))

    def get(self, name: str, path: str, **params: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer token of {name}"}
        return self.staff.client.get(f"/api/v1{path}", headers=headers, params=params)

    def post(self, name: str, path: str, **body: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer token of {name}", "Idempotency-Key": str(uuid4())}
        sent: dict[str, Any] = {"json": body} if body else {}
        return self.staff.client.post(f"/api/v1/protocols{path}", headers=headers, **sent)

    def items(self, name: str, path: str) -> list[dict[str, Any]]:
        """Return a whole list, page by page."""
        found: list[dict[str, Any]] = []
        more: dict[str, str] = {}
        while True:
            page = self.get(name, path, limit=2, **more).json()
            found += page["items"]
            if page["next"] is None:
                return found
            more = {"cursor": page["next"]}

    def shown(self, protocol: str) -> dict[str, Any]:
        answer = self.get("keeper", f"/protocols/{protocol}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def _fields(world: World) -> dict[str, Any]:
    return {name: getattr(world, name) for name in World.__dataclass_fields__}


@pytest.fixture
def parties(world: World) -> Parties:
    return Parties(world)


@pytest.mark.postgres
def test_the_whole_way_of_a_protocol_over_http(parties: Parties) -> None:
    units = parties.world.units
    made = parties.post("keeper", "", document=between("POL-DA", "HV")).json()
    path, digest = f"/{made['id']}", made["digest"]
    first = parties.shown(made["id"])
    assert (first["status"], first["digest"], first["signatures"]) == ("draft", digest, [])
    assert parse_protocol(first["document"]).digest == digest

    what = {"digest": digest, "rulebook": first["rulebook"], "kind": "simulation"}
    assert parties.post("HV", f"{path}/rehearsals", **what).status_code == 201
    assert parties.post("HV", f"{path}/signature", digest=digest).json() == {"in_force": False}
    assert parties.post("HV", f"{path}/signature/withdrawal").status_code == 204
    assert parties.post("POL-DA", f"{path}/signature", digest=digest).json() == {"in_force": False}
    assert parties.post("HV", f"{path}/signature", digest=digest).json() == {"in_force": True}
    assert parties.post("HV", f"{path}/suspension", reason="party_left").status_code == 204
    stopped = parties.shown(made["id"])
    assert (stopped["status"], stopped["suspended_for"], stopped["suspended_by"]) == (
        "suspended",
        "party_left",
        str(units["HV"]),
    )
    assert [party["signed"] for party in stopped["parties"]] == [False, False]
    assert parties.post("POL-DA", f"{path}/resumption", digest=digest).json() == {"in_force": False}
    assert parties.post("HV", f"{path}/resumption", digest=digest).json() == {"in_force": True}

    shown = parties.shown(made["id"])
    assert (shown["status"], shown["suspended_for"], shown["suspended_by"]) == ("in_force", None, None)
    assert [(party["code"], party["signed"]) for party in shown["parties"]] == [
        ("HV", True),
        ("POL-DA", True),
    ]
    assert [one["kind"] for one in shown["rehearsals"]] == ["simulation"]
    given = [(one["unit"], one["round"], one["withdrawn_at"] is None) for one in shown["signatures"]]
    health, police = str(units["HV"]), str(units["POL-DA"])
    assert given == [
        (health, 0, False),
        (police, 0, True),
        (health, 0, True),
        (police, 1, True),
        (health, 1, True),
    ]
    assert {one["digest"] for one in shown["signatures"]} == {digest}
    assert [(one["version"], one["status"]) for one in shown["versions"]] == [
        (1, "superseded"),
        (2, "in_force"),
    ]
    assert_problem(parties.post("keeper", f"{path}/withdrawal"), 409, "conflict")


def test_a_draft_is_taken_back_over_http(sqlite_world: World) -> None:
    parties = Parties(sqlite_world)
    protocol = drafted(sqlite_world, between("POL-DA", "HV"))

    assert parties.post("POL-DA", f"/{protocol}/withdrawal").status_code == 204
    assert parties.shown(str(protocol))["status"] == "withdrawn"
    refused = parties.post("POL-DA", f"/{protocol}/suspension", reason="other")
    assert assert_problem(refused, 409, "conflict") == {}
    refusals = [one["refs"] for one in sqlite_world.logged(Action.ACT_REFUSED)]
    assert refusals[-1] == {"action": "protocol.suspended", "code": "conflict"}


@pytest.mark.parametrize(
    ("path", "body", "action"),
    [
        ("rehearsals", {"digest": "0" * 64, "rulebook": "0" * 64, "kind": "case_file"}, "rehearsed"),
        ("signature", {"digest": "0" * 64}, "signed"),
        ("signature/withdrawal", {}, "signature_withdrawn"),
        ("withdrawal", {}, "withdrawn"),
        ("suspension", {"reason": "breach"}, "suspended"),
        ("resumption", {"digest": "0" * 64}, "resumption_signed"),
    ],
)
def test_whatever_is_refused_is_on_record_and_nothing_of_it_happens(
    sqlite_world: World, path: str, body: dict[str, Any], action: str
) -> None:
    parties = Parties(sqlite_world)
    running = signed_by_all(sqlite_world, between("POL-DA", "HV"))
    before = sqlite_world.rows(Protocol)

    # One is no party to it, one is no signatory.
    for name, status, code in (("SCHOOL", 404, "not_found"), ("police", 403, "forbidden")):
        assert_problem(parties.post(name, f"/{running}/{path}", **body), status, code)
        refusal = sqlite_world.logged(Action.ACT_REFUSED)[-1]["refs"]
        assert refusal == {"action": f"protocol.{action}", "code": code}
    assert sqlite_world.rows(Protocol) == before


def test_a_reason_is_one_closed_word(sqlite_world: World) -> None:
    parties = Parties(sqlite_world)
    protocol = signed_by_all(sqlite_world, between("POL-DA", "HV"))

    for reason in ("he said so", "", None):
        answer = parties.post("HV", f"/{protocol}/suspension", reason=reason)
        assert_problem(answer, 422, "invalid")


def test_parties_and_whoever_runs_the_hub_see_a_protocol_and_nobody_else(sqlite_world: World) -> None:
    parties = Parties(sqlite_world)
    protocol = signed_by_all(sqlite_world, between("POL-DA", "HV"))
    looked = len(sqlite_world.logged(Action.PROTOCOL_ASKED))

    for name in ("keeper", "HV", "police", "health_visitor"):
        assert parties.get(name, f"/protocols/{protocol}").status_code == 200
    assert len(sqlite_world.logged(Action.PROTOCOL_ASKED)) == looked + 4
    absent = parties.get("SCHOOL", f"/protocols/{uuid4()}")
    for name in ("SCHOOL", "teacher", "officer"):
        hidden = parties.get(name, f"/protocols/{protocol}")
        assert_problem(hidden, 404, "not_found")
        assert hidden.content == absent.content
    assert sqlite_world.logged(Action.ACT_REFUSED)[-1]["refs"] == {
        "action": "protocol.asked", "code": "not_found",
    }  # fmt: skip


def test_a_protocol_whose_text_was_edited_is_not_shown(sqlite_world: World) -> None:
    parties = Parties(sqlite_world)
    (row,) = sqlite_world.rows(Protocol)
    change(sqlite_world, update(Protocol).values(text=text("replace(text, 'lead: CF-SW', 'lead: HV')")))

    assert_problem(parties.get("keeper", f"/protocols/{row['id']}"), 500, "tampered")


def test_a_list_has_each_protocol_as_it_stands_today(sqlite_world: World) -> None:
    parties = Parties(sqlite_world)
    signed_by_all(sqlite_world, between("POL-DA", "HV", **DAYS))
    a_stranger(sqlite_world)

    def standing(name: str) -> dict[int, str]:
        items = parties.get(name, "/protocols").json()["items"]
        return {one["version"]: one["status"] for one in items}

    assert standing("keeper") == {1: "superseded", 2: "in_force"}
    assert standing("SCHOOL") == {1: "superseded"}
    sqlite_world.go_to(sqlite_world.today().replace(year=2025, month=1, day=1))
    assert standing("HV") == {1: "superseded", 2: "expired"}


def test_two_versions_are_compared_part_by_part(sqlite_world: World) -> None:
    parties = Parties(sqlite_world)
    cited = registered(sqlite_world, a_rulebook("another"))
    purposes = ["child_protection", "marac_safety"]
    before = drafted(sqlite_world, between("POL-DA", "HV", purposes=purposes[:1], **DAYS))
    changes = DAYS | {"rulebook": cited, "expires": "none"}
    after = drafted(sqlite_world, between("POL-DA", "ART", version=3, purposes=purposes, **changes))

    answer = parties.get("POL-DA", f"/protocols/{after}/changes-since/{before}")
    assert answer.json() == {
        "parties": {"added": ["ART"], "removed": ["HV"], "altered": []},
        "purposes": {"added": ["marac_safety"], "removed": [], "altered": []},
        "days": [{"name": "expires", "before": "2024-12-31", "after": None}],
        "rulebook": True,
        "others": [],
    }
    entry = sqlite_world.logged(Action.PROTOCOL_ASKED)[-1]
    assert (entry["refs"]["protocol"], entry["refs"]["beside"]) == (str(after), str(before))
    for name in ("HV", "ART"):
        assert_problem(parties.get(name, f"/protocols/{after}/changes-since/{before}"), 404, "not_found")


def test_protocols_of_two_names_are_no_versions_of_one(sqlite_world: World) -> None:
    parties = Parties(sqlite_world)
    one = drafted(sqlite_world, between("POL-DA", "HV"))
    other = drafted(sqlite_world, between("POL-DA", "HV", name="ISP-OTHER"))

    assert_problem(parties.get("HV", f"/protocols/{one}/changes-since/{other}"), 409, "conflict")


def test_what_comes_up_is_listed_for_signatories_and_whoever_runs_the_hub(world: World) -> None:
    parties = Parties(world)
    soon = signed_by_all(world, between("POL-DA", "HV", name="ISP-SOON", **DAYS))
    drafted(world, between("POL-DA", "HV", name="ISP-DRAFT", **DAYS))
    review = {"what": "review_due", "on": "2024-06-30", "days": 27}
    item = {"id": str(soon), "name": "ISP-SOON", "version": 2, "due": [review]}

    for name in ("keeper", "HV"):
        assert parties.get(name, "/due-protocols").json() == {"items": [item], "next": None}
    assert parties.get("SCHOOL", "/due-protocols").json()["items"] == []
    assert parties.get("HV", "/due-protocols", within=26).json()["items"] == []
    last = {"what": "expires", "on": "2024-12-31", "days": 211}
    found = parties.get("HV", "/due-protocols", within=211).json()["items"]
    assert found == [item | {"due": [review, last]}]
    assert_problem(parties.get("police", "/due-protocols"), 403, "forbidden")
    assert_problem(parties.get("HV", "/due-protocols", within=-1), 422, "invalid")
    assert world.logged(Action.LIST_ASKED)[-1]["refs"] == {"list": "due_protocols"}


def test_what_was_missed_stays_listed_page_by_page(sqlite_world: World) -> None:
    parties = Parties(sqlite_world)
    for number in range(3):
        signed_by_all(sqlite_world, between("POL-DA", "HV", name=f"ISP-{number}", **DAYS))
    sqlite_world.go_to(sqlite_world.today().replace(month=7))

    found = parties.items("keeper", "/due-protocols")
    assert sorted(one["name"] for one in found) == ["ISP-0", "ISP-1", "ISP-2"]
    assert {one["due"][0]["days"] for one in found} == {-3}
