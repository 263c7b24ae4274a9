"""Whoever owns the database, and even the key, is found by one checkpoint kept elsewhere."""

import re

import pytest
from sqlalchemy import delete, insert, select, update

from emulation.audit.faults import Fault
from emulation.audit.models import (
    AuditCheckpoint,
    AuditDetail,
    AuditErasure,
    AuditEvent,
    AuditNode,
)
from emulation.audit.notes import write_note
from emulation.audit.signatures import signing_key_from
from emulation.audit.tree_heads import TreeHead, head_text
from emulation.audit.verifying import verify
from emulation.database import write_tx
from emulation.rules.merkle import leaf_hash
from tests.audit.logs import (
    as_owner_of_the_database,
    rebuild,
    rebuild_tree,
    renumber,
    sealed_log,
    take_out,
    write_log,
)

SIZE = 12


def change_detail(session):
    session.execute(
        update(AuditDetail).where(AuditDetail.seq == 7).values(after={"points": "9.00"})
    )


def change_reason(session):
    session.execute(update(AuditDetail).where(AuditDetail.seq == 7).values(reason="Lý do khác"))


def change_event(session):
    session.execute(update(AuditEvent).where(AuditEvent.seq == 7).values(actor_id=8))


def change_time(session):
    later = session.scalar(select(AuditEvent.at).where(AuditEvent.seq == 8))
    session.execute(update(AuditEvent).where(AuditEvent.seq == 7).values(at=later))


def change_hash(session):
    session.execute(update(AuditEvent).where(AuditEvent.seq == 7).values(leaf_hash="0" * 64))


def drop_detail(session):
    session.execute(delete(AuditDetail).where(AuditDetail.seq == 7))


def erase_without_saying_so(session):
    session.execute(insert(AuditErasure), [{"seq": 7, "event_seq": 2}])
    drop_detail(session)


def take_one_out(session):
    take_out(session, 7)


def put_one_in(session):
    for seq in range(SIZE, 6, -1):
        renumber(session, seq, seq + 1)
    renumber(session, 6, 7)
    renumber(session, 5, 6)
    write = select(AuditEvent.__table__).where(AuditEvent.seq == 4)
    event = session.execute(write).mappings().one()
    detail = (
        session.execute(select(AuditDetail.__table__).where(AuditDetail.seq == 4)).mappings().one()
    )
    session.execute(insert(AuditEvent), [{**event, "seq": 5}])
    session.execute(insert(AuditDetail), [{**detail, "seq": 5}])


def swap_two(session):
    renumber(session, 7, 99)
    renumber(session, 9, 7)
    renumber(session, 99, 9)


def take_last_out(session):
    take_out(session, SIZE)


def bend_tree(session):
    session.execute(
        update(AuditNode)
        .where(AuditNode.level == 1, AuditNode.place == 3)
        .values(hash=leaf_hash(b"another"))
    )


def thin_tree(session):
    session.execute(delete(AuditNode).where(AuditNode.level == 1, AuditNode.place == 3))


def bend_checkpoint(session):
    row = session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.size)).first()
    session.execute(
        update(AuditCheckpoint)
        .where(AuditCheckpoint.size == row.size)
        .values(note=row.note.replace("\n1\n", "\n2\n"))
    )


# What somebody does who only changes rows, and the place that the check must name.
CHANGES = {
    change_detail: "event 7: its details",
    change_reason: "event 7: its details",
    change_event: "event 7: it was changed",
    change_time: "event 7: it was changed",
    change_hash: "event 7: it was changed",
    drop_detail: "event 7: its details are gone",
    erase_without_saying_so: "event 7: its details were erased, but event 2",
    take_one_out: "event 7: missing",
    put_one_in: "event 5: it was changed",
    swap_two: "event 7: it was changed",
    take_last_out: f"event {SIZE}: missing",
    bend_tree: "events 7 to 8: the tree",
    thin_tree: f"events 1 to {SIZE}: hashes are missing",
    bend_checkpoint: "event 1: the checkpoint",
}


def test_a_log_that_nobody_touched_fits(database):
    note = sealed_log(SIZE)
    write_log(3)

    found = verify([note])

    assert (found.head.size, found.outside, found.erased) == (SIZE + 3, 1, 0)


@pytest.mark.parametrize(
    ("change", "told"), CHANGES.items(), ids=lambda one: getattr(one, "__name__", "")
)
def test_a_change_in_the_tables_is_found_and_named(database, change, told):
    sealed_log(SIZE)
    with as_owner_of_the_database() as session:
        change(session)

    with pytest.raises(Fault, match=re.escape(told)):
        verify()


# What he must change in the rows before he rebuilds hashes, tree and checkpoints with the key.
REBUILT = (
    change_detail,
    change_reason,
    change_event,
    change_time,
    put_one_in,
    swap_two,
    take_last_out,
)


@pytest.mark.parametrize("change", REBUILT, ids=lambda one: one.__name__)
def test_a_log_rebuilt_and_signed_with_the_stolen_key_differs_from_one_old_checkpoint(
    database, change
):
    note = sealed_log(SIZE)
    with as_owner_of_the_database() as session:
        change(session)
        rebuild(session)

    verify()  # by itself the forged log fits: only the note that others keep gives it away
    with pytest.raises(Fault) as found:
        verify([note])
    assert 1 <= found.value.first <= found.value.last == SIZE


def test_two_old_checkpoints_tell_between_which_events_the_log_was_rebuilt(database):
    early = sealed_log(5)
    late = sealed_log(SIZE - 5)
    with as_owner_of_the_database() as session:
        change_detail(session)
        rebuild(session)

    with pytest.raises(Fault, match=f"events 6 to {SIZE}: at least one is not what"):
        verify([late, early])


def test_own_checkpoints_find_a_rebuilt_log_that_could_not_be_signed_again(database):
    sealed_log(SIZE)
    with as_owner_of_the_database() as session:
        change_detail(session)
        rebuild(session, resealed=False)

    with pytest.raises(Fault, match=r"events 7 to 11: at least one is not what the checkpoint of"):
        verify()


def test_the_last_events_cannot_be_cut_off_with_their_tree_and_checkpoints(database):
    note = sealed_log(SIZE)
    with as_owner_of_the_database() as session:
        for seq in (SIZE, SIZE - 1):
            take_out(session, seq)
        rebuild(session)

    verify()
    with pytest.raises(Fault, match=f"events {SIZE - 1} to {SIZE}: missing"):
        verify([note])


def test_leaves_changed_with_their_tree_are_found_by_own_checkpoints(database):
    sealed_log(SIZE)
    with as_owner_of_the_database() as session:
        rows = session.scalars(select(AuditEvent.leaf_hash).order_by(AuditEvent.seq)).all()
        leaves = [bytes.fromhex(row) for row in rows]
        leaves[6] = leaf_hash(b"another")
        rebuild_tree(session, leaves)

    with pytest.raises(Fault, match="events 7 to 8: the tree"):
        verify()


def test_a_checkpoint_signed_by_a_key_that_the_log_never_had_proves_nothing(database):
    sealed_log(SIZE)
    head = verify().head
    stranger = signing_key_from(head.origin, b"s" * 32)

    with pytest.raises(Fault, match="no known key"):
        verify([write_note(head_text(TreeHead(head.origin, SIZE, head.root)), stranger)])


@pytest.mark.parametrize("seq", range(1, SIZE + 1))
def test_whichever_event_changes_is_the_one_that_is_named(database, seq):
    sealed_log(SIZE)
    with as_owner_of_the_database() as session:
        session.execute(
            update(AuditDetail).where(AuditDetail.seq == seq).values(before={"points": "0.00"})
        )

    with pytest.raises(Fault) as found:
        verify()
    assert (found.value.first, found.value.last) == (seq, seq)


def test_what_is_appended_later_does_not_disturb_an_old_checkpoint(database):
    notes = [sealed_log(count) for count in (1, 2, 3)]
    with write_tx():
        pass
    write_log(4)

    assert verify(notes).outside == 3
