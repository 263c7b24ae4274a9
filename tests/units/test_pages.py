"""The pages of the units."""

from datetime import date

import pytest
from sqlalchemy import update

from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.rules.roles import Role
from emulation.units.models import Unit, UnitKind
from tests.accounts.factories import user_with
from tests.support.queries import count_queries
from tests.units.factories import UnitFactory, small_province


@pytest.fixture
def units(database):
    return small_province()


@pytest.fixture
def admin(units, browser):
    admin = user_with(Role.ADMINISTRATOR, units.province)
    browser.sign_in(admin)
    return admin


def names(page):
    return [cell.text.strip() for cell in page.select("tbody th")]


def test_units_are_listed_below_their_parent_departments_last(browser, admin, units):
    page = browser.get("/units")
    assert names(page) == ["Huyện Sơn Động", "Huyện Tân Yên", "Sở Nội vụ"]

    page = browser.get(f"/units?below={units.districts[0].id}")
    assert names(page) == ["Xã Đại Hóa", "Xã Quang Tiến"]


def test_units_are_found_without_accents_or_by_code(browser, admin, units):
    UnitFactory(name="Xã Đại Lâm", code="07400", parent=units.districts[0])

    assert names(browser.get("/units?q=dai")) == ["Xã Đại Hóa", "Xã Đại Lâm", "Xã Đại Sơn"]
    assert names(browser.get("/units?q=07621")) == ["Xã Yên Định"]
    assert names(browser.get("/units?q=%25")) == []


def test_units_are_those_of_the_chosen_day(browser, admin, units):
    UnitFactory(name="Xã Đã Nhập", parent=units.districts[0], valid_to=date(2024, 12, 31))
    below = f"below={units.districts[0].id}"

    assert "Xã Đã Nhập" in names(browser.get(f"/units?{below}&on=31/12/2024"))
    assert "Xã Đã Nhập" not in names(browser.get(f"/units?{below}&on=2025-01-01"))
    assert browser.get(f"/units?{below}&on=hôm%20qua").select_one("#on-error")
    assert browser.get("/units?on=1900-01-01").select_one(".empty")


def test_after_all_communes_have_ended_their_last_day_is_shown(browser, admin, units):
    with write_tx() as session:
        session.execute(
            update(Unit).where(Unit.kind == UnitKind.COMMUNE).values(valid_to=date(2025, 6, 30))
        )

    page = browser.get(f"/units?below={units.districts[0].id}")

    assert page.select_one("#on")["value"] == "30/06/2025"
    assert len(names(page)) == 2


def test_lists_take_as_many_statements_however_many_units(browser, admin, units):
    address = f"/units?below={units.districts[0].id}"
    with count_queries() as few:
        browser.get(address)
    for _ in range(30):
        UnitFactory(parent=units.districts[0])
    with count_queries() as many:
        browser.get(address)

    assert len(few) == len(many)


def test_administrator_corrects_what_is_written_about_a_unit(browser, admin, units):
    commune = units.communes[0]
    form = browser.get(f"/units/{commune.id}/edit").select_one("main form")

    page = browser.submit(form, {"villages": "12", "population": "4.902", "minority_share": "12,5"})

    assert page.select_one("h1").text == "Xã Đại Hóa"
    assert (commune.villages, commune.population, commune.minority_permille) == (12, 4902, 125)
    event = db.session.query(AuditEvent).one()
    assert (event.action, event.before["villages"], event.after["villages"]) == (
        "units.change",
        None,
        12,
    )
    form = browser.get(f"/units/{commune.id}/edit").select_one("main form")
    assert form.select_one("#minority_share")["value"] == "12,5"
    assert form.select_one("#population")["value"] == "4.902"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("villages", "mười"),
        ("villages", "-1"),
        ("villages", "12,5"),
        ("villages", "1001"),
        ("population", "1e309"),
        ("population", "9" * 400),
        ("minority_share", "NaN"),
        ("minority_share", "100,1"),
        ("minority_share", "-0,1"),
        ("valid_to", "31/12/1996"),
        ("valid_to", "0000-00-00"),
    ],
)
def test_a_bad_figure_gets_a_sentence_and_stays_as_typed(browser, admin, units, field, text):
    commune = units.communes[0]
    form = browser.get(f"/units/{commune.id}/edit").select_one("main form")

    page = browser.submit(form, {field: text}, status=400)

    assert page.select_one(f"#{field}-error")
    assert page.select_one(f"#{field}")["value"] == text
    assert commune.version == 1


def test_two_administrators_do_not_overwrite_each_other(browser, admin, units):
    commune = units.communes[0]
    first = browser.get(f"/units/{commune.id}/edit").select_one("main form")
    second = browser.get(f"/units/{commune.id}/edit").select_one("main form")
    browser.submit(first, {"villages": "12"})

    page = browser.submit(second, {"villages": "13"}, status=409)

    assert page.select_one("#villages")["value"] == "13"
    assert "12" in page.select_one(".notice--warn").text
    assert commune.villages == 12
    browser.submit(page.select_one("main form"))
    assert commune.villages == 13


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 30])
def test_a_form_that_names_no_version_overwrites_nothing(browser, admin, units, version):
    commune = units.communes[0]
    form = browser.get(f"/units/{commune.id}/edit").select_one("main form")

    browser.submit(form, {"villages": "13", "version": version}, status=409)

    assert commune.version == 1


def test_only_administrators_find_the_edit_page(browser, units):
    browser.sign_in(user_with(Role.COUNCIL, units.province))

    page = browser.get(f"/units/{units.communes[0].id}")
    browser.get(f"/units/{units.communes[0].id}/edit", status=404)

    assert not page.select('a[href$="/edit"]')


@pytest.mark.parametrize("address", ["/units/999999", "/units/99999999999999999999"])
def test_a_unit_that_is_not_there_is_not_found(browser, admin, address):
    browser.get(address, status=404)
