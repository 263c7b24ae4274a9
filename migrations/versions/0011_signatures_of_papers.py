"""Signatures found in PDF documents.

Revision ID: 0011
Revises: 0010

"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    op.create_table(
        "signature_check",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("outcome", words("outcome", "none", "found", "not_looked_at"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(30), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("stray", sa.Integer(), nullable=False),
        sa.Column("trust", sa.String(64), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('', 'valid', 'cannot_verify', 'invalid')",
            name=op.f("ck_signature_check_known_state"),
        ),
        sa.CheckConstraint(
            "outcome <> 'not_looked_at' OR reason <> ''",
            name=op.f("ck_signature_check_says_why_not"),
        ),
        sa.CheckConstraint(
            "left_out = 0 OR reason <> ''", name=op.f("ck_signature_check_says_what_was_left_out")
        ),
        sa.CheckConstraint("left_out >= 0 AND stray >= 0", name=op.f("ck_signature_check_counts")),
        sa.ForeignKeyConstraint(
            ["sha256"], ["blob.sha256"], name=op.f("fk_signature_check_sha256")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_signature_check")),
    )
    op.create_index(
        op.f("ix_signature_check_outcome_trust"), "signature_check", ["outcome", "trust"]
    )
    op.create_table(
        "pdf_signature",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", words("state", "valid", "cannot_verify", "invalid"), nullable=False),
        sa.Column("reason", sa.String(30), nullable=False),
        sa.Column(
            "added", words("added", "nothing", "allowed", "forbidden", "unknown"), nullable=False
        ),
        sa.Column("is_timestamp", sa.Boolean(), nullable=False),
        sa.Column("signer", sa.String(200), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stamp_in_doubt", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'valid') = (reason = '')", name=op.f("ck_pdf_signature_says_why")
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_pdf_signature_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["sha256"], ["signature_check.sha256"], name=op.f("fk_pdf_signature_sha256")
        ),
        sa.PrimaryKeyConstraint("sha256", "position", name=op.f("pk_pdf_signature")),
    )


def downgrade():
    op.drop_table("pdf_signature")
    op.drop_table("signature_check")
