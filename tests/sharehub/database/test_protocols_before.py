"""Protocols and signatures from before there were rehearsals and rounds: up with what they hold, and down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from policies.parse import parse_protocol
from policies.shipped import protocol_text
from sharehub.database.migrate import downgrade, upgrade

if TYPE_CHECKING:
    from sqlalchemy import Engine

BEFORE, AFTER = "0005", "0006"
DIGEST = parse_protocol(protocol_text()).digest
WHEN = "2024-06-03 09:00:00"
UNITS = ("11111111111141118111111111111111", "22222222222242228222222222222222")
USER = "33333333333343338333333333333333"
DRAFT, IN_FORCE, SUSPENDED = (f"{number}" * 8 + "44448444" + "4" * 16 for number in (5, 6, 7))
SIGNED = [
    (DRAFT, UNITS[0], USER),
    (DRAFT, UNITS[1], None),
    (IN_FORCE, UNITS[0], USER),
    (IN_FORCE, UNITS[1], USER),
]


def run(engine: Engine, statement: str, **given: Any) -> list[Any]:
    with engine.begin() as connection:
        result = connection.execute(text(statement), given)
        return list(result) if result.returns_rows else []


def an_id(engine: Engine, value: str) -> str:
    """Return an id as the database compares it."""
    return (
        value
        if engine.dialect.name == "sqlite"
        else f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"
    )


def plain(value: object) -> str | None:
    return None if value is None else str(value).replace("-", "")


def put(engine: Engine, table: str, **values: Any) -> None:
    """Insert a row."""
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    run(engine, f"insert into {table} ({names}) values ({marks})", **values)


@pytest.fixture
def held(empty: Engine) -> Engine:
    """Return a database of the schema before, with three protocols in it."""
    upgrade(empty, BEFORE)
    for number, unit in enumerate(UNITS):
        put(empty, "units", id=unit, code=f"U{number}", name="A unit", discreet=False, created_at=WHEN)
    put(empty, "users", id=USER, unit_id=UNITS[0], name="Synthetic", roles="[]", created_at=WHEN)
    put(empty, "rulebooks", digest="r", text="id: r", base=True, registered_at=WHEN)
    stood = ((IN_FORCE, "in_force"), (DRAFT, "draft"), (SUSPENDED, "suspended"))
    for version, (identity, status) in enumerate(stood, start=1):
        put(
            empty,
            "protocols",
            id=identity,
            name="ISP",
            version=version,
            digest=DIGEST,
            text=protocol_text(),
            rulebook_digest="r",
            purposes="[]",
            effective="2024-01-01",
            status=status,
            created_at=WHEN,
        )
    for protocol, unit, by in SIGNED:
        signed = {"signed_by": by, "signed_at": WHEN} if by else {}
        put(empty, "protocol_parties", protocol_id=protocol, unit_id=unit, **signed)
    return empty


def signatures(engine: Engine, columns: str, table: str) -> set[tuple[str | None, ...]]:
    found = run(engine, f"select {columns} from {table} where signed_by is not null")
    return {tuple(map(plain, row)) for row in found}


def test_signatures_from_before_are_kept_as_given_over_what_was_there(held: Engine) -> None:
    upgrade(held, AFTER)

    columns = "protocol_id, unit_id, number, round, protocol_digest, rulebook_digest, signed_by, withdrawn_at"
    assert signatures(held, columns, "protocol_signatures") == {
        (protocol, unit, "1", "0", DIGEST, "r", by, None) for protocol, unit, by in SIGNED if by
    }
    standing = run(held, "select status, round, suspended_for, text from protocols order by version")
    assert [tuple(row) for row in standing] == [
        ("in_force", 0, None, protocol_text()),
        ("draft", 0, None, protocol_text()),
        ("superseded", 0, None, protocol_text()),
    ]
    assert len(run(held, "select * from protocol_parties")) == len(SIGNED)


def test_stepping_back_keeps_what_the_former_schema_can_hold(held: Engine) -> None:
    upgrade(held, AFTER)
    run(held, "update protocols set status = 'rehearsed' where version = 2")
    run(held, "update protocols set status = 'withdrawn' where version = 3")
    run(
        held,
        "update protocol_signatures set withdrawn_by = signed_by, withdrawn_at = signed_at"
        " where protocol_id = :id and unit_id = :unit",
        id=an_id(held, IN_FORCE), unit=an_id(held, UNITS[1]),
    )  # fmt: skip
    downgrade(held, BEFORE)

    statuses = run(held, "select status from protocols order by version")
    # What was taken back must not be signed by a program that does not know the word.
    assert [row.status for row in statuses] == ["in_force", "draft", "superseded"]
    assert signatures(held, "protocol_id, unit_id, signed_by", "protocol_parties") == {
        (DRAFT, UNITS[0], USER),
        (IN_FORCE, UNITS[0], USER),
    }
    assert len(run(held, "select * from protocol_parties")) == len(SIGNED)
    upgrade(held)


def test_references_still_hold_once_the_tables_were_made_anew(held: Engine) -> None:
    upgrade(held, AFTER)

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        run(held, "delete from protocols where version = 1")
    if held.dialect.name == "sqlite":
        assert run(held, "pragma foreign_key_check") == []
