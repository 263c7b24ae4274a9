"""Turning a year's sheets into the standings that the one rank rule orders."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sqlalchemy import and_, or_, select

from emulation.assessments.models import Score
from emulation.criteria.models import CriterionLine
from emulation.criteria.queries import rule_set
from emulation.database import db
from emulation.periods.models import Period
from emulation.rankings.last_year import origins_of
from emulation.rankings.queries import SheetLine, sheet_lines
from emulation.rules.approval import SET_ASIDE_STATES
from emulation.rules.criteria_set import CriteriaSet
from emulation.rules.ranking import RankingTable, Standing, rank
from emulation.rules.roles import Person
from emulation.rules.successions import Origin
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
PAST_SETTING_ASIDE = frozenset(AssessmentState) - SET_ASIDE_STATES
EFFECTIVE_INITIATIVES = "initiatives_recognised_effective"


def ranking_of(period: Period, *, reader: Person) -> tuple[RankingTable, Sequence[SheetLine]]:
    """Return the year's ranking as it would be published now, and the sheets it was made of."""
    rules = rule_set(period.criteria_set_id)
    lines = sheet_lines(period, reader=reader)
    last = origins_of(period, [line.unit_id for line in lines])
    effective = effective_initiatives(period, rules)
    standings = [standing_of(line, last[line.unit_id], effective) for line in lines]
    return rank(standings, rules, year=period.year), lines


def status_of(line: SheetLine) -> str:
    """Return what the rank rule reads: ranked, or in a word why not."""
    if line.set_aside and line.state not in PAST_SETTING_ASIDE:
        return SET_ASIDE
    return STATUS.get(line.state, line.state.value)


def standing_of(line: SheetLine, last: Origin, effective: Mapping[int, int]) -> Standing:
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
        last_rank=last.last.rank if last.last else None,
        last_level=last.last.level or None if last.last else None,
        knocked_out=any(reason["kind"] == "knock_out" for reason in line.reasons or ()),
        predecessors=last.predecessors,
    )


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
