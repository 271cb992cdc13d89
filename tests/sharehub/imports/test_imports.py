"""Loading what a unit holds already: each line whole or not at all, and again and again without a double."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from sharehub.audit.entry import Action
from sharehub.database.schema import Fact, ImportLine
from sharehub.imports.load import MOST_LINES
from tests.sharehub.web.clients import SECRET, Staff, a_body, assert_problem

if TYPE_CHECKING:
    import httpx2

    from tests.sharehub.world import World


class Loader:
    """Somebody who loads facts over HTTP."""

    def __init__(self, world: World, name: str = "police") -> None:
        self.world, self.name = world, name
        self.staff = Staff(world)
        self.id = self.post("").json()["id"]

    def call(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer token of {self.name}", "Idempotency-Key": str(uuid4())}
        headers |= more.pop("headers", {})
        return self.staff.client.request(method, f"/api/v1/imports{path}", headers=headers, **more)

    def post(self, path: str, **more: Any) -> httpx2.Response:
        return self.call("POST", path, **more)

    def line(self, **changes: Any) -> bytes:
        return json.dumps(a_body(self.world, case=str(self.world.case)) | changes).encode()

    def load(self, *lines: bytes, first: int = 1) -> httpx2.Response:
        return self.post(
            f"/{self.id}/lines?first={first}",
            content=b"\n".join(lines) + b"\n",
            headers={"Content-Type": "application/jsonl"},
        )

    def loaded(self, *lines: bytes, first: int = 1) -> tuple[int, int, int]:
        answer = self.load(*lines, first=first)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert body == self.call("GET", f"/{self.id}").json()
        return body["next_line"], body["recorded"], body["refused"]

    def refusals(self, limit: int = 100) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            answer = self.call("GET", f"/{self.id}/refusals?limit={limit}{cursor}").json()
            found += answer["items"]
            if answer["next"] is None:
                return found
            cursor = f"&cursor={answer['next']}"


@pytest.mark.postgres
def test_lines_become_facts_or_stand_in_the_report(world: World) -> None:
    loader = Loader(world)

    came = loader.loaded(
        loader.line(ref="A"),
        loader.line(kind=SECRET),
        b"{" + SECRET.encode(),
        loader.line(case=str(uuid4())),
        loader.line(gist=f"Konrad {SECRET}"),
        loader.line(publish=True, ref="B", travels_with_refs=["A"]),
    )

    assert came == (7, 2, 4)
    assert len(world.rows(Fact)) == 2
    assert sorted(row["published"] is not None for row in world.rows(Fact)) == [False, True]
    report = loader.refusals(limit=3)
    assert [(row["line"], row["code"], row["where"]) for row in report] == [
        (2, "invalid", "kind"),
        (3, "invalid", "line"),
        (4, "not_found", None),
        (5, "invalid", "gist"),
    ]
    assert SECRET not in str(report)
    assert SECRET not in str(world.rows(ImportLine))
    assert loader.post(f"/{loader.id}/end").status_code == 204
    (finished,) = world.logged(Action.IMPORT_FINISHED)
    assert finished["refs"] == {"import": loader.id, "recorded": 2, "refused": 4}


def test_lines_sent_again_are_passed_over_and_it_goes_on_where_it_broke_off(sqlite_world: World) -> None:
    loader = Loader(sqlite_world)
    lines = [loader.line(statement=f"He broke door {number}.") for number in range(6)]

    assert loader.loaded(*lines[:3]) == (4, 3, 0)
    assert loader.loaded(*lines[:5]) == (6, 5, 0)
    assert loader.loaded(*lines[2:6], first=3) == (7, 6, 0)
    assert len(sqlite_world.rows(Fact)) == 6


def test_a_gap_and_a_line_that_says_something_else_are_refused(sqlite_world: World) -> None:
    loader = Loader(sqlite_world)
    loader.loaded(loader.line())
    before = sqlite_world.rows(ImportLine)

    gap = loader.load(loader.line(), first=3)
    other = loader.load(loader.line(statement="He broke it twice."), first=1)

    assert "the next one is 2" in assert_said(gap, 409)
    assert "line 1 was dealt with" in assert_said(other, 409)
    assert sqlite_world.rows(ImportLine) == before


def assert_said(answer: httpx2.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    return str(answer.json()["detail"])


@pytest.mark.postgres
def test_the_same_lines_sent_by_many_at_once_are_loaded_once(world: World) -> None:
    loader = Loader(world)
    lines = [loader.line(statement=f"He broke door {number}.") for number in range(5)]
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(loader.load(*lines).status_code)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 8
    assert len(world.rows(Fact)) == 5


def test_a_name_is_good_within_its_import_and_once(sqlite_world: World) -> None:
    loader = Loader(sqlite_world)

    assert loader.loaded(
        loader.line(ref="A"), loader.line(ref="A"), loader.line(travels_with_refs=["B"]), loader.line(ref="B")
    ) == (5, 2, 2)
    assert [row["where"] for row in loader.refusals()] == ["ref", "travels_with_refs"]
    other = Loader(sqlite_world)
    assert other.loaded(other.line(travels_with_refs=["A"])) == (2, 0, 1)


def test_an_import_is_its_units_own_and_open_until_it_ends(sqlite_world: World) -> None:
    loader, teacher = Loader(sqlite_world), Loader(sqlite_world, "teacher")
    mine, teacher.id = teacher.id, loader.id

    for answer in (
        teacher.load(teacher.line()),
        teacher.call("GET", f"/{loader.id}"),
        teacher.call("GET", f"/{loader.id}/refusals"),
        teacher.post(f"/{loader.id}/end"),
        teacher.call("GET", f"/{uuid4()}"),
    ):
        assert_problem(answer, 404, "not_found")
    teacher.id = mine
    assert teacher.post(f"/{mine}/end").status_code == 204
    assert_problem(teacher.post(f"/{mine}/end"), 409, "conflict")
    assert_problem(teacher.load(teacher.line()), 409, "conflict")


def test_only_who_may_record_begins_one_and_only_lines_are_taken(sqlite_world: World) -> None:
    loader = Loader(sqlite_world)
    officer = sqlite_world
    refused = Staff(officer).client.post(
        "/api/v1/imports", headers={"Authorization": "Bearer token of officer", "Idempotency-Key": "1"}
    )

    assert_problem(refused, 403, "forbidden")
    for kind in ("application/json", "text/plain", ""):
        answer = loader.post(f"/{loader.id}/lines?first=1", content=b"{}", headers={"Content-Type": kind})
        assert_problem(answer, 415, "unsupported_media_type")
    for first in ("0", "x", "", "1e3"):
        answer = loader.load(first=first)  # type: ignore[arg-type]
        assert_problem(answer, 422, "invalid")
    too_many = loader.load(*[b"{}"] * (MOST_LINES + 1))
    assert assert_problem(too_many, 422, "invalid") == {"where": "lines"}
    assert loader.loaded() == (1, 0, 0) or loader.refusals()


def test_a_line_that_fails_unforeseen_stops_the_import_there(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    loader = Loader(sqlite_world)

    def fails(*_given: object, **_named: object) -> None:
        raise RuntimeError(SECRET)

    with monkeypatch.context() as broken:
        broken.setattr("sharehub.imports.load.record", fails)
        assert_problem(loader.load(loader.line()), 500, "error")
    assert loader.loaded(loader.line()) == (2, 1, 0)
