"""The year's calendar: the windows a criteria set proposes, and what is wrong with chosen ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from emulation.rules.criteria_facts import Calendar
from emulation.rules.deadlines import Window, WindowKind

# Each of these may begin and end no earlier than the one before it.
IN_ORDER = (
    WindowKind.SELF_ASSESSMENT,
    WindowKind.VERIFICATION,
    WindowKind.COUNCIL,
    WindowKind.PUBLICATION,
)
FIRST_YEAR, LAST_YEAR = 2000, 2100
FEWEST_DAYS, MOST_DAYS = 1, 60


class DaysKind(StrEnum):
    """What has no window of its own: so many days are counted for each sheet."""

    EXPLANATION_DAYS = "explanation_days"
    APPEAL_DAYS = "appeal_days"


class CalendarFault(StrEnum):
    MISSING = "missing"
    CLOSES_BEFORE_OPENING = "closes_before_opening"
    OUTSIDE_THE_YEAR = "outside_the_year"
    BEFORE_PREVIOUS = "before_previous"
    ALREADY_OPEN = "already_open"
    ALREADY_CLOSED = "already_closed"
    CLOSES_IN_THE_PAST = "closes_in_the_past"
    DAYS_OUT_OF_RANGE = "days_out_of_range"
    ALREADY_COUNTING = "already_counting"


@dataclass(frozen=True)
class CalendarProblem:
    """One fault of one window or count; `previous` names the window that it overtakes."""

    kind: WindowKind | DaysKind
    fault: CalendarFault
    previous: WindowKind | None = None


def proposed_windows(calendar: Calendar, year: int) -> tuple[Window, ...]:
    """Return the windows of the year as the criteria set's calendar has them."""
    verified_by = calendar.district_appraisal.last.on(year)
    decided_by = calendar.provincial_decision.on(year)
    next_day = timedelta(days=1)
    return (
        Window(
            WindowKind.INITIATIVE_REGISTRATION,
            date(year, 1, 1),
            calendar.initiative_registration.on(year),
        ),
        Window(
            WindowKind.SELF_ASSESSMENT,
            calendar.self_assessment.first.on(year),
            calendar.self_assessment.last.on(year),
        ),
        Window(WindowKind.VERIFICATION, calendar.district_appraisal.first.on(year), verified_by),
        Window(WindowKind.COUNCIL, min(verified_by + next_day, decided_by), decided_by),
        Window(
            WindowKind.PUBLICATION,
            decided_by + next_day,
            calendar.publication_next_year.on(year + 1),
        ),
    )


def faults_of(windows: Sequence[Window], year: int) -> tuple[CalendarProblem, ...]:
    """Return everything that is wrong with the calendar of a year."""
    by_kind = {window.kind: window for window in windows}
    problems = [
        CalendarProblem(kind, CalendarFault.MISSING) for kind in WindowKind if kind not in by_kind
    ]
    for window in windows:
        if window.closes_on < window.opens_on:
            problems.append(CalendarProblem(window.kind, CalendarFault.CLOSES_BEFORE_OPENING))
        if window.opens_on < date(year, 1, 1) or window.closes_on > date(year + 1, 12, 31):
            problems.append(CalendarProblem(window.kind, CalendarFault.OUTSIDE_THE_YEAR))
    return (*problems, *_overtakings(by_kind))


def _overtakings(by_kind: Mapping[WindowKind, Window]) -> Iterator[CalendarProblem]:
    present = [by_kind[kind] for kind in IN_ORDER if kind in by_kind]
    for previous, window in pairwise(present):
        if window.opens_on < previous.opens_on or window.closes_on < previous.closes_on:
            yield CalendarProblem(window.kind, CalendarFault.BEFORE_PREVIOUS, previous.kind)


def forbidden_moves(
    before: Mapping[WindowKind, Window], after: Sequence[Window], today: date
) -> Iterator[CalendarProblem]:
    """Say which dates can no longer be moved: a day that was reached stays what it was."""
    for window in after:
        old = before[window.kind]
        if window == old:
            continue
        if today > old.closes_on:
            yield CalendarProblem(window.kind, CalendarFault.ALREADY_CLOSED)
        elif window.opens_on != old.opens_on and today >= old.opens_on:
            yield CalendarProblem(window.kind, CalendarFault.ALREADY_OPEN)
        elif window.closes_on < today:
            yield CalendarProblem(window.kind, CalendarFault.CLOSES_IN_THE_PAST)


def faults_of_days(days: Mapping[DaysKind, int]) -> Iterator[CalendarProblem]:
    for kind, count in days.items():
        if not FEWEST_DAYS <= count <= MOST_DAYS:
            yield CalendarProblem(kind, CalendarFault.DAYS_OUT_OF_RANGE)


def forbidden_recounts(
    before: Mapping[DaysKind, int],
    after: Mapping[DaysKind, int],
    windows: Mapping[WindowKind, Window],
    today: date,
) -> Iterator[CalendarProblem]:
    """Say which counts can no longer change.

    Questions are sent until the verification closes; results, from which the days for appeals
    count, are given as soon as it opens.
    """
    for kind, count in after.items():
        if count != before[kind] and is_counting(kind, windows, today):
            yield CalendarProblem(kind, CalendarFault.ALREADY_COUNTING)


def is_counting(kind: DaysKind, windows: Mapping[WindowKind, Window], today: date) -> bool:
    """Tell whether days of this kind have been reached, and stay what they are."""
    verification = windows.get(WindowKind.VERIFICATION)
    if verification is None:
        return False
    if kind is DaysKind.EXPLANATION_DAYS:
        return today > verification.closes_on
    return today >= verification.opens_on


def day_that_counts(year: int, today: date) -> date:
    """Return the day by which units take part: today, or the nearest day of the year."""
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))
