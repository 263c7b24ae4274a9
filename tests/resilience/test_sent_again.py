"""The same form sent ten times at once, and again later: one effect, one place to go."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.criteria.sets import SMALL
from tests.resilience import log, profile, stages
from tests.resilience.client import Client, new_id
from tests.resilience.initiatives import form_of, registered
from tests.resilience.year import make_year
from tests.workflow.steps import standing

CLICKS = 10
TURNS = profile.of(full=50, small=3)


@pytest.fixture
def year(database):
    return make_year(SMALL, communes=2)


def click(app, server, member, url, fields, *, times=CLICKS):
    """Send the same form many times at the same moment, each over a connection of its own."""
    sent = fields | {"request_id": new_id()}
    with ThreadPoolExecutor(times) as pool:
        clients = [Client(app, server, member) for _ in range(times)]
        answers = list(pool.map(lambda one: one.post_until_answered(url, sent), clients))
        later = clients[0].post_until_answered(url, sent)
    for client in clients:
        client.close()
    return [*answers, later]


def test_a_form_sent_ten_times_at_once_registers_one_initiative(app, serve, year):
    server = serve()
    for turn in range(TURNS):
        title = f"Mô hình {turn}"
        answers = click(app, server, year.officials[0][0], "/initiatives/new", form_of(title))
        assert {one.status for one in answers} == {303}
        assert len({one.location for one in answers}) == 1
        assert registered()[title] == 1
    assert log.broken_places() == []


def test_a_sheet_submitted_by_ten_clicks_is_submitted_once(app, serve, year):
    """The receipt is shown to every click, as if it had been the only one."""
    server = serve()
    for turn in range(TURNS):
        sheet_id = stages.put(year, turn % 2, stages.S.DRAFT)
        version, last = standing(sheet_id)[1], log.entries()[-1].seq
        fields = {"version": version, "confirmed": "1"}
        url = f"/assessments/{sheet_id}/submission"
        answers = click(app, server, year.leaders[turn % 2][0], url, fields)

        assert {(one.status, one.location) for one in answers} == {
            (303, f"/assessments/{sheet_id}/receipt")
        }
        assert standing(sheet_id) == (stages.S.SUBMITTED, version + 1)
        steps = [one for one in log.entries(last) if one.action == "assessments.submit"]
        assert len(steps) == 1


def test_it_would_be_noticed_if_every_click_counted(app, serve, year):
    server = serve("no_request_id")

    click(app, server, year.officials[0][0], "/initiatives/new", form_of("Mô hình"))

    assert registered()["Mô hình"] > 1
