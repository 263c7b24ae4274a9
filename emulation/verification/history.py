"""What happened to one line, read from the log: who changed what from what to what, and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from emulation.accounts.models import User
from emulation.assessments.facts import LineFacts
from emulation.audit.models import AuditDetail, AuditEvent
from emulation.database import db
from emulation.rules.roles import INSPECTION_ROLES

MOST_EVENTS = 30
_TOLD = (
    "assessments.save",
    "verification.judge",
    "verification.agree_to_automatic",
    "verification.agree_in_bulk",
    "verification.ask",
    "verification.answer",
)


@dataclass(frozen=True, slots=True)
class LineEvent:
    """One event of a line; `before` and `after` are as the log keeps them."""

    at: datetime
    by: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def history_of(
    line: LineFacts, question_ids: Iterable[int], *, inspecting: bool
) -> Sequence[LineEvent]:
    """Return the newest events of a line; what inspectors decided is for inspectors."""
    subjects = [f"score:{row.id}" for row in line.scores.values()]
    subjects += [f"question:{question_id}" for question_id in question_ids]
    query = (
        select(
            AuditEvent.at, User.full_name, AuditEvent.action, AuditDetail.before, AuditDetail.after
        )
        .join(AuditDetail, AuditDetail.seq == AuditEvent.seq)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.subject.in_(subjects), AuditEvent.action.in_(_TOLD))
        .order_by(AuditEvent.seq.desc())
        .limit(MOST_EVENTS)
    )
    if not inspecting:
        query = query.where(AuditEvent.actor_role.not_in(INSPECTION_ROLES))
    return [
        LineEvent(at, name or "", action, before, after)
        for at, name, action, before, after in db.session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Reopening:
    """Who opened a finished sheet again, when and why."""

    at: datetime
    by: str
    reason: str


def find_reopening(assessment_id: int) -> Reopening | None:
    """Return the last time the sheet was opened again, by the head or by the council."""
    query = (
        select(AuditEvent.at, User.full_name, func.coalesce(AuditDetail.reason, ""))
        .outerjoin(AuditDetail, AuditDetail.seq == AuditEvent.seq)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(
            AuditEvent.subject == f"assessment:{assessment_id}",
            AuditEvent.action.in_(("assessments.reopen", "rankings.reopen")),
        )
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    )
    found = db.session.execute(query).first()
    return Reopening(found[0], found[1] or "", found[2]) if found else None
