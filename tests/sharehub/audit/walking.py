"""Walks every route of an application, by recipe, and says where the log is not complete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sharehub.audit.entry import Action
from sharehub.audit.exempt import PREFLIGHT, ROUTES
from sharehub.web.description import describe
from tests.sharehub.ways import BY_NAME, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2
    from fastapi import FastAPI

    from tests.sharehub.audit.recipes import Recipe, Sent
    from tests.sharehub.scenes import Scene


def exempt(route: Any) -> bool:
    """Say whether a route may leave nothing."""
    return route.path in ROUTES and getattr(route, "methods", None) == {"GET"}


def unaccounted(app: FastAPI, recipes: Mapping[str, Recipe]) -> list[str]:
    """Return the routes that are neither exempt nor have a recipe, and what tells of routes there are not."""
    # Of every kind, those that it describes to nobody included.
    found: list[Any] = app.routes
    to_try = {route.name or route.path for route in found if not exempt(route)}
    idle = ROUTES.keys() - {PREFLIGHT} - {route.path for route in found}
    return sorted(
        [f"no recipe: {name}" for name in to_try - recipes.keys()]
        + [f"no such route: {name}" for name in recipes.keys() - to_try]
        + [f"exempt, and not there: {path}" for path in idle]
    )


def ways_of(app: FastAPI) -> dict[str, Way]:
    """Return how the described routes of an application are used, by their names."""
    every: list[Any] = app.routes
    if {route.name for route in every if not exempt(route)} <= BY_NAME.keys():
        # Describing takes most of a second, and every application has the same routes; but for one with more.
        return BY_NAME
    described = describe(app)["paths"]
    ways = (Way.of(path, method, one) for path, all_of in described.items() for method, one in all_of.items())
    return {way.name: way for way in ways}


def left_by(scene: Scene, do: Callable[[], httpx2.Response]) -> tuple[httpx2.Response, list[dict[str, Any]]]:
    """Do something, and return its answer and the entries that it left, those that were counted included."""
    before = scene.world.entries()
    answer = do()
    for background in scene.app.state.background:
        background.last()
    found = scene.world.logged(but=before)
    return answer, [entry for entry in found if entry["action"] != Action.SESSION_BEGUN]


def used_rightly(
    scene: Scene, way: Way, recipe: Recipe, sent: Sent
) -> tuple[httpx2.Response, list[dict[str, Any]]]:
    """Use a route by its recipe, and return its answer and what it left."""
    asked = way if sent.body is None else replace(way, example=sent.body)
    headers = sent.headers or scene.as_member(recipe.who)
    return left_by(scene, lambda: scene.ask(asked, headers, "rightly", **sent.path))


def complaint(scene: Scene, name: str, recipe: Recipe) -> str | None:
    """Use a route by its recipe; say what is wrong with what it left, or None."""
    way = ways_of(scene.app)[name]
    answer, entries = used_rightly(scene, way, recipe, recipe.first(scene))
    if not 200 <= answer.status_code < 300:
        return f"{name} answered {answer.status_code}: {answer.text}"
    left = sorted(entry["action"] for entry in entries)
    if left != sorted(recipe.entries):
        return f"{name} left {left}"
    nameless = [entry["action"] for entry in entries if not entry.get("actor")]
    return f"{name} named nobody in {nameless}" if nameless else None
