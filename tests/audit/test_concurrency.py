"""Many people at once: the log stays one line, the tree whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from emulation.audit.checkpoints import seal, seal_if_grown
from emulation.audit.models import AuditEvent
from emulation.audit.operations import record
from emulation.audit.verifying import verify
from emulation.database import db, write_tx
from emulation.rules.merkle import nodes_of
from tests.audit.logs import BEGAN, stored_tree

THREADS, EACH = 16, 12


def test_leaves_and_nodes_stay_whole_with_many_writers(app, database):
    def work(number):
        with app.app_context():
            for turn in range(EACH):
                at = BEGAN + timedelta(minutes=number * EACH + turn)
                with write_tx():
                    record("verification.judge", f"score:{number}", by=None, at=at)
                    if turn % 4 == 0:
                        record("verification.ask", f"score:{number}", by=None, at=at)
                    if turn % 5 == 0:
                        seal(at)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))

    found = verify()
    leaves = db.session.scalars(select(AuditEvent.leaf_hash).order_by(AuditEvent.seq)).all()
    assert found.head.size == len(leaves) == THREADS * (EACH + EACH // 4)
    assert stored_tree() == nodes_of(bytes.fromhex(leaf) for leaf in leaves)


def test_two_that_seal_at_once_leave_one_checkpoint(app, database):
    with write_tx():
        record("verification.judge", "score:1", by=None, at=BEGAN)
        record("verification.judge", "score:2", by=None, at=BEGAN)

    def work(_number):
        with app.app_context(), write_tx():
            checkpoint = seal_if_grown(BEGAN + timedelta(hours=1))
            return checkpoint.size if checkpoint else None

    with ThreadPoolExecutor(8) as pool:
        sizes = list(pool.map(work, range(8)))

    assert sorted(size for size in sizes if size) == [2]
    assert verify().checkpoints == 2
