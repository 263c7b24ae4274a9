"""What record() writes: leaves, details, the tree, checkpoints."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from emulation.audit.appending import append
from emulation.audit.checkpoints import first_with, latest, seal, seal_if_grown
from emulation.audit.keys import signing_key
from emulation.audit.models import (
    AuditCheckpoint,
    AuditDetail,
    AuditErasure,
    AuditEvent,
    AuditNode,
)
from emulation.audit.notes import read_note
from emulation.audit.operations import NothingToErase, erase, record
from emulation.audit.proofs import NotInLog, consistency, inclusion
from emulation.audit.requests import carrying_out
from emulation.audit.signatures import signing_key_from
from emulation.audit.tree_heads import read_head
from emulation.audit.verifying import verify
from emulation.database import db, write_tx
from emulation.rules.merkle import (
    consistency_proof,
    inclusion_proof,
    nodes_of,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.audit.logs import BEGAN, INSPECTOR, sealed_log, stored_tree, write_log
from tests.support.queries import count_queries

SIZE = 21


def leaves():
    rows = db.session.scalars(select(AuditEvent.leaf_hash).order_by(AuditEvent.seq))
    return [bytes.fromhex(row) for row in rows]


def test_every_event_grows_the_tree_in_its_own_transaction(database):
    write_log(SIZE)

    assert stored_tree() == nodes_of(leaves())
    assert verify().head.root == root_of(leaves())


def test_an_event_and_its_place_in_the_tree_come_and_go_together(database):
    write_log(3)

    def half_done():
        with write_tx():
            record("verification.judge", "score:4", by=INSPECTOR, at=BEGAN)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()

    assert len(leaves()) == 3
    assert stored_tree() == nodes_of(leaves())


def test_an_event_says_who_in_which_role_and_unit_did_what_for_which_form(database):
    with write_tx(), carrying_out("0b0e7a4e-6a3c-4b8e-9a57-000000000001"):
        event = record(
            "verification.judge",
            "score:9",
            by=INSPECTOR,
            at=BEGAN,
            before={"points": "1.50"},
            after={"points": "2.00"},
            reason="Thiếu minh chứng",
        )
        seq = event.seq

    event = db.session.get(AuditEvent, seq)
    assert (event.actor_id, event.actor_role, event.actor_unit_id) == (7, "inspector", 3)
    assert event.request_id == "0b0e7a4e-6a3c-4b8e-9a57-000000000001"
    assert (event.before, event.after) == ({"points": "1.50"}, {"points": "2.00"})
    assert event.reason == "Thiếu minh chứng"


def test_the_same_change_twice_leaves_two_different_hashes(database):
    """Without the salt, anybody could try out which points stand behind a published hash."""
    with write_tx():
        facts = {"by": INSPECTOR, "at": BEGAN, "after": {"points": "2.00"}}
        first, second = (append("verification.judge", "score:1", **facts) for _ in range(2))
        assert first.detail_hash != second.detail_hash


def test_figures_that_json_would_round_are_kept_as_texts(database):
    huge = 10**30
    with write_tx():
        record("assessments.save", "score:1", by=None, at=BEGAN, after={1: huge, "share": 0.1})

    event = db.session.scalars(select(AuditEvent)).one()
    assert event.after == {"1": str(huge), "share": "0.1"}
    assert verify().head.size == 1


def test_what_is_no_json_is_refused_before_anything_is_written(database):
    with pytest.raises(ValueError, match="Decimal"), write_tx():
        record("assessments.save", "score:1", by=None, at=BEGAN, after={"points": Decimal("1.5")})
    assert leaves() == []


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEvent).values(actor_id=1),
        delete(AuditEvent),
        update(AuditDetail).values(reason=""),
        delete(AuditDetail),
        update(AuditNode).values(hash=b""),
        delete(AuditNode),
        update(AuditCheckpoint).values(note=""),
        delete(AuditCheckpoint),
        text("UPDATE audit_erasure SET event_seq = 1"),
        delete(AuditErasure),
    ],
    ids=str,
)
def test_the_database_refuses_to_change_or_drop_what_was_written(database, statement):
    sealed_log(4)
    with write_tx():
        erase(2, reason="Theo yêu cầu của công dân", by=None, at=BEGAN)

    with pytest.raises(DBAPIError, match="only grows"), write_tx() as session:
        session.execute(statement)


def test_a_first_event_is_sealed_and_then_one_every_five_minutes(database):
    write_log(12, every=timedelta(minutes=2))

    sizes = db.session.scalars(select(AuditCheckpoint.size).order_by(AuditCheckpoint.size)).all()
    assert sizes == [1, 4, 7, 10]


def test_a_checkpoint_is_a_signed_note_over_the_root(database):
    note = sealed_log(SIZE)

    head = read_head(read_note(note, [signing_key().public_key_text]))
    assert head == (signing_key().name, SIZE, root_of(leaves()))
    assert latest().note == note
    assert first_with(SIZE).note == note


def test_a_log_that_did_not_grow_is_not_signed_again(database):
    sealed_log(3)
    later = BEGAN + timedelta(days=2)
    with write_tx():
        assert seal_if_grown(later) is None
        assert seal(later).at < later
        record("verification.judge", "score:4", by=INSPECTOR, at=BEGAN)
        assert seal_if_grown(later).size == 4


def test_an_empty_log_has_nothing_to_sign(database):
    with write_tx():
        assert seal_if_grown(BEGAN) is None
    assert latest() is None


def test_a_new_key_is_written_down_before_it_signs(app: Flask, database, monkeypatch):
    sealed_log(3)
    old = signing_key()
    monkeypatch.setitem(app.extensions, "signing_key", signing_key_from("new/log", bytes(32)))
    with write_tx():
        record("verification.judge", "score:4", by=INSPECTOR, at=BEGAN + timedelta(days=3))

    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert event.action == "audit.change_key"
    assert event.before == {"key": old.public_key_text}
    assert event.after == {"key": signing_key().public_key_text}
    assert latest().size == 5
    assert verify().checkpoints == 3


def test_every_event_is_proved_to_be_in_every_later_size(database):
    write_log(SIZE)
    all_leaves = leaves()

    for size in range(1, SIZE + 1):
        for seq in range(1, size + 1):
            proof = inclusion(seq, size)
            assert proof == inclusion_proof(all_leaves[:size], seq - 1)
            root = root_of(all_leaves[:size])
            assert verify_inclusion(all_leaves[seq - 1], seq - 1, size, proof, root)


def test_every_size_is_proved_to_begin_with_every_smaller_one(database):
    write_log(SIZE)
    all_leaves = leaves()

    for new in range(1, SIZE + 1):
        for old in range(1, new + 1):
            proof = consistency(old, new)
            assert proof == consistency_proof(all_leaves[:new], old)
            roots = root_of(all_leaves[:old]), root_of(all_leaves[:new])
            assert verify_consistency(old, new, proof, *roots)


@pytest.mark.parametrize(("seq", "size"), [(0, 3), (4, 3), (1, 6), (-1, 2), (6, 6)])
def test_nothing_is_proved_that_is_not_in_the_log(database, seq, size):
    write_log(5)

    with pytest.raises(NotInLog):
        inclusion(seq, size)


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3), (1, 6), (6, 6)])
def test_no_size_is_proved_that_the_log_never_had(database, old, new):
    write_log(5)

    with pytest.raises(NotInLog):
        consistency(old, new)


def test_neither_appending_nor_proving_reads_more_as_the_log_grows(database):
    costs = {}
    for size in (40, 300):
        with write_tx():
            for _ in range(size - len(leaves())):
                append("verification.judge", "score:1", by=INSPECTOR, at=BEGAN)
        with count_queries() as proving:
            inclusion(5, size)
        with write_tx(), count_queries() as appending:
            for _ in range(8):
                append("verification.judge", "score:1", by=INSPECTOR, at=BEGAN)
        costs[size] = len(proving), len(appending)

    assert costs[40] == costs[300]
    assert costs[300][0] == 3


def test_erased_details_are_gone_and_everything_else_holds(database):
    note = sealed_log(6)
    with write_tx():
        erase(3, reason="Theo yêu cầu của công dân", by=None, at=BEGAN + timedelta(days=2))

    event = db.session.get(AuditEvent, 3)
    assert (event.before, event.after, event.reason) == ({}, {}, "")
    assert db.session.scalar(select(func.count()).select_from(AuditDetail)) == 6
    said = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (said.action, said.subject) == ("audit.erase", "audit_event:3")
    assert said.reason == "Theo yêu cầu của công dân"
    found = verify([note])
    assert (found.head.size, found.erased) == (7, 1)


def test_nothing_is_erased_twice_nor_an_erasure_itself(database):
    write_log(2)
    with write_tx():
        erase(1, reason="Theo yêu cầu của công dân", by=None, at=BEGAN)

    for seq in (1, 3, 4):
        with pytest.raises(NothingToErase), write_tx():
            erase(seq, reason="Lần nữa", by=None, at=BEGAN)
