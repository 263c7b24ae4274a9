"""Reading periods and who takes part; the one filter by which every feature decides visibility."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, false, or_, select

from emulation.database import db
from emulation.periods.models import Participant, Period, PeriodState, PeriodWindow
from emulation.rules.deadlines import Window, WindowKind
from emulation.rules.roles import Person, Role
from emulation.units.models import Unit


def seen_by(reader: Person) -> ColumnElement[bool]:
    """Return the condition on `Participant` that keeps what this reader may see, and no more.

    A commune sees itself; an inspecting unit sees whom it inspects; the council and leaders see
    the scope of their unit; an administrator, who never scores, sees no sheet.
    """
    match reader.role:
        case Role.COMMUNE_OFFICIAL | Role.COMMUNE_LEADER:
            return Participant.unit_id == reader.unit_id
        case Role.INSPECTOR | Role.HEAD_OF_INSPECTION:
            return Participant.inspecting_unit_id == reader.unit_id
        case Role.COUNCIL:
            return Participant.province_id == reader.unit_id
        case Role.LEADER:
            return or_(
                Participant.province_id == reader.unit_id,
                Participant.district_id == reader.unit_id,
                Participant.unit_id == reader.unit_id,
            )
        case _:
            return false()


def visible_to(reader: Person) -> Select[tuple[Participant]]:
    return select(Participant).where(seen_by(reader))


def get_participant(participant_id: int, *, reader: Person) -> Participant:
    """Return the participant; raise NoResultFound when the reader may not see it."""
    return db.session.scalars(visible_to(reader).where(Participant.id == participant_id)).one()


def get_period(year: int) -> Period:
    """Return the year's period; raise NoResultFound when it was never opened."""
    return db.session.scalars(select(Period).where(Period.year == year)).one()


def find_period(year: int) -> Period | None:
    return db.session.scalars(select(Period).where(Period.year == year)).one_or_none()


def find_running_period() -> Period | None:
    """Return the newest period that is still open."""
    query = (
        select(Period).where(Period.state == PeriodState.OPEN).order_by(Period.year.desc()).limit(1)
    )
    return db.session.scalars(query).first()


def find_current_period() -> Period | None:
    """Return the running period, or the last published one when none is running."""
    newest = select(Period).order_by(Period.state, Period.year.desc()).limit(1)
    return db.session.scalars(newest).first()


@dataclass(frozen=True, slots=True)
class YearFacts:
    """The year that the head of every page names."""

    year: int
    state: PeriodState
    province: str


# Built once: the head of every page asks this.
_CURRENT_YEAR = (
    select(Period.year, Period.state, Unit.name)
    .join(Unit, Unit.id == Period.province_id)
    .order_by(Period.state, Period.year.desc())
    .limit(1)
)


def current_year() -> YearFacts | None:
    """Return the running year, or the last published one when none is running."""
    row = db.session.execute(_CURRENT_YEAR).first()
    return None if row is None else YearFacts(*row)


def list_periods() -> Sequence[Period]:
    return db.session.scalars(select(Period).order_by(Period.year.desc())).all()


def windows_of(period_id: int) -> Mapping[WindowKind, Window]:
    query = select(PeriodWindow.kind, PeriodWindow.opens_on, PeriodWindow.closes_on).where(
        PeriodWindow.period_id == period_id
    )
    return {kind: Window(kind, *days) for kind, *days in db.session.execute(query).tuples()}


def closing_day(period_id: int, kind: WindowKind) -> date | None:
    """Return the last day of one window, or None when the year has no such window."""
    return db.session.scalar(
        select(PeriodWindow.closes_on).where(
            PeriodWindow.period_id == period_id, PeriodWindow.kind == kind
        )
    )


def visible_periods(reader: Person) -> Select[tuple[Period]]:
    """Select the years in which somebody whom this reader may see takes part, newest first."""
    somebody = exists().where(Participant.period_id == Period.id, seen_by(reader))
    return select(Period).where(somebody).order_by(Period.year.desc())


def get_visible_period(year: int, *, reader: Person) -> Period:
    """Return the year's period; raise NoResultFound when the reader may not see it."""
    return db.session.scalars(visible_periods(reader).where(Period.year == year)).one()


def list_windows(period_id: int) -> list[Window]:
    """Return the year's windows in the order of the year."""
    windows = windows_of(period_id)
    return [windows[kind] for kind in WindowKind if kind in windows]
