"""The store is looked after: nothing that a row names goes, and what changed is named."""

import io
import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.evidence.models import Blob, MediaType
from emulation.evidence.upkeep import look_through, sweep
from emulation.storage import FolderStore

NOW = datetime.now(UTC)
TOMORROW = NOW + timedelta(days=1, hours=1)


@pytest.fixture
def kept(app, tmp_path):
    with app.app_context():
        yield FolderStore(tmp_path / "evidence")


def put(store, content):
    return store.put(io.BytesIO(content), limit=10**6)


def name(*stored):
    with write_tx() as session:
        session.add_all(
            Blob(sha256=one.sha256, size=one.size, media_type=MediaType.PDF, stored_at=NOW)
            for one in stored
        )


def fault_of(stored):
    return db.session.scalar(select(Blob.fault).where(Blob.sha256 == stored.sha256))


def change(store, stored):
    place = store.path(stored.sha256)
    place.chmod(0o600)
    place.write_bytes(b"other")


def test_what_no_row_names_is_set_aside_after_a_day_and_destroyed_after_a_month(kept, database):
    orphan, named = put(kept, b"orphan"), put(kept, b"named")
    name(named)

    assert sweep(kept, at=NOW).set_aside == 0
    assert sweep(kept, at=TOMORROW).set_aside == 1
    assert not kept.exists(orphan.sha256)
    assert sweep(kept, at=TOMORROW + timedelta(days=31)).destroyed == 1
    assert not kept.take_back(orphan.sha256)
    assert kept.exists(named.sha256)


def test_what_a_row_names_after_all_comes_back(kept, database):
    late = put(kept, b"late")
    sweep(kept, at=TOMORROW)
    name(late)

    assert sweep(kept, at=TOMORROW).taken_back == 1
    assert kept.exists(late.sha256)


def test_bytes_sent_again_are_not_taken_for_old_ones(kept, database):
    old = put(kept, b"again")
    os.utime(kept.path(old.sha256), (1, 1))
    put(kept, b"again")

    assert sweep(kept, at=datetime.now(UTC)).set_aside == 0


def test_what_a_killed_upload_left_is_cleared_away(kept, database):
    kept.arrivals.folder.mkdir(parents=True)
    left, fresh = kept.arrivals.folder / "left", kept.arrivals.folder / "fresh"
    left.write_bytes(b"x")
    fresh.write_bytes(b"x")
    os.utime(left, (time.time() - 90_000,) * 2)

    assert sweep(kept, at=NOW).cleared == 1
    assert fresh.exists()


def test_missing_and_changed_bytes_are_named_once_and_in_the_log(kept, database):
    good, gone, changed = put(kept, b"good"), put(kept, b"gone"), put(kept, b"changed")
    name(good, gone, changed)
    kept.path(gone.sha256).unlink()
    change(kept, changed)

    found = look_through(kept, at=NOW, at_most=10)

    assert dict(found.faults) == {gone.sha256: "missing", changed.sha256: "damaged"}
    assert (fault_of(good), fault_of(gone), fault_of(changed)) == ("", "missing", "damaged")
    assert look_through(kept, at=TOMORROW, at_most=10).faults == []
    told = db.session.scalars(
        select(AuditEvent.subject).where(AuditEvent.action == "evidence.fault")
    )
    assert set(told) == {f"blob:{gone.sha256}", f"blob:{changed.sha256}"}


def test_bytes_that_were_restored_lose_the_remark(kept, database):
    stored = put(kept, b"restored")
    name(stored)
    change(kept, stored)
    look_through(kept, at=NOW, at_most=10)
    kept.path(stored.sha256).write_bytes(b"restored")

    look_through(kept, at=TOMORROW, at_most=10)

    assert fault_of(stored) == ""


def test_everything_is_looked_at_once_a_month_a_few_at_a_time(kept, database):
    name(*(put(kept, str(number).encode()) for number in range(7)))
    next_month = NOW + timedelta(days=31)

    looked = [look_through(kept, at=NOW, at_most=3).looked_at for _ in range(4)]

    assert looked == [3, 3, 1, 0]
    assert look_through(kept, at=TOMORROW, at_most=9).looked_at == 0
    assert look_through(kept, at=next_month, at_most=9).looked_at == 7
