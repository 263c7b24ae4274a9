"""When the documents of a line may change: as long as the line itself may."""

from sqlalchemy import select

from emulation.assessments.facts import SheetFacts
from emulation.assessments.models import Assessment, Score
from emulation.database import db, is_writing
from emulation.evidence import row_gate
from emulation.evidence.row_gate import RowAccess
from emulation.rules.workflow import AssessmentState, Stage


def access(participant_id: int, criterion_id: int) -> RowAccess:
    """Let documents come and go in a draft; after submission they are only added, where asked."""
    query = select(Assessment.id, Assessment.state).where(
        Assessment.participant_id == participant_id
    )
    if is_writing():
        query = query.with_for_update()
    found = db.session.execute(query).one_or_none()
    if found is None:
        return RowAccess.CLOSED
    reopened = db.session.scalar(
        select(Score.reopened).where(
            Score.assessment_id == found.id,
            Score.criterion_id == criterion_id,
            Score.stage == Stage.SELF,
        )
    )
    if reopened is None:
        return RowAccess.CLOSED
    return _access(found.state, reopened=reopened)


def access_of(sheet: SheetFacts, code: str) -> RowAccess:
    """Answer the same from facts that were read already, to draw a page."""
    return _access(sheet.state, reopened=sheet.lines[code].own.reopened)


def _access(state: AssessmentState, *, reopened: bool) -> RowAccess:
    if state is AssessmentState.DRAFT:
        return RowAccess.OPEN
    returned = state is AssessmentState.RETURNED and reopened
    return RowAccess.ADD_ONLY if returned else RowAccess.CLOSED


row_gate.register(access)
