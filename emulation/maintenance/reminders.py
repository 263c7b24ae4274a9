"""Reminding people of deadlines: 7, 3 and 1 days before and on the day, once each.

Only those are reminded who still have something to do. The key of a reminder names the last day,
so that an extension brings reminders of its own.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, true

from emulation.dashboards.sheet_work import SheetWork, YearWork, year_work
from emulation.database import db, write_tx
from emulation.initiatives.queries import REGISTERING_ROLES, counts
from emulation.notices.kinds import NoticeKind
from emulation.notices.operations import Message, tell_each
from emulation.periods.models import Participant, Period, PeriodState
from emulation.rules.deadlines import ExtensionKind, WindowKind, local_day
from emulation.rules.roles import AGENCY_ROLES, INSPECTION_ROLES, Role
from emulation.rules.workflow import AssessmentState

DAYS_BEFORE = frozenset({7, 3, 1, 0})
_S = AssessmentState
_UNFINISHED = frozenset({_S.SUBMITTED, _S.IN_VERIFICATION, _S.RETURNED})


class Deadline(NamedTuple):
    """Something a unit still has to do by a day; `subject` tells it from others of its kind."""

    window: WindowKind | ExtensionKind
    last_day: date | None
    unit_id: int
    roles: frozenset[Role]
    url: str
    open: int
    subject: str


def remind(at: datetime) -> int:
    """Tell whom a deadline concerns today; return how many messages were new."""
    today = local_day(at)
    years = db.session.scalars(select(Period).where(Period.state == PeriodState.OPEN)).all()
    due = [
        (deadline, year.year)
        for year in years
        for deadline in deadlines_of(year, today)
        if deadline.last_day is not None and (deadline.last_day - today).days in DAYS_BEFORE
    ]
    if not due:
        return 0
    with write_tx():
        return sum(
            tell_each(
                NoticeKind.DEADLINE,
                [message(one, year, today) for one, year in due if one.roles == roles],
                roles=roles,
                at=at,
            )
            # In one order everywhere: two runs at once wait for each other's rows, never crosswise.
            for roles in sorted({one.roles for one, _year in due}, key=sorted)
        )


def message(deadline: Deadline, year: int, today: date) -> Message:
    last_day = deadline.last_day or today
    days_left = (last_day - today).days
    return Message(
        deadline.unit_id,
        deadline.url,
        {
            "year": year,
            "window": deadline.window.value,
            "closes_on": last_day.isoformat(),
            "days_left": days_left,
            "open": deadline.open,
        },
        key=f"deadline:{deadline.window}:{deadline.subject}:{last_day}:{days_left}",
    )


def deadlines_of(year: Period, today: date) -> Iterator[Deadline]:
    work = year_work(year, true())
    for sheet in work.sheets:
        yield from of_sheet(work, sheet, today)
    yield from of_inspections(work)
    yield from of_registration(work)


def of_sheet(work: YearWork, sheet: SheetWork, today: date) -> Iterator[Deadline]:
    """Name what the commune has to do; nothing on the very day that asked for it."""
    page, subject = f"/assessments/{sheet.assessment_id}", f"sheet-{sheet.assessment_id}"

    def deadline(
        kind: WindowKind | ExtensionKind, last_day: date | None, url: str, count: int
    ) -> Deadline:
        return Deadline(kind, last_day, sheet.unit_id, AGENCY_ROLES, url, count, subject)

    match sheet.state:
        case _S.DRAFT:
            last_day = work.submit_by(sheet)
            yield deadline(WindowKind.SELF_ASSESSMENT, last_day, page, sheet.claims_left)
        case _S.RETURNED if not asked_today(work, sheet, today):
            last_day, url = work.answer_by(sheet), f"{page}/questions"
            yield deadline(ExtensionKind.EXPLANATION, last_day, url, sheet.questions_open)
        case _S.VERIFIED if sheet.verified_at and local_day(sheet.verified_at) != today:
            yield deadline(ExtensionKind.APPEAL, work.appeal_by(sheet), f"{page}/result", 1)


def asked_today(work: YearWork, sheet: SheetWork, today: date) -> bool:
    days = timedelta(days=work.period.explanation_days)
    return sheet.answers_due_on is not None and sheet.answers_due_on - days == today


def of_inspections(work: YearWork) -> Iterator[Deadline]:
    """Name how many sheets each inspecting unit has to finish by which day."""
    unfinished = Counter(
        (sheet.inspecting_unit_id, work.verify_by(sheet))
        for sheet in work.sheets
        if sheet.state in _UNFINISHED
    )
    for (unit_id, last_day), count in unfinished.items():
        if unit_id is not None:
            yield Deadline(
                WindowKind.VERIFICATION,
                last_day,
                unit_id,
                INSPECTION_ROLES,
                "/verification",
                count,
                f"year-{work.period.id}-{unit_id}",
            )


def of_registration(work: YearWork) -> Iterator[Deadline]:
    """Name how many initiatives each agency still lacks."""
    window = work.windows.get(WindowKind.INITIATIVE_REGISTRATION)
    agencies = db.session.execute(
        select(Participant.id, Participant.unit_id).where(Participant.period_id == work.period.id)
    )
    places = dict(agencies.tuples().all())
    for participant_id, counted in counts(places).items():
        missing = work.period.initiatives_minimum - counted.registered
        if missing > 0:
            yield Deadline(
                WindowKind.INITIATIVE_REGISTRATION,
                window.closes_on if window else None,
                places[participant_id],
                REGISTERING_ROLES,
                "/initiatives",
                missing,
                f"agency-{participant_id}",
            )
