"""Hubs, and cases, that differ in nothing that an officer may know of are alike to that officer."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from consent.people import Part
from consent.record import Status
from sharehub.assembly import assemble
from sharehub.cases.conflicts import Trigger, exclude, raise_check
from sharehub.cases.members import allocate
from sharehub.clock import SteppedClock
from sharehub.consents.approvals import Scope, approve_release
from sharehub.consents.serious_risk import Grounds
from sharehub.consents.serious_risk import ask as ask_for_decision
from sharehub.crypto.keys import KeyFile
from sharehub.database.schema import AuditEntry
from sharehub.disclosure.identify import identify
from sharehub.patterns.publish import retract
from sharehub.patterns.summaries import publish_summary
from tests.sharehub.conftest import START
from tests.sharehub.disclosure.stored import change_version
from tests.sharehub.oversight.offices import (
    Offices,
    a_draft,
    a_wall,
    kept_from_him,
    open_gates,
    refused_look,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from uuid import UUID

    from sharehub.oversight.looking import Item
    from tests.sharehub.world import World

Step = "Callable[[World], Any]"
UUIDS = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def shared(world: World) -> UUID:
    """Let there be what both have: facts of three units, one of which his side may not have."""
    open_gates(world)
    facts = [
        world.publish(world.behaviour(), by="police"),
        world.publish(kept_from_him(world), by="womens_worker"),
        world.publish(world.behaviour(statement="He said so."), by="mens_worker"),
    ]
    world.act(publish_summary, "police", {1: facts[:1]})
    return facts[0]


def looks(world: World) -> None:
    """Let everybody look, for all there is to look for."""
    for name, purpose in (
        ("health_visitor", "child_protection"),
        ("mens_worker", "programme_referral"),
        ("police", "child_protection"),
        ("womens_worker", "survivor_support"),
    ):
        world.read(name, purpose)
    a_wall(world, "mens_worker", "health_visitor")
    identify(world.hub, world.actor("mens_worker"), world.case)
    refused_look(world, "mens_worker", purpose="court_report")


def of_the_school(world: World) -> None:
    """Let things happen between the school, the social workers and her that are nobody else's to know."""
    today = world.today()
    facts = [
        world.publish(world.behaviour(statement=f"At school, {number}.", categories=kind), by="teacher")
        for number, kind in enumerate((kept_from_him(world).categories,) * 3)
    ]
    a_draft(world, "teacher")
    world.act(retract, "teacher", facts[0])
    scope = Scope(
        frozenset({facts[1]}), frozenset({world.units["SCRA"]}), frozenset({"child_protection"}), today
    )
    world.act(approve_release, "teacher", scope, "Agreed.")
    why = Grounds("He said it.", "No less would do.", person_at_risk=world.people["her"])
    world.act(ask_for_decision, "teacher", scope, why)
    world.consents(status=Status.REFUSED, recipients=frozenset({str(world.units["SHERIFF"])}))
    world.consents(expires=today + timedelta(days=5), recipients=frozenset({str(world.units["SHERIFF"])}))
    therapist = world.actor("therapist")
    world.act(exclude, "social_worker", therapist.user, "She names them.", today)
    world.act(raise_check, "social_worker", world.actor("court").user, Trigger.DECLARED, None, today)
    member = world.actor("social_worker_two")
    world.act(allocate, "social_worker", member.user, member.role, today + timedelta(days=9), None)
    change_version(world, facts[2], perp_aware="maybe")
    elsewhere = world.another_case({"him": Part.PERPETRATOR}, ["teacher"])
    elsewhere.read("teacher", "wellbeing_support")
    refused_look(elsewhere, "teacher", purpose="court_report")


def a_man(world: World) -> None:
    """Keep from his worker what is his worker's own unit's: drafts, and what was taken back."""
    a_draft(world, "mens_worker")
    taken = world.publish(world.behaviour(statement="Not so."), by="mens_worker")
    world.act(retract, "mens_worker", taken)


@pytest.fixture
def twin(sqlite_founded: tuple[Path, World], tmp_path: Path) -> Iterator[Callable[..., tuple[Offices, UUID]]]:
    """Yield a maker of hubs in which the same happens, but for what is done besides in one of them."""
    template, founded = sqlite_founded
    made: list[World] = []

    def make(*more: Callable[[World], Any]) -> tuple[Offices, UUID]:
        folder = tmp_path / f"twin-{len(made)}"
        shutil.copytree(template, folder)
        clock = SteppedClock(START + timedelta(seconds=1))
        hub = assemble(
            f"sqlite:///{folder / 'data' / 'hub.db'}",
            f"sqlite:///{folder / 'keys' / 'keys.db'}",
            KeyFile(folder / "keys" / "root.json", os.urandom),
            clock,
        )
        world = replace(founded, hub=hub)
        made.append(world)

        def by_its_own_chance(act: Callable[..., Any]) -> Any:
            drawn = Random(act.__name__)  # noqa: S311 - the same in each hub, on purpose
            return act(replace(world, hub=replace(hub, random=drawn.randbytes)))

        offices = by_its_own_chance(Offices.of)
        fact = by_its_own_chance(shared)
        for act in more:
            by_its_own_chance(act)
        clock.put(START + timedelta(hours=1))
        by_its_own_chance(looks)
        clock.put(START + timedelta(hours=2))
        return replace(offices, world=world, hub=hub), fact

    yield make
    for world in made:
        world.hub.close()


def answers(offices: Offices, fact: UUID, code: str) -> Mapping[str, bytes]:
    """Return the answers to every question, without what is new in each hub: times, ids of log entries."""
    entries = {str(row["id"]).encode() for row in offices.world.rows(AuditEntry)}
    found = {}
    for name, question in offices.everything(fact).items():
        items = offices.asks(code, question)
        said = orjson.dumps([_timeless(item) for item in items if item.get("action") != "log.asked"])
        found[name] = UUIDS.sub(lambda one: b"entry" if one[0] in entries else one[0], said)
    return found


def _timeless(item: Item) -> Item:
    return {
        name: value
        for name, value in item.items()
        if name not in {"at", "first_at", "last_at", "first", "last"}
    }


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> set[str]:
    return {name for name in one if one[name] != other[name]}


FAMILY = {"him": Part.PERPETRATOR, "her": Part.SURVIVOR, "child": Part.CHILD}


def a_case(offices: Offices, *more: Callable[[World], Any]) -> list[tuple[str, ...]]:
    """Let a case of its own be lived through, and return what some officers see of it.

    What is done in one moment stands in the order of ids, which chance draws: so all is sorted.
    """
    staff = offices.world.staff.keys() - {"social_worker", "officer"}
    world = offices.world.another_case(FAMILY, sorted(staff))
    for act in (shared, *more, looks):
        act(world)
    here = replace(offices, world=world)
    own = {"POL-DA": "police", "HV": "health_visitor", "RESP-M": "mens_worker"}
    return sorted(
        (code, item["action"], item["outcome"], str(item["user"] == here.user(name)), *_said(item))
        for code, name in own.items()
        for item in here.of_case(code)
        if item["action"] != "log.asked"
    )


def _said(item: Item) -> list[str]:
    return sorted(repr({**line, "fact": line["fact"] is not None}) for line in item["lines"])


def test_two_cases_that_differ_in_what_is_others_are_alike(offices: Offices) -> None:
    plain, full = a_case(offices), a_case(offices, of_the_school)

    assert plain == full
    assert len(plain) >= 20


@pytest.mark.parametrize("code", ["POL-DA", "HV", "RESP-M", "CAL-W"])
def test_what_is_others_changes_no_byte_of_any_answer(twin: Callable[..., Any], code: str) -> None:
    (plain, fact), (full, _) = twin(), twin(of_the_school)

    found = [answers(one, fact, code) for one in (plain, full)]

    told = {"consents", "user womens_worker", "unit CAL-W", "case"} if code == "CAL-W" else set()
    assert differing(*found) <= told
    assert len(full.world.rows(AuditEntry)) > len(plain.world.rows(AuditEntry)) + 15
    assert b"pattern.asked" in found[0]["case"]


def test_what_is_withheld_from_his_workers_changes_no_byte_of_what_their_officer_gets(
    twin: Callable[..., Any],
) -> None:
    (plain, fact), (full, _) = twin(), twin(a_man)

    found = [answers(one, fact, "RESP-M") for one in (plain, full)]

    own_looks = ("user mens_worker", "refusals")
    lines = [
        [item["lines"] for name in own_looks for item in orjson.loads(one[name]) if item["medium"]]
        for one in found
    ]
    assert lines[0] == lines[1] != []


def test_what_is_theirs_to_know_is_seen_to_differ(twin: Callable[..., Any]) -> None:
    (plain, fact), (full, _) = twin(), twin(of_the_school)

    for code, least in (
        ("CF-SW", {"case", "unit CF-SW", "excluded", "user social_worker"}),
        (
            "IG",
            {"case", "looks", "refusals", "excluded", "consents", "unit SCHOOL", "user teacher", "counts"},
        ),
    ):
        assert differing(answers(plain, fact, code), answers(full, fact, code)) >= least, code
