"""One commune from the opening of the year to its place in the ranking, and to a correction."""

import pytest
from playwright.sync_api import expect

from tests.browser.support.after_verification import (
    DISMISSED,
    REOPENED,
    UPHELD,
    another_inspector_decides,
    the_commune_reads_the_decisions,
    the_council_publishes_a_correction,
    the_council_reopens,
    the_head_settles,
    the_leader_accepts,
    the_leader_of_the_commune_appeals,
    the_line_is_judged_again,
    whoever_judged_may_not_decide,
)
from tests.browser.support.other_machine import download, verify
from tests.browser.support.papers import pdf, photograph
from tests.browser.support.reader import Reader, first_sign_in
from tests.browser.support.sheet import GROUPS, expect_saved, explain, fill_rows
from tests.browser.support.small_province import found_a_province
from tests.browser.support.year import open_the_year, this_year

pytestmark = pytest.mark.browser

COMMUNE = "Xã Hương Sơn"
INITIATIVES = (
    ("Ngày Chủ nhật vì dân", "service_hours"),
    ("Thứ Sáu giải quyết nhanh", "procedures"),
    ("Làm hết việc, không hết giờ", "conduct"),
)
ADJUSTED, CUT, ASKED = "C5", "A4", "B2"
QUESTION = "Xã gửi ảnh bảng niêm yết của 30 nội dung công khai."
ANSWER = "Xã niêm yết 27 nội dung, đã sửa số liệu và gửi kèm ảnh bảng niêm yết."
REASON = "Danh sách kèm theo chỉ có 18 thủ tục."
CUT_REASON = "Văn bản kèm theo chưa thể hiện đủ nội dung."
DECISIONS = {ADJUSTED: ("upheld", UPHELD), CUT: ("dismissed", DISMISSED)}


def test_a_commune_goes_from_the_opened_year_to_a_corrected_ranking(window, program, tmp_path):
    year = this_year()
    first_passwords = found_a_province(program)

    def arrives(username):
        return first_sign_in(window, program, username, first_passwords[username])

    council = the_council_opens_the_year(arrives("council"), year)
    official = the_official_signs_in_for_the_first_time(window, program, first_passwords)
    the_official_registers_three_initiatives(official, year)
    the_official_scores_every_group(official, year)
    signer = the_leader_of_the_commune_submits(arrives("signer-07399"))
    inspector = the_inspector_judges_every_line(arrives("inspector-220"))
    the_commune_answers(official, signer)
    the_inspector_sees_what_changed_and_decides(inspector)
    head = arrives("head-220")
    the_head_of_inspection_finishes(head)
    the_commune_sees_its_verified_table(official)
    the_leader_of_the_commune_appeals(signer, ADJUSTED, CUT)
    whoever_judged_may_not_decide(inspector, CUT)
    another_inspector_decides(arrives("second-220"), DECISIONS)
    the_head_settles(head, COMMUNE)
    the_commune_reads_the_decisions(official)
    the_council_approves_and_publishes(council)
    leader = arrives("leader")
    the_leader_of_the_province_reads_the_ranking(leader)
    first, key = anybody_checks_the_publication(leader.desk, tmp_path)
    the_council_reopens(council, COMMUNE, CUT)
    the_line_is_judged_again(inspector, COMMUNE, CUT)
    the_head_finishes_again(head)
    the_leader_accepts(signer)
    the_council_approves(council)
    the_council_publishes_a_correction(council, year)
    anybody_checks_the_correction(leader, year, first, key, tmp_path)


def the_council_opens_the_year(council, year):
    open_the_year(council, year, look=council.look)
    expect(council.desk.locator("main")).to_contain_text("4")
    return council


def the_official_signs_in_for_the_first_time(window, program, first_passwords):
    official = Reader(window, program, "official-07399")
    password = first_passwords["official-07399"]
    official.sign_in(password)
    official.look("first-password")
    official.choose_a_password(password)
    return official


def the_official_registers_three_initiatives(official, year):
    official.go_to("Sáng kiến")
    official.look("initiatives-none")
    for title, field in INITIATIVES:
        official.go_to("Sáng kiến")
        official.follow("Đăng ký sáng kiến")
        if title == INITIATIVES[0][0]:
            official.look("initiative-form")
        fill_initiative(official.desk, title, field, year)
        official.press("Đăng ký")
        official.desk.wait_for_selector(".flashes")
    official.look("initiative-registered")
    official.go_to("Sáng kiến")
    for title, _field in INITIATIVES:
        expect(official.desk.locator("main")).to_contain_text(title)
    official.look("initiatives-three")


def fill_initiative(page, title, field, year):
    page.fill("[name=title]", title)
    page.select_option("[name=field]", field)
    page.fill("[name=problem]", "Người đi làm ca không đến được bộ phận Một cửa.")
    page.fill("[name=solution]", "Mở cửa sáng Chủ nhật, công chức thay nhau trực.")
    page.fill("[name=measure]", "Hồ sơ nhận ngoài giờ")
    page.fill("[name=measure_unit]", "hồ sơ")
    page.fill("[name=baseline]", "0")
    page.fill("[name=target]", "1.200")
    page.fill("[name=starts_on]", f"01/02/{year}")


def the_official_scores_every_group(official, year):
    official.go_to("Tự chấm điểm")
    official.desk.wait_for_selector("#row-A1")
    official.look("group-A-empty")
    for group in GROUPS:
        fill_rows(official.desk, year)
        if group in "AB":
            the_official_uploads_evidence(official, f"{group}1", f"{group}2")
        expect_saved(official.desk)
        if group in {"A", "C", "adjustments", "conditions"}:
            official.look(f"group-{group}")
        onwards = ".group-foot" if group != GROUPS[-1] else ".bottom-bar"
        with official.desk.expect_navigation():
            official.desk.click(f"{onwards} a[data-after-save]")
    official.reads("Kiểm tra và nộp")


def the_official_uploads_evidence(official, *codes):
    for code in codes:
        papers = [pdf(f"Kế hoạch {code}.pdf"), photograph(f"Ảnh {code}.jpg")]
        official.desk.set_input_files(f"#evidence-file-{code}", papers)
        expect(official.desk.locator(f"#evidence-{code} > li > a")).to_have_count(2)
        expect(official.desk.locator(f"#evidence-count-{code}")).to_contain_text("2")


def the_leader_of_the_commune_submits(signer):
    signer.go_to("Tự chấm điểm")
    signer.follow("Kiểm tra và nộp")
    signer.reads("Kiểm tra và nộp")
    signer.look("check")
    signer.press("Nộp hồ sơ tự chấm")
    signer.reads("Biên nhận")
    expect(signer.desk.locator("main")).to_contain_text("Số biên nhận")
    signer.look("receipt")
    return signer


def the_inspector_judges_every_line(inspector):
    inspector.look("to-dos-inspector")
    inspector.go_to("Thẩm định")
    inspector.look("queue")
    inspector.follow(COMMUNE)
    inspector.look("verification-submitted")
    inspector.press("Bắt đầu thẩm định")
    inspector.desk.wait_for_selector("#decision")
    inspector.look("item-A1")
    the_inspector_moves_by_keys(inspector.desk)
    while (code := line_at_hand(inspector.desk)) is not None:
        judge(inspector, code)
    inspector.look("verification-questions-drafted")
    inspector.press("Gửi 1 câu hỏi đến xã")
    inspector.is_told("câu hỏi")
    inspector.look("verification-returned")
    return inspector


def the_inspector_moves_by_keys(page):
    with page.expect_navigation():
        page.keyboard.press("j")
    assert line_at_hand(page) == "A2"
    with page.expect_navigation():
        page.keyboard.press("k")
    assert line_at_hand(page) == "A1"


def line_at_hand(page):
    return page.url.rsplit("/", 1)[1] if page.locator("#decision").count() else None


def judge(inspector, code):
    page = inspector.desk
    key = {ADJUSTED: "2", CUT: "2", ASKED: "3"}.get(code, "1")
    if code == ADJUSTED:
        page.fill("#figure-procedures_time_cut_30pct", "18")
        expect(page.locator("[data-output=points]")).to_have_text("0,7")
        page.select_option("[name=reason_code]", "evidence_does_not_show_it")
        page.fill("[name=note]", REASON)
    if code == CUT:
        page.fill("[name=points]", "0")
        page.select_option("[name=reason_code]", "evidence_does_not_show_it")
        page.fill("[name=note]", CUT_REASON)
    if code == ASKED:
        page.fill("[name=note]", QUESTION)
    if code in {ADJUSTED, ASKED, "CONDITIONS"}:
        inspector.look(f"item-{code}")
    page.locator("h2").first.click()
    with page.expect_navigation():
        page.keyboard.press(key)


def the_commune_answers(official, signer):
    official.go_to("Tự chấm điểm")
    official.look("returned")
    official.follow("Trả lời các câu hỏi")
    official.reads("Câu hỏi của đoàn thẩm định")
    official.look("questions")
    official.follow("Sửa số liệu, thêm tài liệu")
    row = official.desk.locator(f"#row-{ASKED}")
    row.locator("[name$=public_items_disclosed]").fill("27")
    explain(row, "Ba nội dung còn lại niêm yết từ tháng 12.")
    official.desk.set_input_files(f"#evidence-file-{ASKED}", photograph("Bảng niêm yết.jpg"))
    expect(row.locator(".evidence > li > a")).to_have_count(3)
    expect_saved(official.desk)
    official.follow("Trả lời các câu hỏi")
    official.desk.fill("textarea", ANSWER)
    official.desk.get_by_role("button", name="Lưu", exact=True).click()
    official.desk.wait_for_selector(".flashes")

    signer.go_to("Tự chấm điểm")
    signer.follow("Trả lời các câu hỏi")
    expect(signer.desk.locator("textarea")).to_have_value(ANSWER)
    signer.look("questions-answered")
    signer.press("Gửi giải trình")
    signer.desk.wait_for_selector(".flashes")
    signer.look("questions-sent")


def the_inspector_sees_what_changed_and_decides(inspector):
    inspector.go_to("Thẩm định")
    inspector.follow(COMMUNE)
    inspector.follow("Tiêu chí chưa thẩm định")
    main = inspector.desk.locator("main")
    expect(main).to_contain_text(ANSWER)
    expect(main.locator("del")).to_contain_text(["30"])
    expect(main).to_contain_text("Bảng niêm yết.jpg")
    inspector.look("item-changed")
    with inspector.desk.expect_navigation():
        inspector.desk.keyboard.press("1")
    expect(main).to_contain_text("Trưởng đoàn kết thúc thẩm định")


def the_head_of_inspection_finishes(head):
    head.go_to("Thẩm định")
    head.follow(COMMUNE)
    head.look("verification-head")
    head.press("Kết thúc thẩm định")
    head.reads("Kết quả thẩm định")


def the_commune_sees_its_verified_table(official):
    official.go_to("Tự chấm điểm")
    official.look("sheet-verified")
    official.follow("Kết quả thẩm định")
    official.reads("Kết quả thẩm định")
    expect(official.desk.locator("main")).to_contain_text(REASON)
    official.look("result-commune")


def the_council_approves_and_publishes(council):
    council.go_to("Hội đồng")
    council.look("council-settled")
    the_council_approves(council)
    council.look("council-approved")
    council.follow("Kiểm tra và công bố")
    council.look("publish")
    council.press("Công bố xếp hạng")
    council.desk.wait_for_selector(".ranking-table")


def the_council_approves(council):
    council.go_to("Hội đồng")
    council.desk.locator("main form[action$='/approvals'] button").first.click()
    council.desk.wait_for_selector(".flashes")


def the_head_finishes_again(head):
    head.go_to("Thẩm định")
    head.follow(COMMUNE)
    head.press("Kết thúc thẩm định")
    head.reads("Kết quả thẩm định")


def anybody_checks_the_publication(page, folder):
    """Take the file to a machine without the database, and check it there; then change a byte."""
    address = page.url.split("?")[0]
    key = download(page, f"{address}/key", folder / "province.pem")
    file = download(page, f"{address}/file", folder / "first.json")
    code, words = verify(file, key=key, folder=folder / "empty")
    assert code == 0, words
    assert COMMUNE not in words
    bent = folder / "bent.json"
    bent.write_bytes(
        file.read_bytes().replace(b"Nguy", b"Nguz", 1).replace(b'"rank":1', b'"rank":2', 1)
    )
    assert verify(bent, key=key, folder=folder / "empty")[0] != 0
    return file, key


def anybody_checks_the_correction(leader, year, first, key, folder):
    leader.go_to("Xếp hạng")
    leader.look("ranking-corrected")
    leader.follow("Bản công bố")
    leader.look("publication-correcting")
    main = leader.desk.locator("main")
    expect(main).to_contain_text(REOPENED)
    address = leader.desk.url.split("?")[0]
    file = download(leader.desk, f"{address}/file", folder / "second.json")
    code, words = verify(file, key=key, folder=folder / "empty", previous=first)
    assert code == 0, words
    assert verify(first, key=key, folder=folder / "empty")[0] == 0


def the_leader_of_the_province_reads_the_ranking(leader):
    leader.go_to("Tổng quan")
    leader.look("overview")
    leader.follow("Khám phá biểu đồ")
    the_charts_draw_themselves(leader.desk)
    leader.look("charts")
    leader.go_to("Xếp hạng")
    place = leader.desk.locator(".ranking-table tbody tr").first
    expect(place.locator("td").first).to_have_text("1")
    expect(place.locator("th")).to_have_text(COMMUNE)
    leader.look("ranking")
    leader.follow("Bản công bố")
    leader.look("publication")


def the_charts_draw_themselves(page):
    for place in page.locator(".explorable").all():
        place.scroll_into_view_if_needed()
        expect(place.locator(".main-svg").first).to_be_visible()
