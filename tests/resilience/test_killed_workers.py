"""Workers are killed while they save: what was acknowledged is there, and nothing twice."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from tests.criteria.sets import SMALL
from tests.resilience import log, profile
from tests.resilience.client import Client, new_id
from tests.resilience.initiatives import form_of, registered
from tests.resilience.year import make_year

ROUNDS = profile.of(full=50, small=3)
EVERY_SO_MANY_THE_MASTER_TOO = profile.of(full=5, small=3)
AT_WORK = 8
SAVED_BETWEEN_KILLS = 8
PATIENCE_SECONDS = 60


class AtWork:
    """People registering initiatives without pause; each form is sent until it is answered."""

    def __init__(self, app, server, year) -> None:
        self.clients = [
            Client(app, server, official) for officials in year.officials for official in officials
        ]
        self.acknowledged: list[str] = []
        self.answers: set[int] = set()
        self.stopped = threading.Event()

    def work(self, number: int) -> None:
        client = self.clients[number]
        for turn in count():
            if self.stopped.is_set():
                break
            title = f"Mô hình {number}-{turn}"
            answer = client.post_until_answered("/initiatives/new", form_of(title))
            self.answers.add(answer.status)
            if answer.saved:
                self.acknowledged.append(title)
        client.close()

    def wait_for_more(self) -> None:
        wanted = len(self.acknowledged) + SAVED_BETWEEN_KILLS
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while len(self.acknowledged) < wanted and time.monotonic() < give_up_at:
            time.sleep(0.01)


def kill_while_saving(app, server, year, *, rounds: int) -> AtWork:
    people = AtWork(app, server, year)
    dice = random.Random(rounds)  # noqa: S311 (when to kill, nothing secret)
    with ThreadPoolExecutor(len(people.clients)) as pool:
        running = [pool.submit(people.work, number) for number in range(len(people.clients))]
        try:
            for done in range(1, rounds + 1):
                people.wait_for_more()
                time.sleep(dice.random() * 0.05)
                if done % EVERY_SO_MANY_THE_MASTER_TOO:
                    server.kill_worker()
                else:
                    server.kill_everything()
            people.wait_for_more()
        finally:
            people.stopped.set()
        for one in running:
            one.result()
    return people


@pytest.fixture
def year(database):
    return make_year(SMALL, communes=AT_WORK)


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(app, serve, year):
    server = serve()

    people = kill_while_saving(app, server, year, rounds=ROUNDS)

    there = registered()
    print(len(people.acknowledged), "acknowledged,", ROUNDS, "kills")  # noqa: T201
    assert people.answers == {303}
    assert [title for title in people.acknowledged if there[title] != 1] == []
    assert {title: times for title, times in there.items() if times > 1} == {}
    assert log.broken_places() == []
    told = [one for one in log.entries() if one.action == "initiative.register"]
    assert len(told) == there.total()


def test_it_would_be_noticed_if_a_form_that_comes_again_were_a_new_one(app, serve, year):
    """Nobody is killed: the first answer is thrown away, as when the connection breaks."""
    server = serve("no_request_id")
    client = Client(app, server, year.officials[0][0])
    fields = form_of("Mô hình gửi lại") | {"request_id": new_id()}

    client.post("/initiatives/new", fields)
    client.close()
    client.post_until_answered("/initiatives/new", fields)
    client.close()

    assert registered()["Mô hình gửi lại"] == 2
