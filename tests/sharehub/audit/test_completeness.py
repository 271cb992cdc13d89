"""Every route and every background task leaves its entries: done, refused in every way, or failed."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import APIRouter
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from sharehub.acting.requests import CurrentActor, CurrentHub, Governed
from sharehub.app import Outside, application
from sharehub.audit.entry import Act, Action
from sharehub.audit.exempt import PREFLIGHT, ROUTES
from sharehub.web.rates import PER_USER, Rates
from sharehub.web.routes import put_together
from sharehub.web.telemetry import Metrics
from tests.architecture.documents import DOCS, documented, section, text_of
from tests.sharehub.audit.recipes import RECIPES, Recipe
from tests.sharehub.audit.refusing import COUNTED, REFUSED, rightly
from tests.sharehub.audit.trees import sequenced
from tests.sharehub.audit.walking import complaint, left_by, unaccounted, ways_of
from tests.sharehub.scenes import furnished, scene
from tests.sharehub.ways import NO_CASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.scenes import Scene

__all__ = ["furnished", "scene"]

FIGURES = "figures" * 5


class TestWhatIsDone:
    @pytest.mark.parametrize("name", RECIPES)
    def test_leaves_exactly_its_entries_each_with_who_did_it(self, scene: Scene, name: str) -> None:
        assert complaint(scene, name, RECIPES[name]) is None

    def test_every_route_has_a_recipe_or_a_reason(self, scene: Scene) -> None:
        assert unaccounted(scene.app, RECIPES) == []
        assert len(RECIPES) > 40

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_a_request_that_is_repeated_leaves_an_entry_that_says_so(self, scene: Scene, method: str) -> None:
        ways = ways_of(scene.app)
        way = ways["list_cases" if method == "GET" else "open_a_case"]
        for expected in ([Action.CASE_OPENED], [Action.ACT_REPEATED]):
            headers = scene.as_member("social_worker")
            _, entries = left_by(scene, partial(scene.ask, way, headers))
            left = [entry["action"] for entry in entries]
            assert left == ([Action.LIST_ASKED] if method == "GET" else expected)


class TestWhatIsExempt:
    def test_exactly_these_leave_nothing_and_it_is_documented(self) -> None:
        listed = documented(section(text_of(DOCS / "audit-log.md"), "What leaves no entry"))

        assert listed[: len(ROUTES)] == list(ROUTES)
        assert ROUTES.keys() == {
            *(
                "/health/live",
                "/health/ready",
                "/metrics",
                "/log/checkpoint",
                "/api/v1/description",
                PREFLIGHT,
            ),
        }
        assert all(ROUTES.values())

    def test_they_answer_and_leave_nothing(self, scene: Scene) -> None:
        app = application(
            scene.world.hub,
            scene.visitors.door,
            Outside(cors=["https://pages.example"], metrics=Metrics(), metrics_token=FIGURES),
        )
        client = TestClient(app)
        preflight = {"Origin": "https://pages.example", "Access-Control-Request-Method": "POST"}
        sequenced(scene.world.hub)
        before = len(scene.world.logged())

        answers = [
            client.get("/health/live"),
            client.get("/health/ready"),
            client.get("/log/checkpoint"),
            client.get("/metrics", headers={"Authorization": f"Bearer {FIGURES}"}),
            client.options("/api/v1/cases", headers=preflight),
            client.options("/api/v1/cases", headers=preflight | {"Origin": "https://other.example"}),
        ]
        scene.client.get("/api/v1/description", headers=scene.as_member("police"))

        assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 400]
        assert [entry["action"] for entry in scene.world.logged()[before:]] == [Action.SESSION_BEGUN]

    def test_whoever_is_refused_there_is_on_record_all_the_same(self, scene: Scene) -> None:
        for path, status in (("/metrics", 404), ("/api/v1/description", 401), ("/health/nothing", 404)):
            answer, entries = left_by(scene, partial(scene.client.get, path))

            assert answer.status_code == status
            assert [entry["action"] for entry in entries] == [Action.ANONYMOUS_REFUSED]

    def test_a_question_of_a_browser_without_an_answer_for_it_is_no_exemption(self, scene: Scene) -> None:
        answer, entries = left_by(scene, partial(scene.client.options, "/nothing"))

        assert answer.status_code == 404
        assert [entry["action"] for entry in entries] == [Action.ANONYMOUS_REFUSED]


class TestTheWalkItself:
    """What it is worth: it finds a route that leaves nothing, however it comes to that."""

    def with_route(self, scene: Scene, method: str, answer: Callable[..., Any]) -> Scene:
        router = APIRouter(prefix="/api/v1", route_class=Governed)
        router.add_api_route("/extra", answer, methods=[method], name="extra", operation_id="extra")
        put_together(scene.app, [router])
        return scene

    def test_it_finds_a_route_without_a_recipe_and_a_recipe_without_a_route(self, scene: Scene) -> None:
        def extra(actor: CurrentActor) -> None:
            del actor

        assert unaccounted(self.with_route(scene, "GET", extra).app, RECIPES) == ["no recipe: extra"]
        assert unaccounted(
            scene.app, RECIPES | {"gone": RECIPES["who_am_i"], "extra": RECIPES["who_am_i"]}
        ) == ["no such route: gone"]

    def test_it_finds_what_is_no_route_of_ours_and_what_only_looks_exempt(self, scene: Scene) -> None:
        scene.app.mount("/files", StaticFiles(directory=DOCS))
        scene.app.add_api_route("/metrics", lambda: None, methods=["POST"], name="put_figures")

        assert unaccounted(scene.app, RECIPES) == ["no recipe: /files", "no recipe: put_figures"]
        for answer in (scene.client.get("/files/audit-log.md"), scene.client.post("/metrics")):
            assert answer.status_code == 500

    def test_a_silent_route_answers_nobody(self, scene: Scene) -> None:
        def extra(actor: CurrentActor) -> dict[str, str]:
            return {"secret": str(actor.user)}

        self.with_route(scene, "GET", extra)
        told = complaint(scene, "extra", Recipe("police", (Action.LIST_ASKED,)))

        assert told is not None
        assert told.startswith("extra answered 500")
        assert "secret" not in told
        (entry,) = scene.world.logged(Action.REQUEST_FAILED)
        assert entry["refs"]["why"] == "Unrecorded"

    def test_a_route_whose_act_was_rolled_back_answers_nobody(self, scene: Scene) -> None:
        def extra(hub: CurrentHub, actor: CurrentActor) -> None:
            with suppress(ZeroDivisionError), hub.begin() as work:
                work.record(Act(Action.LIST_ASKED, actor=actor.user))
                len([]) // 0

        told = complaint(
            self.with_route(scene, "POST", extra), "extra", Recipe("police", (Action.LIST_ASKED,))
        )

        assert told is not None
        assert told.startswith("extra answered 500")

    def test_it_finds_a_route_that_answers_as_if_it_had_recorded(self, scene: Scene) -> None:
        def extra(hub: CurrentHub, actor: CurrentActor) -> None:
            with hub.begin() as work:
                work.record(Act(Action.LIST_ASKED, actor=actor.user))
                under_way = work.tx.connection.get_transaction()
                assert under_way is not None
                under_way.rollback()

        self.with_route(scene, "POST", extra)

        assert complaint(scene, "extra", Recipe("police", (Action.LIST_ASKED,))) == "extra left []"

    def test_it_finds_a_route_that_records_something_else_or_names_nobody(self, scene: Scene) -> None:
        def extra(hub: CurrentHub, actor: CurrentActor) -> None:
            del actor
            with hub.begin() as work:
                work.record(Act(Action.LIST_ASKED))

        self.with_route(scene, "GET", extra)

        assert complaint(scene, "extra", Recipe("police", ())) == "extra left ['list.asked']"
        told = complaint(scene, "extra", Recipe("police", (Action.LIST_ASKED,)))
        assert told == "extra named nobody in ['list.asked']"


class TestWhatIsRefused:
    @pytest.mark.parametrize("how", REFUSED)
    def test_leaves_one_entry_by_every_route_that_can_refuse_so(self, scene: Scene, how: str) -> None:
        refusal = REFUSED[how]
        ways = [way for way in ways_of(scene.app).values() if refusal.of(scene, way)]
        ways = [way for way in ways if way.name in RECIPES]

        for way in ways:
            answer, entries = left_by(scene, partial(refusal.send, scene, way))

            assert answer.status_code in refusal.status, (way.name, answer.text)
            (entry,) = entries
            assert (entry["outcome"], entry["action"] in refusal.entry) == ("refused", True), way.name
            assert ("actor" in entry) == (refusal.entry != COUNTED), way.name
            assert NO_CASE not in repr(entry)
        assert len(ways) >= refusal.least

    def test_whoever_asks_too_often_leaves_an_entry_by_every_route(self, scene: Scene) -> None:
        outside = Outside(rates=Rates(share=1 / PER_USER.most))
        scene.app = application(scene.world.hub, scene.visitors.door, outside)
        scene.client = TestClient(scene.app)

        for name, recipe in RECIPES.items():
            way = ways_of(scene.app)[name]
            # Whatever their quota lets in now, on a slow machine again.
            scene.client.get("/api/v1/me", headers=scene.as_member(recipe.who))
            answer, entries = left_by(scene, partial(rightly, scene, way, {}))

            assert answer.status_code == 429
            assert [entry["action"] for entry in entries] == [Action.REQUEST_REFUSED]
            assert entries[0]["actor"] == str(scene.staff[recipe.who].user)

    def test_what_nobody_foresaw_leaves_an_entry_by_every_route(self, scene: Scene) -> None:
        """The last thing that every act does fails: neither the act nor its refusal is on record then."""
        with scene.world.hub.engine.begin() as connection:
            connection.exec_driver_sql(
                "create trigger broken before insert on audit_entries"
                " when new.action not in ('request.failed', 'session.begun')"
                " begin select raise(abort, 'full'); end"
            )
        for name, recipe in RECIPES.items():
            way = ways_of(scene.app)[name]
            answer, entries = left_by(scene, partial(rightly, scene, way, {}))

            assert answer.status_code == 500, name
            assert [entry["action"] for entry in entries] == [Action.REQUEST_FAILED], name
            assert entries[0]["actor"] == str(scene.staff[recipe.who].user)


def _guesses(scene: Scene) -> list[Action]:
    for _ in range(3):
        scene.client.get("/api/v1/me")
    return [Action.ANONYMOUS_REFUSED]


BACKGROUND: dict[str, Callable[[Scene], list[Action]]] = {"refusals": _guesses}
"""By name: what gives a background task something to do, and the entries that it then leaves."""


class TestWhatRunsByItself:
    def test_every_background_task_has_a_recipe(self, scene: Scene) -> None:
        assert {task.name for task in scene.app.state.background} == BACKGROUND.keys()

    def test_each_leaves_its_entries_and_nothing_when_there_is_nothing_to_do(self, scene: Scene) -> None:
        for task in scene.app.state.background:
            task.last()
            idle = len(scene.world.logged())
            task.last()
            assert len(scene.world.logged()) == idle
            expected = BACKGROUND[task.name](scene)
            before = len(scene.world.logged())
            task.last()
            assert [entry["action"] for entry in scene.world.logged()[before:]] == expected
