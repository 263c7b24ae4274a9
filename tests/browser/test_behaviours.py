"""The small modules of the pages, against a server that answers late, wrongly or not at all."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.support.rows import Rows

pytestmark = pytest.mark.browser
LONGER_THAN_THE_WAIT = 1_300
SMALL_PDF = {"name": "Báo cáo.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}

KEPT = """() => Object.fromEntries(
    Object.entries(localStorage).filter(([name]) => name.startsWith("emulation:unsent")))"""
COUNT_PRESSES = """() => {
    window.presses = 0;
    document.querySelector("[data-key]").addEventListener("click", () => { window.presses += 1; });
}"""


@pytest.fixture
def rows():
    rows = Rows()
    yield rows
    rows.stop()


@pytest.fixture
def page(chromium, rows):
    context = chromium.new_context(base_url=rows.url)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/", wait_until="networkidle")
    yield page
    context.close()


def said(page):
    return page.locator("[data-save-text]")


def kept(page):
    return page.evaluate(KEPT)


def test_a_change_is_saved_once_and_said_in_words(page, rows):
    page.fill("#A3-done", "19")

    expect(said(page)).to_have_text("Đã lưu lúc 14:32")
    [(code, fields)] = rows.sent
    assert code == "A3"
    assert fields.pop("request_id")
    assert fields == {"version": "1", "done": "19", "total": "20"}
    expect(page.locator("[data-row=A3] [data-output=points]")).to_have_text("1,1")
    expect(page.locator("[data-output=total]")).to_have_text("61")
    assert page.input_value("[name=A3-version]") == "2"
    assert kept(page) == {}


def test_nothing_is_saved_that_nobody_changed(page, rows):
    page.focus("#A3-done")
    page.focus("#B1-total")
    page.evaluate("document.querySelector('#A3-done').value = '5'")
    page.evaluate(
        "document.querySelector('#A3-done').dispatchEvent(new Event('input', {bubbles: true}))"
    )
    page.wait_for_timeout(LONGER_THAN_THE_WAIT)

    assert rows.sent == []


def test_what_is_typed_meanwhile_goes_next_and_the_late_answer_draws_nothing(page, rows):
    rows.gate.clear()
    page.fill("#A3-done", "19")
    page.wait_for_timeout(LONGER_THAN_THE_WAIT)
    page.fill("#A3-done", "20")
    page.wait_for_timeout(LONGER_THAN_THE_WAIT)
    assert len(rows.sent) == 1
    rows.gate.set()

    expect(page.locator("[data-row=A3] [data-output=points]")).to_have_text("1,2")
    assert [fields["version"] for _, fields in rows.sent] == ["1", "2"]
    assert [fields["done"] for _, fields in rows.sent] == ["19", "20"]
    assert page.input_value("#A3-done") == "20"


def test_changes_wait_on_the_device_until_the_server_is_there_again(page, rows):
    rows.answers.append(("<title>503</title>", 503))
    page.fill("#A3-done", "19")
    expect(said(page)).to_have_text("Đã giữ 1 thay đổi")
    [stored] = kept(page).values()
    assert json.loads(stored)["A3"]["id"] == rows.sent[0][1]["request_id"]

    page.reload()
    expect(said(page)).to_have_text("Đã lưu lúc 14:32")
    assert page.input_value("#A3-done") == "19"
    assert rows.sent[1][1] == rows.sent[0][1]
    assert kept(page) == {}


def test_changes_of_another_person_are_not_sent_in_ones_name(page, rows):
    rows.answers.append(("<title>503</title>", 503))
    page.fill("#A3-done", "19")
    expect(said(page)).to_have_text("Đã giữ 1 thay đổi")

    rows.user, rows.token = "official-2", "token-2"
    rows.answers.append(("<title>503</title>", 503))
    page.goto("about:blank")
    page.wait_for_timeout(LONGER_THAN_THE_WAIT)
    before = len(rows.sent)
    page.goto(rows.url)
    page.wait_for_timeout(LONGER_THAN_THE_WAIT)
    assert page.input_value("#A3-done") == "18"
    assert len(rows.sent) == before
    assert kept(page) == {}


def test_a_stale_row_is_not_sent_again_but_offers_both_texts(page, rows):
    rows.answers.append(('{"conflict": true}', 409, {"Content-Type": "application/json"}))
    page.fill("#A3-done", "19")
    expect(page.locator("[data-row=A3] [data-row-state]")).to_contain_text("Người khác đã sửa")
    page.wait_for_timeout(LONGER_THAN_THE_WAIT)
    assert len(rows.sent) == 1

    page.get_by_role("button", name="Xem hai bản").click()
    page.wait_for_url("**/rows/A3")
    fields = rows.sent[1][1]
    assert (fields["done"], fields["version"], fields["csrf_token"]) == ("19", "1", "token-1")


def test_a_wrong_figure_stays_on_the_page_beside_its_sentence(page, rows):
    wrong = {"errors": {"done": "Nhập số nguyên, ví dụ 19"}}
    rows.answers.append((wrong, 422))
    page.fill("#A3-done", "mười chín")

    expect(page.locator("#A3-done-error")).to_have_text("Nhập số nguyên, ví dụ 19")
    expect(page.locator("#A3-done")).to_have_attribute("aria-invalid", "true")
    expect(said(page)).to_have_text("Chưa lưu")
    page.fill("#A3-done", "19")
    expect(said(page)).to_have_text("Đã lưu lúc 14:32")
    expect(page.locator("#A3-done-error")).to_have_count(0)


def test_the_other_rows_go_on_when_one_is_refused(page, rows):
    rows.answers.append(({"message": "Đã hết hạn nộp."}, 409))
    page.fill("#A3-done", "19")
    expect(page.locator("[data-row=A3] [data-row-state]")).to_have_text("Đã hết hạn nộp.")

    page.locator("[data-row=B1]").get_by_text("Không đạt", exact=True).click()
    expect(page.locator("[data-row=B1] [data-output=points]")).to_have_text("1,2")
    assert rows.sent[1][1]["met"] == "0"


def test_after_signing_out_elsewhere_the_entries_are_kept(page, rows):
    rows.answers.append("sign in")
    page.fill("#A3-done", "19")

    expect(said(page)).to_have_text("Hết phiên")
    assert len(kept(page)) == 1


def test_a_worn_out_token_is_renewed_unseen(page, rows):
    rows.token = "token-2"
    page.fill("#A3-done", "19")

    expect(said(page)).to_have_text("Đã lưu lúc 14:32")
    assert len(rows.sent) == 2


def test_a_token_of_somebody_else_is_not_taken(page, rows):
    rows.user, rows.token = "official-2", "token-2"
    page.fill("#A3-done", "19")

    expect(said(page)).to_have_text("Đã giữ 1 thay đổi")


def test_the_next_page_opens_after_the_last_change_is_saved(page, rows):
    page.fill("#A3-done", "19")
    page.get_by_role("link", name="Kiểm tra").click()
    page.wait_for_url("**/check")

    assert rows.sent[0][1]["done"] == "19"


def test_several_files_go_up_at_once(page, rows):
    photo = {"name": "Ảnh.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8"}
    page.set_input_files("input[type=file]", [SMALL_PDF, photo])

    expect(page.locator("#files-A3 li")).to_have_count(2)
    expect(page.locator("#count-A3")).to_have_text("2 tệp")
    assert sorted(rows.files) == ["Báo cáo.pdf", "Ảnh.jpg"]


def test_the_count_of_an_answer_that_was_overtaken_is_not_shown(page, rows):
    for count in ("2 tệp", "1 tệp"):
        rows.answers.append(({"html": "<li>đã nhận</li>", "count": count}, 201))
    page.set_input_files("input[type=file]", [SMALL_PDF, SMALL_PDF | {"name": "Phụ lục.pdf"}])

    expect(page.locator("#files-A3").get_by_text("đã nhận")).to_have_count(2)
    expect(page.locator("#count-A3")).to_have_text("2 tệp")


def test_files_that_cannot_be_taken_are_named_before_they_are_sent(page, rows):
    program = {"name": "virus.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
    large = SMALL_PDF | {"name": "Lớn.pdf", "buffer": b"x" * 1001}
    page.set_input_files("input[type=file]", [program, large])

    expect(page.locator("#files-A3 .evidence__error")).to_have_count(2)
    expect(page.locator("#files-A3")).to_contain_text("virus.exe")
    expect(page.locator("#files-A3")).to_contain_text("Lớn.pdf")
    assert rows.files == []


def test_a_file_that_did_not_arrive_can_be_sent_again(page, rows):
    rows.answers.append(("", 503))
    page.set_input_files("input[type=file]", SMALL_PDF)
    page.locator("#files-A3 button").first.click()

    expect(page.locator("#files-A3")).to_have_text("Báo cáo.pdf đã nhận")


def test_the_server_says_why_it_refused_a_file(page, rows):
    rows.answers.append(({"message": "Báo cáo.pdf có mật khẩu."}, 422))
    page.set_input_files("input[type=file]", SMALL_PDF)

    expect(page.locator("#files-A3 [role=alert]")).to_contain_text("Báo cáo.pdf có mật khẩu.")


def presses(page):
    page.evaluate(COUNT_PRESSES)
    return lambda: page.evaluate("window.presses")


def test_a_key_decides_but_not_while_somebody_types(page):
    count = presses(page)
    page.keyboard.press("1")
    assert count() == 1
    page.focus("#comment")
    page.keyboard.type("1 đồng ý")
    assert count() == 1
    assert page.input_value("#comment") == "1 đồng ý"


def test_keys_can_be_switched_off_and_stay_off(page):
    page.uncheck("[data-shortcuts-on]")
    page.reload(wait_until="networkidle")
    count = presses(page)
    page.keyboard.press("1")

    assert count() == 0
    assert not page.is_checked("[data-shortcuts-on]")
