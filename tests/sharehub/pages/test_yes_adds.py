"""What a yes adds where the law has something shared in any case, by whatever the rulebook says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policies.vocabulary import Category, Code
from sharehub.pages.rules import shared_anyway
from sharehub.pages.rules_read import shipped
from sharehub.pages.words_consents import OF_HERS, OF_HIS, who_gains
from sharehub.pages.yes_adds import WAITS_FOR, added, beyond, changes_nothing

if TYPE_CHECKING:
    import pytest

    from policies.table import Table

HERS = ["survivor_account", "survivor_health", "safety"]


def where_nothing_waits(purpose: str) -> Table:
    """Return the rulebook as it would be if all that goes for a purpose went in full."""
    table = shipped()
    rows = {
        key: replace(row, codes=dict.fromkeys(Category, Code.FULL)) if key[1] == purpose else row
        for key, row in table.rows.items()
    }
    return replace(table, rows=rows)


def test_a_purpose_for_which_a_yes_opens_nothing_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [*beyond({"survivor"}, OF_HERS)] == shared_anyway()
    assert added("marac_safety", ["survivor"], HERS, where_nothing_waits("marac_safety")) == []

    monkeypatch.setattr("sharehub.pages.yes_adds.shipped", lambda: where_nothing_waits("marac_safety"))

    assert [*beyond({"survivor"}, OF_HERS)] == ["child_protection", "reporter_investigation"]


def test_what_a_yes_adds_is_told_by_kind_and_by_who_gains() -> None:
    account, health = added("marac_safety", ["survivor"], HERS)

    assert (account.kind, account.roles, account.in_full) == ("survivor_account", ("justice_sw",), True)
    assert who_gains(account) == "justice social worker, who works with him"
    assert (health.kind, health.everybody, health.in_full) == ("survivor_health", True, False)
    assert who_gains(health) == "everybody who may ask; also the justice social worker, who works with him"
    (of_child,) = added("child_protection", ["child"], OF_HERS)
    assert of_child.kind == "child_account"
    assert who_gains(of_child).startswith("police; health visitor; school; ")
    # What others saw of her efforts goes without a yes.
    (efforts,) = added("child_protection", ["survivor"], ["protective_effort"])
    assert (
        who_gains(efforts) == "school, where she told it herself; child therapist, where she told it herself"
    )


def test_each_person_answers_for_what_is_theirs() -> None:
    kinds = [*OF_HERS, *OF_HIS]
    theirs = {part: {one.kind for one in added("child_protection", [part], kinds)} for part in WAITS_FOR}

    assert theirs["perpetrator"] == {"perpetrator_health"}
    assert theirs["third_party"] == {"third_party"}
    assert theirs["adult_a"] == theirs["adult_b"] == theirs["survivor"]
    assert not theirs["survivor"] & (theirs["child"] | theirs["perpetrator"] | theirs["third_party"])


def test_a_kind_is_for_nothing_if_it_is_so_for_everybody_who_is_named() -> None:
    def idle(*roles: str) -> list[str]:
        return changes_nothing("marac_safety", "survivor", HERS, roles or None)

    assert idle() == ["safety"]
    assert idle("police") == ["survivor_account", "safety"]
    assert idle("police", "justice_sw") == ["safety"]
    assert idle("school") == HERS
    assert changes_nothing("marac_safety", "survivor", ["weather", "*"]) == ["weather", "*"]
