"""An official sends evidence: many files, a slow line that breaks, photos, a phone, no scripts."""

import base64

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.support.looks import assert_accessible, assert_fits, inspect_page, picture
from tests.browser.support.papers import pdf, photograph
from tests.browser.support.uploads import (
    CAMERA_FACTS,
    ORIENTATION,
    PLACES,
    TAKEN,
    TAKEN_AT,
    camera_photo,
    choose,
    digest,
    drop,
    expect_received,
    large_pdf,
    open_criterion,
    sign_in,
    stored_photo,
)

pytestmark = pytest.mark.browser
PARTS = "**/evidence/parts/*"
AGAIN = "sẽ tự gửi lại"
PART = 1024 * 1024


@pytest.fixture
def official(window, province):
    page = window(province)
    sign_in(page)
    return page


def sent_offsets(page):
    """Collect where every part begins that the page sends from now on."""
    offsets = []
    page.on(
        "request",
        lambda request: (
            offsets.append(int(request.headers["upload-offset"]))
            if request.method == "PUT"
            else None
        ),
    )
    return offsets


def break_after_the_first_part(page):
    """Cut the line whenever a part but the first one is sent."""
    page.route(
        PARTS,
        lambda route: (
            route.abort("connectionreset")
            if route.request.headers.get("upload-offset", "0") != "0"
            else route.continue_()
        ),
    )


def button(files, name, text):
    return files.locator("li", has_text=name).get_by_role("button", name=text)


def test_several_files_are_chosen_and_one_is_dropped(official):
    files = open_criterion(official, "A1")
    choose(official, "A1", pdf("Kế hoạch năm.pdf"), photograph("Ảnh hội nghị.jpg"))
    dropped = pdf("Quyết định phê duyệt.pdf")["buffer"]
    drop(official, "A1", "Quyết định phê duyệt.pdf", base64.b64encode(dropped).decode())

    for name in ("Kế hoạch năm.pdf", "Ảnh hội nghị.jpg", "Quyết định phê duyệt.pdf"):
        line = expect_received(files, name)
    expect(line.locator(".evidence__receipt summary")).to_contain_text("SHA-256")
    expect(official.locator("#upload-words [role=status]")).to_contain_text("Đã nhận")
    inspect_page(official, "evidence-received")


def test_a_cut_upload_goes_on_where_it_stopped(official, tmp_path):
    paper = large_pdf(tmp_path, "Sổ theo dõi.pdf")
    assert paper.stat().st_size > 2 * PART
    files = open_criterion(official, "A2")
    offsets = sent_offsets(official)
    break_after_the_first_part(official)
    choose(official, "A2", paper)

    expect(files).to_contain_text(AGAIN)
    inspect_page(official, "evidence-cut")
    official.unroute(PARTS)
    expect_received(files, paper.name, digest(paper))
    assert offsets.count(0) == 1
    assert set(offsets) == set(range(0, paper.stat().st_size, PART))


def test_without_a_line_files_wait_and_go_when_it_is_back(official):
    files = open_criterion(official, "A3")
    official.context.set_offline(True)
    choose(official, "A3", pdf("Báo cáo quý I.pdf"))

    expect(files).to_contain_text("Mất mạng")
    inspect_page(official, "evidence-offline")
    official.context.set_offline(False)
    expect_received(files, "Báo cáo quý I.pdf")


def test_after_a_reload_the_same_file_is_continued(official, tmp_path):
    paper = large_pdf(tmp_path, "Tập biên bản.pdf", tone=11)
    files = open_criterion(official, "A4")
    break_after_the_first_part(official)
    choose(official, "A4", paper)
    expect(files).to_contain_text(AGAIN)
    official.reload(wait_until="networkidle")

    line = files.locator("li", has_text=paper.name)
    expect(line).to_contain_text("Chọn lại đúng tệp này")
    inspect_page(official, "evidence-unfinished")
    offsets = sent_offsets(official)
    official.unroute(PARTS)
    choose(official, "A4", paper)
    expect_received(files, paper.name, digest(paper))
    assert offsets[0] == PART
    official.reload()
    expect(files.locator("li", has_text=paper.name)).to_have_count(1)


def test_what_was_not_finished_can_be_given_up(official, tmp_path):
    paper = large_pdf(tmp_path, "Nhầm tệp.pdf", tone=13)
    files = open_criterion(official, "A5")
    break_after_the_first_part(official)
    choose(official, "A5", paper)
    expect(files).to_contain_text(AGAIN)
    with official.expect_request(lambda request: request.method == "DELETE"):
        button(files, "Nhầm tệp.pdf", "Hủy").click()

    expect(files.locator("li", has_text="Nhầm tệp.pdf")).to_have_count(0)
    expect(official.locator("#evidence-file-A5")).to_be_focused()
    official.reload(wait_until="networkidle")
    expect(files.locator("li", has_text="Nhầm tệp.pdf")).to_have_count(0)


def test_a_photo_is_made_smaller_and_keeps_its_time_and_place(official, province, tmp_path):
    photo = camera_photo(tmp_path)
    files = open_criterion(official, "B1")
    choose(official, "B1", photo)

    line = expect_received(files, photo.name)
    expect(line).to_contain_text("Đã thu nhỏ từ")
    inspect_page(official, "evidence-photo")
    kept = stored_photo(province, line)
    exif = kept.getexif()
    assert kept.size == (1500, 2000)
    assert exif[ORIENTATION] == 1
    assert exif.get_ifd(CAMERA_FACTS)[TAKEN] == TAKEN_AT
    assert exif.get_ifd(PLACES)[2] == (21.0, 16.0, 30.0)


def test_a_photo_goes_as_it_is_when_that_is_wanted(official, tmp_path):
    photo = camera_photo(tmp_path, "Bản gốc.jpg", size=(2400, 1800))
    files = open_criterion(official, "B2")
    official.check("#photos-as-they-are")
    official.reload(wait_until="networkidle")
    expect(official.locator("#photos-as-they-are")).to_be_checked()
    choose(official, "B2", photo)

    line = expect_received(files, photo.name, digest(photo))
    expect(line).not_to_contain_text("Đã thu nhỏ")


def test_what_cannot_be_taken_is_said_at_once_and_never_sent(official, tmp_path):
    files = open_criterion(official, "B3")
    before = files.locator("li").count()
    sent = []
    official.on("request", lambda request: sent.append(request.method))
    (tmp_path / "Dữ liệu lớn.pdf").write_bytes(b"%PDF-1.7" + bytes(20 * PART))
    choose(official, "B3", tmp_path / "Dữ liệu lớn.pdf")
    program = {"name": "Cài đặt.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
    empty = {"name": "Trống.docx", "mimeType": "application/zip", "buffer": b""}
    choose(official, "B3", program, empty)

    for name, sentence in (
        ("Dữ liệu lớn.pdf", "Tệp lớn hơn 20 MB."),
        ("Cài đặt.exe", "Tệp phải là PDF, ảnh, Word hoặc Excel."),
        ("Trống.docx", "Tệp không có nội dung."),
    ):
        expect(files.locator("li", has_text=name).get_by_role("alert")).to_have_text(sentence)
    assert "POST" not in sent
    inspect_page(official, "evidence-refused")
    button(files, "Trống.docx", "Bỏ").click()
    expect(files.locator("li")).to_have_count(before + 2)


def test_more_files_than_are_taken_at_once_are_named(official):
    files = open_criterion(official, "B4")
    official.evaluate("document.getElementById('upload-words').dataset.most = '1'")
    choose(official, "B4", pdf("Tờ 1.pdf"), pdf("Tờ 2.pdf"))

    expect_received(files, "Tờ 1.pdf")
    expect(files.locator("li", has_text="Tờ 2.pdf").get_by_role("alert")).to_be_visible()


def test_the_server_s_reason_stands_beside_the_file(official):
    files = open_criterion(official, "B5")
    liar = {"name": "Giả.pdf", "mimeType": "application/pdf", "buffer": b"<html>text</html>" * 9}
    choose(official, "B5", liar)

    expect(files.locator("li", has_text="Giả.pdf").get_by_role("alert")).to_contain_text("Giả.pdf")


def test_the_kind_that_was_chosen_goes_with_the_file(official):
    files = open_criterion(official, "B6")
    kinds = official.locator("[data-upload-kind]")
    kinds.select_option(index=1)
    title = kinds.locator("option:checked").text_content()
    choose(official, "B6", pdf("Văn bản có loại.pdf"))

    line = expect_received(files, "Văn bản có loại.pdf")
    expect(official.locator("#slots-B6 .slots__there")).to_contain_text(title)
    line.get_by_role("link").first.click()
    expect(official.locator("main")).to_contain_text(title)


def test_on_a_phone_the_camera_is_one_tap_away(window, province, tmp_path):
    page = window(province, PHONE)
    sign_in(page)
    files = open_criterion(page, "B7")
    camera = page.get_by_label("Chụp ảnh B7")
    expect(page.get_by_text("Chụp ảnh", exact=True)).to_be_visible()
    expect(camera).to_have_attribute("capture", "environment")
    camera.set_input_files(camera_photo(tmp_path, "image.jpg", size=(1200, 900)))

    expect(files.get_by_role("link", name="20").last).to_contain_text(".jpg")
    assert_fits(page)
    inspect_page(page, "evidence-phone")


def test_a_row_of_the_sheet_takes_files_where_the_points_stand(window, province, tmp_path):
    for shape in (DESKTOP, PHONE):
        page = window(province, shape)
        sign_in(page)
        open_criterion(page, "C1")
        page.go_back(wait_until="networkidle")
        paper = large_pdf(tmp_path, f"Bảng {shape['viewport']['width']}.pdf", tone=17)
        break_after_the_first_part(page)
        choose(page, "C1", paper)
        expect(page.locator("#evidence-C1")).to_contain_text(AGAIN)
        page.locator("#row-C1 .criterion__evidence").scroll_into_view_if_needed()
        picture(page, "evidence-row")
        assert_fits(page)
        assert_accessible(page)
        page.unroute(PARTS)
        expect_received(page.locator("#evidence-C1"), paper.name, digest(paper))


def test_without_scripts_several_files_go_with_the_form(window, province):
    page = window(province, DESKTOP | {"java_script_enabled": False})
    sign_in(page)
    files = open_criterion(page, "C2")
    wrong = {"name": "Giả mạo.pdf", "mimeType": "application/pdf", "buffer": b"<svg></svg>" * 9}
    old = {"name": "Cũ.doc", "mimeType": "application/msword", "buffer": b"\xd0\xcf\x11\xe0" * 9}
    picture(page, "evidence-no-scripts")
    choose(page, "C2", pdf("Một.pdf"), wrong, pdf("Hai.pdf"), old)
    page.get_by_role("button", name="Tải lên").click()

    told = page.locator(".flashes")
    expect(told).to_contain_text("Đã lưu 2 tệp.")
    expect(told).to_contain_text("Giả mạo.pdf")
    expect(told).to_contain_text("Cũ.doc")
    for name in ("Một.pdf", "Hai.pdf"):
        expect_received(files, name)
    picture(page, "evidence-no-scripts-received")
