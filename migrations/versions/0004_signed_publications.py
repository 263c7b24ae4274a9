"""Publications signed, chained and corrected.

What was published before stays as it is: unsigned, and readable.

Revision ID: 0004
Revises: 0003

"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CORRECTION = "(corrects_id IS NULL) = (reason = '')"
SIGNED = "(signature = '') = (key = '')"


def upgrade():
    with op.batch_alter_table("publication") as publication:
        publication.add_column(
            sa.Column("signature", sa.String(100), nullable=False, server_default="")
        )
        publication.add_column(sa.Column("key", sa.String(300), nullable=False, server_default=""))
        publication.add_column(sa.Column("previous_digest", sa.String(64), nullable=True))
        publication.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        publication.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        publication.add_column(sa.Column("changes", sa.JSON(), nullable=False, server_default="[]"))
        publication.add_column(sa.Column("proof", sa.JSON(), nullable=False, server_default="{}"))
        publication.create_foreign_key(
            op.f("fk_publication_corrects_id"), "publication", ["corrects_id"], ["id"]
        )
        publication.create_unique_constraint(
            op.f("uq_publication_previous_digest"), ["previous_digest"]
        )
        publication.create_unique_constraint(op.f("uq_publication_corrects_id"), ["corrects_id"])
        publication.create_check_constraint(op.f("ck_publication_correction_says_why"), CORRECTION)
        publication.create_check_constraint(op.f("ck_publication_signed_by_a_key"), SIGNED)
    with op.batch_alter_table("published_row") as row:
        row.add_column(
            sa.Column("classification", sa.String(40), nullable=False, server_default="")
        )
        row.add_column(sa.Column("predecessors", sa.JSON(), nullable=False, server_default="[]"))


def downgrade():
    """Publications stay, corrections too; their signatures and reasons are lost."""
    with op.batch_alter_table("published_row") as row:
        row.drop_column("predecessors")
        row.drop_column("classification")
    with op.batch_alter_table("publication") as publication:
        publication.drop_constraint(op.f("ck_publication_signed_by_a_key"), type_="check")
        publication.drop_constraint(op.f("ck_publication_correction_says_why"), type_="check")
        publication.drop_constraint(op.f("uq_publication_corrects_id"), type_="unique")
        publication.drop_constraint(op.f("uq_publication_previous_digest"), type_="unique")
        publication.drop_constraint(op.f("fk_publication_corrects_id"), type_="foreignkey")
        for name in (
            "proof",
            "changes",
            "reason",
            "corrects_id",
            "previous_digest",
            "key",
            "signature",
        ):
            publication.drop_column(name)
