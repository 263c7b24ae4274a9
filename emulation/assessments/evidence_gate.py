"""When the documents of a line may change: as long as the line itself may."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select

from emulation.assessments import appealing
from emulation.assessments.days import writing_gate
from emulation.assessments.facts import OPEN_STATES, SheetFacts
from emulation.assessments.models import Assessment, Score
from emulation.database import db, is_writing
from emulation.evidence import row_gate
from emulation.evidence.row_gate import Answers, RowAccess
from emulation.periods.gates import find_closed
from emulation.rules.workflow import FINAL_STATES, AssessmentState, Stage


def access(participant_id: int, criterion_ids: Collection[int], today: date) -> Answers:
    """Let documents come and go in a draft; after submission they are only added, where asked.

    A row that only its last day closes answers with that day. Once the result stands, a row opens
    for the appeal that is being drafted on it. As many queries for one row as for many, but for
    appeals.
    """
    query = select(Assessment.id, Assessment.state).where(
        Assessment.participant_id == participant_id
    )
    if is_writing():
        query = query.with_for_update()
    found = db.session.execute(query).one_or_none()
    if found is None:
        return dict.fromkeys(criterion_ids, RowAccess.CLOSED)
    reopened = _reopened(found.id, criterion_ids)
    if found.state in FINAL_STATES:
        return {
            one: appealing.access(found.id, one, today) if one in reopened else RowAccess.CLOSED
            for one in criterion_ids
        }
    by_state = {
        one: _access(found.state, reopened=reopened[one]) if one in reopened else RowAccess.CLOSED
        for one in criterion_ids
    }
    if found.state not in OPEN_STATES or set(by_state.values()) <= {RowAccess.CLOSED}:
        return by_state
    kind, base = writing_gate(found.id, found.state)
    closed = find_closed(participant_id, kind, today, base=base)
    if closed is None:
        return by_state
    return {one: row if row is RowAccess.CLOSED else closed for one, row in by_state.items()}


def _reopened(assessment_id: int, criterion_ids: Collection[int]) -> Mapping[int, bool]:
    query = select(Score.criterion_id, Score.reopened).where(
        Score.assessment_id == assessment_id,
        Score.criterion_id.in_(criterion_ids),
        Score.stage == Stage.SELF,
    )
    return dict(db.session.execute(query).tuples().all())


def access_of(sheet: SheetFacts, code: str) -> RowAccess:
    """Answer by the state alone, from facts that were read already, to draw a page."""
    return _access(sheet.state, reopened=sheet.lines[code].own.reopened)


def _access(state: AssessmentState, *, reopened: bool) -> RowAccess:
    if state is AssessmentState.DRAFT:
        return RowAccess.OPEN
    returned = state is AssessmentState.RETURNED and reopened
    return RowAccess.ADD_ONLY if returned else RowAccess.CLOSED


row_gate.register(access)
