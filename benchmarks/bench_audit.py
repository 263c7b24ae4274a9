"""Appending to the log against bare inserts, and verifying 100,000 events against bare hashing."""

import hashlib
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import insert, text

from benchmarks.harness import Measured, against
from emulation.audit.appending import append
from emulation.audit.leaves import Leaf, detail_hash
from emulation.audit.models import AuditDetail, AuditEvent, AuditNode
from emulation.audit.operations import record
from emulation.audit.verifying import verify
from emulation.config import ROOT
from emulation.database import db, write_tx
from emulation.rules.canonical import canonical
from emulation.rules.merkle import nodes_of

BATCH = 20
EVENTS = 100_000
SECONDS_FOR_ALL = 5
BEGAN = datetime(2024, 11, 1, tzinfo=UTC)
AFTER = {"points": "2.00", "verdict": "adjust", "inputs": {"total": "1902", "done": "1874"}}
REASON = "Minh chứng chưa thể hiện đủ số hồ sơ"


def measure():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EMULATION_DATA"] = folder
        os.environ.pop("DATABASE_URL", None)
        from emulation.app import create_app  # noqa: PLC0415  (reads the folder named above)

        app = create_app({"DATA_FOLDER": Path(folder)})
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            yield from appending()
            fill(EVENTS)
            yield verifying()
            db.engine.dispose()


def appending():
    """A transaction with one event, as a save has it; and one with many, as an import has it."""
    with write_tx() as session:
        session.execute(
            text(
                "CREATE TABLE bare (seq INTEGER PRIMARY KEY, at TEXT, actor INTEGER, action TEXT,"
                " subject TEXT, before TEXT, after TEXT, reason TEXT)"
            )
        )
    numbers = count(1)
    bare = text(
        "INSERT INTO bare VALUES"
        " (:seq, :at, 7, 'verification.judge', 'score:1', '{}', :after, :why)"
    )

    def ours(events):
        with write_tx():
            for _ in range(events):
                record(
                    "verification.judge", "score:1", by=None, at=BEGAN, after=AFTER, reason=REASON
                )

    def limit(events):
        with write_tx() as session:
            for _ in range(events):
                values = {"seq": next(numbers), "at": "2024-11-01", "after": str(AFTER)}
                session.execute(bare, values | {"why": REASON})

    yield against(
        "audit: a transaction with one event / with one bare insert",
        ours=lambda: ours(1),
        limit=lambda: limit(1),
        target=3.0,
        rounds=60,
    )
    yield against(
        f"audit: {BATCH} events / {BATCH} bare inserts in one transaction",
        ours=lambda: ours(BATCH),
        limit=lambda: limit(BATCH),
        target=10.0,
        rounds=20,
    )


def fill(events):
    """Bring the log to this size at once: the rows are those that appending would write."""
    with write_tx() as session:
        first = append("verification.judge", "score:1", by=None, at=BEGAN).seq + 1
        leaves = [
            bytes.fromhex(row) for row in session.scalars(text("SELECT leaf_hash FROM audit_event"))
        ]
        rows, details = [], []
        for seq in range(first, events + 1):
            salt = seq.to_bytes(16)
            digest = detail_hash(salt, {"points": "1.50"}, AFTER, REASON)
            at = BEGAN + timedelta(minutes=seq)
            facts = (seq, at, 7, "inspector", 3, "verification.judge", f"score:{seq}", "", digest)
            leaf = Leaf(*facts).hash()
            leaves.append(leaf)
            names = ("seq", "at", "actor_id", "actor_role", "actor_unit_id", "action", "subject")
            row = dict(zip((*names, "request_id", "detail_hash"), facts, strict=True))
            rows.append(row | {"leaf_hash": leaf.hex()})
            detail = {"seq": seq, "salt": salt, "before": {"points": "1.50"}, "after": AFTER}
            details.append(detail | {"reason": REASON})
        session.execute(insert(AuditEvent), rows)
        session.execute(insert(AuditDetail), details)
        stored = session.execute(text("SELECT level, place FROM audit_node")).tuples()
        have = set(stored)
        session.execute(
            insert(AuditNode),
            [
                {"level": node.level, "place": node.place, "hash": digest}
                for node, digest in nodes_of(leaves).items()
                if node.level and node not in have
            ],
        )


def verifying():
    """All of the log against hashing as many leaves and details of the same length."""
    detail = canonical({"before": {"points": "1.50"}, "after": AFTER, "reason": REASON})

    def limit():
        digest = b""
        for number in range(EVENTS):
            digest = hashlib.sha256(b"\x00" + detail + number.to_bytes(4)).digest()
            digest = hashlib.sha256(digest + detail).digest()
            digest = hashlib.sha256(b"\x01" + digest + digest).digest()
        return digest

    ours_ms, limit_ms = (least_ms(work) for work in (verify, limit))
    return Measured(
        f"audit: verify {EVENTS:,} events in {SECONDS_FOR_ALL} s / hash as many",
        round(ours_ms),
        round(limit_ms),
        round(ours_ms / limit_ms, 1),
        target=round(SECONDS_FOR_ALL * 1000 / limit_ms, 1),
        kept=ours_ms < SECONDS_FOR_ALL * 1000,
    )


def least_ms(work):
    """Run it twice only, since it takes seconds, and return the quicker time."""
    seen = []
    for _ in range(2):
        started = time.perf_counter()
        work()
        seen.append((time.perf_counter() - started) * 1000)
    return min(seen)
