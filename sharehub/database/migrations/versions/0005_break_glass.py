"""Break-glass, reviews, and who is told.

On PostgreSQL a unit that takes no part in a case sees it while a broken glass of one of its people runs, and
by nothing else; it writes nothing there. `sharehub.now` is the moment of a transaction by the hub's clock.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ACTING = "nullif(current_setting('sharehub.unit', true), '')::uuid"
NOW = "nullif(current_setting('sharehub.now', true), '')::timestamptz"
OVERSEES = f"(select coalesce(bool_or(u.oversight), false) from units u where u.id = {ACTING})"
SEEN_BY_GLASS = (
    *("persons", "memberships", "gates", "consent_events", "approvals", "serious_risk_decisions"),
    *("facts", "summaries"),
)
"""What a reading needs, while the glass is broken."""
OF_ITS_ASKER = ("cases", "exclusions", "conflict_checks")
"""What must be known before anything opens, and to its officers afterwards: whom something keeps out."""
TABLES = ("notices", "reviews", "break_glass_grounds", "break_glass")


def upgrade() -> None:
    _tables()
    # Columns alone: SQLite can add these without making anew a table, which would lose its checks.
    op.add_column("serious_risk_decisions", sa.Column("person_at_risk_id", sa.Uuid(), nullable=True))
    op.add_column("serious_risk_decisions", sa.Column("review_due", Moment(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        _lock()
        _grant()


def _tables() -> None:
    op.create_table(
        "break_glass",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("review_due", Moment(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_break_glass_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_break_glass_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_break_glass_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
    )
    op.create_index(op.f("ix_break_glass_case_id"), "break_glass", ["case_id"])
    op.create_table(
        "break_glass_grounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=False),
        sa.Column("risk", sa.LargeBinary(), nullable=False),
        sa.Column("who_is_at_risk", sa.LargeBinary(), nullable=False),
        sa.Column("why_not_less", sa.LargeBinary(), nullable=False),
        sa.Column("nobody_reached", sa.LargeBinary(), nullable=False),
        *_seal(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_break_glass_grounds_case_id")),
        sa.ForeignKeyConstraint(["id"], ["break_glass.id"], name=op.f("fk_break_glass_grounds_id")),
        sa.ForeignKeyConstraint(
            ["owner_unit_id"], ["units.id"], name=op.f("fk_break_glass_grounds_owner_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass_grounds")),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=False),
        sa.Column("reviewed_at", Moment(), nullable=False),
        sa.Column("verdict", sa.String(length=64), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        *_seal(),
        sa.CheckConstraint(
            "verdict in ('justified', 'not_justified', 'lesson')", name=op.f("ck_reviews_verdict_known")
        ),
        sa.CheckConstraint(
            "reviewed_by <> asked_by and (approved_by is null or reviewed_by <> approved_by)",
            name=op.f("ck_reviews_not_in_own_cause"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["users.id"], name=op.f("fk_reviews_approved_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_reviews_asked_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reviews_case_id")),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["units.id"], name=op.f("fk_reviews_owner_unit_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["users.id"], name=op.f("fk_reviews_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("about_id", name=op.f("uq_reviews_about_id")),
    )
    for table in ("break_glass_grounds", "reviews"):
        for column in ("case_id", "wrapping_key"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=True),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["seen_by"], ["users.id"], name=op.f("fk_notices_seen_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notices_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_about_id"), "notices", ["about_id"])
    op.create_index(op.f("ix_notices_unit_id_at"), "notices", ["unit_id", "at"])


def _seal() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("wrapping_key", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
    )


def _takes_part(table: str) -> str:
    inside = f"select 1 from case_units c where c.case_id = {table}.case_id and c.unit_id = {ACTING}"
    return f"(exists ({inside}) or {OVERSEES})"


def _broken_by_the_unit(column: str) -> str:
    return f"select 1 from break_glass g where g.case_id = {column} and g.unit_id = {ACTING}"


def _running(column: str) -> str:
    return (
        f"exists ({_broken_by_the_unit(column)} and g.opened and g.starts_at <= {NOW} and g.ends_at > {NOW}"
        " and g.ended_at is null)"
    )


def _lock() -> None:
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
    glass = f"(unit_id = {ACTING} or {_takes_part('break_glass')})"
    op.execute(f"create policy seen on break_glass for select to sharehub_app using {glass}")
    op.execute(
        f"create policy broken on break_glass for insert to sharehub_app with check (unit_id = {ACTING})"
    )
    op.execute(f"create policy ended on break_glass for update to sharehub_app using {glass}")
    of_its_unit = f"(owner_unit_id = {ACTING} or {_takes_part('break_glass_grounds')})"
    op.execute(f"create policy seen on break_glass_grounds to sharehub_app using {of_its_unit}")
    reviewed = "exists (select 1 from break_glass g where g.id = reviews.about_id)"
    op.execute(
        "create policy seen on reviews for select to sharehub_app"
        f" using ({_takes_part('reviews')} or {reviewed})"
    )
    op.execute(
        f"create policy given on reviews for insert to sharehub_app with check {_takes_part('reviews')}"
    )
    op.execute(f"create policy kept on reviews for update to sharehub_app using {_takes_part('reviews')}")
    # Whoever acts tells other units; only they see what they are told.
    op.execute("create policy told on notices for insert to sharehub_app with check (true)")
    op.execute(f"create policy heard on notices for select to sharehub_app using (unit_id = {ACTING})")
    op.execute(f"create policy seen on notices for update to sharehub_app using (unit_id = {ACTING})")
    for table in SEEN_BY_GLASS:
        running = _running(f"{table}.case_id")
        op.execute(f"create policy by_glass on {table} for select to sharehub_app using ({running})")
    for table, column in zip(OF_ITS_ASKER, ("id", "case_id", "case_id"), strict=True):
        theirs = _broken_by_the_unit(f"{table}.{column}")
        op.execute(f"create policy by_glass on {table} for select to sharehub_app using (exists ({theirs}))")
    # To hold a case's row is, to PostgreSQL, to be about to change it; nobody does so by a glass.
    op.execute(
        "create policy held_by_glass on cases for update to sharehub_app"
        f" using (exists ({_broken_by_the_unit('cases.id')})) with check (false)"
    )


def _grant() -> None:
    op.execute(f"grant select, insert on {', '.join(TABLES)} to sharehub_app")
    op.execute("grant update (opened, ended_at) on break_glass to sharehub_app")
    op.execute("grant update (wrapping_key, wrapped_key) on break_glass_grounds, reviews to sharehub_app")
    op.execute("grant update (seen_at, seen_by) on notices to sharehub_app")
    for table in TABLES:
        op.execute(f"create policy worked_on on {table} to sharehub_worker using (true) with check (true)")
    op.execute(f"grant select on {', '.join(TABLES)} to sharehub_worker")
    op.execute("grant update (wrapping_key, wrapped_key) on break_glass_grounds, reviews to sharehub_worker")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop policy held_by_glass on cases")
        for table in (*SEEN_BY_GLASS, *OF_ITS_ASKER):
            op.execute(f"drop policy by_glass on {table}")
        # Its policy names another of these tables, and none goes while that does.
        op.execute("drop policy seen on reviews")
    op.drop_column("serious_risk_decisions", "review_due")
    op.drop_column("serious_risk_decisions", "person_at_risk_id")
    for table in TABLES:
        op.drop_table(table)
