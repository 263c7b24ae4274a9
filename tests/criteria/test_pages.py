"""The pages of criteria sets: everybody reads, only an administrator imports."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from emulation.audit.changes import new_request_id
from emulation.criteria.models import CriteriaSetVersion
from emulation.database import db, write_tx
from emulation.rules.roles import Role
from tests.accounts.factories import user_with
from tests.criteria.sets import AT, SHIPPED, SMALL, imported
from tests.support.queries import count_queries
from tests.units.factories import UnitFactory


@pytest.fixture
def administrator(browser):
    administrator = user_with(Role.ADMINISTRATOR, UnitFactory())
    browser.sign_in(administrator)
    return administrator


def sent(text, button="save", request_id=None):
    content = text if isinstance(text, bytes) else text.encode()
    return {
        "file": (BytesIO(content), "set.yaml"),
        "request_id": request_id or new_request_id(),
        button: "1",
    }


def stored_sets():
    return db.session.scalar(select(func.count(CriteriaSetVersion.id)))


def test_everybody_reads_a_set(browser):
    imported(SHIPPED.read_text(encoding="utf-8"))

    page = browser.get("/criteria/CQTT-BG")
    assert len(page.select("article.criterion")) == 54
    assert "Đạt: 1 điểm; không đạt: 0." in page.select_one("#A1").text
    assert "Chưa đạt chuẩn" in page.select_one("#A1 .criterion__condition").text
    assert [row.text for row in page.select("#A4 .bands tbody .num")] == ["1,5", "1", "0,5", "0"]


def test_page_speaks_english_to_who_asks_for_it(browser):
    imported()

    page = browser.get("/criteria/SMALL", headers={"Accept-Language": "en"})
    assert page.h1.text == "Small set"
    assert "Met: 1.5 points; not met: 0." in page.select_one("#A1").text
    assert page.select_one("html")["lang"] == "en"


def test_newest_version_is_shown_unless_one_is_named(browser):
    imported()
    imported(SMALL.replace('version: "1"', 'version: "2"').replace("Bộ nhỏ", "Bộ mới"))

    assert browser.get("/criteria/SMALL").h1.text == "Bộ mới"
    assert browser.get("/criteria/SMALL?version=1").h1.text == "Bộ nhỏ"
    browser.get("/criteria/SMALL?version=9", status=404)
    browser.get("/criteria/SMALL?version=%00", status=404)
    browser.get("/criteria/NOWHERE", status=404)
    browser.get("/criteria/%00", status=404)
    assert len(browser.get("/criteria").select("tbody tr")) == 2


def test_number_of_queries_does_not_grow_with_criteria(browser):
    imported()
    imported(SHIPPED.read_text(encoding="utf-8"))
    counts = []
    for code in ("SMALL", "CQTT-BG"):
        browser.get(f"/criteria/{code}")
        with count_queries() as queries:
            browser.get(f"/criteria/{code}")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_file_is_handed_out_as_it_was_imported(browser):
    imported()

    answer = browser.open("/criteria/SMALL/file", status=200)
    assert answer.text == SMALL
    assert answer.headers["Content-Disposition"] == 'attachment; filename="SMALL-1.yaml"'


def test_administrator_imports_a_set(browser, administrator):
    page = browser.post("/criteria/import", sent(SMALL))

    assert page.h1.text == "Bộ nhỏ"
    assert "Đã nhập bộ tiêu chí." in page.select_one(".flashes").text


def test_sending_the_form_twice_imports_once(browser, administrator):
    request_id = new_request_id()
    for _ in range(2):
        page = browser.post("/criteria/import", sent(SMALL, request_id=request_id))
        assert page.h1.text == "Bộ nhỏ"
    assert stored_sets() == 1


def test_checking_imports_nothing(browser, administrator):
    page = browser.post("/criteria/import", sent(SMALL, button="check"))

    assert "2 nhóm, 5 tiêu chí, 10 điểm." in page.select_one(".notice--good").text
    assert stored_sets() == 0


def test_every_problem_is_listed_with_its_line(browser, administrator):
    wrong = SMALL.replace("max: 4, title", "max: 5, title").replace("zero_at: 0.9", "zero_at: 2")
    page = browser.post("/criteria/import", sent(wrong), status=400)

    rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert len(rows) > 2
    assert rows[0] == "4 headings Tổng các phần là 11, không phải 10."
    assert stored_sets() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01",
        "Bộ".encode("utf-16"),
        b"- " * 30_000,
        b"[" * 5_000,
    ],
)
def test_no_file_breaks_the_page(browser, administrator, content):
    page = browser.post("/criteria/import", sent(content), status=400)
    assert page.select("tbody tr") or page.select_one(".error-summary")


def test_form_without_a_file_says_so(browser, administrator):
    page = browser.post("/criteria/import", {"request_id": new_request_id()}, status=400)
    assert "Chọn tệp." in page.select_one(".error-summary").text


def test_set_in_use_is_not_replaced(browser, administrator):
    stored = imported()
    with write_tx() as session:
        session.get(CriteriaSetVersion, stored.id).frozen_at = AT

    page = browser.post("/criteria/import", sent(SMALL.replace("Nhóm A", "Khác")), status=409)
    assert "SMALL 1 đang được một kỳ đánh giá sử dụng" in page.select_one("tbody").text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_finds_the_import(browser, role):
    browser.sign_in(user_with(role, UnitFactory()))
    browser.get("/criteria/import", status=404)
