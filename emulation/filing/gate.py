"""When a unit may change its application file: on the days on which it may write into its sheet.

In a draft papers come and go. After submission the file is closed; a sheet that comes back with
questions takes papers again, in empty places and in the place of others, and gives none up.
"""

from datetime import date

from sqlalchemy import select

from emulation.assessments.days import writing_gate
from emulation.assessments.facts import OPEN_STATES
from emulation.assessments.models import Assessment
from emulation.database import db, is_writing
from emulation.evidence.row_gate import RowAccess
from emulation.periods.gates import find_closed
from emulation.rules.errors import RuleBroken
from emulation.rules.workflow import AssessmentState


def access(participant_id: int, today: date) -> RowAccess | RuleBroken:
    """Return what may be done with the papers, or the rule that closes them by their last day.

    Inside a write transaction the sheet is locked, so that two people act one after the other.
    """
    query = select(Assessment.id, Assessment.state).where(
        Assessment.participant_id == participant_id
    )
    if is_writing():
        query = query.with_for_update()
    found = db.session.execute(query).one_or_none()
    if found is None or found.state not in OPEN_STATES:
        return RowAccess.CLOSED
    kind, base = writing_gate(found.id, found.state)
    closed = find_closed(participant_id, kind, today, base=base)
    if closed is not None:
        return closed
    drafted = found.state is AssessmentState.DRAFT
    return RowAccess.OPEN if drafted else RowAccess.ADD_ONLY
