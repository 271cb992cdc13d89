"""Which access tokens were brought here before, so that the log says when each came first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seen_tokens",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_seen_tokens")),
    )
    op.create_index(op.f("ix_seen_tokens_until"), "seen_tokens", ["until"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("grant select, insert, delete on seen_tokens to sharehub_app")


def downgrade() -> None:
    op.drop_table("seen_tokens")
