"""Recording consent: every refusal, and that what he says for a child is kept without effect."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from consent.record import Capacity, Kind, Status
from policies.vocabulary import SourceType
from sharehub.audit.entry import Action
from sharehub.cases.people import decide_mapping
from sharehub.consents.record import LONGEST_REFERENCE, record_consent
from sharehub.database.schema import ConsentEvent
from sharehub.errors import Conflict, Forbidden, Invalid
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.audit.deeds import recorded, said, undetermined

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World

MONDAY = date(2024, 6, 3)


def say(world: World, by: str = "womens_worker", **changes: Any) -> UUID:
    identity: UUID = world.act(record_consent, by, said(world, **changes))
    return identity


def load(world: World, **changes: Any) -> UUID:
    identity: UUID = world.act(record_consent, world.importer("CAL-W"), said(world, **changes))
    return identity


def event(world: World, identity: UUID) -> dict[str, Any]:
    (row,) = [row for row in world.rows(ConsentEvent) if row["id"] == identity]
    return row


def order(world: World) -> list[str]:
    """The statuses of the case's events, in the order in which a decision reads them."""
    events = [row for row in world.rows(ConsentEvent) if row["case_id"] == world.case]
    return [row["status"] for row in sorted(events, key=lambda row: (row["day"], row["reference"]))]


def test_what_she_said_is_kept_as_she_said_it(world: World) -> None:
    fact = recorded(world, by="womens_worker")
    identity = say(
        world,
        status=Status.LIMITED,
        recipients=frozenset({"*"}),
        except_units=frozenset({str(world.units["SUB-P"])}),
        exclude_facts=frozenset({str(fact)}),
        expires=MONDAY,
        may_be_put_to_perpetrator=True,
        interpreter_independent=False,
        own_words="Tell Morag, but not him.",
    )

    row = event(world, identity)
    assert (row["status"], row["kind"], row["capacity"]) == ("limited", "consent", None)
    assert (row["subject_part"], row["given_by_part"]) == ("survivor", "survivor")
    assert (row["recipients"], row["except_units"]) == (["*"], [str(world.units["SUB-P"])])
    assert (row["exclude_facts"], row["expires"]) == ([str(fact)], MONDAY)
    assert (row["may_be_put_to_perpetrator"], row["may_appear_in_report"]) == (True, False)
    assert (row["asked_alone"], row["interpreter_independent"]) == (True, False)
    assert b"Morag" not in row["own_words"]


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.REFUSED, Status.RESCINDED])
@pytest.mark.parametrize("capacity", [None, Capacity.GUARDIAN, Capacity.NON_ABUSING_PARENT])
def test_the_perpetrator_speaks_for_no_child_whoever_enters_it(
    sqlite_world: World, status: Status, capacity: Capacity | None
) -> None:
    his: dict[str, Any] = {
        "subject": sqlite_world.people["child"],
        "given_by": sqlite_world.people["him"],
        "status": status,
        "capacity": capacity,
    }

    with pytest.raises(Forbidden, match="objection"):
        say(sqlite_world, **his)
    with pytest.raises(Forbidden, match="objection"):
        load(sqlite_world, **his)
    assert sqlite_world.rows(ConsentEvent) == []


@pytest.mark.parametrize("subject", ["her", "neighbour"])
def test_the_perpetrator_speaks_for_no_other_adult_either(sqlite_world: World, subject: str) -> None:
    with pytest.raises(Forbidden):
        say(sqlite_world, subject=sqlite_world.people[subject], given_by=sqlite_world.people["him"])


def test_what_he_says_for_a_child_is_kept_as_an_objection_without_effect(world: World) -> None:
    child, her, him = (world.people[name] for name in ("child", "her", "him"))
    new = world.told_by_her(source_person=child, source_type=SourceType.CHILD, about=frozenset({child}))
    world.publish(new, by="teacher")
    world.open("programme_referral", "RESP-M")
    say(
        world,
        subject=child,
        given_by=her,
        capacity=Capacity.NON_ABUSING_PARENT,
        may_be_put_to_perpetrator=True,
    )
    before = world.texts("mens_worker", "programme_referral")

    objection = say(world, subject=child, given_by=him, status=Status.REFUSED, kind=Kind.OBJECTION)

    assert event(world, objection)["given_by_part"] == "perpetrator"
    assert before == [new.statement]
    assert world.texts("mens_worker", "programme_referral") == before


def test_the_database_itself_takes_no_perpetrators_word_for_a_child(world: World) -> None:
    row = event(world, say(world, subject=world.people["child"]))
    his = row | {"id": uuid4(), "reference": "another", "given_by_part": "perpetrator"}

    with pytest.raises(IntegrityError, match="perpetrator_never_for_a_child"), world.hub.begin() as work:
        work.tx.session.execute(insert(ConsentEvent), his)
    with world.hub.begin() as work:
        work.tx.session.execute(insert(ConsentEvent), his | {"kind": "objection"})
    assert len(world.rows(ConsentEvent)) == 2


@pytest.mark.parametrize(
    ("by", "subject"),
    [
        ("mens_worker", "her"),
        ("mens_worker", "child"),
        ("mens_worker", "neighbour"),
        ("his_substance_worker", "her"),
        ("facilitator", "her"),
        ("womens_worker", "him"),
        ("teacher", "neighbour"),
        ("officer", "her"),
        ("court", "him"),
    ],
)
def test_a_role_records_the_consent_of_those_it_works_with(
    sqlite_world: World, by: str, subject: str
) -> None:
    person = sqlite_world.people[subject]

    with pytest.raises(Forbidden):
        say(sqlite_world, by, subject=person, given_by=person)


@pytest.mark.parametrize(
    ("by", "subject"),
    [
        ("mens_worker", "him"),
        ("womens_worker", "her"),
        ("teacher", "child"),
        ("social_worker", "him"),
        ("facilitator", "neighbour"),
    ],
)
def test_a_role_that_may_records_it(sqlite_world: World, by: str, subject: str) -> None:
    person = sqlite_world.people[subject]

    assert event(sqlite_world, say(sqlite_world, by, subject=person, given_by=person))


def test_a_mapped_adult_speaks_for_themselves_alone_until_it_is_decided(sqlite_world: World) -> None:
    there = undetermined(sqlite_world)
    one, other, child = (there.people[name] for name in ("one", "other", "child"))

    say(there, subject=one, given_by=one)
    say(there, subject=child, given_by=one, status=Status.REFUSED)
    say(there, subject=child, given_by=one, status=Status.ACTIVE, kind=Kind.OBJECTION)
    for subject, status in (
        (child, Status.ACTIVE),
        (child, Status.LIMITED),
        (other, Status.ACTIVE),
        (other, Status.REFUSED),
    ):
        with pytest.raises(Forbidden, match="mapping decision"):
            say(there, subject=subject, given_by=one, status=status)


def test_history_may_hold_what_an_undetermined_adult_said_for_a_child(sqlite_world: World) -> None:
    there = undetermined(sqlite_world)
    one, child = there.people["one"], there.people["child"]

    assert event(there, load(there, subject=child, given_by=one))["given_by_part"] == "adult_a"


def test_his_workers_record_for_no_undetermined_adult(sqlite_world: World) -> None:
    there = undetermined(sqlite_world)
    one = there.people["one"]

    with pytest.raises(Forbidden):
        say(there, "mens_worker", subject=one, given_by=one)


def test_after_the_decision_he_is_the_perpetrator_for_his_earlier_words_too(world: World) -> None:
    there = undetermined(world)
    one, child = there.people["one"], there.people["child"]
    say(there, subject=child, given_by=one, status=Status.REFUSED)
    there.act(decide_mapping, "womens_worker", one)

    with pytest.raises(Forbidden):
        say(there, subject=child, given_by=one, status=Status.REFUSED)


@pytest.mark.parametrize(
    ("where", "changes"),
    [
        ("subject", {"subject": NOBODY}),
        ("given_by", {"given_by": NOBODY}),
        ("purposes", {"purposes": frozenset({"curiosity"})}),
        ("categories", {"categories": frozenset({"gossip"})}),
        ("recipients", {"recipients": frozenset({str(NOBODY)})}),
        ("recipients", {"recipients": frozenset({"RESP-M"})}),
        ("recipients", {"except_units": frozenset({str(NOBODY)})}),
        ("exclude_facts", {"exclude_facts": frozenset({str(NOBODY)})}),
        ("exclude_facts", {"exclude_facts": frozenset({"F1"})}),
        ("day", {"day": MONDAY + timedelta(1)}),
        ("expires", {"expires": MONDAY - timedelta(1)}),
        ("reference", {"reference": "of my own"}),
    ],
)
def test_what_is_not_known_is_refused_where_it_stands(
    sqlite_world: World, where: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        say(sqlite_world, **changes)

    assert refused.value.where == where
    assert sqlite_world.rows(ConsentEvent) == []


def test_a_person_of_another_case_is_nobody_here(sqlite_world: World) -> None:
    elsewhere = undetermined(sqlite_world).people["one"]

    with pytest.raises(Invalid, match="subject: nobody of this case"):
        say(sqlite_world, subject=elsewhere)


def test_history_may_hold_an_event_of_a_day_to_come(sqlite_world: World) -> None:
    assert event(sqlite_world, load(sqlite_world, day=MONDAY + timedelta(1)))


def test_the_same_reference_twice_is_a_conflict(world: World) -> None:
    load(world, reference="CE-01")

    with pytest.raises(Conflict):
        load(world, reference="CE-01", status=Status.REFUSED)
    assert len(world.rows(ConsentEvent)) == 1


def test_the_same_reference_may_stand_in_another_case(sqlite_world: World) -> None:
    load(sqlite_world, reference="CE-01")
    there = undetermined(sqlite_world)

    load(there, reference="CE-01", subject=there.people["one"], given_by=there.people["one"])
    assert [row["reference"] for row in sqlite_world.rows(ConsentEvent)] == ["CE-01", "CE-01"]


@pytest.mark.parametrize("reference", ["", "x" * (LONGEST_REFERENCE + 1)])
def test_a_reference_has_a_length(sqlite_world: World, reference: str) -> None:
    with pytest.raises(Invalid, match="reference: "):
        load(sqlite_world, reference=reference)


@pytest.mark.parametrize("reference", ["CE-01", "zz", "~99", "é1", "\U0001f5c2"])
def test_a_withdrawal_is_read_after_the_imported_yes_of_the_same_day(world: World, reference: str) -> None:
    load(world, reference=reference)
    say(world, status=Status.RESCINDED)
    say(world, status=Status.LIMITED)

    assert order(world) == ["active", "rescinded", "limited"]


def test_a_withdrawal_is_read_after_the_yes_though_the_clock_has_gone_back(sqlite_world: World) -> None:
    say(sqlite_world)
    sqlite_world.go_to(MONDAY)
    say(sqlite_world, status=Status.RESCINDED)

    assert order(sqlite_world) == ["active", "rescinded"]


def test_an_event_of_an_earlier_day_is_read_in_its_place(sqlite_world: World) -> None:
    say(sqlite_world)
    say(sqlite_world, status=Status.REFUSED, day=MONDAY - timedelta(7))

    assert order(sqlite_world) == ["refused", "active"]


def test_what_she_said_is_not_in_its_own_representation(sqlite_world: World) -> None:
    words = said(sqlite_world, own_words="He must not know.", note="She wept.")

    assert "He must" not in repr(words)
    assert "wept" not in repr(words)


def test_the_log_says_whose_consent_it_is_and_who_gave_it(sqlite_world: World) -> None:
    identity = say(sqlite_world, subject=sqlite_world.people["child"])

    (entry,) = sqlite_world.logged(Action.CONSENT_RECORDED)
    assert entry["refs"] == {
        "consent": str(identity),
        "subject": str(sqlite_world.people["child"]),
        "given_by": str(sqlite_world.people["her"]),
        "status": "active",
        "kind": "consent",
    }
