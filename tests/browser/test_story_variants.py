"""The commune's way without a script, and what two windows of one person make of each other."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP
from tests.browser.support.looks import assert_fits, inspect_page, picture
from tests.browser.support.papers import pdf
from tests.browser.support.reader import Reader, first_sign_in
from tests.browser.support.sheet import expect_saved, explain, fill_rows
from tests.browser.support.small_province import found_a_province
from tests.browser.support.year import open_the_year, this_year

pytestmark = pytest.mark.browser

WITHOUT_SCRIPTS = DESKTOP | {"java_script_enabled": False}


@pytest.fixture(scope="module")
def first_passwords(program):
    return found_a_province(program)


@pytest.fixture
def opened(window, program, first_passwords):
    """Open the year once, by the council's own hand."""
    council = Reader(window, program, "council")
    if "council" in first_passwords:
        first_password = first_passwords.pop("council")
        council.sign_in(first_password)
        council.choose_a_password(first_password)
        open_the_year(council, this_year())
    return first_passwords


def look_without_scripts(page, name):
    """The check of accessibility is itself a script; width and picture are not."""
    assert_fits(page)
    picture(page, name)


def test_a_commune_scores_and_uploads_without_scripts(window, program, opened):
    official = Reader(window, program, "official-07402")
    official.desk = page = window(program, WITHOUT_SCRIPTS)
    official.sign_in(opened["official-07402"])
    official.choose_a_password(opened["official-07402"])
    official.go_to("Tự chấm điểm")
    page.wait_for_selector("#row-A1")
    fill_rows(page, this_year())
    official.press("Lưu nhóm này")
    official.is_told("Đã lưu 6 tiêu chí")
    expect(page.locator("#A4-publicity_participants")).to_have_value("1.850")
    look_without_scripts(page, "plain-group")

    page.set_input_files("#evidence-file-A1", pdf("Quyết định phê duyệt.pdf"))
    official.press("Lưu nhóm này")
    expect(page.locator("#evidence-A1 > li > a")).to_have_text("Quyết định phê duyệt.pdf")
    page.locator("#row-A2").get_by_role("link", name="Dùng lại tài liệu").click()
    page.set_input_files("#evidence-file-A2", pdf("Kế hoạch năm.pdf"))
    official.press("Tải lên")
    expect(page.locator("#evidence-A2 > li > a")).to_have_text("Kế hoạch năm.pdf")
    look_without_scripts(page, "plain-group-with-files")

    official.follow("Kiểm tra và nộp")
    official.reads("Kiểm tra và nộp")
    look_without_scripts(page, "plain-check")


def test_two_windows_of_one_sheet_keep_both_texts(window, program, opened):
    official = first_sign_in(window, program, "official-07444", opened["official-07444"])
    official.go_to("Tự chấm điểm")
    earlier = official.desk
    earlier.wait_for_selector("#row-A4")
    later = earlier.context.new_page()
    later.goto(earlier.url)

    later.fill("#A4-publicity_sessions", "12")
    explain(later.locator("#row-A4"), "Bản của cửa sổ thứ hai.")
    expect_saved(later)
    earlier.fill("#A4-publicity_sessions", "26")
    explain(earlier.locator("#row-A4"), "Bản của cửa sổ thứ nhất.")
    expect(earlier.locator("#row-A4 [data-row-state]")).to_contain_text("Người khác đã sửa")
    earlier.get_by_role("button", name="Xem hai bản").click()

    official.reads("Hai người cùng sửa")
    mine, theirs = earlier.locator(".conflict__side").all()
    expect(mine.locator("textarea")).to_have_value("Bản của cửa sổ thứ nhất.")
    expect(theirs).to_contain_text("Bản của cửa sổ thứ hai.")
    expect(mine).to_contain_text("26")
    expect(theirs).to_contain_text("12")
    inspect_page(earlier, "two-windows")

    official.press("Giữ bản của tôi")
    expect(earlier.locator("#A4-publicity_sessions")).to_have_value("26")
    expect(earlier.locator("#A4-note")).to_have_value("Bản của cửa sổ thứ nhất.")
