"""Questions as officers send them to have all that answers them exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from pydantic import Field

from sharehub.audit.entry import Action
from sharehub.oversight.acts.hours import Hours
from sharehub.oversight.acts.questions import Acts, OutOfHours, Readings
from sharehub.oversight.counts.questions import Bulk, HeatMap
from sharehub.oversight.days import Days
from sharehub.oversight.export import Form
from sharehub.oversight.holding.questions import Holders
from sharehub.oversight.standing.questions import ConsentsEnding, ProtocolsLapsing, SinceExcluded
from sharehub.web.bodies import ONCE, WHOLE, Body, Day, example

if TYPE_CHECKING:
    from sharehub.oversight.looking import Question

AN_ID = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"

Opens = Annotated[int, Field(ge=0, le=23, description="The hour at which offices open.")]
Closes = Annotated[int, Field(ge=1, le=24, description="The hour at which they close; 24 ends the day.")]
MoreThan = Annotated[int, Field(ge=1, le=1000, description="How many looks are not yet too many.")]
Minutes = Annotated[int, Field(ge=1, le=1440, description="Within how many minutes.")]
WithinDays = Annotated[int, Field(ge=1, le=366, description="Within how many days.")]


class _OfDays(Body):
    first: Day | None = Field(default=None, alias="from", description="The first day, included.")
    last: Day | None = Field(default=None, alias="to", description="The last day, included.")

    def days(self) -> Days:
        """Return the days that are asked about."""
        return Days(self.first, self.last)


class CaseQuestion(_OfDays):
    """Who did what upon a case, and who saw what of it; by one person alone, where one is named."""

    query: Literal["case"]
    case: UUID
    user: UUID | None = None

    def question(self) -> Question:
        """Return the question."""
        return Acts("case", case=self.case, user=self.user, days=self.days())


class UserQuestion(_OfDays):
    """What somebody did."""

    query: Literal["user"]
    user: UUID

    def question(self) -> Question:
        """Return the question."""
        return Acts("user", user=self.user, days=self.days())


class UnitQuestion(_OfDays):
    """What the people of a unit did."""

    query: Literal["unit"]
    unit: UUID

    def question(self) -> Question:
        """Return the question."""
        return Acts("unit", unit=self.unit, days=self.days())


class ActionQuestion(_OfDays):
    """Who did acts of one kind."""

    query: Literal["action"]
    action: Action

    def question(self) -> Question:
        """Return the question."""
        return Acts("action", action=self.action, days=self.days())


class RefusalsQuestion(_OfDays):
    """Who was refused what."""

    query: Literal["refusals"]

    def question(self) -> Question:
        """Return the question."""
        return Acts("refusals", refused=True, days=self.days())


class OutOfHoursQuestion(_OfDays):
    """Who looked at times when nobody is expected to."""

    query: Literal["out_of_hours"]
    opens: Annotated[Opens, WHOLE] = 8
    closes: Annotated[Closes, WHOLE] = 18

    def question(self) -> Question:
        """Return the question."""
        return OutOfHours(self.days(), Hours(self.opens, self.closes))


class ReadingsQuestion(Body):
    """Who had read a fact by the end of a day."""

    query: Literal["readings_of_fact"]
    fact: UUID
    by: Day | None = None

    def question(self) -> Question:
        """Return the question."""
        return Readings(self.fact, self.by)


class HoldersQuestion(Body):
    """Who holds which version of a fact."""

    query: Literal["holders_of_fact"]
    fact: UUID

    def question(self) -> Question:
        """Return the question."""
        return Holders(self.fact)


class BulkQuestion(_OfDays):
    """Who looked more often than is usual."""

    query: Literal["bulk"]
    more_than: Annotated[MoreThan, WHOLE] = 30
    minutes: Annotated[Minutes, WHOLE] = 60

    def question(self) -> Question:
        """Return the question."""
        return Bulk(self.more_than, self.minutes, self.days())


class SinceExcludedQuestion(Body):
    """Who has been excluded since they looked."""

    query: Literal["since_excluded"]

    def question(self) -> Question:
        """Return the question."""
        return SinceExcluded()


class ConsentsQuestion(Body):
    """Which consents are about to expire."""

    query: Literal["consents_ending"]
    within: Annotated[WithinDays, WHOLE] = 30

    def question(self) -> Question:
        """Return the question."""
        return ConsentsEnding(self.within)


class ProtocolsQuestion(Body):
    """Which protocols are about to lapse or due for review."""

    query: Literal["protocols_lapsing"]
    within: Annotated[WithinDays, WHOLE] = 90

    def question(self) -> Question:
        """Return the question."""
        return ProtocolsLapsing(self.within)


class HeatMapQuestion(_OfDays):
    """Which unit looked how often for what."""

    query: Literal["heat_map"]

    def question(self) -> Question:
        """Return the question."""
        return HeatMap(self.days())


AnyQuestion = Annotated[
    CaseQuestion
    | UserQuestion
    | UnitQuestion
    | ActionQuestion
    | RefusalsQuestion
    | OutOfHoursQuestion
    | ReadingsQuestion
    | HoldersQuestion
    | BulkQuestion
    | SinceExcludedQuestion
    | ConsentsQuestion
    | ProtocolsQuestion
    | HeatMapQuestion,
    Field(discriminator="query"),
]


MOST_NAMES = 500


class StaffBody(Body):
    """Who is asked about: users, by the ids that a look at the log gave."""

    users: Annotated[frozenset[UUID], Field(min_length=1, max_length=MOST_NAMES), ONCE]

    model_config = example(users=["0191e9f0-0000-7000-8000-000000000001"])


class ExportBody(Body):
    """A question, and the form in which all that answers it is wanted."""

    question: AnyQuestion
    form: Form

    model_config = example(question={"query": "case", "case": AN_ID}, form="csv")
