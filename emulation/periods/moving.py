"""Moving the days of a year that have not been reached, and telling what was moved and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from emulation.accounts.models import User
from emulation.audit.models import AuditDetail, AuditEvent
from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.notices.kinds import NoticeKind
from emulation.periods.calendar import (
    DaysKind,
    faults_of,
    faults_of_days,
    forbidden_moves,
    forbidden_recounts,
)
from emulation.periods.errors import PeriodClosed, WrongCalendar
from emulation.periods.models import Period, PeriodState, PeriodWindow
from emulation.periods.queries import windows_of
from emulation.periods.telling import tell_of_year
from emulation.rules.deadlines import Window, local_day
from emulation.rules.errors import ReasonMissing, StaleVersion
from emulation.rules.roles import Person

ACTION = "period.change_windows"
Days = Mapping[DaysKind, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One time that somebody moved days: each by its name, as it was and as it is since."""

    at: datetime
    by: str
    reason: str
    moved: Sequence[tuple[str, Any, Any]]


def days_of(period: Period) -> Days:
    return {kind: getattr(period, kind.value) for kind in DaysKind}


def change_calendar(
    period_id: int,
    windows: Sequence[Window],
    days: Days,
    *,
    version: int,
    reason: str,
    by: Person,
    at: datetime,
) -> bool:
    """Move what has not been reached yet; return whether anything was moved.

    The reason stays in the log. Questions that were sent keep the day they were given.
    """
    period = db.session.get_one(Period, period_id)
    before, counted, today = windows_of(period_id), days_of(period), local_day(at)
    if period.state is not PeriodState.OPEN:
        raise PeriodClosed(period.year)
    if problems := (
        *faults_of(windows, period.year),
        *faults_of_days(days),
        *forbidden_moves(before, windows, today),
        *forbidden_recounts(counted, days, before, today),
    ):
        raise WrongCalendar(problems)
    if not reason:
        raise ReasonMissing
    moved = [one for one in windows if before[one.kind] != one]
    recounted = {kind: days[kind] for kind in DaysKind if days[kind] != counted[kind]}
    if not moved and not recounted:
        return False

    _step_version(period, version, recounted)
    _move(period_id, moved)
    record(
        ACTION,
        f"period:{period_id}",
        by=by,
        at=at,
        before={
            **written_windows([before[one.kind] for one in moved]),
            **{kind.value: counted[kind] for kind in recounted},
        },
        after={
            **written_windows(moved),
            **{kind.value: count for kind, count in recounted.items()},
        },
        reason=reason,
    )
    for window in moved:
        _tell(period_id, window, version, reason=reason, by=by, at=at)
    return True


def _step_version(period: Period, version: int, recounted: Days) -> None:
    """Test version and state in the statement that writes."""
    stepped = rows_changed(
        update(Period)
        .where(
            Period.id == period.id,
            Period.version == version,
            Period.state == PeriodState.OPEN,
        )
        .values(version=version + 1, **{kind.value: count for kind, count in recounted.items()})
    )
    if stepped != 1:
        raise StaleVersion(version, period.version)


def _move(period_id: int, moved: Sequence[Window]) -> None:
    for window in moved:
        db.session.execute(
            update(PeriodWindow)
            .where(PeriodWindow.period_id == period_id, PeriodWindow.kind == window.kind)
            .values(opens_on=window.opens_on, closes_on=window.closes_on)
        )


def _tell(
    period_id: int, window: Window, version: int, *, reason: str, by: Person, at: datetime
) -> None:
    tell_of_year(
        NoticeKind.CALENDAR_CHANGED,
        period_id,
        by=by,
        at=at,
        key=f"calendar:{period_id}:{version}:{window.kind}",
        window=window.kind,
        opens_on=window.opens_on.isoformat(),
        closes_on=window.closes_on.isoformat(),
        reason=reason,
    )


def written_windows(windows: Sequence[Window]) -> dict[str, Any]:
    """Return the windows as the log keeps them."""
    return {
        one.kind.value: [one.opens_on.isoformat(), one.closes_on.isoformat()] for one in windows
    }


def list_changes(period_id: int) -> Sequence[Change]:
    """Return every change of the year's days from the log, the newest first."""
    query = (
        select(
            AuditEvent.at,
            User.full_name,
            AuditDetail.reason,
            AuditDetail.before,
            AuditDetail.after,
        )
        .join(AuditDetail, AuditDetail.seq == AuditEvent.seq)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.subject == f"period:{period_id}", AuditEvent.action == ACTION)
        .order_by(AuditEvent.seq.desc())
    )
    return [
        Change(at, name or "", reason, tuple(_moved(before, after)))
        for at, name, reason, before, after in db.session.execute(query)
    ]


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name, value in after.items():
        yield name, before.get(name), value
