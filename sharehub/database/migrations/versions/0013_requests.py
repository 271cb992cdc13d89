"""Requests between units, of which questions to services are one kind; and how much is overdue, counted.

A request holds no text: what is asked about and what answers are facts, and here stand their ids and closed
words. Questions to services move over as they are.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ACTING = "nullif(current_setting('sharehub.unit', true), '')::uuid"
OVERSEES = f"(select coalesce(bool_or(u.oversight), false) from units u where u.id = {ACTING})"
BOTH_HAVE = (
    *("id", "case_id", "from_unit_id", "to_unit_id", "asked_by", "asked_role", "asked_at", "due", "status"),
    *("revision", "answers", "reason", "answered_by", "answered_at"),
)
STATUSES = {
    "requests": "status in ('open', 'answered', 'declined', 'withdrawn')",
    "service_questions": "status in ('open', 'answered', 'declined')",
}


def upgrade() -> None:
    op.create_table(
        "requests",
        *_columns("about"),
        sa.Column("gap_fact_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=64), nullable=True),
        sa.Column("protocols", sa.JSON(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(about = 'gap') = (gap_fact_id is not null) and (about = 'gap') = (purpose is not null)",
            name=op.f("ck_requests_about_a_gap_for_a_purpose"),
        ),
        sa.ForeignKeyConstraint(["gap_fact_id"], ["facts.id"], name=op.f("fk_requests_gap_fact_id")),
        *_constraints("requests"),
    )
    op.create_index(op.f("ix_requests_case_id"), "requests", ["case_id"], unique=False)
    same = ", ".join(BOTH_HAVE)
    op.execute(
        f"insert into requests ({same}, about, protocols, reminded)"
        f" select {same}, kind, '[]', 0 from service_questions"
    )
    op.drop_table("service_questions")
    op.create_table(
        "overdue",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("counted_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_overdue")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _lock("requests")
        op.execute("grant update on requests to sharehub_worker")
        # A reminder is a notice, and it is due when nobody acts.
        op.execute("grant insert on notices to sharehub_worker")
        op.execute("alter table overdue enable row level security")
        op.execute("create policy seen on overdue for select to sharehub_app using (true)")
        op.execute("create policy worked_on on overdue to sharehub_worker using (true) with check (true)")
        op.execute("grant select on overdue to sharehub_app")
        op.execute("grant select, insert, update on overdue to sharehub_worker")


def _columns(what: str) -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(what, sa.String(length=64), nullable=False),
        sa.Column("from_unit_id", sa.Uuid(), nullable=False),
        sa.Column("to_unit_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_role", sa.String(length=64), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
    )


def _constraints(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.CheckConstraint(
            "(status = 'declined') = (reason is not null)", name=op.f(f"ck_{table}_declined_for_a_reason")
        ),
        sa.CheckConstraint(STATUSES[table], name=op.f(f"ck_{table}_status_known")),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f(f"fk_{table}_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f(f"fk_{table}_asked_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f(f"fk_{table}_case_id")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["units.id"], name=op.f(f"fk_{table}_from_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _lock(table: str) -> None:
    inside = f"select 1 from case_units c where c.case_id = {table}.case_id and c.unit_id = {ACTING}"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"create policy seen on {table} to sharehub_app using (exists ({inside}) or {OVERSEES})")
    op.execute(f"create policy worked_on on {table} to sharehub_worker using (true) with check (true)")
    op.execute(f"grant select, insert, update on {table} to sharehub_app")
    op.execute(f"grant select on {table} to sharehub_worker")


def downgrade() -> None:
    op.create_table("service_questions", *_columns("kind"), *_constraints("service_questions"))
    op.create_index(op.f("ix_service_questions_case_id"), "service_questions", ["case_id"], unique=False)
    same = ", ".join(BOTH_HAVE)
    op.execute(
        f"insert into service_questions ({same}, kind)"
        f" select {same}, about from requests where about <> 'gap' and status <> 'withdrawn'"
    )
    op.drop_table("overdue")
    op.drop_table("requests")
    if op.get_bind().dialect.name == "postgresql":
        _lock("service_questions")
        op.execute("revoke insert on notices from sharehub_worker")
