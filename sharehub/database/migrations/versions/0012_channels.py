"""What units keep back from their own channels, and of what they want to hear in a case.

A narrowing is of no case. Every unit's readings go by all of them, since a wall or a paper has readers of
several units; a unit writes its own alone, and changes nothing of one but that it is lifted.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ACTING = "nullif(current_setting('sharehub.unit', true), '')::uuid"
STANDING = sa.text("until is null")
TABLES = ("channel_narrowings", "case_subscriptions")


def upgrade() -> None:
    _narrowings()
    _subscriptions()
    if op.get_bind().dialect.name == "postgresql":
        _lock()
        _grant()


def _narrowings() -> None:
    table = "channel_narrowings"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_unit_id", sa.Uuid(), nullable=False),
        sa.Column("to_unit_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("categories", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("narrowed_by", sa.Uuid(), nullable=False),
        sa.Column("narrowed_at", Moment(), nullable=False),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "(lifted_by is null) = (lifted_at is null)", name=op.f(f"ck_{table}_lifted_by_somebody")
        ),
        sa.CheckConstraint("from_unit_id <> to_unit_id", name=op.f(f"ck_{table}_to_another_unit")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["units.id"], name=op.f(f"fk_{table}_from_unit_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["users.id"], name=op.f(f"fk_{table}_lifted_by")),
        sa.ForeignKeyConstraint(["narrowed_by"], ["users.id"], name=op.f(f"fk_{table}_narrowed_by")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["units.id"], name=op.f(f"fk_{table}_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("from_unit_id", "to_unit_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _subscriptions() -> None:
    table = "case_subscriptions"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("subscribed_by", sa.Uuid(), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(until is null) = (ended_by is null)", name=op.f(f"ck_{table}_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f(f"fk_{table}_case_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f(f"fk_{table}_ended_by")),
        sa.ForeignKeyConstraint(["subscribed_by"], ["users.id"], name=op.f(f"fk_{table}_subscribed_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f(f"fk_{table}_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_case_id"), table, ["case_id"])
    op.create_index(
        f"uq_{table}_standing",
        table,
        ["case_id", "unit_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def _lock() -> None:
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy worked_on on {table} to sharehub_worker using (true) with check (true)")
    own = f"(from_unit_id = {ACTING})"
    op.execute("create policy decided_by on channel_narrowings for select to sharehub_app using (true)")
    op.execute(f"create policy kept on channel_narrowings for insert to sharehub_app with check {own}")
    op.execute(f"create policy lifted on channel_narrowings for update to sharehub_app using {own}")
    inside = (
        "exists (select 1 from case_units c where c.case_id = case_subscriptions.case_id"
        f" and c.unit_id = {ACTING})"
    )
    # Whoever tells units of something asks for all that take part in its case.
    op.execute(f"create policy asked on case_subscriptions for select to sharehub_app using ({inside})")
    own = f"(unit_id = {ACTING} and {inside})"
    op.execute(f"create policy begun on case_subscriptions for insert to sharehub_app with check {own}")
    op.execute(f"create policy ended on case_subscriptions for update to sharehub_app using {own}")


def _grant() -> None:
    op.execute(f"grant select, insert on {', '.join(TABLES)} to sharehub_app")
    op.execute("grant update (lifted_by, lifted_at) on channel_narrowings to sharehub_app")
    op.execute("grant update (until, ended_by) on case_subscriptions to sharehub_app")
    op.execute(f"grant select on {', '.join(TABLES)} to sharehub_worker")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
