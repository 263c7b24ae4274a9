"""The council's second looks, and the kind of case for which a unit is set aside.

Revision ID: 0006
Revises: 0005

"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CASES = ("complaint", "inspection", "discipline", "other")
REASONS = (
    "no_evidence",
    "evidence_does_not_show_it",
    "wrong_period",
    "wrong_figures",
    "arithmetic",
    "other",
)


def words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def one_of(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def key(table, column, target):
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


def upgrade():
    with op.batch_alter_table("assessment") as sheet:
        sheet.add_column(sa.Column("set_aside_case", sa.String(length=40), nullable=True))
        sheet.create_check_constraint(
            op.f("ck_assessment_opencase"), one_of("set_aside_case", CASES)
        )
    create_draws()
    create_looks()
    create_verdicts()


def create_draws():
    op.create_table(
        "second_look_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("share_permille", sa.Integer(), nullable=True),
        sa.Column("line_count", sa.Integer(), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(share_permille IS NULL) = (reason <> '')",
            name=op.f("ck_second_look_draw_drawn_or_chosen"),
        ),
        sa.CheckConstraint(
            "share_permille IS NULL OR share_permille BETWEEN 1 AND 1000",
            name=op.f("ck_second_look_draw_share_of_sheets"),
        ),
        sa.CheckConstraint(
            "line_count IS NULL OR line_count > 0", name=op.f("ck_second_look_draw_some_lines")
        ),
        key("second_look_draw", "period_id", "period"),
        key("second_look_draw", "drawn_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look_draw")),
    )
    op.create_index(op.f("ix_second_look_draw_period_id"), "second_look_draw", ["period_id"])


def create_looks():
    op.create_table(
        "second_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(taken_by_id IS NULL) = (taken_at IS NULL)",
            name=op.f("ck_second_look_taken_by_somebody"),
        ),
        key("second_look", "draw_id", "second_look_draw"),
        key("second_look", "assessment_id", "assessment"),
        key("second_look", "taken_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look")),
        sa.UniqueConstraint("assessment_id", name=op.f("uq_second_look_assessment_id")),
    )
    op.create_index(op.f("ix_second_look_taken_by_id"), "second_look", ["taken_by_id"])


def create_verdicts():
    op.create_table(
        "second_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("look_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("verdict", words("verdict", "agree", "adjust", "question"), nullable=True),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("points_set", sa.Boolean(), nullable=False),
        sa.Column("reason_code", words("reasoncode", *REASONS), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("judged_version", sa.Integer(), nullable=True),
        sa.Column("judged_evidence", sa.String(length=64), nullable=True),
        sa.Column("first_points", sa.Integer(), nullable=True),
        sa.Column("first_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (verdict IS NULL)",
            name=op.f("ck_second_verdict_decided_with_verdict"),
        ),
        key("second_verdict", "look_id", "second_look"),
        key("second_verdict", "criterion_id", "criterion"),
        key("second_verdict", "first_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_verdict")),
        sa.UniqueConstraint(
            "look_id", "criterion_id", name=op.f("uq_second_verdict_look_id_criterion_id")
        ),
    )


def downgrade():
    op.drop_table("second_verdict")
    op.drop_table("second_look")
    op.drop_table("second_look_draw")
    with op.batch_alter_table("assessment") as sheet:
        sheet.drop_constraint(op.f("ck_assessment_opencase"), type_="check")
        sheet.drop_column("set_aside_case")
