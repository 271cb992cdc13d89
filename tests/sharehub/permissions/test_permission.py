"""Permission to communicate: each way by itself, to one unit, until its end, and for nobody else to know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from consent.people import Part
from consent.record import Capacity, Status
from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.cases.people import add_person
from sharehub.consents.record import Said, record_consent
from sharehub.database.schema import ConsentEvent, Notice, Permission
from sharehub.errors import ChangedSince, Conflict, Forbidden, Invalid, NotFound
from sharehub.permissions.permission import Answered, Reply, answer, ask
from tests.sharehub.permissions.asking import (
    ENDS,
    FROM_THEM,
    HIS_WORKER,
    THERAPIST,
    TO_THEM,
    asked_of_him,
    her_worker,
    his_health,
    listed,
    says,
    wanted,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.identity.actor import Actor
    from sharehub.permissions.standing import Direction
    from tests.sharehub.world import World

TREATED, ATTENDS = "He takes his medicine at the clinic.", "He told the group how he sleeps."
SHUT, PROGRAMME_HEARS, TREATMENT_HEARS = (False, False), (True, False), (False, True)
EACH_WAY = pytest.mark.parametrize(
    ("direction", "opened"), [(TO_THEM, PROGRAMME_HEARS), (FROM_THEM, TREATMENT_HEARS)]
)
EVERYBODY_ELSE = ("police", "social_worker", "teacher", "health_visitor", "womens_worker", "court")


@pytest.fixture
def spoken(world: World) -> World:
    """Return a world in which each of the two units holds a fact about his health."""
    world.open("programme_start", "RESP-M")
    world.publish(his_health(world, TREATED), by=HIS_WORKER)
    world.publish(his_health(world, ATTENDS), by="mens_worker")
    return world


def agrees(world: World, **said: Any) -> None:
    """Let the men's worker record something he said about sharing."""
    him = world.people["him"]
    world.act(
        record_consent,
        "mens_worker",
        Said(
            day=world.today(),
            categories=frozenset({"*"}),
            purposes=frozenset({"*"}),
            subject=him,
            given_by=him,
            asked_alone=True,
            **said,
        ),
    )


def heard(world: World) -> tuple[bool, bool]:
    """Say whether the programme is told of his treatment, and his treatment of what the programme holds."""
    programme = TREATED in world.texts("mens_worker", "programme_delivery")
    treatment = ATTENDS in world.texts(HIS_WORKER, "treatment_coordination")
    return programme, treatment


@EACH_WAY
def test_a_yes_opens_its_own_direction_until_its_end_and_nothing_the_other_way(
    spoken: World, direction: Direction, opened: tuple[bool, bool]
) -> None:
    permission = asked_of_him(spoken)
    assert heard(spoken) == SHUT

    says(spoken, permission, Reply.GIVEN, direction)

    assert heard(spoken) == opened
    spoken.go_to(ENDS)
    assert heard(spoken) == opened
    spoken.go_to(ENDS + timedelta(days=1))
    assert heard(spoken) == SHUT


@EACH_WAY
def test_a_yes_that_is_taken_back_opens_nothing_from_then_on_and_leaves_the_other_way_open(
    spoken: World, direction: Direction, opened: tuple[bool, bool]
) -> None:
    permission = asked_of_him(spoken)
    for way in (TO_THEM, FROM_THEM):
        says(spoken, permission, Reply.GIVEN, way)
    assert heard(spoken) == (True, True)

    says(spoken, permission, Reply.WITHDRAWN, direction)

    assert heard(spoken) == tuple(not way for way in opened)


def test_a_refusal_shuts_its_direction_whatever_he_agreed_to_in_general(spoken: World) -> None:
    permission = asked_of_him(spoken)
    agrees(spoken, status=Status.ACTIVE, recipients=frozenset({"*"}))
    assert heard(spoken) == (True, True)

    says(spoken, permission, Reply.REFUSED)

    assert heard(spoken) == TREATMENT_HEARS


def test_a_yes_reaches_no_other_unit_purpose_or_category(spoken: World) -> None:
    spoken.open("mapping_meeting", "RESP-M")
    other = "What he dreams of."
    spoken.publish(
        his_health(spoken, other, categories=frozenset({Category.PERPETRATOR_HEALTH, Category.IDENTITY})),
        by=HIS_WORKER,
    )
    permission = asked_of_him(spoken, categories=frozenset({Category.PERPETRATOR_HEALTH}))
    says(spoken, permission, Reply.GIVEN)

    assert other not in spoken.texts("mens_worker", "programme_delivery")
    assert TREATED not in spoken.texts("mens_worker", "case_mapping")
    assert TREATED not in spoken.texts("social_worker", "wellbeing_support")


def test_a_yes_is_one_consent_event_that_names_one_unit_and_ends(world: World) -> None:
    permission = asked_of_him(world)
    says(world, permission, Reply.GIVEN, FROM_THEM)

    (event,) = world.rows(ConsentEvent)
    assert event["recipients"] == [str(world.units["SUB-P"])]
    assert (event["subject_id"], event["given_by_id"]) == (world.people["him"], world.people["him"])
    assert (event["status"], event["expires"]) == ("active", ENDS)
    assert (event["may_be_put_to_perpetrator"], event["may_appear_in_report"]) == (False, False)
    (entry,) = world.logged(Action.PERMISSION_ANSWERED)
    assert entry["refs"] == {
        "permission": str(permission),
        "direction": "programme_to_treatment",
        "answer": "given",
        "consent": str(event["id"]),
    }


def test_the_service_that_asked_sees_how_each_direction_stands(world: World) -> None:
    permission = asked_of_him(world)
    says(world, permission, Reply.GIVEN)
    says(world, permission, Reply.REFUSED, FROM_THEM)

    (item,) = listed(world, HIS_WORKER)

    assert item == {
        "id": permission,
        "unit": world.units["SUB-P"],
        "with_unit": world.units["RESP-M"],
        "person": world.people["him"],
        "purposes": ["programme_delivery", "treatment_coordination"],
        "categories": ["perpetrator_health", "progress"],
        "ends": ENDS,
        "directions": {"programme_to_treatment": "refused", "treatment_to_programme": "given"},
        "revision": 3,
    }
    world.go_to(ENDS + timedelta(days=1))
    (item,) = listed(world, HIS_WORKER)
    assert item["directions"]["treatment_to_programme"] == "ended"


def test_the_other_unit_sees_what_was_given_and_stands_and_nobody_else_sees_anything(world: World) -> None:
    permission = asked_of_him(world)
    says(world, permission, Reply.REFUSED, FROM_THEM)
    assert listed(world, "mens_worker") == []

    says(world, permission, Reply.GIVEN)

    (item,) = listed(world, "mens_worker")
    assert (item["directions"], item["revision"]) == ({"treatment_to_programme": "given"}, None)
    for by in EVERYBODY_ELSE:
        assert listed(world, by) == []
    says(world, permission, Reply.WITHDRAWN)
    assert listed(world, "mens_worker") == []


def test_what_is_taken_back_or_over_looks_to_the_other_unit_like_what_was_never_given(world: World) -> None:
    taken_back, over = asked_of_him(world), asked_of_him(world, ends=world.today())
    says(world, taken_back, Reply.GIVEN)
    says(world, taken_back, Reply.WITHDRAWN)
    says(world, over, Reply.GIVEN)
    assert [item["id"] for item in listed(world, "mens_worker")] == [over]
    world.go_to(world.today() + timedelta(days=1))

    assert listed(world, "mens_worker") == []
    assert {str(item["id"]) for item in listed(world, HIS_WORKER)} >= {str(taken_back), str(over)}


def test_a_word_that_another_worker_records_ends_it_too(world: World) -> None:
    permission = asked_of_him(world)
    says(world, permission, Reply.GIVEN)

    agrees(world, status=Status.RESCINDED, recipients=frozenset({str(world.units["RESP-M"])}))

    assert listed(world, "mens_worker") == []
    assert listed(world, HIS_WORKER)[0]["directions"]["treatment_to_programme"] == "ended"
    says(world, permission, Reply.WITHDRAWN)


def test_that_she_is_treated_is_told_to_nobody_who_works_with_him(world: World) -> None:
    worker = her_worker(world)
    for unit in ("RESP-M", "CF-SW"):
        permission = asked_of_him(
            world, by=worker, person=world.people["her"], with_unit=world.units[unit],
            categories=frozenset({Category.SURVIVOR_HEALTH}), purposes=frozenset({"wellbeing_support"}),
        )  # fmt: skip
        says(world, permission, Reply.GIVEN, by=worker)

    assert len(listed(world, worker)) == 2
    assert len(listed(world, "social_worker")) == 1
    assert listed(world, "mens_worker") == []


@pytest.mark.parametrize(
    ("by", "person"),
    [
        (HIS_WORKER, "her"),
        (HIS_WORKER, "child"),
        (THERAPIST, "him"),
        (THERAPIST, "her"),
        ("her_worker", "him"),
    ],
)
def test_a_service_asks_its_own_clients_alone(world: World, by: str, person: str) -> None:
    actor: str | Actor = her_worker(world) if by == "her_worker" else by

    with pytest.raises(Invalid, match="person"):
        asked_of_him(world, by=actor, person=world.people[person])
    assert world.rows(Permission) == []


def test_only_a_treatment_service_begins_it(world: World) -> None:
    for by in ("mens_worker", "womens_worker", "social_worker", "police"):
        with pytest.raises(Forbidden):
            asked_of_him(world, by=by)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"directions": frozenset()}, "directions"),
        ({"purposes": frozenset()}, "purposes"),
        ({"purposes": frozenset({"gossip"})}, "purposes"),
        ({"purposes": frozenset({"*"})}, "purposes"),
        ({"categories": frozenset()}, "categories"),
        ({"ends": date(2024, 6, 2)}, "ends"),
    ],
)
def test_what_is_asked_for_has_a_scope_and_an_end(
    sqlite_world: World, changes: dict[str, Any], where: str
) -> None:
    with pytest.raises(Invalid) as refused:
        asked_of_him(sqlite_world, **changes)
    assert refused.value.where == where


def test_it_is_asked_for_with_another_unit_that_is_there(world: World) -> None:
    for unit in (world.units["SUB-P"], world.case):
        with pytest.raises(Invalid, match="with_unit"):
            asked_of_him(world, with_unit=unit)


@pytest.mark.parametrize("by", ["mens_worker", "social_worker", "womens_worker"])
def test_nobody_but_the_service_that_asked_answers_and_to_others_it_is_not_there(
    world: World, by: str
) -> None:
    permission = asked_of_him(world)
    told = []

    for named in (permission, world.case):
        with pytest.raises(NotFound) as refused:
            says(world, named, Reply.GIVEN, by=by)
        told.append(str(refused.value))
    assert told[0] == told[1]


def test_a_direction_is_answered_once_and_only_if_it_was_asked_for(world: World) -> None:
    permission = asked_of_him(world, directions=frozenset({TO_THEM}))
    with pytest.raises(Conflict):
        says(world, permission, Reply.GIVEN, FROM_THEM)
    with pytest.raises(Conflict):
        says(world, permission, Reply.WITHDRAWN)
    says(world, permission, Reply.GIVEN)
    for said in (Reply.GIVEN, Reply.REFUSED):
        with pytest.raises(Conflict):
            says(world, permission, said)
    says(world, permission, Reply.WITHDRAWN)
    with pytest.raises(Conflict):
        says(world, permission, Reply.GIVEN)
    assert [row["status"] for row in world.rows(ConsentEvent)].count("active") == 1


def test_nobody_answers_over_what_they_have_not_seen(world: World) -> None:
    permission = asked_of_him(world)
    says(world, permission, Reply.GIVEN)

    with pytest.raises(ChangedSince):
        world.act(answer, HIS_WORKER, permission, Answered(FROM_THEM, Reply.REFUSED), 1)


def test_a_yes_of_somebody_who_was_not_alone_is_no_yes(world: World) -> None:
    permission = asked_of_him(world)

    with pytest.raises(Invalid, match="asked_alone"):
        says(world, permission, Reply.GIVEN, asked_alone=False)
    assert (world.rows(ConsentEvent), world.rows(Notice)) == ([], [])


def of_the_child(world: World, person: str = "child") -> UUID:
    return asked_of_him(
        world, by=THERAPIST, person=world.people[person], with_unit=world.units["SCHOOL"],
        purposes=frozenset({"wellbeing_support"}), categories=frozenset({Category.CHILD_WELLBEING}),
    )  # fmt: skip


def test_of_a_young_child_its_mother_may_say_yes_and_its_father_never(world: World) -> None:
    permission = of_the_child(world)

    with pytest.raises(Forbidden):
        says(world, permission, Reply.GIVEN, by=THERAPIST, given_by=world.people["him"])
    says(
        world, permission, Reply.GIVEN, by=THERAPIST,
        given_by=world.people["her"], capacity=Capacity.NON_ABUSING_PARENT,
    )  # fmt: skip

    (item,) = listed(world, "teacher")
    assert item["person"] == world.people["child"]


@pytest.mark.parametrize("said", [Reply.GIVEN, Reply.WITHDRAWN])
def test_for_a_child_of_twelve_nobody_else_answers(world: World, said: Reply) -> None:
    born = date(2010, 1, 1)
    older = world.act(add_person, "social_worker", Part.CHILD, "Nora Example", born)
    there = replace(world, people={**world.people, "older": older})
    permission = of_the_child(there, "older")
    if said is Reply.WITHDRAWN:
        says(there, permission, Reply.GIVEN, by=THERAPIST)

    with pytest.raises(Invalid, match="given_by"):
        says(there, permission, said, by=THERAPIST, given_by=world.people["her"])
    says(there, permission, said, by=THERAPIST)


def test_the_other_unit_hears_of_a_yes_and_of_nothing_else(world: World) -> None:
    permission = asked_of_him(world)
    says(world, permission, Reply.REFUSED, FROM_THEM)
    assert world.rows(Notice) == []

    says(world, permission, Reply.GIVEN)
    says(world, permission, Reply.WITHDRAWN)

    (notice,) = world.rows(Notice)
    assert (notice["unit_id"], notice["kind"]) == (world.units["RESP-M"], "permission_granted")
    assert notice["about_id"] == permission


def test_a_unit_that_does_not_work_on_the_case_hears_nothing(world: World) -> None:
    permission = asked_of_him(world, with_unit=world.units["MARAC-CO"])

    says(world, permission, Reply.GIVEN)

    assert world.rows(Notice) == []


def test_who_loads_history_records_a_consent_instead(world: World) -> None:
    with pytest.raises(Forbidden):
        world.act(ask, world.importer("SUB-P"), wanted(world))


def test_an_ask_is_in_the_log_by_ids_and_closed_words(world: World) -> None:
    permission = asked_of_him(world)

    (entry,) = world.logged(Action.PERMISSION_ASKED)

    assert entry["refs"] == {
        "permission": str(permission),
        "person": str(world.people["him"]),
        "towards": str(world.units["RESP-M"]),
        "directions": ["programme_to_treatment", "treatment_to_programme"],
    }
