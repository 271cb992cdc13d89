"""The governed exchange."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=True),
        sa.Column("case_alias", sa.String(length=64), nullable=True),
        sa.Column("fact_id", sa.Uuid(), nullable=True),
        sa.Column("fact_revision", sa.Integer(), nullable=True),
        sa.Column("manifest_digest", sa.String(length=64), nullable=True),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("fact_id", "fact_revision", name=op.f("uq_audit_entries_fact_id_fact_revision")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entries_action_at"), ["action", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_actor_at"), ["actor", "at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_entries_case_alias_at"), ["case_alias", "at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_entries_unit_at"), ["unit", "at"], unique=False)

    op.create_table(
        "rulebooks",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("base", sa.Boolean(), nullable=False),
        sa.Column("registered_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rulebooks")),
    )
    with op.batch_alter_table("rulebooks", schema=None) as batch_op:
        batch_op.create_index(
            "uq_rulebooks_base",
            ["base"],
            unique=True,
            sqlite_where=sa.text("base"),
            postgresql_where=sa.text("base"),
        )

    op.create_table(
        "units",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("discreet", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("code", name=op.f("uq_units_code")),
    )
    op.create_table(
        "decision_records",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entries.id"], name=op.f("fk_decision_records_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_decision_records")),
    )
    op.create_table(
        "log_queue",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entries.id"], name=op.f("fk_log_queue_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_log_queue")),
    )
    op.create_table(
        "protocols",
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
        sa.CheckConstraint(
            "status in ('draft', 'in_force', 'suspended', 'superseded')",
            name=op.f("ck_protocols_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["rulebook_digest"], ["rulebooks.digest"], name=op.f("fk_protocols_rulebook_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocols")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_protocols_name_version")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_users_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_by_unit", sa.Uuid(), nullable=False),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("shredding_asked_by", sa.Uuid(), nullable=True),
        sa.Column("shredded_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_cases_opened_by")),
        sa.ForeignKeyConstraint(["opened_by_unit"], ["units.id"], name=op.f("fk_cases_opened_by_unit")),
        sa.ForeignKeyConstraint(
            ["shredding_asked_by"], ["users.id"], name=op.f("fk_cases_shredding_asked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_table(
        "protocol_parties",
        sa.Column("protocol_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["protocol_id"], ["protocols.id"], name=op.f("fk_protocol_parties_protocol_id")
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["users.id"], name=op.f("fk_protocol_parties_signed_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_protocol_parties_unit_id")),
        sa.PrimaryKeyConstraint("protocol_id", "unit_id", name=op.f("pk_protocol_parties")),
    )
    with op.batch_alter_table("protocol_parties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protocol_parties_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "approvals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", Moment(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("wrapping_key", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["users.id"], name=op.f("fk_approvals_approved_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_approvals_case_id")),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["units.id"], name=op.f("fk_approvals_owner_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approvals_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approvals_wrapping_key"), ["wrapping_key"], unique=False)

    op.create_table(
        "conflict_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.String(length=64), nullable=False),
        sa.Column("raised", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("decided", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("result", sa.String(length=64), nullable=True),
        sa.Column("declared", sa.LargeBinary(), nullable=False),
        sa.Column("wrapping_key", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "(decided is null) = (result is null)", name=op.f("ck_conflict_checks_decided_with_result")
        ),
        sa.CheckConstraint(
            "decided is null or decided_by <> user_id", name=op.f("ck_conflict_checks_not_in_own_cause")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_conflict_checks_case_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_conflict_checks_decided_by")),
        sa.ForeignKeyConstraint(
            ["owner_unit_id"], ["units.id"], name=op.f("fk_conflict_checks_owner_unit_id")
        ),
        sa.ForeignKeyConstraint(["raised_by"], ["users.id"], name=op.f("fk_conflict_checks_raised_by")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_conflict_checks_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_checks")),
    )
    with op.batch_alter_table("conflict_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_checks_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflict_checks_wrapping_key"), ["wrapping_key"], unique=False)

    op.create_table(
        "exclusions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("wrapping_key", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_exclusions_case_id")),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["units.id"], name=op.f("fk_exclusions_owner_unit_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_exclusions_recorded_by")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_exclusions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusions")),
    )
    with op.batch_alter_table("exclusions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exclusions_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exclusions_wrapping_key"), ["wrapping_key"], unique=False)

    op.create_table(
        "facts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("retracted", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_facts_case_id")),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["units.id"], name=op.f("fk_facts_owner_unit_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_facts_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facts_case_id"), ["case_id"], unique=False)

    op.create_table(
        "gates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("gate", sa.String(length=64), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("units", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_gates_case_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_gates_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gates")),
    )
    with op.batch_alter_table("gates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gates_case_id"), ["case_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("allocated_by", sa.Uuid(), nullable=False),
        sa.Column("allocated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["allocated_by"], ["users.id"], name=op.f("fk_memberships_allocated_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_memberships_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_user_id"), ["user_id"], unique=False)

    op.create_table(
        "persons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("twelfth_birthday", sa.Date(), nullable=True),
        sa.Column("name_tokens", sa.JSON(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("born", sa.LargeBinary(), nullable=False),
        sa.Column("wrapping_key", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_persons_case_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_persons_created_by")),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["units.id"], name=op.f("fk_persons_owner_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_persons_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_persons_wrapping_key"), ["wrapping_key"], unique=False)

    op.create_table(
        "serious_risk_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("subject_told", sa.Boolean(), nullable=True),
        sa.Column("risk", sa.LargeBinary(), nullable=False),
        sa.Column("why_not_less", sa.LargeBinary(), nullable=False),
        sa.Column("told_note", sa.LargeBinary(), nullable=False),
        sa.Column("wrapping_key", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "approved_by is null or approved_by <> asked_by",
            name=op.f("ck_serious_risk_decisions_approver_is_not_the_asker"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["users.id"], name=op.f("fk_serious_risk_decisions_approved_by")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_serious_risk_decisions_asked_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_serious_risk_decisions_case_id")),
        sa.ForeignKeyConstraint(
            ["owner_unit_id"], ["units.id"], name=op.f("fk_serious_risk_decisions_owner_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serious_risk_decisions")),
    )
    with op.batch_alter_table("serious_risk_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_serious_risk_decisions_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_serious_risk_decisions_wrapping_key"), ["wrapping_key"], unique=False
        )

    op.create_table(
        "summaries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "status in ('published', 'superseded', 'withdrawn')", name=op.f("ck_summaries_status_known")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_summaries_case_id")),
        sa.ForeignKeyConstraint(["published_by"], ["users.id"], name=op.f("fk_summaries_published_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_summaries_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summaries")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_summaries_case_id_number")),
    )
    with op.batch_alter_table("summaries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summaries_case_id"), ["case_id"], unique=False)

    op.create_table(
        "consent_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("owner_unit_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_part", sa.String(length=64), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=False),
        sa.Column("given_by_part", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("capacity", sa.String(length=64), nullable=True),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("except_units", sa.JSON(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("exclude_facts", sa.JSON(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("may_be_put_to_perpetrator", sa.Boolean(), nullable=False),
        sa.Column("may_appear_in_report", sa.Boolean(), nullable=False),
        sa.Column("asked_alone", sa.Boolean(), nullable=True),
        sa.Column("interpreter_independent", sa.Boolean(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("own_words", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("wrapping_key", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "not (given_by_part = 'perpetrator' and subject_part = 'child' and kind <> 'objection')",
            name=op.f("ck_consent_events_perpetrator_never_for_a_child"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_consent_events_case_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["persons.id"], name=op.f("fk_consent_events_given_by_id")),
        sa.ForeignKeyConstraint(
            ["owner_unit_id"], ["units.id"], name=op.f("fk_consent_events_owner_unit_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_consent_events_recorded_by")),
        sa.ForeignKeyConstraint(["subject_id"], ["persons.id"], name=op.f("fk_consent_events_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_events")),
        sa.UniqueConstraint("case_id", "reference", name=op.f("uq_consent_events_case_id_reference")),
    )
    with op.batch_alter_table("consent_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_events_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_events_wrapping_key"), ["wrapping_key"], unique=False)

    op.create_table(
        "fact_versions",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("subject_person_id", sa.Uuid(), nullable=True),
        sa.Column("subject_unit_id", sa.Uuid(), nullable=True),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("tactics", sa.JSON(), nullable=False),
        sa.Column("pathways", sa.JSON(), nullable=False),
        sa.Column("dasa_effects", sa.JSON(), nullable=False),
        sa.Column("child_link", sa.JSON(), nullable=False),
        sa.Column("ric_items", sa.JSON(), nullable=False),
        sa.Column("intersection_links", sa.JSON(), nullable=False),
        sa.Column("relationship_context", sa.String(length=64), nullable=False),
        sa.Column("first_known", sa.String(length=10), nullable=True),
        sa.Column("last_known", sa.String(length=10), nullable=True),
        sa.Column("date_precision", sa.String(length=64), nullable=False),
        sa.Column("frequency", sa.String(length=64), nullable=False),
        sa.Column("trend", sa.String(length=64), nullable=False),
        sa.Column("source_type", sa.String(length=64), nullable=False),
        sa.Column("source_person_id", sa.Uuid(), nullable=True),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("corroboration", sa.String(length=64), nullable=False),
        sa.Column("perp_aware", sa.String(length=64), nullable=False),
        sa.Column("aware_claimed_by", sa.Uuid(), nullable=True),
        sa.Column("source_exposure", sa.String(length=64), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("covert", sa.Boolean(), nullable=True),
        sa.Column("has_gist", sa.Boolean(), nullable=False),
        sa.Column("caveats", sa.JSON(), nullable=False),
        sa.Column("travels_with", sa.JSON(), nullable=False),
        sa.Column("concern_rank", sa.Integer(), nullable=True),
        sa.Column("action_unit_id", sa.Uuid(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("gist", sa.LargeBinary(), nullable=False),
        sa.Column("pathway_note", sa.LargeBinary(), nullable=False),
        sa.Column("disclosed_to", sa.LargeBinary(), nullable=False),
        sa.Column("police_grade", sa.LargeBinary(), nullable=False),
        sa.Column("pathway_unknown_reason", sa.LargeBinary(), nullable=False),
        sa.Column("no_link_found_reason", sa.LargeBinary(), nullable=False),
        sa.Column("gist_reason", sa.LargeBinary(), nullable=False),
        sa.Column("wrapping_key", sa.String(length=64), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_unit_id"], ["units.id"], name=op.f("fk_fact_versions_action_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["aware_claimed_by"], ["users.id"], name=op.f("fk_fact_versions_aware_claimed_by")
        ),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_fact_versions_fact_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_fact_versions_recorded_by")),
        sa.ForeignKeyConstraint(
            ["source_person_id"], ["persons.id"], name=op.f("fk_fact_versions_source_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject_person_id"], ["persons.id"], name=op.f("fk_fact_versions_subject_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject_unit_id"], ["units.id"], name=op.f("fk_fact_versions_subject_unit_id")
        ),
        sa.PrimaryKeyConstraint("fact_id", "version", name=op.f("pk_fact_versions")),
    )
    with op.batch_alter_table("fact_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_versions_wrapping_key"), ["wrapping_key"], unique=False)

    op.create_table(
        "summary_facts",
        sa.Column("summary_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_summary_facts_fact_id")),
        sa.ForeignKeyConstraint(["summary_id"], ["summaries.id"], name=op.f("fk_summary_facts_summary_id")),
        sa.PrimaryKeyConstraint("summary_id", "section", "position", name=op.f("pk_summary_facts")),
    )


def downgrade() -> None:

    op.drop_table("summary_facts")
    with op.batch_alter_table("fact_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fact_versions_wrapping_key"))

    op.drop_table("fact_versions")
    with op.batch_alter_table("consent_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_events_wrapping_key"))
        batch_op.drop_index(batch_op.f("ix_consent_events_case_id"))

    op.drop_table("consent_events")
    with op.batch_alter_table("summaries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summaries_case_id"))

    op.drop_table("summaries")
    with op.batch_alter_table("serious_risk_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_serious_risk_decisions_wrapping_key"))
        batch_op.drop_index(batch_op.f("ix_serious_risk_decisions_case_id"))

    op.drop_table("serious_risk_decisions")
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_persons_wrapping_key"))
        batch_op.drop_index(batch_op.f("ix_persons_case_id"))

    op.drop_table("persons")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_user_id"))
        batch_op.drop_index(batch_op.f("ix_memberships_case_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("gates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gates_case_id"))

    op.drop_table("gates")
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_facts_case_id"))

    op.drop_table("facts")
    with op.batch_alter_table("exclusions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exclusions_wrapping_key"))
        batch_op.drop_index(batch_op.f("ix_exclusions_case_id"))

    op.drop_table("exclusions")
    with op.batch_alter_table("conflict_checks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_checks_wrapping_key"))
        batch_op.drop_index(batch_op.f("ix_conflict_checks_case_id"))

    op.drop_table("conflict_checks")
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approvals_wrapping_key"))
        batch_op.drop_index(batch_op.f("ix_approvals_case_id"))

    op.drop_table("approvals")
    with op.batch_alter_table("protocol_parties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_protocol_parties_unit_id"))

    op.drop_table("protocol_parties")
    op.drop_table("cases")
    op.drop_table("users")
    op.drop_table("protocols")
    op.drop_table("log_queue")
    op.drop_table("decision_records")
    op.drop_table("units")
    with op.batch_alter_table("rulebooks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rulebooks_base", sqlite_where=sa.text("base"), postgresql_where=sa.text("base")
        )

    op.drop_table("rulebooks")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_unit_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_case_alias_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_actor_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_action_at"))

    op.drop_table("audit_entries")
