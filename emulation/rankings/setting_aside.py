"""Keeping a unit with an open case out of approval and ranking, and taking it up again."""

from datetime import datetime

from sqlalchemy import update

from emulation.assessments.models import Assessment
from emulation.assessments.telling import tell_of_sheets
from emulation.audit.operations import record
from emulation.database import rows_changed
from emulation.notices.kinds import NoticeKind
from emulation.rules.approval import SET_ASIDE_STATES, OpenCase
from emulation.rules.errors import ReasonMissing, RuleBroken, StaleVersion, WrongState
from emulation.rules.roles import Person


class AlreadySetAside(RuleBroken):
    """The sheet is set aside already."""


class NotSetAside(RuleBroken):
    """The sheet is not set aside, so it cannot be taken up again."""


def set_aside(
    assessment: Assessment,
    *,
    version: int,
    case: OpenCase,
    reason: str,
    by: Person,
    at: datetime,
) -> None:
    """Keep a unit out of approval and ranking while something about it is open elsewhere."""
    if not reason.strip():
        raise ReasonMissing
    if assessment.state not in SET_ASIDE_STATES:
        raise WrongState(assessment.state, "set aside")
    if assessment.set_aside_at is not None:
        raise AlreadySetAside
    changed = rows_changed(
        update(Assessment)
        .where(
            Assessment.id == assessment.id,
            Assessment.version == version,
            Assessment.state.in_(SET_ASIDE_STATES),
            Assessment.set_aside_at.is_(None),
        )
        .values(
            set_aside_at=at,
            set_aside_by_id=by.id,
            set_aside_case=case,
            set_aside_reason=reason,
            version=Assessment.version + 1,
        )
    )
    if changed != 1:
        raise StaleVersion(version, assessment.version)
    record(
        "rankings.set_aside",
        f"assessment:{assessment.id}",
        by=by,
        at=at,
        after={"state": assessment.state, "case": case},
        reason=reason,
    )
    tell_of_sheets(NoticeKind.SET_ASIDE, [assessment.id], by=by, at=at, reason=reason)


def take_up_again(
    assessment: Assessment, *, version: int, reason: str, by: Person, at: datetime
) -> None:
    """Let a unit that was set aside go on from where it stands."""
    if not reason.strip():
        raise ReasonMissing
    if assessment.set_aside_at is None:
        raise NotSetAside
    changed = rows_changed(
        update(Assessment)
        .where(
            Assessment.id == assessment.id,
            Assessment.version == version,
            Assessment.set_aside_at.is_not(None),
        )
        .values(
            set_aside_at=None,
            set_aside_by_id=None,
            set_aside_case=None,
            set_aside_reason="",
            version=Assessment.version + 1,
        )
    )
    if changed != 1:
        raise StaleVersion(version, assessment.version)
    record(
        "rankings.take_up_again",
        f"assessment:{assessment.id}",
        by=by,
        at=at,
        before={"case": assessment.set_aside_case, "reason": assessment.set_aside_reason},
        reason=reason,
    )
    tell_of_sheets(NoticeKind.TAKEN_UP, [assessment.id], by=by, at=at)
