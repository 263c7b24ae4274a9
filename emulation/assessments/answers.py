"""What a sheet answers at one stage, as the rules take it, and what the rules make of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from emulation.assessments.facts import LineFacts, ScoreFacts, SheetFacts
from emulation.criteria.models import CONDITIONS_CODE
from emulation.rules.criteria_facts import SYSTEM_METRICS
from emulation.rules.deadlines import ExtensionKind, days_late, local_day
from emulation.rules.inputs import Value, read_fields
from emulation.rules.overclaim import overclaimed
from emulation.rules.scoring import SheetResult, score_sheet
from emulation.rules.workflow import AssessmentState, Stage, Verdict

STAGES = tuple(Stage)
DECIDED = frozenset({Verdict.AGREE, Verdict.ADJUST})


@dataclass(frozen=True, slots=True)
class Answers:
    """Figures by line, what conditions compare, what is left out, and amounts fixed by hand."""

    inputs: Mapping[str, Mapping[str, Value]]
    metrics: Mapping[str, Value]
    not_applicable: frozenset[str]
    fixed: Mapping[str, Decimal]


def result_of(sheet: SheetFacts, stage: Stage, *, today: date) -> SheetResult:
    """Score the whole sheet as that stage has it."""
    return result_from(sheet, answers_of(sheet, stage, today=today))


def result_from(sheet: SheetFacts, answers: Answers) -> SheetResult:
    return score_sheet(
        sheet.criteria_set,
        answers.inputs,
        metrics=answers.metrics,
        not_applicable=answers.not_applicable,
        points=answers.fixed,
        year=sheet.year,
    )


def answers_of(sheet: SheetFacts, stage: Stage, *, today: date) -> Answers:
    """Gather the latest row of every line up to that stage.

    A line that the commune calls not applicable earns nothing until the inspection agrees.
    """
    rows = {code: effective(line, stage) for code, line in sheet.lines.items()}
    inputs = {code: inputs_of(sheet, sheet.lines[code], row) for code, row in rows.items()}
    agreed = frozenset(
        code for code, row in rows.items() if row.not_applicable and row.verdict in DECIDED
    )
    fixed = {
        code: row.points
        for code, row in rows.items()
        if row.points_set and row.points is not None and code != CONDITIONS_CODE
    }
    for code, row in rows.items():
        if row.not_applicable and code not in agreed and code not in fixed:
            fixed[code] = Decimal(0)
    metrics = {**inputs.pop(CONDITIONS_CODE, {}), **system_metrics(sheet, stage, today=today)}
    return Answers(inputs, metrics, agreed, fixed)


def effective(line: LineFacts, stage: Stage) -> ScoreFacts:
    """Return the row that counts at a stage: the latest one up to it.

    A verified row counts once the inspection has decided, until then the claim stands; a decided
    appeal from its settlement on, until its criterion is reopened.
    """
    up_to = STAGES[: STAGES.index(stage) + 1]
    return next(
        row for one in reversed(up_to) if (row := line.scores.get(one)) is not None and _counts(row)
    )


def _counts(row: ScoreFacts) -> bool:
    match row.stage:
        case Stage.VERIFIED:
            return row.verdict in DECIDED
        case Stage.APPEAL:
            return not row.reopened
        case _:
            return True


def inputs_of(sheet: SheetFacts, line: LineFacts, row: ScoreFacts) -> dict[str, Value]:
    """Read a row's figures; while the commune may still change it, sources speak for themselves."""
    fields = sheet.fields(line.code)
    if any(name in SYSTEM_METRICS for name in fields) and row.verdict is not Verdict.ADJUST:
        return {}
    values, _problems = read_fields(fields, row.inputs, year=sheet.year)
    if row.stage is Stage.SELF and sheet.may_edit(line.code):
        values |= {name: sheet.sources[name] for name in fields if name in sheet.sources}
    return values


def system_metrics(sheet: SheetFacts, stage: Stage, *, today: date) -> dict[str, Value]:
    """Return what the program itself knows: submitted or not, days late, claims far too high.

    A draft is looked at as if it were submitted today.
    """
    return {
        "self_assessment_submitted": (
            sheet.submitted_at is not None or sheet.state is AssessmentState.DRAFT
        ),
        "self_assessment_days_late": _days_late(sheet, today),
        "criteria_overclaimed": 0 if stage is Stage.SELF else len(overclaimed_codes(sheet, stage)),
    }


def _days_late(sheet: SheetFacts, today: date) -> int:
    """Count the days after this unit's last day, with the time that was granted to it."""
    last_day = sheet.last_day(ExtensionKind.SELF_ASSESSMENT)
    if last_day is None:
        return 0
    done_on = today if sheet.submitted_at is None else local_day(sheet.submitted_at)
    return days_late(done_on, last_day)


def overclaimed_codes(sheet: SheetFacts, stage: Stage) -> tuple[str, ...]:
    """Name the criteria that were claimed by more than half of their points too high."""
    return overclaimed(
        sheet.criteria_set.criteria,
        {code: line.own.points for code, line in sheet.lines.items()},
        {code: effective(line, stage).points for code, line in sheet.lines.items()},
    )
