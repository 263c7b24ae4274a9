"""One criterion across communes: rows are saved one by one, nothing typed beside them is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.support.looks import inspect_page
from tests.browser.support.program import PASSWORD
from tests.browser.support.reader import Reader

pytestmark = pytest.mark.browser

DRAFTED = "Đề nghị xã gửi danh sách có xác nhận."


@pytest.fixture
def inspector(window, province):
    reader = Reader(window, province, "inspector-218")
    reader.sign_in(PASSWORD)
    reader.desk.goto("/verification/criteria")
    return reader


def open_waiting(page):
    """Go to a criterion on which several communes wait; return its rows that wait."""
    page.goto("/verification/criteria/H4")
    page.get_by_role("link", name="Chưa thẩm định").click()
    rows = page.locator(".grid-row:has([data-key='1'])")
    assert rows.count() > 2
    return rows


def test_a_row_is_saved_in_place_and_what_is_typed_beside_it_stays(inspector):
    inspector.look("criteria")
    page = inspector.desk
    rows = open_waiting(page)
    first, second = rows.nth(0).get_attribute("id"), rows.nth(1).get_attribute("id")
    page.locator(f"#{second} summary").click()
    page.locator(f"#{second} textarea").fill(DRAFTED)
    address = page.url

    page.locator(f"#{first} [data-key='1']").click()

    expect(page.locator("[data-live] .flashes")).to_be_visible()
    expect(page.locator(f"#{first}")).to_have_count(0)  # only what waits is shown
    assert page.url == address
    expect(page.locator(f"#{second} textarea")).to_have_value(DRAFTED)
    expect(page.locator(f"#{second}")).to_be_focused()

    page.locator(f"#{second} [value=question]").click()
    expect(page.locator(f"#{second}")).to_have_count(0)
    page.get_by_role("link", name="Câu hỏi").click()
    expect(page.locator(f"#{second}")).to_contain_text(DRAFTED)
    inspector.look("grid")


def test_a_verdict_that_lacks_something_says_so_in_its_row(inspector):
    page = inspector.desk
    row = open_waiting(page).first
    place = row.get_attribute("id")
    page.locator(f"#{place} summary").click()
    page.locator(f"#{place} [value=adjust]").click()

    expect(page.locator(f"#{place} .error-summary")).to_be_visible()
    expect(page.locator(f"#{place}")).to_be_focused()
    inspect_page(page, "grid-incomplete")


def test_keys_reach_the_row_in_hand_and_the_neighbouring_criteria(inspector):
    page = inspector.desk
    rows = open_waiting(page)
    before, place = rows.count(), rows.first.get_attribute("id")
    page.keyboard.press("1")
    expect(rows).to_have_count(before)
    page.locator(f"#{place}").focus()
    page.keyboard.press("1")
    expect(page.locator(f"#{place}")).to_have_count(0)
    with page.expect_navigation():
        page.keyboard.press("j")
    assert "/criteria/H5" in page.url


def test_the_grid_and_the_bulk_page_work_without_scripts(window, province):
    page = window(province, PHONE | {"java_script_enabled": False})
    page.goto("/login")
    page.fill("[name=username]", "inspector-218")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    rows = open_waiting(page)
    place = rows.first.get_attribute("id")
    with page.expect_navigation():
        page.locator(f"#{place} [data-key='1']").click()
    expect(page.locator(".flashes")).to_be_visible()
    page.goto("/verification?state=in_verification")
    page.click("tbody th a")
    page.click("a[href$='/unproblematic-lines']")
    ticks = page.locator("[name=chosen]")
    assert ticks.count() > 3
    ticks.first.uncheck()
    with page.expect_navigation():
        page.click("main form.panel button.btn-primary")
    expect(page.locator(".flashes")).to_be_visible()


def test_the_bulk_page_fits_and_says_why_not(inspector):
    page = inspector.desk
    page.goto("/verification?state=in_verification")
    page.click("tbody th a")
    page.click("a[href$='/unproblematic-lines']")
    inspector.look("bulk")
