"""What a whole sheet comes to at one stage, kept for lists and ranks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, select, update

from emulation.assessments.answers import DECIDED, effective, overclaimed_codes, result_of
from emulation.assessments.facts import SheetFacts
from emulation.assessments.models import Score, SheetTotal
from emulation.assessments.progress import progress_of
from emulation.assessments.queries import sheet_facts
from emulation.database import db
from emulation.rules.criteria_facts import Adjustment
from emulation.rules.deadlines import local_day
from emulation.rules.points import written
from emulation.rules.scoring import PartResult, SheetResult
from emulation.rules.workflow import Stage

OVERCLAIMED = "criteria_overclaimed"


def recompute(assessment_id: int, stage: Stage, *, at: datetime) -> SheetTotal:
    """Score the sheet as that stage has it, from what is in the database now, and keep the sums.

    Where appeals were decided, the sums after them follow those of the verification.
    """
    sheet = sheet_facts(assessment_id)
    result = result_of(sheet, stage, today=local_day(at))
    total = keep(sheet, stage, result, at=at)
    if stage is Stage.VERIFIED and _is_summed(assessment_id, Stage.APPEAL):
        recompute(assessment_id, Stage.APPEAL, at=at)
    return total


def _is_summed(assessment_id: int, stage: Stage) -> bool:
    query = exists().where(SheetTotal.assessment_id == assessment_id, SheetTotal.stage == stage)
    return bool(db.session.scalar(select(query)))


def keep(sheet: SheetFacts, stage: Stage, result: SheetResult, *, at: datetime) -> SheetTotal:
    """Write the sums down, and at later stages the deduction that only the program can count."""
    if stage is not Stage.SELF:
        _keep_overclaims(sheet, stage, result)
    total = db.session.scalars(
        select(SheetTotal).where(SheetTotal.assessment_id == sheet.id, SheetTotal.stage == stage)
    ).one_or_none()
    if total is None:
        total = SheetTotal(assessment_id=sheet.id, stage=stage)
        db.session.add(total)
    for name, value in _sums(sheet, stage, result).items():
        setattr(total, name, value)
    total.computed_at = at
    db.session.flush()
    return total


def _sums(sheet: SheetFacts, stage: Stage, result: SheetResult) -> dict[str, Any]:
    done, everything = lines_done(sheet, stage, result)
    return {
        "total": result.total_points,
        "exact_total": str(result.total),
        "core": result.core_points,
        "bonus": result.bonus,
        "deduction": result.deduction,
        "level": result.level,
        "headings": _parts(result.headings, result.decimals),
        "groups": _parts(result.groups, result.decimals),
        "reasons": [
            {"kind": one.kind, "code": one.code, "level": one.level} for one in result.reasons
        ],
        "lines_done": done,
        "lines_all": everything,
    }


def _parts(parts: Mapping[str, PartResult], decimals: int) -> dict[str, dict[str, str]]:
    return {
        code: {"points": written(part.points, decimals), "max": written(part.max_points, decimals)}
        for code, part in parts.items()
    }


def lines_done(sheet: SheetFacts, stage: Stage, result: SheetResult) -> tuple[int, int]:
    """Return how many lines are done, and of how many.

    A commune is done with a criterion once it is scored; the inspection, with every line on which
    people decide, once it has decided.
    """
    if stage is Stage.SELF:
        found = progress_of(sheet, result)
        return found.total - len(found.not_scored), found.total
    rows = [
        effective(line, stage)
        for code, line in sheet.lines.items()
        if not counts_overclaims(sheet, code)
    ]
    return sum(row.verdict in DECIDED for row in rows), len(rows)


def counts_overclaims(sheet: SheetFacts, code: str) -> bool:
    owner = sheet.owner(code)
    return isinstance(owner, Adjustment) and OVERCLAIMED in owner.input


def _keep_overclaims(sheet: SheetFacts, stage: Stage, result: SheetResult) -> None:
    """Let the row of that stage show what was counted; appeals need one where that changed it."""
    count = len(overclaimed_codes(sheet, stage))
    for code, line in sheet.lines.items():
        if not counts_overclaims(sheet, code):
            continue
        row, points = line.scores.get(stage), result.adjustments[code].points
        counted = {"inputs": {OVERCLAIMED: count}, "points": points}
        if row is not None:
            db.session.execute(update(Score).where(Score.id == row.id).values(**counted))
        elif stage is Stage.APPEAL and effective(line, stage).points != points:
            place = {"assessment_id": sheet.id, "criterion_id": line.criterion_id, "stage": stage}
            db.session.execute(insert(Score).values(**place, **counted))
