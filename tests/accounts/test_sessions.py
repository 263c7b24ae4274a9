"""A signed-in session ends when it should, at the very next request."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from emulation.accounts.models import Grant, SignedSession, User
from emulation.database import db, write_tx
from emulation.rules.roles import Role
from tests.accounts.factories import PASSWORD, GrantFactory, user_with
from tests.support.queries import count_queries
from tests.units.factories import UnitFactory

NEW = "mười lăm chữ trở lên"


@pytest.fixture
def official(database):
    return user_with(Role.COMMUNE_OFFICIAL, UnitFactory(name="Xã Đại Hóa"))


def is_signed_in(browser):
    return browser.open("/account", follow=False).status_code == 200


def change(model, **values):
    with write_tx() as session:
        session.execute(update(model).values(**values))


def last_seen(browser, at):
    with browser.client.session_transaction() as session:
        session["seen"] = at.timestamp()


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (User, {"disabled_at": datetime(2024, 1, 1, tzinfo=UTC)}),
        (Grant, {"valid_to": date(2024, 1, 1)}),
        (Grant, {"valid_from": date(2999, 1, 1)}),
        (SignedSession, {"ended_at": datetime(2024, 1, 1, tzinfo=UTC)}),
        (SignedSession, {"started_at": datetime.now(UTC) - timedelta(hours=12, minutes=1)}),
        (SignedSession, {"token_hash": "another"}),
    ],
    ids=["disabled", "role over", "role not begun", "ended", "too old", "unknown token"],
)
def test_whoever_lost_the_right_is_out_at_the_next_request(browser, official, model, values):
    browser.sign_in(official)
    assert is_signed_in(browser)

    change(model, **values)

    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    ("role", "minutes", "stays"),
    [
        (Role.ADMINISTRATOR, 29, True),
        (Role.ADMINISTRATOR, 31, False),
        (Role.INSPECTOR, 7 * 60 + 59, True),
        (Role.INSPECTOR, 8 * 60 + 1, False),
    ],
)
def test_idle_sessions_end_sooner_for_administrators(browser, database, role, minutes, stays):
    browser.sign_in(user_with(role, UnitFactory()))

    last_seen(browser, datetime.now(UTC) - timedelta(minutes=minutes))

    assert is_signed_in(browser) is stays


def test_working_keeps_a_session_awake(browser, database):
    browser.sign_in(user_with(Role.ADMINISTRATOR, UnitFactory()))
    before = datetime.now(UTC) - timedelta(minutes=20)
    last_seen(browser, before)

    browser.get("/account")

    with browser.client.session_transaction() as session:
        assert session["seen"] > before.timestamp() + 1000


def test_who_is_signed_in_takes_one_statement(browser, official):
    browser.sign_in(official)
    with count_queries() as queries:
        browser.get("/account/password")

    asked = [query for query in queries if "signed_session" in query or "user_account" in query]
    assert len(asked) == 1


def test_signing_out_ends_the_session_for_good(browser, official):
    browser.sign_in(official)
    cookies = {cookie.key: cookie.value for cookie in browser.client._cookies.values()}

    page = browser.post("/sign-out")
    assert page.select_one("main form")["action"] == "/login"

    for name, value in cookies.items():
        browser.client.set_cookie(name, value)
    assert not is_signed_in(browser), "an old cookie opens nothing"


def test_signing_out_everywhere_ends_other_devices_too(app, browser, official):
    other = type(browser)(app.test_client())
    other.sign_in(official)
    browser.sign_in(official)
    stranger = type(browser)(app.test_client())
    stranger.sign_in(user_with(Role.LEADER, UnitFactory()))

    page = browser.get("/account")
    browser.submit(page.select_one('form[action="/account/sessions/end"]'))

    assert not is_signed_in(browser)
    assert not is_signed_in(other)
    assert is_signed_in(stranger)


def test_one_other_session_can_be_ended(app, browser, official):
    lost = type(browser)(app.test_client())
    lost.sign_in(official)
    browser.sign_in(official)

    page = browser.get("/account")
    browser.submit(page.select_one('form[action$="/end"][action^="/account/sessions/1/"]'))

    assert not is_signed_in(lost)
    assert is_signed_in(browser)


def test_a_session_of_somebody_else_cannot_be_ended(app, browser, official):
    stranger = type(browser)(app.test_client())
    stranger.sign_in(user_with(Role.LEADER, UnitFactory()))
    theirs = db.session.query(SignedSession).one().id
    browser.sign_in(official)
    form = browser.get("/account").select_one('form[action="/account/sessions/end"]')
    form["action"] = f"/account/sessions/{theirs}/end"

    browser.submit(form, status=404)

    assert is_signed_in(stranger)


def test_person_with_two_roles_chooses_which_to_act_in(browser, official):
    province = UnitFactory(name="Tỉnh Bắc Giang")
    other = GrantFactory(user=official, role=Role.LEADER, unit=province)
    past = GrantFactory(user=official, role=Role.COUNCIL, unit=province, valid_to=date(2021, 1, 1))
    browser.sign_in(official)

    form = browser.get("/account").select_one('form[action="/account/role"]')
    assert len(form.select("input[type=radio]")) == 2
    browser.open(
        "/account/role",
        method="POST",
        data={"grant": other.id, "request_id": form.select_one("[name=request_id]")["value"]},
        follow=False,
        status=303,
    )
    assert "Tỉnh Bắc Giang" in browser.get("/account").select_one("main dl").text

    form = browser.get("/account").select_one('form[action="/account/role"]')
    browser.submit(form, {"grant": past.id}, status=404)


def test_first_password_must_be_changed_before_anything_else(browser, database):
    user = user_with(Role.COMMUNE_OFFICIAL, UnitFactory(), must_change_password=True)
    browser.sign_in(user)
    assert browser.open("/account", follow=False).location == "/account/password"

    page = browser.get("/account/password")
    browser.open(
        "/account/password",
        method="POST",
        data={
            "current_password": PASSWORD,
            "new_password": NEW,
            "repeated_password": NEW,
        },
        follow=False,
        status=303,
    )

    assert page.select_one(".notice--warn")
    assert is_signed_in(browser)
    browser.sign_out()
    data = {"username": user.username, "password": NEW}
    browser.open("/login", method="POST", data=data, follow=False, status=303)


def test_changing_the_password_ends_every_other_session(app, browser, official):
    other = type(browser)(app.test_client())
    other.sign_in(official)
    browser.sign_in(official)

    data = {"current_password": PASSWORD, "new_password": NEW, "repeated_password": NEW}
    browser.open("/account/password", method="POST", data=data, follow=False, status=303)

    assert is_signed_in(browser)
    assert not is_signed_in(other)


@pytest.mark.parametrize(
    "fields",
    [
        {"current_password": "wrong"},
        {"current_password": ""},
        {"new_password": "", "repeated_password": ""},
        {"new_password": "tám chữ thôi", "repeated_password": "tám chữ thôi"},
        {"new_password": PASSWORD, "repeated_password": PASSWORD},
        {"repeated_password": "khác hẳn điều đã viết"},
        {"new_password": "bắc giang bắc giang 24", "repeated_password": "bắc giang bắc giang 24"},
        {"new_password": "a" * 40, "repeated_password": "a" * 40},
        {"new_password": "x7 " * 1000, "repeated_password": "x7 " * 1000},
        {"new_password": "xa dai hoa 2024 2024", "repeated_password": "xa dai hoa 2024 2024"},
    ],
)
def test_a_bad_password_change_changes_nothing_and_says_why(browser, official, fields):
    browser.sign_in(official)
    good = {"current_password": PASSWORD, "new_password": NEW, "repeated_password": NEW}
    before = official.password_hash

    page = browser.post("/account/password", good | fields, status=400)

    assert page.select_one(".error-summary li")
    assert official.password_hash == before


def test_what_was_typed_survives_an_ended_session(browser, official):
    browser.sign_in(official)
    change(SignedSession, ended_at=datetime.now(UTC))

    page = browser.post("/account/role", {"grant": "1", "note": "chữ đã gõ"}, status=401)

    form = page.select_one("main form")
    assert form["action"] == "/account/role"
    assert form.select_one("[name=note]").text.strip() == "chữ đã gõ"
    assert page.select_one('main a[target="_blank"]')["href"] == "/login"


def test_a_typed_password_is_never_shown_again(browser, database):
    page = browser.post("/account/password", {"new_password": "bí mật của tôi"}, status=401)

    assert "bí mật" not in page.text
    assert "bí mật" not in browser.response.text
