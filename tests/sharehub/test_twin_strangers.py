"""To a stranger who breaks the glass, a case with nothing for them is as no case at all, byte by byte."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from consent.people import Part
from policies.vocabulary import Category
from sharehub.cases.conflicts import exclude
from sharehub.database.schema import BreakGlass
from tests.sharehub.scenes import furnished, scene
from tests.sharehub.test_twin_hubs import Request, make, masked
from tests.sharehub.ways import BY_NAME, ELSEWHERE, NO_CASE
from tests.sharehub.web.clients import assert_problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    import httpx2

    from tests.sharehub.scenes import Scene
    from tests.sharehub.test_twin_hubs import Twin
    from tests.sharehub.world import World

__all__ = ["furnished", "make", "scene"]

STRANGER = "police_two"
"""Somebody whose role may break the glass, and who does not work on the other case."""
BROKEN = re.compile(rb'(?<=\{)"id":"[0-9a-f-]{36}","ends_at":"[0-9T:.-]{26}Z"(?=\})')
WHY = dict.fromkeys(("risk", "who_is_at_risk", "why_not_less", "nobody_reached"), "He said it.")


def elsewhere(world: World) -> World:
    """Open another case, on which the stranger does not work."""
    return world.another_case({"him": Part.PERPETRATOR, "her": Part.SURVIVOR}, ["police"])


def safety_alone(world: World) -> dict[str, UUID]:
    """Let there be another case, and in it nothing but where she is."""
    there = elsewhere(world)
    there.publish(there.behaviour(categories=frozenset({Category.SAFETY})), by="social_worker")
    return {"case": there.case}


def kept_out(world: World) -> dict[str, UUID]:
    """Let there be another case with something for everybody, but for one who is excluded."""
    there = elsewhere(world)
    there.publish(there.behaviour(), by="police")
    there.act(exclude, "officer", world.actor(STRANGER).user, "His cousin.", world.today())
    return {"case": there.case}


def something(world: World) -> dict[str, UUID]:
    """Let there be another case, with something for everybody."""
    there = elsewhere(world)
    there.publish(there.behaviour(), by="social_worker")
    return {"case": there.case}


def session(twin: Twin, case: UUID) -> dict[str, httpx2.Response]:
    """Return the answers that a stranger gets who breaks the glass and tries all that they can think of."""
    here, answers = f"/cases/{case}", dict[str, "httpx2.Response"]()

    def ask(name: str, path: str, body: object = None, method: str = "POST") -> httpx2.Response:
        answers[name] = twin.answer(STRANGER, Request(name, method, f"{path}", body), answers)
        return answers[name]

    def look(name: str) -> None:
        for purpose in ("child_protection", "marac_safety", "court_report", "gossip"):
            ask(f"{purpose} {name}", f"{here}/disclosures", {"purpose": purpose})
        ask(f"a summary {name}", f"{here}/disclosures", {"purpose": "child_protection", "summary": str(case)})
        ask(f"names {name}", f"{here}/names")
        ask(f"a wall {name}", f"{here}/walls", {"seats": []})
        for path in ("/notices", "/serious-risk-decisions", "/cases", f"{here}/facts", f"{here}/memberships"):
            ask(f"{path} {name}", path, method="GET")

    look("before")
    ask("for what he reads", f"{here}/break-glass", WHY | {"purposes": ["court_report"]})
    glass = ask("broken", f"{here}/break-glass", WHY | {"purposes": ["child_protection"]}).json()["id"]
    ask("broken again", f"{here}/break-glass", WHY | {"purposes": ["child_protection"]})
    look("while it runs")
    ask("grounds", f"{here}/break-glass/{glass}/grounds")
    ask("ended", f"{here}/break-glass/{glass}/end")
    ask("ended again", f"{here}/break-glass/{glass}/end")
    ask("another's", f"{here}/break-glass/{case}/end")
    look("after one is over")
    return answers


@pytest.mark.parametrize("happen", [safety_alone, kept_out])
def test_a_stranger_cannot_tell_a_case_with_nothing_for_them_from_none(
    make: Callable[..., Twin], happen: Callable[[World], dict[str, UUID]]
) -> None:
    plain, full = make(), make(happen)
    case = full.ids["case"]

    none, some = session(plain, case), session(full, case)

    for name in none:
        assert _masked(none[name]) == _masked(some[name]), name
    assert none["broken"].status_code == 201
    assert none["child_protection while it runs"].json()["lines"] == []
    assert none["child_protection before"].status_code == 404
    # What differs is what others hear, and what is on record.
    for twin, opened in ((plain, False), (full, happen is safety_alone)):
        assert [row["opened"] for row in twin.staff.world.rows(BreakGlass)] == [opened] * 2


def _masked(answer: httpx2.Response) -> bytes:
    return BROKEN.sub(b"*", masked(answer))


def test_what_it_opens_is_seen_to_differ(make: Callable[..., Twin]) -> None:
    plain, full = make(), make(something)
    case = full.ids["case"]

    none, some = session(plain, case), session(full, case)

    differing = {name for name in none if _masked(none[name]) != _masked(some[name])}
    assert differing == {"child_protection while it runs", "child_protection after one is over"}


@pytest.mark.parametrize("case", [True, False], ids=["a case", "no case"])
def test_to_break_the_glass_is_answered_by_role_alone(scene: Scene, *, case: bool) -> None:
    where = {} if case else {"case": NO_CASE}
    for role in sorted({actor.role for actor in scene.staff.values()}):
        headers = scene.register(f"far {role}", ELSEWHERE, role)

        answer = scene.ask(BY_NAME["break_the_glass"], headers, role, **where)

        if role in {"police", "children_families_sw"}:
            assert (answer.status_code, answer.json().keys()) == (201, {"id", "ends_at"})
        elif role == "caledonian_women":
            # Her worker's role may, for other purposes than the example's.
            assert assert_problem(answer, 422, "invalid") == {"where": "purposes"}
        else:
            assert_problem(answer, 403, "forbidden")
