"""What officers ask of the log: each unit's portion of each decision, and a lock that shows no other's.

A transaction in which an officer looks says so (`sharehub.officer`). Of portions and of the log it then sees
what is its unit's, or everything where the unit oversees the hub. Decision records stay closed to it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ACTING = "nullif(current_setting('sharehub.unit', true), '')::uuid"
OVERSEES = f"(select coalesce(bool_or(u.oversight), false) from units u where u.id = {ACTING})"
OFFICER = "(select coalesce(current_setting('sharehub.officer', true), '') = 'on')"
OWN_PORTION = (
    f"exists (select 1 from decision_portions p where p.entry_id = audit_entries.id and p.unit_id = {ACTING})"
)
BEFORE = f"exists (select 1 from facts f where f.id = audit_entries.fact_id) or unit = {ACTING}::text"
"""Who sees an entry where nobody looks as an officer; migration 0003."""
NOT_DONE, ASKED, REPLACES = (
    sa.text(words)
    for words in ("outcome <> 'done'", "side = 'asker' and instead_of is null", "instead_of is not null")
)
BATCH = 500


def upgrade() -> None:
    op.create_table(
        "decision_portions",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("asker_unit", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=True),
        sa.Column("case_alias", sa.String(length=64), nullable=True),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("instead_of", sa.Uuid(), nullable=True),
        sa.Column("released", sa.JSON(), nullable=False),
        sa.Column("withheld", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("readers", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "(side = 'owner') = (withheld is not null)",
            name=op.f("ck_decision_portions_withheld_is_the_owners"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entries.id"], name=op.f("fk_decision_portions_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "unit_id", "side", name=op.f("pk_decision_portions")),
    )
    for columns in (["at"], ["case_alias", "at"], ["actor", "at"], ["asker_unit", "at"]):
        name = op.f(f"ix_decision_portions_unit_id_{'_'.join(columns)}")
        op.create_index(name, "decision_portions", ["unit_id", *columns])
    _index("ix_decision_portions_asked", ["at", "unit_id", "purpose", "actor", "entry_id"], ASKED)
    op.create_index(
        "ix_decision_portions_refused",
        "decision_portions",
        ["unit_id", "at"],
        sqlite_where=sa.text("refused = 1"),
        postgresql_where=sa.text("refused"),
    )
    _index("ix_decision_portions_replaced", ["instead_of"], REPLACES)
    _index("ix_audit_entries_not_done", ["at"], NOT_DONE, "audit_entries")
    _index("ix_audit_entries_unit_not_done", ["unit", "at"], NOT_DONE, "audit_entries")
    op.create_index("ix_consent_events_expires", "consent_events", ["expires"])
    _divide_what_was_decided()
    if op.get_bind().dialect.name == "postgresql":
        _lock()


def _index(name: str, columns: list[str], where: sa.TextClause, table: str = "decision_portions") -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


LOOKS = ("pattern.asked", "wall.asked", "wall.cost_asked", "names.asked")
ENTRIES = sa.table(
    "audit_entries",
    *(sa.column("id", sa.Uuid()), sa.column("at", Moment()), sa.column("unit"), sa.column("actor")),
    *(sa.column("action"), sa.column("outcome"), sa.column("purpose"), sa.column("case_alias")),
    sa.column("body", sa.LargeBinary()),
)
RECORDS = sa.table("decision_records", sa.column("entry_id", sa.Uuid()), sa.column("body", sa.LargeBinary()))
PORTIONS = sa.table(
    "decision_portions",
    *(sa.column(name, sa.Uuid()) for name in ("entry_id", "unit_id", "actor", "asker_unit", "instead_of")),
    *(sa.column(name) for name in ("side", "action", "purpose", "case_alias")),
    *(sa.column(name, sa.JSON(none_as_null=True)) for name in ("released", "withheld", "readers")),
    *(sa.column("at", Moment()), sa.column("refused", sa.Boolean())),
)


def _divide_what_was_decided() -> None:
    """Divide up what was decided before; under which ids lines went out is not known: so under none."""
    connection = op.get_bind()
    looked = ENTRIES.outerjoin(RECORDS, RECORDS.c.entry_id == ENTRIES.c.id)
    found = (
        sa.select(*ENTRIES.c, RECORDS.c.body.label("record"))
        .select_from(looked)
        .where(ENTRIES.c.action.in_((*LOOKS, "release.faulted")))
        .order_by(ENTRIES.c.id)
        .limit(BATCH)
    )
    after = UUID(int=0)
    while batch := connection.execute(found.where(ENTRIES.c.id > after)).all():
        rows = [row for entry in batch for row in _divided(connection, entry)]
        if rows:
            connection.execute(PORTIONS.insert(), rows)
        after = batch[-1].id


def _divided(connection: sa.Connection, entry: sa.Row[*tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    record = json.loads(entry.record) if entry.record else {}
    references = json.loads(entry.body).get("refs", {})
    refused, instead_of = entry.outcome == "refused" or "refusal" in references, None
    if entry.action == "release.faulted":
        instead_of = UUID(references["decision"])
        decided = connection.scalar(sa.select(RECORDS.c.body).where(RECORDS.c.entry_id == instead_of))
        if decided is None:  # it was about names
            return
        record = _without(json.loads(decided), set(record["broken"]))
    ask = {
        **{name: getattr(entry, name) for name in ("at", "action", "purpose", "case_alias")},
        "entry_id": entry.id,
        "actor": UUID(entry.actor),
        "asker_unit": UUID(entry.unit),
        "refused": refused,
        "instead_of": instead_of,
    }
    owners = {fact["id"]: fact["owner"] for fact in record.get("case", {}).get("facts", [])}
    lines = [
        (
            owners[fact],
            [fact, "withheld" if refused else said["outcome"], said["reason"], said["caveats"], None],
        )
        for fact, said in sorted(record.get("answers", {}).items())
    ]
    readers = record.get("readers", [])
    for unit in sorted({owner for owner, _ in lines}):
        own = [line for owner, line in lines if owner == unit]
        went, kept = ([line for line in own if (line[1] == "withheld") is held] for held in (False, True))
        of_owner = {"released": went, "withheld": kept, "readers": _named(readers)}
        yield ask | {"unit_id": UUID(unit), "side": "owner", **of_owner}
    heard = {} if refused else {reader["unit"]: "receiver" for reader in readers}
    for unit, side in (heard | {entry.unit: "asker"}).items():
        had = [
            [None, outcome, None, caveats, None]
            for owner, (_, outcome, _, caveats, _) in lines
            if outcome != "withheld" and owner != unit
        ]
        of_reader = {"released": sorted(had, key=repr), "withheld": None, "readers": _named(readers, unit)}
        told = None if refused else entry.case_alias
        yield ask | {"unit_id": UUID(unit), "side": side, "case_alias": told, **of_reader}


def _named(readers: list[dict[str, Any]], unit: str | None = None) -> list[dict[str, str]] | None:
    if len(readers) < 2:  # noqa: PLR2004 - one is no room
        return None
    return [
        {"user": one["id"], "unit": one["unit"], "role": one["role"]}
        for one in readers
        if unit in {None, one["unit"]}
    ]


def _without(record: dict[str, Any], broken: set[str]) -> dict[str, Any]:
    """Return a decision without what was held back at opening, and what travels with that; or without all."""
    answers, stands_alone = record["answers"], len(record["readers"]) == 1
    travels = {fact["id"]: set(fact["travels_with"]) for fact in record["case"]["facts"]}
    went = {fact for fact, said in answers.items() if said["outcome"] != "withheld"}
    gone = broken & went if broken else set(went)
    for fact in gone:
        answers[fact].update(outcome="withheld", reason="FAULT", caveats=[])
    while beside := {
        fact
        for fact in went - gone
        if travels[fact] & gone and not (stands_alone and answers[fact]["reason"] == "OWN_RECORD")
    }:
        gone |= beside
        for fact in beside:
            answers[fact].update(outcome="withheld", reason="CONTEXT_WITHHELD", caveats=[])
    return record


def _lock() -> None:
    op.execute("alter table decision_portions enable row level security")
    op.execute("create policy written on decision_portions for insert to sharehub_app with check (true)")
    op.execute(
        "create policy overseen on decision_portions for select to sharehub_app"
        f" using ({OFFICER} and (unit_id = {ACTING} or {OVERSEES}))"
    )
    op.execute("drop policy seen on audit_entries")
    op.execute(
        "create policy seen on audit_entries for select to sharehub_app using (case when"
        f" {OFFICER} then unit = {ACTING}::text or {OVERSEES} or {OWN_PORTION} else {BEFORE} end)"
    )
    op.execute("grant select, insert on decision_portions to sharehub_app")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop policy seen on audit_entries")
        op.execute(f"create policy seen on audit_entries for select to sharehub_app using ({BEFORE})")
    op.drop_index("ix_consent_events_expires", "consent_events")
    op.drop_index("ix_audit_entries_unit_not_done", "audit_entries")
    op.drop_index("ix_audit_entries_not_done", "audit_entries")
    op.drop_table("decision_portions")
