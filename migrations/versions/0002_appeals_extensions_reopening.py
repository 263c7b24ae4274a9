"""Appeals, extensions, reopened and set-aside sheets.

Revision ID: 0002
Revises: 0001

"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES_BEFORE = (
    "draft",
    "submitted",
    "in_verification",
    "returned",
    "verified",
    "approved",
    "published",
    "closed",
)
STATES = (*STATES_BEFORE[:5], "under_appeal", "settled", *STATES_BEFORE[5:])
VERIFIED_BEFORE = "state NOT IN ('verified', 'approved', 'published') OR verified_at IS NOT NULL"
VERIFIED = (
    "state NOT IN ('verified', 'under_appeal', 'settled', 'approved', 'published')"
    " OR verified_at IS NOT NULL"
)


def one_of(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    with op.batch_alter_table("period") as period:
        period.add_column(
            sa.Column("appeal_days", sa.Integer(), nullable=False, server_default="5")
        )
    with op.batch_alter_table("question") as question:
        question.add_column(sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("score") as score:
        score.drop_constraint(op.f("ck_score_only_claims_reopen"), type_="check")
    with op.batch_alter_table("assessment") as sheet:
        sheet.drop_constraint(op.f("ck_assessment_assessmentstate"), type_="check")
        sheet.drop_constraint(op.f("ck_assessment_verified_once_verified"), type_="check")
        for name in ("settled_at", "reopened_at", "set_aside_at"):
            sheet.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        sheet.add_column(sa.Column("set_aside_by_id", sa.Integer(), nullable=True))
        sheet.add_column(
            sa.Column("set_aside_reason", sa.String(), nullable=False, server_default="")
        )
        sheet.create_foreign_key(
            op.f("fk_assessment_set_aside_by_id"), "user_account", ["set_aside_by_id"], ["id"]
        )
        sheet.create_check_constraint(
            op.f("ck_assessment_assessmentstate"), one_of("state", STATES)
        )
        sheet.create_check_constraint(op.f("ck_assessment_verified_once_verified"), VERIFIED)
        sheet.create_check_constraint(
            op.f("ck_assessment_set_aside_with_reason"),
            "(set_aside_at IS NULL) = (set_aside_reason = '')",
        )
    create_extensions()
    create_appeals()


def create_extensions():
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            words("extensionkind", "self_assessment", "verification", "explanation", "appeal"),
            nullable=False,
        ),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_extension_says_why")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_extension_participant_id")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["user_account.id"], name=op.f("fk_extension_granted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_participant_id"), "extension", ["participant_id"])


def create_appeals():
    people = ("drafted_by_id", "filed_by_id", "judged_by_id", "decided_by_id")
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contested_points", sa.Integer(), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "decision", words("appealdecision", "upheld", "partly", "dismissed"), nullable=True
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_appeal_says_something")),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL OR reason <> '')",
            name=op.f("ck_appeal_decided_with_reason"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR judged_by_id IS NULL OR decided_by_id <> judged_by_id",
            name=op.f("ck_appeal_decided_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_appeal_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_appeal_criterion_id")
        ),
        *(
            sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_appeal_{name}"))
            for name in people
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint(
            "assessment_id", "criterion_id", name=op.f("uq_appeal_assessment_id_criterion_id")
        ),
    )
    op.create_index(op.f("ix_appeal_criterion_id"), "appeal", ["criterion_id"])


def downgrade():
    """Sheets in a state that did not exist go back to the verified one they came from."""
    op.drop_table("appeal")
    op.drop_table("extension")
    op.execute(
        "UPDATE assessment SET state = 'verified' WHERE state IN ('under_appeal', 'settled')"
    )
    op.execute("DELETE FROM sheet_total WHERE stage = 'appeal'")
    op.execute("DELETE FROM score WHERE stage = 'appeal'")
    op.execute("UPDATE score SET reopened = false WHERE stage <> 'self'")
    with op.batch_alter_table("assessment") as sheet:
        sheet.drop_constraint(op.f("ck_assessment_set_aside_with_reason"), type_="check")
        sheet.drop_constraint(op.f("ck_assessment_verified_once_verified"), type_="check")
        sheet.drop_constraint(op.f("ck_assessment_assessmentstate"), type_="check")
        sheet.drop_constraint(op.f("fk_assessment_set_aside_by_id"), type_="foreignkey")
        for name in (
            "set_aside_reason",
            "set_aside_by_id",
            "set_aside_at",
            "reopened_at",
            "settled_at",
        ):
            sheet.drop_column(name)
        sheet.create_check_constraint(
            op.f("ck_assessment_assessmentstate"), one_of("state", STATES_BEFORE)
        )
        sheet.create_check_constraint(op.f("ck_assessment_verified_once_verified"), VERIFIED_BEFORE)
    with op.batch_alter_table("score") as score:
        score.create_check_constraint(
            op.f("ck_score_only_claims_reopen"), "stage = 'self' OR reopened = false"
        )
    with op.batch_alter_table("question") as question:
        question.drop_column("dropped_at")
    with op.batch_alter_table("period") as period:
        period.drop_column("appeal_days")
