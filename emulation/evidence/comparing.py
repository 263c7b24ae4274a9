"""Reading and comparing what has arrived, in one process apart at a time.

What waits stands in the database, so a process that dies loses nothing: the next upload or the next
maintenance run takes it up. A file lock keeps a second process of this machine away.
"""

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select

from emulation.config import ROOT
from emulation.database import db
from emulation.evidence.models import FileReading
from emulation.evidence.radar import compare_new
from emulation.evidence.readings import make_prints_again, read_what_nobody_read
from emulation.storage import Store

COMMAND = ("-m", "flask", "--app", "wsgi", "evidence", "compare")
READ_AT_ONCE = 200
COMPARED_AT_ONCE = 2000


def is_waiting() -> bool:
    """Tell whether a file that was read has not been compared yet."""
    return bool(db.session.scalar(select(exists().where(FileReading.compared_at.is_(None)))))


def start_comparing(folder: Path) -> bool:
    """Start a process that compares what waits, unless one is at it; return whether it was started.

    One that is at it looks once more after it has given the lock back, so that what arrived
    meanwhile is not left behind.
    """
    with only_one(folder) as alone:
        if not alone:
            return False
    child = subprocess.Popen(  # noqa: S603 (our own command, without anything from outside)
        [sys.executable, *COMMAND],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Somebody has to take note of its end.
    threading.Thread(target=child.wait, daemon=True).start()
    return True


def compare_all(store: Store, folder: Path, *, clock: Callable[[], datetime]) -> tuple[int, int]:
    """Read and compare until nothing waits; return how many files, and how many new matches."""
    compared, found = 0, 0
    while True:
        with only_one(folder) as alone:
            if not alone:
                return compared, found
            while (step := compare_some(store, at=clock()))[0]:
                compared, found = compared + step[0], found + step[1]
        if not is_waiting():
            return compared, found
        db.session.rollback()


def compare_some(store: Store, *, at: datetime) -> tuple[int, int]:
    read_what_nobody_read(store, at=at, at_most=READ_AT_ONCE)
    make_prints_again(store, at_most=READ_AT_ONCE)
    return compare_new(at=at, at_most=COMPARED_AT_ONCE)


@contextmanager
def only_one(folder: Path) -> Iterator[bool]:
    """Hold the lock if nobody else does; tell whether."""
    descriptor = os.open(folder / "comparing.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
