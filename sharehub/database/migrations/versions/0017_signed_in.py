"""Who is signed in on the pages, and who is about to be; nobody but the application has to do with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "begun_sign_ins",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=100), nullable=False),
        sa.Column("nonce", sa.String(length=100), nullable=False),
        sa.Column("verifier", sa.String(length=100), nullable=False),
        sa.Column("anew", sa.String(length=64), nullable=True),
        sa.Column("back", sa.String(length=200), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_begun_sign_ins")),
    )
    op.create_index(op.f("ix_begun_sign_ins_until"), "begun_sign_ins", ["until"])
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=True),
        sa.Column("provider_session", sa.String(length=255), nullable=True),
        sa.Column("id_token", sa.String(length=8192), nullable=False),
        sa.Column("authenticated_at", Moment(), nullable=False),
        sa.Column("acr", sa.String(length=255), nullable=True),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_provider_session"), "sessions", ["provider_session"])
    op.create_index(op.f("ix_sessions_until"), "sessions", ["until"])
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("grant select, insert, delete on begun_sign_ins to sharehub_app")
        op.execute("grant select, insert, update, delete on sessions to sharehub_app")
        # What is over is forgotten by the worker, who need not see whose it was.
        op.execute("grant select (until), delete on begun_sign_ins, sessions to sharehub_worker")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("revoke all on begun_sign_ins, sessions from sharehub_worker")
    op.drop_table("sessions")
    op.drop_table("begun_sign_ins")
