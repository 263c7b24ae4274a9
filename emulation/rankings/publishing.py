"""Publishing a year: its ranking copied and signed, once and for good. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from emulation.assessments.models import Assessment
from emulation.database import rows_changed
from emulation.periods.models import Period, PeriodState
from emulation.rankings.draft import draft_of
from emulation.rankings.issuing import hold_chain, issue
from emulation.rankings.models import Publication
from emulation.rankings.queries import SheetLine
from emulation.rankings.standings import SET_ASIDE, status_of
from emulation.rules.errors import RuleBroken, WrongState
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Step, next_state


class NothingToPublish(RuleBroken):
    """No sheet of the year has been approved."""


def publish(period: Period, *, by: Person, at: datetime) -> Publication:
    """Publish the year: ranks, totals, levels and what they rest on, once and for good."""
    hold_chain(period)
    closed = rows_changed(
        update(Period)
        .where(Period.id == period.id, Period.state == PeriodState.OPEN)
        .values(state=PeriodState.PUBLISHED, version=Period.version + 1)
    )
    if closed != 1:
        raise WrongState(PeriodState.PUBLISHED, Step.PUBLISH)
    draft = draft_of(period, reader=by)
    if not draft.ranked:
        raise NothingToPublish
    close_sheets(draft.lines, by=by)
    return issue(period, draft, by=by, at=at)


def close_sheets(lines: Sequence[SheetLine], *, by: Person) -> None:
    """Publish what was approved, and close every other sheet as it stands.

    A sheet that was set aside stays open: its case is not decided, a correction may take it in.
    """
    concerned = [line for line in lines if status_of(line) != SET_ASIDE]
    for state in {line.state for line in concerned}:
        step = Step.PUBLISH if state is AssessmentState.APPROVED else Step.CLOSE
        move_sheets([line for line in concerned if line.state is state], step, by=by)


def move_sheets(lines: Sequence[SheetLine], step: Step, *, by: Person) -> None:
    """Take sheets that are all in one state on by one step."""
    if not lines:
        return
    state = lines[0].state
    rows_changed(
        update(Assessment)
        .where(Assessment.id.in_([line.assessment_id for line in lines]), Assessment.state == state)
        .values(state=next_state(state, step, by.role), version=Assessment.version + 1)
    )
