"""Opening a year copies who takes part and creates every sheet."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, update

from emulation.assessments.models import Assessment, Score
from emulation.audit.models import AuditEvent
from emulation.criteria.models import CriteriaSetVersion
from emulation.database import db, write_tx
from emulation.periods.errors import (
    NothingToAssess,
    WrongCalendar,
    YearAlreadyOpen,
    YearOutOfRange,
)
from emulation.periods.models import Participant, Period
from emulation.periods.queries import windows_of
from emulation.rules.deadlines import WindowKind
from emulation.rules.workflow import AssessmentState, Stage
from emulation.units.models import Unit, UnitKind
from tests.criteria.sets import imported
from tests.periods.years import opened
from tests.support.queries import count_queries
from tests.units.factories import UnitFactory, small_province


@pytest.fixture
def units(database):
    other = UnitFactory(code="99", name="Tỉnh khác", kind=UnitKind.PROVINCE)
    UnitFactory(code="99001", parent=UnitFactory(code="990", kind=UnitKind.TOWN, parent=other))
    return small_province()


@pytest.fixture
def criteria_set(database):
    return imported()


def participants(**facts):
    query = select(Participant).filter_by(**facts).order_by(Participant.code)
    return db.session.scalars(query).all()


def test_communes_districts_and_departments_take_part(units, criteria_set):
    opened(units.province, criteria_set)

    assert [one.name for one in participants(assessed=True)] == [
        "Xã Đại Hóa",
        "Xã Quang Tiến",
        "Xã Đại Sơn",
        "Xã Yên Định",
    ]
    agencies = [one.name for one in participants(assessed=False)]
    assert sorted(agencies) == ["Huyện Sơn Động", "Huyện Tân Yên", "Sở Nội vụ"]


def test_what_a_participant_was_is_copied(units, criteria_set):
    opened(units.province, criteria_set)
    with write_tx() as session:
        session.execute(update(Unit).values(name="Tên khác"))

    commune = participants(assessed=True)[0]
    assert commune.name == "Xã Đại Hóa"
    assert commune.district_name == commune.cluster == "Huyện Tân Yên"
    assert commune.inspecting_unit_id == commune.district_id == units.districts[0].id


def test_province_inspects_where_it_is_asked_to(units, criteria_set):
    opened(units.province, criteria_set, inspecting_level="province")

    assert {one.inspecting_unit_id for one in participants(assessed=True)} == {units.province.id}
    assert {one.inspecting_unit_id for one in participants(assessed=False)} == {None}


def test_commune_without_a_district_is_inspected_by_the_province(units, criteria_set):
    UnitFactory(code="08000", name="Xã Mới", parent=units.province)
    opened(units.province, criteria_set)

    commune = participants(code="08000")[0]
    assert commune.inspecting_unit_id == units.province.id
    assert commune.district_id is None
    assert commune.cluster == ""


def test_units_take_part_as_they_are_on_the_day_that_counts(units, criteria_set):
    with write_tx() as session:
        session.execute(update(Unit).where(Unit.code == "07297").values(valid_to=date(2024, 6, 30)))
    opened(units.province, criteria_set, at=datetime(2026, 1, 1, tzinfo=UTC))

    assert len(participants(assessed=True)) == 3


def test_every_commune_gets_a_sheet_with_a_row_for_every_line(units, criteria_set):
    opened(units.province, criteria_set)

    sheets = db.session.scalars(select(Assessment)).all()
    assert {sheet.state for sheet in sheets} == {AssessmentState.DRAFT}
    assert len(sheets) == 4
    scores = db.session.scalars(
        select(Score).where(Score.assessment_id == sheets[0].id).order_by(Score.id)
    ).all()
    codes = [score.criterion.code for score in scores]
    assert codes == "A1 A2 B1 B2 B3 P1 M1 CONDITIONS".split()
    assert {(one.stage, one.points, one.version, one.note) for one in scores} == {
        (Stage.SELF, None, 1, "")
    }
    assert scores[0].inputs == {}
    assert db.session.scalar(select(func.count(Score.id))) == 4 * 8


def test_number_of_statements_does_not_grow_with_communes(units, criteria_set):
    with count_queries() as first:
        opened(units.province, criteria_set, 2024)
    for number in range(30):
        UnitFactory(code=f"09{number:03}", parent=units.districts[0])
    with count_queries() as second:
        opened(units.province, criteria_set, 2025)

    assert len(second) <= len(first) <= 35


def test_year_carries_the_calendar_and_the_target_of_its_set(units, criteria_set):
    period = opened(units.province, criteria_set)

    windows = windows_of(period.id)
    assert windows[WindowKind.SELF_ASSESSMENT].closes_on == date(2024, 11, 20)
    assert (period.target_permille, period.explanation_days, period.initiatives_minimum) == (
        600,
        5,
        3,
    )


def test_opening_freezes_the_set_and_is_written_down(units, criteria_set):
    period = opened(units.province, criteria_set)

    assert db.session.get(CriteriaSetVersion, criteria_set.id).frozen_at is not None
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "period.open")).one()
    assert event.subject == f"period:{period.id}"
    assert event.after["communes"] == 4
    assert event.after["criteria_digest"] == criteria_set.digest


def test_year_is_opened_once(units, criteria_set):
    opened(units.province, criteria_set)

    with pytest.raises(YearAlreadyOpen):
        opened(units.province, criteria_set)
    assert db.session.scalar(select(func.count(Period.id))) == 1


def test_nothing_is_left_of_an_opening_that_failed(units, criteria_set):
    with pytest.raises(NothingToAssess):
        opened(UnitFactory(code="98", kind=UnitKind.PROVINCE), criteria_set)

    assert db.session.scalar(select(func.count(Period.id))) == 0
    assert db.session.get(CriteriaSetVersion, criteria_set.id).frozen_at is None


def test_calendar_that_cannot_be_is_refused(units, criteria_set):
    with pytest.raises(WrongCalendar):
        opened(units.province, criteria_set, windows=[])
    with pytest.raises(YearOutOfRange):
        opened(units.province, criteria_set, 1999)
