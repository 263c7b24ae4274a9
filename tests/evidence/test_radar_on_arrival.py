"""What arrives is compared by a process apart: one at a time, and nothing is left behind."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import select

from emulation.audit.changes import now
from emulation.config import ROOT
from emulation.database import db
from emulation.evidence import comparing
from emulation.evidence.comparing import COMMAND, compare_all, only_one, start_comparing
from emulation.evidence.models import FileReading, Match
from emulation.storage import FolderStore
from tests.evidence.test_radar import PAGE, Desk


@pytest.fixture
def desk(app, year):
    with app.app_context():
        yield Desk(year)


def waiting():
    query = select(FileReading.sha256).where(FileReading.compared_at.is_(None))
    found = len(db.session.scalars(query).all())
    db.session.rollback()
    return found


def test_everything_that_waits_is_compared(desk, tmp_path):
    desk.put("commune", scenes=[(5, PAGE)])
    desk.put("other_commune", scenes=[(5, PAGE)])

    assert compare_all(FolderStore(tmp_path), tmp_path, clock=now) == (2, 1)
    assert waiting() == 0


def test_while_one_is_at_it_no_other_is_started(desk, tmp_path):
    desk.put("commune", scenes=[(5, PAGE)])

    with only_one(tmp_path) as alone:
        assert alone
        assert compare_all(FolderStore(tmp_path), tmp_path, clock=now) == (0, 0)
        assert start_comparing(tmp_path) is False
    assert waiting() == 1


def test_what_arrives_while_the_lock_is_given_back_is_compared_too(desk, tmp_path, monkeypatch):
    desk.put("commune", scenes=[(5, PAGE)])
    late = iter([True])

    def looks_again():
        if next(late, False):
            desk.put("other_commune", scenes=[(5, PAGE)])
        return waiting() > 0

    monkeypatch.setattr(comparing, "is_waiting", looks_again)

    assert compare_all(FolderStore(tmp_path), tmp_path, clock=now) == (2, 1)


def test_the_process_apart_finds_what_arrived(app, desk, tmp_path):
    desk.put("commune", scenes=[(5, PAGE)])
    desk.put("other_commune", scenes=[(5, PAGE)])
    db.session.rollback()
    url = app.config["SQLALCHEMY_DATABASE_URI"]

    done = subprocess.run(
        [sys.executable, *COMMAND],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": str(url), "EMULATION_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "2 files compared, 1 newly found alike\n", done.stderr
    assert len(db.session.scalars(select(Match)).all()) == 1
