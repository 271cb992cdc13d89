"""Every route there is, tried by those who must not come in, must not do it, or take no part in the case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

import pytest

from sharehub.acting.entrance import Caller
from sharehub.acting.requests import AdministratorsDesk, Governed, OfficersDesk, PersonsDesk
from tests.sharehub.acting.test_entrance import BOUND, Visitors, bearing, proven
from tests.sharehub.identity.signing import Holder, a_key
from tests.sharehub.scenes import furnished, scene
from tests.sharehub.ways import BY_NAME, ELSEWHERE, INSIDERS, NO_CASE, OF_A_CASE, WAYS, Way
from tests.sharehub.web.clients import assert_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx2
    from fastapi.dependencies.models import Dependant
    from fastapi.routing import APIRoute

    from tests.sharehub.scenes import Scene
    from tests.sharehub.world import World

__all__ = ["furnished", "scene"]

CLOSED_TO_STRANGERS = [way for way in OF_A_CASE if way.name != "break_the_glass"]
"""All but the one that answers whoever has the role, whether or not there is such a case: in both alike."""


def _replayed(visitors: Visitors, method: str, path: str) -> dict[str, str]:
    presented = visitors.proven(visitors.bound(), method, path)
    # That it was good once shows that it is bad for nothing but that.
    assert isinstance(visitors.door.admit(presented), Caller)
    return proven(presented)


def _says(**changes: Any) -> Callable[[Visitors, str, str], dict[str, str]]:
    """Return a way to present a token that says something else than a sound one."""
    return lambda visitors, _method, _path: bearing(visitors.issuer.token(**changes))


def _ago(**seconds: int) -> Callable[[Visitors, str, str], dict[str, str]]:
    """Return a way to present a token of moments that lie so many seconds from now."""

    def present(visitors: Visitors, _method: str, _path: str) -> dict[str, str]:
        moments: dict[str, Any] = {name: visitors.issuer.now + far for name, far in seconds.items()}
        return bearing(visitors.issuer.token(**moments))

    return present


NOBODIES: dict[str, Callable[[Visitors, str, str], dict[str, str]]] = {
    "nobody": lambda *_: {},
    "with a word that is no token": lambda *_: bearing("token"),
    "as a user of another unit": _says(sharehub_unit="CF-SW"),
    "in a role that is not the user's": _says(sharehub_role="ig_officer"),
    "in the role of who runs the hub": _says(sharehub_role="administrator"),
    "as a user of whom nobody knows": _says(sub="somebody"),
    "through a client of which nobody knows": _says(client_id="another"),
    "as a system, through a client for persons": _says(sub="feed"),
    "with a token that has expired": _ago(iat=-4000, exp=-3400),
    "with a token of tomorrow": _ago(iat=86_400, exp=87_000),
    "with a token of another issuer": _says(iss="https://id.example/other"),
    "with a token for another audience": _says(aud="https://other.example"),
    "with a token that another key signed": lambda visitors, *_: bearing(
        replace(visitors.issuer, key=a_key()).token()
    ),
    "with a token that a key of another name signed": lambda visitors, *_: bearing(
        replace(visitors.issuer, key=a_key("two")).token()
    ),
    "with an unbound token of a client that must be bound": _says(client_id=BOUND),
    "with a bound token that is merely borne": lambda visitors, *_: bearing(visitors.bound()),
    "with a bound token and no proof": lambda visitors, *_: {"Authorization": f"DPoP {visitors.bound()}"},
    "with a proof that was used": _replayed,
    "with a proof for another route": lambda visitors, method, path: proven(
        visitors.proven(visitors.bound(), method, f"{path}/elsewhere")
    ),
    "with a proof for another method": lambda visitors, _method, path: proven(
        visitors.proven(visitors.bound(), "PATCH", path)
    ),
    "with a proof of another key": lambda visitors, method, path: proven(
        replace(visitors, holder=Holder(now=visitors.holder.now)).proven(visitors.bound(), method, path)
    ),
}

CHALLENGES = {
    'Bearer, DPoP algs="ES256 PS256 EdDSA"',
    'Bearer error="invalid_token", DPoP error="invalid_token", algs="ES256 PS256 EdDSA"',
    'Bearer error="invalid_dpop_proof", DPoP error="invalid_dpop_proof", algs="ES256 PS256 EdDSA"',
}


REMEMBERED = {
    "audit_entries", "log_queue", "decision_records", "decision_portions", "used_proofs", "seen_tokens",
}  # fmt: skip
"""Tables that say who tried what, and with which token and proof."""


def unchanged(world: World) -> dict[str, list[str]]:
    """Return everything of a world that must stay as it is; that somebody was there is remembered."""
    return {table: rows for table, rows in world.everything().items() if table not in REMEMBERED}


def steady(answer: httpx2.Response) -> tuple[bytes, dict[str, str]]:
    """Return what is the same of two like answers: all but the request's id and what is left of a quota."""
    passing = {"request-id", "ratelimit", "www-authenticate"}
    return answer.content, {name: value for name, value in answer.headers.items() if name not in passing}


def governed(app: Any) -> dict[tuple[str, str], APIRoute]:
    """Return the routes behind the door by method and path."""
    routes = [route for route in app.routes if isinstance(route, Governed)]
    return {(method, route.path): route for route in routes for method in route.methods or ()}


def depends_on(dependant: Dependant, dependency: Any) -> bool:
    """Say whether a route depends on something, however deep."""
    return any(inner.call is dependency or depends_on(inner, dependency) for inner in dependant.dependencies)


def restricted(scene: Scene, desk: Any) -> Iterator[Way]:
    """Yield the routes that are for those alone whom a desk admits."""
    routes = governed(scene.app)
    for way in WAYS:
        if depends_on(routes[way.method, way.path].dependant, get_args(desk)[1].dependency):
            yield way


def test_every_route_behind_the_door_is_described_and_so_tried_here(scene: Scene) -> None:
    assert {(way.method, way.path) for way in WAYS} == governed(scene.app).keys()
    assert len(WAYS) > 40
    assert {way.name for way in OF_A_CASE} == INSIDERS.keys()


@pytest.mark.parametrize("how", NOBODIES)
def test_whoever_is_nobody_is_told_the_same_by_every_route_and_does_nothing(scene: Scene, how: str) -> None:
    before = unchanged(scene.world)
    # What the very first guess gets, without any token, is what all get.
    expected = steady(scene.ask(BY_NAME["who_am_i"], {}))

    for way in WAYS:
        answer = scene.ask(way, NOBODIES[how](scene.visitors, way.method, scene.path(way)))

        assert_problem(answer, 401, "unauthenticated")
        assert steady(answer) == expected, way
        assert answer.headers["www-authenticate"] in CHALLENGES, way
    assert unchanged(scene.world) == before


@pytest.mark.parametrize("bound", [False, True])
def test_the_same_requests_with_a_sound_token_pass_the_door(scene: Scene, bound: bool) -> None:  # noqa: FBT001 - a parameter of the test
    visitors = scene.visitors

    statuses = set()
    for way in WAYS:
        proof = visitors.proven(visitors.bound(), way.method, scene.path(way))
        answer = scene.ask(way, proven(proof) if bound else bearing(visitors.issuer.token()))
        assert answer.status_code != 401, way
        statuses.add(answer.status_code)
    assert {200, 201, 204, 403} <= statuses


@dataclass(frozen=True, slots=True)
class Closed:
    """A desk, whom it turns away however sound they are, and how many routes at least stand behind it."""

    desk: Any
    others: tuple[str, ...]
    least: int


CLOSED = {
    "persons": Closed(PersonsDesk, ("a system",), 15),
    "officers": Closed(OfficersDesk, ("police", "keeper", "a system", "a system as an officer"), 3),
    "administrators": Closed(
        AdministratorsDesk, ("police", "officer", "a system", "a system as an administrator"), 3
    ),
}


@pytest.mark.parametrize("whom", CLOSED)
def test_a_route_that_is_for_some_is_closed_to_others_however_sound(scene: Scene, whom: str) -> None:
    closed, ways = CLOSED[whom], list(restricted(scene, CLOSED[whom].desk))
    others = scene.systems() | {name: scene.as_member(name) for name in scene.staff}
    before = unchanged(scene.world)

    for way in ways:
        for name in closed.others:
            assert_problem(scene.ask(way, others[name], name), 403, "forbidden")

    assert len(ways) >= closed.least
    assert unchanged(scene.world) == before


@pytest.mark.parametrize("name", ["police", "keeper", "a system", "a system as an officer"])
def test_what_officers_ask_of_the_log_is_answered_to_nobody_else(scene: Scene, name: str) -> None:
    others = scene.systems() | {who: scene.as_member(who) for who in scene.staff}
    ways = [way for way in WAYS if "/oversight/" in way.path]
    before = unchanged(scene.world)

    for way in ways:
        assert scene.ask(way, scene.as_member("officer"), "").status_code == 200, way
        assert_problem(scene.ask(way, others[name], name), 403, "forbidden")

    assert len(ways) >= 13
    assert unchanged(scene.world) == before


def test_who_takes_part_gets_further_than_that_a_case_is_not_there(scene: Scene) -> None:
    # Without this the test below would pass for requests that nobody at all could make.
    for way in OF_A_CASE:
        answer = scene.ask(way, scene.as_member(INSIDERS[way.name]))

        assert answer.status_code in {200, 201, 204, 409, 412}, (way, answer.text)


def test_nobody_whose_unit_takes_no_part_gets_anything_of_a_case_or_learns_that_it_is_there(
    scene: Scene,
) -> None:
    roles = sorted({actor.role for actor in scene.staff.values()})
    strangers = {role: scene.register(f"far {role}", ELSEWHERE, role) for role in roles}
    before = unchanged(scene.world)

    for way in CLOSED_TO_STRANGERS:
        for role, headers in strangers.items():
            answer = scene.ask(way, headers, role)
            absent = scene.ask(way, headers, f"{role} of no case", case=NO_CASE)

            assert answer.status_code in {403, 404}, (way, role, answer.text)
            assert_problem(answer, answer.status_code, answer.json()["code"])
            assert (answer.status_code, *steady(answer)) == (absent.status_code, *steady(absent)), (way, role)
    assert unchanged(scene.world) == before


@pytest.mark.parametrize("way", CLOSED_TO_STRANGERS, ids=lambda way: way.name)
def test_a_role_that_may_do_it_here_may_not_do_it_from_elsewhere(scene: Scene, way: Way) -> None:
    insider = scene.staff[INSIDERS[way.name]]
    stranger = scene.register("far", ELSEWHERE, insider.role)

    assert_problem(scene.ask(way, stranger), 404, "not_found")


def test_nobody_gets_at_what_another_unit_loads(scene: Scene) -> None:
    stranger = scene.as_member("social_worker")
    ways = [way for way in WAYS if "{identity}" in way.path]
    before = unchanged(scene.world)

    for way in ways:
        assert_problem(scene.ask(way, stranger), 404, "not_found")

    assert len(ways) >= 4
    assert unchanged(scene.world) == before


def test_the_lists_of_a_stranger_name_no_case(scene: Scene) -> None:
    stranger = scene.register("far", ELSEWHERE, "police")

    assert scene.ask(BY_NAME["list_cases"], stranger).json() == {"items": [], "next": None}
