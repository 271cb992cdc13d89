from __future__ import annotations

import pytest

from sharehub.errors import Invalid
from sharehub.rehearsal.case_file import CaseFileError, parse
from sharehub.rehearsal.flaws import MOST_FLAWS
from tests.sharehub.rehearsal.builders import (
    SECRET,
    Path,
    a_bare_fact,
    a_fact,
    a_file,
    put,
    refused,
    the_rulebook,
    without,
    written,
)

REQUIRED: list[Path] = [
    *(
        (part,)
        for part in (
            "case_id",
            "persons",
            "units",
            "readers",
            "protocols",
            "gates",
            "consent_events",
            "facts",
        )
    ),
    ("persons", "KID", "part"),
    *(("readers", "sw", key) for key in ("role", "unit", "member_from")),
    *(("protocols", 0, key) for key in ("id", "parties", "purposes", "from")),
    *(("gates", 0, key) for key in ("gate", "from")),
    *(
        ("consent_events", 0, key)
        for key in ("id", "date", "subject", "given_by", "status", "recipients", "purposes", "categories")
    ),
    *(("approvals", 0, key) for key in ("facts", "units", "purposes", "by", "from")),
    *(("overrides", 0, key) for key in ("facts", "units", "purposes", "approved_by", "from")),
    *(("exclusions", 0, key) for key in ("reader", "from")),
    *(("conflict_checks", 0, key) for key in ("reader", "on")),
    ("conflict_checks", 1, "result"),
    *(
        ("facts", 0, key)
        for key in ("id", "kind", "owner_unit", "source_type", "published_at", "categories", "statement")
    ),
    *(("expectations", 0, key) for key in ("id", "reader", "purpose", "date")),
    *(("wall_expectations", 0, key) for key in ("id", "date", "attendees")),
]

CLOSED: list[Path] = [
    ("persons", "HIM", "part"),
    ("consent_events", 0, "status"),
    ("consent_events", 0, "capacity"),
    ("consent_events", 0, "kind"),
    ("consent_events", 0, "categories", 0),
    ("conflict_checks", 1, "result"),
    *(
        ("facts", 0, key)
        for key in (
            *(
                "kind",
                "source_type",
                "perp_aware",
                "source_exposure",
                "relationship_context",
                "date_precision",
            ),
            *("frequency", "trend", "basis", "corroboration"),
        )
    ),
    *(("facts", 0, key, 0) for key in ("categories", "caveats", "tactics", "pathways", "dasa", "child_link")),
    ("expectations", 0, "caveats_must_include", "F1", 0),
]

DAYS: list[Path] = [
    ("persons", "KID", "dob"),
    *(("readers", "men", key) for key in ("member_from", "member_to")),
    *(("protocols", 0, key) for key in ("from", "to")),
    *(("gates", 0, key) for key in ("from", "to")),
    *(("consent_events", 0, key) for key in ("date", "expires")),
    *(("approvals", 0, key) for key in ("from", "to")),
    ("overrides", 0, "from"),
    ("exclusions", 0, "from"),
    *(("conflict_checks", 1, key) for key in ("on", "decided_at")),
    *(("facts", 0, key) for key in ("published_at", "retracted_at")),
    ("expectations", 0, "date"),
    ("wall_expectations", 0, "date"),
]

REFERENCES: list[tuple[Path, str]] = [
    (("readers", "sw", "unit"), "unit"),
    (("gates", 0, "units", 0), "unit"),
    *((("consent_events", 0, key), "person") for key in ("subject", "given_by")),
    *((("consent_events", 0, key, 0), "unit") for key in ("recipients", "except")),
    (("consent_events", 0, "exclude_facts", 0), "fact"),
    (("approvals", 0, "by"), "unit"),
    *(((part, 0, "facts", 0), "fact") for part in ("approvals", "overrides")),
    *(((part, 0, "units", 0), "unit") for part in ("approvals", "overrides")),
    *(((part, 0, "reader"), "reader") for part in ("exclusions", "conflict_checks", "expectations")),
    (("facts", 0, "owner_unit"), "unit"),
    (("facts", 0, "subject"), "person or unit"),
    (("facts", 0, "source_person"), "person"),
    *((("facts", 0, key, 0), "person") for key in ("target", "about")),
    (("facts", 0, "travels_with", 0), "fact"),
    *((("expectations", 0, key, 0), "fact") for key in ("full", "gist")),
    (("expectations", 0, "withheld", "CONSENT_ABSENT", 0), "fact"),
    (("wall_expectations", 0, "attendees", 0), "reader"),
    *((("wall_expectations", 0, key, 0), "fact") for key in ("full", "gist", "off_wall")),
]

RULEBOOK_WORDS: list[tuple[Path, str]] = [
    (("readers", "sw", "role"), "role"),
    (("gates", 0, "gate"), "gate"),
    *(
        ((part, 0, "purposes", 0), "purpose")
        for part in ("protocols", "consent_events", "approvals", "overrides")
    ),
]

INTERVALS: list[Path] = [
    ("readers", "men", "member_to"),
    *((part, 0, "to") for part in ("protocols", "gates", "approvals", "overrides", "exclusions")),
]

WRONG_TYPES: list[tuple[Path, object, str]] = [
    *(
        ((part,), {}, "must be a list")
        for part in ("protocols", "gates", "consent_events", "facts", "approvals")
    ),
    *(((part,), [], "must be an object") for part in ("persons", "units", "readers")),
    *(((part, 0), "text", "must be an object") for part in ("protocols", "gates", "facts", "expectations")),
    (("persons", "HIM"), None, "must be an object"),
    (("readers", "sw"), ["text"], "must be an object"),
    (("persons", "HIM", "part"), 1, "must be text"),
    (("persons", "HIM", "name"), [SECRET], "must be text"),
    (("units", "POL"), 7, "must be text"),
    (("facts", 0, "statement"), " ", "must not be empty"),
    (("facts", 0, "gist"), 5, "must be text"),
    (("facts", 0, "section"), 5, "must be a whole number from 1 to 4"),
    (("facts", 0, "section"), True, "must be a whole number from 1 to 4"),
    (("facts", 0, "dash_items", 0), 25, "must be a whole number from 1 to 24"),
    (("facts", 0, "dash_items", 0), 1.0, "must be a whole number from 1 to 24"),
    (("facts", 0, "prior_relationship"), "yes", "must be true or false"),
    (("facts", 0, "first_known"), 2024, "must be text"),
    (("consent_events", 0, "asked_alone"), "no", "must be true or false"),
    (("consent_events", 0, "may_be_put_to_perpetrator"), 1, "must be true or false"),
    (("expectations", 0, "withheld"), ["F1"], "must be an object"),
    (("expectations", 0, "caveats_must_include"), ["F1"], "must be an object"),
]


@pytest.mark.parametrize("path", REQUIRED, ids=written)
def test_what_is_required_is_missed_by_its_path(path: Path) -> None:
    assert refused(without(path))[written(path)] == "missing"
    assert refused(put(path, None))[written(path)] == "missing"


def test_a_subject_left_out_is_a_slip() -> None:
    assert refused(without(("facts", 1, "subject"))) == {"facts[1].subject": "missing"}


@pytest.mark.parametrize("path", CLOSED, ids=written)
def test_a_word_outside_its_closed_list_is_refused(path: Path) -> None:
    assert refused(put(path, "nonsense")) == {written(path): "unknown value: nonsense"}


@pytest.mark.parametrize("path", DAYS, ids=written)
@pytest.mark.parametrize(
    "day", ["2024-02-30", "20240220", "2024-2-20", "2024-02-20T00:00:00", "0000-01-01", ""]
)
def test_a_day_that_is_not_one_of_the_calendar_is_refused(path: Path, day: str) -> None:
    assert refused(put(path, day)) == {written(path): "must be a day of the calendar, YYYY-MM-DD"}


@pytest.mark.parametrize(("path", "what"), REFERENCES, ids=str)
def test_a_reference_to_what_the_file_does_not_hold_is_refused(path: Path, what: str) -> None:
    assert refused(put(path, "NOBODY"))[written(path)] == f"no such {what} in this file: NOBODY"


@pytest.mark.parametrize(("path", "what"), RULEBOOK_WORDS, ids=str)
def test_a_word_the_rulebook_does_not_know_is_refused(path: Path, what: str) -> None:
    assert refused(put(path, "nonsense"))[written(path)] == f"no such {what} in the rulebook: nonsense"


@pytest.mark.parametrize("path", INTERVALS, ids=written)
def test_an_interval_that_ends_before_it_starts_is_refused(path: Path) -> None:
    assert refused(put(path, "2023-12-31")) == {written(path): "before its start"}


@pytest.mark.parametrize(("path", "value", "problem"), WRONG_TYPES, ids=str)
def test_a_value_of_another_type_is_refused(path: Path, value: object, problem: str) -> None:
    assert refused(put(path, value))[written(path)] == problem


@pytest.mark.parametrize(
    "part", ["protocols", "consent_events", "overrides", "facts", "expectations", "wall_expectations"]
)
def test_an_id_given_twice_is_refused(part: str) -> None:
    first = a_file()[part][0]
    twice = [*a_file()[part], first]
    assert refused(a_file(**{part: twice})) == {f"{part}[{len(twice) - 1}].id": f"given twice: {first['id']}"}


@pytest.mark.parametrize("path", [("persons", "*"), ("units", "*"), ("readers", "*")], ids=written)
def test_a_star_is_nobodys_id(path: Path) -> None:
    like = {"persons": {"part": "child"}, "units": "All", "readers": a_file()["readers"]["sw"]}
    found = refused(put(path, like[str(path[0])]))
    assert list(found.values()) == ["must not be *"]


@pytest.mark.parametrize(
    "path",
    [
        ("facts", 0, "owner_unit"),
        ("facts", 0, "categories", 0),
        ("gates", 0, "units", 0),
        ("approvals", 0, "units", 0),
    ],
    ids=written,
)
def test_a_star_stands_for_all_in_a_consent_and_nowhere_else(path: Path) -> None:
    problem = refused(put(path, "*"))[written(path)]
    assert problem in {"no such unit in this file", "unknown value"}


@pytest.mark.parametrize(("by", "approved_by"), [("manager", "manager"), ("Manager ", "manager")])
def test_nobody_approves_the_override_they_asked_for(by: str, approved_by: str) -> None:
    file = put(("overrides", 0, "by"), by)
    file["overrides"][0]["approved_by"] = approved_by
    assert refused(file) == {"overrides[0].approved_by": "must not be the one who asked"}


def test_a_decided_check_is_cleared_or_excluded() -> None:
    path = ("conflict_checks", 1, "result")
    assert refused(put(path, "pending")) == {written(path): "a decided check is cleared or excluded"}


def test_a_fact_cannot_travel_with_itself() -> None:
    path = ("facts", 0, "travels_with")
    assert refused(put(path, ["F1"])) == {written(path): "a fact cannot travel with itself"}


def test_two_words_for_the_relationship_must_agree() -> None:
    file = put(("facts", 0, "prior_relationship"), value=True)
    assert refused(file) == {"facts[0].relationship_context": "contradicts prior_relationship"}


@pytest.mark.parametrize("known", ["2024-13", "2024-02-30", "0000", "24", "2024-1", "spring", SECRET])
def test_a_known_date_must_be_one_of_the_calendar(known: str) -> None:
    problem = "must be YYYY, YYYY-MM or YYYY-MM-DD, in the calendar"
    assert refused(put(("facts", 0, "first_known"), known)) == {"facts[0].first_known": problem}


def test_what_was_last_known_was_not_before_it_was_first_known() -> None:
    assert refused(put(("facts", 0, "last_known"), "2022")) == {"facts[0].last_known": "before first_known"}


def test_a_date_of_birth_must_leave_room_for_a_twelfth_birthday() -> None:
    path = ("persons", "KID", "dob")
    assert refused(put(path, "9990-01-01")) == {written(path): "too late to turn twelve"}


@pytest.mark.parametrize(("key", "value"), [("role", "police"), ("unit", "POL")])
def test_an_expectation_may_repeat_its_readers_role_and_unit_and_not_change_them(
    key: str, value: str
) -> None:
    path = ("expectations", 0, key)
    assert refused(put(path, value)) == {written(path): "differs from the reader's"}


@pytest.mark.parametrize("reason", ["NO_SUCH_REASON", "CONSENT", "GIST_FOR_ROLE"])
def test_only_a_reason_for_withholding_may_stand_under_withheld(reason: str) -> None:
    found = refused(put(("expectations", 0, "withheld"), {reason: ["F1"]}))
    assert found == {f"expectations[0].withheld.{reason}": "not a reason for withholding"}


def test_caveats_are_expected_of_facts_the_file_holds() -> None:
    found = refused(put(("expectations", 0, "caveats_must_include"), {"F9": []}))
    assert found == {"expectations[0].caveats_must_include.F9": "no such fact in this file: F9"}


@pytest.mark.parametrize("word", [SECRET + " of Leith", "x" * 41, "łódź", "a\nb"])
def test_a_word_that_may_be_content_is_not_shown(word: str) -> None:
    assert refused(put(("facts", 0, "owner_unit"), word)) == {
        "facts[0].owner_unit": "no such unit in this file"
    }
    assert refused(put(("facts", 0, "kind"), word)) == {"facts[0].kind": "unknown value"}


def test_an_id_that_may_be_content_is_named_by_its_place() -> None:
    persons = {**a_file()["persons"], f"{SECRET} of Leith": {"part": "nobody"}}
    assert refused(a_file(persons=persons)) == {"persons[3].part": "unknown value: nobody"}


def test_everything_is_found_at_once_up_to_a_bound() -> None:
    assert refused(a_file(facts=[a_fact(kind="x", basis="y"), a_bare_fact(statement=None)])) == {
        "facts[0].kind": "unknown value: x",
        "facts[0].basis": "unknown value: y",
        "facts[1].statement": "missing",
    }
    with pytest.raises(CaseFileError) as caught:
        parse(b'{"facts": [' + b"{}," * 100 + b"{}]}", the_rulebook())
    assert len(caught.value.findings) == MOST_FLAWS


def test_a_refusal_is_an_invalid_input_that_speaks_of_its_first_finding() -> None:
    with pytest.raises(Invalid, match="file: must be an object") as caught:
        parse(b"[]", the_rulebook())
    assert (caught.value.where, caught.value.problem) == ("file", "must be an object")
