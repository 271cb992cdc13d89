"""Members of staff at the API: one application of a world's hub, and a client for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.testclient import TestClient

from sharehub.app import application
from tests.sharehub.web.tokens import Tokens

if TYPE_CHECKING:
    import httpx2

    from sharehub.app import Outside
    from tests.sharehub.world import World

SECRET = "Sekret-Zofia"
"""Stands in whatever a test sends that must not come back."""


class Staff:
    """Calls the API as members of staff; every answer but a server's own fault is looked at by the test."""

    def __init__(self, world: World, outside: Outside | None = None) -> None:
        self.world = world
        tokens = Tokens({f"token of {name}": who for name, who in world.staff.items()}, world.hub.clock)
        self.app = application(world.hub, tokens, outside)
        # Exceptions are answered, as they are by a server: none may come out of the application.
        self.client = TestClient(self.app)

    def call(self, name: str, method: str, path: str, **more: Any) -> httpx2.Response:
        """Call a path below the case, as somebody; with no case, the path of all cases."""
        headers = {"Authorization": f"Bearer token of {name}", "Idempotency-Key": str(uuid4())}
        if "seen" in more:
            headers["If-Match"] = f'"{more.pop("seen")}"'
        headers |= more.pop("headers", {})
        place = f"/api/v1/cases/{more.pop('case', self.world.case)}{path}".rstrip("/")
        return self.client.request(method, place, headers=headers, **more)

    def post(self, name: str, path: str, **more: Any) -> httpx2.Response:
        return self.call(name, "POST", path, **more)

    def record(self, name: str, **changes: Any) -> str:
        """Record a fact, and return its id."""
        answer = self.post(name, "/facts", json=a_body(self.world, **changes))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def publish(self, name: str, **changes: Any) -> str:
        """Record and publish a fact, and return its id."""
        fact = self.record(name, **changes)
        assert self.post(name, f"/facts/{fact}/publication", seen=1).status_code == 204
        return fact

    def texts(self, name: str, purpose: str = "child_protection", **more: Any) -> list[str]:
        """Return the texts that somebody gets, in their order."""
        answer = self.post(name, "/disclosures", json={"purpose": purpose} | more)
        assert answer.status_code == 200, answer.text
        return [line["text"] for line in answer.json()["lines"]]


def a_body(world: World, **changes: Any) -> dict[str, Any]:
    """Return a fact as it is sent: something he did, as an agency saw it; valid by default."""
    return {
        "kind": "behaviour",
        "statement": "He kicked the kitchen door while the child sat behind it.",
        "gist": "He damages the home to frighten them.",
        "source_type": "agency_observation",
        "categories": ["behaviour"],
        "subject_person": str(world.people["him"]),
        "targets": [str(world.people["her"])],
        "tactics": ["INTIMIDATE"],
        "pathways": ["CHILD_SAFETY_WELLBEING"],
        "source_exposure": "none",
    } | changes


def assert_problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """Hold an answer against the form of a problem, and return what else it says."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert (body.pop("type"), body.pop("status")) == (f"urn:sharehub:problem:{code}", status)
    assert body.pop("code") == code
    assert isinstance(body.pop("detail"), str)
    assert isinstance(body.pop("title"), str)
    assert SECRET not in answer.text
    return body
