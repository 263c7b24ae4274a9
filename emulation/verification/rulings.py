"""What the inspection decides on an appeal: somebody else than who judged looks again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, insert, or_, update
from sqlalchemy.exc import NoResultFound

from emulation.assessments.facts import LineFacts, ScoreFacts, SheetFacts
from emulation.assessments.models import Assessment, Score
from emulation.audit.operations import record
from emulation.database import db, rows_changed
from emulation.evidence.queries import fingerprint
from emulation.rules.errors import RowClosed, StepNotYours
from emulation.rules.inputs import Value, inputs_to_json
from emulation.rules.roles import INSPECTION_ROLES, Person
from emulation.rules.workflow import AppealDecision, AssessmentState, Stage, Verdict
from emulation.verification.appeal_errors import (
    AppealChanged,
    JudgedByYou,
    NotAppealed,
    NotBetween,
)
from emulation.verification.appeal_queries import AppealFacts, find_appeal
from emulation.verification.decisions import Decision, as_claimed, claimed_inputs, row_values
from emulation.verification.errors import AnswerChanged, TextMissing
from emulation.verification.models import Appeal
from emulation.verification.operations import written
from emulation.verification.sheets import hold_sheet

_KEPT = ("verdict", "inputs", "not_applicable", "points", "points_set", "reason_code")
_RECORDED = (*_KEPT, "note")


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on an appeal, and which appeal, answer and evidence were seen.

    Figures and points are for what is partly upheld; the others stand as claimed or as judged.
    """

    decision: AppealDecision
    version: int
    judged_version: int
    judged_evidence: str
    reason: str
    inputs: Mapping[str, Value]
    not_applicable: bool = False
    points: Decimal | None = None


def rule(assessment_id: int, code: str, ruling: Ruling, *, by: Person, at: datetime) -> None:
    """Decide on an appeal, or decide anew before the appeals are settled.

    The row is written at once and counts from the settlement on.
    """
    sheet = hold_sheet(assessment_id, by=by)
    line, row, appeal = _appeal_in_hand(sheet, code, by=by)
    evidence_seen = ruling.judged_evidence == fingerprint(line.files)
    if ruling.judged_version != line.own.version or not evidence_seen:
        raise AnswerChanged(code)
    if ruling.version != appeal.version:
        raise AppealChanged(code)
    if not ruling.reason:
        raise TextMissing
    values = ruled_values(sheet, line, row, ruling)

    _save_ruling(sheet, appeal, ruling, by=by, at=at)
    _save_row(sheet, line, values, by=by, at=at)
    record(
        "verification.rule",
        f"appeal:{appeal.id}",
        by=by,
        at=at,
        before={"decision": appeal.decision, "reason": appeal.reason},
        after={"code": code, "decision": ruling.decision}
        | {name: written(values[name]) for name in _RECORDED},
        reason=ruling.reason,
    )


def _appeal_in_hand(
    sheet: SheetFacts, code: str, *, by: Person
) -> tuple[LineFacts, ScoreFacts, AppealFacts]:
    """Return the line, its verdict and the appeal, where this person may decide on it."""
    if by.role not in INSPECTION_ROLES:
        raise StepNotYours("rule", by.role)
    line = sheet.lines.get(code)
    if line is None or line.verified is None:
        raise NoResultFound
    if sheet.state is not AssessmentState.UNDER_APPEAL:
        raise RowClosed(code, sheet.state)
    appeal = find_appeal(sheet.id, code)
    if appeal is None or not appeal.is_current(sheet):
        raise NotAppealed(code)
    if appeal.judged_by_id == by.id:
        raise JudgedByYou(code)
    return line, line.verified, appeal


def ruled_values(
    sheet: SheetFacts, line: LineFacts, row: ScoreFacts, ruling: Ruling
) -> dict[str, Any]:
    """Return the columns of the row that the decision makes; raise what is wrong with it."""
    seen = {
        "note": ruling.reason,
        "judged_version": ruling.judged_version,
        "judged_evidence": ruling.judged_evidence,
    }
    match ruling.decision:
        case AppealDecision.UPHELD:
            return as_claimed(sheet, line, _as_verdict(ruling, row, Verdict.AGREE)) | seen
        case AppealDecision.DISMISSED:
            kept = {name: getattr(row, name) for name in _KEPT}
            return kept | {"inputs": dict(row.inputs)} | seen
        case AppealDecision.PARTLY:
            values = row_values(sheet, line, _as_verdict(ruling, row, Verdict.ADJUST)) | seen
            _require_between(sheet, line, row, values)
            return values


def _as_verdict(ruling: Ruling, row: ScoreFacts, verdict: Verdict) -> Decision:
    return Decision(
        verdict,
        version=row.version,
        judged_version=ruling.judged_version,
        judged_evidence=ruling.judged_evidence,
        inputs=ruling.inputs,
        not_applicable=ruling.not_applicable,
        points=ruling.points,
        reason_code=row.reason_code,
        note=ruling.reason,
    )


def _require_between(
    sheet: SheetFacts, line: LineFacts, row: ScoreFacts, values: Mapping[str, Any]
) -> None:
    """Refuse points outside claim and verdict, and what is the one or the other unchanged."""
    claimed, judged = line.own.points or Decimal(0), row.points or Decimal(0)
    points = values["points"] or Decimal(0)
    if not min(claimed, judged) <= points <= max(claimed, judged):
        raise NotBetween
    for inputs, amount in (
        (inputs_to_json(claimed_inputs(sheet, line)), claimed),
        (dict(row.inputs), judged),
    ):
        if points == amount and (values["inputs"] == inputs or claimed != judged):
            raise NotBetween


def _save_ruling(
    sheet: SheetFacts, appeal: AppealFacts, ruling: Ruling, *, by: Person, at: datetime
) -> None:
    """Write the decision; the UPDATE itself tests version, state, and that somebody else judged."""
    in_hand = exists().where(
        Assessment.id == Appeal.assessment_id,
        Assessment.state == AssessmentState.UNDER_APPEAL,
        Assessment.verified_at <= Appeal.filed_at,
    )
    saved = rows_changed(
        update(Appeal)
        .where(
            Appeal.id == appeal.id,
            Appeal.assessment_id == sheet.id,
            Appeal.version == ruling.version,
            or_(Appeal.judged_by_id.is_(None), Appeal.judged_by_id != by.id),
            in_hand,
        )
        .values(
            decision=ruling.decision,
            reason=ruling.reason,
            decided_by_id=by.id,
            decided_at=at,
            version=Appeal.version + 1,
        )
    )
    if saved != 1:
        raise AppealChanged(appeal.code)


def _save_row(
    sheet: SheetFacts, line: LineFacts, values: Mapping[str, Any], *, by: Person, at: datetime
) -> None:
    """Write the row of the appeal stage, out of the count until the appeals are settled."""
    columns = {**values, "reopened": True, "saved_at": at, "saved_by_id": by.id}
    earlier = line.scores.get(Stage.APPEAL)
    if earlier is not None:
        rows_changed(
            update(Score).where(Score.id == earlier.id).values(**columns, version=Score.version + 1)
        )
        return
    place = {
        "assessment_id": sheet.id,
        "criterion_id": line.criterion_id,
        "stage": Stage.APPEAL,
    }
    db.session.execute(insert(Score).values(**place, **columns))
