"""Many people upload at once: nothing is lost, nothing twice, and memory stays flat."""

import hashlib
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

from emulation.audit.models import AuditEvent
from emulation.database import db
from emulation.evidence.models import Evidence, EvidenceUse
from emulation.storage import store
from tests.criteria.sets import SMALL
from tests.resilience import log, profile
from tests.resilience.uploader import Sending, Uploader
from tests.resilience.year import make_year

COMMUNES = 4
AT_ONCE = profile.of(full=200, small=24)
SIZE = 200_000
MEGABYTE = 1024 * 1024
LONGEST_SECONDS = 1800
FILES = 6
# What passes through at any moment, however long the file is: pieces on their way, not the file.
ROOM_TO_BREATHE = 8 * MEGABYTE


@pytest.fixture
def year(database):
    return make_year(SMALL, communes=COMMUNES)


@pytest.fixture
def people(app, year, serve):
    server = serve()
    return [Uploader(app, server, officials[0]) for officials in year.officials]


@pytest.mark.timeout(LONGEST_SECONDS)
def test_of_many_uploads_at_once_none_is_lost(year, people):
    sendings = [
        Sending(
            people[number % COMMUNES],
            f"/evidence/{year.participant_ids[number % COMMUNES]}/A1",
            number,
            in_parts=number % 3 == 0,
            size=SIZE,
        )
        for number in range(AT_ONCE)
    ]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(Sending.until_answered, sendings))

    print(AT_ONCE, "at once:", Counter(status for status, _told in answers))  # noqa: T201
    assert {status for status, _told in answers} == {200}
    expected = sorted(hashlib.sha256(one.content).hexdigest() for one in sendings)
    db.session.rollback()
    assert sorted(db.session.scalars(select(Evidence.sha256))) == expected
    assert db.session.scalar(select(func.count()).select_from(EvidenceUse)) == AT_ONCE
    for sha256 in expected:
        with store().fetch(sha256) as path:
            assert path.stat().st_size == SIZE
    told = Counter(db.session.scalars(select(AuditEvent.request_id)))
    assert [told[one.request_id] for one in sendings] == [2] * AT_ONCE
    assert log.broken_places() == []


class Watched:
    """Looks all the while at how much memory of their own the processes of the program hold.

    Pages of the files themselves, which the machine lends to whoever reads them, do not count.
    """

    def __init__(self, server):
        self.pids = server.workers()
        self.most = dict.fromkeys(self.pids, 0)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        self.thread.join()

    def look(self):
        while not self.over.wait(0.003):
            for pid in self.pids:
                status = Path(f"/proc/{pid}/status").read_text().splitlines()
                own = next(line for line in status if line.startswith("RssAnon"))
                self.most[pid] = max(self.most[pid], int(own.split()[1]) * 1024)


@pytest.mark.timeout(LONGEST_SECONDS)
@pytest.mark.parametrize("in_parts", [False, True], ids=["whole", "in parts"])
def test_memory_stays_flat_from_one_megabyte_to_twenty(year, people, in_parts):
    person, url = people[0], f"/evidence/{year.participant_ids[0]}/A1"
    numbers = count()

    def send(size):
        one = Sending(person, url, next(numbers), in_parts=in_parts, size=size)
        status, told = one.until_answered()
        assert status == 200, told
        assert len(person.take(f"{told['files'][0]['url']}/file")) == size

    for _ in range(FILES):
        send(MEGABYTE)
    with Watched(person.server) as small:
        for _ in range(FILES):
            send(MEGABYTE)
    with Watched(person.server) as large:
        for _ in range(FILES):
            send(20 * MEGABYTE)

    grown = {pid: large.most[pid] - small.most[pid] for pid in small.pids}
    print(small.most, grown)  # noqa: T201
    assert all(more < ROOM_TO_BREATHE for more in grown.values())
