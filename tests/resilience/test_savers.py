"""Fifty people save at once: nobody is locked out, nothing is lost, the log stays whole."""

import pytest

from tests.resilience import profile
from tests.resilience.savers import OFFICIALS, reckoning, save_at_once
from tests.resilience.year import make_year

COMMUNES = 10
SAVES = profile.of(full=10_000, small=200)
FEW = 100


@pytest.fixture
def year(database, criteria):
    return make_year(criteria, communes=COMMUNES, per_commune=OFFICIALS)


def test_fifty_people_saving_at_once_lose_nothing(app, serve, year):
    server = serve()

    tally = save_at_once(app, server, year, saves=SAVES)

    print(dict(tally.answers), "answers;", len(tally.acknowledged), "acknowledged")  # noqa: T201
    assert set(tally.answers) <= {200, 303, 409}
    assert len(tally.acknowledged) == SAVES
    assert reckoning(tally) == []
    assert "Traceback" not in server.log


@pytest.mark.parametrize("broken", ["plain_begin", "no_version"])
def test_it_would_be_noticed_without(app, serve, year, broken, database_of_this_process):
    if broken == "plain_begin" and "sqlite" not in database_of_this_process.url:
        broken = "no_log_lock"
    server = serve(broken)

    tally = save_at_once(app, server, year, saves=FEW)

    refused = set(tally.answers) - {200, 303, 409}
    assert refused or reckoning(tally) or len(tally.acknowledged) < FEW
