"""No line of a goal, commitment or answer names the neighbour: to nobody, by no route, in no form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from policies.vocabulary import Category, SourceType
from sharehub.audit.entry import Action
from sharehub.change.assess import assess
from sharehub.change.assessing import Changed, Claimed, Named, Others
from sharehub.change.commitments import Kept, NewFollowUp, follow_up, record_commitment
from sharehub.change.goals import set_goal
from sharehub.change.lines import Line
from sharehub.change.words import Claim, Difference, Report, Share
from sharehub.database.schema import Fact, Goal
from sharehub.errors import Invalid, ShareHubError
from sharehub.language.vocabulary import Kind, Tactic
from sharehub.patterns.naming import OUTSIDER
from sharehub.patterns.record import correct, record
from tests.sharehub.change.builders import (
    a_commitment,
    a_goal,
    an_assessment,
    assessed,
    commit,
    set_one,
)
from tests.sharehub.web.clients import Staff, a_body

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.sharehub.world import World

NAMING = {
    "the name": "Morag has a key for Ludmila.",
    "the name, inflected": "Morags key is in the hall.",
    "the name, inflected in Polish": "He leaves the key with Moragu.",
    "the name, written small": "he asks morag for the key.",
    "the surname": "He does not shout so that Ms Sample hears it.",
    "the word for one": "He does not shout so that the neighbour hears it.",
    "several of them": "The neighbours hear no shouting.",
    "where they live": "He does not bang on the door of the people upstairs.",
    "what they do": "Her sister keeps a key for her.",
}
PLAIN = "Konrad does not ask Ludmila where she has been."


def the_line(**words: str | None) -> Line:
    return Line(words.get("text") or PLAIN, words.get("gist"))


def in_a_goal(world: World, line: Line, where: str) -> None:
    world.act(set_goal, "social_worker", a_goal(world, **{where: line}))


def in_a_commitment(world: World, line: Line) -> None:
    world.act(record_commitment, "mens_worker", a_commitment(world, words=line))


def in_a_follow_up(world: World, line: Line) -> None:
    made = commit(world)
    world.act(follow_up, "mens_worker", made, NewFollowUp(Kept.KEPT, line, world.today()))


def in_an_answer(world: World, line: Line, which: str) -> None:
    answers: dict[str, Any] = {
        "named": Named(Share.NONE, words=line),
        "claimed": [Claimed(world.people["him"], Claim.NONE, line)],
        "changed": [Changed(Tactic.INTIMIDATE, Difference.NONE, words=line)],
        "others": [Others(Report.AGREES, unit=world.units["POL-DA"], words=line)],
    }
    world.act(assess, "mens_worker", an_assessment(world, **{which: answers[which]}))


def by_a_correction(world: World, line: Line, made: Callable[[World], UUID], by: str, kind: Kind) -> None:
    fact = made(world)
    held = line.fact(kind, travels_with=frozenset())
    world.act(correct, by, fact, held)


def recorded_as(world: World, line: Line, kind: Kind) -> None:
    world.act(record, "social_worker", line.fact(kind))


def an_outcome(world: World) -> UUID:
    set_one(world)
    outcome: UUID = world.rows(Goal)[-1]["outcome_fact_id"]
    return outcome


ROUTES: dict[str, Callable[[World, Line], None]] = {
    "behaviour": lambda world, line: in_a_goal(world, line, "behaviour"),
    "outcome": lambda world, line: in_a_goal(world, line, "outcome"),
    "witness": lambda world, line: in_a_goal(world, line, "witness"),
    "commitment": in_a_commitment,
    "follow-up": in_a_follow_up,
    **{
        which: lambda world, line, which=which: in_an_answer(world, line, which)  # type: ignore[misc]
        for which in ("named", "claimed", "changed", "others")
    },
    "a goal that is recorded as a fact": lambda world, line: recorded_as(world, line, Kind.GOAL),
    "a commitment that is recorded as a fact": lambda world, line: recorded_as(world, line, Kind.COMMITMENT),
    "a goal that is corrected": lambda world, line: by_a_correction(
        world, line, set_one, "social_worker", Kind.GOAL
    ),
    "an outcome that is corrected": lambda world, line: by_a_correction(
        world, line, an_outcome, "social_worker", Kind.GOAL
    ),
    "a goal that is corrected into something else": lambda world, line: by_a_correction(
        world, line, set_one, "social_worker", Kind.NOTE
    ),
    "a commitment that is corrected": lambda world, line: by_a_correction(
        world, line, commit, "mens_worker", Kind.COMMITMENT
    ),
}


@pytest.mark.parametrize("how", NAMING)
@pytest.mark.parametrize("route", ROUTES)
def test_the_neighbour_is_named_by_no_route(sqlite_world: World, route: str, how: str) -> None:
    with pytest.raises(Invalid) as refused:
        ROUTES[route](sqlite_world, Line(NAMING[how]))

    assert refused.value.problem == OUTSIDER
    assert "morag" not in str(refused.value).casefold()


@pytest.mark.parametrize("route", ROUTES)
def test_nor_in_the_short_form(sqlite_world: World, route: str) -> None:
    with pytest.raises(Invalid) as refused:
        ROUTES[route](sqlite_world, Line(PLAIN, gist="A neighbour helps."))

    assert refused.value.problem == OUTSIDER


@pytest.mark.parametrize("route", ["behaviour", "witness", "commitment", "follow-up", "named", "others"])
def test_what_is_refused_leaves_no_line(sqlite_world: World, route: str) -> None:
    if route == "follow-up":
        commit(sqlite_world)
    before = len(sqlite_world.rows(Fact))

    with pytest.raises(ShareHubError):
        ROUTES[route](sqlite_world, Line(NAMING["the name"]))

    assert len(sqlite_world.rows(Fact)) - before <= (1 if route == "follow-up" else 0)


def test_an_answer_that_was_given_is_not_corrected_into_naming_somebody(sqlite_world: World) -> None:
    world = sqlite_world
    assessed(world)
    answer = max(world.rows(Fact), key=lambda row: row["recorded_at"])["id"]

    with pytest.raises(Invalid) as refused:
        world.act(correct, "mens_worker", answer, Line(NAMING["the name"]).fact(Kind.CHANGE_EVIDENCE))

    assert refused.value.problem == OUTSIDER


def test_a_goal_stays_one_and_goes_on_travelling_with_its_behaviour(sqlite_world: World) -> None:
    world = sqlite_world
    outcome = an_outcome(world)
    behaviour = world.rows(Goal)[-1]["fact_id"]
    new = Line("Agnes sleeps through the night.").fact(Kind.GOAL)

    with pytest.raises(Invalid, match="travels_with"):
        world.act(correct, "social_worker", outcome, new)
    with pytest.raises(Invalid, match="kind"):
        world.act(correct, "social_worker", behaviour, Line(PLAIN).fact(Kind.NOTE))
    with pytest.raises(Invalid, match="turning up"):
        world.act(correct, "social_worker", behaviour, Line("Attend the programme.").fact(Kind.GOAL))
    world.act(correct, "social_worker", outcome, replace(new, travels_with=frozenset({behaviour})))
    assert next(row["version"] for row in world.rows(Fact) if row["id"] == outcome) == 2


def test_history_may_hold_what_it_holds_but_no_goal_that_names_an_outsider(sqlite_world: World) -> None:
    world = sqlite_world

    for naming in NAMING.values():
        with pytest.raises(Invalid):
            world.act(record, world.importer("CF-SW"), Line(naming).fact(Kind.GOAL))
    kept = world.act(record, world.importer("CF-SW"), Line(NAMING["the name"]).fact(Kind.COMMITMENT))
    assert kept in {row["id"] for row in world.rows(Fact)}


def test_names_of_the_family_and_words_of_other_cases_pass(sqlite_world: World) -> None:
    goal = set_one(sqlite_world, behaviour=Line("Konrad lets Ludmila and Agnes see Fiona when they like."))

    assert goal in {row["fact_id"] for row in sqlite_world.rows(Goal)}


class TestAWordThatPointsThere:
    """Held against what the author reads in full, by each route; and against nothing else."""

    def told(self, world: World, by: str, **changes: Any) -> UUID:
        plain: dict[str, Any] = {
            "kind": Kind.PROTECTIVE_EFFORT,
            "statement": "The passports are in a biscuit tin at number 4.",
            "gist": None,
            "categories": frozenset({Category.SAFETY}),
            "covert": True,
        }
        return world.publish(world.behaviour(**(plain | changes)), by)

    def sent(self, text: str) -> dict[str, Any]:
        return {"text": text}

    def goal(self, world: World, text: str) -> dict[str, Any]:
        return {
            "behaviour": {"text": text},
            "outcome": {"text": "Agnes sleeps through the night."},
            "outcome_for": [str(world.people["child"])],
        }

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {
                "kind": Kind.NOTE,
                "categories": frozenset({Category.BEHAVIOUR}),
                "covert": None,
                "source_type": SourceType.THIRD_PARTY,
            },
        ],
        ids=["safety", "third party"],
    )
    def test_is_refused_to_who_reads_it(self, world: World, changes: dict[str, Any]) -> None:
        self.told(world, "womens_worker", **changes)
        staff = Staff(world)

        answer = staff.post("womens_worker", "/goals", json=self.goal(world, "He gives back her passport."))

        assert answer.status_code == 422
        assert "names_an_outsider" in answer.text
        assert "biscuit" not in answer.text
        asked = world.logged(Action.DOCUMENT_ASKED)
        assert [entry["refs"]["document"] for entry in asked] == ["words_shared"]

    def test_passes_for_who_does_not_so_that_nothing_is_learnt_by_trying(self, world: World) -> None:
        self.told(world, "womens_worker")
        staff = Staff(world)
        goal = self.goal(world, "He gives back her passport.")

        assert staff.post("mens_worker", "/goals", json=goal).status_code == 201
        assert world.logged(Action.DOCUMENT_ASKED) == []

    def test_is_refused_by_every_route_that_takes_a_line(self, sqlite_world: World) -> None:
        world, text = sqlite_world, "He gives back her passport."
        staff = Staff(world)
        line, today = {"text": text}, world.today().isoformat()
        goal = staff.post("womens_worker", "/goals", json=self.goal(world, PLAIN)).json()["id"]
        commitment = {"words": {"text": "I will be quiet."}, "said_on": today}
        made = staff.post("womens_worker", "/commitments", json=commitment).json()["id"]
        self.told(world, "womens_worker")
        him = str(world.people["him"])
        answers = {
            "named": {"answer": "none"},
            "claimed": [{"person": him, "answer": "none"}],
            "changed": [{"tactic": "CONFINE", "answer": "none", "words": line}],
        }
        plain = a_body(world, kind="goal", statement=text, gist=None, tactics=[], categories=["progress"])

        answers_got = [
            staff.post("womens_worker", path, json=body, **more)
            for path, body, more in (
                ("/goals", self.goal(world, text), {}),
                ("/commitments", {"words": line, "said_on": today}, {}),
                (f"/commitments/{made}/follow-ups", {"kept": "kept", "seen": line, "seen_on": today}, {}),
                ("/change-assessments", {"start": today, "end": today, **answers}, {}),
                ("/facts", plain, {}),
                (f"/facts/{goal}/versions", plain, {"seen": 2}),
            )
        ]

        assert [got.status_code for got in answers_got] == [422] * 6
        assert all("names_an_outsider" in got.text for got in answers_got)

    def test_what_shares_ordinary_words_alone_is_taken(self, sqlite_world: World) -> None:
        self.told(sqlite_world, "womens_worker")
        goal = self.goal(sqlite_world, "He hands her the key to the house.")

        assert Staff(sqlite_world).post("womens_worker", "/goals", json=goal).status_code == 201
