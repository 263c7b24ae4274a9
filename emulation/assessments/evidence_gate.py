"""When the documents of a line may change: as long as the line itself may."""

from datetime import date

from sqlalchemy import select

from emulation.assessments import appealing
from emulation.assessments.days import writing_gate
from emulation.assessments.facts import OPEN_STATES, SheetFacts
from emulation.assessments.models import Assessment, Score
from emulation.database import db, is_writing
from emulation.evidence import row_gate
from emulation.evidence.row_gate import RowAccess
from emulation.periods.gates import find_closed
from emulation.rules.errors import RuleBroken
from emulation.rules.workflow import FINAL_STATES, AssessmentState, Stage


def access(participant_id: int, criterion_id: int, today: date) -> RowAccess | RuleBroken:
    """Let documents come and go in a draft; after submission they are only added, where asked.

    A row that only its last day closes answers with that day. Once the result stands, a row opens
    for the appeal that is being drafted on it.
    """
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
    if found.state in FINAL_STATES:
        return appealing.access(found.id, criterion_id, today)
    by_state = _access(found.state, reopened=reopened)
    if by_state is RowAccess.CLOSED or found.state not in OPEN_STATES:
        return by_state
    kind, base = writing_gate(found.id, found.state)
    return find_closed(participant_id, kind, today, base=base) or by_state


def access_of(sheet: SheetFacts, code: str) -> RowAccess:
    """Answer by the state alone, from facts that were read already, to draw a page."""
    return _access(sheet.state, reopened=sheet.lines[code].own.reopened)


def _access(state: AssessmentState, *, reopened: bool) -> RowAccess:
    if state is AssessmentState.DRAFT:
        return RowAccess.OPEN
    returned = state is AssessmentState.RETURNED and reopened
    return RowAccess.ADD_ONLY if returned else RowAccess.CLOSED


row_gate.register(access)
