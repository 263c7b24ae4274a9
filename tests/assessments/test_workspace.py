"""The pages of the workspace: who sees what, what is open, and how many queries it takes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from emulation.assessments import questions
from emulation.assessments.facts import Entry
from emulation.assessments.models import Assessment, Score
from emulation.assessments.opening import open_year
from emulation.assessments.queries import get_assessment, sheet_facts
from emulation.assessments.questions import Asked
from emulation.criteria.models import CriteriaSetVersion, CriterionLine
from emulation.criteria.queries import rule_set
from emulation.database import db, write_tx
from emulation.initiatives.models import Initiative, InitiativeField
from emulation.periods.calendar import proposed_windows
from emulation.periods.models import Participant
from emulation.rules.workflow import AssessmentState, Stage
from emulation.units.models import Unit, UnitKind
from tests.assessments.sheet_world import IN_TIME, OPENED, YEAR
from tests.assessments.test_saving import THREE_QUARTERS, put_into, save
from tests.support.queries import count_queries

READERS = ("official", "signer", "inspector", "head", "council", "leader")
STRANGERS = ("other_official", "other_inspector", "administrator")


def group_url(world, code="A", query=""):
    return f"/assessments/{world.sheet_id}/groups/{code}{query}"


def row_of(page, code):
    return page.select_one(f"#row-{code}")


@pytest.mark.parametrize("code", [*"ABCDEFGHI", "adjustments", "conditions"])
def test_every_page_of_the_sheet_opens(sign_in, world, code):
    page = sign_in("official").get(group_url(world, code))

    assert page.select_one('.group-list a[aria-current="page"]')
    assert page.select_one('form[data-module="autosave"]')


@pytest.mark.parametrize("name", READERS)
def test_readers_in_scope_see_the_sheet_and_only_the_commune_may_write(sign_in, world, name):
    page = sign_in(name).get(group_url(world))

    writes = name in {"official", "signer"}
    assert bool(page.select("[data-row]")) is writes
    assert bool(page.select('form[data-module="autosave"]')) is writes
    assert bool(page.select('input[type="file"]')) is writes


@pytest.mark.parametrize("name", STRANGERS)
@pytest.mark.parametrize("place", ["", "/groups/A", "/check", "/receipt", "/rows/A1"])
def test_to_everybody_else_the_sheet_does_not_exist(sign_in, world, name, place):
    sign_in(name).open(f"/assessments/{world.sheet_id}{place}", status=404)


def test_unknown_group_does_not_exist(sign_in, world):
    sign_in("official").open(group_url(world, "Z"), status=404)


def test_sheet_opens_where_work_is_left(sign_in, world):
    browser = sign_in("official")

    browser.get(f"/assessments/{world.sheet_id}")

    assert browser.url == group_url(world, "A")


def test_own_sheet_is_where_the_list_leads_a_commune(sign_in, world):
    browser = sign_in("official")

    browser.get("/assessments")

    assert browser.url == group_url(world, "A")


def test_row_shows_figures_points_ratio_and_state(sign_in, world):
    save(world, "A3", THREE_QUARTERS)

    row = row_of(sign_in("official").get(group_url(world)), "A3")

    assert row.select_one("output").text == "1,35"
    assert row.select_one('[data-output="reading"]').text == "= 90,0%"
    assert row.select_one(".tag").text == "Thiếu minh chứng"
    assert row.select_one("#A3-plan_tasks_total")["value"] == "20"


def test_reached_band_stands_out(sign_in, world):
    save(world, "A2", Entry({"plan_issue_date": date(YEAR, 2, 15)}))

    row = row_of(sign_in("official").get(group_url(world)), "A2")

    assert row.select_one(".is-reached").get_text(" ") == "1 điểm đến hết 28/02"


def test_filter_shows_what_is_not_scored_and_counts_everything(sign_in, world):
    save(world, "A3", THREE_QUARTERS)

    page = sign_in("official").get(group_url(world, query="?show=not_scored"))

    assert not row_of(page, "A3")
    assert row_of(page, "A1")
    counts = {one["data-output"]: one.text for one in page.select(".filter-chips .digits")}
    assert counts == {"count-all": "6", "count-not_scored": "5", "count-evidence_missing": "1"}


def test_filter_that_is_none_shows_everything(sign_in, world):
    page = sign_in("official").get(group_url(world, query="?show=%00"))

    assert len(page.select("article.criterion")) == 6


def test_initiatives_count_by_themselves(sign_in, world):
    register(world, 3)

    row = row_of(sign_in("official").get(group_url(world, "E")), "E1")

    assert row.select_one("output").text == "1,5"
    assert row.select_one(".tag").text == "Tự động"
    assert "Nguồn: Sổ đăng ký sáng kiến" in row.text
    assert not row.select('[name="E1-initiatives_registered_on_time"]')


def test_figures_without_a_source_are_marked_as_typed_by_hand(sign_in, world):
    row = row_of(sign_in("official").get(group_url(world, "C")), "C2")

    assert "Nhập tay, chờ số liệu hệ thống" in row.text
    assert row.select_one('[name="C2-completed_total"]')


def test_days_late_are_counted_by_the_program(sign_in, world):
    row = row_of(sign_in("official").get(group_url(world, "adjustments")), "M1")

    assert "Hệ thống tự tính" in row.text
    assert not row.has_attr("data-row")


def test_published_points_of_last_year_stand_beside_the_row(sign_in, world):
    publish_last_year(world, {"A1": Decimal("0.75")})

    page = sign_in("official").get(group_url(world))

    assert "Năm trước: 0,75 điểm" in row_of(page, "A1").text
    assert "Năm trước" not in row_of(page, "A3").text


def test_only_the_returned_row_is_open_and_carries_the_question(sign_in, world, monkeypatch):
    put_into(world, AssessmentState.RETURNED, reopened=["A1"])
    asked = {"A1": Asked("Bổ sung quyết định phê duyệt.", date(YEAR, 12, 1))}
    monkeypatch.setattr(questions, "_askers", [lambda _assessment_id: asked])

    page = sign_in("official").get(group_url(world))

    assert [one["data-row"] for one in page.select("[data-row]")] == ["A1"]
    assert "Bổ sung quyết định phê duyệt." in row_of(page, "A1").text
    assert row_of(page, "A1").select_one(".tag").text == "Bị trả lại"
    assert "Đoàn thẩm định trả lại 1 tiêu chí." in page.select_one(".notice").text


def test_sheet_with_the_inspection_is_closed_to_the_commune(sign_in, world):
    put_into(world, AssessmentState.SUBMITTED)

    page = sign_in("official").get(group_url(world))

    assert not page.select("[data-row]")
    assert "đang ở đoàn thẩm định" in page.select_one(".notice").text


def test_pages_speak_english_too(sign_in, world):
    browser = sign_in("official")
    save(world, "A3", THREE_QUARTERS)

    page = browser.get(group_url(world), headers={"Accept-Language": "en"})

    assert "Share of planned tasks completed" in page.text
    assert row_of(page, "A3").select_one("output").text == "1.35"


def test_query_count_depends_neither_on_criteria_nor_on_communes(sign_in, world):
    browser = sign_in("official")
    browser.get(group_url(world, "D"))
    with count_queries() as four_rows:
        browser.get(group_url(world, "D"))
    add_communes(world, 12)

    with count_queries() as eight_rows:
        browser.get(group_url(world, "I"))

    assert len(four_rows) == len(eight_rows)
    assert len(four_rows) <= 20, "\n".join(four_rows)


def test_list_takes_as_many_queries_for_many_sheets_as_for_two(sign_in, world):
    browser = sign_in("council")
    browser.get("/assessments")
    with count_queries() as few:
        browser.get("/assessments")
    add_communes(world, 12)

    with count_queries() as many:
        page = browser.get("/assessments")

    assert len(few) == len(many)
    assert len(page.select("tbody tr")) == 14


def test_list_is_narrowed_by_name_without_accents(sign_in, world):
    page = sign_in("council").get("/assessments?q=dai%20hoa")

    assert [one.text for one in page.select("tbody th")] == ["Xã Đại Hóa"]


def test_list_is_narrowed_by_state_and_district(sign_in, world):
    put_into(world, AssessmentState.SUBMITTED)
    browser = sign_in("council")

    page = browser.get("/assessments?state=submitted")

    assert [one.text for one in page.select("tbody th")] == ["Xã Đại Hóa"]
    other = page.select("#district option")[2]
    page = browser.get(f"/assessments?district={other['value']}")
    assert [one.text for one in page.select("tbody th")] == ["Xã Minh Đức"]


def test_inspectors_list_only_whom_they_inspect(sign_in, world):
    page = sign_in("inspector").get("/assessments")

    assert [one.text for one in page.select("tbody th")] == ["Xã Đại Hóa"]


@pytest.mark.parametrize(
    "query",
    [
        "?page=-1",
        "?page=999999999999",
        "?district=abc",
        "?district=99999999999999999999",
        "?state=nothing",
        "?q=%00%25_",
        "?year=",
        "?q=" + "a" * 3000,
    ],
)
def test_filters_that_make_no_sense_do_no_harm(sign_in, world, query):
    sign_in("council").get(f"/assessments{query}")


@pytest.mark.parametrize("year", ["1999", "2030", "99999999999999999999"])
def test_year_that_was_never_opened_does_not_exist(sign_in, world, year):
    sign_in("council").open(f"/assessments?year={year}", status=404)


# -- the world, further on ----------------------------------------------------------------------


def participant_id(world):
    sheet = sheet_facts(world.sheet_id)
    db.session.rollback()
    return sheet.participant.id


def register(world, count):
    participant = participant_id(world)
    with write_tx() as session:
        for number in range(count):
            session.add(
                Initiative(
                    participant_id=participant,
                    title=f"Ngày thứ bảy vì dân {number}",
                    title_folded=f"ngay thu bay vi dan {number}",
                    field=InitiativeField.PROCEDURES,
                    problem="",
                    solution="",
                    measure="Số hồ sơ",
                    measure_unit="hồ sơ",
                    starts_on=date(YEAR, 2, 1),
                    registered_at=OPENED,
                    registered_on=OPENED.date(),
                    registered_by_id=world.users["official"].id,
                    late=False,
                )
            )


def publish_last_year(world, points):
    with write_tx() as session:
        criteria_set = session.scalars(select(CriteriaSetVersion)).one()
        province = session.scalars(select(Unit).where(Unit.kind == UnitKind.PROVINCE)).one()
        period = open_year(
            YEAR - 1,
            criteria_set=criteria_set,
            windows=proposed_windows(rule_set(criteria_set.id).calendar, YEAR - 1),
            province=province,
            by=None,
            at=datetime(YEAR - 1, 1, 2, tzinfo=UTC),
        )
        own = get_assessment(world.sheet_id, reader=world.people["official"])
        unit_id = session.get_one(Participant, own.participant_id).unit_id
        sheet = session.scalars(
            select(Assessment)
            .join(Participant)
            .where(Participant.period_id == period.id, Participant.unit_id == unit_id)
        ).one()
        sheet.state = AssessmentState.PUBLISHED
        sheet.submitted_at = sheet.verified_at = IN_TIME
        for code, amount in points.items():
            line = session.scalars(select(CriterionLine).where(CriterionLine.code == code)).one()
            session.execute(
                update(Score)
                .where(
                    Score.assessment_id == sheet.id,
                    Score.criterion_id == line.id,
                    Score.stage == Stage.SELF,
                )
                .values(points=amount)
            )


def add_communes(world, count):
    with write_tx() as session:
        model = session.scalars(
            select(Participant).where(
                Participant.period_id == world.period_id, Participant.assessed
            )
        ).first()
        for number in range(count):
            name = f"Xã Mới {number}"
            facts = {"name": name, "name_folded": name.lower(), "kind": UnitKind.COMMUNE}
            unit = Unit(code=f"9{number}", valid_from=date(2020, 1, 1), **facts)
            session.add(unit)
            session.flush()
            taking_part = Participant(
                period_id=model.period_id,
                unit_id=unit.id,
                assessed=True,
                code=unit.code,
                district_id=model.district_id,
                district_name=model.district_name,
                province_id=model.province_id,
                inspecting_unit_id=model.inspecting_unit_id,
                **facts,
            )
            session.add(taking_part)
            session.flush()
            session.add(Assessment(participant_id=taking_part.id))
