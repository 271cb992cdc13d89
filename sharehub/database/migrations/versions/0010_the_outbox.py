"""The outbox: work to be done after the act that asked for it; schedules; rotations in the background.

The application puts work in, and cannot look at it, change it or do it: that is for the worker's role, which
crosses cases. Of all that waits the application may know how much, and how old.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN = sa.text("done_at is null and dead_at is null")
DEAD = sa.text("dead_at is not null")
UNTOUCHED = (
    "handed_out = 0 and attempts = 0 and leased_by is null and leased_until is null and begun_at is null"
    " and done_at is null and dead_at is null and last_error is null"
)
TABLES = ("outbox_tasks", "schedules", "key_rotations")


def upgrade() -> None:
    _outbox()
    op.create_table(
        "schedules",
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_schedules")),
    )
    _rotations()
    if op.get_bind().dialect.name == "postgresql":
        _lock()


def _outbox() -> None:
    op.create_table(
        "outbox_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("handed_out", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("leased_by", sa.Uuid(), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("begun_at", Moment(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("dead_at", Moment(), nullable=True),
        sa.Column("last_error", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_tasks")),
    )
    op.create_index(op.f("ix_outbox_tasks_done_at"), "outbox_tasks", ["done_at"])
    op.create_index(
        "ix_outbox_tasks_open", "outbox_tasks", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(
        "ix_outbox_tasks_dead", "outbox_tasks", ["dead_at"], sqlite_where=DEAD, postgresql_where=DEAD
    )
    op.create_index(
        "uq_outbox_tasks_once",
        "outbox_tasks",
        ["once"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _rotations() -> None:
    op.create_table(
        "key_rotations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("key_class", sa.String(length=64), nullable=False),
        sa.Column("to_key", sa.String(length=64), nullable=True),
        sa.Column("named_old", sa.Integer(), nullable=True),
        sa.Column("moved", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("walk", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("at_kind", sa.String(length=64), nullable=True),
        sa.Column("at_id", sa.Uuid(), nullable=True),
        sa.Column("at_version", sa.Integer(), nullable=True),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_key_rotations_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_rotations")),
    )
    op.create_index(op.f("ix_key_rotations_unit_id_key_class"), "key_rotations", ["unit_id", "key_class"])


def _lock() -> None:
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy worked_on on {table} to sharehub_worker using (true) with check (true)")
    # What the application puts in is new: it can neither take work up nor say that any was done.
    op.execute(f"create policy put on outbox_tasks for insert to sharehub_app with check ({UNTOUCHED})")
    op.execute("grant insert on outbox_tasks to sharehub_app")
    op.execute("grant select, insert, update, delete on outbox_tasks, schedules to sharehub_worker")
    op.execute("grant select, insert, update on key_rotations to sharehub_worker")
    op.execute("grant select on used_proofs, seen_tokens to sharehub_worker")
    op.execute("grant delete on seen_tokens to sharehub_worker")
    op.execute(
        "create function sharehub_work_waiting(asked timestamp with time zone)"
        " returns table (oldest timestamp with time zone, waiting bigint, dead bigint)"
        " language sql stable security definer set search_path = public"
        " as $$ select min(due_at) filter (where dead_at is null and due_at <= asked),"
        " count(*) filter (where dead_at is null), count(*) filter (where dead_at is not null)"
        " from outbox_tasks where done_at is null $$"
    )
    op.execute("revoke all on function sharehub_work_waiting(timestamp with time zone) from public")
    op.execute(
        "grant execute on function sharehub_work_waiting(timestamp with time zone)"
        " to sharehub_app, sharehub_worker"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function sharehub_work_waiting(timestamp with time zone)")
        op.execute("revoke all on used_proofs, seen_tokens from sharehub_worker")
        op.execute("grant delete on used_proofs to sharehub_worker")
    for table in reversed(TABLES):
        op.drop_table(table)
