"""Two hubs that differ in what is withheld from a reader alone make the same documents, byte by byte."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from policies.vocabulary import Category, Caveat, PerpAware
from sharehub.language.vocabulary import Kind
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from tests.sharehub.test_twin_hubs import Request, masked, withheld
from tests.sharehub.test_twin_hubs import make as make  # noqa: PLC0414 - a fixture

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    import httpx2

    from tests.sharehub.test_twin_hubs import Twin
    from tests.sharehub.world import World

ASKED: dict[str, list[dict[str, str]]] = {
    "mens_worker": [
        {"document": "change_report", "purpose": "programme_referral"},
        {"document": "treatment_page", "purpose": "programme_referral"},
    ],
    "his_substance_worker": [
        {"document": "treatment_page"},
        {"document": "change_report", "purpose": "treatment_coordination"},
    ],
    "court": [{"document": "court_report"}, {"document": "change_report", "purpose": "court_report"}],
    "health_visitor": [{"document": "change_report", "purpose": "child_protection"}],
}
"""Readers of his side, and one of those who protect, for whom the same holds."""
NEW = re.compile(rb"(?m)^release-id: [0-9a-f-]{36}$")


def known(world: World) -> dict[str, UUID]:
    """Let there be what everybody here gets: what he knows, an effect of it, and a note."""
    world.open("court_request", "SHERIFF")
    facts = [
        world.behaviour(statement="He hit her on a Monday.", perp_aware=PerpAware.YES, concern_rank=9),
        world.behaviour(
            statement="A child stayed away.",
            kind=Kind.IMPACT,
            categories=frozenset({Category.BEHAVIOUR}),
            perp_aware=PerpAware.YES,
            concern_rank=10,
        ),
        world.behaviour(
            statement="A note.",
            kind=Kind.NOTE,
            perp_aware=PerpAware.YES,
            tactics=frozenset(),
            concern_rank=11,
        ),
    ]
    return {f"known {number}": told(world, fact) for number, fact in enumerate(facts)}


def told(world: World, fact: Any) -> UUID:
    importer = world.importer("POL-DA")
    with world.hub.begin() as work:
        made = record(work, importer, world.case, fact)
        publish(work, importer, world.case, made)
    return made


def more_withheld(world: World) -> dict[str, UUID]:
    """Let there be more that none of them gets, of every kind that has a heading of its own."""
    withheld(world)
    hers = world.told_by_her(gist=None, categories=frozenset({Category.SAFETY}))
    kinds = [kind for kind in Kind if kind is not Kind.BEHAVIOUR]
    for rank, kind in enumerate(kinds, start=20):
        told(world, replace(hers, kind=kind, concern_rank=rank, caveats=frozenset(Caveat), covert=True))
    return {"hers": told(world, replace(hers, perp_aware=PerpAware.NO, concern_rank=40))}


@pytest.mark.parametrize("form", ["html", "pdf"])
@pytest.mark.parametrize("who", ASKED)
def test_what_is_withheld_changes_no_byte_of_a_document(
    make: Callable[..., Twin], who: str, form: str
) -> None:
    plain, full = make(known), make(known, more_withheld)
    path = f"/cases/{full.staff.world.case}/documents"
    requests = [
        Request(f"{number}", "POST", path, {**body, "as": form}) for number, body in enumerate(ASKED[who])
    ]

    answers = [twin.session(who, requests) for twin in (plain, full)]

    for name, answer in answers[0].items():
        assert answer.status_code == 200, answer.text
        assert without_ids(answer) == without_ids(answers[1][name])
    said = answers[0]["0"].content.decode("latin-1")
    assert form == "pdf" or "He hit her on a Monday." in said or who == "health_visitor"


def without_ids(answer: httpx2.Response) -> bytes:
    return NEW.sub(b"release-id", masked(answer))


def more_known(world: World) -> dict[str, UUID]:
    """Let there be one thing more that they get."""
    fact = world.behaviour(statement="He hit her on a Tuesday.", perp_aware=PerpAware.YES, concern_rank=12)
    return {"more": told(world, fact)}


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_what_is_released_changes_it(make: Callable[..., Twin], form: str) -> None:
    plain, more = make(known), make(known, more_known)
    request = Request(
        "one", "POST", f"/cases/{plain.staff.world.case}/documents", {"document": "court_report", "as": form}
    )

    one, other = (twin.session("court", [request])["one"] for twin in (plain, more))

    assert without_ids(one) != without_ids(other)
