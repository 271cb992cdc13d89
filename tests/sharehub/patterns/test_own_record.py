"""A unit's own facts, as it lists them, and whole, so that what is corrected loses nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from policies.vocabulary import Caveat, PerpAware, RelationshipContext
from sharehub.channels.preview import preview
from sharehub.database.schema import FactVersion
from sharehub.disclosure.foresee import Foreseen
from sharehub.language.vocabulary import (
    Basis,
    ChildLink,
    Corroboration,
    DasaEffect,
    DatePrecision,
    Frequency,
    Trend,
)
from sharehub.patterns.bodies import FactBody
from sharehub.patterns.publish import retract
from sharehub.patterns.record import correct, record
from sharehub.protocols.queries import change_user
from tests.sharehub.channels.narrowing import PURPOSE
from tests.sharehub.web.clients import Staff

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World

AGAIN = {"version", "recorded_at", "wrapping_key", "wrapped_key", "commitment", "manifest"}
"""What is new in any version; so are the envelopes of what is sealed."""


def everything(world: World) -> dict[str, Any]:
    """Return fields that a fact need not have."""
    return {
        "pathway_note": "The children are afraid of the kitchen.",
        "dasa_effects": frozenset({DasaEffect.ISOLATE}),
        "child_link": frozenset({ChildLink.SAW_HEARD_PRESENT}),
        "ric_items": frozenset({2, 13}),
        "relationship_context": RelationshipContext.POST_SEPARATION,
        "about": frozenset({world.people["child"]}),
        "first_known": "2026-02",
        "last_known": "2026-02-11",
        "date_precision": DatePrecision.APPROX,
        "frequency": Frequency.WEEKLY,
        "trend": Trend.ESCALATING,
        "disclosed_to": "A health visitor.",
        "basis": Basis.REPORTED_FIRST_HAND,
        "corroboration": Corroboration.MULTIPLE,
        "police_grade": "B12",
        "perp_aware": PerpAware.YES,
        "caveats": frozenset({Caveat.CHECK_WITH_SURVIVOR_FIRST}),
        "concern_rank": 3,
        "gist_reason": "Everybody knows that.",
    }


def kept(world: World, fact: UUID) -> dict[str, Any]:
    """Return the newest version of a fact, as far as it may be compared."""
    rows = [row for row in world.rows(FactVersion) if row["fact_id"] == fact]
    newest = max(rows, key=lambda row: row["version"])
    return {name: value for name, value in newest.items() if name not in AGAIN and type(value) is not bytes}


def test_a_correction_by_what_is_shown_loses_nothing(sqlite_world: World) -> None:
    world = sqlite_world
    world.open("cp_concern", "POL-DA")
    told = world.told_by_her(**everything(world))
    fact = world.act(record, "police", told)
    before = kept(world, fact)

    seen = preview(world.hub, world.actor("police"), world.case, fact, PURPOSE)
    assert isinstance(seen, Foreseen)
    sent = FactBody.model_validate_json(orjson.dumps(seen.record))
    world.act(correct, "police", fact, sent.as_fact())

    assert kept(world, fact) == before
    again = preview(world.hub, world.actor("police"), world.case, fact, PURPOSE)
    assert isinstance(again, Foreseen)
    assert again.record == seen.record
    assert seen.record["statement"] == told.statement
    assert seen.record["disclosed_to"] == told.disclosed_to


@pytest.mark.parametrize("claims", [PerpAware.YES, PerpAware.NO])
def test_the_list_says_how_each_stands_and_none_of_its_words(sqlite_world: World, claims: PerpAware) -> None:
    staff = Staff(sqlite_world)

    def listed(name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = staff.call(name, "GET", "/facts").json()["items"]
        return found

    told = sqlite_world.behaviour(first_known="2026-01", perp_aware=claims)
    fact = sqlite_world.act(record, "police", told)

    (item,) = listed("police")

    assert item.pop("recorded_on") == sqlite_world.today().isoformat()
    assert item == {
        "id": str(fact),
        "revision": 1,
        "kind": "behaviour",
        "section": 1,
        "tactics": ["INTIMIDATE"],
        "first_known": "2026-01",
        "last_known": None,
        "published": None,
        "retracted": None,
        "to_confirm": claims is PerpAware.YES,
    }
    assert "Konrad" not in json.dumps(item)
    assert listed("health_visitor") == []
    sqlite_world.act(retract, "police", fact)
    (item,) = listed("police")
    assert item["retracted"] is not None


def test_colleagues_are_those_of_ones_own_unit_who_are_still_there(sqlite_world: World) -> None:
    staff = Staff(sqlite_world)

    def listed() -> set[str]:
        answer = staff.client.get("/api/v1/colleagues", headers={"Authorization": "Bearer token of police"})
        return {one["id"] for one in answer.json()["items"]}

    everybody = {*sqlite_world.staff.values(), *sqlite_world.signatories.values()}
    here = {str(who.user) for who in everybody if who.unit == sqlite_world.units["POL-DA"]}
    assert listed() == here
    two = sqlite_world.actor("police_two").user
    with sqlite_world.hub.begin() as work:
        change_user(work.tx, two, ended_at=work.tx.now)
    assert listed() == here - {str(two)}
