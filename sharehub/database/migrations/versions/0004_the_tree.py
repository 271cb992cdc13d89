"""The log's tree: where each entry stands, tiles of hashes, checkpoints, and what witnesses said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("log_leaves", "log_tiles", "log_checkpoints", "log_cosignatures")


def upgrade() -> None:
    op.create_table(
        "log_leaves",
        sa.Column("leaf_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entries.id"], name=op.f("fk_log_leaves_entry_id")),
        sa.PrimaryKeyConstraint("leaf_index", name=op.f("pk_log_leaves")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_log_leaves_entry_id")),
        sa.UniqueConstraint("leaf_hash", name=op.f("uq_log_leaves_leaf_hash")),
    )
    op.create_table(
        "log_tiles",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tile_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "tile_index", name=op.f("pk_log_tiles")),
    )
    op.create_table(
        "log_checkpoints",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_log_checkpoints")),
    )
    op.create_table(
        "log_cosignatures",
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("witness", sa.String(length=255), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["size"], ["log_checkpoints.size"], name=op.f("fk_log_cosignatures_size")),
        sa.PrimaryKeyConstraint("size", "witness", name=op.f("pk_log_cosignatures")),
    )
    op.create_index(op.f("ix_log_cosignatures_witness_at"), "log_cosignatures", ["witness", "at"])
    if op.get_bind().dialect.name == "postgresql":
        # The application tells where an entry stands; the sequencer alone builds, and changes nothing but the
        # last tile of a level and a witness's own latest word.
        tables = ", ".join(TABLES)
        op.execute(f"grant select on {tables} to sharehub_app, sharehub_worker, sharehub_sequencer")
        op.execute(f"grant insert on {tables} to sharehub_sequencer")
        op.execute("grant update on log_tiles, log_cosignatures to sharehub_sequencer")
        # The custodian exports the log, what waits for the tree included.
        op.execute("grant select on log_queue to sharehub_worker")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("revoke select on log_queue from sharehub_worker")
    for table in reversed(TABLES):
        op.drop_table(table)
