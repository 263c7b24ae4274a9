"""A year of the small province, opened as the council opens it."""

from datetime import UTC, datetime

from emulation.assessments.opening import open_year
from emulation.criteria.queries import rule_set
from emulation.database import write_tx
from emulation.periods.calendar import proposed_windows

OPENED_AT = datetime(2024, 1, 2, 3, tzinfo=UTC)


def opened(province, criteria_set, year=2024, *, at=OPENED_AT, **facts):
    windows = proposed_windows(rule_set(criteria_set.id).calendar, year)
    with write_tx():
        return open_year(
            year,
            criteria_set=criteria_set,
            windows=facts.pop("windows", windows),
            province=province,
            by=None,
            at=at,
            **facts,
        )
