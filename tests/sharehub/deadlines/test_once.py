"""How much looking at what is due takes: each case is decided once, and what all share is read once."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from consent.people import Part
from policies.decide import decide as really
from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from sharehub.audit.entry import Act, Action
from sharehub.audit.witness_policy import NOBODY_WATCHES
from sharehub.deadlines.listing import deadlines
from sharehub.patterns.gaps import close
from sharehub.requests.answer import answer
from tests.sharehub.requests.gaps_asked import DUE, a_gap, asks
from tests.sharehub.web.clients import Staff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.answer import Decision
    from sharehub.deadlines.due import Deadline
    from tests.sharehub.world import World

PARTS = {"him": Part.PERPETRATOR, "her": Part.SURVIVOR, "child": Part.CHILD}
MEMBERS = ("police", "health_visitor", "mens_worker")
MOST_SELECTS = 28
"""For a case, of which some dozen read what a decision is made from."""


@dataclass
class Took:
    """What a look took."""

    decisions: int = 0
    statements: int = 0


@contextmanager
def counted(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Took]:
    """Count, while the block lasts, what is decided and what the database is asked."""
    took = Took()

    def decide(*given: Any) -> Decision:
        took.decisions += 1
        return really(*given)

    def asked(*_: object) -> None:
        took.statements += 1

    event.listen(world.hub.engine, "before_cursor_execute", asked)
    with monkeypatch.context() as patched:
        patched.setattr("sharehub.disclosure.known.decide", decide)
        try:
            yield took
        finally:
            event.remove(world.hub.engine, "before_cursor_execute", asked)


def another(world: World) -> None:
    """Open a case with gaps that stand open and are closed, and requests that wait and are answered."""
    case = world.another_case(PARTS, MEMBERS)
    case.open("cp_concern", "CF-SW", "POL-DA", "HV")
    case.open("programme_start", "RESP-M")
    gaps = [case.publish(a_gap(case, due=DUE + timedelta(days=day))) for day in range(3)]
    found = case.publish(case.behaviour(), by="health_visitor")
    requests = [asks(case, gap) for gap in gaps]
    asks(case, gaps[1], "RESP-M")
    case.act(answer, "health_visitor", requests[0], frozenset({found}))
    case.act(close, "police", gaps[0], found)


def look(world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Deadline], Took]:
    actor = world.actor(name)
    with world.hub.begin(actor.unit) as work, counted(world, monkeypatch) as took:
        return deadlines(work, actor, world.hub.zone, NOBODY_WATCHES.policy), took


@pytest.mark.parametrize("name", ["social_worker", "health_visitor", "police", "mens_worker"])
def test_each_case_is_decided_once_and_takes_as_many_selects_as_the_last(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    actor = world.actor(name)
    purposes = len(parse_rulebook(rulebook_text()).roles[actor.role].purposes)
    another(world)
    _, first = look(world, name, monkeypatch)
    for _ in range(3):
        another(world)
    found, then = look(world, name, monkeypatch)

    assert len({one.case for one in found}) == 4
    # For each purpose once, whatever asks: gaps, what closes them, requests and their answers.
    assert then.decisions == 4 * first.decisions
    assert first.decisions == purposes
    of_case = (then.statements - first.statements) / 3
    assert of_case <= MOST_SELECTS
    assert then.statements == first.statements + 3 * of_case


def test_a_case_with_many_gaps_and_requests_takes_as_many_selects_as_one_with_few(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.open("cp_concern", "CF-SW", "POL-DA", "HV")
    took = []
    for _ in range(6):
        gap, found = world.publish(a_gap(world)), world.publish(world.behaviour(), by="health_visitor")
        asks(world, gap)
        request = asks(world, gap)
        world.act(answer, "health_visitor", request, frozenset({found}))
        took.append(look(world, "social_worker", monkeypatch))

    assert [len(due) for due, _ in took] == [2, 4, 6, 8, 10, 12]
    assert {(one.decisions, one.statements) for _, one in took} == {
        (took[0][1].decisions, took[0][1].statements)
    }


def test_others_write_while_it_is_looked_at_and_the_look_is_on_record_before_it_leaves(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, staff, wrote = sqlite_world, Staff(sqlite_world), []
    world.open("cp_concern", "CF-SW", "POL-DA")
    gap = world.publish(a_gap(world))

    def decide(*given: Any) -> Decision:
        with world.hub.begin() as work:
            wrote.append(work.record(Act(Action.BACKUP_BEGUN)))
        return really(*given)

    monkeypatch.setattr("sharehub.disclosure.known.decide", decide)
    answer = staff.client.get("/api/v1/deadlines", headers={"Authorization": "Bearer token of social_worker"})

    assert [item["id"] for item in answer.json()["items"]] == [str(gap)]
    assert wrote
    assert [entry["refs"]["list"] for entry in world.logged(Action.LIST_ASKED)] == ["deadlines"]
