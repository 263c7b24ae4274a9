"""Windows of the year's calendar: local dates, both ends included."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


class WindowKind(StrEnum):
    INITIATIVE_REGISTRATION = "initiative_registration"
    SELF_ASSESSMENT = "self_assessment"
    VERIFICATION = "verification"
    COUNCIL = "council"
    PUBLICATION = "publication"


class ExtensionKind(StrEnum):
    """What a single unit may be given more time for."""

    SELF_ASSESSMENT = "self_assessment"
    VERIFICATION = "verification"
    EXPLANATION = "explanation"
    APPEAL = "appeal"


# Explanations and appeals have no window of the year: their days are counted for each sheet.
WINDOW_OF = {
    ExtensionKind.SELF_ASSESSMENT: WindowKind.SELF_ASSESSMENT,
    ExtensionKind.VERIFICATION: WindowKind.VERIFICATION,
}


class WindowState(StrEnum):
    NOT_YET_OPEN = "not_yet_open"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    kind: WindowKind
    opens_on: date
    closes_on: date

    def state(self, today: date) -> WindowState:
        if today < self.opens_on:
            return WindowState.NOT_YET_OPEN
        return WindowState.OPEN if today <= self.closes_on else WindowState.CLOSED

    def days_left(self, today: date) -> int:
        """Return days until the last day; negative once it has passed."""
        return (self.closes_on - today).days


def days_late(done_on: date, closes_on: date) -> int:
    """Return how many days after the last day something was done; never negative."""
    return max(0, (done_on - closes_on).days)


def extended(closes_on: date, granted: Iterable[date]) -> date:
    """Return the last day once every extension is counted: the latest day of all."""
    return max((closes_on, *granted))


def is_over(last_day: date, today: date) -> bool:
    """Tell whether the last day, which still belongs to the window, has passed."""
    return today > last_day


def closed_since(last_day: date) -> date:
    """Return the first day on which nothing is accepted any more."""
    return last_day + timedelta(days=1)


def due_after(asked_on: date, days: int) -> date:
    """Return the last day for an answer that may take `days` days."""
    return asked_on + timedelta(days=days)


def local_day(moment: datetime) -> date:
    """Return the calendar day of a moment in Vietnam, by which every deadline is counted."""
    return moment.astimezone(VIETNAM).date()
