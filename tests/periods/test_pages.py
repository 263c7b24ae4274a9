"""The pages of the years: the council opens one, sees where it stands, and moves its dates."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update

from emulation.assessments.models import Assessment
from emulation.audit.changes import now
from emulation.audit.models import AuditEvent
from emulation.criteria.models import CriteriaSetVersion
from emulation.database import db, write_tx
from emulation.initiatives.models import Initiative
from emulation.periods.models import Period, PeriodState, PeriodWindow
from emulation.rules.deadlines import WindowKind, local_day
from emulation.rules.roles import Role
from tests.accounts.factories import user_with
from tests.criteria.sets import imported
from tests.periods.years import OPENED_AT, opened
from tests.support.queries import count_queries
from tests.support.tables import saved
from tests.units.factories import UnitFactory, small_province


@pytest.fixture
def units(database):
    return small_province()


@pytest.fixture
def criteria_set(database):
    return imported()


@pytest.fixture
def council(units, browser):
    council = user_with(Role.COUNCIL, units.province)
    browser.sign_in(council)
    return council


@pytest.fixture
def period(units, criteria_set):
    return opened(units.province, criteria_set)


@pytest.fixture
def this_year(units, criteria_set):
    """Open the year that is running, so that some of its days lie ahead."""
    return opened(units.province, criteria_set, local_day(now()).year, at=now())


def opening_form(browser, query="?year=2024"):
    return browser.get(f"/periods/new{query}").select_one('form[method="post"][action$="/new"]')


def calendar_form(browser, year):
    return browser.get(f"/periods/{year}/calendar").select_one('form[action$="/calendar"]')


def errors_of(page):
    return page.select_one(".error-summary").get_text(" ", strip=True)


# -- opening ------------------------------------------------------------------------------------


def test_council_opens_a_year_with_the_proposed_calendar(browser, council, criteria_set):
    form = opening_form(browser)
    assert form.select_one("#self_assessment_closes_on")["value"] == "20/11/2024"

    page = browser.submit(form)
    assert page.h1.text == "Kỳ đánh giá 2024"
    assert "Đã mở kỳ đánh giá 2024." in page.select_one(".flashes").text
    assert db.session.scalar(select(func.count(Assessment.id))) == 4
    assert [row.th.text for row in browser.get("/periods").select("tbody tr")] == ["2024"]


def test_proposed_calendar_can_be_sent_as_it_is_in_english_too(browser, council, criteria_set):
    browser.open("/language/en?next=/periods", status=200)
    assert browser.submit(opening_form(browser)).h1.text == "Assessment year 2024"


def test_sending_the_form_twice_opens_once(browser, council, criteria_set):
    form = opening_form(browser)
    for _ in range(2):
        assert browser.submit(form).h1.text == "Kỳ đánh giá 2024"
    assert db.session.scalar(select(func.count(Period.id))) == 1


def test_second_opening_is_refused_with_a_sentence(browser, council, criteria_set):
    first, second = opening_form(browser), opening_form(browser)
    browser.submit(first)

    page = browser.submit(second, {"initiatives_minimum": "7"}, status=409)
    assert "Kỳ 2024 đã mở rồi." in page.select_one(".flashes").text
    assert page.select_one("#initiatives_minimum")["value"] == "7"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("verification_closes_on", "20/11/2024", "Ngày cuối không được trước ngày đầu."),
        ("verification_opens_on", "01/10/2024", "trước “Tự chấm điểm”"),
        ("council_opens_on", "32/13/2024", "Nhập ngày như 31/01/2024."),
        ("council_opens_on", "", "Nhập ngày như 31/01/2024."),
        ("council_opens_on", "x\0" * 5000, "Nhập ngày như 31/01/2024."),
        ("publication_closes_on", "2030-01-01", "đến 31/12 năm sau"),
        ("initiatives_minimum", "-1", "Nhập số nguyên."),
        ("initiatives_minimum", "1e309", "Nhập số nguyên."),
        ("initiatives_minimum", "99", "Nhập số từ 0 đến 50."),
        ("year", "9999999999", "Chọn năm và bộ tiêu chí trước."),
        ("criteria_set", "0", "Chọn năm và bộ tiêu chí trước."),
    ],
)
def test_wrong_opening_names_what_to_correct(
    browser, council, criteria_set, field, typed, sentence
):
    form = opening_form(browser)
    page = browser.post("/periods/new", {**filled(form), field: typed}, status=None)

    assert browser.response.status_code in {400, 409}
    assert sentence in errors_of(page)
    assert db.session.scalar(select(func.count(Period.id))) == 0


def filled(form):
    return {
        field["name"]: field["value"] for field in form.select("input[value]:not([type=radio])")
    }


@pytest.mark.parametrize("query", ["?year=1", "?year=x&criteria=9", "?year=", "?year=%00"])
def test_wrong_year_is_asked_for_again(browser, council, criteria_set, query):
    assert "Nhập năm như 2024." in errors_of(browser.get(f"/periods/new{query}"))


def test_council_without_a_criteria_set_is_told_so(browser, council):
    assert "Chưa có bộ tiêu chí." in browser.get("/periods/new").select_one(".empty").text


# -- where it stands ----------------------------------------------------------------------------


def test_page_counts_sheets_and_initiatives(browser, council, period):
    page = browser.get("/periods/2024")

    rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert rows == ["Sơn Động 2 2", "Tân Yên 2 2", "Tổng 4 4"]
    assert "7 cơ quan còn thiếu" in page.text
    assert page.select_one(".calendar-line .tag").text == "Đã hết"


def test_agency_with_enough_initiatives_is_not_short(browser, council, period, units):
    participant_id = db.session.scalar(
        select(Assessment.participant_id).order_by(Assessment.id).limit(1)
    )
    for number in range(3):
        saved(
            Initiative(
                participant_id=participant_id,
                title=f"Sáng kiến {number}",
                title_folded=f"sang kien {number}",
                field="digital",
                problem="",
                solution="",
                measure="",
                measure_unit="",
                starts_on=date(2024, 1, 5),
                registered_at=OPENED_AT,
                registered_on=date(2024, 1, 5),
                registered_by_id=1,
                late=False,
            )
        )
    assert "6 cơ quan còn thiếu" in browser.get("/periods/2024").text


def test_leader_of_a_district_sees_the_counts_of_that_district(browser, period, units):
    browser.sign_in(user_with(Role.LEADER, units.districts[0]))

    rows = browser.get("/periods/2024").select("tbody tr")
    assert [row.th.text.strip() for row in rows] == ["Tân Yên", "Tổng"]
    browser.get("/periods/2024/calendar", status=404)


@pytest.mark.parametrize("year", ["1", "2101", "9" * 40, "x"])
def test_year_that_cannot_be_is_not_found(browser, council, year):
    browser.get(f"/periods/{year}", status=404)
    browser.get(f"/periods/{year}/calendar", status=404)


def test_council_of_another_province_finds_nothing(browser, period):
    browser.sign_in(user_with(Role.COUNCIL, UnitFactory(code="99")))

    browser.get("/periods/2024", status=404)
    browser.get("/periods/2024/calendar", status=404)
    assert browser.get("/periods").select("tbody tr") == []


def test_number_of_queries_does_not_grow_with_communes(browser, council, units, criteria_set):
    counts = []
    for year, more in ((2024, 0), (2025, 20)):
        for number in range(more):
            UnitFactory(code=f"09{number:03}", parent=units.districts[0])
        opened(units.province, criteria_set, year)
        with count_queries() as queries:
            browser.get(f"/periods/{year}")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


# -- moving dates -------------------------------------------------------------------------------


def later(this_year):
    return date(this_year.year + 1, 2, 28)


def test_day_that_lies_ahead_moves_with_a_reason(browser, council, this_year):
    year, moved = this_year.year, later(this_year)
    page = browser.submit(
        calendar_form(browser, year),
        {"publication_closes_on": f"{moved:%d/%m/%Y}", "reason": "Lùi ngày do bão số 3"},
    )

    assert "Đã đổi lịch." in page.select_one(".flashes").text
    assert f"{moved:%d/%m/%Y}" in page.text
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "period.change_windows")
    ).one()
    assert event.reason == "Lùi ngày do bão số 3"
    assert list(event.after) == ["publication"]
    assert event.after["publication"][1] == moved.isoformat()
    assert event.before["publication"][1] == f"{year + 1}-01-31"


def test_reason_is_needed(browser, council, this_year):
    moved = later(this_year)
    page = browser.submit(
        calendar_form(browser, this_year.year),
        {"publication_closes_on": f"{moved:%d/%m/%Y}", "reason": ""},
        status=400,
    )
    assert "Nhập lý do." in errors_of(page)
    assert page.select_one("#publication_closes_on")["value"] == f"{moved:%d/%m/%Y}"


def test_reason_with_unseen_letters_is_kept_without_them(browser, council, this_year):
    browser.submit(
        calendar_form(browser, this_year.year),
        {"publication_closes_on": f"{later(this_year):%d/%m/%Y}", "reason": "Bão\0 số 3"},
    )
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert event.reason == "Bão số 3"


def test_window_that_is_over_does_not_move(browser, council, period):
    page = browser.submit(
        calendar_form(browser, 2024),
        {"self_assessment_closes_on": "25/11/2024", "reason": "Gia hạn"},
        status=409,
    )
    assert "đã hết nên không đổi được" in errors_of(page)


def test_stale_form_shows_the_days_in_force_and_keeps_what_was_typed(browser, council, this_year):
    mine = calendar_form(browser, this_year.year)
    theirs = calendar_form(browser, this_year.year)
    browser.submit(
        theirs, {"publication_closes_on": f"{later(this_year):%d/%m/%Y}", "reason": "Một"}
    )
    typed = later(this_year) + timedelta(days=3)
    page = browser.submit(
        mine, {"publication_closes_on": f"{typed:%d/%m/%Y}", "reason": "Hai"}, status=409
    )

    assert "Người khác vừa đổi lịch" in page.text
    assert f"{later(this_year):%d/%m/%Y}" in page.select_one(".calendar-line:last-child").text
    form = page.select_one('form[action$="/calendar"]')
    assert form.select_one("#publication_closes_on")["value"] == f"{typed:%d/%m/%Y}"
    browser.submit(form)
    assert closing_day(this_year.id) == typed


def closing_day(period_id):
    return db.session.scalar(
        select(PeriodWindow.closes_on).where(
            PeriodWindow.period_id == period_id, PeriodWindow.kind == WindowKind.PUBLICATION
        )
    )


def test_published_year_does_not_change(browser, council, this_year):
    form = calendar_form(browser, this_year.year)
    with write_tx() as session:
        session.execute(update(Period).values(state=PeriodState.PUBLISHED))

    page = browser.submit(
        form,
        {"publication_closes_on": f"{later(this_year):%d/%m/%Y}", "reason": "Muộn"},
        status=409,
    )
    assert "đã công bố" in page.select_one(".flashes").text


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.COUNCIL, Role.LEADER}])
def test_nobody_else_finds_the_years(browser, units, role):
    browser.sign_in(user_with(role, units.province))
    for address in ("/periods", "/periods/new", "/periods/2024"):
        browser.get(address, status=404)


def test_frozen_set_is_shown_as_in_use(browser, council, period):
    assert db.session.scalars(select(CriteriaSetVersion.frozen_at)).one() is not None
    assert "Đang áp dụng" in browser.get("/criteria").select_one("tbody").text


def test_days_for_answers_and_appeals_change_and_the_page_tells_of_it(browser, council, this_year):
    with within_the_year(this_year):
        browser.sign_in(council)
        form = calendar_form(browser, this_year.year)
        browser.submit(form, {"appeal_days": "7", "reason": "Theo công văn 15"})
        page = browser.get(f"/periods/{this_year.year}/calendar")
        year = browser.get(f"/periods/{this_year.year}").text

    assert page.select_one("#appeal_days")["value"] == "7"
    history = page.select_one("[aria-labelledby=changes-title]").text
    assert "Số ngày kiến nghị sau khi có kết quả: 5 → 7" in history
    assert "Theo công văn 15" in history
    assert "Kiến nghị trong 7 ngày" in year


def within_the_year(period):
    """Give a day on which nothing but the registration has begun."""
    return time_machine.travel(datetime(period.year, 3, 1, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("0", "Nhập số từ 1 đến 60."), ("61", "Nhập số từ 1 đến 60."), ("x", "Nhập số nguyên.")],
)
def test_wrong_count_of_days_names_what_to_correct(browser, council, this_year, typed, sentence):
    sent = {"appeal_days": typed, "reason": "Thử"}
    page = browser.submit(calendar_form(browser, this_year.year), sent, status=400)
    assert sentence in errors_of(page)


def test_count_that_was_reached_stays(browser, council, period):
    page = browser.submit(
        calendar_form(browser, 2024), {"appeal_days": "9", "reason": "Muộn"}, status=409
    )
    assert "đã bắt đầu được tính nên giữ nguyên" in errors_of(page)
    assert page.select_one("#appeal_days").has_attr("readonly")


def test_form_that_moves_nothing_changes_nothing(browser, council, this_year):
    form = calendar_form(browser, this_year.year)
    page = browser.submit(form, {"reason": "Không đổi gì"})
    assert "Không có gì thay đổi." in page.select_one(".flashes").text
    assert db.session.get(Period, this_year.id).version == 1
    assert browser.get(f"/periods/{this_year.year}/calendar").select("#changes-title") == []
