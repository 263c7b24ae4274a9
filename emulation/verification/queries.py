"""Reading for inspectors: the queue of an inspecting unit, and the questions of a sheet."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, Subquery, case, func, select
from sqlalchemy.orm import aliased

from emulation.accounts.models import User
from emulation.assessments.latest import latest_total_of, total_of
from emulation.assessments.models import Assessment, Score, SheetTotal
from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.periods.gates import granted_until
from emulation.periods.models import Participant
from emulation.periods.queries import seen_by
from emulation.rules.deadlines import ExtensionKind
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Stage
from emulation.units.models import UnitKind
from emulation.verification.models import Question

# What waits for the inspection comes first, then what waits for the commune, then what is done.
QUEUE_ORDER = (
    AssessmentState.UNDER_APPEAL,
    AssessmentState.IN_VERIFICATION,
    AssessmentState.SUBMITTED,
    AssessmentState.RETURNED,
    AssessmentState.DRAFT,
    AssessmentState.VERIFIED,
    AssessmentState.SETTLED,
    AssessmentState.APPROVED,
    AssessmentState.PUBLISHED,
    AssessmentState.CLOSED,
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One sheet of the inspecting unit, with what is left to do."""

    assessment_id: int
    name: str
    name_folded: str
    kind: UnitKind
    state: AssessmentState
    submitted_at: datetime | None
    self_total: Decimal | None
    verified_total: Decimal | None
    lines_done: int | None
    lines_all: int | None
    questions_drafted: int
    questions_sent: int
    answers_due_on: date | None
    verification_granted: date | None
    answers_granted: date | None
    set_aside: bool

    @property
    def lines_left(self) -> int | None:
        if self.lines_all is None or self.lines_done is None:
            return None
        return self.lines_all - self.lines_done

    @property
    def gap(self) -> Decimal | None:
        """Verified minus claimed points, once verification has begun."""
        if self.verified_total is None or self.self_total is None:
            return None
        return self.verified_total - self.self_total


def list_queue(period_id: int, *, reader: Person) -> Sequence[QueueRow]:
    """Return the sheets this reader may see, what waits first; one query for any number."""
    claimed, verified = aliased(SheetTotal), aliased(SheetTotal)
    questions = _questions_by_sheet()
    order = case({state: n for n, state in enumerate(QUEUE_ORDER)}, value=Assessment.state)
    query = (
        select(
            Assessment.id,
            Participant.name,
            Participant.name_folded,
            Participant.kind,
            Assessment.state,
            Assessment.submitted_at,
            claimed.total,
            verified.total,
            verified.lines_done,
            verified.lines_all,
            func.coalesce(questions.c.drafted, 0),
            func.coalesce(questions.c.sent, 0),
            questions.c.due_on,
            granted_until(Participant.__table__.c.id, ExtensionKind.VERIFICATION),
            granted_until(Participant.__table__.c.id, ExtensionKind.EXPLANATION),
            Assessment.set_aside_at.is_not(None),
        )
        .join(Participant, Assessment.participant_id == Participant.id)
        .outerjoin(claimed, total_of(claimed, Stage.SELF))
        .outerjoin(verified, latest_total_of(verified))
        .outerjoin(questions, questions.c.assessment_id == Assessment.id)
        .where(Participant.period_id == period_id, seen_by(reader))
        .order_by(order, Assessment.submitted_at, Participant.name_folded, Assessment.id)
    )
    return [QueueRow(*row) for row in db.session.execute(query)]


def _questions_by_sheet() -> Subquery:
    return (
        select(
            Question.assessment_id,
            func.count().filter(Question.sent_at.is_(None)).label("drafted"),
            func.count().filter(Question.sent_at.is_not(None)).label("sent"),
            func.max(Question.due_on).label("due_on"),
        )
        .where(Question.answered_at.is_(None), Question.dropped_at.is_(None))
        .group_by(Question.assessment_id)
        .subquery()
    )


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """One question with its answer, if any, and who wrote them."""

    id: int
    criterion_id: int
    code: str
    text: str
    asked_by: str
    asked_at: datetime
    sent_at: datetime | None
    due_on: date | None
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    dropped_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether it waits for the commune."""
        return self.sent_at is not None and self.answered_at is None and self.dropped_at is None


def due_day(waiting: Iterable[QuestionFacts]) -> date | None:
    """Return the day by which the open questions are to be answered, before any extension."""
    return max((one.due_on for one in waiting if one.due_on is not None), default=None)


def list_questions(assessment_id: int) -> Sequence[QuestionFacts]:
    """Return every question of a sheet in the order of the criteria, the newest round first."""
    rows = db.session.execute(_questions().where(Question.assessment_id == assessment_id))
    return [QuestionFacts(*row[1:]) for row in rows]


def questions_by_sheet(
    assessment_ids: Collection[int], criterion_id: int
) -> Mapping[int, Sequence[QuestionFacts]]:
    """Return the questions on one criterion, by sheet, the newest round first."""
    query = _questions().where(
        Question.assessment_id.in_(assessment_ids), Question.criterion_id == criterion_id
    )
    found: dict[int, list[QuestionFacts]] = {}
    for assessment_id, *columns in db.session.execute(query):
        found.setdefault(assessment_id, []).append(QuestionFacts(*columns))
    return found


def _questions() -> Select[Any]:
    asker, answerer = aliased(User), aliased(User)
    return (
        select(
            Question.assessment_id,
            Question.id,
            Question.criterion_id,
            CriterionLine.code,
            Question.text,
            asker.full_name,
            Question.asked_at,
            Question.sent_at,
            Question.due_on,
            Question.answer,
            answerer.full_name,
            Question.answered_at,
            Question.dropped_at,
            Question.version,
        )
        .join(CriterionLine, CriterionLine.id == Question.criterion_id)
        .join(asker, asker.id == Question.asked_by_id)
        .outerjoin(answerer, answerer.id == Question.answered_by_id)
        .order_by(CriterionLine.position, Question.id.desc())
    )


def change_count(assessment_id: int) -> int:
    """Return a number that grows with every decision on the sheet, to tell a stale page."""
    query = select(func.coalesce(func.sum(Score.version), 0)).where(
        Score.assessment_id == assessment_id, Score.stage == Stage.VERIFIED
    )
    return int(db.session.scalar(query) or 0)


def names_of(user_ids: set[int]) -> Mapping[int, str]:
    """Return the full names of people, by id."""
    query = select(User.id, User.full_name).where(User.id.in_(user_ids))
    return dict(db.session.execute(query).tuples().all())


@dataclass(frozen=True, slots=True)
class SheetSums:
    """The totals of a sheet as last computed."""

    claimed: Decimal | None
    verified: Decimal | None


def sums_of(assessment_id: int) -> SheetSums:
    query = select(SheetTotal.stage, SheetTotal.total).where(
        SheetTotal.assessment_id == assessment_id
    )
    totals = dict(db.session.execute(query).tuples().all())
    verified = totals.get(Stage.APPEAL, totals.get(Stage.VERIFIED))
    return SheetSums(totals.get(Stage.SELF), verified)
