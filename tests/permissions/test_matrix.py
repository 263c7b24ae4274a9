"""Every address × every reader: who may not see a thing learns nothing and changes nothing."""

import re
import uuid

import pytest
from sqlalchemy import update

from emulation.access import guards
from emulation.accounts.models import User
from emulation.database import write_tx
from tests.permissions.oracle import GET, POST, WAYS
from tests.permissions.world import ANONYMOUS, READERS, make_world, state_of_the_database

CHANGES_FROM_PAGE_TO_PAGE = re.compile(r'(csrf[-_]token" (?:content|value)=|next=)"?[^"]*"')
ENDS_SESSIONS = {("accounts.sign_out", POST)}


@pytest.fixture(scope="module")
def world(app, data_folder, database_of_this_process):
    database_of_this_process.renew(app)
    with app.app_context():
        yield make_world(app)


def ways_in(app):
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods & {GET, POST}
        if rule.endpoint != "static"
    }


def test_every_way_in_has_a_line_and_every_line_a_way_in(app):
    assert ways_in(app) == set(WAYS)


@pytest.mark.parametrize(("endpoint", "method"), [way for way in WAYS if way not in ENDS_SESSIONS])
def test_nobody_goes_where_they_may_not(app, world, endpoint, method):
    way = WAYS[endpoint, method]
    url = address(app, world, endpoint, way)
    faults = []
    before = state_of_the_database()
    for reader in (ANONYMOUS, *READERS):
        faults += [f"{reader}: {fault}" for fault in faults_of(world, url, method, way, reader)]
        after = state_of_the_database()
        if before != after:
            changed = [name for name in before if before[name] != after[name]]
            faults.append(f"{reader}: changed {changed}")
        before = after
    assert not faults, "\n".join([f"{method} {url}", *faults])


def test_what_may_not_be_seen_looks_like_what_is_not_there(app, world):
    for endpoint, name in (
        ("assessments.show", "assessment_id"),
        ("evidence.show", "evidence_id"),
        ("initiatives.show", "initiative_id"),
        ("people.show", "user_id"),
    ):
        there = address(app, world, endpoint, WAYS[endpoint, GET])
        nowhere = there.replace(str(world.ids[name]), "987654")
        foreign, unknown = (
            world.browsers["stranger"].open(url, follow=False) for url in (there, nowhere)
        )
        assert foreign.status_code == unknown.status_code == 404
        assert alike(foreign.text, there) == alike(unknown.text, nowhere)
        assert set(foreign.headers.keys()) == set(unknown.headers.keys())


def test_whoever_has_a_first_password_gets_no_further_than_changing_it(app, world):
    guarded = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if guards.get(f"{view.__module__}.{view.__name__}")
    } - {"accounts.change_password"}
    browser, user = world.browsers["official"], world.users["official"]
    must_change(user, must=True)
    try:
        for (endpoint, method), way in WAYS.items():
            if endpoint in guarded and "official" in way.who:
                url = address(app, world, endpoint, way)
                answer = browser.open(url, method=method, data=sent(way), follow=False)
                assert answer.status_code == 303, url
                assert answer.location == "/account/password", url
    finally:
        must_change(user, must=False)


def must_change(user, *, must):
    with write_tx() as session:
        session.execute(update(User).where(User.id == user.id).values(must_change_password=must))


def faults_of(world, url, method, way, reader):
    """Say everything that is wrong with what one reader gets there."""
    allowed = reader in way.who
    # Whoever may do it sends a form without its request id, which does nothing.
    data = None if method == GET else {} if allowed else sent(way)
    answer = world.browsers[reader].open(url, method=method, data=data, follow=False)
    if wrong := wrong_answer(answer, method, way, reader):
        yield wrong
    content = answer.get_data() + str(answer.headers).encode()
    answer.close()
    leaked = [secret for secret in world.others_secrets(reader) if secret.encode() in content]
    if leaked:
        yield f"reads {leaked}"


def wrong_answer(answer, method, way, reader):
    status, location = answer.status_code, answer.headers.get("Location", "")
    asked_to_sign_in = location.startswith("/login")
    if reader in way.who:
        good = status == 404 if way.absent else status < 500 and status not in {401, 404, 405}
        return "" if good and not asked_to_sign_in else f"may, but gets {status} {location}"
    if reader == ANONYMOUS:
        good = status == 401 if method == POST else status in {302, 303} and asked_to_sign_in
        return "" if good else f"is not asked to sign in: {status} {location}"
    return "" if status == 404 else f"may not, but gets {status} {location}"


def address(app, world, endpoint, way):
    names = next(rule.arguments for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    values = {name: (world.ids | way.path)[name] for name in names}
    with app.test_request_context():
        return app.url_for(endpoint, **values)


def sent(way):
    return way.body | {"request_id": str(uuid.uuid4())}


def alike(html, url):
    return CHANGES_FROM_PAGE_TO_PAGE.sub("", html).replace(url, "")
