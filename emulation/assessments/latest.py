"""Which sums of a sheet count now: those after its appeals, else those of the verification."""

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from emulation.assessments.models import Assessment, SheetTotal
from emulation.rules.workflow import Stage


def total_of(total: type[SheetTotal], stage: Stage) -> ColumnElement[bool]:
    """Return the condition that joins a sheet's sums at one stage."""
    return and_(total.assessment_id == Assessment.id, total.stage == stage)


def latest_total_of(total: type[SheetTotal]) -> ColumnElement[bool]:
    """Return the condition that joins the sums that count: one row at most for each sheet."""
    appealed = aliased(SheetTotal)
    settled = exists().where(
        appealed.assessment_id == Assessment.id, appealed.stage == Stage.APPEAL
    )
    return and_(
        total.assessment_id == Assessment.id,
        or_(total.stage == Stage.APPEAL, and_(total.stage == Stage.VERIFIED, ~settled)),
    )
