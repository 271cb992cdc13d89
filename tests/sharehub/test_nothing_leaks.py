"""A canary: marked words in every sealed field, and then a search for them wherever they must not be."""

from __future__ import annotations

import logging
import tempfile
from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from consent.people import Part
from policies.vocabulary import SourceType
from sharehub.app import application
from sharehub.audit.entry import Action
from sharehub.bindings import binding
from sharehub.cases.conflicts import Trigger, exclude, raise_check
from sharehub.cases.people import add_person
from sharehub.consents.approvals import Scope, approve_release
from sharehub.consents.break_glass import break_glass
from sharehub.consents.record import record_consent
from sharehub.consents.review import Verdict, review_glass
from sharehub.consents.serious_risk import ask
from sharehub.crypto.opening import OpenRecord
from sharehub.crypto.sealing import Sealed, unlock
from sharehub.database.schema import Base, BreakGlass, SeriousRiskDecision
from sharehub.disclosure import queries
from sharehub.disclosure.disclose import disclose
from sharehub.disclosure.grounds import read_grounds
from sharehub.disclosure.identify import identify
from sharehub.disclosure.show_wall import show_wall
from sharehub.disclosure.wall_costs import wall_costs
from sharehub.errors import ShareHubError
from sharehub.facts import IN_SEAL, fact_binding
from sharehub.patterns.record import correct, record
from tests.sharehub.audit.deeds import PURPOSE, said, signed_in
from tests.sharehub.canary import (
    BORN,
    marked_emergency,
    marked_fact,
    marked_grounds,
    plant,
    sealed_columns,
    word,
    words,
)
from tests.sharehub.disclosure.stored import change_version
from tests.sharehub.needles import everything_said_of, files_under, forms_of, found_in
from tests.sharehub.web.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from sharehub.crypto.sealing import Binding
    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

KINDS = {
    "persons": "person",
    "exclusions": "exclusion",
    "conflict_checks": "conflict_check",
    "consent_events": "consent_event",
    "approvals": "approval",
    "serious_risk_decisions": "serious_risk_decision",
    "break_glass_grounds": "break_glass",
    "reviews": "review",
}
"""What the records of each table but the facts' are sealed as."""


def read_as_everybody(world: World) -> str:
    """Read in every way there is, and return all that was let out."""
    for gate, unit in (
        ("cp_concern", "HV"),
        ("programme_referral", "RESP-M"),
        ("mapping_meeting", "CAL-C"),
        ("cp_concern", "POL-DA"),
    ):
        world.open(gate, unit)
    out = [
        disclose(world.hub, world.actor(name), world.case, purpose)
        for name, purpose in (
            ("health_visitor", "child_protection"),
            ("teacher", "wellbeing_support"),
            ("police", "child_protection"),
            ("mens_worker", "programme_referral"),
            ("court", "court_report"),
            ("officer", "audit"),
        )
    ]
    facilitator = world.actor("facilitator")
    return str(
        [
            *out,
            show_wall(world.hub, facilitator, world.case, []),
            wall_costs(world.hub, facilitator, world.case, []),
            identify(world.hub, world.actor("police"), world.case),
            *(
                read_grounds(world.hub, world.actor("social_worker"), action, world.case, about)
                for action, table in (
                    (Action.SERIOUS_RISK_READ, SeriousRiskDecision),
                    (Action.GLASS_READ, BreakGlass),
                )
                for about in [row["id"] for row in world.rows(table)]
            ),
        ]
    )


def mishaps(world: World, fact: UUID) -> dict[str, Callable[[], Any]]:
    """Return ways in which an act or a reading goes wrong with marked words in hand."""
    today, new = world.today(), marked_fact(world)
    scope = Scope(frozenset(), frozenset({world.units["HV"]}), frozenset({"child_protection"}), today)
    marked = {"own_words": word("consent_events", "own_words"), "note": word("consent_events", "note")}
    return {
        "a person from one who may not": lambda: world.act(
            add_person, "court", Part.CHILD, word("persons", "name"), BORN
        ),
        "a name with half a character": lambda: world.act(
            add_person, "police", Part.CHILD, word("persons", "name") + "\ud800", BORN
        ),
        "an exclusion of nobody": lambda: world.act(
            exclude, "social_worker", uuid4(), word("exclusions", "reason"), today
        ),
        "a check of nobody": lambda: world.act(
            raise_check,
            "police",
            uuid4(),
            Trigger.DECLARED,
            word("conflict_checks", "declared"),
            today,
        ),
        "consent to an unknown purpose": lambda: world.act(
            record_consent, "womens_worker", said(world, purposes=frozenset({"gossip"}), **marked)
        ),
        "consent by one who may not record it": lambda: world.act(
            record_consent, "mens_worker", said(world, **marked)
        ),
        "an approval of nothing": lambda: world.act(
            approve_release, "police", scope, word("approvals", "note")
        ),
        "a decision about nothing": lambda: world.act(ask, "police", scope, marked_grounds(world)),
        "a glass broken for what is not the role's": lambda: signed_in(world).act(
            break_glass, "police", frozenset({"court_report"}), marked_emergency()
        ),
        "a glass broken by one who has not just signed in": lambda: world.act(
            break_glass, "police", PURPOSE, marked_emergency()
        ),
        "a review of nothing": lambda: world.act(
            review_glass, "officer", uuid4(), Verdict.LESSON, word("reviews", "note")
        ),
        "a fact without a tactic": lambda: world.act(record, "police", replace(new, tactics=frozenset())),
        "a fact about somebody elsewhere": lambda: world.act(
            record, "police", replace(new, subject_person=uuid4())
        ),
        "a statement that is too long": lambda: world.act(
            record, "police", replace(new, statement=new.statement * 100)
        ),
        "a statement with half a character": lambda: world.act(
            record, "police", replace(new, statement=new.statement + "\udfff")
        ),
        "a category that its source does not bear": lambda: world.act(
            record,
            "police",
            replace(new, source_type=SourceType.COURT_RECORD, categories=frozenset({"x"})),  # type: ignore[arg-type]  # bad on purpose
        ),
        "a fact under an id that is taken": lambda: world.act(record, world.importer("POL-DA"), new, fact),
        "a correction of nothing": lambda: world.act(correct, "police", uuid4(), new),
        "a table that is gone in mid-act": lambda: _without_versions(world, new),
        "an importer who reads": lambda: disclose(
            world.hub, world.importer("POL-DA"), world.case, word("persons", "name")
        ),
    }


def _without_versions(world: World, new: NewFact) -> None:
    with world.hub.begin() as work:
        work.tx.session.execute(text("alter table fact_versions rename to elsewhere"))
        record(work, world.actor("police"), world.case, new)


def rows_of(engine: Engine) -> Iterator[tuple[str, bytes]]:
    """Yield every column of every row of every table, as bytes."""
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'select * from "{table}"')).mappings():
                for column, value in row.items():
                    raw = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                    yield f"{table}.{column}", raw
                    yield f"{table}.{column}", repr(value).encode()


@pytest.fixture
def scene(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> World:
    """Return a world in which everything is logged as loudly as can be, temporary files included."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    caplog.set_level(logging.DEBUG)
    for engine in (world.hub.engine, world.hub.keys.engine):
        monkeypatch.setattr(engine, "echo", "debug")
    return world


def test_no_word_of_any_sealed_field_is_found_anywhere_but_in_an_answer(
    scene: World,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    world = scene
    fact = plant(world)
    out = read_as_everybody(world)
    errors: list[tuple[str, bytes]] = []
    for name, mishap in mishaps(world, fact).items():
        with pytest.raises((ShareHubError, SQLAlchemyError, ValueError)) as raised:
            mishap()
        errors += [
            (f"error: {name}", said.encode("utf-8", "backslashreplace"))
            for said in everything_said_of(raised.value)
        ]
    change_version(world, fact, gist=b"altered")
    read_as_everybody(world)

    printed = capfd.readouterr()
    places = [
        *errors,
        *files_under(tmp_path),
        *rows_of(world.hub.engine),
        *rows_of(world.hub.keys.engine),
        ("log", caplog.text.encode()),
        ("log records", "".join(repr(record.__dict__) for record in caplog.records).encode()),
        ("standard output", printed.out.encode()),
        ("standard error", printed.err.encode()),
    ]
    assert found_in(places, words()) == set()
    assert word("fact_versions", "statement") in out
    assert "sqlalchemy.engine" in {record.name.rpartition(".")[0] for record in caplog.records}
    assert {entry["action"] for entry in world.logged()} >= {Action.RELEASE_FAULTED, Action.PATTERN_ASKED}


def unsealed(world: World, bound_to: Binding, row: dict[str, Any], columns: set[str]) -> dict[str, str]:
    """Open a record's fields as its own door would, and return those that hold anything."""
    sealed = Sealed(
        row["wrapping_key"],
        row["wrapped_key"],
        row["commitment"],
        row["manifest"],
        {column: row[column] for column in columns},
    )
    record = OpenRecord(bound_to, sealed, unlock(world.hub.keys, bound_to, sealed))
    return {column: held for column in columns if (held := record.field(column)) is not None}


def facts_of(world: World) -> list[dict[str, Any]]:
    """Return the case's facts, each with its version."""
    with world.hub.begin() as work:
        stored = queries.facts(work.tx, world.case).values()
    return [{**fact.clear, **dict(zip(IN_SEAL, fact.seal, strict=True))} for fact in stored]


def test_every_sealed_column_is_planted(sqlite_world: World) -> None:
    """A column that the schema gains must be planted here before this passes."""
    world = sqlite_world
    plant(world)
    planted: set[tuple[str, str]] = set()
    for model in (mapper.class_ for mapper in Base.registry.mappers):
        table = model.__tablename__
        columns = {column for owner, column in sealed_columns() if owner == table}
        if not columns:
            continue
        rows = facts_of(world) if table == "fact_versions" else world.rows(model)
        for row in rows:
            kind = KINDS.get(table)
            bound_to = (
                fact_binding(row)
                if kind is None
                else binding(kind, row["owner_unit_id"], row["case_id"], row["id"])
            )
            held = unsealed(world, bound_to, row, columns)
            planted |= {(table, column) for column in held if word(table, column) in held[column]}

    assert planted == sealed_columns()
    assert len(planted) == 23


def test_problems_over_http_repeat_nothing_that_was_sent(
    scene: World, caplog: pytest.LogCaptureFixture
) -> None:
    world = scene
    fact = plant(world)
    client = TestClient(
        application(world.hub, Tokens({"t": world.actor("police")})), raise_server_exceptions=False
    )
    client.headers["Authorization"] = "Bearer t"
    name = word("persons", "name")
    body = {
        "kind": "behaviour",
        "statement": word("fact_versions", "statement"),
        "gist": word("fact_versions", "gist"),
        "source_type": "police_record",
        "categories": ["behaviour"],
    }
    facts, readings = f"/api/v1/cases/{world.case}/facts", f"/api/v1/cases/{world.case}/disclosures"
    answers = [
        client.post(facts, json=body),
        client.post(facts, json=body | {"statement": [word("fact_versions", "statement")]}),
        client.post(facts, json=body | {"police_grade": word("fact_versions", "police_grade") * 9}),
        client.post(facts, json=body | {name: name}),
        client.post(facts, content=b"{" + str(body).encode()),
        client.post(f"{facts}/{name}/publication"),
        client.post(f"{facts}/{uuid4()}/versions", json=body),
        client.post(readings, json={"purpose": name}),
        client.post(readings, json={"purpose": "case_mapping", "summary": name}),
        client.get(f"/{name}?{name}={name}", headers={name.encode().hex(): "x"}),
        client.post(readings, json={"purpose": "marac_safety"}, headers={"Authorization": f"Bearer {fact}"}),
    ]

    assert {answer.status_code // 100 for answer in answers} == {4}
    places = [
        (f"answer {number}", answer.content + repr(answer.headers).encode())
        for number, answer in enumerate(answers)
    ]
    # The test's own client logs the addresses it asks for; the product's log is what is searched.
    logged = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    places.append(("log", logged.encode()))
    assert found_in(places, words()) == set()


@pytest.mark.parametrize("form", sorted(forms_of("Zqxž")))
def test_the_search_finds_a_word_that_was_planted_in_the_clear_in_any_form(tmp_path: Path, form: str) -> None:
    (tmp_path / "leak.bin").write_bytes(b"\x00before" + forms_of(word("persons", "name"))[form] + b"after")

    found = found_in(files_under(tmp_path), words())

    assert ("leak.bin", "persons.name", form) in found


@pytest.mark.parametrize("offset", range(3))
def test_the_search_finds_a_word_within_a_longer_text_in_base64(tmp_path: Path, offset: int) -> None:
    longer = b"x" * offset + f"{word('persons', 'name')} said so".encode()
    (tmp_path / "leak.txt").write_bytes(b64encode(longer))

    assert found_in(files_under(tmp_path), words()) == {("leak.txt", "persons.name", f"base64 at {offset}")}


def test_the_search_finds_what_is_in_the_clear_in_a_database_a_log_and_an_error(
    scene: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world, name = scene, word("persons", "name")
    with world.hub.engine.begin() as connection:
        connection.execute(text("update units set name = :name where code = 'HV'"), {"name": name})
    logging.getLogger("sharehub.test").debug("asked about %s", name)
    (tmp_path / "temporary" / "draft.txt").write_text(name, encoding="utf-16-le")

    stored = {place for place, _, _ in found_in(rows_of(world.hub.engine), words())}
    assert stored == {"units.name"}
    assert found_in([("log", caplog.text.encode())], words()) != set()
    assert {place for place, _, _ in found_in(files_under(tmp_path), words())} >= {"draft.txt"}
    error = ValueError(name)
    error.__cause__ = KeyError(word("approvals", "note"))
    seen = [("error", said.encode()) for said in everything_said_of(error)]
    assert {found for _, found, _ in found_in(seen, words())} == {"persons.name", "approvals.note"}
