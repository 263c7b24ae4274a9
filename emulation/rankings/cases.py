"""Where every unit of a year stands for the council, with the days and counts that say why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from emulation.assessments.models import Assessment
from emulation.database import db
from emulation.periods.models import Extension, Participant, Period
from emulation.periods.queries import windows_of
from emulation.rankings.queries import SheetLine, sheet_lines
from emulation.rules.approval import Case, Place, place_of
from emulation.rules.deadlines import (
    ExtensionKind,
    WindowKind,
    days_late,
    due_after,
    extended,
    local_day,
)
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState
from emulation.verification.models import Appeal, Question


@dataclass(frozen=True, slots=True)
class UnitCase:
    """One unit: where it stands, and what there is to know of what holds it up.

    `due_on` is the last day of whatever the unit is waiting for or being waited for.
    """

    line: SheetLine
    place: Place
    due_on: date | None
    days_late: int
    appeals_open: int

    @property
    def lines_left(self) -> int | None:
        if self.line.lines_all is None or self.line.lines_done is None:
            return None
        return self.line.lines_all - self.line.lines_done


def unit_cases(period: Period, *, reader: Person, today: date) -> Sequence[UnitCase]:
    """Return every unit of the year that this reader may see; as many queries for any number."""
    extensions = _extensions(period.id)
    appeals, questions = _open_appeals(period.id), _answers_due(period.id)
    window = windows_of(period.id).get(WindowKind.SELF_ASSESSMENT)

    def case_of(line: SheetLine) -> UnitCase:
        granted = extensions.get(line.assessment_id, {})
        appeal_until = None
        if line.verified_at is not None:
            usual = due_after(local_day(line.verified_at), period.appeal_days)
            appeal_until = _later(usual, granted.get(ExtensionKind.APPEAL))
        open_now = appeals.get(line.assessment_id, 0)
        place = place_of(Case(line.state, line.set_aside, open_now, appeal_until), today)
        submit_by = window.closes_on if window else None
        if submit_by is not None:
            submit_by = _later(submit_by, granted.get(ExtensionKind.SELF_ASSESSMENT))
        answer_by = questions.get(line.assessment_id)
        if answer_by is not None:
            answer_by = _later(answer_by, granted.get(ExtensionKind.EXPLANATION))
        due = {
            Place.NOT_SUBMITTED: submit_by,
            Place.QUESTIONS_OPEN: answer_by,
            Place.APPEAL_DAYS: appeal_until,
        }
        late = days_late(_done_on(line, today), submit_by) if submit_by else 0
        return UnitCase(line, place, due.get(place), late, open_now)

    return [case_of(line) for line in sheet_lines(period, reader=reader)]


def _done_on(line: SheetLine, today: date) -> date:
    return today if line.submitted_at is None else local_day(line.submitted_at)


def _later(usual: date, granted: date | None) -> date:
    return usual if granted is None else extended(usual, [granted])


def _extensions(period_id: int) -> Mapping[int, Mapping[ExtensionKind, date]]:
    """Return the latest day that each sheet was given, by purpose."""
    query = (
        select(Assessment.id, Extension.kind, func.max(Extension.until))
        .join(Participant, Participant.id == Extension.participant_id)
        .join(Assessment, Assessment.participant_id == Participant.id)
        .where(Participant.period_id == period_id)
        .group_by(Assessment.id, Extension.kind)
    )
    found: dict[int, dict[ExtensionKind, date]] = {}
    for sheet_id, kind, until in db.session.execute(query):
        found.setdefault(sheet_id, {})[kind] = until
    return found


def _open_appeals(period_id: int) -> Mapping[int, int]:
    query = (
        select(Appeal.assessment_id, func.count())
        .join(Assessment, Assessment.id == Appeal.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(
            Participant.period_id == period_id,
            Appeal.filed_at.is_not(None),
            Appeal.decision.is_(None),
        )
        .group_by(Appeal.assessment_id)
    )
    return dict(db.session.execute(query).tuples().all())


def _answers_due(period_id: int) -> Mapping[int, date]:
    """Return the last day for answers of each sheet that was returned."""
    query = (
        select(Question.assessment_id, func.max(Question.due_on))
        .join(Assessment, Assessment.id == Question.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(
            Participant.period_id == period_id,
            Assessment.state == AssessmentState.RETURNED,
            Question.sent_at.is_not(None),
            Question.answered_at.is_(None),
            Question.dropped_at.is_(None),
        )
        .group_by(Question.assessment_id)
    )
    return {sheet_id: due_on for sheet_id, due_on in db.session.execute(query) if due_on}
