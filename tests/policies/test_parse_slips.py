from __future__ import annotations

import pytest

from policies.parse import Finding, parse_rulebook
from tests.policies.builders import A_RULEBOOK, changed, findings_in, line_with

CLEVER = "has an anchor, an alias or a tag, and none is allowed"
NOT_WITH_HER = "is a role that does not work with her, the child or the family"
WITH_HIM = "is a role that works with the perpetrator"

SLIPS = {
    "is not a known code": [
        ("third_party: N", "third_party: Z", "roles.idaa.default.third_party"),
        ("third_party: N", "third_party: n", "roles.idaa.default.third_party"),
        ("third_party: N", "third_party: No", "roles.idaa.default.third_party"),
        ("third_party: N", "third_party: F if MEN", "roles.idaa.default.third_party"),
        ("safety: A}", "safety: a}", "roles.idaa.by_purpose.child_protection.safety"),
    ],
    "is not a known category": [
        ("safety: A}", "safty: A}", "roles.idaa.by_purpose.child_protection.safty"),
        ("      safety: Cs", "      safety: Cs\n      finance: F", "roles.idaa.default.finance"),
        ("silent_categories: [safety", "silent_categories: [safty", "silent_categories[0]"),
        ("categories: [behaviour, offence]", "categories: [offence, crime]", "break_glass.categories[1]"),
        ("[survivor_health, sexual]", "[health, sexual]", "gist_about_her.categories[0]"),
    ],
    "is not a known purpose": [
        ("purposes: [survivor_support, ", "purposes: [support, survivor_support, ", "roles.idaa.purposes[0]"),
        ("statutory_purposes: [child_protection]", "statutory_purposes: [child]", "statutory_purposes[0]"),
        ("perpetrator_reads: [", "perpetrator_reads: [report, ", "perpetrator_reads[0]"),
        ("sexual]\n  purposes: [", "sexual]\n  purposes: [child, ", "gist_about_her.purposes[0]"),
        ("_BEFORE_ACTING]", "_BEFORE_ACTING]\n  report: []", "obligations.report"),
    ],
    "is not a known purpose of this role": [
        (
            ", safety: A}",
            ", safety: A}\n      court_report: {safety: X}",
            "roles.idaa.by_purpose.court_report",
        ),
    ],
    "is not a known role": [
        ("open_case: [idaa]", "open_case: [idaa, advocate]", "may_record.open_case[1]"),
        ("cp_concern: [idaa]", "cp_concern: [ida]", "may_record.gates.cp_concern[0]"),
        ("discreet_roles: [idaa]", "discreet_roles: [iddaa]", "attribution.discreet_roles[0]"),
        ("about_her:\n  roles: [idaa]", "about_her:\n  roles: [ida]", "gist_about_her.roles[0]"),
        ("glass:\n  roles: [idaa]", "glass:\n  roles: [ida]", "break_glass.roles[0]"),
        ("record_consent_child: []", "record_consent_child: [he]", "may_record.record_consent_child[0]"),
    ],
    "is not a known word for whom a role works with": [
        ("works_with: case", "works_with: office", "roles.court.works_with"),
    ],
    "is not a known answer: write yes or no": [
        ("case\n    perp_facing: no", "case\n    perp_facing: off", "roles.court.perp_facing"),
        ("case\n    perp_facing: no", "case\n    perp_facing: No", "roles.court.perp_facing"),
    ],
    "is not a known word for what is shown": [("show: [owner_unit", "show: [owner", "attribution.show[0]")],
    "is not a known obligation": [("SEEK_CHILD_VIEWS", "SEEK_VIEWS", "obligations.child_protection[1]")],
    "is not a known gate": [("request: []", "request: []\n    all: []", "may_record.gates.all")],
    "is not a known key": [
        ("id: small", "id: small\nnote: x", "note"),
        ("id: small", "id: small\n<<: {}", "?"),
        ("perp_facing: yes", "perp_facing: yes\n    perp-facing: no", "roles.caledonian_men.perp-facing"),
        ("{gate: cp_concern}", "{gate: cp_concern, unless: x}", "purposes.child_protection.unless"),
        ("id: small", f"id: small\n{'n' * 60}: x", "n" * 60),
        ("id: small", f"id: small\n{'n' * 61}: x", "?"),
    ],
    "is not a plain word": [
        ("id: small", "id: small\n? [a, b]", "?"),
        ("id: small", "id: small\n? {a: b}", "?"),
        ("id: small", "id: small\n&key note: c", "?"),
        ("id: small", "id: small\n!key note: c", "?"),
    ],
    "is given twice, first on line 24": [
        ("      safety: Cs", "      safety: Cs\n      safety: X", "roles.idaa.default.safety"),
    ],
    "is given twice, first on line 1": [("id: small", "id: small\n'id': large", "id")],
    "is listed twice": [
        ("open_case: [idaa]", "open_case: [idaa, idaa]", "may_record.open_case[1]"),
        ("[safety, sexual]", "[safety, sexual, safety]", "silent_categories[2]"),
    ],
    "must be a name of letters, digits, - and _": [("id: small", "id: small book", "id")],
    "must be the name of a gate, or none": [("none}", "None}", "purposes.survivor_support.gate")],
    "is empty": [
        ("id: small", "id:", "id"),
        ("{gate: none}", "{gate: ''}", "purposes.survivor_support.gate"),
        ("{gate: none}", "{gate: }", "purposes.survivor_support.gate"),
    ],
    "must be a single value": [
        ("id: small", "id: [small]", "id"),
        ("{gate: none}", "{gate: {}}", "purposes.survivor_support.gate"),
        ("open_case: [idaa]", "open_case: [[idaa]]", "may_record.open_case[0]"),
        ("minutes: 60", "minutes: [60]", "break_glass.minutes"),
    ],
    "must be a mapping of keys to values": [
        ("{gate: none}", "none", "purposes.survivor_support"),
        ("{survivor_account: F, safety: A}", "F", "roles.idaa.by_purpose.child_protection"),
    ],
    "must be a list": [
        ("silent_categories: [safety, sexual]", "silent_categories: safety", "silent_categories"),
        ("open_case: [idaa]", "open_case: {idaa: yes}", "may_record.open_case"),
    ],
    "must list at least one": [
        ("purposes: [programme_delivery]", "purposes: []", "roles.caledonian_men.purposes"),
    ],
    "must name at least one cell that differs": [
        ("{survivor_account: F, safety: A}", "{}", "roles.idaa.by_purpose.child_protection"),
    ],
    "must be a whole number from 1 to 240": [
        ("minutes: 60", f"minutes: {wrong}", "break_glass.minutes")
        for wrong in ("0", "241", "-60", "1.5", "060", "6e1", "0x3C", "1000000", "soon", "\u0667")
    ],
    "must be a whole number from 1 to 168": [("hours: 24", "hours: 169", "break_glass.review_hours")],
    "must be a whole number from 1 to 100": [
        ("fact_years: 7", "fact_years: 101", "retention.fact_years"),
        ("log_years: 10", "log_years: 101", "retention.log_years"),
    ],
    CLEVER: [
        ("open_case: [idaa]", "open_case: &all [idaa]", "may_record.open_case"),
        ("open_case: [idaa]", "open_case: [*all]", "may_record.open_case[0]"),
        ("id: small", "id: !!python/name:os.system small", "id"),
        ("id: small", "id: &name small", "id"),
        ("minutes: 60", "minutes: !!int 60", "break_glass.minutes"),
        ("{gate: none}", "&gate {gate: none}", "purposes.survivor_support"),
        ("{gate: none}", "{gate: &shut none}", "purposes.survivor_support.gate"),
    ],
    "must be yes for a role that works with the perpetrator": [
        ("perp_facing: yes", "perp_facing: no", "roles.caledonian_men.perp_facing"),
    ],
    WITH_HIM: [
        ("her:\n  roles: [idaa]", "her:\n  roles: [caledonian_men]", "gist_about_her.roles[0]"),
        ("glass:\n  roles: [idaa]", "glass:\n  roles: [idaa, caledonian_men]", "break_glass.roles[1]"),
    ],
    "is a purpose he reads": [
        ("sexual]\n  purposes: [", "sexual]\n  purposes: [court_report, ", "gist_about_her.purposes[0]"),
    ],
    NOT_WITH_HER: [
        ("_survivor: [idaa]", "_survivor: [caledonian_men]", "may_record.record_consent_survivor[0]"),
        ("_child: []", "_child: [idaa, court]", "may_record.record_consent_child[1]"),
    ],
}


@pytest.mark.parametrize(
    ("old", "new", "path", "problem"),
    [(*slip, problem) for problem, slips in SLIPS.items() for slip in slips],
)
def test_a_slip_is_refused_with_its_path_its_line_and_nothing_else(
    old: str, new: str, path: str, problem: str
) -> None:
    text = changed(A_RULEBOOK, old, new)
    line = line_with(A_RULEBOOK, old) + new.count("\n")
    assert findings_in(parse_rulebook, text) == (Finding(path, line, problem),)


MISSING = [
    ("id: small\n", "id", "id: small"),
    ("silent_categories: [safety, sexual]\n", "silent_categories", "id: small"),
    ("      safety: Cs\n", "roles.idaa.default.safety", "    default:\n      behaviour"),
    ("works_with: survivor\n    ", "roles.idaa.works_with", "  idaa:\n"),
    ("identity: Cs,\n", "roles.caledonian_men.default.identity", "    default: {behaviour: F,"),
    ("gate: court_request", "purposes.court_report.gate", "  court_report: {"),
    ("    court_request: []\n", "may_record.gates.court_request", "  gates:\n"),
    ("  decide_mapping: [idaa]\n", "may_record.decide_mapping", "may_record:\n"),
    ("  court_report: [ASK_HER_WORKER_BEFORE_ACTING]\n", "obligations.court_report", "obligations:\n"),
    ("  discreet_roles: [idaa]\n", "attribution.discreet_roles", "attribution:\n"),
    ("  minutes: 60\n", "break_glass.minutes", "break_glass:\n"),
    ("  log_years: 10\n", "retention.log_years", "retention:\n"),
]


@pytest.mark.parametrize(("dropped", "path", "within"), MISSING)
def test_what_is_missing_is_reported_on_the_line_of_what_lacks_it(
    dropped: str, path: str, within: str
) -> None:
    text = changed(A_RULEBOOK, dropped, "")
    line = line_with(A_RULEBOOK, within)
    assert Finding(path, line, "is missing") in findings_in(parse_rulebook, text)


def test_a_missing_gate_is_not_read_as_none() -> None:
    text = changed(A_RULEBOOK, "survivor_support: {gate: none}", "survivor_support: {}")
    assert findings_in(parse_rulebook, text) == (Finding("purposes.survivor_support.gate", 3, "is missing"),)


def test_two_entries_that_cannot_be_read_are_not_taken_for_the_same_word_twice() -> None:
    text = changed(A_RULEBOOK, "open_case: [idaa]", "open_case: [[idaa], [court]]")
    line = line_with(text, "open_case")
    assert findings_in(parse_rulebook, text) == (
        Finding("may_record.open_case[0]", line, "must be a single value"),
        Finding("may_record.open_case[1]", line, "must be a single value"),
    )


def test_an_unreadable_answer_does_not_make_a_role_that_works_with_him_face_him() -> None:
    text = changed(A_RULEBOOK, "perp_facing: yes", "perp_facing: perhaps")
    line = line_with(text, "perp_facing: perhaps")
    assert findings_in(parse_rulebook, text) == (
        Finding("roles.caledonian_men.perp_facing", line, "is not a known answer: write yes or no"),
        Finding(
            "roles.caledonian_men.perp_facing", line, "must be yes for a role that works with the perpetrator"
        ),
    )
