"""What the rules on unproblematic claims need to know of a line, gathered from its sheet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from emulation.assessments.answers import inputs_of
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.progress import is_automatic
from emulation.criteria.models import CONDITIONS_CODE
from emulation.database import db
from emulation.evidence.queries import Elsewhere, fingerprint, found_elsewhere
from emulation.rules.criteria_facts import Criterion
from emulation.rules.inputs import check_inputs, contradictions
from emulation.rules.scoring import ItemState, score_adjustment, score_criterion
from emulation.rules.unproblematic import ClaimFacts, Doubt, doubts_about
from emulation.verification.models import Question


@dataclass(frozen=True, slots=True)
class Known:
    """What was asked before, and where documents were seen elsewhere; read once for many lines."""

    asked: frozenset[tuple[int, int]]
    elsewhere: Mapping[int, Elsewhere]


def known_of(sheets: Collection[SheetFacts]) -> Known:
    """Read it in two queries, for one sheet with all its lines or for many with one line each."""
    asked = db.session.execute(
        select(Question.assessment_id, Question.criterion_id).where(
            Question.assessment_id.in_([sheet.id for sheet in sheets])
        )
    )
    files = [file for sheet in sheets for line in sheet.lines.values() for file in line.files]
    return Known(frozenset(asked.tuples()), found_elsewhere(files) if files else {})


def doubts_of(
    sheet: SheetFacts, line: LineFacts, known: Known, contradicting: Collection[str] = ()
) -> tuple[Doubt, ...]:
    """Name what speaks against agreeing to this line without opening it."""
    row = line.verified
    inputs = inputs_of(sheet, line, line.own)
    elsewhere = [known.elsewhere[file.evidence_id] for file in line.files]
    return doubts_about(
        ClaimFacts(
            owner=sheet.owner(line.code),
            inputs=inputs,
            year=sheet.year,
            points=line.own.points,
            automatic=is_automatic(sheet, line.code),
            not_applicable=line.own.not_applicable,
            note=line.own.note,
            files=len(line.files),
            late_files=any(file.after_submission for file in line.files),
            shared_files=any(one.other_unit for one in elsewhere),
            reused_files=any(one.other_year for one in elsewhere),
            figures_wrong=_figures_wrong(sheet, line),
            contradicts=line.code in contradicting,
            touched=row is None or row.version != 1 or row.judged_version is not None,
            asked=(sheet.id, line.criterion_id) in known.asked,
            last_year=line.last_year,
        )
    )


def contradicting_codes(sheet: SheetFacts) -> frozenset[str]:
    """Name the lines of a whole sheet that give the same figure differently."""
    answers = {
        code: inputs_of(sheet, line, line.own)
        for code, line in sheet.lines.items()
        if code != CONDITIONS_CODE
    }
    found = contradictions(sheet.criteria_set.criteria, answers)
    return frozenset(code for name, codes in found if name != "met" for code in codes)


def changed_since(line: LineFacts) -> bool:
    """Tell whether the answer or its evidence is no longer what the last verdict judged."""
    row = line.verified
    if row is None or row.judged_version is None:
        return False
    return row.judged_version != line.own.version or row.judged_evidence != fingerprint(line.files)


def _figures_wrong(sheet: SheetFacts, line: LineFacts) -> bool:
    """Tell whether the figures break a rule, or do not come to the points that are claimed."""
    owner = sheet.owner(line.code)
    inputs = inputs_of(sheet, line, line.own)
    if owner is None or line.own.not_applicable or line.own.points is None:
        return False
    if check_inputs(owner, inputs, year=sheet.year):
        return True
    if isinstance(owner, Criterion):
        found = score_criterion(owner, inputs, year=sheet.year)
    else:
        found = score_adjustment(owner, inputs)
    return found.state is ItemState.SCORED and found.points != line.own.points
