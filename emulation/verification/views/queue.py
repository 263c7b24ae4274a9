"""The sheets of an inspecting unit: what waits first, with what is left to do."""

from collections import Counter
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from emulation.access import only, signed_in
from emulation.audit.changes import now
from emulation.filing.counting import list_papers
from emulation.formatting import tidy
from emulation.periods.models import Period
from emulation.periods.queries import find_running_period, get_period, list_periods, windows_of
from emulation.rules.collation import fold
from emulation.rules.deadlines import WindowKind, extended, local_day
from emulation.rules.extensions import Scope, kinds_open_to
from emulation.rules.workflow import AssessmentState
from emulation.verification.queries import QueueRow, list_queue
from emulation.verification.views.blueprint import INSPECTION, bp

LONGEST_SEARCH = 80


@bp.get("/verification")
@only(*INSPECTION)
def queue() -> ResponseReturnValue:
    period = asked_period()
    searched = tidy(request.args.get("q", ""))[:LONGEST_SEARCH]
    state = sent_state()
    everything = list_queue(period.id, reader=signed_in()) if period else ()
    found = [row for row in everything if fold(searched) in row.name_folded]
    window = windows_of(period.id).get(WindowKind.VERIFICATION) if period else None
    today = local_day(now())
    papers = list_papers(period, reader=signed_in()) if period else ()
    return render_template(
        "verification/queue.html",
        period=period,
        periods=list_periods(),
        rows=[row for row in found if state in {None, row.state}],
        in_state=Counter(row.state for row in found),
        everything=len(found),
        state=state,
        searched=searched,
        window=window,
        days_left=window.days_left(today) if window else None,
        due_of=lambda row: due_of(row, window.closes_on if window else None),
        today=today,
        may_extend=may_extend,
        papers={one.assessment_id: one for one in papers},
        waiting=sum(waits(row) for row in everything),
    )


def asked_period() -> Period | None:
    """Return the year asked for, else the newest that is still open, else the newest."""
    year = request.args.get("year", type=int)
    if year is not None:
        return get_period(year)
    return find_running_period() or next(iter(list_periods()), None)


def sent_state() -> AssessmentState | None:
    try:
        return AssessmentState(request.args.get("state", ""))
    except ValueError:
        return None


def waits(row: QueueRow) -> bool:
    """Tell whether the inspection is the one to act."""
    return row.state in {AssessmentState.SUBMITTED, AssessmentState.IN_VERIFICATION}


def due_of(row: QueueRow, closes_on: date | None) -> date | None:
    """Return the day by which somebody has to act, with the time granted to the unit."""
    if row.state is AssessmentState.RETURNED:
        due, granted = row.answers_due_on, row.answers_granted
    else:
        due, granted = closes_on if waits(row) else None, row.verification_granted
    return due and extended(due, [granted] if granted else [])


def may_extend(row: QueueRow) -> bool:
    """Tell whether the reader may give this unit more time; the queue holds whom one inspects."""
    reader = signed_in()
    return bool(kinds_open_to(reader, Scope(0, reader.unit_id), row.state))
