"""What a draft would change is told wholly, in words, and what opens before anything else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from policies.compile import compile_table
from policies.difference import Turn
from policies.plain_words import CODES
from policies.precedence import OUTCOME_RANK
from policies.simulate import differences
from policies.vocabulary import Category, Code, WorksWith
from tests.policies.builders import a_rulebook, cells
from tests.policies.cedar_domain import cells_alone
from tests.policies.cedar_point import decided
from tests.policies.drafts import SHIPPED

if TYPE_CHECKING:
    from policies.rulebook import Role, Rulebook

BEFORE = a_rulebook()
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


def test_a_cell_is_judged_as_one_of_its_category() -> None:
    account = told(with_cell("court", Category.SURVIVOR_ACCOUNT, Code.NEVER))
    nobodys = told(with_cell("court", Category.SERVICE_RISK, Code.REPORT_CONSENT))

    assert [one[:2] for one in account] == [("closes", "roles.court.court_report.survivor_account")]
    assert [one[:2] for one in nobodys] == [("neither", "roles.court.court_report.service_risk")]


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


def test_a_new_role_that_counts_as_working_with_him_is_told_so() -> None:
    without = replace(BEFORE, roles={name: one for name, one in BEFORE.roles.items() if name == "idaa"})

    assert (
        "neither",
        "roles.caledonian_men",
        "caledonian_men is a new role: it works with perpetrator and counts as working with him",
    ) in told(BEFORE, without)


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


def test_what_opens_comes_first_and_the_order_is_the_same_however_a_rulebook_is_written() -> None:
    def backwards(book: Rulebook) -> Rulebook:
        roles = {name: book.roles[name] for name in reversed([*book.roles])}
        return replace(book, roles=roles, purposes=dict(reversed([*book.purposes.items()])))

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


@pytest.mark.parametrize("name", DRAFTS)
def test_whatever_goes_out_newly_or_no_longer_is_told_for_its_role_and_purpose(name: str) -> None:
    """Held against decisions on a domain that other hands laid out: no effect of a draft goes untold."""
    draft = DRAFTS[name]
    tables = compile_table(BEFORE), compile_table(draft)
    turned: dict[tuple[str, str], set[Turn]] = defaultdict(set)
    for rulebook, role in [*product([BEFORE], BEFORE.roles), *product([draft], draft.roles)]:
        for point in cells_alone(rulebook, role):
            was, now = (OUTCOME_RANK[decided(point, table)] for table in tables)
            if was != now:
                turned[role, point.purpose].add(Turn.OPENS if now > was else Turn.CLOSES)

    assert turned
    for (role, purpose), turns in turned.items():
        assert turns <= ways(BEFORE, draft, role, purpose), (role, purpose)
        assert {BACK[turn] for turn in turns} <= ways(draft, BEFORE, role, purpose), (role, purpose)


def ways(before: Rulebook, after: Rulebook, role: str, purpose: str) -> set[Turn]:
    """Which ways a draft is told to turn what a role gets for a purpose; to shift is to turn both ways."""
    found = {
        one.turn
        for one in differences(before, after)
        if one.where.startswith(f"roles.{role}") and (purpose in one.sentence or "no more" in one.sentence)
    }
    return found | ({Turn.OPENS, Turn.CLOSES} if Turn.SHIFTS in found else set())
