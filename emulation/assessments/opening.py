"""Opening a year: the period, one sheet for every commune, and one empty row for every line."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, literal, select

from emulation.assessments.models import Assessment, Score
from emulation.criteria.models import CriteriaSetVersion, CriterionLine
from emulation.criteria.queries import rule_set
from emulation.database import db
from emulation.periods.models import Participant, Period
from emulation.periods.operations import INITIATIVES_MINIMUM, open_period
from emulation.periods.participants import InspectingLevel
from emulation.rules.deadlines import Window
from emulation.rules.roles import Person
from emulation.rules.workflow import Stage
from emulation.units.models import Unit


def open_year(
    year: int,
    *,
    criteria_set: CriteriaSetVersion,
    windows: Sequence[Window],
    province: Unit,
    by: Person | None,
    at: datetime,
    inspecting_level: str = InspectingLevel.DISTRICT,
    initiatives_minimum: int = INITIATIVES_MINIMUM,
    units_on: date | None = None,
) -> Period:
    """Open the year: who takes part, by which criteria and until when, and all the sheets.

    Units take part as they are on `units_on`; without it, today or the nearest day of the year.
    """
    rules = rule_set(criteria_set.id)
    target = rules.target(year)
    period = open_period(
        year,
        province=province,
        criteria_set=criteria_set,
        windows=windows,
        by=by,
        at=at,
        inspecting_level=InspectingLevel(inspecting_level),
        initiatives_minimum=initiatives_minimum,
        explanation_days=rules.calendar.explanation_days,
        appeal_days=rules.calendar.appeal_days,
        target_permille=int(target.share_recognised * 1000) if target else None,
        units_on=units_on,
    )
    _create_sheets(period)
    return period


def _create_sheets(period: Period) -> None:
    """Two statements, whatever the number of communes and criteria."""
    participants = select(Participant.id).where(
        Participant.period_id == period.id, Participant.assessed
    )
    db.session.execute(insert(Assessment).from_select(["participant_id"], participants))
    rows = (
        select(Assessment.id, CriterionLine.id, literal(Stage.SELF, Score.__table__.c.stage.type))
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(CriterionLine, CriterionLine.criteria_set_id == period.criteria_set_id)
        .where(Participant.period_id == period.id)
        .order_by(Assessment.id, CriterionLine.position)
    )
    db.session.execute(insert(Score).from_select(["assessment_id", "criterion_id", "stage"], rows))
