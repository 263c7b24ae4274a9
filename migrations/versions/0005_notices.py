"""Messages to people, e-mail addresses and the outbox.

Revision ID: 0005
Revises: 0004

"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = (
    "submitted",
    "withdrawn",
    "begun",
    "questions",
    "answered",
    "resumed",
    "verified",
    "accepted",
    "appealed",
    "appeals_settled",
    "reopened",
    "set_aside",
    "taken_up",
    "approved",
    "published",
    "corrected",
    "extended",
    "calendar_changed",
    "deadline",
)
ROLES = (
    "commune_official",
    "commune_leader",
    "inspector",
    "head_of_inspection",
    "council",
    "leader",
    "administrator",
)


def words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def moment(name, *, nullable=True):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade():
    with op.batch_alter_table("user_account") as account:
        account.add_column(sa.Column("email", sa.String(length=254), nullable=True))
        account.add_column(
            sa.Column("wants_mail", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    create_mails()
    create_notices()


def create_mails():
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        moment("made_at", nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        moment("next_try_at"),
        moment("claimed_at"),
        moment("sent_at"),
        moment("given_up_at"),
        sa.Column("error", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "sent_at IS NULL OR given_up_at IS NULL", name=op.f("ck_outgoing_mail_one_end")
        ),
        sa.CheckConstraint(
            "next_try_at IS NULL OR (sent_at IS NULL AND given_up_at IS NULL)",
            name=op.f("ck_outgoing_mail_waits_or_is_over"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_outgoing_mail_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
    )
    op.create_index(op.f("ix_outgoing_mail_made_at"), "outgoing_mail", ["made_at"])
    op.create_index(op.f("ix_outgoing_mail_next_try_at"), "outgoing_mail", ["next_try_at"])


def create_notices():
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", words("noticekind", *KINDS), nullable=False),
        sa.Column("role", words("role", *ROLES), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        moment("at", nullable=False),
        moment("read_at"),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(key) > 0", name=op.f("ck_notice_has_a_key")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notice_user_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_notice_unit_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["outgoing_mail.id"], name=op.f("fk_notice_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notice_user_id_key")),
    )
    op.create_index(op.f("ix_notice_mail_id"), "notice", ["mail_id"])
    op.create_index("ix_notice_outbox", "notice", ["by_mail", "mail_id"])
    op.create_index("ix_notice_unread", "notice", ["user_id", "read_at"])


def downgrade():
    op.drop_table("notice")
    op.drop_table("outgoing_mail")
    with op.batch_alter_table("user_account") as account:
        account.drop_column("wants_mail")
        account.drop_column("email")
