"""At the end of its years a case is proposed to independent officers, and nothing ends but by two of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from policies.shipped import rulebook_text
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import exclude
from sharehub.custody import certificate
from sharehub.custody.shred import set_legal_hold
from sharehub.database.order import FIRST
from sharehub.database.schema import Case, Notice, RetentionProposal
from sharehub.documents.html import as_html
from sharehub.documents.pdf import as_pdf
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.protocols import rulebooks
from sharehub.retention import propose as proposing
from sharehub.retention import queries
from sharehub.retention.api import DecisionBody
from sharehub.retention.decide import Keeping, KeepingReason, decide, proposed
from sharehub.retention.propose import due_on, propose
from sharehub.worker.runner import Came
from tests.sharehub.custody.shredding import approve_shredding
from tests.sharehub.custody.test_shred import second_officer
from tests.sharehub.database.logins import logins_on
from tests.sharehub.worker.test_tasks import work_off

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.identity.actor import Actor
    from tests.sharehub.world import World

YEARS = 7
DUE = date(2024 + YEARS, 6, 4)
"""The day after so many years since the day on which every world begins."""


def proposals(world: World) -> list[dict[str, Any]]:
    """Look for what is due, and return all proposals."""
    with world.hub.begin() as work:
        propose(work, FIRST)
    return world.rows(RetentionProposal)


def a_due_proposal(world: World) -> UUID:
    world.publish(world.behaviour())
    world.go_to(DUE)
    (row,) = proposals(world)
    found: UUID = row["id"]
    return found


def decided(world: World, proposal: UUID, keeping: Keeping | None = None, by: Actor | None = None) -> None:
    actor = by or world.actor("officer")
    with world.hub.begin(actor.unit) as work:
        decide(work, actor, proposal, keeping)


def told(world: World, kind: str) -> set[str]:
    """Return the codes of the units that were told of something."""
    codes = {unit: code for code, unit in world.units.items()}
    return {codes[row["unit_id"]] for row in world.rows(Notice) if row["kind"] == kind}


def kept_for(years: int) -> str:
    return rulebook_text().replace(f"fact_years: {YEARS}", f"fact_years: {years}")


@pytest.mark.postgres
def test_a_case_is_proposed_on_the_day_after_its_years_and_once(world: World) -> None:
    world.publish(world.behaviour())

    world.go_to(DUE - timedelta(days=1))
    assert proposals(world) == []
    world.go_to(DUE)
    (row,) = proposals(world)
    assert proposals(world) == [row]

    assert (row["case_id"], row["years"], row["last_on"]) == (world.case, YEARS, date(2024, 6, 3))
    assert told(world, "retention_due") == {"IG"}
    (entry,) = world.logged(Action.RETENTION_PROPOSED)
    assert entry["refs"] == {"proposal": str(row["id"]), "years": YEARS}


def test_reading_a_case_begins_its_years_anew_and_a_refused_look_does_not(sqlite_world: World) -> None:
    world = sqlite_world
    world.open("cp_concern", "HV")
    world.publish(world.behaviour())
    world.go_to(date(2026, 6, 3))
    world.read("health_visitor", "child_protection")

    world.go_to(DUE)
    assert proposals(world) == []
    world.go_to(date(2026 + YEARS, 6, 4))
    assert [row["last_on"] for row in proposals(world)] == [date(2026, 6, 3)]


def test_the_longest_years_of_all_that_bear_on_a_case_hold(sqlite_world: World) -> None:
    world = sqlite_world
    world.publish(world.behaviour())
    with world.hub.begin() as work:
        rulebooks.register(work, world.administrator, kept_for(10), base=True)

    world.go_to(DUE)
    assert proposals(world) == []
    world.go_to(date(2034, 6, 4))
    assert [row["years"] for row in proposals(world)] == [10]

    with world.hub.begin() as work:  # shorter than that of the protocol in force
        rulebooks.register(work, world.administrator, kept_for(1), base=True)
    there = world.another_case({})
    world.go_to(date(2036, 6, 4))
    assert [row for row in proposals(world) if row["case_id"] == there.case] == []


def test_under_a_legal_hold_nothing_is_proposed_and_what_was_cannot_be_destroyed(sqlite_world: World) -> None:
    world = sqlite_world
    proposal = a_due_proposal(world)
    world.act(set_legal_hold, "officer", held=True)
    with pytest.raises(Conflict, match="legal hold"):
        decided(world, proposal)
    there = world.another_case({})
    with world.hub.begin() as work:
        set_legal_hold(work, world.actor("officer"), there.case, held=True)

    world.go_to(date(2024 + 2 * YEARS, 6, 8))

    assert [row["id"] for row in proposals(world)] == [proposal]


@pytest.mark.postgres
def test_a_case_that_is_kept_is_proposed_again_when_that_is_over(world: World) -> None:
    proposal = a_due_proposal(world)
    until = DUE + timedelta(days=400)

    decided(world, proposal, Keeping(until, KeepingReason.PROCEEDINGS))
    world.go_to(until)
    (row,) = proposals(world)
    world.go_to(until + timedelta(days=1))

    assert (row["decision"], row["keep_until"], row["reason"]) == ("keep", until, "proceedings")
    assert len(proposals(world)) == 2
    with pytest.raises(Conflict, match="was decided"):
        decided(world, proposal)


@pytest.mark.postgres
def test_destroying_takes_a_named_decision_and_a_second_officer_and_owners_are_told(world: World) -> None:
    proposal = a_due_proposal(world)
    officer, second = world.actor("officer"), second_officer(world)

    decided(world, proposal)
    with pytest.raises(Forbidden):
        approve_shredding(world.hub, officer, world.case)
    assert [row["shredded_at"] for row in world.rows(Case)] == [None]
    made = approve_shredding(world.hub, second, world.case)

    assert told(world, "erasure_decided") == {"POL-DA"}
    (row,) = world.rows(Case)
    assert (row["shredding_asked_by"], row["shredded_by"]) == (officer.user, second.user)
    with world.hub.begin() as work:
        assert list(proposed(work, officer, FIRST, 9)) == []
        ended = certificate.ask(work, officer, world.case)
    assert (ended.asked_by, ended.approved_by, ended.unit) == (officer.user, second.user, "Unit IG")
    page = as_html(certificate.document(made, ended))
    for said in (
        str(world.case),
        str(officer.user),
        str(second.user),
        "04 July 2031",
        "cannot speak of copies",
    ):
        assert said in page
    assert as_pdf(certificate.document(made, ended)).startswith(b"%PDF")


@pytest.mark.postgres
def test_the_second_lock_shows_proposals_to_overseers_alone_and_lets_them_decide(
    postgres_world: World, postgres_migrated: tuple[str, str]
) -> None:
    world = postgres_world
    proposal = a_due_proposal(world)
    officer, police = world.actor("officer"), world.actor("police")
    with logins_on(postgres_migrated[0]) as logins:
        bound = logins.bound(world)
        with bound.hub.begin(police.unit) as work:
            assert list(queries.proposals(work.tx, (), FIRST, 9)) == []
        with bound.hub.begin(officer.unit) as work:
            assert [row["id"] for row in proposed(work, officer, FIRST, 9)] == [proposal]
        decided(bound, proposal)

    assert [row["decision"] for row in world.rows(RetentionProposal)] == ["destroy"]


def test_deciding_is_for_independent_officers_who_have_no_conflict(sqlite_world: World) -> None:
    world = sqlite_world
    proposal = a_due_proposal(world)
    for other in ("police", "social_worker"):
        with pytest.raises(Forbidden):
            decided(world, proposal, by=world.actor(other))
    with pytest.raises(NotFound):
        decided(world, uuid4())
    for until in (DUE, DUE + timedelta(days=4000)):
        with pytest.raises(Invalid, match="keep_until"):
            decided(world, proposal, Keeping(until, KeepingReason.LAW_ASKS))
    world.act(exclude, "police", world.actor("officer").user, "Kin.", DUE)

    with pytest.raises(NotFound):
        decided(world, proposal)
    with world.hub.begin() as work:
        assert list(proposed(work, world.actor("officer"), FIRST, 9)) == []


def test_a_certificate_is_for_officers_and_of_a_case_that_was_shredded(sqlite_world: World) -> None:
    world = sqlite_world
    for who, case, error in (
        ("police", world.case, Forbidden),
        ("officer", world.case, Conflict),
        ("officer", uuid4(), NotFound),
    ):
        with world.hub.begin() as work, pytest.raises(error):
            certificate.ask(work, world.actor(who), case)


def test_a_long_list_of_cases_is_gone_through_in_pages(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = sqlite_world
    cases = {world.case, *(world.another_case({}).case for _ in range(4))}
    monkeypatch.setattr(proposing, "PAGE", 2)
    world.go_to(DUE)
    with world.hub.begin() as work:
        put(work, Kind.PROPOSE_RETENTION, [])

    assert set(work_off(world)) == {Came.DONE}
    assert {row["case_id"] for row in world.rows(RetentionProposal)} == cases


def test_years_end_on_the_same_day_and_those_of_a_leap_day_on_the_last_of_february() -> None:
    assert due_on(date(2024, 6, 3), 7) == date(2031, 6, 4)
    assert due_on(date(2024, 2, 29), 7) == date(2031, 3, 1)
    assert due_on(date(2024, 2, 29), 8) == date(2032, 3, 1)


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"decision": "keep"}, "keep_until"),
        ({"decision": "keep", "keep_until": "2031-12-01"}, "reason"),
        ({"decision": "keep", "reason": "proceedings"}, "keep_until"),
        ({"decision": "destroy", "keep_until": "2031-12-01"}, "keep_until"),
        ({"decision": "destroy", "reason": "proceedings"}, "reason"),
    ],
)
def test_keeping_takes_a_day_and_a_reason_and_destroying_neither(said: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        DecisionBody.model_validate(said).keeping()

    assert refused.value.where == where


def test_a_decision_is_read_as_it_was_sent() -> None:
    until = {"keep_until": "2031-12-01", "reason": "proceedings"}

    assert DecisionBody.model_validate({"decision": "destroy"}).keeping() is None
    kept = DecisionBody.model_validate({"decision": "keep"} | until).keeping()
    assert kept == Keeping(date(2031, 12, 1), KeepingReason.PROCEEDINGS)
