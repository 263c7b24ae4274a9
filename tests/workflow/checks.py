"""What must hold of a sheet at every moment, whatever was done before."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select

from emulation.assessments.answers import inputs_of, result_of
from emulation.assessments.facts import LineFacts, ScoreFacts, SheetFacts
from emulation.assessments.models import SheetTotal
from emulation.assessments.queries import sheet_facts
from emulation.assessments.totals import counts_overclaims
from emulation.database import db
from emulation.rules.criteria_facts import SYSTEM_METRICS, Criterion
from emulation.rules.deadlines import local_day
from emulation.rules.scoring import ItemState, score_adjustment, score_criterion
from emulation.rules.workflow import FINAL_STATES, AssessmentState, Stage, Verdict


def faults_of(sheet_id: int) -> list[str]:
    """Say everything that is wrong with a sheet as it stands in the database."""
    db.session.rollback()
    sheet = sheet_facts(sheet_id)
    faults = [*points_not_explained(sheet), *totals_not_kept(sheet), *out_of_place(sheet)]
    db.session.rollback()
    return faults


def points_not_explained(sheet: SheetFacts) -> Iterator[str]:
    """Every points of every row are what the rules make of its figures, or were set and say so."""
    for code, line in sheet.lines.items():
        if counts_overclaims(sheet, code) or sheet.owner(code) is None:
            continue
        for row in line.scores.values():
            expected = explained(sheet, line, row)
            if row.points != expected and not row.points_set:
                yield f"{code} at {row.stage}: {row.points} points, the rules give {expected}"


def explained(sheet: SheetFacts, line: LineFacts, row: ScoreFacts) -> Decimal | None:
    owner = sheet.owner(line.code)
    agreed = row.verdict in {Verdict.AGREE, Verdict.ADJUST}
    if row.not_applicable and not agreed:
        return Decimal(0)
    inputs = inputs_of(sheet, line, row)
    if any(name in SYSTEM_METRICS for name in owner.fields_by_name):
        return row.points
    if isinstance(owner, Criterion):
        found = score_criterion(
            owner, inputs, year=sheet.year, not_applicable=row.not_applicable and agreed
        )
    else:
        found = score_adjustment(owner, inputs)
    return None if found.state is ItemState.MISSING else found.points


def totals_not_kept(sheet: SheetFacts) -> Iterator[str]:
    """What lists and ranks read is what the rows come to, at every stage that was summed up."""
    query = select(SheetTotal).where(SheetTotal.assessment_id == sheet.id)
    kept = {total.stage: total for total in db.session.scalars(query)}
    for stage, total in kept.items():
        if stage is Stage.SELF and sheet.state is AssessmentState.DRAFT:
            continue
        result = result_of(sheet, stage, today=local_day(total.computed_at))
        if (total.total, total.level) != (result.total_points, result.level):
            yield f"{stage}: kept {total.total}, the rows give {result.total_points}"
    if sheet.state in FINAL_STATES and Stage.VERIFIED not in kept:
        yield f"{sheet.state} without a verified total"


def out_of_place(sheet: SheetFacts) -> Iterator[str]:
    """Rows lie open only where somebody is asked to write in them."""
    for code, line in sheet.lines.items():
        if line.own.reopened and sheet.state not in {
            AssessmentState.RETURNED,
            AssessmentState.CLOSED,
        }:
            yield f"the claim on {code} is open while {sheet.state}"
        verified = line.verified
        if verified is None or counts_overclaims(sheet, code):
            continue
        if sheet.state in FINAL_STATES and verified.verdict not in {Verdict.AGREE, Verdict.ADJUST}:
            yield f"{code} has no verdict while {sheet.state}"
