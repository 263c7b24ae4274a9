"""What goes wrong when a year is opened or its calendar is changed."""

from datetime import date

from emulation.periods.calendar import FIRST_YEAR, LAST_YEAR, CalendarProblem
from emulation.rules.errors import RuleBroken


class YearOutOfRange(RuleBroken):
    """No assessment is held in such a year."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} is not between {FIRST_YEAR} and {LAST_YEAR}")
        self.year = year


class YearAlreadyOpen(RuleBroken):
    """The province has already opened this year."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} is already open")
        self.year = year


class NothingToAssess(RuleBroken):
    """The province has no commune on the day that counts."""

    def __init__(self, province: str, day: date) -> None:
        super().__init__(f"{province} has no commune on {day.isoformat()}: import units first")
        self.province = province
        self.day = day


class WrongCalendar(RuleBroken):
    """The windows of the year cannot be as they were given; every fault is named."""

    def __init__(self, problems: tuple[CalendarProblem, ...]) -> None:
        super().__init__("; ".join(f"{one.kind}: {one.fault}" for one in problems))
        self.problems = problems


class PeriodClosed(RuleBroken):
    """The year has been published and does not change any more."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} has been published")
        self.year = year
