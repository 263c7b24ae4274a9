"""Administrators look after people; every change is in the log, and nobody overwrites anybody."""

from datetime import date

import pytest

from emulation.accounts.models import Grant, User
from emulation.audit.models import AuditEvent
from emulation.database import db
from emulation.rules.roles import Role
from tests.accounts.factories import PASSWORD, UserFactory, user_with
from tests.support.queries import count_queries
from tests.units.factories import small_province


@pytest.fixture
def units(database):
    return small_province()


@pytest.fixture
def admin(units, browser):
    admin = user_with(Role.ADMINISTRATOR, units.province, full_name="Trần Quản Trị")
    browser.sign_in(admin)
    return admin


def new_account(browser, units, status=200, **fields):
    form = browser.get("/people/new").select_one("main form")
    typed = {
        "full_name": "Nguyễn Thị Hạnh",
        "username": "hanh.nt",
        "role": "commune_official",
        "unit": str(units.communes[0].id),
        "valid_from": "01/01/2024",
    }
    return browser.submit(form, typed | fields, status=status)


def actions():
    return [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.seq)]


def test_new_account_shows_its_first_password_once_and_opens_with_it(app, browser, admin, units):
    page = new_account(browser, units)
    password = page.select_one("output").text

    official = type(browser)(app.test_client())
    data = {"username": "hanh.nt", "password": password}
    official.open("/login", method="POST", data=data, follow=False, status=303)
    answer = official.open("/account", follow=False, status=303)
    assert answer.location == "/account/password"
    assert actions() == ["accounts.create", "accounts.grant_role", "accounts.sign_in"]
    assert password not in str([event.after for event in db.session.query(AuditEvent)])


def test_sending_the_new_account_twice_opens_one_and_shows_no_password(browser, admin, units):
    form = browser.get("/people/new").select_one("main form")
    typed = {
        "full_name": "Nguyễn Thị Hạnh",
        "username": "hanh.nt",
        "role": "leader",
        "unit": str(units.province.id),
    }
    browser.submit(form, typed)
    page = browser.post(
        "/people/new",
        typed
        | {"request_id": form.select_one("[name=request_id]")["value"], "valid_from": "01/01/2024"},
    )

    assert page.select_one("h1").text == "Nguyễn Thị Hạnh"
    assert page.select_one("output") is None
    assert db.session.query(User).filter_by(username="hanh.nt").count() == 1


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("full_name", ""),
        ("full_name", "x" * 121),
        ("full_name", "\0"),
        ("username", "có dấu"),
        ("username", "a" * 81),
        ("username", "hai chữ"),
        ("role", "king"),
        ("unit", "999999"),
        ("unit", "x"),
        ("unit", "1e309"),
        ("valid_from", "31/02/2024"),
        ("valid_from", ""),
        ("valid_from", "x" * 1000),
        ("valid_to", "01/01/2020"),
        ("valid_to", "NaN"),
        ("role", "administrator"),
    ],
)
def test_a_bad_field_gets_a_sentence_and_what_was_typed_stays(browser, admin, units, field, text):
    before = db.session.query(User).count()

    page = new_account(browser, units, status=400, **{field: text})

    assert page.select_one(".error-summary li")
    assert page.select_one("[name=full_name], [name=username]")
    assert db.session.query(User).count() == before
    if field in {"valid_from", "valid_to"}:
        assert page.select_one(f"[name={field}]")["value"] == text


def test_a_username_is_given_once(browser, admin, units):
    UserFactory(username="hanh.nt")

    page = new_account(browser, units, status=400)

    assert page.select_one("#username-error")


def test_people_are_found_without_accents_and_listed_by_given_name(browser, admin):
    for name in ("Đỗ Văn Đức", "Trần Thị Dung", "Lê Văn Ân", "Nguyễn An", "Phạm Thị Êm"):
        UserFactory(full_name=name)

    def names(url):
        return [cell.text.strip() for cell in browser.get(url).select("tbody th")]

    assert names("/people?q=do+van+duc") == ["Đỗ Văn Đức"]
    assert names("/people") == [
        "Nguyễn An",
        "Lê Văn Ân",
        "Trần Thị Dung",
        "Đỗ Văn Đức",
        "Phạm Thị Êm",
        "Trần Quản Trị",
    ]
    assert names("/people?q=%00%25_") == []


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "99999999999999999999"])
def test_any_page_number_shows_a_page(browser, admin, page):
    assert browser.get(f"/people?page={page}").select("tbody tr")


def test_the_list_takes_as_many_statements_however_many_people(browser, admin, units):
    with count_queries() as few:
        browser.get("/people")
    for place in range(30):
        user_with(Role.COMMUNE_OFFICIAL, units.communes[place % 4])
    with count_queries() as many:
        browser.get("/people")

    assert len(few) == len(many)


def test_renaming_keeps_both_texts_when_somebody_else_was_quicker(browser, admin):
    user = UserFactory(full_name="Nguyễn Hạnh")
    form = browser.get(f"/people/{user.id}/edit").select_one("main form")
    second = browser.get(f"/people/{user.id}/edit").select_one("main form")
    browser.submit(form, {"full_name": "Nguyễn Thị Hạnh"})

    page = browser.submit(second, {"full_name": "Nguyễn Thu Hạnh"}, status=409)

    assert page.select_one("#full_name")["value"] == "Nguyễn Thu Hạnh"
    assert "Nguyễn Thị Hạnh" in page.select_one(".notice--warn").text
    page = browser.submit(page.select_one("main form"))
    assert page.select_one("h1").text == "Nguyễn Thu Hạnh"


def test_disabling_shuts_out_at_once_and_enabling_lets_in_again(app, browser, admin, units):
    user = user_with(Role.COMMUNE_OFFICIAL, units.communes[0], username="hanh.nt")
    official = type(browser)(app.test_client())
    official.sign_in(user)

    page = browser.get(f"/people/{user.id}")
    page = browser.submit(page.select_one('form[action$="/disable"]'))
    assert official.open("/account", follow=False).status_code == 303
    data = {"username": "hanh.nt", "password": PASSWORD}
    official.open("/login", method="POST", data=data, follow=False, status=401)

    browser.submit(page.select_one('form[action$="/enable"]'))
    official.open("/login", method="POST", data=data, follow=False, status=303)


def test_a_new_first_password_ends_the_old_one_and_every_session(app, browser, admin, units):
    user = user_with(Role.COMMUNE_OFFICIAL, units.communes[0], username="hanh.nt")
    official = type(browser)(app.test_client())
    official.sign_in(user)

    page = browser.get(f"/people/{user.id}")
    page = browser.submit(page.select_one('form[action$="/first-password"]'))

    assert official.open("/account", follow=False).status_code == 303
    data = {"username": "hanh.nt", "password": PASSWORD}
    official.open("/login", method="POST", data=data, follow=False, status=401)
    data["password"] = page.select_one("output").text
    official.open("/login", method="POST", data=data, follow=False, status=303)


def test_administrators_do_not_lock_themselves_out(browser, admin):
    page = browser.get(f"/people/{admin.id}")
    assert not page.select('form[action$="/disable"], form[action$="/end"]')
    form = page.select_one('form[action$="/roles"]')

    for address in ("disable", "first-password", f"roles/{admin.grants[0].id}/end"):
        form["action"] = f"/people/{admin.id}/{address}"
        page = browser.submit(form, {"version": 1, "last_day": "01/01/2024"}, status=409)
        assert page.select_one(".notice--bad")

    assert admin.disabled_at is None
    assert admin.grants[0].valid_to is None


def test_a_role_is_given_and_ended(browser, admin, units):
    user = user_with(Role.COMMUNE_OFFICIAL, units.communes[0])
    form = browser.get(f"/people/{user.id}").select_one('form[action$="/roles"]')
    role = {"role": "commune_leader", "unit": str(units.communes[1].id), "valid_from": "1-2-2024"}

    page = browser.submit(form, role)
    assert len(page.select("tbody tr")) == 2
    again = page.select_one('form[action$="/roles"]')
    page = browser.submit(again, role, status=409)
    assert page.select_one(".field__error")

    ending = page.select('form[action$="/end"]')[0]
    page = browser.submit(ending, {"last_day": "31/12/2023"}, status=409)
    assert page.select_one(".notice--bad"), "it would end before it began"
    ending = page.select('form[action$="/end"]')[0]
    page = browser.submit(ending, {"last_day": "31.12.2024"})
    held = db.session.query(Grant).filter_by(user_id=user.id, role=Role.COMMUNE_LEADER).one()
    assert (held.valid_from, held.valid_to) == (date(2024, 2, 1), date(2024, 12, 31))


def test_a_role_of_somebody_else_cannot_be_ended_under_another_name(browser, admin, units):
    one = user_with(Role.COMMUNE_OFFICIAL, units.communes[0])
    other = user_with(Role.COMMUNE_OFFICIAL, units.communes[1])
    form = browser.get(f"/people/{one.id}").select_one('form[action$="/end"]')
    form["action"] = f"/people/{one.id}/roles/{other.grants[0].id}/end"

    browser.submit(form, status=404)


def test_an_unreadable_last_day_gets_a_sentence(browser, admin, units):
    user = user_with(Role.COMMUNE_OFFICIAL, units.communes[0])
    form = browser.get(f"/people/{user.id}").select_one('form[action$="/end"]')

    page = browser.submit(form, {"last_day": "hôm qua"}, status=400)

    assert page.select_one(".notice--bad")
