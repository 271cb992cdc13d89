"""Referrals, change, permission to communicate, questions to services, gaps and what was shown to her.

None of these tables holds a text: what is said is a fact of the case, and here stand its id and closed words.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sharehub.database.types import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ACTING = "nullif(current_setting('sharehub.unit', true), '')::uuid"
OVERSEES = f"(select coalesce(bool_or(u.oversight), false) from units u where u.id = {ACTING})"
OF_A_CASE = (
    "service_questions",
    "change_assessments",
    "commitments",
    "gap_closings",
    "goals",
    "referrals",
    "change_answers",
    "commitment_follow_ups",
    "permissions",
    "shown_to_her",
    "attendances",
)
WITHIN = {
    "referral_steps": "exists (select 1 from referrals r where r.id = referral_steps.referral_id)",
}
CHANGED = ("programmes", "referrals", "goals", "permissions", "service_questions")
TABLES = (*OF_A_CASE, *WITHIN, "programmes")


def upgrade() -> None:
    _programmes()
    _service_questions()
    _change_assessments()
    _commitments()
    _gap_closings()
    _goals()
    _referrals()
    _change_answers()
    _commitment_follow_ups()
    _permissions()
    _referral_steps()
    _shown_to_her()
    _attendances()
    if op.get_bind().dialect.name == "postgresql":
        _lock()
        _grant()


def _programmes() -> None:
    op.create_table(
        "programmes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mandates", sa.JSON(), nullable=False),
        sa.Column("men_only", sa.Boolean(), nullable=False),
        sa.Column("heterosexual_only", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["users.id"], name=op.f("fk_programmes_changed_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_programmes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("code", name=op.f("uq_programmes_code")),
    )


def _service_questions() -> None:
    op.create_table(
        "service_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("from_unit_id", sa.Uuid(), nullable=False),
        sa.Column("to_unit_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_role", sa.String(length=64), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "(status = 'declined') = (reason is not null)",
            name=op.f("ck_service_questions_declined_for_a_reason"),
        ),
        sa.CheckConstraint(
            "status in ('open', 'answered', 'declined')", name=op.f("ck_service_questions_status_known")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_service_questions_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_service_questions_asked_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_service_questions_case_id")),
        sa.ForeignKeyConstraint(
            ["from_unit_id"], ["units.id"], name=op.f("fk_service_questions_from_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_questions")),
    )
    op.create_index(op.f("ix_service_questions_case_id"), "service_questions", ["case_id"], unique=False)


def _change_assessments() -> None:
    op.create_table(
        "change_assessments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint('start <= "end"', name=op.f("ck_change_assessments_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_change_assessments_case_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_change_assessments_made_by")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_change_assessments_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_change_assessments_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_assessments")),
    )
    op.create_index(op.f("ix_change_assessments_case_id"), "change_assessments", ["case_id"], unique=False)


def _commitments() -> None:
    op.create_table(
        "commitments",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("for_children", sa.JSON(), nullable=False),
        sa.Column("follow_up_due", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_commitments_case_id")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_commitments_fact_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_commitments_recorded_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_commitments_unit_id")),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_commitments")),
    )
    op.create_index(op.f("ix_commitments_case_id"), "commitments", ["case_id"], unique=False)


def _gap_closings() -> None:
    op.create_table(
        "gap_closings",
        sa.Column("gap_fact_id", sa.Uuid(), nullable=False),
        sa.Column("closed_by_fact_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=False),
        sa.CheckConstraint("gap_fact_id <> closed_by_fact_id", name=op.f("ck_gap_closings_by_another_fact")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_gap_closings_case_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_gap_closings_closed_by")),
        sa.ForeignKeyConstraint(
            ["closed_by_fact_id"], ["facts.id"], name=op.f("fk_gap_closings_closed_by_fact_id")
        ),
        sa.ForeignKeyConstraint(["gap_fact_id"], ["facts.id"], name=op.f("fk_gap_closings_gap_fact_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_gap_closings_unit_id")),
        sa.PrimaryKeyConstraint("gap_fact_id", "closed_by_fact_id", name=op.f("pk_gap_closings")),
    )
    op.create_index(op.f("ix_gap_closings_case_id"), "gap_closings", ["case_id"], unique=False)


def _goals() -> None:
    op.create_table(
        "goals",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("outcome_fact_id", sa.Uuid(), nullable=False),
        sa.Column("witness_fact_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("outcome_for", sa.JSON(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "status in ('not_started', 'some_evidence', 'sustained', 'not_met', 'unknown')",
            name=op.f("ck_goals_status_known"),
        ),
        sa.CheckConstraint("fact_id <> outcome_fact_id", name=op.f("ck_goals_outcome_is_not_the_behaviour")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_goals_case_id")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_goals_fact_id")),
        sa.ForeignKeyConstraint(["outcome_fact_id"], ["facts.id"], name=op.f("fk_goals_outcome_fact_id")),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"], name=op.f("fk_goals_set_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_goals_unit_id")),
        sa.ForeignKeyConstraint(["witness_fact_id"], ["facts.id"], name=op.f("fk_goals_witness_fact_id")),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_goals")),
    )
    op.create_index(op.f("ix_goals_case_id"), "goals", ["case_id"], unique=False)


def _referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("from_unit_id", sa.Uuid(), nullable=False),
        sa.Column("to_unit_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_user_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_role", sa.String(length=64), nullable=False),
        sa.Column("sender_purpose", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mandate", sa.String(length=64), nullable=False),
        sa.Column("man", sa.String(length=64), nullable=False),
        sa.Column("relationship", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=True),
        sa.Column("parenting", sa.JSON(), nullable=False),
        sa.Column("asked_tactics", sa.JSON(), nullable=False),
        sa.Column("earlier_asked", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_role", sa.String(length=64), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("manifest", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "status in ('draft', 'approved', 'sent', 'accepted', 'rejected', 'in_progress', 'completed',"
            " 'revoked', 'recalled')",
            name=op.f("ck_referrals_status_known"),
        ),
        sa.CheckConstraint(
            "(approved_by is null) = (manifest is null)", name=op.f("ck_referrals_approved_with_a_manifest")
        ),
        sa.CheckConstraint(
            "sent_at is null or manifest is not null", name=op.f("ck_referrals_sent_as_approved")
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["users.id"], name=op.f("fk_referrals_approved_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_referrals_case_id")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["units.id"], name=op.f("fk_referrals_from_unit_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_referrals_made_by")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_referrals_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_referrals_programme_id")),
        sa.ForeignKeyConstraint(
            ["recipient_user_id"], ["users.id"], name=op.f("fk_referrals_recipient_user_id")
        ),
        sa.ForeignKeyConstraint(["to_unit_id"], ["units.id"], name=op.f("fk_referrals_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
    )
    op.create_index(op.f("ix_referrals_case_id"), "referrals", ["case_id"], unique=False)


def _change_answers() -> None:
    op.create_table(
        "change_answers",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("by_unit_id", sa.Uuid(), nullable=True),
        sa.Column("tactic", sa.String(length=64), nullable=True),
        sa.Column("replaced_by", sa.String(length=64), nullable=True),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("denied", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(answer = 'replaced') = (replaced_by is not null)",
            name=op.f("ck_change_answers_replaced_by_something"),
        ),
        sa.CheckConstraint(
            "(question = 'changed') = (tactic is not null)",
            name=op.f("ck_change_answers_changed_of_a_tactic"),
        ),
        sa.CheckConstraint(
            "question in ('named', 'claimed', 'changed', 'others')",
            name=op.f("ck_change_answers_question_known"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["change_assessments.id"], name=op.f("fk_change_answers_assessment_id")
        ),
        sa.ForeignKeyConstraint(["by_unit_id"], ["units.id"], name=op.f("fk_change_answers_by_unit_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_change_answers_case_id")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_change_answers_fact_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["persons.id"], name=op.f("fk_change_answers_subject_id")),
        sa.PrimaryKeyConstraint("assessment_id", "number", name=op.f("pk_change_answers")),
        sa.UniqueConstraint(
            "assessment_id",
            "question",
            "fact_id",
            name=op.f("uq_change_answers_assessment_id_question_fact_id"),
        ),
        sa.UniqueConstraint("fact_id", name=op.f("uq_change_answers_fact_id")),
    )
    op.create_index(op.f("ix_change_answers_case_id"), "change_answers", ["case_id"], unique=False)


def _commitment_follow_ups() -> None:
    op.create_table(
        "commitment_follow_ups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("kept", sa.String(length=64), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "kept in ('kept', 'partly', 'not_kept', 'unknown')",
            name=op.f("ck_commitment_follow_ups_kept_known"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_commitment_follow_ups_case_id")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitments.fact_id"], name=op.f("fk_commitment_follow_ups_commitment_id")
        ),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_commitment_follow_ups_fact_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["users.id"], name=op.f("fk_commitment_follow_ups_recorded_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_commitment_follow_ups_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_follow_ups")),
    )
    op.create_index(
        op.f("ix_commitment_follow_ups_case_id"), "commitment_follow_ups", ["case_id"], unique=False
    )
    op.create_index(
        op.f("ix_commitment_follow_ups_commitment_id"),
        "commitment_follow_ups",
        ["commitment_id"],
        unique=False,
    )


def _permissions() -> None:
    op.create_table(
        "permissions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("with_unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("directions", sa.JSON(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("to_them", sa.Uuid(), nullable=True),
        sa.Column("from_them", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "status in ('asked', 'given', 'refused', 'withdrawn')", name=op.f("ck_permissions_status_known")
        ),
        sa.CheckConstraint("unit_id <> with_unit_id", name=op.f("ck_permissions_with_another_unit")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_permissions_asked_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_permissions_case_id")),
        sa.ForeignKeyConstraint(["from_them"], ["consent_events.id"], name=op.f("fk_permissions_from_them")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_permissions_person_id")),
        sa.ForeignKeyConstraint(["to_them"], ["consent_events.id"], name=op.f("fk_permissions_to_them")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_permissions_unit_id")),
        sa.ForeignKeyConstraint(["with_unit_id"], ["units.id"], name=op.f("fk_permissions_with_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permissions")),
    )
    op.create_index(op.f("ix_permissions_case_id"), "permissions", ["case_id"], unique=False)


def _referral_steps() -> None:
    op.create_table(
        "referral_steps",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("note_fact_id", sa.Uuid(), nullable=True),
        sa.Column("by_user", sa.Uuid(), nullable=False),
        sa.Column("by_unit", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["by_unit"], ["units.id"], name=op.f("fk_referral_steps_by_unit")),
        sa.ForeignKeyConstraint(["by_user"], ["users.id"], name=op.f("fk_referral_steps_by_user")),
        sa.ForeignKeyConstraint(["note_fact_id"], ["facts.id"], name=op.f("fk_referral_steps_note_fact_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_referral_steps_referral_id")
        ),
        sa.PrimaryKeyConstraint("referral_id", "number", name=op.f("pk_referral_steps")),
    )


def _shown_to_her() -> None:
    op.create_table(
        "shown_to_her",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.Column("asked_to_share", sa.Boolean(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_shown_to_her_case_id")),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent_events.id"], name=op.f("fk_shown_to_her_consent_id")
        ),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_shown_to_her_fact_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_shown_to_her_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_shown_to_her_recorded_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_shown_to_her_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_to_her")),
    )
    op.create_index(op.f("ix_shown_to_her_case_id"), "shown_to_her", ["case_id"], unique=False)
    op.create_index(op.f("ix_shown_to_her_fact_id"), "shown_to_her", ["fact_id"], unique=False)


def _attendances() -> None:
    op.create_table(
        "attendances",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("named_fact_id", sa.Uuid(), nullable=False),
        sa.Column("claimed_fact_id", sa.Uuid(), nullable=False),
        sa.Column("changed_fact_id", sa.Uuid(), nullable=False),
        sa.Column("named", sa.String(length=8), server_default="named", nullable=False),
        sa.Column("claimed", sa.String(length=8), server_default="claimed", nullable=False),
        sa.Column("changed", sa.String(length=8), server_default="changed", nullable=False),
        sa.CheckConstraint(
            "named = 'named' and claimed = 'claimed' and changed = 'changed'",
            name=op.f("ck_attendances_each_question_answered"),
        ),
        sa.CheckConstraint(
            "0 <= attended and attended <= offered", name=op.f("ck_attendances_attended_of_those_offered")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id", "changed", "changed_fact_id"],
            ["change_answers.assessment_id", "change_answers.question", "change_answers.fact_id"],
            name="fk_attendances_changed",
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id", "claimed", "claimed_fact_id"],
            ["change_answers.assessment_id", "change_answers.question", "change_answers.fact_id"],
            name="fk_attendances_claimed",
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id", "named", "named_fact_id"],
            ["change_answers.assessment_id", "change_answers.question", "change_answers.fact_id"],
            name="fk_attendances_named",
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["change_assessments.id"], name=op.f("fk_attendances_assessment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_attendances_case_id")),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_attendances")),
    )
    op.create_index(op.f("ix_attendances_case_id"), "attendances", ["case_id"], unique=False)


def _lock() -> None:
    for table in OF_A_CASE:
        inside = f"select 1 from case_units c where c.case_id = {table}.case_id and c.unit_id = {ACTING}"
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy seen on {table} to sharehub_app using (exists ({inside}) or {OVERSEES})")
    for table, within in WITHIN.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy seen on {table} to sharehub_app using ({within})")
    for table in (*OF_A_CASE, *WITHIN):
        op.execute(f"create policy worked_on on {table} to sharehub_worker using (true) with check (true)")


def _grant() -> None:
    op.execute(f"grant select, insert on {', '.join(TABLES)} to sharehub_app")
    op.execute(f"grant update on {', '.join(CHANGED)} to sharehub_app")
    op.execute(f"grant select on {', '.join(TABLES)} to sharehub_worker")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # Its policy names another of these tables, and none goes while that does.
        op.execute("drop policy seen on referral_steps")
    for table in (
        "attendances",
        "shown_to_her",
        "referral_steps",
        "permissions",
        "commitment_follow_ups",
        "change_answers",
        "referrals",
        "goals",
        "gap_closings",
        "commitments",
        "change_assessments",
        "service_questions",
        "programmes",
    ):
        op.drop_table(table)
