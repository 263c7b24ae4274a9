"""What a document says of itself, what replaced it, and what a scanner said of its bytes.

Revision ID: 0010
Revises: 0009

"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("blob") as blob:
        blob.add_column(
            sa.Column("scan", sa.String(20), nullable=False, server_default="unscanned")
        )
        blob.add_column(sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True))
        blob.add_column(
            sa.Column("scan_finding", sa.String(200), nullable=False, server_default="")
        )
        blob.create_check_constraint(
            op.f("ck_blob_known_scan"), "scan IN ('unscanned', 'pending', 'clean', 'infected')"
        )
        blob.create_check_constraint(
            op.f("ck_blob_infection_is_named"), "scan <> 'infected' OR scan_finding <> ''"
        )
        blob.create_index(op.f("ix_blob_scan"), ["scan"])
    with op.batch_alter_table("evidence") as evidence:
        evidence.add_column(sa.Column("number", sa.String(60), nullable=False, server_default=""))
        evidence.add_column(sa.Column("dated_on", sa.Date(), nullable=True))
        evidence.add_column(sa.Column("issuer", sa.String(200), nullable=False, server_default=""))
        evidence.add_column(sa.Column("proves_year", sa.Integer(), nullable=True))
        evidence.add_column(sa.Column("reused_from_id", sa.Integer(), nullable=True))
        evidence.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        evidence.create_foreign_key(
            op.f("fk_evidence_reused_from_id"), "evidence", ["reused_from_id"], ["id"]
        )
    with op.batch_alter_table("evidence_use") as use:
        use.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
        use.create_foreign_key(
            op.f("fk_evidence_use_replaced_by_id"), "evidence", ["replaced_by_id"], ["id"]
        )
    with op.batch_alter_table("participant") as participant:
        participant.add_column(sa.Column("evidence_quota", sa.BigInteger(), nullable=True))


def downgrade():
    with op.batch_alter_table("participant") as participant:
        participant.drop_column("evidence_quota")
    with op.batch_alter_table("evidence_use") as use:
        use.drop_constraint(op.f("fk_evidence_use_replaced_by_id"), type_="foreignkey")
        use.drop_column("replaced_by_id")
    with op.batch_alter_table("evidence") as evidence:
        evidence.drop_constraint(op.f("fk_evidence_reused_from_id"), type_="foreignkey")
        for name in ("version", "reused_from_id", "proves_year", "issuer", "dated_on", "number"):
            evidence.drop_column(name)
    with op.batch_alter_table("blob") as blob:
        blob.drop_index(op.f("ix_blob_scan"))
        blob.drop_constraint(op.f("ck_blob_infection_is_named"), type_="check")
        blob.drop_constraint(op.f("ck_blob_known_scan"), type_="check")
        for name in ("scan_finding", "scanned_at", "scan"):
            blob.drop_column(name)
