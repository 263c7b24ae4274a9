"""An appeal that is being drafted opens its criterion to more documents, and no other."""

from datetime import date

from sqlalchemy import select

from emulation.assessments.models import Assessment
from emulation.database import db
from emulation.evidence.row_gate import RowAccess
from emulation.periods.gates import find_closed
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.errors import RuleBroken
from emulation.verification.appeal_queries import APPEALABLE
from emulation.verification.models import Appeal


def access(assessment_id: int, criterion_id: int, today: date) -> RowAccess | RuleBroken:
    """Let documents be added while the appeal is not filed and its days last."""
    query = (
        select(Assessment.participant_id, Assessment.verified_at)
        .join(Appeal, Appeal.assessment_id == Assessment.id)
        .where(
            Assessment.id == assessment_id,
            Assessment.state.in_(APPEALABLE),
            Appeal.criterion_id == criterion_id,
            Appeal.filed_at.is_(None),
        )
    )
    found = db.session.execute(query).one_or_none()
    if found is None or found.verified_at is None:
        return RowAccess.CLOSED
    base = local_day(found.verified_at)
    closed = find_closed(found.participant_id, ExtensionKind.APPEAL, today, base=base)
    return closed or RowAccess.ADD_ONLY
