"""Two versions side by side: whatever differs is told, and nothing else."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from policies.protocol import Controller, Protocol
from policies.versions import Changed, Difference, compare
from tests.policies.builders import a_lawful_basis, a_protocol

NOTHING = Changed(frozenset(), frozenset(), frozenset())
SAME = Difference(NOTHING, NOTHING, {}, rulebook=False, others=())
BEFORE = a_protocol()
PARTY = BEFORE.parties["ADV"]


def only(*, added: str = "", removed: str = "", altered: str = "") -> Changed:
    return Changed(*(frozenset({one} if one else ()) for one in (added, removed, altered)))


def test_a_version_differs_from_itself_in_nothing() -> None:
    assert compare(BEFORE, BEFORE) == SAME


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"parties": {**BEFORE.parties, "HV": PARTY}}, {"parties": only(added="HV")}),
        ({"parties": {"ADV": PARTY}}, {"parties": only(removed="MEN")}),
        (
            {"parties": {**BEFORE.parties, "ADV": replace(PARTY, controller=Controller.JOINT)}},
            {"parties": only(altered="ADV")},
        ),
        (
            {
                "purposes": BEFORE.purposes | {"audit"},
                "lawful": {**BEFORE.lawful, "audit": a_lawful_basis()},
            },
            {"purposes": only(added="audit")},
        ),
        ({"purposes": frozenset(), "lawful": {}}, {"purposes": only(removed="survivor_support")}),
        (
            {"lawful": {"survivor_support": a_lawful_basis(power="another Act")}},
            {"purposes": only(altered="survivor_support")},
        ),
        (
            {"effective": date(2024, 2, 1), "expires": None},
            {
                "days": {
                    "effective": (BEFORE.effective, date(2024, 2, 1)),
                    "expires": (BEFORE.expires, None),
                }
            },
        ),
        (
            {"review_due": date(2026, 12, 30)},
            {"days": {"review_due": (BEFORE.review_due, date(2026, 12, 30))}},
        ),
        ({"rulebook": "0" * 64}, {"rulebook": True}),
        ({"lead": "MEN"}, {"others": ("lead",)}),
        (
            {"supersedes": "ISP-SMALL/9", "breach_contacts": ("another",), "exceptions": ("one",)},
            {"others": ("supersedes", "exceptions", "breach_contacts")},
        ),
        ({"evidence": replace(BEFORE.evidence, dpia="another")}, {"others": ("evidence",)}),
    ],
)
def test_what_was_changed_is_told_and_nothing_else(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    assert compare(BEFORE, a_protocol(**changes)) == replace(SAME, **expected)


def test_no_part_of_a_protocol_is_left_out() -> None:
    told = {
        *("parties", "purposes", "lawful", "effective", "review_due", "expires", "rulebook"),
        *("lead", "supersedes", "evidence", "exceptions", "breach_contacts"),
    }

    assert {field.name for field in fields(Protocol)} - told == {"id", "version", "digest"}
