"""Reading appeals: of a sheet, those that wait, and what was decided on the same criterion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from emulation.accounts.models import User
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.models import Assessment, Score
from emulation.assessments.totals import counts_overclaims
from emulation.criteria.models import CriteriaSetVersion, CriterionLine
from emulation.database import db
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by
from emulation.rules.deadlines import ExtensionKind, is_over, local_day
from emulation.rules.roles import Person
from emulation.rules.workflow import AppealDecision, AssessmentState, ReasonCode, Stage, Verdict
from emulation.verification.models import Appeal

APPEALABLE = frozenset({AssessmentState.VERIFIED, AssessmentState.UNDER_APPEAL})
MOST_PRECEDENTS = 20


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """One appeal: what the commune wrote, against whose verdict, and what was decided."""

    id: int
    criterion_id: int
    code: str
    text: str
    drafted_by: str
    drafted_at: datetime
    filed_by: str | None
    filed_at: datetime | None
    contested_points: Decimal | None
    judged_by_id: int | None
    judged_by: str | None
    decision: AppealDecision | None
    reason: str
    decided_by: str | None
    decided_at: datetime | None
    version: int

    @property
    def is_filed(self) -> bool:
        return self.filed_at is not None

    def is_current(self, sheet: SheetFacts) -> bool:
        """Tell whether it was filed against the result that stands now, and not an earlier one."""
        return (
            self.filed_at is not None
            and sheet.verified_at is not None
            and self.filed_at >= sheet.verified_at
        )


def list_appeals(assessment_id: int) -> Sequence[AppealFacts]:
    """Return every appeal of a sheet, drafted or filed, in the order of the criteria."""
    query = _appeals().where(Appeal.assessment_id == assessment_id)
    return [AppealFacts(*row) for row in db.session.execute(query)]


def find_appeal(assessment_id: int, code: str) -> AppealFacts | None:
    query = _appeals().where(Appeal.assessment_id == assessment_id, CriterionLine.code == code)
    row = db.session.execute(query).one_or_none()
    return None if row is None else AppealFacts(*row)


def _appeals() -> Select[Any]:
    drafter, filer, judge, decider = (aliased(User) for _ in range(4))
    return (
        select(
            Appeal.id,
            Appeal.criterion_id,
            CriterionLine.code,
            Appeal.text,
            drafter.full_name,
            Appeal.drafted_at,
            filer.full_name,
            Appeal.filed_at,
            Appeal.contested_points,
            Appeal.judged_by_id,
            judge.full_name,
            Appeal.decision,
            Appeal.reason,
            decider.full_name,
            Appeal.decided_at,
            Appeal.version,
        )
        .join(CriterionLine, CriterionLine.id == Appeal.criterion_id)
        .join(drafter, drafter.id == Appeal.drafted_by_id)
        .outerjoin(filer, filer.id == Appeal.filed_by_id)
        .outerjoin(judge, judge.id == Appeal.judged_by_id)
        .outerjoin(decider, decider.id == Appeal.decided_by_id)
        .order_by(CriterionLine.position)
    )


def is_contestable(sheet: SheetFacts, line: LineFacts) -> bool:
    """Tell whether the inspection departed from the claim: else there is nothing to contest."""
    row = line.verified
    judged = row is not None and row.verdict is Verdict.ADJUST
    return judged and not counts_overclaims(sheet, line.code)


def result_day(sheet: SheetFacts) -> date | None:
    """Return the local day of the result, from which the days for an appeal are counted."""
    return None if sheet.verified_at is None else local_day(sheet.verified_at)


def last_day_to_appeal(sheet: SheetFacts) -> date | None:
    """Return the last day for an appeal; None while there is no result."""
    day = result_day(sheet)
    return None if day is None else sheet.last_day(ExtensionKind.APPEAL, day)


def takes_appeals(sheet: SheetFacts, today: date) -> bool:
    """Tell whether state and days let the commune appeal."""
    last = last_day_to_appeal(sheet)
    return sheet.state in APPEALABLE and last is not None and not is_over(last, today)


def appeals_count(assessment_id: int) -> int:
    """Return a number that grows with everything written on a sheet's appeals."""
    query = select(func.coalesce(func.sum(Appeal.version), 0)).where(
        Appeal.assessment_id == assessment_id
    )
    return int(db.session.scalar(query) or 0)


@dataclass(frozen=True, slots=True)
class WaitingAppeal:
    """One filed appeal of a sheet under appeal, decided or not."""

    assessment_id: int
    name: str
    code: str
    filed_at: datetime
    contested_points: Decimal | None
    judged_by_id: int | None
    judged_by: str | None
    decision: AppealDecision | None


def list_waiting(period_id: int, *, reader: Person) -> Sequence[WaitingAppeal]:
    """Return the appeals of every sheet under appeal, the undecided and the oldest first."""
    judge = aliased(User)
    query = (
        select(
            Appeal.assessment_id,
            Participant.name,
            CriterionLine.code,
            Appeal.filed_at,
            Appeal.contested_points,
            Appeal.judged_by_id,
            judge.full_name,
            Appeal.decision,
        )
        .join(Assessment, Assessment.id == Appeal.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(CriterionLine, CriterionLine.id == Appeal.criterion_id)
        .outerjoin(judge, judge.id == Appeal.judged_by_id)
        .where(
            Participant.period_id == period_id,
            Assessment.state == AssessmentState.UNDER_APPEAL,
            Appeal.filed_at >= Assessment.verified_at,
            seen_by(reader),
        )
        .order_by(
            Appeal.decision.is_not(None),
            Appeal.filed_at,
            Participant.name_folded,
            CriterionLine.position,
        )
    )
    return [WaitingAppeal(*row) for row in db.session.execute(query)]


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier decision on the same criterion, of any unit and year that the reader may see."""

    assessment_id: int
    year: int
    name: str
    text: str
    decision: AppealDecision
    reason: str
    contested_points: Decimal | None
    points: Decimal | None
    decided_at: datetime


def precedents(sheet: SheetFacts, code: str, *, reader: Person) -> Sequence[Precedent]:
    """Return the newest decisions on the criterion of this code, in any version of the set."""
    outcome = aliased(Score)
    query = (
        select(
            Appeal.assessment_id,
            Period.year,
            Participant.name,
            Appeal.text,
            Appeal.decision,
            Appeal.reason,
            Appeal.contested_points,
            outcome.points,
            Appeal.decided_at,
        )
        .join(CriterionLine, CriterionLine.id == Appeal.criterion_id)
        .join(CriteriaSetVersion, CriteriaSetVersion.id == CriterionLine.criteria_set_id)
        .join(Assessment, Assessment.id == Appeal.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(Period, Period.id == Participant.period_id)
        .outerjoin(
            outcome,
            and_(
                outcome.assessment_id == Appeal.assessment_id,
                outcome.criterion_id == Appeal.criterion_id,
                outcome.stage == Stage.APPEAL,
            ),
        )
        .where(
            CriterionLine.code == code,
            CriteriaSetVersion.code == sheet.criteria_set.code,
            Appeal.assessment_id != sheet.id,
            Appeal.decision.is_not(None),
            seen_by(reader),
        )
        .order_by(Appeal.decided_at.desc())
        .limit(MOST_PRECEDENTS)
    )
    return [Precedent(*row) for row in db.session.execute(query)]


@dataclass(frozen=True, slots=True)
class SameCut:
    """A unit whose same criterion was cut for the same kind of reason in that year."""

    assessment_id: int
    name: str
    state: AssessmentState
    claimed: Decimal | None
    verified: Decimal | None
    note: str
    appealed: bool


def same_cuts(
    sheet: SheetFacts, line: LineFacts, reason: ReasonCode, *, reader: Person
) -> Sequence[SameCut]:
    """Return the other units within the reader's sight that were cut for the same reason."""
    verdict, claim = aliased(Score), aliased(Score)
    query = (
        select(
            verdict.assessment_id,
            Participant.name,
            Assessment.state,
            claim.points,
            verdict.points,
            verdict.note,
            Appeal.filed_at.is_not(None),
        )
        .join(Assessment, Assessment.id == verdict.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(
            claim,
            and_(
                claim.assessment_id == verdict.assessment_id,
                claim.criterion_id == verdict.criterion_id,
                claim.stage == Stage.SELF,
            ),
        )
        .outerjoin(
            Appeal,
            and_(
                Appeal.assessment_id == verdict.assessment_id,
                Appeal.criterion_id == verdict.criterion_id,
            ),
        )
        .where(
            verdict.criterion_id == line.criterion_id,
            verdict.stage == Stage.VERIFIED,
            verdict.verdict == Verdict.ADJUST,
            verdict.reason_code == reason,
            verdict.assessment_id != sheet.id,
            Participant.period_id == sheet.period_id,
            seen_by(reader),
        )
        .order_by(Participant.name_folded)
    )
    return [SameCut(*row) for row in db.session.execute(query)]
