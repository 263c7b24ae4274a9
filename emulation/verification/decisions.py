"""What an inspector sends about one line, and the values that this makes of the verified row."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.totals import counts_overclaims
from emulation.criteria.models import LineKind
from emulation.rules.criteria_facts import Criterion
from emulation.rules.inputs import Value, inputs_to_json, read_fields
from emulation.rules.points import decimals_of
from emulation.rules.scoring import ItemState, score_adjustment, score_criterion
from emulation.rules.workflow import ReasonCode, Verdict
from emulation.verification.errors import (
    FiguresDiffer,
    FiguresMissing,
    NothingAdjusted,
    PointsOutOfRange,
    ReasonCodeMissing,
    SetByRules,
    TextMissing,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict on one line, and which answer and which earlier verdict the inspector saw."""

    verdict: Verdict
    version: int
    judged_version: int
    judged_evidence: str
    inputs: Mapping[str, Value]
    not_applicable: bool = False
    points: Decimal | None = None
    reason_code: ReasonCode | None = None
    note: str = ""


def lines_to_decide(sheet: SheetFacts) -> list[LineFacts]:
    """Return every line but the one that the program counts out of the others' verdicts."""
    return [line for line in sheet.lines.values() if not counts_overclaims(sheet, line.code)]


def highest(sheet: SheetFacts, code: str) -> Decimal:
    """Return the most points a line can have; the conditions line has none."""
    owner = sheet.owner(code)
    return owner.max_points if owner is not None else Decimal(0)


def points_by_rules(
    sheet: SheetFacts, code: str, inputs: Mapping[str, Value], *, not_applicable: bool
) -> Decimal | None:
    """Return what the rules give for these figures; None while some are missing."""
    owner = sheet.owner(code)
    if owner is None:
        return None
    if isinstance(owner, Criterion):
        result = score_criterion(owner, inputs, year=sheet.year, not_applicable=not_applicable)
    else:
        result = score_adjustment(owner, inputs)
    return None if result.state is ItemState.MISSING else result.points


def row_values(sheet: SheetFacts, line: LineFacts, decision: Decision) -> dict[str, Any]:
    """Return the columns of the verified row; raise what is wrong with the decision."""
    if counts_overclaims(sheet, line.code):
        raise SetByRules
    match decision.verdict:
        case Verdict.AGREE:
            return _agreed(sheet, line, decision)
        case Verdict.ADJUST:
            return _adjusted(sheet, line, decision)
        case Verdict.QUESTION:
            return _asked(sheet, line, decision)


def as_claimed(sheet: SheetFacts, line: LineFacts, decision: Decision) -> dict[str, Any]:
    """Return the row as the commune has it; what does not apply earns points by agreement only."""
    points = line.own.points
    if line.own.not_applicable and decision.verdict is Verdict.AGREE:
        points = points_by_rules(sheet, line.code, {}, not_applicable=True)
    return {
        "verdict": decision.verdict,
        "inputs": dict(line.own.inputs),
        "not_applicable": line.own.not_applicable,
        "points": points,
        "points_set": False,
        "reason_code": None,
        "note": decision.note,
        "judged_version": decision.judged_version,
        "judged_evidence": decision.judged_evidence,
    }


def _agreed(sheet: SheetFacts, line: LineFacts, decision: Decision) -> dict[str, Any]:
    if decision.points is not None and decision.points != line.own.points:
        raise FiguresDiffer
    if _differs(sheet, line, decision):
        raise FiguresDiffer
    return as_claimed(sheet, line, decision)


def _asked(sheet: SheetFacts, line: LineFacts, decision: Decision) -> dict[str, Any]:
    if not decision.note:
        raise TextMissing
    return as_claimed(sheet, line, decision)


def _adjusted(sheet: SheetFacts, line: LineFacts, decision: Decision) -> dict[str, Any]:
    points = points_by_rules(
        sheet, line.code, decision.inputs, not_applicable=decision.not_applicable
    )
    if decision.points is not None:
        _check_points(sheet, line, decision.points)
        points = decision.points
    if points is None and line.kind is not LineKind.CONDITIONS:
        raise FiguresMissing
    if points == line.own.points and not _differs(sheet, line, decision):
        raise NothingAdjusted
    if decision.reason_code is None:
        raise ReasonCodeMissing
    if not decision.note:
        raise TextMissing
    return as_claimed(sheet, line, decision) | {
        "inputs": inputs_to_json(decision.inputs),
        "not_applicable": decision.not_applicable,
        "points": points,
        "points_set": decision.points is not None,
        "reason_code": decision.reason_code,
    }


def _check_points(sheet: SheetFacts, line: LineFacts, points: Decimal) -> None:
    scored = line.kind is not LineKind.CONDITIONS
    fits = 0 <= points <= highest(sheet, line.code)
    if not (scored and fits and decimals_of(points) <= sheet.criteria_set.score_decimals):
        raise PointsOutOfRange


def _differs(sheet: SheetFacts, line: LineFacts, decision: Decision) -> bool:
    return (
        dict(decision.inputs) != claimed_inputs(sheet, line)
        or decision.not_applicable != line.own.not_applicable
    )


def claimed_inputs(sheet: SheetFacts, line: LineFacts) -> dict[str, Value]:
    """Return the commune's figures as they stand, with those that the program supplied."""
    values, _problems = read_fields(sheet.fields(line.code), line.own.inputs, year=sheet.year)
    return values
