"""The papers of the application file.

Revision ID: 0012
Revises: 0011

"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "application_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("put_by_id", sa.Integer(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)",
            name=op.f("ck_application_paper_withdrawn_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_application_paper_participant_id")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_application_paper_evidence_id")
        ),
        sa.ForeignKeyConstraint(
            ["put_by_id"], ["user_account.id"], name=op.f("fk_application_paper_put_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["application_paper.id"], name=op.f("fk_application_paper_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"],
            ["user_account.id"],
            name=op.f("fk_application_paper_withdrawn_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_paper")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_application_paper_replaces_id")),
    )
    op.create_index(op.f("ix_application_paper_evidence_id"), "application_paper", ["evidence_id"])
    op.create_index(
        "ix_application_paper_in_force",
        "application_paper",
        ["participant_id", "code"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade():
    op.drop_table("application_paper")
