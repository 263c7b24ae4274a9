"""The migration that gives an older log its tree, and back, with events in it."""

import hashlib
import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from emulation.app import create_app
from emulation.audit.models import AuditDetail, AuditErasure, AuditEvent
from emulation.audit.operations import erase, record
from emulation.audit.verifying import verify
from emulation.database import db, write_tx, writing
from tests.audit.logs import stored_tree
from tests.support.databases import PostgresqlDatabase, SqliteFile

BEGAN = datetime(2026, 11, 22, 3, 4, 5, 678901, tzinfo=UTC)
COUNT = 23
INSERT = text(
    "INSERT INTO audit_event (seq, at, actor_id, actor_role, actor_unit_id, action, subject,"
    " before, after, reason, leaf_hash) VALUES (:seq, :at, :actor, 'inspector', 3,"
    " 'verification.judge', :subject, :before, :after, :reason, :leaf)"
)


@pytest.fixture
def old_app(tmp_path):
    """Give an application on a database of its own, as it was before the tree."""
    server = os.environ.get("TEST_DATABASE_URL")
    database = PostgresqlDatabase(server) if server else SqliteFile(tmp_path)
    app = create_app(
        {
            "SECRET_KEY": "only for tests",
            "SQLALCHEMY_DATABASE_URI": database.url,
            "DATA_FOLDER": tmp_path,
        }
    )
    with app.app_context():
        upgrade(revision="0002")
        yield app
        db.session.remove()
        db.engine.dispose()
    database.drop()


def old_event(seq):
    """Return one event as the program wrote it then, with its leaf hash of then."""
    facts = {
        "seq": seq,
        "at": (BEGAN + timedelta(hours=seq)).isoformat(),
        "actor": None if seq == 1 else 7,
        "role": "inspector",
        "unit": 3,
        "action": "verification.judge",
        "subject": f"score:{seq}",
        "before": {"points": "1.50"},
        "after": {
            "điểm": "2.00",
            "share": 0.5,
            "huge": 10**20,
            "list": [1, {"b": None, "a": True}],
        },
        "reason": f"Lý do số {seq}",
    }
    leaf = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return facts, hashlib.sha256(b"\x00" + leaf.encode()).hexdigest()


def write_old_log():
    with writing(db.engine), db.engine.begin() as connection:
        for seq in range(1, COUNT + 1):
            facts, leaf = old_event(seq)
            at = datetime.fromisoformat(facts["at"])
            if db.engine.dialect.name == "sqlite":
                at = at.replace(tzinfo=None).isoformat(sep=" ")
            connection.execute(
                INSERT,
                {
                    "seq": seq,
                    "at": at,
                    "actor": facts["actor"],
                    "subject": facts["subject"],
                    "before": json.dumps(facts["before"]),
                    "after": json.dumps(facts["after"]),
                    "reason": facts["reason"],
                    "leaf": leaf,
                },
            )


def old_rows():
    query = text(
        "SELECT seq, actor_id, before, after, reason, leaf_hash FROM audit_event ORDER BY seq"
    )
    rows = db.session.execute(query).all()
    db.session.rollback()
    return [
        tuple(json.loads(one) if isinstance(one, str) and one[:1] == "{" else one for one in row)
        for row in rows
    ]


def test_an_older_log_gets_details_leaves_and_tree_and_goes_on(old_app):
    write_old_log()

    upgrade(revision="0003")

    found = verify()
    assert (found.head.size, found.checkpoints) == (COUNT, 0)
    assert len(stored_tree()) == 2 * COUNT - COUNT.bit_count()
    event = db.session.get(AuditEvent, 5)
    assert event.at == BEGAN + timedelta(hours=5)
    assert event.before == {"points": "1.50"}
    assert event.after == {
        "điểm": "2.00",
        "share": "0.5",
        "huge": str(10**20),
        "list": [1, {"b": None, "a": True}],
    }
    assert event.reason == "Lý do số 5"
    salts = db.session.scalars(select(AuditDetail.salt)).all()
    assert len(set(salts)) == COUNT
    with write_tx():
        record("verification.judge", "score:1", by=None, at=BEGAN)
    assert verify().head.size == COUNT + 1


def test_after_the_move_triggers_refuse_every_change(old_app):
    write_old_log()
    upgrade(revision="0003")

    for statement in (
        "UPDATE audit_event SET actor_id = 1",
        "DELETE FROM audit_event",
        "DELETE FROM audit_detail",
        "UPDATE audit_node SET level = 9",
    ):
        with pytest.raises(DBAPIError, match="only grows"), write_tx() as session:
            session.execute(text(statement))


def test_back_and_forth_loses_nothing_but_what_was_erased(old_app):
    write_old_log()
    upgrade(revision="0003")
    with write_tx():
        erase(4, reason="Theo yêu cầu của công dân", by=None, at=BEGAN)
    db.session.remove()

    downgrade(revision="0002")

    tables = set(inspect(db.engine).get_table_names())
    assert not tables & {"audit_detail", "audit_node", "audit_checkpoint", "audit_erasure"}
    rows = old_rows()
    assert len(rows) == COUNT + 1
    assert rows[3][2:5] == ({}, {}, "")
    facts, _ = old_event(9)
    assert rows[8][1:5] == (
        7,
        facts["before"],
        facts["after"] | {"share": "0.5", "huge": str(10**20)},
        facts["reason"],
    )
    with pytest.raises(DBAPIError, match="only grows"), write_tx() as session:
        session.execute(text("DELETE FROM audit_event"))

    upgrade(revision="0003")
    assert verify().head.size == COUNT + 1
    assert db.session.scalars(select(AuditErasure)).all() == []


def test_a_log_with_a_gap_is_not_moved(old_app, caplog):
    write_old_log()
    trigger = "SELECT sql FROM sqlite_master WHERE name = 'audit_event_no_delete'"
    with writing(db.engine), db.engine.begin() as connection:
        on_sqlite = db.engine.dialect.name == "sqlite"
        again = connection.scalar(text(trigger)) if on_sqlite else None
        lift = "DROP TRIGGER audit_event_no_delete"
        connection.execute(text(lift if again else "SET LOCAL session_replication_role = replica"))
        connection.execute(text("DELETE FROM audit_event WHERE seq = 7"))
        if again:
            connection.execute(text(again))

    with pytest.raises(SystemExit):
        upgrade(revision="0003")
    assert "event 7 is missing" in caplog.text
