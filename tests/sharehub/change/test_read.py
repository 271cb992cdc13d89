"""What a reader gets of change: the three questions side by side, and nothing they would not be given."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.vocabulary import Category, PerpAware
from sharehub.change.assessing import Changed, Claimed, Named, Others
from sharehub.change.commitments import Kept, NewFollowUp, follow_up
from sharehub.change.goals import GoalStatus, goals, move_goal
from sharehub.change.lines import Line
from sharehub.change.read import read_change
from sharehub.change.wording import ABOUT, ALWAYS_ASKED, ATTENDANCE_IS_NOT_CHANGE, NO_CHANGE, UNKNOWN
from sharehub.change.words import Claim, Difference, Report, Share
from sharehub.database.order import FIRST
from sharehub.database.schema import ChangeAnswer
from sharehub.disclosure.disclose import Refused
from sharehub.errors import ChangedSince, NotFound
from sharehub.language.vocabulary import Tactic
from sharehub.patterns.publish import confirm_awareness, retract
from tests.sharehub.change.builders import FREE, KEY, WORDS, assessed, change, commit, set_one

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.change.read import Change
    from tests.sharehub.world import World

SEEN = "He asked for her phone twice and gave it back."
READERS = (
    ("social_worker", "child_protection"),
    ("social_worker", "wellbeing_support"),
    ("mens_worker", "programme_delivery"),
    ("womens_worker", "survivor_support"),
    ("health_visitor", "child_protection"),
    ("teacher", "wellbeing_support"),
    ("police", "child_protection"),
    ("facilitator", "case_mapping"),
    ("his_substance_worker", "treatment_coordination"),
    ("therapist", "treatment_coordination"),
    ("court", "court_report"),
)


def open_all(world: World) -> None:
    world.open("cp_concern", "CF-SW", "HV", "POL-DA")
    world.open("programme_start", "RESP-M", "CAL-W")
    world.open("mapping_meeting", "CAL-C")
    world.open("court_request", "SHERIFF")


def as_sent(found: Change) -> str:
    """Return everything that goes to a reader, as it goes."""
    return orjson.dumps(asdict(found.sections)).decode()


def test_goals_commitments_and_answers_come_to_who_works_for_the_children(world: World) -> None:
    open_all(world)
    world.publish(world.behaviour())
    set_one(world)
    made = commit(world)
    world.act(follow_up, "mens_worker", made, NewFollowUp(Kept.PARTLY, Line(SEEN), world.today()))
    assessed(world)

    sections = change(world, "social_worker", "child_protection").sections

    (goal,) = sections.goals
    assert (goal.behaviour, goal.outcome, goal.witness, goal.status) == (KEY, FREE, None, "not_started")
    (promise,) = sections.commitments
    assert (promise.text, [(one.kept, one.text) for one in promise.follow_ups]) == (
        *(WORDS, [("partly", SEEN)]),
    )
    (one,) = sections.assessments
    assert one.named.text == "He names little of the pattern on file."
    assert [(part.tactic, part.text) for part in one.changed] == [("INTIMIDATE", NO_CHANGE)]
    assert one.evidenced == NO_CHANGE
    assert one.attendance is not None
    assert (one.attendance.attended, one.attendance.text) == (4, ATTENDANCE_IS_NOT_CHANGE)


def test_a_look_at_change_is_on_record_as_a_document(sqlite_world: World) -> None:
    open_all(sqlite_world)
    change(sqlite_world, "social_worker", "child_protection")

    entry = sqlite_world.logged()[-1]
    assert (entry["action"], entry["refs"]["document"]) == ("document.asked", "change")


@pytest.mark.parametrize(
    ("name", "purpose"), [("officer", "audit"), ("teacher", "court_report"), ("court", "child_protection")]
)
def test_who_may_not_ask_gets_no_answer(sqlite_world: World, name: str, purpose: str) -> None:
    world = sqlite_world

    assert isinstance(read_change(world.hub, world.actor(name), world.case, purpose), Refused)


class TestThePortionOfThePattern:
    def test_is_that_of_the_reader_and_not_of_the_file(self, sqlite_world: World) -> None:
        world = sqlite_world
        open_all(world)
        world.publish(world.behaviour())
        world.publish(world.told_by_her(), by="womens_worker")
        both = frozenset({Tactic.INTIMIDATE, Tactic.CONFINE})
        assessed(world, named=Named(Share.MOST, both))

        protects = change(world, "social_worker", "child_protection").sections
        treats_him = change(world, "mens_worker", "programme_delivery").sections

        assert protects.on_file == ("CONFINE", "INTIMIDATE")
        assert (protects.assessments[0].named.names, protects.assessments[0].named.of) == (
            *(("CONFINE", "INTIMIDATE"), 2),
        )
        assert treats_him.on_file == ("INTIMIDATE",)
        assert (treats_him.assessments[0].named.names, treats_him.assessments[0].named.of) == (
            *(("INTIMIDATE",), 1),
        )

    def test_what_nobody_answered_is_unknown_tactic_by_tactic(self, sqlite_world: World) -> None:
        world = sqlite_world
        open_all(world)
        world.publish(world.behaviour())
        world.publish(world.behaviour(tactics=frozenset({Tactic.SYSTEMS})))
        assessed(world)

        (one,) = change(world, "social_worker", "child_protection").sections.assessments

        assert [(part.tactic, part.answer, part.text) for part in one.changed] == [
            ("INTIMIDATE", "none", NO_CHANGE),
            ("SYSTEMS", "unknown", UNKNOWN),
        ]
        assert [(part.whom, part.answer) for part in one.claimed] == [
            *(("survivor", "unknown"), ("child", "unknown"), ("himself", "none")),
        ]


class TestAWithheldAnswer:
    """Its closed words are absent, whoever reads: as if nobody had said it."""

    @pytest.mark.parametrize(("name", "purpose"), READERS)
    def test_is_as_one_that_was_never_given(self, world: World, name: str, purpose: str) -> None:
        open_all(world)
        world.publish(world.behaviour())
        safe = Line("What he names goes into her safety plan.", categories=frozenset({Category.SAFETY}))
        assessed(world, by="womens_worker", named=Named(Share.MEANINGFUL, words=safe), attendance=None)
        if name == "womens_worker":
            assert "meaningful" in as_sent(change(world, name, purpose))
            return

        found = as_sent(change(world, name, purpose))

        assert "meaningful" not in found
        assert "safety plan" not in found

    @pytest.mark.parametrize("question", ["named", "claimed", "changed"])
    def test_takes_the_attendance_with_it(self, sqlite_world: World, question: str) -> None:
        world = sqlite_world
        open_all(world)
        world.publish(world.behaviour())
        assessed(world)
        (answer,) = [row for row in world.rows(ChangeAnswer) if row["question"] == question]
        readers = [("social_worker", "child_protection"), ("mens_worker", "programme_delivery")]
        for reader in readers:
            assert change(world, *reader).sections.assessments[0].attendance is not None

        world.act(retract, "mens_worker", answer["fact_id"])

        for reader in readers:
            found = change(world, *reader)
            assert found.sections.assessments[0].attendance is None
            assert ATTENDANCE_IS_NOT_CHANGE not in as_sent(found)

    def test_her_word_comes_with_her_say_and_is_not_missed_without(self, sqlite_world: World) -> None:
        world = sqlite_world
        open_all(world)
        world.publish(world.behaviour())
        hers = Others(Report.DISAGREES, person=world.people["her"])
        assessed(world, by="womens_worker", others=[hers], attendance=None)

        before = as_sent(change(world, "mens_worker", "programme_delivery"))
        world.consents()
        after = change(world, "mens_worker", "programme_delivery").sections.assessments[0].others

        assert "disagrees" not in before
        assert [(part.whose, part.answer) for part in after] == [(None, "disagrees")]


class TestOnHisSide:
    def test_no_id_no_day_and_no_unit_goes_there(self, sqlite_world: World) -> None:
        world = sqlite_world
        open_all(world)
        evidence = world.publish(world.behaviour())
        goal, made = set_one(world, due=world.today()), commit(world)
        assessed(
            world,
            changed=[
                Changed(
                    Tactic.INTIMIDATE,
                    Difference.REDUCED,
                    evidence=frozenset({evidence}),
                    seen_by=world.units["POL-DA"],
                )
            ],
            by="social_worker",
        )

        treats_him = as_sent(change(world, "mens_worker", "programme_delivery"))
        protects = as_sent(change(world, "social_worker", "child_protection"))

        ids = [str(one) for one in (goal, made, evidence, *world.people.values(), *world.units.values())]
        assert [one for one in ids if one in treats_him] == []
        assert [day for day in (world.today().isoformat(), "Unit POL-DA") if day in treats_him] == []
        assert str(evidence) in protects
        assert "Unit POL-DA" in protects

    def test_goals_of_other_units_are_read_and_not_named(self, sqlite_world: World) -> None:
        world = sqlite_world
        open_all(world)
        theirs, own = set_one(world), set_one(world, by="mens_worker")

        assert len(change(world, "mens_worker", "programme_delivery").sections.goals) == 2
        assert [row["fact_id"] for row in world.act(goals, "mens_worker", FIRST, 9)] == [own]
        with pytest.raises(NotFound):
            world.act(move_goal, "mens_worker", theirs, GoalStatus.SUSTAINED)

    def test_a_unit_that_must_not_be_named_is_not(self, sqlite_world: World) -> None:
        world = sqlite_world
        open_all(world)
        world.publish(world.behaviour())
        assessed(world, others=[Others(Report.AGREES, unit=world.units["SUB-P"])])

        (one,) = change(world, "social_worker", "child_protection").sections.assessments
        assert [(part.whose, part.answer) for part in one.others] == [(None, "agrees")]


class TestQuestionsToHim:
    def test_are_asked_only_of_what_he_knows_that_agencies_hold(self, sqlite_world: World) -> None:
        world = sqlite_world
        open_all(world)
        known = world.publish(world.behaviour(perp_aware=PerpAware.YES))
        world.publish(world.behaviour(tactics=frozenset({Tactic.SYSTEMS})))
        assert change(world, "court", "court_report").sections.questions == ALWAYS_ASKED

        world.act(confirm_awareness, "police_two", known)

        for reader in (("court", "court_report"), ("social_worker", "child_protection")):
            assert change(world, *reader).sections.questions == (
                *ALWAYS_ASKED,
                ABOUT[Tactic.INTIMIDATE],
            )


class TestGoals:
    def test_are_moved_by_who_reads_them_and_only_as_last_seen(self, world: World) -> None:
        open_all(world)
        goal = set_one(world)

        assert world.act(move_goal, "facilitator", goal, GoalStatus.NOT_MET, 1) == 2
        with pytest.raises(ChangedSince):
            world.act(move_goal, "social_worker", goal, GoalStatus.SUSTAINED, 1)
        assert change(world, "social_worker", "child_protection").sections.goals[0].status == "not_met"

    def test_of_which_a_reader_gets_nothing_are_not_there(self, sqlite_world: World) -> None:
        world = sqlite_world
        open_all(world)
        goal = set_one(world)

        assert world.act(goals, "teacher", FIRST, 9) == []
        assert change(world, "teacher", "wellbeing_support").sections.goals == ()
        with pytest.raises(NotFound):
            world.act(move_goal, "teacher", goal, GoalStatus.SUSTAINED)

    def test_that_were_taken_back_are_gone_with_their_outcome(self, sqlite_world: World) -> None:
        world = sqlite_world
        open_all(world)
        goal = set_one(world)

        world.act(retract, "social_worker", goal)

        assert change(world, "social_worker", "child_protection").sections.goals == ()
        assert FREE not in as_sent(change(world, "facilitator", "case_mapping"))
        assert world.act(goals, "social_worker", FIRST, 9) == []


SHAPES = st.lists(
    st.tuples(
        st.sampled_from(["mens_worker", "womens_worker", "social_worker", "his_substance_worker"]),
        st.sampled_from(sorted(Tactic)[:6]),
        st.sampled_from([one for one in Difference if one is not Difference.REPLACED]),
        st.sampled_from(Share),
        st.sets(
            st.sampled_from([Category.SAFETY, Category.SEXUAL, Category.CHILD_WELLBEING, Category.OFFENCE])
        ),
        st.sampled_from(["her", "child", None]),
    ),
    min_size=1,
    max_size=3,
)


@given(SHAPES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_shown_that_a_look_at_the_pattern_would_not_give(
    sqlite_world: World, shapes: list[Any]
) -> None:
    world = sqlite_world
    _furnish(world, shapes)

    for name, purpose in READERS:
        shown = change(world, name, purpose).sections
        given_to = world.read(name, purpose).lines
        texts = {line["text"] for line in given_to} | {UNKNOWN}
        assert set(_texts(shown)) <= texts, (name, purpose)
        tactics = {tactic for line in given_to for tactic in line.get("tactics", ())}
        named = {part.tactic for one in shown.assessments for part in one.changed}
        assert named | set(shown.on_file) <= tactics, (name, purpose)
        ids = {line["id"] for line in given_to}
        evidence = {fact for one in shown.assessments for part in one.changed for fact in part.evidence}
        assert evidence <= ids, (name, purpose)


def _texts(shown: Any) -> list[str]:
    found = [*shown.also]
    found += [text for goal in shown.goals for text in (goal.behaviour, goal.outcome, goal.witness) if text]
    for promise in shown.commitments:
        found += [promise.text, *(one.text for one in promise.follow_ups)]
    for one in shown.assessments:
        found += [one.named.text, *(part.text for part in (*one.claimed, *one.changed, *one.others))]
    return found


def _furnish(world: World, shapes: list[Any]) -> None:
    if not world.rows(ChangeAnswer):
        open_all(world)
        world.publish(world.told_by_her(), by="womens_worker")
        set_one(world)
        commit(world)
    for by, tactic, answer, share, categories, person in shapes:
        seen: UUID = world.publish(world.behaviour(tactics=frozenset({tactic})), by=by)
        words = Line(f"He says {share.value}.", categories=frozenset(categories))
        others = [Others(Report.DISAGREES, person=world.people[person])] if person else []
        assessed(
            world,
            by=by,
            named=Named(share, frozenset({tactic}), words=words),
            claimed=[Claimed(world.people["child"], Claim.PARTIAL)],
            changed=[Changed(tactic, answer, evidence=frozenset({seen}))],
            others=others,
        )
