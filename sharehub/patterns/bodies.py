"""A fact as it is sent: its form, before anything in it is looked at."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from policies.vocabulary import (
    Category,
    Caveat,
    PerpAware,
    RelationshipContext,
    SourceExposure,
    SourceType,
)
from sharehub.language.vocabulary import (
    Basis,
    ChildLink,
    Corroboration,
    DasaEffect,
    DatePrecision,
    Frequency,
    IntersectionLink,
    Kind,
    Pathway,
    Tactic,
    Trend,
)
from sharehub.patterns.new_fact import NewFact
from sharehub.patterns.validation import LONGEST_GIST, LONGEST_STATEMENT
from sharehub.web.bodies import STORABLE, WHOLE, Body, Day, Flag, Once, example

Statement = Annotated[str, StringConstraints(max_length=LONGEST_STATEMENT, pattern=STORABLE)]
Gist = Annotated[str, StringConstraints(max_length=LONGEST_GIST, pattern=STORABLE)]
Reason = Annotated[str, StringConstraints(max_length=LONGEST_STATEMENT, pattern=STORABLE)]
Known = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
Ric = Annotated[int, Field(ge=1, le=24), WHOLE]


class FactBody(Body):
    """One thing somebody did, one effect, one protective effort, one gap."""

    kind: Kind
    statement: Statement
    source_type: SourceType
    categories: Once[Category]
    section: Annotated[int, Field(ge=1, le=4), WHOLE] | None = None
    subject_person: UUID | None = None
    subject_unit: UUID | None = None
    targets: Once[UUID] = frozenset()
    about: Once[UUID] = frozenset()
    gist: Gist | None = None
    tactics: Once[Tactic] = frozenset()
    pathways: Once[Pathway] = frozenset()
    pathway_note: Reason | None = None
    pathway_unknown_reason: Reason | None = None
    dasa_effects: Once[DasaEffect] = frozenset()
    child_link: Once[ChildLink] = frozenset()
    ric_items: Once[Ric] = frozenset()
    intersection_links: Once[IntersectionLink] = frozenset()
    no_link_found_reason: Reason | None = None
    context_asked: Flag = False
    relationship_context: RelationshipContext = RelationshipContext.THIS_RELATIONSHIP
    first_known: Known | None = None
    last_known: Known | None = None
    date_precision: DatePrecision = DatePrecision.UNKNOWN
    frequency: Frequency = Frequency.UNKNOWN
    trend: Trend = Trend.UNKNOWN
    source_person: UUID | None = None
    disclosed_to: Reason | None = None
    basis: Basis = Basis.AGENCY_RECORD
    corroboration: Corroboration = Corroboration.NONE
    police_grade: Annotated[str, StringConstraints(max_length=20)] | None = None
    perp_aware: PerpAware = PerpAware.UNKNOWN
    source_exposure: SourceExposure | None = None
    covert: Flag | None = None
    caveats: Once[Caveat] = frozenset()
    travels_with: Once[UUID] = frozenset()
    concern_rank: Annotated[int, Field(ge=1, le=999), WHOLE] | None = None
    gist_reason: Reason | None = None
    action_unit: UUID | None = None
    due: Day | None = None

    model_config = example(
        kind="behaviour",
        statement="He took the car keys each morning and drove her to work himself.",
        gist="He controls when and how she leaves the home.",
        source_type="agency_observation",
        categories=["behaviour"],
        subject_person="5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10",
        tactics=["CONFINE"],
        pathways=["CHILD_SAFETY_WELLBEING"],
        source_exposure="none",
    )

    def as_fact(self) -> NewFact:
        """Return the fact as the use cases take it."""
        given: dict[str, Any] = {name: getattr(self, name) for name in FactBody.model_fields}
        return NewFact(**given)
