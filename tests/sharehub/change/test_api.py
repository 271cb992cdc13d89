"""Goals, commitments and change over HTTP: from what is sent to what comes back, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from policies.vocabulary import Category, SourceType
from sharehub.change.assessing import Named
from sharehub.change.lines import Line
from sharehub.change.wording import ATTENDANCE_IS_NOT_CHANGE, NO_CHANGE
from sharehub.change.words import Share
from sharehub.database.schema import ChangeAnswer
from sharehub.errors import Invalid
from sharehub.language.vocabulary import Kind
from sharehub.patterns.record import correct
from tests.sharehub.change.builders import FREE, KEY, WORDS, assessed
from tests.sharehub.web.clients import SECRET, Staff, assert_problem

if TYPE_CHECKING:
    import httpx2

    from tests.sharehub.world import World

SEEN = "He asked for her phone twice and gave it back."


def goal(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "behaviour": {"text": KEY},
        "outcome": {"text": FREE},
        "outcome_for": [str(world.people["child"])],
    } | changes


def answers(world: World, **changes: Any) -> dict[str, Any]:
    today = world.today().isoformat()
    return {
        "start": today,
        "end": today,
        "named": {"answer": "little", "named": ["INTIMIDATE"]},
        "claimed": [{"person": str(world.people["him"]), "answer": "none"}],
        "changed": [{"tactic": "INTIMIDATE", "answer": "none"}],
        "attendance": {"offered": 10, "attended": 10},
    } | changes


def items(answer: httpx2.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_from_a_goal_and_a_commitment_to_what_is_read_of_change(world: World) -> None:
    world.open("cp_concern", "CF-SW")
    world.publish(world.behaviour())
    staff, today = Staff(world), world.today().isoformat()
    made = staff.post("social_worker", "/goals", json=goal(world))
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    path = f"/goals/{made.json()['id']}/status"
    moved = staff.post("social_worker", path, json={"status": "not_met"}, seen=1)
    assert (moved.status_code, moved.headers["etag"]) == (204, '"2"')
    promise = staff.post("mens_worker", "/commitments", json={"words": {"text": WORDS}, "said_on": today})
    follow = {"kept": "partly", "seen": {"text": SEEN}, "seen_on": today}
    place = f"/commitments/{promise.json()['id']}/follow-ups"
    assert staff.post("mens_worker", place, json=follow).status_code == 201
    assert staff.post("mens_worker", "/change-assessments", json=answers(world)).status_code == 201

    found = staff.post("social_worker", "/change", json={"purpose": "child_protection"}).json()

    assert found["goals"] == [
        {"behaviour": KEY, "outcome": FREE, "witness": None, "status": "not_met", "due": None}
    ]
    assert found["commitments"][0]["follow_ups"] == [{"kept": "partly", "text": SEEN}]
    (one,) = found["assessments"]
    assert list(one) == [
        *("unit", "start", "end", "named", "claimed", "changed", "evidenced", "others", "attendance"),
    ]
    assert (one["named"]["names"], one["named"]["of"], one["evidenced"]) == (["INTIMIDATE"], 1, NO_CHANGE)
    assert one["attendance"] == {"offered": 10, "attended": 10, "text": ATTENDANCE_IS_NOT_CHANGE}


def test_lists_hold_ids_and_closed_words_of_what_the_caller_reads(world: World) -> None:
    world.open("cp_concern", "CF-SW")
    staff = Staff(world)
    made = [staff.post("social_worker", "/goals", json=goal(world)).json()["id"] for _ in range(2)]
    commitment = {"words": {"text": WORDS}, "said_on": world.today().isoformat()}
    promise = staff.post("mens_worker", "/commitments", json=commitment).json()["id"]

    listed = items(staff.call("social_worker", "GET", "/goals"))

    assert sorted(one["id"] for one in listed) == sorted(made)
    assert all(one.keys() == {"id", "revision", "status", "outcome_for", "due"} for one in listed)
    assert [one["id"] for one in items(staff.call("social_worker", "GET", "/commitments"))] == [promise]
    assert items(staff.call("mens_worker", "GET", "/goals")) == []
    assert items(staff.call("teacher", "GET", "/commitments")) == []


@pytest.mark.parametrize(
    ("where", "code", "changes"),
    [
        ("behaviour", "attendance_is_no_goal", {"behaviour": {"text": f"Attend the {SECRET} programme."}}),
        (
            "behaviour",
            "condition_on_her",
            {"behaviour": {"text": f"Ludmila must attend the {SECRET} group."}},
        ),
        ("behaviour", "no_behaviour", {"behaviour": {"text": f"Insight, as {SECRET} says."}}),
        (
            "outcome",
            "no_outcome_for_child_or_survivor",
            {"outcome": {"text": f"The order is ended by {SECRET}."}},
        ),
        ("witness", "names_an_outsider", {"witness": {"text": f"The neighbour, {SECRET}."}}),
    ],
)
def test_a_goal_is_refused_by_field_with_the_reason_and_without_its_words(
    sqlite_world: World, where: str, code: str, changes: dict[str, Any]
) -> None:
    answer = Staff(sqlite_world).post("social_worker", "/goals", json=goal(sqlite_world, **changes))

    assert_problem(answer, 422, "invalid")
    assert answer.json()["where"] == where
    assert answer.json()["findings"] == [{"where": where, "code": code}]
    assert SECRET not in answer.text


@pytest.mark.parametrize("lacking", ["outcome", "outcome_for", "behaviour"])
def test_a_goal_without_an_outcome_for_somebody_is_none(sqlite_world: World, lacking: str) -> None:
    sent = {name: value for name, value in goal(sqlite_world).items() if name != lacking}

    assert_problem(Staff(sqlite_world).post("social_worker", "/goals", json=sent), 422, "invalid")


@pytest.mark.parametrize("whose", ["him", "neighbour"])
def test_an_outcome_is_for_a_child_or_a_survivor(sqlite_world: World, whose: str) -> None:
    sent = goal(sqlite_world, outcome_for=[str(sqlite_world.people[whose])])

    answer = Staff(sqlite_world).post("social_worker", "/goals", json=sent)

    assert_problem(answer, 422, "invalid")
    assert answer.json()["where"] == "outcome_for"


@pytest.mark.parametrize("question", ["named", "claimed", "changed"])
def test_attendance_is_not_taken_without_one_of_the_three(sqlite_world: World, question: str) -> None:
    staff = Staff(sqlite_world)
    without = {name: value for name, value in answers(sqlite_world).items() if name != question}
    empty: list[object] | None = [] if question != "named" else None

    for sent in (without, answers(sqlite_world, **{question: empty})):
        assert_problem(staff.post("mens_worker", "/change-assessments", json=sent), 422, "invalid")


def test_an_answer_keeps_what_decides_who_gets_it(sqlite_world: World) -> None:
    world = sqlite_world
    guarded = Line("He speaks of her health.", categories=frozenset({Category.SURVIVOR_HEALTH}))
    assessed(world, named=Named(Share.LITTLE, words=guarded))
    (named,) = [row["fact_id"] for row in world.rows(ChangeAnswer) if row["question"] == "named"]

    for wrong in (
        Line("He says little.").fact(Kind.CHANGE_EVIDENCE),
        guarded.fact(Kind.CHANGE_EVIDENCE, source_type=SourceType.AGENCY_OBSERVATION),
        guarded.fact(Kind.NOTE),
    ):
        with pytest.raises(Invalid):
            world.act(correct, "mens_worker", named, wrong)
    right = Line("He says nothing.", categories=guarded.categories).fact(Kind.CHANGE_EVIDENCE)
    world.act(correct, "mens_worker", named, right)
    assert world.logged()[-1]["action"] == "fact.corrected"
