"""The program is killed at every step of an upload: nothing is half-there, a retry succeeds."""

import hashlib
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from emulation.audit.models import AuditEvent
from emulation.database import db
from emulation.evidence.models import Blob, Evidence, EvidenceUse, FileReading
from emulation.evidence.upkeep import sweep
from emulation.storage import store
from tests.criteria.sets import SMALL
from tests.resilience import log, profile, uploader
from tests.resilience.client import NoAnswer
from tests.resilience.dying_steps import ORDER, PARTS_STEPS, WHOLE_STEPS
from tests.resilience.uploader import Sending, Uploader
from tests.resilience.year import make_year

ROUNDS_OF_EACH_WAY = profile.of(full=50, small=0)
CODE = "A1"
LONGEST_SECONDS = 1800


@pytest.fixture
def year(database):
    return make_year(SMALL, communes=1)


@pytest.fixture
def official(app, year, serve):
    server = serve(build="tests.resilience.dying:app")
    return Uploader(app, server, year.officials[0][0])


def rounds(steps):
    """Each step once, and in full again and again."""
    return [steps[turn % len(steps)] for turn in range(max(len(steps), ROUNDS_OF_EACH_WAY))]


def told_of(request_id):
    db.session.rollback()
    return db.session.scalar(
        select(func.count())
        .select_from(AuditEvent)
        .where(AuditEvent.request_id == request_id, AuditEvent.action == "evidence.add")
    )


def rows():
    db.session.rollback()
    return [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (Evidence, EvidenceUse, Blob, FileReading)
    ]


def order(app, step):
    (app.config["DATA_FOLDER"] / ORDER).write_text(step)


def was_obeyed(app):
    return not (app.config["DATA_FOLDER"] / ORDER).exists()


def nothing_is_half_there(before, step):
    """Either none of the rows of a file is there, or all of them."""
    after = rows()
    added = [now - then for now, then in zip(after, before, strict=True)]
    assert added in ([0, 0, 0, 0], [1, 1, 1, 1]), (step, added)
    for sha256 in db.session.scalars(select(Blob.sha256)):
        assert store().exists(sha256), step


@pytest.mark.timeout(LONGEST_SECONDS)
@pytest.mark.parametrize("steps", [WHOLE_STEPS, PARTS_STEPS], ids=["whole", "in parts"])
def test_killed_at_every_step_and_sent_again(app, year, official, steps):
    url = f"/evidence/{year.participant_ids[0]}/{CODE}"
    expected = set()
    for number, step in enumerate(rounds(steps)):
        sending = Sending(official, url, number, in_parts=steps is PARTS_STEPS)
        before = rows()
        order(app, step)

        with pytest.raises(NoAnswer):
            raise AssertionError((step, sending.once()))
        assert was_obeyed(app), step
        nothing_is_half_there(before, step)
        status, receipt = sending.until_answered()

        assert status == 200, (step, receipt)
        assert [one["name"] for one in receipt["files"]] == [sending.name], step
        assert told_of(sending.request_id) == 1, step
        expected.add(hashlib.sha256(sending.content).hexdigest())
    print(number + 1, "kills,", len(expected), "files there")  # noqa: T201
    everything_is_there_once(expected)
    nothing_is_left_over_after_the_sweep(app, expected)


def everything_is_there_once(expected):
    db.session.rollback()
    there = db.session.scalars(select(Evidence.sha256)).all()
    assert sorted(there) == sorted(expected)
    for sha256 in expected:
        with store().fetch(sha256) as path:
            assert path.stat().st_size == uploader.SIZE
    assert log.broken_places() == []


def nothing_is_left_over_after_the_sweep(app, expected):
    kept = store()
    tomorrow = datetime.now(UTC) + timedelta(days=1, hours=1)
    sweep(kept, at=tomorrow)
    kept.arrivals.sweep(older_than_seconds=-(time.time() + 1))

    assert {one.sha256 for one in kept.kept()} == expected
    assert list(kept.arrivals.folder.iterdir()) == []
    assert list(kept.set_aside_before(tomorrow + timedelta(days=1))) == []
