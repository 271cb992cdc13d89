"""What is due: as each may know it, soonest first, in pages, printed, exported; and counted for the hub."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from policies.routes import IG_OFFICER
from policies.vocabulary import Category
from sharehub.audit.checkpoint import Policy
from sharehub.audit.entry import Action
from sharehub.audit.witness_policy import NOBODY_WATCHES
from sharehub.cases.conflicts import Trigger, raise_check
from sharehub.database.order import FIRST
from sharehub.deadlines import counting
from sharehub.deadlines.counting import overdue_standing
from sharehub.deadlines.document import COLUMNS, WORDS, as_csv
from sharehub.deadlines.due import Deadline, DeadlineKind, in_order
from sharehub.deadlines.listing import deadlines, page
from sharehub.disclosure.papers import case_reference
from sharehub.errors import Forbidden
from sharehub.identity.actor import Actor
from sharehub.outbox.kinds import Kind as Outboxed
from sharehub.outbox.put import put
from sharehub.patterns.gaps import close, open_gaps
from sharehub.patterns.publish import retract
from sharehub.protocols.partnership import register_user
from sharehub.recalls.acknowledge import acknowledge
from sharehub.requests.answer import decline
from sharehub.requests.ask import ask
from sharehub.requests.lists import requests
from sharehub.requests.words import About, Reason
from tests.sharehub.audit.test_checkpoint import KEYS
from tests.sharehub.documents.reading import text_of
from tests.sharehub.recalls.recalling import a_recalled_copy, work_off
from tests.sharehub.referrals.referring import Referring
from tests.sharehub.requests.gaps_asked import DUE, a_gap, asks
from tests.sharehub.web.clients import Staff

if TYPE_CHECKING:
    from tests.sharehub.world import World

K = DeadlineKind
SAFETY = frozenset({Category.SAFETY})


def due(world: World, by: str | Actor, policy: Policy = NOBODY_WATCHES.policy) -> list[Deadline]:
    """Return what is due for somebody."""
    actor = world.actor(by) if isinstance(by, str) else by
    with world.hub.begin(actor.unit) as work:
        return deadlines(work, actor, world.hub.zone, policy)


def kinds(world: World, by: str | Actor) -> list[str]:
    return [one.kind.value for one in due(world, by)]


@pytest.fixture
def concerned(world: World) -> World:
    """Return a world in which police, social work and the health visitor look into what the child needs."""
    world.open("cp_concern", "CF-SW", "POL-DA", "HV")
    return world


def test_whoever_works_on_a_case_is_told_what_is_due_from_their_unit_and_to_it(concerned: World) -> None:
    world = concerned
    gap = world.publish(a_gap(world, due=DUE + timedelta(days=1)))
    request = asks(world, gap)
    referral = Referring.of(world).approved().sent().id
    sent = world.today() + timedelta(days=14)

    assert due(world, "social_worker") == in_order(
        [
            Deadline(K.REFERRAL_UNANSWERED, sent, False, world.case, referral),
            Deadline(K.REQUEST_UNANSWERED, DUE, False, world.case, request),
            Deadline(K.GAP, DUE + timedelta(days=1), False, world.case, gap),
        ]
    )
    assert due(world, "health_visitor") == [Deadline(K.REQUEST_TO_ANSWER, DUE, False, world.case, request)]
    assert due(world, "mens_worker") == [Deadline(K.REFERRAL_TO_ANSWER, sent, False, world.case, referral)]
    assert due(world, "police") == [Deadline(K.GAP, DUE + timedelta(days=1), False, world.case, gap)]
    assert due(world, "teacher") == due(world, "court") == []

    world.go_to(DUE + timedelta(days=1))
    assert [(one.kind, one.overdue) for one in due(world, "social_worker")] == [
        (one.kind, one.due <= DUE) for one in due(world, "social_worker")
    ]
    fact = world.publish(world.behaviour(), by="health_visitor")
    world.act(close, "social_worker", gap, fact)
    world.act(decline, "health_visitor", request, Reason.NOTHING_KNOWN)
    assert kinds(world, "social_worker") == ["referral_unanswered"]
    assert kinds(world, "health_visitor") == kinds(world, "police") == []


def test_no_deadline_tells_of_what_its_reader_could_not_otherwise_know(sqlite_world: World) -> None:
    """The same case twice: in one a gap is kept back from all others, asked about, and due."""
    world = sqlite_world
    world.open("cp_concern", "CF-SW", "POL-DA", "HV")
    world.open("programme_start", "RESP-M")
    gap = world.publish(a_gap(world))
    asks(world, gap)
    others = [name for name in world.staff if name not in {"womens_worker", "officer"}]
    before = {name: due(world, name) for name in others}

    kept = world.publish(a_gap(world, "RESP-M", categories=SAFETY), by="womens_worker")
    for unit in ("HV", "RESP-M", "POL-DA"):
        asks(world, kept, unit, by="womens_worker", purpose="survivor_support")

    assert {name: due(world, name) for name in others} == before
    assert len(due(world, "womens_worker")) == 4
    world.go_to(DUE + timedelta(days=1))
    for name in others:
        known = {one["id"] for verb in (open_gaps, requests) for one in world.act(verb, name, FIRST, 50)}
        assert {one.id for one in due(world, name)} <= known


def test_what_is_answered_unheard_stays_due_for_whoever_asked(concerned: World) -> None:
    """A treatment service is there for nobody: that it said no moves no deadline of theirs."""
    asked = (About.INTERVENTION_GOALS, concerned.units["SUB-P"], DUE)
    request = concerned.act(ask, "social_worker", *asked)
    before = due(concerned, "social_worker")
    assert kinds(concerned, "his_substance_worker") == ["request_to_answer"]

    concerned.act(decline, "his_substance_worker", request, Reason.NEEDS_PERMISSION)

    assert kinds(concerned, "his_substance_worker") == []
    assert (
        due(concerned, "social_worker")
        == before
        == [Deadline(K.REQUEST_UNANSWERED, DUE, False, concerned.case, request)]
    )


def test_somebody_hears_of_no_case_that_a_conflict_keeps_them_from(sqlite_world: World) -> None:
    world = sqlite_world
    world.open("cp_concern", "CF-SW", "POL-DA")
    world.publish(a_gap(world))
    worker = world.actor("social_worker").user
    assert kinds(world, "social_worker") == ["gap"]

    world.act(raise_check, "police", worker, Trigger.DECLARED, None, world.today())

    assert kinds(world, "social_worker") == []
    with pytest.raises(Forbidden):
        due(world, world.importer("CF-SW"))


def test_officers_are_told_by_their_scope_what_ends_and_what_is_to_be_decided(concerned: World) -> None:
    world = concerned
    world.consents(expires=world.today() + timedelta(days=9))
    world.publish(a_gap(world))
    check: UUID = world.act(
        raise_check, "police", world.actor("therapist").user, Trigger.DECLARED, None, world.today()
    )
    with world.hub.begin() as work:
        mine = Actor(
            register_user(work, world.units["CAL-W"], "officer", [IG_OFFICER]),
            world.units["CAL-W"],
            IG_OFFICER,
        )
        theirs = Actor(
            register_user(work, world.units["POL-DA"], "officer", [IG_OFFICER]),
            world.units["POL-DA"],
            IG_OFFICER,
        )

    decided_by = world.today() + timedelta(days=3)
    conflict = Deadline(K.CONFLICT_TO_DECIDE, decided_by, False, world.case, check)
    everything = [one for one in due(world, "officer") if one.kind is not K.PROTOCOL_ENDS]
    assert [one.kind for one in everything] == [K.CONFLICT_TO_DECIDE, K.CONSENT_ENDS]
    assert everything[0] == conflict
    assert everything[1].due == world.today() + timedelta(days=9)
    assert [one.kind for one in due(world, mine) if one.kind is not K.PROTOCOL_ENDS] == [K.CONSENT_ENDS]
    assert [one for one in due(world, theirs) if one.kind is not K.PROTOCOL_ENDS] == [conflict]
    world.go_to(decided_by + timedelta(days=1))
    assert next(one for one in due(world, theirs) if one.kind is K.CONFLICT_TO_DECIDE).overdue


def test_too_few_witnesses_are_for_the_hubs_independent_officers_to_see_to(sqlite_world: World) -> None:
    world = sqlite_world
    with world.hub.begin() as work:
        unit = world.units["POL-DA"]
        theirs = Actor(register_user(work, unit, "officer", [IG_OFFICER]), unit, IG_OFFICER)
    policy = Policy(KEYS, 1)

    missing = Deadline(K.WITNESSES_MISSING, world.today(), True, None, None)
    assert missing in due(world, "officer", policy)
    assert missing not in due(world, "officer") + due(world, theirs, policy) + due(world, "police", policy)


def test_pages_hold_everything_once_in_order_though_many_are_due_on_one_day() -> None:
    days = [date(2024, 6, 17), date(2024, 6, 18)]
    found = in_order(
        Deadline(K.GAP, days[number % 2], False, UUID(int=number % 3), UUID(int=number))
        for number in range(200)
    )
    seen: list[dict[str, Any]] = []
    after = FIRST
    while shown := page(found, after, 7):
        seen += shown
        last = shown[-1]
        after = Deadline(K(last["kind"]), last["due"], False, last["case"], last["id"]).place
        # Whatever came and went meanwhile: the last one of the page is gone, and the next begins behind it.
        found = [one for one in found if one.id != last["id"]]

    assert len({item["id"] for item in seen}) == len(seen) == 200
    assert [item["due"] for item in seen] == sorted(item["due"] for item in seen)


def test_the_list_is_read_in_pages_printed_and_exported_and_each_look_is_on_record(concerned: World) -> None:
    world = concerned
    gaps = [world.publish(a_gap(world)) for _ in range(3)]
    staff = Staff(world)

    def sent_to(method: str, path: str, **sent: Any) -> Any:
        headers = {"Authorization": "Bearer token of social_worker"}
        return staff.client.request(method, f"/api/v1/deadlines{path}", headers=headers, **sent)

    first = sent_to("GET", "?limit=2").json()
    second = sent_to("GET", f"?limit=2&cursor={first['next']}").json()
    items = first["items"] + second["items"]
    assert {item["id"] for item in items} == set(map(str, gaps))
    assert second["next"] is None
    reference = case_reference(world.case)
    assert items[0] == {
        "kind": "gap",
        "due": DUE.isoformat(),
        "overdue": False,
        "case": str(world.case),
        "case_reference": reference,
        "id": items[0]["id"],
    }

    table = sent_to("POST", "/print", json={"form": "csv"})
    rows = list(csv.reader(StringIO(table.text)))
    assert rows[0] == [*COLUMNS]
    assert sorted(row[4] for row in rows[1:]) == sorted(map(str, gaps))
    assert {tuple(row[:4]) for row in rows[1:]} == {("gap", DUE.isoformat(), "False", reference)}
    page_, pdf = (sent_to("POST", "/print", json={"form": form}) for form in ("html", "pdf"))
    assert page_.status_code == pdf.status_code == 200
    assert "Gap to close" in page_.text
    assert "Nothing is overdue." in page_.text
    assert reference in text_of(pdf.content)
    for answer in (table, page_, pdf):
        assert UUID(answer.headers["Release-Id"]).version == 4
        text = text_of(answer.content) if answer is pdf else answer.text
        assert not any(word in text for word in ("Konrad", "Ludmila", "Agnes", "moved here"))
    looks = [entry["refs"] for entry in world.logged(Action.LIST_ASKED)]
    assert [look["list"] for look in looks] == ["deadlines"] * 5
    assert [look.get("form") for look in looks] == [None, None, "csv", "html", "pdf"]


def test_every_kind_has_words_on_paper_and_no_cell_is_taken_for_a_formula() -> None:
    assert WORDS.keys() == set(DeadlineKind)
    found = [
        Deadline(K.GAP, date(2024, 6, 17), True, UUID(int=number), UUID(int=number)) for number in range(50)
    ]

    cells = [cell for row in csv.reader(StringIO(as_csv(found))) for cell in row]

    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)


def test_what_is_overdue_in_the_hub_is_counted_by_kind_and_of_no_case(world: World) -> None:
    world.open("cp_concern", "CF-SW", "POL-DA", "HV")
    gap, taken_back = (world.publish(a_gap(world)) for _ in range(2))
    world.act(retract, "police", taken_back)
    asks(world, gap)
    Referring.of(world).approved().sent()
    world.act(raise_check, "police", world.actor("court").user, Trigger.DECLARED, None, world.today())

    def counted() -> dict[str, int]:
        with world.hub.begin() as work:
            counting.count(work)
        with world.hub.glance() as tx:
            standing = overdue_standing(tx)
        assert standing is not None
        return {
            kind: number for kind, number in standing.by_kind.items() if number and kind != "protocol_ends"
        }

    with world.hub.glance() as tx:
        assert overdue_standing(tx) is None
    assert counted() == {}
    world.go_to(DUE + timedelta(days=1))
    late = {"gap": 1, "request_to_answer": 1, "referral_to_answer": 1, "conflict_to_decide": 1}
    assert counted() == counted() == late
    world.act(close, "social_worker", gap, world.publish(world.behaviour(), by="social_worker"))
    del late["gap"]
    assert counted() == late
    world.go_to(DUE + timedelta(days=2))
    with world.hub.glance() as tx:
        standing = overdue_standing(tx)
    assert standing is not None
    assert 24 * 3600 - 60 < standing.age <= 24 * 3600


def test_a_copy_that_is_out_of_date_is_due_for_its_holder_and_overdue_for_their_officer(world: World) -> None:
    copy = a_recalled_copy(world, "police")
    officer = Actor(world.actor("police").user, world.actor("police").unit, IG_OFFICER)

    (mine,) = due(world, "police")
    assert (mine.kind, mine.id, mine.case, mine.overdue) == (K.COPY_TO_DESTROY, copy, world.case, False)
    assert due(world, officer) == []

    world.go_to(mine.due + timedelta(days=1))
    with world.hub.begin() as work:
        put(work, Outboxed.RECALL_OVERDUE, [copy])
    work_off(world)
    (late,) = due(world, "police")
    assert late == replace(mine, overdue=True)
    assert late in due(world, officer)
    with world.hub.begin() as work:
        counting.count(work)
        stands = overdue_standing(work.tx)
        acknowledge(work, world.actor("police"), copy, 1)
    assert stands is not None
    assert stands.by_kind["copy_to_destroy"] == 1
    assert due(world, "police") == []
