"""Until when a commune may write into its sheet, and what each late day costs it.

A draft is open until the verification ends: late is counted, not refused. A returned sheet is
open until its answers are due.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement

from emulation.assessments.facts import SheetFacts
from emulation.assessments.models import Assessment
from emulation.assessments.questions import Asked, asked_of
from emulation.periods import gates
from emulation.rules.deadlines import ExtensionKind, WindowKind, extended, is_over
from emulation.rules.workflow import AssessmentState

LATE_DAYS = "self_assessment_days_late"


def writing_gate(assessment_id: int, state: AssessmentState) -> tuple[ExtensionKind, date | None]:
    """Return whose end closes the sheet to the commune, and the day the answers are due."""
    if state is not AssessmentState.RETURNED:
        return ExtensionKind.VERIFICATION, None
    due = [one.due_on for one in asked_of(assessment_id).values() if one.due_on is not None]
    return ExtensionKind.EXPLANATION, max(due, default=None)


def last_day_to_write(sheet: SheetFacts) -> date | None:
    kind, base = writing_gate(sheet.id, sheet.state)
    return sheet.last_day(kind, base)


def asked_with_the_units_day(sheet: SheetFacts) -> Mapping[str, Asked]:
    """Return what the inspection asks, line by line, with the day that counts for this unit."""
    asked = asked_of(sheet.id)
    granted = sheet.granted.get(ExtensionKind.EXPLANATION)
    if granted is None:
        return asked
    return {
        code: replace(one, due_on=extended(one.due_on, [granted])) if one.due_on else one
        for code, one in asked.items()
    }


def still_writable(sheet: SheetFacts, today: date) -> ColumnElement[bool]:
    """Return the condition on `Assessment` under which its unit may write today."""
    kind, base = writing_gate(sheet.id, sheet.state)
    return gates.still_open(Assessment.participant_id, kind, today, base=base)


def require_writable(sheet: SheetFacts, today: date) -> None:
    """Raise WindowClosed when the days for writing are over."""
    kind, base = writing_gate(sheet.id, sheet.state)
    gates.require_open(sheet.participant.id, kind, today, base=base)


def is_closed(sheet: SheetFacts, today: date) -> bool:
    """Answer the same from facts that were read already, to draw a page."""
    last = last_day_to_write(sheet)
    return last is not None and is_over(last, today)


def has_begun(sheet: SheetFacts, today: date) -> bool:
    """Tell whether sheets may be submitted already."""
    window = sheet.windows.get(WindowKind.SELF_ASSESSMENT)
    return window is None or today >= window.opens_on


def is_late(sheet: SheetFacts, today: date) -> bool:
    """Tell whether a sheet submitted today counts as late."""
    last = sheet.last_day(ExtensionKind.SELF_ASSESSMENT)
    return last is not None and is_over(last, today)


def cost_of_late_day(sheet: SheetFacts) -> tuple[Decimal, Decimal] | None:
    """Return what the set takes for each late day and at most; None when it takes nothing."""
    for one in sheet.criteria_set.adjustments:
        if LATE_DAYS in one.fields_by_name and one.per_unit:
            return one.per_unit, one.cap
    return None
