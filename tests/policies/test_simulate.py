"""What a draft would change is told wholly, in words, and what opens before anything else."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from policies.compile import compile_table
from policies.difference import Turn
from policies.parse import parse_rulebook
from policies.plain_words import CODES
from policies.precedence import OUTCOME_RANK
from policies.rulebook import GistAboutHer
from policies.shipped import rulebook_text
from policies.simulate import differences
from policies.vocabulary import Category, Code, WorksWith
from tests.policies.builders import A_RULEBOOK, a_rulebook, cells, changed
from tests.policies.cedar_domain import cells_alone
from tests.policies.cedar_point import decided

if TYPE_CHECKING:
    from policies.rulebook import Role, Rulebook

BEFORE = a_rulebook()
SHIPPED = parse_rulebook(rulebook_text())
UNTIL_NOW = "until now in short form (G)"
STOPPED = "a no stops a short form of what its giver told"
ELSEWHERE = "by other changes told here, of"
BACK = {Turn.OPENS: Turn.CLOSES, Turn.CLOSES: Turn.OPENS}


def told(after: Rulebook, before: Rulebook = BEFORE) -> list[tuple[str, str, str]]:
    """What is told of a draft: the turn, the place, the sentence."""
    return [(one.turn.value, one.where, one.sentence) for one in differences(before, after)]


def with_role(name: str, **changes: Any) -> Rulebook:
    return replace(BEFORE, roles={**BEFORE.roles, name: replace(BEFORE.roles[name], **changes)})


def with_cell(name: str, category: Category, code: Code) -> Rulebook:
    return with_role(name, default={**BEFORE.roles[name].default, category: code})


def test_a_rulebook_and_itself_do_not_differ_whatever_it_is_called() -> None:
    assert told(BEFORE) == []
    assert told(replace(BEFORE, id="another", digest="ef" * 32)) == []
    assert told(SHIPPED, SHIPPED) == []


def test_a_cell_is_told_for_every_purpose_it_speaks_for_and_in_words() -> None:
    assert told(with_cell("idaa", Category.OFFENCE, Code.FULL)) == [
        (
            "opens",
            "roles.idaa.child_protection+survivor_support.offence",
            f"idaa, for child_protection and survivor_support: offence goes in full (F); {UNTIL_NOW}",
        )
    ]


def test_a_default_that_a_purpose_has_its_own_word_on_is_told_for_the_others_alone() -> None:
    assert [one[:2] for one in told(with_cell("idaa", Category.SURVIVOR_ACCOUNT, Code.NEVER))] == [
        ("closes", "roles.idaa.survivor_support.survivor_account")
    ]


def test_a_cell_that_says_the_same_elsewhere_is_no_difference() -> None:
    role = BEFORE.roles["idaa"]
    repeated = {"child_protection": {**role.by_purpose["child_protection"], Category.OFFENCE: Code.GIST}}

    assert told(with_role("idaa", by_purpose=repeated)) == []


def test_a_code_that_lets_nothing_else_out_is_told_all_the_same() -> None:
    assert told(with_cell("court", Category.SAFETY, Code.NOT_NEEDED)) == [
        (
            "neither",
            "roles.court.court_report.safety",
            f"court, for court_report: safety goes {CODES[Code.NOT_NEEDED]} (N); until now never (X)",
        )
    ]


def test_cells_that_change_by_another_setting_are_told_beside_it() -> None:
    assert told(replace(BEFORE, statutory_purposes=frozenset())) == [
        (
            "closes",
            "statutory_purposes",
            f"child_protection no longer counts as required by law: {STOPPED}",
        ),
        (
            "closes",
            "roles.idaa.child_protection",
            f"idaa, for child_protection: the same codes let less out, {ELSEWHERE} survivor_health",
        ),
    ]


def test_a_role_that_may_ask_for_more_is_told_with_its_whole_row() -> None:
    ((turn, where, sentence),) = told(with_role("court", purposes=("court_report", "survivor_support")))

    assert (turn, where) == ("opens", "roles.court.purposes")
    assert sentence == (
        "court may ask for survivor_support, at all times: in full: offence, progress;"
        " in short form: child_wellbeing;"
        " in full if he consents, else not at all: perpetrator_health;"
        " in full if he knows already or its unit approves, else not at all: behaviour;"
        " in full if those whose account it is agreed to a report, else not at all: survivor_account,"
        " child_account, sexual, protective_effort;"
        " not at all, but by a serious-risk decision: survivor_health, identity, service_risk;"
        " never: third_party, intelligence, safety, immigration"
    )


def test_a_role_that_may_ask_for_less_is_told_by_what_it_loses() -> None:
    assert told(with_role("idaa", purposes=("survivor_support",), by_purpose={})) == [
        ("closes", "roles.idaa.purposes", "idaa may no longer ask for child_protection")
    ]


def test_what_never_lets_anything_out_neither_opens_nor_closes() -> None:
    shut = cells(Code.NEVER)
    before = with_role("court", default=shut)
    after = replace(before, roles={**before.roles, "court": replace(before.roles["court"], purposes=())})

    assert [one[0] for one in told(after, before)] == ["neither"]
    assert [one[0] for one in told(before, after)] == ["neither"]


def test_a_role_that_comes_or_goes_is_told_with_all_it_may_ask() -> None:
    without = replace(BEFORE, roles={name: role for name, role in BEFORE.roles.items() if name != "court"})

    assert told(without) == [
        ("closes", "roles.court", "court is a role no more; it asked for court_report"),
    ]
    came = told(BEFORE, without)
    assert [one[:2] for one in came] == [("opens", "roles.court.purposes"), ("neither", "roles.court")]
    assert came[0][2].startswith("court may ask for court_report, while the gate court_request is open: ")
    assert came[1][2] == "court is a new role: it works with case and does not count as working with him"


def test_a_role_that_counts_as_working_with_him_gets_no_more_than_before() -> None:
    facing = with_role("idaa", perp_facing=True)

    assert told(facing)[0] == (
        "closes",
        "roles.idaa.perp_facing",
        "idaa counts as working with him: what would show him who spoke is kept from it",
    )
    assert {one[0] for one in told(facing)} == {"closes"}
    assert told(BEFORE, facing)[0] == (
        "opens",
        "roles.idaa.perp_facing",
        "idaa no longer counts as working with him: what would show him who spoke is not kept from it",
    )


@pytest.mark.parametrize(
    ("was", "now", "turn"),
    [
        (WorksWith.NONE, WorksWith.CASE, "opens"),
        (WorksWith.SURVIVOR, WorksWith.NONE, "closes"),
        (WorksWith.CASE, WorksWith.FAMILY, "closes"),
        (WorksWith.FAMILY, WorksWith.CASE, "opens"),
        (WorksWith.CHILD, WorksWith.PERPETRATOR, "shifts"),
        (WorksWith.SURVIVOR, WorksWith.FAMILY, "neither"),
        (WorksWith.CHILD, WorksWith.CASE, "opens"),
    ],
)
def test_whom_a_role_works_with_is_told_by_the_care_it_takes(
    was: WorksWith, now: WorksWith, turn: str
) -> None:
    before, after = with_role("court", works_with=was), with_role("court", works_with=now)

    found = [one for one in told(after, before) if one[1] == "roles.court.works_with"]

    assert found == [(turn, "roles.court.works_with", f"court works with {now} instead of {was}")]


def test_whoever_works_with_nobody_has_no_cells() -> None:
    after = with_role("court", works_with=WorksWith.NONE)

    assert ("closes", "roles.court.court_report") in {one[:2] for one in told(after)}
    assert [one[0] for one in told(with_cell_of_nobody(Code.FULL), with_cell_of_nobody(Code.NEVER))] == [
        "neither"
    ]


def with_cell_of_nobody(code: Code) -> Rulebook:
    """A rulebook in which the court's cell on safety is of a role that reads nothing."""
    role = BEFORE.roles["court"]
    none = replace(role, works_with=WorksWith.NONE, default={**role.default, Category.SAFETY: code})
    return replace(BEFORE, roles={**BEFORE.roles, "court": none})


def test_an_officer_reads_nothing_whatever_the_cells_say() -> None:
    officer: Role = replace(BEFORE.roles["court"], perp_facing=False)
    before = replace(BEFORE, roles={"ig_officer": replace(officer, default=cells(Code.NEVER))})
    after = replace(BEFORE, roles={"ig_officer": replace(officer, default=cells(Code.FULL))})

    assert {one[0] for one in told(after, before)} == {"neither"}


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
    assert {one[0] for one in told(BEFORE, replace(BEFORE, gist_about_her=wider))} == {"closes"}


def test_who_may_do_what_is_told_and_keeping_out_is_the_only_act_that_closes() -> None:
    acts = {**BEFORE.may_record.acts, "allocate": frozenset({"court"}), "exclude": frozenset({"court"})}
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
            acts={**before.may_record.acts, "allocate": acts["allocate"], "exclude": acts["exclude"]},
            gates={**before.may_record.gates, "cp_concern": gates["cp_concern"], "new": frozenset({"idaa"})},
        ),
    )

    assert told(after, before) == [
        ("opens", "may_record.allocate", "court may allocate"),
        ("opens", "may_record.gates.cp_concern", "court may open the gate cp_concern"),
        ("opens", "may_record.gates.new", "idaa may open the gate new"),
        ("closes", "may_record.exclude", "court may exclude"),
    ]
    assert told(before, after) == [
        ("opens", "may_record.exclude", "court may no longer exclude"),
        ("closes", "may_record.allocate", "court may no longer allocate"),
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


def test_what_opens_comes_first_and_the_order_is_the_same_however_a_rulebook_is_written() -> None:
    def backwards(book: Rulebook) -> Rulebook:
        roles = {name: book.roles[name] for name in reversed(book.roles)}
        return replace(book, roles=roles, purposes=dict(reversed(book.purposes.items())))

    found = told(SHIPPED)

    assert [turn for turn, _, _ in found] == sorted(
        [turn for turn, _, _ in found], key=["opens", "shifts", "closes", "neither"].index
    )
    assert {turn for turn, _, _ in found} == {"opens", "closes", "neither"}
    assert told(backwards(SHIPPED), backwards(BEFORE)) == found
    assert len(set(found)) == len(found)


def test_what_opens_here_and_closes_there_comes_between() -> None:
    after = with_role(
        "idaa",
        default={
            **BEFORE.roles["idaa"].default,
            Category.OFFENCE: Code.CONSENT_SURVIVOR,
            Category.PROGRESS: Code.NEVER,
            Category.INTELLIGENCE: Code.APPROVAL,
        },
    )

    assert [(turn, where.rpartition(".")[2]) for turn, where, _ in told(after)] == [
        ("opens", "intelligence"),
        ("shifts", "offence"),
        ("closes", "progress"),
    ]


DRAFTS = {
    "cell": with_cell("idaa", Category.SAFETY, Code.FULL),
    "default": with_cell("court", Category.BEHAVIOUR, Code.FULL),
    "required": replace(BEFORE, statutory_purposes=frozenset({"survivor_support"})),
    "not read by him": replace(BEFORE, perpetrator_reads=frozenset()),
    "listed": replace(BEFORE, gist_about_her=replace(BEFORE.gist_about_her, roles=frozenset())),
    "about her": replace(
        BEFORE, gist_about_her=replace(BEFORE.gist_about_her, categories=frozenset({Category.IDENTITY}))
    ),
    "facing him": with_role("idaa", perp_facing=True),
    "purposes": with_role("court", purposes=("court_report", "survivor_support")),
    "role": replace(BEFORE, roles={"idaa": BEFORE.roles["idaa"]}),
}


@pytest.mark.parametrize(("name", "way"), list(product(DRAFTS, ("there", "back"))))
def test_whatever_goes_out_newly_or_no_longer_is_told_for_its_role_and_purpose(name: str, way: str) -> None:
    """Held against decisions on a domain that other hands laid out: no effect of a draft goes untold."""
    before, after = (BEFORE, DRAFTS[name]) if way == "there" else (DRAFTS[name], BEFORE)
    tables = compile_table(before), compile_table(after)
    found = differences(before, after)
    for rulebook, role in [*product([before], before.roles), *product([after], after.roles)]:
        for point in cells_alone(rulebook, role):
            was, now = (OUTCOME_RANK[decided(point, table)] for table in tables)
            ways = {Turn.OPENS, Turn.SHIFTS} if now > was else {Turn.CLOSES, Turn.SHIFTS}
            assert was == now or any(
                one.turn in ways
                and one.where.startswith(f"roles.{role}")
                and (point.purpose in one.sentence or "role no more" in one.sentence)
                for one in found
            ), point
