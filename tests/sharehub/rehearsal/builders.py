"""A small case file that uses every part, and ways to change one thing in it."""

from __future__ import annotations

import copy
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from sharehub.rehearsal.case_file import CaseFile, CaseFileError, parse

if TYPE_CHECKING:
    from policies.rulebook import Rulebook

MARKETA = files("sharehub").joinpath("demo", "marketa.json")

SECRET = "Sekret-Zofia"
"""Stands in every name, statement, gist and note of `a_file`, and may never come out in a refusal."""

Path = tuple[str | int, ...]


@cache
def the_rulebook() -> Rulebook:
    return parse_rulebook(rulebook_text())


def a_fact(**changes: object) -> dict[str, Any]:
    fact = {
        "id": "F1",
        "kind": "behaviour",
        "section": 1,
        "subject": "HIM",
        "target": ["HER"],
        "about": ["KID"],
        "statement": f"He said to {SECRET} that he would take the children.",
        "gist": f"He threatens. {SECRET}",
        "tactics": ["THREATEN"],
        "pathways": ["PARTNER_PARENTING"],
        "dasa": ["violent_threatening_intimidating"],
        "child_link": ["used"],
        "dash_items": [14],
        "owner_unit": "POL",
        "source_type": "survivor",
        "source_person": "HER",
        "published_at": "2024-05-20",
        "retracted_at": "2024-09-01",
        "first_known": "2023",
        "last_known": "2024-05",
        "date_precision": "month",
        "frequency": "weekly",
        "trend": "escalating",
        "basis": "reported_first_hand",
        "corroboration": "multiple",
        "police_grade": f"B2 {SECRET}",
        "perp_aware": "no",
        "source_exposure": "possible",
        "categories": ["behaviour", "survivor_account"],
        "travels_with": ["F2"],
        "caveats": ["CHECK_WITH_SURVIVOR_FIRST"],
        "relationship_context": "post_separation",
        "note": SECRET,
    }
    return {**fact, **changes}


def a_bare_fact(**changes: object) -> dict[str, Any]:
    """A fact with what is required and nothing else."""
    fact = {
        "id": "F2",
        "kind": "service_response",
        "subject": "SW",
        "owner_unit": "SW",
        "source_type": "agency_observation",
        "published_at": "2024-06-01",
        "categories": [],
        "statement": f"Officers heard {SECRET} last.",
    }
    return {**fact, **changes}


def a_consent(**changes: object) -> dict[str, Any]:
    event = {
        "id": "c1",
        "date": "2024-06-10",
        "subject": "HER",
        "given_by": "HER",
        "status": "active",
        "recipients": ["*"],
        "purposes": ["case_mapping"],
        "categories": ["survivor_account"],
        "except": ["MEN"],
        "exclude_facts": ["F2"],
        "capacity": "self",
        "expires": "2025-06-10",
        "may_be_put_to_perpetrator": True,
        "may_appear_in_report": True,
        "asked_alone": True,
        "note": SECRET,
    }
    return {**event, **changes}


def a_file(**changes: object) -> dict[str, Any]:
    """A file of two facts in which every part stands at least once."""
    reach = {"facts": ["F1"], "units": ["SW"], "purposes": ["case_mapping"], "from": "2024-06-01"}
    expected = {"date": "2024-06-13", "full": ["F2"], "gist": ["F1"]}
    file = {
        "case_id": "SMALL",
        "title": SECRET,
        "persons": {
            "HIM": {"part": "perpetrator", "name": SECRET},
            "HER": {"part": "survivor", "name": SECRET, "dob": "1990-01-01"},
            "KID": {"part": "child", "name": SECRET, "dob": "2014-02-28"},
        },
        "units": {"POL": "Police", "SW": {"name": "Social work"}, "MEN": None},
        "readers": {
            "sw": {"role": "children_families_sw", "unit": "SW", "member_from": "2024-01-01"},
            "men": {
                "role": "caledonian_men",
                "unit": "MEN",
                "member_from": "2024-01-01",
                "member_to": "2024-12-31",
            },
        },
        "protocols": [
            {
                "id": "P1",
                "parties": ["POL", "SW", "MEN", "HV"],
                "purposes": ["case_mapping"],
                "from": "2024-01-01",
                "to": None,
            }
        ],
        "gates": [
            {"gate": "mapping_meeting", "from": "2024-06-13", "to": "2024-06-13", "units": ["SW"]},
            {"gate": "mapping_meeting", "from": "2024-07-13"},
        ],
        "consent_events": [a_consent()],
        "approvals": [{**reach, "by": "POL", "to": "2024-12-31", "note": SECRET}],
        "overrides": [
            {
                **reach,
                "id": "o1",
                "reason": SECRET,
                "approved_by": "manager",
                "by": "worker",
                "subject_told": False,
                "told_note": SECRET,
            }
        ],
        "exclusions": [{"reader": "men", "from": "2024-08-01", "to": "2024-08-31", "reason": SECRET}],
        "conflict_checks": [
            {"reader": "sw", "on": "2024-02-01", "trigger": "declared", "declared": SECRET},
            {
                "reader": "men",
                "on": "2024-02-01",
                "decided_at": "2024-02-02",
                "result": "cleared",
                "decided_by": "manager",
            },
        ],
        "facts": [a_fact(), a_bare_fact()],
        "expectations": [
            {
                **expected,
                "id": "X1",
                "reader": "sw",
                "role": "children_families_sw",
                "unit": "SW",
                "purpose": "case_mapping",
                "note": SECRET,
                "withheld": {"CONSENT_ABSENT": ["F1"]},
                "caveats_must_include": {"F1": ["NOT_TO_PERPETRATOR"]},
            }
        ],
        "wall_expectations": [{**expected, "id": "W1", "attendees": ["sw", "men"], "off_wall": ["F1"]}],
        "not_known": {"anything": [1.5, None]},
    }
    return {**file, **changes}


def put(path: Path, value: object) -> dict[str, Any]:
    """The file with something else at one place."""
    file = a_file()
    holder, last = _holder(file, path)
    holder[last] = value
    return file


def without(path: Path) -> dict[str, Any]:
    """The file without one key."""
    file = a_file()
    holder, last = _holder(file, path)
    del holder[last]
    return file


def at(file: dict[str, Any], path: Path) -> Any:
    """What stands at one place."""
    found: Any = file
    for step in path:
        found = found[step]
    return copy.deepcopy(found)


def _holder(file: dict[str, Any], path: Path) -> tuple[Any, str | int]:
    found: Any = file
    for step in path[:-1]:
        found = found[step]
    return found, path[-1]


def written(path: Path) -> str:
    """The path as a refusal writes it."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(steps).removeprefix(".")


def read(file: object) -> CaseFile:
    return parse(json.dumps(file).encode(), the_rulebook())


def refused(source: object) -> dict[str, str]:
    """The problem found at each path; bytes are read as they stand."""
    text = source if isinstance(source, bytes) else json.dumps(source).encode()
    with pytest.raises(CaseFileError) as caught:
        parse(text, the_rulebook())
    assert SECRET not in str(caught.value)
    assert not [
        finding for finding in caught.value.findings if SECRET in f"{finding.where} {finding.problem}"
    ]
    return {finding.where: finding.problem for finding in caught.value.findings}
