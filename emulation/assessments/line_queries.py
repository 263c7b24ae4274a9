"""One criterion across many sheets: the same facts as of one sheet, with a single line in each."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from emulation.assessments.facts import LineFacts, ScoreFacts, SheetFacts
from emulation.assessments.models import Assessment, Score
from emulation.assessments.queries import HEAD_COLUMNS, SCORE_COLUMNS, STAGES, facts_from
from emulation.assessments.sources import values_of
from emulation.criteria.models import CriteriaSetVersion, CriterionLine
from emulation.criteria.queries import rule_set
from emulation.database import db
from emulation.evidence.queries import files_by_unit
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by, windows_of
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Stage


def sheets_with(
    line: CriterionLine, period: Period, *, reader: Person, only: int | None = None
) -> Sequence[SheetFacts]:
    """Return every sheet of the year that this reader may see, each with that one line.

    As many queries for one commune as for two hundred. `only` narrows it to one sheet.
    """
    heads = _heads(period.id, reader, only)
    if not heads:
        return ()
    units = [head.participant_id for head in heads]
    scores = _scores(line.id, [head.id for head in heads])
    files = files_by_unit(units, line.id)
    last_year = _last_year(line.code, period, [head.unit_id for head in heads])
    sources = values_of(units)
    criteria_set, windows = rule_set(period.criteria_set_id), windows_of(period.id)
    return [
        facts_from(
            head,
            criteria_set=criteria_set,
            lines={
                line.code: LineFacts(
                    criterion_id=line.id,
                    code=line.code,
                    kind=line.kind,
                    scores=scores[head.id],
                    files=files.get(head.participant_id, ()),
                    last_year=last_year.get(head.unit_id),
                )
            },
            windows=windows,
            sources=sources[head.participant_id],
        )
        for head in heads
        if head.id in scores
    ]


def _heads(period_id: int, reader: Person, only: int | None) -> Sequence[Row[Any]]:
    query = (
        select(*HEAD_COLUMNS)
        .select_from(Assessment)
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(Period, Period.id == Participant.period_id)
        .where(Participant.period_id == period_id, seen_by(reader))
        .order_by(Participant.name_folded, Assessment.id)
    )
    if only is not None:
        query = query.where(Assessment.id == only)
    return db.session.execute(query).all()


def _scores(
    criterion_id: int, assessment_ids: Collection[int]
) -> Mapping[int, Mapping[Stage, ScoreFacts]]:
    query = select(Score.assessment_id, *SCORE_COLUMNS).where(
        Score.criterion_id == criterion_id, Score.assessment_id.in_(assessment_ids)
    )
    found: dict[int, dict[Stage, ScoreFacts]] = {}
    for assessment_id, *columns in db.session.execute(query):
        facts = ScoreFacts(*columns)
        found.setdefault(assessment_id, {})[facts.stage] = facts
    return found


def _last_year(code: str, period: Period, unit_ids: Collection[int]) -> Mapping[int, Decimal]:
    """Return what the published sheets of the year before gave for this line, by unit."""
    query = (
        select(Participant.unit_id, Score.stage, Score.points)
        .join(Assessment, Assessment.id == Score.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(Period, Period.id == Participant.period_id)
        .join(CriterionLine, CriterionLine.id == Score.criterion_id)
        .join(CriteriaSetVersion, CriteriaSetVersion.id == CriterionLine.criteria_set_id)
        .where(
            Participant.unit_id.in_(unit_ids),
            Period.year == period.year - 1,
            Assessment.state == AssessmentState.PUBLISHED,
            CriterionLine.code == code,
            CriteriaSetVersion.code == rule_set(period.criteria_set_id).code,
            Score.points.is_not(None),
        )
    )
    latest: dict[int, tuple[int, Decimal]] = {}
    for unit_id, stage, points in db.session.execute(query):
        place = STAGES.index(stage)
        if unit_id not in latest or place > latest[unit_id][0]:
            latest[unit_id] = place, points
    return {unit_id: points for unit_id, (_place, points) in latest.items()}
