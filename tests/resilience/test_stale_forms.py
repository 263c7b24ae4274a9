"""Two people have the same form open: one of them wins, the other loses nothing that was typed."""

import inspect

import pytest

from tests.criteria.sets import SMALL
from tests.resilience import (
    forms_after_verification,  # noqa: F401 (its forms are registered)
    forms_of_documents,  # noqa: F401 (its forms are registered)
    profile,
)
from tests.resilience.client import Client
from tests.resilience.forms import UNVERSIONED
from tests.resilience.pairs import FORMS, faults_of, send_both
from tests.resilience.served import Served
from tests.resilience.year import make_year

PAIRS = profile.of(full=200, small=2)
COMMUNES, PEOPLE = 4, 3


@pytest.fixture(scope="module")
def year(app, database_of_this_process):
    database_of_this_process.renew(app)
    with app.app_context():
        yield make_year(SMALL, communes=COMMUNES, per_commune=PEOPLE)


@pytest.fixture(scope="module")
def server(app, year):
    served = Served(app)
    served.start()
    yield served
    served.stop()
    assert "Traceback" not in served.log


def changing_addresses(app) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}


def test_no_form_is_forgotten(app):
    assert changing_addresses(app) == set(FORMS) | set(UNVERSIONED)
    assert not set(FORMS) & set(UNVERSIONED)


def test_no_form_with_a_version_is_taken_for_one_without(app):
    for endpoint in set(UNVERSIONED) & changing_addresses(app):
        source = inspect.getsource(inspect.unwrap(app.view_functions[endpoint]))
        assert "version=" not in source, endpoint


@pytest.mark.parametrize("together", [True, False], ids=["at once", "one after the other"])
@pytest.mark.parametrize("endpoint", FORMS)
def test_of_two_people_one_wins_and_the_other_keeps_the_text(app, year, server, endpoint, together):
    faults = []
    for turn in range(PAIRS):
        editing = FORMS[endpoint](year, turn)
        clients = tuple(Client(app, server, one) for one in editing.people)
        faults += faults_of(editing, send_both(clients, editing, together=together))
        for client in clients:
            client.close()
    assert faults == []
