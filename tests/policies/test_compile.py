from __future__ import annotations

from dataclasses import replace

import pytest

from policies.compile import compile_table
from policies.vocabulary import Category, Code, WorksWith
from tests.policies.builders import a_rulebook


def test_each_role_has_a_row_for_each_of_its_purposes_and_for_no_other() -> None:
    table = compile_table(a_rulebook())
    assert table.rows.keys() == {
        ("idaa", "survivor_support"),
        ("idaa", "child_protection"),
        ("caledonian_men", "programme_delivery"),
        ("court", "court_report"),
    }
    assert table.roles == {"idaa", "caledonian_men", "court"}
    assert table.about_her == {Category.SURVIVOR_HEALTH, Category.SEXUAL}


def test_the_table_is_known_by_the_digest_of_its_rulebook() -> None:
    assert compile_table(a_rulebook()).digest == a_rulebook().digest


def test_a_row_for_a_purpose_differs_from_the_default_only_in_the_cells_it_names() -> None:
    table = compile_table(a_rulebook())
    default = table.rows["idaa", "survivor_support"].codes
    assert default == a_rulebook().roles["idaa"].default
    assert table.rows["idaa", "child_protection"].codes == {
        **default,
        Category.SURVIVOR_ACCOUNT: Code.FULL,
        Category.SAFETY: Code.APPROVAL,
    }


def test_a_row_says_who_the_role_works_with_and_what_opens_the_purpose() -> None:
    rows = compile_table(a_rulebook()).rows
    support, protection = rows["idaa", "survivor_support"], rows["idaa", "child_protection"]
    assert (support.works_with, support.perp_facing) == (WorksWith.SURVIVOR, False)
    assert (support.gate, support.statutory, support.he_reads) == (None, False, False)
    assert (protection.gate, protection.statutory, protection.he_reads) == ("cp_concern", True, False)
    delivery, report = rows["caledonian_men", "programme_delivery"], rows["court", "court_report"]
    assert (delivery.works_with, delivery.perp_facing) == (WorksWith.PERPETRATOR, True)
    assert (delivery.gate, delivery.statutory, delivery.he_reads) == ("programme_start", False, False)
    assert (report.gate, report.statutory, report.he_reads) == ("court_request", False, True)


def test_a_gist_about_her_needs_a_listed_role_and_a_listed_purpose() -> None:
    rows = compile_table(a_rulebook()).rows
    listed_here = rows["idaa", "child_protection"]
    assert listed_here.lists_gist_about_her
    assert listed_here.gist_about_her == {Category.SURVIVOR_HEALTH, Category.SEXUAL}
    listed_elsewhere = rows["idaa", "survivor_support"]
    assert listed_elsewhere.lists_gist_about_her
    assert listed_elsewhere.gist_about_her == frozenset()
    unlisted = rows["court", "court_report"]
    assert not unlisted.lists_gist_about_her
    assert unlisted.gist_about_her == frozenset()


def test_glass_is_broken_by_the_roles_named_whatever_the_purpose() -> None:
    rows = compile_table(a_rulebook()).rows
    assert rows["idaa", "survivor_support"].break_glass == {Category.BEHAVIOUR, Category.OFFENCE}
    assert rows["idaa", "child_protection"].break_glass == {Category.BEHAVIOUR, Category.OFFENCE}
    assert rows["court", "court_report"].break_glass == frozenset()


@pytest.mark.parametrize("row", [("caledonian_men", "programme_delivery"), ("court", "court_report")])
def test_glass_never_breaks_towards_him_whatever_the_rulebook_lists(row: tuple[str, str]) -> None:
    terms = replace(a_rulebook().break_glass, roles=frozenset({"idaa", "caledonian_men", "court"}))
    rows = compile_table(a_rulebook(break_glass=terms)).rows
    assert rows[row].break_glass == frozenset()
    assert rows["idaa", "survivor_support"].break_glass == terms.categories


def test_a_role_that_asks_for_an_unknown_purpose_is_no_table() -> None:
    purposes = {"survivor_support": None, "child_protection": "cp_concern", "programme_delivery": None}
    with pytest.raises(KeyError, match="court_report"):
        compile_table(a_rulebook(purposes=purposes))
