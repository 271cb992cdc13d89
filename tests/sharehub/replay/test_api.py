"""A draft rulebook tried over the API: for independent officers, on record, and nothing of it kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from sharehub.audit.entry import Action
from tests.policies.drafts import cell
from tests.sharehub.disclosure.stored import last_of
from tests.sharehub.oversight.offices import Offices
from tests.sharehub.replay.looks import a_draft
from tests.sharehub.web.clients import SECRET, Staff, assert_problem

if TYPE_CHECKING:
    import httpx2

    from tests.sharehub.world import World

WIDER = cell("school", "behaviour", "F")


def tried(world: World, by: str, document: str) -> httpx2.Response:
    """Try a draft as somebody."""
    headers = {"Authorization": f"Bearer token of {by}"}
    return Staff(world).client.post("/api/v1/simulations", headers=headers, json={"document": document})


@pytest.mark.postgres
def test_an_officer_sees_all_that_a_draft_would_change_and_it_is_on_record(world: World) -> None:
    before = world.everything()
    draft = a_draft(WIDER)

    answer = tried(world, "officer", draft)

    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["base"] == parse_rulebook(rulebook_text()).digest
    assert found["draft"] == parse_rulebook(draft).digest
    assert [(one["turn"], "school" in one["sentence"]) for one in found["differences"]] == [("opens", True)]
    after = world.everything()
    assert {table for table in before if before[table] != after[table]} == {"audit_entries", "log_queue"}
    entry = last_of(world, Action.SIMULATION_RUN)
    assert entry.body["actor"] == str(world.staff["officer"].user)
    assert entry.body["refs"] == {"draft": found["draft"], "rulebook": found["base"], "differences": 1}


def test_the_rulebook_in_force_changes_nothing(sqlite_world: World) -> None:
    assert tried(sqlite_world, "officer", rulebook_text()).json()["differences"] == []


@pytest.mark.parametrize("by", ["police", "a unit's officer", "administrator"])
def test_nobody_but_an_independent_officer_may_try_one(sqlite_world: World, by: str) -> None:
    officers = Offices.of(sqlite_world).officers
    others = {"a unit's officer": officers["POL-DA"], "administrator": sqlite_world.administrator}
    world = replace(sqlite_world, staff={**sqlite_world.staff, **others})

    assert_problem(tried(world, by, rulebook_text()), 403, "forbidden")
    assert last_of(world, Action.ACT_REFUSED).body["refs"]["action"] == "simulation.run"


def test_what_is_no_rulebook_is_refused_with_its_places(sqlite_world: World) -> None:
    answer = tried(sqlite_world, "officer", f"id: {SECRET}\n")

    assert answer.status_code == 422
    assert "purposes" in answer.text
    assert SECRET not in answer.text
