from __future__ import annotations

from datetime import date

import pytest

from consent.people import Part, Person
from consent.record import Capacity, ConsentEvent, Kind, Status
from policies.question import Fact, Gate, Span
from policies.vocabulary import (
    Category,
    Caveat,
    PerpAware,
    Reason,
    RelationshipContext,
    SourceExposure,
    SourceType,
)
from sharehub.language import vocabulary as w
from sharehub.rehearsal.case_file import parse
from sharehub.rehearsal.known_date import KnownDate
from sharehub.rehearsal.parts import (
    CaseApproval,
    CaseConflictCheck,
    CaseConsent,
    CaseExclusion,
    CaseFact,
    CaseOverride,
    CasePerson,
    CaseProtocol,
    CaseReader,
    CheckResult,
    Expectation,
    WallExpectation,
)
from tests.sharehub.rehearsal.builders import (
    MARKETA,
    SECRET,
    a_bare_fact,
    a_consent,
    a_fact,
    a_file,
    put,
    read,
    the_rulebook,
    without,
)

ONE = frozenset({"F1"})
TWO = frozenset({"F2"})
SW = frozenset({"SW"})
MAPPING = frozenset({"case_mapping"})
FROM_JUNE = Span(date(2024, 6, 1))


def test_the_shipped_case_is_read_whole() -> None:
    case = parse(MARKETA.read_bytes(), the_rulebook())
    assert case.case_id == "MARKETA"
    assert sorted(case.persons) == ["AGAT", "ALEK", "JAN", "MARK", "NEIGH", "PREV"]
    assert [len(part) for part in (case.units, case.readers, case.protocols, case.gates)] == [14, 15, 1, 9]
    assert [event.event.id for event in case.consent_events] == [
        "c1",
        "c2",
        "c2b",
        "c3b",
        "c3",
        "c4",
        "c5",
        "c6",
        "c7",
    ]
    assert [fact.id for fact in case.facts] == [f"M{number:02}" for number in range(1, 31)]
    assert [len(part) for part in (case.approvals, case.overrides, case.exclusions)] == [1, 0, 0]
    assert [len(part) for part in (case.conflict_checks, case.expectations, case.wall_expectations)] == [
        0,
        15,
        2,
    ]


def test_the_shipped_case_means_what_it_says() -> None:
    case = parse(MARKETA.read_bytes(), the_rulebook())
    facts = {fact.id: fact for fact in case.facts}
    assert case.persons["AGAT"].person == Person("AGAT", Part.CHILD, date(2029, 3, 4))
    assert case.consent_events[6].event.exclude_facts == {"M04", "M15", "M21"}
    assert facts["M12"].gist is None
    assert facts["M12"].metadata.has_gist is False
    assert (facts["M12"].subject, facts["M12"].subject_is_unit) == ("POL-DA", True)
    assert facts["M14"].metadata.travels_with == {"M15"}
    assert facts["M22"].metadata.categories == {Category.SAFETY, Category.THIRD_PARTY}
    assert facts["M27"].metadata.relationship_context is RelationshipContext.PREVIOUS_RELATIONSHIP
    assert facts["M01"].metadata.relationship_context is RelationshipContext.THIS_RELATIONSHIP
    assert case.expectations[14].withheld == {Reason.METADATA_ONLY: frozenset(facts)}


def test_persons_are_kept_with_the_day_a_child_turns_twelve() -> None:
    assert read(a_file()).persons == {
        "HIM": CasePerson(Person("HIM", Part.PERPETRATOR), SECRET),
        "HER": CasePerson(Person("HER", Part.SURVIVOR), SECRET, date(1990, 1, 1)),
        "KID": CasePerson(Person("KID", Part.CHILD, date(2026, 2, 28)), SECRET, date(2014, 2, 28)),
    }


def test_a_child_without_a_date_of_birth_has_no_known_birthday() -> None:
    persons = read(put(("persons", "KID"), {"part": "child", "dob": None})).persons
    assert persons["KID"] == CasePerson(Person("KID", Part.CHILD, None))


def test_units_are_those_listed_and_those_a_protocol_names() -> None:
    units = read(a_file()).units
    assert units == {"POL": "Police", "SW": "Social work", "MEN": "MEN", "HV": "HV"}
    assert read(put(("units", "SW"), {})).units["SW"] == "SW"


def test_readers_protocols_and_gates_keep_their_spans() -> None:
    case = read(a_file())
    assert case.readers == {
        "sw": CaseReader("sw", "children_families_sw", "SW", Span(date(2024, 1, 1))),
        "men": CaseReader("men", "caledonian_men", "MEN", Span(date(2024, 1, 1), date(2024, 12, 31))),
    }
    parties = frozenset({"POL", "SW", "MEN", "HV"})
    assert case.protocols == (CaseProtocol("P1", parties, MAPPING, Span(date(2024, 1, 1))),)
    assert case.gates == (
        Gate("mapping_meeting", Span(date(2024, 6, 13), date(2024, 6, 13)), SW),
        Gate("mapping_meeting", Span(date(2024, 7, 13)), None),
    )


def test_a_gate_for_no_unit_is_open_for_nobody() -> None:
    assert read(put(("gates", 0, "units"), [])).gates[0].units == frozenset()


def test_a_gate_that_only_the_rulebook_may_record_is_known() -> None:
    gates = {gate for gate in the_rulebook().purposes.values() if gate} | set(the_rulebook().may_record.gates)
    case = read(a_file(gates=[{"gate": gate, "from": "2024-01-01"} for gate in sorted(gates)]))
    assert {gate.gate for gate in case.gates} == gates


def test_a_consent_event_is_kept_with_all_it_says() -> None:
    event = ConsentEvent(
        id="c1",
        day=date(2024, 6, 10),
        subject="HER",
        given_by="HER",
        status=Status.ACTIVE,
        recipients=frozenset({"*"}),
        purposes=MAPPING,
        categories=frozenset({"survivor_account"}),
        capacity=Capacity.SELF,
        except_units=frozenset({"MEN"}),
        exclude_facts=TWO,
        expires=date(2025, 6, 10),
        may_be_put_to_perpetrator=True,
        may_appear_in_report=True,
        asked_alone=True,
    )
    assert read(a_file()).consent_events == (CaseConsent(event, SECRET),)


def test_a_consent_event_that_says_little_grants_no_more_than_it_says() -> None:
    required = ("id", "date", "subject", "given_by", "status", "recipients", "purposes", "categories")
    bare = {key: value for key, value in a_consent().items() if key in required}
    event = read(a_file(consent_events=[bare])).consent_events[0].event
    assert (event.kind, event.capacity, event.expires, event.asked_alone) == (Kind.CONSENT, None, None, None)
    assert (event.may_be_put_to_perpetrator, event.may_appear_in_report) == (False, False)
    assert (event.except_units, event.exclude_facts) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("consent", Kind.CONSENT),
        ("permission_to_communicate", Kind.CONSENT),
        ("informed_only", Kind.INFORMED_ONLY),
        ("objection", Kind.OBJECTION),
    ],
)
def test_being_told_is_not_agreeing(said: str, kind: Kind) -> None:
    assert read(a_file(consent_events=[a_consent(kind=said)])).consent_events[0].event.kind is kind


def test_a_star_stands_for_all_in_a_consent() -> None:
    everything = a_consent(recipients=["*"], purposes=["*"], categories=["*"])
    event = read(a_file(consent_events=[everything])).consent_events[0].event
    assert event.recipients == event.purposes == event.categories == {"*"}


def test_approvals_overrides_and_exclusions_keep_their_terms() -> None:
    case = read(a_file())
    until_december = Span(date(2024, 6, 1), date(2024, 12, 31))
    assert case.approvals == (CaseApproval("POL", ONE, SW, MAPPING, until_december, SECRET),)
    assert case.overrides == (
        CaseOverride(ONE, SW, MAPPING, "manager", FROM_JUNE, "o1", "worker", SECRET, False, SECRET),
    )
    assert case.exclusions == (CaseExclusion("men", Span(date(2024, 8, 1), date(2024, 8, 31)), SECRET),)


def test_an_override_may_leave_out_who_asked_and_several_may_have_no_id() -> None:
    bare = {"facts": [], "units": [], "purposes": [], "approved_by": "manager", "from": "2024-06-01"}
    nobody = frozenset[str]()
    expected = CaseOverride(nobody, nobody, nobody, "manager", FROM_JUNE)
    assert read(a_file(overrides=[bare, bare])).overrides == (expected, expected)


def test_a_conflict_check_is_undecided_until_it_has_a_day() -> None:
    checks = read(a_file()).conflict_checks
    raised = date(2024, 2, 1)
    assert checks == (
        CaseConflictCheck("sw", raised, trigger="declared", declared=SECRET),
        CaseConflictCheck("men", raised, date(2024, 2, 2), CheckResult.CLEARED, decided_by="manager"),
    )
    undecided = {"reader": "sw", "on": "2024-02-01", "decided_at": None, "result": "cleared"}
    assert read(a_file(conflict_checks=[undecided])).conflict_checks == (CaseConflictCheck("sw", raised),)


def test_a_fact_is_kept_with_all_it_says() -> None:
    metadata = Fact(
        id="F1",
        owner="POL",
        categories=frozenset({Category.BEHAVIOUR, Category.SURVIVOR_ACCOUNT}),
        source_type=SourceType.SURVIVOR,
        published=date(2024, 5, 20),
        source_person="HER",
        about=frozenset({"KID"}),
        targets=frozenset({"HER"}),
        retracted=date(2024, 9, 1),
        perp_aware=PerpAware.NO,
        source_exposure=SourceExposure.POSSIBLE,
        has_gist=True,
        caveats=frozenset({Caveat.CHECK_WITH_SURVIVOR_FIRST}),
        travels_with=TWO,
        relationship_context=RelationshipContext.POST_SEPARATION,
    )
    assert read(a_file()).facts[0] == CaseFact(
        metadata=metadata,
        kind=w.Kind.BEHAVIOUR,
        section=1,
        subject="HIM",
        subject_is_unit=False,
        statement=a_fact()["statement"],
        gist=a_fact()["gist"],
        tactics=frozenset({w.Tactic.THREATEN}),
        pathways=frozenset({w.Pathway.PARTNER_PARENTING}),
        dasa_effects=frozenset({w.DasaEffect.VIOLENT_THREATENING_INTIMIDATING}),
        child_links=frozenset({w.ChildLink.USED}),
        dash_items=frozenset({14}),
        first_known=KnownDate(2023),
        last_known=KnownDate(2024, 5),
        date_precision=w.DatePrecision.MONTH,
        frequency=w.Frequency.WEEKLY,
        trend=w.Trend.ESCALATING,
        basis=w.Basis.REPORTED_FIRST_HAND,
        corroboration=w.Corroboration.MULTIPLE,
        police_grade=f"B2 {SECRET}",
        note=SECRET,
    )


def test_what_a_fact_leaves_out_is_read_the_cautious_way() -> None:
    fact = read(a_file()).facts[1]
    assert fact.metadata == Fact(
        "F2", "SW", frozenset(), SourceType.AGENCY_OBSERVATION, date(2024, 6, 1), has_gist=False
    )
    assert fact.metadata.source_exposure is SourceExposure.CERTAIN
    assert fact.metadata.perp_aware is PerpAware.UNKNOWN
    assert (fact.section, fact.gist, fact.basis, fact.note) == (3, None, None, None)
    assert (fact.date_precision, fact.frequency, fact.trend) == (
        w.DatePrecision.UNKNOWN,
        w.Frequency.UNKNOWN,
        w.Trend.UNKNOWN,
    )


def test_nothing_is_derived_from_a_source() -> None:
    told = a_bare_fact(source_type="survivor", source_person="HER", categories=["behaviour"])
    assert read(a_file(facts=[a_fact(), told])).facts[1].metadata.categories == {Category.BEHAVIOUR}


@pytest.mark.parametrize("gist", ["", "  ", None])
def test_an_empty_short_form_is_none(gist: str | None) -> None:
    fact = read(put(("facts", 0, "gist"), gist)).facts[0]
    assert (fact.gist, fact.metadata.has_gist) == (None, False)


@pytest.mark.parametrize("changes", [{"source_exposure": None}, {"perp_aware": None}])
def test_an_exposure_or_awareness_left_open_counts_against_a_release(changes: dict[str, None]) -> None:
    metadata = (
        read(a_file(facts=[a_fact(**{"source_exposure": None, **changes}), a_bare_fact()])).facts[0].metadata
    )
    assert metadata.source_exposure is SourceExposure.CERTAIN
    assert metadata.perp_aware is (PerpAware.UNKNOWN if "perp_aware" in changes else PerpAware.NO)


def test_history_may_name_nobody_as_its_subject() -> None:
    fact = read(put(("facts", 1, "subject"), None)).facts[1]
    assert (fact.subject, fact.subject_is_unit) == (None, False)


@pytest.mark.parametrize("said", [None, "previous_relationship"])
def test_a_prior_relationship_is_a_previous_one(said: str | None) -> None:
    fact = a_bare_fact(prior_relationship=True, relationship_context=said)
    context = read(a_file(facts=[a_fact(), fact])).facts[1].metadata.relationship_context
    assert context is RelationshipContext.PREVIOUS_RELATIONSHIP


def test_an_expectation_compares_only_what_it_gives() -> None:
    case = read(a_file())
    day = date(2024, 6, 13)
    assert case.expectations == (
        Expectation(
            "X1",
            "sw",
            "case_mapping",
            day,
            TWO,
            ONE,
            {Reason.CONSENT_ABSENT: ONE},
            {"F1": frozenset({Caveat.NOT_TO_PERPETRATOR})},
        ),
    )
    assert case.wall_expectations == (WallExpectation("W1", day, frozenset({"sw", "men"}), TWO, ONE, ONE),)
    bare = {"id": "X2", "reader": "sw", "purpose": "not_in_the_rulebook", "date": "2024-06-13"}
    assert read(a_file(expectations=[bare])).expectations == (
        Expectation("X2", "sw", "not_in_the_rulebook", day),
    )


@pytest.mark.parametrize(
    "part",
    ["approvals", "overrides", "exclusions", "conflict_checks", "expectations", "wall_expectations"],
)
def test_a_part_that_may_be_left_out_is_empty(part: str) -> None:
    assert getattr(read(without((part,))), part) == ()


def test_a_file_without_a_title_has_none() -> None:
    assert read(without(("title",))).title is None


def test_a_case_file_never_shows_content_in_its_repr() -> None:
    assert SECRET not in repr(read(a_file()))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-03", date(2024, 2, 3), date(2024, 2, 3)),
    ],
)
def test_a_known_date_is_as_exact_as_it_was_written(written: str, first: date, last: date) -> None:
    known = read(put(("facts", 0, "last_known"), written)).facts[0].last_known
    assert known is not None
    assert (str(known), known.first_day(), known.last_day()) == (written, first, last)
