"""Opening a year of assessment: its calendar, who takes part, the frozen criteria set."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select

from emulation.audit.operations import record
from emulation.criteria.models import CriteriaSetVersion
from emulation.database import db
from emulation.periods.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    day_that_counts,
    faults_of,
)
from emulation.periods.errors import (
    NothingToAssess,
    WrongCalendar,
    YearAlreadyOpen,
    YearOutOfRange,
)
from emulation.periods.models import Participant, Period, PeriodState, PeriodWindow
from emulation.periods.moving import written_windows
from emulation.periods.participants import InspectingLevel, participant_rows
from emulation.rules.deadlines import Window, local_day
from emulation.rules.roles import Person
from emulation.units.models import Unit

INITIATIVES_MINIMUM = 3
EXPLANATION_DAYS = 3
APPEAL_DAYS = 5


def open_period(
    year: int,
    *,
    province: Unit,
    criteria_set: CriteriaSetVersion,
    windows: Sequence[Window],
    by: Person | None,
    at: datetime,
    inspecting_level: InspectingLevel = InspectingLevel.DISTRICT,
    initiatives_minimum: int = INITIATIVES_MINIMUM,
    explanation_days: int = EXPLANATION_DAYS,
    appeal_days: int = APPEAL_DAYS,
    target_permille: int | None = None,
    units_on: date | None = None,
) -> Period:
    """Write the year, its calendar and who takes part; freeze the criteria set."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise YearOutOfRange(year)
    if problems := faults_of(windows, year):
        raise WrongCalendar(problems)
    _refuse_a_second_opening(year, province)
    db.session.refresh(criteria_set, with_for_update=True)

    period = Period(
        year=year,
        province_id=province.id,
        criteria_set_id=criteria_set.id,
        state=PeriodState.OPEN,
        opened_at=at,
        opened_by_id=by.id if by else None,
        initiatives_minimum=initiatives_minimum,
        explanation_days=explanation_days,
        appeal_days=appeal_days,
        target_permille=target_permille,
        windows=[
            PeriodWindow(kind=one.kind, opens_on=one.opens_on, closes_on=one.closes_on)
            for one in windows
        ],
    )
    db.session.add(period)
    criteria_set.frozen_at = criteria_set.frozen_at or at
    db.session.flush()
    day = units_on or day_that_counts(year, local_day(at))
    assessed = _copy_participants(period, province, day, inspecting_level)
    record(
        "period.open",
        f"period:{period.id}",
        by=by,
        at=at,
        after={
            "year": year,
            "criteria_set": f"{criteria_set.code} {criteria_set.version}",
            "criteria_digest": criteria_set.digest,
            "units_on": day.isoformat(),
            "communes": assessed,
            "inspecting_level": inspecting_level.value,
            "windows": written_windows(windows),
            "explanation_days": explanation_days,
            "appeal_days": appeal_days,
        },
    )
    return period


def _refuse_a_second_opening(year: int, province: Unit) -> None:
    """Two openings at once queue behind the province's row, and the second one finds the first."""
    db.session.execute(select(Unit.id).where(Unit.id == province.id).with_for_update())
    opened = select(Period.id).where(Period.year == year, Period.province_id == province.id)
    if db.session.scalar(opened) is not None:
        raise YearAlreadyOpen(year)


def _copy_participants(
    period: Period, province: Unit, day: date, inspecting_level: InspectingLevel
) -> int:
    rows = participant_rows(period.id, province, on=day, inspecting_level=inspecting_level)
    assessed = len([row for row in rows if row["assessed"]])
    if not assessed:
        raise NothingToAssess(province.name, day)
    db.session.execute(insert(Participant), rows)
    return assessed
