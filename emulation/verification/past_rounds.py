"""Earlier rounds of a line: each verdict as it stood until it was asked about or reopened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from emulation.accounts.models import User
from emulation.assessments.facts import LineFacts
from emulation.audit.models import AuditDetail, AuditEvent
from emulation.database import db
from emulation.rules.workflow import AppealDecision, ReasonCode, Stage, Verdict
from emulation.verification.appeal_queries import AppealFacts

_REOPENED = "verification.reopen_line"
# What ends a round: the answer, the end of the days for one, a reopening.
_ENDS = ("verification.answer", "verification.drop_question", _REOPENED)
_JUDGED = ("verification.judge",)


@dataclass(frozen=True, slots=True)
class Round:
    """One verdict with its reason, who gave it and when; the last may be that of an appeal."""

    verdict: Verdict | None
    points: Decimal | None
    reason_code: ReasonCode | None
    note: str
    by: str
    at: datetime | None
    decision: AppealDecision | None = None


def rounds_of(
    line: LineFacts, question_ids: Iterable[int], appeal: AppealFacts | None, *, decided_by: str
) -> Sequence[Round]:
    """Return the verdicts on a line, round by round, and the decision on its appeal.

    `decided_by` is the name of who gave the verdict that stands.
    """
    row = line.verified
    if row is None:
        return ()
    rounds: list[Round] = []
    last: Round | None = None
    for event in _events(row.id, question_ids):
        if event.action in _JUDGED:
            last = _round(event.after, event.full_name, event.at)
        else:
            if last is None and event.action == _REOPENED:
                last = _round(event.before, "", None)
            rounds += [last] if last is not None else []
            last = None
    if row.verdict is not None:
        rounds.append(
            Round(row.verdict, row.points, row.reason_code, row.note, decided_by, row.saved_at)
        )
    return [*rounds, *_decided(line, appeal)]


def _events(row_id: int, question_ids: Iterable[int]) -> Sequence[Any]:
    subjects = [f"score:{row_id}", *(f"question:{one}" for one in question_ids)]
    query = (
        select(
            AuditEvent.at, User.full_name, AuditEvent.action, AuditDetail.before, AuditDetail.after
        )
        .join(AuditDetail, AuditDetail.seq == AuditEvent.seq)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.subject.in_(subjects), AuditEvent.action.in_((*_JUDGED, *_ENDS)))
        .order_by(AuditEvent.seq)
    )
    return db.session.execute(query).all()


def _round(values: Mapping[str, Any], by: str | None, at: datetime | None) -> Round | None:
    """Read a verdict as the log keeps it; none where there was none."""
    if values.get("verdict") not in set(Verdict):
        return None
    points, reason = values.get("points"), values.get("reason_code")
    return Round(
        Verdict(values["verdict"]),
        None if points is None else Decimal(str(points)),
        ReasonCode(reason) if reason in set(ReasonCode) else None,
        str(values.get("note") or ""),
        by or "",
        at,
    )


def _decided(line: LineFacts, appeal: AppealFacts | None) -> list[Round]:
    if appeal is None or appeal.decision is None:
        return []
    row = line.scores.get(Stage.APPEAL)
    return [
        Round(
            None,
            row.points if row else None,
            None,
            appeal.reason,
            appeal.decided_by or "",
            appeal.decided_at,
            appeal.decision,
        )
    ]
