"""What a sheet says of its days before anybody clicks: open until when, late since when, closed."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from emulation import formatting, labels
from emulation.assessments.days import (
    cost_of_late_day,
    has_begun,
    is_late,
    last_day_to_write,
    writing_gate,
)
from emulation.assessments.facts import SheetFacts
from emulation.assessments.pages import Standing
from emulation.periods.gates import who_may_extend
from emulation.periods.wording import extenders_text
from emulation.rules.deadlines import ExtensionKind, WindowKind, closed_since, days_late
from emulation.rules.workflow import AssessmentState


@dataclass(frozen=True, slots=True)
class DaysNotice:
    """One notice at the head of a sheet: its kind, what matters, and what follows from it."""

    kind: str
    headline: str
    text: str = ""


def days_notice(standing: Standing) -> DaysNotice | None:
    """Return what is to be said of the sheet's days; nothing while all is in time."""
    sheet, today = standing.sheet, standing.today
    if not sheet.is_open:
        return None
    if standing.is_over and standing.last_day is not None:
        return _closed(sheet, standing.last_day)
    if sheet.state is AssessmentState.RETURNED:
        return None
    if not has_begun(sheet, today):
        return _not_begun(sheet)
    return _late(sheet, today) if is_late(sheet, today) else _extended(sheet)


def _closed(sheet: SheetFacts, last_day: date) -> DaysNotice:
    kind, _base = writing_gate(sheet.id, sheet.state)
    return DaysNotice(
        "bad",
        _(
            "“%(window)s” has been closed since %(day)s: nothing can be changed or submitted.",
            window=labels.EXTENSION_KIND[kind],
            day=formatting.date(closed_since(last_day)),
        ),
        _(
            "More time can be given by: %(who)s.",
            who=extenders_text(who_may_extend(sheet.participant.id, kind)),
        ),
    )


def _not_begun(sheet: SheetFacts) -> DaysNotice:
    opens_on = sheet.windows[WindowKind.SELF_ASSESSMENT].opens_on
    return DaysNotice(
        "info",
        _("Sheets can be submitted from %(day)s.", day=formatting.date(opens_on)),
        _("Figures and documents can be entered before that day."),
    )


def _late(sheet: SheetFacts, today: date) -> DaysNotice:
    """Say how late the sheet is today, what that costs, and when it will be too late."""
    last = sheet.last_day(ExtensionKind.SELF_ASSESSMENT)
    days = days_late(today, last) if last else 0
    headline = ngettext(
        "Self-assessment ended on %(day)s: a sheet submitted today is %(num)s day late.",
        "Self-assessment ended on %(day)s: a sheet submitted today is %(num)s days late.",
        days,
        day=formatting.date(last) if last else "",
    )
    said = []
    if cost := cost_of_late_day(sheet):
        said.append(
            _(
                "Each day takes %(points)s points, at most %(most)s.",
                points=formatting.number(cost[0]),
                most=formatting.number(cost[1]),
            )
        )
    if ends := last_day_to_write(sheet):
        said.append(_("After %(day)s nothing can be submitted.", day=formatting.date(ends)))
    return DaysNotice("warn", headline, " ".join(said))


def _extended(sheet: SheetFacts) -> DaysNotice | None:
    window = sheet.windows.get(WindowKind.SELF_ASSESSMENT)
    last = sheet.last_day(ExtensionKind.SELF_ASSESSMENT)
    if window is None or last is None or last == window.closes_on:
        return None
    return DaysNotice(
        "info",
        _(
            "This unit has more time: the sheet is due on %(day)s instead of %(usual)s.",
            day=formatting.date(last),
            usual=formatting.date(window.closes_on),
        ),
    )
