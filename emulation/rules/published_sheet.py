"""One published sheet as plain values: the figures that count, and what the rules make of them.

A publication keeps, for every line, the rows that count: the commune's own, and those that the
inspection or an appeal decided. From these alone anybody can compute its points again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulation.rules.criteria_facts import (
    SYSTEM_METRICS,
    Adjustment,
    CriteriaSet,
    Criterion,
    Field,
)
from emulation.rules.inputs import Value, read_fields
from emulation.rules.overclaim import overclaimed
from emulation.rules.points import written
from emulation.rules.scoring import (
    ItemState,
    SheetResult,
    score_adjustment,
    score_criterion,
    score_sheet,
)
from emulation.rules.workflow import Stage, Verdict

CONDITIONS = "CONDITIONS"
STAGES = (Stage.SELF, Stage.VERIFIED, Stage.APPEAL)
EFFECTIVE_INITIATIVES = "initiatives_recognised_effective"
Owner = Criterion | Adjustment


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """What one stage says of one line; `figures` are read, `points` are those written down."""

    stage: Stage
    figures: Mapping[str, Value]
    points: Decimal | None
    not_applicable: bool
    points_set: bool
    verdict: Verdict | None

    @property
    def decided(self) -> bool:
        return self.stage is not Stage.SELF


@dataclass(frozen=True, slots=True)
class PublishedSheet:
    """The lines of one sheet, and what only the program knows of it."""

    lines: Mapping[str, Mapping[Stage, PublishedRow]]
    submitted: bool
    days_late: int

    def row(self, code: str, stage: Stage) -> PublishedRow | None:
        """Return the row that counts at a stage: the latest one up to it."""
        rows = self.lines.get(code, {})
        up_to = STAGES[: STAGES.index(stage) + 1]
        return next((rows[one] for one in reversed(up_to) if one in rows), None)

    def rows(self) -> Iterator[tuple[str, PublishedRow]]:
        for code, rows in self.lines.items():
            for stage in STAGES:
                if stage in rows:
                    yield code, rows[stage]


def read_sheet(rules: CriteriaSet, facts: Mapping[str, Any], *, year: int) -> PublishedSheet:
    """Read the plain values of a publication; raise ValueError for figures that cannot be read."""
    return PublishedSheet(
        lines={
            code: _read_line(fields_of(rules, code), line, year=year)
            for code, line in facts["lines"].items()
        },
        submitted=facts["submitted"],
        days_late=facts["days_late"],
    )


def _read_line(
    fields: Mapping[str, Field], line: Mapping[str, Any], *, year: int
) -> dict[Stage, PublishedRow]:
    """Read the rows of a line; one without inputs of its own has those of the row before it."""
    rows = {}
    raw: Mapping[str, object] = {}
    for stage in STAGES:
        if stage not in line:
            continue
        given = line[stage]
        raw = given.get("inputs", raw)
        figures, problems = read_fields(fields, raw, year=year)
        if problems:
            first = problems[0]
            raise ValueError(f"{first.field}: {first.code}")
        points = given["points"]
        rows[stage] = PublishedRow(
            stage=stage,
            figures=figures,
            points=None if points is None else Decimal(points),
            not_applicable=given.get("not_applicable", False),
            points_set=given.get("points_set", False),
            verdict=Verdict(given["verdict"]) if "verdict" in given else None,
        )
    return rows


def owner_of(rules: CriteriaSet, code: str) -> Owner | None:
    return rules.criteria_by_code.get(code) or rules.adjustments_by_code.get(code)


def fields_of(rules: CriteriaSet, code: str) -> Mapping[str, Field]:
    owner = owner_of(rules, code)
    if owner is not None:
        return owner.fields_by_name
    if code == CONDITIONS:
        return {one.name: one for one in rules.metrics}
    raise ValueError(f"{code} is no line of the criteria set")


def counted_by_program(rules: CriteriaSet, code: str) -> bool:
    """Tell whether the program counts the figures of a line by itself."""
    return any(name in SYSTEM_METRICS for name in fields_of(rules, code))


def points_of_row(rules: CriteriaSet, code: str, row: PublishedRow, *, year: int) -> Decimal | None:
    """Return what the rules give for a row; an amount fixed by hand stands as it is."""
    owner = owner_of(rules, code)
    if owner is None:
        return None
    if row.points_set:
        return row.points
    if row.not_applicable and not row.decided:
        return Decimal(0)
    if isinstance(owner, Criterion):
        figures = {} if row.not_applicable else row.figures
        found = score_criterion(owner, figures, year=year, not_applicable=row.not_applicable)
    else:
        found = score_adjustment(owner, row.figures)
    return None if found.state is ItemState.MISSING else found.points


def result_at(rules: CriteriaSet, sheet: PublishedSheet, stage: Stage, *, year: int) -> SheetResult:
    """Score the sheet as one stage has it, from the rows that count there."""
    rows = {code: row for code in sheet.lines if (row := sheet.row(code, stage)) is not None}
    figures = {code: _figures(rules, code, row) for code, row in rows.items()}
    agreed = {code for code, row in rows.items() if row.not_applicable and row.decided}
    fixed = {
        code: row.points
        for code, row in rows.items()
        if row.points_set and row.points is not None and code != CONDITIONS
    }
    for code, row in rows.items():
        if row.not_applicable and code not in agreed:
            fixed.setdefault(code, Decimal(0))
    metrics = {**figures.pop(CONDITIONS, {}), **program_metrics(rules, sheet, stage)}
    return score_sheet(
        rules, figures, metrics=metrics, not_applicable=agreed, points=fixed, year=year
    )


def _figures(rules: CriteriaSet, code: str, row: PublishedRow) -> Mapping[str, Value]:
    if counted_by_program(rules, code) and row.verdict is not Verdict.ADJUST:
        return {}
    return row.figures


def program_metrics(rules: CriteriaSet, sheet: PublishedSheet, stage: Stage) -> dict[str, Value]:
    overclaims = 0 if stage is Stage.SELF else len(overclaimed_codes(rules, sheet, stage))
    return {
        "self_assessment_submitted": sheet.submitted,
        "self_assessment_days_late": sheet.days_late,
        "criteria_overclaimed": overclaims,
    }


def overclaimed_codes(rules: CriteriaSet, sheet: PublishedSheet, stage: Stage) -> tuple[str, ...]:
    def points(up_to: Stage) -> dict[str, Decimal | None]:
        return {
            code: row.points for code in sheet.lines if (row := sheet.row(code, up_to)) is not None
        }

    return overclaimed(rules.criteria, points(Stage.SELF), points(stage))


def effective_initiatives(rules: CriteriaSet, sheet: PublishedSheet) -> int:
    """Return how many initiatives were found effective, as the last decision has it."""
    for criterion in rules.criteria:
        if EFFECTIVE_INITIATIVES in criterion.fields_by_name:
            row = sheet.row(criterion.code, Stage.APPEAL)
            count = row.figures.get(EFFECTIVE_INITIATIVES) if row else None
            return int(count) if isinstance(count, int) else 0
    return 0


def parts_to_json(result: SheetResult) -> dict[str, dict[str, str]]:
    """Return every heading's points and maximum as they are published."""
    return {
        code: {
            "points": written(part.points, result.decimals),
            "max": written(part.max_points, result.decimals),
        }
        for code, part in result.headings.items()
    }
