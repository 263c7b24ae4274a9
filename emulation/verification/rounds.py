"""A round of questions: sent to the commune together, answered together, judged again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from emulation.assessments.facts import SheetFacts
from emulation.assessments.models import Assessment, Score
from emulation.assessments.telling import tell_of_sheets
from emulation.assessments.totals import recompute
from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.notices.kinds import NoticeKind
from emulation.periods.gates import require_open, still_open
from emulation.periods.models import Period
from emulation.rules.deadlines import ExtensionKind, due_after, is_over, local_day
from emulation.rules.errors import RowClosed, StaleVersion, StepNotYours
from emulation.rules.roles import AGENCY_ROLES, Person
from emulation.rules.workflow import AssessmentState, Stage, Step, next_state
from emulation.verification.errors import AnswersMissing, AnswersNotDue, NoQuestions
from emulation.verification.models import Question
from emulation.verification.queries import QuestionFacts, due_day, list_questions
from emulation.verification.sheets import hold_sheet, take_step


@dataclass(frozen=True, slots=True)
class Answer:
    """What the commune typed under one question, and which version of it was on the page."""

    text: str
    version: int


def send_questions(assessment_id: int, *, version: int, by: Person, at: datetime) -> int:
    """Return the sheet with every drafted question; only the lines asked about open again."""
    sheet = hold_sheet(assessment_id, by=by)
    take_step(sheet, Step.RETURN, version=version, by=by, at=at)
    drafted = [one for one in list_questions(assessment_id) if one.sent_at is None]
    if not drafted:
        raise NoQuestions
    period = db.session.get_one(Period, sheet.period_id)
    due_on = due_after(local_day(at), period.explanation_days)
    rows_changed(
        update(Question)
        .where(Question.id.in_([one.id for one in drafted]))
        .values(sent_at=at, due_on=due_on, version=Question.version + 1)
    )
    _reopen_claims(sheet, drafted, reopened=True)
    for one in drafted:
        record(
            "verification.ask",
            f"question:{one.id}",
            by=by,
            at=at,
            after={"code": one.code, "text": one.text, "due_on": due_on.isoformat()},
        )
    tell_of_sheets(
        NoticeKind.QUESTIONS,
        [sheet.id],
        by=by,
        at=at,
        questions=len(drafted),
        due_on=due_on.isoformat(),
    )
    return len(drafted)


def save_answers(
    assessment_id: int, answers: Mapping[int, Answer], *, by: Person, at: datetime
) -> int:
    """Keep what the commune has typed so far; return how many answers changed."""
    sheet = hold_sheet(assessment_id, by=by)
    if by.role not in AGENCY_ROLES:
        raise StepNotYours("save answers", by.role)
    if sheet.state is not AssessmentState.RETURNED:
        raise RowClosed("", sheet.state)
    waiting = [one for one in list_questions(assessment_id) if one.is_open]
    return _keep_answers(sheet, waiting, answers, by=by, at=at)


def send_answers(
    assessment_id: int,
    answers: Mapping[int, Answer],
    *,
    version: int,
    by: Person,
    at: datetime,
) -> None:
    """Answer every open question; the lines close, and their verdicts have to be given again."""
    sheet = hold_sheet(assessment_id, by=by)
    waiting = [one for one in list_questions(assessment_id) if one.is_open]
    take_step(sheet, Step.ANSWER, version=version, by=by, at=at, base=due_day(waiting))
    _keep_answers(sheet, waiting, answers, by=by, at=at)
    said = {one.id: answers[one.id].text if one.id in answers else one.answer for one in waiting}
    silent = [one.code for one in waiting if not said[one.id] or not _is_scored(sheet, one)]
    if silent:
        raise AnswersMissing(silent)
    rows_changed(
        update(Question)
        .where(Question.id.in_([one.id for one in waiting]))
        .values(answered_at=at, answered_by_id=by.id, version=Question.version + 1)
    )
    _reopen_claims(sheet, waiting, reopened=False)
    _clear_verdicts(sheet, waiting)
    recompute(assessment_id, Stage.VERIFIED, at=at)
    for one in waiting:
        record(
            "verification.answer",
            f"question:{one.id}",
            by=by,
            at=at,
            after={"code": one.code, "text": said[one.id]},
        )
    tell_of_sheets(NoticeKind.ANSWERED, [sheet.id], by=by, at=at, answers=len(waiting))


def resume(assessment_id: int, *, version: int, by: Person, at: datetime) -> int:
    """Go on without the answers that did not come; return how many questions were dropped.

    Only once the last day for them, with its extensions, is over. The lines close, and their
    verdicts have to be given on what the commune had saved.
    """
    sheet, today = hold_sheet(assessment_id, by=by), local_day(at)
    waiting = [one for one in list_questions(assessment_id) if one.is_open]
    last_day = sheet.last_day(ExtensionKind.EXPLANATION, due_day(waiting))
    next_state(sheet.state, Step.RESUME, by.role)
    if last_day is not None and not is_over(last_day, today):
        raise AnswersNotDue(last_day)
    overdue = ~still_open(
        Assessment.participant_id, ExtensionKind.EXPLANATION, today, base=due_day(waiting)
    )
    take_step(sheet, Step.RESUME, version=version, by=by, at=at, only_if=[overdue])
    rows_changed(
        update(Question)
        .where(Question.id.in_([one.id for one in waiting]))
        .values(dropped_at=at, version=Question.version + 1)
    )
    _reopen_claims(sheet, waiting, reopened=False)
    _clear_verdicts(sheet, waiting)
    recompute(assessment_id, Stage.VERIFIED, at=at)
    for one in waiting:
        record(
            "verification.drop_question",
            f"question:{one.id}",
            by=by,
            at=at,
            after={"code": one.code, "due_on": one.due_on.isoformat() if one.due_on else None},
        )
    tell_of_sheets(NoticeKind.RESUMED, [sheet.id], by=by, at=at, unanswered=len(waiting))
    return len(waiting)


def _is_scored(sheet: SheetFacts, question: QuestionFacts) -> bool:
    return sheet.owner(question.code) is None or sheet.lines[question.code].own.points is not None


def _keep_answers(
    sheet: SheetFacts,
    waiting: Sequence[QuestionFacts],
    answers: Mapping[int, Answer],
    *,
    by: Person,
    at: datetime,
) -> int:
    """Save the changed texts, each against the version that was on the page and the last day."""
    kind, today, due_on = ExtensionKind.EXPLANATION, local_day(at), due_day(waiting)
    in_time = still_open(sheet.participant.id, kind, today, base=due_on)
    changed = 0
    for one in waiting:
        given = answers.get(one.id)
        if given is None or given.text == one.answer:
            continue
        saved = rows_changed(
            update(Question)
            .where(Question.id == one.id, Question.version == given.version, in_time)
            .values(answer=given.text, version=Question.version + 1)
        )
        if saved != 1:
            require_open(sheet.participant.id, kind, today, base=due_on)
            raise StaleVersion(given.version, one.version)
        record(
            "verification.draft_answer",
            f"question:{one.id}",
            by=by,
            at=at,
            before={"text": one.answer},
            after={"text": given.text},
        )
        changed += 1
    return changed


def _reopen_claims(
    sheet: SheetFacts, questions: Sequence[QuestionFacts], *, reopened: bool
) -> None:
    asked = [sheet.lines[one.code].own.id for one in questions]
    rows_changed(update(Score).where(Score.id.in_(asked)).values(reopened=reopened))


def _clear_verdicts(sheet: SheetFacts, questions: Sequence[QuestionFacts]) -> None:
    """Ask for new verdicts; the rows keep the figures that were questioned, to be compared."""
    rows = [sheet.lines[one.code].verified for one in questions]
    rows_changed(
        update(Score)
        .where(Score.id.in_([row.id for row in rows if row is not None]))
        .values(verdict=None, reason_code=None, note="", version=Score.version + 1)
    )
