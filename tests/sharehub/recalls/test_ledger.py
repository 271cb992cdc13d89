"""The ledger of a fact: who holds which version, as far as each officer may know; what is beyond recall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import text

from sharehub.audit.entry import Action
from sharehub.disclosure.compose import Wanted, compose
from sharehub.oversight.export import Form, export
from sharehub.oversight.holding.questions import Holders
from sharehub.oversight.scope import LOOKS
from sharehub.patterns.record import correct
from sharehub.recalls.acknowledge import acknowledge
from sharehub.recalls.holders import MEDIA
from sharehub.recalls.past.queries import LET_OUT
from tests.sharehub.oversight.offices import THE_HUBS, Offices, a_wall, open_gates
from tests.sharehub.recalls.recalling import after, listed, work_off

if TYPE_CHECKING:
    from tests.sharehub.world import World


def a_history(world: World) -> UUID:
    """Let a fact of the police go out in two versions, by looks, a wall and a document."""
    open_gates(world)
    fact = world.publish(world.behaviour())
    world.read("health_visitor", "child_protection")
    world.read("teacher", "wellbeing_support")
    world.read("mens_worker", "programme_referral")
    a_wall(world, "health_visitor")
    printed = Wanted(Action.DOCUMENT_ASKED, "child_protection", {"document": "page", "form": "pdf"})
    compose(world.hub, world.actor("health_visitor"), world.case, printed)
    after(world, days=1)
    world.act(correct, "police", fact, world.behaviour(statement="He kicked the gate."))
    world.read("health_visitor", "child_protection")
    work_off(world)
    return fact


def plain(offices: Offices, items: list[dict[str, Any]]) -> set[tuple[object, ...]]:
    names = {actor.user: name for name, actor in offices.world.staff.items()}
    return {
        (
            names[item["user"]],
            item["version"],
            item["outcome"],
            item["medium"],
            item["current"],
            item["recalled_at"] is not None,
        )
        for item in items
    }


OLD = {
    ("health_visitor", 1, "full", "screen", False, True),
    ("health_visitor", 1, "full", "document", False, True),
}
NEW = ("health_visitor", 2, "full", "screen", True, False)


def test_each_officer_sees_the_holders_that_are_theirs_to_know(offices: Offices) -> None:
    fact = a_history(offices.world)
    seen = {code: plain(offices, offices.asks(code, Holders(fact))) for code in offices.officers}

    assert seen["HV"] >= {*OLD, NEW}
    assert {name for name, *_ in seen["HV"]} == {"health_visitor"}
    assert seen["POL-DA"] == seen[THE_HUBS]
    assert {name for name, *_ in seen["POL-DA"]} == {
        "health_visitor",
        "teacher",
        "mens_worker",
        "facilitator",
    }
    # That unit works with him: what one of its people had, and another had not, it does not learn here.
    assert seen["RESP-M"] == seen["MARAC-CO"] == seen["CAL-W"] == set()
    assert offices.asks(THE_HUBS, Holders(UUID(int=7))) == []


def test_what_can_no_longer_be_taken_back_is_said_and_what_is_gone(offices: Offices) -> None:
    world = offices.world
    fact = a_history(world)
    reader = world.actor("health_visitor")
    (item,) = listed(world, reader)
    with world.hub.begin(reader.unit) as work:
        acknowledge(work, reader, item["id"], item["revision"])
    found = [one for one in offices.asks("POL-DA", Holders(fact)) if one["user"] == reader.user]

    assert {(one["medium"], one["beyond_recall"]) for one in found} == {
        ("screen", False),
        ("wall", False),
        ("document", True),
    }
    assert {one["version"] for one in found if one["acknowledged_at"]} == {1}
    assert {one["version"] for one in found if not one["acknowledged_at"]} == {2}
    entry = world.logged(Action.LOG_ASKED)[-1]
    assert (entry["refs"]["query"], entry["refs"]["about"]) == ("holders_of_fact", str(fact))


def test_every_look_by_which_somebody_has_lines_is_one_that_recalls_go_by() -> None:
    # Of a preview its author has their own unit's fact alone, which is theirs.
    without = {Action.NAMES_ASKED, Action.FACT_PREVIEWED, Action.REFERRAL_APPROVED, Action.REFERRAL_SENT}

    assert LOOKS - without == LET_OUT == MEDIA.keys()


def test_what_a_system_took_stands_elsewhere(here: Offices) -> None:
    world = here.world
    world.open("cp_concern", "HV")
    fact = world.publish(world.behaviour())
    with world.hub.engine.begin() as connection:
        connection.execute(
            text("update users set kind = 'system' where id = :user"),
            {"user": world.actor("health_visitor").user.hex},
        )
    world.read("health_visitor", "child_protection")
    (item,) = here.asks("POL-DA", Holders(fact))

    assert (item["medium"], item["beyond_recall"]) == ("system", True)


def test_it_comes_in_pages_and_as_a_table(here: Offices) -> None:
    world = here.world
    fact = a_history(world)
    whole = here.asks(THE_HUBS, Holders(fact))
    paged: list[dict[str, Any]] = []
    while page := here.asks(THE_HUBS, Holders(fact), paged[-1]["id"] if paged else None, 2):
        paged += page
    _, lines = export(world.hub, here.officers[THE_HUBS], Holders(fact), Form.CSV)
    head, *rows = b"".join(lines).decode().splitlines()

    assert paged == whole
    assert len(rows) == len(whole) > 4
    assert head.startswith("id,fact,version,current,outcome,medium,beyond_recall,unit,user,role")
    assert "kicked" not in "".join(rows)
