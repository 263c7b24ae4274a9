"""Documents beside the verdict: scans, a photo, a workbook and a plan, on a desk and a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PATIENCE_MILLISECONDS, PHONE
from tests.browser.support import scans
from tests.browser.support.looks import assert_accessible, assert_fits, inspect_page, picture
from tests.browser.support.uploads import choose, open_criterion, sign_in

pytestmark = pytest.mark.browser

# A commune whose sheet was returned with questions, and who verifies it.
OFFICIAL, INSPECTOR = "official-07309", "inspector-216"
NO_SCRIPTS = DESKTOP | {"java_script_enabled": False}
SCAN, LONG, PHOTO = "Báo cáo quét 6 trang.pdf", "Báo cáo năm.pdf", "Ảnh niêm yết.jpg"
BOOK, PLAN = "Sổ theo dõi hồ sơ.xlsx", "Kế hoạch.docx"
WIDTH = "element => element.getBoundingClientRect().width"
SIZES = "element => [element.naturalWidth, element.naturalHeight]"


@pytest.fixture(scope="module", autouse=True)
def patience():
    """Wait for what is drawn as long as the pages themselves are waited for."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def addresses(chromium, province, patience):
    """Let the commune answer a question with real papers; return where the inspector sees them."""
    context = chromium.new_context(base_url=province.url, **DESKTOP)
    page = context.new_page()
    sign_in(page, OFFICIAL)
    page.goto("/assessments")
    sheet = re.search(r"/assessments/(\d+)", page.url)[1]
    page.goto(f"/assessments/{sheet}/questions")
    link = page.locator("main a[href*='#row-']").first.get_attribute("href")
    code = link.rsplit("#row-", 1)[1]
    files = open_criterion(page, code)
    papers = (
        scans.scanned_report(SCAN, 6),
        scans.scanned_report(LONG, 30),
        scans.phone_photo(PHOTO),
        scans.workbook(BOOK),
        scans.plan(PLAN),
    )
    for paper in papers:
        choose(page, code, paper)
        received = files.get_by_role("link", name=paper["name"], exact=True)
        expect(received).to_be_visible(timeout=PATIENCE_MILLISECONDS)
    page.reload()
    own = {
        name: page.get_by_role("link", name=name, exact=True).first.get_attribute("href")
        for name in (SCAN, LONG, PHOTO, BOOK, PLAN)
    }
    context.close()
    return f"/verification/{sheet}/{code}", own


@pytest.fixture
def open_item(window, province, addresses):
    def open_item(shape=DESKTOP):
        page = window(province, shape)
        sign_in(page, INSPECTOR)
        page.goto(addresses[0])
        return page

    return open_item


def show(page, name):
    page.locator("[data-open-document]", has_text=name[:20]).click()
    expect(page.locator(".viewer__page:visible")).not_to_have_attribute("aria-busy", "true")


def picture_in(page):
    return page.locator(".viewer__sheet:visible img")


def pages_said(page):
    return page.locator(".viewer__count")


@pytest.mark.parametrize("shape", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_every_kind_of_paper_is_seen_beside_the_verdict(open_item, shape):
    page = open_item(shape)

    show(page, SCAN)
    expect(pages_said(page)).to_have_text("Trang 1/6")
    expect(picture_in(page)).to_have_attribute("alt", f"Trang 1 của {SCAN}")
    inspect_page(page, "viewer-scan")
    show(page, LONG)
    expect(pages_said(page)).to_have_text("Trang 1/30")
    show(page, PHOTO)
    width, height = picture_in(page).evaluate(SIZES)
    assert height > width
    inspect_page(page, "viewer-photo")
    show(page, BOOK)
    expect(pages_said(page)).to_have_text("Trang 1/3")
    expect(page.locator(".contents:visible")).to_contain_text("Trang tính có 260 dòng, 6 cột")
    inspect_page(page, "viewer-workbook")
    page.get_by_role("link", name="Trang sau").click()
    expect(page.locator(".contents:visible")).to_contain_text("1.902,5")
    expect(page.locator(".contents:visible")).to_contain_text("<b>đạt</b>")
    page.get_by_role("link", name="Trang sau").click()
    expect(page.locator(".contents:visible")).to_contain_text("trang tính bị ẩn")
    show(page, PLAN)
    expect(page.locator(".contents:visible h3").first).to_contain_text("KẾ HOẠCH")
    expect(page.locator(".contents:visible")).to_contain_text("niêm yết <thủ tục> & công khai")
    inspect_page(page, "viewer-plan")


def test_pages_turn_zoom_and_rotate_by_buttons(open_item):
    page = open_item()
    show(page, SCAN)
    page.get_by_role("link", name="Trang sau").click()
    expect(pages_said(page)).to_have_text("Trang 2/6")
    expect(picture_in(page)).to_have_attribute("src", re.compile(r"/pages/2$"))
    small = picture_in(page).evaluate(WIDTH)

    page.get_by_role("button", name="Phóng to").click()
    page.get_by_role("button", name="Phóng to").click()
    expect(picture_in(page)).to_have_attribute("src", re.compile(r"/pages/2\?size=large$"))
    assert picture_in(page).evaluate(WIDTH) == pytest.approx(2 * small, abs=4)
    picture(page, "viewer-zoomed")
    box = page.locator(".viewer__page:visible")
    before = box.evaluate("element => element.scrollLeft")
    place = box.bounding_box()
    page.mouse.move(place["x"] + 200, place["y"] + 200)
    page.mouse.down()
    page.mouse.move(place["x"] + 150, place["y"] + 120)
    page.mouse.up()
    assert box.evaluate("element => element.scrollLeft") == before + 50

    page.get_by_role("button", name="Vừa chiều rộng").click()
    page.get_by_role("button", name="Xoay 90°").click()
    turned = picture_in(page).bounding_box()
    assert turned["width"] > turned["height"]
    assert turned["width"] == pytest.approx(small, abs=4)
    assert turned == pytest.approx(page.locator(".viewer__sheet:visible").bounding_box(), abs=4)
    picture(page, "viewer-turned")
    assert_accessible(page)


def test_keys_turn_pages_and_typing_does_not(open_item):
    page = open_item()
    show(page, SCAN)

    for key, said in (("l", "Trang 2/6"), ("l", "Trang 3/6"), ("h", "Trang 2/6")):
        page.keyboard.press(key)
        expect(pages_said(page)).to_have_text(said)
    page.keyboard.press("i")
    expect(page.locator(".viewer__page:visible")).to_have_class(re.compile("is-zoomed"))
    page.keyboard.press("w")
    expect(page.locator(".viewer__page:visible")).not_to_have_class(re.compile("is-zoomed"))
    page.keyboard.press("n")
    expect(pages_said(page)).to_have_text("Trang 1/30")
    page.keyboard.press("b")
    expect(pages_said(page)).to_have_text("Trang 2/6")

    page.locator("[data-shortcuts-on]").uncheck()
    page.keyboard.press("l")
    expect(pages_said(page)).to_have_text("Trang 2/6")


def test_the_ends_are_ends(open_item):
    page = open_item()
    show(page, SCAN)
    back, on = (page.get_by_role("link", name=name) for name in ("Trang trước", "Trang sau"))
    expect(back).to_have_attribute("aria-disabled", "true")
    for number in range(2, 7):
        on.click()
        expect(pages_said(page)).to_have_text(f"Trang {number}/6")
    expect(on).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("l")
    expect(pages_said(page)).to_have_text("Trang 6/6")


def test_a_page_that_does_not_come_is_said_and_can_be_asked_for_again(open_item):
    page = open_item()
    show(page, LONG)
    page.route("**/pages/2", lambda route: route.abort("connectionreset"))
    page.get_by_role("link", name="Trang sau").click()

    failure = page.locator(".viewer__failure")
    expect(failure).to_contain_text("Chưa tải được trang này.")
    expect(picture_in(page)).to_have_count(0)
    assert_accessible(page)
    picture(page, "viewer-failed")

    page.unroute("**/pages/2")
    page.get_by_role("button", name="Thử lại").click()
    expect(failure).to_be_hidden()
    expect(pages_said(page)).to_have_text("Trang 2/30")


def test_a_page_that_was_seen_is_not_sent_again(open_item):
    page = open_item()
    show(page, SCAN)
    page.get_by_role("link", name="Trang sau").click()
    expect(pages_said(page)).to_have_text("Trang 2/6")
    page.get_by_role("link", name="Trang trước").click()
    expect(pages_said(page)).to_have_text("Trang 1/6")
    sent = page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter((one) => one.name.endsWith("/pages/1") && one.transferSize > 300).length"""
    )

    assert sent <= 2  # the first document of the page, and the first page of this one


def test_nothing_typed_is_lost_by_looking(open_item):
    page = open_item()
    typed = page.locator("#note")
    if typed.count():
        typed.fill("Đang viết dở")
    show(page, SCAN)
    page.get_by_role("link", name="Trang sau").click()
    expect(pages_said(page)).to_have_text("Trang 2/6")

    assert not typed.count() or typed.input_value() == "Đang viết dở"
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_without_scripts_pages_and_files_are_links(open_item):
    page = open_item(NO_SCRIPTS)
    files = page.locator(".viewer__tabs")
    files.get_by_role("link", name=SCAN[:20]).click()
    page.get_by_role("link", name="Trang sau").click()

    expect(pages_said(page)).to_have_text("Trang 2/6")
    expect(picture_in(page)).to_have_attribute("src", re.compile(r"/pages/2$"))
    expect(page.get_by_role("button", name="Phóng to")).to_be_hidden()
    files.get_by_role("link", name=BOOK[:20]).click()
    page.get_by_role("link", name="Đọc dưới dạng văn bản và bảng").click()
    expect(page.locator(".contents")).to_contain_text("H24.00001")
    page.get_by_role("link", name="Trang sau").click()
    expect(page.locator(".contents")).to_contain_text("1.902,5")


@pytest.mark.parametrize("shape", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_the_page_of_a_document_shows_all_of_it(window, province, addresses, shape):
    page = window(province, shape)
    sign_in(page, INSPECTOR)
    page.goto(addresses[1][SCAN])
    page.get_by_role("link", name="Trang sau").click()
    expect(pages_said(page)).to_have_text("Trang 2/6")
    inspect_page(page, "document-scan")
    page.goto(addresses[1][BOOK])
    expect(page.locator(".contents")).to_contain_text("H24.00001")
    assert_fits(page)
    inspect_page(page, "document-workbook")
