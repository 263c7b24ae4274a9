"""Giving one unit more time; every grant stays on record, and the latest day counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from emulation.accounts.models import User
from emulation.assessments.facts import SheetFacts
from emulation.assessments.models import Assessment
from emulation.assessments.queries import sheet_facts
from emulation.assessments.questions import asked_of
from emulation.assessments.telling import tell_of_sheets
from emulation.assessments.totals import recompute
from emulation.audit.operations import record
from emulation.database import db
from emulation.notices.kinds import NoticeKind
from emulation.periods.models import Extension, Participant
from emulation.periods.queries import seen_by
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.errors import ReasonMissing
from emulation.rules.extensions import Scope, require_extendable, require_more_time
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Stage


@dataclass(frozen=True, slots=True)
class Grant:
    """More time that was given to a unit, as its page tells it."""

    kind: ExtensionKind
    until: date
    reason: str
    by: str
    at: datetime


def scope_of(sheet: SheetFacts) -> Scope:
    return Scope(sheet.participant.province_id, sheet.participant.inspecting_unit_id)


def last_day_of(sheet: SheetFacts, kind: ExtensionKind) -> date | None:
    """Return this unit's last day; None where nothing is waited for at present."""
    base = None
    if kind is ExtensionKind.EXPLANATION:
        due = [one.due_on for one in asked_of(sheet.id).values() if one.due_on is not None]
        base = max(due, default=None)
    elif kind is ExtensionKind.APPEAL and sheet.verified_at is not None:
        base = local_day(sheet.verified_at)
    return sheet.last_day(kind, base)


def list_grants(sheet: SheetFacts) -> Sequence[Grant]:
    """Return every extension of the sheet's unit in that year, the newest first."""
    query = (
        select(
            Extension.kind,
            Extension.until,
            Extension.reason,
            User.full_name,
            Extension.granted_at,
        )
        .join(User, User.id == Extension.granted_by_id)
        .where(Extension.participant_id == sheet.participant.id)
        .order_by(Extension.granted_at.desc(), Extension.id.desc())
    )
    return [Grant(*row) for row in db.session.execute(query)]


def extend(
    assessment_id: int,
    kind: ExtensionKind,
    until: date,
    *,
    seen: date | None,
    reason: str,
    by: Person,
    at: datetime,
) -> date:
    """Let the unit's last day be `until`; return the last day that counts now.

    `seen` is the last day of the page: whoever grants at the same moment is not refused because
    another gave more, both grants stay, and the latest day counts.
    """
    sheet = _hold(assessment_id, by=by)
    require_extendable(by, kind, scope_of(sheet), sheet.state)
    if not reason:
        raise ReasonMissing
    before = last_day_of(sheet, kind)
    require_more_time(
        kind,
        until,
        present=min(before, seen) if before and seen else before,
        verification_ends=sheet.last_day(ExtensionKind.VERIFICATION),
        today=local_day(at),
    )

    db.session.add(
        Extension(
            participant_id=sheet.participant.id,
            kind=kind,
            until=until,
            reason=reason,
            granted_by_id=by.id,
            granted_at=at,
        )
    )
    db.session.flush()
    record(
        "assessments.extend",
        f"assessment:{assessment_id}",
        by=by,
        at=at,
        before={"window": kind, "last_day": before.isoformat() if before else None},
        after={"window": kind, "last_day": until.isoformat()},
        reason=reason,
    )
    if sheet.state is AssessmentState.DRAFT:
        recompute(assessment_id, Stage.SELF, at=at)
    facts = {"window": kind.value, "until": until.isoformat(), "reason": reason}
    tell_of_sheets(NoticeKind.EXTENDED, [assessment_id], by=by, at=at, **facts)
    return max(until, before) if before else until


def _hold(assessment_id: int, *, by: Person) -> SheetFacts:
    """Return the sheet as it is now, held; raise NoResultFound where this person sees none."""
    query = (
        select(Assessment.id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(Assessment.id == assessment_id, seen_by(by))
        .with_for_update(of=Assessment)
    )
    return sheet_facts(db.session.execute(query).scalar_one())
