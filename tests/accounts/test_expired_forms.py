"""A form whose token has run out: what was typed comes back, ready to be sent again."""

import pytest

from emulation.rules.roles import Role
from tests.accounts.factories import user_with
from tests.units.factories import UnitFactory


@pytest.fixture
def strict(app, browser):
    app.config["WTF_CSRF_ENABLED"] = True
    yield browser
    app.config["WTF_CSRF_ENABLED"] = False


def test_what_was_typed_comes_back_and_can_be_sent_again(strict, database):
    commune = UnitFactory(name="Xã Cũ")
    strict.sign_in(user_with(Role.ADMINISTRATOR, commune))
    form = strict.get(f"/units/{commune.id}/edit").select_one("main form")

    page = strict.submit(form, {"csrf_token": "old", "name": "Xã Mới"}, status=400)
    page = strict.submit(page.select_one("main form"))

    assert page.select_one("h1").text == "Xã Mới"


def test_a_form_sent_by_another_site_gets_no_button_to_send_it_again(strict, database):
    strict.sign_in(user_with(Role.ADMINISTRATOR, UnitFactory()))

    page = strict.post(
        "/people/new", {"username": "evil"}, status=400, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert not page.select("main form")


def test_signing_in_in_another_tab_keeps_the_open_form_good(strict, database):
    commune = UnitFactory(name="Xã Cũ")
    user = user_with(Role.ADMINISTRATOR, commune)
    strict.sign_in(user)
    form = strict.get(f"/units/{commune.id}/edit").select_one("main form")
    strict.client.get("/account")
    with strict.client.session_transaction() as session:
        session["seen"] = 0
    page = strict.submit(form, {"name": "Xã Mới"}, status=401)

    tab = strict.get("/login?next=/account").select_one("main form")
    strict.submit(tab, {"username": user.username, "password": "con cò bay lả bay la"})
    page = strict.submit(page.select_one("main form"))

    assert page.select_one("h1").text == "Xã Mới"


@pytest.mark.parametrize(
    "data",
    [
        {"grant": "9" * 30, "request_id": "6f1c1d0c-5d0f-4b8e-9a43-0a5a3c2b1d10"},
        {"grant": "NaN", "request_id": "6f1c1d0c-5d0f-4b8e-9a43-0a5a3c2b1d10"},
        {"grant": "\0", "request_id": "\0"},
        {"grant": "1", "request_id": "x" * 1000},
    ],
)
def test_numbers_that_name_nothing_are_not_found(browser, database, data):
    browser.sign_in(user_with(Role.LEADER, UnitFactory()))

    assert browser.open("/account/role", method="POST", data=data).status_code in {400, 404}
