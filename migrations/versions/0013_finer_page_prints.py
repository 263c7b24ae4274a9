"""Finer pictures of pages, by which scans are compared, and judgements that are remembered.

Prints made before carry no fine part and are compared with nothing until the next maintenance run
has made them again.

Revision ID: 0013
Revises: 0012

"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("page_print") as prints:
        prints.add_column(sa.Column("fine", sa.LargeBinary(), nullable=True))
        prints.add_column(sa.Column("looks", sa.String(10), nullable=False, server_default="words"))
        prints.create_check_constraint(
            op.f("ck_page_print_known_looks"), "looks IN ('scene', 'paper', 'words')"
        )
        prints.create_check_constraint(
            op.f("ck_page_print_compared_by_fine_print"), "looks = 'words' OR fine IS NOT NULL"
        )
        prints.create_index(op.f("ix_page_print_looks"), ["looks"])
    with op.batch_alter_table("file_reading") as reading:
        reading.add_column(
            sa.Column("prints_made", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("evidence_match") as match:
        match.add_column(sa.Column("remembered_from_id", sa.Integer(), nullable=True))
        match.create_foreign_key(
            op.f("fk_evidence_match_remembered_from_id"),
            "evidence_match",
            ["remembered_from_id"],
            ["id"],
        )
        match.create_check_constraint(
            op.f("ck_evidence_match_only_legitimate_remembered"),
            "remembered_from_id IS NULL OR mark = 'legitimate'",
        )
        match.create_index(op.f("ix_evidence_match_remembered_from_id"), ["remembered_from_id"])


def downgrade():
    with op.batch_alter_table("evidence_match") as match:
        match.drop_index(op.f("ix_evidence_match_remembered_from_id"))
        match.drop_constraint(op.f("ck_evidence_match_only_legitimate_remembered"), type_="check")
        match.drop_constraint(op.f("fk_evidence_match_remembered_from_id"), type_="foreignkey")
        match.drop_column("remembered_from_id")
    with op.batch_alter_table("file_reading") as reading:
        reading.drop_column("prints_made")
    with op.batch_alter_table("page_print") as prints:
        prints.drop_index(op.f("ix_page_print_looks"))
        prints.drop_constraint(op.f("ck_page_print_compared_by_fine_print"), type_="check")
        prints.drop_constraint(op.f("ck_page_print_known_looks"), type_="check")
        prints.drop_column("looks")
        prints.drop_column("fine")
