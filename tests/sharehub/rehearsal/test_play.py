"""Playing a case file: the shipped case in full, what the hub refuses, and nothing left behind."""

from __future__ import annotations

import json
import re
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

import sharehub
from policies.parse import PolicyError
from policies.shipped import rulebook_text
from policies.vocabulary import Category, Reason
from sharehub.assembly import fresh
from sharehub.clock import SteppedClock
from sharehub.database.schema import Unit
from sharehub.errors import Tampered
from sharehub.rehearsal.case_file import CaseFileError
from sharehub.rehearsal.compare import ActualWall, all_agree
from sharehub.rehearsal.history import happen, happenings, record_facts
from sharehub.rehearsal.play import decided, rehearse
from sharehub.rehearsal.stage import FIRST_DAY, LAST_DAY, noon, set_stage
from tests.architecture.source import PRODUCT, modules
from tests.sharehub.rehearsal.builders import (
    MARKETA,
    a_bare_fact,
    a_consent,
    a_fact,
    a_file,
    read,
    the_rulebook,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.rehearsal.play import Played
    from sharehub.rehearsal.stage import Stage

NOTHING: dict[str, Any] = {
    "case_id": "EMPTY",
    "persons": {},
    "units": {},
    "readers": {},
    "protocols": [],
    "gates": [],
    "consent_events": [],
    "facts": [],
}


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep temporary folders where they can be counted, and see that none outlives its test."""
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    assert list(place.iterdir()) == []


def played(file: object, rulebook: str = "") -> Played:
    return rehearse(json.dumps(file).encode(), rulebook or rulebook_text())


def where_refused(file: object) -> dict[str, str]:
    with pytest.raises(CaseFileError) as caught:
        played(file)
    return {flaw.where: flaw.problem for flaw in caught.value.findings}


def test_the_shipped_case_agrees_in_all_its_readings_and_walls() -> None:
    result = rehearse(MARKETA.read_bytes(), rulebook_text())

    assert (len(result.expectations), len(result.walls)) == (15, 2)
    assert all_agree(result.file, result.expectations, result.walls)


def test_the_shipped_case_says_of_every_reading_the_forms_the_reasons_and_caveats() -> None:
    expectations = json.loads(MARKETA.read_text())["expectations"]
    facts = {fact["id"] for fact in json.loads(MARKETA.read_text())["facts"]}

    for one in expectations:
        assert one["full"] is not None
        assert one["gist"] is not None
        assert {
            *one["full"],
            *one["gist"],
            *(fact for why in one["withheld"].values() for fact in why),
        } == facts
    assert sum(bool(one["caveats_must_include"]) for one in expectations) > 0


def test_a_file_that_uses_every_part_can_be_played() -> None:
    result = played(a_file())

    assert list(result.expectations) == ["X1"]
    assert list(result.walls) == ["W1"]


def test_a_file_of_nobody_and_nothing_can_be_played() -> None:
    wall = {"id": "W", "date": "2024-01-01", "attendees": []}

    result = played({**NOTHING, "wall_expectations": [wall]})

    assert result.expectations == {}
    assert result.walls == {"W": ActualWall(frozenset(), frozenset(), frozenset())}


def test_nothing_hangs_before_an_empty_room() -> None:
    wall = {"id": "W", "date": "2024-06-13", "attendees": []}

    result = played(a_file(wall_expectations=[wall]))

    assert result.walls["W"].off_wall == {"F1", "F2"}


def test_events_of_one_day_are_read_in_the_order_of_their_ids_however_long() -> None:
    yes = a_consent(id="a" * 200, purposes=["*"], categories=["*"], exclude_facts=[], **{"except": []})
    no = {**yes, "id": "b" * 200, "status": "rescinded"}
    fact = a_fact(travels_with=[], owner_unit="POL", categories=["survivor_account"], retracted_at=None)
    asked = [{"id": "X", "reader": "men", "purpose": "case_mapping", "date": "2024-06-13"}]
    common: dict[str, Any] = {
        "facts": [fact],
        "gates": [{"gate": "mapping_meeting", "from": "2024-01-01"}],
        "overrides": [],
        "exclusions": [],
        "conflict_checks": [],
        "wall_expectations": [],
        "expectations": asked,
    }

    taken_back = played(a_file(**common, consent_events=[no, yes], approvals=[]))
    given_again = played(
        a_file(**common, consent_events=[{**no, "id": "a" * 200}, {**yes, "id": "b" * 200}], approvals=[])
    )

    assert taken_back.expectations["X"].full == frozenset()
    assert given_again.expectations["X"].full == {"F1"}


def test_a_fact_without_a_category_is_a_fault_and_not_a_crash() -> None:
    asked = [{"id": "X", "reader": "men", "purpose": "case_mapping", "date": "2024-07-13"}]
    file = a_file(facts=[a_bare_fact(id="F1"), a_bare_fact()], expectations=asked, wall_expectations=[])

    result = played(file)

    assert result.expectations["X"].withheld == {Reason.FAULT: {"F1", "F2"}}


def test_what_the_hub_cannot_hold_is_refused_at_the_place_in_the_file() -> None:
    long = "x" * (1 << 20) + "x"

    assert where_refused(a_file(facts=[a_fact(), a_bare_fact(statement=long)])) == {
        "facts[1].statement": "is longer than 1048576 bytes"
    }
    assert list(where_refused(a_file(consent_events=[a_consent(note=long)]))) == ["consent_events[0].note"]


@pytest.mark.parametrize("day", ["0001-01-01", "1699-12-31", "2251-01-01", "9999-12-31"])
def test_a_day_on_which_the_clock_cannot_stand_cannot_be_asked_about(day: str) -> None:
    file = a_file(
        expectations=[{"id": "X", "reader": "sw", "purpose": "audit", "date": day}],
        wall_expectations=[{"id": "W", "date": day, "attendees": ["sw"]}],
    )

    assert where_refused(file).keys() == {"expectations[0].date", "wall_expectations[0].date"}


def test_history_may_lie_before_the_clock_begins_and_after_it_ends() -> None:
    facts = [
        a_bare_fact(id="F1", published_at="0001-01-01", owner_unit="SW", categories=["behaviour"]),
        a_bare_fact(id="F2", published_at="9999-12-31", owner_unit="SW", categories=["behaviour"]),
    ]
    days = {"first": FIRST_DAY, "last": LAST_DAY}
    asked = [
        {"id": name, "reader": "sw", "purpose": "case_mapping", "date": day.isoformat()}
        for name, day in days.items()
    ]
    gates = [{"gate": "mapping_meeting", "from": "0001-01-01", "to": "9999-12-31"}]
    reader = {"role": "children_families_sw", "unit": "SW", "member_from": "0001-01-01"}
    file = {
        **NOTHING,
        "persons": a_file()["persons"],
        "units": {"SW": "Social work"},
        "readers": {"sw": reader},
    }
    file |= {"facts": facts, "gates": gates, "expectations": asked}

    result = played(file)

    assert {name: one.full for name, one in result.expectations.items()} == {"first": {"F1"}, "last": {"F1"}}
    assert result.expectations["last"].withheld == {Reason.NOT_YET_PUBLISHED: {"F2"}}


def test_a_rulebook_that_cannot_be_used_is_refused_before_the_file_is_looked_at() -> None:
    with pytest.raises(PolicyError):
        rehearse(b"not even JSON", "id: [")


def staged(folder: Path, file: dict[str, Any]) -> Stage:
    clock = SteppedClock(noon(FIRST_DAY))
    return set_stage(fresh(folder, clock), clock, read(file), rulebook_text(), the_rulebook())


def test_what_left_the_gate_is_held_against_what_was_decided(tmp_path: Path) -> None:
    fact = a_bare_fact(owner_unit="SW", categories=[Category.BEHAVIOUR])
    stage = staged(tmp_path / "hub", a_file(facts=[fact, a_fact()], conflict_checks=[]))
    with closing(stage.hub):
        record_facts(stage)
        for happening in happenings(stage):
            happen(stage, happening)
        stage.put_clock(date(2024, 6, 13))
        assert decided(stage, "sw", "case_mapping")["F2"].reason is Reason.OWN_RECORD

        others = tuple(replace(one, statement=f"Not {one.id}") for one in stage.file.facts)
        stage.file = replace(stage.file, facts=others)
        with pytest.raises(Tampered, match="not what was decided"):
            decided(stage, "sw", "case_mapping")


def test_names_that_the_hub_would_not_hold_are_cut_and_empty_ones_replaced(tmp_path: Path) -> None:
    file = a_file(units={"POL": "", "SW": {"name": "n" * 500}, "MEN": "   "})

    with closing(staged(tmp_path / "hub", file).hub) as hub, hub.begin() as work:
        names = set(work.tx.session.scalars(select(Unit.name)))

    assert names == {"synthetic", "n" * 200, "HV", "synthetic office"}


def test_nothing_in_the_product_knows_the_shipped_case() -> None:
    case = json.loads(MARKETA.read_text())
    ids = {case["case_id"], *case["persons"], *(fact["id"] for fact in case["facts"])}
    ids |= {event["id"] for event in case["consent_events"]}
    ids |= {person["name"].split()[0] for person in case["persons"].values()} - {"neighbour", "previous"}
    words = re.compile(rf"\b({'|'.join(map(re.escape, sorted(ids)))})\b")
    product = Path(sharehub.__file__).parent.parent
    documents = [*product.glob("policies/**/*.yaml"), *product.glob("sharehub/**/*.mako")]
    texts = {module.path: module.text for module in modules(*PRODUCT) if "/demo/" not in module.path}
    texts |= {str(path): path.read_text(encoding="utf-8") for path in documents}

    knowing = {path: found[0] for path, text in texts.items() if (found := words.search(text))}

    assert knowing == {}
