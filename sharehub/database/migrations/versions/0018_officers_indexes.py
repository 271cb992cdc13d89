"""What officers ask about their own unit is answered from indexes alone, where it is counted or filtered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NOT_DONE = sa.text("outcome <> 'done'")
HEARD = ["unit_id", "at", "entry_id", "side", "instead_of", "asker_unit", "purpose", "actor"]


def upgrade() -> None:
    op.drop_index("ix_audit_entries_unit_at", "audit_entries")
    op.create_index("ix_audit_entries_unit_at_action", "audit_entries", ["unit", "at", "action"])
    op.drop_index("ix_audit_entries_unit_not_done", "audit_entries")
    _not_done(["unit", "at", "id", "action", "outcome"])
    op.drop_index("ix_decision_portions_unit_id_at", "decision_portions")
    op.create_index("ix_decision_portions_heard", "decision_portions", HEARD)


def downgrade() -> None:
    op.drop_index("ix_decision_portions_heard", "decision_portions")
    op.create_index("ix_decision_portions_unit_id_at", "decision_portions", ["unit_id", "at"])
    op.drop_index("ix_audit_entries_unit_not_done", "audit_entries")
    _not_done(["unit", "at"])
    op.drop_index("ix_audit_entries_unit_at_action", "audit_entries")
    op.create_index("ix_audit_entries_unit_at", "audit_entries", ["unit", "at"])


def _not_done(columns: list[str]) -> None:
    op.create_index(
        "ix_audit_entries_unit_not_done",
        "audit_entries",
        columns,
        sqlite_where=NOT_DONE,
        postgresql_where=NOT_DONE,
    )
