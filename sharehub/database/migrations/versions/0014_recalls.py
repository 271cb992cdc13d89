"""Recalls: who is told that a copy is out of date, and who said that it is gone.

Why it is out of date is in a table that the application writes and cannot read. To find who had what, the
worker sees every unit's portion of each decision; of the records it sees those alone in which a release
rested on a consent that it names.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ACTING = "nullif(current_setting('sharehub.unit', true), '')::uuid"
OVERSEES = f"(select coalesce(bool_or(u.oversight), false) from units u where u.id = {ACTING})"
OFFICER = "(select coalesce(current_setting('sharehub.officer', true), '') = 'on')"
EXPIRED = sa.text("cause = 'expiry'")
OPEN = sa.text("acknowledged_at is null")
TABLES = ("recalls", "recalled_copies", "recall_reaches")


def upgrade() -> None:
    _recalls()
    _copies()
    _reaches()
    if op.get_bind().dialect.name == "postgresql":
        _lock()
        _grant()


def _recalls() -> None:
    op.create_table(
        "recalls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("before_at", Moment(), nullable=True),
        sa.Column("before_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "cause in ('correction', 'retraction', 'withdrawal', 'expiry', 'misidentified')",
            name=op.f("ck_recalls_cause_known"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_recalls_case_id")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent_events.id"], name=op.f("fk_recalls_consent_id")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_recalls_fact_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_recalls_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
    )
    op.create_index(op.f("ix_recalls_case_id"), "recalls", ["case_id"])
    for name, column in (
        ("uq_recalls_expired_consent", "consent_id"),
        ("uq_recalls_expired_person", "person_id"),
    ):
        op.create_index(
            name, "recalls", [column], unique=True, sqlite_where=EXPIRED, postgresql_where=EXPIRED
        )


def _copies() -> None:
    op.create_table(
        "recalled_copies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("by_glass", sa.Boolean(), nullable=False),
        sa.Column("copied_at", Moment(), nullable=False),
        sa.Column("told_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(acknowledged_at is null) = (acknowledged_by is null)",
            name=op.f("ck_recalled_copies_acknowledged_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["users.id"], name=op.f("fk_recalled_copies_acknowledged_by")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_recalled_copies_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_recalled_copies_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recalled_copies_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalled_copies")),
    )
    op.create_index(op.f("ix_recalled_copies_case_id"), "recalled_copies", ["case_id"])
    op.create_index(op.f("ix_recalled_copies_unit_id_told_at"), "recalled_copies", ["unit_id", "told_at"])
    op.create_index(
        "uq_recalled_copies_open",
        "recalled_copies",
        ["case_id", "unit_id", "user_id", "role", "by_glass"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _reaches() -> None:
    op.create_table(
        "recall_reaches",
        sa.Column("recall_id", sa.Uuid(), nullable=False),
        sa.Column("copy_id", sa.Uuid(), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["copy_id"], ["recalled_copies.id"], name=op.f("fk_recall_reaches_copy_id")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_recall_reaches_fact_id")),
        sa.ForeignKeyConstraint(
            ["owner_unit_id"], ["units.id"], name=op.f("fk_recall_reaches_owner_unit_id")
        ),
        sa.ForeignKeyConstraint(["recall_id"], ["recalls.id"], name=op.f("fk_recall_reaches_recall_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_recall_reaches_unit_id")),
        sa.PrimaryKeyConstraint("recall_id", "copy_id", "fact_id", name=op.f("pk_recall_reaches")),
    )
    op.create_index(op.f("ix_recall_reaches_copy_id"), "recall_reaches", ["copy_id"])
    op.create_index(op.f("ix_recall_reaches_fact_id"), "recall_reaches", ["fact_id"])


def _lock() -> None:
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy worked_on on {table} to sharehub_worker using (true) with check (true)")
    # Why a copy is out of date is nobody's to read: the application begins a recall, and sees none.
    op.execute("create policy begun on recalls for insert to sharehub_app with check (true)")
    op.execute(
        "create policy seen on recall_reaches for select to sharehub_app"
        f" using ({OFFICER} and (owner_unit_id = {ACTING} or unit_id = {ACTING} or {OVERSEES}))"
    )
    # Which reaches are seen, their own policy says: an owner's officer finds copies of that unit's facts.
    reached = "exists (select 1 from recall_reaches r where r.copy_id = recalled_copies.id)"
    op.execute(
        "create policy seen on recalled_copies for select to sharehub_app"
        f" using (unit_id = {ACTING} or ({OFFICER} and ({OVERSEES} or {reached})))"
    )
    op.execute(
        "create policy acknowledged on recalled_copies for update to sharehub_app"
        f" using (unit_id = {ACTING}) with check (unit_id = {ACTING})"
    )
    op.execute("create policy gone_through on decision_portions for select to sharehub_worker using (true)")
    op.execute("create policy told_by_work on notices for insert to sharehub_worker with check (true)")


def _grant() -> None:
    op.execute("grant insert on recalls to sharehub_app")
    op.execute("grant select on recalled_copies, recall_reaches to sharehub_app")
    op.execute("grant update (revision, acknowledged_at, acknowledged_by) on recalled_copies to sharehub_app")
    op.execute("grant select, insert, update on recalls, recalled_copies to sharehub_worker")
    op.execute("grant select, insert on recall_reaches to sharehub_worker")
    op.execute("grant select on decision_portions to sharehub_worker")
    op.execute("grant insert on notices to sharehub_worker")
    op.execute(
        "create function sharehub_relied_on(asked uuid[], said text[])"
        " returns table (entry_id uuid, body bytea)"
        " language sql stable security definer set search_path = public"
        " as $$ select r.entry_id, r.body from decision_records r where r.entry_id = any(asked)"
        " and exists (select 1 from jsonb_each(convert_from(r.body, 'UTF8')::jsonb -> 'answers') a"
        " where a.value ->> 'outcome' <> 'withheld' and a.value -> 'rests_on' ?| said) $$"
    )
    op.execute("revoke all on function sharehub_relied_on(uuid[], text[]) from public")
    op.execute("grant execute on function sharehub_relied_on(uuid[], text[]) to sharehub_worker")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function sharehub_relied_on(uuid[], text[])")
        op.execute("drop policy seen on recalled_copies")
        op.execute("drop policy told_by_work on notices")
        op.execute("drop policy gone_through on decision_portions")
        op.execute("revoke insert on notices from sharehub_worker")
        op.execute("revoke select on decision_portions from sharehub_worker")
    for table in reversed(TABLES):
        op.drop_table(table)
