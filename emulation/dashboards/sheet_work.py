"""What there is to do on every sheet of a year, and until when: for first pages and reminders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, Subquery, and_, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from emulation.assessments.latest import total_of
from emulation.assessments.models import Assessment, Score, SheetTotal
from emulation.database import db
from emulation.periods.gates import granted_until
from emulation.periods.models import Participant, Period
from emulation.periods.queries import windows_of
from emulation.rules.deadlines import (
    ExtensionKind,
    Window,
    WindowKind,
    due_after,
    extended,
    is_over,
    local_day,
)
from emulation.rules.workflow import AssessmentState, Stage
from emulation.verification.models import Appeal, Question


@dataclass(frozen=True, slots=True)
class SheetWork:
    """One sheet with what waits on it; counts are of lines, questions and appeals."""

    assessment_id: int
    participant_id: int
    unit_id: int
    inspecting_unit_id: int | None
    name: str
    state: AssessmentState
    verified_at: datetime | None
    is_aside: bool
    claims_done: int | None
    claims_all: int | None
    verdicts_done: int | None
    verdicts_all: int | None
    questions_drafted: int
    questions_open: int
    answers_due_on: date | None
    answered: int
    appeals_open: int
    appeals_own: int
    granted_self_assessment: date | None
    granted_verification: date | None
    granted_explanation: date | None
    granted_appeal: date | None

    @property
    def claims_left(self) -> int:
        return (self.claims_all or 0) - (self.claims_done or 0)

    @property
    def verdicts_left(self) -> int:
        return (self.verdicts_all or 0) - (self.verdicts_done or 0)

    @property
    def appeals_of_others(self) -> int:
        """How many undecided appeals are not against this reader's own verdicts."""
        return self.appeals_open - self.appeals_own


@dataclass(frozen=True, slots=True)
class YearWork:
    """The sheets of a year with its calendar."""

    period: Period
    windows: Mapping[WindowKind, Window]
    sheets: Sequence[SheetWork]

    def submit_by(self, sheet: SheetWork) -> date | None:
        usual = self._closing(WindowKind.SELF_ASSESSMENT)
        return later(usual, sheet.granted_self_assessment)

    def verify_by(self, sheet: SheetWork) -> date | None:
        return later(self._closing(WindowKind.VERIFICATION), sheet.granted_verification)

    def answer_by(self, sheet: SheetWork) -> date | None:
        return later(sheet.answers_due_on, sheet.granted_explanation)

    def appeal_by(self, sheet: SheetWork) -> date | None:
        if sheet.verified_at is None:
            return None
        usual = due_after(local_day(sheet.verified_at), self.period.appeal_days)
        return later(usual, sheet.granted_appeal)

    def takes_appeals(self, sheet: SheetWork, today: date) -> bool:
        last = self.appeal_by(sheet)
        return (
            sheet.state is AssessmentState.VERIFIED
            and last is not None
            and not is_over(last, today)
        )

    def _closing(self, kind: WindowKind) -> date | None:
        window = self.windows.get(kind)
        return window.closes_on if window else None


_PARTICIPANT = type_coerce(Participant.id, Integer)


def later(usual: date | None, granted: date | None) -> date | None:
    return usual if usual is None or granted is None else extended(usual, [granted])


def year_work(period: Period, seen: ColumnElement[bool], *, user_id: int = 0) -> YearWork:
    """Read the sheets that meet the condition on `Participant`, in two queries for any number."""
    claimed, verified = aliased(SheetTotal), aliased(SheetTotal)
    asked, answered, appealed = _questions(), _answered(), _appeals(user_id)
    query = (
        select(
            Assessment.id,
            Participant.id,
            Participant.unit_id,
            Participant.inspecting_unit_id,
            Participant.name,
            Assessment.state,
            Assessment.verified_at,
            Assessment.set_aside_at.is_not(None),
            claimed.lines_done,
            claimed.lines_all,
            verified.lines_done,
            verified.lines_all,
            func.coalesce(asked.c.drafted, 0),
            func.coalesce(asked.c.open, 0),
            asked.c.due_on,
            func.coalesce(answered.c.count, 0),
            func.coalesce(appealed.c.open, 0),
            func.coalesce(appealed.c.own, 0),
            *(granted_until(_PARTICIPANT, kind) for kind in ExtensionKind),
        )
        .join(Participant, Participant.id == Assessment.participant_id)
        .outerjoin(claimed, total_of(claimed, Stage.SELF))
        .outerjoin(verified, total_of(verified, Stage.VERIFIED))
        .outerjoin(asked, asked.c.assessment_id == Assessment.id)
        .outerjoin(answered, answered.c.assessment_id == Assessment.id)
        .outerjoin(appealed, appealed.c.assessment_id == Assessment.id)
        .where(Participant.period_id == period.id, seen)
        .order_by(Participant.name_folded, Assessment.id)
    )
    sheets = [SheetWork(*row) for row in db.session.execute(query)]
    return YearWork(period, windows_of(period.id), sheets)


def _questions() -> Subquery:
    is_open = Question.sent_at.is_not(None)
    return (
        select(
            Question.assessment_id,
            func.count().filter(~is_open).label("drafted"),
            func.count().filter(is_open).label("open"),
            func.max(Question.due_on).label("due_on"),
        )
        .where(Question.answered_at.is_(None), Question.dropped_at.is_(None))
        .group_by(Question.assessment_id)
        .subquery()
    )


def _answered() -> Subquery:
    """Count the lines that were asked about and wait for a new verdict."""
    return (
        select(Score.assessment_id, func.count(Score.id.distinct()).label("count"))
        .join(
            Question,
            and_(
                Question.assessment_id == Score.assessment_id,
                Question.criterion_id == Score.criterion_id,
                or_(Question.answered_at.is_not(None), Question.dropped_at.is_not(None)),
            ),
        )
        .where(Score.stage == Stage.VERIFIED, Score.verdict.is_(None))
        .group_by(Score.assessment_id)
        .subquery()
    )


def _appeals(user_id: int) -> Subquery:
    return (
        select(
            Appeal.assessment_id,
            func.count().label("open"),
            func.count().filter(Appeal.judged_by_id == user_id).label("own"),
        )
        .join(Assessment, Assessment.id == Appeal.assessment_id)
        .where(Appeal.filed_at >= Assessment.verified_at, Appeal.decision.is_(None))
        .group_by(Appeal.assessment_id)
        .subquery()
    )
