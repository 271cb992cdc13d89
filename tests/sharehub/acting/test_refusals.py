"""What is refused outside an act: on record with who asked, or counted, and without a word that was sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import pytest
from fastapi import APIRouter
from sqlalchemy import text, update
from starlette.testclient import TestClient

from sharehub.acting.refusals import WINDOW
from sharehub.acting.requests import CurrentActor, CurrentHub, Governed
from sharehub.app import LARGEST_BODY, Outside, application
from sharehub.audit.entry import Act, Action, Outcome
from sharehub.database.schema import User
from sharehub.web.guard import Bounds
from sharehub.web.rates import PER_USER, Rates
from sharehub.web.routes import put_together
from tests.sharehub.acting.test_entrance import BOUND, Visitors, bearing, proven
from tests.sharehub.web.clients import SECRET, Staff, a_body, assert_problem

if TYPE_CHECKING:
    import httpx2

    from sharehub.clock import SteppedClock
    from tests.sharehub.world import World

ME = "/api/v1/me"
ASK = {"purpose": "child_protection"}
MALFORMED = {"content": b"{", "headers": {"Content-Type": "application/json"}}


def later(world: World, **delta: int) -> None:
    """Let time pass in a world."""
    clock = cast("SteppedClock", world.hub.clock)
    clock.put(clock.now() + timedelta(**delta))


def flushed(staff: Staff, action: Action = Action.ANONYMOUS_REFUSED) -> list[dict[str, Any]]:
    """Let a window pass, write what was counted in it, and return what the entries of an action refer to."""
    later(staff.world, seconds=int(WINDOW.total_seconds()))
    (refusals,) = staff.app.state.background
    refusals.do()
    return [entry["refs"] for entry in staff.world.logged(action)]


def counted(refs: dict[str, Any]) -> dict[tuple[Any, ...], int]:
    """Return the counts of an entry by route, status and why."""
    return {(one["route"], one["status"], one.get("why")): one["count"] for one in refs["counts"]}


@pytest.fixture
def staff(sqlite_world: World) -> Staff:
    return Staff(sqlite_world)


class Comers:
    """Those who come to an application through the real door."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.visitors = Visitors.of(world)
        self.app = application(world.hub, self.visitors.door)
        self.client = TestClient(self.app)

    def me(self, headers: dict[str, str]) -> httpx2.Response:
        return self.client.get(ME, headers=headers)

    def refused(self) -> list[dict[str, Any]]:
        """Return the entries about tokens that let nobody in."""
        return self.world.logged(Action.SESSION_REFUSED)


class TestSomebodyKnown:
    @pytest.mark.postgres
    def test_a_refusal_names_who_asked_for_what_and_the_code_they_got(self, world: World) -> None:
        staff = Staff(world)
        police = world.actor("police")

        staff.post("police", "/facts", **MALFORMED)

        (entry,) = world.logged(Action.REQUEST_REFUSED)
        assert (entry["outcome"], entry["role"]) == (Outcome.REFUSED, "police")
        assert (entry["actor"], entry["unit"]) == (str(police.user), str(police.unit))
        assert entry["refs"] == {
            "method": "POST",
            "route": "/api/v1/cases/{case}/facts",
            "status": 400,
            "code": "malformed",
        }

    @pytest.mark.parametrize(
        ("method", "path", "more", "status", "code"),
        [
            ("POST", "/facts", MALFORMED, 400, "malformed"),
            ("POST", "/facts", {"json": {SECRET: SECRET}}, 422, "invalid"),
            ("POST", "/facts", {"content": SECRET, "headers": {"Content-Type": "text/plain"}}, 415, None),
            ("POST", "/facts/{fact}/publication", {}, 428, "precondition_required"),
            ("POST", "/facts/{fact}/publication", {"headers": {"If-Match": SECRET}}, 412, "changed_since"),
            ("GET", "/facts", {"params": {"cursor": SECRET}}, 422, "invalid"),
            ("GET", "/facts", {"params": {"limit": 0}}, 422, "invalid"),
            ("PUT", "/facts", {}, 405, "method_not_allowed"),
            (SECRET.upper(), "/facts", {}, 405, "method_not_allowed"),
            ("GET", f"/{SECRET}", {}, 404, "not_found"),
            ("POST", "/facts", {"case": SECRET}, 422, "invalid"),
        ],
    )
    def test_each_kind_of_refusal_is_one_entry_without_a_word_of_what_was_sent(
        self, staff: Staff, method: str, path: str, more: dict[str, Any], status: int, code: str | None
    ) -> None:
        fact = staff.record("police")
        more = {"json": a_body(staff.world)} | more if "case" in more else more
        before = staff.world.logged()

        answer = staff.call("police", method, path.format(fact=fact), **more)

        assert_problem(answer, status, code or answer.json()["code"])
        (entry,) = [entry for entry in staff.world.logged() if entry not in before]
        assert (entry["action"], entry["refs"]["status"]) == ("request.refused", status)
        assert entry["refs"]["code"] == answer.json()["code"]
        assert entry["actor"] == str(staff.world.actor("police").user)
        assert SECRET.lower() not in repr(entry).lower()
        assert str(staff.world.case) not in repr(entry)

    def test_a_body_that_turns_out_too_long_while_it_comes_in(self, staff: Staff) -> None:
        body = iter([b" " * 1000, b" " * LARGEST_BODY])

        staff.post("police", "/facts", content=body, headers={"Content-Type": "application/json"})

        (entry,) = staff.world.logged(Action.REQUEST_REFUSED)
        assert (entry["refs"]["status"], entry["role"]) == (413, "police")

    def test_what_was_refused_as_an_act_is_not_told_twice(self, staff: Staff) -> None:
        staff.post("police", "/facts", json=a_body(staff.world, gist="Konrad did it."))
        staff.post("teacher", "/disclosures", json={"purpose": "marac_safety"})

        assert staff.world.logged(Action.REQUEST_REFUSED) == []
        assert [entry["action"] for entry in staff.world.logged()][-2:] == ["act.refused", "pattern.asked"]

    def test_whoever_asks_too_often_is_named_once_a_window_with_how_often(self, sqlite_world: World) -> None:
        staff = Staff(sqlite_world, Outside(rates=Rates(share=1 / PER_USER.most)))

        statuses = [staff.call("teacher", "GET", "/memberships").status_code for _ in range(6)]
        at_once = staff.world.logged(Action.REQUEST_REFUSED)

        assert statuses == [200, *[429] * 5]
        assert len(at_once) == 1
        assert at_once[0]["actor"] == str(sqlite_world.actor("teacher").user)
        _, told = flushed(staff, Action.REQUEST_REFUSED)
        assert counted(told) == {("/api/v1/cases/{case}/memberships", 429, None): 4}


class TestNobody:
    @pytest.mark.postgres
    def test_the_first_is_told_at_once_and_the_rest_of_its_window_together(self, world: World) -> None:
        staff = Staff(world)
        for _ in range(4):
            staff.client.get(ME)
        at_once = staff.world.logged(Action.ANONYMOUS_REFUSED)
        staff.client.get("/nothing")
        staff.client.get(f"/api/v1/{SECRET}", headers={"Authorization": f"Bearer {SECRET}"})

        assert [counted(entry["refs"]) for entry in at_once] == [{(ME, 401, "no_token"): 1}]
        _, told = flushed(staff)
        assert counted(told) == {(ME, 401, "no_token"): 3, ("-", 404, None): 1, ("-", 401, "no_token"): 1}
        (entry, _) = staff.world.logged(Action.ANONYMOUS_REFUSED)
        assert (entry["outcome"], entry.keys() & {"actor", "unit", "role", "case"}) == ("refused", set())

    def test_no_address_token_or_path_is_told(self, staff: Staff) -> None:
        headers = {"Authorization": f"Bearer {SECRET}", "User-Agent": SECRET, "X-Forwarded-For": SECRET}
        staff.client.get(f"/{SECRET}?{SECRET}={SECRET}", headers=headers)
        staff.client.request(SECRET.upper(), f"/api/v1/cases/{SECRET}/facts", headers=headers)
        staff.client.get(f"/api/v1/cases/{staff.world.case}/facts", headers=headers)

        told = repr(flushed(staff))
        assert told.count("'status'") == 3
        for word in (SECRET.lower(), str(staff.world.case), "testclient"):
            assert word not in told.lower()

    def test_what_the_guard_turns_away_before_anybody_is_asked_is_counted(self, sqlite_world: World) -> None:
        staff = Staff(sqlite_world, Outside(Bounds(100, frozenset({"testserver"}))))
        staff.post("police", "/facts", json=a_body(sqlite_world))
        staff.client.get(ME, headers={"Host": SECRET})

        first, then = flushed(staff)
        assert (counted(first), counted(then)) == ({("-", 413, None): 1}, {("-", 421, None): 1})

    def test_a_hundred_guesses_are_two_entries(self, staff: Staff) -> None:
        before = len(staff.world.logged())

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: staff.client.get(ME), range(100)))

        first, rest = flushed(staff)
        assert sum(counted(first).values()) + sum(counted(rest).values()) == 100
        assert len(staff.world.logged()) == before + 2

    def test_whoever_guesses_the_token_for_figures_is_counted_too(self, staff: Staff) -> None:
        staff.client.get("/metrics", headers={"Authorization": "Bearer guess"})

        (told,) = flushed(staff)
        assert counted(told) == {("/metrics", 404, None): 1}


class TestATokenOfSomebodyKnown:
    @pytest.mark.postgres
    def test_sessions_that_were_ended_name_their_user(self, world: World) -> None:
        comers = Comers(world)
        token = comers.visitors.issuer.token()
        with world.hub.begin() as work:
            work.tx.session.execute(update(User).values(sessions_ended_at=work.tx.now))

        assert comers.me(bearing(token)).status_code == 401

        (entry,) = comers.refused()
        police = world.actor("police")
        assert (entry["actor"], entry["unit"]) == (str(police.user), str(police.unit))
        assert "role" not in entry
        assert counted(entry["refs"]) == {(ME, 401, "sessions_ended"): 1}

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"sharehub_unit": "CF-SW"}, "other_unit"),
            ({"sharehub_role": SECRET}, "other_role"),
            ({"client_id": BOUND}, "unbound"),
        ],
    )
    def test_a_token_that_says_more_than_its_user_is_names_the_user(
        self, sqlite_world: World, changes: dict[str, Any], why: str
    ) -> None:
        comers = Comers(sqlite_world)

        comers.me(bearing(comers.visitors.issuer.token(**changes)))

        (entry,) = comers.refused()
        assert counted(entry["refs"]) == {(ME, 401, why): 1}
        assert entry["actor"] == str(sqlite_world.actor("police").user)
        assert SECRET not in repr(entry)

    def test_a_proof_that_was_used_names_whose_token_it_is(self, sqlite_world: World) -> None:
        comers = Comers(sqlite_world)
        headers = proven(comers.visitors.proven(comers.visitors.bound()))

        assert [comers.me(headers).status_code for _ in range(2)] == [200, 401]

        (entry,) = comers.refused()
        assert counted(entry["refs"]) == {(ME, 401, "proof_replayed"): 1}
        assert entry["actor"] == str(sqlite_world.actor("police").user)

    @pytest.mark.parametrize(
        "changes", [{"sub": "somebody"}, {"client_id": "another"}, {"iss": "https://id.example/other"}]
    )
    def test_a_token_of_nobody_here_or_of_another_issuer_names_nobody(
        self, sqlite_world: World, changes: dict[str, Any]
    ) -> None:
        comers = Comers(sqlite_world)

        comers.me(bearing(comers.visitors.issuer.token(**changes)))

        assert comers.refused() == []
        assert len(sqlite_world.logged(Action.ANONYMOUS_REFUSED)) == 1

    def test_once_a_window_for_each_user_and_reason(self, sqlite_world: World) -> None:
        comers = Comers(sqlite_world)
        token = comers.visitors.issuer.token
        for _ in range(3):
            comers.me(bearing(token(sharehub_unit="CF-SW")))
            comers.me(bearing(token(sharehub_role="school")))
            comers.me(bearing(token(sub="teacher", sharehub_unit="CF-SW")))

        assert len(comers.refused()) == 3
        later(sqlite_world, seconds=60)
        (refusals,) = comers.app.state.background
        refusals.do()
        assert [sum(counted(entry["refs"]).values()) for entry in comers.refused()] == [1] * 3 + [2] * 3


class TestFailures:
    def broken(self, world: World) -> Staff:
        """Return staff at an application one of whose routes fails in a way that nobody foresaw."""
        staff = Staff(world)

        @staff.app.get("/broken")
        def fail() -> None:
            raise LookupError(SECRET)

        return staff

    def test_somebodys_request_that_fails_names_them_and_the_kind_of_failure_alone(
        self, sqlite_world: World
    ) -> None:
        staff = Staff(sqlite_world)
        with sqlite_world.hub.engine.begin() as connection:
            connection.execute(text("drop table summary_facts"))

        answer = staff.post("police", "/disclosures", json=ASK | {"summary": str(uuid4())})

        assert_problem(answer, 500, "error")
        (entry,) = sqlite_world.logged(Action.REQUEST_FAILED)
        assert (entry["outcome"], entry["role"]) == ("fault", "police")
        assert entry["refs"] == {
            "method": "POST",
            "route": "/api/v1/cases/{case}/disclosures",
            "status": 500,
            "code": "error",
            "why": "OperationalError",
        }

    def test_nobodys_request_that_fails_is_counted(self, sqlite_world: World) -> None:
        staff = self.broken(sqlite_world)

        assert_problem(staff.client.get("/broken"), 500, "error")

        (told,) = flushed(staff)
        assert counted(told) == {("/broken", 500, "LookupError"): 1}
        assert SECRET not in repr(told)

    def test_a_failure_after_an_entry_is_told_beside_it(self, sqlite_world: World) -> None:
        staff = Staff(sqlite_world)
        router = APIRouter(route_class=Governed)

        @router.post("/late")
        def record_and_fail(hub: CurrentHub, actor: CurrentActor) -> None:
            with hub.acting(actor, Action.CALLER_ASKED) as work:
                work.record(Act(Action.CALLER_ASKED, actor=actor.user))
            raise LookupError

        put_together(staff.app, [router])
        token = {"Authorization": "Bearer token of police"}

        assert_problem(staff.client.post("/late", headers=token), 500, "error")

        assert [entry["action"] for entry in sqlite_world.logged()][-2:] == ["caller.asked", "request.failed"]


class TestWhatCannotBeWritten:
    def test_a_refusal_is_given_all_the_same_and_alarmed(
        self, staff: Staff, caplog: pytest.LogCaptureFixture
    ) -> None:
        with staff.world.hub.engine.begin() as connection:
            connection.execute(text("alter table log_queue rename to elsewhere"))

        named = staff.post("police", "/facts", **MALFORMED)
        nobody = staff.client.get(ME)

        assert_problem(named, 400, "malformed")
        assert_problem(nobody, 401, "unauthenticated")
        alarms = [record.getMessage() for record in caplog.records if record.name == "sharehub.alarm"]
        assert alarms == ["a refusal could not be put on record: OperationalError"] * 2

        with staff.world.hub.engine.begin() as connection:
            connection.execute(text("alter table elsewhere rename to log_queue"))
        # What was counted is told as soon as it can be; it was one, and is one.
        assert [counted(told) for told in flushed(staff)] == [{(ME, 401, "no_token"): 1}]


class TestStopping:
    def test_what_was_counted_is_written_when_the_application_stops(self, sqlite_world: World) -> None:
        app = Staff(sqlite_world).app

        with TestClient(app) as client:
            for _ in range(3):
                client.get(ME)
            assert len(sqlite_world.logged(Action.ANONYMOUS_REFUSED)) == 1

        first, rest = sqlite_world.logged(Action.ANONYMOUS_REFUSED)
        assert (counted(first["refs"]), counted(rest["refs"])) == (
            {(ME, 401, "no_token"): 1},
            {(ME, 401, "no_token"): 2},
        )

    def test_each_process_tells_its_own(self, sqlite_world: World) -> None:
        one, other = Staff(sqlite_world), Staff(sqlite_world)

        one.client.get(ME)
        other.client.get(ME)

        assert len(sqlite_world.logged(Action.ANONYMOUS_REFUSED)) == 2
