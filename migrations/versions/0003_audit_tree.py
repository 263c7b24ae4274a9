"""Audit: details apart from leaves, tree nodes, checkpoints.

Every event gets a new leaf over its facts and the salted hash of its details, and the tree is built
anew: no checkpoint was ever signed over the leaves before. Canonical JSON and the tree's nodes are
those of RFC 8785 and RFC 6962, which do not change; what a leaf holds is written down here.

Revision ID: 0003
Revises: 0002

"""

import hashlib
import json
import secrets
from datetime import UTC

import sqlalchemy as sa
from alembic import op

from emulation.rules.canonical import LARGEST_WHOLE_NUMBER, canonical
from emulation.rules.merkle import grow, leaf_hash, subtrees

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BATCH = 1000
GROWS_ONLY = ("audit_node", "audit_checkpoint", "audit_erasure")
REFUSE = "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
EVENT_TRIGGERS = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_event_no_{verb} BEFORE {verb.upper()} ON audit_event {REFUSE}"
        for verb in ("update", "delete")
    ),
    "postgresql": (
        "CREATE TRIGGER audit_event_only_grows BEFORE UPDATE OR DELETE "
        "ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_only_grows()",
    ),
}
TRIGGERS = {
    "sqlite": (
        *(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {REFUSE}"
            for table in GROWS_ONLY
            for verb in ("update", "delete")
        ),
        f"CREATE TRIGGER audit_detail_no_update BEFORE UPDATE ON audit_detail {REFUSE}",
        """CREATE TRIGGER audit_detail_only_erased BEFORE DELETE ON audit_detail
WHEN NOT EXISTS (SELECT 1 FROM audit_erasure WHERE seq = OLD.seq)
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_detail_only_erased() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN
IF NOT EXISTS (SELECT 1 FROM audit_erasure WHERE seq = OLD.seq) THEN
RAISE EXCEPTION 'the audit log only grows'; END IF;
RETURN OLD; END $$""",
        *(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE "
            f"ON {table} FOR EACH ROW EXECUTE FUNCTION audit_event_only_grows()"
            for table in GROWS_ONLY
        ),
        """CREATE TRIGGER audit_detail_only_grows BEFORE UPDATE
ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_event_only_grows()""",
        """CREATE TRIGGER audit_detail_only_erased BEFORE DELETE
ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_detail_only_erased()""",
        *(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_event_only_grows()"
            for table in ("audit_event", *GROWS_ONLY, "audit_detail")
        ),
    ),
}
UNDO_EVENT_TRIGGERS = {
    "sqlite": ("DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete"),
    "postgresql": ("DROP TRIGGER audit_event_only_grows ON audit_event",),
}

MOMENT = sa.DateTime(timezone=True)
EVENT = sa.table(
    "audit_event",
    sa.column("seq", sa.Integer),
    sa.column("at", MOMENT),
    sa.column("actor_id", sa.Integer),
    sa.column("actor_role", sa.String),
    sa.column("actor_unit_id", sa.Integer),
    sa.column("action", sa.String),
    sa.column("subject", sa.String),
    sa.column("before", sa.JSON),
    sa.column("after", sa.JSON),
    sa.column("reason", sa.String),
    sa.column("request_id", sa.String),
    sa.column("detail_hash", sa.String),
    sa.column("leaf_hash", sa.String),
)
DETAIL = sa.table(
    "audit_detail",
    sa.column("seq", sa.Integer),
    sa.column("salt", sa.LargeBinary),
    sa.column("before", sa.JSON),
    sa.column("after", sa.JSON),
    sa.column("reason", sa.String),
)
NODE = sa.table(
    "audit_node",
    sa.column("level", sa.Integer),
    sa.column("place", sa.Integer),
    sa.column("hash", sa.LargeBinary),
)


def upgrade():
    run(UNDO_EVENT_TRIGGERS)
    op.add_column(
        "audit_event",
        sa.Column("request_id", sa.String(length=36), nullable=False, server_default=""),
    )
    op.add_column(
        "audit_event",
        sa.Column("detail_hash", sa.String(length=64), nullable=False, server_default=""),
    )
    create_tables()
    build_the_tree_anew()
    with op.batch_alter_table("audit_event") as event:
        for name in ("before", "after", "reason"):
            event.drop_column(name)
    run(EVENT_TRIGGERS)
    run(TRIGGERS)


def create_tables():
    op.create_table(
        "audit_detail",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["audit_event.seq"], name=op.f("fk_audit_detail_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_detail")),
    )
    op.create_table(
        "audit_erasure",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["audit_event.seq"], name=op.f("fk_audit_erasure_seq")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["audit_event.seq"], name=op.f("fk_audit_erasure_event_seq")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_erasure")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_audit_erasure_event_seq")),
    )
    op.create_table(
        "audit_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_audit_node")),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_audit_checkpoint")),
    )


def build_the_tree_anew():
    connection = op.get_bind()
    edge = {}
    size = 0
    while events := batch_after(size):
        details, leaves, nodes = [], [], []
        for event in events:
            if event.seq != size + 1:
                raise RuntimeError(f"event {size + 1} is missing from the audit log")
            detail, detail_hash, leaf = new_leaf(event)
            details.append({"seq": event.seq, **detail})
            leaves.append(
                {"old_seq": event.seq, "detail_hash": detail_hash, "leaf_hash": leaf.hex()}
            )
            edge |= grow(size, leaf, edge)
            nodes += [
                {"level": node.level, "place": node.place, "hash": edge[node]}
                for node in edge
                if node.level and (node.place + 1) << node.level == size + 1
            ]
            size += 1
            edge = {node: edge[node] for node in subtrees(0, size)}
        connection.execute(sa.update(EVENT).where(EVENT.c.seq == sa.bindparam("old_seq")), leaves)
        connection.execute(sa.insert(DETAIL), details)
        if nodes:
            connection.execute(sa.insert(NODE), nodes)


def new_leaf(event):
    """Return the event's detail with its salt, the hash of both, and the hash of the leaf."""
    detail = {
        "before": json_ready(event.before or {}),
        "after": json_ready(event.after or {}),
        "reason": event.reason,
    }
    salt = secrets.token_bytes(16)
    detail_hash = hashlib.sha256(salt + canonical(detail)).hexdigest()
    return {"salt": salt, **detail}, detail_hash, leaf_hash(leaf_content(event, detail_hash))


def batch_after(seq):
    return (
        op.get_bind()
        .execute(sa.select(EVENT).where(EVENT.c.seq > seq).order_by(EVENT.c.seq).limit(BATCH))
        .all()
    )


def leaf_content(event, detail_hash):
    return canonical(
        {
            "seq": event.seq,
            "at": utc(event.at).isoformat(),
            "actor": event.actor_id,
            "role": event.actor_role,
            "unit": event.actor_unit_id,
            "action": event.action,
            "subject": event.subject,
            "request": "",
            "detail": detail_hash,
        }
    )


def utc(at):
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def json_ready(value):
    """Return the value with fractions and huge numbers as texts, which alone have one form."""
    if isinstance(value, dict):
        return {str(key): json_ready(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_ready(item) for item in value]
    if isinstance(value, float):
        return str(value)
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE_NUMBER:
        return str(value)
    return value


def run(statements):
    for statement in statements[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade():
    """Details go back into their events, those that were erased as empty; proofs are lost."""
    run(UNDO_EVENT_TRIGGERS)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_event_not_emptied ON audit_event")
    with op.batch_alter_table("audit_event") as event:
        event.add_column(sa.Column("before", sa.JSON(), nullable=False, server_default="{}"))
        event.add_column(sa.Column("after", sa.JSON(), nullable=False, server_default="{}"))
        event.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
    put_details_back()
    with op.batch_alter_table("audit_event") as event:
        for name in ("before", "after", "reason"):
            event.alter_column(name, server_default=None)
        for name in ("detail_hash", "request_id"):
            event.drop_column(name)
    for table in ("audit_checkpoint", "audit_node", "audit_erasure", "audit_detail"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_detail_only_erased()")
    run(EVENT_TRIGGERS)


def put_details_back():
    connection = op.get_bind()
    seq = 0
    while events := batch_after(seq):
        seq = events[-1].seq
        kept = {
            row.seq: row
            for row in connection.execute(
                sa.select(DETAIL).where(DETAIL.c.seq.between(events[0].seq, seq))
            )
        }
        connection.execute(
            sa.update(EVENT).where(EVENT.c.seq == sa.bindparam("old_seq")),
            [earlier_row(event, kept.get(event.seq)) for event in events],
        )


def earlier_row(event, detail):
    contents = {
        "before": detail.before if detail else {},
        "after": detail.after if detail else {},
        "reason": detail.reason if detail else "",
    }
    leaf = {
        "seq": event.seq,
        "at": utc(event.at).isoformat(),
        "actor": event.actor_id,
        "role": event.actor_role,
        "unit": event.actor_unit_id,
        "action": event.action,
        "subject": event.subject,
        **contents,
    }
    text = json.dumps(leaf, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(b"\x00" + text.encode()).hexdigest()
    return {"old_seq": event.seq, "leaf_hash": digest, **contents}
