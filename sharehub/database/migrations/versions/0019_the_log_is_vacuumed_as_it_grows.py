"""PostgreSQL goes through the log's new rows every few days, not once it has grown by a fifth.

Until it has, it looks up each row of the last weeks although an index holds all that is counted. Rows that
are only ever added need nothing else of it.
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("audit_entries", "decision_portions")
PARAMETERS = {"autovacuum_vacuum_insert_scale_factor": "0", "autovacuum_vacuum_insert_threshold": "10000"}


def upgrade() -> None:
    _alter(f"SET ({', '.join(f'{name} = {value}' for name, value in PARAMETERS.items())})")


def downgrade() -> None:
    _alter(f"RESET ({', '.join(PARAMETERS)})")


def _alter(how: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} {how}")
