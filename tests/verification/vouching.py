"""A published year before, which vouches for what is claimed now."""

from datetime import UTC, datetime

from sqlalchemy import select, update

from emulation.assessments.models import Assessment, Score
from emulation.assessments.opening import open_year
from emulation.assessments.queries import sheet_facts
from emulation.criteria.models import CriteriaSetVersion
from emulation.criteria.queries import rule_set
from emulation.database import db, write_tx
from emulation.periods.calendar import proposed_windows
from emulation.periods.models import Participant, Period
from emulation.rules.workflow import AssessmentState
from emulation.units.models import Unit
from tests.verification.world import YEAR, add_file

LAST_YEAR = datetime(YEAR - 1, 12, 20, tzinfo=UTC)


def vouch(world, *codes):
    """Make these claims unproblematic: a document each, no remark, the same points last year."""
    for n, code in enumerate(codes):
        add_file(world, code, content=f"{n + 1:064x}", name=f"{code}.pdf")
    mine = sheet_facts(world.sheet_id)
    with write_tx() as session:
        earlier = _last_years_sheet(session, mine)
        for code in codes:
            line = mine.lines[code]
            session.execute(update(Score).where(Score.id == line.own.id).values(note=""))
            session.execute(
                update(Score)
                .where(
                    Score.assessment_id == earlier.id,
                    Score.criterion_id == line.criterion_id,
                )
                .values(points=line.own.points)
            )
    db.session.rollback()


def _last_years_sheet(session, mine):
    period = session.get_one(Period, mine.period_id)
    made = open_year(
        YEAR - 1,
        criteria_set=session.get_one(CriteriaSetVersion, mine.criteria_set_id),
        windows=proposed_windows(rule_set(mine.criteria_set_id).calendar, YEAR - 1),
        province=session.get_one(Unit, period.province_id),
        by=None,
        at=LAST_YEAR,
    )
    sheet = session.scalars(
        select(Assessment)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(Participant.period_id == made.id, Participant.unit_id == mine.participant.unit_id)
    ).one()
    sheet.state = AssessmentState.PUBLISHED
    sheet.submitted_at = sheet.verified_at = sheet.approved_at = LAST_YEAR
    session.flush()
    return sheet
