"""A check of a valid rulebook: a seeded mistake for everything it can remark on, and no other remark."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from policies.analyse import Remark, RemarkCode, Severity, analyse, check
from policies.findings import PolicyError
from policies.parse import parse_protocol, parse_rulebook
from policies.protocol import Article6, Article9, inconsistencies
from policies.remark import RULEBOOK
from policies.shipped import protocol_text, rulebook_text
from policies.vocabulary import Category, WorksWith
from tests.policies.builders import line_with
from tests.policies.drafts import SHIPPED, Change, as_shipped, as_text, both, cell, everywhere, part, row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policies.protocol import Protocol
    from policies.rulebook import Rulebook

DAY = date(2024, 6, 13)
WITHIN = timedelta(days=90)
PROTOCOL = parse_protocol(protocol_text())

Places = set[tuple[RemarkCode, str, str]]


def places(remarks: Iterable[Remark]) -> Places:
    return {(remark.code, remark.document, remark.path) for remark in remarks}


SAID_OUTRIGHT: Places = {
    (RemarkCode.REPEATS_DEFAULT, RULEBOOK, f"roles.{place}")
    for place in (
        "children_families_sw.by_purpose.case_mapping.safety",
        "child_therapist.by_purpose.child_protection.protective_effort",
        "reporter.by_purpose.hearing_report.child_wellbeing",
        "reporter.by_purpose.hearing_report.offence",
        "reporter.by_purpose.hearing_report.progress",
    )
}
"""What the shipped rulebook says though its default says so too; the guide for policy authors says why."""


def gist(**changes: frozenset[str]) -> Change:
    """Add to a list of `gist_about_her`."""
    was = SHIPPED.gist_about_her
    return part(
        gist_about_her=replace(was, **{name: getattr(was, name) | more for name, more in changes.items()})
    )


def works_with(role: str, whom: WorksWith) -> Change:
    return lambda book: replace(book, roles={**book.roles, role: replace(book.roles[role], works_with=whom)})


def acts(**changes: frozenset[str]) -> Change:
    return part(may_record=replace(SHIPPED.may_record, acts={**SHIPPED.may_record.acts, **changes}))


def without_acts(role: str) -> Change:
    def change(book: Rulebook) -> Rulebook:
        fewer = {act: those - {role} for act, those in book.may_record.acts.items()}
        return replace(book, may_record=replace(book.may_record, acts=fewer))

    return change


def obliged(purpose: str, *without: str) -> Change:
    duties = tuple(duty for duty in SHIPPED.obligations[purpose] if duty not in without)
    return part(obligations={**SHIPPED.obligations, purpose: duties})


def gates(**changes: frozenset[str] | None) -> Change:
    """Say who opens a gate; with None nobody is asked, since there is no such gate any more."""
    openers = {**SHIPPED.may_record.gates, **changes}
    return part(
        may_record=replace(
            SHIPPED.may_record, gates={gate: those for gate, those in openers.items() if those is not None}
        )
    )


def purpose(name: str, gate: str | None) -> Change:
    return part(
        purposes={**SHIPPED.purposes, name: gate},
        obligations={**SHIPPED.obligations, name: SHIPPED.obligations.get(name, ("THIS_PURPOSE_ONLY",))},
    )


@dataclass(frozen=True)
class Seed:
    """A mistake: where it will be remarked on, and what it changes."""

    path: str
    change: Change = as_shipped
    protocol: dict[str, Any] = field(default_factory=dict)
    day: date = DAY
    document: str = RULEBOOK


def of_protocol(path: str, day: date = DAY, **changes: Any) -> Seed:
    return Seed(path, protocol=changes, day=day, document="ISP-EDIN-DA/1")


GLASS, LAWFUL = SHIPPED.break_glass, PROTOCOL.lawful["survivor_support"]
SEEDED = {
    RemarkCode.SAFETY_TOWARDS_HIM: Seed(
        "roles.caledonian_men.default.safety", cell("caledonian_men", "safety", "N")
    ),
    RemarkCode.OPEN_TO_HIM: Seed("roles.justice_sw.default.sexual", cell("justice_sw", "sexual", "F")),
    RemarkCode.REQUIRED_AND_READ: Seed(
        "perpetrator_reads",
        both(
            part(statutory_purposes=SHIPPED.statutory_purposes | {"court_report"}),
            cell("court", "sexual", "GCs"),
        ),
    ),
    RemarkCode.HIS_SIDE_DECIDES: Seed(
        "may_record.decide_mapping",
        acts(decide_mapping=SHIPPED.may_record.acts["decide_mapping"] | {"justice_sw"}),
    ),
    RemarkCode.GLASS_OPENS_SAFETY: Seed(
        "break_glass.categories",
        part(break_glass=replace(GLASS, categories=GLASS.categories | {Category.SAFETY})),
    ),
    RemarkCode.CITES_ANOTHER_RULEBOOK: of_protocol("rulebook", rulebook="ab" * 32),
    RemarkCode.PURPOSE_UNKNOWN: of_protocol(
        "purposes",
        purposes=PROTOCOL.purposes | {"idle"},
        lawful={**PROTOCOL.lawful, "idle": LAWFUL},
    ),
    RemarkCode.ROLE_GETS_NOTHING: Seed("roles.substance_perpetrator", row("substance_perpetrator", "X")),
    RemarkCode.PURPOSE_GETS_NOTHING: Seed("roles.reporter.purposes", row("reporter", "X", "hearing_report")),
    RemarkCode.NEVER_READ: Seed("roles.ig_officer", cell("ig_officer", "behaviour", "F")),
    RemarkCode.REPORT_CODE_ELSEWHERE: Seed(
        "roles.police.default.behaviour", cell("police", "behaviour", "RA")
    ),
    RemarkCode.REPORT_OF_NOBODYS: Seed("roles.court.default.offence", cell("court", "offence", "R")),
    RemarkCode.CATEGORY_NEVER_FULL: Seed("roles", everywhere("service_risk", "N")),
    RemarkCode.PURPOSE_UNASKED: Seed("purposes.idle", purpose("idle", None)),
    RemarkCode.WITHOUT_GATE: Seed(
        "purposes.court_report.gate", both(purpose("court_report", None), gates(court_request=None))
    ),
    RemarkCode.GATE_OF_NOBODY: Seed("may_record.gates.hearing_arranged", gates(hearing_arranged=frozenset())),
    RemarkCode.ACT_OF_NOBODY: Seed("may_record.decide_conflict", acts(decide_conflict=frozenset())),
    RemarkCode.ACT_OF_AN_OUTSIDER: Seed(
        "may_record.record_fact", acts(record_fact=SHIPPED.may_record.acts["record_fact"] | {"ig_officer"})
    ),
    RemarkCode.GIST_ROLE_IDLE: Seed(
        "gist_about_her.roles",
        both(
            gist(roles=frozenset({"child_therapist"})),
            cell("child_therapist", "survivor_health", None, "case_mapping"),
            cell("child_therapist", "identity", None, "case_mapping"),
        ),
    ),
    RemarkCode.GIST_CATEGORY_IDLE: Seed(
        "gist_about_her.categories", gist(categories=frozenset({Category.SAFETY}))
    ),
    RemarkCode.GIST_PURPOSE_IDLE: Seed(
        "gist_about_her.purposes",
        part(
            gist_about_her=replace(SHIPPED.gist_about_her, roles=SHIPPED.gist_about_her.roles - {"reporter"})
        ),
    ),
    RemarkCode.GIST_ROLE_NOT_REQUIRED: Seed("gist_about_her.roles", gist(roles=frozenset({"court"}))),
    RemarkCode.GIST_PURPOSE_NOT_REQUIRED: Seed(
        "gist_about_her.purposes", gist(purposes=frozenset({"survivor_support"}))
    ),
    RemarkCode.GLASS_OF_NOBODY: Seed(
        "break_glass.roles", part(break_glass=replace(GLASS, roles=GLASS.roles | {"court"}))
    ),
    RemarkCode.NOT_SILENT: Seed(
        "silent_categories", part(silent_categories=SHIPPED.silent_categories - {Category.SAFETY})
    ),
    RemarkCode.OBLIGES_TO_NOTHING: Seed(
        "obligations.case_mapping", obliged("case_mapping", *SHIPPED.obligations["case_mapping"])
    ),
    RemarkCode.INTO_HIS_FILE: Seed(
        "obligations.case_mapping", obliged("case_mapping", "KEEP_OUT_OF_HIS_FILE")
    ),
    RemarkCode.LOG_OUTLIVED: Seed(
        "retention.log_years", part(retention=replace(SHIPPED.retention, log_years=6))
    ),
    RemarkCode.CONSENT_AS_BASIS: of_protocol(
        "lawful.survivor_support",
        lawful={
            **PROTOCOL.lawful,
            "survivor_support": replace(LAWFUL, article_6=LAWFUL.article_6 | {Article6.CONSENT}),
        },
    ),
    RemarkCode.EXPIRED: of_protocol("expires", date(2026, 4, 1)),
    RemarkCode.EXPIRES_SOON: of_protocol("expires", date(2026, 3, 31)),
    RemarkCode.REVIEW_OVERDUE: of_protocol("review_due", date(2025, 4, 2)),
    RemarkCode.REVIEW_SOON: of_protocol("review_due", date(2025, 4, 1)),
    RemarkCode.REPEATS_DEFAULT: Seed(
        "roles.police.by_purpose.child_protection.offence",
        cell("police", "offence", "F", "child_protection"),
    ),
    RemarkCode.DEFAULT_UNUSED: Seed(
        "roles.police.default.protective_effort", cell("police", "protective_effort", "F", "case_mapping")
    ),
    RemarkCode.REQUIRED_IDLE: Seed(
        "statutory_purposes",
        both(
            part(statutory_purposes=SHIPPED.statutory_purposes | {"wellbeing_support"}),
            purpose("wellbeing_support", "cp_concern"),
            cell("children_families_sw", "third_party", "Ct"),
        ),
    ),
    RemarkCode.RECORDS_NOTHING: Seed("roles.child_therapist", without_acts("child_therapist")),
    RemarkCode.PURPOSE_WITHOUT_PROTOCOL: Seed(
        "purposes.order_supervision",
        protocol={
            "purposes": PROTOCOL.purposes - {"order_supervision"},
            "lawful": {name: one for name, one in PROTOCOL.lawful.items() if name != "order_supervision"},
        },
    ),
    RemarkCode.NOT_YET_EFFECTIVE: of_protocol("effective", date(2023, 3, 31)),
}


def checked(seed: Seed) -> tuple[Remark, ...]:
    """Check the shipped documents with a mistake in them, which leaves both of them valid."""
    rulebook = parse_rulebook(as_text(seed.change(SHIPPED)))
    protocol: Protocol = replace(PROTOCOL, **{"rulebook": rulebook.digest, **seed.protocol})
    assert inconsistencies(protocol) == ()
    return analyse(rulebook, [protocol], seed.day, WITHIN)


def test_a_rulebook_is_written_out_as_it_was_read() -> None:
    assert parse_rulebook(as_text(SHIPPED)) == SHIPPED


def test_of_the_shipped_documents_nothing_is_remarked_but_what_is_said_outright() -> None:
    remarks = check(rulebook_text(), [protocol_text()], DAY, WITHIN)

    assert places(remarks) == SAID_OUTRIGHT
    assert {remark.severity for remark in remarks} == {Severity.NOTE}


def test_there_is_a_seeded_mistake_for_every_remark() -> None:
    assert SEEDED.keys() == set(RemarkCode)


@pytest.mark.parametrize("code", RemarkCode)
def test_a_seeded_mistake_is_remarked_on_and_nothing_else(code: RemarkCode) -> None:
    seed = SEEDED[code]

    remarks = checked(seed)

    assert places(remarks) - SAID_OUTRIGHT == {(code, seed.document, seed.path)}
    assert len(remarks) == len(places(remarks))


def test_what_puts_somebody_at_risk_is_an_error_and_comes_first() -> None:
    wrong = both(
        *(SEEDED[code].change for code in (RemarkCode.SAFETY_TOWARDS_HIM, RemarkCode.LOG_OUTLIVED)),
    )

    remarks = analyse(wrong(SHIPPED), [], DAY, WITHIN)

    severities = [remark.severity for remark in remarks]
    assert severities == sorted(severities, key=list(Severity).index)
    assert severities[:3] == [Severity.ERROR, Severity.WARNING, Severity.NOTE]


ERRORS = {
    RemarkCode.SAFETY_TOWARDS_HIM,
    RemarkCode.OPEN_TO_HIM,
    RemarkCode.REQUIRED_AND_READ,
    RemarkCode.HIS_SIDE_DECIDES,
    RemarkCode.GLASS_OPENS_SAFETY,
    RemarkCode.CITES_ANOTHER_RULEBOOK,
    RemarkCode.PURPOSE_UNKNOWN,
}
NOTES = {
    RemarkCode.REPEATS_DEFAULT,
    RemarkCode.DEFAULT_UNUSED,
    RemarkCode.REQUIRED_IDLE,
    RemarkCode.RECORDS_NOTHING,
    RemarkCode.PURPOSE_WITHOUT_PROTOCOL,
    RemarkCode.NOT_YET_EFFECTIVE,
}


@pytest.mark.parametrize("code", RemarkCode)
def test_a_code_alone_says_how_grave_it_is(code: RemarkCode) -> None:
    expected = Severity.ERROR if code in ERRORS else Severity.NOTE if code in NOTES else Severity.WARNING

    assert Remark(code, "", "").severity is expected


@pytest.mark.parametrize(
    ("role", "category", "code", "purpose"),
    [
        ("court", "safety", "N", None),
        ("reporter", "safety", "A", "hearing_report"),
        ("caledonian_men", "safety", "F", None),
    ],
)
def test_safety_reaches_his_side_by_no_code_but_never(
    role: str, category: str, code: str, purpose: str | None
) -> None:
    remarks = analyse(cell(role, category, code, purpose)(SHIPPED), [], DAY, WITHIN)

    (found,) = [remark for remark in remarks if remark.severity is Severity.ERROR]
    assert found.code is RemarkCode.SAFETY_TOWARDS_HIM
    assert found.sentence.startswith(f"{role} is his side for ")


@pytest.mark.parametrize("category", ["survivor_account", "child_account", "sexual", "immigration"])
def test_what_is_hers_or_a_childs_goes_to_his_side_in_full_by_nobodys_leave(category: str) -> None:
    for role, purpose in (("caledonian_men", None), ("reporter", "hearing_report")):
        remarks = analyse(cell(role, category, "F", purpose)(SHIPPED), [], DAY, WITHIN)
        assert [remark.code for remark in remarks if remark.severity is Severity.ERROR] == [
            RemarkCode.OPEN_TO_HIM
        ]


def test_a_basis_in_health_law_that_is_consent_is_remarked_on_too() -> None:
    lawful = replace(LAWFUL, article_9=LAWFUL.article_9 | {Article9.EXPLICIT_CONSENT})
    protocol = replace(PROTOCOL, lawful={**PROTOCOL.lawful, "survivor_support": lawful})

    assert RemarkCode.CONSENT_AS_BASIS in {
        remark.code for remark in analyse(SHIPPED, [protocol], DAY, WITHIN)
    }


def test_whoever_reads_nothing_is_told_of_no_cell_by_itself() -> None:
    remarks = analyse(row("ig_officer", "F")(SHIPPED), [], DAY, WITHIN)

    assert places(remarks) - SAID_OUTRIGHT == {(RemarkCode.NEVER_READ, RULEBOOK, "roles.ig_officer")}


def test_an_officer_reads_nothing_whomever_it_works_with() -> None:
    glass = SHIPPED.break_glass
    draft = both(
        everywhere("service_risk", "N"),
        works_with("ig_officer", WorksWith.CASE),
        row("ig_officer", "F"),
        cell("ig_officer", "progress", "RA"),
        purpose("audit", "cp_concern"),
        part(
            statutory_purposes=SHIPPED.statutory_purposes | {"audit"},
            break_glass=replace(glass, roles=glass.roles | {"ig_officer"}),
        ),
    )(SHIPPED)

    assert places(analyse(draft, [PROTOCOL], DAY, WITHIN)) - SAID_OUTRIGHT == {
        (RemarkCode.NEVER_READ, RULEBOOK, "roles.ig_officer"),
        (RemarkCode.CATEGORY_NEVER_FULL, RULEBOOK, "roles"),
        (RemarkCode.GLASS_OF_NOBODY, RULEBOOK, "break_glass.roles"),
    }


def test_whoever_works_with_nobody_reads_nothing_though_no_officer() -> None:
    draft = works_with("court", WorksWith.NONE)(SHIPPED)

    assert places(analyse(draft, [], DAY, WITHIN)) - SAID_OUTRIGHT == {
        (RemarkCode.NEVER_READ, RULEBOOK, "roles.court")
    }


def test_whoever_may_open_a_gate_does_something_on_record() -> None:
    openers = SHIPPED.may_record.gates["cp_concern"] | {"child_therapist"}
    draft = both(gates(cp_concern=openers), without_acts("child_therapist"))(SHIPPED)

    assert places(analyse(draft, [], DAY, WITHIN)) == SAID_OUTRIGHT


def test_a_code_for_reports_is_named_with_the_purposes_that_are_none() -> None:
    remarks = analyse(cell("reporter", "progress", "RA")(SHIPPED), [], DAY, WITHIN)

    (found,) = [remark for remark in remarks if remark.code is RemarkCode.REPORT_CODE_ELSEWHERE]
    assert found.sentence == "RA is for papers that he reads, and nothing for reporter_investigation is one"


@pytest.mark.parametrize(
    ("day", "within", "code"),
    [
        (date(2026, 1, 1), 88, RemarkCode.REVIEW_OVERDUE),
        (date(2026, 1, 1), 89, RemarkCode.EXPIRES_SOON),
        (date(2025, 1, 1), 89, None),
        (date(2025, 1, 1), 90, RemarkCode.REVIEW_SOON),
        (date(2023, 4, 1), 0, None),
        (date(2024, 1, 1), 4_000_000, RemarkCode.EXPIRES_SOON),
    ],
)
def test_a_day_is_soon_when_it_is_no_further_off_than_is_said(
    day: date, within: int, code: RemarkCode | None
) -> None:
    remarks = analyse(SHIPPED, [PROTOCOL], day, timedelta(days=within))

    assert [remark.code for remark in remarks if remark.document != RULEBOOK] == ([code] if code else [])


def test_a_protocol_without_an_end_is_held_to_its_review_alone() -> None:
    endless = replace(PROTOCOL, expires=None)

    for day, code in (
        (date(2030, 1, 1), RemarkCode.REVIEW_OVERDUE),
        (date(2025, 3, 1), RemarkCode.REVIEW_SOON),
    ):
        remarks = analyse(SHIPPED, [endless], day, WITHIN)
        assert [remark.code for remark in remarks if remark.document != RULEBOOK] == [code]


def test_a_log_that_is_kept_as_long_as_facts_is_long_enough() -> None:
    keeping = replace(SHIPPED.retention, log_years=SHIPPED.retention.fact_years)
    remarks = analyse(replace(SHIPPED, retention=keeping), [], DAY, WITHIN)

    assert places(remarks) == SAID_OUTRIGHT


def test_a_rulebook_alone_is_not_asked_which_protocol_covers_it() -> None:
    assert places(analyse(SHIPPED, [], DAY, WITHIN)) == SAID_OUTRIGHT


def test_every_remark_points_to_the_line_that_it_is_about() -> None:
    text = rulebook_text()
    old = "intelligence: A,         safety: X,               sexual: GCs,             identity: Cs,"
    assert old in text
    wrong = text.replace(old, old.replace("safety: X", "safety: F"), 1)
    protocol = protocol_text().replace("6(1)(f)", "6(1)(a)", 1)

    remarks = check(wrong, [protocol], date(2026, 5, 1), WITHIN)

    found = {remark.code: (remark.document, remark.line) for remark in remarks}
    assert found[RemarkCode.SAFETY_TOWARDS_HIM] == (RULEBOOK, line_with(wrong, "safety: F"))
    assert found[RemarkCode.CITES_ANOTHER_RULEBOOK] == (
        "ISP-EDIN-DA/1",
        line_with(protocol, "\nrulebook: ") + 1,
    )
    assert found[RemarkCode.CONSENT_AS_BASIS] == ("ISP-EDIN-DA/1", line_with(protocol, "  survivor_support:"))
    assert found[RemarkCode.EXPIRED] == ("ISP-EDIN-DA/1", line_with(protocol, "expires:"))


def test_a_document_that_is_not_valid_is_refused_as_it_always_is() -> None:
    with pytest.raises(PolicyError):
        check("id: small", [], DAY, WITHIN)
    with pytest.raises(PolicyError):
        check(rulebook_text(), ["id: small"], DAY, WITHIN)
