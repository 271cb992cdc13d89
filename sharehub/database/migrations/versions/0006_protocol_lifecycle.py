"""How a protocol is rehearsed, suspended, superseded, and who signed what.

Both tables are made anew: SQLite changes no check of a table that is there. Signatures so far were given for
what their protocol's row says; they are kept as given over its digests.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEPT = "id, name, version, digest, text, rulebook_digest, purposes, effective, expires, status, created_at"
COPIES = ("protocols", "protocol_parties")


def upgrade() -> None:
    _put_aside()
    _make_protocols()
    _make_parties()
    _make_signatures()
    _make_rehearsals()
    op.execute(
        "insert into protocols (id, name, version, digest, text, rulebook_digest, purposes, effective,"
        " expires, status, since, round, created_at)"
        # A suspension that nobody entered: there was no way to suspend.
        " select id, name, version, digest, text || '', rulebook_digest, purposes, effective, expires,"
        " case status when 'suspended' then 'superseded' else status end, created_at, 0, created_at"
        " from former_protocols"
    )
    op.execute(
        "insert into protocol_parties (protocol_id, unit_id)"
        " select protocol_id, unit_id from former_protocol_parties"
    )
    op.execute(
        "insert into protocol_signatures (protocol_id, unit_id, number, round, protocol_digest,"
        " rulebook_digest, signed_by, signed_at)"
        " select s.protocol_id, s.unit_id, 1, 0, p.digest, p.rulebook_digest, s.signed_by, s.signed_at"
        " from former_protocol_parties s join protocols p on p.id = s.protocol_id"
        " where s.signed_by is not null"
    )
    _drop_copies()
    if op.get_bind().dialect.name == "postgresql":
        _grant()


def _put_aside() -> None:
    for table in COPIES:
        op.execute(f"create table former_{table} as select * from {table}")
    op.drop_index("ix_protocol_parties_unit_id", "protocol_parties")
    for table in reversed(COPIES):
        op.drop_table(table)


def _drop_copies() -> None:
    for table in COPIES:
        op.execute(f"drop table former_{table}")


def _make_protocols() -> None:
    op.create_table(
        "protocols",
        *_document(),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("suspended_for", sa.String(length=64), nullable=True),
        sa.Column("suspended_by_unit", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "status in ('draft', 'rehearsed', 'in_force', 'suspended', 'superseded', 'withdrawn')",
            name=op.f("ck_protocols_status_known"),
        ),
        sa.CheckConstraint(
            "(status = 'suspended') = (suspended_for is not null)",
            name=op.f("ck_protocols_suspended_for_a_reason"),
        ),
        sa.CheckConstraint(
            "(suspended_for is null) = (suspended_by_unit is null)",
            name=op.f("ck_protocols_suspended_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["suspended_by_unit"], ["units.id"], name=op.f("fk_protocols_suspended_by_unit")
        ),
    )
    in_force = sa.text("status = 'in_force'")
    op.create_index(
        "uq_protocols_in_force",
        "protocols",
        ["name"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )
    if op.get_bind().dialect.name == "postgresql":
        # Every reading reads it: unpacking it each time took longer than all else of that select.
        op.execute("alter table protocols alter column text set storage external")


def _document() -> tuple[sa.Column[object] | sa.Constraint, ...]:
    """Return what a protocol has always had."""
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rulebook_digest", sa.String(length=64), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rulebook_digest"], ["rulebooks.digest"], name=op.f("fk_protocols_rulebook_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocols")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_protocols_name_version")),
    )


def _make_parties(*signature: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(
        "protocol_parties",
        sa.Column("protocol_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        *signature,
        sa.ForeignKeyConstraint(
            ["protocol_id"], ["protocols.id"], name=op.f("fk_protocol_parties_protocol_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_protocol_parties_unit_id")),
        sa.PrimaryKeyConstraint("protocol_id", "unit_id", name=op.f("pk_protocol_parties")),
    )
    op.create_index("ix_protocol_parties_unit_id", "protocol_parties", ["unit_id"])


def _make_signatures() -> None:
    op.create_table(
        "protocol_signatures",
        sa.Column("protocol_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("protocol_digest", sa.String(length=64), nullable=False),
        sa.Column("rulebook_digest", sa.String(length=64), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_by is null) = (withdrawn_at is null)",
            name=op.f("ck_protocol_signatures_withdrawn_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["protocol_id", "unit_id"],
            ["protocol_parties.protocol_id", "protocol_parties.unit_id"],
            name=op.f("fk_protocol_signatures_protocol_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["users.id"], name=op.f("fk_protocol_signatures_signed_by")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["users.id"], name=op.f("fk_protocol_signatures_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("protocol_id", "unit_id", "number", name=op.f("pk_protocol_signatures")),
    )
    standing = sa.text("withdrawn_at is null")
    op.create_index(
        "uq_protocol_signatures_standing",
        "protocol_signatures",
        ["protocol_id", "unit_id", "round"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def _make_rehearsals() -> None:
    op.create_table(
        "protocol_rehearsals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("protocol_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("protocol_digest", sa.String(length=64), nullable=False),
        sa.Column("rulebook_digest", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["protocol_id"], ["protocols.id"], name=op.f("fk_protocol_rehearsals_protocol_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_protocol_rehearsals_unit_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["users.id"], name=op.f("fk_protocol_rehearsals_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_rehearsals")),
    )
    op.create_index("ix_protocol_rehearsals_protocol_id", "protocol_rehearsals", ["protocol_id"])


def _grant() -> None:
    """What was agreed is never rewritten: a protocol moves on, and a signature is withdrawn, nothing else."""
    made = "protocols, protocol_parties, protocol_signatures, protocol_rehearsals"
    op.execute(f"grant select, insert on {made} to sharehub_app")
    op.execute(
        "grant update (status, since, round, suspended_for, suspended_by_unit) on protocols to sharehub_app"
    )
    op.execute("grant update (withdrawn_by, withdrawn_at) on protocol_signatures to sharehub_app")
    op.execute("grant select on protocols, protocol_parties to sharehub_worker")


def downgrade() -> None:
    op.drop_table("protocol_rehearsals")
    op.execute("create table former_signatures as select * from protocol_signatures")
    op.drop_table("protocol_signatures")
    _put_aside()
    op.create_table(
        "protocols",
        *_document(),
        sa.CheckConstraint(
            "status in ('draft', 'in_force', 'suspended', 'superseded')",
            name=op.f("ck_protocols_status_known"),
        ),
    )
    _make_parties(
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["signed_by"], ["users.id"], name=op.f("fk_protocol_parties_signed_by")),
    )
    op.execute(
        f"insert into protocols ({KEPT})"
        " select id, name, version, digest, text, rulebook_digest, purposes, effective, expires,"
        # What was taken back must not be signed there.
        " case status when 'rehearsed' then 'draft' when 'withdrawn' then 'superseded' else status end,"
        " created_at from former_protocols"
    )
    op.execute(
        "insert into protocol_parties (protocol_id, unit_id, signed_by, signed_at)"
        " select p.protocol_id, p.unit_id, s.signed_by, s.signed_at from former_protocol_parties p"
        " join former_protocols d on d.id = p.protocol_id"
        " left join former_signatures s on s.protocol_id = p.protocol_id and s.unit_id = p.unit_id"
        " and s.round = d.round and s.withdrawn_at is null"
    )
    op.execute("drop table former_signatures")
    _drop_copies()
    if op.get_bind().dialect.name == "postgresql":
        op.execute("grant select, insert, update on protocols, protocol_parties to sharehub_app")
        op.execute("grant select on protocols, protocol_parties to sharehub_worker")
