"""The group as one form, for pages without scripts: all rows at once, nothing typed is lost."""

from io import BytesIO

from emulation.assessments.facts import Entry
from emulation.assessments.queries import sheet_facts
from emulation.database import db
from tests.assessments.test_saving import THREE_QUARTERS, row, save
from tests.assessments.test_workspace import group_url
from tests.evidence.files import pdf


def fill(browser, world, fields, code="A", **options):
    page = browser.get(group_url(world, code))
    return browser.submit(page.select_one("main form"), fields, **options)


def test_all_rows_of_the_page_are_saved_at_once(sign_in, world):
    page = fill(
        sign_in("official"),
        world,
        {"A1-met": "1", "A4-publicity_sessions": "13", "A1-note": "Có quyết định."},
    )

    assert page.select_one(".flashes").text.strip() == "Đã lưu 2 tiêu chí."
    assert row(world, "A1").inputs == {"met": True}
    assert row(world, "A1").note == "Có quyết định."
    assert row(world, "A4").inputs == {"publicity_sessions": 13}
    assert row(world, "A3").version == 1


def test_page_sent_as_it_was_changes_nothing(sign_in, world):
    save(world, "A3", THREE_QUARTERS)

    page = fill(sign_in("official"), world, {})

    assert page.select_one(".flashes").text.strip() == "Không có gì thay đổi."
    assert row(world, "A3").version == 2


def test_figure_that_cannot_be_read_keeps_everything_typed(sign_in, world):
    typed = {"A1-met": "1", "A4-publicity_sessions": "mười ba", "A3-note": "Đang chờ biên bản"}

    page = fill(sign_in("official"), world, typed, status=422)

    assert page.title.text.startswith("Lỗi: ")
    link = page.select_one(".error-summary a")
    assert (link["href"], link.text) == ("#A4-publicity_sessions", "A4: Nhập số, ví dụ 12.")
    field = page.select_one("#A4-publicity_sessions")
    assert (field["value"], field["aria-invalid"]) == ("mười ba", "true")
    assert page.select_one("#A1-met[checked]")
    assert page.select_one("#A3-note").text.strip() == "Đang chờ biên bản"
    assert row(world, "A1").inputs == {}


def test_row_that_somebody_else_saved_is_shown_twice_and_the_others_are_saved(sign_in, world):
    browser = sign_in("signer")
    page = browser.get(group_url(world))
    save(world, "A3", THREE_QUARTERS)

    form = page.select_one("main form")
    typed = {"A1-met": "1", "A3-plan_tasks_total": "25", "A3-note": "<i>sửa</i>"}
    page = browser.submit(form, typed, status=409)

    assert [one["id"] for one in page.select("section h2")] == ["conflict-A3"]
    assert page.select_one(".conflict textarea").text.strip() == "<i>sửa</i>"
    assert row(world, "A1").inputs == {"met": True}
    assert row(world, "A3").inputs == {"plan_tasks_completed": 18, "plan_tasks_total": 20}


def test_form_sent_twice_is_saved_once(sign_in, world):
    browser = sign_in("official")
    form = browser.get(group_url(world)).select_one("main form")
    browser.submit(form, {"A1-met": "1"})
    save(world, "A1", Entry({"met": False}), version=2, by="signer")

    browser.submit(form, {"A1-met": "1"})

    assert row(world, "A1").inputs == {"met": False}


def test_files_come_with_the_form(sign_in, world):
    file = (BytesIO(pdf()), "quyết định.pdf", "application/pdf")

    fill(sign_in("official"), world, {"A1-met": "1", "evidence-A1": file})

    files = sheet_facts(world.sheet_id).lines["A1"].files
    db.session.rollback()
    assert [one.name for one in files] == ["quyết định.pdf"]


def test_conditions_are_a_page_of_the_same_form(sign_in, world):
    fill(
        sign_in("official"),
        world,
        {"CONDITIONS-leaders_warned": "0", "CONDITIONS-serious_internal_disunity": "1"},
        code="conditions",
    )

    inputs = row(world, "CONDITIONS").inputs
    assert inputs == {"leaders_warned": 0, "serious_internal_disunity": True}
