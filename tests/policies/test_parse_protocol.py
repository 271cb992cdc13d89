from __future__ import annotations

from datetime import date

import pytest

from policies.parse import Finding, parse_protocol
from policies.protocol import Article6, Article9, Article10, Controller, Evidence, Lawful, Party
from tests.policies.builders import A_PROTOCOL, DIGEST, changed, findings_in, line_with


def test_a_protocol_is_read_as_it_is_written() -> None:
    protocol = parse_protocol(A_PROTOCOL)
    assert (protocol.id, protocol.version, protocol.lead) == ("ISP-SMALL", 2, "ADV")
    assert protocol.rulebook == DIGEST
    assert protocol.parties["ADV"] == Party(
        name="Advocacy service",
        controller=Controller.SEPARATE,
        contacts=("duty@advocacy.example", "officer@advocacy.example"),
        signatory="Chief Officer",
    )
    assert protocol.parties["MEN"].controller is Controller.JOINT
    assert protocol.purposes == {"survivor_support", "child_protection"}
    assert (protocol.effective, protocol.review_due) == (date(2024, 1, 1), date(2025, 1, 1))
    assert (protocol.expires, protocol.supersedes) == (date(2026, 12, 31), "ISP-SMALL/1")
    assert protocol.evidence == Evidence("DPIA-1", "APD-1", "PN-1", "ROPA-1")
    assert (protocol.exceptions, protocol.breach_contacts) == ((), ("officer@advocacy.example",))


def test_a_lawful_basis_is_read_and_its_prose_flows_into_one_line() -> None:
    assert parse_protocol(A_PROTOCOL).lawful["child_protection"] == Lawful(
        article_6=frozenset({Article6.LEGAL_OBLIGATION, Article6.PUBLIC_TASK}),
        article_9=frozenset({Article9.SUBSTANTIAL_PUBLIC_INTEREST}),
        article_10=Article10.SCHEDULE_1,
        conditions=frozenset({"Sch 1 para 6", "Sch 1 para 18"}),
        power="A duty written over two lines.",
        confidentiality="Another reason.",
        part_3={"ADV": "A condition."},
    )


@pytest.mark.parametrize(("part", "written"), [("expires", "2026-12-31"), ("supersedes", "ISP-SMALL/1")])
def test_an_end_and_a_predecessor_may_be_none_but_only_outright(part: str, written: str) -> None:
    text = changed(A_PROTOCOL, f"{part}: {written}", f"{part}: none")
    assert getattr(parse_protocol(text), part) is None
    text = changed(A_PROTOCOL, f"{part}: {written}", f"{part}:")
    assert findings_in(parse_protocol, text) == (Finding(part, line_with(text, f"{part}:"), "is empty"),)


TEXT = "must be printable text of at most 400 characters"
EFFECTIVE = "effective: 2024-01-01"
CONTACTS = "contacts: [duty@programme.example]"
SUPPORT = "lawful.survivor_support"

SLIPS = {
    "must be a name of letters, digits, - and _": [
        ("id: ISP-SMALL", "id: ISP SMALL", "id"),
        ("lead: ADV", "lead: /ADV", "lead"),
        ("id: ISP-SMALL", f"id: {'I' * 61}", "id"),
    ],
    "must be a whole number from 1 to 9999": [
        ("version: 2", "version: 2.0", "version"),
        ("version: 2", "version: 10000", "version"),
    ],
    "must be a SHA-256 of 64 small hexadecimal digits": [
        (DIGEST, DIGEST.upper(), "rulebook"),
        (DIGEST, DIGEST[1:], "rulebook"),
        (DIGEST, f"{DIGEST}0", "rulebook"),
    ],
    "must be a day of the calendar, written as 2024-05-20": [
        (EFFECTIVE, "effective: 2024-02-30", "effective"),
        (EFFECTIVE, "effective: 20240101", "effective"),
        (EFFECTIVE, "effective: 2024-W01-1", "effective"),
        (EFFECTIVE, "effective: 2024-01-01T00:00:00Z", "effective"),
        (EFFECTIVE, "effective: 1 January 2024", "effective"),
        (EFFECTIVE, "effective: none", "effective"),
        ("review_due: 2025-01-01", "review_due: none", "review_due"),
        ("expires: 2026-12-31", "expires: never", "expires"),
    ],
    "must be none, or an earlier protocol as ID/version": [
        ("supersedes: ISP-SMALL/1", "supersedes: ISP-SMALL", "supersedes"),
        ("supersedes: ISP-SMALL/1", "supersedes: ISP-SMALL/0", "supersedes"),
        ("supersedes: ISP-SMALL/1", "supersedes: ISP-SMALL/10000", "supersedes"),
    ],
    "names this protocol itself": [("supersedes: ISP-SMALL/1", "supersedes: ISP-SMALL/2", "supersedes")],
    "is not one of the parties": [
        ("lead: ADV", "lead: IG", "lead"),
        ("part_3: {}", "part_3: {POL: x}", f"{SUPPORT}.part_3.POL"),
    ],
    "is not a known controller role": [
        ("controller: joint_controller", "controller: joint", "parties.MEN.controller"),
    ],
    "is not a usable name": [
        ("  MEN:", "  MEN's:", "parties.?"),
        # A name that somebody wrote where a unit belongs is not carried on in a path.
        ("part_3: {}", "part_3: {Ludmila Example: x}", f"{SUPPORT}.part_3.?"),
    ],
    "must list at least one": [
        ("purposes: [survivor_support, child_protection]", "purposes: []", "purposes"),
        (CONTACTS, "contacts: []", "parties.MEN.contacts"),
        ("breach_contacts: [officer@advocacy.example]", "breach_contacts: []", "breach_contacts"),
        ("article_6: [6(1)(e)]", "article_6: []", f"{SUPPORT}.article_6"),
    ],
    "is empty": [(CONTACTS, "contacts: ['  ']", "parties.MEN.contacts[0]")],
    "must be a single value": [
        ("signatory: Chief Officer", "signatory: [x]", "parties.ADV.signatory"),
        ("exceptions: []", "exceptions: [[x]]", "exceptions[0]"),
    ],
    "must be a mapping of keys to values": [("part_3: {}", "part_3: []", f"{SUPPORT}.part_3")],
    "must be the name of a purpose": [
        ("[survivor_support,", f"[{wrong}, survivor_support,", "purposes[0]")
        for wrong in ("Support", "2nd_support", "s" * 61)
    ],
    "is listed twice": [("child_protection]", "child_protection, survivor_support]", "purposes[2]")],
    "is not a known basis of Article 6": [("[6(1)(e)]", "[6(1)(g)]", f"{SUPPORT}.article_6[0]")],
    "is not a known condition of Article 9": [("[9(2)(c)]", "[9(2)]", f"{SUPPORT}.article_9[0]")],
    "is not a known footing under Article 10": [("not_shared", "none", f"{SUPPORT}.article_10")],
    "must be a condition such as Sch 1 para 18": [
        ("conditions: []", f"conditions: [{wrong}]", f"{SUPPORT}.conditions[0]")
        for wrong in ("Sch 1 para 0", "Sch 1 para 01", "Sch 1 para 38", "Sch 1 para 41", "Sch 8 para 1")
    ],
    TEXT: [
        ("signatory: Chief Officer", f"signatory: {'x' * 401}", "parties.ADV.signatory"),
        ("signatory: Chief Officer", 'signatory: "a\\u202Eb"', "parties.ADV.signatory"),
    ],
    "has an anchor, an alias or a tag, and none is allowed": [
        (EFFECTIVE, "effective: !!timestamp 2024-01-01", "effective"),
        ("expires: 2026-12-31", "expires: &end none", "expires"),
    ],
}


@pytest.mark.parametrize(
    ("old", "new", "path", "problem"),
    [(*slip, problem) for problem, slips in SLIPS.items() for slip in slips],
)
def test_a_slip_is_refused_with_its_path_its_line_and_nothing_else(
    old: str, new: str, path: str, problem: str
) -> None:
    text = changed(A_PROTOCOL, old, new)
    assert findings_in(parse_protocol, text) == (Finding(path, line_with(A_PROTOCOL, old), problem),)


def test_a_contradiction_between_two_parts_is_found_on_the_line_of_the_part_to_change() -> None:
    text = changed(A_PROTOCOL, "expires: 2026-12-31", "expires: 2024-12-31")
    late = Finding("review_due", line_with(text, "review_due"), "comes after the protocol has expired")
    assert findings_in(parse_protocol, text) == (late,)


def test_a_purpose_without_a_lawful_basis_is_found_where_the_bases_are() -> None:
    text = changed(A_PROTOCOL, "purposes: [survivor_support, ", "purposes: [audit, survivor_support, ")
    problem = "is missing: every purpose needs a lawful basis"
    line = line_with(text, "lawful:")
    assert findings_in(parse_protocol, text) == (Finding("lawful.audit", line, problem),)


def test_a_missing_part_is_found_on_the_line_of_what_lacks_it() -> None:
    text = changed(A_PROTOCOL, "  notice: PN-1\n", "")
    line = line_with(text, "evidence:")
    assert findings_in(parse_protocol, text) == (Finding("evidence.notice", line, "is missing"),)


def test_a_text_of_exactly_the_greatest_length_is_read() -> None:
    text = changed(A_PROTOCOL, "signatory: Chief Officer", f"signatory: {'x' * 400}")
    assert parse_protocol(text).parties["ADV"].signatory == "x" * 400


def test_every_condition_of_schedule_1_may_be_named() -> None:
    conditions = [f"Sch 1 para {paragraph}" for paragraph in range(1, 38)]
    text = changed(A_PROTOCOL, "conditions: []", f"conditions: [{', '.join(conditions)}]")
    assert parse_protocol(text).lawful["survivor_support"].conditions == set(conditions)


def test_the_last_version_that_a_protocol_may_have_can_be_superseded() -> None:
    text = changed(A_PROTOCOL, "version: 2", "version: 9999")
    assert parse_protocol(text).version == 9999
    text = changed(A_PROTOCOL, "supersedes: ISP-SMALL/1", "supersedes: ISP-SMALL/9999")
    assert parse_protocol(text).supersedes == "ISP-SMALL/9999"


def test_a_name_of_exactly_the_greatest_length_is_read() -> None:
    text = changed(A_PROTOCOL, "id: ISP-SMALL", f"id: {'I' * 60}")
    assert parse_protocol(text).id == "I" * 60
