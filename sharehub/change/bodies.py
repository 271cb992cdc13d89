"""Goals, commitments and assessments as they are sent, and change as it is answered."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from policies.vocabulary import Category
from sharehub.change.assess import Attended, NewAssessment
from sharehub.change.assessing import Changed, Claimed, Named, Others
from sharehub.change.commitments import Kept, NewCommitment, NewFollowUp
from sharehub.change.goals import GoalStatus, NewGoal
from sharehub.change.lines import Line
from sharehub.change.words import Claim, Difference, Report, Share
from sharehub.disclosure.api import AN_ID, Receipt
from sharehub.language.vocabulary import Tactic
from sharehub.patterns.bodies import Gist, Statement
from sharehub.web.bodies import WHOLE, Body, Day, Flag, Once, Word, example

MOST = 100
Since = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2]))?$")]
Sessions = Annotated[int, Field(ge=0, le=10_000), WHOLE]


class WordsBody(Body):
    """One line somebody wrote. `he_knows`: that agencies hold it, which a second person confirms."""

    text: Statement
    gist: Gist | None = None
    categories: Once[Category] = frozenset()
    about: Once[UUID] = frozenset()
    he_knows: Flag = False

    model_config = example(text="He hands her a key of her own.")

    def line(self) -> Line:
        """Return it as the use cases take it."""
        return Line(self.text, self.gist, self.categories, self.about, self.he_knows)


def _line(body: WordsBody | None) -> Line | None:
    return None if body is None else body.line()


class GoalBody(Body):
    """What he will do, what that changes for a child or survivor, and who will see it."""

    behaviour: WordsBody
    outcome: WordsBody
    outcome_for: Once[UUID]
    witness: WordsBody | None = None
    due: Day | None = None

    model_config = example(
        behaviour={"text": "He hands her a key of her own and does not ask where she has been."},
        outcome={"text": "She and the children come and go as they like."},
        outcome_for=[AN_ID],
    )

    def goal(self) -> NewGoal:
        """Return it as the use cases take it."""
        return NewGoal(
            self.behaviour.line(), self.outcome.line(), self.outcome_for, _line(self.witness), self.due
        )


class StatusBody(Body):
    """Where a goal stands now."""

    status: GoalStatus

    model_config = example(status="some_evidence")


class CommitmentBody(Body):
    """What he said he will do, in his words, and for which of the children."""

    words: WordsBody
    said_on: Day
    for_children: Annotated[Once[UUID], Field(max_length=MOST)] = frozenset()
    follow_up_due: Day | None = None
    person: UUID | None = None

    model_config = example(
        words={"text": "I will leave her phone alone.", "he_knows": True}, said_on="2024-06-03"
    )

    def commitment(self) -> NewCommitment:
        """Return it as the use cases take it."""
        return NewCommitment(
            self.words.line(), self.said_on, self.for_children, self.follow_up_due, self.person
        )


class FollowUpBody(Body):
    """What became of a commitment, and what was seen that says so."""

    kept: Kept
    seen: WordsBody
    seen_on: Day

    model_config = example(
        kept="partly", seen={"text": "He asked for her phone twice and gave it back."}, seen_on="2024-06-03"
    )

    def follow_up(self) -> NewFollowUp:
        """Return it as the use cases take it."""
        return NewFollowUp(self.kept, self.seen.line(), self.seen_on)


class NamingBody(Body):
    """How much of the pattern on file he names; without words of one's own a plain sentence says it."""

    answer: Share
    named: Once[Tactic] = frozenset()
    denied: Once[Tactic] = frozenset()
    words: WordsBody | None = None


class ClaimedBody(Body):
    """How far he says what it did to one of them: a partner, a child, or himself."""

    person: UUID
    answer: Claim
    words: WordsBody | None = None


class ChangedBody(Body):
    """What has become of one tactic; `seen_by` is the unit that saw it."""

    tactic: Tactic
    answer: Difference
    replaced_by: Tactic | None = None
    since: Since | None = None
    evidence: Annotated[Once[UUID], Field(max_length=MOST)] = frozenset()
    seen_by: UUID | None = None
    words: WordsBody | None = None


class OthersBody(Body):
    """What a unit, a survivor or a child reports."""

    answer: Report
    unit: UUID | None = None
    person: UUID | None = None
    words: WordsBody | None = None


class AttendanceBody(Body):
    """How many sessions he was offered, and to how many he came; kept only beside the three answers."""

    offered: Sessions
    attended: Sessions


class AssessmentBody(Body):
    """What a unit says of his change over a period, by all three questions; unknown is an answer."""

    start: Day
    end: Day
    named: NamingBody
    claimed: Annotated[list[ClaimedBody], Field(min_length=1, max_length=MOST)]
    changed: Annotated[list[ChangedBody], Field(min_length=1, max_length=MOST)]
    others: Annotated[list[OthersBody], Field(max_length=MOST, default_factory=list)]
    attendance: AttendanceBody | None = None
    person: UUID | None = None

    model_config = example(
        start="2024-05-01",
        end="2024-05-31",
        named={"answer": "little"},
        claimed=[{"person": AN_ID, "answer": "none"}],
        changed=[{"tactic": "CONFINE", "answer": "none"}],
        attendance={"offered": 4, "attended": 4},
    )

    def assessment(self) -> NewAssessment:
        """Return it as the use cases take it."""
        named = self.named
        came = self.attendance
        return NewAssessment(
            start=self.start,
            end=self.end,
            named=Named(named.answer, named.named, named.denied, _line(named.words)),
            claimed=[Claimed(one.person, one.answer, _line(one.words)) for one in self.claimed],
            changed=[
                Changed(
                    one.tactic,
                    one.answer,
                    one.replaced_by,
                    one.since,
                    one.evidence,
                    one.seen_by,
                    _line(one.words),
                )
                for one in self.changed
            ],
            others=[Others(one.answer, one.unit, one.person, _line(one.words)) for one in self.others],
            attendance=None if came is None else Attended(came.offered, came.attended),
            person=self.person,
        )


class ChangeAskBody(Body):
    """For which purpose change is read."""

    purpose: Word

    model_config = example(purpose="child_protection")


class GoalItem(Body):
    """How a goal stands, without its words; `revision` is its entity tag."""

    id: UUID
    revision: int
    status: GoalStatus
    outcome_for: list[UUID]
    due: date | None


class GoalPage(Body):
    """A page of goals; `next` is null on the last."""

    items: list[GoalItem]
    next: str | None


class CommitmentItem(Body):
    """A commitment without its words."""

    id: UUID
    said_on: date
    for_children: list[UUID]
    follow_up_due: date | None


class CommitmentPage(Body):
    """A page of commitments; `next` is null on the last."""

    items: list[CommitmentItem]
    next: str | None


class ChangeAnswerBody(Body):
    """What there is of change for this reader: plain sections, each in a fixed order."""

    release: UUID
    purpose: str
    day: date
    on_file: list[str]
    assessments: list[dict[str, Any]]
    also: list[str]
    commitments: list[dict[str, Any]]
    questions: list[str]
    goals: list[dict[str, Any]]
    told: list[str]
    receipt: Receipt
