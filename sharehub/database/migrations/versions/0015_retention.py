"""How long cases are kept, and a role that backs up the data.

What is proposed is for the units whose officers oversee the hub; nobody else sees that there is a proposal.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ACTING = "nullif(current_setting('sharehub.unit', true), '')::uuid"
OVERSEES = f"(select coalesce(bool_or(u.oversight), false) from units u where u.id = {ACTING})"
UNDECIDED = sa.text("decision is null")
TABLE = "retention_proposals"


def upgrade() -> None:
    op.add_column("cases", sa.Column("shredded_by", sa.Uuid(), nullable=True))
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("decision", sa.String(length=64), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "decision in ('destroy', 'keep')", name=op.f("ck_retention_proposals_decision_known")
        ),
        sa.CheckConstraint(
            "(decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)",
            name=op.f("ck_retention_proposals_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "(coalesce(decision, '') = 'keep') = (keep_until is not null)"
            " and (keep_until is null) = (reason is null)",
            name=op.f("ck_retention_proposals_kept_until_a_day_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_retention_proposals_case_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_retention_proposals_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_proposals")),
    )
    op.create_index(op.f("ix_retention_proposals_case_id"), TABLE, ["case_id"])
    op.create_index(
        "uq_retention_proposals_undecided",
        TABLE,
        ["case_id"],
        unique=True,
        sqlite_where=UNDECIDED,
        postgresql_where=UNDECIDED,
    )
    if op.get_bind().dialect.name == "postgresql":
        _lock()


def _lock() -> None:
    op.execute(f"alter table {TABLE} enable row level security")
    op.execute(f"create policy overseen on {TABLE} to sharehub_app using ({OVERSEES})")
    op.execute(f"create policy worked_on on {TABLE} to sharehub_worker using (true) with check (true)")
    op.execute(f"grant select on {TABLE} to sharehub_app")
    op.execute(
        f"grant update (decision, decided_by, decided_at, keep_until, reason) on {TABLE} to sharehub_app"
    )
    op.execute(f"grant select, insert on {TABLE} to sharehub_worker")
    op.execute("grant insert on notices to sharehub_worker")
    op.execute(
        # Roles are the server's: another database of it may be making them at this moment.
        "do $$ begin if not exists (select 1 from pg_roles where rolname = 'sharehub_backup') then"
        " begin create role sharehub_backup nologin;"
        " exception when duplicate_object or unique_violation then null; end;"
        " end if; end $$"
    )
    # Reading all of it, past row-level security, is given to the login by whoever administers the server.
    op.execute("grant usage on schema public to sharehub_backup")
    op.execute("grant insert on audit_entries, log_queue to sharehub_backup")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("revoke all on audit_entries, log_queue from sharehub_backup")
        op.execute("revoke usage on schema public from sharehub_backup")
        op.execute("revoke insert on notices from sharehub_worker")
    op.drop_table(TABLE)
    op.drop_column("cases", "shredded_by")
