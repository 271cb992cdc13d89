"""The generated Cedar text: valid against its schema, readable by place, and written apart from the table."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

import cedarpy
import pytest

from policies import cedar
from policies.cedar_text import entities, one_of, quoted
from policies.rulebook import GistAboutHer
from policies.vocabulary import Category, Code, Outcome
from tests.policies.cedar_domain import GENEROUS, SPARSE, a_point, one_cell_of_each_code, points_of
from tests.policies.cedar_point import UNIT, Naming
from tests.policies.cedar_question import AS_GIST, IN_FULL, Engine, cedar_answers
from tests.policies.drafts import SHIPPED as RULEBOOK

if TYPE_CHECKING:
    from policies.rulebook import Rulebook

NOBODY = frozenset[str]()
NOTHING = frozenset[Category]()

WITH_EMPTY_LISTS = replace(
    RULEBOOK,
    statutory_purposes=NOBODY,
    perpetrator_reads=NOBODY,
    gist_about_her=GistAboutHer(NOBODY, RULEBOOK.gist_about_her.categories, NOBODY),
    break_glass=replace(RULEBOOK.break_glass, roles=NOBODY, categories=NOTHING),
)
GLASS_FOR_NO_CATEGORY = replace(RULEBOOK, break_glass=replace(RULEBOOK.break_glass, categories=NOTHING))
GLASS_FOR_NOBODY = replace(RULEBOOK, break_glass=replace(RULEBOOK.break_glass, roles=NOBODY))

IDS = re.findall(r'^@id\("([^"]*)"\)', cedar.policies(RULEBOOK), flags=re.MULTILINE)


@pytest.mark.parametrize(
    "rulebook",
    [RULEBOOK, WITH_EMPTY_LISTS, GLASS_FOR_NO_CATEGORY, GLASS_FOR_NOBODY],
    ids=["shipped", "empty lists", "break-glass for no category", "break-glass for nobody"],
)
def test_the_policies_are_valid_against_the_schema(rulebook: Rulebook) -> None:
    found = cedarpy.validate_policies(cedar.policies(rulebook), cedar.schema(rulebook))
    assert [error.error for error in found.errors] == []
    assert found.validation_passed


def test_a_word_that_is_not_in_the_schema_is_an_error() -> None:
    policies = cedar.policies(RULEBOOK).replace('Category::"safety"', 'Category::"saftey"')
    assert not cedarpy.validate_policies(policies, cedar.schema(RULEBOOK)).validation_passed


def test_every_policy_has_a_place_of_its_own() -> None:
    policies = cedar.policies(RULEBOOK)
    assert len(IDS) == len(re.findall(r"^(?:permit|forbid) ", policies, flags=re.MULTILINE))
    assert len(set(IDS)) == len(IDS)


def test_every_cell_that_the_rulebook_writes_is_found_by_its_place_unless_nothing_is_needed() -> None:
    expected = {
        f"roles.{name}.{row}.{category}"
        for name, role in RULEBOOK.roles.items()
        for row, cells in (
            ("default", role.default),
            *((f"by_purpose.{purpose}", cells) for purpose, cells in role.by_purpose.items()),
        )
        for category, code in cells.items()
        if code is not Code.NOT_NEEDED
    }
    suffixes = (".gist", ".approved")
    cells = {place for place in IDS if place.startswith("roles.") and not place.endswith(".purposes")}
    assert {place for place in cells if not place.endswith(suffixes)} == expected
    assert {place.rpartition(".")[0] for place in cells if place.endswith(suffixes)} <= expected


def test_a_cell_reads_as_the_rulebook_means_it() -> None:
    policies = cedar.policies(RULEBOOK).split("\n\n")
    (policy,) = [
        text for text in policies if '"roles.school.by_purpose.child_protection.survivor_health"' in text
    ]
    assert policy == (
        '@id("roles.school.by_purpose.child_protection.survivor_health") @code("GCs")\n'
        'permit (principal in Role::"school",'
        ' action in [Action::"releaseInFull", Action::"releaseAsGist"], resource is Fact)\n'
        'when { context.purpose == Purpose::"child_protection" }\n'
        'when { context.category == Category::"survivor_health" }\n'
        'when { context.consent.survivor.state == ConsentState::"given"'
        " && !(context.consent.survivor has last && context.consent.survivor.last < context.day) };"
    )


def test_a_quote_in_a_name_stays_inside_the_name() -> None:
    assert quoted('a "role"\\\nand more') == '"a \\"role\\"\\\\\\nand more"'


def test_a_list_that_names_nobody_is_met_by_nobody() -> None:
    assert one_of("context.purpose", "Purpose", ()) == "false"
    assert one_of("context.purpose", "Purpose", ("audit",)) == 'context.purpose == Purpose::"audit"'
    assert entities("Role", {"school", "police"}) == '[Role::"police", Role::"school"]'


def test_the_policies_of_one_role_answer_as_all_policies_do() -> None:
    points = list(points_of(RULEBOOK, "marac_coordinator"))[::5]
    whole = cedar_answers(cedar.policies(RULEBOOK), points)
    assert whole == cedar_answers(cedar.policies_for(RULEBOOK, "marac_coordinator"), points)


def test_the_policies_of_a_role_that_is_not_there_cannot_be_had() -> None:
    with pytest.raises(KeyError):
        cedar.policies_for(RULEBOOK, "window_cleaner")


def test_what_a_question_holds_is_what_the_schema_says() -> None:
    known = [
        point
        for point in list(points_of(RULEBOOK, "marac_coordinator"))[::5]
        if point.purpose in RULEBOOK.purposes
        and point.glass in {None, *RULEBOOK.purposes}
        and not (point.gate and point.gate.gate not in RULEBOOK.purposes.values())
        and not (point.protocol and point.protocol.purpose)
        and not any(naming and naming.purpose for naming in (point.approval, point.serious_risk))
    ]
    assert len(known) > 100
    policies, schema = cedar.policies(RULEBOOK), cedar.schema(RULEBOOK)
    assert cedar_answers(policies, known, schema) == cedar_answers(policies, known)


def test_whoever_may_have_a_fact_in_full_may_have_its_gist() -> None:
    cells = one_cell_of_each_code(RULEBOOK).values()
    points = [replace(cell, **rest) for cell, rest in product(cells, (GENEROUS, SPARSE))]
    engine = Engine(cedar.policies(RULEBOOK), points)
    full, gist = engine.allows(IN_FULL, points), engine.allows(AS_GIST, points)
    assert any(full)
    assert all(as_gist for in_full, as_gist in zip(full, gist, strict=True) if in_full)


def test_nothing_lifts_a_cell_of_code_never_but_ones_own_record() -> None:
    never = a_point(RULEBOOK, "caledonian_men", "case_mapping", Category.SAFETY)
    lifted = replace(never, **GENEROUS, serious_risk=Naming(), glass="case_mapping")
    own = replace(never, owner=UNIT)
    beside = replace(lifted, categories=frozenset({Category.SAFETY, Category.BEHAVIOUR}))
    answers = cedar_answers(cedar.policies(RULEBOOK), [lifted, beside, own])
    assert answers == [Outcome.WITHHELD, Outcome.WITHHELD, Outcome.FULL]


def test_cedar_shares_nothing_with_what_it_checks() -> None:
    checked = {"admission", "compile", "decide", "inquiry", "precedence", "resolve", "routes", "table"}
    written = [file for file in files("policies").iterdir() if file.name.startswith("cedar")]
    imported = {
        node.module
        for file in written
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    assert {file.name for file in written} >= {"cedar.py", "cedar_cells.py", "cedar_conditions.py"}
    assert imported.isdisjoint({f"policies.{name}" for name in checked} | {"cedarpy"})
    assert {name for name in imported if str(name).startswith("policies.")} == {
        "policies.cedar_cells",
        "policies.cedar_conditions",
        "policies.cedar_schema",
        "policies.cedar_text",
        "policies.rulebook",
        "policies.vocabulary",
    }
