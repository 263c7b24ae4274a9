"""Registering, changing and finding initiatives, as the people who do it."""

import uuid

import pytest
import time_machine
from sqlalchemy import func, select

from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.initiatives.models import Initiative
from emulation.initiatives.queries import InitiativeCounts, counts
from emulation.periods.models import Period, PeriodState
from tests.initiatives.conftest import PROPOSAL, TOO_LATE
from tests.support.queries import count_queries


def words(page):
    return " ".join(page.select_one("main").text.split())


def count():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Initiative))


def test_an_agency_goes_from_none_to_enough(official, year, register):
    assert "Đã đăng ký 0, cần ít nhất 3" in words(official.get("/initiatives"))
    for title in ("Một", "Hai"):
        register(title=title)
    assert "Đã đăng ký 2, cần ít nhất 3 còn thiếu 1" in words(official.get("/initiatives"))
    register(title="Ba")

    page = official.get("/initiatives")

    assert "Đã đăng ký 3, cần ít nhất 3" in words(page)
    assert "còn thiếu" not in words(page)
    commune, other = year.participants["commune"], year.participants["other_commune"]
    assert counts([commune, other]) == {
        commune: InitiativeCounts(3, 3),
        other: InitiativeCounts(0, 0),
    }


def test_a_registered_initiative_says_its_effect_in_per_cent(official, register):
    address = register(baseline="15", target="10", measure_unit="ngày")

    page = official.get(address)

    assert page.h1.text == PROPOSAL["title"]
    assert "15 → 10 ngày (−33,3%)" in words(page)


@pytest.mark.parametrize(
    ("baseline", "target", "shown"),
    [
        ("86,5", "90", "86,5 → 90 lượt (+4,0%)"),
        ("86.5", "90", "86,5 → 90 lượt (+4,0%)"),
        ("1.902", "2.000", "1.902 → 2.000 lượt (+5,2%)"),
        ("0", "30", "0 → 30 lượt"),
        ("0.125", "0.25", "0,125 → 0,25 lượt (+100,0%)"),
    ],
)
def test_figures_are_read_as_people_write_them(official, register, baseline, target, shown):
    address = register(baseline=baseline, target=target)
    assert shown in words(official.get(address))

    official.submit(official.get(f"{address}/edit").select_one("main form"))

    assert shown in words(official.get(address))
    assert db.session.scalars(select(Initiative.version)).one() == 1


def test_after_the_window_it_is_late_and_counts(official, year, register):
    register(title="Đúng hạn")
    with time_machine.travel(TOO_LATE, tick=False):
        official = official.sign_in(year.users["official"]) or official
        address = register(title="Muộn")
        assert "Muộn hạn" in words(official.get(address))

    commune = year.participants["commune"]
    assert counts([commune])[commune] == InitiativeCounts(registered=2, on_time=1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Điền nội dung này."),
        ({"title": " \u200e "}, "Điền nội dung này."),
        ({"title": "ế" * 301}, "Tối đa 300 ký tự."),
        ({"field": ""}, "Chọn lĩnh vực."),
        ({"baseline": ""}, "Nhập số liệu hiện tại; chưa có thì nhập 0."),
        ({"baseline": " \x00 "}, "Nhập số liệu hiện tại; chưa có thì nhập 0."),
        ({"baseline": "nhiều"}, "Nhập một số, ví dụ 15 hoặc 86,5."),
        ({"baseline": "1e309"}, "Nhập một số, ví dụ 15 hoặc 86,5."),
        ({"baseline": "NaN"}, "Nhập một số, ví dụ 15 hoặc 86,5."),
        ({"target": "9" * 25}, "Nhập số nhỏ hơn một nghìn tỷ, tối đa bốn chữ số thập phân."),
        ({"target": "0,00001"}, "Nhập số nhỏ hơn một nghìn tỷ, tối đa bốn chữ số thập phân."),
        ({"target": "240"}, "Chỉ tiêu phải khác số liệu hiện tại."),
        ({"starts_on": "  "}, "Nhập ngày bắt đầu."),
        ({"starts_on": "31/02/2024"}, "Nhập ngày theo mẫu 31/12/2024."),
        ({"starts_on": "mai"}, "Nhập ngày theo mẫu 31/12/2024."),
        ({"starts_on": "01/01/2025"}, "Ngày bắt đầu nằm trong năm 2024 hoặc trước đó"),
        ({"starts_on": "01/01/0001"}, "Ngày bắt đầu nằm trong năm 2024 hoặc trước đó"),
    ],
)
def test_wrong_input_gets_a_sentence_and_keeps_what_was_typed(official, typed, sentence):
    data = PROPOSAL | {"request_id": str(uuid.uuid4())} | typed

    page = official.post("/initiatives/new", data, status=400)

    assert sentence in words(page)
    assert page.select_one("#solution").text.strip() == PROPOSAL["solution"]
    assert page.title.text.startswith("Lỗi: ")
    assert count() == 0


def test_hidden_signs_and_decomposed_accents_are_tidied(official, register):
    address = register(title="  Thứ  Sáu nhanh\x00\u202e ", problem="Một\r\n\r\nHai")

    page = official.get(address)

    assert page.h1.text == "Thứ Sáu nhanh"
    assert [one.text for one in page.select(".prose")[0].select("p")] == ["Một", "Hai"]


def test_a_double_click_registers_once(official, register):
    request_id = str(uuid.uuid4())

    assert register(request_id=request_id) == register(request_id=request_id)
    assert count() == 1


def test_two_tabs_lose_nothing(official, year, browser, register):
    address = register()
    form = official.get(f"{address}/edit").select_one("main form")
    browser.sign_in(year.users["signer"])
    browser.submit(
        browser.get(f"{address}/edit").select_one("main form"), {"title": "Của lãnh đạo"}
    )
    browser.sign_in(year.users["official"])

    page = browser.submit(form, {"title": "Của cán bộ"}, status=409)

    assert "Nguyễn Thị Signer" in words(page)
    assert [one.text for one in page.select(".differs")] == ["Của cán bộ", "Của lãnh đạo"]
    page = browser.submit(page.select_one("main form"))
    assert page.h1.text == "Của cán bộ"


def test_saving_what_is_there_writes_nothing(official, register):
    address = register()

    official.submit(official.get(f"{address}/edit").select_one("main form"))

    db.session.rollback()
    assert db.session.scalars(select(AuditEvent.action)).all() == ["initiative.register"]


def test_a_withdrawn_initiative_no_longer_counts_and_stays_readable(official, year, register):
    address = register()
    page = official.get(f"{address}/withdrawal")

    page = official.submit(page.select_one("main form"))

    assert "Đã rút" in words(page)
    assert "Đã đăng ký 0, cần ít nhất 3" in words(page)
    assert "Đã rút" in words(official.get(address))
    assert "không sửa được nữa" in official.get(f"{address}/edit").text
    data = {"request_id": str(uuid.uuid4()), "version": "2"}
    again = official.post(f"{address}/withdrawal", data, status=409)
    assert "không sửa được nữa" in again.text


def test_what_was_changed_meanwhile_is_not_withdrawn_unread(official, register):
    address = register()
    form = official.get(f"{address}/withdrawal").select_one("main form")
    official.submit(official.get(f"{address}/edit").select_one("main form"), {"title": "Khác"})

    page = official.submit(form, status=409)

    assert "Đọc lại" in page.text
    assert page.h1.text == "Khác"


def test_a_published_year_is_closed(official, year, register):
    address = register()
    with write_tx() as session:
        session.get(Period, year.period_id).state = PeriodState.PUBLISHED

    official.get(f"{address}/edit", status=404)
    official.get("/initiatives/new", status=404)
    assert official.get("/initiatives").select_one(".btn-primary") is None
    data = {"request_id": str(uuid.uuid4()), "version": "1"}
    again = official.post(f"{address}/withdrawal", data, status=409)
    assert "không sửa được nữa" in again.text


@pytest.mark.parametrize("who", ["department_official", "head"])
def test_departments_and_districts_register_too(sign_in, register, who):
    browser = sign_in(who)

    address = register(title="Thứ Sáu nhanh")

    assert browser.get(f"{address}/edit").select_one("#title")["value"] == "Thứ Sáu nhanh"
    assert "Đã đăng ký 1, cần ít nhất 3" in words(browser.get("/initiatives"))


@pytest.mark.parametrize("who", ["signer", "inspector", "head", "council", "leader"])
def test_those_above_read_it(official, sign_in, register, who):
    address = register()

    assert sign_in(who).get(address).h1.text == PROPOSAL["title"]


@pytest.mark.parametrize(
    "who", ["other_official", "other_inspector", "department_official", "administrator"]
)
def test_to_others_it_does_not_exist(official, sign_in, register, who):
    address = register()
    browser = sign_in(who)

    browser.get(address, status=404)
    browser.get(f"{address}/edit", status=404)
    browser.get(f"{address}/withdrawal", status=404)
    data = PROPOSAL | {"request_id": str(uuid.uuid4()), "version": "1"}
    browser.post(f"{address}/edit", data, status=404)
    browser.post(f"{address}/withdrawal", data, status=404)


@pytest.mark.parametrize("who", ["inspector", "head", "council"])
def test_those_who_judge_change_nothing(official, sign_in, register, who):
    address = register()
    browser = sign_in(who)
    data = PROPOSAL | {"request_id": str(uuid.uuid4()), "version": "1"}

    browser.post(f"{address}/edit", data, status=404)
    browser.post(f"{address}/withdrawal", data, status=404)
    assert browser.get(address).select_one(".btn-primary") is None


@pytest.mark.parametrize("who", ["council", "leader", "administrator", "inspector"])
def test_only_agencies_register(sign_in, who):
    sign_in(who).get("/initiatives/new", status=404)


@pytest.fixture
def several(sign_in, register):
    sign_in("official")
    register(title="Ngày Chủ nhật vì dân")
    sign_in("other_official")
    register(title="Thứ Sáu nhanh", field="procedures")
    sign_in("department_official")
    register(title="Trợ lý Zalo 100%", field="digital")


def titles(page):
    return [one.text for one in page.select(".initiative h3")]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", ["Trợ lý Zalo 100%", "Thứ Sáu nhanh", "Ngày Chủ nhật vì dân"]),
        ("?q=thu+sau", ["Thứ Sáu nhanh"]),
        ("?q=d%E1%BA%A1i+hoa", ["Ngày Chủ nhật vì dân"]),
        ("?q=100%25", ["Trợ lý Zalo 100%"]),
        ("?q=%25", ["Trợ lý Zalo 100%"]),
        ("?q=_", []),
        ("?field=digital", ["Trợ lý Zalo 100%"]),
        (
            "?field=nothing&page=999999999999&year=2024",
            ["Trợ lý Zalo 100%", "Thứ Sáu nhanh", "Ngày Chủ nhật vì dân"],
        ),
    ],
)
def test_the_council_finds_with_and_without_accents(several, sign_in, address, found):
    page = sign_in("council").get(f"/initiatives{address}")

    assert titles(page) == found


def test_the_council_filters_by_district(several, sign_in, year):
    district = year.unit_ids["other_district"]

    page = sign_in("council").get(f"/initiatives?district={district}")

    assert titles(page) == ["Thứ Sáu nhanh"]


def test_an_inspector_finds_only_what_lies_in_scope(several, sign_in, year):
    page = sign_in("inspector").get(f"/initiatives?district={year.unit_ids['other_district']}")
    assert titles(page) == []

    assert titles(sign_in("inspector").get("/initiatives")) == ["Ngày Chủ nhật vì dân"]


def test_a_year_that_never_was_does_not_exist(sign_in, year):
    sign_in("council").get("/initiatives?year=1999", status=404)


def test_agencies_short_are_listed_with_what_is_missing(several, sign_in):
    page = sign_in("council").get("/initiatives?short=1")

    rows = [[cell.text.strip() for cell in row.select("th, td")] for row in page.select("tbody tr")]
    assert rows == [
        ["Huyện Tân Yên", "–", "0", "3"],
        ["Huyện Việt Yên", "–", "0", "3"],
        ["Sở Nội vụ", "–", "1", "2"],
        ["Xã Đại Hóa", "Huyện Tân Yên", "1", "2"],
        ["Xã Minh Đức", "Huyện Việt Yên", "1", "2"],
    ]


def test_the_number_of_queries_does_not_grow(several, sign_in, register):
    browser = sign_in("council")
    browser.get("/initiatives")
    with count_queries() as few:
        browser.get("/initiatives")
    sign_in("official")
    for number in range(8):
        register(title=f"Sáng kiến {number}")
    browser = sign_in("council")
    browser.get("/initiatives")
    with count_queries() as many:
        browser.get("/initiatives")

    assert len(many) == len(few)


def test_without_any_year_the_page_says_so(browser, year):
    with write_tx() as session:
        for table in ("participant", "period_window", "period"):
            session.execute(db.metadata.tables[table].delete())
    browser.sign_in(year.users["official"])

    assert "Chưa mở năm" in words(browser.get("/initiatives"))


def test_in_english_too(official, register):
    register()

    english = {"headers": {"Accept-Language": "en"}}
    page = official.get("/initiatives", **english)

    assert page.h1.text == "Initiatives 2024"
    assert "240 → 300 lượt (+25.0%)" in words(page)
    page = official.get(page.select_one(".initiative a")["href"] + "/edit", **english)
    assert page.select_one("#starts_on")["value"] == "01/03/2024"
