from __future__ import annotations

import pytest

from policies.parse import Finding, PolicyError, parse_rulebook
from policies.rulebook import Role
from policies.vocabulary import Category, Code, WorksWith
from tests.policies.builders import A_RULEBOOK, changed, findings_in, line_with


def test_a_rulebook_is_read_as_it_is_written() -> None:
    rulebook = parse_rulebook(A_RULEBOOK)
    assert rulebook.id == "small"
    assert rulebook.purposes == {
        "survivor_support": None,
        "child_protection": "cp_concern",
        "programme_delivery": "programme_start",
        "court_report": "court_request",
    }
    assert rulebook.statutory_purposes == {"child_protection"}
    assert rulebook.perpetrator_reads == {"court_report"}
    assert rulebook.silent_categories == {Category.SAFETY, Category.SEXUAL}
    assert rulebook.gist_about_her.roles == {"idaa"}
    assert rulebook.gist_about_her.categories == {Category.SURVIVOR_HEALTH, Category.SEXUAL}
    assert rulebook.gist_about_her.purposes == {"child_protection"}
    assert rulebook.may_record.acts["record_fact"] == {"idaa", "caledonian_men"}
    assert rulebook.may_record.acts["record_consent_child"] == frozenset()
    assert rulebook.may_record.gates == {
        "cp_concern": {"idaa"},
        "programme_start": {"idaa"},
        "court_request": frozenset(),
    }
    assert rulebook.attribution.show == {"owner_unit", "basis"}
    assert rulebook.attribution.discreet_roles == {"idaa"}
    assert rulebook.obligations["child_protection"] == ("SEEK_CHILD_VIEWS", "THIS_PURPOSE_ONLY")
    assert rulebook.break_glass.roles == {"idaa"}
    assert rulebook.break_glass.categories == {Category.BEHAVIOUR, Category.OFFENCE}
    assert (rulebook.break_glass.minutes, rulebook.break_glass.review_hours) == (60, 24)
    assert (rulebook.retention.fact_years, rulebook.retention.log_years) == (7, 10)


def test_a_role_keeps_its_default_row_and_only_the_cells_that_differ_for_a_purpose() -> None:
    rulebook = parse_rulebook(A_RULEBOOK)
    assert rulebook.roles["idaa"] == Role(
        works_with=WorksWith.SURVIVOR,
        perp_facing=False,
        purposes=("child_protection", "survivor_support"),
        default=rulebook.roles["idaa"].default,
        by_purpose={
            "child_protection": {Category.SURVIVOR_ACCOUNT: Code.FULL, Category.SAFETY: Code.APPROVAL},
        },
    )
    assert rulebook.roles["idaa"].default.keys() == set(Category)
    assert rulebook.roles["idaa"].default[Category.INTELLIGENCE] is Code.NOT_NEEDED
    assert rulebook.roles["caledonian_men"].perp_facing


@pytest.mark.parametrize("written", ["N", "'N'", '"N"'])
def test_a_code_that_yaml_would_take_for_a_boolean_is_read_as_it_is_written(written: str) -> None:
    text = changed(A_RULEBOOK, "third_party: N", f"third_party: {written}")
    assert parse_rulebook(text).roles["idaa"].default[Category.THIRD_PARTY] is Code.NOT_NEEDED


@pytest.mark.parametrize(
    ("written", "meant"), [("yes", True), ("true", True), ("no", False), ("false", False)]
)
def test_a_flag_is_yes_or_no(written: str, *, meant: bool) -> None:
    text = changed(
        A_RULEBOOK, "works_with: case\n    perp_facing: no", f"works_with: case\n    perp_facing: {written}"
    )
    assert parse_rulebook(text).roles["court"].perp_facing is meant


def test_every_slip_is_found_at_once_and_the_message_lists_them_by_line() -> None:
    text = changed(A_RULEBOOK, "third_party: N", "third_party: Z")
    text = changed(text, "minutes: 60", "minutes: soon")
    text = changed(text, "id: small", "id: ''")
    with pytest.raises(PolicyError) as refused:
        parse_rulebook(text)
    assert str(refused.value) == (
        "line 1: id is empty\n"
        f"line {line_with(text, 'third_party: Z')}: roles.idaa.default.third_party is not a known code\n"
        f"line {line_with(text, 'minutes: soon')}: break_glass.minutes must be a whole number from 1 to 240"
    )


@pytest.mark.parametrize("part", ["purposes", "roles"])
def test_a_rulebook_without_roles_or_purposes_is_refused(part: str) -> None:
    start = A_RULEBOOK.index(f"\n{part}:") + 1
    end = A_RULEBOOK.index({"purposes": "statutory_purposes", "roles": "gist_about_her"}[part])
    text = f"{A_RULEBOOK[:start]}{part}: {{}}\n{A_RULEBOOK[end:]}"
    assert Finding(part, line_with(text, f"{part}: {{}}"), "is empty") in findings_in(parse_rulebook, text)


def test_a_role_that_may_ask_for_nothing_is_refused() -> None:
    text = changed(A_RULEBOOK, "purposes: [programme_delivery]", "purposes: []")
    line = line_with(text, "purposes: []")
    assert findings_in(parse_rulebook, text) == (
        Finding("roles.caledonian_men.purposes", line, "must list at least one"),
    )


def test_a_name_that_no_log_could_quote_is_refused() -> None:
    text = changed(A_RULEBOOK, "  court:\n", "  The Court!:\n")
    assert Finding("roles.?", line_with(text, "  The Court"), "is not a usable name") in findings_in(
        parse_rulebook, text
    )


def test_a_row_must_cover_all_sixteen_categories() -> None:
    text = changed(A_RULEBOOK, "intelligence: A, safety: X, sexual: GCs, identity: Cs,\n", "")
    line = line_with(text, "default: {behaviour: F")
    missing = ("identity", "intelligence", "safety", "sexual")
    assert findings_in(parse_rulebook, text) == tuple(
        Finding(f"roles.caledonian_men.default.{category}", line, "is missing") for category in missing
    )


def test_a_row_that_is_no_mapping_is_one_finding_and_not_sixteen() -> None:
    start, end = A_RULEBOOK.index("      behaviour: F\n"), A_RULEBOOK.index("    by_purpose:\n")
    text = changed(f"{A_RULEBOOK[:start]}{A_RULEBOOK[end:]}", "    default:\n", "    default: F\n")
    line = line_with(text, "default: F\n")
    assert findings_in(parse_rulebook, text) == (
        Finding("roles.idaa.default", line, "must be a mapping of keys to values"),
    )


def test_an_entry_of_a_list_is_wrong_on_its_own_line() -> None:
    text = changed(A_RULEBOOK, "discreet_roles: [idaa]", "discreet_roles:\n    - idaa\n    - ida")
    assert findings_in(parse_rulebook, text) == (
        Finding("attribution.discreet_roles[1]", line_with(text, "    - ida\n"), "is not a known role"),
    )


def test_no_finding_repeats_what_was_written() -> None:
    text = changed(A_RULEBOOK, "third_party: N", "third_party: Marketa").replace(
        "id: small", "id: Marketa Nowak"
    )
    text = changed(text, "silent_categories:", "Marketa Nowak: x\nsilent_categories:")
    with pytest.raises(PolicyError) as refused:
        parse_rulebook(text)
    assert "Marketa" not in str(refused.value)
    assert len(refused.value.findings) == 3


UNREADABLE = [
    ("", 1, "is empty"),
    ("# only a comment\n", 1, "is empty"),
    ("id: small\npurposes: [a\n", 3, "is not one readable YAML document"),
    ("id: small\n\tx: y\n", 2, "is not one readable YAML document"),
    ("id: small\n---\nid: other\n", 2, "is not one readable YAML document"),
    ("id: small\nx: \x07\n", 2, "holds a character that YAML does not allow"),
    ("\nid: \x07\n", 2, "holds a character that YAML does not allow"),
    ("[" * 20_000, 1, "is nested too deeply"),
    ("#" * 200_001, 1, "is too long"),
    ("[id, purposes]\n", 1, "must be a mapping of keys to values"),
    ("small\n", 1, "must be a mapping of keys to values"),
]


@pytest.mark.parametrize(("text", "line", "problem"), UNREADABLE, ids=lambda value: str(value)[:20])
def test_what_is_not_one_plain_document_is_refused_at_its_line(text: str, line: int, problem: str) -> None:
    assert findings_in(parse_rulebook, text) == (Finding("(document)", line, problem),)


def test_a_document_of_exactly_the_greatest_length_is_still_read() -> None:
    assert parse_rulebook(A_RULEBOOK.ljust(200_000)) == parse_rulebook(A_RULEBOOK)
