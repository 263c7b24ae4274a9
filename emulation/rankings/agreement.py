"""What second looks say of the inspectors: agreement, differences, who cuts more than others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import aliased

from emulation.accounts.models import User
from emulation.assessments.models import Assessment, Score
from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.periods.models import Participant
from emulation.periods.queries import seen_by
from emulation.rankings.second_look_queries import PairFacts
from emulation.rules.calibration import Agreement, Judgement, Pair, Severity, agreement, severity
from emulation.rules.roles import Person
from emulation.rules.workflow import FINAL_STATES, Stage


@dataclass(frozen=True, slots=True)
class Comparison:
    """All double checks of a year: how far they agree, and where they do not."""

    whole: Agreement
    same: int
    differences: Sequence[PairFacts]

    @property
    def share_same(self) -> Fraction | None:
        return Fraction(self.same, self.whole.pairs) if self.whole.pairs else None


def compare(pairs: Sequence[PairFacts]) -> Comparison:
    """Return the agreement, and the differences with the largest share of the maximum first."""
    different = [one for one in pairs if one.difference]
    different.sort(key=lambda one: -abs(Fraction(one.difference) / Fraction(one.max_points)))
    return Comparison(
        whole=agreement([Pair(one.first, one.second, one.max_points) for one in pairs]),
        same=len(pairs) - len(different),
        differences=different,
    )


@dataclass(frozen=True, slots=True)
class InspectorLine:
    """How severe one inspector was in the year."""

    name: str
    severity: Severity


def severity_of_year(period_id: int, *, reader: Person) -> Sequence[InspectorLine]:
    """Compare what each inspector took off on finished sheets, the most severe first."""
    claimed, verified = aliased(Score), aliased(Score)
    query = (
        select(
            verified.saved_by_id,
            Participant.code,
            CriterionLine.code,
            claimed.points,
            verified.points,
            CriterionLine.max_points,
        )
        .join(Assessment, Assessment.id == verified.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(CriterionLine, CriterionLine.id == verified.criterion_id)
        .join(
            claimed,
            (claimed.assessment_id == verified.assessment_id)
            & (claimed.criterion_id == verified.criterion_id)
            & (claimed.stage == Stage.SELF),
        )
        .where(
            Participant.period_id == period_id,
            seen_by(reader),
            Assessment.state.in_(FINAL_STATES),
            verified.stage == Stage.VERIFIED,
            verified.saved_by_id.is_not(None),
            verified.points.is_not(None),
            claimed.points.is_not(None),
            CriterionLine.max_points > 0,
        )
    )
    judgements = [Judgement(str(who), *facts) for who, *facts in db.session.execute(query)]
    found = severity(judgements)
    names = _names([int(one.inspector) for one in found])
    lines = [InspectorLine(names[one.inspector], one) for one in found]
    return sorted(lines, key=lambda line: -(line.severity.difference or Fraction(-1)))


def _names(user_ids: Sequence[int]) -> Mapping[str, str]:
    query = select(User.id, User.full_name).where(User.id.in_(user_ids))
    return {str(user_id): name for user_id, name in db.session.execute(query)}
