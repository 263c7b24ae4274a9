"""Logs to test on, and the hand of somebody who owns the database."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select, text, update

from emulation.audit.checkpoints import seal
from emulation.audit.keys import signing_key
from emulation.audit.leaves import Leaf, detail_hash
from emulation.audit.models import (
    AuditCheckpoint,
    AuditDetail,
    AuditEvent,
    AuditNode,
)
from emulation.audit.notes import write_note
from emulation.audit.operations import record
from emulation.audit.tree_heads import TreeHead, head_text
from emulation.database import db, write_tx
from emulation.rules.merkle import Node, nodes_of, root_of
from emulation.rules.roles import Person, Role

BEGAN = datetime(2024, 11, 1, 1, tzinfo=UTC)
INSPECTOR = Person(7, "thanh-tra", "Nguyễn Thị Thanh", Role.INSPECTOR, 3, "Huyện Tân Yên")
FACTS = (
    "seq",
    "at",
    "actor_id",
    "actor_role",
    "actor_unit_id",
    "action",
    "subject",
    "request_id",
    "detail_hash",
)


def write_log(count, *, every=timedelta(minutes=1)):
    """Record so many verdicts, one a minute, each in a transaction of its own."""
    for number in range(1, count + 1):
        with write_tx():
            record(
                "verification.judge",
                f"score:{number}",
                by=INSPECTOR,
                at=BEGAN + number * every,
                before={"points": "1.50"},
                after={"points": "2.00", "verdict": "adjust"},
                reason=f"Lý do số {number}",
            )


def sealed_log(count):
    """Write a log and return the note over all of it, as somebody else keeps it."""
    write_log(count)
    with write_tx():
        return seal(BEGAN + timedelta(days=1)).note


@contextmanager
def as_owner_of_the_database():
    """Open a transaction in which no trigger watches."""
    with write_tx() as session:
        if db.engine.dialect.name == "sqlite":
            names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            for name in names.all():
                session.execute(text(f"DROP TRIGGER {name}"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session


def take_out(session, seq):
    session.execute(delete(AuditDetail).where(AuditDetail.seq == seq))
    session.execute(delete(AuditEvent).where(AuditEvent.seq == seq))


def renumber(session, old, new):
    """Give an event with its details another number."""
    event = (
        session.execute(select(AuditEvent.__table__).where(AuditEvent.seq == old)).mappings().one()
    )
    detail = (
        session.execute(select(AuditDetail.__table__).where(AuditDetail.seq == old))
        .mappings()
        .one()
    )
    session.execute(insert(AuditEvent), [{**event, "seq": new}])
    session.execute(insert(AuditDetail), [{**detail, "seq": new}])
    take_out(session, old)


def rebuild(session, *, resealed=True):
    """Make leaves, tree and checkpoints fit whatever stands in the tables now.

    This is what somebody does who owns the database and stole the signing key.
    """
    leaves = []
    for row in session.execute(select(AuditEvent.__table__).order_by(AuditEvent.seq)).mappings():
        detail = (
            session.execute(select(AuditDetail.__table__).where(AuditDetail.seq == row["seq"]))
            .mappings()
            .one()
        )
        digest = detail_hash(detail["salt"], detail["before"], detail["after"], detail["reason"])
        facts = {**{name: row[name] for name in FACTS}, "detail_hash": digest}
        leaf = Leaf(*facts.values()).hash()
        leaves.append(leaf)
        session.execute(
            update(AuditEvent)
            .where(AuditEvent.seq == row["seq"])
            .values(detail_hash=digest, leaf_hash=leaf.hex())
        )
    rebuild_tree(session, leaves)
    if resealed:
        reseal(session, leaves)


def rebuild_tree(session, leaves):
    session.execute(delete(AuditNode))
    above = [(node, digest) for node, digest in nodes_of(leaves).items() if node.level]
    session.execute(
        insert(AuditNode),
        [{"level": node.level, "place": node.place, "hash": digest} for node, digest in above],
    )


def reseal(session, leaves):
    key = signing_key()
    for row in session.scalars(select(AuditCheckpoint)).all():
        if row.size > len(leaves):
            session.execute(delete(AuditCheckpoint).where(AuditCheckpoint.size == row.size))
            continue
        root = root_of(leaves[: row.size])
        note = write_note(head_text(TreeHead(key.name, row.size, root)), key)
        session.execute(
            update(AuditCheckpoint)
            .where(AuditCheckpoint.size == row.size)
            .values(root=root, note=note)
        )


def stored_tree():
    """Return every leaf and node as the database holds them."""
    leaves = db.session.execute(select(AuditEvent.seq, AuditEvent.leaf_hash)).all()
    above = db.session.execute(select(AuditNode.level, AuditNode.place, AuditNode.hash)).all()
    nodes = {Node(0, seq - 1): bytes.fromhex(digest) for seq, digest in leaves}
    return nodes | {Node(level, place): digest for level, place, digest in above}
