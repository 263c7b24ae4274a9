"""Putting a sheet where a test needs it, by writing rows: the way there is tested elsewhere."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, literal, select, update

from emulation.assessments.models import Assessment, Score, SheetTotal
from emulation.assessments.totals import recompute
from emulation.database import db, write_tx
from emulation.periods.models import Extension, Period, PeriodState
from emulation.rules.deadlines import local_day
from emulation.rules.workflow import FINAL_STATES, AssessmentState, ReasonCode, Stage, Verdict
from emulation.verification.models import Appeal, Question
from tests.resilience.year import Year

S = AssessmentState
NOT_BEGUN = frozenset({S.DRAFT, S.SUBMITTED})
CLAIMED = ("assessment_id", "criterion_id", "inputs", "not_applicable", "points")


def put(year: Year, number: int, state: AssessmentState) -> int:
    """Bring one commune's sheet into a state, everything on it fitting; return its id."""
    sheet_id = year.sheet_ids[number]
    at = datetime.now(UTC)
    leader, head = year.leaders[number][0].person.id, year.heads[0].person.id
    with write_tx() as session:
        session.execute(
            update(Period).where(Period.id == year.period_id).values(state=PeriodState.OPEN)
        )
        clear(sheet_id)
        final = state in FINAL_STATES
        session.execute(
            update(Assessment)
            .where(Assessment.id == sheet_id)
            .values(
                state=state,
                submitted_at=None if state is S.DRAFT else at,
                submitted_by_id=None if state is S.DRAFT else leader,
                verified_at=at if final else None,
                verified_by_id=head if final else None,
                settled_at=at if state in {S.SETTLED, S.APPROVED, S.PUBLISHED} else None,
                approved_at=at if state in {S.APPROVED, S.PUBLISHED} else None,
                reopened_at=None,
                set_aside_at=None,
                set_aside_by_id=None,
                set_aside_case=None,
                set_aside_reason="",
                version=Assessment.version + 1,
            )
        )
        if state not in NOT_BEGUN:
            verify(sheet_id, Verdict.AGREE, by=year.inspectors[0].person.id, at=at)
            recompute(sheet_id, Stage.VERIFIED, at=at)
        recompute(sheet_id, Stage.SELF, at=at)
        if state is S.RETURNED:
            ask(sheet_id, first_line(sheet_id), by=year.inspectors[0].person.id, sent=True)
        if state is S.UNDER_APPEAL:
            appeal(year, number, first_line(sheet_id), filed=True)
    return sheet_id


def clear(sheet_id: int) -> None:
    """Take everything off the sheet that came after its submission."""
    db.session.execute(delete(Question).where(Question.assessment_id == sheet_id))
    db.session.execute(delete(Appeal).where(Appeal.assessment_id == sheet_id))
    db.session.execute(
        delete(SheetTotal).where(
            SheetTotal.assessment_id == sheet_id, SheetTotal.stage != Stage.SELF
        )
    )
    db.session.execute(
        delete(Score).where(Score.assessment_id == sheet_id, Score.stage != Stage.SELF)
    )
    db.session.execute(update(Score).where(Score.assessment_id == sheet_id).values(reopened=False))


def take_back_more_time(participant_id: int) -> None:
    with write_tx() as session:
        session.execute(delete(Extension).where(Extension.participant_id == participant_id))


def verify(sheet_id: int, verdict: Verdict | None, *, by: int, at: datetime) -> None:
    columns = Score.__table__.c
    given = {
        "stage": literal(Stage.VERIFIED, columns.stage.type),
        "verdict": literal(verdict, columns.verdict.type),
        "judged_version": Score.version,
        "saved_by_id": literal(by),
        "saved_at": literal(at, columns.saved_at.type),
    }
    claims = select(*(getattr(Score, name) for name in CLAIMED), *given.values()).where(
        Score.assessment_id == sheet_id, Score.stage == Stage.SELF
    )
    db.session.execute(insert(Score).from_select([*CLAIMED, *given], claims))


def first_line(sheet_id: int) -> int:
    """Return the id of the criterion on which tests ask and appeal."""
    return db.session.scalars(
        select(Score.criterion_id)
        .where(Score.assessment_id == sheet_id, Score.stage == Stage.SELF)
        .order_by(Score.criterion_id)
        .limit(1)
    ).one()


def ask(sheet_id: int, criterion_id: int, *, by: int, sent: bool) -> Question:
    """Put a question on the sheet, drafted or sent; the line waits for an answer then."""
    at = datetime.now(UTC)
    question = Question(
        assessment_id=sheet_id,
        criterion_id=criterion_id,
        text="Đề nghị bổ sung giải trình.",
        asked_by_id=by,
        asked_at=at,
        sent_at=at if sent else None,
        due_on=local_day(at) + timedelta(days=3) if sent else None,
    )
    db.session.add(question)
    db.session.flush()
    asked = Score.assessment_id == sheet_id, Score.criterion_id == criterion_id
    db.session.execute(
        update(Score)
        .where(*asked, Score.stage == Stage.VERIFIED)
        .values(verdict=Verdict.QUESTION, note=question.text)
    )
    if sent:
        db.session.execute(
            update(Score).where(*asked, Score.stage == Stage.SELF).values(reopened=True)
        )
    return question


def appeal(year: Year, number: int, criterion_id: int, *, filed: bool) -> Appeal:
    """Put an appeal on the sheet, drafted or filed."""
    at = datetime.now(UTC)
    leader = year.leaders[number][0].person.id
    found = Appeal(
        assessment_id=year.sheet_ids[number],
        criterion_id=criterion_id,
        text="Đề nghị xem lại điểm.",
        drafted_by_id=leader,
        drafted_at=at,
        filed_by_id=leader if filed else None,
        filed_at=at if filed else None,
        judged_by_id=year.inspectors[0].person.id if filed else None,
    )
    db.session.add(found)
    db.session.flush()
    return found


def adjust(year: Year, number: int, criterion: int) -> None:
    """Let the second inspector have cut the points of one line, so that it can be contested."""
    with write_tx() as session:
        session.execute(
            update(Score)
            .where(
                Score.assessment_id == year.sheet_ids[number],
                Score.criterion_id == criterion,
                Score.stage == Stage.VERIFIED,
            )
            .values(
                verdict=Verdict.ADJUST,
                points=0,
                points_set=True,
                reason_code=ReasonCode.WRONG_FIGURES,
                note="Số liệu chưa đúng.",
                saved_by_id=year.inspectors[2].person.id,
            )
        )
        recompute(year.sheet_ids[number], Stage.VERIFIED, at=datetime.now(UTC))
