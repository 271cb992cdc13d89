"""The lists and settings of a draft: what each of them opens or closes, in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policies.difference import Turn
from policies.parse import parse_rulebook
from policies.rulebook import GistAboutHer
from policies.vocabulary import Category
from tests.policies.builders import A_RULEBOOK, changed
from tests.policies.test_simulate import BACK, BEFORE, told

SETTINGS: list[tuple[str, str, str, str, str]] = [
    (
        "{gate: none}",
        "{gate: cp_concern}",
        "closes",
        "purposes.survivor_support.gate",
        "survivor_support needs the gate cp_concern; until now it was open at all times",
    ),
    (
        "perpetrator_reads: [court_report]",
        "perpetrator_reads: [court_report, survivor_support]",
        "closes",
        "perpetrator_reads",
        "what is written for survivor_support counts as read by him: it is judged as if he were the reader",
    ),
    (
        "statutory_purposes: [child_protection]",
        "statutory_purposes: [child_protection, survivor_support]",
        "opens",
        "statutory_purposes",
        "survivor_support counts as required by law: a no does not stop a short form",
    ),
]


@pytest.mark.parametrize(("old", "new", "turn", "where", "sentence"), SETTINGS)
def test_every_setting_is_told_as_written(old: str, new: str, turn: str, where: str, sentence: str) -> None:
    after = parse_rulebook(changed(A_RULEBOOK, old, new))

    assert (turn, where, sentence) in told(after)
    assert (BACK.get(Turn(turn), turn), where) in {one[:2] for one in told(BEFORE, after)}


def test_what_he_no_longer_reads_is_told_as_written() -> None:
    found = told(replace(BEFORE, perpetrator_reads=frozenset()))

    assert found[0] == (
        "opens",
        "perpetrator_reads",
        "what is written for court_report no longer counts as read by him",
    )


def test_a_gate_that_is_another_or_none_is_told() -> None:
    purposes = {**BEFORE.purposes, "child_protection": None, "court_report": "cp_concern"}

    assert told(replace(BEFORE, purposes=purposes)) == [
        (
            "opens",
            "purposes.child_protection.gate",
            "child_protection is open at all times; until now it needed the gate cp_concern",
        ),
        (
            "shifts",
            "purposes.court_report.gate",
            "court_report is opened by the gate cp_concern instead of court_request",
        ),
    ]


def test_a_purpose_that_comes_or_goes_is_told() -> None:
    more = replace(
        BEFORE, purposes={**BEFORE.purposes, "idle": None}, obligations={**BEFORE.obligations, "idle": ()}
    )

    assert told(more) == [("opens", "purposes", "idle is a new purpose")]
    assert told(BEFORE, more) == [
        ("closes", "purposes", "idle is a purpose no more, and nobody may ask for it")
    ]


def test_who_may_have_a_gist_about_her_is_told_with_what_it_does() -> None:
    gist = BEFORE.gist_about_her
    wider = GistAboutHer(
        gist.roles | {"court"}, gist.categories - {Category.SEXUAL}, gist.purposes | {"survivor_support"}
    )

    found = told(replace(BEFORE, gist_about_her=wider))

    assert [one for one in found if one[1].startswith("gist")] == [
        (
            "opens",
            "gist_about_her.roles",
            "court is among those who may have a short form about her without her consent",
        ),
        (
            "opens",
            "gist_about_her.categories",
            "a short form of sexual is no longer one about her: it goes to every role whose cell has one",
        ),
        (
            "opens",
            "gist_about_her.purposes",
            "a short form about her goes to the listed roles without her consent for survivor_support",
        ),
    ]
    assert ("opens", "roles.idaa.survivor_support") in {one[:2] for one in found}
    back = told(BEFORE, replace(BEFORE, gist_about_her=wider))
    assert {one[0] for one in back} == {"closes"}
    assert [one[1:] for one in back if one[1].startswith("gist")] == [
        (
            "gist_about_her.roles",
            "court is no longer among those who may have a short form about her without her consent",
        ),
        (
            "gist_about_her.categories",
            "a short form of sexual is one about her: without her consent it goes to the listed roles alone",
        ),
        (
            "gist_about_her.purposes",
            "no short form about her goes without her consent for survivor_support any more",
        ),
    ]


def test_who_may_do_what_is_told_and_keeping_out_is_the_only_act_that_closes() -> None:
    acts = {**BEFORE.may_record.acts, "open_case": frozenset({"court"}), "exclude": frozenset({"court"})}
    gates = {**BEFORE.may_record.gates, "cp_concern": frozenset({"court"})}
    before = replace(
        BEFORE,
        may_record=replace(
            BEFORE.may_record,
            acts=dict.fromkeys(acts, frozenset[str]()),
            gates=dict.fromkeys(gates, frozenset[str]()),
        ),
    )
    after = replace(
        before,
        may_record=replace(
            before.may_record,
            acts={**before.may_record.acts, "open_case": acts["open_case"], "exclude": acts["exclude"]},
            gates={**before.may_record.gates, "cp_concern": gates["cp_concern"], "new": frozenset({"idaa"})},
        ),
    )

    assert told(after, before) == [
        ("opens", "may_record.open_case", "court may open case"),
        ("opens", "may_record.gates.cp_concern", "court may open the gate cp_concern"),
        ("opens", "may_record.gates.new", "idaa may open the gate new"),
        ("closes", "may_record.exclude", "court may exclude"),
    ]
    assert told(before, after) == [
        ("opens", "may_record.exclude", "court may no longer exclude"),
        ("closes", "may_record.open_case", "court may no longer open case"),
        ("closes", "may_record.gates.cp_concern", "court may no longer open the gate cp_concern"),
        ("closes", "may_record.gates.new", "idaa may no longer open the gate new"),
    ]


def test_what_readers_are_told_and_take_on_is_told() -> None:
    after = replace(
        BEFORE,
        silent_categories=frozenset({Category.PROGRESS}),
        attribution=replace(
            BEFORE.attribution, show=frozenset({"basis"}), discreet_roles=frozenset({"court"})
        ),
        obligations={**BEFORE.obligations, "court_report": ("LEAVE_IN_THE_ROOM",)},
    )
    before = replace(
        BEFORE,
        silent_categories=frozenset(),
        attribution=replace(BEFORE.attribution, show=frozenset(), discreet_roles=frozenset()),
        obligations={**BEFORE.obligations, "court_report": ()},
    )

    assert told(after, before) == [
        ("opens", "attribution.show", "protective readers are told the basis of what they get"),
        (
            "closes",
            "silent_categories",
            "that there is anything of progress at all must not be guessed",
        ),
        (
            "closes",
            "attribution.discreet_roles",
            "a unit in which court works on the case is not named",
        ),
        (
            "closes",
            "obligations.court_report",
            "whoever has something for court_report takes on LEAVE_IN_THE_ROOM",
        ),
    ]
    assert told(before, after) == [
        ("opens", "silent_categories", "that there is something of progress may be guessed"),
        (
            "opens",
            "attribution.discreet_roles",
            "a unit in which court works on the case may be named",
        ),
        (
            "opens",
            "obligations.court_report",
            "whoever has something for court_report no longer takes on LEAVE_IN_THE_ROOM",
        ),
        ("closes", "attribution.show", "protective readers are no longer told the basis of what they get"),
    ]


def test_broken_glass_and_years_are_told_with_both_numbers() -> None:
    glass = replace(
        BEFORE.break_glass,
        roles=frozenset({"court"}),
        categories=frozenset({Category.OFFENCE}),
        minutes=30,
        review_hours=12,
    )
    before = replace(BEFORE, break_glass=replace(glass, roles=frozenset(), categories=frozenset()))
    after = replace(
        before,
        break_glass=replace(glass, minutes=45, review_hours=6),
        retention=replace(before.retention, fact_years=before.retention.fact_years + 1, log_years=1),
    )

    years, log = before.retention.fact_years, before.retention.log_years
    assert told(after, before) == [
        ("opens", "break_glass.roles", "court may break the glass"),
        ("opens", "break_glass.categories", "broken glass opens offence"),
        ("opens", "break_glass.minutes", "broken glass stays open for 45 minutes, until now 30"),
        (
            "opens",
            "retention.fact_years",
            f"facts are kept for {years + 1} years before somebody decides, until now {years}",
        ),
        ("closes", "break_glass.review_hours", "broken glass is reviewed within 6 hours, until now 12"),
        (
            "closes",
            "retention.log_years",
            f"the log is kept for 1 years before somebody decides, until now {log}",
        ),
    ]
    assert {one[1] for one in told(before, after)} == {one[1] for one in told(after, before)}
    assert "court may no longer break the glass" in {one[2] for one in told(before, after)}
    assert "broken glass no longer opens offence" in {one[2] for one in told(before, after)}
