"""Who is asking: agencies, systems, clients, who takes part in a case, requests carried out once, imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("local_authority", sa.String(length=200), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
        sa.UniqueConstraint("code", name=op.f("uq_agencies_code")),
    )
    op.create_table(
        "clients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("bound", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("issuer", "client_id", name=op.f("uq_clients_issuer_client_id")),
    )
    op.create_table(
        "used_proofs",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_used_proofs")),
    )
    with op.batch_alter_table("used_proofs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_used_proofs_until"), ["until"], unique=False)

    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(length=100), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_idempotency_keys_user_id")),
        sa.PrimaryKeyConstraint("user_id", "digest", name=op.f("pk_idempotency_keys")),
    )
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_keys_used_at"), ["used_at"], unique=False)

    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("next_line", sa.Integer(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["begun_by"], ["users.id"], name=op.f("fk_imports_begun_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_imports_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "case_units",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_units_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_case_units_unit_id")),
        sa.PrimaryKeyConstraint("case_id", "unit_id", name=op.f("pk_case_units")),
    )
    with op.batch_alter_table("case_units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_units_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "import_lines",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=True),
        sa.Column("fact_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("where", sa.String(length=200), nullable=True),
        sa.Column("why", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "(fact_id is null) = (code is not null)", name=op.f("ck_import_lines_fact_or_code")
        ),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_import_lines_fact_id")),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_lines_import_id")),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_import_lines")),
        sa.UniqueConstraint("import_id", "ref", name=op.f("uq_import_lines_import_id_ref")),
    )
    # Columns and indexes alone: SQLite can add these without making anew a table that others point to.
    op.add_column("units", sa.Column("agency_id", sa.Uuid(), nullable=True))
    op.add_column("units", sa.Column("oversight", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("users", sa.Column("code", sa.String(length=64), nullable=True))
    op.add_column("users", sa.Column("kind", sa.String(length=64), server_default="person", nullable=False))
    op.add_column("users", sa.Column("issuer", sa.String(length=255), nullable=True))
    op.add_column("users", sa.Column("subject", sa.String(length=255), nullable=True))
    op.add_column("users", sa.Column("ended_at", Moment(), nullable=True))
    op.add_column("users", sa.Column("sessions_ended_at", Moment(), nullable=True))
    op.create_index("uq_users_code", "users", ["code"], unique=True)
    op.create_index("uq_users_issuer_subject", "users", ["issuer", "subject"], unique=True)
    # Who takes part already: whoever opened a case, and whose staff was ever allocated to it.
    op.execute(
        "insert into case_units (case_id, unit_id)"
        " select id, opened_by_unit from cases"
        " union select m.case_id, u.unit_id from memberships m join users u on u.id = m.user_id"
    )


def downgrade() -> None:
    op.drop_index("uq_users_issuer_subject", "users")
    op.drop_index("uq_users_code", "users")
    for column in ("sessions_ended_at", "ended_at", "subject", "issuer", "kind", "code"):
        op.drop_column("users", column)
    op.drop_column("units", "oversight")
    op.drop_column("units", "agency_id")
    op.drop_table("import_lines")
    with op.batch_alter_table("case_units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_units_unit_id"))

    op.drop_table("case_units")
    op.drop_table("imports")
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_keys_used_at"))

    op.drop_table("idempotency_keys")
    with op.batch_alter_table("used_proofs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_used_proofs_until"))

    op.drop_table("used_proofs")
    op.drop_table("clients")
    op.drop_table("agencies")
