"""Notices that leave the hub: endpoints, what goes to each in its order, what is held back; leaks.

What a unit's endpoints are and what went there is its own to see. The worker sends: it sees all of them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ACTING = "nullif(current_setting('sharehub.unit', true), '')::uuid"
OVERSEES = f"(select coalesce(bool_or(u.oversight), false) from units u where u.id = {ACTING})"
TO_LAY_OUT = sa.text("laid_out_at is null")
WITHIN = {
    "notice_lanes": "exists (select 1 from notice_endpoints e where e.id = notice_lanes.endpoint_id)",
    "notice_deliveries": "exists (select 1 from notice_lanes l where l.id = notice_deliveries.lane_id)",
}
"""Tables whose rows are where others are: those others' own policy decides."""
SIGNED = "protocol_id, unit_id, round, protocol_digest, rulebook_digest, withdrawn_at"
TABLES = ("leaks", "notice_endpoints", "notice_lanes", "notice_deliveries")


def upgrade() -> None:
    op.add_column("notices", sa.Column("laid_out_at", Moment(), nullable=True))
    # What was told before there was anywhere to send it is sent nowhere.
    op.execute("update notices set laid_out_at = at")
    op.create_index(
        "ix_notices_to_lay_out",
        "notices",
        ["unit_id", "case_id"],
        sqlite_where=TO_LAY_OUT,
        postgresql_where=TO_LAY_OUT,
    )
    _endpoints()
    _lanes()
    op.create_table(
        "leaks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=True),
        sa.Column("reported_by", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_leaks_case_id")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_leaks_fact_id")),
        sa.ForeignKeyConstraint(["reported_by"], ["users.id"], name=op.f("fk_leaks_reported_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_leaks_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaks")),
    )
    op.create_index(op.f("ix_leaks_case_id"), "leaks", ["case_id"])
    if op.get_bind().dialect.name == "postgresql":
        _lock()
        _grant()


def _endpoints() -> None:
    op.create_table(
        "notice_endpoints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("overlap_until", Moment(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_notice_endpoints_created_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notice_endpoints_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_endpoints")),
    )
    op.create_index(op.f("ix_notice_endpoints_unit_id"), "notice_endpoints", ["unit_id"])


def _lanes() -> None:
    op.create_table(
        "notice_lanes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("turn_at", Moment(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["notice_endpoints.id"], name=op.f("fk_notice_lanes_endpoint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_lanes")),
        sa.UniqueConstraint("endpoint_id", "case_id", name=op.f("uq_notice_lanes_endpoint_id_case_id")),
    )
    op.create_table(
        "notice_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lane_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("delivered_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["lane_id"], ["notice_lanes.id"], name=op.f("fk_notice_deliveries_lane_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_deliveries_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_deliveries")),
    )
    op.create_index(op.f("ix_notice_deliveries_delivered_at"), "notice_deliveries", ["delivered_at"])
    op.create_index(op.f("ix_notice_deliveries_lane_id_place"), "notice_deliveries", ["lane_id", "place"])
    op.create_index(op.f("ix_notice_deliveries_notice_id"), "notice_deliveries", ["notice_id"])


def _lock() -> None:
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy worked_on on {table} to sharehub_worker using (true) with check (true)")
    inside = f"select 1 from case_units c where c.case_id = leaks.case_id and c.unit_id = {ACTING}"
    op.execute(f"create policy seen on leaks to sharehub_app using (exists ({inside}) or {OVERSEES})")
    op.execute(f"create policy seen on notice_endpoints to sharehub_app using (unit_id = {ACTING})")
    for table, within in WITHIN.items():
        op.execute(f"create policy seen on {table} to sharehub_app using ({within})")


def _grant() -> None:
    op.execute("grant select, insert on leaks, notice_endpoints to sharehub_app")
    op.execute(
        "grant update (generation, overlap_until, paused, removed_at) on notice_endpoints to sharehub_app"
    )
    # What an officer asks for: to have it sent again, and to have it go on.
    op.execute("grant select on notice_lanes, notice_deliveries to sharehub_app")
    op.execute("grant update (turn, turn_at, waiting) on notice_lanes to sharehub_app")
    op.execute("grant update (delivered_at) on notice_deliveries to sharehub_app")
    op.execute(f"grant select on {', '.join(TABLES)} to sharehub_worker")
    # The worker decides who hears, as a reading does: by what each party signed. Not by whom, nor when.
    op.execute(f"grant select ({SIGNED}) on protocol_signatures to sharehub_worker")
    op.execute("grant insert, update on notice_lanes, notice_deliveries to sharehub_worker")
    op.execute("grant delete on notice_deliveries to sharehub_worker")
    op.execute("grant insert on notices to sharehub_worker")
    op.execute("grant update (at, laid_out_at) on notices to sharehub_worker")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"revoke select ({SIGNED}) on protocol_signatures from sharehub_worker")
        op.execute("revoke insert on notices from sharehub_worker")
        op.execute("revoke update (at, laid_out_at) on notices from sharehub_worker")
        # Their policies name another of these tables, and none goes while those do.
        for table in WITHIN:
            op.execute(f"drop policy seen on {table}")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_index("ix_notices_to_lay_out", "notices")
    op.drop_column("notices", "laid_out_at")
