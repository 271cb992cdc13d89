"""Exports: on record before anything leaves and when all has, whole, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import insert

from sharehub.audit.entry import Action
from sharehub.cases.conflicts import exclude
from sharehub.database.schema import AuditEntry
from sharehub.errors import Forbidden, Invalid, NotFound
from sharehub.oversight.acts.questions import Acts
from sharehub.oversight.export import PAGE, Form, export
from sharehub.oversight.plain import cell
from tests.sharehub.oversight.offices import THE_HUBS, Offices, a_wall, open_gates

if TYPE_CHECKING:
    from sharehub.oversight.looking import Question


def a_few_looks(offices: Offices) -> None:
    """Let there be looks of several kinds at facts of several units."""
    world = offices.world
    open_gates(world)
    world.publish(world.behaviour(), by="police")
    world.publish(world.behaviour(statement="He broke a chair."), by="social_worker")
    world.read("health_visitor", "child_protection")
    a_wall(world, "health_visitor", "mens_worker")
    world.act(exclude, "police", world.actor("teacher").user, "A cousin.", world.today())
    world.consents(expires=world.today() + timedelta(days=3))


def exported(offices: Offices, code: str, question: Question, form: Form) -> bytes:
    """Return a whole export."""
    _, lines = export(offices.hub, offices.officers[code], question, form)
    return b"".join(lines)


def plain(item: Any) -> Any:
    """Return an item as JSON has it."""
    return orjson.loads(orjson.dumps(item))


@pytest.mark.parametrize("code", [THE_HUBS, "POL-DA", "RESP-M"])
def test_an_export_of_lines_is_what_the_lists_say_of_every_question(offices: Offices, code: str) -> None:
    a_few_looks(offices)
    for name, question in offices.everything(uuid4()).items():
        expected = [plain(one) for one in offices.asks(code, question) if one.get("action") != "log.asked"]
        lines = exported(offices, code, question, Form.JSONL).splitlines()
        found = [one for one in map(orjson.loads, lines) if not str(one.get("action")).startswith("log.")]
        assert found == [one for one in expected if not str(one.get("action")).startswith("log.")], name


def test_a_table_has_a_row_for_each_line_of_a_look(offices: Offices) -> None:
    a_few_looks(offices)
    question = Acts("case", case=offices.world.case)
    items = offices.of_case(THE_HUBS)

    rows = list(csv.DictReader(io.StringIO(exported(offices, THE_HUBS, question, Form.CSV).decode())))

    said = [row for row in rows if row["action"] != "log.asked"]
    assert len(said) == sum(max(1, len(one["lines"])) for one in items if one["action"] != "log.asked")
    looks = [row for row in said if row["medium"] == "pattern"]
    assert {row["line_outcome"] for row in looks} == {"full"}
    assert {row["user"] for row in looks} == {offices.user("health_visitor")}
    assert {len(row["readers"].split("} {")) for row in said if row["medium"] == "wall"} == {3}


def test_every_other_question_has_columns_of_its_own(here: Offices) -> None:
    a_few_looks(here)
    for name in ("excluded", "consents", "bulk", "protocols", "counts"):
        question = here.everything(uuid4())[name]
        items = here.asks(THE_HUBS, question)
        rows = list(csv.DictReader(io.StringIO(exported(here, THE_HUBS, question, Form.CSV).decode())))
        assert len(rows) == len(items), name
        for row, item in zip(rows, items, strict=True):
            assert row.keys() == item.keys()
            assert row == {key: cell(value) for key, value in item.items()}


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_taken_for_a_formula(begins: str) -> None:
    assert cell(f"{begins}1+1") == f"'{begins}1+1"
    assert cell([f"{begins}1"]) == f"'{begins}1"
    assert (cell("a=1"), cell(None), cell([]), cell({}), cell(-1)) == ("a=1", "", "", "", "'-1")


def test_an_export_is_on_record_before_anything_leaves_and_when_all_has(offices: Offices) -> None:
    a_few_looks(offices)
    world = offices.world
    officer = offices.officers["POL-DA"]
    question = Acts("case", case=world.case)

    _, lines = export(offices.hub, officer, question, Form.JSONL)
    (begun,) = world.logged(Action.LOG_EXPORT_BEGUN)
    assert world.logged(Action.LOG_EXPORT_FINISHED) == []
    sent = b"".join(lines)
    (finished,) = world.logged(Action.LOG_EXPORT_FINISHED)

    assert begun["refs"] == {"query": "case", "form": "jsonl"}
    assert finished["refs"] == {
        "query": "case",
        "form": "jsonl",
        "export": begun["id"],
        "items": len(sent.splitlines()),
    }
    assert {(one["case"], one["actor"]) for one in (begun, finished)} == {(world.alias(), str(officer.user))}
    assert len(sent.splitlines()) > 2


def test_an_export_that_breaks_off_is_never_said_to_be_finished(here: Offices) -> None:
    a_few_looks(here)
    _, lines = export(here.hub, here.officers[THE_HUBS], Acts("case", case=here.world.case), Form.JSONL)
    next(iter(lines))
    del lines

    assert len(here.world.logged(Action.LOG_EXPORT_BEGUN)) == 1
    assert here.world.logged(Action.LOG_EXPORT_FINISHED) == []


def test_what_may_not_be_asked_is_not_exported_and_the_refusal_is_on_record(here: Offices) -> None:
    world = here.world
    with pytest.raises(Forbidden):
        export(here.hub, world.actor("police"), Acts("refusals", refused=True), Form.CSV)
    with pytest.raises(NotFound):
        export(here.hub, here.officers["MARAC-CO"], Acts("case", case=world.case), Form.CSV)
    with pytest.raises(Invalid):
        export(here.hub, here.officers[THE_HUBS], here.everything(uuid4())["counts"], Form.FHIR_BUNDLE)

    codes = [(one["refs"]["action"], one["refs"]["code"]) for one in world.logged(Action.ACT_REFUSED)]
    assert codes == [
        ("log.export_begun", "forbidden"),
        ("log.export_begun", "not_found"),
        ("log.export_begun", "invalid"),
    ]
    assert world.logged(Action.LOG_EXPORT_BEGUN) == []


def many_acts(offices: Offices, number: int) -> None:
    """Let one person have done very much, long ago."""
    world = offices.world
    (like,) = [row for row in world.rows(AuditEntry) if row["action"] == Action.CASE_OPENED]
    rows = [
        like | {"id": uuid4(), "at": like["at"] - timedelta(seconds=turn), "leaf_hash": bytes(32)}
        for turn in range(1, number + 1)
    ]
    with world.hub.engine.begin() as connection:
        connection.execute(insert(AuditEntry), rows)


def test_an_export_of_many_pages_is_whole_and_never_in_memory_at_once(here: Offices) -> None:
    number = PAGE * 12
    many_acts(here, number)
    question = Acts("action", action=Action.CASE_OPENED)

    _, lines = export(here.hub, here.officers[THE_HUBS], question, Form.JSONL)
    ids: set[bytes] = set()
    tracemalloc.start()
    most = 0
    for chunk in lines:
        ids |= {line[:50] for line in chunk.splitlines()}
        most = max(most, len(chunk))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(ids) == number + 1
    assert most < 200_000
    assert peak < 6_000_000
    assert here.world.logged(Action.LOG_EXPORT_FINISHED)[0]["refs"]["items"] == number + 1
