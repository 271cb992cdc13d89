from __future__ import annotations

import json
from pathlib import Path

import pytest

from policies.compile import compile_table
from policies.parse import parse_protocol, parse_rulebook
from policies.protocol import Article6, Article9, check_against
from policies.rulebook import Shown
from policies.shipped import protocol_text, rulebook_text
from policies.vocabulary import Category, Code, WorksWith
from tests.policies.drafts import SHIPPED as RULEBOOK

MATRIX = json.loads((Path(__file__).parent / "release-matrix.json").read_text(encoding="utf-8"))
TABLE = compile_table(RULEBOOK)
PROTOCOL = parse_protocol(protocol_text())

ROWS = [(role, purpose) for role, written in MATRIX["roles"].items() for purpose in written["purposes"]]
PERP_FACING = {role for role, written in MATRIX["roles"].items() if written["perp_facing"]}
WITH_HER = {
    role
    for role, written in MATRIX["roles"].items()
    if written["works_with"] in {"survivor", "child", "family"}
}


def test_each_shipped_text_is_the_document_it_is_named_for() -> None:
    # Read anew: what is read while this module is imported is read before any test begins.
    assert parse_rulebook(rulebook_text()).id == RULEBOOK.id == "edinburgh-default"
    assert parse_protocol(protocol_text()).id == PROTOCOL.id == "ISP-EDIN-DA"


def test_the_shipped_documents_read_the_same_in_whatever_a_machine_takes_for_text() -> None:
    assert rulebook_text().isascii()
    assert protocol_text().isascii()


def test_the_vocabulary_and_the_matrix_know_the_same_categories() -> None:
    assert MATRIX["categories"] == [category.value for category in Category]


def test_the_shipped_rulebook_has_the_rows_of_the_matrix_and_no_other() -> None:
    assert TABLE.rows.keys() == set(ROWS)


@pytest.mark.parametrize(("role", "purpose"), ROWS)
def test_every_cell_of_a_row_is_that_of_the_matrix(role: str, purpose: str) -> None:
    written = MATRIX["roles"][role]
    cells = {
        category: TABLE.rows[role, purpose].codes[Category(category)] for category in MATRIX["categories"]
    }
    assert cells == {
        category: written["by_purpose"].get(purpose, {}).get(category, written["default"][category])
        for category in MATRIX["categories"]
    }


@pytest.mark.parametrize("role", MATRIX["roles"])
def test_every_role_works_with_whom_the_matrix_says(role: str) -> None:
    written = MATRIX["roles"][role]
    assert RULEBOOK.roles[role].works_with == written["works_with"]
    assert RULEBOOK.roles[role].perp_facing is written["perp_facing"]
    assert RULEBOOK.roles[role].by_purpose == written["by_purpose"]


def test_gates_and_lists_are_those_of_the_matrix() -> None:
    ungated = {"survivor_support", "wellbeing_support", "treatment_coordination", "audit"}
    assert RULEBOOK.purposes == MATRIX["gated_purposes"] | dict.fromkeys(ungated)
    assert RULEBOOK.statutory_purposes == set(MATRIX["statutory_purposes"])
    assert RULEBOOK.perpetrator_reads == set(MATRIX["perpetrator_reads"])
    assert RULEBOOK.silent_categories == set(MATRIX["silent_categories"])
    assert RULEBOOK.gist_about_her.roles == set(MATRIX["who_may_have_a_gist_about_her"])
    assert RULEBOOK.gist_about_her.categories == set(MATRIX["gist_about_her_categories"])
    assert RULEBOOK.gist_about_her.purposes == set(MATRIX["gist_about_her_purposes"])


def test_safety_never_reaches_those_who_work_with_him_or_what_he_reads() -> None:
    towards_him = [row for row in TABLE.rows.values() if row.perp_facing or row.he_reads]
    assert {row.codes[Category.SAFETY] for row in towards_him} == {Code.NEVER}
    assert {row.codes[Category.IMMIGRATION] for row in towards_him} == {Code.NEVER}


@pytest.mark.parametrize("act", ["record_consent_survivor", "record_consent_child"])
def test_her_consent_and_a_childs_are_recorded_by_those_who_work_with_her_the_child_or_the_family(
    act: str,
) -> None:
    assert RULEBOOK.may_record.acts[act] == WITH_HER


def test_an_officer_decides_conflicts_and_excludes_and_records_nothing_else() -> None:
    acts = {act for act, roles in RULEBOOK.may_record.acts.items() if "ig_officer" in roles}
    assert acts == {"decide_conflict", "exclude"}


def test_a_court_records_nothing() -> None:
    assert not any("court" in roles for roles in RULEBOOK.may_record.acts.values())


@pytest.mark.parametrize("gate", sorted(MATRIX["gated_purposes"].values()))
def test_every_gate_has_somebody_to_open_it_and_never_one_who_treats_him(gate: str) -> None:
    openers = RULEBOOK.may_record.gates[gate]
    assert openers
    assert not openers & {"caledonian_men", "mental_health_perpetrator", "substance_perpetrator"}
    assert not openers & {"ig_officer", "court"}


@pytest.mark.parametrize(
    "act",
    ["allocate", "exclude", "ask_serious_risk", "approve_serious_risk", "decide_mapping", "decide_conflict"],
)
def test_nobody_who_works_with_him_decides_who_comes_in_what_is_lifted_or_whose_pattern_it_is(
    act: str,
) -> None:
    assert RULEBOOK.may_record.acts[act]
    assert not RULEBOOK.may_record.acts[act] & PERP_FACING


def test_a_serious_risk_decision_always_has_two_roles_to_choose_from() -> None:
    assert len(RULEBOOK.may_record.acts["approve_serious_risk"]) >= 2


def test_units_whose_involvement_is_itself_telling_are_discreet() -> None:
    assert RULEBOOK.attribution.discreet_roles == {
        "substance_survivor",
        "substance_perpetrator",
        "mental_health_survivor",
        "mental_health_perpetrator",
        "idaa",
        "caledonian_women",
        "child_therapist",
    }
    assert RULEBOOK.attribution.show == set(Shown)


def test_broken_glass_opens_neither_where_she_is_nor_what_is_most_hers() -> None:
    assert RULEBOOK.break_glass.categories == {
        Category.BEHAVIOUR,
        Category.SURVIVOR_ACCOUNT,
        Category.CHILD_WELLBEING,
        Category.OFFENCE,
    }
    assert not RULEBOOK.break_glass.roles & PERP_FACING
    assert all(RULEBOOK.roles[role].works_with is not WorksWith.NONE for role in RULEBOOK.break_glass.roles)
    assert (RULEBOOK.break_glass.minutes, RULEBOOK.break_glass.review_hours) == (60, 24)


def test_every_purpose_obliges_its_reader_to_something() -> None:
    assert RULEBOOK.obligations.keys() == RULEBOOK.purposes.keys()
    assert all("THIS_PURPOSE_ONLY" in duties for duties in RULEBOOK.obligations.values())


def test_the_shipped_protocol_cites_the_shipped_rulebook_and_fits_it() -> None:
    assert PROTOCOL.rulebook == RULEBOOK.digest
    assert check_against(PROTOCOL, RULEBOOK) == ()


def test_the_shipped_protocol_is_that_of_the_synthetic_case() -> None:
    assert PROTOCOL.id == "ISP-EDIN-DA"
    assert (PROTOCOL.span.start.isoformat(), str(PROTOCOL.span.end)) == ("2023-04-01", "2026-03-31")
    assert PROTOCOL.units == {
        *("POL-DA", "CF-SW", "SCHOOL", "HV", "CAL-C", "CAL-W", "RESP-M"),
        *("ART", "ALC-S", "SUB-P", "MARAC-CO", "SCRA", "SHERIFF", "IG"),
    }
    assert PROTOCOL.purposes == RULEBOOK.purposes.keys() - {"audit"}


@pytest.mark.parametrize("purpose", sorted(PROTOCOL.purposes))
def test_no_lawful_basis_is_anybodys_consent(purpose: str) -> None:
    lawful = PROTOCOL.lawful[purpose]
    assert Article6.CONSENT not in lawful.article_6
    assert Article9.EXPLICIT_CONSENT not in lawful.article_9


def test_every_contact_is_synthetic() -> None:
    contacts = [contact for party in PROTOCOL.parties.values() for contact in party.contacts]
    assert len(contacts) == 14
    assert all(contact.endswith(".example") for contact in contacts)
    assert all(".example" in contact for contact in PROTOCOL.breach_contacts)
