"""Change by three questions: all three at once, attendance never without them, and nothing automatic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from policies.vocabulary import Category
from sharehub.change.assess import Attended
from sharehub.change.assessing import Changed, Claimed, Named, Others
from sharehub.change.lines import Line
from sharehub.change.words import Claim, Difference, Report, Share
from sharehub.database.schema import Attendance, ChangeAnswer, ChangeAssessment, FactVersion
from sharehub.errors import Forbidden, Invalid
from sharehub.language.vocabulary import Kind, Tactic
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from tests.sharehub.change.builders import assessed, change

if TYPE_CHECKING:
    from tests.sharehub.world import World

NOBODY = UUID(int=0)


def refused(world: World, **changes: Any) -> Invalid:
    with pytest.raises(Invalid) as found:
        assessed(world, **changes)
    return found.value


def versions(world: World) -> dict[UUID, dict[str, Any]]:
    return {row["fact_id"]: row for row in world.rows(FactVersion)}


def the_answers(world: World, question: str) -> list[dict[str, Any]]:
    return [row for row in world.rows(ChangeAnswer) if row["question"] == question]


def test_every_answer_is_a_fact_with_its_closed_words_beside(world: World) -> None:
    evidence = world.publish(world.behaviour(), by="mens_worker")
    assessed(
        world,
        named=Named(Share.LITTLE, frozenset({Tactic.INTIMIDATE}), frozenset({Tactic.CONFINE})),
        changed=[
            Changed(Tactic.INTIMIDATE, Difference.REPLACED, Tactic.SYSTEMS, "2024-05", frozenset({evidence}))
        ],
    )

    (named,), (changed,) = the_answers(world, "named"), the_answers(world, "changed")
    assert (named["answer"], named["named"], named["denied"]) == ("little", ["INTIMIDATE"], ["CONFINE"])
    assert (changed["answer"], changed["tactic"], changed["replaced_by"], changed["since"]) == (
        *("replaced", "INTIMIDATE", "SYSTEMS", "2024-05"),
    )
    assert changed["evidence"] == [str(evidence)]
    facts = [versions(world)[row["fact_id"]] for row in world.rows(ChangeAnswer)]
    assert {fact["kind"] for fact in facts} == {Kind.CHANGE_EVIDENCE}
    assert all(Category.PROGRESS in fact["categories"] for fact in facts)


@pytest.mark.parametrize("question", ["claimed", "changed"])
def test_each_of_the_three_questions_is_answered(sqlite_world: World, question: str) -> None:
    found = refused(sqlite_world, **{question: []})

    assert (found.where, found.problem) == (question, "answer each question; unknown is an answer")


@pytest.mark.parametrize(
    ("where", "changes"),
    [
        ("claimed", {"claimed": [Claimed(NOBODY, Claim.NONE)]}),
        ("changed", {"changed": [Changed(Tactic.CONFINE, Difference.REPLACED)]}),
        ("changed", {"changed": [Changed(Tactic.CONFINE, Difference.REPLACED, Tactic.CONFINE)]}),
        ("changed", {"changed": [Changed(Tactic.CONFINE, Difference.NONE, Tactic.SYSTEMS)]}),
        ("changed", {"changed": [Changed(Tactic.CONFINE, Difference.NONE)] * 2}),
        ("changed", {"changed": [Changed(Tactic.CONFINE, Difference.NONE, since="last May")]}),
        ("changed", {"changed": [Changed(Tactic.CONFINE, Difference.NONE, evidence=frozenset({NOBODY}))]}),
        ("others", {"others": [Others(Report.AGREES)]}),
        ("others", {"others": [Others(Report.AGREES, unit=NOBODY)]}),
        ("others", {"others": [Others(Report.AGREES, person=NOBODY)]}),
        ("attendance", {"attendance": Attended(3, 4)}),
        ("person", {"person": NOBODY}),
    ],
)
def test_an_answer_fits_its_question_and_its_case(
    sqlite_world: World, where: str, changes: dict[str, Any]
) -> None:
    assert refused(sqlite_world, **changes).where == where


def test_nobody_outside_the_family_is_asked_by_name(sqlite_world: World) -> None:
    neighbour = sqlite_world.people["neighbour"]

    assert refused(sqlite_world, others=[Others(Report.AGREES, person=neighbour)]).where == "others"
    assert refused(sqlite_world, claimed=[Claimed(neighbour, Claim.NONE)]).where == "claimed"


def test_a_fact_that_the_author_may_not_name_is_as_one_that_is_not_there(sqlite_world: World) -> None:
    world = sqlite_world
    hidden = world.publish(world.behaviour(categories=frozenset({Category.SAFETY})), by="womens_worker")
    there, absent = (
        refused(world, changed=[Changed(Tactic.CONFINE, Difference.NONE, evidence=frozenset({fact}))])
        for fact in (hidden, NOBODY)
    )

    assert str(there) == str(absent)


def test_who_may_assess_is_the_rulebooks_to_say(sqlite_world: World) -> None:
    assessed(sqlite_world, by="his_substance_worker")
    assessed(sqlite_world, by="womens_worker")
    with pytest.raises(Forbidden):
        assessed(sqlite_world, by="teacher")


class TestAttendance:
    def test_the_database_keeps_none_without_an_answer_to_each_question(self, world: World) -> None:
        full, other = assessed(world), assessed(world, attendance=None)
        (held,) = world.rows(Attendance)
        assert (held["assessment_id"], held["attended"]) == (full, 4)
        own = {
            row["question"]: row["fact_id"]
            for row in world.rows(ChangeAnswer)
            if row["assessment_id"] == other
        }
        theirs = {name: held[f"{name}_fact_id"] for name in ("named", "claimed", "changed")}
        lacking: list[dict[str, Any]] = [
            {"named": None}, {"claimed": None}, {"changed": None},
            {"named": theirs["named"]}, {"claimed": theirs["claimed"]}, {"changed": theirs["changed"]},
            {"named": own["claimed"]}, {"claimed": own["changed"]}, {"changed": own["named"]},
        ]  # fmt: skip

        for wrong in lacking:
            assert self.is_refused(world, other, own | wrong), wrong
        assert not self.is_refused(world, other, own)

    @pytest.mark.parametrize(("offered", "attended"), [(3, 4), (3, -1)])
    def test_the_database_keeps_no_more_than_was_offered(
        self, world: World, offered: int, attended: int
    ) -> None:
        other = assessed(world, attendance=None)
        own = {row["question"]: row["fact_id"] for row in world.rows(ChangeAnswer)}

        assert self.is_refused(world, other, own, offered, attended)

    def test_no_question_stands_in_for_another(self, world: World) -> None:
        other = assessed(world, attendance=None)
        own = {row["question"]: row["fact_id"] for row in world.rows(ChangeAnswer)}
        same = own | {"claimed": own["named"]}

        assert self.is_refused(world, other, same, words={"claimed": "named"})

    def is_refused(
        self,
        world: World,
        assessment: UUID,
        facts: dict[str, Any],
        offered: int = 4,
        attended: int = 4,
        words: dict[str, str] | None = None,
    ) -> bool:
        """Say whether a row, written by hand, is refused by the database itself."""
        plain = {"named": "named", "claimed": "claimed", "changed": "changed"} | (words or {})
        # As either database writes an id.
        sqlite = world.hub.engine.dialect.name == "sqlite"

        def written(identity: UUID | None) -> Any:
            return identity.hex if sqlite and identity is not None else identity

        row = {
            "a": written(assessment), "c": written(world.case), "o": offered, "n": attended, **plain,
            **{f"{name}_fact": written(facts[name]) for name in ("named", "claimed", "changed")},
        }  # fmt: skip
        try:
            with world.hub.begin(world.actor("mens_worker").unit) as work:
                work.tx.session.execute(
                    text(
                        "insert into attendances (assessment_id, case_id, offered, attended, named_fact_id,"
                        " claimed_fact_id, changed_fact_id, named, claimed, changed) values (:a, :c, :o, :n,"
                        " :named_fact, :claimed_fact, :changed_fact, :named, :claimed, :changed)"
                    ),
                    row,
                )
        except IntegrityError:
            return True
        return False


class TestNothingIsAutomatic:
    def test_progress_elsewhere_changes_no_assessment(self, sqlite_world: World) -> None:
        world = sqlite_world
        assessed(world)
        before = {table: world.rows(table) for table in (ChangeAssessment, ChangeAnswer, Attendance)}

        for by, kind in (("his_substance_worker", Kind.CHANGE_EVIDENCE), ("mens_worker", Kind.NOTE)):
            progress = Line("He has not drunk since May and came to every session.").fact(kind)
            fact = world.act(record, by, progress)
            world.act(publish, by, fact)
        world.publish(world.behaviour(tactics=frozenset({Tactic.CONFINE})))
        assessed(world, by="his_substance_worker", named=Named(Share.MOST))

        for table, rows in before.items():
            now = world.rows(table)
            assert [row for row in now if row in rows] == rows

    def test_assessments_stand_side_by_side_and_are_never_made_into_one(self, sqlite_world: World) -> None:
        world = sqlite_world
        world.open("cp_concern", "CF-SW")
        world.publish(world.behaviour())
        assessed(world, named=Named(Share.MOST), changed=[Changed(Tactic.INTIMIDATE, Difference.STOPPED)])
        assessed(
            world,
            by="womens_worker",
            named=Named(Share.NONE),
            changed=[Changed(Tactic.INTIMIDATE, Difference.NONE)],
            attendance=None,
        )

        found = change(world, "social_worker", "child_protection").sections.assessments

        assert {(one.named.answer, one.changed[0].answer) for one in found} == {
            *(("most", "stopped"), ("none", "none")),
        }
        assert {one.evidenced for one in found} == {
            *(
                "No change is evidenced.",
                "Change is told tactic by tactic; one does not make up for another.",
            ),
        }


class TestHowGuardedAnAnswerIs:
    """As guarded as the most open line on which its author reads the tactic."""

    def test_a_tactic_that_only_she_told_is_not_named_by_the_fact(self, sqlite_world: World) -> None:
        world = sqlite_world
        told = world.publish(world.told_by_her(), by="womens_worker")
        assessed(
            world,
            by="womens_worker",
            changed=[Changed(Tactic.CONFINE, Difference.NONE)],
            attendance=None,
        )

        (answer,) = the_answers(world, "changed")
        fact = versions(world)[answer["fact_id"]]
        assert (fact["tactics"], fact["travels_with"]) == ([], [str(told)])

    def test_one_that_an_agency_saw_is_named_and_travels_with_that(self, sqlite_world: World) -> None:
        world = sqlite_world
        seen = world.publish(world.behaviour(tactics=frozenset({Tactic.CONFINE})))
        world.publish(world.told_by_her(), by="womens_worker")
        world.open("programme_start", "RESP-M")

        assessed(world, changed=[Changed(Tactic.CONFINE, Difference.NONE)])

        (answer,) = the_answers(world, "changed")
        fact = versions(world)[answer["fact_id"]]
        assert (fact["tactics"], fact["travels_with"]) == (["CONFINE"], [str(seen)])

    def test_a_survivors_and_a_childs_word_stays_theirs(self, sqlite_world: World) -> None:
        world = sqlite_world
        assessed(
            world,
            others=[
                Others(Report.DISAGREES, person=world.people["her"]),
                Others(Report.DECLINED, person=world.people["child"]),
                Others(Report.NOT_ASKED, unit=world.units["POL-DA"]),
            ],
        )

        rows = [versions(world)[row["fact_id"]] for row in the_answers(world, "others")]
        categories = {row["source_type"]: set(row["categories"]) for row in rows}
        assert Category.SURVIVOR_ACCOUNT in categories["survivor"]
        assert Category.CHILD_ACCOUNT in categories["child"]
        assert categories["agency_observation"] == {Category.PROGRESS}
