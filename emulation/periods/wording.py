"""What is said about a year's calendar: its faults, and where each window stands today."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from emulation import labels
from emulation.formatting import date as written_day
from emulation.periods.calendar import CalendarFault, CalendarProblem, DaysKind
from emulation.rules.deadlines import (
    ExtensionKind,
    Window,
    WindowKind,
    WindowState,
    closed_since,
    is_over,
)
from emulation.rules.errors import WindowClosed, WindowNotOpen
from emulation.rules.roles import Role

_FAULT = {
    CalendarFault.MISSING: _l("Enter both days."),
    CalendarFault.CLOSES_BEFORE_OPENING: _l("The last day must not come before the first day."),
    CalendarFault.OUTSIDE_THE_YEAR: _l(
        "The days must lie between 1 January of the year and 31 December of the next."
    ),
    CalendarFault.ALREADY_OPEN: _l("This window has opened: only its last day can still move."),
    CalendarFault.ALREADY_CLOSED: _l("This window is over and cannot be moved."),
    CalendarFault.CLOSES_IN_THE_PAST: _l("Choose a last day that is not over yet."),
    CalendarFault.DAYS_OUT_OF_RANGE: _l("Enter a number from 1 to 60."),
    CalendarFault.ALREADY_COUNTING: _l("These days have begun to count and stay as they are."),
}


DAYS = {
    DaysKind.EXPLANATION_DAYS: _l("Days for answers to questions"),
    DaysKind.APPEAL_DAYS: _l("Days for appeals after the result"),
}


_TITLE = {
    **{kind.value: word for kind, word in labels.WINDOW_KIND.items()},
    **{kind.value: word for kind, word in DAYS.items()},
}


def moved_sentence(name: str, before: object, after: object) -> str:
    """Say what a change of the calendar moved, from what to what."""
    return f"{_TITLE[name]}: {_days_text(before)} → {_days_text(after)}"


def _days_text(value: object) -> str:
    """Write a count of days, or the two days of a window as the log keeps them."""
    if isinstance(value, list):
        first, last = (written_day(date.fromisoformat(day)) for day in value)
        return f"{first} – {last}"
    return str(value)


def fault_sentence(problem: CalendarProblem) -> str:
    if problem.fault is CalendarFault.BEFORE_PREVIOUS and problem.previous is not None:
        previous = labels.WINDOW_KIND[problem.previous]
        return str(_("It must not begin or end before “%(previous)s”.", previous=previous))
    return str(_FAULT[problem.fault])


def refusal_of_days(error: WindowClosed | WindowNotOpen) -> str:
    """Say which window is not open, since or until when, and who may give more time."""
    if isinstance(error, WindowNotOpen):
        return str(
            _(
                "“%(window)s” opens on %(day)s; nothing was changed.",
                window=labels.WINDOW_KIND[WindowKind(error.kind)],
                day=written_day(error.opens_on),
            )
        )
    return str(
        _(
            "“%(window)s” has been closed since %(day)s, so nothing was changed. "
            "More time can be given by: %(who)s.",
            window=labels.EXTENSION_KIND[ExtensionKind(error.kind)],
            day=written_day(closed_since(error.closed_on)),
            who=extenders_text(error.who),
        )
    )


def extenders_text(who: Sequence[tuple[str, str]]) -> str:
    """Name each role with its unit, one after the other."""
    return ", ".join(f"{labels.ROLE[Role(role)]} ({unit})" for role, unit in who)


def standing(window: Window, today: date) -> str:
    """Say where a window stands: 3 days left, over, opens in 12 days."""
    match window.state(today):
        case WindowState.NOT_YET_OPEN:
            days = (window.opens_on - today).days
            return str(ngettext("Opens in %(num)s day", "Opens in %(num)s days", days))
        case WindowState.OPEN if window.closes_on == today:
            return str(_("Last day today"))
        case WindowState.OPEN:
            days = window.days_left(today)
            return str(ngettext("%(num)s day left", "%(num)s days left", days))
        case WindowState.CLOSED:
            return str(_("Over"))


def standing_kind(window: Window, today: date) -> str:
    """Return the kind of tag that goes with `standing`."""
    kinds = {
        WindowState.NOT_YET_OPEN: "quiet",
        WindowState.OPEN: "todo",
        WindowState.CLOSED: "done",
    }
    return kinds[window.state(today)]


def days_standing(last_day: date, today: date) -> str:
    """Say where a last day stands: 3 days left, last day today, closed since."""
    left = (last_day - today).days
    if left < 0:
        return str(_("Closed since %(day)s", day=written_day(closed_since(last_day))))
    if left == 0:
        return str(_("Last day today"))
    return str(ngettext("%(num)s day left", "%(num)s days left", left))


def standing_tag(last_day: date, today: date) -> str:
    """Return the kind of tag that goes with `days_standing`."""
    return "bad" if is_over(last_day, today) else "todo"
