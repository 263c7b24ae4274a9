"""What follows a finished verification: appeals, their decisions, and a correction."""

from playwright.sync_api import expect

from tests.browser.support.papers import pdf

OBJECTION = "Xã đã gửi đủ danh sách kèm quyết định, đề nghị đoàn xem lại."
UPHELD = "Quyết định kèm theo ghi đủ số thủ tục, số xã tự chấm là đúng."
DISMISSED = "Danh sách kèm theo trùng với tài liệu đã xem, không có căn cứ mới."
REOPENED = "Khi lưu hồ sơ, đoàn phát hiện đã bỏ sót một văn bản gửi đúng hạn."


def the_leader_of_the_commune_appeals(signer, *codes):
    signer.go_to("Tự chấm điểm")
    signer.follow("Kết quả thẩm định")
    page = signer.desk
    page.locator("main a[href$='/appeals']").first.click()
    signer.look("appeals-none")
    for code in codes:
        page.locator(f"main a[href$='/appeals/{code}']").first.click()
        page.fill("#text", OBJECTION)
        with page.expect_navigation():
            page.click("#appeal button")
        if not page.url.endswith("/appeals"):
            page.locator(".trail a[href$='/appeals']").first.click()
    add_a_document(signer, codes[0])
    signer.look("appeals-drafted")
    with page.expect_navigation():
        page.locator("main form[action$='/appeals'] button").first.click()
    signer.desk.wait_for_selector(".flashes")
    signer.look("appeals-filed")


def add_a_document(signer, code):
    page = signer.desk
    page.locator(f"main a[href$='/appeals/{code}']").first.click()
    page.set_input_files(f"#evidence-file-{code}", [pdf("Danh sách bổ sung.pdf")])
    expect(page.locator(f"#evidence-{code} > li > a")).to_contain_text(["Danh sách bổ sung.pdf"])
    signer.look(f"appeal-{code}")
    page.locator(".trail a[href$='/appeals']").first.click()


def another_inspector_decides(inspector, decisions):
    """Decide on every appeal: a code with the decision and its reason."""
    page = inspector.desk
    page.goto("/verification/appeals")
    inspector.look("appeals-waiting")
    for code, (decision, reason) in decisions.items():
        page.goto("/verification/appeals")
        page.locator(f"main a[href$='/appeals/{code}']").first.click()
        page.check(f"#decision-{decision}")
        page.fill("#reason", reason)
        with page.expect_navigation():
            page.click("#ruling button")
        page.goto("/verification/appeals")
        if page.locator(f"main a[href$='/appeals/{code}']").count():
            page.locator(f"main a[href$='/appeals/{code}']").first.click()
            inspector.look(f"ruling-{code}")


def whoever_judged_may_not_decide(inspector, code):
    inspector.desk.goto("/verification/appeals")
    inspector.desk.locator(f"main a[href$='/appeals/{code}']").first.click()
    expect(inspector.desk.locator("#ruling")).to_have_count(0)


def the_head_settles(head, commune):
    head.go_to("Thẩm định")
    head.follow(commune)
    head.look("verification-appeals-decided")
    with head.desk.expect_navigation():
        head.desk.locator("main form[action$='/settlement'] button").first.click()
    head.desk.wait_for_selector(".flashes")


def the_commune_reads_the_decisions(official):
    official.go_to("Tự chấm điểm")
    official.follow("Kết quả thẩm định")
    official.desk.locator("main a[href$='/appeals']").first.click()
    main = official.desk.locator("main")
    expect(main).to_contain_text(UPHELD)
    expect(main).to_contain_text(DISMISSED)
    official.look("appeals-settled")


def the_council_reopens(council, commune, code):
    council.go_to("Hội đồng")
    council.follow(commune)
    council.look("case-published")
    council.follow("Mở lại")
    council.desk.fill("#reason", REOPENED)
    council.desk.check(f"#code-{code}")
    council.look("case-reopening")
    council.press("Mở lại")
    council.desk.wait_for_selector(".flashes")


def the_line_is_judged_again(inspector, commune, code):
    inspector.go_to("Thẩm định")
    inspector.follow(commune)
    inspector.look("verification-reopened")
    inspector.desk.locator(f"main a[href$='/{code}']:not([href*=appeals])").first.click()
    inspector.desk.wait_for_selector("#decision")
    inspector.desk.fill("[name=points]", "")
    fill_as_claimed(inspector.desk)
    inspector.look("item-reopened")
    with inspector.desk.expect_navigation():
        inspector.desk.click("#decision [value=agree]")


def fill_as_claimed(page):
    """Put the commune's figures back into the boxes."""
    for place in page.locator("[data-figure]").all():
        claimed = place.get_attribute("data-claimed")
        box = place.locator("input[type=text]")
        if box.count():
            box.fill(claimed)
        else:
            place.locator(f"input[value='{claimed}']").check(force=True)


def the_leader_accepts(signer):
    signer.go_to("Tự chấm điểm")
    signer.follow("Kết quả thẩm định")
    signer.desk.locator("main a[href$='/acceptance']").first.click()
    signer.look("acceptance")
    signer.desk.check("#confirmed")
    with signer.desk.expect_navigation():
        signer.desk.locator("main form[action$='/acceptance'] button").first.click()
    signer.desk.wait_for_selector(".flashes")


def the_council_publishes_a_correction(council, year):
    council.desk.goto(f"/rankings/{year}/correction")
    council.look("correction")
    council.desk.fill("#reason", REOPENED)
    council.press("Công bố đính chính")
    council.desk.wait_for_selector(".flashes")
    council.look("corrected")
