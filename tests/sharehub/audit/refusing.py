"""Every way in which a request is refused, how each is sent to a route, and which entry is to come of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from sharehub.acting.requests import AdministratorsDesk, AnyDesk, Expected, OfficersDesk, PersonsDesk
from sharehub.app import LARGEST_BODY
from sharehub.audit.entry import Action
from tests.sharehub.audit.recipes import RECIPES
from tests.sharehub.test_every_route import depends_on, governed
from tests.sharehub.ways import NO_CASE, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2

    from tests.sharehub.scenes import Scene

DESKS = (AnyDesk, PersonsDesk, OfficersDesk, AdministratorsDesk)
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way in which a request is refused: of which routes, how it is sent, and what is to come of it."""

    of: Callable[[Scene, Way], bool]
    send: Callable[[Scene, Way], httpx2.Response]
    status: frozenset[int]
    entry: frozenset[Action]
    least: int


def rightly(scene: Scene, way: Way, headers: Mapping[str, str], **changes: Any) -> httpx2.Response:
    """Ask by a route's recipe, but for what is changed."""
    other = changes.pop("path", {})
    recipe = RECIPES[way.name]
    return scene.ask(
        replace(way, **changes), {**scene.as_member(recipe.who), **headers}, str(headers), **other
    )


def behind(*desks: Any) -> Callable[[Scene, Way], bool]:
    """Return whether a route depends on one of these."""

    def asks(scene: Scene, way: Way) -> bool:
        dependant = governed(scene.app)[way.method, way.path].dependant
        return any(depends_on(dependant, get_args(desk)[1].dependency) for desk in desks)

    return asks


def every(_scene: Scene, _way: Way) -> bool:
    return True


def takes_json(_scene: Scene, way: Way) -> bool:
    return way.kind == JSON


def raw(scene: Scene, way: Way, content: Any, kind: str = JSON, **more: str) -> httpx2.Response:
    """Send what is no body of a route."""
    headers = scene.as_member(RECIPES[way.name].who) | {"Idempotency-Key": "raw", "If-Match": '"1"'} | more
    place = scene.path(way)
    headers["Content-Type"] = kind
    return scene.client.request(way.method, place, params=way.query, content=content, headers=headers)


def _unmatched(scene: Scene, way: Way) -> httpx2.Response:
    """Ask without an If-Match."""
    headers = scene.as_member(RECIPES[way.name].who) | {"Idempotency-Key": "unmatched"}
    if way.kind is not None:
        headers["Content-Type"] = way.kind
    return scene.client.request(way.method, scene.path(way), content=scene.body(way), headers=headers)


def nothing(scene: Scene, way: Way) -> dict[str, str]:
    """Return ids of nothing for what a path names beside the case."""
    named = (name for name in scene.places if f"{{{name}}}" in way.path and name != "case")
    return {name: "f" * 64 if name == "leaf" else NO_CASE for name in named}


def among(*statuses: int) -> frozenset[int]:
    return frozenset(statuses)


COUNTED, NAMED, ACT = (
    frozenset({action}) for action in (Action.ANONYMOUS_REFUSED, Action.REQUEST_REFUSED, Action.ACT_REFUSED)
)
ASKS = ACT | {
    *(Action.PATTERN_ASKED, Action.WALL_ASKED, Action.WALL_COST_ASKED, Action.NAMES_ASKED),
    *(Action.SERIOUS_RISK_READ, Action.GLASS_READ, Action.DOCUMENT_ASKED, Action.FACT_PREVIEWED),
}

REFUSED = {
    "nobody": Refusal(every, lambda scene, way: scene.ask(way, {}), among(401), COUNTED, 45),
    "a token of another unit": Refusal(
        every,
        lambda scene, way: scene.ask(way, scene.as_somebody("police", "CF-SW", "police")),
        among(401),
        frozenset({Action.SESSION_REFUSED}),
        45,
    ),
    "not admitted": Refusal(
        behind(OfficersDesk, AdministratorsDesk),
        lambda scene, way: scene.ask(way, scene.as_member("police")),
        among(403),
        ACT,
        6,
    ),
    "no JSON": Refusal(takes_json, lambda scene, way: raw(scene, way, b"{"), among(400), NAMED, 20),
    "another form": Refusal(
        takes_json, lambda scene, way: raw(scene, way, b'{"x y z": 1}'), among(422), NAMED, 20
    ),
    "another type": Refusal(
        lambda _scene, way: way.kind is not None,
        lambda scene, way: raw(scene, way, b"{}", "text/plain"),
        among(415),
        NAMED,
        20,
    ),
    "no idempotency key": Refusal(
        behind(*DESKS),
        lambda scene, way: rightly(scene, way, {"Idempotency-Key": ""}),
        among(422),
        ACT,
        25,
    ),
    "no If-Match": Refusal(behind(Expected), _unmatched, among(428), NAMED, 4),
    "an If-Match of no revision": Refusal(
        behind(Expected), lambda scene, way: rightly(scene, way, {"If-Match": "x"}), among(412), NAMED, 4
    ),
    "a length that is too large": Refusal(
        every,
        lambda scene, way: raw(scene, way, b" ", **{"Content-Length": str(LARGEST_BODY + 1)}),
        among(413),
        COUNTED,
        45,
    ),
    "a body that turns out too large": Refusal(
        lambda _scene, way: way.kind is not None,
        lambda scene, way: raw(scene, way, iter([b" ", b" " * LARGEST_BODY]), way.kind or ""),
        among(413),
        NAMED,
        20,
    ),
    "a case that is no id": Refusal(
        lambda _scene, way: "{case}" in way.path,
        lambda scene, way: rightly(scene, way, {}, path={"case": "x"}),
        among(422),
        NAMED,
        25,
    ),
    "a case that is not there": Refusal(
        # Whoever breaks the glass is not told whether there is such a case.
        lambda _scene, way: "{case}" in way.path and way.name != "break_the_glass",
        lambda scene, way: rightly(scene, way, {"n": "1"}, path={"case": NO_CASE}),
        among(404),
        ASKS,
        25,
    ),
    "another thing that is not there": Refusal(
        # Officers are told nothing of anybody in the same words, be there such a one or not.
        lambda scene, way: bool(nothing(scene, way)) and "/oversight/" not in way.path,
        lambda scene, way: rightly(scene, way, {"n": "2"}, path=nothing(scene, way)),
        among(403, 404),
        ASKS,
        10,
    ),
    "another method": Refusal(
        every,
        lambda scene, way: rightly(scene, way, {}, method="DELETE"),
        among(405),
        NAMED,
        45,
    ),
}
