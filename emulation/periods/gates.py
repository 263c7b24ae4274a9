"""Whether a unit is still within its days: as a day, as a refusal, as a condition of an UPDATE.

Explanations and appeals are not windows of the year: their days are counted for each sheet, and
whoever asks gives the day as `base`: the day the answers are due, the day of the result.
A kind for which the year has no window is never closed.
"""

from datetime import date

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
)

from emulation.database import db
from emulation.periods.models import Extension, Participant, Period, PeriodWindow
from emulation.rules.deadlines import (
    WINDOW_OF,
    ExtensionKind,
    WindowKind,
    due_after,
    extended,
    is_over,
)
from emulation.rules.errors import WindowClosed, WindowNotOpen
from emulation.rules.extensions import Scope, extenders
from emulation.units.models import Unit


def last_day(participant_id: int, kind: ExtensionKind, *, base: date | None = None) -> date | None:
    """Return the unit's last day with every extension; None when nothing ends it."""
    usual = _usual_last_day(participant_id, kind, base)
    return None if usual is None else extended(usual, granted_days(participant_id, kind))


def granted_until(participant_id: ColumnElement[int], kind: ExtensionKind) -> ScalarSelect[date]:
    """Select the latest day granted to a unit, for queries that read many things at once."""
    return (
        select(func.max(Extension.until))
        .where(Extension.participant_id == participant_id, Extension.kind == kind)
        .scalar_subquery()
    )


def granted_days(participant_id: int, kind: ExtensionKind) -> list[date]:
    query = select(Extension.until).where(
        Extension.participant_id == participant_id, Extension.kind == kind
    )
    return list(db.session.scalars(query))


def _usual_last_day(participant_id: int, kind: ExtensionKind, base: date | None) -> date | None:
    if kind is ExtensionKind.EXPLANATION:
        return base
    if kind is ExtensionKind.APPEAL:
        days = db.session.scalar(
            select(Period.appeal_days)
            .join(Participant, Participant.period_id == Period.id)
            .where(Participant.id == participant_id)
        )
        return None if base is None or days is None else due_after(base, days)
    return db.session.scalar(
        select(PeriodWindow.closes_on)
        .join(Participant, Participant.period_id == PeriodWindow.period_id)
        .where(Participant.id == participant_id, PeriodWindow.kind == WINDOW_OF[kind])
    )


def list_extensions(period_id: int) -> list[tuple[str, ExtensionKind, date]]:
    """Return for every unit with more time its name, and its latest day of each kind."""
    query = (
        select(Participant.name, Extension.kind, func.max(Extension.until))
        .join(Participant, Participant.id == Extension.participant_id)
        .where(Participant.period_id == period_id)
        .group_by(Participant.id, Participant.name, Participant.code, Extension.kind)
        .order_by(Participant.code, Extension.kind)
    )
    return list(db.session.execute(query).tuples())


def still_open(
    participant_id: SQLColumnExpression[int] | int,
    kind: ExtensionKind,
    today: date,
    *,
    base: date | None = None,
) -> ColumnElement[bool]:
    """Return the condition under which the unit is within its days, for the UPDATE that acts."""
    unit = literal(participant_id) if isinstance(participant_id, int) else participant_id
    granted = exists(
        select(Extension.id)
        .where(Extension.participant_id == unit, Extension.kind == kind, Extension.until >= today)
        .correlate_except(Extension)
    )
    return or_(_within_usual_days(unit, kind, today, base), granted)


def _within_usual_days(
    unit: SQLColumnExpression[int], kind: ExtensionKind, today: date, base: date | None
) -> ColumnElement[bool]:
    if kind in WINDOW_OF:
        return ~exists(
            select(PeriodWindow.id)
            .join(Participant, Participant.period_id == PeriodWindow.period_id)
            .where(
                Participant.id == unit,
                PeriodWindow.kind == WINDOW_OF[kind],
                PeriodWindow.closes_on < today,
            )
            .correlate_except(PeriodWindow, Participant)
        )
    if base is None:
        return literal(value=True)
    if kind is ExtensionKind.EXPLANATION:
        return literal(base >= today)
    return exists(
        select(Period.id)
        .join(Participant, Participant.period_id == Period.id)
        .where(and_(Participant.id == unit, Period.appeal_days >= (today - base).days))
        .correlate_except(Period, Participant)
    )


def require_open(
    participant_id: int, kind: ExtensionKind, today: date, *, base: date | None = None
) -> None:
    """Raise WindowClosed, which names whom to ask, when the unit's last day has passed."""
    if closed := find_closed(participant_id, kind, today, base=base):
        raise closed


def find_closed(
    participant_id: int, kind: ExtensionKind, today: date, *, base: date | None = None
) -> WindowClosed | None:
    """Return the refusal that `require_open` raises, or None while the unit is within its days."""
    last = last_day(participant_id, kind, base=base)
    if last is None or not is_over(last, today):
        return None
    return WindowClosed(kind, last, who_may_extend(participant_id, kind))


def require_begun(participant_id: int, kind: WindowKind, today: date) -> None:
    """Raise WindowNotOpen before the first day of a window of the year."""
    opens_on = db.session.scalar(
        select(PeriodWindow.opens_on)
        .join(Participant, Participant.period_id == PeriodWindow.period_id)
        .where(Participant.id == participant_id, PeriodWindow.kind == kind)
    )
    if opens_on is not None and today < opens_on:
        raise WindowNotOpen(kind, opens_on)


def who_may_extend(participant_id: int, kind: ExtensionKind) -> tuple[tuple[str, str], ...]:
    """Name each role that may give this unit more time, with the unit at which it is held."""
    found = db.session.execute(
        select(Participant.province_id, Participant.inspecting_unit_id).where(
            Participant.id == participant_id
        )
    ).one()
    held = extenders(kind, Scope(*found))
    names = dict(
        db.session.execute(
            select(Unit.id, Unit.name).where(Unit.id.in_([unit_id for _, unit_id in held]))
        )
        .tuples()
        .all()
    )
    return tuple((role, names[unit_id]) for role, unit_id in held)
