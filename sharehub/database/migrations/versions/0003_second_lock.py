"""The second lock: on PostgreSQL the application's role sees the rows of its acting unit's cases alone.

Four roles, none of which logs in by itself: whoever does is made a member of one. The migration role owns the
tables. The setting `sharehub.unit` names the acting unit for one transaction; without it no case is there.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROLES = ("sharehub_app", "sharehub_worker", "sharehub_sequencer", "sharehub_migration")

ACTING = "nullif(current_setting('sharehub.unit', true), '')::uuid"
OVERSEES = f"(select coalesce(bool_or(u.oversight), false) from units u where u.id = {ACTING})"
OF_A_CASE = {
    "cases": "id",
    "persons": "case_id",
    "memberships": "case_id",
    "exclusions": "case_id",
    "conflict_checks": "case_id",
    "gates": "case_id",
    "consent_events": "case_id",
    "approvals": "case_id",
    "serious_risk_decisions": "case_id",
    "facts": "case_id",
    "summaries": "case_id",
}
"""Tables of cases, and the column that says of which."""
WITHIN = {
    "fact_versions": "exists (select 1 from facts f where f.id = fact_versions.fact_id)",
    "summary_facts": "exists (select 1 from summaries s where s.id = summary_facts.summary_id)",
    "import_lines": "exists (select 1 from imports i where i.id = import_lines.import_id)",
    "imports": f"unit_id = {ACTING}",
    "idempotency_keys": (
        f"exists (select 1 from users u where u.id = idempotency_keys.user_id and u.unit_id = {ACTING})"
    ),
}
"""Tables whose rows are where others are: those others' own policy decides."""
READ_BY_ALL = ("agencies", "units", "users", "clients", "rulebooks", "protocols", "protocol_parties")
CHANGED = (
    *("agencies", "units", "users", "clients", "rulebooks", "protocols", "protocol_parties", "cases"),
    *("persons", "memberships", "conflict_checks", "gates", "serious_risk_decisions", "facts"),
    *("fact_versions", "summaries", "imports", "idempotency_keys"),
    # Re-wrapping writes a record's wrapped key, and nothing else of it.
    *("exclusions", "consent_events", "approvals"),
)
NEVER_CHANGED = ("case_units", "summary_facts", "import_lines", "used_proofs")
LOG = ("audit_entries", "decision_records", "log_queue")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for role in ROLES:
        op.execute(
            # Roles are the server's: another database of it may be making them at this moment.
            f"do $$ begin if not exists (select 1 from pg_roles where rolname = '{role}') then"
            f" begin create role {role} nologin;"
            " exception when duplicate_object or unique_violation then null; end;"
            " end if; end $$"
        )
    op.execute(f"grant usage on schema public to {', '.join(ROLES[:3])}")
    op.execute(f"grant select on alembic_version to {', '.join(ROLES[:3])}")
    _functions()
    _lock_cases()
    _grant_application()
    _grant_worker()
    _grant_sequencer()


def _functions() -> None:
    """Two questions that the application may ask of rows it does not see."""
    op.execute(
        "create function sharehub_is_new(asked uuid) returns boolean language sql stable security definer"
        " set search_path = public"
        " as $$ select not exists (select 1 from case_units where case_id = asked) $$"
    )
    op.execute(
        "create function sharehub_oldest_queued() returns timestamp with time zone language sql stable"
        " security definer set search_path = public"
        " as $$ select min(e.at) from audit_entries e join log_queue q on q.entry_id = e.id $$"
    )
    for function in ("sharehub_is_new(uuid)", "sharehub_oldest_queued()"):
        op.execute(f"revoke all on function {function} from public")
        op.execute(f"grant execute on function {function} to sharehub_app, sharehub_worker")


def _lock_cases() -> None:
    for table, column in OF_A_CASE.items():
        takes_part = (
            f"exists (select 1 from case_units c where c.case_id = {table}.{column} and c.unit_id = {ACTING})"
        )
        seen = f"({takes_part} or {OVERSEES})"
        op.execute(f"alter table {table} enable row level security")
        if table == "cases":
            op.execute(f"create policy seen on cases for select to sharehub_app using {seen}")
            op.execute(f"create policy changed on cases for update to sharehub_app using {seen}")
            op.execute(
                "create policy opened on cases for insert to sharehub_app"
                f" with check (opened_by_unit = {ACTING})"
            )
        else:
            op.execute(f"create policy seen on {table} to sharehub_app using {seen}")
    for table, within in WITHIN.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy seen on {table} to sharehub_app using ({within})")
    op.execute("alter table case_units enable row level security")
    op.execute(f"create policy seen on case_units for select to sharehub_app using (unit_id = {ACTING})")
    # A unit lets others in where it takes part, and comes in by itself only where nobody has been.
    op.execute(
        "create policy let_in on case_units for insert to sharehub_app with check ("
        f"exists (select 1 from case_units c where c.case_id = case_units.case_id and c.unit_id = {ACTING})"
        f" or (unit_id = {ACTING} and sharehub_is_new(case_id)))"
    )
    op.execute("alter table audit_entries enable row level security")
    op.execute("create policy written on audit_entries for insert to sharehub_app with check (true)")
    op.execute(
        "create policy seen on audit_entries for select to sharehub_app using"
        f" (exists (select 1 from facts f where f.id = audit_entries.fact_id) or unit = {ACTING}::text)"
    )


def _grant_application() -> None:
    every = (*READ_BY_ALL, *OF_A_CASE, *WITHIN, "case_units", "used_proofs")
    op.execute(f"grant select, insert on {', '.join(every)} to sharehub_app")
    op.execute(f"grant update on {', '.join(CHANGED)} to sharehub_app")
    op.execute("grant delete on used_proofs, idempotency_keys to sharehub_app")
    op.execute("grant select, insert on audit_entries to sharehub_app")
    op.execute("grant insert on decision_records, log_queue to sharehub_app")


def _grant_worker() -> None:
    """Custody crosses cases: it wraps keys anew and ends cases, opens nothing and adds no fact."""
    tables = (*OF_A_CASE, *WITHIN, "case_units", "audit_entries")
    for table in tables:
        op.execute(f"create policy worked_on on {table} to sharehub_worker using (true) with check (true)")
    op.execute(f"grant select on {', '.join((*READ_BY_ALL, *tables))} to sharehub_worker")
    changed = [table for table in CHANGED if table in OF_A_CASE or table == "fact_versions"]
    op.execute(f"grant update on {', '.join(changed)} to sharehub_worker")
    op.execute("grant delete on used_proofs, idempotency_keys to sharehub_worker")
    op.execute(f"grant insert on {', '.join(LOG)} to sharehub_worker")


def _grant_sequencer() -> None:
    """It orders the log, and sees nothing else."""
    op.execute("create policy sequenced on audit_entries for select to sharehub_sequencer using (true)")
    op.execute("grant select on audit_entries to sharehub_sequencer")
    op.execute("grant select, delete on log_queue to sharehub_sequencer")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in (*OF_A_CASE, *WITHIN, "case_units", "audit_entries"):
        for policy in ("seen", "changed", "opened", "let_in", "written", "worked_on", "sequenced"):
            op.execute(f"drop policy if exists {policy} on {table}")
        op.execute(f"alter table {table} disable row level security")
    op.execute("drop function sharehub_is_new(uuid)")
    op.execute("drop function sharehub_oldest_queued()")
    # The roles stay: other databases of the server may know them.
    op.execute(f"revoke all on all tables in schema public from {', '.join(ROLES[:3])}")
    op.execute(f"revoke usage on schema public from {', '.join(ROLES[:3])}")
