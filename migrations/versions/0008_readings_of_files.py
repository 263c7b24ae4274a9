"""What was read in files, and prints of their first pages.

Revision ID: 0008
Revises: 0007

"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "file_reading",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_folded", sa.String(), nullable=False),
        sa.Column("text_print", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.String(20), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_file_reading_sha256")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_reading")),
    )
    op.create_index(op.f("ix_file_reading_text_print"), "file_reading", ["text_print"])
    op.create_index(op.f("ix_file_reading_compared_at"), "file_reading", ["compared_at"])
    op.create_table(
        "page_print",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("print", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_page_print_sha256")),
        sa.PrimaryKeyConstraint("sha256", "page", name=op.f("pk_page_print")),
    )


def downgrade():
    op.drop_table("page_print")
    op.drop_table("file_reading")
