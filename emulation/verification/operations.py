"""What inspectors decide on single lines; a verdict names the answer and evidence it judged."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import NoResultFound

from emulation.assessments.facts import LineFacts, ScoreFacts, SheetFacts
from emulation.assessments.models import Assessment, Score
from emulation.assessments.progress import is_automatic
from emulation.assessments.totals import recompute
from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.evidence.queries import fingerprint
from emulation.periods.gates import require_open, still_open
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.errors import RowClosed, StepNotYours
from emulation.rules.roles import INSPECTION_ROLES, Person
from emulation.rules.workflow import AssessmentState, Stage, Verdict
from emulation.verification.appeal_errors import NotReviewed
from emulation.verification.decisions import (
    Decision,
    as_claimed,
    lines_to_decide,
    row_values,
)
from emulation.verification.errors import AnswerChanged, VerdictChanged
from emulation.verification.models import Question
from emulation.verification.sheets import hold_sheet

# The log tells a verdict on a line that somebody looked at from one that was given with others.
JUDGED = "verification.judge"
AGREED_AUTOMATIC = "verification.agree_to_automatic"
RECORDED = ("verdict", "inputs", "not_applicable", "points", "reason_code", "note")


def judge(assessment_id: int, code: str, decision: Decision, *, by: Person, at: datetime) -> bool:
    """Decide on one line; return whether anything changed.

    Refused when the answer, its evidence or an earlier verdict is not the one that was seen.
    """
    sheet = hold_sheet(assessment_id, by=by)
    line, row = line_in_hand(sheet, code, by=by)
    evidence_seen = decision.judged_evidence == fingerprint(line.files)
    if decision.judged_version != line.own.version or not evidence_seen:
        raise AnswerChanged(code)
    if decision.version != row.version:
        raise VerdictChanged(code)
    values = row_values(sheet, line, decision)
    if all(getattr(row, name) == value for name, value in values.items()):
        return False

    save_verdict(sheet, code, row, values, by=by, at=at)
    _keep_question(sheet, line, decision, by=by, at=at)
    recompute(assessment_id, Stage.VERIFIED, at=at)
    return True


def agree_to_automatic(assessment_id: int, *, by: Person, at: datetime) -> int:
    """Agree to every undecided line whose figures all come from the program; return how many."""
    sheet = hold_sheet(assessment_id, by=by)
    agreed = 0
    for line in lines_to_decide(sheet):
        if not is_automatic(sheet, line.code) or not line.verified or line.verified.verdict:
            continue
        _, row = line_in_hand(sheet, line.code, by=by)
        decision = Decision(
            Verdict.AGREE,
            version=row.version,
            judged_version=line.own.version,
            judged_evidence=fingerprint(line.files),
            inputs={},
        )
        values = as_claimed(sheet, line, decision)
        save_verdict(sheet, line.code, row, values, by=by, at=at, action=AGREED_AUTOMATIC)
        agreed += 1
    if agreed:
        recompute(assessment_id, Stage.VERIFIED, at=at)
    return agreed


def line_in_hand(sheet: SheetFacts, code: str, *, by: Person) -> tuple[LineFacts, ScoreFacts]:
    """Return the line and its verified row, where the inspection may decide on it now."""
    if by.role not in INSPECTION_ROLES:
        raise StepNotYours("judge", by.role)
    line = sheet.lines.get(code)
    if line is None:
        raise NoResultFound
    if sheet.state is not AssessmentState.IN_VERIFICATION or line.verified is None:
        raise RowClosed(code, sheet.state)
    if not sheet.is_reviewed(code):
        raise NotReviewed(code)
    return line, line.verified


def save_verdict(
    sheet: SheetFacts,
    code: str,
    row: ScoreFacts,
    values: Mapping[str, Any],
    *,
    by: Person,
    at: datetime,
    action: str = JUDGED,
) -> None:
    """Write the verdict; the UPDATE itself tests its version, the sheet's state, the last day."""
    kind, today = ExtensionKind.VERIFICATION, local_day(at)
    in_hand = (
        select(Assessment.id)
        .where(
            Assessment.id == Score.assessment_id,
            Assessment.state == AssessmentState.IN_VERIFICATION,
            or_(Assessment.reopened_at.is_(None), Score.reopened),
            still_open(Assessment.participant_id, kind, today),
        )
        .exists()
    )
    saved = rows_changed(
        update(Score)
        .where(Score.id == row.id, Score.version == row.version, in_hand)
        .values(**values, version=Score.version + 1, saved_at=at, saved_by_id=by.id)
    )
    if saved != 1:
        require_open(sheet.participant.id, kind, today)
        raise VerdictChanged(code)
    record(
        action,
        f"score:{row.id}",
        by=by,
        at=at,
        before={name: written(getattr(row, name)) for name in RECORDED},
        after={name: written(values[name]) for name in RECORDED},
    )


def written(value: object) -> object:
    """Return the value as the log keeps it."""
    if isinstance(value, Decimal):
        return str(value)
    return dict(value) if isinstance(value, Mapping) else value


def _keep_question(
    sheet: SheetFacts, line: LineFacts, decision: Decision, *, by: Person, at: datetime
) -> None:
    """Draft, reword or take back the question of this line that was not sent yet."""
    drafted = (
        Question.assessment_id == sheet.id,
        Question.criterion_id == line.criterion_id,
        Question.sent_at.is_(None),
    )
    if decision.verdict is not Verdict.QUESTION:
        db.session.execute(delete(Question).where(*drafted))
        return
    reworded = rows_changed(
        update(Question)
        .where(*drafted)
        .values(text=decision.note, asked_by_id=by.id, asked_at=at, version=Question.version + 1)
    )
    if not reworded:
        db.session.add(
            Question(
                assessment_id=sheet.id,
                criterion_id=line.criterion_id,
                text=decision.note,
                asked_by_id=by.id,
                asked_at=at,
            )
        )
        db.session.flush()
