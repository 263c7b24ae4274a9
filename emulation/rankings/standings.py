"""Turning a year's sheets into the standings that the one rank rule orders."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, or_, select

from emulation.assessments.models import Score
from emulation.criteria.models import CriterionLine
from emulation.criteria.queries import rule_set
from emulation.database import db
from emulation.periods.models import Period
from emulation.rankings.queries import (
    SheetLine,
    find_publication_before,
    last_results,
    sheet_lines,
)
from emulation.rules.criteria_set import CriteriaSet
from emulation.rules.ranking import RankingTable, Standing, rank
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Stage

# How the rank rule reads a sheet's state: only what the council has approved is ranked.
RANKED = "verified"
STATUS = {
    AssessmentState.APPROVED: RANKED,
    AssessmentState.PUBLISHED: RANKED,
    AssessmentState.VERIFIED: "not_approved",
    AssessmentState.UNDER_APPEAL: "not_approved",
    AssessmentState.SETTLED: "not_approved",
}
SET_ASIDE = "set_aside"
EFFECTIVE_INITIATIVES = "initiatives_recognised_effective"


def ranking_of(period: Period, *, reader: Person) -> tuple[RankingTable, Sequence[SheetLine]]:
    """Return the year's ranking as it would be published now, and the sheets it was made of."""
    rules = rule_set(period.criteria_set_id)
    lines = sheet_lines(period, reader=reader)
    last = last_results(find_publication_before(period.year))
    effective = effective_initiatives(period, rules)
    standings = [standing_of(line, last, effective) for line in lines]
    return rank(standings, rules, year=period.year), lines


def standing_of(
    line: SheetLine,
    last: Mapping[int, tuple[int | None, str]],
    effective: Mapping[int, int],
) -> Standing:
    last_rank, last_level = last.get(line.unit_id, (None, ""))
    return Standing(
        unit_code=line.code,
        unit_name=line.name,
        cluster=line.cluster,
        total=Fraction(line.exact_total or 0),
        headings={code: Fraction(h["points"]) for code, h in (line.headings or {}).items()},
        initiatives_effective=effective.get(line.assessment_id, 0),
        self_total=line.self_total,
        level=line.level or "",
        status=status_of(line),
        kind=line.kind.value,
        district=line.district_name,
        last_rank=last_rank,
        last_level=last_level or None,
        knocked_out=any(reason["kind"] == "knock_out" for reason in line.reasons or ()),
    )


def status_of(line: SheetLine) -> str:
    """Return the sheet's state as the rank rule reads it; an open case keeps it out."""
    return SET_ASIDE if line.is_set_aside else STATUS.get(line.state, line.state.value)


def effective_initiatives(period: Period, rules: CriteriaSet) -> Mapping[int, int]:
    """Return how many initiatives were verified as effective, by assessment."""
    codes = [
        criterion.code
        for criterion in rules.criteria
        if EFFECTIVE_INITIATIVES in criterion.fields_by_name
    ]
    query = (
        select(Score.assessment_id, Score.inputs)
        .join(CriterionLine, Score.criterion_id == CriterionLine.id)
        .where(
            CriterionLine.criteria_set_id == period.criteria_set_id,
            CriterionLine.code.in_(codes),
            or_(Score.stage == Stage.VERIFIED, and_(Score.stage == Stage.APPEAL, ~Score.reopened)),
        )
        # What an appeal came to is read last, and stands.
        .order_by(Score.stage.desc())
    )
    return {
        assessment_id: int(inputs.get(EFFECTIVE_INITIATIVES) or 0)
        for assessment_id, inputs in db.session.execute(query)
    }


def by_code(lines: Iterable[SheetLine]) -> Mapping[str, SheetLine]:
    return {line.code: line for line in lines}


def heading_points(line: SheetLine) -> dict[str, Any]:
    return {code: dict(result) for code, result in (line.headings or {}).items()}
