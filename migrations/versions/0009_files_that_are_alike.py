"""Files that are alike, and what people made of them.

Revision ID: 0009
Revises: 0008

"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    op.create_table(
        "evidence_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_sha", sa.String(64), nullable=False),
        sa.Column("second_sha", sa.String(64), nullable=False),
        sa.Column("likeness", words("likeness", "same_bytes", "pages", "words"), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mark", words("matchmark", "open", "legitimate", "doubtful"), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_sha <= second_sha", name=op.f("ck_evidence_match_in_order")),
        sa.CheckConstraint(
            "(mark = 'open') = (marked_at IS NULL)",
            name=op.f("ck_evidence_match_marked_by_somebody"),
        ),
        sa.CheckConstraint(
            "mark <> 'doubtful' OR note <> ''", name=op.f("ck_evidence_match_doubt_says_why")
        ),
        sa.ForeignKeyConstraint(
            ["first_sha"], ["blob.sha256"], name=op.f("fk_evidence_match_first_sha")
        ),
        sa.ForeignKeyConstraint(
            ["second_sha"], ["blob.sha256"], name=op.f("fk_evidence_match_second_sha")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["user_account.id"], name=op.f("fk_evidence_match_marked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_match")),
        sa.UniqueConstraint(
            "first_sha", "second_sha", name=op.f("uq_evidence_match_first_sha_second_sha")
        ),
    )
    op.create_index(op.f("ix_evidence_match_second_sha"), "evidence_match", ["second_sha"])
    op.create_index(op.f("ix_evidence_match_mark"), "evidence_match", ["mark"])


def downgrade():
    op.drop_table("evidence_match")
