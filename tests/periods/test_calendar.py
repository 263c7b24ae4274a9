"""The year's calendar: what a set proposes, what cannot be, and what can no longer move."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.criteria.checking import check_set
from emulation.periods.calendar import (
    CalendarFault,
    DaysKind,
    day_that_counts,
    faults_of,
    faults_of_days,
    forbidden_moves,
    forbidden_recounts,
    proposed_windows,
)
from emulation.rules.criteria_facts import Calendar
from emulation.rules.deadlines import Window, WindowKind
from tests.criteria.sets import SHIPPED


@pytest.fixture
def windows():
    calendar = check_set(SHIPPED.read_bytes()).rules.calendar
    return {window.kind: window for window in proposed_windows(calendar, 2024)}


def faults(windows):
    return [(one.kind, one.fault) for one in faults_of(list(windows.values()), 2024)]


def test_windows_follow_the_calendar_of_the_set(windows):
    assert windows[WindowKind.INITIATIVE_REGISTRATION].closes_on == date(2024, 2, 28)
    assert windows[WindowKind.SELF_ASSESSMENT].opens_on == date(2024, 11, 1)
    assert windows[WindowKind.VERIFICATION].closes_on == date(2024, 12, 5)
    assert windows[WindowKind.COUNCIL].opens_on == date(2024, 12, 6)
    assert windows[WindowKind.PUBLICATION].closes_on == date(2025, 1, 31)
    assert faults(windows) == []


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_set_that_says_nothing_gives_a_calendar_that_holds(year):
    assert faults_of(proposed_windows(Calendar(), year), year) == ()


def test_missing_window_is_named(windows):
    del windows[WindowKind.COUNCIL]
    assert faults(windows) == [(WindowKind.COUNCIL, CalendarFault.MISSING)]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"closes_on": date(2024, 11, 20)}, CalendarFault.CLOSES_BEFORE_OPENING),
        ({"closes_on": date(2026, 1, 1)}, CalendarFault.OUTSIDE_THE_YEAR),
        ({"opens_on": date(2024, 10, 31)}, CalendarFault.BEFORE_PREVIOUS),
    ],
)
def test_wrong_window_is_named(windows, change, fault):
    kind = WindowKind.VERIFICATION
    windows[kind] = replace(windows[kind], **change)
    assert (kind, fault) in faults(windows)


def moves(before, today, **change):
    after = [replace(before, **change)]
    return [one.fault for one in forbidden_moves({before.kind: before}, after, today)]


WINDOW = Window(WindowKind.SELF_ASSESSMENT, date(2024, 11, 1), date(2024, 11, 20))


def test_window_that_has_not_opened_moves_freely():
    assert moves(WINDOW, date(2024, 10, 31), opens_on=date(2024, 11, 5)) == []


def test_first_day_that_was_reached_stays():
    found = moves(WINDOW, date(2024, 11, 1), opens_on=date(2024, 11, 5))
    assert found == [CalendarFault.ALREADY_OPEN]


def test_last_day_moves_until_it_is_over():
    later = date(2024, 11, 25)
    assert moves(WINDOW, date(2024, 11, 20), closes_on=later) == []
    assert moves(WINDOW, date(2024, 11, 21), closes_on=later) == [CalendarFault.ALREADY_CLOSED]


def test_last_day_does_not_move_into_the_past():
    found = moves(WINDOW, date(2024, 11, 10), closes_on=date(2024, 11, 9))
    assert found == [CalendarFault.CLOSES_IN_THE_PAST]


@pytest.mark.parametrize(
    ("today", "counts"),
    [
        (date(2023, 12, 20), date(2024, 1, 1)),
        (date(2024, 6, 1), date(2024, 6, 1)),
        (date(2026, 11, 22), date(2024, 12, 31)),
    ],
)
def test_units_take_part_as_they_are_on_the_nearest_day_of_the_year(today, counts):
    assert day_that_counts(2024, today) == counts


COUNTS = {DaysKind.EXPLANATION_DAYS: 3, DaysKind.APPEAL_DAYS: 5}


@pytest.mark.parametrize(
    ("kind", "last_free_day"),
    [
        (DaysKind.EXPLANATION_DAYS, date(2024, 12, 5)),
        (DaysKind.APPEAL_DAYS, date(2024, 11, 20)),
    ],
)
def test_count_of_days_changes_until_somebody_counts_by_it(windows, kind, last_free_day):
    after = COUNTS | {kind: 9}
    assert list(forbidden_recounts(COUNTS, after, windows, last_free_day)) == []

    next_day = last_free_day + timedelta(days=1)
    (found,) = forbidden_recounts(COUNTS, after, windows, next_day)
    assert (found.kind, found.fault) == (kind, CalendarFault.ALREADY_COUNTING)
    assert list(forbidden_recounts(COUNTS, COUNTS, windows, next_day)) == []


@given(st.integers(-5, 100))
def test_days_are_counted_from_one_to_sixty(count):
    found = [one.kind for one in faults_of_days(COUNTS | {DaysKind.APPEAL_DAYS: count})]
    assert found == ([] if 1 <= count <= 60 else [DaysKind.APPEAL_DAYS])


@given(st.dates(date(2024, 1, 1), date(2025, 12, 31)), st.dates(date(2024, 1, 1)), st.dates())
def test_day_that_was_reached_never_moves(today, first, last):
    after = replace(WINDOW, opens_on=first, closes_on=max(first, last))
    allowed = not list(forbidden_moves({WINDOW.kind: WINDOW}, [after], today))
    if allowed and today >= WINDOW.opens_on:
        assert after.opens_on == WINDOW.opens_on
    if allowed and today > WINDOW.closes_on:
        assert after == WINDOW
    if allowed and after != WINDOW:
        assert after.closes_on >= today
