from __future__ import annotations

from sharehub.patterns.finding import Rule
from sharehub.rehearsal.case_file import parse
from sharehub.rehearsal.imported import imported_findings
from tests.sharehub.rehearsal.builders import (
    MARKETA,
    SECRET,
    a_bare_fact,
    a_fact,
    a_file,
    read,
    the_rulebook,
)


def found(*facts: dict[str, object]) -> list[tuple[str, Rule]]:
    return [
        (found.fact, found.finding.code) for found in imported_findings(read(a_file(facts=[*FIRST, *facts])))
    ]


FIRST = [a_fact(gist="He threatens.", travels_with=[]), a_bare_fact()]


def test_the_shipped_case_leaves_four_questions_open() -> None:
    case = parse(MARKETA.read_bytes(), the_rulebook())
    assert [(found.fact, found.finding.code) for found in imported_findings(case)] == [
        ("M26", Rule.ACTION_UNIT_MISSING),
        ("M26", Rule.DUE_MISSING),
        ("M30", Rule.COMPANION_MISSING),
        ("M30", Rule.GIST_SHARES_A_PLACE),
    ]


def test_sound_history_has_no_findings() -> None:
    assert found() == []


def test_history_that_could_not_be_recorded_today_is_listed_in_the_order_of_the_file() -> None:
    behaviour = a_bare_fact(id="F3", kind="behaviour", subject="SW", categories=["behaviour", "intelligence"])
    impact = a_bare_fact(id="F4", kind="impact", subject=None, gist=f"Ask {SECRET}.")
    assert found(behaviour, impact) == [
        ("F3", Rule.SUBJECT_NOT_A_PERSON),
        ("F3", Rule.TACTIC_MISSING),
        ("F3", Rule.PATHWAY_MISSING),
        ("F3", Rule.CATEGORY_WITHOUT_SOURCE),
        ("F4", Rule.PATHWAY_MISSING),
        ("F4", Rule.GIST_NAMES_SOMEBODY),
    ]


def test_an_intersection_about_her_is_found_by_whom_it_is_about_and_settled_by_its_companion() -> None:
    alone = a_bare_fact(id="F3", kind="intersection", subject="POL", about=["HER"])
    assert found(alone) == [("F3", Rule.COMPANION_MISSING)]
    assert found({**alone, "travels_with": ["F2"]}) == [("F3", Rule.COMPANION_MISSING)]
    assert found({**alone, "travels_with": ["F1"]}) == []


def test_a_category_from_a_source_is_settled_by_who_told_or_whom_it_is_about() -> None:
    account = a_bare_fact(id="F3", categories=["survivor_account"])
    assert found(account) == [("F3", Rule.CATEGORY_WITHOUT_SOURCE)]
    assert found({**account, "source_person": "HER"}) == []


def test_a_covert_effort_says_so_by_its_category() -> None:
    effort = a_bare_fact(id="F3", kind="protective_effort", subject="HER")
    assert found(effort, {**effort, "id": "F4", "categories": ["safety"]}) == []


def test_no_finding_repeats_content() -> None:
    file = a_file(facts=[a_fact(), a_bare_fact(kind="gap")])
    assert imported_findings(read(file))
    assert SECRET not in repr(imported_findings(read(file)))
