"""What a whole sheet comes to at one stage, kept for lists and ranks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from emulation.assessments.answers import DECIDED, overclaimed_codes, result_of
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
    """Score the sheet as that stage has it, from what is in the database now, and keep the sums."""
    sheet = sheet_facts(assessment_id)
    result = result_of(sheet, stage, today=local_day(at))
    return keep(sheet, stage, result, at=at)


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
        line.scores.get(stage)
        for code, line in sheet.lines.items()
        if not counts_overclaims(sheet, code)
    ]
    return sum(row is not None and row.verdict in DECIDED for row in rows), len(rows)


def counts_overclaims(sheet: SheetFacts, code: str) -> bool:
    owner = sheet.owner(code)
    return isinstance(owner, Adjustment) and OVERCLAIMED in owner.input


def _keep_overclaims(sheet: SheetFacts, stage: Stage, result: SheetResult) -> None:
    """Let the row of that stage, where there is one, show what was counted."""
    count = len(overclaimed_codes(sheet, stage))
    for code, line in sheet.lines.items():
        row = line.scores.get(stage)
        if row is not None and counts_overclaims(sheet, code):
            db.session.execute(
                update(Score)
                .where(Score.id == row.id)
                .values(inputs={OVERCLAIMED: count}, points=result.adjustments[code].points)
            )
