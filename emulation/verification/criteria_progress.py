"""How far the inspection is with each criterion, over all the sheets that it has in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from emulation.assessments.models import Assessment, Score
from emulation.assessments.totals import OVERCLAIMED
from emulation.criteria.models import CriterionLine
from emulation.criteria.queries import lines, rule_set
from emulation.database import db
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Stage, Verdict


@dataclass(frozen=True, slots=True)
class CriterionProgress:
    """One criterion, and in how many sheets in hand it is decided, asked about, or waits."""

    line: CriterionLine
    waiting: int
    agreed: int
    adjusted: int
    asked: int

    @property
    def sheets(self) -> int:
        return self.waiting + self.agreed + self.adjusted + self.asked


def criteria_to_judge(period: Period) -> Sequence[CriterionLine]:
    """Return the lines on which people decide, in the order of the sheet."""
    counted = {
        one.code for one in rule_set(period.criteria_set_id).adjustments if OVERCLAIMED in one.input
    }
    return [line for line in lines(period.criteria_set_id) if line.code not in counted]


def list_progress(period: Period, *, reader: Person) -> Sequence[CriterionProgress]:
    """Count every criterion in the sheets in verification that this reader may see."""
    counts = _counts(period.id, reader)
    return [
        CriterionProgress(
            line,
            waiting=counts.get((line.id, None), 0),
            agreed=counts.get((line.id, Verdict.AGREE), 0),
            adjusted=counts.get((line.id, Verdict.ADJUST), 0),
            asked=counts.get((line.id, Verdict.QUESTION), 0),
        )
        for line in criteria_to_judge(period)
    ]


def _counts(period_id: int, reader: Person) -> Mapping[tuple[int, Verdict | None], int]:
    query = (
        select(Score.criterion_id, Score.verdict, func.count())
        .join(Assessment, Assessment.id == Score.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(
            Participant.period_id == period_id,
            seen_by(reader),
            Score.stage == Stage.VERIFIED,
            Assessment.state == AssessmentState.IN_VERIFICATION,
        )
        .group_by(Score.criterion_id, Score.verdict)
    )
    return {
        (criterion_id, verdict): count for criterion_id, verdict, count in db.session.execute(query)
    }
