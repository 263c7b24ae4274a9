"""What the provincial council does with single sheets: approve, reopen. Nothing here commits."""

from datetime import datetime

from sqlalchemy import select, update

from emulation.assessments.models import Assessment
from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by
from emulation.rules.errors import ReasonMissing, RuleBroken, StaleVersion
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Step, next_state


class NothingToApprove(RuleBroken):
    """No sheet in this scope has been verified and still waits for approval."""


def approve(period: Period, *, district_id: int | None, by: Person, at: datetime) -> int:
    """Approve every verified sheet of the year, or of one district; return how many."""
    sheets = (
        select(Assessment.id)
        .join(Participant, Assessment.participant_id == Participant.id)
        .where(Participant.period_id == period.id, seen_by(by))
    )
    if district_id is not None:
        sheets = sheets.where(Participant.district_id == district_id)
    after = next_state(AssessmentState.VERIFIED, Step.APPROVE, by.role)
    changed = db.session.scalars(
        update(Assessment)
        .where(Assessment.id.in_(sheets), Assessment.state == AssessmentState.VERIFIED)
        .values(state=after, approved_at=at, version=Assessment.version + 1)
        .returning(Assessment.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not changed:
        raise NothingToApprove

    record(
        "rankings.approve",
        f"period:{period.id}",
        by=by,
        at=at,
        after={"assessments": sorted(changed), "district": district_id},
    )
    return len(changed)


def reopen(assessment: Assessment, *, version: int, reason: str, by: Person, at: datetime) -> None:
    """Send an approved sheet back to its inspectors, with the reason."""
    if not reason:
        raise ReasonMissing
    after = next_state(assessment.state, Step.REOPEN, by.role)
    before = assessment.state
    moved = rows_changed(
        update(Assessment)
        .where(
            Assessment.id == assessment.id,
            Assessment.version == version,
            Assessment.state == before,
        )
        .values(
            state=after,
            approved_at=None,
            verified_at=None,
            verified_by_id=None,
            version=version + 1,
        )
    )
    if moved != 1:
        raise StaleVersion(version, assessment.version)

    record(
        "rankings.reopen",
        f"assessment:{assessment.id}",
        by=by,
        at=at,
        before={"state": before},
        after={"state": after},
        reason=reason,
    )
