"""Reading sheets: who may see which, one sheet as frozen facts, and the list of many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from emulation.accounts.models import User
from emulation.assessments.facts import LineFacts, ParticipantFacts, ScoreFacts, SheetFacts
from emulation.assessments.models import Assessment, Score, SheetTotal
from emulation.assessments.sources import values_for
from emulation.criteria.models import CriteriaSetVersion, CriterionLine, LineKind
from emulation.criteria.queries import rule_set
from emulation.database import db
from emulation.evidence.queries import FileFacts, files_of
from emulation.periods.models import Participant, Period
from emulation.periods.queries import seen_by, windows_of
from emulation.rules.criteria_facts import CriteriaSet
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Stage
from emulation.units.models import UnitKind

STAGES = tuple(Stage)
PAGE_SIZE = 50


def visible_to(reader: Person) -> Select[tuple[Assessment]]:
    return select(Assessment).join(Assessment.participant).where(seen_by(reader))


def get_assessment(assessment_id: int, *, reader: Person) -> Assessment:
    """Return the sheet; raise NoResultFound when the reader may not see it."""
    return db.session.scalars(visible_to(reader).where(Assessment.id == assessment_id)).one()


def find_own_assessment(reader: Person, period: Period) -> Assessment | None:
    """Return the sheet of the reader's own unit in that year, if it has one."""
    return db.session.scalars(
        visible_to(reader).where(
            Participant.unit_id == reader.unit_id, Participant.period_id == period.id
        )
    ).one_or_none()


def sheet_facts(assessment_id: int) -> SheetFacts:
    """Read a whole sheet by columns; as many queries for ten criteria as for a hundred.

    Whoever calls has already made sure, by `get_assessment`, that the reader may see it.
    """
    head = db.session.execute(
        select(
            Assessment.id,
            Assessment.state,
            Assessment.version,
            Assessment.submitted_at,
            Assessment.submitted_by_id,
            Assessment.verified_at,
            Period.id.label("period_id"),
            Period.year,
            Period.initiatives_minimum,
            Period.criteria_set_id,
            Participant.id.label("participant_id"),
            Participant.unit_id,
            Participant.code,
            Participant.name,
            Participant.kind,
            Participant.district_name,
            Participant.province_id,
            Participant.inspecting_unit_id,
        )
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(Period, Period.id == Participant.period_id)
        .where(Assessment.id == assessment_id)
    ).one()
    criteria_set = rule_set(head.criteria_set_id)
    last_year = _points_of_last_year(head.unit_id, head.year, criteria_set)
    return SheetFacts(
        id=head.id,
        state=head.state,
        version=head.version,
        submitted_at=head.submitted_at,
        submitted_by_id=head.submitted_by_id,
        verified_at=head.verified_at,
        participant=ParticipantFacts(
            id=head.participant_id,
            unit_id=head.unit_id,
            code=head.code,
            name=head.name,
            kind=head.kind,
            district_name=head.district_name,
            province_id=head.province_id,
            inspecting_unit_id=head.inspecting_unit_id,
        ),
        period_id=head.period_id,
        year=head.year,
        initiatives_minimum=head.initiatives_minimum,
        criteria_set_id=head.criteria_set_id,
        criteria_set=criteria_set,
        lines=_lines(assessment_id, files_of(head.participant_id), last_year),
        windows=windows_of(head.period_id),
        sources=values_for(head.participant_id),
    )


def _lines(
    assessment_id: int,
    files: Mapping[int, tuple[FileFacts, ...]],
    last_year: Mapping[str, Decimal],
) -> Mapping[str, LineFacts]:
    rows = db.session.execute(
        select(
            CriterionLine.id,
            CriterionLine.code,
            CriterionLine.kind,
            Score.id,
            Score.stage,
            Score.inputs,
            Score.not_applicable,
            Score.points,
            Score.points_set,
            Score.note,
            Score.reopened,
            Score.verdict,
            Score.reason_code,
            Score.judged_version,
            Score.judged_evidence,
            Score.saved_at,
            Score.saved_by_id,
            Score.version,
        )
        .join(CriterionLine, CriterionLine.id == Score.criterion_id)
        .where(Score.assessment_id == assessment_id)
        .order_by(CriterionLine.position)
    )
    heads: dict[str, tuple[int, LineKind]] = {}
    scores: dict[str, dict[Stage, ScoreFacts]] = {}
    for criterion_id, code, kind, *score in rows:
        heads[code] = (criterion_id, kind)
        facts = ScoreFacts(*score)
        scores.setdefault(code, {})[facts.stage] = facts
    return MappingProxyType(
        {
            code: LineFacts(
                criterion_id=criterion_id,
                code=code,
                kind=kind,
                scores=scores[code],
                files=files.get(criterion_id, ()),
                last_year=last_year.get(code),
            )
            for code, (criterion_id, kind) in heads.items()
        }
    )


def _points_of_last_year(
    unit_id: int, year: int, criteria_set: CriteriaSet
) -> Mapping[str, Decimal]:
    """Return what the same unit's published sheet of the year before gave for the same lines."""
    rows = db.session.execute(
        select(CriterionLine.code, Score.stage, Score.points)
        .join(Score, Score.criterion_id == CriterionLine.id)
        .join(Assessment, Assessment.id == Score.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(Period, Period.id == Participant.period_id)
        .join(CriteriaSetVersion, CriteriaSetVersion.id == Period.criteria_set_id)
        .where(
            Participant.unit_id == unit_id,
            Period.year == year - 1,
            Assessment.state == AssessmentState.PUBLISHED,
            CriteriaSetVersion.code == criteria_set.code,
            Score.points.is_not(None),
        )
    ).all()
    latest: dict[str, tuple[int, Decimal]] = {}
    for code, stage, points in rows:
        order = STAGES.index(stage)
        if code not in latest or order > latest[code][0]:
            latest[code] = (order, points)
    return {code: points for code, (_order, points) in latest.items()}


def get_line_id(assessment_id: int, code: str) -> int:
    """Return the id of a criterion by its code; raise NoResultFound when the sheet has none."""
    return db.session.scalars(
        select(CriterionLine.id)
        .join(Score, Score.criterion_id == CriterionLine.id)
        .where(
            Score.assessment_id == assessment_id,
            Score.stage == Stage.SELF,
            CriterionLine.code == code,
        )
    ).one()


def name_of(user_id: int | None) -> str:
    """Return a person's name, or nothing when nobody is meant."""
    if user_id is None:
        return ""
    return db.session.scalar(select(User.full_name).where(User.id == user_id)) or ""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One line of the list of sheets."""

    assessment_id: int
    name: str
    kind: UnitKind
    district_name: str
    state: AssessmentState
    submitted_at: datetime | None
    lines_done: int | None
    lines_all: int | None
    self_total: Decimal | None
    verified_total: Decimal | None


@dataclass(frozen=True, slots=True)
class SheetFilter:
    """What a reader narrows the list of sheets to."""

    district_id: int | None = None
    state: AssessmentState | None = None
    folded: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.district_id is not None:
            found.append(Participant.district_id == self.district_id)
        if self.state is not None:
            found.append(Assessment.state == self.state)
        if self.folded:
            found.append(Participant.name_folded.contains(self.folded, autoescape=True))
        return found


def list_sheets(
    period_id: int, *, reader: Person, narrowed: SheetFilter, page: int = 1
) -> Sequence[SheetEntry]:
    """Return one page of the sheets this reader may see, by district and name."""
    claimed, verified = aliased(SheetTotal), aliased(SheetTotal)
    query = (
        select(
            Assessment.id,
            Participant.name,
            Participant.kind,
            Participant.district_name,
            Assessment.state,
            Assessment.submitted_at,
            claimed.lines_done,
            claimed.lines_all,
            claimed.total,
            verified.total,
        )
        .join(Participant, Participant.id == Assessment.participant_id)
        .outerjoin(claimed, _total_of(claimed, Stage.SELF))
        .outerjoin(verified, _total_of(verified, Stage.VERIFIED))
        .where(Participant.period_id == period_id, seen_by(reader), *narrowed.conditions())
        .order_by(Participant.district_name, Participant.name_folded, Assessment.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [SheetEntry(*row) for row in db.session.execute(query)]


def _total_of(total: type[SheetTotal], stage: Stage) -> ColumnElement[bool]:
    return and_(total.assessment_id == Assessment.id, total.stage == stage)


def count_by_state(
    period_id: int, *, reader: Person, narrowed: SheetFilter
) -> Mapping[AssessmentState, int]:
    """Return how many of the sheets are in each state."""
    query = (
        select(Assessment.state, func.count())
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(Participant.period_id == period_id, seen_by(reader), *narrowed.conditions())
        .group_by(Assessment.state)
    )
    return dict(db.session.execute(query).tuples().all())


def list_districts(period_id: int, *, reader: Person) -> Sequence[tuple[int, str]]:
    """Return the districts of the sheets this reader may see."""
    query = (
        select(Participant.district_id, Participant.district_name)
        .where(
            Participant.period_id == period_id,
            Participant.assessed,
            Participant.district_id.is_not(None),
            seen_by(reader),
        )
        .distinct()
        .order_by(Participant.district_name)
    )
    return [(int(unit_id or 0), name) for unit_id, name in db.session.execute(query)]
