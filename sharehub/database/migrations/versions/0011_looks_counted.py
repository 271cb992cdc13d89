"""Looks by person, and by unit and purpose, so that counting them need not put them in order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ASKED = sa.text("side = 'asker' and instead_of is null")
INDEXES = {
    "ix_decision_portions_persons": ["actor", "at", "entry_id", "unit_id"],
    "ix_decision_portions_purposes": ["unit_id", "purpose", "at"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "decision_portions", columns, sqlite_where=ASKED, postgresql_where=ASKED)


def downgrade() -> None:
    for name in reversed(INDEXES):
        op.drop_index(name, "decision_portions")
