"""When the bytes of evidence were last looked at, and what was wrong with them.

Revision ID: 0007
Revises: 0006

"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("blob") as blob:
        blob.add_column(sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
        blob.add_column(sa.Column("fault", sa.String(20), nullable=False, server_default=""))
        blob.create_check_constraint(
            op.f("ck_blob_known_fault"), "fault IN ('', 'missing', 'damaged')"
        )
        blob.create_index(op.f("ix_blob_looked_at"), ["looked_at"])


def downgrade():
    with op.batch_alter_table("blob") as blob:
        blob.drop_index(op.f("ix_blob_looked_at"))
        blob.drop_constraint(op.f("ck_blob_known_fault"), type_="check")
        blob.drop_column("fault")
        blob.drop_column("looked_at")
