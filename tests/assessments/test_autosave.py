"""What the page of the workspace sends by itself, and what it hears."""

import pytest
from sqlalchemy import select

from emulation.assessments.models import Score
from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.rules.workflow import AssessmentState
from tests.assessments.test_saving import THREE_QUARTERS, put_into, save

JSON = {"Accept": "application/json"}


def send(browser, world, code, fields, *, status=200, sheet_id=None):
    url = f"/assessments/{sheet_id or world.sheet_id}/rows/{code}"
    return browser.open(url, method="POST", data=fields, headers=JSON, status=status)


def inputs_of(world, code):
    return db.session.scalar(
        select(Score.inputs)
        .join(CriterionLine)
        .where(Score.assessment_id == world.sheet_id, CriterionLine.code == code)
    )


def test_page_hears_points_state_and_totals(sign_in, world):
    browser = sign_in("official")

    fields = {"plan_tasks_completed": "18", "plan_tasks_total": "20", "version": "1"}
    reply = send(browser, world, "A3", fields).json

    assert reply["version"] == 2
    assert reply["row"] == {"points": "1,35", "reading": "= 90,0%"}
    assert reply["page"]["group-A"] == "1,35/8 điểm"
    assert reply["page"]["total"] == "1,35" or reply["page"]["total"] == "0,00"
    assert "Thiếu minh chứng" in reply["state_html"]


def test_reached_band_is_named(sign_in, world):
    reply = send(
        sign_in("official"), world, "A4", {"publicity_sessions": "13", "version": "1"}
    ).json

    assert reply["marks"] == {"band": "1"}
    assert reply["row"]["points"] == "1"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1.902", 1902), ("1 902", 1902), ("1902", 1902), (" 12 ", 12), ("１２", 12)],
)
def test_counts_are_read_as_people_write_them(sign_in, world, typed, read):
    send(sign_in("official"), world, "A4", {"publicity_sessions": typed, "version": "1"})

    assert inputs_of(world, "A4") == {"publicity_sessions": read}


@pytest.mark.parametrize("typed", ["86,5", "86.5", "86,5%"])
def test_percent_takes_comma_and_dot(sign_in, world, typed):
    send(sign_in("official"), world, "C6", {"par_index_percent": typed, "version": "1"})

    assert inputs_of(world, "C6") == {"par_index_percent": "86.5"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("mười hai", "Nhập số, ví dụ 12."),
        ("1e309", "Nhập số, ví dụ 12."),
        ("NaN", "Nhập số, ví dụ 12."),
        ("Infinity", "Nhập số, ví dụ 12."),
        ("-1", "Nhập số không âm."),
        ("−1", "Nhập số không âm."),
        ("12,5", "Nhập số nguyên, ví dụ 12."),
        ("12.5", "Nhập số nguyên, ví dụ 12."),
        ("9" * 20, "Nhập số không quá 1.000.000.000.000."),
        ("1\x002", "Nhập số, ví dụ 12."),
        ("9" * 100_000, "Nhập số, ví dụ 12."),
        ("<script>alert(1)</script>", "Nhập số, ví dụ 12."),
    ],
)
def test_what_is_no_count_is_answered_with_a_sentence(sign_in, world, typed, sentence):
    fields = {"publicity_sessions": typed, "version": "1"}

    reply = send(sign_in("official"), world, "A4", fields, status=422).json

    assert reply == {"errors": {"publicity_sessions": sentence}}
    assert inputs_of(world, "A4") == {}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/02/2024", "Nhập ngày, ví dụ 15/02/2024."),
        ("hôm qua", "Nhập ngày, ví dụ 15/02/2024."),
        ("15/02/2023", "Nhập ngày trong năm 2024."),
    ],
)
def test_what_is_no_day_of_the_year_is_answered_with_a_sentence(sign_in, world, typed, sentence):
    fields = {"plan_issue_date": typed, "version": "1"}

    reply = send(sign_in("official"), world, "A2", fields, status=422).json

    assert reply == {"errors": {"plan_issue_date": sentence}}


def test_part_above_the_whole_names_both_numbers(sign_in, world):
    fields = {"plan_tasks_completed": "21", "plan_tasks_total": "20", "version": "1"}

    reply = send(sign_in("official"), world, "A3", fields, status=422).json

    assert reply["errors"] == {
        "plan_tasks_completed": "21 lớn hơn tổng số 20. Sửa một trong hai số."
    }


def test_note_is_composed_and_freed_of_what_cannot_be_seen(sign_in, world):
    decomposed = "Đa\u0303 co\u0301 biên ba\u0309n\x00\u202e"

    send(sign_in("official"), world, "A1", {"met": "1", "note": decomposed, "version": "1"})

    note = db.session.scalar(
        select(Score.note)
        .join(CriterionLine)
        .where(Score.assessment_id == world.sheet_id, CriterionLine.code == "A1")
    )
    assert note == "Đã có biên bản"


def test_note_of_a_book_is_refused_with_its_length(sign_in, world):
    fields = {"met": "1", "note": "a" * 4001, "version": "1"}

    reply = send(sign_in("official"), world, "A1", fields, status=422).json

    assert reply["errors"] == {"note": "Tối đa 4.000 ký tự, đang có 4.001 ký tự."}


def test_ten_megabytes_of_text_are_answered_with_a_page(sign_in, world):
    fields = {"met": "1", "note": "ă" * 5_000_000, "version": "1"}

    response = sign_in("official").open(
        f"/assessments/{world.sheet_id}/rows/A1", method="POST", data=fields
    )

    assert response.status_code in {413, 422}


def test_stale_page_hears_409_and_may_open_both_versions(sign_in, world):
    save(world, "A3", THREE_QUARTERS)
    browser = sign_in("signer")
    fields = {"plan_tasks_completed": "20", "plan_tasks_total": "20", "version": "1"}

    assert send(browser, world, "A3", fields, status=409).json == {}
    page = browser.post(
        f"/assessments/{world.sheet_id}/rows/A3",
        fields | {"note": "<b>của tôi</b>", "request_id": "b0f4a4f6-6e2b-4b88-9c4c-2f6a41d4a001"},
        status=409,
    )

    text = page.select_one(".conflict").get_text(" ", strip=True)
    assert "Nguyễn Thị Official" in text
    assert page.select_one(".conflict textarea").text.strip() == "<b>của tôi</b>"
    assert [one.text for one in page.select(".differs")] == ["20", "18"]


def test_mine_is_kept_after_both_were_seen(sign_in, world):
    save(world, "A3", THREE_QUARTERS)
    browser = sign_in("signer")
    fields = {
        "plan_tasks_completed": "20",
        "plan_tasks_total": "20",
        "version": "1",
        "request_id": "b0f4a4f6-6e2b-4b88-9c4c-2f6a41d4a002",
    }
    page = browser.post(f"/assessments/{world.sheet_id}/rows/A3", fields, status=409)

    browser.submit(page.select_one(".conflict form"))

    assert inputs_of(world, "A3") == {"plan_tasks_completed": 20, "plan_tasks_total": 20}


def test_closed_row_says_so(sign_in, world):
    put_into(world, AssessmentState.SUBMITTED)

    reply = send(sign_in("official"), world, "A1", {"met": "1", "version": "1"}, status=409).json

    assert reply["message"].startswith("Tiêu chí A1 hiện không sửa được")


@pytest.mark.parametrize("name", ["other_official", "inspector", "council", "administrator"])
def test_row_of_somebody_else_does_not_exist(sign_in, world, name):
    send(sign_in(name), world, "A1", {"met": "1", "version": "1"}, status=404)


@pytest.mark.parametrize("code", ["Z9", "A1%00", "a1", "../A1"])
def test_row_that_is_not_on_the_sheet_does_not_exist(sign_in, world, code):
    response = sign_in("official").open(
        f"/assessments/{world.sheet_id}/rows/{code}", method="POST", data={"version": "1"}
    )

    assert response.status_code == 404


@pytest.mark.parametrize("version", ["", "0", "-1", "abc", "9" * 40, "１"])
def test_version_that_is_none_is_a_stale_one(sign_in, world, version):
    send(sign_in("official"), world, "A1", {"met": "1", "version": version}, status=409)


def test_conditions_are_declared_without_points(sign_in, world):
    fields = {
        "criminal_or_corruption_cases": "0",
        "serious_internal_disunity": "0",
        "version": "1",
    }

    reply = send(sign_in("official"), world, "CONDITIONS", fields).json

    assert reply["page"]["group-conditions-done"] == "Đã kê khai 2/5"
    assert inputs_of(world, "CONDITIONS")["serious_internal_disunity"] is False


def test_row_tells_how_it_stands(sign_in, world):
    save(world, "A3", THREE_QUARTERS)

    reply = sign_in("official").open(f"/assessments/{world.sheet_id}/rows/A3", status=200).json

    assert reply["row"]["points"] == "1,35"
